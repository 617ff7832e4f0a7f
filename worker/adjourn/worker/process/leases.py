"""The leases of this process, and the threads that renew and watch them."""

from __future__ import annotations

import math
import os
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import structlog
from adjourn.models import leases
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from sqlalchemy.exc import SQLAlchemyError

log = structlog.get_logger()

#: Seconds, or so much of a lease: between two tries to renew what could not be, which is less than anybody pauses who
#: holds the row for a moment, as a record does that waits for a question; and between two looks for what has run out.
_AGAIN, _OF_AGAIN = 0.4, 1 / 6
_GLANCE, _OF_GLANCE = 0.1, 1 / 20


@dataclass(slots=True)
class Lease:
    """The right to advance a job. `on_lost` is called once, from any thread: another worker has it, or may have."""

    job_id: str
    lease_id: str
    thread_id: str
    #: By our own clock (`time.monotonic`): until when nobody else can have it, as far as we know.
    until: float = math.inf
    on_lost: Callable[[], None] = lambda: None
    lost: bool = field(default=False, init=False)
    #: It is known to be another's, or nobody's: not only by our clock.
    taken: bool = field(default=False, init=False)

    def lose(self, *, taken: bool = True) -> None:
        self.taken |= taken
        if not self.lost:
            self.lost = True
            self.on_lost()


class Leases:
    """Renews all leases of the process in one statement, from an OS thread of its own: a node that blocks the asyncio
    loop must not cost its neighbours their leases, nor must connections that are all in use. A loop that has not moved
    for `patience` seconds ends the process, and its jobs go to others.

    What somebody else has locked is tried again soon; it is not lost before its own time has run out, which another
    thread watches, as a statement may take long to fail. Whatever the reason, the run is stopped by then: the database
    may already have forgotten us.
    """

    def __init__(self, settings: Settings, tick: Callable[[], float], *, patience: float = 300) -> None:
        self._engine = database.engine(settings, pool_size=1)
        self._seconds = settings.lease
        self._tick = tick
        self._patience = patience
        self._held: dict[str, Lease] = {}
        self._stop = threading.Event()
        self._threads = [
            threading.Thread(target=each, name=f"leases {each.__name__}", daemon=True)
            for each in (self._renew, self._watch)
        ]
        for thread in self._threads:
            thread.start()

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
        for thread in self._threads:
            thread.join()
        self._engine.dispose()

    def _renew(self) -> None:
        left: set[str] = set()
        began = time.monotonic()
        while not self._stop.wait(min(_AGAIN, self._seconds * _OF_AGAIN)):
            if self._tick() > self._patience:
                log.critical("worker stuck", seconds=self._patience)
                os._exit(70)
            if time.monotonic() >= began + self._seconds / 3:
                left, began = set(self._held), time.monotonic()
            left &= self._held.keys()
            if left:
                left = self._renew_all(left)

    def _renew_all(self, lease_ids: set[str]) -> set[str]:
        """Returns those that are to be tried again soon. While the database is away, all: be there first when it is
        back."""
        sent = time.monotonic()
        try:
            with self._engine.connect() as connection:
                kept = leases.renew(connection, list(lease_ids), self._seconds)
        except SQLAlchemyError as error:
            log.warning("lease renewal failed, trying again", error=str(error.__cause__ or error))
            return lease_ids
        for lease_id in lease_ids:
            if lease := self._held.get(lease_id):
                if kept.get(lease_id):
                    lease.until = sent + self._seconds
                elif lease_id not in kept:
                    lease.lose()
        return {lease_id for lease_id, is_renewed in kept.items() if not is_renewed}

    def _watch(self) -> None:
        glance = min(_GLANCE, self._seconds * _OF_GLANCE)
        while not self._stop.wait(glance):
            # Before its time, as the next look comes after it.
            soon = time.monotonic() + 2 * glance
            for lease in self:
                if lease.until < soon and not lease.lost:
                    log.warning("lease could not be renewed in time, the run is stopped", job=lease.job_id)
                    lease.lose(taken=False)
