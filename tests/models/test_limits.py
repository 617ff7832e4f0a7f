"""Of what is under a limit no more runs at once, and starts in a minute, than it says; and what it holds back is in
nobody's way."""

from __future__ import annotations

import asyncio
import random
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from typing import Any

import psycopg
import pytest
from adjourn.models import batches, due, limits
from adjourn.models.ground.errors import BadInput
from adjourn.models.pauses import Scope
from sqlalchemy import Connection

from tests.models.test_due import Db, add, seen
from tests.support.house import House
from tests.support.offers import offer

STEPS = Scope(graph="steps")


@pytest.fixture
def here(house: House) -> Iterator[Connection]:
    with house.worker.engine.connect() as connection:
        yield connection


def started(house: House, ids: list[str]) -> list[str]:
    """Those of them that a worker gets."""
    claims = house.worker.loop.run(_claimed(house, ids))
    return [claim.job.id for claim in claims if claim]


async def _claimed(house: House, ids: list[str]) -> list[Any]:
    return await asyncio.gather(*map(house.worker.claiming.claim, ids))


def end(house: House, *ids: str, status: str = "cancelled") -> None:
    for id in ids:
        house.db.execute("UPDATE adjourn.jobs SET status = %s WHERE id = %s", (status, id))


def wait_a_minute(house: House) -> None:
    house.db.execute("UPDATE adjourn.places SET taken_at = taken_at - interval '1 minute' WHERE kind = 'minute'")


def test_so_many_run_at_once_and_the_next_when_one_has_stopped(house: House, here: Connection) -> None:
    limits.limit(here, STEPS, 2, None)
    jobs, other = [house.enqueue("steps", {"log": []}) for _ in range(5)], house.enqueue("echo", {})
    assert started(house, [*jobs, other]) == [jobs[0], jobs[1], other]
    assert started(house, jobs) == []
    assert due.among(here, [*jobs, other])[0] == [], "nor are they rung for"
    end(house, jobs[0], status="queued")
    end(house, jobs[1])
    assert [row.id for row in due.among(here, [jobs[2]])[0]] == [jobs[2]]
    assert started(house, [*reversed(jobs)]) == [jobs[4], jobs[3]]


def test_all_limits_count_and_who_is_refused_by_one_takes_nothing_of_another(house: House, here: Connection) -> None:
    limits.limit(here, Scope(), 3, None)
    limits.limit(here, STEPS, 1, None)
    limits.limit(here, Scope(graph="echo", queue=house.worker.claimant.queues[0]), None, 1)
    steps, echoes = ([house.enqueue(graph, {"log": []}) for _ in range(3)] for graph in ("steps", "echo"))
    assert started(house, [*steps, *echoes]) == [steps[0], echoes[0]]
    line = [house.enqueue("line", {"log": []}) for _ in range(2)]
    assert started(house, line) == line[:1], "three in all: what was refused has no place"


def test_so_many_start_in_a_minute_whatever_becomes_of_them(house: House, here: Connection) -> None:
    limits.limit(here, STEPS, None, 2)
    jobs = [house.enqueue("steps", {"log": []}) for _ in range(5)]
    assert started(house, jobs) == jobs[:2]
    end(house, *jobs[:2])
    assert started(house, jobs) == []
    wait_a_minute(house)
    assert started(house, jobs) == jobs[2:4]
    end(house, jobs[2], status="queued")
    wait_a_minute(house)
    assert started(house, [jobs[2], jobs[4]]) == [jobs[2], jobs[4]], "a second start of a job is one, too"


def test_a_job_whose_worker_died_keeps_its_place(house: House, here: Connection) -> None:
    limits.limit(here, STEPS, 1, None)
    jobs = [house.enqueue("steps", {"log": []}) for _ in range(2)]
    assert started(house, jobs) == jobs[:1]
    house.expire_lease(jobs[0])
    assert started(house, jobs[1:]) == []
    assert seen(here) == jobs[:1], "it is rung for"
    assert started(house, jobs) == jobs[:1]
    end(house, jobs[0])
    assert started(house, jobs) == jobs[1:]


def test_a_limit_counts_what_runs_when_it_is_written_and_takes_other_numbers(house: House, here: Connection) -> None:
    jobs = [house.enqueue("steps", {"log": []}) for _ in range(9)]
    assert started(house, jobs[:4]) == jobs[:4]
    limits.limit(here, STEPS, 3, None)
    end(house, jobs[0])
    assert started(house, jobs[4:]) == [], "there are three yet"
    limits.limit(here, STEPS, 5, None)
    assert started(house, jobs[4:]) == jobs[4:6]
    limits.limit(here, STEPS, 2, None)
    end(house, *jobs[1:4])
    assert started(house, jobs[6:]) == []
    end(house, jobs[4])
    assert started(house, jobs[6:]) == jobs[6:7]
    limits.unlimit(here, STEPS)
    assert started(house, jobs[6:]) == jobs[7:]


