"""What a worker says of an answer that does not fit, to the person who gave it."""

from __future__ import annotations

import time
from typing import Any

import pytest
from adjourn.models import human_requests
from adjourn.models.answer_schemas import misfit

_APPROVE = {"properties": {"type": {"const": "approve"}}, "required": ["type"]}
_MESSAGE = {"type": "string"}
_RESPOND = {"properties": {"type": {"const": "respond"}, "message": _MESSAGE}, "required": ["type", "message"]}


@pytest.mark.parametrize(
    "pattern", ["^(a+)+$", "^(a|a)*$", "^([a-z]+)*$", "^(?=(a+)+$)a", "^(a|a)*(?<!x)$", r"^(a*)*\1$"]
)
def test_a_pattern_that_python_would_not_get_done_with_is_judged_at_once(pattern: str) -> None:
    began = time.monotonic()
    assert misfit("a" * 200 + "!", {"pattern": pattern}), pattern
    assert misfit(["a" * 200 + "!"] * 1000, {"items": {"pattern": pattern}}), pattern
    assert time.monotonic() - began < 5


def test_a_text_that_is_given_up_on_is_refused() -> None:
    said = misfit({"code": "a" * 60 + "!"}, {"properties": {"code": {"pattern": "^(a|a)*(?<!x)$"}}})
    assert said == "code: this text is too intricate for the pattern that it must match"


@pytest.mark.parametrize(
    ("schema", "answer", "said"),
    [
        ({"enum": ["left", "right"]}, "up", 'the answer: "up" is not one of "left" or "right"'),
        ({"const": {"a": 1}}, "up", 'the answer: {"a":1} was expected'),
        ({"type": ["integer", "null"]}, "1", 'the answer: "1" is not of types "null", "integer"'),
        ({"prefixItems": [True, False]}, [1, 2], "[1]: is not wanted"),
        ({"properties": {"a": {"items": {"maximum": 1}}}}, {"a": [1, 2]}, "a[1]: 2 is greater than the maximum of 1"),
        ({"propertyNames": {"maxLength": 2}}, {"abc": 1}, "has a name that is not allowed"),
        (
            {"properties": {"n": {"multipleOf": 3}}, "required": ["who", "why"]},
            {"n": 4},
            'the answer: "who" is a required property; the answer: "why" is a required property; '
            "n: 4 is not a multiple of 3",
        ),
        ({"enum": ["x" * 9000]}, "y", " … "),
    ],
    ids=str,
)
def test_all_complaints_are_said_with_their_place(schema: Any, answer: Any, said: str) -> None:
    assert said in (misfit(answer, schema) or "")


def test_of_alternatives_the_one_that_was_meant_complains() -> None:
    schema = {"properties": {"decision": {"oneOf": [_APPROVE, _RESPOND]}}}
    assert misfit({"decision": {"type": "respond"}}, schema) == 'decision: "message" is a required property'
    assert misfit({"decision": {"type": "sing"}}, schema) == (
        'decision.type: "approve" was expected, or decision: "message" is a required property; '
        'decision.type: "respond" was expected'
    )
    assert misfit(10, {"anyOf": [{"const": "yes"}, {"type": "integer", "maximum": 9}]}) == (
        "the answer: 10 is greater than the maximum of 9"
    )


def test_numbers_are_judged_by_their_value() -> None:
    assert misfit(1.0, {"type": "integer"}) is None
    assert misfit(10**50, {"type": "integer"}) is None
    assert misfit(0.3, {"multipleOf": 0.1}) is None
    assert misfit(True, {"const": 1}) == misfit(False, {"const": 1}) == "the answer: 1 was expected"
    with pytest.raises(ValueError, match=r"the number 1e400, which no graph can be given"):
        human_requests.read('{"n": 1e400}')


@pytest.mark.parametrize(
    "schema", [{"pattern": r"\Z", "type": "string"}, {"minItems": -1, "type": "string"}, None], ids=str
)
def test_a_schema_that_is_none_judges_nothing(schema: Any) -> None:
    assert misfit(1, schema) is None
