"""The checkpointer of a run: LangGraph's Postgres saver with our fence, fewer statements, and questions held back.

It writes the stock saver's tables in its format, so that either reads what the other wrote, but at other times:

*Merged.* The writes of a superstep's tasks stay in memory and go with the checkpoint that follows them, in one
statement. What no checkpoint follows soon (a sibling still runs) is flushed by a timer. The checkpoint of an input
goes with that of the first step, which takes the input in before any node runs, and both with the next, unless it is
long in coming or code of the graph chose the first nodes; the last checkpoint of a run goes with the record of its
outcome. Nothing leaves memory before its commit.

*Held.* The writes of a task that asks a person are flushed by nothing but the transaction that records the pause.
Until that commits, a crash simply asks again; after it, the question exists in the checkpoint and as a row.

*Fenced.* Each statement inserts from the job's row, locked FOR SHARE, as long as that carries our lease. A claim by
another worker changes the lease, so it comes either wholly before or wholly after any statement of ours; a refusal
ends the run.
"""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Collection, Sequence
from typing import Any, TypeVar

from adjourn.models import leases
from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import LeaseLost
from adjourn.worker.checkpointer import saver_sql
from adjourn.worker.checkpointer.course import Course
from adjourn.worker.checkpointer.linger import Linger
from adjourn.worker.checkpointer.put import Put, copied, place_of, place_of_writes
from adjourn.worker.checkpointer.serde import Serde
from adjourn.worker.checkpointer.unsaved import Unsaved
from adjourn.worker.langgraph_inside import ERROR_SOURCE_NODE, BasePostgresSaver, ids_after
from adjourn.worker.process.connections import Connections, translated
from adjourn.worker.process.leases import Lease
from adjourn.worker.process.patience import apatiently, patiently
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    get_checkpoint_id,
)
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import Capabilities
from psycopg.rows import DictRow

T = TypeVar("T")


