"""The checkpointer of a run: LangGraph's Postgres saver with our fence, fewer statements, and questions held back.

It writes the stock saver's tables in the stock saver's format, so that either reads what the other wrote. It differs
in when it writes:

*Merged.* The writes of a superstep's tasks stay in memory and go with the checkpoint that follows them, in one
statement. What no checkpoint follows soon (a sibling still runs) is flushed by a timer. A write leaves memory only
after its commit.

*Held.* The writes of a task that asks a person are flushed by nothing but the transaction that records the pause.
Until that commits, a crash simply asks again; after it, the question exists in the checkpoint and as a row.

*Fenced.* Each statement inserts from the job's row, locked FOR SHARE, as long as that carries our lease. A claim by
another worker changes the lease, so it comes either wholly before or wholly after any statement of ours; a refusal
ends the run.
"""

from __future__ import annotations

import asyncio
import copy
import json
import threading
from base64 import b64decode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

import langgraph.checkpoint.base.id as checkpoint_ids
from adjourn.models.errors import LeaseLost
from adjourn.worker import saver_sql
from adjourn.worker.leases import Lease
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import (
    WRITES_IDX_MAP,
    ChannelVersions,
    Checkpoint,
    CheckpointMetadata,
    CheckpointTuple,
    DeltaChannelHistory,
    get_checkpoint_id,
)
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.postgres.base import BasePostgresSaver
from langgraph.types import Interrupt
from psycopg import AsyncConnection, Capabilities
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Engine

#: Seconds after which a finished task's writes are flushed although no checkpoint has followed them.
_LINGER = 0.02
_INTERRUPT, _RESUME, _ERROR, _HANDLED = "__interrupt__", "__resume__", "__error__", "__error_source_node__"


@dataclass(frozen=True, slots=True)
class Pool:
    """Asynchronous connections, and the loop they belong to."""

    connections: AsyncConnectionPool[AsyncConnection[DictRow]]
    loop: asyncio.AbstractEventLoop


class Write(NamedTuple):
    """One row of checkpoint_writes."""

    thread_id: str
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    task_path: str
    idx: int
    channel: str
    type: str
    #: In base64.
    blob: str

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        return self.thread_id, self.checkpoint_ns, self.checkpoint_id, self.task_id, self.idx


@dataclass(frozen=True, slots=True)
class Held:
    """A question of a task, not yet recorded."""

    interrupt: Interrupt
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    #: Answers that the task had when it asked.
    ordinal: int


