"""What a worker process keeps open from its start to its end."""

from __future__ import annotations

import asyncio
import gc
import json
import os
import socket
import sys
from collections.abc import Coroutine, Iterable
from contextlib import ExitStack, suppress
from dataclasses import dataclass, field
from typing import Any, NoReturn

import psycopg
import structlog
from adjourn.models import graphs, people, schema_version, workers
from adjourn.models.claims import Claimant
from adjourn.models.graphs import Offer
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, DatabaseAway, is_locked
from adjourn.models.ground.settings import Settings, hide
from adjourn.models.workers import Load
from adjourn.worker.checkpointer import refusing
from adjourn.worker.process.claiming import Claiming
from adjourn.worker.process.connections import Connections
from adjourn.worker.process.leases import Leases
from adjourn.worker.process.loop import Loop
from adjourn.worker.process.runs import Runs, end_process
from adjourn.worker.process.teller import Teller
from adjourn.worker.process.traces import Traces
from adjourn.worker.project.project import Project
from adjourn.worker.project.store import Store
from sqlalchemy import Engine
from sqlalchemy.exc import OperationalError

log = structlog.get_logger()

#: A sync node may block on a sync graph whose nodes are sync, and so on: threads per run at most.
_NESTING = 10
#: Connections for messages.
MESSAGES = 6
#: Seconds that a worker that ends takes to say so, if the database is away.
_GOODBYE = 2.0
#: And to send what was traced.
_TOLD = 5.0


