"""A graph of an installed package, named as a module."""

from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    said: str


def say(state: State) -> State:
    return {"said": "of a library"}


_builder = StateGraph(State)
_builder.add_node(say)
_builder.add_edge(START, "say")
graph = _builder.compile()
