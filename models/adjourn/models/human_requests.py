"""Questions to people, and their answers."""

from __future__ import annotations

import json
import math
from base64 import b64decode
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from adjourn.models.answer_schemas import misfit
from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.ground.readable import require_readable, require_readable_json
from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class Question:
    """What an interrupt becomes. `question`, `answer_schema` and `options` are JSON texts."""

    interrupt_id: str
    node: str
    kind: str
    title: str
    question: str
    answer_schema: str | None
    options: str
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    ordinal: int
    # What the operator's policy says of it, and it of itself:
    team: str | None = None
    assignee: str | None = None
    priority: int = 0
    #: This and the next three: seconds from when it is recorded.
    due: float | None = None
    remind: float | None = None
    escalate: float | None = None
    expires: float | None = None
    escalate_to: str | None = None
    at_expiry: str = "stay"
    #: JSON text.
    expiry_answer: str | None = None
    four_eyes: bool = False
    #: JSON text: what else the database keeps to (claim, exclusive).
    policy: str = "{}"
    #: Why it has to be answered by itself, in words.
    look_twice: str | None = None
    #: JSON text: what the policy shows of the state, `[{"name", "said": [{"by", "text", "more"}], "earlier"}]`.
    shown: str | None = None


@dataclass(frozen=True, slots=True)
class Asked:
    """A row as the worker that goes on with its job sees it."""

    id: int
    interrupt_id: str
    node: str
    kind: str
    status: str
    #: JSON text: not each jsonb can be read by Python.
    answer: str | None
    answered_by: str | None
    answer_schema: Any
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    ordinal: int
    #: The answers that the task's committed writes hold, as the checkpointer stored them.
    resume_type: str | None
    resume_blob: bytes | None
    #: LangGraph's path of the task that asked.
    task_path: str | None
    #: Seconds since 1970.
    asked_at: float
    answered_at: float | None


_ASKED = """
SELECT r.id, r.interrupt_id, r.node, r.kind, r.status, r.answer::text, r.answered_by, r.answer_schema,
  r.checkpoint_ns, r.checkpoint_id, r.task_id, r.ordinal,
  resume.type AS resume_type, encode(resume.blob, 'base64') AS resume_blob, asked.task_path,
  extract(epoch FROM r.created_at)::float AS asked_at, extract(epoch FROM r.answered_at)::float AS answered_at
FROM adjourn.human_requests r
LEFT JOIN adjourn.checkpoint_writes resume
  ON (resume.thread_id, resume.checkpoint_ns, resume.checkpoint_id, resume.task_id, resume.channel)
    = (r.thread_id, r.checkpoint_ns, r.checkpoint_id, r.task_id, '__resume__')
LEFT JOIN adjourn.checkpoint_writes asked
  ON (asked.thread_id, asked.checkpoint_ns, asked.checkpoint_id, asked.task_id, asked.channel)
    = (r.thread_id, r.checkpoint_ns, r.checkpoint_id, r.task_id, '__interrupt__')
WHERE r.job_id = """
_PENDING = "(r.status <> 'resumed' OR r.kind = 'breakpoint')"
_OF_JOB = f"""{_ASKED} %(job_id)s::uuid
  AND CASE WHEN %(named)s THEN r.interrupt_id = ANY(%(interrupt_ids)s) ELSE {_PENDING} END
ORDER BY r.id"""

_ANSWER = text("""
UPDATE adjourn.human_requests SET choice = coalesce(:choice, choice), comment = coalesce(:comment, comment),
  answer = coalesce(CAST(:answer AS jsonb), answer)
WHERE id = :id AND question_hash = coalesce(CAST(:question_hash AS bytea), question_hash) RETURNING id""")
_RELEASE_LAPSED = text("SELECT adjourn.release_lapsed(:limit)")
_KEEP_TIME = text("SELECT adjourn.keep_time(:limit)")
_GET = text("SELECT status, answer::text, answer_schema FROM adjourn.human_requests WHERE id = :id")


