"""What time, people and operators do to a job of a yard between two stretches of its workers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
from psycopg.types.json import Jsonb

Rows = Callable[..., list[dict[str, Any]]]


def pass_time(rows: Rows, job: dict[str, Any]) -> None:
    """What waiting would do, and an operator to a job whose tries are used up."""
    match job["status"]:
        case "running":
            change = "lease_until = clock_timestamp() - interval '1 second'"
        case "queued":
            change = "run_at = least(run_at, now())"
        case "failed":
            change = "status = 'queued'"
        case _:
            return
    # A statement that the worker sent just before it was stopped may have been quicker.
    rows(f"UPDATE adjourn.jobs SET {change} WHERE id = %s AND status = %s", job["id"], job["status"])


def answer(rows: Rows, job_id: str) -> None:
    """Each answer says what it was given to."""
    for row in rows("SELECT * FROM adjourn.human_requests WHERE job_id = %s AND status = 'open'", job_id):
        if row["kind"] == "breakpoint":
            _refused(rows, "UPDATE adjourn.human_requests SET answer = '\"no\"' WHERE id = %s", row["id"])
            rows("UPDATE adjourn.human_requests SET choice = 'continue' WHERE id = %s", row["id"])
        else:
            given = Jsonb({"to": row["title"]})
            rows("UPDATE adjourn.human_requests SET answer = %s WHERE id = %s", given, row["id"])


def answer_wrongly(rows: Rows, job_id: str) -> None:
    given = Jsonb({"to": "how much?", "wrong": "too much"})
    rows("UPDATE adjourn.human_requests SET answer = %s WHERE job_id = %s", given, job_id)


def go_back(rows: Rows, job_id: str) -> None:
    """What an operator does, for which workers claim the job twice more: it asks, and is answered."""
    rows(
        """UPDATE adjourn.jobs j SET status = 'queued', ask_again = r.id::text FROM adjourn.human_requests r
        WHERE r.job_id = j.id AND j.id = %s""",
        job_id,
    )
    rows("INSERT INTO strikes (thread_id, point) SELECT %s, 'by hand' FROM generate_series(1, 2)", job_id)


def _refused(rows: Rows, query: str, *params: Any) -> None:
    try:
        rows(query, *params)
    except psycopg.errors.ObjectNotInPrerequisiteState:
        return
    raise AssertionError(f"{query} {params} is not refused")
