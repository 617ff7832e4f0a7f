"""What would go, were it pruned now: rows of each kind, and about how many bytes. Only reads, and reads all of it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adjourn.models.retention import Rule
from sqlalchemy import Connection, text

# Of all threads, so that hashing them is best, which connections of ours do without (database.OPTIONS).
_AS_A_WHOLE = text("""
SELECT set_config(name, 'on', true) FROM unnest(ARRAY['enable_seqscan', 'enable_hashjoin', 'enable_mergejoin']) name""")
_OLD = """
WITH old AS MATERIALIZED (
  SELECT thread_id FROM adjourn.jobs WHERE project = :project AND graph = :graph
  GROUP BY thread_id HAVING bool_and(coalesce(finished_at < now() - CAST(:ttl AS interval), false))
)"""
_ITS = "IN (SELECT thread_id FROM old)"
_JOBS = f"IN (SELECT id FROM adjourn.jobs WHERE thread_id {_ITS})"
_DELETE = text(f"""{_OLD}
SELECT 'threads' AS kind, count(*) AS rows, 100 * count(*) AS bytes FROM old
UNION ALL SELECT 'jobs', count(*), sum(adjourn.job_bytes(x)) FROM adjourn.jobs x WHERE thread_id {_ITS}
UNION ALL SELECT 'human_requests', count(*), sum(adjourn.request_bytes(x)) FROM adjourn.human_requests x
  WHERE job_id {_JOBS}
UNION ALL SELECT 'notes', count(*), sum(100 + octet_length(text)) FROM adjourn.notes
  WHERE request_id IN (SELECT id FROM adjourn.human_requests WHERE job_id {_JOBS})
UNION ALL SELECT 'events', count(*), sum(adjourn.event_bytes(x)) FROM adjourn.events x WHERE job_id {_JOBS}
UNION ALL SELECT 'progress', count(*), sum(adjourn.progress_bytes(x)) FROM adjourn.progress x WHERE job_id {_JOBS}
UNION ALL SELECT 'checkpoints', sum(rows), sum(bytes) FROM (
  SELECT count(*) AS rows, sum(adjourn.checkpoint_bytes(x)) AS bytes FROM adjourn.checkpoints x WHERE thread_id {_ITS}
  UNION ALL SELECT 0, sum(adjourn.blob_bytes(x)) FROM adjourn.checkpoint_blobs x WHERE thread_id {_ITS}
  UNION ALL SELECT 0, sum(adjourn.write_bytes(x)) FROM adjourn.checkpoint_writes x WHERE thread_id {_ITS}) c""")
# As adjourn.keep_latest.
_KEEP_LATEST = text(f"""{_OLD}, longer AS MATERIALIZED (
  SELECT thread_id FROM old WHERE adjourn.has_older(thread_id)
), latest AS MATERIALIZED (
  SELECT thread_id, max(checkpoint_id) AS id FROM adjourn.checkpoints
  WHERE checkpoint_ns = '' AND thread_id IN (SELECT thread_id FROM longer) GROUP BY thread_id
), stays AS MATERIALIZED (
  SELECT DISTINCT ON (c.thread_id, c.checkpoint_ns) c.thread_id, c.checkpoint_ns, c.checkpoint_id,
    c.checkpoint -> 'channel_versions' AS versions, strpos(c.checkpoint_ns, ':') > 0
      AND coalesce(c.metadata -> 'parents' ->> '' <> latest.id, false) AS goes
  FROM adjourn.checkpoints c JOIN latest USING (thread_id)
  ORDER BY c.thread_id, c.checkpoint_ns, c.checkpoint_id DESC
), kept AS MATERIALIZED (SELECT * FROM stays WHERE NOT goes)
SELECT 'threads' AS kind, count(*) AS rows, 0 AS bytes FROM longer
UNION ALL SELECT 'checkpoints', sum(rows), sum(bytes) FROM (
  SELECT count(*) AS rows, sum(adjourn.checkpoint_bytes(x)) AS bytes FROM adjourn.checkpoints x
    WHERE thread_id IN (SELECT thread_id FROM longer)
      AND NOT EXISTS (SELECT FROM kept WHERE (kept.thread_id, kept.checkpoint_ns, kept.checkpoint_id)
        = (x.thread_id, x.checkpoint_ns, x.checkpoint_id))
  UNION ALL SELECT 0, sum(adjourn.write_bytes(x)) FROM adjourn.checkpoint_writes x
    WHERE thread_id IN (SELECT thread_id FROM longer)
      AND NOT EXISTS (SELECT FROM kept WHERE (kept.thread_id, kept.checkpoint_ns, kept.checkpoint_id)
        = (x.thread_id, x.checkpoint_ns, x.checkpoint_id))
  UNION ALL SELECT 0, sum(adjourn.blob_bytes(x)) FROM adjourn.checkpoint_blobs x
    WHERE thread_id IN (SELECT thread_id FROM longer)
      AND NOT EXISTS (SELECT FROM kept WHERE (kept.thread_id, kept.checkpoint_ns) = (x.thread_id, x.checkpoint_ns)
        AND kept.versions ->> x.channel = x.version)) c""")
_KEPT = text("""
WITH old AS (SELECT what, now() - ttl AS horizon FROM adjourn.kept WHERE ttl IS NOT NULL)
SELECT 'events' AS kind, count(*) AS rows, sum(adjourn.event_bytes(e)) AS bytes FROM adjourn.events e, old
  WHERE what = 'events' AND e.at < horizon
    AND NOT EXISTS (SELECT FROM adjourn.jobs j WHERE j.id = e.job_id AND j.finished_at IS NULL)
