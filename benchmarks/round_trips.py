"""How many pauses a second, and how soon an answer is acted upon, against bare LangGraph on the same cores.

`python benchmarks/round_trips.py [--runs 2000] [--rounds 3]` needs a migrated DATABASE_URL and CELERY_BROKER_URL; `make
bench` brings its own. Figures are medians of rounds that alternate between the two, because the machine is shared.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg

HERE = Path(__file__).parent
URL = os.environ["DATABASE_URL"]


def bare(runs: int, processes: int) -> float:
    """Cycles a second of `processes` processes with 50 runs in flight in each."""
    command = [sys.executable, str(HERE / "bare.py"), URL, str(runs // processes), "50"]
    children = [
        subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) for _ in range(processes)
    ]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    results = [json.loads(child.communicate()[0]) for child in children]
    print("bare:", results)
    return sum(float(r["cycles_per_second"]) for r in results)


@contextmanager
def fleet(db: Any, workers: int) -> Iterator[None]:
    env = os.environ | {"ADJOURN_PROJECT": str(HERE / "project"), "ADJOURN_LOG_LEVEL": "WARNING", "C_FORCE_ROOT": "1"}
    celery = [sys.executable, "-W", "ignore", "-m", "celery", "-q", "-A"]
    options = ["--without-mingle", "--without-gossip", "--without-heartbeat"]
    processes = [
        subprocess.Popen(
            [*celery, "adjourn.worker", "worker", *options, "-n", f"bench{n}@%h"], env=env, stdout=subprocess.DEVNULL
        )
        for n in range(workers)
    ] + [subprocess.Popen([*celery, "adjourn.scheduler", "beat"], env=env, stdout=subprocess.DEVNULL)]
    try:
        warm_up(db, workers)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def warm_up(db: Any, workers: int) -> None:
    """Until every worker has taken a job."""
    since = db.execute("SELECT clock_timestamp()").fetchone()[0]
    while not db.execute("SELECT 1 FROM adjourn.graphs WHERE name = 'cycle'").fetchone():
        time.sleep(0.1)
    while True:
        ours(db, 100)
        row = db.execute(
            "SELECT count(DISTINCT data ->> 'leased_by') FROM adjourn.events WHERE became = 'running' AND at >= %s",
            (since,),
        ).fetchone()
        if row[0] >= workers:
            return


def until(db: Any, status: str, count: int, since: str) -> None:
    while True:
        n = db.execute(
            "SELECT count(*) FROM adjourn.jobs WHERE status = %s AND created_at >= %s", (status, since)
        ).fetchone()[0]
        if n >= count:
            return
        time.sleep(0.02)


def ours(db: Any, runs: int) -> float:
    """Cycles a second: all jobs submitted at once, all answered at once."""
    since = db.execute("SELECT clock_timestamp()").fetchone()[0]
    began = time.perf_counter()
    db.execute("SELECT adjourn.enqueue('cycle', '{\"log\": []}') FROM generate_series(1, %s)", (runs,))
    until(db, "waiting", runs, since)
    paused = time.perf_counter()
    db.execute("UPDATE adjourn.human_requests SET comment = 'yes' WHERE status = 'open'")
    until(db, "succeeded", runs, since)
    done = time.perf_counter()
    print(f"ours: pause {runs / (paused - began):.0f}/s resume {runs / (done - paused):.0f}/s")
    return runs / (done - began)


def latency(db: Any, answers: int) -> list[float]:
    """Milliseconds from a committed answer to its finished job, one at a time on an idle system."""
    found = []
    for _ in range(answers):
        since = db.execute("SELECT clock_timestamp()").fetchone()[0]
        db.execute("SELECT adjourn.enqueue('cycle', '{\"log\": []}')")
        until(db, "waiting", 1, since)
        db.execute("UPDATE adjourn.human_requests SET comment = 'yes' WHERE status = 'open'")
        until(db, "succeeded", 1, since)
        found += db.execute(
            "SELECT extract(epoch FROM j.finished_at - r.answered_at)::float * 1000 FROM adjourn.jobs j "
            "JOIN adjourn.human_requests r ON r.job_id = j.id WHERE j.created_at >= %s",
            (since,),
        ).fetchone()
    return sorted(found)


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--runs", type=int, default=2000)
    parse.add_argument("--rounds", type=int, default=3)
    parse.add_argument("--answers", type=int, default=200)
    given = parse.parse_args()
    with psycopg.connect(URL, autocommit=True) as db:
        ratios = []
        for _ in range(given.rounds):
            theirs = bare(given.runs, 2)
            with fleet(db, 2):
                mine = ours(db, given.runs)
            ratios.append(mine / theirs)
            print(f"bare {theirs:.0f}/s, Adjourn {mine:.0f}/s: {mine / theirs:.2f}", flush=True)
        with fleet(db, 2):
            times = latency(db, given.answers)
        print(f"median ratio {statistics.median(ratios):.2f}")
        print(f"answer to finished: p50 {times[len(times) // 2]:.1f} ms, p99 {times[int(len(times) * 0.99)]:.1f} ms")


if __name__ == "__main__":
    main()
