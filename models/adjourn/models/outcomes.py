"""What an advance came to, and how it is written: one statement that names the lease, or nothing."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass
from functools import cache
from typing import Any, assert_never

from adjourn.models import checkpoints, leases
from adjourn.models.checkpoints import Rows
from adjourn.models.claims import Claimed
from adjourn.models.ground.database import Script, one_line
from adjourn.models.ground.readable import readable_json, readable_text
from adjourn.models.human_requests import Question


@dataclass(frozen=True, slots=True)
class Succeeded:
    result: str  #: JSON text


@dataclass(frozen=True, slots=True)
class Waiting:
    """For people; also after a passing error of one branch while another asked."""

    error: str | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    error: str
    delay: float  #: seconds
    #: The run committed a step before it failed: its tries count anew.
    progressed: bool


@dataclass(frozen=True, slots=True)
class Failed:
    error: str


@dataclass(frozen=True, slots=True)
class Cancelled:
    """A person said stop."""

    error: str


@dataclass(frozen=True, slots=True)
class Blocked:
    error: str


@dataclass(frozen=True, slots=True)
class Released:
    """Given back at shutdown, as if it had not been claimed."""


Outcome = Succeeded | Waiting | Retry | Failed | Cancelled | Blocked | Released


@dataclass(frozen=True, slots=True)
class Requests:
    """What becomes of the job's questions."""

    ask: tuple[Question, ...] = ()
    #: The graph has taken the answer.
    resumed: tuple[int, ...] = ()
    #: Nobody asks this any more.
    withdrawn: tuple[int, ...] = ()
    #: (request id, why the answer does not fit): the person reads it and answers again.
    reopened: tuple[tuple[int, str], ...] = ()

    def __add__(self, more: Requests) -> Requests:
        return Requests(*(getattr(self, name) + getattr(more, name) for name in self.__slots__))


#: The questions stay as they are.
UNCHANGED = Requests()


@dataclass(frozen=True, slots=True)
class Settle:
    """What an advance came to, with what becomes of the job's questions."""

    outcome: Outcome
    requests: Requests = UNCHANGED


# Everything selects from `moved`, the guarded move of the job: a lease that is lost writes nothing at all. What another
# session has locked, the job or a question that has to move with it, is skipped, and tried again later. Who waited
# would keep a connection from its neighbours, and the job's own row from the renewal of its lease.
_MOVE = """
WITH free AS MATERIALIZED (
  SELECT id AS free_id FROM adjourn.jobs WHERE id = %(id)s::uuid AND lease_id = %(lease_id)s::uuid AND NOT EXISTS (
    SELECT FROM adjourn.human_requests r
    WHERE r.job_id = %(id)s::uuid AND r.status IN ('open', 'answered') AND (%(ends)s OR r.id = ANY(%(settled)s)) AND (
      SELECT true FROM adjourn.human_requests same WHERE same.id = r.id FOR NO KEY UPDATE SKIP LOCKED) IS NULL)
  FOR NO KEY UPDATE SKIP LOCKED
), moved AS (
  UPDATE adjourn.jobs SET {move} FROM free WHERE id = free_id RETURNING id, thread_id, graph, status
), """
_ASK = """, asked AS (
  INSERT INTO adjourn.human_requests AS r (job_id, thread_id, graph, node, kind, title, question, question_hash,
    answer_schema, options, interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal, team, assignee, priority,
    due_at, remind_at, escalate_at, expires_at, escalate_to, at_expiry, expiry_answer, four_eyes, policy,
    look_twice, shown)
  SELECT moved.id, moved.thread_id, moved.graph, node, kind, title, question::json,
    sha256(convert_to(question, 'UTF8')), answer_schema::json, options::json, interrupt_id, checkpoint_ns,
    checkpoint_id, task_id, ordinal, team, assignee, priority, clock_timestamp() + due,
    clock_timestamp() + remind, clock_timestamp() + escalate, clock_timestamp() + expires, escalate_to, at_expiry,
    expiry_answer::jsonb, four_eyes, policy::json, look_twice, shown::json
  FROM moved, json_to_recordset(%(ask)s::json) q(node text, kind text, title text, question text,
    answer_schema text, options text, interrupt_id text, checkpoint_ns text, checkpoint_id text, task_id text,
    ordinal int, team text, assignee text, priority int, due interval, remind interval, escalate interval,
    expires interval, escalate_to text, at_expiry text, expiry_answer text, four_eyes boolean, policy text,
    look_twice text, shown text)
  ON CONFLICT ON CONSTRAINT asked_once DO UPDATE SET status = 'open', node = EXCLUDED.node, kind = EXCLUDED.kind,
    title = EXCLUDED.title, question = EXCLUDED.question, question_hash = EXCLUDED.question_hash,
    look_twice = EXCLUDED.look_twice, shown = EXCLUDED.shown,
    answer_schema = EXCLUDED.answer_schema, options = EXCLUDED.options, checkpoint_ns = EXCLUDED.checkpoint_ns,
    checkpoint_id = EXCLUDED.checkpoint_id, task_id = EXCLUDED.task_id, ordinal = EXCLUDED.ordinal
    WHERE r.status IN ('resumed', 'withdrawn')
)"""
# By CASE, which fits no index of open or answered rows: one of these, chosen while the table was small, is read with
# all that has left it since the last VACUUM, thousands of entries for each job.
_SETTLE = """, settled AS (
  UPDATE adjourn.human_requests r SET status = s.status, answer_error = coalesce(s.answer_error, r.answer_error),
    resumed_at = CASE WHEN s.status = 'resumed' THEN clock_timestamp() END
  FROM moved, json_to_recordset(%(settle)s::json) s(id bigint, status text, answer_error text)
  WHERE r.id = s.id AND r.job_id = moved.id
    AND CASE r.status WHEN 'answered' THEN true WHEN 'open' THEN s.status = 'withdrawn' ELSE false END
)"""


