"""Printing what models and people wrote: nothing in it is obeyed by the terminal, and nothing in it stays unseen."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager

import click
from adjourn.models import visible
from rich.console import Console
from rich.text import Text

#: Spaces that French, tables of units, and Chinese or Japanese text are full of. One between two words does what a
#: space does, and `\xa0` would only make people stop reading there. A run of them, or one at an end, is shown.
_ORDINARY_SPACE = re.compile(r"(?<=\S)[\xa0\u202f\u3000](?=\S)")
_COLOURS = {
    "queued": "cyan",
    "running": "blue",
    "waiting": "yellow",
    "open": "yellow",
    "blocked": "magenta",
    "failed": "red",
    "succeeded": "green",
    "resumed": "green",
    "answered": "green",
}


def safe(text: str) -> str:
    """Text of several lines, whatever is hidden in it shown: an escape character as `\\x1b`."""
    return _each_hidden(text, _shown)


def line(text: str) -> str:
    """The same on one line."""
    return safe(text).replace("\n", "\\n").replace("\t", "\\t")


def safe_json(text: str) -> str:
    """The same JSON, whatever is hidden in its strings escaped."""
    return _each_hidden(text, lambda code: "\r" if code == 13 else _escaped(code))


def _each_hidden(text: str, shown: Callable[[int], str]) -> str:
    if text.isascii() and text.isprintable():
        return text
    out, at = [], 0
    for part in visible.segments(text, fold=False):
        is_plain = part.kind == "plain" or (part.kind == "space" and _ORDINARY_SPACE.match(text, at))
        out.append(part.text if is_plain else "".join(shown(ord(each)) for each in part.text))
        at += len(part.text)
    return "".join(out)


def cut(text: str, limit: int) -> str:
    """At most `limit` characters, and how many were left out."""
    return text if len(text) <= limit else f"{text[:limit]}… ({len(text) - limit:,} more characters, see --json)"


def say(text: str) -> None:
    """One line, whoever has chosen the names in it."""
    click.echo(line(text))


def echo_json(text: str) -> None:
    """JSON is UTF-8, whatever the terminal's own encoding is."""
    click.echo(safe_json(text).encode("utf-8", "surrogatepass"))


def console(*, stderr: bool = False) -> Console:
    """As wide as the terminal; in a pipe as wide as it takes, so that no row is broken or cut."""
    there = (sys.stderr if stderr else sys.stdout) is not None and (sys.stderr if stderr else sys.stdout).isatty()
    return Console(stderr=stderr, width=None if there else 10_000, markup=False, highlight=False, emoji=False)


@contextmanager
def progress(text: str) -> Iterator[Callable[[str], object] | None]:
    """What long work is at, on standard error; yields what changes the text, or None if nobody looks."""
    out = console(stderr=True)
    if not out.is_terminal:
        yield None
        return
    with out.status(text) as shown:
        yield shown.update


def paragraph(text: str | Text = "") -> None:
    """Wrapped by the terminal itself, so that what is copied from it is whole."""
    console().print(text, soft_wrap=True)


def heading(text: str) -> None:
    paragraph()
    paragraph(Text(text, "bold"))


def fields(pairs: Iterable[tuple[str, str | Text | None]]) -> None:
    """Names and values, one a line; those without a value are left out."""
    for name, value in pairs:
        if value is not None:
            value = value if isinstance(value, Text) else value.replace("\n", "\n" + 12 * " ")
            paragraph(Text.assemble((f"{name:<12}", "dim"), value))


def table(columns: Sequence[str], rows: Iterable[Sequence[str | Text]]) -> None:
    """The last column is cut where the terminal is too narrow, the others never."""
    lines = [[Text(name, "dim") for name in columns]]
    lines += [[cell if isinstance(cell, Text) else Text(line(cell)) for cell in row] for row in rows]
    widths = [max(cell.cell_len for cell in column) for column in zip(*lines, strict=True)]
    out = console()
    left = max(out.width - sum(widths[:-1]) - 2 * len(widths) + 2, 20)
    for cells in lines:
        cells[-1].truncate(left, overflow="ellipsis")
        for cell, width in zip(cells[:-1], widths[:-1], strict=True):
            cell.append(" " * (width - cell.cell_len + 2))
        shown = Text().join(cells)
        shown.rstrip()
        out.print(shown, soft_wrap=True)


def status(name: str) -> Text:
    return Text(name, _COLOURS.get(name, ""))


def _shown(code: int) -> str:
    if code == 13:
        return "\\r"
    return f"\\x{code:02x}" if code < 0x100 else f"\\u{code:04x}" if code < 0x10000 else f"\\U{code:08x}"


def _escaped(code: int) -> str:
    if code < 0x10000:
        return f"\\u{code:04x}"
    return f"\\u{0xD800 + ((code - 0x10000) >> 10):04x}\\u{0xDC00 + ((code - 0x10000) & 0x3FF):04x}"


def without_password(url: str) -> str:
    return re.sub(r"(://[^:@/]*:).*@|(password=)[^&]*", lambda m: f"{m[1]}***@" if m[1] else f"{m[2]}***", url)


def size(count: float) -> str:
    """Of so many bytes."""
    for unit in ("B", "kB", "MB"):
        if count < 1000:
            return f"{count:.0f} {unit}"
        count /= 1000
    return f"{count:,.1f} GB"
