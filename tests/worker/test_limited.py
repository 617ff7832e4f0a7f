"""A batch of any size leaves slots to others, and a limit holds whatever dies."""

from __future__ import annotations

import random
from pathlib import Path

import pytest
from adjourn.models import batches, limits
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from adjourn.models.pauses import Scope

from tests.support.camp import SURVIVAL, Camp, camp_of
from tests.support.fleet import Fleet
from tests.support.waiting import until

_RUNNING = "SELECT count(*) AS n FROM adjourn.jobs WHERE status = 'running' AND graph = %s"


@pytest.fixture
def camp(fleet: Fleet, tmp_path: Path) -> Camp:
    return camp_of(fleet, tmp_path)


def submit(fleet: Fleet, graph: str, count: int, under: Scope | None = None, running: int | None = None) -> None:
    """A batch of so many."""
    id = f"01a22194-0000-7000-8000-{count:012}"
    lines = [batches.Line(n, str(n), f'{{"who": "number {n}"}}') for n in range(1, count + 1)]
    engine = database.engine(Settings(database_url=fleet.database_url))
    with database.transaction(engine) as transaction:
        batches.begin(transaction, id, None, graph, {}, None)
        if under:
            limits.limit(transaction, under, running, None)
    batches.add(lambda: database.transaction(engine), id, lines)
    engine.dispose()


def running(fleet: Fleet, graph: str) -> int:
    return int(fleet.rows(_RUNNING, graph)[0]["n"])


def test_a_batch_leaves_slots_to_what_comes_without_one(fleet: Fleet, camp: Camp) -> None:
    fleet.worker(SURVIVAL, concurrency=4, batch_concurrency=3)
    fleet.scheduler()
    submit(fleet, "hold", 60)
    until(lambda: camp.counts()["wait"] == 3, "the batch has its slots")
    for _ in range(3):
        job = fleet.enqueue("climb", {"who": "me"})
        fleet.wait(job, "succeeded", seconds=10)
        assert running(fleet, "hold") == 3
    camp.gate.touch()
    fleet.wait_all("succeeded")


def test_what_was_answered_of_a_batch_goes_before_what_is_new_of_batches(fleet: Fleet, camp: Camp) -> None:
    worker = fleet.worker(SURVIVAL)
    fleet.scheduler()
    submit(fleet, "ask", 1)
    fleet.wait_all("waiting")
    fleet.stop(worker)
    submit(fleet, "climb", 30)
    until(lambda: fleet.rung() == 30, "all are rung")
    [asked] = fleet.rows("SELECT id, job_id FROM adjourn.human_requests")
    fleet.answer(asked, {"data": "A person."})
    until(lambda: fleet.rung() == 31, "it is rung")
    fleet.worker(SURVIVAL, concurrency=1)
    fleet.wait_all("succeeded")
    began = fleet.rows("SELECT job_id FROM adjourn.events WHERE became = 'running' ORDER BY at OFFSET 1")
    assert began[0]["job_id"] == asked["job_id"]


def test_a_limit_holds_under_four_workers_of_which_some_are_killed(fleet: Fleet, camp: Camp) -> None:
    workers = [fleet.worker_starting(SURVIVAL) for _ in range(4)]
    fleet.ready(*workers)
    fleet.scheduler()
    submit(fleet, "climb", 60, Scope(graph="climb"), 6)
    most, killed = 0, 0

    def ended() -> bool:
        nonlocal most, killed
        most = max(most, running(fleet, "climb"))
        done = fleet.statuses().get("succeeded", 0)
        if done >= 12 * (killed + 1) and killed < 2:
            killed += 1
            fleet.kill(workers.pop(random.randrange(len(workers))))
        return done == 60

    until(ended, "all have ended")
    assert most == 6 and killed == 2
