"""Somebody who receives runs as LangSmith does, on a real socket: well, slowly, or never answering."""

from __future__ import annotations

import email
import email.policy
import json
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from tests.support.serving import serving

#: What LangSmith says of itself: that it takes runs in parts of one message, not compressed.
_TAKES = {
    "size_limit": 100,
    "size_limit_bytes": 20_000_000,
    "scale_up_nthreads_limit": 16,
    "scale_up_qsize_trigger": 1000,
}
_INFO = {"version": "0.10", "batch_ingest_config": {"use_multipart_endpoint": True, **_TAKES}, "instance_flags": {}}


@dataclass
class LangSmith:
    port: int = 0
    #: By their ids, as they were sent, what came later over what came first.
    runs: dict[str, dict[str, Any]] = field(default_factory=dict)
    #: How often each was begun.
    posts: dict[str, int] = field(default_factory=dict)
    keys: set[str | None] = field(default_factory=set)
    calls: int = 0
    #: Seconds until anybody is answered.
    pause: float = 0
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def env(self) -> dict[str, str]:
        url = f"http://127.0.0.1:{self.port}"
        names = {"TRACING": "true", "ENDPOINT": url, "API_KEY": "a key", "PROJECT": "shop"}
        return {f"LANGSMITH_{name}": value for name, value in names.items()}

    def hear(self, how: str, id: str, part: str | None, said: Any) -> None:
        if part is None:
            self.runs.setdefault(id, {}).update(said)
            self.posts[id] = self.posts.get(id, 0) + (how == "post")
        else:
            self.runs.setdefault(id, {})[part] = said


def _handler(langsmith: LangSmith) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_GET(self) -> None:
            self._say(200, _INFO)

        def do_POST(self) -> None:
            body = b"".join(self._chunks())
            message = b"Content-Type: " + self.headers["content-type"].encode() + b"\r\n\r\n" + body
            for part in email.message_from_bytes(message, policy=email.policy.HTTP).iter_parts():  # type: ignore[attr-defined]
                how, id, *more = part.get_param("name", header="content-disposition").split(".")
                langsmith.hear(how, id, more[0] if more else None, json.loads(part.get_payload(decode=True)))
            langsmith.keys.add(self.headers["x-api-key"])
            self._say(202, {})

        def _chunks(self) -> Iterator[bytes]:
            if self.headers.get("transfer-encoding") != "chunked":
                yield self.rfile.read(int(self.headers["content-length"]))
                return
            while size := int(self.rfile.readline(), 16):
                yield self.rfile.read(size)
                self.rfile.readline()
            self.rfile.readline()

        def _say(self, code: int, said: Any) -> None:
            langsmith.calls += 1
            langsmith.let_go.wait(langsmith.pause)
            body = json.dumps(said).encode()
            self.send_response(code)
            self.send_header("content-length", str(len(body)))
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


@contextmanager
def langsmith(pause: float = 0) -> Iterator[LangSmith]:
    here = LangSmith(pause=pause)
    with serving(_handler(here)) as here.port:
        try:
            yield here
        finally:
            here.let_go.set()
