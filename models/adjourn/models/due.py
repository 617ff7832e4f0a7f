"""Which jobs are runnable. Derived from the rows at the moment of asking, never signalled, so nothing can be missed.

Each arm is a condition on `adjourn.jobs j`. A claim tests them all on one row; a sweep walks each through its own
partial index, also by a plan that Postgres made, and kept, while the tables were empty. So a subselect with LIMIT, not
NOT EXISTS, which it may answer for a single claim from a hash of all open questions; each job by its id, not by a list
of them, for which it may walk an index of all; a project by IS NOT DISTINCT FROM, by which no index is searched. And
now(), not clock_timestamp(), by which none is either: each statement is its own transaction.
"""

from __future__ import annotations

import json
import time
from typing import Any, NamedTuple

from adjourn.models import limits
from adjourn.models.ground import broker
from adjourn.models.limits import Rooms
from adjourn.models.pauses import HELD
from adjourn.models.served import BY_ALL, BY_VERSION, IS_PINNED, Served
from sqlalchemy import Connection, TextClause, text

#: No older job of its thread is ready to go first; one that has started comes first.
_FIRST = """
(j.started_at IS NOT NULL OR (
  SELECT true FROM adjourn.jobs first WHERE first.thread_id = j.thread_id AND first.started_at IS NULL
    AND first.finished_at IS NULL AND first.run_at <= now() AND (first.created_at, first.id) < (j.created_at, j.id)
  LIMIT 1) IS NULL)"""
#: Queued, and its time has come.
QUEUED = f"j.status = 'queued' AND j.run_at <= now() AND {_FIRST}"
#: Waiting, and no question of it is open any more.
ANSWERED = """
j.status = 'waiting' AND (
  SELECT true FROM adjourn.human_requests r WHERE r.job_id = j.id AND r.status = 'open' LIMIT 1) IS NULL"""
#: Running, but its worker has not renewed the lease.
ABANDONED = "j.status = 'running' AND j.lease_until < now()"

#: A limit does not let it start now. What runs already, though its worker may be dead, it counts.
_LIMITED = f"""j.status <> 'running' AND (
  SELECT true FROM rooms r WHERE r.room = 0 AND {limits.UNDER.format("r", "j")} LIMIT 1) IS NOT NULL"""
RUNNABLE = f"(({QUEUED}) OR ({ANSWERED}) OR ({ABANDONED})) AND {HELD.format('j', 'j.graph')} IS NULL"

# Another job of the thread that has started holds the thread: ringing would be in vain until it ends.
FREE = """(SELECT true FROM adjourn.jobs started WHERE started.thread_id = j.thread_id AND started.id <> j.id
  AND started.started_at IS NOT NULL AND started.finished_at IS NULL LIMIT 1) IS NULL"""
_NEW = "j.status = 'queued' AND j.priority <= 0"
# xmin changes with every move of the row, so the same job is rung anew for each turn it is given. What has begun goes
# on before anything new begins: somebody may have answered it just now. Jobs of no batch come first, whatever the
# priority of a batch.
_BUT_ID = f"""j.xmin::text AS turn, j.queue, j.priority, j.run_at, j.project, j.graph,
    j.batch_id::text AS batch_id, j.status, CASE
      WHEN j.batch_id IS NULL AND {_NEW} THEN {broker.NEXT} WHEN j.batch_id IS NULL THEN {broker.FIRST}
      WHEN {_NEW} THEN {broker.LAST} ELSE {broker.FIRST_OF_BATCHES} END AS message_priority"""
_COLUMNS = f"j.id::text AS id, {_BUT_ID}"
_BY_URGENCY = "ORDER BY message_priority, priority DESC, run_at"

_AHEAD = f"""
SELECT extract(epoch FROM min(run_at) - now())::float AS seconds, (SELECT last_value FROM adjourn.unheard) AS unheard,
  (SELECT json_agg(rooms) FROM rooms) AS rooms, {IS_PINNED}
FROM adjourn.jobs WHERE status = 'queued' AND run_at > now() AND run_at > created_at"""
_ALL_AHEAD = text(f"WITH {limits.ROOMS} {_AHEAD}")


def _among(by: Served) -> TextClause:
    return text(f"""
WITH {by.table}, {limits.ROOMS}, due AS (
  SELECT found.* FROM json_array_elements_text(CAST(:ids AS json)) named (id), LATERAL (
    SELECT {_COLUMNS}, {by.pin} FROM adjourn.jobs j
    WHERE j.id = named.id::uuid AND {RUNNABLE} AND {FREE} AND {by.takes} AND NOT ({_LIMITED}) LIMIT 1) found
) SELECT * FROM ({_AHEAD}) ahead LEFT JOIN due ON true {_BY_URGENCY}""")


