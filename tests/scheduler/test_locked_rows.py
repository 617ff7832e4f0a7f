"""The scheduler waits for no session that holds a lock, and does at its next turn what it could not do."""

from __future__ import annotations

import psycopg
import pytest
from adjourn.models.ground.broker import NEXT

from tests.scheduler.test_scheduler import INPUT, here, rung
from tests.support import messages
from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.waiting import until


def overdue(house: House, graph: str = "line") -> str:
    job_id = str(house.run(graph, INPUT)["id"])
    house.db.execute("UPDATE adjourn.jobs SET deadline_at = now() - interval '1 second' WHERE id = %s", (job_id,))
    return job_id


def test_an_overdue_job_that_is_held_and_one_whose_question_is_hold_up_nobody(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    held, asked, free = overdue(house), overdue(house, "parallel"), overdue(house)
    [one, _] = house.requests(asked)
    with psycopg.connect(fleet.database_url) as other:
        other.execute("SELECT FROM adjourn.jobs WHERE id = %s FOR UPDATE", (held,))
        other.execute("UPDATE adjourn.human_requests SET assignee = 'Ada' WHERE id = %s", (one["id"],))
        fleet.scheduler()
        for _ in range(3):
            job = house.enqueue("steps", INPUT)
            until(lambda j=job: j in rung(fleet), "what is due is rung", seconds=1)  # type: ignore[misc]
        until(lambda: house.job(free)["status"] == "failed", "the free one has failed", seconds=3)
        assert [house.job(job)["status"] for job in (held, asked)] == ["waiting", "waiting"]
        other.commit()
    until(lambda: house.job(held)["status"] == house.job(asked)["status"] == "failed", "both have failed", seconds=3)
    assert {row["status"] for row in house.requests(asked)} == {"withdrawn"}


@pytest.mark.parametrize("table", ["jobs", "human_requests", "graphs", "events", "store"])
def test_a_locked_table_is_waited_for_in_short_turns(house: House, fleet: Fleet, table: str) -> None:
    here(house, fleet)
    scheduler = fleet.scheduler()
    with psycopg.connect(fleet.database_url) as other:
        other.execute(f"LOCK TABLE adjourn.{table} IN ACCESS EXCLUSIVE MODE")
        other.execute("SELECT pg_notify('adjourn', gen_random_uuid()::text)")
        if table in ("jobs", "human_requests", "graphs"):
            locked = "database locked, trying again"
            until(lambda: fleet.log(scheduler).count(locked) >= 2, "it has tried in vain, twice", seconds=6)
        other.commit()
    job = house.enqueue("steps", INPUT)
    until(lambda: job in rung(fleet), "it rings", seconds=2)
    assert fleet.log(scheduler).count("scheduler leads") == 1, "it lost the lead over it"
    assert scheduler.poll() is None


def test_a_job_whose_message_was_taken_in_vain_is_rung_again_soon(house: House, fleet: Fleet) -> None:
    """Also while other messages wait."""
    here(house, fleet)
    fleet.scheduler()
    held = house.enqueue("steps", INPUT)
    until(lambda: rung(fleet) == [held], "it is rung")
    other = house.enqueue("steps", INPUT)
    until(lambda: rung(fleet) == [held, other], "the other one is rung")
    fleet.broker.rpop(messages.list_of(fleet.queue, NEXT))
    until(lambda: rung(fleet) == [other, held], "it is rung again", seconds=4)
