"""What happens to a job while it runs (0006_progress.sql): written by its worker as far as nodes say it, and read by
whoever follows the job.

Who follows listens, and holds a shared advisory lock, by which workers know that it is worth telling: NOTIFY takes one
lock of the whole database at commit, which those that pause and answer wait for. Of steps and moves nobody notifies, so
he looks now and then.
"""

from __future__ import annotations

import json
import time
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple

import psycopg
from adjourn.models import ends, rings
from adjourn.models.ground import database
from adjourn.models.ground.database import Script
from adjourn.models.ground.settings import Settings
from sqlalchemy import Connection, text

CHANNEL = "adjourn_progress"
#: What is kept of a job.
_KEPT = 1000
#: Of the advisory locks of who follows, that for any job; for one, its hash.
_KEY, _ANY = 7253671, 0
_FOLLOW = f"SELECT pg_advisory_lock_shared({_KEY}, {_ANY}), pg_advisory_lock_shared({_KEY}, hashtext(%s))"
#: Who says what: of a job that something was said, that it may go on, that it has ended.
_LISTEN = (f"LISTEN {CHANNEL}", rings.LISTEN, f"LISTEN {ends.CHANNEL}")
#: Seconds between two looks for what nobody notifies of; and for those that notify together.
_LOOK, _TOGETHER = 1.0, 0.05


class Said(NamedTuple):
    """What a node said."""

    #: In its run, counting up.
    place: int
    #: By `time.time`.
    at: float
    #: Of the whole graph, after which it was said.
    checkpoint_id: str
    checkpoint_ns: str
    node: str
    #: JSON text that Postgres can take apart.
    data: str
    is_cut: bool
    #: Between this and the one before.
    dropped: int


@dataclass(frozen=True, slots=True)
class Item:
    """As adjourn.progress_of has it."""

    id: str
    at: datetime
    kind: str
    what: str | None
    number: int | None
    run: int | None
    checkpoint_ns: str | None
    node: str | None
    request_id: int | None
    by: str | None
    #: JSON text.
    data: str | None
    is_cut: bool | None
    dropped: int | None


# By the lease, as checkpoints: what a worker says that has lost its job comes either before whatever the next one says,
# or not at all. The last row of a job says where its numbers go on, and what of this run is there already.
_WRITE = f"""
WITH held AS MATERIALIZED (
  SELECT j.id, j.lease_id FROM json_to_recordset(%(runs)s::json) r(job_id uuid, lease_id uuid)
  JOIN adjourn.jobs j ON j.id = r.job_id AND j.lease_id = r.lease_id FOR SHARE OF j SKIP LOCKED
), stands AS MATERIALIZED (
  SELECT held.*, coalesce(last.n, 0) AS n,
    coalesce(last.run, 0) + (last.lease_id IS DISTINCT FROM held.lease_id)::int AS run,
    CASE WHEN last.lease_id = held.lease_id THEN last.place ELSE 0 END AS place
  FROM held LEFT JOIN LATERAL (
    SELECT p.n, p.run, p.lease_id, p.place FROM adjourn.progress p WHERE p.job_id = held.id ORDER BY p.n DESC LIMIT 1
  ) last ON true
), written AS (
  INSERT INTO adjourn.progress (job_id, n, at, run, lease_id, place, checkpoint_id, checkpoint_ns, node, data,
    is_cut, dropped)
  SELECT s.id, s.n + row_number() OVER (PARTITION BY s.id ORDER BY e.place),
    clock_timestamp() - e.ago * interval '1 second', s.run, s.lease_id, e.place, e.checkpoint_id, e.checkpoint_ns,
    e.node, e.data::json, e.is_cut, e.dropped
  FROM stands s JOIN json_to_recordset(%(said)s::json) e(job_id uuid, place bigint, ago float8, checkpoint_id text,
    checkpoint_ns text, node text, data text, is_cut boolean, dropped int) ON e.job_id = s.id AND e.place > s.place
  RETURNING job_id, n
), ends AS MATERIALIZED (SELECT job_id, max(n) AS n FROM written GROUP BY job_id), trimmed AS (
  DELETE FROM adjourn.progress p USING ends WHERE p.job_id = ends.job_id AND p.n <= ends.n - {_KEPT}
), told AS MATERIALIZED (
  SELECT pg_notify('{CHANNEL}', ends.job_id::text) FROM ends
  WHERE (SELECT NOT pg_try_advisory_xact_lock({_KEY}, {_ANY})) AND hashtext(ends.job_id::text)::oid IN (
    SELECT objid FROM pg_locks WHERE locktype = 'advisory' AND classid = {_KEY} AND mode = 'ShareLock')
) SELECT held.id::text AS job, (SELECT count(*) FROM told) AS told FROM held"""
_READ = text("""
SELECT id, at, kind, what, number, run, checkpoint_ns, node, request_id, by, data::text AS data, is_cut, dropped
FROM adjourn.progress_of(CAST(:job AS uuid), :after, :at_most, :latest)""")
_MARKS = "SELECT job::text, mark FROM adjourn.progress_marks(%s::uuid[])"


def write(runs: Sequence[tuple[str, str]], said: Sequence[tuple[str, Said]], now: float) -> Script[set[str]]:
    """What each of these jobs, with its lease, has said. Returns those whose lease is held, and whose row nobody else
    has locked: all that was given of them is there. `now`: by `time.time`."""
    given = {
        "runs": json.dumps([{"job_id": job, "lease_id": lease} for job, lease in runs]),
        "said": json.dumps([{"job_id": job, "ago": now - each.at} | each._asdict() for job, each in said]),
    }
    rows = yield _WRITE, given
    return {row["job"] for row in rows}


def since(transaction: Connection, job: str, after: str = "", at_most: int = 500) -> list[Item]:
    """What happened after the item of this id, of what whoever acts in the transaction may see.

    Raises BadInput within `refusals`: it is no id of an item.
    """
    return _read(transaction, job=job, after=after, at_most=at_most, latest=None)


def latest(transaction: Connection, job: str, count: int) -> list[Item]:
    """The last that happened; more may have been before."""
    return _read(transaction, job=job, after="", at_most=3 * count, latest=count)[-count:]


@dataclass(frozen=True, slots=True)
class Ear:
    """Hears that there may be more of a job."""

    job: str
    connection: psycopg.Connection[dict[str, Any]]

    @classmethod
    def open(cls, settings: Settings, job: str) -> Ear:
        connection = database.connect(settings)
        try:
            for listen in _LISTEN:
                connection.execute(listen)
            connection.execute(_FOLLOW, (job,))
        except psycopg.Error:
            connection.close()
            raise
        return cls(job, connection)

    def wait(self, seconds: float) -> None:
        """No longer than until it is time to look in any case. Raises psycopg.Error."""
        for notice in self.connection.notifies(timeout=min(seconds, _LOOK)):
            if self.job in notice.payload[:60]:
                time.sleep(min(seconds, _TOGETHER))
                return

    def close(self) -> None:
        self.connection.close()


async def marks(connection: psycopg.AsyncConnection, jobs: list[str]) -> dict[str, str]:
    """Of each job that there is a text that is another one as soon as there is more to read. For the page."""
    cursor = await connection.execute(_MARKS, [jobs])
    return dict(await cursor.fetchall())


def _read(transaction: Connection, **values: Any) -> list[Item]:
    return [Item(**row) for row in transaction.execute(_READ, values).mappings()]
