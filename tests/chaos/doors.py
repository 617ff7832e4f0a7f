"""The ways in and out besides the workers: what is struck there is done once more, and must then have been done once.

Each scene lets somebody do an errand (`errands.ERRANDS`) in a process of its own, with one thing going wrong in it; if
that process is stopped, another does the same meanwhile. The job then comes to its end as any other.
"""

from __future__ import annotations

import json
import signal
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import partial
from itertools import product
from typing import TYPE_CHECKING, Any

import psycopg
import redis

from tests.chaos import deciding, delivering, paging, threads
from tests.chaos.attempts import DONE, REFUSED, attempts, ended
from tests.chaos.hearing import hear
from tests.chaos.schema import schema
from tests.support import messages
from tests.support.waiting import until

if TYPE_CHECKING:
    from tests.chaos.cases import Case
    from tests.chaos.yard import Yard

#: Doors for which the message's own id is the key.
_MESSAGES = ("enqueue by message", "enqueue for later")


@dataclass(frozen=True, slots=True)
class Door:
    scene: Callable[[Yard, Case], None]
    #: Of `points.OTHERS`.
    places: tuple[str, ...] = ()
    #: How many it tells the database, also when it does it again.
    statements: int = 14
    actions: tuple[str, ...] = ("kill", "stop", "raise", "disconnect")
    #: Which hits of a place are struck.
    hits: tuple[int, ...] = (1, 2, 3, 4, 5)


def cases() -> Iterator[tuple[str, str, int, str]]:
    """Door, point, which hit of it, and what happens then."""
    for name, door in DOORS.items():
        places = [f"{place} {when}" for place in door.places for when in ("before", "after")]
        yield from product([name], places, door.hits, door.actions)
        told, last = [f"statement {when}" for when in ("before", "sent", "after")], door.statements + 1
        yield from product([name], told, range(1, last), ["kill"])
        seldom = [action for action in ("stop", "disconnect") if action in door.actions]
        yield from product([name], told, range(1, last, 3), seldom)
        yield from product([name], ["statement before"], range(1, last, 3), ["raise"])
        yield from product([name], ["statement sent"], range(1, last), {"cut"} & set(door.actions))


def submit(yard: Yard, case: Case) -> None:
    key = ("celery:" if case.shape in _MESSAGES else "") + str(uuid.uuid4())
    alone = """SELECT FROM (SELECT key FROM orders UNION ALL SELECT key FROM adjourn.jobs) told
        WHERE key = %s HAVING count(*) = 1"""
    for _ in attempts(yard, case, "line", key):
        assert case.shape != "enqueue with an order" or not yard.rows(alone, key), "an order without its job"
    jobs = yard.rows(
        "SELECT id::text, run_at > now() + interval '30 min' AS later FROM adjourn.jobs WHERE key = %s", key
    )
    assert len(jobs) == 1, f"{len(jobs)} jobs of key {key}"
    assert jobs[0]["later"] == (case.shape == "enqueue for later"), f"job {jobs[0]['id']} runs at another time"
    yard.carry(jobs[0]["id"])
    yard.compare("line", jobs[0]["id"])


def answer(yard: Yard, case: Case) -> None:
    job_id = yard.submit("line")
    yard.carry(job_id, "waiting")
    [asked] = yard.rows("SELECT * FROM adjourn.human_requests WHERE job_id = %s", job_id)
    given = {"to": asked["title"]}
    for _ in attempts(yard, case, asked["id"], json.dumps(given)):
        [now] = yard.rows("SELECT status, answer FROM adjourn.human_requests WHERE id = %s", asked["id"])
        assert (now["status"], now["answer"]) in (("open", None), ("answered", given)), f"it is {now}"
    answers = yard.rows("SELECT id FROM adjourn.events WHERE request_id = %s AND became = 'answered'", asked["id"])
    assert len(answers) == 1, f"answered {len(answers)} times"
    yard.carry(job_id)
    yard.compare("line", job_id)


def cancel(yard: Yard, case: Case) -> None:
    job_id = yard.submit("line")
    yard.carry(job_id, "waiting")
    for _ in attempts(yard, case, job_id):
        pass
    end = yard.end(job_id)
    assert end == ({"status": "cancelled", "result": None, "error": None}, [{"title": "go on?", "status": "withdrawn"}])


def retry(yard: Yard, case: Case) -> None:
    job_id = yard.submit("failing")
    yard.carry(job_id)
    yard.rows("INSERT INTO strikes (thread_id, point) VALUES (%s, 'by hand')", job_id)
    for _ in attempts(yard, case, job_id):
        pass
    retries = yard.rows("SELECT id FROM adjourn.events WHERE job_id = %s AND was = 'failed'", job_id)
    assert len(retries) == 1, f"retried {len(retries)} times"
    yard.carry(job_id)
    yard.compare("failing", job_id)


