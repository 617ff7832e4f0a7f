"""The lease of a job: who holds it, for how long, and whether somebody else is at its row."""

from __future__ import annotations

from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import AdjournError, LeaseLost, Skipped
from sqlalchemy import Connection, text

# What another session has locked is left out, or it would cost all the others their leases. Who holds the lease can be
# read without a lock: a claim of it that has not committed may still come to nothing.
_RENEW = text("""
WITH mine AS MATERIALIZED (
  SELECT id, lease_id FROM adjourn.jobs WHERE status = 'running' AND lease_id = ANY(CAST(:lease_ids AS uuid[]))
), free AS MATERIALIZED (
  SELECT j.id FROM adjourn.jobs j JOIN mine USING (id)
  WHERE j.status = 'running' AND j.lease_id = mine.lease_id FOR NO KEY UPDATE OF j SKIP LOCKED
), renewed AS (
  UPDATE adjourn.jobs j SET lease_until = clock_timestamp() + :lease * interval '1 second'
  FROM free WHERE j.id = free.id RETURNING j.lease_id
) SELECT mine.lease_id::text, renewed.lease_id IS NOT NULL AS renewed FROM mine LEFT JOIN renewed USING (lease_id)""")

_MINE = "SELECT 1 AS mine FROM adjourn.jobs WHERE id = %(id)s::uuid AND lease_id = %(lease_id)s::uuid"
_FREE = "SELECT 1 AS free FROM adjourn.jobs WHERE id = %(id)s::uuid FOR SHARE SKIP LOCKED"


def renew(connection: Connection, lease_ids: list[str], lease: float) -> dict[str, bool]:
    """Prolong the leases by `lease` seconds from now. Returns those that are still held, with whether they could be
    prolonged: not while somebody else has locked the job's row."""
    rows = connection.execute(_RENEW, {"lease_ids": lease_ids, "lease": lease})
    return {row.lease_id: row.renewed for row in rows}


def refused(job_id: str, lease_id: str) -> Script[AdjournError]:
    """Why what goes by the lease, and skips what is locked, found no job."""
    is_mine = yield _MINE, {"id": job_id, "lease_id": lease_id}
    return Skipped(f"another session has locked job {job_id} or a question of it") if is_mine else LeaseLost(job_id)


def is_free(job_id: str) -> Script[bool]:
    """Whether nobody else has locked the job's row. Waits for nobody."""
    return bool((yield _FREE, {"id": job_id}))
