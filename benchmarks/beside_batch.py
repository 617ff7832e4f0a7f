"""Interactive jobs beside a batch whose nodes compute: milliseconds from a new job to its pause and from its answer to
its end, against the same fleet without the batch.

`python benchmarks/beside_batch.py [--answers N] [--jobs N] [--running N]`. Each job of the batch computes for 0.1 s in
a sync node; --running of them run at once.
"""

from __future__ import annotations

import argparse
import os
import statistics

import psycopg
from adjourn.models import batches, limits
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from round_trips import fleet, latency, servers

ID = "01a22194-0000-7000-8000-00000000000a"


def submit(jobs: int, running: int) -> None:
    engine = database.engine(Settings(database_url=os.environ["DATABASE_URL"]))
    with database.transaction(engine) as transaction:
        batches.begin(transaction, ID, None, "computes", {}, None)
        limits.limit_batch(transaction, ID, running, None)
    for first in range(0, jobs, 2000):
        lines = [batches.Line(n + 1, str(n), '{"log": []}') for n in range(first, min(first + 2000, jobs))]
        batches.add(lambda: database.transaction(engine), ID, lines)
    engine.dispose()


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--answers", type=int, default=100)
    parse.add_argument("--jobs", type=int, default=100_000)
    parse.add_argument("--running", type=int, default=1)
    given = parse.parse_args()
    with servers(), psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
        db.execute("SET adjourn.many = 'yes'")
        with fleet(db):
            alone = [statistics.median(each) for each in latency(db, given.answers)]
            submit(given.jobs, given.running)
            beside = [statistics.median(each) for each in latency(db, given.answers)]
            done = db.execute("SELECT count(*) FROM adjourn.jobs WHERE graph = 'computes' AND status = 'succeeded'")
            [count] = done.fetchone() or (0,)
    for what, before, after in zip(("to the pause", "answer to end"), alone, beside, strict=True):
        print(f"{what}: {before:.1f} ms alone, {after:.1f} beside the batch: {after / before:.2f}")
    print(f"{count} jobs of the batch ended meanwhile")


if __name__ == "__main__":
    main()
