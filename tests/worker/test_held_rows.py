"""What a worker does when another session has locked what it must write: it waits, fails nothing and counts no try, and
it keeps nobody else waiting."""

from __future__ import annotations

import asyncio
import time
from pathlib import Path
from typing import Any

import psycopg
import pytest
from adjourn.models import claims
from adjourn.models.ground.errors import Locked

from tests.conftest import PROJECTS
from tests.support.fleet import Fleet
from tests.support.house import House, advance
from tests.support.trouble import meanwhile, world
from tests.support.waiting import until
from tests.worker.test_messages import envelope

SURVIVAL = PROJECTS / "survival"


def session(house: House) -> psycopg.Connection[Any]:
    """Without autocommit."""
    return psycopg.connect(house.worker.settings.database_url)


def wait(seconds: float) -> None:
    end = time.monotonic() + seconds
    until(lambda: time.monotonic() > end, "time has passed")


def claim(house: House, job_id: str) -> Any:
    return house.worker.claims.arun(claims.claim(job_id, house.worker.claimant, 30))


def test_claims_of_a_locked_job_end_at_once_and_find_nothing(house: House) -> None:
    job_id = house.enqueue("steps", {"log": []})

    async def many() -> list[Any]:
        return await asyncio.gather(*(claim(house, job_id) for _ in range(100)))

    with session(house) as other:
        other.execute("SELECT FROM adjourn.jobs WHERE id = %s FOR UPDATE", (job_id,))
        began = time.monotonic()
        assert house.worker.loop.run(many()) == [None] * 100
        assert time.monotonic() - began < 1
        other.rollback()
    assert house.advance(job_id)["status"] == "succeeded"


def test_a_claim_waits_a_moment_for_an_older_job_of_the_thread_that_another_session_has_just_started(
    house: House,
) -> None:
    first = house.enqueue("steps", {"log": []}, thread_id="one")
    house.db.execute("UPDATE adjourn.jobs SET run_at = now() + interval '1 hour' WHERE id = %s", (first,))
    second = house.enqueue("steps", {"log": []}, thread_id="one")
    with session(house) as other:
        other.execute(
            "UPDATE adjourn.jobs SET status = 'running', started_at = now(), lease_id = gen_random_uuid(), "
            "leased_by = 'by hand', lease_until = now() WHERE id = %s",
            (first,),
        )
        began = time.monotonic()
        with pytest.raises(Locked):
            house.worker.loop.run(claim(house, second))
        assert time.monotonic() - began < 0.8
        other.rollback()
    assert house.advance(second)["status"] == "succeeded"


@pytest.mark.parametrize("first", ["one", "ask"], ids=["save", "record"])
def test_a_run_whose_job_is_locked_goes_on_when_it_is_released(house: House, first: str) -> None:
    """What it must write waits; no node runs again, no try is counted."""
    outside = world()
    job_id = house.enqueue({"one": "steps", "ask": "acts"}[first], {"log": []})
    with session(house) as other:
        outside.plan(first, lambda: other.execute("SELECT FROM adjourn.jobs WHERE id = %s FOR UPDATE", (job_id,)))
        with meanwhile(lambda: advance(house.worker, job_id)):
            until(lambda: first in outside.calls, "a node has run")
            wait(2.5)
            assert house.job(job_id)["status"] == "running"
            assert outside.calls == [first]
            other.rollback()
    job = house.job(job_id)
    assert job["status"] in ("waiting", "succeeded"), job["error"]
    assert (job["crashes"], len(outside.calls)) == (0, len(set(outside.calls)))
    assert [became for _, was, became in house.events(job_id) if was == "queued"] == ["running"]


