"""What an operator names of a question or of a state: JSON pointers (RFC 6901)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any


def at(value: Any, pointer: str) -> Any:
    """What it leads to, also within Python's objects; None: nothing."""
    for part in pointer[1:].split("/"):
        value = _in(value, part.replace("~1", "/").replace("~0", "~"))
    return value


def _in(value: Any, name: str) -> Any:
    if isinstance(value, Mapping):
        return value.get(name)
    if isinstance(value, list | tuple):
        return value[int(name)] if name.isdecimal() and len(name) < 10 and int(name) < len(value) else None
    return getattr(value, "__dict__", {}).get(name)
