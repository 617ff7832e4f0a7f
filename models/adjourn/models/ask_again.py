"""Taking back the answers that a job's tasks had taken and failed on, or had gone on with."""

from __future__ import annotations

import json
from base64 import b64encode
from collections.abc import Sequence
from dataclasses import dataclass

from adjourn.models.claims import Claimed
from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import LeaseLost


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
    """A task as it shall be: with the first `ordinal` of its answers, and nothing that it wrote or asked after them."""

    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    ordinal: int
    #: The question that it asks next, if that is known.
    request_id: int | None
    #: It is the one that the checkpoint holds, and is open at once. Otherwise the task runs to ask.
    at_once: bool
    #: The answers, as the checkpointer stores them.
    resume_type: str
    resume_blob: bytes


@dataclass(frozen=True, slots=True)
class Asking:
    """Where a question was asked."""

    request_id: int
    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    ordinal: int
    #: The checkpoints at which its callers stood then, by namespace.
    parents: dict[str, str]
    #: The namespaces in which the job had asked something before.
    before: list[str]


@dataclass(frozen=True, slots=True)
class Task:
    """What is stored of a task that ran at a checkpoint at which the question was asked, or below which it was."""

    checkpoint_ns: str
    checkpoint_id: str
    task_id: str
    task_path: str
    resume_type: str | None
    resume_blob: bytes | None
    #: It asked something before the question gone back to.
    asked_before: bool
    #: Answers that it had when it asked its first question after that one; None: it asked none.
    had: int | None


@dataclass(frozen=True, slots=True)
class Step:
    """A checkpoint of the thread."""

    checkpoint_ns: str
    checkpoint_id: str
    parents: dict[str, str]


_TAKEN = """
SELECT f.request_id, f.checkpoint_ns, f.checkpoint_id, f.task_id, f.ordinal,
  w.type AS resume_type, w.blob AS resume_blob
FROM adjourn.failed_answers(%(job)s::uuid) f LEFT JOIN adjourn.checkpoint_writes w
  ON (w.thread_id, w.checkpoint_ns, w.checkpoint_id, w.task_id)
     = (f.thread_id, f.checkpoint_ns, f.checkpoint_id, f.task_id) AND w.channel = '__resume__'"""

_ASKING = """
SELECT r.id AS request_id, r.checkpoint_ns, r.checkpoint_id, r.task_id, r.ordinal,
  coalesce(c.metadata -> 'parents', '{}') AS parents,
  ARRAY(SELECT DISTINCT e.checkpoint_ns FROM adjourn.human_requests e
        WHERE e.job_id = r.job_id AND e.id < r.id) AS before
FROM adjourn.human_requests r JOIN adjourn.checkpoints c
  ON (c.thread_id, c.checkpoint_ns, c.checkpoint_id) = (r.thread_id, r.checkpoint_ns, r.checkpoint_id)
WHERE r.id = %(request)s AND r.job_id = %(job)s::uuid"""

_TASKS = """
SELECT w.checkpoint_ns, w.checkpoint_id, w.task_id, max(w.task_path) AS task_path,
  max(w.type) FILTER (WHERE w.channel = '__resume__') AS resume_type,
  (array_agg(w.blob) FILTER (WHERE w.channel = '__resume__'))[1] AS resume_blob,
  coalesce(bool_or(r.id < %(request)s), false) AS asked_before,
  min(r.ordinal) FILTER (WHERE r.id > %(request)s) AS had
FROM adjourn.checkpoint_writes w JOIN json_each_text(%(places)s::json) place
  ON (w.checkpoint_ns, w.checkpoint_id) = (place.key, place.value)
LEFT JOIN adjourn.human_requests r ON r.job_id = %(job)s::uuid
  AND (r.checkpoint_ns, r.checkpoint_id, r.task_id) = (w.checkpoint_ns, w.checkpoint_id, w.task_id)
WHERE w.thread_id = %(thread)s GROUP BY w.checkpoint_ns, w.checkpoint_id, w.task_id"""

_STEPS = """
SELECT checkpoint_ns, checkpoint_id, coalesce(metadata -> 'parents', '{}') AS parents
FROM adjourn.checkpoints WHERE thread_id = %(thread)s AND checkpoint_id > %(oldest)s"""

