"""Classes of values in checkpoints: those of the project come back as themselves, in another process and though no
annotation names them; what could not is refused when it is written."""

from __future__ import annotations

import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from langchain_core.runnables import RunnableSerializable
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from pydantic_settings import BaseSettings
from typing_extensions import TypedDict

from tests.support.house import House
from tests.support.trouble import advance_elsewhere, deploy


@pytest.mark.parametrize("strict", ["", "false", "true"])
def test_classes_that_no_annotation_names_come_back_as_themselves_in_another_process(
    house: House, strict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In the state, in what is sent, in what is asked."""
    things = sys.modules["adjourn_graph__kinds"].THINGS
    job = house.run("keeps_undeclared", {})
    assert sorted(repr(asked.value) for asked in house.state(job["id"]).interrupts) == sorted(
        map(repr, things.values())
    )
    house.answer_all(job["id"], "yes")
    monkeypatch.setenv("LANGGRAPH_STRICT_MSGPACK", strict)
    job = advance_elsewhere(house, str(job["id"]))
    assert job["status"] == "succeeded", job["error"]
    found = dict(job["result"]["found"])
    for name, thing in things.items():
        assert (found[f"{name} sent"], found[f"{name} kept"]) == (repr(thing), repr(thing))


# --- what could not come back


class Kept(TypedDict, total=False):
    value: Any


def ask(state: Kept) -> Kept:
    interrupt("go on?")
    return {}


def keeps(make: Callable[[], Any]) -> Any:
    def begin(state: Kept) -> Kept:
        return {"value": make()}

    return StateGraph(Kept).add_sequence([begin, ask]).add_edge(START, "begin").compile()


def nameless() -> Any:
    @dataclass
    class Nameless:
        n: int

    return Nameless(1)


@dataclass
class Pair:
    one: Any


class Keys(BaseSettings):
    path: str = ""


class Says:
    """Of no kind of data, and LangGraph's serializer takes it for a model."""

    def dict(self) -> Any:
        return {"n": 1}


class Tool(RunnableSerializable[Any, Any]):
    def invoke(self, *_: Any, **__: Any) -> None: ...


@pytest.mark.parametrize(
    ("make", "name", "advice"),
    [
        (nameless, "nameless.<locals>.Nameless", "define the class at the top of a module"),
        (lambda: Pair([nameless()]), "nameless.<locals>.Nameless", "define the class at the top of a module"),
        (Keys, "test_saver_classes.Keys", "keep in the state what it is made of"),
        (Says, "test_saver_classes.Says", "keep in the state what it is made of"),
        (Tool, "test_saver_classes.Tool", "keep in the state what it is made of"),
    ],
)
def test_what_could_not_come_back_fails_the_job_before_it_is_stored(
    house: House, make: Callable[[], Any], name: str, advice: str
) -> None:
    deploy(house, "keeps", keeps(make))
    job = house.run("keeps", {}, thread_id="t")
    assert job["status"] == "failed"
    assert name in job["error"]["message"] and advice in job["error"]["message"], job["error"]
    deploy(house, "keeps", keeps(lambda: "plain"))
    assert house.run("keeps", {}, thread_id="t")["status"] == "waiting", "the thread lives on"


def test_a_class_that_is_imported_only_while_the_graph_runs_is_refused_with_the_reason(
    house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The process that resumes would have to import what a checkpoint names."""
    (tmp_path / "late.py").write_text("from enum import Enum\nclass Late(Enum):\n    ONE = 1\n")
    monkeypatch.syspath_prepend(tmp_path)

    def make() -> Any:
        from late import Late  # type: ignore[import-not-found]

        return Late.ONE

    deploy(house, "keeps", keeps(make))
    try:
        job = house.run("keeps", {})
    finally:
        del sys.modules["late"]
    assert job["status"] == "failed"
    assert "late.Late" in job["error"]["message"], job["error"]
    assert "import late at the top of a module of the project" in job["error"]["message"]
