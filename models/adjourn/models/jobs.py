"""The moves of a job. Each is one guarded statement; its row count is the verdict."""

from __future__ import annotations

import re
import reprlib
import time
from collections.abc import Sequence
from dataclasses import asdict, dataclass, fields
from datetime import datetime
from typing import Any, Literal

import psycopg
from adjourn.models import checkpoints, ends, human_requests
from adjourn.models.due import FREE, RUNNABLE
from adjourn.models.ground import database
from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import BadInput, DatabaseAway, refusals
from adjourn.models.ground.settings import Settings
from adjourn.models.human_requests import Asked
from psycopg.errors import UniqueViolation
from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Claimed:
    """A job under lease, as its worker sees it. `input`, `config` and `context` are JSON texts."""

    id: str
    lease_id: str
    thread_id: str
    graph: str
    input: str | None
    config: str
    context: str | None
    #: What it must ask anew before it goes on: last, all, a question's id; rewound or None if nothing.
    ask_again: str | None
    attempt: int
    crashes: int
    #: The status before the claim: queued, waiting, or running if a lease ran out.
    was: str
    #: Nobody has worked on it before.
    fresh: bool
    #: Seconds until its deadline, None without one.
    seconds_left: float | None
    #: Seconds that one advance may compute, None for any.
    run_timeout: float | None


@dataclass(frozen=True, slots=True)
class Stand:
    """Where a job's thread stood when it was claimed."""

    #: Its latest checkpoint, as `checkpoints.SELECT` has it. None: it has none.
    checkpoint: dict[str, Any] | None
    #: What the job has asked and is not done with.
    asked: list[Asked]


@dataclass(frozen=True, slots=True)
class Claimant:
    """What a worker can run: these graphs of its project, at its version, on these queues."""

    worker: str
    project: str
    version: str
    graphs: list[str]
    queues: list[str]


@dataclass(frozen=True, slots=True)
class End:
    """`result` and `error` are JSON texts."""

    status: Literal["succeeded", "failed", "cancelled", "blocked"]
    result: str | None
    error: str | None


_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

# The lock comes first: a second claimer finds nothing, and neither does one who meets another session's lock; the
# scheduler rings again. A row that changed just before it was locked is seen as it is now, other tables as they were at
# the claim's begin, so it may claim a job that has just been paused although its new question is open: its worker
# looks, sees the question, and records the pause again.
# Where the thread stands comes along, where that is sure to be what it was when the row was locked: nobody held the
# thread as the claim began, and the row has not changed since.
_CLAIM = f"""
WITH due AS (
  SELECT j.id, j.status, j.started_at IS NULL AS fresh, j.status <> 'running' AND {FREE}
    AND j.xmin = (SELECT began.xmin FROM adjourn.jobs began WHERE began.id = j.id) AS is_sure
  FROM adjourn.jobs j
  WHERE j.id = ANY(%(ids)s::uuid[]) AND j.project = %(project)s AND j.graph = ANY(%(graphs)s)
    AND j.queue = ANY(%(queues)s) AND {RUNNABLE} FOR NO KEY UPDATE OF j SKIP LOCKED
), claimed AS (UPDATE adjourn.jobs j SET
  status = 'running', lease_id = gen_random_uuid(), leased_by = %(worker)s,
  lease_until = clock_timestamp() + %(lease)s * interval '1 second',
  started_at = coalesce(j.started_at, clock_timestamp()),
  attempt = j.attempt + (due.status = 'queued')::int, crashes = j.crashes + (due.status = 'running')::int,
  graph_version = %(version)s
FROM due WHERE j.id = due.id
RETURNING j.id::text, j.lease_id::text, j.thread_id, j.graph, j.input::text, j.config::text, j.context::text,
  j.ask_again, j.attempt, j.crashes, due.status AS was, due.fresh,
  extract(epoch FROM j.deadline_at - clock_timestamp())::float AS seconds_left, j.run_timeout, due.is_sure
)
SELECT latest.*, claimed.*, CASE WHEN is_sure THEN {human_requests.as_text("claimed.id::uuid")} END AS asked
FROM claimed LEFT JOIN LATERAL (
  {checkpoints.latest("thread_id = claimed.thread_id AND checkpoint_ns = '' AND is_sure")}
) latest ON true"""
_COLUMNS = [field.name for field in fields(Claimed)]

_CANCEL = text("""
UPDATE adjourn.jobs SET status = 'cancelled'
WHERE id = CAST(:id AS uuid) AND finished_at IS NULL RETURNING id::text""")
_RETRY_BY_HAND = text("""
UPDATE adjourn.jobs SET status = 'queued', run_at = now(), ask_again = :ask_again,
  deadline_at = coalesce(CAST(:deadline_at AS timestamptz), deadline_at)
WHERE id = CAST(:id AS uuid) AND status IN ('failed', 'blocked') RETURNING id::text""")
#: Seconds until who waits for an end looks, although nothing is told: without a scheduler nobody tells.
_LOOK = 5.0
_END = "SELECT status, result::text, error::text FROM adjourn.jobs WHERE id = %s::uuid"
_STATUS = text("SELECT status FROM adjourn.jobs WHERE id = CAST(:id AS uuid)")


