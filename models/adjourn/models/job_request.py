"""What other systems ask for: one input to be carried to its result."""

from __future__ import annotations

import reprlib
from collections.abc import Sequence
from dataclasses import KW_ONLY, dataclass, fields
from datetime import datetime
from typing import Any

from adjourn.models.ground import traceparent
from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.ground.readable import require_readable
from sqlalchemy import Connection, text


@dataclass(frozen=True, slots=True)
class JobRequest:
    """The arguments of `adjourn.enqueue`. Raises BadInput: one has another type.

    `input`, `config` and `context` are JSON texts. `run_at` and `deadline_at` are datetimes or what Postgres reads as
    one; without a zone they are in that of the session. `run_timeout` is in seconds of one advance.
    """

    graph: str
    input: str | None = None
    _: KW_ONLY
    thread_id: str | None = None
    #: The same again is the same request, and returns the first job.
    key: str | None = None
    config: str | None = None
    context: str | None = None
    #: Whose graph it is. None: that of the thread, or the only project that offers one of this name.
    project: str | None = None
    #: A lane of the project. None: that of the project's own name, or its only one.
    queue: str | None = None
    priority: int = 0
    max_attempts: int = 5
    run_at: str | datetime | None = None
    deadline_at: str | datetime | None = None
    run_timeout: float | None = None
    tags: Sequence[str] = ()
    #: What becomes of the thread's unfinished jobs: enqueue (it waits for them), reject (it is refused), interrupt
    #: (they are cancelled, what they have done stays), rollback (they are cancelled, the thread is as before them).
    multitask_strategy: str = "enqueue"
    #: For whom it is added, by a login that may speak for others. None: by whose login it is.
    submitted_by: str | None = None
    #: W3C's, of the trace to which its runs belong. None: that of the span in which `enqueue` is called, if any.
    traceparent: str | None = None

    def __post_init__(self) -> None:
        object.__setattr__(self, "traceparent", traceparent.understood(self.traceparent))
        for name, type_ in _TYPES.items():
            value = getattr(self, name)
            kind, called = _KINDS[type_]
            parts = list(value) if isinstance(value, list | tuple) else [value]
            if value is None and name != "graph":
                continue
            if not isinstance(value, kind) or isinstance(value, bool):
                raise BadInput(f"{name} must be {called}, not {reprlib.repr(value)}")
            if type_ == "text[]" and not all(isinstance(part, str) for part in parts):
                raise BadInput(f"{name} must be {called}, not {reprlib.repr(value)}")
            for part in parts:
                if isinstance(part, str):
                    require_readable(name, part)


#: Of each argument, as Postgres has it.
_TYPES = {field.name: "text" for field in fields(JobRequest)} | {
    "priority": "integer",
    "max_attempts": "integer",
    "run_at": "timestamptz",
    "deadline_at": "timestamptz",
    "run_timeout": "double precision",
    "tags": "text[]",
}
#: Of each type: as Python has it, and what to call it.
_KINDS: dict[str, tuple[Any, str]] = {
    "text": (str, "text"),
    "integer": (int, "a whole number"),
    "timestamptz": (str | datetime, "text"),
    "double precision": (int | float, "a number"),
    "text[]": (list | tuple, "a list of texts"),
}
_ARGUMENTS = ", ".join(
    f"{name} => CAST(:{name} AS {type_})" for name, type_ in _TYPES.items() if name != "submitted_by"
)
_ENQUEUE = text(f"SELECT adjourn.enqueue({_ARGUMENTS})::text")
#: In whose name, for this statement only.
_ENQUEUE_FOR = text(f"""
WITH before AS MATERIALIZED (
  SELECT coalesce(current_setting('adjourn.person', true), '') AS named,
    set_config('adjourn.person', CAST(:submitted_by AS text), true)
), added AS MATERIALIZED (SELECT named, adjourn.enqueue({_ARGUMENTS})::text AS id FROM before)
SELECT id, set_config('adjourn.person', named, true) FROM added""")


def enqueue(connection: Connection, request: JobRequest) -> str:
    """Add a job in the caller's transaction; returns its id.

    The same `key` again returns the first job's id. Raises BadInput: unknown graph, a key used for another request,
    a thread of another graph, or with an unfinished job that is in its way; malformed JSON, a name in `config` that is
    not the submitter's to set; `submitted_by` of a login that may not speak for others.
    """
    values = {name: getattr(request, name) for name in _TYPES}
    values |= {"tags": list(request.tags), "traceparent": request.traceparent or traceparent.current()}
    with refusals():
        statement = _ENQUEUE if request.submitted_by is None else _ENQUEUE_FOR
        return str(connection.execute(statement, values).scalars().one())
