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
from adjourn.worker.checkpointer.known import Known
from adjourn.worker.checkpointer.linger import Linger
from adjourn.worker.checkpointer.put import Put, copied, next_version, place_of, place_of_writes
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
)
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from psycopg import Capabilities
from psycopg.rows import DictRow

T = TypeVar("T")


class Saver(AsyncPostgresSaver):
    """One per run. Without a lease, for reading and LangGraph's conformance suite, it fences and holds nothing."""

    serde = Serde()
    get_next_version = staticmethod(next_version)

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
        self._known = Known(lease.thread_id if lease else None)
        self._closed, self._flushing = False, asyncio.Lock()

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
        is_start = self.course.is_start(place_of(config))
        made, goes_on = self._put(config, checkpoint, metadata, new_versions)
        if not goes_on and is_start:
            self._linger.start()
        elif not goes_on:
            await self.aflush()
        return made

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        made, goes_on = self._put(config, checkpoint, metadata, new_versions)
        if not goes_on:
            self.flush()
        return made

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        if not self.unsaved and config in self._known:
            return self._tuple(self._known[config])
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
        """Commit what is in memory, without what is held. Of many who want that at once, one does it for all who have
        come by then."""
        async with self._flushing:
            await self._arun(self._flush)

    def flush(self) -> None:
        self._run(self._flush)

    def stands(self, checkpoint: DictRow | None) -> None:
        """Where the leased thread stands, as the claim has read it."""
        self._known.keep_all([""], [checkpoint] if checkpoint else [])

    async def aread(self, levels: Collection[str]) -> None:
        """Read where the leased thread stands at these levels, in one statement."""
        if self.lease is not None and levels:
            thread_id = self.lease.thread_id
            self._known.keep_all(levels, await self._arun(lambda: saver_sql.read(thread_id, list(levels))))

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
    ) -> tuple[RunnableConfig, bool]:
        """And whether something follows that takes it along."""
        if self._closed:
            raise LeaseLost("the run was stopped")
        put = Put.of(self.serde, config, checkpoint, metadata, new_versions)
        self.unsaved.put(put)
        goes_on = self.course.goes_on(put.place, metadata)
        if self.course.is_last(put.place, checkpoint):
            goes_on = True
            self._linger.stop()
        return put.config, goes_on

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
        self._known.forget(batch.levels)
        self.unsaved.committed(batch)

    def _get_tuple(self, config: RunnableConfig) -> Script[CheckpointTuple | None]:
        """Nobody else writes to the leased thread: what was read to look at a thread also starts its run."""
        yield from self._flush()
        if config in self._known:
            return self._tuple(self._known[config])
        rows = yield saver_sql.select(*place_of(config))
        row = rows[0] if rows else None
        if row and (sends := saver_sql.select_sends(row)):
            old = yield sends
            row["channel_values"] = row["channel_values"] or []
            self._migrate_pending_sends(old[0]["sends"] if old else [], row["checkpoint"], row["channel_values"])
        self._known.keep(config, row)
        return self._tuple(row)

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
