"""Which jobs are runnable. Derived from the rows at the moment of asking, never signalled, so nothing can be missed.

Each arm is a condition on `adjourn.jobs j`. A claim tests them all on one row; a sweep walks each through its own
partial index. A subselect with LIMIT, not NOT EXISTS, which Postgres may answer for a single claim from a hash of all
open questions; now(), not clock_timestamp(), by which no index is searched: each statement is its own transaction.
"""

from __future__ import annotations

from typing import Any

from sqlalchemy import Connection, text

#: Queued, its time has come, and no older job of its thread is ready to go first; one that has started comes first.
QUEUED = """
j.status = 'queued' AND j.run_at <= now() AND (j.started_at IS NOT NULL OR (
  SELECT true FROM adjourn.jobs first WHERE first.thread_id = j.thread_id AND first.started_at IS NULL
    AND first.finished_at IS NULL AND first.run_at <= now() AND (first.created_at, first.id) < (j.created_at, j.id)
  LIMIT 1) IS NULL)"""
#: Waiting, and no question of it is open any more.
ANSWERED = """
j.status = 'waiting' AND (
  SELECT true FROM adjourn.human_requests r WHERE r.job_id = j.id AND r.status = 'open' LIMIT 1) IS NULL"""
#: Running, but its worker has not renewed the lease.
ABANDONED = "j.status = 'running' AND j.lease_until < now()"

RUNNABLE = f"(({QUEUED}) OR ({ANSWERED}) OR ({ABANDONED}))"

# Another job of the thread that has started holds the thread: ringing would be in vain until it ends.
_FREE = """NOT EXISTS (SELECT FROM adjourn.jobs started WHERE started.thread_id = j.thread_id AND started.id <> j.id
  AND started.started_at IS NOT NULL AND started.finished_at IS NULL)"""
# xmin changes with every move of the row, so the same job is rung anew for each turn it is given.
_DUE = """SELECT j.id::text AS id, j.xmin::text AS turn, coalesce(j.queue, g.queue) AS queue, j.priority, j.run_at
FROM adjourn.jobs j JOIN adjourn.graphs g ON g.name = j.graph WHERE """

_AMONG = text(
    f"SELECT id, turn, queue FROM ({_DUE} j.id = ANY(CAST(:ids AS uuid[])) AND {RUNNABLE} AND {_FREE}) due "
    "ORDER BY priority DESC, run_at"
)
_URGENT = "ORDER BY priority DESC, run_at LIMIT :limit"
_ALL = text(
    f"SELECT id, turn, queue FROM (({_DUE} {QUEUED} AND {_FREE} {_URGENT}) UNION ALL ({_DUE} {ANSWERED} {_URGENT}) "
    f"UNION ALL ({_DUE} {ABANDONED} AND :abandoned {_URGENT})) due {_URGENT}"
)
_NEXT = text(
    "SELECT extract(epoch FROM min(run_at) - now())::float FROM adjourn.jobs WHERE status = 'queued' AND run_at > now()"
)
# What another session has locked is left to the next sweep: the job, or a question of it, which is withdrawn with it.
_OVERDUE = text("""
WITH free AS MATERIALIZED (
  SELECT j.id FROM adjourn.jobs j
  WHERE j.status IN ('queued', 'waiting') AND j.finished_at IS NULL AND j.deadline_at < now() AND NOT EXISTS (
    SELECT FROM adjourn.human_requests r WHERE r.job_id = j.id AND r.status IN ('open', 'answered') AND (
      SELECT true FROM adjourn.human_requests same WHERE same.id = r.id FOR NO KEY UPDATE SKIP LOCKED) IS NULL)
  LIMIT :limit FOR NO KEY UPDATE OF j SKIP LOCKED
) UPDATE adjourn.jobs j SET status = 'failed', error = CAST(:error AS json) FROM free WHERE j.id = free.id
RETURNING j.id::text""")


def among(connection: Connection, ids: list[str]) -> list[Any]:
    """Those of `ids` that are runnable: rows with id, turn, queue."""
    return list(connection.execute(_AMONG, {"ids": ids}))


def everything(connection: Connection, limit: int, *, abandoned: bool = True) -> list[Any]:
    """At most `limit` runnable jobs, the most urgent first; without `abandoned`, leases that ran out are left alone."""
    return list(connection.execute(_ALL, {"limit": limit, "abandoned": abandoned}))


def seconds_to_next(connection: Connection) -> float | None:
    """Seconds until the next queued job falls due, None if there is none."""
    return connection.execute(_NEXT).scalar()


def fail_overdue(connection: Connection, limit: int = 1000) -> list[str]:
    """Fail what nobody works on and whose deadline has passed, `limit` at most; running jobs keep their own time."""
    error = '{"type": "DeadlinePassed", "message": "the deadline of the job passed before it finished"}'
    return list(connection.execute(_OVERDUE, {"error": error, "limit": limit}).scalars())
