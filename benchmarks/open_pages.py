"""What open pages cost, each of which has a stream of news, and how soon they hear of an answer, for page.py."""

from __future__ import annotations

import selectors
import socket
import statistics
import threading
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, nullcontext
from typing import Any

import psycopg
from served import Page, say

from inbox import login_of

OF_A_PERSON = 10
#: Bytes for all streams; seconds from an answer to the last of them.
MEMORY, NEWS = 20_000_000, 1.0
_OPEN = "SELECT id FROM adjourn.human_requests WHERE status = 'open' AND team = 't7' AND kind = 'question' LIMIT 20"


class Streams:
    """Of as many people as it takes, ten each."""

    def __init__(self, page: Page, many: int, stack: ExitStack, of: str = "viewer") -> None:
        self._ready, self.open = selectors.DefaultSelector(), []
        address = page.at.removeprefix("http://").split(":")
        for n in range(many):
            if n % OF_A_PERSON == 0:
                [(name, secret)] = page.cookie(f"{of} {n // OF_A_PERSON}").items()
            stream = stack.enter_context(socket.create_connection((address[0], int(address[1]))))
            stream.sendall(
                f"GET /stream HTTP/1.1\r\nHost: {':'.join(address)}\r\nCookie: {name}={secret}\r\n\r\n".encode()
            )
            self._ready.register(stream, selectors.EVENT_READ)
            self.open.append(stream)

    def wait(self, seconds: float, count: int | None = None) -> list[float]:
        """When each was told of news, until `count` were."""
        told: dict[Any, float] = {}
        end = time.perf_counter() + seconds
        while len(told) < (count or len(self.open) + 1) and (left := end - time.perf_counter()) > 0:
            for key, _ in self._ready.select(left):
                heard = key.fileobj.recv(65536)  # type: ignore[union-attr]
                assert heard and b"poll" not in heard, "a stream has ended"
                if b"data:" in heard:
                    told.setdefault(key.fileobj, time.perf_counter())
        return sorted(told.values())


def streams(page: Page, url: str, db: Any, many: int) -> None:
    ids = [row[0] for row in db.execute(_OPEN).fetchall()]
    with ExitStack() as stack, psycopg.connect(login_of(url, "ada"), autocommit=True) as login:
        Streams(page, 1, stack, "first").wait(5, 1)  # what the first one costs is no stream's
        before = page.memory()
        opened = Streams(page, many, stack)
        assert len(opened.wait(30, many)) == many, "a stream was not opened"
        used = page.memory() - before
        say(f"{many} open streams: MB", f"{MEMORY / 1e6:.0f}", f"{used / 1e6:.1f}", holds=used <= MEMORY)
        for when, around in (("quiet", nullcontext()), ("busy", notifying(url))):
            with around:
                tell(opened, login, ids, when)


def tell(opened: Streams, login: Any, ids: list[int], when: str) -> None:
    firsts, lasts = [], []
    for _ in range(10):
        opened.wait(1.5)  # each is told at most once a second
        began = time.perf_counter()
        login.execute("UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = %s", (ids.pop(),))
        told = opened.wait(5, len(opened.open))
        assert len(told) == len(opened.open), f"{len(told)} of {len(opened.open)} were told"
        firsts.append(told[0] - began)
        lasts.append(told[-1] - began)
    for what, took in (("first", firsts), ("last", lasts)):
        middle, most = statistics.median(took), max(took)
        say(
            f"{when}, answer by psql to the {what} stream: s",
            f"{NEWS:.0f}",
            f"{middle:.2f}, {most:.2f}",
            holds=most <= NEWS,
        )


@contextmanager
def notifying(url: str) -> Iterator[None]:
    """Fifty times a second, as jobs that go on do."""
    over = threading.Event()

    def notify() -> None:
        with psycopg.connect(url, autocommit=True) as connection:
            while not over.wait(0.02):
                connection.execute("SELECT pg_notify('adjourn', '')")

    thread = threading.Thread(target=notify)
    thread.start()
    yield
    over.set()
    thread.join()
