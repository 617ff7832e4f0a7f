"""What a question looks like, as far as its value says: which answers it takes, and which of them are a word."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from adjourn.models.answer_schemas import misfit

Json = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Way:
    """One way to answer. Where it needs more than a word, as an edit does, `choice` is None and it is no option."""

    choice: str | None
    label: str
    answer: Any
    #: Where in `answer` a comment goes.
    comment_at: Sequence[Sequence[str]] = ()
    needs_comment: bool = False

    def option(self) -> Json:
        """As it stands in `human_requests.options`."""
        option: Json = {"choice": self.choice, "label": self.label, "answer": self.answer}
        if self.comment_at:
            option["comment_at"] = self.comment_at
        if self.needs_comment:
            option["needs_comment"] = True
        return option


@dataclass(frozen=True, slots=True)
class Shape:
    kind: str
    #: JSON Schema; None: any JSON.
    answer_schema: Any
    ways: Sequence[Way]
    #: The tool calls that it asks about: names and arguments.
    calls: Sequence[tuple[str, Json]] = ()

    def within(self, schema: Json) -> Shape | None:
        """As the graph's own schema has it, which knows best: nothing is offered that it refuses. None if it takes no
        answer of this shape."""
        ways = [way for way in self.ways if misfit(_whole(way), schema) is None]
        return replace(self, answer_schema=schema, ways=ways) if ways else None

    def options(self) -> list[Json]:
        return [way.option() for way in self.ways if way.choice is not None]


def one_of(schemas: list[Json]) -> Json:
    """Records that differ by their `type`. That it is one of theirs is said apart: of `oneOf` alone a person only hears
    that nothing fits."""
    kinds = [schema["properties"]["type"]["const"] for schema in schemas]
    return schemas[0] if len(schemas) == 1 else record(["type"], type={"enum": kinds}) | {"oneOf": schemas}


def exactly(schemas: list[Json]) -> Json:
    """A list with one item for each of `schemas`, in their order."""
    count = len(schemas)
    return {"type": "array", "prefixItems": schemas, "items": False, "minItems": count, "maxItems": count}


def record(required: Sequence[str], **properties: Any) -> Json:
    return {"type": "object", "properties": properties, "required": list(required)}


def _whole(way: Way) -> Any:
    """The answer with some comment in it."""
    answer = way.answer
    for place in way.comment_at if way.needs_comment else ():
        answer = _put(answer, place, "a comment")
    return answer


def _put(value: Any, place: Sequence[str], comment: str) -> Any:
    if not place:
        return comment
    if isinstance(value, list):
        at = int(place[0])
        return [_put(item, place[1:], comment) if i == at else item for i, item in enumerate(value)]
    return value | {place[0]: _put(value.get(place[0]), place[1:], comment)}
