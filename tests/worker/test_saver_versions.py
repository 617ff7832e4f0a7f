"""Each value of a channel has a version of its own, by which alone it is found again."""

from __future__ import annotations

import random
from typing import Any

from adjourn.worker.checkpointer.saver import Saver
from langgraph.checkpoint.postgres.base import BasePostgresSaver
from langgraph.graph import START, StateGraph

from tests.projects.project.shapes import State
from tests.support import savers
from tests.support.house import House


def test_a_step_that_is_gone_back_to_keeps_nothing_of_before_though_it_seeds(house: House) -> None:
    """The stock saver draws versions from the generator that the node seeds: both of its runs would have the same, and
    the value of the first would stay."""
    said = ["first", "second"]

    def seeds(_: State) -> Any:
        random.seed(42)
        return {"log": [said.pop(0)]}

    builder: Any = StateGraph(State)
    builder.add_node("seeds", seeds).add_node("then", lambda _: {"log": ["then"]})
    graph = builder.add_edge(START, "seeds").add_edge("seeds", "then").compile(Saver(house.worker.connections))

    async def twice() -> Any:
        await graph.ainvoke({"log": []}, savers.at("t"), durability="sync")
        [before] = [state async for state in graph.aget_state_history(savers.at("t")) if state.next == ("seeds",)]
        await graph.ainvoke(None, before.config, durability="sync")
        return (await graph.aget_state(savers.at("t"))).values["log"]

    assert house.worker.loop.run(twice()) == ["second", "then"]


def test_versions_of_both_savers_follow_each_other() -> None:
    ours, stock = Saver.get_next_version, BasePostgresSaver().get_next_version
    version, found = None, []
    for following in (stock, ours, ours, stock, ours):
        version = following(version, None)
        found.append(version)
    assert found == sorted(found) and len(set(found)) == 5
