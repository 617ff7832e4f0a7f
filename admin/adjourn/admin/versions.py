"""On which versions of projects' code jobs have begun, and who there is to take them."""

from __future__ import annotations

from adjourn.admin.rows import Row

VERSIONS = """
WITH begun AS (
  SELECT project, queue, graph, graph_version AS version, status, count(*) AS jobs FROM adjourn.jobs
  WHERE started_at IS NOT NULL AND finished_at IS NULL GROUP BY 1, 2, 3, 4, 5
), left_over AS (
  SELECT project, version, sum(jobs)::bigint AS jobs, json_object_agg(status, jobs) AS of,
    sum(untaken)::bigint AS untaken
  FROM (
    SELECT project, version, status, sum(jobs)::bigint AS jobs,
      coalesce(sum(jobs) FILTER (WHERE NOT adjourn.is_taken(project, queue, graph, version)), 0) AS untaken
    FROM begun GROUP BY 1, 2, 3) by_status
  GROUP BY 1, 2
), alive AS (
  SELECT project, version, count(*) AS workers, array_agg(DISTINCT takes ORDER BY takes) AS takes FROM adjourn.workers
  WHERE adjourn.is_alive(seen_at) GROUP BY 1, 2
), found AS (
  SELECT project, version, coalesce(workers, 0) AS workers, coalesce(takes, '{}') AS takes, coalesce(jobs, 0) AS jobs,
    coalesce((of ->> 'running')::bigint, 0) AS running, coalesce((of ->> 'queued')::bigint, 0) AS queued,
    coalesce((of ->> 'waiting')::bigint, 0) AS waiting, coalesce((of ->> 'blocked')::bigint, 0) AS blocked,
    coalesce(untaken, 0) AS untaken
  FROM left_over FULL JOIN alive USING (project, version))
SELECT *, (
  SELECT min(g.offered_at) FROM adjourn.graphs g WHERE (g.project, g.version) = (f.project, f.version)) AS offered_at
FROM found f WHERE CAST(:version AS text) IS NULL OR version = :version ORDER BY project, offered_at, version"""
OFFERED = "SELECT 1 AS offered FROM adjourn.graphs WHERE version = :version LIMIT 1"

#: Of a job, whether a worker takes it, and whether its graph is another one in the version that is offered now.
CODE = """
SELECT adjourn.is_taken(j.project, j.queue, j.graph, j.graph_version) AS is_taken, now.version AS now,
  now.fingerprint <> j.graph_fingerprint AS has_changed
FROM adjourn.jobs j LEFT JOIN LATERAL (
  SELECT g.version, g.fingerprint FROM adjourn.graphs g WHERE (g.project, g.name) = (j.project, j.graph)
  ORDER BY adjourn.is_alive(g.seen_at) DESC, g.offered_at DESC LIMIT 1) now ON true
WHERE j.id = CAST(:id AS uuid)"""


def of_graph(job: Row, code: Row) -> str:
    """A job's graph, and on which version of it the job runs."""
    if job["graph_version"] is None:
        return str(job["graph"])
    changed = f", and has changed since: {code['now']} is offered now" if code["has_changed"] else ""
    return f"{job['graph']} ({job['graph_version']}{changed})"


def untaken(job: Row, code: Row) -> str | None:
    """What is to be done that a worker takes it; None: one does, or none has to."""
    if job["finished_at"] is not None or code["is_taken"]:
        return None
    if job["graph_version"] is None:
        return "by no worker: those that live take no new ones. Start one with ADJOURN_TAKES=own or all"
    begun = f"by no worker: those that live take other versions. Start one of version {job['graph_version']} with"
    return f"{begun} ADJOURN_TAKES=begun, or one of any version with ADJOURN_TAKES=all"
