"""A Beat scheduler that rings for what is due: it waits on LISTEN, and sweeps for what no notification told.

The sweep is the guarantee, the notification the speed-up. Several may run; the one that holds an advisory lock leads,
and a standby takes over as soon as the leader's connection ends. Everything it does may be done twice.
"""

from __future__ import annotations

import time
from typing import Any

import psycopg
import structlog
from adjourn.models import due, ends, human_requests, lead, limits, rings, schedules, schema_version
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, is_locked
from adjourn.models.ground.settings import settings
from adjourn.scheduler.bell import MANY, Bell
from adjourn.scheduler.pruner import Pruner
from celery.beat import Scheduler
from kombu.exceptions import BatchPublishError
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger()

# Seconds:
#: Between sweeps, with a backlog and without.
_SOON, _SWEEP = 0.5, 1.0
#: Until a standby, or one whose database or broker is away, tries again.
_STANDBY = 1.0
#: After connecting, or finding a table locked, in which workers that the database had left alone, too, may renew their
#: leases.
_GRACE = 3.0
#: Between signs of life of the leader.
_LIFE = 5.0
#: Between sweeps while jobs move of which no notification tells, and for so long after the last, until it may be
#: committed.
_RESTLESS = 0.1
#: For a worker that is idle, and hears the same (worker/ear.py), to take a job; and for others to come along.
_PATIENCE = 0.006
#: Between looks for ends of jobs.
_TELL = 0.25