def test_a_limit_that_is_written_while_a_job_ends_keeps_no_place_for_it(house: House, here: Connection) -> None:
    """Neither waits for the other, whichever comes first."""

    def taken() -> list[str]:
        limits.leave(here)
        rows = house.db.execute("SELECT job_id FROM adjourn.places WHERE job_id IS NOT NULL")
        return [str(row["job_id"]) for row in rows]

    write = "INSERT INTO adjourn.limits (graph, running) VALUES ('steps', 1)"
    first, second = [house.enqueue("steps", {"log": []}) for _ in range(2)]
    with psycopg.connect(house.worker.settings.database_url) as other:
        assert started(house, [first]) == [first]
        other.execute("UPDATE adjourn.jobs SET status = 'queued' WHERE id = %s", (first,))
        house.db.execute(write)
        assert taken() == [first], "it has not stopped yet"
        other.commit()
        assert other.execute(_MAY, (first,)).fetchone() == (True,)
        other.execute(_RUN, (first,))
        assert taken() == [first], "it is about to run again"
        other.rollback()
        assert taken() == []
        assert started(house, [second]) == [second]
        assert taken() == [second]
        house.db.execute("DELETE FROM adjourn.limits")
        other.execute(write)
        end(house, second)
        other.commit()
        assert taken() == []


def test_what_cannot_be_is_a_sentence(house: House, here: Connection) -> None:
    with pytest.raises(BadInput, match="graph steps has no limit: see `adjourn limits`"):
        limits.unlimit(here, STEPS)
    with pytest.raises(BadInput, match="running_is_sane"):
        limits.limit(here, STEPS, 0, None)
    with pytest.raises(BadInput, match="there is no batch"):
        limits.limit_batch(here, "00000000-0000-0000-0000-000000000001", 1, None)
    limits.limit(here, STEPS, 1, None)
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="cannot be changed"):
        house.db.execute("UPDATE adjourn.limits SET graph = 'echo'")


_MAY = """
SELECT adjourn.may_start(id, project, graph, queue, batch_id) FROM (
  SELECT * FROM adjourn.jobs WHERE id = %s AND status = 'queued' OFFSET 0 FOR NO KEY UPDATE SKIP LOCKED) locked"""
_RUN = """
UPDATE adjourn.jobs SET status = 'running', started_at = coalesce(started_at, now()), lease_id = gen_random_uuid(),
  leased_by = 'me', lease_until = now() + interval '1 minute' WHERE id = %s"""
_END = "UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s AND status = 'running'"


def test_it_holds_exactly_whoever_claims_and_ends_at_the_same_time(house: House, here: Connection) -> None:
    """Each sweeps, claims, looks how many run, and ends what it has claimed, or is rolled back."""
    limits.limit(here, STEPS, 3, None)
    limits.limit(here, Scope(), None, 60)
    jobs = [house.enqueue("steps", {"log": []}) for _ in range(120)]
    most: list[int] = []

    def work(seed: int) -> int:
        chance, done = random.Random(seed), 0
        with psycopg.connect(house.worker.settings.database_url, autocommit=True) as mine:
            for job in chance.sample(jobs, 120):
                mine.execute("SELECT adjourn.leave_places()")
                with mine.transaction() as transaction:
                    if mine.execute(_MAY, (job,)).fetchone() != (True,):
                        continue
                    mine.execute(_RUN, (job,))
                    if chance.random() < 0.2:
                        raise psycopg.Rollback(transaction)
                    done += 1
                [(running,)] = mine.execute("SELECT count(*) FROM adjourn.jobs WHERE status = 'running'").fetchall()
                most.append(running)
                mine.execute(_END, (job,))
        return done

    with ThreadPoolExecutor(8) as pool:
        started_in_all = sum(pool.map(work, range(8)))
    assert max(most) == 3
    assert started_in_all == 60


def of_batch(connection: Connection, db: Db, graph: str, count: int) -> str:
    id = str(db.execute("SELECT gen_random_uuid() AS id").fetchone()["id"])  # type: ignore[index]
    batches.begin(connection, id, None, graph, {"priority": 9}, None)
    lines = [batches.Line(n, str(n), "1") for n in range(1, count + 1)]
    batches.add(lambda: nullcontext(connection), id, lines)
    return id


def test_batches_come_after_all_others_and_each_has_its_share(db: Db, connection: Connection) -> None:
    offer(db, "agent", project="shop")
    first, second = (of_batch(connection, db, "agent", 1500) for _ in range(2))
    job = add(db, "agent", priority=-9)[0]
    found = due.everything(connection, 1000)
    assert found[0].id == job, "whatever their priority"
    wide = due.everything(connection, 2500)
    assert {row.batch_id for row in wide} == {None, first, second}


def test_what_a_limit_holds_back_hides_nobody(db: Db, connection: Connection) -> None:
    offer(db, "agent", "other", project="shop")
    held, free = (of_batch(connection, db, "agent", 1500) for _ in range(2))
    limits.limit_batch(connection, held, 1, None)
    [other] = add(db, "other")
    found = due.everything(connection, 1000)
    assert 1 <= sum(row.batch_id == held for row in found) <= 12 and sum(row.batch_id == free for row in found) > 900
    limits.limit(connection, Scope(graph="agent"), 1, None)
    db.execute("UPDATE adjourn.places SET job_id = gen_random_uuid() WHERE kind = 'running'")
    assert seen(connection) == [other]
