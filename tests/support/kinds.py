"""Classes whose objects a constructor alone would not bring back."""

from __future__ import annotations

import enum
from collections import Counter, OrderedDict, defaultdict, deque, namedtuple
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from functools import cached_property
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pydantic.v1
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from pydantic import BaseModel, ConfigDict, Field, PrivateAttr, RootModel, computed_field, field_validator


@dataclass
class Initless:
    a: Any
    b: Any = field(init=False, default=0)


@dataclass(frozen=True, slots=True)
class Slotted:
    a: Any


@dataclass
class After:
    gross: Any

    def __post_init__(self) -> None:
        self.gross *= 100
        self.note = "n"


@dataclass(eq=False)
class Unequal:
    a: Any


class Base(BaseModel):
    isbn: str = "0"


class Sub(Base):
    more: int = 0


class Order(BaseModel):
    item: Base
    items: list[Base] = []
    pair: tuple[int, int] = (1, 2)


class Cents(BaseModel):
    v: int

    @field_validator("v", mode="before")
    @classmethod
    def times(cls, v: int) -> int:
        return v * 100


class Private(BaseModel):
    a: Any
    _p: Any = PrivateAttr(default=1)


class Root(RootModel[list[int]]):
    pass


class Extra(BaseModel):
    model_config = ConfigDict(extra="allow")
    a: int = 1


class Computed(BaseModel):
    model_config = ConfigDict(extra="forbid")
    a: int = 1

    @computed_field  # type: ignore[prop-decorator]
    @property
    def double(self) -> int:
        return self.a * 2

    @cached_property
    def triple(self) -> int:
        return self.a * 3


class Frozen(BaseModel):
    model_config = ConfigDict(frozen=True)
    a: Any


class Aliased(BaseModel):
    a: int = Field(alias="A")


class OldModel(pydantic.v1.BaseModel):
    item: Any
    _p: int = pydantic.v1.PrivateAttr(default=1)


class Text(str):
    tag: str


class Number(int):
    pass


class Real(float):
    pass


class Bytes(bytes):
    pass


class Items(list[Any]):
    def __init__(self, first: Any, *more: Any) -> None:
        super().__init__([first, *more])


class Object(dict[Any, Any]):
    def __setitem__(self, key: Any, value: Any) -> None:
        super().__setitem__(key, [value])


class Tags(set[Any]):
    pass


class Row(tuple[Any, ...]):
    __slots__ = ()


Pair = namedtuple("Pair", "a b")


class Doubled(namedtuple("Doubled", "a")):
    def __new__(cls, a: Any) -> Doubled:
        return super().__new__(cls, a * 2)


class Colour(enum.Enum):
    RED = "r"
    PAIR = (1, 2)


class Word(enum.StrEnum):
    A = "a"


class Level(enum.IntEnum):
    ONE = 1


class Rights(enum.Flag):
    READ = 1
    WRITE = 2


def with_(value: Any, **attributes: Any) -> Any:
    """The same object, with these attributes set."""
    for name, each in attributes.items():
        setattr(value, name, each)
    return value


def asked(value: Computed) -> Computed:
    assert value.triple
    return value


#: Two of each, for the second is not read back when it is written.
KINDS: dict[str, tuple[Any, Any]] = {
    "init=False": (with_(Initless(1), b=7), with_(Initless([Slotted(1)]), b=float("nan"))),
    "slots": (Slotted(1), Slotted({"k": Slotted((1,))})),
    "__post_init__": (After(5), with_(After(5), note=None, more={1})),
    "no __eq__": (Unequal(1), Unequal(Unequal(2))),
    "a subclass in a field": (Order(item=Sub(more=3), items=[Sub(more=1)]), Order(item=Base(), pair=(3, 4))),
    "a before validator": (Cents(v=2), Cents(v=3)),
    "a private attribute": (with_(Private(a=1), _p=9), with_(Private(a=1), _p=(1, Slotted(2)))),
    "a root": (Root([1, 2]), Root([])),
    "extras": (Extra(a=1, z=2), Extra(a=1, z=Slotted(1))),  # type: ignore[call-arg]
    "computed fields": (Computed(), asked(Computed(a=2))),
    "frozen": (Frozen(a=1), Frozen(a=Frozen(a=(1, 2)))),
    "unset fields": (Base(), Base(isbn="0")),
    "an alias": (Aliased(A=1), Aliased(A=2)),
    "an old model": (with_(OldModel(item=Sub(more=1)), item=2), OldModel(item=(1, Slotted(1)))),
    "str": (with_(Text("x"), tag="t"), Text("")),
    "int": (Number(3), Number(2**63)),
    "float": (Real(1.5), Real("nan")),
    "bytes": (Bytes(b"x"), Bytes(b"")),
    "list": (Items(1, 2), with_(Items([1]), tag=Slotted(1))),
    "dict": (Object(a=1), Object({"b": 2, "c": (1,)})),
    "set": (Tags("ab"), with_(Tags(), tag=1)),
    "tuple of a class": (Row((1, 2)), Row(((1,), [2]))),
    "Counter": (Counter("aab"), Counter({1: 0})),
    "defaultdict": (defaultdict(list, {"a": [1]}), defaultdict(Tags, {1: Tags("a")})),
    "OrderedDict": (OrderedDict(b=1, a=2), OrderedDict()),
    "deque": (deque([1, 2], 5), deque([(1,)])),
    "named tuple": (Pair(1, {2}), Pair((1,), Pair(1, None))),
    "named tuple with __new__": (Doubled(3), Doubled("a")),
    "enum": (Colour.RED, Colour.PAIR),
    "enum of texts": (Word.A, [Word.A]),
    "enum of integers": (Level.ONE, [Level.ONE]),
    "flags": (Rights.READ | Rights.WRITE, Rights(0)),
    "tuple": ((1, 2), {"k": [(1, ()), ((2,), [3])]}),
    "keys": ({1: "a", (1, 2): "b", None: 1, "1": 2}, {Colour.RED: {UUID(int=1): Word.A}, Word.A: [{Slotted(1): 1}]}),
    "Decimal": (Decimal("1.10"), Decimal("NaN")),
    "time": (datetime(2026, 10, 25, 2, 30, fold=1, tzinfo=ZoneInfo("Europe/Berlin")), datetime.now(UTC)),
    "set of objects": ({Slotted(1), (1, 2)}, frozenset({timedelta(1)})),
    "messages": (
        [HumanMessage("hi", id="1"), ToolMessage("r", tool_call_id="c")],
        AIMessage("", tool_calls=[{"name": "f", "args": {"a": 1}, "id": "c"}]),
    ),
    "in containers": ({"k": [Counter(a=1), {"m": After(2)}]}, ({"k": (Items(1),)},)),
}
