"""Sixteen people and systems that answer and enqueue, each in transactions of its own, where a flush takes 2 ms: how
many transactions a second, against the same rows written without our triggers.

`python benchmarks/slow_disk.py [--rounds N] [--seconds N]`. It starts a Postgres of its own, with the settings that
make each flush slow, and a scheduler; pgbench plays the sixteen.
"""

from __future__ import annotations

import argparse
import os
import re
import statistics
import subprocess
import sys
import tempfile
from pathlib import Path
from typing import Any

import psycopg
from adjourn.admin.servers import postgres
from adjourn.models import graphs
from adjourn.models.graphs import Offer
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from round_trips import servers

CLIENTS = 16
SLOW = {"commit_delay": "2000", "commit_siblings": "0"}
#: Open questions, more than are answered.
QUESTIONS = 300_000
_NEXT = "WHERE id = (SELECT nextval('next_question'))"
OURS = (
    f"UPDATE adjourn.human_requests SET answer = '\"yes\"' {_NEXT};",
    "SELECT adjourn.enqueue('asked', '{}', project => 'slow');",
)
WITHOUT = (
    f"UPDATE adjourn.human_requests SET answer = '\"yes\"', status = 'answered', answered_by = session_user, "
    f"answered_at = now() {_NEXT};",
    "INSERT INTO adjourn.jobs (thread_id, project, graph, input, queue) VALUES ('t', 'slow', 'asked', '{}', 'slow');",
)


def prepare(url: str) -> None:
    """Somebody offers the graph, and a job of it has asked a lot."""
    with database.engine(Settings(database_url=url)).connect() as connection:
        graphs.offer(connection, "slow", ["slow"], [Offer("asked", "1", "", "{}", "")])
    with psycopg.connect(url, autocommit=True) as db:
        db.execute("SET session_replication_role = replica")
        job = db.execute("""
            INSERT INTO adjourn.jobs (thread_id, project, graph, queue, status, started_at)
            VALUES ('one', 'slow', 'asked', 'slow', 'waiting', now()) RETURNING id""").fetchone()
        db.execute(
            """INSERT INTO adjourn.human_requests (job_id, thread_id, graph, node, kind, title, question, question_hash,
              interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal)
            SELECT %s, 'one', 'asked', 'ask', 'question', 'sure?', '"sure?"', '', n, '', '', '', 0
            FROM generate_series(1, %s) n""",
            (job and job[0], QUESTIONS),
        )
        db.execute("CREATE SEQUENCE next_question")


def transactions(url: str, folder: Path, script: tuple[str, ...], seconds: int, options: str = "") -> float:
    """A second."""
    files = []
    for number, sql in enumerate(script):
        (folder / f"{number}.sql").write_text(sql)
        files += ["-f", str(folder / f"{number}.sql")]
    command = [postgres.installed() / "pgbench", "-n", "-M", "prepared", "-c", str(CLIENTS), "-j", "2"]
    done = subprocess.run(
        [*command, "-T", str(seconds), *files, url],
        env=os.environ | {"PGOPTIONS": options},
        capture_output=True,
        text=True,
        check=True,
    )
    found: Any = re.search(r"tps = ([\d.]+)", done.stdout)
    return float(found[1])


def main() -> None:
    parse = argparse.ArgumentParser()
    parse.add_argument("--rounds", type=int, default=5)
    parse.add_argument("--seconds", type=int, default=4)
    given = parse.parse_args()
    with tempfile.TemporaryDirectory(prefix="adjourn-bench-") as name, servers(SLOW):
        url = os.environ["DATABASE_URL"]
        prepare(url)
        celery = [sys.executable, "-W", "ignore", "-m", "celery", "-q", "-A", "adjourn.scheduler", "beat"]
        env = os.environ | {"ADJOURN_LOG_LEVEL": "WARNING", "C_FORCE_ROOT": "1"}
        scheduler = subprocess.Popen(celery, env=env, stdout=subprocess.DEVNULL)
        ratios = []
        try:
            for _ in range(given.rounds):
                without = transactions(url, Path(name), WITHOUT, given.seconds, "-c session_replication_role=replica")
                ours = transactions(url, Path(name), OURS, given.seconds)
                ratios.append(ours / without)
                print(f"without our triggers {without:.0f}/s, with them {ours:.0f}/s: {ratios[-1]:.2f}", flush=True)
        finally:
            scheduler.terminate()
            scheduler.wait()
    print(f"answers and enqueues on a slow disk, with triggers to without: median {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