def test_an_outcome_waits_for_a_locked_question_and_its_lease_is_renewed_meanwhile(
    fleet: Fleet, tmp_path: Path
) -> None:
    fleet.env |= {"EFFECTS": str(tmp_path / "effects")}
    fleet.worker(SURVIVAL, lease=1.5)
    fleet.scheduler()
    job_id = fleet.enqueue("ask", {"who": "Ada"})
    fleet.wait(job_id, "waiting")
    [request] = fleet.requests(job_id)
    with psycopg.connect(fleet.database_url) as person, psycopg.connect(fleet.database_url) as other:
        answer = 'UPDATE adjourn.human_requests SET answer = \'{"data": "A person."}\' WHERE id = %s'
        person.execute(answer, (request["id"],))
        lock = "SELECT FROM adjourn.human_requests WHERE id = %s FOR UPDATE"
        with meanwhile(lambda: other.execute(lock, (request["id"],))):  # before anybody can go on
            waits = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query = %s"
            until(lambda: fleet.rows(waits, lock.replace("%s", "$1"))[0]["count"], "the other waits for the person")
            person.commit()
        until(lambda: fleet.job(job_id)["status"] == "running", "it goes on")
        wait(4)
        assert fleet.job(job_id)["status"] == "running"
        assert fleet.rows("SELECT lease_until > now() AS held FROM adjourn.jobs") == [{"held": True}]
        other.rollback()
    job = fleet.wait(job_id, seconds=4)
    assert (len(fleet.workers_of(job_id)), job["crashes"]) == (2, 0)


def test_jobs_beside_many_that_are_locked_go_on(fleet: Fleet, tmp_path: Path) -> None:
    """One uncommitted UPDATE of most that a worker runs, whose saves then all wait, and of queued ones, too."""
    gate = tmp_path / "gate"
    fleet.env |= {"GATE": str(gate), "EFFECTS": str(tmp_path / "effects")}
    fleet.worker(SURVIVAL, lease=3, concurrency=24, pool_size=4)
    fleet.scheduler()
    fleet.rows("""SELECT adjourn.enqueue('hold', '{"who": "me"}') FROM generate_series(1, 16)""")
    running = "SELECT count(*) FROM adjourn.checkpoints WHERE metadata ->> 'step' = '1'"
    until(lambda: fleet.rows(running)[0]["count"] == 16, "all are in their second node")
    fleet.rows(
        """SELECT adjourn.enqueue('climb', '{}', run_at => now() + interval '1 s') FROM generate_series(1, 50)"""
    )
    with psycopg.connect(fleet.database_url) as other:
        other.execute("UPDATE adjourn.jobs SET priority = 1")
        gate.touch()
        wait(1.5)
        others = [fleet.enqueue("climb", {}) for _ in range(8)]
        began = time.monotonic()
        for job_id in others:
            fleet.wait(job_id, seconds=5)
        print(f"the others took {time.monotonic() - began:.1f} s")
        other.commit()
    fleet.wait_all("succeeded", seconds=30)
    assert fleet.rows("SELECT sum(attempt) AS tries, sum(crashes) AS crashes FROM adjourn.jobs") == [
        {"tries": 74, "crashes": 0}
    ]


def test_a_hundred_messages_for_a_key_that_is_held_cost_nobody_a_lease_or_a_slot(fleet: Fleet, tmp_path: Path) -> None:
    gate = tmp_path / "gate"
    fleet.env |= {"GATE": str(gate), "EFFECTS": str(tmp_path / "effects")}
    fleet.worker(SURVIVAL, lease=2, concurrency=20, pool_size=4)
    fleet.scheduler()
    fleet.rows("""SELECT adjourn.enqueue('hold', '{"who": "me"}') FROM generate_series(1, 8)""")
    until(lambda: fleet.statuses() == {"running": 8}, "all are running")
    enqueue = "SELECT adjourn.enqueue('climb', '{}', key => 'held')"
    with psycopg.connect(fleet.database_url) as other:
        other.execute(enqueue)
        for n in range(100):
            changes = {"headers": {"lang": "py", "task": "adjourn.enqueue", "id": f"made {n}", "root_id": "made"}}
            fleet.broker.lpush(fleet.queue, envelope(body=[["climb", {}, "held"], {}, {}], changes=changes))
        for _ in range(3):
            fleet.wait(fleet.enqueue("climb", {}), seconds=8)
            wait(0.5)
        other.commit()
    gate.touch()
    fleet.wait_all("succeeded")
    assert fleet.rows("SELECT count(*) FROM adjourn.jobs WHERE key = 'held'") == [{"count": 1}]
    again = "SELECT count(*) FROM adjourn.events WHERE was = 'running' AND became IN ('running', 'queued')"
    assert fleet.rows(again) == [{"count": 0}]
    waiting = "SELECT count(*) FROM adjourn.refused"
    until(lambda: fleet.rows(waiting) == [{"count": 0}], "each message has been that job's", seconds=60)
