"""What waits, in numbers, and how a job went: of what whoever acts in the transaction may see. The rights, and what
bounds each statement, stand in SQL, 0005_overview.sql."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from adjourn.models.batches import ASKED
from sqlalchemy import Connection, text

Row = dict[str, Any]

#: Nobody is told more exactly how many there are.
MANY = 1000
#: Who is in more teams is told of those with the most urgent questions.
TEAMS = 10


@dataclass(frozen=True, slots=True)
class Waits:
    """How many wait at one place; of each team the first MANY + 1 are counted."""

    team: str | None
    kind: str
    graph: str
    node: str
    questions: int
    oldest: datetime


@dataclass(frozen=True, slots=True)
class Due:
    """At most MANY + 1 of each; soon: within a day."""

    overdue: int
    soon: int


@dataclass(frozen=True, slots=True)
class Lately:
    """Answers of people on each of the last 14 days (UTC); of the last 20,000."""

    days: list[tuple[date, int]]
    #: From asked to answered; None: nobody has answered.
    median: timedelta | None


@dataclass(frozen=True, slots=True)
class Jobs:
    """At most MANY + 1 of each; failed: within the last hour."""

    queued: int
    running: int
    waiting: int
    blocked: int
    failed: int


@dataclass(frozen=True, slots=True)
class Ended:
    """Jobs that ended on a day (UTC), and of these those that failed; of the last 20,000."""

    day: date
    ended: int
    failed: int


@dataclass(frozen=True, slots=True)
class Move:
    """Of a job."""

    at: datetime
    became: str


def waits(transaction: Connection) -> list[Waits]:
    return [Waits(**row) for row in _read(transaction, "SELECT * FROM adjourn.waiting_now()")]


def is_in_many_teams(transaction: Connection) -> bool:
    sql = "SELECT count(*) > :most AS many FROM adjourn.members WHERE person = adjourn.person()"
    return bool(_read(transaction, sql, most=TEAMS)[0]["many"])


def oldest(transaction: Connection, most: int = 5) -> list[Row]:
    """Open questions; `question` as JSON text."""
    return _read(transaction, "SELECT * FROM adjourn.oldest_waiting(:most)", most=most)


def due(transaction: Connection) -> Due:
    [row] = _read(transaction, "SELECT * FROM adjourn.due_now()")
    return Due(**row)


def lately(transaction: Connection) -> Lately:
    rows = _read(transaction, "SELECT * FROM adjourn.answered_lately()")
    return Lately([(row["day"], row["answers"]) for row in rows], rows[0]["median"])


def jobs(transaction: Connection) -> Jobs | None:
    """Of everybody, for who leads a team; None for others."""
    found = _read(transaction, "SELECT * FROM adjourn.jobs_now()")
    return Jobs(**found[0]) if found else None


def ended(transaction: Connection) -> list[Ended]:
    """On each of the last 14 days, for who leads a team; nothing for others."""
    return [Ended(**row) for row in _read(transaction, "SELECT * FROM adjourn.ended_lately()")]


def batches(transaction: Connection) -> list[Row]:
    """The newest ten that the person may see: his own, and those that ask a team which he leads."""
    return _read(transaction, "SELECT * FROM adjourn.batches_lately()")


def batch(transaction: Connection, id: str) -> Row | None:
    """One of them: what it is, `states` with how many jobs are in each, `rate` of jobs that ended in the last minute,
    `asked` with how many questions are open for whom, as far as the person sees them. None: there is none for him."""
    found = _read(transaction, "SELECT * FROM adjourn.batch_seen(CAST(:id AS uuid))", id=id)
    if not found:
        return None
    states = _read(transaction, "SELECT * FROM adjourn.batch_states(CAST(:id AS uuid))", id=id)
    [rate] = _read(transaction, "SELECT adjourn.batch_ended_lately(CAST(:id AS uuid)) AS jobs", id=id)
    asked = _read(transaction, ASKED, batch=id)
    return found[0] | {"states": {row["status"]: row["jobs"] for row in states}, "rate": rate["jobs"], "asked": asked}


def course(transaction: Connection, job: str) -> list[Move]:
    """What became of a job, the latest 500 moves in their order."""
    sql = "SELECT * FROM adjourn.job_course(CAST(:job AS uuid))"
    return [Move(**row) for row in _read(transaction, sql, job=job)]


def picture(transaction: Connection, job: str) -> tuple[str, list[tuple[str, str]]]:
    """Mermaid text of its graph, maybe none, and checkpoint_ns and node of each place where somebody is waited for."""
    [row] = _read(transaction, "SELECT adjourn.job_drawing(CAST(:job AS uuid)) AS drawing", job=job)
    at = _read(transaction, "SELECT * FROM adjourn.job_waits_at(CAST(:job AS uuid))", job=job)
    return row["drawing"] or "", [(each["checkpoint_ns"], each["node"]) for each in at]


def _read(transaction: Connection, sql: str, **values: Any) -> list[Row]:
    return [dict(row) for row in transaction.execute(text(sql), values).mappings()]
