"""What a run has in memory and the database does not hold yet."""

from __future__ import annotations

import json
import re
import threading
from base64 import b64decode, b64encode
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple
from uuid import uuid4

from adjourn.models.checkpoints import Rows
from adjourn.worker.checkpointer.put import Place, Put
from adjourn.worker.checkpointer.storable import stored
from adjourn.worker.langgraph_inside import (
    CONTROL_WRITES,
    ERROR,
    ERROR_SOURCE_NODE,
    INTERRUPT,
    RESUME,
    WRITES_IDX_MAP,
)
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.types import Interrupt

#: How the ids begin that we give: LangGraph's are hashes, of which one in four thousand million does.
_BY_HAND = "0" * 8
_OF_LANGGRAPH = re.compile("[0-9a-f]{32}")


def is_by_hand(interrupt: Interrupt) -> bool:
    """Whether a node raised it (`raise NodeInterrupt(…)`) instead of calling `interrupt(…)`. It takes no answer: its
    node runs again from the beginning when it is told to go on."""
    return interrupt.id.startswith(_BY_HAND)


class Write(NamedTuple):
    """One row of checkpoint_writes, its blob in base64."""

    thread_id: str
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    task_path: str
    idx: int
    channel: str
    type: str
    blob: str

    @property
    def key(self) -> tuple[str, str, str, str, int]:
        return self.thread_id, self.checkpoint_ns, self.checkpoint_id, self.task_id, self.idx


@dataclass(frozen=True, slots=True)
class Batch:
    """What one statement takes along."""

    puts: list[Put]
    writes: list[Write]

    @property
    def levels(self) -> set[str]:
        """The `checkpoint_ns` at which it changes something."""
        return {put.place[1] for put in self.puts} | {write.checkpoint_ns for write in self.writes}

    @property
    def rows(self) -> Rows:
        return Rows(
            [put.checkpoint for put in self.puts],
            [blob for put in self.puts for blob in put.blobs],
            [json.dumps(write._asdict()) for write in self.writes],
        )


@dataclass(frozen=True, slots=True)
class Held:
    """A question of a task, not yet recorded."""

    interrupt: Interrupt
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    #: Answers that the task had when it asked.
    ordinal: int
    #: Sorts as the tasks of a step do in the graph. Unknown of what is read back.
    task_path: str = ""


class Unsaved:
    """Checkpoints and finished tasks' writes wait for the next statement; asking tasks' writes are held for the record
    of the pause. Any thread may call: sync graphs write from their own."""

    def __init__(self, serde: SerializerProtocol, *, holds: bool) -> None:
        #: Questions of this run, in the order in which they came.
        self.held: list[Held] = []
        #: Answers that each task's writes hold, by (checkpoint_ns, task_id).
        self.taken: dict[tuple[str, str], int] = {}
        #: Of what tasks failed in this run; those that were stopped with them, of a CancelledError.
        self.failed: dict[str, BaseException] = {}
        self.serde = serde
        #: Why a task's writes could not be kept: no checkpoint may follow that stands on them.
        self._missed: ValueError | None = None
        self._holds = holds
        #: What stands for each interrupt that a node raised by hand, by the identity of that, and that itself.
        self._named: dict[int, tuple[Interrupt, Interrupt]] = {}
        self._puts: dict[Place, Put] = {}
        self._waiting: dict[tuple[Any, ...], Write] = {}
        self._asking: dict[tuple[Any, ...], Write] = {}
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._puts or self._waiting)

    def put(self, put: Put) -> None:
        if self._missed is not None:
            raise self._missed
        with self._lock:
            self._puts[put.place] = put

    def keep(self, place: Place, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str) -> None:
        channels = dict(writes)
        if ERROR in channels and ERROR_SOURCE_NODE not in channels:
            # LangGraph stores what a task had written before it failed (its conditional edge did), and from then on
            # takes the task for finished: what follows it would never run.
            writes = [write for write in writes if write[0] in CONTROL_WRITES]
        if self._holds and INTERRUPT in channels:
            channels[INTERRUPT] = tuple(map(self._with_id, channels[INTERRUPT]))
            writes = [(channel, channels[INTERRUPT] if channel == INTERRUPT else value) for channel, value in writes]
        rows = []
        for i, (channel, value) in enumerate(writes):
            try:
                is_error = channel == ERROR and isinstance(value, BaseException)
                type_, blob = stored(self.serde, repr(value) if is_error else value)
            except ValueError as error:
                self._missed = error
                raise
            idx = WRITES_IDX_MAP.get(channel, i)
            rows.append(Write(*place, task_id, task_path, idx, channel, type_, b64encode(blob).decode()))
        if isinstance(answers := channels.get(RESUME), list):
            self.taken[place[1], task_id] = len(answers)
        if ERROR in channels:
            self.failed[task_id] = channels[ERROR]
        asks = self._holds and INTERRUPT in channels
        with self._lock:
            if asks:
                ordinal = self.taken.get((place[1], task_id), 0)
                self.held += [Held(i, place[1], place[2], task_id, ordinal, task_path) for i in channels[INTERRUPT]]
            into = self._asking if asks else self._waiting
            for row in rows:
                # As in the table: of a channel's own slot the last write stays, of the others the first.
                if row.idx < 0 or row.key not in into:
                    into[row.key] = row

    def _with_id(self, interrupt: Interrupt) -> Interrupt:
        """LangGraph gives all that nodes raise by hand one id, "placeholder-id": each asking gets its own, the same at
        every level that it passes."""
        if _OF_LANGGRAPH.fullmatch(interrupt.id) and not is_by_hand(interrupt):
            return interrupt
        known = self._named.get(id(interrupt))
        if known is None:
            ours = Interrupt(interrupt.value, id=_BY_HAND + uuid4().hex[8:])
            known = self._named[id(interrupt)] = (ours, interrupt)
        return known[0]

    def pending(self) -> Batch:
        """What the next statement takes along."""
        with self._lock:
            return Batch(list(self._puts.values()), list(self._waiting.values()))

    def committed(self, batch: Batch) -> None:
        """Only now does it leave memory."""
        with self._lock:
            for put in batch.puts:
                if self._puts.get(put.place) is put:
                    del self._puts[put.place]
            for write in batch.writes:
                if self._waiting.get(write.key) is write:
                    del self._waiting[write.key]

    def rest(self, *, with_held: bool, with_failed: bool) -> Rows:
        """What the record of the run must still write: what finished tasks wrote, what tasks asked if the job waits for
        that, and that tasks failed unless that was only because the run was stopped."""
        batch = self.pending()
        with self._lock:
            writes = [*batch.writes, *(self._asking.values() if with_held else ())]
        return Batch(batch.puts, [w for w in writes if with_failed or w.task_id not in self.failed]).rows

    def overlay(self, place: Place, stored: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
        """The pending writes of a checkpoint as LangGraph must see them: those stored, and over them those held."""
        with self._lock:
            held = [write for write in self._asking.values() if write.key[:3] == place]
        news = {(write.task_id, write.channel) for write in held}
        return [w for w in stored if w[:2] not in news] + [
            (w.task_id, w.channel, self.serde.loads_typed((w.type, b64decode(w.blob)))) for w in held
        ]
