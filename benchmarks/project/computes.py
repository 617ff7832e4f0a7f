"""A node that computes for a tenth of a second."""

import time

from cycle import State
from langgraph.graph import START, StateGraph


def compute(state: State) -> State:
    until = time.thread_time() + 0.1
    while time.thread_time() < until:
        sum(range(1000))
    return {"log": ["computed"]}


graph = StateGraph(State).add_node(compute).add_edge(START, "compute").compile()
