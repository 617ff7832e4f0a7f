"""What becomes of a JSON Schema as a form, and of what is typed into it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from adjourn.models.forms import difference, exact, reading
from adjourn.models.forms.difference import Segment
from adjourn.models.forms.draw import draw
from adjourn.models.forms.fields import (
    Branches,
    Choice,
    Constant,
    Field,
    Fixed,
    Json,
    Lines,
    Number,
    Record,
    Rows,
    Text,
    inside,
)

from tests.support.forms import ITEM, answered


def drawn(schema: Any, value: Any = exact.NOTHING) -> Any:
    """The field of a property that must be there."""
    form = draw({"type": "object", "properties": {"x": schema}, "required": ["x"]}, value)
    assert isinstance(form.root, Record)
    return form.root.entries[0][1]


@pytest.mark.parametrize(
    ("schema", "kind"),
    [
        ({"type": "object", "properties": {"a": {}}}, Record),
        ({"properties": {"a": {}}}, Record),
        ({"type": "object"}, Json),
        ({"type": "array", "items": ITEM}, Rows),
        ({"type": "array", "items": {"type": "string"}}, Lines),
        ({"type": "array", "items": {"enum": ["a"]}}, Rows),
        ({"type": "array", "prefixItems": [ITEM], "items": False, "minItems": 1, "maxItems": 1}, Fixed),
        ({"type": "array", "prefixItems": [ITEM]}, Json),
        ({"type": "array"}, Json),
        ({"enum": ["a", 1]}, Choice),
        ({"const": True}, Choice),
        ({"type": "boolean"}, Choice),
        ({"type": ["boolean", "null"]}, Choice),
        ({"oneOf": [{"const": "a"}, {"const": "b"}]}, Choice),
        ({"oneOf": [ITEM, {"type": "string"}]}, Branches),
        ({"type": ["string", "integer"]}, Branches),
        ({"anyOf": [ITEM, {"type": "null"}]}, Branches),
        ({"anyOf": [{"type": "integer"}, {"type": "null"}]}, Number),
        ({"anyOf": [{"type": "number"}, {"type": "string", "pattern": "^[0-9.]+$"}, {"type": "null"}]}, Number),
        ({"type": "integer"}, Number),
        ({"type": "string", "format": "date"}, Text),
        ({"allOf": [{"type": "string"}], "title": "T"}, Text),
        ({"$ref": "https://example.org/schema"}, Json),
        ({"$ref": "#/$defs/nowhere"}, Json),
        ({"$ref": "#/properties/x"}, Json),
        ({"minimum": 3}, Json),
        (True, Json),
        (False, Json),
        ({}, Json),
        ({"type": "any"}, Json),
    ],
    ids=str,
)
def test_each_schema_has_its_field(schema: Any, kind: type[Field]) -> None:
    assert type(drawn(schema)) is kind


def test_a_box_for_json_has_its_schema_beside_it_with_what_it_refers_to() -> None:
    schema = {"$defs": {"N": {"type": "integer"}}, "type": "object", "additionalProperties": {"$ref": "#/$defs/N"}}
    form = draw(schema)
    assert isinstance(form.root, Json) and form.root.schema == schema
    assert reading.read(form, [("answer", '{"a": 1.0, "b": 12345678901234567890}')]) == (
        '{"a": 1.0, "b": 12345678901234567890}',
        {},
    )
    assert reading.read(form, [("answer", '{"a": "x"}')])[1] == {"answer": '"x" is not of type "integer"'}
    assert "this is not JSON" in reading.read(form, [("answer", "{a: 1}")])[1]["answer"]
    assert "null for nothing" in reading.read(form, [("answer", " ")])[1]["answer"]
    assert "NaN is no number" in reading.read(form, [("answer", '{"a": NaN}')])[1]["answer"]


def test_a_field_says_what_is_wanted() -> None:
    field = drawn({"type": "integer", "title": "How many?", "description": "Of them.", "minimum": 1, "maximum": 9})
    assert (field.title, field.description, field.hint) == ("How many?", "Of them.", "at least 1, at most 9")
    assert drawn({"type": "string", "pattern": "^x", "maxLength": 5}).hint == "at most 5 characters, of the pattern ^x"
    assert drawn({"type": "string"}).title == "x"
    assert [drawn({"type": "string"} | more).long for more in ({}, {"maxLength": 20}, {"maxLength": 2000})] == [
        *(None, False, True)
    ]


def test_a_default_is_filled_in_and_no_branch_is_chosen() -> None:
    assert drawn({"type": "integer", "default": 5}).text == "5"
    assert drawn({"enum": ["a", "b"], "default": "b"}).chosen == 1
    assert drawn({"type": "boolean", "default": False}).chosen == 1
    field = drawn({"oneOf": [ITEM, {"type": "string"}], "default": {"sku": "s"}})
    assert isinstance(field, Branches) and (field.chosen, field.fitting) == (None, 0)
    assert [part.text for part in inside(field) if isinstance(part, Text)] == ["s", ""]
    assert answered({"oneOf": [ITEM, {"type": "string"}], "default": "x"}) == {"answer/x": "choose one"}
    given = drawn({"type": "integer", "default": 5}, {"y": 1})
    assert given.text == "", "there was an answer, and it had none"


def test_branches_are_called_by_what_tells_them_apart() -> None:
    def record(title: str, **kind: Any) -> dict[str, Any]:
        return {"type": "object", "title": title, "properties": {"kind": kind, "n": {"type": "integer"}}}

    def labels(*branches: Any, **more: Any) -> list[str]:
        field = drawn({"oneOf": list(branches)} | more)
        assert isinstance(field, Branches)
        return [branch.label for branch in field.branches]

    told = labels(record("A", const="a"), record("B", enum=["b"]))
    assert told == ["a", "b"]
    assert labels(record("A", type="string"), record("B", type="string")) == ["A", "B"]
    assert labels(record("Same"), record("Same"), {"type": "null"}) == ["Same (1)", "Same (2)", "none"]
    field = drawn({"oneOf": [record("A", const="a"), record("B", const="b")]})
    assert [type(part) for part in inside(field)].count(Constant) == 2, "it is chosen with the branch"
    assert answered({"oneOf": [record("A", const="a"), record("B", const="b")]}, ("", "1"), ("/1/n", "2")) == (
        '{"kind": "b", "n": 2}'
    )


def test_a_schema_that_refers_to_itself_in_many_ways_is_drawn_at_once() -> None:
    def chained(count: int) -> Iterator[tuple[str, Any]]:
        for i in range(count):
            part = {"$ref": f"#/$defs/{(i + 1) % count}"}
            yield str(i), {"type": "object", "properties": {f"p{j}": part for j in range(10)}}

    began = time.monotonic()
    form = draw({"$ref": "#/$defs/0", "$defs": dict(chained(5))})
    assert len(list(inside(form.root))) < 12_000
    draw({"$defs": {"a": {"allOf": [{"$ref": "#/$defs/a"}] * 2}}, "$ref": "#/$defs/a"})
    assert isinstance(draw({"$ref": "#"}).root, Json)
    assert time.monotonic() - began < 5


def test_a_difference_is_told_word_for_word_at_its_place() -> None:
    before = exact.parse('{"to": "ada@example.org", "n": 1.0, "cc": ["a", "b"], "gone": null, "same": {"x": 1}}')
    after = exact.parse('{"to": "bob@example.org", "n": 1, "cc": ["a", "c"], "same": {"x": 1}, "new": "1"}')
    assert {change.path: change.segments for change in difference.changes(before, after)} == {
        ("to",): (Segment("taken", "ada"), Segment("added", "bob"), Segment("same", "@example.org")),
        ("n",): (Segment("same", "1"), Segment("taken", ".0")),
        ("cc", 1): (Segment("taken", "b"), Segment("added", "c")),
        ("gone",): (Segment("taken", "null"),),
        ("new",): (Segment("added", '"1"'),),
    }
    assert difference.changes(before, before) == []
    began = time.monotonic()
    assert difference.words("a b " * 20_000, "b a " * 20_000)
    assert time.monotonic() - began < 5
