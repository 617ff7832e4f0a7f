"""JSON of which every digit is kept: 1.10 stays 1.10, and 12345678901234567890 is never a float."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from enum import Enum
from itertools import chain
from typing import Any, Final


class _Nothing(Enum):
    NOTHING = "nothing"


#: No value at all, which JSON's null is not.
NOTHING: Final = _Nothing.NOTHING
#: Levels of records and lists within each other.
_DEEPEST = 150


@dataclass(frozen=True, slots=True)
class Written:
    """JSON in the words of whoever wrote it: a number, or what was typed into a box for JSON."""

    text: str

    def __str__(self) -> str:
        return self.text


def parse(text: str) -> Any:
    """Numbers become `Written`. Raises ValueError, and RecursionError where it is nested too deeply."""
    return json.loads(text, parse_int=Written, parse_float=Written, parse_constant=_refuse)


def parsed(text: str | None) -> Any:
    """The same of what a database keeps: None where nothing is kept, or it cannot be read, or is nested too deeply to
    be shown."""
    try:
        value = None if text is None else parse(text)
    except (ValueError, RecursionError):
        return None
    return value if _is_shallow(value) else None


def _is_shallow(value: Any) -> bool:
    level = [value]
    for _ in range(_DEEPEST):
        items = [each.values() if isinstance(each, dict) else each for each in level if isinstance(each, dict | list)]
        level = list(chain.from_iterable(items))
        if not level:
            return True
    return False


def write(value: Any) -> str:
    """A value as JSON on one line, its keys in their order."""
    match value:
        case Written():
            return value.text
        case dict():
            pairs = (f"{json.dumps(str(key), ensure_ascii=False)}: {write(item)}" for key, item in value.items())
            return "{" + ", ".join(pairs) + "}"
        case list() | tuple():
            return "[" + ", ".join(map(write, value)) + "]"
    return json.dumps(value, ensure_ascii=False)


def plain(value: Any) -> Any:
    """As Python has it, numbers as int and float: for who judges, never for who sends."""
    match value:
        case Written():
            return _number(value.text)
        case dict():
            return {key: plain(item) for key, item in value.items()}
        case list():
            return list(map(plain, value))
    return value


def _number(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:  # of too many digits
        return float(text)


def same(one: Any, other: Any) -> bool:
    """The same JSON value: 1 is 1.0, and true is not 1."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same, one, other))
    if is_number(one) and is_number(other):
        return bool(_decimal(one) == _decimal(other))
    return type(one) is type(other) and bool(one == other)


def is_number(value: Any) -> bool:
    return isinstance(value, Written | int | float) and not isinstance(value, bool)


def _decimal(number: Any) -> Any:
    try:
        return Decimal(str(number))
    except InvalidOperation:
        return str(number)


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON")
