"""The statements of the saver, each a transaction of its own."""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    get_serializable_checkpoint_metadata,
)
from langgraph.checkpoint.postgres.base import SELECT_PENDING_SENDS_SQL, SELECT_SQL
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.checkpoint.serde.types import _DeltaSnapshot
from psycopg.rows import DictRow
from psycopg.types.json import Jsonb
from sqlalchemy import text

if TYPE_CHECKING:
    from adjourn.worker.saver import Write

# A saver without a lease has no job: its fence always holds.
_FENCE = """fence AS MATERIALIZED (
  SELECT 1 FROM adjourn.jobs WHERE id = %(job)s::uuid AND lease_id = %(lease)s::uuid FOR SHARE
), passed AS (SELECT 1 FROM fence UNION ALL SELECT 1 WHERE %(job)s::uuid IS NULL)"""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

#: The arrays that carry rows of checkpoint_writes, by column.
_COLUMNS = {
    "threads": "text",
    "namespaces": "text",
    "ids": "text",
    "tasks": "text",
    "paths": "text",
    "idxs": "int",
    "channels": "text",
    "types": "text",
    "blobs": "bytea",
}


def _insert_writes(source: str, parameter: str) -> str:
    arrays = ", ".join(f"CAST({parameter.format(name)} AS {type_}[])" for name, type_ in _COLUMNS.items())
    return f"""INSERT INTO adjourn.checkpoint_writes
  (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, blob)
SELECT w.* FROM {source}unnest({arrays}) w
ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
  DO UPDATE SET channel = EXCLUDED.channel, type = EXCLUDED.type, blob = EXCLUDED.blob WHERE EXCLUDED.idx < 0"""


_FENCED_WRITES = _insert_writes("passed, ", "%({})s")

#: Task writes alone.
WRITES = f"WITH {_FENCE}, writes AS ({_FENCED_WRITES}) SELECT count(*)::int AS fence FROM passed"

#: A superstep: its tasks' writes, the values of its channels and its checkpoint.
STEP = f"""WITH {_FENCE}, writes AS ({_FENCED_WRITES}), blobs AS (
  INSERT INTO adjourn.checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
  SELECT %(thread)s, %(ns)s, b.* FROM passed,
    unnest(%(blob_channels)s::text[], %(blob_versions)s::text[], %(blob_types)s::text[], %(blob_values)s::bytea[]) b
  ON CONFLICT (thread_id, checkpoint_ns, channel, version) DO NOTHING
), checkpoint AS (
  INSERT INTO adjourn.checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
  SELECT %(thread)s, %(ns)s, %(id)s, %(parent)s, %(checkpoint)s::jsonb, %(metadata)s::jsonb FROM passed
  ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
    DO UPDATE SET checkpoint = EXCLUDED.checkpoint, metadata = EXCLUDED.metadata
) SELECT count(*)::int AS fence FROM passed"""

#: For the transaction that records how a run ended: unfenced, for that transaction names the lease itself.
REST = text(_insert_writes("", ":{}"))


def columns(writes: Sequence[Write]) -> dict[str, list[Any]]:
    """The rows as the arrays that the statements unnest."""
    turned = [list(column) for column in zip(*writes, strict=True)] if writes else [[] for _ in _COLUMNS]
    return dict(zip(_COLUMNS, turned, strict=True))


@dataclass(frozen=True, slots=True)
class Put:
    """A checkpoint ready to be stored."""

    params: dict[str, Any]
    config: RunnableConfig
    #: Not the checkpoint of an input, but of work done.
    is_progress: bool

    @classmethod
    def of(
        cls,
        serde: SerializerProtocol,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> Put:
        place = config["configurable"]
        thread, ns = place["thread_id"], place.get("checkpoint_ns", "")
        inline: dict[str, Any] = {}
        apart: dict[str, Any] = {}
        for channel, value in checkpoint["channel_values"].items():
            if isinstance(value, _DeltaSnapshot):
                apart[channel], inline[channel] = value, True
            elif _fits_json(value):
                inline[channel] = value
            else:
                apart[channel] = value
        blobs = [
            (channel, str(version), *serde.dumps_typed(apart[channel]))
            for channel, version in new_versions.items()
            if channel in apart
        ]
        by_column = [list(column) for column in zip(*blobs, strict=True)] if blobs else [[], [], [], []]
        params = {
            "thread": thread,
            "ns": ns,
            "id": checkpoint["id"],
            "parent": place.get("checkpoint_id"),
            "checkpoint": Jsonb({**checkpoint, "channel_values": inline}),
            "metadata": Jsonb(get_serializable_checkpoint_metadata(config, metadata)),
            **dict(zip(("blob_channels", "blob_versions", "blob_types", "blob_values"), by_column, strict=True)),
        }
        next_config: RunnableConfig = {
            "configurable": {"thread_id": thread, "checkpoint_ns": ns, "checkpoint_id": checkpoint["id"]}
        }
        return cls(params, next_config, metadata.get("source") == "loop")


def _fits_json(value: Any) -> bool:
    """Whether jsonb stores `value` as it is. The stock saver takes every scalar for that: NUL, lone surrogates, NaN and
    infinities then fail its insert after the node has run, and the thread is stuck for good."""
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is None
    return value is None or isinstance(value, bool | int) or (isinstance(value, float) and math.isfinite(value))


def select(thread_id: str, checkpoint_ns: str, checkpoint_id: str | None) -> tuple[str, list[str]]:
    """A checkpoint with its values and writes: the one named, or the latest."""
    where = "WHERE thread_id = %s AND checkpoint_ns = %s "
    if checkpoint_id:
        return f"{SELECT_SQL}{where}AND checkpoint_id = %s", [thread_id, checkpoint_ns, checkpoint_id]
    return f"{SELECT_SQL}{where}ORDER BY checkpoint_id DESC LIMIT 1", [thread_id, checkpoint_ns]


def select_sends(rows: Sequence[DictRow]) -> tuple[str, list[Any]] | None:
    """What a checkpoint of LangGraph before 0.5 still keeps with its parent."""
    if not rows or rows[0]["checkpoint"]["v"] >= 4 or not rows[0]["parent_checkpoint_id"]:
        return None
    return SELECT_PENDING_SENDS_SQL, [rows[0]["thread_id"], [rows[0]["parent_checkpoint_id"]]]