# A task's callers have their own errors and the same question; their ids stand in its namespace. What is asked anew
# under its old id becomes open when it is asked: until then it is nobody's.
_REWIND = """
WITH mine AS (
  UPDATE adjourn.jobs SET ask_again = 'rewound' WHERE id = %(id)s::uuid AND lease_id = %(lease_id)s::uuid
  RETURNING id, thread_id, error
), tasks AS (
  SELECT mine.thread_id, t.* FROM mine, json_to_recordset(%(tasks)s::json) t(checkpoint_ns text, checkpoint_id text,
    task_id text, ordinal int, request_id bigint, at_once boolean, resume_type text, resume_blob text)
), callers AS (
  SELECT t.thread_id, split_part(level, ':', 2) AS task_id, t.at_once
  FROM tasks t, string_to_table(t.checkpoint_ns, '|') level WHERE t.request_id IS NOT NULL AND strpos(level, ':') > 0
), shortened AS (
  UPDATE adjourn.checkpoint_writes w SET type = t.resume_type, blob = decode(t.resume_blob, 'base64') FROM tasks t
  WHERE (w.thread_id, w.checkpoint_ns, w.checkpoint_id, w.task_id)
        = (t.thread_id, t.checkpoint_ns, t.checkpoint_id, t.task_id) AND w.channel = '__resume__' AND t.ordinal > 0
), forgotten AS (
  DELETE FROM adjourn.checkpoint_writes w USING tasks t
  WHERE (w.thread_id, w.checkpoint_ns, w.checkpoint_id, w.task_id)
        = (t.thread_id, t.checkpoint_ns, t.checkpoint_id, t.task_id)
    AND NOT (w.channel = '__resume__' AND t.ordinal > 0) AND NOT (w.channel = '__interrupt__' AND t.at_once)
), forgotten_by_callers AS (
  DELETE FROM adjourn.checkpoint_writes w USING callers c
  WHERE (w.thread_id, w.task_id) = (c.thread_id, c.task_id)
    AND (w.channel = '__error__' OR w.channel = '__interrupt__' AND NOT c.at_once)
), steps AS (
  SELECT mine.thread_id, s.* FROM mine, json_to_recordset(%(steps)s::json) s(checkpoint_ns text, checkpoint_id text)
), undone AS (
  DELETE FROM adjourn.checkpoints c USING steps s
  WHERE (c.thread_id, c.checkpoint_ns, c.checkpoint_id) = (s.thread_id, s.checkpoint_ns, s.checkpoint_id)
), undone_writes AS (
  DELETE FROM adjourn.checkpoint_writes w USING steps s
  WHERE (w.thread_id, w.checkpoint_ns, w.checkpoint_id) = (s.thread_id, s.checkpoint_ns, s.checkpoint_id)
), asked AS (
  UPDATE adjourn.human_requests r SET
    status = CASE WHEN t.at_once THEN 'open' WHEN r.status IN ('open', 'answered') THEN 'withdrawn' ELSE r.status END,
    answer_error = CASE WHEN r.id = t.request_id THEN format(
      'the graph failed on the answer: %%s: %%s', mine.error ->> 'type', mine.error ->> 'message')
      ELSE r.answer_error END
  FROM mine, tasks t WHERE r.job_id = mine.id
    AND (r.checkpoint_ns, r.checkpoint_id, r.task_id) = (t.checkpoint_ns, t.checkpoint_id, t.task_id)
    AND (r.id = t.request_id OR NOT t.at_once AND r.status IN ('open', 'answered'))
) SELECT count(*) AS fence FROM mine"""


def taken(job_id: str) -> Script[list[Taken]]:
    """By task, in the order in which each asked."""
    rows = yield _TAKEN, {"job": job_id}
    return [Taken(**row) for row in rows]


def asking(job_id: str, request_id: int) -> Script[Asking]:
    [row] = yield _ASKING, {"job": job_id, "request": request_id}
    return Asking(**row)


def tasks(job: Claimed, asking: Asking) -> Script[list[Task]]:
    """All that have run at the checkpoints of `asking` and of its callers."""
    places = json.dumps(asking.parents | {asking.checkpoint_ns: asking.checkpoint_id})
    told = {"job": job.id, "thread": job.thread_id, "request": asking.request_id, "places": places}
    rows = yield _TASKS, told
    return [Task(**row) for row in rows]


def steps(job: Claimed, asking: Asking) -> Script[list[Step]]:
    """The thread's checkpoints since the root of its graph stood where `asking` was below."""
    oldest = asking.parents.get("", asking.checkpoint_id)
    rows = yield _STEPS, {"thread": job.thread_id, "oldest": oldest}
    return [Step(**row) for row in rows]


def rewind(job: Claimed, tasks: Sequence[Rewound], undone: Sequence[Step]) -> Script[None]:
    """Take back what the tasks did since, and the checkpoints of what followed. The old answers stay in `events`; the
    values of channels stay, too: no new version has the name of an old one. Raises LeaseLost: nothing has changed."""
    told = [
        {name: getattr(task, name) for name in Rewound.__slots__ if name != "resume_blob"}
        | {"resume_blob": b64encode(task.resume_blob).decode()}
        for task in tasks
    ]
    gone = [{"checkpoint_ns": step.checkpoint_ns, "checkpoint_id": step.checkpoint_id} for step in undone]
    values = {"id": job.id, "lease_id": job.lease_id, "tasks": json.dumps(told), "steps": json.dumps(gone)}
    [moved] = yield _REWIND, values
    if moved["fence"] != 1:
        raise LeaseLost(job.id)
