"""Taking back the answers that a job's tasks had taken and failed on."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import LeaseLost
from adjourn.models.jobs import Claimed


@dataclass(frozen=True, slots=True)
class Taken:
    """An answer that a failed task had taken, and all that its task had, as the checkpointer stored them."""

    request_id: int
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    #: Answers that the task had when it asked.
    ordinal: int
    resume_type: str | None
    resume_blob: bytes | None


@dataclass(frozen=True, slots=True)
class Rewound:
    """A task as it shall be: as it was when it asked the question `ordinal`."""

    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    ordinal: int
    #: Its question then, if it is the one that the checkpoint holds: it is open at once. Of an earlier one nothing is
    #: left there, and the task runs to ask it.
    request_id: int | None
    #: The answers before it, as the checkpointer stores them.
    resume_type: str
    resume_blob: bytes


_TAKEN = """
SELECT f.request_id, f.checkpoint_ns, f.checkpoint_id, f.task_id, f.ordinal,
  w.type AS resume_type, w.blob AS resume_blob
FROM adjourn.failed_answers(%(job)s::uuid) f LEFT JOIN adjourn.checkpoint_writes w
  ON (w.thread_id, w.checkpoint_ns, w.checkpoint_id, w.task_id)
     = (f.thread_id, f.checkpoint_ns, f.checkpoint_id, f.task_id) AND w.channel = '__resume__'"""

# A task's callers have their own errors and the same question; their ids stand in its namespace.
_REWIND = """
WITH mine AS (
  UPDATE adjourn.jobs SET ask_again = 'rewound' WHERE id = %(id)s::uuid AND lease_id = %(lease_id)s::uuid
  RETURNING id, thread_id, error
), tasks AS (
  SELECT mine.thread_id, t.* FROM mine, json_to_recordset(%(tasks)s::json) t(checkpoint_ns text, checkpoint_id text,
    task_id text, ordinal int, request_id bigint, resume_type text, resume_blob text)
), callers AS (
  SELECT t.thread_id, split_part(level, ':', 2) AS task_id, t.request_id
  FROM tasks t, string_to_table(t.checkpoint_ns, '|') level WHERE strpos(level, ':') > 0
), shortened AS (
  UPDATE adjourn.checkpoint_writes w SET type = t.resume_type, blob = decode(t.resume_blob, 'base64') FROM tasks t
  WHERE (w.thread_id, w.checkpoint_ns, w.checkpoint_id, w.task_id)
        = (t.thread_id, t.checkpoint_ns, t.checkpoint_id, t.task_id) AND w.channel = '__resume__' AND t.ordinal > 0
), forgotten AS (
  DELETE FROM adjourn.checkpoint_writes w USING tasks t
  WHERE (w.thread_id, w.checkpoint_ns, w.checkpoint_id, w.task_id)
        = (t.thread_id, t.checkpoint_ns, t.checkpoint_id, t.task_id)
    AND NOT (w.channel = '__resume__' AND t.ordinal > 0)
    AND NOT (w.channel = '__interrupt__' AND t.request_id IS NOT NULL)
), forgotten_by_callers AS (
  DELETE FROM adjourn.checkpoint_writes w USING callers c
  WHERE (w.thread_id, w.task_id) = (c.thread_id, c.task_id)
    AND (w.channel = '__error__' OR w.channel = '__interrupt__' AND c.request_id IS NULL)
), reopened AS (
  UPDATE adjourn.human_requests r SET status = 'open',
    answer_error = format('the graph failed on the answer: %%s: %%s', mine.error ->> 'type', mine.error ->> 'message')
  FROM mine, tasks t WHERE r.id = t.request_id AND r.job_id = mine.id AND r.status IN ('answered', 'resumed')
) SELECT count(*) AS fence FROM mine"""


def taken(job_id: str) -> Script[list[Taken]]:
    """By task, in the order in which each asked."""
    rows = yield _TAKEN, {"job": job_id}
    return [Taken(**row) for row in rows]


def rewind(job: Claimed, tasks: Sequence[Rewound]) -> Script[None]:
    """Take back what the tasks did since; the old answers stay in `events`. Raises LeaseLost: nothing has changed."""
    told = [
        {name: getattr(task, name) for name in Rewound.__slots__ if name != "resume_blob"}
        | {"resume_blob": b64encode(task.resume_blob).decode()}
        for task in tasks
    ]
    [moved] = yield _REWIND, {"id": job.id, "lease_id": job.lease_id, "tasks": json.dumps(told)}
    if moved["fence"] != 1:
        raise LeaseLost(job.id)
