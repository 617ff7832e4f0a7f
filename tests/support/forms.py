"""Questions of every kind that a form is drawn of, each with an answer that fits, and a person who fills it in."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from adjourn.models.answer_schemas import misfit
from adjourn.models.forms import exact, reading, schemas
from adjourn.models.forms.draw import draw
from adjourn.models.forms.exact import Written
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
)
from hypothesis import strategies as st

#: A schema with an answer, whose numbers are as they are written.
Case = tuple[dict[str, Any], Any]

_said = st.text(st.characters(codec="utf-8", exclude_characters="\0\r"), min_size=1, max_size=8)
said = _said.filter(str.strip) | st.sampled_from(
    ["two\nlines", "1,250.00", "true", "null", "{}", " x ", "e\u0301\u200b"]
)
lines = _said.filter(lambda text: text.strip() and len(text.splitlines()) == 1 and "\n" not in text)
keys = st.sampled_from(["name", "a/b", "a~b", "a.b", "ключ", "type", "0", "", "$ref"]) | said
numbers = st.sampled_from(["1.10", "-0.0", "0", "12345678901234567890.123456789", "1e3", "-1E-7", "2.5"]).map(Written)
integers = (st.integers(-(10**30), 10**30).map(str) | st.sampled_from(["0", "-1"])).map(Written)
_dates = st.dates().map(str)
_instants = st.datetimes().map(lambda at: at.isoformat(timespec="seconds"))
_enums = st.lists(lines, min_size=1, max_size=6, unique=True)


def _of(schema: dict[str, Any], values: st.SearchStrategy[Any]) -> st.SearchStrategy[Case]:
    return st.tuples(st.just(schema), values)


_MIXED = [Written("1"), Written("1.50"), None, True, "1"]
AMOUNT = {"anyOf": [{"type": "number"}, {"type": "string"}]}
_SHORT = {"type": "string", "maxLength": 9, "pattern": "."}
leaves = st.one_of(
    _of({"type": "string"}, said),
    _of(_SHORT, said.filter(lambda text: len(text) < 9)),
    _of({"type": "integer", "title": "How many?"}, integers),
    _of({"type": "number", "minimum": -1e300}, numbers),
    _of({"type": "boolean"}, st.booleans()),
    _of(AMOUNT, numbers.filter(lambda number: "e" not in number.text.lower()).map(str)),
    _of({"type": "string", "format": "date"}, _dates),
    _of({"type": "string", "format": "date-time"}, _instants),
    _enums.flatmap(lambda values: _of({"enum": values}, st.sampled_from(values))),
    _of(
        {"enum": [Written("1"), Written("1.50"), None, True, "1"]}, st.sampled_from([Written("1.50"), None, True, "1"])
    ),
    _of({"oneOf": [{"const": "a", "title": "An a"}, {"const": "b"}]}, st.sampled_from(["a", "b"])),
    _of({"type": "array", "items": {"type": "string"}}, st.lists(lines, max_size=3)),
    _of({"type": "object", "additionalProperties": {"type": "integer"}}, st.dictionaries(said, integers)),
    _of({}, st.sampled_from([[], {}, [None], {"a": [Written("1.0")]}])),
)


@st.composite
def _record(pick: st.DrawFn, inner: st.SearchStrategy[Case]) -> Case:
    parts = pick(st.dictionaries(keys, st.tuples(inner, st.booleans(), st.booleans()), min_size=1, max_size=4))
    required = [key for key, (_, is_required, _) in parts.items() if is_required]
    value = {key: part[1] for key, (part, is_required, is_there) in parts.items() if is_required or is_there}
    # An optional list without anything, or a null that may be left out, is left out.
    value = {key: each for key, each in value.items() if key in required or each not in ([], None)}
    return {
        "type": "object",
        "properties": {key: part[0] for key, (part, *_) in parts.items()},
        "required": required,
    }, value


@st.composite
def _rows(pick: st.DrawFn, inner: st.SearchStrategy[Case]) -> Case:
    schema, value = pick(inner)
    if schema == {"type": "string"}:
        value = pick(lines)  # which is all that can be typed as one of several
    return {"type": "array", "items": schema}, [value] * pick(st.integers(0, 2))


@st.composite
def _fixed(pick: st.DrawFn, inner: st.SearchStrategy[Case]) -> Case:
    parts = pick(st.lists(inner, min_size=1, max_size=3))
    count = len(parts)
    schema = {"type": "array", "prefixItems": [schema for schema, _ in parts], "minItems": count, "maxItems": count}
    return schema, [value for _, value in parts]


@st.composite
def _union(pick: st.DrawFn, inner: st.SearchStrategy[Case]) -> Case:
    """Records that a property tells apart."""
    parts = pick(st.lists(_record(inner), min_size=2, max_size=3))
    branches = [
        schema | {"properties": {"kind": {"const": f"k{i}"}} | schema["properties"] | {"kind": {"const": f"k{i}"}},
                  "required": ["kind", *(key for key in schema["required"] if key != "kind")]}
        for i, (schema, _) in enumerate(parts)
    ]  # fmt: skip
    i = pick(st.integers(0, len(parts) - 1))
    told = {"discriminator": {"propertyName": "kind"}} if pick(st.booleans()) else {}
    return {"oneOf": branches} | told, parts[i][1] | {"kind": f"k{i}"}


@st.composite
def _nullable(pick: st.DrawFn, inner: st.SearchStrategy[Case]) -> Case:
    schema, value = pick(inner)
    return {"anyOf": [schema, {"type": "null"}]}, pick(st.sampled_from([value, None]))


def _parts(inner: st.SearchStrategy[Case]) -> st.SearchStrategy[Case]:
    return st.one_of(_record(inner), _rows(inner), _fixed(inner), _union(inner), _nullable(inner))


@st.composite
def cases(pick: st.DrawFn) -> Case:
    """Some of their parts stand in `$defs`."""
    schema, value = pick(_parts(_parts(leaves) | leaves) | leaves)
    named: dict[str, Any] = {}
    referred = _with_references(schema, named, pick(st.booleans()))
    return referred | ({"$defs": named} if named else {}), value


def _with_references(schema: dict[str, Any], named: dict[str, Any], moves: bool) -> dict[str, Any]:
    if not moves or "properties" not in schema:
        return schema
    moved = {}
    for key, part in schema["properties"].items():
        name = f"Part {len(named)}/~"
        named[name] = {}
        named[name] = _with_references(part, named, moves)
        moved[key] = {"$ref": f"#/$defs/Part%20{name[5:].replace('~', '~0').replace('/', '~1')}", "title": f"{key}!"}
    return schema | {"properties": moved}


def typed(field: Field, value: Any) -> Iterator[tuple[str, str]]:
    """What somebody types into an empty form to give this answer."""
    match field:
        case Text() | Number():
            yield field.name, "" if value is None else schemas.label(value)
        case Lines():
            yield field.name, "\r\n\n".join(value)
        case Json():
            yield field.name, exact.write(value)
        case Choice(options=options):
            yield field.name, str(next(i for i, each in enumerate(options) if exact.same(each.value, value)))
        case Record(entries=entries):
            for key, part in entries:
                if key in value:
                    yield from typed(part, value[key])
        case Fixed(items=items):
            for part, each in zip(items, value, strict=True):
                yield from typed(part, each)
        case Rows():
            for i, each in enumerate(value):
                yield field.name, str(i * 3)
                yield from typed(field.row(str(i * 3)), each)
        case Branches(branches=branches):
            fits = [misfit(exact.plain(value), branch.field.schema) is None for branch in branches]
            yield field.name, str(fits.index(True))
            yield from typed(branches[fits.index(True)].field, value)
        case Constant():
            assert exact.same(field.value, value)


def standing(field: Field) -> list[tuple[str, str]]:
    """What a page sends of a form that nobody has touched."""
    return [(name, text.replace("\r\n", "\n").replace("\n", "\r\n")) for name, text in reading.pairs(field)]


ITEM = {"type": "object", "properties": {"sku": {"type": "string"}}, "required": ["sku"]}


def answered(schema: Any, *pairs: tuple[str, str]) -> Any:
    """What is typed for one property, as JSON text or complaints."""
    form = draw({"type": "object", "properties": {"x": schema}, "required": ["x"]})
    text, said = reading.read(form, [(f"answer/x{name}", value) for name, value in pairs])
    return said if text is None else text.removeprefix('{"x": ').removesuffix("}")
