"""States that hold classes of the project's own."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import Any

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from pydantic import BaseModel
from typing_extensions import TypedDict


@dataclass
class Point:
    x: int
    y: int


class Colour(Enum):
    RED = "red"


class Ticket(BaseModel):
    subject: str
    points: list[Point]


class Kept(TypedDict, total=False):
    ticket: Ticket
    colour: Colour
    point: Point
    thing: Any
    kinds: list[str]


def make(state: Kept) -> Kept:
    return {"ticket": Ticket(subject="a hat", points=[Point(1, 2)]), "colour": Colour.RED, "point": Point(3, 4)}


def ask_about(state: Kept) -> Kept:
    """Says what it found after the pause."""
    interrupt("go on?")
    found = (state.get("ticket"), state.get("colour"), state.get("point"), state.get("thing"))
    return {"kinds": [type(value).__name__ for value in found if value is not None]}


def _graph(first: Any) -> StateGraph[Kept]:
    builder = StateGraph(Kept)
    builder.add_sequence([first, ask_about])
    builder.add_edge(START, first.__name__)
    return builder


keeps = _graph(make).compile()
