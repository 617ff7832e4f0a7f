"""A job that comes to a thread while that is pruned: either it keeps it, or it begins afresh. Nobody waits for ever."""

from __future__ import annotations

import json
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager

import pytest
from adjourn.models import retention
from adjourn.models.retention import Threads
from sqlalchemy import Connection

from tests.support.house import House
from tests.support.pruning import Db, age, left, orphans, prune, rule
from tests.support.sessions import another, waits


@pytest.fixture
def old(house: House) -> str:
    """A thread that may go."""
    job = house.run("steps", {"log": []}, thread_id="t", key="k")
    assert job["status"] == "succeeded"
    rule(house.db, "steps")
    age(house.db, "t")
    return "t"


def enqueued(session: Db, thread: str = "t") -> str:
    return str(session.execute("SELECT adjourn.enqueue('steps', '{}', %s) AS id", (thread,)).fetchone()["id"])  # type: ignore[index]


@contextmanager
def pruning(connection: Connection) -> Iterator[Threads]:
    """In a transaction that is still open."""
    [found] = retention.rules(connection)
    held = connection.engine.execution_options(isolation_level="READ COMMITTED")
    with held.connect() as transaction:
        walk = Threads(found)
        walk.step(transaction)
        yield walk
        transaction.commit()


def test_who_comes_first_keeps_the_thread(house: House, connection: Connection, old: str) -> None:
    before = left(house.db, old)
    with another(house) as session:
        job = enqueued(session)
        assert prune(connection) == {"steps": {}}, "and does not wait"
        session.commit()
    assert left(house.db, old) == before | {"jobs": 2}
    house.advance_due()
    assert (house.job(job)["status"], orphans(house.db)) == ("succeeded", [])


def test_who_comes_second_begins_afresh(house: House, connection: Connection, old: str) -> None:
    with another(house) as session, ThreadPoolExecutor(1) as pool:
        with pruning(connection) as walk:
            assert walk.taken["threads"] == 1
            coming = pool.submit(enqueued, session)
            waits(house, session)
        job = coming.result(20)
        session.commit()
    assert left(house.db, old) == {"threads": 1, "jobs": 1}
    house.advance_due()
    assert (house.job(job)["result"], orphans(house.db)) == ({"log": ["one", "two", "three"]}, [])


@pytest.mark.parametrize("way", ["one", "many"])
def test_a_key_whose_job_is_pruned_at_this_moment_makes_a_new_job(
    house: House, connection: Connection, old: str, way: str
) -> None:
    [first] = house.db.execute("SELECT id::text FROM adjourn.jobs").fetchall()
    query = "SELECT adjourn.enqueue('steps', '{\"log\": []}', key => 'k', thread_id => 't') AS id"
    if way == "many":
        query = (
            "SELECT unnest(adjourn.enqueue_many('steps', ARRAY['1', '2', '3']::json[], ARRAY['j', 'k', NULL])) AS id"
        )
    with another(house) as session, ThreadPoolExecutor(1) as pool:
        with pruning(connection):
            coming = pool.submit(lambda: session.execute(query).fetchall())
            waits(house, session)
        made = [str(row["id"]) for row in coming.result(20)]
        session.commit()
    assert first["id"] not in made
    assert made == [str(row["id"]) for row in house.db.execute("SELECT id FROM adjourn.jobs ORDER BY created_at")]
    assert (len(made), orphans(house.db)) == (1 if way == "one" else 3, [])


def test_a_key_is_the_same_request_as_long_as_its_job_is_there(house: House, connection: Connection, old: str) -> None:
    again = house.enqueue("steps", {"log": []}, thread_id="t", key="k")
    assert house.db.execute("SELECT FROM adjourn.jobs").rowcount == 1
    prune(connection)
    assert house.enqueue("steps", {"log": []}, thread_id="t", key="k") != again


def test_a_retry_keeps_the_thread_or_finds_no_job(house: House, connection: Connection) -> None:
    job = house.run("shaped", {"log": ["so", {"type": "nothing"}]}, thread_id="t")
    if job["status"] != "failed":
        house.db.execute("UPDATE adjourn.jobs SET status = 'running', lease_id = gen_random_uuid(), leased_by = 'w', "
                         "lease_until = now() + interval '1 minute' WHERE id = %s", (job["id"],))  # fmt: skip
        house.db.execute("UPDATE adjourn.jobs SET status = 'failed', error = '{}' WHERE id = %s", (job["id"],))
    rule(house.db, "shaped")
    age(house.db, "t")
    retry = "UPDATE adjourn.jobs SET status = 'queued' WHERE id = %s"
    before = left(house.db, "t")
    with another(house) as session:
        session.execute(retry, (job["id"],))
        assert prune(connection) == {"shaped": {}}
        assert left(house.db, "t") == before
        session.rollback()
        with ThreadPoolExecutor(1) as pool:
            with pruning(connection):
                coming = pool.submit(lambda: session.execute(retry, (job["id"],)).rowcount)
                waits(house, session)
            assert coming.result(20) == 0
    assert (left(house.db, "t"), orphans(house.db)) == ({}, [])


def test_what_somebody_has_locked_is_left_for_another_time(house: House, connection: Connection) -> None:
    """Of many: the rest goes, at once."""
    for name in ("a", "b", "c", "d"):
        row = house.requests(house.run("line", {"log": []}, thread_id=name)["id"])[0]
        house.answer(row["id"], "yes")
        house.advance_due()
        age(house.db, name)
    rule(house.db, "line")
    with another(house) as session:
        session.execute("SELECT FROM adjourn.threads WHERE thread_id = 'a' FOR UPDATE")
        session.execute("SELECT FROM adjourn.jobs WHERE thread_id = 'b' FOR UPDATE")
        session.execute("""INSERT INTO adjourn.notes (request_id, text)
          SELECT id, 'wait' FROM adjourn.human_requests WHERE thread_id = 'c'""")  # fmt: skip
        assert prune(connection)["line"]["threads"] == 1
        session.commit()
    assert [name for name in "abcd" if left(house.db, name)] == ["a", "b", "c"]
    assert prune(connection)["line"]["threads"] == 3
    assert (orphans(house.db), json.dumps(left(house.db, "c"))) == ([], "{}")
