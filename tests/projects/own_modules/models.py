from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from langgraph.graph import END, START, StateGraph
from typing_extensions import TypedDict

NAME = "my models"


@dataclass
class Basket:
    things: list[str]


class State(TypedDict, total=False):
    said: list[str]
    basket: Basket
    kind: str


def chain(*nodes: Any) -> Any:
    builder = StateGraph(State)
    names = [START, *(node.__name__ for node in nodes), END]
    for node in nodes:
        builder.add_node(node)
    for before, after in pairwise(names):
        builder.add_edge(before, after)
    return builder.compile()
