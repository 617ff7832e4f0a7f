"""What a worker process keeps open from its start to its end."""

from __future__ import annotations

import gc
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from adjourn.models import database, graphs, migrate
from adjourn.models.settings import Settings
from adjourn.worker.graphs import Project
from adjourn.worker.leases import Leases
from adjourn.worker.loop import Loop
from adjourn.worker.saver import Pool
from langgraph.runtime import RunControl
from psycopg import AsyncConnection
from psycopg.rows import DictRow, dict_row
from psycopg_pool import AsyncConnectionPool
from sqlalchemy import Engine

log = structlog.get_logger()

#: A sync node may block on a sync graph whose nodes are sync, and so on: threads per run at most.
_NESTING = 10


@dataclass(slots=True)
class Process:
    settings: Settings
    project: Project
    engine: Engine
    loop: Loop
    pool: Pool
    leases: Leases
    draining: bool = False
    _runs: dict[int, tuple[RunControl, Callable[[], None]]] = field(default_factory=dict)

    @classmethod
    def open(cls, settings: Settings) -> Process:
        """Never before a fork: neither a loop nor a pool survives one. Raises AdjournError and BadInput."""
        migrate.require_current(settings)
        project = Project.load(settings.project)
        engine = database.engine(settings, pool_size=settings.pool_size)
        loop = Loop(threads=settings.concurrency * _NESTING)
        pool = Pool(loop.run(_connections(settings)), loop.asyncio)
        with engine.connect() as connection:
            graphs.offer(connection, loop.run(project.offers(settings.queue)))
        # What is loaded by now stays. Without this a third of a busy worker's time goes into the collector's rounds
        # over LangChain's and OpenAI's classes (benchmarks/round_trips.py).
        gc.collect()
        gc.freeze()
        log.info("worker ready", project=str(project.root), version=project.version, graphs=list(project.made))
        return cls(settings, project, engine, loop, pool, Leases(engine, settings.lease, loop.silence))

    @property
    def name(self) -> str:
        return self.settings.worker_name

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
        self.loop.run(self.pool.connections.close())
        self.loop.close()
        self.engine.dispose()


async def _connections(settings: Settings) -> AsyncConnectionPool[AsyncConnection[DictRow]]:
    pool: AsyncConnectionPool[AsyncConnection[DictRow]] = AsyncConnectionPool(
        settings.database_url,
        min_size=1,
        max_size=settings.pool_size,
        timeout=300,
        open=False,
        kwargs={
            "autocommit": True,
            "row_factory": dict_row,
            "options": database.SEARCH_PATH,
            **database.connect_args(settings),
        },
    )
    await pool.open()
    return pool
