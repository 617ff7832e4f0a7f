"""What it costs that many jobs wait for people: cycles, latency and sweeps beside them, against an empty database.

`python benchmarks/waiting.py [--waiting N] [--rounds N]`. The jobs are copies of one that really waits, with its
question and checkpoints, loaded behind the backs of the triggers; the two databases are on one server and take turns.
With `--under-way` they are loaded under a fleet that has made its plans for an empty database, and measured at once,
before anything is analyzed.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from typing import Any

import psycopg
from adjourn.models import due
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from round_trips import fleet, latency, ours, p50_and_p99, servers, until

RUNS, ANSWERS, SWEEPS = 400, 60, 9


def load(db: Any, many: int) -> None:
    """Copies of one job that waits, each with a thread of its own."""
    db.execute("SELECT adjourn.enqueue('cycle', '{\"log\": []}', thread_id => 'one')")
    until(db, "waiting", 1, "2000-01-01")
    # All or nothing: a job that waits and whose question is not there yet is due.
    with db.transaction():
        db.execute("SET LOCAL session_replication_role = replica")
        numbers = f"generate_series(1, {many}) n"
        copy(db, "jobs", numbers, id="gen_random_uuid()", thread_id="'copy ' || n", key="NULL")
        for table in ("checkpoints", "checkpoint_blobs", "checkpoint_writes"):
            copy(db, table, numbers, thread_id="'copy ' || n")
        id = "nextval(pg_get_serial_sequence('adjourn.human_requests', 'id'))"
        jobs = "(SELECT * FROM adjourn.jobs WHERE thread_id LIKE 'copy %') copy"
        copy(db, "human_requests", jobs, id=id, job_id="copy.id", thread_id="copy.thread_id")


def copy(db: Any, table: str, source: str, **other: str) -> None:
    """For each row of `source`, what the table has of the one thread, but for these columns."""
    query = "SELECT attname FROM pg_attribute WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped"
    columns = [row[0] for row in db.execute(query, (f"adjourn.{table}",))]
    values = ", ".join(other.get(column, f"one.{column}") for column in columns)
    db.execute(
        f"INSERT INTO adjourn.{table} ({', '.join(columns)}) OVERRIDING SYSTEM VALUE "
        f"SELECT {values} FROM adjourn.{table} one, {source} WHERE one.thread_id = 'one'"
    )


def sweep(url: str) -> float:
    """Milliseconds of what a scheduler looks at each second, when there is nothing to do."""
    times, round = [], due.Round()
    with database.engine(Settings(database_url=url)).connect() as connection:
        for _ in range(SWEEPS):
            began = time.perf_counter()
            due.everything(connection, 1000, round=round)
            due.ahead(connection)
            due.fail_overdue(connection)
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


def numbers(url: str) -> float:
    """Milliseconds of `adjourn.health`."""
    times = []
    with connect(url) as db:
        for _ in range(SWEEPS):
            began = time.perf_counter()
            db.execute("SELECT * FROM adjourn.health").fetchall()
            times.append(1000 * (time.perf_counter() - began))
    return statistics.median(times)


Measured = tuple[float, float, float]


def measure(url: str, queue: str) -> Measured:
    with connect(url) as db, fleet(db, DATABASE_URL=url, ADJOURN_QUEUE=queue):
        return measured(db)


def measured(db: Any) -> Measured:
    """Cycles a second, and the milliseconds from answer to end: p50, p99."""
    return ours(db, RUNS), *p50_and_p99(latency(db, ANSWERS)[1])


def compare(many: int, beside: Measured, alone: Measured) -> list[float]:
    print(
        f"{many} waiting: {beside[0]:.0f}/s, p50 {beside[1]:.1f} ms, p99 {beside[2]:.1f} ms; "
        f"none: {alone[0]:.0f}/s, p50 {alone[1]:.1f} ms, p99 {alone[2]:.1f} ms",
        flush=True,
    )
    return [alone[0] / beside[0], beside[1] / alone[1], beside[2] / alone[2]]


def under_way(url: str, many: int) -> list[float]:
    with connect(url) as db, fleet(db, DATABASE_URL=url, ADJOURN_QUEUE="full"):
        alone = measured(db)
        load(db, many)
        return compare(many, measured(db), alone)


def connect(url: str) -> Any:
    connection = psycopg.connect(url, autocommit=True)
    connection.execute("SET adjourn.many = 'yes'")
    return connection


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--waiting", type=int, default=1_000_000)
    parse.add_argument("--rounds", type=int, default=5)
    parse.add_argument("--under-way", action="store_true")
    given = parse.parse_args()
    with servers():
        empty = os.environ["DATABASE_URL"]
        full = f"{empty.rpartition('/')[0]}/full"
        with psycopg.connect(empty, autocommit=True) as db:
            db.execute('CREATE DATABASE "full"')
        migrate(Settings(database_url=full))
        if given.under_way:
            ratios = [under_way(full, given.waiting)]
        else:
            with connect(full) as db, fleet(db, DATABASE_URL=full, ADJOURN_QUEUE="full"):
                load(db, given.waiting)
            ratios = [
                compare(given.waiting, measure(full, "full"), measure(empty, "empty")) for _ in range(given.rounds)
            ]
        medians = [statistics.median(each) for each in zip(*ratios, strict=True)]
        print("times of those without: cycles {:.2f}, p50 {:.2f}, p99 {:.2f}".format(*medians))
        print(f"the numbers of adjourn.health: {numbers(full):.0f} ms, none waiting {numbers(empty):.0f} ms")
        print(f"a sweep that finds nothing: {sweep(full):.1f} ms, none waiting {sweep(empty):.1f} ms")


if __name__ == "__main__":
    main()
