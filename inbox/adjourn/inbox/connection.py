"""One connection of a browser. uvicorn waits for ever for the first byte of a request, for the end of its headers, for
the rest of a form that is refused already, and for who does not read what it sends: each of them would keep a
connection as long as somebody likes."""

from __future__ import annotations

import asyncio

import h11
from adjourn.inbox import security
from uvicorn.protocols.http.h11_impl import H11Protocol

#: Seconds more than a form has, which is told why.
_MORE = 5.0
#: Seconds in which somebody must read some of what is ready for him, about 50 kB.
_UNREAD = 60.0
#: Of a request that is not all here yet, or was not begun.
_COMING = (h11.IDLE, h11.SEND_BODY)


class Connection(H11Protocol):
    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._timers: dict[str, asyncio.TimerHandle] = {}
        self._must("send", security.LONGEST + _MORE)

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state not in _COMING:
            self._need_not("send")
        elif "send" not in self._timers:
            self._must("send", security.LONGEST + _MORE)

    def pause_writing(self) -> None:
        super().pause_writing()
        self._must("read", _UNREAD)

    def resume_writing(self) -> None:
        super().resume_writing()
        self._need_not("read")

    def connection_lost(self, exc: Exception | None) -> None:
        for what in list(self._timers):
            self._need_not(what)
        super().connection_lost(exc)

    def _must(self, what: str, seconds: float) -> None:
        """In so many seconds, or the connection ends."""
        self._timers[what] = self.loop.call_later(seconds, self.transport.abort)

    def _need_not(self, what: str) -> None:
        if timer := self._timers.pop(what, None):
            timer.cancel()
