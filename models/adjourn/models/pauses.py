"""What operators hold back. No job of it is claimed, from the next claim on; people go on answering."""

from __future__ import annotations

from dataclasses import asdict, dataclass

from adjourn.models.ground.errors import BadInput, refusals
from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Scope:
    """All jobs that fit; None fits all."""

    project: str | None = None
    graph: str | None = None
    queue: str | None = None

    def __str__(self) -> str:
        return ", ".join(f"{name} {value}" for name, value in asdict(self).items() if value is not None) or "everything"


#: A job of {0}, which has project and queue, and of the graph {1} is held back; NULL: it is not.
HELD = """
(SELECT true FROM adjourn.pauses p WHERE coalesce(p.project, {0}.project) = {0}.project
   AND coalesce(p.graph, {1}) = {1} AND coalesce(p.queue, {0}.queue) = {0}.queue LIMIT 1)"""

_PAUSE = text("""
INSERT INTO adjourn.pauses (project, graph, queue, reason) VALUES (:project, :graph, :queue, :reason)
ON CONFLICT ON CONSTRAINT paused_once DO NOTHING""")
_UNPAUSE = text("""
DELETE FROM adjourn.pauses WHERE (project, graph, queue) IS NOT DISTINCT FROM
  (CAST(:project AS text), CAST(:graph AS text), CAST(:queue AS text)) RETURNING id""")


def pause(connection: Connection, scope: Scope, reason: str | None = None) -> None:
    """Again does no harm, and keeps the first reason. Whatever runs goes on to its end or its next question."""
    with refusals():
        connection.execute(_PAUSE, asdict(scope) | {"reason": reason})


def unpause(connection: Connection, scope: Scope) -> None:
    """What is due is rung at once. Raises BadInput: exactly this is not paused."""
    with refusals():
        if connection.execute(_UNPAUSE, asdict(scope)).first() is None:
            raise BadInput(f"{scope} is not paused: see `adjourn pauses`")
