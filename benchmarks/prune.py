"""What it costs that a scheduler prunes: cycles beside it, against those while it does not, and how much goes.

`python benchmarks/prune.py [--jobs N] [--rounds N] [--runs N]`. The old jobs are copies of one that a worker has
brought to its end, with its thread, question, events and checkpoints, loaded behind the backs of the triggers. The rule
for them comes and goes, so that the same fleet is measured with and without in turn.
"""

from __future__ import annotations

import argparse
import os
import time
from typing import Any

from adjourn.models import retention
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from adjourn.models.retention import Threads
from round_trips import ANSWER, fleet, interval, ours, servers, until
from waiting import connect, copy

RULE = '{"strategy": "delete", "default_ttl": 60, "sweep_interval_minutes": 0.01}'
TABLES = ("threads", "jobs", "human_requests", "events", "checkpoints", "checkpoint_blobs", "checkpoint_writes")


def load(db: Any, many: int) -> int:
    """How many rows."""
    db.execute("SELECT adjourn.enqueue('cycle', '{\"log\": []}', thread_id => 'one')")
    until(db, "waiting", 1, "2000-01-01")
    db.execute(ANSWER, ("2000-01-01",))
    while not db.execute("SELECT FROM adjourn.jobs WHERE thread_id = 'one' AND status = 'succeeded'").rowcount:
        time.sleep(0.02)
    numbers = f"generate_series(1, {many}) n"
    with db.transaction():
        db.execute("SET LOCAL session_replication_role = replica")
        ended = f"now() - interval '3 hours' + n * interval '1 hour' / {many}"
        copy(db, "jobs", numbers, id="gen_random_uuid()", thread_id="'copy ' || n", key="NULL", finished_at=ended)
        for table in ("threads", "checkpoints", "checkpoint_blobs", "checkpoint_writes"):
            copy(db, table, numbers, thread_id="'copy ' || n")
        jobs = "(SELECT * FROM adjourn.jobs WHERE thread_id LIKE 'copy %') copy"
        id = "nextval(pg_get_serial_sequence('adjourn.human_requests', 'id'))"
        copy(db, "human_requests", jobs, id=id, job_id="copy.id", thread_id="copy.thread_id")
        db.execute(f"""INSERT INTO adjourn.events (by, job_id, request_id, was, became, data)
          SELECT e.by, copy.id, r.id, e.was, e.became, e.data
          FROM {jobs} JOIN adjourn.human_requests r ON r.job_id = copy.id,
            adjourn.events e JOIN adjourn.jobs one ON one.id = e.job_id WHERE one.thread_id = 'one'""")
    db.execute("VACUUM ANALYZE")
    return sum(db.execute(f"SELECT count(*) FROM adjourn.{table}").fetchone()[0] for table in TABLES)


def gone(db: Any, kind: str = "jobs") -> int:
    query = f"SELECT coalesce(sum((data ->> '{kind}')::int), 0) FROM adjourn.events WHERE became = 'pruned'"
    return int(db.execute(query).fetchone()[0])


def pruning(db: Any, *, on: bool) -> None:
    """Until the scheduler does, or does no more."""
    db.execute("UPDATE adjourn.graphs SET ttl = %s WHERE name = 'cycle'", (RULE if on else None,))
    before, since = gone(db), time.monotonic()
    while gone(db) == before if on else time.monotonic() < since + 1:
        time.sleep(0.05)


def measured(db: Any, runs: int) -> tuple[float, float]:
    """Cycles a second, and jobs that went a second."""
    before, began = gone(db), time.perf_counter()
    rate = ours(db, runs)
    return rate, (gone(db) - before) / (time.perf_counter() - began)


def at_full_speed(url: str, seconds: float) -> float:
    """Jobs a second, without pauses and with nothing beside it."""
    with database.engine(Settings(database_url=url)).connect() as connection:
        [rule] = retention.rules(connection)
        walk, began = Threads(rule), time.perf_counter()
        while time.perf_counter() < began + seconds and not walk.step(connection):
            pass
    return walk.taken["jobs"] / (time.perf_counter() - began)


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--jobs", type=int, default=1_000_000)
    parse.add_argument("--rounds", type=int, default=7)
    parse.add_argument("--runs", type=int, default=2000)
    given = parse.parse_args()
    with servers():
        url = os.environ["DATABASE_URL"]
        with connect(url) as db, fleet(db):
            each = load(db, given.jobs) / given.jobs
            print(f"{given.jobs:,} old jobs, {each:.1f} rows each", flush=True)
            ratios = []
            for n in range(given.rounds):
                rates, went = {}, {}
                for on in (True, False) if n % 2 else (False, True):
                    pruning(db, on=on)
                    rates[on], went[on] = measured(db, given.runs)
                ratios.append(rates[True] / rates[False])
                print(
                    f"alone {rates[False]:.0f}/s, beside {rates[True]:.0f}/s: {ratios[-1]:.2f}; "
                    f"{went[True]:,.0f} jobs gone a second",
                    flush=True,
                )
            print(f"cycles per second, beside pruning to alone: {interval(ratios)}")
            pruning(db, on=True)
            rate = at_full_speed(url, 20)
            print(f"without pauses: {rate:,.0f} jobs a second, {rate * each:,.0f} rows")


if __name__ == "__main__":
    main()
