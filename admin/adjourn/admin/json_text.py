"""JSON as text: typed by people on a command line, kept by Postgres word for word.

What Postgres keeps is shown token by token and never parsed as a whole: an approver sees every digit of a number and
every key, and no nesting is too deep.
"""

from __future__ import annotations

import json
import re
import shlex
import sys
from typing import Any

import click
from adjourn.admin import terminal
from adjourn.models.ground.errors import BadInput

_TOKEN = re.compile(r'"(?:[^"\\]|\\.)*"|[{}\[\],:]|[^\s{}\[\],:"]+')
#: Deeper than this nothing is indented any more.
_DEEPEST = 10


def _refuse(constant: str) -> None:
    raise ValueError(f"{constant} is no number in JSON; write null, or it as text")


#: Of Python's, what JSON has.
DECODER = json.JSONDecoder(parse_constant=_refuse)


class JsonParameter(click.ParamType):  # type: ignore[type-arg]
    """JSON given on the command line, or on standard input for `-`. It stays the text that was given."""

    name = "JSON"

    def __init__(self, what: str, *, kind: type | None = None) -> None:
        self.what = what
        self.kind = kind

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        text = _standard_input(self.what) if value == "-" else value
        parsed = read(self.what, text, advice="" if value == "-" else _advice(value))
        if self.kind is not None and not isinstance(parsed, self.kind):
            raise BadInput(f'{self.what} must be a JSON object: \'{{"name": "value"}}\'')
        return text


def read(what: str, text: str, *, advice: str = "") -> Any:
    """Raises BadInput that says where `what` is wrong."""
    if not text.strip():
        raise BadInput(f"{what} is empty, which is no JSON: leave it out, or write null")
    try:
        return DECODER.decode(text)
    except json.JSONDecodeError as error:
        near = terminal.line(text[max(error.pos - 20, 0) : error.pos + 20])
        where = f"line {error.lineno}, column {error.colno}"
        raise BadInput(f"{what} is not JSON: {error.msg.removesuffix(' at')} at {where}, near {near}{advice}") from None
    except RecursionError:
        raise BadInput(f"{what} is nested too deeply to be read") from None
    except ValueError as error:
        raise BadInput(f"{what} is not JSON: {error}") from None


def _advice(text: str) -> str:
    """How a shell lets it through."""
    if text.lstrip()[:1] in ("{", "[", '"'):
        return """ (keys and text need double quotes, the whole of it single ones: '{"name": "text"}')"""
    if len(text) > 60 or "\n" in text:
        return """ (text needs double quotes inside of single ones: '"text"')"""
    return f" (text needs quotes: {shlex.quote(json.dumps(text, ensure_ascii=False))})"


def _standard_input(what: str) -> str:
    if sys.stdin is None:
        raise BadInput(f"{what} is to come from standard input, which is closed")
    try:
        return sys.stdin.buffer.read().decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput(f"{what} on standard input is not UTF-8, at byte {error.start}") from None


def shown(text: str | None, *, limit: int = 4000) -> str | None:
    """For people: on one line if it is short, else indented."""
    if text is None or len(text) > 4 * limit:
        return None if text is None else terminal.cut(terminal.safe(text), limit)
    return terminal.cut(line if len(line := brief(text)) <= 80 else _indented(text), limit)


def brief(text: str) -> str:
    """On one line."""
    return "".join({",": ", ", ":": ": "}.get(part, part) for part in _tokens(text))


def _indented(text: str) -> str:
    out: list[str] = []
    depth, before = 0, ""
    for part in _tokens(text):
        ends = part in ("}", "]")
        depth -= ends
        if depth <= _DEEPEST and ((before in ("{", "[", ",") and not ends) or (ends and before not in ("{", "["))):
            out.append("\n" + "  " * depth)
        out.append(": " if part == ":" else part)
        depth += part in ("{", "[")
        before = part
    return "".join(out)


def _tokens(text: str) -> list[str]:
    return [_readable(found[0]) if found[0][0] == '"' else terminal.line(found[0]) for found in _TOKEN.finditer(text)]


def _readable(token: str) -> str:
    """Letters for what is a letter: the writer may have escaped all but ASCII."""
    value = _string(token)
    return terminal.line(token if value is None else json.dumps(value, ensure_ascii=False))


def _string(token: str) -> str | None:
    try:
        value = json.loads(token)
    except ValueError:
        return None
    return value if isinstance(value, str) else None
