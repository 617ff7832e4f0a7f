"""Values whose constructors lose something: what comes back from a checkpoint is what was stored, whoever died."""

from __future__ import annotations

from collections import Counter, OrderedDict, defaultdict, deque
from dataclasses import dataclass, field
from enum import Enum
from typing import Any

from pydantic import BaseModel, PrivateAttr, field_validator


class Colour(Enum):
    RED = "red"


class Name(str):
    pass


@dataclass
class Base:
    number: int


@dataclass
class Receipt:
    first: Base
    total: int = field(init=False, default=0)


@dataclass
class Special(Base):
    lines: Counter[str]


class Shouted(BaseModel):
    """Each time that it is made it adds a mark."""

    text: str
    _seen: list[int] = PrivateAttr(default_factory=list)

    @field_validator("text", mode="before")
    @classmethod
    def _louder(cls, text: str) -> str:
        return f"{text}!"


def made() -> dict[str, Any]:
    receipt = Receipt(Special(1, Counter("aab")))
    receipt.total = 7
    shouted = Shouted(text="so")
    shouted._seen.append(3)
    missing: defaultdict[str, list[int]] = defaultdict(list)
    missing["a"].append(1)
    return {
        "receipt": receipt,
        "shouted": shouted,
        "missing": missing,
        "last": deque([1, 2], maxlen=2),
        "ordered": OrderedDict(b=1, a=(1, 2)),
        "name": Name("ada"),
        "keys": {Colour.RED: 1, (1, 2): 2},
    }


def is_as_made(found: dict[str, Any]) -> bool:
    expected = made()
    return (
        found == expected
        and [type(value) for value in found.values()] == [type(value) for value in expected.values()]
        and type(found["receipt"].first) is Special
        and found["shouted"]._seen == [3]
        and found["missing"].default_factory is list
        and found["last"].maxlen == 2
    )
