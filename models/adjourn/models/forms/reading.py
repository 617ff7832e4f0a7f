"""What was typed into a form, as JSON: numbers in their own digits, each part of the type that its field has."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from adjourn.models import answer_schemas, human_requests
from adjourn.models.forms import exact, leaves
from adjourn.models.forms.exact import NOTHING
from adjourn.models.forms.fields import (
    Branch,
    Branches,
    Choice,
    Constant,
    Field,
    Fixed,
    Form,
    Json,
    Lines,
    Number,
    Record,
    Rows,
    Text,
    parts,
)
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.readable import require_readable_json

Pairs = Iterable[tuple[str, str]]
#: Rows of one list.
_MOST = 2000


def read(form: Form, pairs: Pairs) -> tuple[str | None, dict[str, str]]:
    """The answer as JSON text, which fits the schema; or None, and a complaint in a sentence for each field that has
    one, by the field's name."""
    reading = _Reading()
    value = reading.of(fill(form, pairs).root, ())
    if reading.complaints or value is NOTHING:
        return None, reading.complaints or {form.root.name: "this is left blank"}
    text = exact.write(value)
    try:
        found = answer_schemas.complaints(human_requests.read(text), form.schema)
    except ValueError as error:
        found = [((), str(error))]
    for path, complaint in found:
        reading.complain(reading.nearest(path), complaint)
    return (None if found else text), reading.complaints


def fill(form: Form, pairs: Pairs) -> Form:
    """The form with what was typed in it, to be shown again: texts, choices, branches and rows as in the pairs."""
    given: dict[str, list[str]] = {}
    for name, text in pairs:
        given.setdefault(name, []).append(text)
    return replace(form, root=_filled(form.root, given))


def _filled(each: Field, given: Mapping[str, list[str]]) -> Field:
    texts = given.get(each.name, [])
    first = texts[0] if texts else ""
    match each:
        case Text() | Number() | Lines() | Json():
            return replace(each, text=first)
        case Choice(options=options):
            return replace(each, chosen=_index(first, len(options)))
        case Branches(branches=branches):
            filled = tuple(Branch(branch.label, _filled(branch.field, given)) for branch in branches)
            return replace(each, branches=filled, chosen=_index(first, len(branches)))
        case Record(entries=entries):
            return replace(each, entries=tuple((key, _filled(part, given)) for key, part in entries))
        case Fixed(items=items):
            return replace(each, items=tuple(_filled(part, given) for part in items))
        case Rows():
            there = dict(each.rows)
            keys = dict.fromkeys(key for key in texts if re.fullmatch("0|[1-9][0-9]{0,5}", key))
            rows = [(key, _filled(there.get(key) or each.row(key), given)) for key in list(keys)[:_MOST]]
            return replace(each, rows=tuple(rows))
    return each


def pairs(each: Field) -> Iterator[tuple[str, str]]:
    """What stands in a field and all that is in it, as `fill` would put it there."""
    match each:
        case Text(text=text) | Number(text=text) | Lines(text=text) | Json(text=text):
            yield each.name, text
        case Choice(chosen=chosen) | Branches(chosen=chosen) if chosen is not None:
            yield each.name, str(chosen)
        case Rows(rows=rows):
            yield from ((each.name, key) for key, _ in rows)
    for part in parts(each):
        yield from pairs(part)


def _index(text: str, count: int) -> int | None:
    return int(text) if re.fullmatch("[0-9]{1,4}", text) and int(text) < count else None


def check(each: Field) -> str | None:
    """The complaint about one filled field that has no parts, as soon as it is typed."""
    reading = _Reading()
    reading.of(each, ())
    return reading.complaints.get(each.name)


@dataclass(slots=True)
class _Reading:
    complaints: dict[str, str] = field(default_factory=dict)
    #: The field that stands at a place of the answer.
    names: dict[tuple[str | int, ...], str] = field(default_factory=dict)

    def complain(self, name: str, what: str) -> None:
        self.complaints[name] = f"{self.complaints[name]}; {what}" if name in self.complaints else what

    def nearest(self, path: tuple[str | int, ...]) -> str:
        return next(self.names[path[:i]] for i in range(len(path), -1, -1) if path[:i] in self.names)

    def of(self, each: Field, path: tuple[str | int, ...]) -> Any:
        """Its value; NOTHING if it is left out, or complained about."""
        self.names[path] = each.name
        match each:
            case Record(entries=entries):
                found = {key: self.of(part, (*path, key)) for key, part in entries}
                return {key: value for key, value in found.items() if value is not NOTHING}
            case Fixed(items=items):
                return [self.of(part, (*path, i)) for i, part in enumerate(items)]
            case Rows(rows=rows):
                return leaves.listed([self.of(part, (*path, i)) for i, (_, part) in enumerate(rows)], each)
            case Branches(branches=branches, chosen=chosen):
                if chosen is not None:
                    return self.of(branches[chosen].field, path)
                if each.required:
                    self.complain(each.name, "choose one")
                return NOTHING
            case Constant(value=value):
                return value
        try:
            value = leaves.value(each)
            if value is not NOTHING:
                self._judge(each, value)
        except (ValueError, BadInput) as error:
            self.complain(each.name, str(error))
            return NOTHING
        return value

    def _judge(self, each: Field, value: Any) -> None:
        text = exact.write(value)
        require_readable_json("this", text)
        for _, complaint in answer_schemas.complaints(human_requests.read(text), each.schema):
            self.complain(each.name, complaint)
