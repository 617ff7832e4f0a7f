"""What a job leaves and costs in Postgres: bytes while it is paused, against bare LangGraph, and transactions from its
enqueueing to its end, busy and idle.

`python benchmarks/footprint.py [--jobs N]`.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

import bare
import psycopg
from round_trips import fleet, latency, ours, servers, theirs, until


class Counting:
    """A connection that knows how many transactions it was itself."""

    def __init__(self, db: Any) -> None:
        self._db, self.count = db, 0

    def execute(self, *query: Any) -> Any:
        self.count += 1
        return self._db.execute(*query)


def size(db: Any, schema: str) -> int:
    """Bytes of its tables and indexes."""
    query = "SELECT sum(pg_total_relation_size(oid)) FROM pg_class WHERE relnamespace = %s::regnamespace"
    return int(db.execute(f"{query} AND relkind = 'r'", (schema,)).fetchone()[0])


def committed(db: Counting) -> int:
    """Transactions of all others; sessions that are idle say within ten seconds what they did."""
    time.sleep(11)
    query = "SELECT xact_commit FROM pg_stat_database WHERE datname = current_database()"
    return int(db.execute(query).fetchone()[0]) - db.count


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--jobs", type=int, default=2000)
    given = parse.parse_args()
    with servers(), psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as connection:
        connection.execute("SET adjourn.many = 'yes'")
        db = Counting(connection)
        before = size(db, bare.SCHEMA)
        theirs(given.jobs, "pauses")
        bytes_bare = (size(db, bare.SCHEMA) - before) / given.jobs
        with fleet(db):
            before, since = size(db, "adjourn"), db.execute("SELECT clock_timestamp()").fetchone()[0]
            db.execute("SELECT adjourn.enqueue('cycle', '{\"log\": []}') FROM generate_series(1, %s)", (given.jobs,))
            until(db, "waiting", given.jobs, since)
            bytes_ours = (size(db, "adjourn") - before) / given.jobs
            print(f"bytes of a paused job: {bytes_ours:.0f}, bare LangGraph {bytes_bare:.0f}: ", end="")
            print(f"{bytes_ours / bytes_bare:.2f}")
            before, own = committed(db), db.count
            ours(db, given.jobs)
            asked = db.count - own  # each answers many: one transaction of people for them all
            print(f"transactions of a job, busy: {(committed(db) - before + asked) / given.jobs:.1f}")
            before, began = committed(db), time.monotonic()
            time.sleep(10)
            idle = (committed(db) - before) / (time.monotonic() - began)
            before, began = committed(db), time.monotonic()
            latency(db, 100)
            done = committed(db) - before - idle * (time.monotonic() - began)
            print(f"transactions of a job, idle: {done / 100 + 2:.1f}, and {idle:.0f} a second without one")


if __name__ == "__main__":
    main()
