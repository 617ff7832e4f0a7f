"""Which jobs somebody serves, so that they are rung: what no living worker takes is in nobody's way.

A worker takes every job of its project, or those of its own version of the code (ADJOURN_TAKES), and its claim decides
that. Here messages are spared it that would be in vain, as the view `adjourn.takers` knows: who takes only what it has
begun consumes no lane, and who is pinned to a version has a queue for each, to which this version's jobs are rung
(broker.queue_of). Where nobody is pinned, no statement asks for versions.
"""

from __future__ import annotations

from dataclasses import dataclass

from adjourn.models.pauses import HELD

# Or another session holds the row, so that nobody can say so. An xmax of 0 says that nobody does, and costs nothing.
_ALIVE = """(adjourn.is_alive({0}.seen_at) OR {0}.xmax::text <> '0' AND (
    SELECT true FROM adjourn.{1} same WHERE same.ctid = {0}.ctid FOR NO KEY UPDATE SKIP LOCKED) IS NULL)"""
_LANES = f"""adjourn.lanes l
  JOIN (SELECT DISTINCT project, name FROM adjourn.graphs o WHERE {_ALIVE.format("o", "graphs")}) g USING (project)"""
_LIVELY = f"{_ALIVE.format('l', 'lanes')} AND {HELD.format('l', 'g.name')} IS NULL"

#: Whether a living worker is pinned to its version.
IS_PINNED = """EXISTS (
  SELECT FROM adjourn.workers WHERE takes <> 'all' AND seen_at > now() - interval '2 minutes') AS is_pinned"""


@dataclass(frozen=True, slots=True)
class Served:
    """Pieces of statements, by which jobs j are served. `table` makes `served`, a row for each graph on each lane."""

    table: str
    #: For any j: whether somebody takes it, and the version that alone does.
    takes: str
    pin: str
    #: For those of the graph and lane of a row a of `served`: what it says of that besides queue, project and name; the
    #: version; and those of them that are taken, before a LIMIT.
    more: str = ""
    pin_here: str = "NULL AS pin"
    first: str = "{0}"


# Not joins, for which Postgres would compare each with each.
_BY_NAME = "(j.queue, j.project, j.graph) IN (SELECT queue, project, name FROM served{0})"
_BY_VERSION = """((j.queue, j.project, j.graph, j.graph_version) IN (
  SELECT queue, project, name, unnest(versions) FROM served))"""

BY_ALL = Served(
    f"served AS (SELECT l.queue, l.project, g.name FROM {_LANES} WHERE {_LIVELY})",
    takes=f"({_BY_NAME.format('')}) IS TRUE",
    pin="NULL AS pin",
)
# Whether somebody takes new jobs, and any that have begun; else those of these versions. Where nobody takes new ones, a
# million of them may lie before one that has begun.
BY_VERSION = Served(
    f"""takers AS MATERIALIZED (SELECT * FROM adjourn.takers), served AS (
  SELECT l.queue, l.project, g.name, coalesce(t.news, p.queue IS NULL) AS news,
    coalesce(t.others, p.queue IS NULL) AS others, t.versions
  FROM {_LANES}
  LEFT JOIN (SELECT DISTINCT queue, project FROM takers) p USING (queue, project)
  LEFT JOIN (
    SELECT queue, project, graph AS name, bool_or(takes <> 'begun') AS news, bool_or(takes = 'all') AS others,
      array_agg(version) FILTER (WHERE takes <> 'all') AS versions
    FROM takers GROUP BY 1, 2, 3) t USING (queue, project, name)
  WHERE {_LIVELY})""",
    takes=f"""(CASE WHEN j.graph_version IS NULL THEN {_BY_NAME.format(" WHERE news")}
      ELSE {_BY_NAME.format(" WHERE others")} OR {_BY_VERSION} END) IS TRUE""",
    pin=f"CASE WHEN {_BY_VERSION} THEN j.graph_version END AS pin",
    more=", news, others, versions",
    pin_here="CASE WHEN j.graph_version = ANY(a.versions) THEN j.graph_version END AS pin",
    first="""SELECT * FROM ({0} LIMIT CASE WHEN a.news THEN NULL ELSE 10000 END) j
      WHERE CASE WHEN j.graph_version IS NULL THEN a.news ELSE a.others OR j.graph_version = ANY(a.versions) END""",
)
