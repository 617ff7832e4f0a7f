"""Graphs whose last node pays, behind gates of all kinds: each fails, stops or asks in a way of its own."""

from __future__ import annotations

import operator
from typing import Annotated, Any

import outside
from langgraph.errors import GraphInterrupt, NodeInterrupt
from langgraph.graph import START, StateGraph
from langgraph.types import Interrupt, interrupt
from pydantic import BaseModel, field_serializer
from shapes import State, begin, chain
from typing_extensions import TypedDict


def pay(state: State) -> State:
    outside.called("pay")
    return {"log": ["pay"]}


def judge(state: State) -> str:
    """An edge that may fail."""
    outside.called("judge")
    return "pay"


def _behind(*nodes: Any) -> StateGraph[State]:
    """The nodes in turn, and after the last one an edge with code that leads to `pay`."""
    builder = chain(*nodes)
    builder.edges.discard((nodes[-1].__name__, "__end__"))
    builder.add_node(pay)
    builder.add_conditional_edges(nodes[-1].__name__, judge, ["pay"])
    return builder


judged = _behind(begin).compile()


def _called() -> Any:
    inner = judged

    def call(state: State) -> State:
        return {"log": inner.invoke({"log": []})["log"]}

    return call


calls_judged = chain(_called()).compile()
judged_inside = StateGraph(State).add_node("inner", judged).add_edge(START, "inner").compile()


def add(old: list[Any], new: list[Any]) -> list[Any]:
    """A reducer that may fail."""
    if "begin" in new:
        outside.called("add")
    return operator.add(old, new)


class Added(TypedDict, total=False):
    log: Annotated[list[Any], add]


def begin_added(state: Added) -> Added:
    return {"log": ["begin"]}


def pay_added(state: Added) -> Added:
    return {"log": ["pay"]}


added = StateGraph(Added).add_sequence([begin_added, pay_added]).add_edge(START, "begin_added").compile()


class Receipt(BaseModel):
    """Of an output schema: to write it as JSON is code that may fail."""

    amount: int

    @field_serializer("amount")
    def _written(self, amount: int) -> int:
        outside.called("write")
        return amount


class Output(TypedDict):
    receipt: Receipt


class Paying(State):
    receipt: Receipt


def pay_asked(state: Paying) -> dict[str, Any]:
    outside.called("pay")
    return {"receipt": Receipt(amount=interrupt("how much?"))}


receipt = StateGraph(Paying, output_schema=Output).add_node(pay_asked).add_edge(START, "pay_asked").compile()

gated = chain(begin, pay).compile(interrupt_before=["pay"])


def ask_gate(state: State) -> State:
    return {"log": [interrupt("pay?")]}


asked = chain(ask_gate, pay).compile()


def raise_one(state: State) -> State:
    """As code of LangGraph's first year asks."""
    outside.called("raise_one")
    if "one" not in outside.released:
        raise NodeInterrupt("release one?")
    return {"log": ["one"]}


_AGAIN = Interrupt("release other?", id="my own")


def raise_other(state: State) -> State:
    """Always with the same object, under an id of its own."""
    outside.called("raise_other")
    if "other" not in outside.released:
        raise GraphInterrupt((_AGAIN,))
    return {"log": ["other"]}


def ask_and_raise(state: State) -> State:
    answer = interrupt("first?")
    outside.called("ask_and_raise")
    if "both" not in outside.released:
        raise NodeInterrupt("then by hand?")
    return {"log": [answer]}


raises = chain(raise_one, pay).compile()
raises_inside = StateGraph(State).add_node("inner", raises).add_edge(START, "inner").compile()
asks_and_raises = chain(ask_and_raise, pay).compile()

_raises_beside = StateGraph(State).add_node(raise_one).add_node(raise_other).add_node(ask_gate).add_node(pay)
for _name in ("raise_one", "raise_other", "ask_gate"):
    _raises_beside.add_edge(START, _name)
raises_beside = _raises_beside.add_edge(["raise_one", "raise_other", "ask_gate"], "pay").compile()
