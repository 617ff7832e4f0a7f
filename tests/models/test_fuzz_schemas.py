"""Postgres refuses at once no answer that the worker would take, whatever the schema and the answer."""

from __future__ import annotations

import json
from typing import Any

import psycopg
from adjourn.models import answer_schemas, human_requests
from hypothesis import example, given
from hypothesis import strategies as st

from tests.support.fuzz import fuzzed
from tests.support.house import Row

# Schemas and answers as JSON texts: 1.0, 1e2 and what no float can hold must arrive as they are written.
_NUMBERS = [
    *("0", "1", "-1", "2", "3", "1.0", "2.0", "1.5", "0.1", "1e2", "100", "1E-2", "-0.0", "1e20", "1e400", "1e-400"),
    *("0.1000000000000000000001", "2.9999999999999999999", "3.0000000000000000001", "100000000000000000000"),
    *("9007199254740991", "9007199254740992", "9007199254740993", "9007199254740993.0", "9007199254740993.5"),
]
_STRINGS = ['""', '"a"', '"b"', '"ab"', '"\\ud83d\\ude00"', '"e\\u0301"', '"1"', '"true"']
_NAMES = ['"a"', '"b"', '"c"', '""']
_TYPES = ['"null"', '"boolean"', '"integer"', '"number"', '"string"', '"array"', '"object"']


def _array(item: st.SearchStrategy[str], **size: int) -> st.SearchStrategy[str]:
    return st.lists(item, **size).map(lambda items: f"[{', '.join(items)}]")


def _object(name: st.SearchStrategy[str], item: st.SearchStrategy[str], most: int = 3) -> st.SearchStrategy[str]:
    pairs = st.dictionaries(name, item, max_size=most)
    return pairs.map(lambda pairs: "{" + ", ".join(f"{key}: {value}" for key, value in pairs.items()) + "}")


_names, _types = st.sampled_from(_NAMES), st.sampled_from(_TYPES)
_numbers = st.sampled_from(_NUMBERS)
_scalars = st.sampled_from(["null", "true", "false", *_STRINGS]) | _numbers
_answers = st.recursive(_scalars, lambda v: _array(v, max_size=3) | _object(_names, v), max_leaves=6)
_counts = st.sampled_from(["0", "1", "2", "3", "1.0", "2.0000000000000000001"])
_PLAIN: dict[str, st.SearchStrategy[str]] = {
    "type": _types | _array(_types, min_size=1, max_size=3),
    "enum": _array(_answers, max_size=3),
    "const": _answers,
    "required": _array(_names, max_size=3),
    **dict.fromkeys(("minItems", "maxItems", "minLength", "maxLength", "minProperties", "maxProperties"), _counts),
    **dict.fromkeys(("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum"), _numbers),
    "uniqueItems": st.sampled_from(["true", "false"]),
    "title": st.just('"a title"'),
    "format": st.just('"date"'),
}
#: Those that not each validator takes, which switch the dialect, or refer to somewhere else.
_ODD = {
    "type": ['"any"', "[]", "5", "null"],
    "enum": ['"ab"', "{}"],
    "required": ["true", '"a"', "[1]", "[[]]"],
    "minItems": ['"1"', "null"],
    "minimum": ["true", '"1"'],
    "properties": ["[]", '{"a": 5}', '{"a\\u0000": false}'],
    "pattern": ['"("', '"^a"'],
    "$ref": ['"#"', '"#/$defs/a"', '"nowhere"', "5"],
    "$id": ['"x"', "5"],
    "$schema": ['"http://json-schema.org/draft-04/schema#"', '"https://json-schema.org/draft/2020-12/schema"', "5"],
    "multipleOf": ["0", "2", "0.1"],
    "contains": ["true", '{"const": 1}'],
    "patternProperties": ['{"(": false}', '{"a": true}'],
    "dependentRequired": ['{"a": ["b"]}'],
    "propertyNames": ['{"maxLength": 0}', '{"pattern": "("}'],
    "unevaluatedProperties": ["false"],
    "items": ['[{"type": "string"}]', "null"],
    "additionalProperties": ["null", "5"],
    "anyOf": ["[]", "{}", "[5]"],
}


