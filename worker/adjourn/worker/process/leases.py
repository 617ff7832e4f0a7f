"""The leases of this process, and the thread that renews them."""

from __future__ import annotations

import os
import threading
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
    thread_id: str
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
        pause = self._seconds / 3
        while not self._stop.wait(pause):
            if self._tick() > self._patience:
                log.critical("worker stuck", seconds=self._patience)
                os._exit(70)
            held = dict(self._held)
            # While the database is away nobody can take the leases either; be there first when it is back.
            pause = self._seconds / 3 if not held or self._renew_all(held) else min(0.5, self._seconds / 6)

    def _renew_all(self, held: dict[str, Lease]) -> bool:
        try:
            with self._engine.connect() as connection:
                kept = jobs.renew(connection, list(held), self._seconds)
        except SQLAlchemyError as error:
            log.warning("lease renewal failed, trying again", error=str(error.__cause__ or error))
            return False
        for lease_id in held.keys() - kept:
            if lease_id in self._held:
                held[lease_id].lose()
        return True