class Dispatcher(Scheduler):  # type: ignore[misc]
    """`tick` blocks on the notification socket; entries of `beat_schedule` run as usual in between."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._listener: psycopg.Connection[Any] | None = None
        self._engine: Engine | None = None
        self._next_sweep = self._connected = self._alive = float("-inf")
        self._ends, self._told = ends.Ends(), float("-inf")
        self._unheard, self._stands_by = 0, False
        self._restless_until = self._rested = self._again_at = float("-inf")
        self._round, self._pinned = due.Round(), True
        self._bell, self._pruner = Bell(), Pruner()
        super().__init__(*args, **options)

    def setup_schedule(self) -> None:
        super().setup_schedule()
        try:
            schema_version.require_fit(settings())
            with database.in_a_sentence():
                lead.require_hearing(settings())
        except AdjournError as error:
            raise SystemExit(f"adjourn: {error}") from None
        self._engine = database.engine(settings(), direct=True)
        self._pruner.start()

    def tick(self, *_: Any, **__: Any) -> float:
        """One round: never sleeps outside of LISTEN while it leads, so Beat is told to call again at once."""
        try:
            if not self._lead():
                return _STANDBY
            if (pause := super().tick()) == 0:
                return 0
            self._tell_ends()
            self._ring_what_is_due(min(pause, self._until_sweep(), _LIFE, _TELL))
        except (psycopg.Error, DBAPIError) as error:
            reason = str(error).strip().splitlines()[0]
            if is_locked(error):
                log.warning("database locked, trying again", error=reason)
                self._connected, self._next_sweep = time.monotonic(), float("-inf")
                return 0
            log.warning("database away", error=reason)
            self._forget()
            return _STANDBY
        except (OSError, BatchPublishError, *self.app.connection_for_write().connection_errors) as error:
            log.warning("broker away", error=str(error))
            self._hang_up()
            return _STANDBY
        return 0

    def close(self) -> None:
        self._forget()
        self._pruner.stop()
        super().close()

    def _lead(self) -> bool:
        """Hold the lock on the connection that listens: who hears is who rings. LISTEN comes before the first sweep,
        so that nothing falls between the two."""
        now = time.monotonic()
        if self._listener is not None and not self._listener.closed:
            if now > self._alive + _LIFE:
                lead.show_life(self._listener)
                self._alive = now
            return True
        listener = lead.connect(settings())
        if not lead.take(listener, lead.SILENCE):
            listener.close()
            if not self._stands_by:
                log.info("scheduler stands by: another one leads")
            self._stands_by = True
            return False
        listener.execute(rings.LISTEN)
        self._listener, self._next_sweep, self._connected = listener, float("-inf"), now
        self._ends, self._round = ends.Ends(), due.Round()
        self._bell = Bell()
        self._pruner.leads, self._stands_by = True, False
        log.info("scheduler leads")
        return True

    def _until_sweep(self) -> float:
        return max(0.0, self._next_sweep - time.monotonic())

    def _tell_ends(self) -> None:
        """Of jobs, to whoever waits for them."""
        assert self._engine is not None
        if (now := time.monotonic()) > self._told + _TELL:
            self._told = now
            with self._engine.connect() as connection:
                self._ends.tell(connection)

    def _ring_what_is_due(self, patience: float) -> None:
        assert self._listener is not None and self._engine is not None
        if self._until_sweep() == 0:
            with self._engine.connect() as connection:
                self._sweep(connection)
            return
        heard = {notice.payload for notice in self._listener.notifies(timeout=patience, stop_after=1)}
        if heard:
            heard |= {notice.payload for notice in self._listener.notifies(timeout=_PATIENCE)}
        if "" in heard:  # many may go on
            self._next_sweep = min(self._next_sweep, self._again_at)
        if rung := {ring.job_id for ring in map(rings.read, heard) if ring}:
            with self._engine.connect() as connection:
                jobs, ahead = due.among(connection, list(rung), pinned=self._pinned)
            self._look_ahead(ahead)
            if not self._bell.ring(self.producer, jobs, ahead.rooms):
                self._next_sweep = min(self._next_sweep, time.monotonic() + _SOON)

    def _look_ahead(self, ahead: due.Ahead) -> None:
        """Sweep again when the next job falls due, and soon if jobs have moved of which no notification told."""
        now = time.monotonic()
        self._pinned = ahead.pinned
        if ahead.seconds is not None:
            self._next_sweep = min(self._next_sweep, now + ahead.seconds)
        if ahead.unheard != self._unheard:
            self._unheard, self._restless_until = ahead.unheard, now + _RESTLESS
            self._next_sweep = min(self._next_sweep, self._rested)

    def _sweep(self, connection: Connection) -> None:
        began = time.monotonic()
        self._next_sweep, self._rested = float("inf"), began + _RESTLESS
        ahead = due.ahead(connection)
        self._look_ahead(ahead)
        is_calm = began - self._connected > _GRACE
        jobs = due.everything(connection, MANY, abandoned=is_calm, round=self._round, pinned=ahead.pinned)
        took = time.monotonic() - began
        self._bell.forget()
        is_done = self._bell.ring(self.producer, jobs, ahead.rooms)
        now = time.monotonic()
        self._rested, self._again_at = now + max(_RESTLESS, 10 * took), now + 2 * took
        pause = 0.0 if began < self._restless_until else _SWEEP if is_done and is_calm else _SOON
        self._next_sweep = min(self._next_sweep, max(now + pause, self._rested))
        # After the ringing, which shall wait for nothing that these may meet.
        self._bell.ring_refused(self.producer, connection)
        due.fail_overdue(connection)
        human_requests.release_lapsed(connection)
        human_requests.keep_time(connection)
        limits.leave(connection)
        if schedules.fire(connection):
            self._next_sweep = float("-inf")

    def _forget(self) -> None:
        if self._listener is not None:
            self._listener.close()
        self._listener, self._pruner.leads = None, False
        if self._engine is not None:
            self._engine.dispose()

    def _ensure_connected(self) -> Any:
        """Beat's own waits for a broker that is away, up to half a minute between attempts. Ours are a tick each."""
        options = {"interval_start": 0, "interval_step": 0, "reraise_as_library_errors": False}
        return self.connection.ensure_connection(max_retries=1, **options)

    def _hang_up(self) -> None:
        """Beat keeps its producer and connection as cached properties."""
        for cached in ("producer", "connection"):
            self.__dict__.pop(cached, None)
        self._next_sweep = float("-inf")
