"""A node and a factory that end the process, as they think, and a node that works."""

import sys

from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    n: int


def leave(state: State) -> State:
    sys.exit("a command-line tool thinks that it is alone")


def work(state: State) -> State:
    return {"n": 1}


def factory(config: RunnableConfig) -> object:
    if "thread_id" in config["configurable"]:
        sys.exit("so does what checks settings")
    return fine


exits = StateGraph(State).add_node(leave).add_edge(START, "leave").compile()
fine = StateGraph(State).add_node(work).add_edge(START, "work").compile()
