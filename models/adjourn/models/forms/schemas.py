"""JSON Schemas as far as a form has to understand them: references, unions, and what is said in a phrase.

Nothing here judges: what a schema says beyond this is left to who does (`answer_schemas`).
"""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

from adjourn.models.forms import exact
from adjourn.models.forms.exact import NOTHING

Schema = dict[str, Any]
#: References that lead to references, and parts of parts.
_CHAIN = 8
#: Formats that are read as such: who draws them says how.
TIMES = ("date", "time", "date-time")
_BOUNDS = (
    ("minimum", "at least {}"),
    ("exclusiveMinimum", "more than {}"),
    ("maximum", "at most {}"),
    ("exclusiveMaximum", "less than {}"),
    ("multipleOf", "a multiple of {}"),
    ("minLength", "at least {} characters"),
    ("maxLength", "at most {} characters"),
    ("minItems", "at least {}"),
    ("maxItems", "at most {}"),
    ("pattern", "of the pattern {}"),
    ("format", "of the format {}"),
)


def resolved(schema: Any, root: Any, chain: int = _CHAIN) -> Schema | None:
    """With what its local references and `allOf` say; None where a reference leads nowhere, or out of the document."""
    for left in range(chain - 1, -1, -1):
        if not isinstance(schema, dict):
            return {} if schema is True else None
        if "$ref" in schema:
            if not isinstance(target := _at(schema["$ref"], root), dict):
                return None
            schema = merged(target, {key: item for key, item in schema.items() if key != "$ref"})
        elif isinstance(parts := schema.get("allOf"), list):
            schema = {key: item for key, item in schema.items() if key != "allOf"}
            for part in parts:
                if (found := resolved(part, root, left)) is None:
                    return None
                schema = merged(found, schema)
        else:
            return schema
    return None


def _at(ref: Any, root: Any) -> Any:
    if not isinstance(ref, str) or not (ref == "#" or ref.startswith("#/")):
        return None
    found = root
    for part in ref[1:].split("/")[1:]:
        key = unquote(part).replace("~1", "/").replace("~0", "~")
        if isinstance(found, list) and key.isascii() and key.isdigit() and int(key) < len(found):
            found = found[int(key)]
        elif isinstance(found, dict) and key in found:
            found = found[key]
        else:
            return None
    return found


def merged(one: Schema, other: Schema) -> Schema:
    """Both; where they say different things of the same, the other's word is shown."""
    both = one | other
    if isinstance(mine := one.get("properties"), dict) and isinstance(yours := other.get("properties"), dict):
        common = {
            key: merged(mine[key], yours[key])
            for key in mine.keys() & yours.keys()
            if isinstance(mine[key], dict) and isinstance(yours[key], dict)
        }
        both["properties"] = {key: common.get(key, item) for key, item in (mine | yours).items()}
    if isinstance(first := one.get("required"), list) and isinstance(second := other.get("required"), list):
        both["required"] = [*first, *(key for key in second if key not in first)]
    return both


def alternatives(schema: Schema, root: Any) -> list[Schema | None]:
    """The branches of a union, each with what is said of all; [] if it is none. None: one that cannot be drawn."""
    for union in ("oneOf", "anyOf"):
        if isinstance(branches := schema.get(union), list) and branches:
            beside = {
                key: item for key, item in schema.items() if key not in (union, "title", "description", "default")
            }
            found = [resolved(branch, root) for branch in branches]
            return [None if branch is None else merged(beside, branch) for branch in found]
    if isinstance(types := schema.get("type"), list):
        return [{key: item for key, item in schema.items() if key != "default"} | {"type": each} for each in types]
    return []


def is_null(schema: Schema | None) -> bool:
    return schema is not None and (schema.get("type") == "null" or ("const" in schema and schema["const"] is None))


def constant(schema: Any) -> Any:
    """The only value that it takes, or NOTHING."""
    match schema:
        case {"const": value} | {"enum": [value]}:
            return value
        case {"type": "null"}:
            return None
    return NOTHING


def is_amount(branches: list[Schema]) -> bool:
    """What pydantic makes of a Decimal: a number, or a text of one."""
    kinds = sorted(str(branch.get("type")) for branch in branches)
    return kinds == ["number", "string"] and not any("enum" in branch or "const" in branch for branch in branches)


def discriminator(schema: Schema, branches: list[Schema | None], root: Any) -> str | None:
    """The property whose one value tells the branches apart."""
    match schema.get("discriminator"):
        case {"propertyName": str(named)}:
            names = [named]
        case _:
            first = branches[0] if branches else None
            names = list(first.get("properties") or {}) if first and isinstance(first.get("properties"), dict) else []
    for name in names:
        values = [constant(resolved(property_of(branch, name), root)) for branch in branches]
        written = {exact.write(value) for value in values if value is not NOTHING}
        if len(written) == len(branches):
            return name
    return None


def property_of(schema: Schema | None, name: str) -> Any:
    properties = schema.get("properties") if schema else None
    return properties.get(name) if isinstance(properties, dict) else None


def hint(schema: Schema) -> str:
    told = {name: schema[name] for name, _ in _BOUNDS if schema.get(name) not in (None, [], {}, *TIMES)}
    said = [phrase.format(label(told[name])) for name, phrase in _BOUNDS if name in told]
    if isinstance(examples := schema.get("examples"), list) and examples:
        said.append(f"for example {label(examples[0])}")
    return ", ".join(said)


def label(value: Any) -> str:
    """A value as it is written, a text without its quotes."""
    return value if isinstance(value, str) else exact.write(value)


def said(schema: Schema, name: str) -> str:
    return value if isinstance(value := schema.get(name), str) else ""


def count(schema: Schema, name: str) -> int | None:
    """A whole number that is not negative, however it is written."""
    text = str(schema.get(name))
    return int(found[1]) if (found := re.fullmatch(r"([0-9]{1,9})(?:\.0+)?", text)) else None
