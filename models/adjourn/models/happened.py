"""What a page that is open hears of: which questions something happened to, and which sessions have not ended."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

import psycopg

#: As many as `adjourn.happened` returns at most.
_MOST = 1000
#: Events are numbered before they are committed: as many before the last are looked at again.
_AGAIN = 200
_HAPPENED = "SELECT event, request_id FROM adjourn.happened(%s)"
_LASTING = "SELECT * FROM adjourn.sessions_that_last(%s)"


@dataclass(slots=True)
class Happened:
    """Since one looked before."""

    _last: int | None = None
    _seen: set[int] = field(default_factory=set)

    async def look(self, connection: psycopg.AsyncConnection) -> set[int] | None:
        """Questions by their ids; the first time none. None: more than can be told."""
        is_first = self._last is None
        rows = await _rows(connection, _HAPPENED, max((self._last or 0) - _AGAIN, 0))
        new = [(event, id) for event, id in rows if event not in self._seen]
        self._seen = {event for event, _ in rows}
        self._last = max(self._seen, default=0)
        if is_first:
            return set()
        return {id for _, id in new if id is not None} if len(new) < _MOST else None


async def lasting(connection: psycopg.AsyncConnection, sessions: list[bytes]) -> set[bytes]:
    """Which of them have not ended, by the hash of what the browser keeps."""
    return {bytes(hash) for [hash] in await _rows(connection, _LASTING, sessions)}


async def _rows(connection: psycopg.AsyncConnection, sql: str, value: Any) -> list[tuple[Any, ...]]:
    cursor = await connection.execute(sql, [value])
    return await cursor.fetchall()
