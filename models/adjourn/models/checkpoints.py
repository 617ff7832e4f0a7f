"""Rows of LangGraph's checkpointer, read as its stock saver reads them, and written as part of a statement that also
says whether they may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from langgraph.checkpoint.postgres import PostgresSaver

#: A checkpoint with the values of its channels and the writes of its tasks.
SELECT = PostgresSaver.SELECT_SQL


@dataclass(frozen=True, slots=True)
class Rows:
    """Of its three tables, each row as a JSON text, blobs in base64. Many travel in one parameter, because psycopg
    spends several times as long on arrays of bytes."""

    checkpoints: Sequence[str] = ()
    blobs: Sequence[str] = ()
    writes: Sequence[str] = ()

    @property
    def params(self) -> dict[str, str]:
        return {name: f"[{','.join(getattr(self, name))}]" for name in ("checkpoints", "blobs", "writes")}


def latest(where: str) -> str:
    """The SELECT of the latest checkpoint. `where`: SQL that names its thread_id and checkpoint_ns."""
    return f"{SELECT}WHERE {where} ORDER BY checkpoint_id DESC LIMIT 1"


def inserts(guard: str) -> str:
    """The CTEs that write `Rows.params`. `guard` names a CTE of one row, or of none, and then nothing is written."""
    return f"""writes AS (
  INSERT INTO adjourn.checkpoint_writes
    (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, blob)
  SELECT w.thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, decode(blob, 'base64')
  FROM {guard}, json_to_recordset(%(writes)s::json) w(thread_id text, checkpoint_ns text, checkpoint_id text,
    task_id text, task_path text, idx int, channel text, type text, blob text)
  ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
    DO UPDATE SET channel = EXCLUDED.channel, type = EXCLUDED.type, blob = EXCLUDED.blob WHERE EXCLUDED.idx < 0
), blobs AS (
  INSERT INTO adjourn.checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
  SELECT b.thread_id, checkpoint_ns, channel, version, type, decode(blob, 'base64')
  FROM {guard}, json_to_recordset(%(blobs)s::json) b(thread_id text, checkpoint_ns text, channel text, version text,
    type text, blob text)
  ON CONFLICT (thread_id, checkpoint_ns, channel, version) DO NOTHING
), checkpoints AS (
  INSERT INTO adjourn.checkpoints
    (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
  SELECT c.thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata
  FROM {guard}, json_to_recordset(%(checkpoints)s::json) c(thread_id text, checkpoint_ns text, checkpoint_id text,
    parent_checkpoint_id text, checkpoint jsonb, metadata jsonb)
  ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
    DO UPDATE SET checkpoint = EXCLUDED.checkpoint, metadata = EXCLUDED.metadata
)"""
