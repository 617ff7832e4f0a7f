"""A thread that is pruned, and one that is given a newer input: whoever does it dies, and it has been done whole or not
at all."""

from __future__ import annotations

import json
import uuid
from typing import TYPE_CHECKING, Any

import psycopg
from adjourn.models import retention
from adjourn.models.ground import database
from adjourn.models.ground.settings import settings
from adjourn.models.retention import Threads

from tests.chaos.attempts import attempts
from tests.chaos.sharing import SHARED

if TYPE_CHECKING:
    from tests.chaos.cases import Case
    from tests.chaos.yard import Yard

_ENQUEUE = """SELECT adjourn.enqueue('line', %s, thread_id => %s, key => %s, multitask_strategy => %s)::text AS id"""
_TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
#: At one moment: what was sent by a process that has been killed may be done while we look.
_PLACES = """SELECT j.status, j.error, r.status AS asked,
    (SELECT n.id::text FROM adjourn.jobs n WHERE n.key = %s) AS became
  FROM adjourn.jobs j JOIN adjourn.human_requests r ON r.job_id = j.id WHERE j.id = %s"""
#: What is older than a day goes, which are the threads that have been aged. Without a rule nothing goes.
_RULE = "UPDATE adjourn.graphs SET ttl = %s, seen_at = now() WHERE name = 'line'"
_AGED = (
    "UPDATE adjourn.jobs SET finished_at = finished_at - interval '2 days' WHERE thread_id = ANY(%s)",
    "UPDATE effects SET at = at - interval '2 days' WHERE thread_id = ANY(%s)",
    """UPDATE claims c SET at = c.at - interval '2 days' FROM every_job j
      WHERE j.id = c.job_id AND j.thread_id = ANY(%s)""",
)


def take_the_place(thread: str, key: str, strategy: str) -> None:
    with psycopg.connect(settings().database_url, autocommit=True) as connection:
        connection.execute(_ENQUEUE, (_input(key), thread, key, strategy))


def make_way(yard: Yard, case: Case) -> None:
    """One job has finished, one waits, and a third takes its place."""
    strategy = ("rollback", "interrupt")[case.nth % 2]
    thread = f"{SHARED}{uuid.uuid4()}"
    first, second = (f"{thread} {n}" for n in ("first", "second"))
    _run(yard, thread, first, "")
    before = _kept(yard, thread)
    waits = _run(yard, thread, second, "waiting")
    third = f"{thread} third"
    for _ in attempts(yard, case, thread, third, strategy):
        [job] = yard.rows(_PLACES, third, waits)
        is_there = job["became"] is not None
        assert (job["status"], job["asked"]) == (("waiting", "open"), ("cancelled", "withdrawn"))[is_there], f"{job}"
    [told] = yard.rows("SELECT data FROM adjourn.events WHERE job_id = %s AND became = 'withdrawn'", waits)
    assert told["data"] and told["data"].get("why") == job["error"]["message"], f"withdrawn: {told['data']}"
    is_as_before = _kept(yard, thread) == before
    assert is_as_before == (strategy == "rollback"), f"{strategy}: the thread is as before: {is_as_before}"
    job_id = job["became"]
    yard.carry(job_id)
    [end] = yard.rows("SELECT status, result FROM adjourn.jobs WHERE id = %s", job_id)
    log = (end["result"] or {"log": []})["log"]
    assert end["status"] == "succeeded" and first in log and third in log, f"job {job_id} ended as {end}"
    assert (second in log) == (strategy == "interrupt"), f"{strategy}: {end}"


def take_away() -> None:
    """As the scheduler and `adjourn prune` do."""
    with database.engine(settings(), direct=True, pool_size=1).connect() as connection:
        for rule in retention.rules(connection):
            walk = Threads(rule)
            while not walk.step(connection):
                pass


def prune(yard: Yard, case: Case) -> None:
    """Of three threads one has ended long ago, one has ended now, and one has an old job and one that waits."""
    old, new, waiting = (f"{SHARED}{uuid.uuid4()}" for _ in range(3))
    for thread in (old, new, waiting):
        _run(yard, thread, f"{thread} first", "")
    yard.rows("SET session_replication_role = replica")
    for statement in _AGED:
        yard.rows(statement, [old, waiting])
    yard.rows("RESET session_replication_role")
    waits = _run(yard, waiting, f"{waiting} second", "waiting")
    strategy = ("delete", "keep_latest")[case.nth % 2]
    whole, kept = _count(yard, old), [_kept(yard, thread) for thread in (new, waiting)]
    yard.rows(_RULE, json.dumps({"strategy": strategy, "default_ttl": 1440}))
    try:
        for _ in attempts(yard, case):
            left = _count(yard, old)
            ends = (whole, (0, 0, 0) if strategy == "delete" else (*whole[:2], 1))
            assert left in ends, f"{strategy} has left {left} of {whole}"
            assert [_kept(yard, thread) for thread in (new, waiting)] == kept, "it took of what is new, or waits"
    finally:
        yard.rows(_RULE, None)
    assert left == ends[1], f"{strategy} has left {left} of {whole}"
    yard.carry(waits)
    [end] = yard.rows("SELECT status FROM adjourn.jobs WHERE id = %s", waits)
    assert end["status"] == "succeeded", f"job {waits} ended as {end}"


def _run(yard: Yard, thread: str, key: str, until: str) -> str:
    [row] = yard.rows(_ENQUEUE, _input(key), thread, key, "enqueue")
    yard.carry(row["id"], until)
    return str(row["id"])


def _input(key: str) -> str:
    return json.dumps({"log": [key]})


def _kept(yard: Yard, thread: str) -> list[list[dict[str, Any]]]:
    """What LangGraph knows of it."""
    query = "SELECT * FROM adjourn.{} t WHERE thread_id = %s ORDER BY t::text"
    return [yard.rows(query.format(table), thread) for table in _TABLES]


def _count(yard: Yard, thread: str) -> tuple[int, ...]:
    counted = "SELECT count(*) FROM adjourn.{} WHERE thread_id = %s"
    tables = ("jobs", "human_requests", "checkpoints")
    return tuple(yard.rows(counted.format(table), thread)[0]["count"] for table in tables)
