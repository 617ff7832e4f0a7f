"""Real worker and scheduler processes, started as an operator would start them."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from types import TracebackType
from typing import Any

import psycopg
from psycopg.rows import dict_row

from tests.waiting import until

_CELERY = [sys.executable, "-W", "ignore", "-m", "celery", "-q", "-A"]


@dataclass(slots=True)
class Fleet:
    database_url: str
    broker_url: str
    #: One per test: the broker is shared.
    queue: str
    logs: Path
    env: dict[str, str] = field(default_factory=dict)
    processes: list[subprocess.Popen[bytes]] = field(default_factory=list)

    def __enter__(self) -> Fleet:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.stop()
        if error is not None:
            for log in sorted(self.logs.glob("*.log")):
                print(f"--- {log.name}\n{log.read_text()[-4000:]}")

    def worker(self, project: Path, *, lease: float = 2.0, **settings: Any) -> subprocess.Popen[bytes]:
        """A worker process that is ready: its graphs are registered and it consumes. `settings` as ADJOURN_… variables."""
        name = f"w{len(self.processes)}"
        process = self._start(
            name,
            [*_CELERY, "adjourn.worker", "worker", "--without-mingle", "--without-gossip", "-n", f"{name}@%h"],
            {"project": project, "lease": lease, "concurrency": 20, "pool_size": 4} | settings,
        )
        log = self.logs / f"{name}.log"
        until(lambda: "ready." in log.read_text() or self._died(process), f"worker {name} is ready")
        return process

    def scheduler(self, **settings: Any) -> subprocess.Popen[bytes]:
        """A scheduler process; the first leads when this returns, later ones stand by."""
        process = self._start(f"s{len(self.processes)}", [*_CELERY, "adjourn.scheduler", "beat"], settings)
        with psycopg.connect(self.database_url, autocommit=True) as db:
            held = (
                "SELECT 1 FROM pg_locks WHERE locktype = 'advisory' AND objid = 7253669 AND granted AND database = "
                "(SELECT oid FROM pg_database WHERE datname = current_database())"
            )
            until(lambda: db.execute(held).fetchone() or self._died(process), "a scheduler leads")
        return process

    def kill(self, process: subprocess.Popen[bytes]) -> None:
        """kill -9."""
        process.kill()
        process.wait()

    def stop(self) -> None:
        """SIGTERM to all, as a deployment would; SIGKILL to what does not heed it."""
        for process in self.processes:
            if process.poll() is None:
                process.send_signal(signal.SIGTERM)
        for process in self.processes:
            try:
                process.wait(timeout=20)
            except subprocess.TimeoutExpired:
                self.kill(process)
        self.processes.clear()

    def wait(self, job_id: str, *statuses: str, seconds: float = 30) -> dict[str, Any]:
        """The job's row, once its status is one of `statuses` (by default: succeeded)."""
        wanted = statuses or ("succeeded",)
        with psycopg.connect(self.database_url, autocommit=True, row_factory=dict_row) as db:

            def reached() -> dict[str, Any] | None:
                row = db.execute("SELECT * FROM adjourn.jobs WHERE id = %s", (job_id,)).fetchone()
                assert row is not None
                if row["status"] == "failed" and "failed" not in wanted:
                    raise AssertionError(f"job {job_id} failed: {row['error']}")
                return row if row["status"] in wanted else None

            return until(reached, f"job {job_id} is {' or '.join(wanted)}", seconds=seconds)

    def _start(self, name: str, command: list[str], settings: dict[str, Any]) -> subprocess.Popen[bytes]:
        env = os.environ | {
            "DATABASE_URL": self.database_url,
            "CELERY_BROKER_URL": self.broker_url,
            "ADJOURN_QUEUE": self.queue,
            "C_FORCE_ROOT": "1",
            **{f"ADJOURN_{key.upper()}": str(value) for key, value in settings.items()},
            **self.env,
        }
        with (self.logs / f"{name}.log").open("wb") as log:
            process = subprocess.Popen(command, env=env, stdout=log, stderr=subprocess.STDOUT, start_new_session=True)
        self.processes.append(process)
        return process

    def _died(self, process: subprocess.Popen[bytes]) -> bool:
        if process.poll() is not None:
            raise AssertionError(f"{process.args} ended with {process.returncode}")
        return False
