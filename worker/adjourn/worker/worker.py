"""What a worker process keeps open from its start to its end."""

from __future__ import annotations

import gc
import os
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field

import structlog
from adjourn.models import graphs, migrate
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings, hide
from adjourn.worker.checkpointer import refusing
from adjourn.worker.process.connections import Connections
from adjourn.worker.process.leases import Leases
from adjourn.worker.process.loop import Loop
from adjourn.worker.project.project import Project
from adjourn.worker.project.store import Store
from langgraph.runtime import RunControl
from sqlalchemy import Engine

log = structlog.get_logger()

#: A sync node may block on a sync graph whose nodes are sync, and so on: threads per run at most.
_NESTING = 10


@dataclass(slots=True)
class Worker:
    name: str
    settings: Settings
    project: Project
    engine: Engine
    loop: Loop
    connections: Connections
    store: Store
    leases: Leases
    draining: bool = False
    _runs: dict[int, tuple[RunControl, Callable[[], None]]] = field(default_factory=dict)

    @classmethod
    def open(cls, settings: Settings) -> Worker:
        """Never before a fork: neither a loop nor a pool survives one. Raises AdjournError and BadInput."""
        migrate.require_current(settings)
        hide()
        refusing.warn_only(settings.check_values == "warn")
        project = Project.load(settings.project, settings.config)
        engine = database.engine(settings, pool_size=settings.pool_size)
        loop = Loop(threads=settings.concurrency * _NESTING)
        with ExitStack() as opened:
            connections = loop.run(Connections.open(settings, engine))
            opened.callback(lambda: loop.run(connections.close()))
            store = loop.run(Store.open(settings, connections, project.store))
            opened.callback(lambda: loop.run(store.close()))
            offers = loop.run(project.offers(settings.queue, store))
            with engine.connect() as connection:
                graphs.offer(connection, offers)
            opened.pop_all()
        # What is loaded by now stays. Without this a third of a busy worker's time goes into the collector's rounds
        # over LangChain's and OpenAI's classes (benchmarks/round_trips.py).
        gc.collect()
        gc.freeze()
        log.info("worker ready", project=str(project.root), version=project.version, graphs=list(project.made))
        name = f"{socket.gethostname()}:{os.getpid()}"
        leases = Leases(engine, settings.lease, loop.silence)
        return cls(name, settings, project, engine, loop, connections, store, leases)

    @property
    def graphs(self) -> list[str]:
        return list(self.project.made)

    @contextmanager
    def running(self, control: RunControl, stop: Callable[[], None]) -> Iterator[None]:
        """A run that `drain` must reach."""
        self._runs[id(control)] = (control, stop)
        if self.draining:
            control.request_drain()
        try:
            yield
        finally:
            del self._runs[id(control)]

    def drain(self) -> None:
        """Stop runs at the end of their superstep, and those that do not get there in time where they are. Their jobs
        are released as if they had not been claimed."""
        self.draining = True
        for control, _ in list(self._runs.values()):
            control.request_drain()
        timer = threading.Timer(self.settings.drain, self._stop)
        timer.daemon = True
        timer.start()

    def _stop(self) -> None:
        for _, stop in list(self._runs.values()):
            stop()

    def close(self) -> None:
        self.leases.close()
        self.loop.run(self.store.close())
        self.loop.run(self.connections.close())
        self.loop.close()
        self.engine.dispose()
