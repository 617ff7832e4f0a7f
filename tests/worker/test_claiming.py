"""Jobs that are rung for at the same time are claimed together, each as if it were alone."""

from __future__ import annotations

import asyncio
from typing import Any

import psycopg
import pytest
from adjourn.models import jobs
from adjourn.models.jobs import Claimed

from tests.support.house import House

_STATEMENTS = "SELECT count(DISTINCT xmin::text) AS count FROM adjourn.jobs WHERE status = 'running'"


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
    monkeypatch.setattr(jobs, "_CLAIM", "SELECT 1/0")
    assert [type(found) for found in claim_all(house, ids)] == [psycopg.errors.DivisionByZero] * 3
