"""What a worker process keeps open from its start to its end."""

from __future__ import annotations

import gc
import os
import socket
from contextlib import ExitStack
from dataclasses import dataclass

import structlog
from adjourn.models import graphs, migrate
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings, hide
from adjourn.worker.checkpointer import refusing
from adjourn.worker.process.connections import Connections
from adjourn.worker.process.leases import Leases
from adjourn.worker.process.loop import Loop
from adjourn.worker.process.runs import Runs
from adjourn.worker.project.project import Project
from adjourn.worker.project.store import Store
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
    runs: Runs

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
        runs = Runs(connections, settings.drain)
        return cls(name, settings, project, engine, loop, connections, store, leases, runs)

    @property
    def graphs(self) -> list[str]:
        return list(self.project.made)

    def close(self) -> None:
        self.leases.close()
        self.loop.run(self.store.close())
        self.loop.run(self.connections.close())
        self.loop.close()
        self.engine.dispose()
