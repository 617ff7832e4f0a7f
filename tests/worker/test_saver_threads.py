"""The saver serves sync code as well: nodes in OS threads, graphs that nodes call, many of both at once."""

from __future__ import annotations

import operator
import threading
from collections.abc import Iterator
from typing import Annotated, Any

import pytest
from adjourn.models.ground.settings import Settings
from langgraph.config import get_config
from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.types import Send
from structlog.testing import capture_logs
from typing_extensions import TypedDict

from tests.conftest import PROJECT
from tests.projects.project.shapes import State, begin, chain, end
from tests.support import savers
from tests.support.house import House, Row, advance
from tests.support.trouble import deploy
from tests.support.waiting import until

# --- graphs that nodes call


def beside() -> tuple[Any, Any]:
    """A graph of its own conversation, through the checkpointer of the node that calls this."""
    saver = get_config()["configurable"]["__pregel_checkpointer"]
    return chain(begin, end).compile(checkpointer=saver), savers.at("beside")


def talks_twice(state: State) -> State:
    graph, config = beside()
    graph.invoke({"log": ["one"]}, config)
    return {"log": graph.invoke({"log": ["two"]}, config)["log"]}


async def talks_twice_on_the_loop(state: State) -> State:
    return talks_twice(state)


async def talks_twice_async(state: State) -> State:
    graph, config = beside()
    await graph.ainvoke({"log": ["one"]}, config)
    return {"log": (await graph.ainvoke({"log": ["two"]}, config))["log"]}


def looks_back(state: State) -> State:
    graph, config = beside()
    graph.invoke({"log": ["one"]}, config)
    history = [*graph.get_state_history(config)]
    return {"log": [*graph.get_state(config).values["log"], *(state.metadata["step"] for state in history)]}


async def looks_back_async(state: State) -> State:
    graph, config = beside()
    graph.invoke({"log": ["one"]}, config)
    history = [state async for state in graph.aget_state_history(config)]
    return {"log": [*(await graph.aget_state(config)).values["log"], *(state.metadata["step"] for state in history)]}


async def looks_back_on_the_loop(state: State) -> State:
    return looks_back(state)


def run(house: House, node: Any) -> Row:
    deploy(house, "calls", chain(node).compile())
    return house.run("calls", {"log": []})


@pytest.mark.parametrize("node", [talks_twice, talks_twice_on_the_loop, talks_twice_async])
def test_a_node_converses_with_another_graph_on_a_thread_of_its_own(house: House, node: Any) -> None:
    job = run(house, node)
    log = ["one", "begin", "end", "two", "begin", "end"]
    assert job["result"] == {"log": log}, job["error"]
    assert savers.rows(house.db, "beside")["checkpoints"] == 8
    assert savers.rows(house.db, job["thread_id"])["checkpoints"] == 3


@pytest.mark.parametrize("node", [looks_back, looks_back_async])
def test_a_node_reads_state_and_history(house: House, node: Any) -> None:
    assert run(house, node)["result"] == {"log": ["one", "begin", "end", 2, 1, 0, -1]}


def test_a_node_that_would_block_the_loop_with_its_reading_is_told_what_to_do_instead(house: House) -> None:
    job = run(house, looks_back_on_the_loop)
    assert job["status"] == "failed"
    assert "use the async interface" in job["error"]["message"]


def test_what_others_write_on_another_thread_is_seen_at_once(house: House) -> None:
    saver, _ = savers.leased(house)
    beside = savers.at("beside")
    with savers.stock(house) as stock:
        for n in range(3):
            stock.put(beside, *savers.checkpoint(n=n))
            saved = saver.get_tuple(beside), house.worker.loop.run(saver.aget_tuple(beside))
            assert [found and found.checkpoint["channel_values"]["n"] for found in saved] == [n, n]


# --- many at once


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """A hundred failures, told at length, take minutes."""
    with capture_logs():
        yield


@pytest.fixture
def full_house(database_url: str) -> Iterator[House]:
    """A worker with as many threads as by default."""
    with House.open(Settings(database_url=database_url, project=PROJECT, drain=0)) as house:
        yield house


def advance_at_once(house: House, graph: Any, input: Any, jobs: int) -> list[Any]:
    """The results of jobs that are all claimed at the same time, each in a thread as Celery would have it."""
    deploy(house, "at_once", graph)
    job_ids = [house.enqueue("at_once", input) for _ in range(jobs)]
    celery = [threading.Thread(target=advance, args=(house.worker, job_id)) for job_id in job_ids]
    for thread in celery:
        thread.start()
    try:
        until(lambda: not any(thread.is_alive() for thread in celery), "all have ended", seconds=60)
    finally:
        house.worker.runs.drain()
    return [(house.job(job_id)["result"], house.job(job_id)["error"]) for job_id in job_ids]


def test_a_hundred_sync_nodes_of_as_many_jobs_run_side_by_side(full_house: House) -> None:
    everybody = threading.Barrier(100, timeout=30)

    def meet(state: State) -> State:
        everybody.wait()
        return {"log": ["met"]}

    assert advance_at_once(full_house, chain(meet).compile(), {"log": []}, 100) == [({"log": ["met"]}, None)] * 100


class Many(TypedDict, total=False):
    met: Annotated[int, operator.add]


def test_a_hundred_sync_nodes_of_one_job_run_side_by_side(full_house: House) -> None:
    everybody = threading.Barrier(100, timeout=30)

    def meet(state: Many) -> Many:
        everybody.wait()
        return {"met": 1}

    builder = StateGraph(Many).add_node(meet)
    builder.add_conditional_edges(START, lambda state: [Send("meet", {})] * 100, ["meet"])
    assert advance_at_once(full_house, builder.compile(), {}, 1) == [({"met": 100}, None)]


def test_sync_entrypoints_that_block_on_their_sync_tasks_leave_each_other_threads(full_house: House) -> None:
    everybody = threading.Barrier(12 * 3, timeout=30)

    @task
    def meet(n: int) -> int:
        everybody.wait()
        return n

    @entrypoint()
    def gathers(n: int) -> list[int]:
        return [future.result() for future in [meet(i) for i in range(n)]]

    assert advance_at_once(full_house, gathers, 3, 12) == [([0, 1, 2], None)] * 12
