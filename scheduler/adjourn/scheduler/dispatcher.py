"""A Beat scheduler that rings for what is due: it waits on LISTEN, and sweeps for what no notification told.

The sweep is the guarantee, the notification the speed-up. Several may run; the one that holds an advisory lock leads,
and a standby takes over as soon as the leader's connection ends. Everything it does may be done twice.
"""

from __future__ import annotations

import time
from collections.abc import Iterable
from typing import Any

import psycopg
import structlog
from adjourn.models import broker, database, due, migrate
from adjourn.models.errors import AdjournError
from adjourn.models.settings import settings
from celery.beat import Scheduler
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger()

_LEADER = 7253669
#: Seconds: between sweeps; before a job that nobody has claimed is rung again; until a standby asks for the lead again;
#: after connecting, in which workers that the database had left alone, too, may renew their leases.
_SWEEP, _AGAIN, _STANDBY, _GRACE = 5.0, 10.0, 1.0, 3.0
#: Jobs of one sweep. The next follows at once if there are more.
_MANY = 1000


class Dispatcher(Scheduler):  # type: ignore[misc]
    """`tick` blocks on the notification socket; entries of `beat_schedule` run as usual in between."""

    def __init__(self, *args: Any, **options: Any) -> None:
        self._listener: psycopg.Connection[Any] | None = None
        self._engine: Engine | None = None
        self._swept = self._connected = float("-inf")
        #: When each (job, turn) was rung. Only in memory: a new leader rings everything once more.
        self._rung: dict[tuple[str, str], float] = {}
        super().__init__(*args, **options)

    def setup_schedule(self) -> None:
        super().setup_schedule()
        try:
            migrate.require_current(settings())
        except AdjournError as error:
            raise SystemExit(f"adjourn: {error}") from None
        self._engine = database.engine(settings(), direct=True)

    def tick(self, *_: Any, **__: Any) -> float:
        """One round: never sleeps outside of LISTEN while it leads, so Beat is told to call again at once."""
        try:
            if not self._lead():
                return _STANDBY
            if (pause := super().tick()) == 0:
                return 0
            self._ring_what_is_due(min(pause, self._until_sweep()))
        except (psycopg.Error, DBAPIError) as error:
            log.warning("database away", error=str(error).strip().splitlines()[0])
            self._forget()
            return _STANDBY
        except (OSError, *self.app.connection_for_write().connection_errors) as error:
            log.warning("broker away", error=str(error))
            self._hang_up()
            return _STANDBY
        return 0

    def close(self) -> None:
        self._forget()
        super().close()

    def _lead(self) -> bool:
        """Hold the lock on the connection that listens: who hears is who rings. LISTEN comes before the first sweep,
        so that nothing falls between the two."""
        if self._listener is not None and not self._listener.closed:
            return True
        listener = database.connect(settings())
        row = listener.execute("SELECT pg_try_advisory_lock(%s) AS leads", (_LEADER,)).fetchone()
        if row is None or not row["leads"]:
            listener.close()
            return False
        listener.execute("LISTEN adjourn")
        self._listener, self._swept, self._connected = listener, float("-inf"), time.monotonic()
        self._rung.clear()
        log.info("scheduler leads")
        return True

    def _until_sweep(self) -> float:
        return max(0.0, self._swept + _SWEEP - time.monotonic())

    def _ring_what_is_due(self, patience: float) -> None:
        assert self._listener is not None and self._engine is not None
        with self._engine.connect() as connection:
            if self._until_sweep() == 0:
                self._sweep(connection)
                return
            next_due = due.seconds_to_next(connection)
        patience = min(patience, max(next_due, 0.0)) if next_due is not None else patience
        heard = {notice.payload for notice in self._listener.notifies(timeout=patience, stop_after=1)}
        # What has come meanwhile goes into the same batch.
        heard |= {notice.payload for notice in self._listener.notifies(timeout=0)}
        with self._engine.connect() as connection:
            if heard:
                self._ring(due.among(connection, list(heard)))
            elif next_due is not None and next_due <= patience:
                self._ring(due.everything(connection, _MANY))

    def _sweep(self, connection: Connection) -> None:
        due.fail_overdue(connection)
        now = time.monotonic()
        is_calm = now - self._connected > _GRACE
        jobs = due.everything(connection, _MANY, abandoned=is_calm)
        self._ring(jobs)
        if len(jobs) < _MANY:
            self._swept = now if is_calm else now - _SWEEP + _GRACE
            self._rung = {turn: at for turn, at in self._rung.items() if at > self._swept - _AGAIN}

    def _ring(self, jobs: Iterable[Any]) -> None:
        now = time.monotonic()
        fresh = [job for job in jobs if self._rung.get((job.id, job.turn), float("-inf")) < now - _AGAIN]
        if not fresh:
            return
        with self.producer.batch(200):
            for job in fresh:
                self.app.send_task(broker.ADVANCE, (job.id,), queue=job.queue, producer=self.producer)
        self._rung |= {(job.id, job.turn): now for job in fresh}
        log.debug("rang", jobs=len(fresh))

    def _forget(self) -> None:
        if self._listener is not None:
            self._listener.close()
        self._listener = None
        if self._engine is not None:
            self._engine.dispose()

    def _hang_up(self) -> None:
        """Beat keeps its producer and connection as cached properties."""
        for cached in ("producer", "connection"):
            self.__dict__.pop(cached, None)
        self._swept = float("-inf")
