"""What workers have offered to run."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass

from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Offer:
    """A graph of a project. `input_schema` is a JSON text, `drawing` Mermaid."""

    name: str
    version: str
    fingerprint: str
    queue: str
    input_schema: str
    drawing: str


_OFFER = text("""
INSERT INTO adjourn.graphs (name, version, fingerprint, queue, input_schema, drawing)
VALUES (:name, :version, :fingerprint, :queue, CAST(:input_schema AS json), :drawing)
ON CONFLICT (name) DO UPDATE SET version = EXCLUDED.version, fingerprint = EXCLUDED.fingerprint,
  queue = EXCLUDED.queue, input_schema = EXCLUDED.input_schema, drawing = EXCLUDED.drawing, offered_at = now()
WHERE (graphs.version, graphs.fingerprint, graphs.queue, graphs.input_schema::text, graphs.drawing) IS DISTINCT FROM
  (EXCLUDED.version, EXCLUDED.fingerprint, EXCLUDED.queue, EXCLUDED.input_schema::text, EXCLUDED.drawing)""")


def offer(connection: Connection, offers: Iterable[Offer]) -> None:
    """Register graphs, in one order for all processes, so that two that start at once cannot deadlock."""
    for each in sorted(offers, key=lambda o: o.name):
        connection.execute(_OFFER, asdict(each))
