"""Of a thread whose older checkpoints are gone nothing is lost that a retry or another job needs."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.house import House
from tests.support.pruning import age, left, prune, rule
from tests.worker.test_ask_again import GRAPHS, again, go


def keep_latest(house: House, thread: str, graph: str) -> int:
    """How many checkpoints went."""
    rule(house.db, graph, "keep_latest")
    age(house.db, thread)
    with house.worker.engine.connect() as connection:
        return prune(connection)[graph].get("checkpoints", 0)


def shown(state: Any) -> Any:
    """All but where a checkpoint came from, which is gone."""
    tasks = [(t.id, t.name, t.error, t.interrupts, shown(t.state)) for t in state.tasks] if state else None
    return state and (state.values, state.next, tasks)


@pytest.mark.parametrize("graph", GRAPHS)
def test_a_failed_job_is_mended_as_if_nothing_had_gone(house: House, graph: str) -> None:
    input, right, wrong, result = GRAPHS[graph]
    job = house.run(graph, input)
    while job["status"] == "waiting":
        job = go(house, job, **right | {wrong: "careless"})
    assert job["status"] == "failed"
    before = house.state(job["id"], subgraphs=True)
    had = left(house.db, job["thread_id"])["checkpoints"]
    went = keep_latest(house, job["thread_id"], graph)
    assert left(house.db, job["thread_id"])["checkpoints"] == had - went
    assert shown(house.state(job["id"], subgraphs=True)) == shown(before)
    job = again(house, job)
    assert job["status"] == "waiting"
    while job["status"] == "waiting":
        job = go(house, job, **right)
    assert job["status"] == "succeeded"
    assert result is None or job["result"] == result


@pytest.mark.parametrize("graph", ["gone_by_deltas", "gone_by_snapshot"])
def test_a_state_that_is_built_from_older_checkpoints_stays_whole(house: House, graph: str) -> None:
    job = house.run(graph, {"log": []})
    house.answer_all(job["id"], 2)
    house.advance_due()
    assert house.job(job["id"])["status"] == "succeeded"
    before = left(house.db, job["thread_id"])
    assert before["checkpoints"] > 2
    assert (keep_latest(house, job["thread_id"], graph), left(house.db, job["thread_id"])) == (0, before)
