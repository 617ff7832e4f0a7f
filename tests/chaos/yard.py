"""A database, a fork server and whoever submits and answers: one run of a job, with one thing that goes wrong in it."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
import uuid
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.chaos import others
from tests.chaos.bugs import SQL
from tests.chaos.cases import ALWAYS, NOTHING, PROJECT, SHAPES, Case
from tests.chaos.doors import DOORS
from tests.chaos.invariants import INVARIANTS, WITNESS
from tests.support.forked import FORKS
from tests.support.offers import offer

#: Settings of a server whose databases may be yards: without fsync, as only processes are killed.
SERVER = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "track_commit_timestamp": "on"}
#: Another system, which submits a job in the transaction of each.
_ORDERS = "CREATE TABLE orders (key text PRIMARY KEY);"
_DIED = ({"status": "failed", "result": None, "error": "WorkerDied"}, [])
#: Their jobs have no input: each goes on with a thread that stands where a cancelled job was asked something.
_INHERITED = ("gate_inherited", "question_inherited")
#: Its jobs have failed after they had gone on with a wrong answer, and go back to where they were given it.
_MENDED = "mended"
_FINAL = ("succeeded", "failed", "cancelled", "blocked")


@dataclass(slots=True)
class Yard:
    database_url: str
    log: Path
    #: One of `bugs.BUGS`, which the workers of this yard have.
    bug: str = ""
    #: Of a broker that is emptied now and then.
    broker_url: str = ""
    #: What a job of each shape comes to when nothing goes wrong: status, result, questions.
    reference: dict[str, Any] = field(default_factory=dict)
    #: What `adjourn migrate` makes.
    schema: list[str] = field(default_factory=list)
    #: Hits of the point of this run, so far.
    count: int = 0
    #: How often each point was reached.
    hits: dict[str, int] = field(default_factory=dict)
    #: Cases in which the action took place.
    struck: int = 0
    #: Processes that were killed.
    killed: int = 0
    _db: psycopg.Connection[dict[str, Any]] = field(init=False)
    _server: subprocess.Popen[str] = field(init=False)
    #: Processes that did an errand: their exit status.
    _ended: dict[int, int] = field(default_factory=dict)

    def __enter__(self) -> Yard:
        env = os.environ | {
            "DATABASE_URL": self.database_url,
            "WITNESS_URL": self.database_url,
            "CELERY_BROKER_URL": self.broker_url or "redis://127.0.0.1:1/0",
            "ADJOURN_QUEUE": "chaos",
            "ADJOURN_PROJECT": str(PROJECT),
            "ADJOURN_POOL_SIZE": "4",
            "ADJOURN_LEASE": "30",
            "CHAOS_BUG": self.bug,
        }
        self._db = psycopg.connect(self.database_url, autocommit=True, row_factory=dict_row, application_name="chaos")
        self._db.execute(WITNESS + _ORDERS + SQL.get(self.bug, ""))  # type: ignore[arg-type]
        self.offer()
        with self.log.open("wb") as log:
            self._server = FORKS.command(
                [sys.executable, "-W", "ignore", "-m", "tests.chaos.forks"],
                env=env,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                text=True,
            )
        for shape in SHAPES if not self.reference else ():
            job_id = self.submit(shape)
            self.carry(job_id)
            self.reference[shape] = self.end(job_id)
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._server.communicate()  # ends with its input
        self._db.close()

    def run(self, case: Case) -> list[str]:
        """What is wrong with the job afterwards."""
        self.ask(forget=True)
        killed = self.killed
        try:
            if case.door:
                DOORS[case.door].scene(self, case)
            else:
                job_id = self.submit(case.shape)
                self.carry(job_id, case=case)
                if case.action == ALWAYS:
                    assert self.end(job_id) == _DIED, f"job {job_id} ended as {self.end(job_id)}"
                else:
                    self.compare(case.shape, job_id)
        except (AssertionError, ValueError, psycopg.Error) as error:
            return [f"{case}: {error}"]
        self.hits[case.instant] = self.hits.get(case.instant, 0) + self.count
        self.killed += case.door is not None and "kill" in case.action and self.count >= case.nth
        self.struck += self.count >= case.nth or self.killed > killed
        return []

    def offer(self) -> None:
        """Carriers give no signs of life. The process of a job that runs alone gives one when it starts, and dies."""
        offer(self._db, *SHAPES, project="chaos")

    def violations(self) -> list[str]:
        """Of all runs of this yard."""
        return [
            f"{name}: {dict(row)}{self._story(row)}"
            for name, query in INVARIANTS.items()
            for row in self._db.execute(query)  # type: ignore[arg-type]
        ]

    def _story(self, row: dict[str, Any]) -> str:
        """Of the job, if it is about one: its moves, and what struck its workers. Later nobody can ask."""
        job = "(SELECT id FROM adjourn.jobs WHERE %s IN (id::text, thread_id) LIMIT 1)"
        moves = f"SELECT at::text, became, data FROM adjourn.events WHERE job_id = {job} ORDER BY id"
        strikes = f"SELECT s.* FROM strikes s JOIN adjourn.jobs j USING (thread_id) WHERE j.id = {job}"
        about = str(row.get("job_id") or row.get("id") or row.get("thread_id"))
        told = [found for query in (moves, strikes) for found in self.rows(query, about)]
        return "".join(f"\n    {each}" for each in told)

    def jobs(self) -> Counter[str]:
        """How many jobs there are, and how many have come to their end."""
        [row] = self.rows("SELECT count(*) AS all, count(finished_at) AS finished FROM adjourn.jobs")
        return Counter(row)

    def submit(self, shape: str) -> str:
        """The job's id."""
        key = str(uuid.uuid4())
        enqueue = "SELECT adjourn.enqueue(%s, %s::json, %s, key => %s)::text AS id"
        given: tuple[str | None, str | None] = ('{"log": []}', None)
        if shape in _INHERITED:
            [row] = self.rows(enqueue, shape, *given, None)
            self.carry(row["id"], "waiting")
            self.rows("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", row["id"])
            given = (None, row["id"])
        [row], [same] = self.rows(enqueue, shape, *given, key), self.rows(enqueue, shape, *given, key)
        assert row == same, "a key stands for two jobs"
        if shape == _MENDED:
            self.carry(row["id"], "waiting")
            others.answer_wrongly(self.rows, row["id"])
            self.carry(row["id"])
            others.go_back(self.rows, row["id"])
        return str(row["id"])

    def carry(self, job_id: str, until: str = "", case: Case = NOTHING) -> None:
        """Answer what the job asks and let workers advance it to its end, or to status `until`."""
        is_stopped, began = False, time.monotonic()
        for stretch in count(1):
            [job] = self.rows("SELECT * FROM adjourn.jobs WHERE id = %s", job_id)
            if job["status"] == until or (job["status"] in _FINAL and not self._is_chaos(job)):
                break
            # What a dead worker had sent may be executed late, and until then nobody can do anything.
            if stretch > 40 and time.monotonic() > began + 5:
                raise AssertionError(f"job {job_id} never ends: {job['status']} {job['error']}")
            others.pass_time(self.rows, job)
            others.answer(self.rows, job_id)
            before = self.count
            after = case.after if stretch == case.nth else 0
            reply = self.ask(job=job_id, point=case.point, nth=case.nth, action=case.action, after=after)
            is_killed = reply["status"] == -signal.SIGKILL
            self.killed += is_killed
            if before < case.nth <= reply["hits"] or is_killed:
                # What a dead worker had sent to the witness may arrive after another's claim.
                query = "INSERT INTO strikes (thread_id, point, late) SELECT %s, %s, %s FROM generate_series(1, %s)"
                # Who is cut off is cut off with the next worker, which may find that out after its claim.
                self.rows(query, job["thread_id"], case.point, is_killed, 1 + (case.action == "disconnect"))
            lives = reply["status"] in (0, 3, "stopped")
            assert lives or is_killed, f"a worker ended with {reply['status']}, see {self.log}"
            if is_stopped:
                # Its lease has long run out and another worker has been here: it must do no harm.
                self._go_on(job["thread_id"])
            is_stopped = reply["status"] == "stopped"
        if is_stopped:
            self._go_on(job["thread_id"])

    def compare(self, shape: str, job_id: str) -> None:
        """The job has ended as any of its shape does when nothing goes wrong."""
        end, meant = self.end(job_id), self.reference[shape]
        assert end == meant, f"job {job_id} ended as {end}, not {meant}"

    def begin(self, **order: Any) -> int:
        """An errand; the pid of who does it."""
        pid = int(self.ask(**order)["pid"])
        self._ended.pop(pid, None)
        return pid

    def poll(self, pid: int) -> list[int | str]:
        """The exit status of who does an errand, negative for a signal, or "stopped"; empty while it runs."""
        if pid not in self._ended:
            status = self.ask(poll=pid)["status"]
            if status in (None, "stopped"):
                return [status] * (status is not None)
            self._ended[pid] = status
        return [self._ended[pid]]

    def _go_on(self, thread_id: str) -> None:
        self.rows("UPDATE strikes SET late = true WHERE thread_id = %s", thread_id)
        status = self.ask(go_on=True)["status"]
        assert status in (0, 3), f"the worker that was stopped ended with {status}, see {self.log}"

    def _is_chaos(self, job: dict[str, Any]) -> bool:
        return job["status"] == "failed" and job["error"]["type"] == "Chaos"

    def end(self, job_id: str) -> Any:
        [job] = self.rows(
            "SELECT status, result::text, error ->> 'type' AS error FROM adjourn.jobs WHERE id = %s", job_id
        )
        asked = self.rows("SELECT title, status FROM adjourn.human_requests WHERE job_id = %s ORDER BY title", job_id)
        return job, asked

    def rows(self, query: str, *params: Any) -> list[dict[str, Any]]:
        cursor = self._db.execute(query, params)  # type: ignore[arg-type]
        return cursor.fetchall() if cursor.description else []

    def ask(self, **order: Any) -> dict[str, Any]:
        assert self._server.stdin is not None
        assert self._server.stdout is not None
        self._server.stdin.write(json.dumps(order) + "\n")
        self._server.stdin.flush()
        line = self._server.stdout.readline()
        assert line, f"the fork server has ended, see {self.log}"
        reply: dict[str, Any] = json.loads(line)
        self.count = reply["hits"]
        return reply
