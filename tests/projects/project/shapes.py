"""Graph shapes that the tests run. Each node leaves a mark in `log`, so that what ran, and how often, can be read."""

from __future__ import annotations

import operator
from itertools import pairwise
from typing import Annotated, Any

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    log: Annotated[list[Any], operator.add]


def chain(*nodes: Any) -> StateGraph[State]:
    """START, then each node in turn, then END."""
    builder = StateGraph(State)
    names = [START, *(node.__name__ for node in nodes), END]
    for node in nodes:
        builder.add_node(node)
    for before, after in pairwise(names):
        builder.add_edge(before, after)
    return builder


def begin(state: State) -> State:
    return {"log": ["begin"]}


def ask(state: State) -> State:
    return {"log": [interrupt({"query": "go on?"})]}


def end(state: State) -> State:
    return {"log": ["end"]}


def ask_twice(state: State) -> State:
    first = interrupt("first?")
    second = interrupt("second?")
    return {"log": [first, second]}


def left(state: State) -> State:
    return {"log": [f"left {interrupt('left?')}"]}


def right(state: State) -> State:
    return {"log": [f"right {interrupt('right?')}"]}


line = chain(begin, ask, end).compile()
two_questions = chain(begin, ask_twice, end).compile()

_parallel = StateGraph(State)
_parallel.add_node(left)
_parallel.add_node(right)
_parallel.add_edge(START, "left")
_parallel.add_edge(START, "right")
_parallel.add_edge("left", END)
_parallel.add_edge("right", END)
parallel = _parallel.compile()
