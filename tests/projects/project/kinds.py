"""Classes of the project's own that no annotation of a graph names."""

from __future__ import annotations

import operator
from collections import deque
from dataclasses import dataclass
from decimal import Decimal
from enum import Enum, Flag, IntEnum, StrEnum
from typing import Annotated, Any, Generic, NamedTuple, TypeVar

from langchain_core.messages import AIMessage
from langgraph.graph import START, StateGraph
from langgraph.types import Send, interrupt
from pydantic import BaseModel, SecretStr
from pydantic.dataclasses import dataclass as checked
from pydantic.v1 import BaseModel as OldModel
from typing_extensions import TypedDict

T = TypeVar("T")


@dataclass(frozen=True)
class Point:
    x: int
    y: Any


@checked
class Checked:
    n: int


class Ticket(BaseModel):
    subject: str
    points: list[Point]


class Box(BaseModel, Generic[T]):
    held: T


IntBox = Box[int]


class Old(OldModel):
    n: int


class Colour(Enum):
    RED = "red"


class Level(IntEnum):
    HIGH = 3


class Word(StrEnum):
    YES = "yes"


class Rights(Flag):
    READ = 1
    WRITE = 2


class Pair(NamedTuple):
    one: int
    other: Any


class Tags(set[str]):
    pass


THINGS: dict[str, Any] = {
    "dataclass": Point(1, 2),
    "dataclass in a dataclass": Point(1, Point(2, Colour.RED)),
    "pydantic dataclass": Checked(1),
    "model": Ticket(subject="a hat", points=[Point(1, 2)]),
    "generic model": IntBox(held=1),
    "old model": Old(n=1),
    "enum": Colour.RED,
    "enum of integers": Level.HIGH,
    "enum of texts": Word.YES,
    "flags": Rights.READ | Rights.WRITE,
    "named tuple": Pair(1, [Point(1, 2)]),
    "set": Tags({"a"}),
    "secret": SecretStr("a secret"),
    "list": [Point(1, 2), {"k": Colour.RED}],
    "message": AIMessage("hello", id="1"),
    "of the standard library": [Decimal("1.5"), deque([1]), {2}],
}


class Kept(TypedDict, total=False):
    things: dict[str, Any]
    found: Annotated[list[list[str]], operator.add]


class Sent(TypedDict):
    name: str
    thing: Any


def make(state: Kept) -> Kept:
    return {"things": THINGS}


def send(state: Kept) -> list[Send]:
    return [Send("ask", {"name": name, "thing": thing}) for name, thing in state["things"].items()]


def ask(sent: Sent) -> Kept:
    """Says what it was sent before the pause and finds after it."""
    interrupt(sent["thing"])
    return {"found": [[f"{sent['name']} sent", repr(sent["thing"])]]}


def look(state: Kept) -> Kept:
    return {"things": {}, "found": [[f"{name} kept", repr(thing)] for name, thing in state["things"].items()]}


builder = StateGraph(Kept)
builder.add_node(make)
builder.add_node(ask)
builder.add_node(look)
builder.add_edge(START, "make")
builder.add_conditional_edges("make", send, ["ask"])
builder.add_edge("ask", "look")
keeps_undeclared = builder.compile()
