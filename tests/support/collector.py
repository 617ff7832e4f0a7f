"""Somebody who receives traces by OTLP over HTTP, on a real socket: well, or never answering."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler
from typing import Any

from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest

from tests.support.serving import serving


@dataclass(frozen=True)
class Span:
    trace: str
    id: str
    #: Empty: none.
    parent: str
    name: str
    service: str
    scope: str
    began: float
    ended: float
    attributes: dict[str, Any]
    links: list[str]
    error: str | None
    #: Types and messages.
    exceptions: list[tuple[str, str]]


@dataclass
class Collector:
    port: int = 0
    spans: list[Span] = field(default_factory=list)
    bodies: list[bytes] = field(default_factory=list)
    #: Nobody is answered.
    hangs: bool = False
    let_go: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def of(self, job: str) -> list[Span]:
        """Of a job, whatever trace it is in, by when they began."""
        [home] = [span for span in self.spans if span.attributes.get("adjourn.job") == job and not span.links][:1]
        return sorted((span for span in self.spans if span.trace == home.trace), key=lambda span: span.began)

    def named(self, job: str, name: str) -> list[Span]:
        return [span for span in self.of(job) if span.name == name]


def _handler(collector: Collector) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["content-length"]))
            collector.bodies.append(body)
            if collector.hangs:
                collector.let_go.wait(120)
            collector.spans += _read(body)
            self.send_response(200)
            self.end_headers()

        def log_message(self, *_: Any) -> None:
            pass

    return Handler


def _read(body: bytes) -> Iterator[Span]:
    for resource in ExportTraceServiceRequest.FromString(body).resource_spans:
        service = _values(resource.resource.attributes)["service.name"]
        for scope in resource.scope_spans:
            for span in scope.spans:
                raised = [_values(event.attributes) for event in span.events if event.name == "exception"]
                yield Span(
                    *(span.trace_id.hex(), span.span_id.hex(), span.parent_span_id.hex(), span.name),
                    *(service, scope.scope.name, span.start_time_unix_nano / 1e9, span.end_time_unix_nano / 1e9),
                    _values(span.attributes),
                    [link.span_id.hex() for link in span.links],
                    span.status.message if span.status.code == 2 else None,
                    [(each["exception.type"], each["exception.message"]) for each in raised],
                )


def _values(attributes: Any) -> dict[str, Any]:
    return {each.key: _value(each.value) for each in attributes}


def _value(value: Any) -> Any:
    kind = value.WhichOneof("value")
    found = getattr(value, kind)
    return [_value(each) for each in found.values] if kind == "array_value" else found


@contextmanager
def collecting(*, hangs: bool = False) -> Iterator[Collector]:
    collector = Collector(hangs=hangs)
    with serving(_handler(collector)) as collector.port:
        try:
            yield collector
        finally:
            collector.let_go.set()
