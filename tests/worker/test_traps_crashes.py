"""A worker may die after any statement: nothing is lost, nothing asked or answered twice, and no answer goes astray."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from tests.support.house import House, Row
from tests.support.trouble import crash_after, forks, statements

#: Graph: its input, the answers by the titles of the questions, its result.
JOURNEYS: dict[str, tuple[Any, dict[str, Any], Any]] = {
    "line": ({"log": ["in"]}, {"go on?": "yes"}, {"log": ["in", "begin", "yes", "end"]}),
    "three_questions": ({"log": []}, {"1?": "a", "2?": "b", "3?": "c"}, {"log": ["begin", "a", "b", "c", "end"]}),
    "two_nodes": ({"log": []}, {"go on?": 1, "again?": 2}, {"log": ["begin", 1, 2, "end"]}),
    "loop": ({"log": []}, {"more than 0?": "go", "more than 1?": "stop"}, {"log": ["go", "stop"]}),
    "parallel": ({"log": []}, {"left?": "a", "right?": "b"}, {"log": ["left a", "right b"]}),
    "fan_out": ({"n": 3}, {"0?": "a", "1?": "b", "2?": "c"}, {"n": 3, "log": [[0, "a"], [1, "b"], [2, "c"]]}),
    "functional": (3, {"0?": "a", "1?": "b", "2?": "c"}, ["a", "b", "c"]),
    "functional_in_turn": (3, {"0?": "a", "1?": "b", "2?": "c"}, ["a", "b", "c"]),
    "subgraph": ({"log": []}, {"first?": 1, "second?": 2}, {"log": ["begin", 1, 2, "end", "end"]}),
    "calls_inner": ({"log": []}, {"first?": 1, "second?": 2}, {"log": ["begin", 1, 2, "end", "end"]}),
    "stops_before": ({"log": []}, {"Stopped before end: go on?": "continue"}, {"log": ["begin", "end"]}),
    "stops_after": ({"log": []}, {"Stopped after begin: go on?": "continue"}, {"log": ["begin", "end"]}),
    "stops_inside": ({"log": []}, {"Stopped before end: go on?": "continue"}, {"log": ["begin", "end"]}),
}


def travel(house: House, graph: str) -> Iterator[Row]:
    """Carry a job to its end and answer what it asks, one advance per step."""
    input, answers, _ = JOURNEYS[graph]
    job_id = house.enqueue(graph, input)
    for _ in range(30):
        job = house.advance(job_id)
        for row in house.requests(job_id, "open"):
            house.answer(row["id"], answers[row["title"]])
        yield job
        # Queued: released, because our way to die within a statement can deadlock with another statement of the run.
        if job["status"] not in ("running", "waiting", "queued"):
            return
    raise AssertionError(f"it never ends: {house.job(job_id)}")


@pytest.mark.parametrize("graph", JOURNEYS)
def test_a_death_after_any_statement_changes_nothing_of_what_comes_out(house: House, graph: str) -> None:
    _, answers, result = JOURNEYS[graph]
    for n in range(1, 50):
        crash_after(house.db, n)
        *_, job = travel(house, graph)
        assert (job["status"], job["result"]) == ("succeeded", result), f"died after statement {n}: {job['error']}"
        rows = house.requests(job["id"])
        assert {row["title"]: row["answer"] for row in rows} == answers, f"died after statement {n}"
        assert [row["status"] for row in rows] == ["resumed"] * len(answers), f"died after statement {n}"
        assert forks(house, job["id"]) == 0, f"died after statement {n}"
        if statements(house.db) < n:
            assert n > 2
            return
    raise AssertionError("there was always one more statement to die after")
