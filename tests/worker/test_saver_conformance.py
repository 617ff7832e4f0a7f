"""Our saver is a LangGraph saver: its suite passes, and what it stores is what the stock Postgres saver stores."""

from __future__ import annotations

import itertools
import operator
from collections.abc import AsyncGenerator, Sequence
from typing import Annotated, Any

import pytest
from adjourn.worker.checkpointer.saver import Saver
from langgraph.channels.delta import DeltaChannel
from langgraph.checkpoint.conformance import checkpointer_test, validate
from langgraph.checkpoint.conformance.report import CapabilityReport
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from typing_extensions import TypedDict

from tests.support import savers
from tests.support.house import House, Row
from tests.support.savers import Through
from tests.support.trouble import deploy


async def conformance(saver: Any) -> CapabilityReport:
    async def factory() -> AsyncGenerator[Any, None]:
        yield saver

    return await validate(checkpointer_test(name=type(saver).__name__)(factory))


def test_langgraphs_own_conformance_suite_passes_as_far_as_it_does_on_the_stock_saver(house: House) -> None:
    run = house.worker.loop.run
    with savers.stock_async(house) as saver:
        ours, stock = run(conformance(Saver(house.worker.connections))), run(conformance(saver))
    required = {name: result.tests_passed for name, result in stock.results.items() if result.passed}
    assert [failure for name in required for failure in ours.results[name].failures] == []
    assert {name: ours.results[name].tests_passed for name in required} == required
    assert ours.passed_all_base()


# --- the same tables


def extend(log: list[Any], news: Sequence[list[Any]]) -> list[Any]:
    return [*log, *(item for new in news for item in new)]


class Notes(TypedDict, total=False):
    #: Checkpoints hold no value of it, only now and then a snapshot.
    log: Annotated[list[Any], DeltaChannel(extend, snapshot_frequency=3)]
    count: Annotated[int, operator.add]
    last: str


def note(state: Notes) -> Notes:
    return {"log": [f"note {len(state['log'])}"], "count": 1, "last": f"of {len(state['log'])}"}


def ask(state: Notes) -> Notes:
    return {"log": [interrupt(f"{len(state['log'])} notes, go on?")], "count": 1}


_notes = [("a", note), ("b", note), ("c", note), ("d", note), ("ask", ask), ("e", note), ("f", note)]
delta = StateGraph(Notes).add_sequence(_notes).add_edge(START, "a").compile()
plain = StateGraph(Notes).add_sequence(_notes[:3]).add_edge(START, "a").compile()

#: Graph: its input.
GRAPHS: dict[str, Any] = {
    "delta": {"log": ["in"]},
    "line": {"log": ["in"]},
    "two_questions": {"log": []},
    "parallel": {"log": []},
    "fan_out": {"n": 3},
    "functional": 3,
    "subgraph": {"log": []},
}
ASK_TWICE = {"two_questions", "subgraph"}


def at_rest(job: Row) -> Row:
    assert job["status"] in ("waiting", "succeeded"), job["error"]
    return job


@pytest.mark.parametrize("name", GRAPHS)
def test_a_job_leaves_in_the_tables_what_the_stock_saver_leaves(house: House, name: str) -> None:
    deploy(house, "delta", delta)
    with savers.stock(house) as stock:
        job = at_rest(house.run(name, GRAPHS[name]))
        theirs = Through.of(house, name, "stock", stock)
        theirs.config |= {"metadata": {"job_id": str(job["id"])}}
        theirs.invoke(GRAPHS[name])
        for _ in range(2 if name in ASK_TWICE else 1):
            assert savers.stored(house.db, job["thread_id"]) == savers.stored(house.db, "stock")
            house.answer_all(job["id"], "yes")
            house.advance_due()
            job = at_rest(house.job(job["id"]))
            theirs.answer("yes")
    assert job["status"] == "succeeded"
    assert savers.stored(house.db, job["thread_id"]) == savers.stored(house.db, "stock")


def test_a_channel_that_is_stored_as_deltas_survives_a_pause(house: House) -> None:
    deploy(house, "delta", delta)
    job = at_rest(house.run("delta", {"log": ["in"]}))
    house.answer_all(job["id"], "yes")
    house.advance_due()
    notes = ["in", *(f"note {n}" for n in range(1, 5)), "yes", "note 6", "note 7"]
    assert at_rest(house.job(job["id"]))["result"] == {"log": notes, "count": 7, "last": "of 7"}
    again = house.run("delta", {"log": ["more"]}, thread_id=job["thread_id"])
    assert house.state(again["id"]).values["log"] == [*notes, "more", *(f"note {n}" for n in range(9, 13))]


@pytest.mark.parametrize("is_async", [False, True])
def test_either_saver_reads_what_the_other_wrote_and_goes_on_from_its_pause(house: House, is_async: bool) -> None:
    deploy(house, "delta", delta)
    names = ["delta", "parallel", "functional", "subgraph"]
    with (savers.stock_async if is_async else savers.stock)(house) as stock:
        saver = Saver(house.worker.connections)
        for name, who in itertools.product(names, ["ours begins", "stock begins"]):
            ours = Through.of(house, name, f"{name}: {who}", saver, is_async=is_async)
            theirs = Through.of(house, name, f"{name}: {who}", stock, is_async=is_async)
            begins, goes_on = (ours, theirs) if who == "ours begins" else (theirs, ours)
            begins.invoke(GRAPHS[name])
            for _ in range(2 if name in ASK_TWICE else 1):
                # Ours first: without a lease it leaves what it has just written to its timer, and reading flushes.
                assert ours.seen == theirs.seen
                goes_on.answer("yes")
            assert ours.seen == theirs.seen
            assert begins.seen[0].tasks == ()


def test_a_job_and_the_stock_saver_continue_each_others_conversation(house: House) -> None:
    deploy(house, "plain", plain)
    with savers.stock(house) as stock:
        theirs = Through.of(house, "plain", "shared", stock)
        theirs.invoke({"log": ["one"]})
        job = at_rest(house.run("plain", {"log": ["two"]}, thread_id="shared"))
        log = theirs.invoke({"log": ["three"]})["log"]
    notes = [f"note {n}" for n in range(12)]
    assert job["result"]["log"] == ["one", *notes[1:4], "two", *notes[5:8]]
    assert log == [*job["result"]["log"], "three", *notes[9:12]]
