"""The shapes that are killed. Each node tells a witness that it acted; each answer says what it was given to."""

from __future__ import annotations

import os
import time
from typing import Annotated, Any

from langgraph.config import get_config
from langgraph.func import entrypoint, task
from langgraph.graph import END, START, StateGraph
from langgraph.store.base import BaseStore
from langgraph.types import Send, interrupt
from pydantic import BaseModel, model_serializer
from typing_extensions import TypedDict

from tests.chaos import rich
from tests.chaos.points import hit
from tests.chaos.witness import note


def add(old: list[str], new: list[str]) -> list[str]:
    """A reducer that can fail."""
    hit("reducer adds")
    return old + new


class State(TypedDict, total=False):
    log: Annotated[list[str], add]
    n: int


def act(node: str) -> None:
    hit("node before")
    note(node)
    hit("node acted")
    time.sleep(float(os.environ.get("CHAOS_SLOW", "0")))


def asked(question: str) -> str:
    hit("node asks")
    answer = interrupt(question)
    hit("node answered")
    return str(answer["to"])


def begin(state: State) -> State:
    act("begin")
    return {"log": ["begin"]}


def ask(state: State) -> State:
    act("ask")
    return {"log": [asked("go on?")]}


def end(state: State) -> State:
    act("end")
    return {"log": ["end"]}


def ask_twice(state: State) -> State:
    act("ask_twice")
    return {"log": [asked("first?"), asked("second?")]}


def left(state: State) -> State:
    act("left")
    return {"log": [asked("left?")]}


def right(state: State) -> State:
    act("right")
    return {"log": [asked("right?")]}


def each(state: State) -> State:
    act(f"each {state['n']}")
    return {"log": [asked(f"{state['n']}?")]}


def again(state: State) -> State:
    rounds = len(state["log"])
    act(f"again {rounds}")
    return {"log": [asked(f"round {rounds}?")]}


def ask_weighed(state: State) -> State:
    act("ask_weighed")
    hit("node asks")
    answer = interrupt("how much?")
    hit("node answered")
    return {"log": [answer.get("wrong") or answer["to"]]}


def weigh(state: State) -> State:
    act("weigh")
    if "too much" in state["log"]:
        raise LookupError("as planned")
    return {"log": ["weighed"]}


def fail(state: State) -> State:
    act("fail")
    raise LookupError("as planned")


def chain(*nodes: Any) -> StateGraph[State]:
    builder = StateGraph(State)
    for node in nodes:
        builder.add_node(node)
    for before, after in zip([START, *(n.__name__ for n in nodes)], [*(n.__name__ for n in nodes), END], strict=True):
        builder.add_edge(before, after)
    return builder


line = chain(begin, ask, end).compile()
two_in_one = chain(begin, ask_twice, end).compile()
plain = chain(begin, end).compile()
failing = chain(begin, ask, fail).compile()
mended = chain(begin, ask_weighed, end, weigh).compile()
breakpoint_ = chain(begin, end).compile(interrupt_before=["end"])

_parallel = StateGraph(State).add_node(left).add_node(right).add_node(end)
_parallel.add_edge(START, "left").add_edge(START, "right").add_edge(["left", "right"], "end")
parallel = _parallel.compile()

_fan_out = StateGraph(State).add_node(each).add_node(end)
_fan_out.add_conditional_edges(START, lambda _: [Send("each", {"n": n}) for n in range(3)], ["each"])
fan_out = _fan_out.add_edge("each", "end").compile()

_inner = chain(begin, ask_twice).compile()
subgraph = StateGraph(State).add_node("inner", _inner).add_node(end).add_edge(START, "inner").add_edge("inner", "end")
subgraph = subgraph.compile()  # type: ignore[assignment]

_loop = StateGraph(State).add_node(again).add_node(end).add_edge(START, "again")
_loop.add_conditional_edges("again", lambda state: "again" if len(state["log"]) < 3 else "end", ["again", "end"])
loop = _loop.compile()


def judge(state: State) -> str:
    """An edge with code, which can fail when its node has finished."""
    hit("edge judges")
    return "ask" if len(state["log"]) < 2 else "end"


_judged = StateGraph(State).add_node(begin).add_node(ask).add_node(end).add_edge(START, "begin")
for _name in ("begin", "ask"):
    _judged.add_conditional_edges(_name, judge, ["ask", "end"])
judged = _judged.compile()


class Shown(BaseModel):
    """Of an output schema: its writing as JSON is code, which can fail when the graph has come to its end."""

    log: list[str]

    @model_serializer
    def _written(self) -> dict[str, Any]:
        hit("output is written")
        return {"log": self.log}


class Output(TypedDict):
    shown: Shown


class Showing(State):
    shown: Shown


def show(state: Showing) -> dict[str, Any]:
    act("show")
    return {"shown": Shown(log=state["log"])}


_shown = StateGraph(Showing, output_schema=Output).add_node(begin).add_node(ask).add_node(show)
shown = _shown.add_edge(START, "begin").add_edge("begin", "ask").add_edge("ask", "show").compile()


class Rich(State):
    things: dict[str, Any]


def begin_rich(state: Rich, *, store: BaseStore) -> dict[str, Any]:
    act("begin_rich")
    store.put(("chaos", get_config()["configurable"]["thread_id"]), "note", {"kept": True})
    return {"log": ["begin"], "things": rich.made()}


def end_rich(state: Rich, *, store: BaseStore) -> dict[str, Any]:
    act("end_rich")
    kept = store.get(("chaos", get_config()["configurable"]["thread_id"]), "note")
    assert kept is not None, "the store has lost it"
    return {"log": ["as made" if rich.is_as_made(state["things"]) else repr(state["things"])], "things": {}}


_rich = StateGraph(Rich).add_node(begin_rich).add_node(ask).add_node(end_rich).add_edge(START, "begin_rich")
rich_ = _rich.add_edge("begin_rich", "ask").add_edge("ask", "end_rich").compile()


@task
def inquire(n: int) -> str:
    act(f"inquire {n}")
    return asked(f"{n}?")


@entrypoint()
def functional(state: State) -> State:
    return {"log": [future.result() for future in [inquire(n) for n in range(2)]]}