# The most urgent of each graph on each lane, of each batch and of no batch, whatever waits before them elsewhere: that
# are the `rows` of jobs, each of which an index is in the order of. Of one under a limit there are not many more than
# may start: some are locked, or have been rung. Of a thread one can go: a thousand others behind it are one row here,
# `crowd`, and the next look goes past that thread.
_NO_BATCH = "'00000000-0000-0000-0000-000000000000'"
_OF_ROW = f"""j.queue = a.queue AND j.graph = a.graph AND j.status = 'queued'
      AND coalesce(j.batch_id, {_NO_BATCH})"""
_HERE = f"""{_OF_ROW} = a.batch_id AND j.project IS NOT DISTINCT FROM a.project
      AND j.run_at <= now() AND j.thread_id <> ALL(:crowded)"""


def _queued(by: Served) -> TextClause:
    here = f"FROM adjourn.jobs j WHERE {_HERE}"
    urgent = f"""SELECT j.id, {_BUT_ID}, j.thread_id, j.started_at, j.created_at, j.graph_version
      {here} ORDER BY priority DESC, run_at"""
    return text(f"""
WITH RECURSIVE {by.table}, {limits.ROOMS}, each_row AS (
  SELECT queue, project, name AS graph, CAST({_NO_BATCH} AS uuid) AS batch_id{by.more} FROM served
  UNION ALL SELECT a.queue, a.project, a.graph, next.batch_id{by.more} FROM each_row a, LATERAL (
    SELECT j.batch_id FROM adjourn.jobs j WHERE {_OF_ROW} > a.batch_id
    ORDER BY coalesce(j.batch_id, {_NO_BATCH}) LIMIT 1) next
), busy AS MATERIALIZED (
  SELECT a.*, (SELECT min(r.room) FROM rooms r WHERE {limits.UNDER.format("r", "a")}) AS room FROM each_row a
  WHERE (SELECT true FROM ({by.first.format(f"SELECT j.graph_version {here}")} LIMIT 1) one)
), shares AS (
  SELECT greatest(:limit / 100, least(:limit, 5 * :limit / greatest(count(*), 1))) AS share FROM busy
)
SELECT j.id::text AS id, j.turn, j.queue, j.priority, j.run_at, j.project, j.graph, j.batch_id, j.status,
  j.message_priority, j.thread_id, j.crowd, j.seen = least(shares.share, 2 * a.room + 10) AS is_full, {by.pin_here},
  {_FIRST} AND {FREE} AS is_due
FROM shares, busy a, LATERAL (
  SELECT DISTINCT ON (thread_id) *, count(*) OVER (PARTITION BY thread_id) AS crowd, count(*) OVER () AS seen FROM (
    {by.first.format(urgent)} LIMIT least((SELECT share FROM shares), 2 * a.room + 10)) urgent
  ORDER BY thread_id, started_at, created_at, id) j
WHERE a.room IS DISTINCT FROM 0""")


# Found by what people answered, and by what was closed without an answer since the last look: a million may wait. What
# both miss, closed in a transaction that was open for long, is found among some of all that wait, at each look the next
# ones. The subselects are walked from outside to inside, whatever the statistics say, which are those of an hour ago.
def _others(by: Served) -> TextClause:
    return text(f"""
WITH {by.table}, {limits.ROOMS}, answered AS MATERIALIZED (
  SELECT DISTINCT job_id FROM adjourn.human_requests WHERE status = 'answered'
), closed AS MATERIALIZED (
  SELECT job_id FROM adjourn.human_requests
  WHERE status IN ('expired', 'withdrawn') AND closed_at > now() - :closed * interval '1 second'
), passed AS MATERIALIZED (
  SELECT j.id FROM adjourn.jobs j
  WHERE j.status = 'waiting' AND j.id > CAST(:after AS uuid) AND j.id <= CAST(:to AS uuid)
), waiting AS MATERIALIZED (
  SELECT found.* FROM (SELECT job_id FROM answered UNION SELECT job_id FROM closed UNION SELECT id FROM passed) w,
    LATERAL (SELECT j.*, j.xmin FROM adjourn.jobs j WHERE j.id = w.job_id AND {ANSWERED} LIMIT 1) found
)
(SELECT {_COLUMNS}, {by.pin} FROM waiting j WHERE {by.takes} AND NOT ({_LIMITED}) {_BY_URGENCY} LIMIT :limit)
UNION ALL
(SELECT {_COLUMNS}, {by.pin} FROM adjourn.jobs j
 WHERE {ABANDONED} AND :abandoned AND {by.takes} {_BY_URGENCY} LIMIT :limit)""")


