"""Whether a value is the very value that another one was: also where its class has no `__eq__`, or one that lies."""

from __future__ import annotations

from collections import deque
from dataclasses import is_dataclass
from typing import Any

import pydantic
import pydantic.v1
from adjourn.worker.checkpointer.classes import attributes, builtin_of, held_by, is_named_tuple


def alike(one: Any, other: Any) -> bool:
    return not (one is not other and _differs(one, other))


def difference(one: Any, other: Any) -> str:
    """The field in which two objects of a class differ; empty if they differ as a whole."""
    if type(one) is not type(other):
        return ""
    mine, others = parts(one), parts(other)
    for name in [*mine, *others]:
        if name not in mine or name not in others or not alike(mine[name], others[name]):
            return name
    return ""


def parts(value: Any) -> dict[str, Any]:
    """What an object is made of, by name."""
    held = held_by(value) if is_dataclass(value) else attributes(value)
    if isinstance(value, pydantic.BaseModel):
        held |= value.__pydantic_extra__ or {}
        held |= value.__pydantic_private__ or {}
        held["model_fields_set"] = value.__pydantic_fields_set__
    if isinstance(value, pydantic.v1.BaseModel):
        held["__fields_set__"] = value.__fields_set__
    if is_named_tuple(type(value)):
        held |= zip(value._fields, tuple.__iter__(value), strict=True)
    return held


def _differs(one: Any, other: Any) -> bool:
    cls: Any = one.__class__
    if cls is not other.__class__:
        return True
    base = builtin_of(cls)
    if base is not None and _content_differs(base, one, other):
        return True
    if base is cls:
        return False
    if base is not None or parts(one):
        return bool(difference(one, other))
    return repr(one) != repr(other) and not _equal(one, other)


def _equal(one: Any, other: Any) -> bool:
    equal = one == other
    return bool(equal.all() if hasattr(equal, "all") else equal)


def _content_differs(base: Any, one: Any, other: Any) -> bool:
    for name in ("maxlen", "default_factory"):
        if getattr(one, name, None) != getattr(other, name, None):
            return True
    if issubclass(base, dict):
        return _items_differ([i for kv in base.items(one) for i in kv], [i for kv in base.items(other) for i in kv])
    if base in (set, frozenset):
        return _items_differ(sorted(base.__iter__(one), key=repr), sorted(base.__iter__(other), key=repr))
    if base in (list, tuple, deque):
        return _items_differ([*base.__iter__(one)], [*base.__iter__(other)])
    is_nan = base.__ne__(one, one) and base.__ne__(other, other)
    return bool(base.__ne__(one, other)) and not is_nan


def _items_differ(some: list[Any], others: list[Any]) -> bool:
    return len(some) != len(others) or not all(map(alike, some, others))
