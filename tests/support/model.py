"""What each move on jobs and human_requests must give: the rows as they are then, or Refused and nothing changed.

Written from docs/guarantees.md, one plain function per move, so that it can be compared with the triggers and
statements that make the same moves in Postgres. Rows are dicts of plain values; JSON columns hold JSON texts.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any

from adjourn.models.claims import Claimant, Claimed
from adjourn.models.outcomes import Blocked, Failed, Outcome, Released, Requests, Retry, Succeeded, Waiting

from tests.support.laws import ASKED_OF_JOB, FINAL, JOB_MOVES, LEASE, MADE, Refused, Row, Soon, of_job
from tests.support.model_requests import Desk


@dataclass(slots=True)
class World(Desk):
    graphs: tuple[str, ...] = ("one", "two")
    #: The graph of each thread.
    threads: dict[str, str] = field(default_factory=dict)
    #: Of each key the job, and what was asked for.
    keys: dict[str, tuple[str, Row]] = field(default_factory=dict)

    def copy(self) -> World:
        """Rows are replaced, never changed."""
        return replace(
            self,
            jobs=self.jobs.copy(),
            requests=self.requests.copy(),
            threads=self.threads.copy(),
            keys=self.keys.copy(),
            pauses=self.pauses.copy(),
            opened=self.opened.copy(),
        )

    # --- jobs

    def enqueue(self, made: str | None, graph: str, options: Row) -> str:
        """The id that must come back; `made` is the one that came."""
        same = {name: options.get(name) for name in ("thread_id", "input", "config", "context")} | {"graph": graph}
        thread = options["thread_id"] or made or ""
        unset = ("graph_version", "graph_fingerprint", "result", "error", "batch_id", "ask_again", "schedule")
        job = dict.fromkeys((*unset, *LEASE, "started_at", "traceparent")) | {
            **options,
            "id": made,
            "thread_id": thread,
            "graph": graph,
            "status": "queued",
            "request_hash": MADE if options["key"] else None,
            "project": options.get("project") or "adjourn",
            "queue": options["queue"] or "adjourn",
            "tags": [],
            "run_timeout": None,
            "attempt": 0,
            "crashes": 0,
            "runs": 0,
            "run_at": options["run_at"] or Soon(),
            "created_at": Soon(),
            "finished_at": None,
            "submitted_by": self.who,
        }
        if graph not in self.graphs or self.threads.get(thread, graph) != graph or of_job(job):
            raise Refused
        if first := self.keys.get(options["key"]):
            if first[1] != same:
                raise Refused
            return first[0]
        assert made is not None and made not in self.jobs, "a new job has a new id"
        self.jobs[made] = job
        self.threads[thread] = graph
        if options["key"]:
            self.keys[options["key"]] = made, same
        return made

    def write_job(self, id: str, given: Mapping[str, Any]) -> None:
        """A move of a job, by whatever hand."""
        old = self.jobs[id]
        new = {**old, **given}
        was, status = old["status"], new["status"]
        if any(new[column] != old[column] for column in ASKED_OF_JOB):
            raise Refused
        if old["started_at"] and new["started_at"] != old["started_at"]:
            raise Refused
        if (was in FINAL) if status == was else status not in JOB_MOVES[was]:
            raise Refused
        if was == status == "running" and new["lease_id"] != old["lease_id"] and old["lease_until"] >= self.now:
            raise Refused
        if new["ask_again"] not in (None, old["ask_again"]):
            raise Refused  # no step of these jobs has failed on an answer
        if status == "waiting" != was:
            if not self.waits_for_somebody(id):
                raise Refused
            self.pauses[id] = self.pauses.get(id, 0) + 1
        if status != "running":
            new |= dict.fromkeys(LEASE)
        if status in FINAL:
            new["finished_at"] = Soon()
        if was in ("failed", "blocked") and status == "queued":
            if isinstance(new["deadline_at"], datetime) and new["deadline_at"] < self.now:
                raise Refused
            if not isinstance(new["run_at"], datetime) or new["run_at"] < self.now:
                new["run_at"] = Soon()
            new |= {"finished_at": None, "error": None, "attempt": 0, "crashes": 0}
        if was == "failed" and self._is_overtaken(old):
            raise Refused
        if of_job(new) or (_holds(new) and self._holder(id)):
            raise Refused
        self.jobs[id] = new
        if status in FINAL:
            self.withdraw_all(id)
        elif was == "failed":
            self.ask_again(id)

    def retry(self, id: str) -> None:
        if self.jobs[id]["status"] not in ("failed", "blocked"):
            raise Refused
        self.write_job(id, {"status": "queued", "run_at": Soon()})

    def _holder(self, id: str) -> Row | None:
        """The other job that has started on the thread and not finished."""
        thread = self.jobs[id]["thread_id"]
        return next((j for j in self.jobs.values() if j["thread_id"] == thread and j["id"] != id and _holds(j)), None)

    def runnable(self, id: str) -> bool:
        """Its turn: nothing but a worker is missing."""
        job = self.jobs[id]
        if self._holder(id):
            return False
        if job["status"] == "running":
            return bool(job["lease_until"] < self.now)
        if job["status"] == "waiting":
            return not any(r["job_id"] == id and r["status"] == "open" for r in self.requests.values())
        return bool(job["status"] == "queued" and job["run_at"] <= self.now and (_holds(job) or self._is_first(job)))

    def _is_overtaken(self, job: Row) -> bool:
        """The thread has moved on: a later job has started there."""
        began = [j["started_at"] for j in self.jobs.values() if j["thread_id"] == job["thread_id"] and j["started_at"]]
        return bool(job["started_at"]) and max(began) > job["started_at"]

    def _is_first(self, job: Row) -> bool:
        return not any(
            (other["created_at"], other["id"]) < (job["created_at"], job["id"])
            for other in self.jobs.values()
            if other["thread_id"] == job["thread_id"]
            and not other["started_at"]
            and not other["finished_at"]
            and other["run_at"] <= self.now
        )

    def claim(self, id: str, by: Claimant, lease: float) -> bool:
        job = self.jobs[id]
        if job["graph"] not in by.graphs or not self.runnable(id):
            return False
        if by.takes != "all" and job["graph_version"] != by.version and (job["graph_version"] or by.takes == "begun"):
            return False
        claimed = {
            "status": "running",
            "lease_id": MADE,
            "leased_by": by.worker,
            "lease_until": Soon(lease),
            "started_at": job["started_at"] or Soon(),
            "attempt": job["attempt"] + (job["status"] == "queued"),
            "crashes": job["crashes"] + (job["status"] == "running"),
            "runs": job["runs"] + 1,
            "graph_version": by.version,
            "graph_fingerprint": json.loads(by.fingerprints)[job["graph"]],
        }
        self.write_job(id, claimed)
        return True

    def renew(self, leases: Iterable[str], lease: float) -> dict[str, bool]:
        held = {job["lease_id"]: id for id, job in self.jobs.items() if job["lease_id"] in leases}
        for id in held.values():
            self.write_job(id, {"lease_until": Soon(lease)})
        return dict.fromkeys(held, True)

    def record(self, claimed: Claimed, outcome: Outcome, requests: Requests) -> str:
        id = claimed.id
        if self.jobs[id]["lease_id"] != claimed.lease_id:
            raise Refused
        for question in requests.ask:
            self.ask(self.jobs[id], question)
        self.settle(id, requests)
        moved = _moved(self.jobs[id], claimed, outcome)
        self.write_job(id, moved)
        return str(moved["status"])

    def fail_overdue(self) -> set[str]:
        late = {
            id
            for id, job in self.jobs.items()
            if job["status"] in ("queued", "waiting") and job["deadline_at"] and job["deadline_at"] < self.now
        }
        for id in late:
            self.write_job(id, {"status": "failed", "error": MADE})
        return late


def _holds(job: Row) -> bool:
    """Whether it keeps the later jobs of its thread waiting."""
    return bool(job["started_at"]) and not job["finished_at"]


def _moved(job: Row, claimed: Claimed, outcome: Outcome) -> Row:
    match outcome:
        case Succeeded(result):
            return {"status": "succeeded", "result": result, "error": None}
        case Waiting(error):
            return {"status": "waiting", "attempt": 0, "crashes": 0, "error": error}
        case Retry(error, delay, progressed):
            tries = 1 if progressed else max(job["attempt"], 1)
            status = "queued" if tries < job["max_attempts"] else "failed"
            return {"status": status, "attempt": tries, "run_at": Soon(delay), "error": error}
        case Failed(error):
            return {"status": "failed", "error": error}
        case Blocked(error):
            ran = {"graph_version": claimed.ran_on, "graph_fingerprint": claimed.ran_as}
            return {"status": "blocked", "error": error, **ran}
        case Released():
            return {
                "status": "queued",
                "attempt": max(job["attempt"] - (claimed.was != "waiting"), 0),
                "run_at": Soon(),
            }