UNION ALL SELECT 'refused', count(*), sum(100 + octet_length(message)) FROM adjourn.refused r, old
  WHERE what = 'refused' AND r.at < horizon AND again_at IS NULL
UNION ALL SELECT 'batches', count(*), sum(300) FROM adjourn.batches b, old
  WHERE what = 'batches' AND b.created_at < horizon AND coalesce(b.submitted_at < horizon, true)
    AND NOT EXISTS (SELECT FROM adjourn.jobs j WHERE j.batch_id = b.id)
UNION ALL SELECT 'progress', count(*), sum(adjourn.progress_bytes(p)) FROM adjourn.progress p, old
  WHERE what = 'progress' AND p.at < horizon AND (
    EXISTS (SELECT FROM adjourn.progress later WHERE later.job_id = p.job_id AND later.n > p.n)
    OR NOT EXISTS (SELECT FROM adjourn.jobs j WHERE j.id = p.job_id AND j.finished_at IS NULL))
UNION ALL SELECT 'sessions', count(*), sum(150) FROM adjourn.sessions s, old
  WHERE what = 'sessions' AND s.seen_at < horizon AND NOT adjourn.lasts(s)""")


@dataclass(frozen=True, slots=True)
class Amount:
    kind: str
    rows: int
    bytes: int


def of_threads(transaction: Connection, rule: Rule) -> list[Amount]:
    statement = _DELETE if rule.strategy == "delete" else _KEEP_LATEST
    values = {"project": rule.project, "graph": rule.graph, "ttl": rule.ttl}
    return _amounts(transaction, statement, values)


def of_rest(transaction: Connection) -> list[Amount]:
    """What belongs to no thread, and events of threads that stay, or go now: those are counted twice."""
    return _amounts(transaction, _KEPT, {})


def _amounts(transaction: Connection, statement: Any, values: dict[str, Any]) -> list[Amount]:
    transaction.execute(_AS_A_WHOLE)
    found = [
        Amount(row.kind, int(row.rows or 0), int(row.bytes or 0)) for row in transaction.execute(statement, values)
    ]
    return [amount for amount in found if amount.rows]