@cache
def _statement(move: str, asks: bool, settles: bool) -> str:
    """Of what there is to write, and no more: Postgres begins each part of a statement, also one that has no rows."""
    parts = [_MOVE.format(move=move), checkpoints.inserts("moved")]
    parts += [_ASK] * asks + [_SETTLE] * settles + [" SELECT count(*) AS fence, min(status) AS status FROM moved"]
    return one_line("".join(parts))


#: The columns of a question that are JSON, and its times in seconds from now.
_JSON = ("question", "answer_schema", "options", "shown")
_FROM_NOW = ("due", "remind", "escalate", "expires")

_TRIES = "CASE WHEN %(progressed)s THEN 1 ELSE greatest(attempt, 1) END"
_SUCCEEDED = "status = 'succeeded', result = %(result)s::json, error = NULL"
_WAITING = "status = 'waiting', attempt = 0, crashes = 0, error = %(error)s::json"
_RETRY = (
    f"status = CASE WHEN {_TRIES} < max_attempts THEN 'queued' ELSE 'failed' END, attempt = {_TRIES}, "
    "run_at = clock_timestamp() + %(delay)s * interval '1 second', error = %(error)s::json"
)
_FAILED = "status = 'failed', error = %(error)s::json"
_CANCELLED = "status = 'cancelled', error = %(error)s::json"
# It has not run on the code that it does not fit.
_BLOCKED = "status = 'blocked', error = %(error)s::json, graph_version = %(ran_on)s, graph_fingerprint = %(ran_as)s"
_RELEASED = "status = 'queued', attempt = greatest(attempt - %(counted)s, 0), run_at = clock_timestamp()"


def record(job: Claimed, settled: Settle, rows: Rows) -> Script[str]:
    """Write the outcome with what follows from it: questions asked and settled, and `rows` of the checkpointer. Returns
    the job's status then.

    It ends the lease. Raises LeaseLost, having changed nothing, if the lease is not held any more, Skipped if somebody
    else has locked the job, and what Postgres says to it, as that the job would wait for nobody (constraint
    waiting_is_for_somebody).
    """
    requests = settled.requests
    move, values = _outcome(job, settled.outcome)
    settle = [{"id": id, "status": "resumed"} for id in requests.resumed]
    settle += [{"id": id, "status": "withdrawn"} for id in requests.withdrawn]
    settle += [{"id": id, "status": "open", "answer_error": readable_text(error)} for id, error in requests.reopened]
    given = {
        "id": job.id,
        "lease_id": job.lease_id,
        "ask": json.dumps([_columns(question) for question in requests.ask]),
        "settle": json.dumps(settle),
        "settled": [row["id"] for row in settle],
        "ends": isinstance(settled.outcome, Succeeded | Retry | Failed | Cancelled),
    }
    statement = _statement(move, bool(requests.ask), bool(settle))
    [moved] = yield statement, given | rows.params | values
    if moved["fence"] != 1:
        raise (yield from leases.refused(job.id, job.lease_id))
    return str(moved["status"])


def error_of(type_: str, message: str, hint: str | None = None) -> str:
    """The JSON text for `jobs.error`. hint: what can be done."""
    return json.dumps({"type": type_, "message": message[:10_000]} | ({"hint": hint} if hint else {}))


def _columns(question: Question) -> dict[str, Any]:
    given = asdict(question) | {"title": readable_text(question.title)}
    given |= {name: readable_json(given[name]) for name in _JSON}
    return given | {name: f"{given[name]} seconds" for name in _FROM_NOW if given[name] is not None}


def _outcome(job: Claimed, outcome: Outcome) -> tuple[str, dict[str, Any]]:
    match outcome:
        case Succeeded(result):
            return _SUCCEEDED, {"result": readable_json(result)}
        case Waiting(error):
            return _WAITING, {"error": readable_json(error)}
        case Retry(error, delay, progressed):
            return _RETRY, {"error": readable_json(error), "delay": delay, "progressed": progressed}
        case Failed(error):
            return _FAILED, {"error": readable_json(error)}
        case Cancelled(error):
            return _CANCELLED, {"error": readable_json(error)}
        case Blocked(error):
            return _BLOCKED, {"error": readable_json(error), "ran_on": job.ran_on, "ran_as": job.ran_as}
        case Released():
            # By the claim from the queue, whoever has claimed it since because a lease ran out.
            return _RELEASED, {"counted": int(job.was != "waiting")}
        case _:
            assert_never(outcome)
