"""Three short nodes, the middle one asks: what every measurement here runs."""

import operator
from typing import Annotated

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt
from typing_extensions import TypedDict


class State(TypedDict):
    log: Annotated[list[object], operator.add]


def begin(state: State) -> State:
    return {"log": ["begin"]}


def ask(state: State) -> State:
    return {"log": [interrupt("go on?")]}


def end(state: State) -> State:
    return {"log": ["end"]}


builder = StateGraph(State)
builder.add_node("begin", begin)
builder.add_node("ask", ask)
builder.add_node("end", end)
builder.add_edge(START, "begin")
builder.add_edge("begin", "ask")
builder.add_edge("ask", "end")
builder.add_edge("end", END)
graph = builder.compile()
