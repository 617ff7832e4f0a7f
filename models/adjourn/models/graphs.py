"""What workers offer to run, and where: graphs of a project, on the queues that are its lanes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, fields

from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import BadInput, refusals
from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Offer:
    """A graph of a project. `input_schema` and `ttl` are JSON texts, `drawing` Mermaid."""

    name: str
    version: str
    fingerprint: str
    input_schema: str
    drawing: str
    #: For how long finished threads are kept (0006_retention.sql). None: for ever.
    ttl: str | None = None


#: Seconds between signs of life. Two minutes without one, and nobody is rung any more: adjourn.is_alive.
LIFE = 20.0

_OFFER = text("""
INSERT INTO adjourn.graphs (project, name, version, fingerprint, input_schema, drawing, ttl)
SELECT :project, o.name, o.version, o.fingerprint, CAST(o.input_schema AS json), o.drawing, CAST(o.ttl AS json)
FROM unnest(CAST(:name AS text[]), CAST(:version AS text[]), CAST(:fingerprint AS text[]),
    CAST(:input_schema AS text[]), CAST(:drawing AS text[]), CAST(:ttl AS text[]))
  AS o (name, version, fingerprint, input_schema, drawing, ttl)
ON CONFLICT (project, name, version) DO UPDATE SET fingerprint = EXCLUDED.fingerprint,
  input_schema = EXCLUDED.input_schema, drawing = EXCLUDED.drawing, ttl = EXCLUDED.ttl, seen_at = now()""")

# A queue is one project's: its jobs are rung there, and no other project's worker can take them. It passes to another
# when its workers have fallen silent and nothing waits there.
_SERVE = text("""
INSERT INTO adjourn.lanes AS l (queue, project, seen_at) VALUES (:queue, :project, now())
ON CONFLICT (queue) DO UPDATE SET project = EXCLUDED.project, seen_at = now()
WHERE l.project = EXCLUDED.project OR NOT coalesce(adjourn.is_alive(l.seen_at), false) AND NOT EXISTS (
  SELECT FROM adjourn.jobs j WHERE j.queue = l.queue AND j.project = l.project AND j.finished_at IS NULL)
RETURNING queue""")
_OWNER = text("SELECT project FROM adjourn.lanes WHERE queue = :queue")

# Rows that another session holds are left out: a sweep takes them for alive (served.SERVED).
_ALIVE = """
WITH offered AS (
  SELECT ctid FROM adjourn.graphs WHERE project = %(project)s AND version = %(version)s AND name = ANY(%(names)s)
    AND seen_at < now() - interval '10 seconds' FOR NO KEY UPDATE SKIP LOCKED
), consumed AS (
  SELECT ctid FROM adjourn.lanes WHERE project = %(project)s AND queue = ANY(%(queues)s)
    AND seen_at < now() - interval '10 seconds' FOR NO KEY UPDATE SKIP LOCKED
), graphs AS (
  UPDATE adjourn.graphs g SET seen_at = now() FROM offered WHERE g.ctid = offered.ctid RETURNING 1
) UPDATE adjourn.lanes l SET seen_at = now() FROM consumed WHERE l.ctid = consumed.ctid RETURNING queue"""

_ADD = text("""
INSERT INTO adjourn.lanes AS l (queue, project, added_by) VALUES (:queue, :project, adjourn.person())
ON CONFLICT (queue) DO UPDATE SET added_by = adjourn.person() WHERE l.project = EXCLUDED.project RETURNING queue""")
_MOVE = text("""
UPDATE adjourn.jobs SET queue = :target WHERE queue = :source AND finished_at IS NULL
  AND (CAST(:graph AS text) IS NULL OR graph = :graph)""")


def offer(connection: Connection, project: str, queues: Iterable[str], offers: Iterable[Offer]) -> None:
    """Register lanes and graphs, in one order for all processes, so that two that start at once cannot deadlock.

    Raises BadInput: a queue is another project's.
    """
    for queue in sorted(queues):
        if connection.execute(_SERVE, {"queue": queue, "project": project}).first() is None:
            raise _taken(connection, queue, project)
    ordered = sorted(offers, key=lambda offer: offer.name)
    columns = {field.name: [getattr(offer, field.name) for offer in ordered] for field in fields(Offer)}
    connection.execute(_OFFER, {"project": project, **columns})


def alive(project: str, version: str, names: list[str], queues: list[str]) -> Script[None]:
    """A sign of life of a worker. Another one's within ten seconds is as good."""
    yield _ALIVE, {"project": project, "version": version, "names": sorted(names), "queues": sorted(queues)}


def add_lane(connection: Connection, project: str, queue: str) -> None:
    """Let jobs be enqueued to it before a worker has come, and after it has gone.

    Raises BadInput: it is another project's.
    """
    with refusals():
        if connection.execute(_ADD, {"queue": queue, "project": project}).first() is None:
            raise _taken(connection, queue, project)


def move(connection: Connection, source: str, target: str, graph: str | None = None) -> int:
    """Send the unfinished jobs of a lane, or those of one graph there, to another lane of their project. Returns how
    many there were. Raises BadInput: it is no lane of that project."""
    with refusals():
        return connection.execute(_MOVE, {"source": source, "target": target, "graph": graph}).rowcount


def _taken(connection: Connection, queue: str, project: str) -> BadInput:
    owner = connection.execute(_OWNER, {"queue": queue}).scalar()
    return BadInput(
        f"queue {queue} is a lane of project {owner}, which has workers or unfinished jobs there: "
        f"give project {project} another one with ADJOURN_QUEUE, or set ADJOURN_NAME={owner}"
    )
