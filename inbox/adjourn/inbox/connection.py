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
    _late: asyncio.TimerHandle | None = None
    _unread: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        super().connection_made(transport)
        self._wait()

    def data_received(self, data: bytes) -> None:
        super().data_received(data)
        if self.conn.their_state not in _COMING:
            self._wait_no_longer()
        elif self._late is None:
            self._wait()

    def pause_writing(self) -> None:
        super().pause_writing()
        self._unread = self.loop.call_later(_UNREAD, self.transport.abort)

    def resume_writing(self) -> None:
        super().resume_writing()
        if self._unread is not None:
            self._unread.cancel()

    def connection_lost(self, exc: Exception | None) -> None:
        self._wait_no_longer()
        if self._unread is not None:
            self._unread.cancel()
        super().connection_lost(exc)

    def _wait(self) -> None:
        self._late = self.loop.call_later(security.LONGEST + _MORE, self.transport.abort)

    def _wait_no_longer(self) -> None:
        if self._late is not None:
            self._late.cancel()
            self._late = None
