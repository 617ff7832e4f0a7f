"""What the demo does from outside: the `adjourn` command, SQL, and words on the screen."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import psycopg
from psycopg.rows import dict_row
from rich.console import Console
from rich.markup import escape

PROJECT = Path(__file__).parent.parent
ADJOURN = [sys.executable, "-m", "adjourn.admin.command"]
#: The demo brings its own servers, and does not touch yours.
ENVIRONMENT = {
    name: value
    for name, value in os.environ.items()
    if not name.startswith("ADJOURN_") and name not in ("DATABASE_URL", "CELERY_BROKER_URL")
}
Row = dict[str, Any]
console = Console(highlight=False, width=max(100, Console().width))


@contextmanager
def up(house: Path, ledger: Path) -> Iterator[str]:
    """`adjourn up` until the block ends; yields the database's URL."""
    command = [*ADJOURN, "up", "--project", str(PROJECT), "--data", str(house / "data")]
    process = subprocess.Popen(
        command,
        env=ENVIRONMENT | {"REFUND_LEDGER": str(ledger)},
        stdout=subprocess.PIPE,
        text=True,
        start_new_session=True,
    )
    try:
        assert process.stdout is not None
        for line in process.stdout:
            console.print(f"   [dim]{escape(line.rstrip())}[/]")
            if line.startswith("ready"):
                break
        else:
            raise SystemExit(f"`adjourn up` ended with {process.wait()} before it was ready")
        environment = json.loads(adjourn(house, "env", "--json"))
        yield environment["ADJOURN_DATABASE_URL"]
    finally:
        process.send_signal(signal.SIGTERM)
        process.communicate(timeout=60)
    if process.returncode:
        raise SystemExit(f"`adjourn up` ended with {process.returncode}")


def adjourn(house: Path | None, *arguments: str, url: str = "") -> str:
    where = {"ADJOURN_DATA": str(house / "data")} if house else {"DATABASE_URL": url}
    done = subprocess.run([*ADJOURN, *arguments], env=ENVIRONMENT | where, capture_output=True, text=True, check=False)
    if done.returncode:
        raise SystemExit(f"adjourn {arguments[0]} failed: {done.stderr.strip()}")
    return done.stdout


def connect(url: str) -> psycopg.Connection[Row]:
    return psycopg.connect(url, autocommit=True, row_factory=dict_row)


def statuses(db: psycopg.Connection[Row]) -> Counter[str]:
    rows = db.execute("SELECT status, count(*) AS n FROM adjourn.jobs GROUP BY status").fetchall()
    return Counter({row["status"]: row["n"] for row in rows})


def settle(url: str, what: str, *, open_questions: int | None = None, seconds: float = 60) -> None:
    """Wait until no job has anything to do, showing how they come along."""
    with connect(url) as db:

        def settled() -> bool:
            counts = statuses(db)
            status.update(", ".join(f"{n} {name}" for name, n in sorted(counts.items())))
            waiting = db.execute("SELECT count(DISTINCT job_id) AS n FROM adjourn.human_requests WHERE status = 'open'")
            open_now = waiting.fetchone()
            assert open_now is not None
            return (
                not counts["queued"] + counts["running"]
                and counts["waiting"] == open_now["n"]
                and open_questions in (None, open_now["n"])
            )

        with console.status("") as status:
            until(settled, what, seconds)
        say(f"{what}: " + ", ".join(f"{n} {name}" for name, n in sorted(statuses(db).items())))


def until(condition: Callable[[], bool], what: str, seconds: float) -> None:
    end = time.monotonic() + seconds
    while not condition():
        if time.monotonic() > end:
            raise SystemExit(f"waited {seconds:g} s in vain until {what}")
        time.sleep(0.2)


def title(text: str) -> None:
    console.print(f"\n[bold]{text}[/]")


def say(text: str) -> None:
    console.print(f"   {text}", overflow="ellipsis", no_wrap=True)
