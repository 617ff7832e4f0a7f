"""The numbers of `adjourn.health` as Prometheus reads them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from socketserver import ThreadingMixIn
from typing import Any
from wsgiref.simple_server import WSGIRequestHandler, WSGIServer, make_server

import click
from adjourn.admin import rows
from adjourn.models import health
from adjourn.models.ground.errors import AdjournError
from adjourn.models.ground.settings import Settings
from adjourn.models.health import MEASURES, Measure, Thresholds
from prometheus_client import CollectorRegistry, generate_latest
from prometheus_client.core import GaugeMetricFamily, Metric
from prometheus_client.exposition import make_wsgi_app
from prometheus_client.registry import Collector

_UP = "1 while the database answers"


def text(measures: Iterable[Measure]) -> str:
    registry = CollectorRegistry()
    registry.register(_Numbers(lambda: list(measures)))
    return generate_latest(registry).decode()


def serve(settings: Settings, thresholds: Thresholds, host: str, port: int) -> None:
    """Until the process is ended."""

    def read() -> list[Measure]:
        with rows.reading(settings) as connection:
            return health.now(connection)

    registry = CollectorRegistry()
    registry.register(_Numbers(read))
    numbers = make_wsgi_app(registry)

    def app(environ: dict[str, Any], start: Any) -> Any:
        match environ["PATH_INFO"]:
            case "/metrics":
                return numbers(environ, start)
            case "/healthz":
                status, said = _healthz(read, thresholds)
            case _:
                status, said = "404 Not Found", "there are /metrics and /healthz\n"
        start(status, [("Content-Type", "text/plain; charset=utf-8")])
        return [said.encode()]

    with make_server(host, port, app, _Server, _Quiet) as server:
        click.echo(f"http://{host}:{server.server_port}/metrics")
        server.serve_forever()


def _healthz(read: Callable[[], list[Measure]], thresholds: Thresholds) -> tuple[str, str]:
    try:
        troubles = health.troubles(read(), thresholds)
    except AdjournError as error:
        troubles = [health.Trouble("critical", str(error))]
    said = "".join(f"{each.level}: {each.what}\n" for each in troubles) or "ok\n"
    return "503 Service Unavailable" if any(each.level == "critical" for each in troubles) else "200 OK", said


class _Numbers(Collector):
    """Read anew each time. All but adjourn_up is missing while the database is away."""

    def __init__(self, read: Callable[[], list[Measure]]) -> None:
        self._read = read

    def describe(self) -> list[Metric]:
        return []  # or they would be read once more, when it is registered

    def collect(self) -> Iterator[Metric]:
        try:
            measures = self._read()
        except AdjournError:
            yield GaugeMetricFamily("adjourn_up", _UP, value=0)
            return
        yield GaugeMetricFamily("adjourn_up", _UP, value=1)
        for name, (what, labels) in MEASURES.items():
            family = GaugeMetricFamily(f"adjourn_{name}", what, labels=labels)
            for each in measures:
                if each.name == name:
                    family.add_metric([getattr(each, label) or "" for label in labels], each.value)
            yield family


class _Server(ThreadingMixIn, WSGIServer):
    daemon_threads = True


class _Quiet(WSGIRequestHandler):
    def log_message(self, *_: Any) -> None:
        """Nothing: a line for each look would be a line every few seconds."""
