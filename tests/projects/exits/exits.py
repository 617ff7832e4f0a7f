"""A node that ends the process, as it thinks, and one that works."""

import sys

from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    n: int


def leave(state: State) -> State:
    sys.exit("a command-line tool thinks that it is alone")


def work(state: State) -> State:
    return {"n": 1}


exits = StateGraph(State).add_node(leave).add_edge(START, "leave").compile()
fine = StateGraph(State).add_node(work).add_edge(START, "work").compile()
