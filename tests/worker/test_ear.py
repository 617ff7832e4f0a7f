"""A worker that has nothing to do takes what it hears of, without a message or a scheduler."""

from __future__ import annotations

from celery import Celery

from tests.conftest import PROJECT
from tests.support.fleet import Fleet
from tests.support.waiting import until

_LISTENING = """
SELECT count(*) FROM pg_locks WHERE locktype = 'advisory' AND classid = 7253670 AND granted
  AND database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def until_one_hears(fleet: Fleet, **lane: str) -> str:
    """The job that it took, of many: nobody says from when on it listens, and while it is busy it leaves what it hears
    to the scheduler."""

    def taken() -> str | None:
        asked.append(fleet.enqueue("echo", {"log": []}, **lane))
        return next((job_id for job_id in asked if fleet.job(job_id)["status"] == "succeeded"), None)

    asked: list[str] = []
    return until(taken, "a worker hears") or ""


def test_jobs_start_without_a_scheduler_whichever_worker_dies(fleet: Fleet) -> None:
    workers = [fleet.worker(PROJECT), fleet.worker(PROJECT)]
    [name] = set(fleet.workers_of(until_one_hears(fleet)))
    [listening] = [worker for worker in workers if name.endswith(f":{worker.pid}")]
    assert fleet.rows(_LISTENING) == [{"count": 1}]
    fleet.kill(listening)
    assert name not in fleet.workers_of(until_one_hears(fleet))


def test_a_worker_that_was_told_not_to_consume_does_not_take_what_it_hears(fleet: Fleet) -> None:
    other = f"{fleet.queue}.other"
    fleet.worker(PROJECT, queues=[fleet.queue, other])
    until_one_hears(fleet)
    with Celery(broker=fleet.broker_url) as app:
        app.control.cancel_consumer(fleet.queue, reply=True)
        left = fleet.enqueue("echo", {"log": []})
        until_one_hears(fleet, queue=other)  # so it has heard of the former, too
        app.control.add_consumer(fleet.queue, reply=True)
        until_one_hears(fleet)
    assert fleet.job(left)["status"] == "queued"


def test_no_more_runs_than_slots_whoever_rings(fleet: Fleet) -> None:
    """What is taken without a message takes a slot from those that come by one."""
    fleet.worker(PROJECT, concurrency=1)
    until_one_hears(fleet)
    fleet.scheduler()
    fleet.rows("SELECT adjourn.enqueue('echo', '{\"log\": []}') FROM generate_series(1, 200)")
    fleet.wait_all("succeeded")
    runs = """SELECT count(*) FROM adjourn.jobs one JOIN adjourn.jobs other ON one.id < other.id
      AND one.started_at < other.finished_at AND other.started_at < one.finished_at"""
    assert fleet.rows(runs) == [{"count": 0}]


def test_of_each_version_one_hears_what_it_has_begun(fleet: Fleet) -> None:
    for version, takes in (("1", "own"), ("2", "own"), ("2", "begun")):
        fleet.worker(PROJECT, version=version, takes=takes)
    until(lambda: fleet.rows(_LISTENING) == [{"count": 3}], "of each kind one listens")
    ended = "SELECT DISTINCT graph_version FROM adjourn.jobs WHERE status = 'succeeded' AND graph = 'line'"

    def both() -> bool:
        fleet.enqueue("line", {"log": []})
        for row in fleet.rows("SELECT * FROM adjourn.human_requests WHERE status = 'open'"):
            fleet.answer(row, "yes")
        return {row["graph_version"] for row in fleet.rows(ended)} == {"1", "2"}

    until(both, "each version ends what it has begun")
    claimed = """SELECT DISTINCT job_id, version FROM adjourn.events
        JOIN adjourn.workers w ON w.name = data ->> 'leased_by'"""
    ran = [row["job_id"] for row in fleet.rows(claimed)]
    assert len(ran) == len(set(ran)), "no job is run by both"
