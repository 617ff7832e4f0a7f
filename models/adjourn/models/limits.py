"""How many jobs may run at once, and start in a minute. A claim decides that (0006_limits.sql); the scheduler looks how
many may start, so that it does not ring for others."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.pauses import Scope
from sqlalchemy import Connection, text

#: Whether the job {1} is under the limit {0}.
UNDER = """(coalesce({0}.project, {1}.project) = {1}.project AND coalesce({0}.graph, {1}.graph) = {1}.graph
  AND coalesce({0}.queue, {1}.queue) = {1}.queue AND ({0}.batch_id IS NULL OR {0}.batch_id = {1}.batch_id))"""
#: Of each limit, how many jobs may start now.
ROOMS = """rooms AS MATERIALIZED (
  SELECT l.project, l.graph, l.queue, l.batch_id, least(
    CASE WHEN l.running IS NOT NULL THEN (SELECT count(*) FROM adjourn.places p
      WHERE p.limit_id = l.id AND p.kind = 'running' AND p.job_id IS NULL) END,
    CASE WHEN l.per_minute IS NOT NULL THEN (SELECT count(*) FROM adjourn.places p
      WHERE p.limit_id = l.id AND p.kind = 'minute' AND p.taken_at < now() - interval '1 minute') END) AS room
  FROM adjourn.limits l)"""

_LIMIT = text("""
INSERT INTO adjourn.limits AS l (project, graph, queue, running, per_minute)
VALUES (:project, :graph, :queue, :running, :per_minute)
ON CONFLICT ON CONSTRAINT limited_once DO UPDATE SET running = EXCLUDED.running, per_minute = EXCLUDED.per_minute""")
_UNLIMIT = text("""
DELETE FROM adjourn.limits WHERE (project, graph, queue, batch_id) IS NOT DISTINCT FROM
  (CAST(:project AS text), CAST(:graph AS text), CAST(:queue AS text), NULL) RETURNING id""")
_LEAVE = text("SELECT adjourn.leave_places()")
_LIMIT_BATCH = text("SELECT adjourn.limit_batch(CAST(:batch AS uuid), :running, :per_minute)")


class Rooms:
    """How many jobs may start under each limit, as a look has seen it."""

    def __init__(self, rows: Sequence[dict[str, Any]]) -> None:
        self._rows = [{name: value for name, value in row.items() if value is not None} for row in rows]

    def take(self, job: Any) -> bool:
        """Whether the job may start, too. A row with project, graph, queue, batch_id and status."""
        if job.status == "running":
            return True
        over = [row for row in self._rows if all(getattr(job, key) == row[key] for key in row if key != "room")]
        if any(row["room"] < 1 for row in over):
            return False
        for row in over:
            row["room"] -= 1
        return True

    def __bool__(self) -> bool:
        """Whether some may start under each."""
        return all(row["room"] > 0 for row in self._rows)


def limit(connection: Connection, scope: Scope, running: int | None, per_minute: int | None) -> None:
    """From the next claim on; what runs goes on. Again: these numbers instead. Raises BadInput."""
    with refusals():
        connection.execute(_LIMIT, asdict(scope) | {"running": running, "per_minute": per_minute})


def limit_batch(connection: Connection, batch: str, running: int | None, per_minute: int | None) -> None:
    """By whoever submitted it. Raises BadInput: it is another's."""
    with refusals():
        connection.execute(_LIMIT_BATCH, {"batch": batch, "running": running, "per_minute": per_minute})


def unlimit(connection: Connection, scope: Scope) -> None:
    """Raises BadInput: there is no such limit."""
    with refusals():
        if connection.execute(_UNLIMIT, asdict(scope)).first() is None:
            raise BadInput(f"{scope} has no limit: see `adjourn limits`")


def leave(connection: Connection) -> None:
    """The places of jobs that do not run any more (0007_places.sql)."""
    connection.execute(_LEAVE)
