"""Somebody who receives webhooks, on a real socket: well, badly, or not at all, by the path that is asked for."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.serving import serving

#: Of /huge: what it would send in all.
HUGE = 10_000_000


@dataclass
class Heard:
    path: str
    headers: dict[str, str]
    body: bytes
    began: float
    ended: float = 0.0

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def id(self) -> str:
        return self.headers["webhook-id"]


@dataclass
class Receiver:
    port: int
    heard: list[Heard] = field(default_factory=list)
    #: /held answers when this is set.
    let_go: threading.Event = field(default_factory=threading.Event)
    #: Bytes of /huge that went out.
    huge: int = 0

    @property
    def host(self) -> str:
        return f"127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"http://{self.host}"

    def hear(self, heard: Heard) -> None:
        """Before it answers."""
        self.heard.append(heard)


def _handler(receiver: Receiver) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("content-length", 0)))
            headers = {name.lower(): value for name, value in self.headers.items()}
            heard = Heard(self.path, headers, body, time.monotonic())
            receiver.hear(heard)
            getattr(self, self.path.strip("/").partition("/")[0] or "ok")()
            heard.ended = time.monotonic()

        def ok(self) -> None:
            self._say(204)

        def slow(self) -> None:
            time.sleep(0.05)  # a receiver that has to think
            self._say(200)

        def broken(self) -> None:
            self._say(500)

        def moved(self) -> None:
            self._say(302, location=f"{receiver.url}/ok")

        def held(self) -> None:
            receiver.let_go.wait(60)
            self._say(200)

        def dead(self) -> None:
            self.connection.close()

        def huge(self) -> None:
            self._say(200, **{"content-length": str(HUGE)})
            try:
                for _ in range(HUGE // 10_000):
                    receiver.huge += self.wfile.write(bytes(10_000))
            except OSError:
                pass

        def _say(self, code: int, **headers: str) -> None:
            self.send_response(code)
            for name, value in ({"content-length": "0"} | headers).items():
                self.send_header(name, value)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def receiving(receiver: Receiver | None = None) -> Iterator[Receiver]:
    receiver = receiver or Receiver(0)
    with serving(_handler(receiver), receiver.port) as receiver.port:
        try:
            yield receiver
        finally:
            receiver.let_go.set()
