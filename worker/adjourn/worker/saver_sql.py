"""The statements of the saver, each a transaction of its own."""

from __future__ import annotations

import json
import math
import re
from base64 import b64encode
from dataclasses import dataclass
from typing import Any

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

# A saver without a lease has no job: its fence always holds.
_FENCE = """fence AS MATERIALIZED (
  SELECT 1 FROM adjourn.jobs WHERE id = %(job)s::uuid AND lease_id = %(lease)s::uuid FOR SHARE
), passed AS (SELECT 1 FROM fence UNION ALL SELECT 1 WHERE %(job)s::uuid IS NULL)"""

_UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_WRITES = """INSERT INTO adjourn.checkpoint_writes
  (thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, blob)
SELECT thread_id, checkpoint_ns, checkpoint_id, task_id, task_path, idx, channel, type, decode(blob, 'base64')
FROM passed, json_to_recordset(%(writes)s::json) w(thread_id text, checkpoint_ns text, checkpoint_id text, task_id text,
  task_path text, idx int, channel text, type text, blob text)
ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id, task_id, idx)
  DO UPDATE SET channel = EXCLUDED.channel, type = EXCLUDED.type, blob = EXCLUDED.blob WHERE EXCLUDED.idx < 0"""

#: Task writes alone.
WRITES = f"WITH {_FENCE}, writes AS ({_WRITES}) SELECT count(*)::int AS fence FROM passed"

#: A superstep: its tasks' writes, the values of its channels and its checkpoint.
STEP = f"""WITH {_FENCE}, writes AS ({_WRITES}), blobs AS (
  INSERT INTO adjourn.checkpoint_blobs (thread_id, checkpoint_ns, channel, version, type, blob)
  SELECT %(thread)s, %(ns)s, channel, version, type, decode(blob, 'base64')
  FROM passed, json_to_recordset(%(blobs)s::json) b(channel text, version text, type text, blob text)
  ON CONFLICT (thread_id, checkpoint_ns, channel, version) DO NOTHING
), checkpoint AS (
  INSERT INTO adjourn.checkpoints (thread_id, checkpoint_ns, checkpoint_id, parent_checkpoint_id, checkpoint, metadata)
  SELECT %(thread)s, %(ns)s, %(id)s, %(parent)s, %(checkpoint)s::jsonb, %(metadata)s::jsonb FROM passed
  ON CONFLICT (thread_id, checkpoint_ns, checkpoint_id)
    DO UPDATE SET checkpoint = EXCLUDED.checkpoint, metadata = EXCLUDED.metadata
) SELECT count(*)::int AS fence FROM passed"""


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
        blobs = []
        for channel in new_versions.keys() & apart.keys():
            type_, blob = serde.dumps_typed(apart[channel])
            blobs.append(
                {
                    "channel": channel,
                    "version": str(new_versions[channel]),
                    "type": type_,
                    "blob": b64encode(blob).decode(),
                }
            )
        params = {
            "thread": thread,
            "ns": ns,
            "id": checkpoint["id"],
            "parent": place.get("checkpoint_id"),
            "checkpoint": Jsonb({**checkpoint, "channel_values": inline}),
            "metadata": Jsonb(get_serializable_checkpoint_metadata(config, metadata)),
            "blobs": json.dumps(blobs),
        }
        next_config: RunnableConfig = {
            "configurable": {"thread_id": thread, "checkpoint_ns": ns, "checkpoint_id": checkpoint["id"]}
        }
        return cls(params, next_config, metadata.get("source") == "loop")


def _fits_json(value: Any) -> bool:
    """Whether jsonb stores `value` as it is. The stock saver takes every scalar for that: NUL, lone surrogates, NaN and
    infinities then fail its insert after the node has run, and the thread is stuck for good; -0.0 and 1e20 come back
    as 0.0 and an integer."""
    if isinstance(value, str):
        return _UNSTORABLE.search(value) is None
    return (
        value is None
        or isinstance(value, bool | int)
        or (isinstance(value, float) and math.isfinite(value) and not value.is_integer())
    )


def select(thread_id: str, checkpoint_ns: str, checkpoint_id: str | None) -> tuple[str, list[str]]:
    """A checkpoint with its values and writes: the one named, or the latest."""
    where = "WHERE thread_id = %s AND checkpoint_ns = %s "
    if checkpoint_id:
        return f"{SELECT_SQL}{where}AND checkpoint_id = %s", [thread_id, checkpoint_ns, checkpoint_id]
    return f"{SELECT_SQL}{where}ORDER BY checkpoint_id DESC LIMIT 1", [thread_id, checkpoint_ns]


def select_sends(row: DictRow) -> tuple[str, list[Any]] | None:
    """What a checkpoint of LangGraph before 0.5 still keeps with its parent."""
    if row["checkpoint"]["v"] >= 4 or not row["parent_checkpoint_id"]:
        return None
    return SELECT_PENDING_SENDS_SQL, [row["thread_id"], [row["parent_checkpoint_id"]]]