def of_job(job_id: str, interrupt_ids: Iterable[str] = ()) -> Script[list[Asked]]:
    """What a job has asked: the questions named, or all that are not done with."""
    ids = list(interrupt_ids)
    rows = yield _OF_JOB, {"job_id": job_id, "named": bool(ids), "interrupt_ids": ids}
    return [_of_row(row) for row in rows]


def as_text(job_id: str) -> str:
    """A subselect: what a job has asked and is not done with, for `of_text`. `job_id` is SQL."""
    return f"(SELECT json_agg(asked ORDER BY asked.id)::text FROM ({_ASKED} {job_id} AND {_PENDING}) asked)"


def of_text(asked: str | None) -> list[Asked]:
    return [_of_row(row) for row in json.loads(asked or "[]")]


def _of_row(row: dict[str, Any]) -> Asked:
    blob = row["resume_blob"]
    return Asked(**row | {"resume_blob": None if blob is None else b64decode(blob)})


def read(answer: str) -> Any:
    """An answer's value. Raises ValueError, with a sentence for the person who gave it."""
    try:
        return json.loads(answer, parse_float=_finite)
    except RecursionError:
        raise ValueError("the answer is nested too deeply") from None
    except OverflowError as error:
        raise ValueError(f"the answer holds the number {error}, which no graph can be given: send it as text") from None
    except ValueError:
        raise ValueError("the answer holds a number of too many digits") from None


def _finite(number: str) -> float:
    if math.isinf(value := float(number)):
        raise OverflowError(number if len(number) <= 40 else f"{number[:40]}…")
    return value


def answer(
    transaction: Connection,
    id: int,
    *,
    choice: str | None = None,
    comment: str | None = None,
    answer: str | None = None,
    question_hash: bytes | None = None,
) -> None:
    """Answer an open question; `answer` is a JSON text. The first answer wins, the same again is no error.
    `question_hash` is that of the question that whoever answers has seen.

    Raises BadInput, for the transaction to roll back: no such request, closed or answered otherwise, another question
    by now, a choice that is not offered, no JSON, or an answer that does not fit the schema.
    """
    if choice is None and comment is None and answer is None:
        raise BadInput("give a choice, a comment or an answer")
    for name, given in (("choice", choice), ("comment", comment)):
        require_readable(f"the {name}", given or "")
    with refusals():
        values = {
            "id": id,
            "choice": choice,
            "comment": comment,
            "answer": _json(answer),
            "question_hash": question_hash,
        }
        is_it = transaction.execute(_ANSWER, values).first()
        row = transaction.execute(_GET, {"id": id}).first()
    if row is None:
        raise BadInput(f"there is no request {id}")
    if is_it is None and question_hash is not None:
        raise BadInput(f"request {id} asks something else by now: read it again (`adjourn request {id}`)")
    if row.status == "open":
        raise BadInput(f"request {id} is still open: what was given is empty")
    if row.status == "answered":
        try:
            error = misfit(read(row.answer), row.answer_schema)
        except ValueError as unreadable:
            error = str(unreadable)
        if error:
            raise BadInput(f"the answer does not fit: {error}")


def release_lapsed(connection: Connection, limit: int = 1000) -> int:
    """Give what people took, and did not answer in time, back to their teams. How many there were."""
    return int(connection.execute(_RELEASE_LAPSED, {"limit": limit}).scalar_one())


def keep_time(connection: Connection, limit: int = 100) -> int:
    """Remind of questions, pass them on, or let them expire, as their rules say. How many there were."""
    return int(connection.execute(_KEEP_TIME, {"limit": limit}).scalar_one())


def _json(answer: str | None) -> str | None:
    if answer is None:
        return None
    try:
        json.loads(answer, parse_constant=_refuse)
    except (ValueError, RecursionError) as error:
        raise BadInput(f"the answer is not JSON: {error} (text needs quotes: '\"yes\"')") from None
    require_readable_json("the answer", answer)
    return answer


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is not JSON")
