"""The moves of a job. Each is one guarded statement; its row count is the verdict."""

from __future__ import annotations

import re
import reprlib
import time
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Literal

import psycopg
from adjourn.models import ends
from adjourn.models.ground import database
from adjourn.models.ground.errors import BadInput, DatabaseAway, refusals
from adjourn.models.ground.settings import Settings
from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class End:
    """`result` and `error` are JSON texts."""

    status: Literal["succeeded", "failed", "cancelled", "blocked"]
    result: str | None
    error: str | None


#: A job that is blocked needs an operator.
ENDS = ("succeeded", "failed", "cancelled", "blocked")
_ID = re.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}")

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
                    if row["status"] in ENDS:
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
