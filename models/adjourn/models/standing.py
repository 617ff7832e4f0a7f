"""Jobs that stand in the middle of their graphs, and would go on with whatever code is deployed."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import psycopg
from psycopg.rows import class_row


@dataclass(frozen=True, slots=True)
class Standing:
    """`input`, `config` and `context` are JSON texts."""

    id: str
    thread_id: str
    graph: str
    status: str
    input: str | None
    config: str
    context: str | None
    #: Of the code that it ran on last.
    version: str | None
    fingerprint: str | None


_STANDING = """
SELECT id::text, thread_id, graph, status, input::text, config::text, context::text, graph_version AS version,
  graph_fingerprint AS fingerprint FROM adjourn.jobs
WHERE project = %s AND started_at IS NOT NULL AND finished_at IS NULL ORDER BY created_at, id"""


def standing(connection: psycopg.Connection[object], project: str, at_once: int = 1000) -> Iterator[Standing]:
    """Of a project, the oldest first. A million may wait: they come in parts, in one transaction."""
    with connection.transaction(), connection.cursor("standing", row_factory=class_row(Standing)) as cursor:
        cursor.itersize = at_once
        yield from cursor.execute(_STANDING, (project,))
