"""Deadlines and stopping workers bind whatever a node does, also what cannot be stopped: the thread of a sync node."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from tests.support.camp import SURVIVAL, Camp, camp_of
from tests.support.fleet import Fleet
from tests.support.waiting import until

#: Seconds that may pass until a process sees what is due.
SLACK = 4.0


@pytest.fixture
def camp(fleet: Fleet, tmp_path: Path) -> Camp:
    return camp_of(fleet, tmp_path)


def stopped(worker: subprocess.Popen[bytes]) -> float:
    """Seconds that it takes to end after SIGTERM."""
    began = time.monotonic()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(60) == 0
    return time.monotonic() - began


def released(camp: Camp, job: str) -> dict[str, Any]:
    row = camp.fleet.job(job)
    return {name: row[name] for name in ("status", "attempt", "crashes", "lease_id")}


@pytest.mark.parametrize(("graph", "node"), [("hold", "wait"), ("hold_blocking", "block")])
def test_a_job_fails_at_its_deadline_whatever_its_node_does(camp: Camp, graph: str, node: str) -> None:
    fleet = camp.fleet
    worker = fleet.worker(SURVIVAL, concurrency=1)
    fleet.scheduler()
    deadline = datetime.now(UTC) + timedelta(seconds=4)
    job = fleet.enqueue(graph, {"who": "Ada"}, deadline_at=deadline)
    until(lambda: camp.counts()[node] == 1, "it is in the middle of a node")
    row = fleet.wait(job, "failed", seconds=4 + SLACK)
    assert row["error"]["type"] == "DeadlinePassed"
    assert 0 <= (row["finished_at"] - deadline).total_seconds() < 1.5
    later = fleet.enqueue("ask", {"who": "Bob"})
    until(
        lambda: fleet.rows("SELECT now() > %s AS it", row["finished_at"] + timedelta(seconds=2))[0]["it"], "2 s later"
    )
    is_blocked = node == "block"
    assert fleet.job(later)["status"] == ("queued" if is_blocked else "waiting"), (
        "the slot counts until the thread ends"
    )
    camp.gate.touch()
    fleet.wait(later, "waiting")
    assert fleet.job(job)["error"]["type"] == "DeadlinePassed" and camp.counts()["end"] == 0
    written = "SELECT DISTINCT channel FROM adjourn.checkpoint_writes WHERE thread_id = %s AND channel <> '__error__'"
    assert {row["channel"] for row in fleet.rows(written, job)} <= {
        "log",
        "branch:to:begin",
        f"branch:to:{node}",
        "who",
    }
    assert worker.poll() is None


@pytest.mark.parametrize(("graph", "node"), [("hold", "wait"), ("hold_blocking", "block")])
def test_a_job_fails_when_one_advance_computes_for_too_long(camp: Camp, graph: str, node: str) -> None:
    fleet = camp.fleet
    fleet.worker(SURVIVAL)
    fleet.scheduler()
    job = fleet.enqueue(graph, {"who": "Ada"}, run_timeout=1.5, deadline_at=datetime.now(UTC) + timedelta(hours=1))
    row = fleet.wait(job, "failed", seconds=10 + SLACK)
    message = "one advance ran for longer than its run_timeout of 1.5 s"
    assert row["error"] == {"type": "RunTimeout", "message": message}
    assert 1.5 <= (row["finished_at"] - row["started_at"]).total_seconds() < 1.5 + SLACK
    camp.gate.touch()
    again = fleet.enqueue(graph, {"who": "Ada"}, run_timeout=30)
    assert fleet.wait(again)["result"]["log"] == ["begin", node, "end"]


def test_the_time_that_people_take_is_no_computing_time(camp: Camp) -> None:
    fleet = camp.fleet
    fleet.worker(SURVIVAL)
    fleet.scheduler()
    job = fleet.enqueue("ask", {"who": "Ada"}, run_timeout=2)
    fleet.wait(job, "waiting")
    [request] = fleet.requests(job)
    later = request["created_at"] + timedelta(seconds=3)
    until(lambda: fleet.rows("SELECT now() > %s AS it", later)[0]["it"], "people have thought for longer")
    fleet.answer(request, {"data": "yes"})
    fleet.wait(job)


@pytest.mark.parametrize("graph", ["hold_blocking", "hold_clogged"])
def test_a_stopping_worker_gives_back_its_jobs_and_ends_in_time_whatever_a_node_does(camp: Camp, graph: str) -> None:
    fleet = camp.fleet
    worker = fleet.worker(SURVIVAL, drain=1, lease=30)
    fleet.scheduler()
    jobs = [fleet.enqueue("hold", {"who": "Ada"}), fleet.enqueue(graph, {"who": "Bob"})]
    until(lambda: camp.counts()["block"] == 1, "a node blocks")
    assert stopped(worker) < 1 + SLACK
    for job in jobs:
        expected = {"status": "queued", "attempt": 0, "crashes": 0, "lease_id": None}
        assert released(camp, job) == expected or fleet.job(job)["started_at"] is None
    camp.gate.touch()
    fleet.worker(SURVIVAL)
    for job in jobs:
        assert fleet.wait(job)["attempt"] == 1
    assert camp.counts()["begin"] == 2, "released where they stood, not begun again"


def test_a_stopping_worker_without_work_ends_at_once(camp: Camp) -> None:
    assert stopped(camp.fleet.worker(SURVIVAL, drain=30)) < SLACK


@pytest.mark.parametrize(("graph", "node"), [("hold", "wait"), ("hold_blocking", "block")])
@pytest.mark.parametrize("whom", ["child", "worker"])
def test_to_stop_a_job_that_runs_alone_counts_nothing(camp: Camp, graph: str, node: str, whom: str) -> None:
    fleet = camp.fleet
    worker = fleet.worker(SURVIVAL, drain=1, lease=30)
    job = fleet.enqueue(graph, {"who": "Ada"})
    fleet.rows("UPDATE adjourn.jobs SET crashes = 2 WHERE id = %s RETURNING id", job)
    scheduler = fleet.scheduler()
    until(lambda: camp.counts()[node] == 1, "it is in the middle of a node")
    child = camp.begun()[-1]["pid"]
    assert child != worker.pid
    fleet.stop(scheduler)
    if whom == "child":
        os.kill(child, signal.SIGTERM)
    else:
        assert stopped(worker) < 1 + SLACK
    fleet.wait(job, "queued", seconds=1 + SLACK)
    assert released(camp, job) == {"status": "queued", "attempt": 0, "crashes": 2, "lease_id": None}
    until(lambda: not Path(f"/proc/{child}").exists(), "the child has gone", seconds=1 + SLACK)
    camp.gate.touch()
    if whom == "worker":
        fleet.worker(SURVIVAL)
    fleet.scheduler()
    assert fleet.wait(job)["result"]["log"] == ["begin", node, "end"]
    assert camp.counts()["begin"] == 1


def test_a_job_whose_child_is_stopped_before_it_begins_is_given_back(camp: Camp) -> None:
    fleet = camp.fleet
    worker = fleet.worker(SURVIVAL, drain=1, lease=30)
    job = fleet.enqueue("ask", {"who": "Ada"})
    fleet.rows("UPDATE adjourn.jobs SET crashes = 2 WHERE id = %s RETURNING id", job)
    scheduler = fleet.scheduler()
    children = Path(f"/proc/{worker.pid}/task")
    first = until(
        lambda: [c for task in children.iterdir() for c in (task / "children").read_text().split()], "a child"
    )
    fleet.stop(scheduler)
    os.kill(int(first[0]), signal.SIGTERM)
    fleet.wait(job, "queued")
    assert released(camp, job) == {"status": "queued", "attempt": 0, "crashes": 2, "lease_id": None}
    fleet.scheduler()
    fleet.wait(job, "waiting")
