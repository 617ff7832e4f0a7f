"""What goes when nobody needs it any more (0006_retention.sql): threads of graphs that have a rule, and what belongs to
no thread. In small transactions, so that whoever is killed at any point has done some of it whole; with pauses in
between, so that workers are not hurt."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from uuid import UUID

from adjourn.models.ground.errors import BadInput, refusals
from sqlalchemy import Connection, text
from sqlalchemy.exc import DataError

#: Jobs, and rows of other kinds, that go in one transaction.
_MANY, _ROWS = 100, 5000
#: What belongs to no thread, and events.
KINDS = ("events", "refused", "batches", "progress", "sessions")

_RULES = text("SELECT project, graph, strategy, ttl, sweep_interval, sweep_limit FROM adjourn.retention ORDER BY 1, 2")
_THREADS = text("""
SELECT at, last, is_done, gone FROM adjourn.prune_threads(:project, :graph, :at_most, :at, :last)""")
_KEEP = text("UPDATE adjourn.kept SET ttl = CAST(:ttl AS interval) WHERE what = :what")
_KEPT = text("SELECT since, is_done, gone FROM adjourn.prune_kept(:kind, :at_most, :since)")


@dataclass(frozen=True, slots=True)
class Rule:
    """What becomes of finished threads of a graph."""

    project: str
    graph: str
    strategy: str
    #: Since the end of a thread's last job.
    ttl: timedelta
    sweep_interval: timedelta
    #: Threads at most in one sweep.
    sweep_limit: int | None


def rules(connection: Connection) -> list[Rule]:
    """Those that count now: of graphs whose workers live."""
    return [Rule(*row) for row in connection.execute(_RULES)]


@dataclass(slots=True)
class Threads:
    """A walk through the ends of jobs, of which each is looked at once: a thread that is not old enough when it is
    passed has a later end, which is passed later. What was locked is found by the next walk from the beginning."""

    rule: Rule
    #: So far, of each kind of rows.
    taken: Counter[str] = field(default_factory=Counter)
    _at: datetime = datetime(1970, 1, 1, tzinfo=UTC)
    _last: UUID = field(default_factory=lambda: UUID(int=0))

    def step(self, connection: Connection) -> bool:
        """One transaction; `connection` commits by itself. Whether there is nothing left."""
        row = connection.execute(
            _THREADS,
            {
                "project": self.rule.project,
                "graph": self.rule.graph,
                "at_most": _MANY,
                "at": self._at,
                "last": self._last,
            },
        ).one()
        self._at, self._last = row.at, row.last
        self.taken.update(row.gone or {})
        return bool(row.is_done)


@dataclass(slots=True)
class Rest:
    """The same for a kind of what belongs to no thread."""

    kind: str
    taken: dict[str, int] = field(default_factory=dict)
    _since: int = 0

    def step(self, connection: Connection) -> bool:
        row = connection.execute(_KEPT, {"kind": self.kind, "at_most": _ROWS, "since": self._since}).one()
        self._since = row.since
        self.taken[self.kind] = self.taken.get(self.kind, 0) + row.gone
        return bool(row.is_done)


def keep(transaction: Connection, kind: str, ttl: str | None) -> None:
    """For how long a kind of what belongs to no thread is kept, as Postgres reads intervals; None: for ever.

    Raises BadInput: it is none; AdjournError: one is not the owner.
    """
    with refusals():
        try:
            transaction.execute(_KEEP, {"what": kind, "ttl": ttl})
        except DataError:
            raise BadInput(f"{ttl!r} is no interval: '90 days', '5 years', or forever") from None
