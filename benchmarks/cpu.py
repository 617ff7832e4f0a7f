"""Where the CPU time of a pause and a resume goes, in milliseconds, beside bare LangGraph. On Linux.

`python benchmarks/cpu.py [--runs N] [--rounds N]`; the figures are medians of rounds in turn.
"""

from __future__ import annotations

import argparse
import os
import statistics
from collections import Counter
from collections.abc import Callable
from pathlib import Path

import psycopg
from round_trips import fleet, ours, servers, theirs

#: By what stands in their command lines.
ROLES = {"adjourn.worker": "workers", "adjourn.scheduler": "scheduler", "postgres": "Postgres", "valkey": "broker"}
_TICK = os.sysconf("SC_CLK_TCK")


def spent() -> Counter[str]:
    """Seconds so far of each role, with those of processes that have ended and been waited for."""
    found = Counter[str]()
    for process in Path("/proc").glob("[0-9]*"):
        try:
            command, stat = (process / "cmdline").read_text(), (process / "stat").read_text()
        except OSError:
            continue  # has ended meanwhile
        if role := next((role for mark, role in ROLES.items() if mark in command), None):
            user, system, *of_children = map(int, stat.rpartition(")")[2].split()[11:15])
            found[role] += (user + system + (sum(of_children) if role == "Postgres" else 0)) / _TICK
    return found


def per_run(runs: int, work: Callable[[], object]) -> dict[str, float]:
    """Milliseconds of each role that a run of `work` takes."""
    before = spent()
    work()
    after = spent()
    return {role: 1000 * (after[role] - before[role]) / runs for role in ROLES.values()}


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--runs", type=int, default=1500)
    parse.add_argument("--rounds", type=int, default=5)
    given = parse.parse_args()
    mine: list[dict[str, float]] = []
    bare: list[dict[str, float]] = []
    with servers(), psycopg.connect(os.environ["DATABASE_URL"], autocommit=True) as db:
        db.execute("SET adjourn.many = 'yes'")
        for _ in range(given.rounds):
            with fleet(db):
                mine.append(per_run(given.runs, lambda: ours(db, given.runs)))
            said: list[float] = []
            bare.append(per_run(given.runs, lambda said=said: said.extend(theirs(given.runs)[1])))
            bare[-1]["workers"] = said[2]
    for role in ROLES.values():
        ours_, bares = (statistics.median(each[role] for each in rounds) for rounds in (mine, bare))
        print(f"{role:10} {ours_:5.1f} ms, bare LangGraph {bares:5.1f} ms")
    total = [statistics.median(sum(each.values()) for each in rounds) for rounds in (mine, bare)]
    print(f"{'all':10} {total[0]:5.1f} ms, bare LangGraph {total[1]:5.1f} ms: {total[0] / total[1]:.2f}")


if __name__ == "__main__":
    main()
