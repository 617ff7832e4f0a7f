"""The loop of `adjourn notify`.

A turn writes down what was sent, claims what is due, and sends it, many at once; the claim is committed before the
first byte goes out. Then it waits until a notification, a notice that is done, or a second has passed. Any number of
senders may run, and die at any time: a claim runs out after a minute, and the next sends the same again.
"""

from __future__ import annotations

import asyncio
import signal
import time
from collections import Counter
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import structlog
from adjourn.models import notices
from adjourn.models.ground import database
from adjourn.models.ground.database import Script, T
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings
from adjourn.models.notices import Notice, Sent
from adjourn.notify import keys, message, webhook
from adjourn.notify.undelivered import Undelivered
from psycopg.rows import dict_row

log = structlog.get_logger()

#: At once, and of one subscription, whose host may hang.
_MANY, _EACH = 100, 8
#: Seconds: between looks; until the database is tried again; between sweeps of what was sent long ago.
_LOOK, _AGAIN, _FORGET = 1.0, 1.0, 3600.0
#: Seconds after a claim in which sending may begin, so that it ends before the claim does, also when this process was
#: stopped in between.
_BEGIN = notices.CLAIM / 2

_Connection = psycopg.AsyncConnection[Any]


class Sender:
    def __init__(self, settings: Settings) -> None:
        """Raises BadInput: the file with the keys is wrong, or is named and not there."""
        self._settings = settings
        self._path = settings.notify or settings.project / "notify.json"
        self._keys = keys.read(self._path, required=settings.notify is not None)
        self._read = self._written()
        #: Of each subscription, how many are on their way.
        self._busy: Counter[int] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()
        #: Not written down yet.
        self._done: list[Sent] = []
        self._heard = asyncio.Event()
        self._stops = False
        self._forgotten = float("-inf")

    async def run(self) -> None:
        """Until SIGTERM or SIGINT; what is on its way is waited for."""
        loop = asyncio.get_running_loop()
        # Names are looked up, and mail is sent, in threads; of the usual few, some that hang would hold up all.
        loop.set_default_executor(ThreadPoolExecutor(_MANY))
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, self._stop)
        log.info("sender starts", keys=str(self._path), hosts=len(self._keys.webhooks))
        while not (self._stops and not self._tasks and not self._done):
            try:
                async with (
                    await database.aconnect(self._settings) as ear,
                    await database.aconnect(self._settings) as work,
                ):
                    await self._turns(ear, work)
            except psycopg.Error as error:
                log.warning("database away", error=str(error).strip().splitlines()[0])
                if self._stops:
                    return  # what is not written down is sent again
                await asyncio.sleep(_AGAIN)

    def _stop(self) -> None:
        self._stops = True
        self._heard.set()

    async def _turns(self, ear: _Connection, work: _Connection) -> None:
        await ear.execute(notices.HERE)
        await ear.execute(notices.LISTEN)
        listening = asyncio.create_task(self._listen(ear))
        try:
            while not listening.done():
                self._heard.clear()
                while self._done:
                    await _run(work, notices.mark(self._done[0]))
                    del self._done[0]
                if self._stops and not self._tasks:
                    return
                await self._claim(work)
                await self._sweep(work)
                try:
                    async with asyncio.timeout(_LOOK):
                        await self._heard.wait()
                except TimeoutError:
                    pass
            listening.result()
        finally:
            listening.cancel()

    async def _listen(self, ear: _Connection) -> None:
        try:
            async for _ in ear.notifies():
                self._heard.set()
        finally:
            self._heard.set()

    async def _claim(self, work: _Connection) -> None:
        free = _MANY - len(self._tasks)
        if self._stops or free <= 0:
            return
        self._read_keys()
        began = time.monotonic()
        busy = [subscription for subscription, count in self._busy.items() if count >= _EACH]
        claimed = await _run(work, notices.claim(free, _EACH, busy))
        for notice in claimed:
            self._busy[notice.subscription_id] += 1
            task = asyncio.create_task(self._send(notice, began + _BEGIN))
            self._tasks.add(task)
            task.add_done_callback(self._ended)

    async def _send(self, notice: Notice, until: float) -> None:
        said = log.bind(notice=str(notice.id), topic=notice.topic, to=notice.subscription, tries=notice.tries)
        try:
            if time.monotonic() > until:
                said.warning("a claim has run out before it was used")
                return
            try:
                await self._deliver(notice)
            except Undelivered as error:
                said.warning("not sent", why=str(error))
                self._done.append(Sent(notice, str(error)))
            except Exception as error:
                said.exception("not sent")
                self._done.append(Sent(notice, f"a mistake in Adjourn: {type(error).__name__}"))
            else:
                said.info("sent")
                self._done.append(Sent(notice))
        finally:
            self._busy[notice.subscription_id] -= 1

    async def _deliver(self, notice: Notice) -> None:
        if notice.url.startswith("apprise:"):
            url = self._keys.apprise.get(notice.url.removeprefix("apprise:"))
            await message.send(notice, url, self._link(notice))
        else:
            await webhook.send(notice, self._keys_of(notice), self._link(notice))

    def _keys_of(self, notice: Notice) -> Sequence[bytes]:
        return self._keys.webhooks.get(webhook.host_of(notice.url), ())

    def _link(self, notice: Notice) -> str | None:
        """To the page, which asks who one is. It answers nothing, whoever follows it."""
        if not (page := self._settings.inbox_url.rstrip("/")):
            return None
        data = notice.data
        return f"{page}/requests/{data['request_id']}" if "request_id" in data else f"{page}/jobs/{data['job_id']}"

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        self._heard.set()

    async def _sweep(self, work: _Connection) -> None:
        if time.monotonic() > self._forgotten + _FORGET and not await _run(work, notices.forget()):
            self._forgotten = time.monotonic()

    def _read_keys(self) -> None:
        """Anew, where the file has been written to. While it is wrong, those from before count."""
        if (written := self._written()) != self._read:
            self._read = written
            try:
                self._keys = keys.read(self._path)
            except BadInput as error:
                log.error("keys not read", why=str(error))

    def _written(self) -> tuple[int, int] | None:
        try:
            found = self._path.stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino


async def _run(connection: _Connection, script: Script[T]) -> T:
    """One statement after the other, each committed by itself."""
    try:
        sql, params = next(script)
        while True:
            async with connection.cursor(row_factory=dict_row) as cursor:
                await cursor.execute(sql, params)
                rows = await cursor.fetchall()
            sql, params = script.send(rows)
    except StopIteration as end:
        result: T = end.value
        return result