def is_id(given: object) -> bool:
    """Whether it is a job's id as we write it. Anybody may ring, with anything."""
    return isinstance(given, str) and _ID.fullmatch(given) is not None


def claim(job_id: str, by: Claimant, lease: float) -> Script[Claimed | None]:
    """Lease a runnable job that the worker can run for `lease` seconds. None: nothing to claim, or locked: both
    ordinary."""
    found = yield from claim_many([job_id], by, lease)
    return found[0][0] if found else None


def claim_many(job_ids: Sequence[str], by: Claimant, lease: float) -> Script[list[tuple[Claimed, Stand | None]]]:
    """Those of them that can be claimed, each as if it were claimed alone, and where its thread stands, unless that is
    to be looked up."""
    try:
        rows = yield _CLAIM, {"ids": list(job_ids), **asdict(by), "lease": lease}
    except UniqueViolation as error:
        if error.diag.constraint_name != "one_started_job_per_thread":
            raise
        # Of one thread, or one thread's next: that one has to wait.
        claims = []
        for job_id in job_ids if len(job_ids) > 1 else ():
            claims += yield from claim_many([job_id], by, lease)
        return claims
    return [(Claimed(**{name: row[name] for name in _COLUMNS}), _stand(row)) for row in rows]


def _stand(row: dict[str, Any]) -> Stand | None:
    if not row["is_sure"]:
        return None
    return Stand(row if row["checkpoint_id"] else None, human_requests.of_text(row["asked"]))


def wait(settings: Settings, job_id: str, timeout: float | None = None) -> End | None:
    """The job's end, as soon as the scheduler tells it; None after `timeout` seconds. It may take weeks, as a job waits
    for people: lost connections are made anew. A blocked job ends the wait, too: it needs an operator.

    Raises BadInput: there is no such job, DatabaseAway: there is no connection to begin with.
    """
    if not is_id(job_id):
        raise BadInput(f"{reprlib.repr(job_id)} is no job's id")
    until = float("inf") if timeout is None else time.monotonic() + timeout
    connection = None
    while True:
        try:
            with _listening(settings) as connection:
                while True:
                    row = connection.execute(_END, (job_id,)).fetchone()
                    if row is None:
                        raise BadInput(f"there is no job {job_id}")
                    if row["status"] in ("succeeded", "failed", "cancelled", "blocked"):
                        return End(**row)
                    if (left := until - time.monotonic()) <= 0:
                        return None
                    for notice in connection.notifies(timeout=min(left, _LOOK)):
                        if notice.payload.startswith(job_id):
                            break
        except psycopg.OperationalError as error:
            if connection is None or time.monotonic() > until:
                raise DatabaseAway(f"the database does not answer: {str(error).strip().splitlines()[0]}") from error
            time.sleep(1)


def _listening(settings: Settings) -> psycopg.Connection[dict[str, Any]]:
    """It listens before the first look, so that nothing falls between the two."""
    connection = database.connect(settings)
    connection.execute(f"LISTEN {ends.CHANNEL}")
    return connection


def cancel(connection: Connection, job_id: str) -> None:
    """End an unfinished job; its worker, if any, is stopped by the fence. Raises BadInput: unknown or already final."""
    _by_hand(connection, job_id, _CANCEL, "can no longer be cancelled")


def retry(
    connection: Connection,
    job_id: str,
    ask_again: Literal["last", "all"] | int | None = None,
    *,
    deadline_at: str | datetime | None = None,
) -> None:
    """Queue a failed or blocked job again, from its last checkpoint.

    ask_again: of each task that failed after it had taken answers, ask the last question anew, or all that it had
    asked; or go back to where the request of this id was asked, and ask that. What was done outside of Postgres since
    then happens again. deadline_at: a new one, without which a job whose deadline has passed cannot be retried.

    Raises BadInput: unknown or in another state; nothing to ask again; overdue.
    """
    try:
        again = None if ask_again is None else str(ask_again)
        move = _RETRY_BY_HAND.bindparams(ask_again=again, deadline_at=deadline_at)
        _by_hand(connection, job_id, move, "only failed and blocked jobs can be retried")
    except BadInput as error:
        if "one_started_job_per_thread" in str(error):
            raise BadInput("another job of this thread has started; cancel it or let it finish first") from None
        raise


def _by_hand(connection: Connection, job_id: str, move: Any, otherwise: str) -> None:
    with refusals():
        if connection.execute(move, {"id": job_id}).first():
            return
        status = connection.execute(_STATUS, {"id": job_id}).scalar()
    raise BadInput(f"job {job_id} is {status}: {otherwise}" if status else f"there is no job {job_id}")
