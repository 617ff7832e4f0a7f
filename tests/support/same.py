"""Whether two objects are the same."""

from __future__ import annotations

import dataclasses
import enum
from collections import deque
from datetime import datetime
from decimal import Decimal
from typing import Any

from pydantic import BaseModel

from tests.support.kinds import OldModel


def same(one: Any, other: Any) -> bool:
    """Of one class, and equal, also in what `==` does not look at; NaN is NaN."""
    if type(one) is not type(other):
        return False
    if not same_attributes(one, other):
        return False
    if isinstance(one, dict):
        return same([*one], [*other]) and same([*one.values()], [*other.values()]) and same_factory(one, other)
    if isinstance(one, list | tuple | deque):
        same_length = len(one) == len(other) and getattr(one, "maxlen", 0) == getattr(other, "maxlen", 0)
        return same_length and all(map(same, one, other))
    if isinstance(one, BaseModel):
        return (
            one.__pydantic_fields_set__ == other.__pydantic_fields_set__
            and same(one.__pydantic_private__, other.__pydantic_private__)
            and same(one.__pydantic_extra__, other.__pydantic_extra__)
        )
    if dataclasses.is_dataclass(one):
        return all(same(getattr(one, each.name), getattr(other, each.name)) for each in dataclasses.fields(one))
    if isinstance(one, float | Decimal | datetime | OldModel):
        return repr(one) == repr(other)
    return bool(one == other)


def same_attributes(one: Any, other: Any) -> bool:
    held = [dict(getattr(each, "__dict__", {})) for each in (one, other)]
    for each in held:
        each.pop("triple", None)
    return isinstance(one, enum.Enum) or not any(held) or same(*held)


def same_factory(one: Any, other: Any) -> bool:
    return getattr(one, "default_factory", None) is getattr(other, "default_factory", None)
