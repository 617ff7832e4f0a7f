"""What holds for every row at every moment, and which moves there are: docs/guarantees.md, as tables."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

Row = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Soon:
    """The moment of the move by the database's clock, and `later` seconds on."""

    later: float = 0.0


#: Whatever the database makes up: a lease, a row's number, a hash.
MADE = type("Made", (), {"__repr__": lambda self: "MADE"})()


class Refused(Exception):
    """The database says no, and nothing has changed."""


#: From each status of a job to those that may follow.
JOB_MOVES = {
    "queued": ("running", "blocked", "failed", "cancelled"),
    "running": ("waiting", "queued", "blocked", "succeeded", "failed", "cancelled"),
    "waiting": ("running", "blocked", "failed", "cancelled"),
    "blocked": ("queued", "cancelled"),
    "failed": ("queued",),
    "succeeded": (),
    "cancelled": (),
}
FINAL = ("succeeded", "failed", "cancelled")
REQUEST_MOVES = {
    "open": ("answered", "expired", "withdrawn"),
    "answered": ("resumed", "withdrawn", "open"),
    "resumed": (),
    "expired": (),
    "withdrawn": (),
}
CLOSED = ("resumed", "expired", "withdrawn")
LEASE = ("lease_id", "leased_by", "lease_until")
#: What is written once, with the row.
ASKED_OF_JOB = (
    *("id", "thread_id", "project", "graph", "input", "config", "context", "key", "request_hash", "created_at"),
    *("submitted_by", "schedule"),
)
ASKED_BY_REQUEST = (
    *("id", "job_id", "thread_id", "graph", "node", "kind", "title", "question", "question_hash", "answer_schema"),
    *(
        "options",
        "look_twice",
        "shown",
        "created_at",
        "interrupt_id",
        "checkpoint_ns",
        "checkpoint_id",
        "task_id",
        "ordinal",
    ),
)
TRACE = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01"
_CALENDAR = datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC)


def of_job(job: Mapping[str, Any]) -> list[str]:
    """The laws that this row breaks."""
    status = job["status"]
    laws = {
        "a job has one of seven states": status in JOB_MOVES,
        "a running job has a lease, and no other": {job[c] is not None for c in LEASE} == {status == "running"},
        "a running or waiting job has started": status not in ("running", "waiting") or job["started_at"] is not None,
        "final is what has finished": (status in FINAL) == (job["finished_at"] is not None),
        "success and a result come together": (status == "succeeded") == (job["result"] is not None),
        "trouble says why": status not in ("failed", "blocked") or job["error"] is not None,
        "tries are counted": all(isinstance(job[c], int) and job[c] >= 0 for c in ("attempt", "crashes")),
        "some tries are allowed": job["max_attempts"] in range(1, 1001),
        "it has an urgency": isinstance(job["priority"], int),
        "its runs are counted": isinstance(job["runs"], int),
        "its trace is one": job["traceparent"] in (TRACE, None),
        "its queue is a lane of its project": job["queue"] == job["project"] == "adjourn",
        "its context is an object": job["context"] is None or job["context"].startswith("{"),
        "its tags are texts": job["tags"] is not None and None not in job["tags"],
        "it may run for some time": job["run_timeout"] is None or job["run_timeout"] > 0,
        "it has its time": job["run_at"] is not None,
        "times are on the calendar": _on_calendar(job["run_at"]) and _on_calendar(job["deadline_at"]),
    }
    return [law for law, holds in laws.items() if not holds]


def of_request(request: Mapping[str, Any]) -> list[str]:
    status = request["status"]
    by_whom = [request[c] is not None for c in ("answer", "answered_by", "answered_at")]
    laws = {
        "a request has one of five states": status in REQUEST_MOVES,
        "an answer has a person and a time": len(set(by_whom)) == 1,
        "who answered has said something": status not in ("answered", "resumed") or all(by_whom),
        "an open question has no answer": status != "open" or not any(by_whom),
        "resumed says when": (status == "resumed") == (request["resumed_at"] is not None),
        "closed says when": (status in CLOSED) == (request["closed_at"] is not None),
        "it has an urgency": isinstance(request["priority"], int),
        "its times are on the calendar": all(
            _on_calendar(request[c]) for c in ("due_at", "hidden_until", "remind_at", "escalate_at", "expires_at")
        ),
    }
    return [law for law, holds in laws.items() if not holds]


def _on_calendar(at: object) -> bool:
    return not isinstance(at, datetime) or _CALENDAR[0] <= at <= _CALENDAR[1]
