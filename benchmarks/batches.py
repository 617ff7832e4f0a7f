"""How many jobs a second go in by `adjourn.enqueue_many` and by `adjourn batch submit`, against two bare COPYs of the
same rows: into a table of the same columns with a primary key and nothing else, and into one with the indexes and
checks of `adjourn.jobs` as well, which is the least that jobs which can be found and claimed can cost. Neither writes
what we do besides: a thread and an event for each job.

`python benchmarks/batches.py [--rounds N] [--jobs N]`. It starts a Postgres of its own; the figures of `batch submit`
are those of the whole command, with its start.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
from adjourn.admin.servers import postgres
from adjourn.models import graphs
from adjourn.models.graphs import Offer
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate

#: What is copied into, by what it is called.
TABLES = {
    "bare COPY": "CREATE TABLE bare (LIKE adjourn.jobs, PRIMARY KEY (id))",
    "COPY with all indexes": "CREATE TABLE bare (LIKE adjourn.jobs INCLUDING ALL)",
}
SUBMIT = [sys.executable, "-m", "adjourn.admin.command", "batch", "submit", "echo"]


def seconds(act: Callable[[], Any]) -> float:
    began = time.perf_counter()
    act()
    return time.perf_counter() - began


def copy(db: psycopg.Connection[Any], rows: list[bytes]) -> None:
    with db.cursor().copy("COPY bare FROM STDIN") as to:
        for row in rows:
            to.write(row)


def measure(url: str, folder: Path, rounds: int, jobs: int) -> dict[str, list[float]]:
    rates: dict[str, list[float]] = {name: [] for name in (*TABLES, "enqueue_many", "batch submit")}
    with database.engine(Settings(database_url=url)).connect() as connection:
        graphs.offer(connection, "batches", ["batches"], [Offer("echo", "1", "", "{}", "")])
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("CREATE TABLE given (key text, input json)")
        db.execute("""INSERT INTO given SELECT n, json_build_object('order', n, 'text', 'some words of a request')
          FROM generate_series(1, %s) n""", (jobs,))  # fmt: skip
        inputs = db.execute("SELECT key, input FROM given")
        lines = [json.dumps({"custom_id": key, "input": input}) + "\n" for key, input in inputs]
        many = "SELECT adjourn.enqueue_many('echo', array_agg(input), array_agg(%s || key)) FROM given"
        for n in range(rounds):
            file = folder / f"{n}.jsonl"
            file.write_text("".join([*lines, "\n" * n]))
            environment = os.environ | {"ADJOURN_DATABASE_URL": url}
            rates["enqueue_many"].append(jobs / seconds(partial(db.execute, many, (f"{n} ",))))
            submit = [*SUBMIT, str(file)]
            rates["batch submit"].append(
                jobs
                / seconds(lambda c=submit, e=environment: subprocess.run(c, env=e, check=True, capture_output=True))
            )
            last = f"SELECT * FROM adjourn.jobs WHERE key LIKE '{n} %'"
            with db.cursor().copy(f"COPY ({last}) TO STDOUT") as source:
                rows = [bytes(row) for row in source]
            for name, table in TABLES.items():
                db.execute(f"DROP TABLE IF EXISTS bare; {table}")
                rates[name].append(jobs / seconds(partial(copy, db, rows)))
    return rates


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=5)
    parser.add_argument("--jobs", type=int, default=100_000)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="adjourn-batches-") as name:
        folder = Path(name)
        folder.chmod(0o755)
        server = postgres.start(folder / "postgres")
        try:
            migrate(Settings(database_url=server.url))
            rates = measure(server.url, folder, given.rounds, given.jobs)
        finally:
            server.stop()
    for what, each in rates.items():
        ratios = [
            f"{statistics.median(ours / theirs for ours, theirs in zip(each, rates[name], strict=True)):.2f} of {name}"
            for name in TABLES
        ]
        print(f"{what:22} {statistics.median(each):>9,.0f} a second, {', '.join(ratios)}")


if __name__ == "__main__":
    main()
