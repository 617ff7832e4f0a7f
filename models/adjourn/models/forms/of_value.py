"""A form drawn from the value itself, where no schema says what it is: the arguments of a tool's call. Each keeps its
JSON type; what is blank is the empty text, because no argument may be lost."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from adjourn.models import answer_schemas
from adjourn.models.forms import exact
from adjourn.models.forms.choices import YES_NO
from adjourn.models.forms.exact import NOTHING, Written
from adjourn.models.forms.fields import (
    Choice,
    Field,
    Json,
    Lines,
    Number,
    Record,
    Rows,
    Text,
    below,
)

#: Records and lists within each other; below them is JSON.
DEEPEST = 6
#: Entries of a record or list; more of them are JSON.
_MOST = 200


def draw(value: Any, name: str, title: str, depth: int = 0) -> Field:
    said: dict[str, Any] = {"name": name, "title": title}
    match value:
        case bool():
            return Choice(**said, schema={"type": "boolean"}, options=YES_NO, chosen=int(not value))
        case Written() | int() | float():
            return Number(**said, schema={"type": "number"}, text=exact.write(value), was=value)
        case str():
            long = True if "\n" in value else None
            return Text(**said, schema={"type": "string"}, blank="text", text=value, long=long, was=value)
        case dict() if 0 < len(value) <= _MOST and depth < DEEPEST:
            entries = [(key, draw(item, below(name, key), key, depth + 1)) for key, item in value.items()]
            return Record(**said, schema={"type": "object"}, entries=tuple(entries))
        case [*items] if items and all(map(is_a_line, items)):
            schema = {"type": "array", "items": {"type": "string"}}
            return Lines(**said, schema=schema, text="\n".join(items), was=value)
        case [first, *_] if len(value) <= _MOST and depth < DEEPEST and _are_alike(value):
            template = _emptied(draw(first, below(name, "*"), "", depth + 1))
            drawn = [(str(i), draw(item, below(name, i), "", depth + 1)) for i, item in enumerate(value)]
            return Rows(**said, schema={"type": "array"}, template=template, rows=tuple(drawn), was=value)
    return Json(**said, schema=True, text=exact.write(value), was=value)


def is_a_line(value: Any) -> bool:
    """A text that is one line of several, and is not lost there."""
    return isinstance(value, str) and bool(value.strip()) and len(value.splitlines()) == 1 and "\r" not in value


def fits(value: Any, schema: Any) -> bool:
    return schema is not None and answer_schemas.misfit(exact.plain(value), schema) is None


def _are_alike(values: list[Any]) -> bool:
    return len({_shape(value) for value in values}) == 1 and _shape(values[0]) is not None


def _shape(value: Any) -> Any:
    """What rows of one list must have in common; None for what is no row."""
    match value:
        case bool() | str() | Written() | int() | float():
            return "number" if exact.is_number(value) else type(value).__name__
        case dict() if value:
            return tuple(value)
    return None


def _emptied(field: Field) -> Field:
    match field:
        case Text() | Number() | Lines() | Json():
            return replace(field, text="", was=NOTHING)
        case Choice():
            return replace(field, chosen=None)
        case Record(entries=entries):
            return replace(field, entries=tuple((key, _emptied(each)) for key, each in entries))
        case Rows(template=template):
            return replace(field, rows=(), was=NOTHING, template=_emptied(template))
    return field
