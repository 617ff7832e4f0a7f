"""Bugs on purpose, see bugs.py: those that need a project beside, or a lane that nobody serves, to do harm."""

from __future__ import annotations

from collections.abc import Callable

from adjourn.models import claims, due
from sqlalchemy import text

from tests.chaos.swap import swapped


def claim_ignores_project() -> None:
    """A worker claims whatever it is rung for, if it has a graph of that name."""
    for mine, given in (
        ("j.project IS NOT DISTINCT FROM %(project)s", "%(project)s::text IS NOT NULL"),
        ("j.queue = ANY(%(queues)s)", "%(queues)s::text[] IS NOT NULL"),
    ):
        claims._CLAIM = swapped(claims._CLAIM, mine, given)


def most_urgent_of_all() -> None:
    """A sweep takes the most urgent of all that is due, whether anybody serves its lane or not."""
    due._QUEUED[False] = text(f"""
        SELECT {due._COLUMNS}, NULL AS pin, j.thread_id, 1 AS crowd, false AS is_full, true AS is_due
        FROM adjourn.jobs j
        WHERE {due.QUEUED} AND {due.FREE} AND j.thread_id <> ALL(:crowded) {due._BY_URGENCY} LIMIT :limit""")


BUGS: dict[str, Callable[[], None]] = {bug.__name__: bug for bug in (claim_ignores_project, most_urgent_of_all)}
