"""Real worker and scheduler processes, as an operator would start them, and the rows they leave."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import redis
from adjourn.admin import pulse
from adjourn.models.ground.settings import Settings
from psycopg.types.json import Jsonb

from tests.support import messages
from tests.support.database import Database
from tests.support.forked import FORKS
from tests.support.waiting import until

Row = dict[str, Any]
Process = subprocess.Popen[bytes]

_CELERY = ["-W", "ignore", "-m", "celery", "-A"]


@dataclass(slots=True)
class Fleet:
    database_url: str
    broker_url: str
    #: One per test: the broker is shared.
    queue: str
    logs: Path
    env: dict[str, str] = field(default_factory=dict)
    processes: list[Process] = field(default_factory=list)
    #: Another than that of the tests is for processes of another version.
    python: str = sys.executable
    _database: Database = field(init=False)
    _broker: redis.Redis | None = None
    _started: int = 0

    def __post_init__(self) -> None:
        self._database = Database(self.database_url)

    def __enter__(self) -> Fleet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """pytest shows what is printed here below a test that failed."""
        self.stop()
        self.hang_up()
        if self._broker is not None:
            self._broker.close()
        for log in sorted(self.logs.glob("*.log")):
            print(f"--- {log.name}\n{log.read_text(errors='replace')[-4000:]}")

    # --- processes. Those made `anew` are for what is decided when Python starts or imports; others are forked.

    def worker(self, project: Path, **options: Any) -> Process:
        """A worker process that has registered its graphs and consumes. `options` as for `worker_starting`."""
        process = self.worker_starting(project, **options)
        self.ready(process)
        return process

    def worker_starting(
        self,
        project: Path,
        *,
        lease: float = 2.0,
        queues: Sequence[str] = (),
        cwd: Path | None = None,
        anew: bool = False,
        **settings: Any,
    ) -> Process:
        """A worker process that is not awaited: several start side by side, and some never become ready. `settings` as
        ADJOURN_… variables."""
        name = f"w{self._started}"
        of_queues = ["-Q", ",".join(queues)] if queues else []
        return self._start(
            name,
            ["adjourn.worker", "worker", "--without-mingle", "--without-gossip", "-n", f"{name}@%h", *of_queues],
            {"project": project, "lease": lease, "concurrency": 20, "pool_size": 4} | settings,
            cwd,
            anew,
        )

    def ready(self, *workers: Process) -> None:
        for worker in workers:
            until(lambda w=worker: "ready." in self.log(w) or self._died(w), f"worker {worker.pid} is ready")  # type: ignore[misc]

    def scheduler(self, *, anew: bool = False, **settings: Any) -> Process:
        """A scheduler process; the first leads when this returns, later ones stand by."""
        process = self._start(f"s{self._started}", ["adjourn.scheduler", "beat"], settings, None, anew)
        here = Settings(database_url=self.database_url)
        # A released one may lead in a way of its own.
        leads = lambda: pulse.scheduler_leads(here) or "scheduler leads" in self.log(process)  # noqa: E731
        until(lambda: leads() or self._died(process), "a scheduler leads")
        return process

    def log(self, process: Process) -> str:
        """What the process has said so far."""
        return (self.logs / f"{process.pid}.log").read_text(errors="replace")

    def kill(self, process: Process) -> None:
        """kill -9."""
        process.kill()
        process.wait()
        self.processes.remove(process)

    def stop(self, *processes: Process) -> None:
        """SIGTERM to these, or to all, as a deployment would; SIGKILL to what does not heed it."""
        stopping = list(processes or self.processes)
        for process in stopping:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in stopping:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
            self.processes.remove(process)

    # --- what another system does, in plain SQL

    def rows(self, query: str, *params: Any) -> list[Row]:
        """On a connection in autocommit that opens itself anew when the last one was cut off."""
        return self._database.rows(query, *params)

    def enqueue(self, graph: str, input: Any = None, **options: Any) -> str:
        """`options` are further arguments of `adjourn.enqueue`, such as thread_id."""
        named = "".join(f", {name} => %s" for name in options)
        query = f"SELECT adjourn.enqueue(%s, %s::json{named}) AS id"
        return str(self.rows(query, graph, json.dumps(input), *options.values())[0]["id"])

    def outlive(self, job_id: str) -> None:
        """What becomes of a job whose worker has died for the second time: the next runs it in a process of its own."""
        self.rows(
            """UPDATE adjourn.jobs SET status = 'running', lease_id = gen_random_uuid(), leased_by = 'gone', runs = 2,
            crashes = 1, lease_until = now() - interval '1 s', started_at = now() WHERE id = %s""",
            job_id,
        )

    def job(self, job_id: str) -> Row:
        [row] = self.rows("SELECT * FROM adjourn.jobs WHERE id = %s", job_id)
        return row

    def requests(self, job_id: str) -> list[Row]:
        """The job's questions in the order in which they were asked."""
        return self.rows("SELECT * FROM adjourn.human_requests WHERE job_id = %s ORDER BY id", job_id)

    def answer(self, request: Row, answer: Any) -> None:
        """As a person with psql would: one UPDATE."""
        self.rows("UPDATE adjourn.human_requests SET answer = %s WHERE id = %s", Jsonb(answer), request["id"])

    def events(self, job_id: str) -> list[tuple[str | None, str]]:
        """The job's own moves."""
        query = "SELECT was, became FROM adjourn.events WHERE job_id = %s AND request_id IS NULL ORDER BY id"
        return [(row["was"], row["became"]) for row in self.rows(query, job_id)]

    def workers_of(self, job_id: str) -> list[str]:
        """Who held the job, one entry per lease."""
        query = """SELECT data ->> 'leased_by' AS name FROM adjourn.events
            WHERE job_id = %s AND became = 'running' ORDER BY id"""
        return [row["name"] for row in self.rows(query, job_id) if row["name"]]

    def statuses(self) -> dict[str, int]:
        """How many jobs there are of each status."""
        rows = self.rows("SELECT status, count(*) AS count FROM adjourn.jobs GROUP BY status")
        return {row["status"]: row["count"] for row in rows}

    def wait(self, job_id: str, *statuses: str, seconds: float = 30) -> Row:
        """The job's row, once its status is one of `statuses` (by default: succeeded)."""
        wanted = statuses or ("succeeded",)

        def reached() -> Row | None:
            row = self.job(job_id)
            if row["status"] in ("failed", "blocked", "cancelled", "succeeded") and row["status"] not in wanted:
                raise AssertionError(f"job {job_id} is {row['status']}: {row['error']}")
            return row if row["status"] in wanted else None

        return until(reached, f"job {job_id} is {' or '.join(wanted)}", seconds=seconds)

    def wait_all(self, status: str, *, seconds: float = 60) -> None:
        """Until every job is of this status; fails at once when one has failed."""

        def reached() -> bool:
            statuses = self.statuses()
            assert "failed" not in statuses, self.rows("SELECT error FROM adjourn.jobs WHERE status = 'failed' LIMIT 3")
            return set(statuses) <= {status}

        try:
            until(reached, f"all jobs are {status}", seconds=seconds)
        except AssertionError as error:
            raise AssertionError(f"{error}: {self.statuses()}") from None

    def hang_up(self) -> None:
        self._database.close()

    # --- the broker

    @property
    def broker(self) -> redis.Redis:
        if self._broker is None:
            self._broker = redis.Redis.from_url(self.broker_url)
        return self._broker

    def rung(self) -> int:
        """Messages on the queue that no worker has taken."""
        return len(messages.waiting(self.broker, self.queue))

    def _start(self, name: str, command: list[str], settings: dict[str, Any], cwd: Path | None, anew: bool) -> Process:
        env = os.environ | {
            "ADJOURN_DATABASE_URL": self.database_url,
            "ADJOURN_BROKER_URL": self.broker_url,
            "ADJOURN_QUEUE": self.queue,
            "C_FORCE_ROOT": "1",
            **{f"ADJOURN_{key.upper()}": str(value) for key, value in settings.items()},
            **self.env,
        }
        path = self.logs / f"{name}.log"
        start = subprocess.Popen if anew or self.python != sys.executable else FORKS.command
        with path.open("wb") as log:
            command = [self.python, *_CELERY, *command]
            process = start(command, env=env, stdout=log, stderr=log, start_new_session=True, cwd=cwd)
        (self.logs / f"{process.pid}.log").symlink_to(path)
        self.processes.append(process)
        self._started += 1
        return process

    def _died(self, process: Process) -> bool:
        if process.poll() is not None:
            raise AssertionError(f"{process.args} ended with {process.returncode}: {self.log(process)[-2000:]}")
        return False


def name_of(process: Process) -> str:
    """What a worker writes into `leased_by`."""
    return f"{socket.gethostname()}:{process.pid}"
