"""Rules of retention, the age of threads, and what is left of them."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from adjourn.models import retention
from adjourn.models.retention import KINDS, Rest, Threads
from sqlalchemy import Connection, text

from tests.support.house import House

Db = psycopg.Connection[dict[str, Any]]

REFUSED = psycopg.errors.ObjectNotInPrerequisiteState
PID = text("SELECT pg_backend_pid()")

#: Of a thread; each with the column that names it.
_TABLES = {
    **dict.fromkeys(("threads", "jobs", "human_requests"), "thread_id"),
    **dict.fromkeys(("checkpoints", "checkpoint_blobs", "checkpoint_writes"), "thread_id"),
}
#: Rows that belong to nothing.
_NO_JOB = "NOT EXISTS (SELECT FROM adjourn.jobs j WHERE j."
_NO_THREAD = "NOT EXISTS (SELECT FROM adjourn.threads t WHERE t.thread_id = x.thread_id)"
ORPHANS = f"""
SELECT 'job' AS what, id::text FROM adjourn.jobs x WHERE {_NO_THREAD}
UNION ALL SELECT 'thread', thread_id FROM adjourn.threads x WHERE {_NO_JOB}thread_id = x.thread_id)
UNION ALL SELECT 'request', id::text FROM adjourn.human_requests x WHERE {_NO_JOB}id = x.job_id)
UNION ALL SELECT 'event', id::text FROM adjourn.events x WHERE job_id IS NOT NULL AND {_NO_JOB}id = x.job_id)
UNION ALL SELECT 'progress', job_id::text FROM adjourn.progress x WHERE {_NO_JOB}id = x.job_id)
UNION ALL SELECT DISTINCT 'checkpoints', thread_id FROM (SELECT thread_id FROM adjourn.checkpoints
    UNION SELECT thread_id FROM adjourn.checkpoint_blobs UNION SELECT thread_id FROM adjourn.checkpoint_writes) x
  WHERE {_NO_THREAD}"""


def rule(db: Db, graph: str, strategy: str = "delete", minutes: float = 60, **more: Any) -> None:
    """As workers of it have read it; they live for two minutes."""
    ttl = json.dumps({"strategy": strategy, "default_ttl": minutes, **more})
    assert db.execute("UPDATE adjourn.graphs SET ttl = %s, seen_at = now() WHERE name = %s", (ttl, graph)).rowcount


def age(db: Db, thread: str, minutes: float = 120) -> None:
    """As if its jobs had ended so long ago."""
    with db.transaction():
        db.execute("SET LOCAL session_replication_role = replica")
        db.execute(
            "UPDATE adjourn.jobs SET finished_at = finished_at - %s * interval '1 minute' WHERE thread_id = %s",
            (minutes, thread),
        )


def prune(connection: Connection) -> dict[str, dict[str, int]]:
    """All that may go now, by graph; what went."""
    gone = {}
    for each in retention.rules(connection):
        walk = Threads(each)
        while not walk.step(connection):
            pass
        gone[each.graph] = dict(walk.taken)
    return gone


def left(db: Db, thread: str) -> dict[str, int]:
    """Rows of each table that has any."""
    counts = {
        table: db.execute(f"SELECT FROM adjourn.{table} WHERE {column} = %s", (thread,)).rowcount
        for table, column in _TABLES.items()
    }
    return {table: count for table, count in counts.items() if count}


def orphans(db: Db) -> list[tuple[str, str]]:
    return [(row["what"], row["id"]) for row in db.execute(ORPHANS)]


def one_to_prune(house: House) -> None:
    """A thread that may go, of a graph of its own."""
    job = house.run("echo", {"log": []})
    rule(house.db, "echo")
    age(house.db, job["thread_id"])


def prune_a_step(connection: Connection) -> None:
    """Of everything."""
    for each in retention.rules(connection):
        Threads(each).step(connection)
    for kind in KINDS:
        Rest(kind).step(connection)
