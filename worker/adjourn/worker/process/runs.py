"""The runs of this process, and how they end with it.

A stopping worker asks each run to stop after its superstep. What has not come to one after `ADJOURN_DRAIN` seconds is
stopped where it is, and its job given back as if it had not been claimed. Then the process ends, whatever still runs in
it: the thread of a sync node cannot be stopped, and a node that blocks the loop keeps it from everything. What they
still do counts no more, as after the loss of a lease.
"""

from __future__ import annotations

import asyncio
import os
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import NoReturn, Protocol

import psycopg
import structlog
from adjourn.models import outcomes
from adjourn.models.checkpoints import Rows
from adjourn.models.claims import Claimed
from adjourn.models.ground.errors import AdjournError, LeaseLost
from adjourn.models.outcomes import Released, Settle
from adjourn.worker.process.connections import Connections
from adjourn.worker.process.loop import Threads

log = structlog.get_logger()

#: Seconds: for the loop to give back what was stopped; for us to do it instead; for the process to end by itself.
_LOOP, _OURS, _END = 2.0, 2.0, 0.5


class Drainable(Protocol):
    def request_drain(self) -> None: ...


class Runs:
    def __init__(self, connections: Connections, drain: float) -> None:
        self._connections = connections
        self._seconds = drain
        self.draining = False
        #: The time to drain is over: nothing is worth waiting for.
        self.over = False
        self._held: dict[str, Claimed] = {}
        self._runs: dict[int, tuple[Drainable, Callable[[], None]]] = {}

    @contextmanager
    def holding(self, job: Claimed) -> Iterator[None]:
        """A job that is ours from its claim to the record of what became of it."""
        self._held[job.lease_id] = job
        try:
            yield
        finally:
            del self._held[job.lease_id]

    @contextmanager
    def running(self, control: Drainable, stop: Callable[[], None]) -> Iterator[None]:
        """A run that `drain` must reach; `stop` may come from any thread."""
        self._runs[id(control)] = (control, stop)
        if self.draining:
            control.request_drain()
        if self.over:
            stop()
        try:
            yield
        finally:
            del self._runs[id(control)]

    async def slot_is_free(self, threads: Threads) -> None:
        """A node's thread that its run has left behind takes a slot until it ends."""
        while threads.busy() and not self.over:
            await asyncio.sleep(0.05)
        threads.close()

    def drain(self, end: Callable[[], object] = lambda: None) -> None:
        """From a signal handler. At last `end` is called, in a thread that keeps no process from ending."""
        if not self.draining:
            self.draining = True
            for control, _ in list(self._runs.values()):
                control.request_drain()
            threading.Thread(target=self._drain, args=(end,), name="drain", daemon=True).start()

    def _drain(self, end: Callable[[], object]) -> None:
        time.sleep(self._seconds)
        self.over = True
        for _, stop in list(self._runs.values()):
            stop()
        until = time.monotonic() + _LOOP
        while self._held and time.monotonic() < until:
            time.sleep(0.02)
        if self._held:
            ours = threading.Thread(target=self._give_back, name="give back", daemon=True)
            ours.start()
            ours.join(_OURS)
        time.sleep(_END)
        end()

    def _give_back(self) -> None:
        """What the loop could not: a node blocks it, or it is in code of the project that opens the graph."""
        for job in list(self._held.values()):
            try:
                self._connections.run(outcomes.record(job, Settle(Released()), Rows()))
                log.warning("job released, although its run goes on", job=job.id)
            except LeaseLost:
                pass
            except (AdjournError, psycopg.Error) as error:
                log.error("job not released, its lease will run out", job=job.id, error=str(error))


def end_process() -> NoReturn:
    """Without waiting for any thread."""
    for stream in (sys.stdout, sys.stderr):
        stream.flush()
    os._exit(0)
