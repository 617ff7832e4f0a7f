"""Asking on a terminal. Nothing is chosen, and nothing agreed to, by Enter alone."""

from __future__ import annotations

import contextlib
import sys
from collections.abc import Sequence
from functools import cache
from importlib import import_module
from typing import Any

from adjourn.admin import terminal
from adjourn.models import visible
from rich.text import Text


class NothingSent(Exception):
    """Whoever was asked has left it open."""


def is_possible() -> bool:
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stdout))


def line(present: str = "", prompt: str = "> ") -> str:
    """What is typed. `present` stands there to be changed; where it cannot, Enter alone keeps it."""
    readline, stands = _editor(), bool(present) and can_stand(present)
    if readline is not None:
        readline.set_auto_history(False)
        readline.set_startup_hook((lambda: readline.insert_text(present)) if stands else None)
    while True:
        try:
            typed = input(prompt)
            return typed if typed or stands else present
        except UnicodeDecodeError:
            complain("that is no text in UTF-8")
        finally:
            if readline is not None:
                readline.set_startup_hook(None)


@cache
def _editor() -> Any:
    """GNU readline, or what stands for it. Without it a terminal hands over no more than 4095 bytes of a line, and
    drops the rest. Not before somebody is asked: some versions write to the terminal when they are loaded."""
    try:
        return import_module("readline")
    except ImportError:
        return None


def can_stand(text: str) -> bool:
    """To be changed: on one line, with all that is in it seen."""
    return (
        _editor() is not None
        and "\n" not in text
        and "\t" not in text
        and all(part.kind == "plain" for part in visible.segments(text))
    )


def lines(ends_with: str) -> str:
    """Several lines, up to one that is this."""
    found = []
    with contextlib.suppress(EOFError):
        while (typed := line()) != ends_with:
            found.append(typed)
    return "\n".join(found)


def pick(labels: Sequence[str], *, present: int | None = None, may_skip: bool = False) -> int | None:
    """The position of one of these, by the key before it or by its own words; None if it is left out. Enter alone keeps
    what is `present`. Raises NothingSent: Enter alone, where there is nothing to keep and nothing may be left out."""
    keys = _keys(labels)
    for key, label in zip(keys, labels, strict=True):
        terminal.paragraph(Text.assemble("  ", (f"{key}) ", "bold"), terminal.line(label)))
    if present is not None:
        terminal.paragraph(Text(f"  Enter alone keeps {keys[present]})", "dim"))
    while True:
        typed = line().strip()
        if not typed:
            if present is None and not may_skip:
                raise NothingSent
            return present
        named = [i for i, label in enumerate(labels) if label.strip().casefold() == typed.casefold()]
        at = keys.index(typed) if typed in keys else named[0] if len(named) == 1 else None
        if at is not None:
            return at
        complain(f"write one of {', '.join(keys)}")


def _keys(labels: Sequence[str]) -> list[str]:
    """Numbers; letters where a number could be meant for the value itself."""
    if any(label.strip().isdigit() for label in labels) and len(labels) <= 26:
        return [chr(ord("a") + i) for i in range(len(labels))]
    return [str(i + 1) for i in range(len(labels))]


def agreed(question: str, *, may_leave: bool = False) -> bool:
    """Only the words yes and no answer it. Raises NothingSent: Enter alone, if that `may_leave`."""
    while True:
        match line(prompt=f"{question} [yes/no] ").strip().lower():
            case "yes":
                return True
            case "no":
                return False
            case "" if may_leave:
                raise NothingSent
        complain("write yes or no")


def complain(what: str) -> None:
    terminal.paragraph(Text(f"  {terminal.line(what)}", "red"))
