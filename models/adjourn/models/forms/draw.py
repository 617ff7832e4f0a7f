"""A form drawn from a JSON Schema.

What cannot be drawn becomes a box for JSON that has its own schema beside it, so each question can be answered: schemas
without a type, objects of any keys, references that lead out of the document or on for ever.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from adjourn.models.forms import choices, exact, of_value, schemas
from adjourn.models.forms.exact import NOTHING
from adjourn.models.forms.fields import (
    Branch,
    Branches,
    Choice,
    Constant,
    Field,
    Fixed,
    Form,
    Json,
    Lines,
    Number,
    Option,
    Record,
    Rows,
    Text,
    below,
)
from adjourn.models.forms.of_value import DEEPEST
from adjourn.models.forms.schemas import Schema

#: Fields of one form, its branches and templates included.
_MOST = 1000
_SHORT = 200
_DEFINITIONS = ("$defs", "definitions")


def draw(
    answer_schema: Any,
    value: Any = NOTHING,
    name: str = "answer",
    *,
    within: Any = NOTHING,
    is_present: bool = False,
) -> Form:
    """`value` is what it is filled with, without it the schema's defaults. Both as Python has JSON, best with numbers
    as `exact.parse` reads them. `within` is the document that references are about, if it is another.

    No branch of a union is chosen, whatever the value is, unless it `is_present`: what stands, and is to be changed.
    """
    root = answer_schema if within is NOTHING else within
    named = {key: exact.plain(root[key]) for key in _DEFINITIONS if isinstance(root, dict) and key in root}
    drawer = _Drawer(root, value is not NOTHING, is_present, named)
    drawn = drawer.draw(answer_schema, name, "Answer", True, value, 0)
    whole = exact.plain(answer_schema)
    return Form(drawn, named | whole if within is not NOTHING and isinstance(whole, dict) else whole)


@dataclass(slots=True)
class _Drawer:
    root: Any
    #: Nothing is a default then.
    is_given: bool
    is_present: bool
    definitions: dict[str, Any]
    left: int = _MOST

    def draw(
        self, given: Any, name: str, title: str, required: bool, value: Any, depth: int, *, tells: bool = False
    ) -> Field:
        """`tells`: its one value is not asked for, because it says of which kind the record around it is."""
        self.left -= 1
        schema = schemas.resolved(given, self.root)
        if schema is None or depth > DEEPEST or self.left < 0:
            return self._json(given, self._said(given if isinstance(given, dict) else {}, name, title, required), value)
        if value is NOTHING and not self.is_given:
            value = schema.get("default", NOTHING)
        said = self._said(schema, name, title, required)
        if tells:
            return Constant(**said, value=schemas.constant(schema))
        branches = schemas.alternatives(schema, self.root)
        if options := choices.options(schema, branches):
            return Choice(**said, options=options, chosen=choices.chosen(options, value))
        if branches:
            return self._simple(branches, said, value) or self._union(schema, branches, said, value, depth)
        if not required and _is_composite(schema, value):
            inner = self._typed(schema, said | {"name": below(name, 0), "required": True}, value, depth)
            fitting = 0 if value is not NOTHING else None
            return self._branches(said, [Branch("fill in", inner)], fitting)
        return self._typed(schema, said, value, depth)

    def _simple(self, branches: list[Schema | None], said: dict[str, Any], value: Any) -> Field | None:
        """What is one field although its schema is a union: an amount, or a plain value that may be null."""
        kept = [branch for branch in branches if branch is not None and not schemas.is_null(branch)]
        nullable = any(map(schemas.is_null, branches))
        if len(kept) + nullable != len(branches):
            return None
        said = said | {"hint": ", ".join(filter(None, (said["hint"], *map(schemas.hint, kept))))}
        if len(kept) == 1 and (
            options := choices.options(kept[0], []) or choices.YES_NO * (kept[0].get("type") == "boolean")
        ):
            options += (Option("null", None),) * nullable
            return Choice(**said, options=options, chosen=choices.chosen(options, value))
        if nullable and (said["required"] or value is None):
            said["blank"] = "null"
        if schemas.is_amount(kept):
            return _amount(said, value)
        if len(kept) == 1 and kept[0].get("type") in ("string", "number", "integer"):
            return self._typed(kept[0], said, value, 0)
        return None

    def _typed(self, schema: Schema, said: dict[str, Any], value: Any, depth: int) -> Field:
        match schema:
            case {"type": "object"} | {"properties": {}}:
                return self._record(schema, said, value, depth)
            case {"type": "array"}:
                return self._list(schema, said, value, depth)
            case {"type": "boolean"}:
                return Choice(**said, options=choices.YES_NO, chosen=choices.chosen(choices.YES_NO, value))
            case {"type": "number" | "integer" as kind}:
                text = exact.write(value) if exact.is_number(value) else ""
                return Number(**said, text=text, whole=kind == "integer", was=value if text else NOTHING)
            case {"type": "string"}:
                # An empty text that is there may stay.
                return _text(schema, said | {"blank": "text"} if self.is_present and value == "" else said, value)
        return self._json(schema, said, value)

    def _said(self, schema: Schema, name: str, title: str, required: bool) -> dict[str, Any]:
        words = {
            "title": schemas.said(schema, "title") or title,
            "description": schemas.said(schema, "description"),
            "hint": schemas.hint(schema),
        }
        blank = "complain" if required else "leave out"
        return words | {"name": name, "required": required, "blank": blank, "schema": self._alone(schema)}

    def _alone(self, schema: Any) -> Any:
        """With the definitions that it refers to."""
        if isinstance(schema, dict) and '"$ref"' in exact.write(schema):
            return self.definitions | exact.plain(schema)
        return exact.plain(schema)

    def _json(self, schema: Any, said: dict[str, Any], value: Any) -> Json:
        text = "" if value is NOTHING else exact.write(value)
        return Json(**said | {"schema": self._alone(schema)}, text=text, was=value)

    def _union(
        self, schema: Schema, branches: list[Schema | None], said: dict[str, Any], value: Any, depth: int
    ) -> Field:
        told = schemas.discriminator(schema, branches, self.root)
        labels = choices.labels(branches, told, self.root)
        drawn, fitting = [], None
        for i, (branch, label) in enumerate(zip(branches, labels, strict=True)):
            fits = value is not NOTHING and of_value.fits(value, self._alone(branch))
            if fits and fitting is None:
                fitting = i
            source = (schema.get("oneOf") or schema["anyOf"])[i] if branch is None else branch
            name = below(said["name"], i)
            drawn.append(Branch(label, self._branch(source, name, label, told, value if fits else NOTHING, depth)))
        return self._branches(said, drawn, fitting)

    def _branches(self, said: dict[str, Any], drawn: list[Branch], fitting: int | None) -> Branches:
        return Branches(**said, branches=tuple(drawn), fitting=fitting, chosen=fitting if self.is_present else None)

    def _branch(self, branch: Any, name: str, label: str, told: str | None, value: Any, depth: int) -> Field:
        if told is not None and isinstance(branch, dict):
            self.left -= 1
            said = self._said(branch, name, label, True)
            return self._record(branch, said, value, depth + 1, told=told)
        if (only := schemas.constant(branch)) is not NOTHING and isinstance(branch, dict):
            return Constant(**self._said(branch, name, label, True), value=only)
        return self.draw(branch, name, label, True, value, depth + 1)

    def _record(
        self, schema: Schema, said: dict[str, Any], value: Any, depth: int, *, told: str | None = None
    ) -> Field:
        properties = schema.get("properties") or {}
        required = schema.get("required") or []
        values = value if isinstance(value, dict) else {}
        if not isinstance(properties, dict) or not isinstance(required, list):
            return self._json(schema, said, value)
        entries = []
        for key, each in properties.items():
            is_required = key in required
            inner = values.get(key, NOTHING)
            name = below(said["name"], key)
            entries.append((key, self.draw(each, name, key, is_required, inner, depth + 1, tells=key == told)))
        if schema.get("additionalProperties") is not False:
            for key in (key for key in values if key not in properties):
                extra = of_value.draw(values[key], below(said["name"], key), key, depth + 1)
                entries.append((key, replace(extra, required=False, blank="leave out")))
        return Record(**said, entries=tuple(entries)) if entries else self._json(schema, said, value)

    def _list(self, schema: Schema, said: dict[str, Any], value: Any, depth: int) -> Field:
        values = value if isinstance(value, list) else []
        fewest, most = schemas.count(schema, "minItems"), schemas.count(schema, "maxItems")
        if isinstance(prefix := schema.get("prefixItems"), list):
            is_closed = most == len(prefix) or (schema.get("items") is False and (most or len(prefix)) >= len(prefix))
            if not is_closed or (fewest or 0) > len(prefix) or (values and len(values) != len(prefix)):
                return self._json(schema, said, value)
            given = values or [NOTHING] * len(prefix)
            items = [
                self.draw(each, below(said["name"], i), str(i + 1), True, given[i], depth + 1)
                for i, each in enumerate(prefix)
            ]
            return Fixed(**said, items=tuple(items))
        if not isinstance(schema.get("items"), dict):
            return self._json(schema, said, value)
        item = schemas.resolved(schema["items"], self.root)
        if item is not None and _is_a_line(item) and all(map(of_value.is_a_line, values)):
            return Lines(**said, text="\n".join(values), was=value)
        template = self.draw(schema["items"], below(said["name"], "*"), "", True, NOTHING, depth + 1)
        drawn = [
            (str(i), self.draw(schema["items"], below(said["name"], i), "", True, each, depth + 1))
            for i, each in enumerate(values)
        ]
        return Rows(**said, template=template, rows=tuple(drawn), fewest=fewest or 0, most=most, was=value)


def _amount(said: dict[str, Any], value: Any) -> Number:
    text = schemas.label(value) if exact.is_number(value) or isinstance(value, str) else ""
    return Number(**said, text=text, as_text=True, was=value if text else NOTHING)


def _text(schema: Schema, said: dict[str, Any], value: Any) -> Text:
    longest = schemas.count(schema, "maxLength")
    text = value if isinstance(value, str) else ""
    long = True if "\n" in text else None if longest is None else longest > _SHORT
    was = text if isinstance(value, str) else NOTHING
    return Text(**said, text=text, long=long, format=schemas.said(schema, "format"), longest=longest, was=was)


def _is_composite(schema: Schema, value: Any) -> bool:
    if schema.get("type") == "array":
        return isinstance(schema.get("prefixItems"), list)
    return bool(schema.get("properties")) or (
        schema.get("type") == "object" and isinstance(value, dict) and value != {}
    )


def _is_a_line(item: Schema) -> bool:
    return item.get("type") == "string" and not item.keys() & {"enum", "const", "oneOf", "anyOf", "format"}
