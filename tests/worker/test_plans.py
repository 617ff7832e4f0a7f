"""Postgres keeps the plans of our statements, also those that it made while the tables were empty."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import pytest
from adjourn.models import due, outcomes
from adjourn.models.ground.database import Script
from adjourn.models.ground.settings import Settings
from adjourn.worker.checkpointer import saver_sql
from psycopg._queries import MAX_CACHED_STATEMENT_LENGTH

from tests.conftest import PROJECT
from tests.support.house import House

#: Postgres makes a plan anew for the first five times that a statement is executed.
_OFTEN = 8
_MANY = 3000
_COPY = """
INSERT INTO adjourn.{table} OVERRIDING SYSTEM VALUE
SELECT copy.* FROM adjourn.{table} one, generate_series(1, {many}) n,
  jsonb_populate_record(one, jsonb_build_object({changed}, 'thread_id', n::text)) copy WHERE one.{of} = %s"""
_JOBS = _COPY.format(table="jobs", of="id", many=_MANY, changed="'id', md5(n::text)")
_REQUESTS = _COPY.format(
    table="human_requests", of="job_id", many=_MANY, changed="'id', 1000000 + n, 'job_id', md5(n::text)"
)

_MOVES = (
    "status = 'answered', answer = '1', answered_by = 'x', answered_at = now() WHERE status = 'open'",
    "status = 'resumed', resumed_at = now(), closed_at = now() WHERE status = 'answered'",
)


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """Its worker has one connection of each kind, so that it can be asked what it has read."""
    with House.open(Settings(database_url=database_url, project=PROJECT, pool_size=1)) as house:
        yield house


def read(house: House, what: str, where: str) -> int:
    """By all connections since they were opened."""

    def flush() -> Script[Any]:
        return (yield "SELECT pg_stat_force_next_flush()", None)

    worker = house.worker
    for connections in (worker.connections, worker.claims):
        worker.loop.run(connections.arun(flush()))
    worker.connections.run(flush())
    house.db.execute("SELECT pg_stat_force_next_flush()")
    rows = house.db.execute(f"SELECT sum({what})::int AS sum FROM {where}")
    return int(rows.fetchall()[0]["sum"])


def rows_read(house: House) -> int:
    return read(house, "coalesce(seq_tup_read, 0) + coalesce(idx_tup_fetch, 0)", "pg_stat_user_tables")


def entries_read(house: House) -> int:
    """Of indexes, also of what is no longer there."""
    return read(house, "idx_tup_read", "pg_stat_user_indexes")


def cycle(house: House, pinned: bool = False, count: Callable[[House], int] = rows_read) -> int:
    """Of one job, from its enqueueing to its end: how much all of it reads."""
    before = count(house)
    job_id = house.enqueue("line", {"log": []})
    for status in ("waiting", "succeeded"):
        with house.worker.engine.connect() as connection:
            found, _ = due.among(connection, [job_id], pinned=pinned)
        assert [row.id for row in found] == [job_id]
        assert house.advance(job_id)["status"] == status
        house.answer_all(job_id, "yes")
    return count(house) - before


def load(house: House) -> None:
    """Thousands of jobs that wait, each with its question."""
    one = house.run("line", {"log": []})["id"]
    behind_triggers(house, *((copy, (one,)) for copy in (_JOBS, _REQUESTS)))


def behind_triggers(house: House, *statements: tuple[str, tuple[str, ...]]) -> None:
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        for statement in statements:
            house.db.execute(*statement)


@pytest.mark.parametrize("pinned", [False, True])
def test_a_job_costs_the_same_beside_thousands_that_wait(house: House, pinned: bool) -> None:
    """Also where workers are pinned to versions."""
    if pinned:
        house.db.execute("UPDATE adjourn.workers SET takes = 'own'")
    alone = [cycle(house, pinned) for _ in range(_OFTEN)][-1]
    load(house)
    assert cycle(house, pinned) <= alone + 20


def test_a_job_reads_nothing_of_thousands_that_have_left_an_index(house: House) -> None:
    """Until the next VACUUM these are in it: a bitmap reads them, each time."""
    load(house)
    for _ in range(_OFTEN):
        cycle(house)
    behind_triggers(house, *((f"UPDATE adjourn.human_requests SET {move}", ()) for move in _MOVES))
    assert cycle(house, count=entries_read) < _MANY / 10


def test_psycopg_remembers_what_each_step_and_outcome_needs() -> None:
    """A statement that is too long for that it reads anew, character by character, each time."""
    paused = outcomes._statement(outcomes._WAITING, asks=True, settles=False)
    ended = outcomes._statement(outcomes._SUCCEEDED, asks=False, settles=True)
    for statement in (paused, ended, saver_sql.SAVE):
        assert len(statement.encode()) <= MAX_CACHED_STATEMENT_LENGTH