#: Where a worker is pinned to its version, and where none is.
_AMONG, _QUEUED, _OTHERS = ({True: look(BY_VERSION), False: look(BY_ALL)} for look in (_among, _queued, _others))
_TO = text("""
SELECT id::text FROM adjourn.jobs WHERE status = 'waiting' AND id > CAST(:after AS uuid)
ORDER BY jobs.id OFFSET :many LIMIT 1""")
# What another session has locked is left to the next sweep: the job, or a question of it, which is withdrawn with it.
_OVERDUE = text("""
WITH free AS MATERIALIZED (
  SELECT j.id FROM adjourn.jobs j
  WHERE j.status IN ('queued', 'waiting') AND j.finished_at IS NULL AND j.deadline_at < now() AND NOT EXISTS (
    SELECT FROM adjourn.human_requests r WHERE r.job_id = j.id AND r.status IN ('open', 'answered') AND (
      SELECT true FROM adjourn.human_requests same WHERE same.id = r.id FOR NO KEY UPDATE SKIP LOCKED) IS NULL)
  LIMIT :limit FOR NO KEY UPDATE OF j SKIP LOCKED
) UPDATE adjourn.jobs j SET status = 'failed', error = CAST(:error AS json) FROM free WHERE j.id = free.id
RETURNING j.id::text""")

#: Before all ids, and after them.
_NOWHERE, _END = "00000000-0000-0000-0000-000000000000", "ffffffff-ffff-ffff-ffff-ffffffffffff"
#: Seconds for which nobody may have looked before a round; that a transaction which closes a question may be open.
_AWAY, _OPEN = 600.0, 5.0
#: Seconds that a sweep goes on looking past threads with many jobs.
_PATIENCE = 0.05


class Ahead(NamedTuple):
    #: Until the next queued job falls due, None if there is none.
    seconds: float | None
    #: How many moves of jobs no notification has told of, because another one was on its way (`adjourn.ring`). Some of
    #: them may not be committed yet.
    unheard: int
    #: How many jobs may start under each limit.
    rooms: Rooms
    #: A worker is pinned to its version: then `everything` and `among` must look at versions.
    pinned: bool


def among(connection: Connection, ids: list[str], *, pinned: bool = True) -> tuple[list[Any], Ahead]:
    """Those of `ids` that are runnable, where somebody serves them: rows with id, turn, queue, pin, message_priority.
    And what is ahead, in the same statement."""
    rows = list(connection.execute(_AMONG[pinned], {"ids": json.dumps(ids)}))
    return [row for row in rows if row.id], _ahead(rows[0])


def ahead(connection: Connection) -> Ahead:
    return _ahead(connection.execute(_ALL_AHEAD).one())


def _ahead(row: Any) -> Ahead:
    return Ahead(row.seconds, row.unheard, Rooms(row.rooms or []), row.is_pinned)


class Round:
    """Where the looks at all that wait have come to: each takes the next `many` of them, and the last begins anew."""

    def __init__(self, many: int = 100) -> None:
        self._many = many
        self._after, self._looked = _NOWHERE, time.monotonic() - _AWAY
        self._next = self._after, self._looked

    def next(self, connection: Connection) -> dict[str, Any]:
        """After which id, and to which; since how many seconds questions were closed. The same again until `looked`."""
        now = time.monotonic()
        to: str | None = connection.execute(_TO, {"after": self._after, "many": self._many - 1}).scalar()
        self._next = to or _NOWHERE, now
        return {"after": self._after, "to": to or _END, "closed": now - self._looked + _OPEN}

    def looked(self) -> None:
        """That look was had: a locked table did not prevent it."""
        self._after, self._looked = self._next


def everything(
    connection: Connection, limit: int, *, abandoned: bool = True, round: Round | None = None, pinned: bool = True
) -> list[Any]:
    """At most `limit` runnable jobs that somebody serves, the most urgent first, of each graph on each lane some.
    Without `abandoned`, leases that ran out are left alone. With a `round`, those that wait for questions which nobody
    can answer any more are found when these were closed since its last look, the others in the end."""
    which = round.next(connection) if round else {"after": _NOWHERE, "to": _END, "closed": 0}
    found = list(connection.execute(_OTHERS[pinned], {"limit": limit, "abandoned": abandoned, **which}))
    if round:
        round.looked()
    found += _urgent(connection, limit, pinned)
    return sorted(found, key=lambda job: (job.message_priority, -job.priority, job.run_at))[:limit]


def _urgent(connection: Connection, limit: int, pinned: bool) -> list[Any]:
    began = time.monotonic()
    due: dict[str, Any] = {}
    crowded: set[str] = set()
    while True:
        rows = list(connection.execute(_QUEUED[pinned], {"limit": limit, "crowded": list(crowded)}))
        due |= {row.id: row for row in rows if row.is_due}
        more = {row.thread_id for row in rows if row.crowd > 1 and row.is_full}
        if not more or len(due) >= limit or time.monotonic() - began > _PATIENCE:
            return list(due.values())
        crowded |= more


def fail_overdue(connection: Connection, limit: int = 1000) -> list[str]:
    """Fail what nobody works on and whose deadline has passed, `limit` at most; running jobs keep their own time."""
    error = '{"type": "DeadlinePassed", "message": "the deadline of the job passed before it finished"}'
    return list(connection.execute(_OVERDUE, {"error": error, "limit": limit}).scalars())
