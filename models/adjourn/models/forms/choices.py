"""What there is to choose from, and what each of it is called."""

from __future__ import annotations

from typing import Any

from adjourn.models.forms import exact, schemas
from adjourn.models.forms.exact import NOTHING
from adjourn.models.forms.fields import Option
from adjourn.models.forms.schemas import Schema

YES_NO = (Option("Yes", True), Option("No", False))


def options(schema: Schema, branches: list[Schema | None]) -> tuple[Option, ...]:
    """The values of an enum, or of a union of single values."""
    match schema:
        case {"enum": [*values]}:
            return tuple(Option(schemas.label(value), value) for value in values)
        case {"const": value}:
            return (Option(schemas.label(value), value),)
        case {"type": "null"}:
            return (Option("null", None),)
    values = [schemas.constant(branch) for branch in branches]
    if not branches or NOTHING in values:
        return ()
    said = [schemas.said(branch or {}, "title") for branch in branches]
    return tuple(Option(schemas.label(value), value, words) for value, words in zip(values, said, strict=True))


def chosen(options: tuple[Option, ...], value: Any) -> int | None:
    return next((i for i, option in enumerate(options) if exact.same(option.value, value)), None)


def labels(branches: list[Schema | None], told: str | None, root: Any) -> list[str]:
    found = []
    for i, branch in enumerate(branches):
        value = schemas.constant(schemas.resolved(schemas.property_of(branch, told), root)) if told else NOTHING
        kind = (branch or {}).get("type")
        named = schemas.said(branch or {}, "title") or ("none" if kind == "null" else kind)
        found.append(schemas.label(value) if value is not NOTHING else str(named or i + 1))
    return [f"{label} ({i + 1})" if found.count(label) > 1 else label for i, label in enumerate(found)]
