"""Jobs that other Celery apps send with what Celery offers: later, in chains, with values that JSON has not."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import uuid
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from adjourn.models.ground.errors import BadInput
from adjourn.worker.arrival import Arrival
from celery import Celery, chain, signature

from tests.conftest import PROJECT, PROJECTS
from tests.support.fleet import Fleet
from tests.support.waiting import until

INPUT: dict[str, Any] = {"log": []}
ADDED = (
    "SELECT id::text, key, input, run_at, run_at > now() + interval '1 minute' AS later FROM adjourn.jobs ORDER BY key"
)


@pytest.fixture
def app(fleet: Fleet) -> Iterator[Celery]:
    """Of another system. Its broker is not that of the environment."""
    with Celery("orders", broker=fleet.broker_url, set_as_current=False) as app:
        app.conf.task_default_queue = fleet.queue
        yield app


def test_what_is_sent_for_later_is_a_job_at_once_and_no_death_of_a_worker_loses_it(fleet: Fleet, app: Celery) -> None:
    workers = [fleet.worker(PROJECT) for _ in range(2)]
    when = dt.datetime.now(dt.UTC) + dt.timedelta(hours=1)
    for number in range(10):
        app.send_task("adjourn.enqueue", ("echo", INPUT), {"key": f"countdown {number}"}, countdown=3600)
    app.send_task("adjourn.enqueue", ("echo", INPUT), {"key": "eta"}, eta=when)
    app.send_task("adjourn.enqueue", ("echo", INPUT), {"key": "eta of no zone"}, eta=when.replace(tzinfo=None))
    app.send_task("adjourn.enqueue", ("echo", INPUT), {"key": "run_at", "run_at": when}, countdown=7200)
    app.conf.task_protocol = 1
    app.send_task("adjourn.enqueue", ("echo", INPUT), {"key": "protocol 1"}, countdown=3600)
    until(lambda: len(fleet.rows(ADDED)) == 14, "all are jobs")
    for worker in workers:
        fleet.kill(worker)
    found = {row["key"]: row for row in fleet.rows(ADDED)}
    assert len(found) == 14 and all(row["later"] for row in found.values())
    assert [found[key]["run_at"] for key in ("eta", "eta of no zone", "run_at")] == [when] * 3


def test_a_ring_for_later_rings_now(fleet: Fleet, app: Celery) -> None:
    fleet.worker(PROJECT)
    job = fleet.enqueue("echo", INPUT)
    app.send_task("adjourn.advance", (job,), countdown=3600, expires=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    fleet.wait(job)


def test_what_had_expired_is_refused_and_what_has_not_is_a_job(fleet: Fleet, app: Celery) -> None:
    worker = fleet.worker(PROJECT)
    app.send_task("adjourn.enqueue", ("echo", INPUT), expires=dt.datetime(2020, 1, 1, tzinfo=dt.UTC))
    until(lambda: "the message had expired at 2020-01-01" in fleet.log(worker), "it is refused")
    app.send_task("adjourn.enqueue", ("echo", INPUT), {"key": "in time"}, expires=3600)
    until(lambda: [row["key"] for row in fleet.rows(ADDED)] == ["in time"], "it is a job")


def test_what_came_in_time_stays_in_time_while_the_database_is_away() -> None:
    taken, expires = dt.datetime(2020, 1, 1, tzinfo=dt.UTC), "2020-01-01T00:00:01+00:00"
    assert Arrival("id", ["echo"], {}, expires=expires, taken_at=taken).request() == {
        "graph": "echo",
        "key": "celery:id",
    }
    with pytest.raises(BadInput, match="had expired"):
        Arrival("id", ["echo"], {}, expires=expires).request()


def test_values_that_json_has_not_are_written_as_in_results(fleet: Fleet, app: Celery) -> None:
    fleet.worker(PROJECT)
    order = uuid.UUID(int=7)
    moment = dt.datetime(2026, 1, 2, 3, 4, 5, tzinfo=dt.UTC)
    values = [Decimal("1.50"), moment, moment.date(), moment.time(), order, b"\xff\x00"]
    app.send_task("adjourn.enqueue", ("echo", {"log": values}), {"thread_id": order, "context": {"at": moment}})
    [row] = until(lambda: fleet.rows("SELECT * FROM adjourn.jobs"), "it is a job")
    assert row["input"] == {
        "log": [
            "1.50",
            "2026-01-02T03:04:05Z",
            "2026-01-02",
            "03:04:05",
            "00000000-0000-0000-0000-000000000007",
            "/wA=",
        ]
    }
    assert (row["thread_id"], row["context"]) == (str(order), {"at": "2026-01-02T03:04:05Z"})


def test_a_chain_of_another_system_goes_through_a_job(fleet: Fleet, app: Celery, tmp_path: Path) -> None:
    """The result of a task is the input, the id of the job is what the next one is given."""
    fleet.worker(PROJECT)
    notes, theirs = tmp_path / "notes", f"{fleet.queue} orders"
    command = ["celery", "-q", "-A", "orders", "worker", "-P", "solo", "-Q", theirs, "--without-mingle"]
    env = os.environ | {"ORDERS_BROKER_URL": fleet.broker_url, "ORDERS_NOTES": str(notes), "C_FORCE_ROOT": "1"}
    env.pop("CELERY_BROKER_URL", None)
    with (tmp_path / "orders.log").open("wb") as log:
        other = subprocess.Popen(
            [sys.executable, "-W", "ignore", "-m", *command], cwd=PROJECTS / "orders", env=env, stdout=log, stderr=log
        )
    try:
        order = signature("orders.order", args=(5,), queue=theirs, app=app)
        enqueue = signature("adjourn.enqueue", kwargs={"graph": "echo", "key": "chained"}, queue=fleet.queue, app=app)
        fixed = signature("adjourn.enqueue", args=("echo", INPUT, "fixed"), immutable=True, queue=fleet.queue, app=app)
        note = signature("orders.note", queue=theirs, app=app)
        chain(order, enqueue, note, app=app).apply_async()
        chain(order, fixed, app=app).apply_async()
        order.apply_async(
            link=signature("adjourn.enqueue", kwargs={"graph": "echo", "key": "linked"}, queue=fleet.queue)
        )
        rows = until(lambda: len(found := fleet.rows(ADDED)) == 3 and found, "all are jobs")
        assert [row["key"] for row in rows] == ["chained", "fixed", "linked"]
        assert [row["input"]["log"] for row in rows] == [["order 5"], [], ["order 5"]]
        until(lambda: notes.exists() and notes.read_text() == f"{rows[0]['id']}\n", "the next task has the job's id")
    finally:
        other.terminate()
        other.wait(timeout=20)
