"""What Hypothesis draws for tests/models/test_properties.py: questions, outcomes, answers, values for every column."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from typing import Any

from adjourn.models.human_requests import Question
from adjourn.models.outcomes import Blocked, Failed, Outcome, Released, Retry, Succeeded, Waiting
from hypothesis import strategies as st

from tests.support import laws

# No test takes an hour: what is past stays past.
PAST = datetime.now(UTC).replace(microsecond=0) - timedelta(days=1)
FUTURE = PAST + timedelta(days=2)
_OFF_THE_CALENDAR = datetime(9999, 6, 1, tzinfo=UTC)
_ERROR = '{"type": "Trouble"}'

# --- what programs do

index = st.integers(0, 30)
times = st.sampled_from([None, None, None, PAST, FUTURE])
#: Of a request that is refused whatever else it says.
WRONG_OPTIONS: list[dict[str, Any]] = [
    {"max_attempts": 0},
    {"queue": "nobody's"},
    {"project": "nobody's"},
    {"context": "[]"},
    {"deadline_at": _OFF_THE_CALENDAR},
]
outcomes: st.SearchStrategy[Outcome] = st.one_of(
    st.builds(Succeeded, st.sampled_from(["1", "null"])),
    st.builds(Waiting, st.sampled_from([None, _ERROR])),
    st.builds(Waiting, st.none()),
    st.builds(Waiting, st.none()),
    st.builds(Retry, st.just(_ERROR), st.sampled_from([0.0, 3600.0]), st.booleans()),
    st.builds(Failed, st.just(_ERROR)),
    st.builds(Blocked, st.just(_ERROR)),
    st.builds(Released),
)
_SIDES = [{"choice": side, "label": side, "answer": side} for side in ("left", "right")]
_APPROVAL = [
    {"choice": "approve", "label": "Approve", "answer": {"type": "approve"}},
    {"choice": "reject", "label": "Reject", "answer": {"type": "reject"}, "comment_at": [["message"]]},
]
_BATCH = [
    {"choice": "approve", "label": "Approve all 2", "answer": {"decisions": [{"type": "approve"}] * 2}},
    {
        "choice": "respond",
        "label": "Respond all 2",
        "answer": {"decisions": [{"type": "respond"}] * 2},
        "comment_at": [["decisions", "0", "message"], ["decisions", "1", "message"]],
        "needs_comment": True,
    },
]
#: kind, question, schema, options
_SHAPES: dict[str, tuple[str, Any, Any, Any]] = {
    "plain": ("question", "how?", None, []),
    "query": ("question", {"query": "how?"}, None, []),
    "choice": ("form", "which?", {"enum": ["left", "right"]}, _SIDES),
    "form": ("form", "what?", {"type": "object"}, []),
    "text": ("form", "why?", {"type": "string"}, []),
    "approval": ("tool_approval", {"type": "tool_approval"}, None, _APPROVAL),
    "batch": ("tool_batch", {"action_requests": []}, {"type": "object"}, _BATCH),
}


def question(interrupt_id: str, shape: str) -> Question:
    kind, question, schema, options = _SHAPES[shape]
    return Question(
        interrupt_id=interrupt_id,
        node="node",
        kind=kind,
        title="title",
        question=json.dumps(question),
        answer_schema=None if schema is None else json.dumps(schema),
        options=json.dumps(options),
        checkpoint_ns="",
        checkpoint_id="checkpoint",
        task_id="task",
        ordinal=0,
    )


#: The shapes of one or two questions by the ids of their interrupts.
questions = st.dictionaries(st.sampled_from("abcdef"), st.sampled_from([*_SHAPES]), min_size=1, max_size=2)
#: What becomes of the questions of a job, one after the other.
fates = st.lists(st.sampled_from(["", "resumed", "resumed", "withdrawn", "reopened"]), max_size=4)

# --- what people write

_CHOICES = ["left", " Right ", "approve", "reject", "respond", "up", "", None]
_COMMENTS = ["so", "too much", "left", "", None]
_ANSWERS = ['"left"', '"so"', "1", "null", "{}", '{"type": "approve"}', '{"data": "so"}', None]
answers: st.SearchStrategy[dict[str, Any]] = st.fixed_dictionaries(
    {},
    optional={
        "choice": st.sampled_from(_CHOICES),
        "comment": st.sampled_from(_COMMENTS),
        "answer": st.sampled_from(_ANSWERS),
    },
).filter(bool)

_uuid = st.uuids(version=4).map(str)
_NUMBERS = st.sampled_from([0, 1, 2, 1000, -1, None])
_AT = st.sampled_from([PAST, FUTURE, None])
_CALENDAR = st.sampled_from([PAST, FUTURE, _OFF_THE_CALENDAR, None])
_JSON = st.sampled_from(["1", "null", "{}", '{"type": "object"}', None])
_TEXT = st.sampled_from(["the boss", "", None])


def _changes(columns: dict[str, Any]) -> st.SearchStrategy[dict[str, Any]]:
    """Some columns with some values, mostly such as may be changed."""
    free = [name for name in columns if name not in (*laws.ASKED_OF_JOB, *laws.ASKED_BY_REQUEST)]
    names = st.sets(st.sampled_from([*columns, *free * 3]), min_size=1, max_size=3).map(sorted)
    return names.flatmap(lambda names: st.fixed_dictionaries({name: columns[name] for name in names}))


#: Every column of the table.
JOB_VALUES: dict[str, Any] = {
    **dict.fromkeys(("id", "batch_id", "lease_id"), _uuid),
    **dict.fromkeys(("thread_id", "project", "graph_version", "graph_fingerprint", "leased_by", "key"), _TEXT),
    **dict.fromkeys(("submitted_by", "schedule"), _TEXT),
    **dict.fromkeys(("input", "config", "context", "result", "error"), _JSON),
    **dict.fromkeys(("attempt", "crashes", "max_attempts", "priority", "runs"), _NUMBERS),
    **dict.fromkeys(("run_at", "deadline_at"), _CALENDAR),
    **dict.fromkeys(("lease_until", "created_at", "started_at", "finished_at"), _AT),
    "graph": st.sampled_from(["one", "two"]),
    "queue": st.sampled_from(["adjourn", "adjourn", "nobody's", None]),
    "tags": st.sampled_from([[], ["urgent"], [None], None]),
    "run_timeout": st.sampled_from([1.5, 0.0, -1.0, None]),
    "traceparent": st.sampled_from([laws.TRACE, "mine", None]),
    "ask_again": st.sampled_from(["last", "all", "rewound", "1", "maybe", None]),
    "request_hash": st.just("\\x00"),
    "status": st.sampled_from(
        ["queued", "running", "waiting", "blocked", "succeeded", "failed", "cancelled", "done", None]
    ),
}
job_changes = _changes(JOB_VALUES)
_LEASE = {"lease_id": "6f1c2b1e-0000-4000-8000-000000000000", "leased_by": "by hand", "lease_until": FUTURE}
#: What chance alone would hardly put together.
job_moves = st.sampled_from(
    [
        {"status": "running", "started_at": PAST, **_LEASE},
        {"status": "running", **_LEASE},
        _LEASE,
        {"lease_id": None},
        {"status": "succeeded", "result": "1"},
        {"status": "failed", "error": "{}"},
        {"status": "blocked", "error": "{}"},
        {"status": "waiting"},
        {"status": "queued", "run_at": None},
        {"status": "queued", "run_at": FUTURE},
        {"attempt": 0},
        {"max_attempts": 1},
    ]
)
REQUEST_VALUES: dict[str, Any] = {
    "id": st.just(0),
    "job_id": _uuid,
    **dict.fromkeys(("thread_id", "graph", "node", "title", "interrupt_id"), _TEXT),
    **dict.fromkeys(("checkpoint_ns", "checkpoint_id", "task_id", "assignee", "answered_by", "answer_error"), _TEXT),
    **dict.fromkeys(("rejected_answer", "answered_via", "team"), _TEXT),
    "policy": _JSON,
    "look_twice": _TEXT,
    "shown": _JSON,
    "four_eyes": st.sampled_from([False, False, True, None]),
    **dict.fromkeys(("question", "answer_schema", "options"), _JSON),
    **dict.fromkeys(("priority", "ordinal"), _NUMBERS),
    **dict.fromkeys(("answered_at", "resumed_at", "closed_at", "created_at", "claimed_until"), _AT),
    **dict.fromkeys(("due_at", "hidden_until", "remind_at", "escalate_at", "expires_at"), _CALENDAR),
    "escalate_to": _TEXT,
    "at_expiry": st.sampled_from(["stay", "stay", "fail", None]),
    "expiry_answer": st.sampled_from([None, None, "1"]),
    "kind": st.sampled_from(["question", "form"]),
    "question_hash": st.just("\\x00"),
    "status": st.sampled_from(["open", "answered", "resumed", "expired", "withdrawn", "done", None]),
    "choice": st.sampled_from(_CHOICES),
    "comment": st.sampled_from(_COMMENTS),
    "answer": st.sampled_from(_ANSWERS),
}
request_changes = _changes(REQUEST_VALUES)
request_moves = st.sampled_from(
    [
        {"status": "answered", "answer": "1", "answered_by": "the boss", "answered_at": PAST},
        {"status": "answered"},
        {"status": "open"},
        {"status": "open", "answer": "1"},
        {"status": "open", "comment": "so"},
        {"status": "resumed", "resumed_at": PAST},
        {"status": "resumed", "resumed_at": PAST, "answer": "1"},
        {"status": "withdrawn"},
        {"status": "withdrawn"},
        {"status": "withdrawn", "answer": "1"},
        {"status": "withdrawn", "choice": "left"},
        {"status": "expired"},
        {"status": "expired", "comment": "so"},
        {"due_at": FUTURE, "remind_at": FUTURE, "expires_at": PAST},
    ]
)
