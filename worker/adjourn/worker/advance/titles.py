"""The line by which a list shows a question. What a model wrote may hold anything, so control characters go."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from adjourn.worker.advance.shapes.shape import Json

#: In this order.
_KEYS = ("title", "query", "question", "message", "prompt", "task", "instructions", "description", "action")
#: Arguments that say whom a call is for.
_TO = ("to", "recipient", "recipients", "email", "to_email")
#: What makes a heading, a quotation or an item of a line, and what makes a word bold or code.
_MARKS = re.compile(r"^(?:#{1,6}\s+|>\s*|[-*+]\s+)+")
_STRONG = re.compile(r"\*\*(\S[^*]*)\*\*|`([^`]+)`")
#: LangChain names the nodes of its middleware so.
_HOOK = re.compile(r"\.(?:before|after)_(?:model|agent)$")


def title(value: Any, calls: Sequence[tuple[str, Json]], node: str) -> str:
    """Of a question as JSON has it, and of the tool calls that it is about; at most 200 characters, never empty."""
    if calls:
        shown = ", ".join(_call(name, args) for name, args in calls[:3])
        text = shown if len(calls) <= 3 else f"{shown} and {len(calls) - 3} more"
    else:
        text = _said(value)
    line = _line(text) or f"{_line(_HOOK.sub('', node)) or 'the graph'} asks"
    return line[:199] + "…" if len(line) > 200 else line


def _call(name: str, args: Json) -> str:
    """The tool and the argument that tells most: whom it is for, or else the first text, or else the first number."""
    name = _line(name)
    for key in _TO:
        if to := _recipients(args.get(key)):
            return f"{name} to {to}"
    for value in args.values():
        if isinstance(value, str) and (line := _line(value)):
            return f"{name}: {_cut(line)}"
    for key, value in args.items():
        if isinstance(value, int | float):
            return f"{name}: {_cut(_line(key))} {str(value).lower()}"
    return name


def _recipients(value: Any) -> str:
    names = value if isinstance(value, list) else [value]
    return _cut(", ".join(_line(name) for name in names if isinstance(name, str) and _line(name)))


def _said(value: Any) -> str:
    """The first line of what it says under one of the usual keys, or else under any."""
    if isinstance(value, list) and len(value) == 1:
        [value] = value
    if isinstance(value, str):
        return _first_line(value)
    if not isinstance(value, dict):
        return ""
    usual = (value.get(key) for key in _KEYS)
    if found := next((line for text in usual if isinstance(text, str) and (line := _first_line(text))), None):
        return found
    others = ((key, text) for key, text in value.items() if key != "type")
    lines = (f"{key}: {line}" for key, text in others if isinstance(text, str) and (line := _first_line(text)))
    return next(lines, "")


def _first_line(text: str) -> str:
    """Without the marks of Markdown; a rule or a fence is no line."""
    marked = (_MARKS.sub("", line.strip()) for line in text.lstrip()[:10_000].splitlines())
    lines = (_line(_STRONG.sub(lambda m: m[1] or m[2], line)) for line in marked)
    return next((line for line in lines if any(c.isalnum() for c in line)), _line(text[:10_000]))


def _line(text: str) -> str:
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())


def _cut(line: str) -> str:
    return line[:79] + "…" if len(line) > 80 else line
