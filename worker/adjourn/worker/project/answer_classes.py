"""The classes with which a project's nodes say what an answer must be: `interrupt(…, response_schema=Model)`."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter

#: What a node may say otherwise each time, of a class that it makes of another one (`create_model`): that a part of a
#: refund is no greater than the whole.
_SAID_ANEW = {
    *("minimum", "maximum", "exclusiveMinimum", "exclusiveMaximum", "multipleOf", "minLength", "maxLength", "pattern"),
    *("minItems", "maxItems", "uniqueItems", "title", "description", "default", "examples"),
}


def has_changed(root: Path, schema: dict[str, Any]) -> bool:
    """Whether the project in `root` has classes of the name that stands in a question's schema, and none of them asks
    for these fields. Of a schema without a name, or one that no class has, nobody knows."""
    name = schema.get("title")
    named = [each for module in list(sys.modules.values()) if _is_in(root, module) for each in _named(module, name)]
    return bool(named) and all(_fields(_schema(each)) != _fields(schema) for each in named)


def _is_in(root: Path, module: ModuleType) -> bool:
    file = Path(getattr(module, "__file__", None) or "/")
    return file.is_relative_to(root) and "site-packages" not in file.parts


def _named(module: ModuleType, name: object) -> list[type]:
    found = [each for each in vars(module).values() if isinstance(each, type)]
    return [each for each in found if each.__name__ == name and each.__module__ == module.__name__]


def _fields(schema: Any) -> Any:
    """The schema without bounds and words."""
    match schema:
        case {"properties": dict(fields), **more}:
            return _fields(more) | {"properties": {name: _fields(each) for name, each in fields.items()}}
        case dict():
            return {key: _fields(value) for key, value in schema.items() if key not in _SAID_ANEW}
        case list():
            return [_fields(each) for each in schema]
        case _:
            return schema


def _schema(of: type) -> dict[str, Any] | None:
    """As LangGraph writes it. None: it has none."""
    with contextlib.suppress(Exception):  # pydantic has many ways to say so
        return TypeAdapter(of).json_schema()
    return None
