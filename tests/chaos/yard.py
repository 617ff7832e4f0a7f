"""A database, a fork server and whoever submits and answers: one run of a job, with one thing that goes wrong in it."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import uuid
from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
from psycopg.rows import dict_row
from psycopg.types.json import Jsonb

from tests.chaos.bugs import SQL
from tests.chaos.invariants import INVARIANTS, WITNESS

PROJECT = Path(__file__).parent / "project"
SHAPES = tuple(json.loads((PROJECT / "langgraph.json").read_text())["graphs"])
#: Settings of a server whose databases may be yards: without fsync, as only processes are killed.
SERVER = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "track_commit_timestamp": "on"}
ACTIONS = ("kill", "stop", "raise", "disconnect", "again")
_FINAL = ("succeeded", "failed", "cancelled", "blocked")


@dataclass(frozen=True, slots=True)
class Case:
    """At the `nth` time that a worker comes to the point, in whichever process, this happens to it."""

    shape: str
    point: str
    nth: int
    action: str

    def __str__(self) -> str:
        return f"{self.shape}: {self.action} at {self.point!r}, hit {self.nth}"


@dataclass(slots=True)
class Yard:
    database_url: str
    log: Path
    #: One of `bugs.BUGS`, which the workers of this yard have.
    bug: str = ""
    #: What a job of each shape comes to when nothing goes wrong: status, result, questions.
    reference: dict[str, Any] = field(default_factory=dict)
    #: How often each point was reached.
    hits: dict[str, int] = field(default_factory=dict)
    #: Cases in which the action took place.
    struck: int = 0
    #: Those of them in which it killed.
    killed: int = 0
    _db: psycopg.Connection[dict[str, Any]] = field(init=False)
    _server: subprocess.Popen[str] = field(init=False)
    #: Of the point of this run, so far.
    _hits: int = 0

    def __enter__(self) -> Yard:
        env = os.environ | {
            "DATABASE_URL": self.database_url,
            "WITNESS_URL": self.database_url,
            "ADJOURN_PROJECT": str(PROJECT),
            "ADJOURN_POOL_SIZE": "4",
            "ADJOURN_LEASE": "30",
            "CHAOS_BUG": self.bug,
        }
        self._db = psycopg.connect(self.database_url, autocommit=True, row_factory=dict_row, application_name="chaos")
        self._db.execute(WITNESS + SQL.get(self.bug, ""))  # type: ignore[arg-type]
        for shape in SHAPES:
            self._db.execute(
                "INSERT INTO adjourn.graphs (name, version, fingerprint, queue, input_schema, drawing) "
                "VALUES (%s, '', '', 'chaos', '{}', '')",
                (shape,),
            )
        with self.log.open("wb") as log:
            self._server = subprocess.Popen(
                [sys.executable, "-W", "ignore", "-m", "tests.chaos.forks"],
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        for shape in SHAPES if not self.reference else ():
            self.reference[shape] = self._end(self._carry(Case(shape, "", 0, "kill")))
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.communicate()  # ends with its input
        self._db.close()

    def run(self, case: Case) -> list[str]:
        """What is wrong with the job afterwards."""
        self._ask(forget=True)
        try:
            job_id = self._carry(case)
        except AssertionError as error:
            return [f"{case}: {error}"]
        self.hits[case.point] = self.hits.get(case.point, 0) + self._hits
        self.struck += self._hits >= case.nth
        self.killed += self._hits >= case.nth and case.action == "kill"
        end, meant = self._end(job_id), self.reference[case.shape]
        return [] if end == meant else [f"{case}: job {job_id} ended as {end}, not {meant}"]

    def violations(self) -> list[str]:
        """Of all runs of this yard."""
        return [
            f"{name}: {dict(row)}"
            for name, query in INVARIANTS.items()
            for row in self._db.execute(query)  # type: ignore[arg-type]
        ]

    def jobs(self) -> Counter[str]:
        """How many jobs there are, and how many have come to their end."""
        [row] = self._rows("SELECT count(*) AS all, count(finished_at) AS finished FROM adjourn.jobs")
        return Counter(row)

    def _carry(self, case: Case) -> str:
        """Submit a job, answer what it asks, and let workers advance it to its end."""
        key = str(uuid.uuid4())
        enqueue = "SELECT adjourn.enqueue(%s, '{\"log\": []}', key => %s)::text AS id"
        [row], [same] = self._rows(enqueue, case.shape, key), self._rows(enqueue, case.shape, key)
        assert row == same, "a key stands for two jobs"
        job_id = str(row["id"])
        is_stopped = False
        for _ in range(40):
            [job] = self._rows("SELECT * FROM adjourn.jobs WHERE id = %s", job_id)
            if job["status"] in _FINAL and not self._is_chaos(job):
                break
            self._pass_time(job)
            self._answer(job_id)
            before = self._hits
            reply = self._ask(job=job_id, point=case.point, nth=case.nth, action=case.action)
            if before < case.nth <= reply["hits"]:
                strike = "INSERT INTO strikes (thread_id, pid, point) VALUES (%s, %s, %s)"
                self._rows(strike, job_id, reply["pid"], case.point)
            assert reply["status"] in (0, 3, -9, "stopped"), f"a worker ended with {reply['status']}, see {self.log}"
            if is_stopped:
                # Its lease has long run out and another worker has been here: it must do no harm.
                self._go_on(job_id)
            is_stopped = reply["status"] == "stopped"
        else:
            raise AssertionError(f"job {job_id} never ends: {job['status']} {job['error']}")
        if is_stopped:
            self._go_on(job_id)
        return job_id

    def _go_on(self, job_id: str) -> None:
        self._rows("UPDATE strikes SET went_on = clock_timestamp() WHERE thread_id = %s", job_id)
        status = self._ask(go_on=True)["status"]
        assert status in (0, 3), f"the worker that was stopped ended with {status}, see {self.log}"

    def _is_chaos(self, job: dict[str, Any]) -> bool:
        return job["status"] == "failed" and job["error"]["type"] == "Chaos"

    def _pass_time(self, job: dict[str, Any]) -> None:
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
        self._rows(f"UPDATE adjourn.jobs SET {change} WHERE id = %s", job["id"])

    def _answer(self, job_id: str) -> None:
        """Each answer says what it was given to."""
        for row in self._rows("SELECT * FROM adjourn.human_requests WHERE job_id = %s AND status = 'open'", job_id):
            if row["kind"] == "breakpoint":
                self._rows("UPDATE adjourn.human_requests SET choice = 'continue' WHERE id = %s", row["id"])
            else:
                answer = Jsonb({"to": row["title"]})
                self._rows("UPDATE adjourn.human_requests SET answer = %s WHERE id = %s", answer, row["id"])

    def _end(self, job_id: str) -> Any:
        [job] = self._rows(
            "SELECT status, result::text, error ->> 'type' AS error FROM adjourn.jobs WHERE id = %s", job_id
        )
        asked = self._rows("SELECT title, status FROM adjourn.human_requests WHERE job_id = %s ORDER BY title", job_id)
        return job, asked

    def _rows(self, query: str, *params: Any) -> list[dict[str, Any]]:
        cursor = self._db.execute(query, params)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []

    def _ask(self, **order: Any) -> dict[str, Any]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        line = self._server.stdout.readline()
        assert line, f"the fork server has ended, see {self.log}"
        reply: dict[str, Any] = json.loads(line)
        self._hits = reply["hits"]
        return reply
