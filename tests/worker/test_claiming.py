"""Jobs that are rung for at the same time are claimed together, each as if it were alone."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from concurrent.futures import Future
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from adjourn.models import claims, human_requests, jobs
from adjourn.models.claims import Claimed, Stand
from adjourn.worker.checkpointer.saver import Saver

from tests.support.house import House
from tests.support.waiting import until

_STATEMENTS = "SELECT count(DISTINCT xmin::text) AS count FROM adjourn.jobs WHERE status = 'running'"


#: Whose claim waits, with its row locked, for whoever holds the gate.
_GATE = """
CREATE FUNCTION pass_the_gate() RETURNS trigger LANGUAGE plpgsql AS
  $$ BEGIN PERFORM pg_advisory_xact_lock(1); RETURN NEW; END $$;
CREATE TRIGGER gate BEFORE UPDATE ON adjourn.jobs FOR EACH ROW
  WHEN (NEW.id = '{}' AND NEW.status = 'running') EXECUTE FUNCTION pass_the_gate()"""
_AT_THE_GATE = "SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted"


@contextmanager
def begun(house: House, ids: list[str]) -> Iterator[Future[list[tuple[Claimed, Stand | None]]]]:
    """A claim that has begun, and ends after the block."""
    house.db.execute(_GATE.format(ids[0]))  # type: ignore[arg-type]
    worker = house.worker
    with psycopg.connect(worker.settings.database_url, autocommit=True) as keeper:
        keeper.execute("SELECT pg_advisory_lock(1)")
        claim = worker.connections.arun(claims.claim_many(ids, worker.claimant, 30))
        future = asyncio.run_coroutine_threadsafe(claim, worker.loop.asyncio)
        until(lambda: bool(house.db.execute(_AT_THE_GATE).fetchall()), "the claim is at the gate")
        yield future


def claim_all(house: House, ids: list[str]) -> list[Any]:
    """What becomes of each."""

    async def all_of_them() -> list[Any]:
        return await asyncio.gather(*map(house.worker.claiming.claim, ids), return_exceptions=True)

    return house.worker.loop.run(all_of_them())


def test_many_are_claimed_in_few_statements_each_once(house: House) -> None:
    ids = [house.enqueue("echo", {"n": n}) for n in range(50)]
    claims = claim_all(house, [*ids, *ids[:10]])
    assert [claim[0].id for claim in claims[:50]] == ids
    assert claims[50:] == [None] * 10
    assert len({claim[0].lease_id for claim in claims[:50]}) == 50
    [row] = house.db.execute(_STATEMENTS).fetchall()
    assert row["count"] <= 4


def test_what_cannot_be_claimed_keeps_no_other_from_it(house: House) -> None:
    free, locked, gone = (house.enqueue("echo", {"n": n}) for n in range(3))
    second, third = (house.enqueue("echo", {}, thread_id="one thread") for _ in range(2))
    with house.worker.engine.connect() as connection:
        jobs.cancel(connection, gone)
    with psycopg.connect(house.worker.settings.database_url) as bystander:
        bystander.execute("SELECT FROM adjourn.jobs WHERE id = %s FOR UPDATE", (locked,))
        claims = claim_all(house, [locked, third, gone, free, second])
    assert [claim and claim[0].id for claim in claims] == [None, None, None, free, second]


def test_a_job_whose_thread_another_transaction_holds_is_alone_in_waiting(house: House) -> None:
    """It has started another job of the thread, and has not committed that."""
    free, held = house.enqueue("echo", {}), house.enqueue("echo", {}, thread_id="held")
    other = house.enqueue("echo", {}, thread_id="held", priority=1)
    start = "UPDATE adjourn.jobs SET status = 'running', started_at = now(), lease_id = gen_random_uuid(), "
    start += "leased_by = 'other', lease_until = now() + interval '1 hour', graph_version = '1' WHERE id = %s"
    with psycopg.connect(house.worker.settings.database_url) as bystander:
        bystander.execute(start, (other,))  # type: ignore[arg-type]
        waiting, claimed = claim_all(house, [held, free])
    assert waiting is None
    assert isinstance(claimed[0], Claimed)


def test_an_error_is_everybodys(house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    ids = [house.enqueue("echo", {}) for _ in range(3)]
    monkeypatch.setattr(claims, "_CLAIM", "SELECT 1/0")
    assert [type(found) for found in claim_all(house, ids)] == [psycopg.errors.DivisionByZero] * 3


def test_where_the_thread_stands_comes_with_the_claim(house: House) -> None:
    waiting, fresh = house.run("two_nodes", {"log": []})["id"], house.enqueue("two_nodes", {"log": []})
    house.answer_all(waiting, "yes")
    at = {"configurable": {"thread_id": house.job(waiting)["thread_id"]}}
    saver = Saver(house.worker.connections)
    [new, paused] = claim_all(house, [fresh, str(waiting)])
    assert new.stand == Stand(None, [])
    assert saver._tuple(paused.stand.checkpoint) == house.worker.loop.run(saver.aget_tuple(at))
    script = human_requests.of_job(str(waiting))
    assert paused.stand.asked == house.worker.loop.run(house.worker.connections.arun(script))
    assert [asked.status for asked in paused.stand.asked] == ["answered"]


def test_what_a_claim_saw_before_the_thread_came_free_is_not_used(house: House) -> None:
    before = house.run("two_nodes", {"log": []}, thread_id="shared")["id"]
    after = house.enqueue("two_nodes", {"log": []}, thread_id="shared")
    with begun(house, [after]) as claim, house.worker.engine.connect() as connection:
        jobs.cancel(connection, str(before))
    assert [(job.id, stand) for job, stand in claim.result()] == [(after, None)]


def test_what_a_claim_saw_before_another_worker_went_on_is_not_used(house: House) -> None:
    first, second = (str(house.run("two_nodes", {"log": []})["id"]) for _ in range(2))
    house.answer_all(first, "yes")
    house.answer_all(second, "yes")
    with begun(house, [first, second]) as claim:
        assert house.advance(second)["status"] == "waiting"
        house.answer_all(second, "yes")
    assert [(job.id, stand is None) for job, stand in claim.result()] == [(first, False), (second, True)]
