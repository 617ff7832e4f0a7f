"""What becomes of a JSON Schema as a form, and of what is typed into it."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from adjourn.models.answer_schemas import complaints
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


def drawn(schema: Any, value: Any = exact.NOTHING) -> Any:
    """The field of a property that must be there."""
    form = draw({"type": "object", "properties": {"x": schema}, "required": ["x"]}, value)
    assert isinstance(form.root, Record)
    return form.root.entries[0][1]


def answered(schema: Any, *pairs: tuple[str, str]) -> Any:
    """What is typed for one property, as JSON text or complaints."""
    form = draw({"type": "object", "properties": {"x": schema}, "required": ["x"]})
    text, said = reading.read(form, [(f"answer/x{name}", value) for name, value in pairs])
    return said if text is None else text.removeprefix('{"x": ').removesuffix("}")


ITEM = {"type": "object", "properties": {"sku": {"type": "string"}}, "required": ["sku"]}


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


def test_nobody_agrees_by_leaving_something_alone() -> None:
    assert answered({"const": True}) == {"answer/x": "choose one"}
    assert answered({"type": "boolean"}) == {"answer/x": "choose one"}
    assert answered({"const": True}, ("", "0")) == "true"


@pytest.mark.parametrize(
    ("schema", "typed", "value"),
    [
        ({"type": "number"}, "1.10", "1.10"),
        ({"type": "number"}, " -0.0 ", "-0.0"),
        ({"type": "number"}, "1E400", "which no graph can be given"),
        ({"type": "number"}, "1,250.00", "as 1250.00"),
        ({"type": "number"}, "1.250,00", "as 1250.00"),
        ({"type": "number"}, "1 250", "as 1250.00"),
        ({"type": "number"}, "1'250 €", "as 1250.00"),
        ({"type": "number"}, "٣", "is no number"),
        ({"type": "number"}, "NaN", "is no number"),
        ({"type": "number"}, ".5", "as 1250.00"),
        ({"type": "integer"}, "12345678901234567890", "12345678901234567890"),
        ({"type": "integer"}, "1.0", "no whole number"),
        ({"type": "integer"}, "007", "no whole number"),
        ({"type": "integer", "maximum": 5}, "6", "6 is greater than the maximum of 5"),
        ({"anyOf": [{"type": "number"}, {"type": "string"}]}, "1.10", '"1.10"'),
        ({"anyOf": [{"type": "number"}, {"type": "string"}]}, "1,10", "as 1250.00"),
        ({"type": "string"}, "", "write something"),
        ({"type": "string"}, "  ", "write something"),
        ({"type": "string"}, " a\r\nb", '" a\\nb"'),
        ({"type": "string"}, "a\0", "a NUL character"),
        ({"type": "string", "minLength": 3}, "ab", '"ab" is shorter than 3 characters'),
        ({"type": "string", "format": "date"}, "2026-12-31", '"2026-12-31"'),
        ({"type": "string", "format": "date"}, "31.12.2026", "as 2026-12-31"),
        ({"type": "string", "format": "date"}, "2026-02-30", "as 2026-12-31"),
        ({"type": "string", "format": "time"}, "18:00", '"18:00"'),
        ({"type": "string", "format": "time"}, "6 pm", "as 18:00"),
        ({"type": "string", "format": "date-time"}, "2026-12-31T18:00", '"2026-12-31T18:00"'),
        ({"type": "string", "format": "date-time"}, "tomorrow", "as 2026-12-31T18:00:00+01:00"),
        ({"type": ["string", "null"]}, "", "null"),
        ({"type": "array", "items": {"type": "string"}}, "a\r\n\r\n b\n", '["a", " b"]'),
        ({"type": "array", "items": {"type": "string"}}, "", "[]"),
        ({"type": "array", "items": {"type": "string"}, "minItems": 1}, "", "[] has less than 1 item"),
    ],
    ids=str,
)
def test_what_is_typed_is_read_to_the_letter_or_refused_with_what_to_write(schema: Any, typed: str, value: str) -> None:
    found = answered(schema, ("", typed))
    assert found == value or value in found["answer/x"], found


def test_what_is_blank_and_may_be_is_left_out() -> None:
    optional = {name: {"type": name} for name in ("string", "integer", "boolean")}
    properties = optional | {"lines": {"type": "array", "items": {"type": "string"}}, "record": ITEM}
    form = draw({"type": "object", "properties": properties})
    assert reading.read(form, []) == ("{}", {})
    assert reading.read(form, [("answer/record", "0")])[1] == {
        "answer/record/0/sku": "this is left blank: write something"
    }
    assert reading.read(form, [("answer/record/0/sku", "x")]) == ("{}", {}), "what is not chosen is not read"


def test_rows_come_back_in_the_order_of_their_keys_and_may_be_more_or_fewer() -> None:
    form = draw({"type": "array", "items": ITEM, "maxItems": 2}, [{"sku": "a"}, {"sku": "b"}])
    rows = form.root
    assert isinstance(rows, Rows) and rows.another()[0] == "2" and rows.most == 2
    pairs = [("answer", "1"), ("answer", "5"), ("answer/1/sku", "b"), ("answer/5/sku", "c"), ("answer", "x")]
    assert reading.read(form, pairs)[0] == '[{"sku": "b"}, {"sku": "c"}]'
    pairs += [("answer", "6"), ("answer/6/sku", "")]
    assert reading.read(form, pairs)[1] == {"answer/6/sku": "this is left blank: write something"}
    filled = reading.fill(form, pairs).root
    assert isinstance(filled, Rows) and [key for key, _ in filled.rows] == ["1", "5", "6"]
    assert reading.read(form, [*pairs, ("answer/6/sku", "d")])[1] == {
        "answer/6/sku": "this is left blank: write something"
    }, "the first that is given counts"
    [(_, said)] = reading.read(form, [*pairs[:-1], ("answer/6/sku", "d")])[1].items()
    assert "more than 2 items" in said


def test_each_complaint_stands_at_its_field() -> None:
    row = {"type": "object", "properties": {"n": {"type": "integer"}, "m": {"type": "integer"}}, "required": ["n"]}
    schema = {
        "type": "object",
        "properties": {"rows": {"type": "array", "items": row | {"dependentRequired": {"n": ["m"]}}}},
        "minProperties": 1,
    }
    form = draw(schema)
    pairs = [("answer/rows", "3"), ("answer/rows/3/n", "1")]
    assert reading.read(form, pairs) == (None, {"answer/rows/3": '"m" is a required property'})
    assert list(reading.read(form, [])[1]) == ["answer"]
    union = {"anyOf": [ITEM | {"additionalProperties": False}, {"type": "integer", "maximum": 5}]}
    assert answered(union, ("", "1"), ("/1", "6")) == {"answer/x/1": "6 is greater than the maximum of 5"}
    assert complaints({"a": [1, "x"]}, {"properties": {"a": {"items": {"type": "integer"}}}}) == [
        (("a", 1), '"x" is not of type "integer"')
    ]


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
