"""A worker that claims by itself what it hears of. When something happens to it, others go on with its jobs."""

from __future__ import annotations

import signal
from functools import partial
from typing import TYPE_CHECKING

from adjourn.models.ground.settings import settings
from adjourn.worker import ear, tasks
from adjourn.worker.project.project import Project

from tests.chaos import others
from tests.chaos.carrier import open_worker
from tests.support.waiting import until

if TYPE_CHECKING:
    from tests.chaos.cases import Case
    from tests.chaos.yard import Yard

#: Is loaded once, by the fork server.
project: Project | None = None
_JOBS = 3
_REACHED = "SELECT id FROM adjourn.jobs WHERE id = %s AND status = %s"
_LISTENS = """
SELECT pid FROM pg_locks WHERE locktype = 'advisory' AND classid = 7253670 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def listen() -> None:
    """The worker, until it is killed."""
    assert project is not None
    worker = tasks._worker = open_worker(settings(), project)
    ear._FIRST = ear._AGAIN = 0.05  # the lock of a predecessor goes with its connection
    worker.loop.run(ear.listen(worker, lambda: [settings().queue]))


def hear(yard: Yard, case: Case) -> None:
    """The scene: it carries jobs from their enqueueing to their end, without a message, as long as it can."""
    order = {"point": case.point, "nth": case.nth, "action": case.action}
    pid = yard.begin(errand=case.shape, given=[], **order)

    def is_struck() -> bool:
        return yard.poll(pid) not in ([], ["stopped"]) or yard.count >= case.nth

    def is_there(job_id: str, status: str) -> bool:
        """It is rung for again, as by a scheduler: who still works on another job does not take it."""
        yard.rows("SELECT adjourn.ring(%s)", job_id)
        return bool(yard.rows(_REACHED, job_id, status))

    until(lambda: is_struck() or yard.rows(_LISTENS), "it listens")
    jobs = []
    while len(jobs) < _JOBS and not is_struck():
        jobs.append(yard.submit("line"))
        for status in ("waiting", "succeeded"):
            there = partial(is_there, jobs[-1], status)
            until(lambda there=there: is_struck() or there(), f"job {jobs[-1]} is {status}")
            if not is_struck():
                others.answer(yard.rows, jobs[-1])
    if case.action == "stop" and yard.count >= case.nth:
        _carry(yard, case, jobs)
        yard.ask(signal=signal.SIGCONT, pid=pid)
        jobs.append(yard.submit("line"))
        until(partial(is_there, jobs[-1], "waiting"), "it hears again")
    if yard.poll(pid) in ([], ["stopped"]):
        yard.ask(signal=signal.SIGKILL, pid=pid)
    _carry(yard, case, jobs)


def _carry(yard: Yard, case: Case, jobs: list[str]) -> None:
    for job_id in jobs:
        query = "INSERT INTO strikes (thread_id, point, late) SELECT %s, %s, true FROM generate_series(1, 2)"
        yard.rows(query, job_id, case.point)
        yard.carry(job_id)
        yard.compare("line", job_id)