class Saver(AsyncPostgresSaver):
    """One per run. Without a lease, for reading and LangGraph's conformance suite, it fences and holds nothing."""

    serde = Serde()

    def __init__(self, connections: Connections, lease: Lease | None = None) -> None:
        # Not the stock constructor: it wants to be called on the loop, and a claim's own thread makes its saver.
        BasePostgresSaver.__init__(self)
        self.conn, self.pipe, self.lock, self.loop = connections.pool, None, asyncio.Lock(), connections.loop
        self.supports_pipeline = Capabilities().has_pipeline()
        self.lease = lease
        self.unsaved = Unsaved(self.serde, holds=lease is not None)
        self.course = Course(lease.thread_id if lease else None)
        self._connections = connections
        self._linger = Linger(self.loop, self.aflush, lambda: bool(self.unsaved))
        #: The latest checkpoint of each level as it was read, None where there is none.
        self._rows: dict[tuple[str, str], DictRow | None] = {}
        self._closed = False

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self.unsaved.keep(place_of_writes(config), writes, task_id, task_path)
        if any(channel == ERROR_SOURCE_NODE for channel, _ in writes):
            # An error handler comes next; what it handles must be durable before.
            await self.aflush()
        else:
            self._linger.start()

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self.unsaved.keep(place_of_writes(config), writes, task_id, task_path)
        self.flush()

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        if is_start := self.course.is_start(place_of(config)):
            self._linger.start()
        return await self._arun(lambda: self._put(config, checkpoint, metadata, new_versions, is_start))

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        return self._run(lambda: self._put(config, checkpoint, metadata, new_versions))

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        if not self.unsaved and self._is_known(config):
            return self._tuple(self._rows[place_of(config)[:2]])
        return await self._arun(lambda: self._get_tuple(config))

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        return self._run(lambda: self._get_tuple(config))

    async def alist(
        self,
        config: RunnableConfig | None,
        *,
        filter: dict[str, Any] | None = None,
        before: RunnableConfig | None = None,
        limit: int | None = None,
    ) -> AsyncIterator[CheckpointTuple]:
        await self.aflush()
        with translated():
            async for found in super().alist(config, filter=filter, before=before, limit=limit):
                yield found

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> dict[str, DeltaChannelHistory]:
        await self.aflush()
        with translated():
            return dict(await super().aget_delta_channel_history(config=config, channels=channels))

    def with_allowlist(self, extra_allowlist: Collection[tuple[str, ...]]) -> Saver:
        """Ours is as strict without. Not a copy, which LangGraph would go on with under LANGGRAPH_STRICT_MSGPACK: a
        closed saver or a held question would be out of our sight."""
        return self

    async def aflush(self) -> None:
        """Commit what is in memory, without what is held."""
        await self._arun(self._flush)

    def flush(self) -> None:
        self._run(self._flush)

    def stands(self, checkpoint: DictRow | None) -> None:
        """Where the leased thread stands, as the claim has read it."""
        assert self.lease is not None
        if checkpoint is None or not saver_sql.select_sends(checkpoint):
            self._rows[self.lease.thread_id, ""] = checkpoint

    def close(self) -> None:
        """Write nothing any more, whatever LangGraph still sends (a cancelled run marks its tasks as failed)."""
        self._closed = True
        self._linger.stop()

    async def _arun(self, make: Callable[[], Script[T]]) -> T:
        return await apatiently(self._connections, self.lease, make)

    def _run(self, make: Callable[[], Script[T]]) -> T:
        return patiently(self._connections, self.lease, make)

    def _put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
        lingers: bool = False,
    ) -> Script[RunnableConfig]:
        if self._closed:
            raise LeaseLost("the run was stopped")
        put = Put.of(self.serde, config, checkpoint, metadata, new_versions)
        self.unsaved.put(put)
        goes_on = self.course.goes_on(put.place, metadata)
        if self.course.is_last(put.place, checkpoint):
            self._linger.stop()
        elif not (goes_on or lingers):
            yield from self._flush()
        return {"configurable": dict(zip(("thread_id", "checkpoint_ns", "checkpoint_id"), put.place, strict=True))}

    def _flush(self) -> Script[None]:
        if not self.unsaved or self._closed:
            return
        batch = self.unsaved.pending()
        lease = {"job": self.lease and self.lease.job_id, "lease": self.lease and self.lease.lease_id}
        self._linger.putting += 1
        try:
            [passed] = yield saver_sql.SAVE, batch.rows.params | lease
        finally:
            self._linger.putting -= 1
        if passed["fence"] != 1:
            assert self.lease is not None
            refused = yield from leases.refused(self.lease.job_id, self.lease.lease_id)
            if isinstance(refused, LeaseLost):
                self.lease.lose()
            raise refused
        self._rows.clear()
        self.unsaved.committed(batch)

    def _get_tuple(self, config: RunnableConfig) -> Script[CheckpointTuple | None]:
        """Nobody else writes to the leased thread: what was read to look at a thread also starts its run."""
        yield from self._flush()
        thread_id, ns, checkpoint_id = place_of(config)
        if self._is_known(config):
            return self._tuple(self._rows[thread_id, ns])
        rows = yield saver_sql.select(thread_id, ns, checkpoint_id)
        row = rows[0] if rows else None
        if row and (sends := saver_sql.select_sends(row)):
            old = yield sends
            row["channel_values"] = row["channel_values"] or []
            self._migrate_pending_sends(old[0]["sends"] if old else [], row["checkpoint"], row["channel_values"])
        if not checkpoint_id and self.lease and self.lease.thread_id == thread_id:
            self._rows[thread_id, ns] = row
        return self._tuple(row)

    def _is_known(self, config: RunnableConfig) -> bool:
        return not get_checkpoint_id(config) and place_of(config)[:2] in self._rows

    def _tuple(self, row: DictRow | None) -> CheckpointTuple | None:
        if row is None:
            return None
        # The latest checkpoint is the one with the greatest id, a uuid6 of the local clock: ours must come after those
        # that a worker on another host, whose clock is ahead, has written.
        ids_after(row["checkpoint_id"])
        at = {"thread_id": row["thread_id"], "checkpoint_ns": row["checkpoint_ns"]}
        # LangGraph changes the checkpoint it is given.
        checkpoint = copied(row["checkpoint"])
        checkpoint["channel_values"] = {
            **(checkpoint.get("channel_values") or {}),
            **self._load_blobs(row["channel_values"]),
        }
        parent = row["parent_checkpoint_id"]
        return CheckpointTuple(
            {"configurable": {**at, "checkpoint_id": row["checkpoint_id"]}},
            checkpoint,
            copied(row["metadata"]),
            {"configurable": {**at, "checkpoint_id": parent}} if parent else None,
            self.unsaved.overlay((*at.values(), row["checkpoint_id"]), self._load_writes(row["pending_writes"])),
        )