def migrate(yard: Yard, case: Case) -> None:
    """The tables are those of an undisturbed migration."""
    if not yard.schema:
        with _database(yard) as url:
            undisturbed = yard.begin(errand="migrate", given=[url], point="", nth=0, action="kill", database_url=url)
            assert ended(yard, undisturbed) == DONE
            yard.schema = schema(url)
    with _database(yard) as url:
        for _ in attempts(yard, case, url, database_url=url):
            pass
        found = schema(url)
    assert found == yard.schema, f"the tables differ: {sorted(set(found) ^ set(yard.schema))}"


def offer(yard: Yard, case: Case) -> None:
    queue = str(uuid.uuid4())
    for _ in attempts(yard, case, queue):
        pass
    offered = yard.rows("SELECT name FROM adjourn.graphs WHERE project = %s ORDER BY name", queue)
    assert [row["name"] for row in offered] == ["offered", "offered too"]


def ring(yard: Yard, case: Case) -> None:
    """There is a message for each job; when the scheduler dies the broker is emptied, too, and the next rings again."""
    broker = redis.Redis.from_url(yard.broker_url)
    order: dict[str, Any] = {"errand": "scheduler", "given": [], "point": case.point, "nth": case.nth}
    broker.flushdb()
    yard.offer()
    pid, jobs = 0, []
    try:
        for _ in range(3):
            jobs.append(yard.submit("plain"))
            pid = pid or yard.begin(**order, action=case.action)
            while (status := until(partial(_rung, yard, broker, jobs, pid), "all is rung")) != ["rung"]:
                if status == ["stopped"]:
                    yard.ask(signal=signal.SIGCONT, pid=pid)
                else:
                    assert status in ([-signal.SIGKILL], [REFUSED]), f"the scheduler ended with {status}"
                    broker.flushdb()
                    pid = yard.begin(**order, action="kill")
    finally:
        if pid and yard.poll(pid) in ([], ["stopped"]):
            yard.ask(signal=signal.SIGKILL, pid=pid)
            ended(yard, pid)
        broker.close()
    for job_id in jobs:
        yard.carry(job_id)
        yard.compare("plain", job_id)


def _rung(yard: Yard, broker: redis.Redis, jobs: list[str], pid: int) -> list[int | str]:
    """ "rung", if there is a message for each job; otherwise what has become of the scheduler, or nothing yet."""
    rung = messages.waiting(broker, "chaos")
    if all(any(job_id.encode() in message for message in rung) for job_id in jobs):
        return ["rung"]
    return yard.poll(pid)


@contextmanager
def _database(yard: Yard) -> Iterator[str]:
    """An empty one on the same server."""
    name = f"made_{uuid.uuid4().hex}"
    with psycopg.connect(yard.database_url, autocommit=True, application_name="chaos") as connection:
        connection.execute(f"CREATE DATABASE {name} STRATEGY file_copy")  # type: ignore[arg-type]
        yield f"{yard.database_url.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


DOORS: dict[str, Door] = {
    "enqueue in SQL": Door(submit, statements=8),
    "enqueue with an order": Door(submit, statements=8),
    "enqueue in Python": Door(submit, ("enqueue",)),
    "enqueue by message": Door(submit, ("enqueue",)),
    "enqueue for later": Door(submit, ("enqueue",), statements=5),
    "enqueue by command": Door(submit, ("enqueue",)),
    "answer in SQL": Door(answer, statements=8),
    "answer in Python": Door(answer, ("answer",), statements=19),
    "answer by command": Door(answer, ("answer",), statements=33),
    "answer on the page": Door(
        paging.answer,
        ("form", "page answers", "answer", "next", "find next"),
        statements=55,
        actions=("kill", "raise", "disconnect", "disconnect and kill", "cut"),
        hits=(1, 1, 2),
    ),
    "cancel by command": Door(cancel, ("cancel",), statements=16),
    "retry by command": Door(retry, ("retry",), statements=16),
    "migrate": Door(migrate, ("lock", "own schema", "checkpointer's tables", "upgrade"), statements=40),
    "offer": Door(offer, ("offer",)),
    "scheduler": Door(
        ring,
        ("lead", "sweep", "fail overdue", "find due", "listen", "find rung", "ring", "room", "publish", "batch"),
        statements=20,
    ),
    "people": Door(deciding.decide, statements=8),
    "answer many": Door(deciding.answer_many, statements=5),
    "make way": Door(threads.make_way, statements=4),
    "pruner": Door(threads.prune, ("prune",), statements=8),
    "sender": Door(
        delivering.deliver, ("claim notices", "deliver", "mark"), statements=0, actions=("kill", "stop", "raise")
    ),
    "listener": Door(hear, ("hear", "take", "claim", "run", "flush", "record"), statements=0),
}