@dataclass(slots=True)
class Worker:
    claimant: Claimant
    settings: Settings
    project: Project
    engine: Engine
    #: For jobs that come by messages, whose keys another session may have locked.
    messages: Engine
    loop: Loop
    connections: Connections
    #: For claims alone: those that meet a lock shall not keep runs from theirs.
    claims: Connections
    store: Store
    leases: Leases
    runs: Runs
    traces: Traces
    claiming: Claiming = field(init=False)
    teller: Teller = field(init=False)
    _afterwards: set[asyncio.Task[None]] = field(default_factory=set)
    _started: set[asyncio.Task[None]] = field(default_factory=set)
    _of_batches: set[asyncio.Task[None]] = field(default_factory=set)
    #: One for each run. Celery knows only of those that came by a message.
    slots: asyncio.Semaphore = field(init=False)
    #: And one of these, for jobs of batches.
    slots_of_batches: asyncio.Semaphore = field(init=False)

    def __post_init__(self) -> None:
        self.claiming = Claiming(self.claims, self.claimant, self.settings.lease)
        self.teller = Teller(self.connections)
        self.slots = asyncio.Semaphore(self.settings.concurrency)
        self.slots_of_batches = asyncio.Semaphore(self.settings.of_batches)

    @classmethod
    def open(cls, settings: Settings, queues: Iterable[str] = (), version: str | None = None) -> Worker:
        """`queues` are its lanes, by default that of the settings; `version` is what the project must be of. Never
        before a fork: neither a loop nor a pool survives one. Raises AdjournError and BadInput."""
        schema_version.require_fit(settings)
        hide()
        refusing.warn_only(settings.check_values == "warn")
        project = Project.load(settings.project, settings.config, settings.policy, settings.version)
        if version not in (None, project.version):
            raise AdjournError(f"the code in {project.root} is no longer that of version {version}")
        traces = Traces.open(settings.name)
        engine = database.engine(settings, pool_size=settings.pool_size)
        loop = Loop(threads=settings.concurrency * _NESTING)
        with ExitStack() as opened:
            connections = loop.run(Connections.open(settings, engine))
            opened.callback(lambda: loop.run(connections.close()))
            claims = loop.run(connections.for_claims(settings))
            opened.callback(lambda: loop.run(claims.close()))
            store = loop.run(Store.open(settings, connections, project.store))
            opened.callback(lambda: loop.run(store.close()))
            offers = loop.run(project.offers(store))
            claimant = Claimant(
                worker=f"{socket.gethostname()}:{os.getpid()}",
                project=settings.name,
                version=project.version,
                graphs=[offer.name for offer in offers],
                queues=sorted(queues) or [settings.queue],
                takes=settings.takes,
                fingerprints=json.dumps({offer.name: offer.fingerprint for offer in offers}),
            )
            _offer(engine, claimant, offers, project.policy.teams())
            opened.pop_all()
        # What is loaded by now stays. Without this a third of a busy worker's time goes into the collector's rounds
        # over LangChain's and OpenAI's classes (benchmarks/round_trips.py).
        gc.collect()
        gc.freeze()
        # Nor for each few messages of a run, which makes no rings to speak of.
        gc.set_threshold(20_000, 20, 50)
        # A sync node that computes holds the interpreter for so long while others wait for it: a run beside one takes
        # less than half the time that it takes with Python's 5 ms (benchmarks/beside_batch.py), and nodes that compute
        # beside each other a tenth longer.
        sys.setswitchinterval(0.0001)
        takes = {} if settings.takes == "all" else {"takes": settings.takes}
        log.info("worker ready", project=str(project.root), version=project.version, **takes, graphs=claimant.graphs)
        messages = database.engine(settings, pool_size=MESSAGES)
        leases = Leases(settings, loop.silence)
        runs = Runs(connections, settings.drain)
        worker = cls(
            *(claimant, settings, project, engine, messages, loop, connections, claims, store, leases, runs, traces)
        )
        loop.run(worker._tell())
        loop.start(worker._live())
        loop.start(worker.teller.live())
        return worker

    async def _live(self) -> None:
        """Give signs of life, without which nobody rings this worker."""
        me = self.claimant
        while True:
            await asyncio.sleep(graphs.LIFE)
            try:
                await self.connections.arun(graphs.alive(me.project, me.version, me.graphs, me.queues))
            except (DatabaseAway, psycopg.Error) as error:
                log.warning("no sign of life, trying again", error=str(error))
            await self._tell()

    async def _tell(self) -> None:
        """For the numbers, and for who rings, where workers take not all (adjourn.takers). Nobody waits for it."""
        me, running = self.claimant, len(list(self.leases))
        load = Load(me.worker, me.project, me.version, me.takes, me.queues, self.settings.concurrency, running)
        try:
            await self.connections.arun(workers.alive(load))
        except (DatabaseAway, psycopg.Error) as error:
            log.warning("cannot tell of the load, trying again", error=str(error))

    async def _end(self) -> None:
        with suppress(DatabaseAway, TimeoutError):
            async with asyncio.timeout(_GOODBYE):
                await self.connections.arun(workers.ended(self.claimant.worker))

    def afterwards(self, work: Coroutine[Any, Any, None]) -> None:
        """Goes on on the loop, for as long as the process lives. For code on the loop."""
        task = asyncio.ensure_future(work)
        self._afterwards.add(task)
        task.add_done_callback(self._afterwards.discard)

    def start(self, run: Coroutine[Any, Any, None], *, of_batch: bool = False) -> None:
        """On the loop, from any thread. `close` waits for it."""

        def begin() -> None:
            task = asyncio.ensure_future(run)
            started = self._of_batches if of_batch else self._started
            started.add(task)
            task.add_done_callback(started.discard)

        self.loop.asyncio.call_soon_threadsafe(begin)

    @property
    def is_idle(self) -> bool:
        """But for jobs of batches, beside which there is always a slot."""
        return not self._started

    async def _ended(self) -> None:
        while started := self._started | self._of_batches:
            await asyncio.wait(started)

    def close(self) -> bool:
        """After what was started has ended, for which a stopping worker does not wait for ever: see `Runs.drain`.

        False: somebody does not take what was traced, and threads of libraries go on waiting for that."""
        self.loop.run(self._ended())
        self.loop.run(self._end())
        self.leases.close()
        self.loop.run(self.store.close())
        self.loop.run(self.claims.close())
        self.loop.run(self.connections.close())
        self.loop.close()
        self.messages.dispose()
        self.engine.dispose()
        return self.traces.close(_TOLD)

    def end_process(self) -> NoReturn:
        """The time to drain is over."""
        self.traces.close(_GOODBYE)
        end_process()


def _offer(engine: Engine, claimant: Claimant, offers: list[Offer], teams: list[str]) -> None:
    while True:
        try:
            with engine.connect() as connection:
                for team in teams:
                    people.add_team(connection, team)
                graphs.offer(connection, claimant.project, claimant.queues, offers)
            return
        except OperationalError as error:
            if not is_locked(error):
                raise
            log.warning("graphs are locked by another session, trying again")
