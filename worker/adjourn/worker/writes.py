"""What the tasks of a run have written and the database does not hold yet."""

from __future__ import annotations

import json
import threading
from base64 import b64decode, b64encode
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any, NamedTuple

from adjourn.worker.storable import stored
from langgraph.checkpoint.base import WRITES_IDX_MAP
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.types import Interrupt

_INTERRUPT, _RESUME, _ERROR = "__interrupt__", "__resume__", "__error__"

#: thread_id, checkpoint_ns, checkpoint_id
Place = tuple[str, str, str]


class Write(NamedTuple):
    """One row of checkpoint_writes, its blob in base64: rows travel as JSON, many in one parameter, because psycopg
    spends several times as long on arrays of bytes."""

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
class Held:
    """A question of a task, not yet recorded."""

    interrupt: Interrupt
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    #: Answers that the task had when it asked.
    ordinal: int


class Writes:
    """Finished tasks' writes wait for the checkpoint that follows them; asking tasks' writes are held for the record of
    the pause. Any thread may call: sync graphs write from their own."""

    def __init__(self, serde: SerializerProtocol, *, holds: bool) -> None:
        #: Questions of this run, in the order in which they came.
        self.held: list[Held] = []
        #: Answers that each task's writes hold, by (checkpoint_ns, task_id).
        self.taken: dict[tuple[str, str], int] = {}
        #: Tasks that failed in this run.
        self.failed: set[str] = set()
        self.serde = serde
        self._holds = holds
        self._waiting: dict[tuple[Any, ...], Write] = {}
        self._asking: dict[tuple[Any, ...], Write] = {}
        self._lock = threading.Lock()

    def __bool__(self) -> bool:
        return bool(self._waiting)

    def keep(self, place: Place, writes: Sequence[tuple[str, Any]], task_id: str, task_path: str) -> None:
        rows = []
        for i, (channel, value) in enumerate(writes):
            type_, blob = stored(self.serde, value)
            idx = WRITES_IDX_MAP.get(channel, i)
            rows.append(Write(*place, task_id, task_path, idx, channel, type_, b64encode(blob).decode()))
        channels = dict(writes)
        if isinstance(answers := channels.get(_RESUME), list):
            self.taken[place[1], task_id] = len(answers)
        if _ERROR in channels:
            self.failed.add(task_id)
        asks = self._holds and _INTERRUPT in channels
        with self._lock:
            if asks:
                ordinal = self.taken.get((place[1], task_id), 0)
                self.held += [Held(i, place[1], place[2], task_id, ordinal) for i in channels[_INTERRUPT]]
            into = self._asking if asks else self._waiting
            for row in rows:
                # As in the table: of a channel's own slot the last write stays, of the others the first.
                if row.idx < 0 or row.key not in into:
                    into[row.key] = row

    def pending(self) -> list[Write]:
        """What the next statement takes along."""
        with self._lock:
            return list(self._waiting.values())

    def committed(self, writes: Iterable[Write]) -> None:
        """Only now do they leave memory."""
        with self._lock:
            for write in writes:
                if self._waiting.get(write.key) is write:
                    del self._waiting[write.key]

    def rest(self, *, with_held: bool) -> list[dict[str, Any]]:
        """What the record of the run must still write: what finished tasks wrote, and what tasks asked if the job waits
        for that."""
        with self._lock:
            return [w._asdict() for w in (*self._waiting.values(), *(self._asking.values() if with_held else ()))]

    def overlay(self, place: Place, stored: list[tuple[str, str, Any]]) -> list[tuple[str, str, Any]]:
        """The pending writes of a checkpoint as LangGraph must see them: those stored, and over them those held."""
        with self._lock:
            held = [write for write in self._asking.values() if write.key[:3] == place]
        news = {(write.task_id, write.channel) for write in held}
        return [w for w in stored if w[:2] not in news] + [
            (w.task_id, w.channel, self.serde.loads_typed((w.type, b64decode(w.blob)))) for w in held
        ]


def as_parameter(writes: Sequence[Write]) -> str:
    return json.dumps([write._asdict() for write in writes])
