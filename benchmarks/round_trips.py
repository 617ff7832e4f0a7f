"""How many pauses a second, and how soon an answer is acted upon, against bare LangGraph on the same cores.

`make bench`, or `python benchmarks/round_trips.py [--runs N] [--rounds N] [--answers N] [--teams]`. With `--teams` it
is Adjourn with teams and rules against Adjourn without them. It starts a Postgres and a
Valkey of its own unless DATABASE_URL and CELERY_BROKER_URL name others. Both sides have 50 runs in flight in each of
two processes; figures are medians of rounds that alternate between the two, because the machine may be shared.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import bare
import psycopg
from adjourn.admin.servers import postgres, valkey
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate

HERE = Path(__file__).parent
PROCESSES, IN_FLIGHT = 2, 50
ANSWER = "UPDATE adjourn.human_requests SET comment = 'yes' WHERE status = 'open' AND created_at >= %s"


@contextmanager
def servers(settings: Mapping[str, str] | None = None) -> Iterator[None]:
    """DATABASE_URL and CELERY_BROKER_URL are set, and migrated, while the block lasts. `settings`: of Postgres."""
    given = {"DATABASE_URL", "CELERY_BROKER_URL"} & os.environ.keys()
    with tempfile.TemporaryDirectory(prefix="adjourn-bench-") as folder:
        Path(folder).chmod(0o755)
        database = None if "DATABASE_URL" in given else postgres.start(Path(folder) / "postgres", settings)
        broker = None if "CELERY_BROKER_URL" in given else valkey.start(Path(folder) / "valkey")
        if database:
            os.environ["DATABASE_URL"] = database.url
        if broker:
            os.environ["CELERY_BROKER_URL"] = broker.url
        try:
            migrate(Settings(database_url=os.environ["DATABASE_URL"]))
            asyncio.run(bare.setup(os.environ["DATABASE_URL"]))
            yield
        finally:
            for server in (broker, database):
                if server:
                    server.stop()


def theirs(runs: int, *only: str, processes: int = PROCESSES, in_flight: int = IN_FLIGHT) -> tuple[float, list[float]]:
    """Runs of bare LangGraph a second, and what its first process says of their milliseconds."""
    numbers = [str(runs // processes), str(in_flight)]
    command = [sys.executable, HERE / "bare.py", os.environ["DATABASE_URL"], *numbers, *only]
    pipe = subprocess.PIPE
    children = [subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True) for _ in range(processes)]
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "ready\n"
    began = time.perf_counter()
    for child in children:
        assert child.stdin is not None
        child.stdin.write("\n")
        child.stdin.flush()
    for child in children:
        assert child.stdout is not None
        assert child.stdout.readline() == "done\n"
    seconds = time.perf_counter() - began
    said = []
    for child in children:
        assert child.stdout is not None
        said.append(child.stdout.read())  # not by `communicate`, which misses what came together with "done"
        child.wait()
    return runs / seconds, [float(each) for each in said[0].split()]


@contextmanager
def fleet(db: Any, **settings: str) -> Iterator[None]:
    """Workers and a scheduler that have all done some work already. `settings` are more of the environment."""
    ours = {
        "ADJOURN_PROJECT": str(HERE / "project"),
        "ADJOURN_CONCURRENCY": str(IN_FLIGHT),
        "ADJOURN_LOG_LEVEL": "WARNING",
        "C_FORCE_ROOT": "1",
    }
    env = os.environ | ours | settings
    celery = [sys.executable, "-W", "ignore", "-m", "celery", "-q", "-A"]
    options = ["--without-mingle", "--without-gossip", "--without-heartbeat"]
    processes = [
        subprocess.Popen(
            [*celery, "adjourn.worker", "worker", *options, "-n", f"bench{n}@%h"], env=env, stdout=subprocess.DEVNULL
        )
        for n in range(PROCESSES)
    ] + [subprocess.Popen([*celery, "adjourn.scheduler", "beat"], env=env, stdout=subprocess.DEVNULL)]
    try:
        warm_up(db)
        yield
    finally:
        for process in processes:
            process.terminate()
        for process in processes:
            process.wait()


def interval(ratios: list[float]) -> str:
    """The median, and between what the middle half lies."""
    if len(ratios) < 4:
        return f"median {statistics.median(ratios):.2f}"
    low, _, high = statistics.quantiles(ratios, n=4)
    return f"median {statistics.median(ratios):.2f} ({low:.2f} to {high:.2f})"


def p50_and_p99(times: list[float]) -> tuple[float, float]:
    return times[len(times) // 2], times[len(times) * 99 // 100]


def warm_up(db: Any) -> None:
    """Until every worker has taken a job."""
    since = db.execute("SELECT clock_timestamp()").fetchone()[0]
    while not db.execute("SELECT 1 FROM adjourn.graphs WHERE name = 'cycle'").fetchone():
        time.sleep(0.1)
    while True:
        ours(db, 200)
        row = db.execute(
            "SELECT count(DISTINCT data ->> 'leased_by') FROM adjourn.events WHERE became = 'running' AND at >= %s",
            (since,),
        ).fetchone()
        if row[0] >= PROCESSES:
            return


def until(db: Any, status: str, count: int, since: str) -> None:
    while not reached(db, status, count, since):
        time.sleep(0.02)


def reached(db: Any, status: str, count: int, since: str) -> bool:
    found = "SELECT count(*) FROM adjourn.jobs WHERE status = %s AND created_at >= %s"
    return bool(db.execute(found, (status, since)).fetchone()[0] >= count)


def ours(db: Any, runs: int) -> float:
    """Cycles a second: all jobs submitted at once, each question answered soon after it was asked."""
    since = db.execute("SELECT clock_timestamp()").fetchone()[0]
    began = time.perf_counter()
    db.execute("SELECT adjourn.enqueue('cycle', '{\"log\": []}') FROM generate_series(1, %s)", (runs,))
    answered = 0
    while answered < runs:
        answered += db.execute(ANSWER, (since,)).rowcount
        time.sleep(0.05)
    until(db, "succeeded", runs, since)  # asked for no sooner: to count them costs a thirtieth of what is measured
    return runs / (time.perf_counter() - began)


def latency(db: Any, answers: int) -> tuple[list[float], list[float]]:
    """Milliseconds from a new job to its pause, and from its answer to its end, one at a time on an idle system."""
    found = []
    for _ in range(answers):
        since = db.execute("SELECT clock_timestamp()").fetchone()[0]
        db.execute("SELECT adjourn.enqueue('cycle', '{\"log\": []}')")
        until(db, "waiting", 1, since)
        db.execute(ANSWER, (since,))
        until(db, "succeeded", 1, since)
        found += db.execute(
            "SELECT extract(epoch FROM r.created_at - j.created_at)::float * 1000, "
            "extract(epoch FROM j.finished_at - r.answered_at)::float * 1000 FROM adjourn.jobs j "
            "JOIN adjourn.human_requests r ON r.job_id = j.id WHERE j.created_at >= %s",
            (since,),
        ).fetchall()
    pauses, ends = zip(*found, strict=True)
    return sorted(pauses), sorted(ends)


def with_teams(db: Any, rounds: int, runs: int) -> None:
    """Two hundred teams; each question is for one, has a due date, a reminder and an amount with a limit."""
    amount = {"value": "/amount", "limit": "500"}
    rules = {"team": "t7", "due": "2 days", "remind": "1 day", "amount": amount}
    db.execute("INSERT INTO adjourn.teams SELECT 't' || n FROM generate_series(1, 200) n")
    db.execute("INSERT INTO adjourn.people (name) VALUES (session_user)")
    db.execute("INSERT INTO adjourn.members SELECT session_user, 't' || n, 'lead' FROM generate_series(1, 20) n")
    ratios = []
    with tempfile.TemporaryDirectory() as folder:
        policy = Path(folder) / "adjourn.json"
        policy.write_text(json.dumps({"all": rules}))
        for _ in range(rounds):
            rates = []
            for settings in ({}, {"ADJOURN_POLICY": str(policy)}):
                with fleet(db, **settings):
                    rates.append(ours(db, runs))
            ratios.append(rates[1] / rates[0])
            print(f"without {rates[0]:.0f}/s, with {rates[1]:.0f}/s: {ratios[-1]:.2f}", flush=True)
    print(f"cycles per second, with teams and rules to without: {interval(ratios)}")


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--runs", type=int, default=2000)
    parse.add_argument("--rounds", type=int, default=3)
    parse.add_argument("--answers", type=int, default=100)
    parse.add_argument("--teams", action="store_true")
    given = parse.parse_args()
    with servers(), psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
        db.execute("SET adjourn.many = 'yes'")
        if given.teams:
            with_teams(db, given.rounds, given.runs)
            return
        ratios: list[float] = []
        bare_times: dict[str, list[list[float]]] = {"idle": [], "": []}
        pauses: list[float] = []
        ends: list[float] = []
        for _ in range(given.rounds):
            for which, found in bare_times.items():
                found.append(theirs(given.answers, which, processes=1, in_flight=1)[1])
            bare_rate, _ = theirs(given.runs)
            with fleet(db):
                for times, more in zip((pauses, ends), latency(db, given.answers), strict=True):
                    times += more
                mine = ours(db, given.runs)
            ratios.append(mine / bare_rate)
            print(f"bare LangGraph {bare_rate:.0f}/s, Adjourn {mine:.0f}/s: {ratios[-1]:.2f}", flush=True)
    print(f"cycles per second, Adjourn to bare LangGraph: {interval(ratios)}")
    idle, at_once = ([statistics.median(each) for each in zip(*found, strict=True)] for found in bare_times.values())
    for n, (what, times) in enumerate((("job to pause", pauses), ("answer to end", ends))):
        p50, p99 = p50_and_p99(sorted(times))
        bare_time = f"bare LangGraph {idle[n]:.1f} ms, {at_once[n]:.1f} ms one right after the other"
        print(f"{what}, one at a time: p50 {p50:.1f} ms, p99 {p99:.1f} ms; {bare_time}")


if __name__ == "__main__":
    main()
