"""The fields of a form: a tree of plain values that a page and a terminal each draw in their own way.

Each field has a `name`, under which what was typed comes back as pairs of name and text, as HTML forms send them:

    Text, Number, Lines, Json   one pair: the text
    Choice                      one pair: the index of the option; "" or no pair: none
    Branches                    one pair: the index of the branch; "" or no pair: none, which leaves an optional one out
    Rows                        a pair for each row, with its key, which is a number and need not be the row's position
    Record, Fixed, Constant     none

Names are paths: `answer/items/0/sku`. Whatever was not chosen may be sent along: it is not read.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields, replace
from typing import Any, Literal, TypeVar

from adjourn.models.forms.exact import NOTHING

#: What a blank field means: a complaint, no key, `null`, or the text "".
Blank = Literal["complain", "leave out", "null", "text"]
#: Up to so many options are shown beside each other.
FEW = 4


@dataclass(frozen=True, slots=True, kw_only=True)
class Field:
    name: str
    #: As written by whoever wrote the schema: show it as untrusted text, as all texts here.
    title: str
    description: str = ""
    #: Bounds and the like, as a phrase: "at least 1, at most 10".
    hint: str = ""
    required: bool = True
    blank: Blank = "complain"
    #: JSON Schema of this field alone.
    schema: Any = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Text(Field):
    #: What stands in it: a default, the present value, or what was typed.
    text: str = ""
    #: Whether it has room for several lines: None where nothing says so.
    long: bool | None = None
    #: date, time or date-time are checked; others are hints.
    format: str = ""
    longest: int | None = None
    #: The value that it was drawn with. What is not changed is sent as it was.
    was: Any = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Number(Field):
    text: str = ""
    #: Without decimals.
    whole: bool = False
    #: An amount: it is sent as JSON text, which no float ever holds.
    as_text: bool = False
    was: Any = NOTHING


@dataclass(frozen=True, slots=True)
class Option:
    #: The value as it is written: `red`, `1.10`, `null`.
    label: str
    value: Any
    description: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Choice(Field):
    """One of a few values. Yes and No are one too."""

    options: tuple[Option, ...]
    chosen: int | None = None

    @property
    def few(self) -> bool:
        return len(self.options) <= FEW


@dataclass(frozen=True, slots=True, kw_only=True)
class Lines(Field):
    """A list of texts, one a line; blank lines are none."""

    text: str = ""
    was: Any = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Json(Field):
    """What cannot be drawn: JSON that fits `schema`."""

    text: str = ""
    was: Any = NOTHING


@dataclass(frozen=True, slots=True, kw_only=True)
class Constant(Field):
    """Nothing to fill in: it says which branch this is."""

    value: Any


@dataclass(frozen=True, slots=True, kw_only=True)
class Record(Field):
    #: Key and field.
    entries: tuple[tuple[str, Field], ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Fixed(Field):
    """A list of so many items, each of its own kind."""

    items: tuple[Field, ...]


@dataclass(frozen=True, slots=True, kw_only=True)
class Rows(Field):
    #: What a further row is made of: `another`.
    template: Field
    #: Key and field of each row.
    rows: tuple[tuple[str, Field], ...] = ()
    fewest: int = 0
    most: int | None = None
    was: Any = NOTHING

    def another(self) -> tuple[str, Field]:
        key = str(max((int(key) for key, _ in self.rows), default=-1) + 1)
        return key, self.row(key)

    def row(self, key: str) -> Field:
        return moved(self.template, self.template.name, f"{self.name}/{key}")


@dataclass(frozen=True, slots=True)
class Branch:
    label: str
    field: Field


@dataclass(frozen=True, slots=True, kw_only=True)
class Branches(Field):
    """One of several forms, or, of an optional one, none. Drawing chooses none: a default is no decision."""

    branches: tuple[Branch, ...]
    chosen: int | None = None
    #: The branch that the value fits with which it was drawn.
    fitting: int | None = None


@dataclass(frozen=True, slots=True)
class Form:
    root: Field
    #: JSON Schema of the whole.
    schema: Any


F = TypeVar("F", bound=Field)


def moved(field: F, old: str, new: str) -> F:
    """The same under another name, with all that is in it."""

    def move(value: Any) -> Any:
        if isinstance(value, Field):
            return moved(value, old, new)
        if isinstance(value, Branch):
            return Branch(value.label, moved(value.field, old, new))
        return tuple(map(move, value)) if isinstance(value, tuple) else value

    inner = {each.name: move(getattr(field, each.name)) for each in fields(field) if each.name not in _TEXTS}
    return replace(field, **inner | {"name": new + field.name.removeprefix(old)})


_TEXTS = ("title", "description", "hint", "schema", "text", "was", "options", "value")


def parts(field: Field) -> list[Field]:
    """What is in it, also what is not chosen."""
    match field:
        case Record(entries=named) | Rows(rows=named):
            return [part for _, part in named]
        case Fixed(items=items):
            return [*items]
        case Branches(branches=branches):
            return [branch.field for branch in branches]
    return []


def inside(field: Field) -> Iterator[Field]:
    """It, and all that is in it and in its parts."""
    yield field
    for part in parts(field):
        yield from inside(part)


def below(name: str, key: str | int) -> str:
    """The name of a part of it, whatever characters the key has."""
    return f"{name}/{str(key).replace('~', '~0').replace('/', '~1')}"
