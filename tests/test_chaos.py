"""A part of `make chaos`: whatever goes wrong at whatever instant, a job comes to what it would have come to."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from adjourn.admin.servers import postgres

from tests.chaos import points
from tests.chaos.__main__ import cases, database
from tests.chaos.yard import SERVER, Case, Yard


@pytest.fixture
def server_url(folder: Path) -> Iterator[str]:
    """It keeps when each checkpoint was committed."""
    server = postgres.start(folder / "chaos", SERVER)
    yield server.url
    server.stop()


def test_a_hundred_deaths_change_nothing_of_what_comes_out(server_url: str, tmp_path: Path) -> None:
    drawn = cases(seed=20)
    kills = [case for case in drawn if (case.action, case.nth) == ("kill", 1) and case.shape != "plain"]
    others = [case for case in drawn if case.action != "kill" and case.shape != "plain"]
    chosen = _each_point_first(kills)[:120] + _each_point_first(others)[:20]

    yards = [Yard(database(server_url, f"yard{number}"), tmp_path / f"{number}.log") for number in range(2)]

    def run(number: int) -> list[str]:
        with yards[number] as yard:
            wrong = [line for case in chosen[number::2] for line in yard.run(case)]
            return wrong + yard.violations()

    with ThreadPoolExecutor() as pool:
        assert [line for wrong in pool.map(run, range(2)) for line in wrong] == []
    assert sum(yard.struck for yard in yards) >= 120


def test_the_yard_finds_a_bug(server_url: str, tmp_path: Path) -> None:
    """`make chaos-bugs` tries all of them."""
    with Yard(database(server_url, "yard"), tmp_path / "log", bug="no_fence") as yard:
        case = Case("line", "flush before", 2, "stop")
        assert yard.run(case) + yard.violations() != []


def _each_point_first(chosen: list[Case]) -> list[Case]:
    """In the order given, but one case of each point before the second of any."""
    rounds: dict[str, int] = dict.fromkeys(points.names(), 0)
    order = []
    for number, case in enumerate(chosen):
        rounds[case.point] += 1
        order.append((rounds[case.point], number))
    return [chosen[number] for _, number in sorted(order)]