class Saver(AsyncPostgresSaver):
    """One per run. Without a lease, for reading and LangGraph's conformance suite, it fences and holds nothing."""

    def __init__(self, pool: Pool, engine: Engine, lease: Lease | None = None, *, prepare: bool = True) -> None:
        # Not the stock constructor: it wants to be called on the loop, and a claim's own thread makes its saver.
        BasePostgresSaver.__init__(self)
        self.conn, self.pipe, self.lock, self.loop = pool.connections, None, asyncio.Lock(), pool.loop
        self.supports_pipeline = Capabilities().has_pipeline()
        self.lease = lease
        self.held: list[Held] = []
        #: Answers that each task's writes hold, by (checkpoint_ns, task_id).
        self.taken: dict[tuple[str, str], int] = {}
        #: Tasks that failed in this run.
        self.failed: set[str] = set()
        #: Namespaces in which this run has committed a checkpoint after its input.
        self.progressed: set[str] = set()
        self._pool = pool
        self._engine = engine
        self._prepare = prepare
        self._buffer: dict[tuple[Any, ...], Write] = {}
        self._held: dict[tuple[Any, ...], Write] = {}
        #: Checkpoints on their way to the database.
        self._putting = 0
        self._rows: dict[tuple[str, str], DictRow] = {}
        self._lock = threading.Lock()
        self._timer: asyncio.TimerHandle | None = None
        self._flushes: set[asyncio.Task[None]] = set()
        self._closed = False

    # --- writes of tasks

    async def aput_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        if self._keep(config, writes, task_id, task_path):
            await self.aflush()
        elif self._timer is None and self._buffer:
            self._wait_a_little()

    def put_writes(
        self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str = ""
    ) -> None:
        self._keep(config, writes, task_id, task_path)
        self.flush()

    def _keep(self, config: RunnableConfig, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str) -> bool:
        """Keep writes in memory. True: they must be durable before LangGraph goes on (an error handler comes next)."""
        place = config["configurable"]
        ns, checkpoint_id = place.get("checkpoint_ns", ""), place["checkpoint_id"]
        where = (place["thread_id"], ns, checkpoint_id, task_id, task_path)
        rows = []
        for i, (channel, value) in enumerate(writes):
            type_, blob = self.serde.dumps_typed(value)
            rows.append(Write(*where, WRITES_IDX_MAP.get(channel, i), channel, type_, saver_sql.text_of(blob)))
        channels = dict(writes)
        if _RESUME in channels:
            self.taken[ns, task_id] = len(channels[_RESUME]) if isinstance(channels[_RESUME], list) else 1
        if _ERROR in channels:
            self.failed.add(task_id)
        asks = self.lease is not None and _INTERRUPT in channels
        with self._lock:
            if asks:
                ordinal = self.taken.get((ns, task_id), 0)
                self.held += [Held(i, ns, checkpoint_id, task_id, ordinal) for i in channels[_INTERRUPT]]
            into = self._held if asks else self._buffer
            for row in rows:
                # As in the tables: of a channel's own slot the last write stays, of the others the first.
                if row.idx < 0 or row.key not in into:
                    into[row.key] = row
        return _HANDLED in channels

    # --- checkpoints

    async def aput(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        writes = self._pending()
        put = saver_sql.Put.of(self.serde, config, checkpoint, metadata, new_versions)
        self._putting += 1
        try:
            self._judge(await self._aexecute(saver_sql.STEP, put.params | self._params(writes)))
        finally:
            self._putting -= 1
        self._committed(writes, put)
        return put.config

    def put(
        self,
        config: RunnableConfig,
        checkpoint: Checkpoint,
        metadata: CheckpointMetadata,
        new_versions: ChannelVersions,
    ) -> RunnableConfig:
        writes = self._pending()
        put = saver_sql.Put.of(self.serde, config, checkpoint, metadata, new_versions)
        self._judge(self._execute(saver_sql.STEP, put.params | self._params(writes)))
        self._committed(writes, put)
        return put.config

    async def aflush(self) -> None:
        """Commit what is in memory, without what is held."""
        if writes := self._pending():
            self._judge(await self._aexecute(saver_sql.WRITES, self._params(writes)))
            self._committed(writes)

    def flush(self) -> None:
        if writes := self._pending():
            self._judge(self._execute(saver_sql.WRITES, self._params(writes)))
            self._committed(writes)

    def rest(self, *, with_held: bool) -> list[dict[str, Any]]:
        """What the record of the run must still write: what finished tasks wrote, and what tasks asked if the job
        waits for it."""
        return [write._asdict() for write in (*self._buffer.values(), *(self._held.values() if with_held else ()))]

    def close(self) -> None:
        """Write nothing any more, whatever LangGraph still sends (a cancelled run marks its tasks as failed)."""
        self._closed = True
        if self._timer:
            self._timer.cancel()

    def _pending(self) -> list[Write]:
        with self._lock:
            return [] if self._closed else list(self._buffer.values())

    def _committed(self, writes: Iterable[Write], put: saver_sql.Put | None = None) -> None:
        with self._lock:
            self._rows.clear()
            for write in writes:
                if self._buffer.get(write.key) is write:
                    del self._buffer[write.key]
            if put and put.is_progress:
                self.progressed.add(put.params["ns"])

    def _params(self, writes: Sequence[Write]) -> dict[str, Any]:
        lease = self.lease
        return {
            "writes": json.dumps([write._asdict() for write in writes]),
            "job": lease.job_id if lease else None,
            "lease": lease.lease_id if lease else None,
        }

    def _judge(self, rows: Sequence[DictRow]) -> None:
        if rows[0]["fence"] != 1:
            assert self.lease is not None
            self.lease.lose()
            raise LeaseLost(self.lease.job_id)

    def _wait_a_little(self) -> None:
        self._timer = self.loop.call_later(_LINGER, self._linger, self.loop.time() + 2 * _LINGER)

    def _linger(self, in_time: float) -> None:
        self._timer = None
        if not self._buffer:
            return
        if self._putting or self.loop.time() > in_time:
            # The database or the loop is late with everything, the checkpoint included that may take these along.
            self._wait_a_little()
            return
        flush = asyncio.ensure_future(self.aflush())
        self._flushes.add(flush)
        flush.add_done_callback(self._lingered)

    def _lingered(self, flush: asyncio.Task[None]) -> None:
        # What a failed flush could not commit is still in memory: the next statement brings it, or its error.
        self._flushes.discard(flush)
        if not flush.cancelled():
            flush.exception()

    # --- reading

    async def aget_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        await self.aflush()
        where = _place(config)
        if (row := self._rows.get(where[:2]) if not where[2] else None) is None:
            rows = await self._aexecute(*saver_sql.select(*where))
            sends = await self._aexecute(*old) if (old := saver_sql.select_sends(rows)) else []
            row = self._remember(where, rows, sends)
        return self._tuple(row)

    def get_tuple(self, config: RunnableConfig) -> CheckpointTuple | None:
        self.flush()
        where = _place(config)
        if (row := self._rows.get(where[:2]) if not where[2] else None) is None:
            rows = self._execute(*saver_sql.select(*where))
            sends = self._execute(*old) if (old := saver_sql.select_sends(rows)) else []
            row = self._remember(where, rows, sends)
        return self._tuple(row)

    async def aget_delta_channel_history(
        self, *, config: RunnableConfig, channels: Sequence[str]
    ) -> dict[str, DeltaChannelHistory]:
        await self.aflush()
        return dict(await super().aget_delta_channel_history(config=config, channels=channels))

    def _remember(
        self, where: tuple[str, str, str | None], rows: Sequence[DictRow], sends: Sequence[DictRow]
    ) -> DictRow | None:
        """Under a lease nobody else writes: what was read to look at a thread also starts its run."""
        if not rows:
            return None
        row = rows[0]
        if sends:
            row["channel_values"] = row["channel_values"] or []
            self._migrate_pending_sends(sends[0]["sends"], row["checkpoint"], row["channel_values"])
        if self.lease is not None and not where[2]:
            self._rows[where[:2]] = row
        return row

    def _tuple(self, row: DictRow | None) -> CheckpointTuple | None:
        if row is None:
            return None
        _not_before(row["checkpoint_id"])
        at = {"thread_id": row["thread_id"], "checkpoint_ns": row["checkpoint_ns"]}
        # LangGraph changes the checkpoint it is given.
        checkpoint = copy.deepcopy(row["checkpoint"])
        checkpoint["channel_values"] = {
            **(checkpoint.get("channel_values") or {}),
            **self._load_blobs(row["channel_values"]),
        }
        parent = row["parent_checkpoint_id"]
        return CheckpointTuple(
            {"configurable": {**at, "checkpoint_id": row["checkpoint_id"]}},
            checkpoint,
            copy.deepcopy(row["metadata"]),
            {"configurable": {**at, "checkpoint_id": parent}} if parent else None,
            self._overlay(row, self._load_writes(row["pending_writes"])),
        )

    def _overlay(self, row: DictRow, stored: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
        at = (row["thread_id"], row["checkpoint_ns"], row["checkpoint_id"])
        with self._lock:
            held = [write for write in self._held.values() if write.key[:3] == at]
        news = {(write.task_id, write.channel) for write in held}
        return [w for w in stored if w[:2] not in news] + [
            (write.task_id, write.channel, self.serde.loads_typed((write.type, b64decode(write.blob))))
            for write in held
        ]

    # --- statements

    async def _aexecute(self, sql: str, params: Any) -> list[DictRow]:
        async with (
            self._pool.connections.connection() as connection,
            connection.cursor(row_factory=dict_row, binary=True) as cursor,
        ):
            await cursor.execute(sql, params, prepare=self._prepare)
            return await cursor.fetchall()

    def _execute(self, sql: str, params: Any) -> list[DictRow]:
        """For sync code: on the caller's own connection, never through the loop, which an async node that calls
        `graph.invoke()` blocks."""
        connection = self._engine.raw_connection()
        try:
            driver: Any = connection.driver_connection
            with driver.cursor(row_factory=dict_row, binary=True) as cursor:
                cursor.execute(sql, params, prepare=self._prepare)
                return list(cursor.fetchall())
        finally:
            connection.close()


def _place(config: RunnableConfig) -> tuple[str, str, str | None]:
    place = config["configurable"]
    return str(place["thread_id"]), place.get("checkpoint_ns", ""), get_checkpoint_id(config)


def _not_before(checkpoint_id: str) -> None:
    """The latest checkpoint is the one with the greatest id, a uuid6 of the local clock: ours must come after those
    that a worker on another host, whose clock is ahead, has written."""
    try:
        seen = checkpoint_ids.UUID(hex=checkpoint_id).time
    except ValueError:
        return
    if (checkpoint_ids._last_v6_timestamp or 0) < seen:
        checkpoint_ids._last_v6_timestamp = seen  # type: ignore[assignment]
