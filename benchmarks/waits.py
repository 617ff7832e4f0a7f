"""Jobs that mostly wait, as for a model: how long 500 that wait one second take, with the settings as they come,
against bare LangGraph in as many processes, all at once.

`python benchmarks/waits.py [--jobs N] [--rounds N]`.
"""

from __future__ import annotations

import argparse
import os
import time

import psycopg
from adjourn.models.ground.settings import Settings
from round_trips import PROCESSES, fleet, interval, servers, theirs, until

AS_IT_COMES = str(Settings.model_fields["concurrency"].default)


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--jobs", type=int, default=500)
    parse.add_argument("--rounds", type=int, default=5)
    given = parse.parse_args()
    ratios = []
    with servers(), psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
        db.execute("SET adjourn.many = 'yes'")
        for _ in range(given.rounds):
            bare = given.jobs / theirs(given.jobs, "waits", in_flight=given.jobs // PROCESSES)[0]
            with fleet(db, ADJOURN_CONCURRENCY=AS_IT_COMES):
                [since] = db.execute("SELECT clock_timestamp()").fetchone() or ()
                began = time.perf_counter()
                db.execute(
                    "SELECT adjourn.enqueue('waits', '{\"log\": []}') FROM generate_series(1, %s)", (given.jobs,)
                )
                until(db, "succeeded", given.jobs, since)
                ours = time.perf_counter() - began
            ratios.append(ours / bare)
            print(f"bare LangGraph {bare:.2f} s, Adjourn {ours:.2f} s: {ratios[-1]:.2f}", flush=True)
    print(f"times of bare LangGraph's: {interval(ratios)}")


if __name__ == "__main__":
    main()
