"""The timer that commits a finished task's writes when no checkpoint follows them, because a sibling still runs."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

#: Seconds. Less than a node takes that is worth running beside another one; on a busy loop, the checkpoint that takes
#: its writes along is seldom later (with 0.02 a cycle took 2.9 statements instead of 2.2).
_LINGER = 0.1


class Linger:
    """`is_needed`: something is left to flush. All on the loop."""

    def __init__(
        self,
        loop: asyncio.AbstractEventLoop,
        flush: Callable[[], Coroutine[Any, Any, None]],
        is_needed: Callable[[], bool],
    ) -> None:
        #: Checkpoints on their way to the database.
        self.putting = 0
        self._loop, self._flush, self._is_needed = loop, flush, is_needed
        self._timer: asyncio.TimerHandle | None = None
        self._flushes: set[asyncio.Task[None]] = set()

    def start(self) -> None:
        if self._timer is None and self._is_needed():
            self._timer = self._loop.call_later(_LINGER, self._end, self._loop.time() + 2 * _LINGER)

    def stop(self) -> None:
        if self._timer:
            self._timer.cancel()

    def _end(self, in_time: float) -> None:
        self._timer = None
        if self.putting or self._loop.time() > in_time:
            # The database or the loop is late with everything, the checkpoint included that may take these along.
            self.start()
        elif self._is_needed():
            flush = asyncio.ensure_future(self._flush())
            self._flushes.add(flush)
            flush.add_done_callback(self._flushed)

    def _flushed(self, flush: asyncio.Task[None]) -> None:
        # What a failed flush could not commit is still in memory: the next statement brings it, or its error.
        self._flushes.discard(flush)
        if not flush.cancelled():
            flush.exception()
