"""The classes with which a project's nodes say what an answer must be: `interrupt(…, response_schema=Model)`."""

from __future__ import annotations

import contextlib
import sys
from pathlib import Path
from types import ModuleType
from typing import Any

from pydantic import TypeAdapter


def has_changed(root: Path, schema: dict[str, Any]) -> bool:
    """Whether the project in `root` has classes of the name that stands in a question's schema, and none of them asks
    for this. Of a schema without a name, or one that no class has, nobody knows."""
    name = schema.get("title")
    named = [each for module in list(sys.modules.values()) if _is_in(root, module) for each in _named(module, name)]
    return bool(named) and all(_schema(each) != schema for each in named)


def _is_in(root: Path, module: ModuleType) -> bool:
    file = Path(getattr(module, "__file__", None) or "/")
    return file.is_relative_to(root) and "site-packages" not in file.parts


def _named(module: ModuleType, name: object) -> list[type]:
    found = [each for each in vars(module).values() if isinstance(each, type)]
    return [each for each in found if each.__name__ == name and each.__module__ == module.__name__]


def _schema(of: type) -> dict[str, Any] | None:
    """As LangGraph writes it. None: it has none."""
    with contextlib.suppress(Exception):  # pydantic has many ways to say so
        return TypeAdapter(of).json_schema()
    return None
