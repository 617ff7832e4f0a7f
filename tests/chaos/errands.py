"""What others than workers do: submit a job, answer, cancel, retry, ring for what is due, make the tables. Each in a
process of its own that the fork server makes for it, and that can be killed at every instant; what it did is then done
once more, as a person, a program or a supervisor would."""

from __future__ import annotations

import contextlib
import io
import os
import signal
import time
from collections.abc import Callable
from mmap import mmap
from typing import Any

import psycopg
from adjourn.admin.commands import group
from adjourn.models import graphs, human_requests, job_request
from adjourn.models.claims import Claimant
from adjourn.models.graphs import Offer
from adjourn.models.ground import broker, database
from adjourn.models.ground.errors import AdjournError
from adjourn.models.ground.settings import settings
from adjourn.models.job_request import JobRequest
from adjourn.scheduler.celery import app as scheduler_app
from adjourn.scheduler.dispatcher import Dispatcher
from adjourn.worker import tasks
from adjourn.worker.celery import app as worker_app
from adjourn.worker.process.runs import Runs
from sqlalchemy.exc import DBAPIError

from tests.chaos import deciding, delivering, hearing, later, paging, points, threads

INPUT = '{"log": []}'
_ENQUEUE = f"SELECT adjourn.enqueue(%s, '{INPUT}', key => %s)"
#: What a program or a person may be told when its database goes, and what is no longer to be done. The exit code.
_TOLD = (points.Chaos, AdjournError, psycopg.OperationalError, DBAPIError)
REFUSED = 3


def enqueue_in_sql(graph: str, key: str) -> None:
    with psycopg.connect(settings().database_url, autocommit=True) as connection:
        connection.execute(_ENQUEUE, (graph, key))


def enqueue_with_an_order(graph: str, key: str) -> None:
    """In the transaction of another system."""
    with psycopg.connect(settings().database_url) as connection:
        connection.execute("INSERT INTO orders (key) VALUES (%s) ON CONFLICT DO NOTHING", (key,))
        connection.execute(_ENQUEUE, (graph, key))


def enqueue_in_python(graph: str, key: str) -> None:
    with database.engine(settings()).connect() as connection:
        job_request.enqueue(connection, JobRequest(graph, INPUT, key=key))


def enqueue_by_message(graph: str, key: str) -> None:
    """A worker takes it; it comes again with the same id."""
    tasks._worker = _Sender()  # type: ignore[assignment]
    message = worker_app.tasks[broker.ENQUEUE]
    message.apply(args=[graph, {"log": []}], task_id=key.removeprefix("celery:"), throw=True)


def enqueue_for_later(graph: str, key: str) -> None:
    """By a message through the broker."""
    later.enqueue(_Sender(), _TOLD, REFUSED, graph, key)


class _Sender:
    """What the task needs of a worker's process."""

    def __init__(self) -> None:
        self.settings = settings()
        self.claimant = Claimant("sender", self.settings.name, "", [], [self.settings.queue])
        self.runs = Runs(None, 0)  # type: ignore[arg-type]  # nothing runs
        self.messages = database.engine(self.settings)


def enqueue_by_command(graph: str, key: str) -> None:
    command("enqueue", graph, INPUT, "--key", key)


def answer_in_sql(request: int, answer: str) -> None:
    with psycopg.connect(settings().database_url, autocommit=True) as connection:
        connection.execute("UPDATE adjourn.human_requests SET answer = %s WHERE id = %s", (answer, request))


def answer_in_python(request: int, answer: str) -> None:
    with database.transaction(database.engine(settings())) as transaction:
        human_requests.answer(transaction, request, answer=answer)


def answer_by_command(request: int, answer: str) -> None:
    command("answer", str(request), "--answer", answer)


def cancel_by_command(job_id: str) -> None:
    command("cancel", job_id)


def retry_by_command(job_id: str) -> None:
    command("retry", job_id)


def make_tables(url: str) -> None:
    os.environ["DATABASE_URL"] = url
    command("migrate", "--roles")


def offer_graphs(queue: str) -> None:
    """As a worker that starts."""
    offers = [Offer(name, "1", "", "{}", "") for name in ("offered", "offered too")]
    with database.engine(settings()).connect() as connection:
        graphs.offer(connection, queue, [queue], offers)


def schedule() -> None:
    """Until it is killed. It may refuse to start, but nothing ends it later."""
    try:
        dispatcher = Dispatcher(app=scheduler_app)
    except SystemExit as error:
        raise AdjournError(str(error)) from error
    while True:
        signal.alarm(60)
        try:
            pause = dispatcher.tick()
        except Exception as error:
            raise AssertionError("the scheduler has ended") from error
        time.sleep(pause)


def command(*arguments: str) -> None:
    said = io.StringIO()
    with contextlib.redirect_stdout(said), contextlib.redirect_stderr(said):
        code = group.run(list(arguments))
    assert code in (0, 1, 2) and "a mistake in Adjourn" not in said.getvalue(), said.getvalue()
    if code:
        raise AdjournError(said.getvalue())


#: By the names of `doors.DOORS`.
ERRANDS: dict[str, Callable[..., None]] = {
    "enqueue in SQL": enqueue_in_sql,
    "enqueue with an order": enqueue_with_an_order,
    "enqueue in Python": enqueue_in_python,
    "enqueue by message": enqueue_by_message,
    "enqueue for later": enqueue_for_later,
    "enqueue by command": enqueue_by_command,
    "answer in SQL": answer_in_sql,
    "answer in Python": answer_in_python,
    "answer by command": answer_by_command,
    "answer on the page": paging.serve_page,
    "cancel by command": cancel_by_command,
    "retry by command": retry_by_command,
    "migrate": make_tables,
    "offer": offer_graphs,
    "scheduler": schedule,
    "people": deciding.act,
    "answer many": deciding.act_on_many,
    "make way": threads.take_the_place,
    "pruner": threads.take_away,
    "sender": delivering.send,
    "listener": hearing.listen,
}


def run(order: dict[str, Any], hits: mmap) -> int:
    """In the child; the exit code. See forks.py for the order."""
    disconnect = points.disconnect(order.get("database_url", settings().database_url))
    actions = {
        "kill": points.kill,
        "stop": points.stop,
        "raise": points.fail,
        "cut": points.cut,
        "disconnect": disconnect,
        "disconnect and kill": lambda: (disconnect(), points.kill()),
    }
    signal.alarm(60)
    points.armed = points.Armed(order["point"], order["nth"], actions[order["action"]], hits)
    try:
        ERRANDS[order["errand"]](*order["given"])
    except _TOLD:
        return REFUSED
    return 0
