"""A session that holds the row of one running job, as psql does without autocommit, costs nobody else a lease."""

from __future__ import annotations

import json
import time
from itertools import groupby, pairwise
from pathlib import Path
from typing import Any

import psycopg
import pytest

from tests.conftest import PROJECTS
from tests.support.fleet import Fleet
from tests.support.waiting import until

SURVIVAL = PROJECTS / "survival"
LEASE = 2.0


def beats(effects: Path) -> list[dict[str, Any]]:
    lines = effects.read_text().splitlines() if effects.exists() else []
    return [effect for effect in map(json.loads, lines) if effect["node"] == "beat"]


def runs_of(effects: Path, who: str) -> list[list[dict[str, Any]]]:
    """Of one job, each with its beats, in their order."""
    mine = sorted((beat for beat in beats(effects) if beat["who"] == who), key=lambda beat: (beat["run"], beat["at"]))
    runs = [list(run) for _, run in groupby(mine, lambda beat: beat["run"])]
    return sorted(runs, key=lambda run: run[0]["at"])


@pytest.mark.parametrize(
    "lock", ["SELECT FROM adjourn.jobs WHERE id = %s FOR UPDATE", "UPDATE adjourn.jobs SET priority = 1 WHERE id = %s"]
)
def test_who_holds_a_running_job_costs_its_neighbours_nothing(fleet: Fleet, tmp_path: Path, lock: str) -> None:
    gate, effects = tmp_path / "gate", tmp_path / "effects"
    fleet.env |= {"GATE": str(gate), "EFFECTS": str(effects)}
    fleet.ready(*(fleet.worker_starting(SURVIVAL, lease=LEASE) for _ in range(2)))
    fleet.scheduler()
    jobs = {f"number {n}": fleet.enqueue("hearts", {"who": f"number {n}"}) for n in range(8)}
    until(lambda: {beat["who"] for beat in beats(effects)} == jobs.keys(), "all are running")

    held = jobs["number 0"]
    with psycopg.connect(fleet.database_url) as other:
        # Shorter than the lease, then longer.
        other.execute(lock, (held,))
        end = time.monotonic() + LEASE / 2
        until(lambda: time.monotonic() > end, "half a lease has passed")
        other.rollback()
        renewed = (
            "SELECT lease_until > clock_timestamp() + %s * interval '1 second' AS yes FROM adjourn.jobs WHERE id = %s"
        )
        until(lambda: fleet.rows(renewed, 0.6 * LEASE, held)[0]["yes"], "its lease is renewed", seconds=1)
        other.execute(lock, (held,))
        began = time.time()
        end = time.monotonic() + 2.5 * LEASE
        until(lambda: time.monotonic() > end, "two and a half leases have passed")
        assert len(fleet.workers_of(held)) == 1
        stopped = runs_of(effects, "number 0")[-1][-1]["at"]
        assert began < stopped < began + LEASE, "it was stopped when its lease had run out, not before"
        other.rollback()
    until(lambda: len(runs_of(effects, "number 0")) == 2, "the job goes on", seconds=5)
    gate.touch()
    fleet.wait_all("succeeded")

    for who, job in jobs.items():
        runs = runs_of(effects, who)
        assert len(runs) == len(fleet.workers_of(job)) == (2 if job == held else 1), who
        assert all(first[-1]["at"] < second[0]["at"] for first, second in pairwise(runs)), "twice at once"
    assert fleet.rows("SELECT sum(crashes) AS crashes FROM adjourn.jobs WHERE id <> %s", held) == [{"crashes": 0}]
