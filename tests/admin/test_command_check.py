"""Before a deploy: exactly the jobs that the new code could not go on with are named, each with the reason."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from textwrap import dedent

import pytest
from adjourn.models.ground.settings import Settings

from tests.support.command import Command
from tests.support.house import House

#: Version 1. Whichever node asks, `after` goes on with the answer.
OLD = dedent(
    """
    from dataclasses import dataclass
    from typing import Any, TypedDict

    from langgraph.graph import START, StateGraph
    from langgraph.types import interrupt
    from pydantic import BaseModel, Field, create_model

    @dataclass
    class Money:
        amount: int

    class Refund(BaseModel):
        amount: int

    class Part(BaseModel):
        title: str = ""
        amount: int = Field(ge=0)

    class State(TypedDict, total=False):
        kind: str
        money: Any
        note: str
        said: Any

    def keep(state):
        if state["kind"] == "class":
            return {"money": Money(7)}
        if state["kind"] == "key":
            return {"note": "for the customer"}

    def plain(state):
        return {"said": interrupt("go on?")}

    def renamed(state):
        return {"said": interrupt("go on?")}

    def form(state):
        return {"said": interrupt("how much?", response_schema=Refund).amount}

    def bounded(state):
        upto = create_model("Part", __base__=Part, amount=(int, Field(ge=0, le=500)))
        return {"said": interrupt("how much?", response_schema=upto).amount}

    def after(state):
        return {"said": state["said"]}

    def route(state):
        return {"node": "renamed", "form": "form", "bounded": "bounded"}.get(state["kind"], "plain")

    builder = StateGraph(State)
    builder.add_node(keep)
    for node in (plain, renamed, form, bounded):
        builder.add_node(node)
        builder.add_edge(node.__name__, "after")
    builder.add_node(after)
    builder.add_edge(START, "keep")
    builder.add_conditional_edges("keep", route, ["plain", "renamed", "form", "bounded"])
    graph = builder.compile()
    other = graph
    """
)
#: Version 2.
CHANGES = {
    "class Money:\n    amount: int": "class Money:\n    amount: int\n    currency: str",
    "class Refund(BaseModel):\n    amount: int": "class Refund(BaseModel):\n    amount: int\n    why: str",
    "    note: str\n": "",
    'return {"note": "for the customer"}': "return None",
    "renamed": "called_otherwise",
    "other = graph\n": "",
}
WHY = {
    "class": "agent.Money requires a field currency",
    "form": "a Refund as it was",
    "key": "its state holds note, which the graph no longer has",
    "node": "the thread stands at renamed, which the graph as deployed no longer has",
}
GRAPHS = '{"graphs": {"agent": "./agent.py:graph", "other": "./agent.py:other"}}'


def project(folder: Path, code: str, graphs: str) -> Path:
    folder.mkdir()
    (folder / "agent.py").write_text(code)
    (folder / "langgraph.json").write_text(graphs)
    return folder


@pytest.fixture
def old(database_url: str, tmp_path: Path) -> Iterator[House]:
    folder = project(tmp_path / "old", OLD, GRAPHS)
    with House.open(Settings(database_url=database_url, project=folder, pool_size=4, concurrency=20)) as house:
        yield house


@pytest.fixture
def adjourn(database_url: str, tmp_path: Path) -> Command:
    return Command(tmp_path, {"ADJOURN_DATABASE_URL": database_url})


def test_exactly_the_jobs_are_named_that_could_not_go_on(old: House, adjourn: Command, tmp_path: Path) -> None:
    code = OLD
    for was, now in CHANGES.items():
        assert was in code
        code = code.replace(was, now)
    new = project(tmp_path / "new", code, '{"graphs": {"agent": "./agent.py:graph"}}')
    jobs = {
        kind: {old.enqueue("agent", {"kind": kind}) for _ in range(many)}
        for kind, many in {"plain": 100, "bounded": 20, **dict.fromkeys(WHY, 20)}.items()
    }
    gone = old.enqueue("other", {"kind": "plain"})
    old.advance_due()
    later = old.enqueue("agent", {"kind": "node"})
    before = old.db.execute("SELECT count(*), max(xmin::text) FROM adjourn.checkpoints").fetchall()

    assert adjourn("check", "old").out == "0 of 201 jobs that have begun could not go on with this code\n"
    done = adjourn("check", str(new), "--json")
    assert (done.code, done.err) == (1, "")
    named = {row["job"]: row["why"] for row in json.loads(done.out)}
    assert named.keys() == {gone}.union(*(jobs[kind] for kind in WHY)) and later not in named
    assert named[gone] == ["the project has no graph other"]
    for kind, why in WHY.items():
        for job in jobs[kind]:
            [said] = named[job]
            assert why in said
    shown = adjourn("check", str(new))
    assert shown.code == 1 and "81 of 201 jobs that have begun could not go on with this code" in shown.out
    assert "of the others, 120 began on a graph that has changed since, and would fit" in shown.out
    assert before == old.db.execute("SELECT count(*), max(xmin::text) FROM adjourn.checkpoints").fetchall()
    assert old.db.execute("SELECT count(*) AS n FROM adjourn.jobs WHERE status = 'waiting'").fetchall() == [{"n": 201}]


def test_what_cannot_be_loaded_is_a_sentence(old: House, adjourn: Command, tmp_path: Path) -> None:
    broken = project(tmp_path / "broken", "import nothing_of_that_name", GRAPHS)
    assert "nothing_of_that_name" in adjourn("check", str(broken)).complaint
    assert "there is no" in adjourn("check", str(tmp_path)).complaint


def test_a_session_that_holds_the_jobs_is_a_sentence(old: House, adjourn: Command) -> None:
    with old.db.transaction():
        old.db.execute("LOCK TABLE adjourn.jobs IN ACCESS EXCLUSIVE MODE")
        assert "another session holds a lock on it" in adjourn("check", "old").complaint
