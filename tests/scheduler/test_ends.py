"""The end of a job is told to whoever listens, and whoever waits for it learns of it in any case."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from adjourn.models import jobs
from adjourn.models.ground.errors import BadInput, DatabaseAway
from adjourn.models.ground.settings import Settings

from tests.conftest import PROJECT
from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.waiting import until

INPUT = {"log": []}
WAITS = "pid FROM pg_stat_activity WHERE datname = current_database() AND query LIKE 'SELECT status, result%'"
CANCEL = "UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = ANY(%s::uuid[])"


class Ears:
    def __init__(self, connection: psycopg.Connection[Any]) -> None:
        self.heard: list[str] = []
        self._connection = connection

    def hear(self, count: int) -> list[str]:
        """All that was told, as soon as it is so many."""
        end = time.monotonic() + 15
        while len(self.heard) < count and time.monotonic() < end:
            self.heard += [notice.payload for notice in self._connection.notifies(timeout=0.1)]
        return sorted(self.heard)


@pytest.fixture
def ears(database_url: str) -> Iterator[Ears]:
    with psycopg.connect(database_url, autocommit=True) as connection:
        connection.execute("LISTEN adjourn_jobs")
        yield Ears(connection)


@contextmanager
def waiting(fleet: Fleet, job_id: str, **options: Any) -> Iterator[list[Any]]:
    """What a program in the background gets, and after how many seconds since the end of this block."""
    got: list[Any] = []

    def wait() -> None:
        end = jobs.wait(Settings(database_url=fleet.database_url), job_id, **options)
        got.extend([end, time.monotonic()])

    thread = threading.Thread(target=wait)
    thread.start()
    until(lambda: fleet.rows(f"SELECT {WAITS} AND state = 'idle'"), "it waits")
    yield got
    began = time.monotonic()
    thread.join(30)
    assert got, "it waits for ever"
    got[1] -= began


def test_each_end_is_told_once_with_its_status(fleet: Fleet, ears: Ears) -> None:
    fleet.scheduler()
    fleet.worker(PROJECT)
    done, failed = fleet.enqueue("echo", INPUT), fleet.enqueue("echo", {"log": 5})
    later = [fleet.enqueue("echo", INPUT, run_at="2100-01-01Z") for _ in range(3)]
    fleet.wait(failed, "failed")
    fleet.rows(CANCEL, later)
    told = sorted([f"{done} succeeded", f"{failed} failed", *(f"{job} cancelled" for job in later)])
    assert ears.hear(5) == told
    fleet.rows("UPDATE adjourn.jobs SET status = 'queued' WHERE id = %s", failed)
    assert ears.hear(6) == sorted([*told, f"{failed} failed"])


def test_what_ended_while_no_scheduler_led_is_told_by_the_next(house: House, fleet: Fleet, ears: Ears) -> None:
    fleet.kill(fleet.scheduler())
    job = house.run("echo", INPUT)
    fleet.scheduler()
    assert ears.hear(1) == [f"{job['id']} succeeded"]


def test_an_end_that_is_committed_after_a_later_one_is_told(fleet: Fleet, house: House, ears: Ears) -> None:
    first, second = (house.enqueue("echo", INPUT, run_at="2100-01-01Z") for _ in range(2))
    fleet.scheduler()
    with psycopg.connect(fleet.database_url) as slow:
        slow.execute(CANCEL, ([first],))
        fleet.rows(CANCEL, [second])
        assert ears.hear(1) == [f"{second} cancelled"]
    assert ears.hear(2) == sorted([f"{first} cancelled", f"{second} cancelled"])


def test_who_waits_is_told_at_once_and_asks_nothing_meanwhile(fleet: Fleet, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(jobs, "_LOOK", 3600.0)
    fleet.scheduler()
    fleet.worker(PROJECT)
    job = fleet.enqueue("line", INPUT)
    fleet.wait(job, "waiting")
    with waiting(fleet, job) as got:
        fleet.answer(fleet.requests(job)[0], "yes")
    assert got[0].status == "succeeded" and "yes" in got[0].result and got[0].error is None
    assert got[1] < 10


def test_who_waits_learns_of_it_without_a_scheduler_and_after_its_connection_was_cut(
    fleet: Fleet, house: House
) -> None:
    job = house.run("line", INPUT)
    with waiting(fleet, str(job["id"])) as got:
        fleet.rows(f"SELECT pg_terminate_backend(pid), {WAITS}")
        fleet.rows(CANCEL, [job["id"]])
    assert got[0] == jobs.End("cancelled", None, None)


def test_a_wait_ends_in_time_at_what_is_over_and_at_what_is_none(house: House) -> None:
    settings = house.worker.settings
    open_ = house.run("line", INPUT)
    began = time.monotonic()
    assert jobs.wait(settings, str(open_["id"]), timeout=0.2) is None
    assert time.monotonic() - began < 5
    over = house.run("echo", {"log": 5})
    end = jobs.wait(settings, str(over["id"]))
    assert end is not None and end.status == "failed" and end.error is not None
    with pytest.raises(BadInput, match="there is no job"):
        jobs.wait(settings, "01234567-89ab-cdef-0123-456789abcdef")
    with pytest.raises(BadInput, match="'nonsense' is no job's id"):
        jobs.wait(settings, "nonsense")
    with pytest.raises(DatabaseAway):
        jobs.wait(Settings(database_url="postgresql://127.0.0.1:1/none"), str(over["id"]))
