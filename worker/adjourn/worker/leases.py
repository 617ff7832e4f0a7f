"""The leases of this process, and the thread that renews them."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from adjourn.models import jobs
from sqlalchemy import Engine
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()


@dataclass(slots=True)
class Lease:
    """The right to advance a job. `on_lost` is called once, from any thread, when another worker has taken it."""

    job_id: str
    lease_id: str
    on_lost: Callable[[], None] = lambda: None
    lost: bool = field(default=False, init=False)

    def lose(self) -> None:
        if not self.lost:
            self.lost = True
            self.on_lost()


class Leases:
    """Renews all leases of the process in one statement, from an OS thread of its own: a node that blocks the asyncio
    loop must not cost its neighbours their leases. A loop that has not moved for `patience` seconds ends the process,
    and its jobs go to others."""

    def __init__(self, engine: Engine, seconds: float, tick: Callable[[], float], *, patience: float = 300) -> None:
        self._engine = engine
        self._seconds = seconds
        self._tick = tick
        self._patience = patience
        self._held: dict[str, Lease] = {}
        self._stop = threading.Event()
        self._thread = threading.Thread(target=self._renew, name="leases", daemon=True)
        self._thread.start()

    @contextmanager
    def hold(self, lease: Lease) -> Iterator[Lease]:
        self._held[lease.lease_id] = lease
        try:
            yield lease
        finally:
            self._held.pop(lease.lease_id, None)

    def __iter__(self) -> Iterator[Lease]:
        return iter(list(self._held.values()))

    def close(self) -> None:
        self._stop.set()
        self._thread.join()

    def _renew(self) -> None:
        while not self._stop.wait(self._seconds / 3):
            if self._tick() > self._patience:
                log.critical("worker stuck", seconds=self._patience)
                os._exit(70)
            if held := dict(self._held):
                self._renew_all(held)

    def _renew_all(self, held: dict[str, Lease]) -> None:
        began = time.monotonic()
        try:
            with self._engine.connect() as connection:
                kept = jobs.renew(connection, list(held), self._seconds)
        except SQLAlchemyError as error:
            # The database is away: nobody can take the leases either. The fence decides when it is back.
            log.warning("lease renewal failed", error=str(error.__cause__ or error), seconds=time.monotonic() - began)
            return
        for lease_id in held.keys() - kept:
            if lease_id in self._held:
                held[lease_id].lose()
