"""The statements of the saver, each a transaction of its own."""

from __future__ import annotations

from typing import Any

from adjourn.models import checkpoints
from adjourn.models.ground.database import Script
from adjourn.worker.langgraph_inside import SELECT_PENDING_SENDS_SQL
from psycopg.rows import DictRow

#: All that is in memory, by the lease of a job. A saver without a lease has no job: its fence always holds.
SAVE = f"""WITH fence AS MATERIALIZED (
  SELECT 1 FROM adjourn.jobs WHERE id = %(job)s::uuid AND lease_id = %(lease)s::uuid FOR SHARE SKIP LOCKED
), passed AS (SELECT 1 FROM fence UNION ALL SELECT 1 WHERE %(job)s::uuid IS NULL),
{checkpoints.inserts("passed")} SELECT count(*)::int AS fence FROM passed"""


def select(thread_id: str, checkpoint_ns: str, checkpoint_id: str | None) -> tuple[str, list[str]]:
    """A checkpoint with its values and writes: the one named, or the latest."""
    level = "thread_id = %s AND checkpoint_ns = %s"
    if checkpoint_id:
        return f"{checkpoints.SELECT}WHERE {level} AND checkpoint_id = %s", [thread_id, checkpoint_ns, checkpoint_id]
    return checkpoints.latest(level), [thread_id, checkpoint_ns]


def read(thread_id: str, levels: list[str]) -> Script[list[DictRow]]:
    """The latest checkpoint of each of these `checkpoint_ns`, where there is one."""
    latest = checkpoints.latest("thread_id = %s AND checkpoint_ns = level.ns")
    return (yield f"SELECT latest.* FROM unnest(%s::text[]) level(ns), LATERAL ({latest}) latest", [levels, thread_id])


def select_sends(row: DictRow) -> tuple[str, list[Any]] | None:
    """What a checkpoint of LangGraph before 0.5 still keeps with its parent."""
    if row["checkpoint"]["v"] >= 4 or not row["parent_checkpoint_id"]:
        return None
    return SELECT_PENDING_SENDS_SQL, [row["thread_id"], [row["parent_checkpoint_id"]]]
