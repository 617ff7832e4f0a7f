"""News as it happens: a page that is looked at keeps a stream open, on which it is told to ask.

A process has one connection for all of them, while there are any. It listens to what the scheduler lives on, which
tells of answers as they are committed, and looks once a second for the rest. Nobody notifies of that: NOTIFY takes one
lock of the whole database at commit, and jobs that pause would wait for it. However much it hears it looks no more
often, because each look asks for the sessions of all streams.

A stream names nothing. Its page asks for its own news, as it does every 15 seconds without a stream (`news`). But for
that of a job, which brings what happens to it (`progress`), each time with the rights of its person.
"""

from __future__ import annotations

import asyncio
from collections.abc import MutableMapping
from typing import Any

import psycopg
import structlog
from adjourn.models import happened, progress, rings
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

_log = structlog.get_logger()

#: Of a person; further ones are told to ask without one.
MOST = 10
#: Seconds: between two news of a stream, and two looks for what nobody notifies of; from a notification to a look, for
#: those that come with it; after that look, deaf to others, which are so told within a second, too; until a proxy may
#: think that nobody is there; until the database is tried again.
_EVERY, _TOGETHER, _PAUSE, _BEAT, _AGAIN = 1.0, 0.1, 0.8, 15.0, 5.0
_NEWS, _ALIVE, _NO_STREAM = b"data:\n\n", b":\n\n", b"event: poll\ndata:\n\n"
_HEADERS = [(b"content-type", b"text/event-stream"), (b"cache-control", b"no-store"), (b"x-accel-buffering", b"no")]


class Stream(Response):
    """Not one of Starlette's: a group of tasks for each of 500 takes twice the memory."""

    def __init__(self, streams: Streams, person: str, session: bytes, ids: set[int]) -> None:
        self.streams, self.person, self.session, self.ids = streams, person, session, ids
        self.is_new, self.has_ended = True, False
        #: Of the job that it is about, and how far that was when it was looked at.
        self.job: str | None = None
        self.mark: str | None = None
        self.background = None

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self._news, self._over = asyncio.Event(), asyncio.Event()
        await send({"type": "http.response.start", "status": 200, "headers": _HEADERS})
        if scope["method"] == "HEAD" or not self.streams.add(self):
            await send(_body(_NO_STREAM, more=False))
            return
        leaving = asyncio.create_task(self._leave(receive))
        try:
            await send(_body(_ALIVE))
            while not self._over.is_set():
                has_news = await _set_within(self._news, _BEAT)
                if not self._over.is_set():
                    self._news.clear()
                    await send(_body(await self.news() if has_news else _ALIVE))
                    await _set_within(self._over, _EVERY)
            await send(_body(_NO_STREAM if self.has_ended else b"", more=False))
        finally:
            leaving.cancel()
            self.streams.remove(self)

    async def news(self) -> bytes:
        return _NEWS

    def tell(self) -> None:
        self.is_new = False
        self._news.set()

    def end(self) -> None:
        self._over.set()
        self._news.set()

    async def _leave(self, receive: Receive) -> None:
        while (await receive())["type"] != "http.disconnect":
            pass
        self.end()


class Streams:
    """All that a process has open."""

    def __init__(self, settings: Settings) -> None:
        self._settings = settings
        self._open: set[Stream] = set()
        self._happened = happened.Happened()
        self._listening: asyncio.Task[None] | None = None
        self._is_closed = False

    def add(self, stream: Stream) -> bool:
        """False: its person has as many as one may have."""
        if self._is_closed or sum(each.person == stream.person for each in self._open) >= MOST:
            return False
        self._open.add(stream)
        if self._listening is None or self._listening.done():
            self._listening = asyncio.create_task(self._listen())
        return True

    def remove(self, stream: Stream) -> None:
        self._open.discard(stream)

    def close(self) -> None:
        """The process ends, and waits for none of them."""
        self._is_closed = True
        for stream in self._open:
            stream.end()
        if self._listening:
            self._listening.cancel()

    async def _listen(self) -> None:
        while self._open:
            try:
                async with await database.aconnect(self._settings) as connection:
                    await connection.execute(rings.LISTEN)
                    pause = 0.0
                    while self._open:
                        await self._look(connection)
                        await asyncio.sleep(pause)
                        heard = [each async for each in connection.notifies(timeout=_EVERY - pause, stop_after=1)]
                        pause = _PAUSE if heard else 0.0
                        await asyncio.sleep(_TOGETHER)
            except psycopg.Error as error:
                _log.warning("pages are not told of news, they ask", error=str(error).strip().partition("\n")[0])
                self._tell(None)
                await asyncio.sleep(_AGAIN)

    async def _look(self, connection: psycopg.AsyncConnection) -> None:
        """Whoever has come since the last look is told, too: something may have happened since its page was drawn."""
        self._tell(await self._happened.look(connection))
        await self._look_at_jobs(connection)
        there = list(self._open)
        lasting = await happened.lasting(connection, [stream.session for stream in there])
        for stream in there:
            if stream.session not in lasting:
                stream.has_ended = True
                stream.end()

    async def _look_at_jobs(self, connection: psycopg.AsyncConnection) -> None:
        there = [stream for stream in self._open if stream.job]
        found = await progress.marks(connection, list({stream.job for stream in there if stream.job})) if there else {}
        for stream in there:
            mark = found.get(stream.job or "")
            if stream.is_new or mark != stream.mark:
                stream.mark = mark
                stream.tell()

    def _tell(self, ids: set[int] | None) -> None:
        for stream in self._open:
            if stream.job:
                continue
            if stream.is_new or ids is None or (not ids.isdisjoint(stream.ids) if stream.ids else ids):
                stream.tell()


def _body(text: bytes, *, more: bool = True) -> MutableMapping[str, Any]:
    return {"type": "http.response.body", "body": text, "more_body": more}


async def _set_within(event: asyncio.Event, seconds: float) -> bool:
    try:
        async with asyncio.timeout(seconds):
            return await event.wait()
    except TimeoutError:
        return False
