"""A part of `make chaos`: whatever goes wrong at whatever instant, a job comes to what it would have come to."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import psycopg
import pytest
from adjourn.admin.servers import postgres

from tests.chaos.__main__ import database
from tests.chaos.bugs import SQL
from tests.chaos.cases import ALWAYS, Case, cases, in_rounds
from tests.chaos.doors import DOORS
from tests.chaos.yard import SERVER, Yard

#: In a process each, as nothing takes them back.
MISTAKES = """
import os
from tests.chaos.bugs import BUGS
for name, bug in BUGS.items():
    if not (child := os.fork()):
        bug()
        os._exit(0)
    assert os.waitpid(child, 0)[1] == 0, name
"""


def test_each_bug_on_purpose_can_still_be_made(database_url: str) -> None:
    """Or `make chaos-bugs` stops at it."""
    made = subprocess.run([sys.executable, "-c", MISTAKES], capture_output=True, text=True)
    assert made.returncode == 0, made.stderr
    with psycopg.connect(database_url, autocommit=True) as db:
        for mistake in SQL.values():
            with db.transaction(force_rollback=True):
                db.execute(mistake)  # type: ignore[arg-type]


@pytest.fixture
def server_url(folder: Path) -> Iterator[str]:
    """It keeps when each checkpoint was committed."""
    server = postgres.start(folder / "chaos", SERVER)
    yield server.url
    server.stop()


def test_a_hundred_deaths_change_nothing_of_what_comes_out(server_url: str, broker_url: str, tmp_path: Path) -> None:
    drawn = [case for case in cases(seed=20) if case.shape != "plain" and case.action != ALWAYS]
    kills = [case for case in drawn if case.action == "kill" and case.nth == 1]
    of_workers = in_rounds([case for case in kills if case.shape not in DOORS])[:95]
    at_doors = [case for door in DOORS for case in [c for c in kills if c.shape == door][:2]]
    others = [case for case in drawn if case.action != "kill" and case.shape not in DOORS][:12]
    chosen = of_workers + at_doors + others

    yards = [
        Yard(database(server_url, name), tmp_path / name, broker_url=f"{broker_url[:-1]}{number}")
        for number, name in ((14, "yard14"), (15, "yard15"))
    ]

    def run(number: int) -> list[str]:
        with yards[number] as yard:
            wrong = [line for case in chosen[number::2] for line in yard.run(case)]
            return wrong + yard.violations()

    with ThreadPoolExecutor() as pool:
        assert [line for wrong in pool.map(run, range(2)) for line in wrong] == []
    assert sum(yard.killed for yard in yards) >= 100


def test_the_yard_finds_a_bug(server_url: str, tmp_path: Path) -> None:
    """`make chaos-bugs` tries all of them."""
    with Yard(database(server_url, "yard"), tmp_path / "log", bug="no_fence") as yard:
        # Once in some dozens a stopped worker writes nothing that shows.
        cases = [Case("loop", "flush before", nth, "stop") for nth in (1, 2, 3)]
        assert [line for case in cases for line in yard.run(case)] + yard.violations() != []
