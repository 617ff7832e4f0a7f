"""How all of it is: the numbers of the view `adjourn.health` (0006_health.sql), and which of them somebody should hear
of."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Literal

from sqlalchemy import Connection, text

#: What the numbers are, and by which columns there are several of each.
MEASURES: dict[str, tuple[str, tuple[str, ...]]] = {
    "jobs": ("Jobs that have not finished", ("project", "graph", "queue", "status")),
    "jobs_waiting_estimated": ("1 while so many jobs wait that their number is estimated from a sample", ()),
    "jobs_due": ("Jobs of no batch that could start now", ("project", "graph", "queue")),
    "batch_jobs_due": ("Jobs of batches that could start now", ("project", "graph", "queue")),
    "oldest_due_seconds": ("For how long a job of no batch has been due", ("project", "graph", "queue")),
    "jobs_untaken": (
        "Jobs that could go on, and that no worker takes, as each takes those of its version",
        ("project", "graph", "queue"),
    ),
    "jobs_waiting_untaken": (
        "Waiting jobs, answered or not, that no worker takes",
        ("project", "graph", "queue"),
    ),
    "jobs_abandoned": ("Running jobs whose worker has been silent for half a minute longer than its lease", ()),
    "jobs_finished_last_hour": (
        "Jobs that have finished within the last hour",
        ("project", "graph", "queue", "status"),
    ),
    "oldest_answer_seconds": ("For how long a job that could go on has had its answer", ()),
    "questions_open": ("Questions that wait for an answer", ()),
    "questions_overdue": ("Open questions whose due_at has passed", ()),
    "oldest_question_seconds": ("For how long a question has been open", ()),
    "messages_refused": ("Messages that no job could be made of", ()),
    "notices_parked": ("Webhooks and messages that are not tried again", ()),
    "schedules_stopped": ("Schedules that have stopped with an error", ()),
    "scheduler_leads": ("1 while a scheduler leads", ()),
    "workers": ("Worker processes that consume a queue", ("project", "queue")),
    "worker_slots": ("Runs that workers can have at once", ("project",)),
    "worker_runs": ("Runs that workers have now", ("project",)),
}

Level = Literal["warning", "critical"]
Limits = tuple[float, float]
#: A warning, however many there are.
_ANY = (1.0, float("inf"))


@dataclass(frozen=True, slots=True)
class Measure:
    name: str
    project: str | None
    graph: str | None
    queue: str | None
    status: str | None
    value: float


@dataclass(frozen=True, slots=True)
class Thresholds:
    """From where on each is a warning, and critical."""

    #: Seconds: of jobs that nobody takes; of answers.
    due: Limits = (60, 300)
    #: Days for which a question is open.
    question: Limits = (7, float("inf"))
    #: Jobs: in the last hour; now.
    failed: Limits = (1, 100)
    blocked: Limits = (1, 100)
    #: Messages.
    refused: Limits = (1, 100)


@dataclass(frozen=True, slots=True)
class Trouble:
    level: Level
    what: str


def now(connection: Connection) -> list[Measure]:
    return _read(connection, "SELECT * FROM adjourn.health")


def seen(connection: Connection) -> list[Measure]:
    """The same, for who leads a team; nothing for others."""
    return _read(connection, "SELECT * FROM adjourn.health_seen()")


def _read(connection: Connection, sql: str) -> list[Measure]:
    return [Measure(**row) for row in connection.execute(text(sql)).mappings()]


def troubles(measures: Iterable[Measure], thresholds: Thresholds) -> list[Trouble]:
    """The critical ones first."""
    return sorted(_troubles(list(measures), thresholds), key=lambda trouble: trouble.level)


def _troubles(measures: list[Measure], at: Thresholds) -> Iterator[Trouble]:
    def total(name: str, status: str | None = None) -> float:
        return sum(each.value for each in measures if (each.name, each.status) == (name, status))

    if not total("scheduler_leads"):
        yield Trouble("critical", "no scheduler leads")
    due = {each.queue for each in measures if each.name in ("jobs_due", "batch_jobs_due") and each.value}
    unserved = sorted(each.queue or "" for each in measures if each.name == "workers" and not each.value)
    for queue in unserved:
        yield Trouble(
            "critical" if queue in due else "warning",
            f"no worker consumes {queue}" + (", and jobs are due there" if queue in due else ""),
        )
    worst = max(
        (each for each in measures if each.name == "oldest_due_seconds"), key=lambda each: each.value, default=None
    )
    if worst:
        where = f"a job of {worst.graph} on {worst.queue}"
        yield from _over(worst.value, at.due, f"{where} has been due for {worst.value:.0f} s")
    answer = total("oldest_answer_seconds")
    yield from _over(answer, at.due, f"nobody has taken up an answer for {answer:.0f} s")
    days = total("oldest_question_seconds") / 86_400
    yield from _over(days, at.question, f"a question has been open for {days:.0f} days")
    for count, limits, what in (
        (total("jobs", "blocked"), at.blocked, "blocked jobs"),
        (total("jobs_finished_last_hour", "failed"), at.failed, "jobs that failed in the last hour"),
        (total("messages_refused"), at.refused, "refused messages"),
        (total("jobs_untaken"), _ANY, "jobs that no worker takes, see `adjourn versions`"),
        (total("jobs_abandoned"), _ANY, "jobs left by their workers that nobody has taken"),
        (total("notices_parked"), _ANY, "parked notices"),
        (total("schedules_stopped"), _ANY, "schedules that have stopped"),
    ):
        yield from _over(count, limits, f"{what}: {count:.0f}")


def _over(value: float, limits: Limits, what: str) -> Iterator[Trouble]:
    warning, critical = limits
    if value >= critical:
        yield Trouble("critical", what)
    elif value >= warning:
        yield Trouble("warning", what)
