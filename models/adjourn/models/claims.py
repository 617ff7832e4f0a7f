"""A worker takes a job for a limited time, and sees where its thread stands. A module of its own, because LangGraph,
which it reads as, takes a third of a second to import: not for those who only wait for a job, or move it by hand."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, fields
from typing import Any

from adjourn.models import checkpoints, human_requests
from adjourn.models.due import FREE, RUNNABLE
from adjourn.models.ground.database import Script
from adjourn.models.human_requests import Asked
from psycopg.errors import UniqueViolation


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
    #: The trace and the span from which it was enqueued, as W3C writes them.
    traceparent: str | None
    #: How often it was claimed, this time included.
    runs: int
    #: Seconds since 1970.
    created_at: float
    #: Version and fingerprint of the graph before the claim. None: nobody has worked on it.
    ran_on: str | None
    ran_as: str | None
    of_batch: bool


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
    #: See `Settings.takes`.
    takes: str = "all"
    #: Of each graph, as a JSON text.
    fingerprints: str = "{}"


#: Of what has begun nobody but this condition keeps a worker of another version, whoever rings, and why.
_TAKEN = "(%(takes)s = 'all' OR coalesce(j.graph_version = %(version)s, %(takes)s = 'own'))"
# The lock comes first: a second claimer finds nothing, and neither does one who meets another session's lock; the
# scheduler rings again. A row that changed just before it was locked is seen as it is now, other tables as they were at
# the claim's begin, so it may claim a job that has just been paused although its new question is open: its worker
# looks, sees the question, and records the pause again. Whether a limit lets it start is asked last, of a locked job:
# OFFSET keeps the two apart.
# Where the thread stands comes along, where that is sure to be what it was when the row was locked: nobody held the
# thread as the claim began, and the row has not changed since.
_CLAIM = f"""
WITH due AS (
  SELECT found.* FROM json_array_elements_text(%(ids)s::json) named (id), LATERAL (
    SELECT j.id, j.status, j.started_at IS NULL AS fresh, j.status <> 'running' AND {FREE}
      AND j.xmin = (SELECT began.xmin FROM adjourn.jobs began WHERE began.id = j.id) AS is_sure,
      j.project, j.graph, j.queue, j.batch_id, j.graph_version, j.graph_fingerprint
    FROM adjourn.jobs j
    WHERE j.id = named.id::uuid AND j.project IS NOT DISTINCT FROM %(project)s AND j.graph = ANY(%(graphs)s)
      AND j.queue = ANY(%(queues)s) AND {_TAKEN} AND {RUNNABLE} OFFSET 0 FOR NO KEY UPDATE OF j SKIP LOCKED) found
  WHERE (SELECT true FROM adjourn.limits LIMIT 1) IS NULL OR adjourn.may_start(
    found.id, found.project, found.graph, found.queue, found.batch_id)
), claimed AS (UPDATE adjourn.jobs j SET
  status = 'running', lease_id = gen_random_uuid(), leased_by = %(worker)s,
  lease_until = clock_timestamp() + %(lease)s * interval '1 second',
  started_at = coalesce(j.started_at, clock_timestamp()),
  attempt = j.attempt + (due.status = 'queued')::int, crashes = j.crashes + (due.status = 'running')::int,
  graph_version = %(version)s, runs = j.runs + 1,
  graph_fingerprint = %(fingerprints)s::json ->> j.graph
FROM due WHERE j.id = due.id
RETURNING j.id::text, j.lease_id::text, j.thread_id, j.graph, j.input::text, j.config::text, j.context::text,
  j.ask_again, j.attempt, j.crashes, due.status AS was, due.fresh,
  extract(epoch FROM j.deadline_at - clock_timestamp())::float AS seconds_left, j.run_timeout,
  j.traceparent, j.runs, extract(epoch FROM j.created_at)::float AS created_at,
  due.graph_version AS ran_on, due.graph_fingerprint AS ran_as,
  j.batch_id IS NOT NULL AS of_batch, due.is_sure
)
SELECT latest.*, c.*, CASE WHEN is_sure THEN {human_requests.as_text("c.id::uuid")} END AS asked
FROM claimed c LEFT JOIN LATERAL (
  {checkpoints.latest("thread_id = c.thread_id AND checkpoint_ns = '' AND is_sure")}
) latest ON true"""
_COLUMNS = [field.name for field in fields(Claimed)]
_GIVEN = [field.name for field in fields(Claimant)]


def claim(job_id: str, by: Claimant, lease: float) -> Script[Claimed | None]:
    """Lease a runnable job that the worker can run for `lease` seconds. None: nothing to claim, or locked: both
    ordinary."""
    found = yield from claim_many([job_id], by, lease)
    return found[0][0] if found else None


def claim_many(job_ids: Sequence[str], by: Claimant, lease: float) -> Script[list[tuple[Claimed, Stand | None]]]:
    """Those of them that can be claimed, each as if it were claimed alone, and where its thread stands, unless that is
    to be looked up."""
    try:
        rows = yield (
            _CLAIM,
            {"ids": json.dumps(list(job_ids)), "lease": lease} | {name: getattr(by, name) for name in _GIVEN},
        )
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
