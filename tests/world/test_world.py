"""A graph as a job, answered by SQL, does what it does in memory by LangGraph alone: it asks the same and comes to the
same, or ends as the documentation has it. To try another graph, add it to the project and a line to the table."""

from __future__ import annotations

import json
from dataclasses import dataclass, field
from typing import Any

import psycopg
import pytest

from tests.support.fleet import Fleet, Row
from tests.support.waiting import until
from tests.world.conftest import SPECS, in_memory
from tests.world.plain import BREAKPOINT, Plain

pytestmark = pytest.mark.filterwarnings("ignore:NodeInterrupt is deprecated", "ignore:Deserializing unregistered type")

EMPTY = {"log": []}
CONTINUE = "choice = 'continue'"


def says(*answers: Any) -> list[str]:
    """One for each question of a pause."""
    return [f"answer = '{json.dumps(answer)}'" for answer in answers]


@dataclass(frozen=True)
class Way:
    """A graph, its inputs on one thread, and how the questions of each pause are answered, in SQL."""

    graph: str
    inputs: list[Any] = field(default_factory=lambda: [EMPTY])
    pauses: list[list[str]] = field(default_factory=list)
    config: dict[str, Any] = field(default_factory=dict)
    context: Any = None
    #: The job's result, where LangGraph in memory gives another one.
    result: Any = None
    #: The end of the job that is documented, where LangGraph has another one: its status, and words of its error.
    ends: tuple[str, str] | None = None

    def __str__(self) -> str:
        return self.graph


WAYS = [
    Way("judged"),
    Way("gated", pauses=[[CONTINUE]]),
    Way("gated", pauses=[["choice = 'stop'"]], ends=("cancelled", "with stop")),
    Way("gated_after", pauses=[[CONTINUE]]),
    Way("gated_inside", pauses=[[CONTINUE]]),
    Way("bound", pauses=[[CONTINUE]]),
    Way("by_hand", pauses=[[CONTINUE]]),
    Way("plain", pauses=[["comment = 'three'"]]),
    Way("plain", pauses=[says({"any": ["JSON", None, 1.5]})]),
    Way("choosing", pauses=[["choice = 'left'"]]),
    Way("inbox", pauses=[["choice = 'accept'"]]),
    Way("inbox", pauses=[["choice = 'response', comment = 'No.'"]]),
    Way("batch", pauses=[["choice = 'approve'"]]),
    Way("form", pauses=[says({"amount": 3})]),
    Way("failing", pauses=[says("none")]),
    Way("parallel", pauses=[says("L", "R")]),
    Way("nested", pauses=[says(1), says(2)]),
    Way("called", pauses=[says(1), says(2)]),
    Way("fan_out", pauses=[says(0, 1, 2)]),
    Way("going", pauses=[says("yes")]),
    Way("functional", [2], pauses=[says("a"), says("b")]),
    Way("stored", [{}], pauses=[says("yes")]),
    Way("contextual", [{}], result={"said": ["small", None]}),
    Way("contextual", [{}], context={"model": "large"}, result={"said": ["large", "large"]}),
    Way("without_context", [{}], config={"configurable": {"model": "large"}}),
    Way("narrow", [{}]),
    Way("configured", [{}], config={"configurable": {"model": "large"}}),
    Way("with_config", [{}]),
    Way("remote", [{}], ends=("failed", "there is no LangGraph server in this process")),
    Way("remote_async", [{}], ends=("failed", "there is no LangGraph server in this process")),
    Way(
        "talk",
        [{"messages": [{"role": "user", "content": text, "id": text}]} for text in ("hello", "again")],
        pauses=[says("hi"), says("bye")],
    ),
    Way("remembering", [EMPTY, {"log": ["more"]}]),
    Way(
        "rich",
        [{}],
        pauses=[says("yes")],
        result={
            "receipt": {"first": {"number": 1, "lines": {"a": 2, "b": 1}}, "total": 7},
            "last": [1, 2],
            "said": ["Special", 7, 2],
        },
    ),
    Way("unkept", [{}], ends=("failed", "LookupError")),
    *[Way("echo", [{"said": said}]) for said in (2**63, -(2**63), 1.5, -0.0, 1e20, "\u2028", [[], {}], None, True)],
    Way("echo", [{"said": 10**30}], ends=("refused", "1000000000000000000000000000000")),
    Way("bytes", [{}]),
    Way("no_text", [{}], result={"said": "a\ufffdb"}),
    Way("raising", [{}], ends=("failed", "nowhere: \ufffd")),
    Way("in_javascript", ends=("refused", "graph 'in_javascript' is not known")),
]


def test_each_graph_of_the_project_is_tried() -> None:
    assert {way.graph for way in WAYS} == SPECS.keys()


@pytest.mark.parametrize("way", WAYS, ids=str)
def test_a_job_asks_and_comes_to_what_the_graph_does_in_memory(fleet: Fleet, way: Way) -> None:
    options: dict[str, Any] = {"config": json.dumps(way.config)}
    if way.context is not None:
        options["context"] = json.dumps(way.context)
    if way.ends and way.ends[0] == "refused":
        with pytest.raises(psycopg.Error, match=way.ends[1]):
            fleet.enqueue(way.graph, *way.inputs, **options)
        return
    plain = Plain(in_memory(way.graph), way.config, way.context)
    pauses = iter(way.pauses)
    for input in way.inputs:
        job = fleet.enqueue(way.graph, input, **options)
        options["thread_id"] = fleet.job(job)["thread_id"]
        if way.pauses or not way.ends:
            plain.run(input)
        while plain.asked:
            rows = asked(fleet, job, plain)
            for row, change in zip(rows, next(pauses), strict=True):
                fleet.rows(f"UPDATE adjourn.human_requests SET {change} WHERE id = %s", row["id"])
            if way.ends:
                break
            given = {row["id"]: row["answer"] for row in fleet.requests(job)}
            plain.answer([given[row["id"]] for row in rows])
        compare(fleet.wait(job, "succeeded", "failed", "blocked", "cancelled"), plain, way)
    assert list(pauses) == []


def asked(fleet: Fleet, job: str, plain: Plain) -> list[Row]:
    """The open rows, which ask what is asked in memory."""

    def rows() -> list[Row]:
        status, error = (fleet.job(job)[name] for name in ("status", "error"))
        assert status in ("queued", "running", "waiting"), f"it is {status} and does not ask {plain.asked}: {error}"
        return [row for row in fleet.requests(job) if row["status"] == "open"] if status == "waiting" else []

    found = until(rows, f"job {job} asks {plain.asked}")
    if plain.asked == [BREAKPOINT]:
        assert [row["kind"] for row in found] == ["breakpoint"]
    else:
        assert [row["question"] for row in found] == plain.asked
    return found


def compare(job: Row, plain: Plain, way: Way) -> None:
    if way.ends:
        assert job["status"] == way.ends[0] and way.ends[1] in job["error"]["message"], job["error"]
    elif isinstance(plain.end, Exception) and way.result is None:
        error = type(plain.end).__name__, str(plain.end)
        assert (job["status"], (job["error"]["type"], job["error"]["message"])) == ("failed", error)
    else:
        assert job["status"] == "succeeded", job["error"]
        assert json.dumps(job["result"]) == json.dumps(plain.end if way.result is None else way.result)
