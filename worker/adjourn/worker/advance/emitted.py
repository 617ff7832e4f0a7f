"""What the nodes of a run say by LangGraph's stream writer, until it is told (`process.teller`).

Whatever and however much that is, a node does not feel it: what comes too fast is counted instead of kept, but for the
last of it, which is what somebody who looks wants to know. That is the whole memory that a run takes for it.
"""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Mapping, Set
from typing import Any

from adjourn.models.ground.readable import readable_json, readable_text
from adjourn.models.progress import Said
from adjourn.worker.advance.as_json import as_json
from adjourn.worker.langgraph_inside import place_in_graph
from adjourn.worker.process.teller import Teller

#: What a run keeps between two statements: values, and letters of their JSON.
_MANY, _LETTERS = 50, 64_000
#: Seconds of a processor that it spends on writing them as JSON meanwhile.
_SPENT = 0.02
#: Letters of one value as JSON; and how many of a longer one are shown.
_LONGEST, _SHOWN = 8_000, 2_000
#: What is kept at most while nothing can be told: the last of each try, besides.
_AT_MOST = 2 * _MANY


class Emitted:
    """Of a run, in the order in which it came."""

    def __init__(self, teller: Teller, job_id: str, lease_id: str) -> None:
        self.job_id, self.lease_id = job_id, lease_id
        self._teller = teller
        self._lock = threading.Lock()
        self._kept: list[Said] = []
        #: How many of them are on their way.
        self._taken = 0
        self._place = self._letters = self._dropped = 0
        self._spent = 0.0
        #: The last one that there was no room for, as it came.
        self._last: tuple[tuple[float, str, str], Any] | None = None
        self._is_over = False

    def write(self, value: Any) -> None:
        """What a node gives to its stream writer. From any thread."""
        at = time.time(), *place_in_graph()
        with self._lock:
            if self._is_over:
                return
            is_room = len(self._kept) - self._taken < _MANY and self._letters < _LETTERS and self._spent < _SPENT
            if not is_room or self._last is not None:
                self._dropped += self._last is not None
                self._last = at, _still(value)
                return
        began = time.thread_time()
        data, is_cut = written(value)
        with self._lock:
            self._spent += time.thread_time() - began
            is_first = not self._kept
            self._keep(at, data, is_cut, self._dropped)
            self._dropped = 0
        if is_first:
            self._teller.hear(self)

    async def settle(self) -> None:
        """Until it is told, but not for long."""
        if not self.is_silent:
            await self._teller.settle(self)

    def end(self) -> None:
        """Nothing more is told of this run, whatever its threads still say."""
        with self._lock:
            self._is_over = True
            self._kept, self._last = [], None

    @property
    def is_silent(self) -> bool:
        return not self._kept and self._last is None

    def take(self, most: int) -> list[Said]:
        with self._lock:
            last, dropped = self._last if len(self._kept) < _AT_MOST else None, self._dropped
            if last:
                # What comes while it is written is counted after it.
                self._last, self._dropped = None, 0
        if last:
            at, value = last
            data, is_cut = written(value)
            with self._lock:
                self._keep(at, data, is_cut, dropped)
        with self._lock:
            found = self._kept[:most]
            self._taken, self._letters, self._spent = len(found), 0, 0.0
            return found

    def told(self, last: Said | None) -> None:
        with self._lock:
            self._taken = 0
            if last is not None:
                self._kept = [each for each in self._kept if each.place > last.place]

    def _keep(self, at: tuple[float, str, str], data: str, is_cut: bool, dropped: int) -> None:
        if self._is_over:
            return
        self._place += 1
        self._letters += len(data)
        when, place, checkpoint_id = at
        level, _, task = place.rpartition("|")
        where = readable_text(level), readable_text(task.partition(":")[0])
        self._kept.append(Said(self._place, when, checkpoint_id, *where, data, is_cut, dropped))


def written(value: Any) -> tuple[str, bool]:
    """As JSON that Postgres can take apart; of what is too long how it begins, and that it is cut. What cannot be JSON
    is shown by its `repr`."""
    room = _Room()
    try:
        text = as_json(room.within(value))
    except BaseException:  # code of a model that writes it may do anything, and libraries in Rust panic
        text = json.dumps(_repr(value))
    if len(text) > _LONGEST or room.is_short:
        begin = value if isinstance(value, str) else text
        text = json.dumps(begin[:_SHOWN])
        return readable_json(text) or "null", True
    return readable_json(text) or "null", False


class _Room:
    """For the letters of a value, so that nobody writes fifty megabytes to show two thousand. Models are written
    whole."""

    def __init__(self) -> None:
        self.left = _LONGEST
        self.is_short = False

    def within(self, value: Any) -> Any:
        if isinstance(value, str | bytes):
            kept = value[: max(self.left, 0)] if len(value) > self.left else value
            self.is_short |= kept is not value
            self.left -= len(kept)
            return kept
        self.left -= 2
        if isinstance(value, Mapping):
            return {key: self.within(item) for key, item in value.items() if self._has(len(str(key)))}
        if isinstance(value, list | tuple | Set):
            return [self.within(item) for item in value if self._has(1)]
        return value

    def _has(self, letters: int) -> bool:
        self.is_short |= self.left <= 0
        self.left -= letters
        return not self.is_short


def _repr(value: Any) -> str:
    try:
        return readable_text(repr(value)[:_SHOWN])
    except BaseException as error:
        return f"a {type(value).__name__} that cannot be shown: {type(error).__name__}"


def _still(value: Any) -> Any:
    """What is written later, as it is now: nodes fill one dict again and again."""
    return value.copy() if type(value) in (dict, list) and len(value) < 100 else value
