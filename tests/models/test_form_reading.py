"""What is typed into a form, read to the letter or refused with what to write."""

from __future__ import annotations

from typing import Any

import pytest
from adjourn.models.answer_schemas import complaints
from adjourn.models.forms import reading
from adjourn.models.forms.draw import draw
from adjourn.models.forms.fields import Rows
from adjourn.models.forms.ways import decide, ways

from tests.support.forms import ITEM, answered

EDIT = '{"properties": {"type": {"const": "edit"}, "edited_action": {"properties": {"args": {"type": "object"}}}}}'


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


def test_whatever_a_database_keeps_can_be_drawn() -> None:
    deep = "[" * 500 + "]" * 500
    digits = "9" * 5000
    for schema in (deep, "[" * 100_000, f'{{"enum": [{digits}, 1e400, {deep}]}}', "NaN", "null", "3"):
        assert ways("form", '"?"', "[]", schema).form is not None
    found = ways("tool_approval", f'{{"name": "f", "args": {{"n": {digits}, "x": 1e400}}}}', "[]", EDIT)
    [decision] = found.calls[0].decisions
    assert decision.form is not None
    text, said = decide(found, [("answer/0", "edit"), *reading.pairs(decision.form.root)])
    assert text is None and "too many digits" in said["answer/0/args/n"] and "no graph" in said["answer/0/args/x"]
    assert ways("tool_batch", deep, deep, deep).calls == ()
