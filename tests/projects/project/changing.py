"""One graph in several shapes, whose middle node has the name that a deployment gives it."""

from __future__ import annotations

from typing import Any

import outside
from langgraph.graph import START, StateGraph
from langgraph.types import Send, interrupt
from shapes import State
from working import chain, one, three


def ask(state: State) -> State:
    return {"log": [interrupt("go on?")]}


def work(state: State) -> State:
    outside.called("work")
    return {"log": ["worked"]}


def plain(name: str, node: Any) -> StateGraph[State]:
    builder = StateGraph(State)
    builder.add_sequence([one, (name, node), three])
    builder.add_edge(START, "one")
    return builder


def removed(name: str, node: Any) -> StateGraph[State]:
    """It has its name, or it is not there at all."""
    return plain(name, node) if name == "work" else chain(one, three)


def nested(name: str, node: Any) -> StateGraph[State]:
    outer = StateGraph(State)
    outer.add_node("inner", plain(name, node).compile())
    outer.add_edge(START, "inner")
    return outer


def sent(name: str, node: Any) -> StateGraph[State]:
    builder = StateGraph(State)
    builder.add_node(one)
    builder.add_node(name, node)
    builder.add_node(three)
    builder.add_edge(START, "one")
    builder.add_conditional_edges("one", lambda _: [Send(name, {})], [name])
    builder.add_edge(name, "three")
    return builder
