"""Of those who commit at the same moment one notifies; the scheduler finds the others."""

from __future__ import annotations

import psycopg
from adjourn.models import rings

from tests.conftest import PROJECT
from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.waiting import until

_UNHEARD = "SELECT last_value FROM adjourn.unheard"


def test_a_job_goes_on_although_who_would_have_told_of_it_never_commits(fleet: Fleet) -> None:
    fleet.worker(PROJECT)
    fleet.scheduler()
    with psycopg.connect(fleet.database_url) as other:
        before = fleet.rows(_UNHEARD)

        def left_to_the_other() -> str | None:
            other.rollback()
            other.execute("SELECT adjourn.enqueue('echo', '{\"log\": []}')")
            job_id = fleet.enqueue("echo", {"log": []})
            return job_id if fleet.rows(_UNHEARD) != before else None

        job_id = until(left_to_the_other, "both begin in one tenth of a second")
        assert job_id is not None
        fleet.wait(job_id, seconds=3)
        other.rollback()


def test_a_transaction_that_stays_open_keeps_nobody_from_notifying_later(house: House) -> None:
    with psycopg.connect(house.worker.settings.database_url) as other:
        other.execute("SELECT adjourn.enqueue('echo', '{}')")
        tenth = "SELECT now() > %s + interval '0.1 s' AS is_over"
        [began] = other.execute("SELECT now()").fetchone() or ()
        until(lambda: house.db.execute(tenth, (began,)).fetchall() == [{"is_over": True}], "its tenth is over")
        house.db.execute(rings.LISTEN)
        unheard = house.db.execute(_UNHEARD).fetchone()
        job_id = house.enqueue("echo", {})
        assert [rings.read(notice.payload) for notice in house.db.notifies(timeout=5, stop_after=1)] == [
            rings.Ring(job_id, "adjourn", None)
        ]
        assert house.db.execute(_UNHEARD).fetchone() == unheard


def test_what_was_answered_and_what_is_urgent_go_before_all_that_was_rung_before(fleet: Fleet) -> None:
    worker = fleet.worker(PROJECT)
    fleet.scheduler()
    answered = fleet.enqueue("line", {"log": []})
    fleet.wait(answered, "waiting")
    fleet.stop(worker)
    for _ in range(50):
        fleet.enqueue("echo", {"log": []})
    until(lambda: fleet.rung() == 50, "all are rung")
    urgent = fleet.enqueue("echo", {"log": []}, priority=1)
    [request] = fleet.requests(answered)
    fleet.answer(request, "yes")
    until(lambda: fleet.rung() == 52, "these two are rung")
    fleet.worker(PROJECT, concurrency=1)
    fleet.wait_all("succeeded")
    began = fleet.rows("SELECT job_id::text AS id FROM adjourn.events WHERE became = 'running' ORDER BY at OFFSET 1")
    assert [n for n, row in enumerate(began) if row["id"] in (answered, urgent)] == [0, 1]
