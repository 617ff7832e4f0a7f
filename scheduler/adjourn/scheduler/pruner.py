"""Takes away what nobody needs any more, by itself: in a thread beside the dispatcher, which waits for nothing of it.

One short transaction, then a pause of many times its length: what workers are kept from is a small share of a core.
Killed at any point it has done some of it whole, and whoever leads next begins anew.
"""

from __future__ import annotations

import threading
import time
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from adjourn.models import retention, store
from adjourn.models.ground import database
from adjourn.models.ground.settings import settings
from adjourn.models.retention import KINDS, Rest, Rule, Threads
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError

log = structlog.get_logger()

# Seconds:
#: Between looks at the rules, and after the database was away; between looks whether it leads.
_LOOK, _AWAY, _STANDBY = 5.0, 5.0, 1.0
#: Between sweeps of the store, of which no run sees what has expired, and of what belongs to no thread.
_STORE, _REST = 60.0, 300.0
#: After which a walk begins anew: it may have passed what was locked.
_ANEW = 86_400.0
#: The pause after a transaction, in times of its length, and at least.
_PAUSE, _LEAST = 9, 0.05


class Walk(Protocol):
    """Also over several sweeps."""

    def step(self, connection: Connection) -> bool:
        """One transaction. Whether there is nothing left."""

    @property
    def taken(self) -> dict[str, int]:
        """So far, of each kind of rows."""


class _Items:
    """Of the store."""

    def __init__(self) -> None:
        self.taken: dict[str, int] = {}

    def step(self, connection: Connection) -> bool:
        return not store.sweep(connection)


@dataclass(slots=True)
class _Sweep:
    walk: Walk
    interval: float
    limit: int | None
    #: By our clock.
    since: float
    due: float
    #: What the walk had taken when the last sweep ended.
    before: dict[str, int]

    def end(self, now: float) -> None:
        gone = {kind: n - self.before.get(kind, 0) for kind, n in self.walk.taken.items()}
        self.before, self.due = dict(self.walk.taken), now + self.interval
        if any(gone.values()):
            what = self.walk.rule.graph if isinstance(self.walk, Threads) else type(self.walk).__name__
            log.info("pruned", what=what, **{kind: n for kind, n in gone.items() if n})

    @property
    def is_at_its_limit(self) -> bool:
        return (
            self.limit is not None and self.walk.taken.get("threads", 0) - self.before.get("threads", 0) >= self.limit
        )


class Pruner(threading.Thread):
    def __init__(self) -> None:
        super().__init__(daemon=True, name="pruner")
        #: Set by the dispatcher. Two that prune at once do no harm.
        self.leads = False
        self._end = threading.Event()
        self._sweeps: dict[Any, _Sweep] = {}
        self._looked = float("-inf")

    def run(self) -> None:
        engine = database.engine(settings(), direct=True, pool_size=1)
        pause = _STANDBY
        while not self._end.wait(pause):
            try:
                pause = self._turn(engine) if self.leads else _STANDBY
            except DBAPIError as error:
                log.warning("cannot prune, trying again", error=str(error.orig).strip().splitlines()[0])
                pause = _AWAY
            except Exception:
                log.exception("cannot prune, trying again")
                pause = _AWAY
        engine.dispose()

    def stop(self) -> None:
        self._end.set()

    def _turn(self, engine: Engine) -> float:
        """One transaction at most. Seconds until the next."""
        began = time.monotonic()
        with engine.connect() as connection:
            if began > self._looked + _LOOK:
                self._looked = began
                self._look(connection, began)
            sweep = min(self._sweeps.values(), key=lambda each: each.due)
            if sweep.due > began:
                return min(_LOOK, sweep.due - began)
            is_done = sweep.walk.step(connection)
        now = time.monotonic()
        sweep.due = now  # after others that are due
        if is_done or sweep.is_at_its_limit:
            sweep.end(now)
        return max(_LEAST, _PAUSE * (now - began))

    def _look(self, connection: Connection, now: float) -> None:
        """What there is to sweep. A rule that has changed begins anew."""
        wanted: dict[Any, tuple[float, int | None]] = {"store": (_STORE, None)}
        wanted.update(dict.fromkeys(KINDS, (_REST, None)))
        for rule in retention.rules(connection):
            wanted[rule] = rule.sweep_interval.total_seconds(), rule.sweep_limit
        self._sweeps = {
            what: kept
            if (kept := self._sweeps.get(what)) and kept.since > now - _ANEW
            else _Sweep(_walk(what), interval, limit, now, now, {})
            for what, (interval, limit) in wanted.items()
        }


def _walk(what: str | Rule) -> Walk:
    if isinstance(what, Rule):
        return Threads(what)
    return _Items() if what == "store" else Rest(what)