@st.composite
def _schema(draw: st.DrawFn, inner: st.SearchStrategy[str]) -> str:
    several = _array(inner, min_size=1, max_size=3)
    keywords = {
        **_PLAIN,
        "properties": _object(_names, inner),
        **dict.fromkeys(("items", "additionalProperties", "not", "if", "then", "else"), inner),
        **dict.fromkeys(("prefixItems", "allOf", "anyOf", "oneOf"), several),
    }
    given = {name: draw(keywords[name]) for name in draw(st.sets(st.sampled_from([*keywords]), max_size=4))}
    if draw(st.integers(0, 19)) == 19:
        name = draw(st.sampled_from([*_ODD]))
        given[name] = draw(st.sampled_from(_ODD[name]))
    return "{" + ", ".join(f'"{name}": {value}' for name, value in given.items()) + "}"


_booleans = st.sampled_from(["true", "false"])
_schemas = _schema(_schema(_schema(_booleans) | _booleans) | _booleans) | st.sampled_from(
    ["true", "false", "null", "5"]
)

_JUDGE = """
SELECT schema::text AS schema, answer::text AS answer, adjourn.misfit(answer, schema) AS refusal
FROM ROWS FROM (unnest(%s::json[]), unnest(%s::jsonb[])) pair(schema, answer)"""


def test_what_is_refused_at_once_the_worker_would_refuse_too(db: psycopg.Connection[Row]) -> None:
    pairs: list[tuple[str, str]] = []

    @fuzzed(800)
    @given(_schemas, _answers)
    @example('{"type": "integer"}', "1.0")
    @example('{"type": "integer"}', "1.00000000000000000001")
    @example('{"const": 1}', "true")
    @example('{"enum": [[0]]}', "[false]")
    @example('{"exclusiveMinimum": 9007199254740993.0}', "9007199254740993")
    @example('{"properties": {"b": {"pattern": "("}}, "required": ["a"]}', '{"b": "x"}')
    @example('{"type": "array"}', "[" * 500 + "]" * 500)
    def draw(schema: str, answer: str) -> None:
        pairs.append((schema, answer))

    draw()
    rows = db.execute(_JUDGE, tuple(map(list, zip(*pairs, strict=True)))).fetchall()
    taken = [row for row in rows if row["refusal"] and not _refusal(row)]
    assert taken == []
    refused = [row for row in rows if _refusal(row)]
    said = [row for row in refused if row["refusal"]]
    assert len(rows) > 800 and len(said) > 0.6 * len(refused), "it is not silent either"


def _refusal(row: Row) -> Any:
    """As the worker has it, which reads both from the same columns."""
    try:
        answer = human_requests.read(row["answer"])
    except ValueError as error:
        return str(error)
    return answer_schemas.misfit(answer, json.loads(row["schema"]))


def test_a_refusal_says_what_would_be_allowed(db: psycopg.Connection[Row]) -> None:
    person = {"type": "object", "properties": {"name": {"type": "string", "minLength": 2}, "age": {"minimum": 18}}}
    one_of = {"anyOf": [{"const": "yes"}, {"type": "integer", "maximum": 9}]}
    for schema, answer, refusal in (
        ({"enum": ["left", "right"]}, "up", 'the answer must be one of "left", "right", not "up"'),
        ({"type": ["integer", "null"]}, "1", 'the answer must be of type integer or null, not "1"'),
        (person | {"required": ["name", "age"]}, {}, 'the answer lacks "name", "age"'),
        (
            person,
            {"name": "x", "age": 3},
            "age must be at least 18, not 3; name must have at least 2 characters, not 1",
        ),
        (person | {"additionalProperties": False}, {"nam": 1}, 'the answer takes no "nam", only "age", "name"'),
        ({"minItems": 2, "maxItems": 2}, [1], "the answer must have exactly 2 items, not 1"),
        ({"properties": {"a": {"items": {"const": 1}}}}, {"a": [1, 2]}, "a[1] must be 1, not 2"),
        (one_of, "no", 'the answer must be "yes", not "no", or the answer must be of type integer, not "no"'),
        (one_of, 10, 'the answer must be "yes", not 10, or the answer must be at most 9, not 10'),
        ({"prefixItems": [True, False]}, [1, 2], "[1] is not wanted"),
    ):
        [row] = db.execute(_JUDGE, ([json.dumps(schema)], [json.dumps(answer)])).fetchall()
        assert row["refusal"] == refusal
