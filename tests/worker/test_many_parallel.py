"""Fifty branches that ask: what their answers cost."""

from __future__ import annotations

import sys
from typing import Any

import pytest
from langgraph.graph import START, StateGraph
from langgraph.types import Send, interrupt
from psycopg import AsyncCursor

from tests.projects.project.shapes import State, chain
from tests.support.house import House
from tests.support.trouble import deploy, world

BRANCHES = 50


def asking(state: State) -> State:
    sys.modules["outside"].called("asking")
    return {"log": [str(interrupt("which?"))]}


def parallel(branch: Any) -> Any:
    builder = StateGraph(State).add_node("branch", branch)
    builder.add_conditional_edges(START, lambda _: [Send("branch", {"log": []}) for _ in range(BRANCHES)], ["branch"])
    return builder.compile()


#: And how many statements they cost at most. Each subgraph has a checkpoint of its own, after which it goes on; several
#: are written at once.
@pytest.mark.parametrize(("branch", "most"), [(asking, 8), (chain(asking), BRANCHES)], ids=["nodes", "subgraphs"])
def test_each_branch_runs_once_more_and_all_are_looked_at_together(
    house: House, branch: Any, most: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    outside, statements, execute = world(), list[str](), AsyncCursor.execute

    def noting(self: AsyncCursor[Any], query: Any, *args: Any, **options: Any) -> Any:
        statements.append(query)
        return execute(self, query, *args, **options)

    deploy(house, "parallel_many", parallel(branch if callable(branch) else branch.compile()))
    job = house.run("parallel_many", {"log": []})
    assert (len(house.requests(job["id"], "open")), outside.calls) == (BRANCHES, ["asking"] * BRANCHES)
    for request in house.requests(job["id"]):
        house.answer(request["id"], request["id"])
    monkeypatch.setattr(AsyncCursor, "execute", noting)
    done = house.advance(job["id"])
    assert sorted(done["result"]["log"]) == sorted(str(request["id"]) for request in house.requests(job["id"]))
    assert len(outside.calls) == 2 * BRANCHES
    assert len(statements) <= most, statements
