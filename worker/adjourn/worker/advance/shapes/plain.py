"""Any other question: with a schema it is a form, without one a question; some offer choices."""

from __future__ import annotations

from typing import Any

from adjourn.models.answer_schemas import misfit
from adjourn.worker.advance.shapes.shape import Json, Shape, Way

_LISTS = ("options", "choices", "actions")


def question(value: Any) -> Shape:
    """Without a schema: what it lists are suggestions, any JSON answers it."""
    return Shape("question", None, _listed(value))


def form(value: Any, schema: Json) -> Shape:
    listed = [way for way in _listed(value) if misfit(way.answer, schema) is None]
    return Shape("form", schema, _of_schema(schema) or listed)


def _of_schema(schema: Json) -> list[Way]:
    """An answer that is one of a few plain values is a choice."""
    match schema:
        case {"type": "boolean"}:
            return [Way("yes", "Yes", True), Way("no", "No", False)]
        case {"enum": [*values]}:
            return _words(values)
        case {"const": value}:
            return _words([value])
        case {"oneOf": [*branches]} | {"anyOf": [*branches]}:
            return _words([branch.get("const") if isinstance(branch, dict) else None for branch in branches])
    return []


def _listed(value: Any) -> list[Way]:
    """The strings that a question lists as its choices."""
    if not isinstance(value, dict):
        return []
    return next((ways for key in _LISTS if isinstance(value.get(key), list) and (ways := _words(value[key]))), [])


def _words(values: list[Any]) -> list[Way]:
    if not all(isinstance(value, str) and value.strip() for value in values):
        return []
    return [Way(value, value, value) for value in dict.fromkeys(values)]
