"""Graphs that are offered without a worker."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

import psycopg
from adjourn.models.claims import Claimant

_OFFER = """
WITH lane AS (
  INSERT INTO adjourn.lanes (queue, project, seen_at) VALUES (%(queue)s, %(project)s, 'infinity')
  ON CONFLICT (queue) DO UPDATE SET seen_at = 'infinity')
INSERT INTO adjourn.graphs (project, name, version, fingerprint, input_schema, drawing, seen_at)
SELECT %(project)s, name, %(version)s, '', '{}', '', 'infinity' FROM unnest(%(names)s::text[]) name
ON CONFLICT (project, name, version) DO UPDATE SET seen_at = 'infinity'"""


def offer(
    db: psycopg.Connection[Any], *names: str, project: str = "adjourn", queue: str | None = None, version: str = ""
) -> None:
    """As if workers of a project offered them, and never fell silent."""
    db.execute(_OFFER, {"queue": queue or project, "project": project, "version": version, "names": list(names)})


def claimant(*graphs: str, version: str = "v", takes: str = "all") -> Claimant:
    """A worker that runs these."""
    return Claimant("w", "adjourn", version, list(graphs), ["adjourn"], takes, fingerprints(graphs, version))


def fingerprints(graphs: Iterable[str], version: str) -> str:
    """Of graphs in a version."""
    return json.dumps({graph: f"{graph} in {version}" for graph in graphs})
