"""What waits, how long and where, for who looks after it. Of a team's questions the most urgent thousand are counted,
so that the page is as quick when a million wait."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Iterable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from adjourn.inbox import question, timeline, visit, words
from adjourn.inbox.visit import Visit
from adjourn.models import health, inbox, overview
from adjourn.models.health import Measure
from adjourn.models.overview import MANY, Waits
from starlette.responses import Response

#: Longer tables say nothing.
_LONGEST = 30


@dataclass(frozen=True, slots=True)
class Bar:
    """How many wait of something, the longest bar is 100 percent."""

    key: Any
    questions: int
    oldest: datetime
    share: float


@dataclass(frozen=True, slots=True)
class Day:
    """A bar, and the part of it that is bad."""

    day: date
    count: int
    failed: int
    #: Percent of the longest bar.
    share: float
    bad: float


@visit.for_people
def show(visitor: Visit) -> Response:
    with visitor.transaction() as transaction:
        waits = overview.waits(transaction)
        oldest = overview.oldest(transaction)
        due = overview.due(transaction)
        lately = overview.lately(transaction)
        jobs = overview.jobs(transaction)
        ended = overview.ended(transaction)
        measures = health.seen(transaction) if jobs else []
        batches = overview.batches(transaction)
        many_teams = overview.is_in_many_teams(transaction)
        now = inbox.now(transaction)
    teams = bars(waits, lambda each: each.team)
    places = bars(waits, lambda each: (each.graph, each.node))
    return visitor.show(
        "overview.html",
        many_teams=many_teams,
        total=sum(each.questions for each in waits),
        due=due,
        oldest=[row | dict(zip(("label", "brief", "facts"), question.brief(row), strict=True)) for row in oldest],
        teams=teams,
        kinds_waiting=bars(waits, lambda each: each.kind),
        places=places[:_LONGEST],
        more_places=len(places) - _LONGEST,
        is_cut=any(each.questions > MANY for each in teams),
        days=days((day, count, 0) for day, count in lately.days),
        answers=sum(count for _, count in lately.days),
        median=timeline.lasted(lately.median),
        ended_days=days((each.day, each.ended, each.failed) for each in ended),
        troubles=health.troubles(measures, health.Thresholds()),
        load=load(measures),
        jobs=[(label, getattr(jobs, name)) for name, label in words.JOBS.items()] if jobs else [],
        batches=batches,
        now=now,
    )


def load(measures: list[Measure]) -> tuple[int, int]:
    """How many runs workers have now, and could have."""
    runs, slots = (sum(m.value for m in measures if m.name == name) for name in ("worker_runs", "worker_slots"))
    return int(runs), int(slots)


def days(counts: Iterable[tuple[date, int, int]]) -> list[Day]:
    """The longest is 100 percent."""
    rows = list(counts)
    most = max((count for _, count, _ in rows), default=0) or 1
    return [Day(day, count, bad, round(count / most * 100, 1), round(bad / most * 100, 1)) for day, count, bad in rows]


def bars(waits: Iterable[Waits], of: Callable[[Waits], Hashable]) -> list[Bar]:
    """The longest first."""
    counts: dict[Hashable, int] = {}
    oldest: dict[Hashable, datetime] = {}
    for each in waits:
        key = of(each)
        counts[key] = counts.get(key, 0) + each.questions
        oldest[key] = min(oldest.get(key, each.oldest), each.oldest)
    most = max(counts.values(), default=1)
    made = [Bar(key, count, oldest[key], round(count / most * 100, 1)) for key, count in counts.items()]
    return sorted(made, key=lambda bar: (-bar.questions, bar.oldest, str(bar.key)))
