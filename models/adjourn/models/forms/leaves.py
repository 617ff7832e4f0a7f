"""What was typed into one field, as a value of the field's own type; numbers keep their digits."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import date, datetime, time
from typing import Any

from adjourn.models import human_requests
from adjourn.models.forms import exact
from adjourn.models.forms.exact import NOTHING, Written
from adjourn.models.forms.fields import Choice, Field, Json, Lines, Number, Rows, Text
from adjourn.models.ground.readable import require_readable

_NUMBER = re.compile(r"-?(0|[1-9][0-9]*)(\.[0-9]+)?([eE][+-]?[0-9]+)?")
_INTEGER = re.compile(r"-?(0|[1-9][0-9]*)")
#: A number as people write it in one country or another.
_LOCAL = re.compile(r"[+\-]?[^\w\s]{0,3}\s?[0-9][0-9.,'\u2019_\s\u00a0\u202f]*\s?[^\w\s]{0,3}")
_FORMATS: dict[str, tuple[Callable[[str], object], str, str]] = {
    "date": (date.fromisoformat, r"[0-9]{4}-[0-9]{2}-[0-9]{2}", "a date as 2026-12-31"),
    "time": (time.fromisoformat, r"[0-9]{2}:[0-9]{2}.*", "a time as 18:00, or 18:00:00+01:00"),
    "date-time": (
        datetime.fromisoformat,
        r"[0-9]{4}-[0-9]{2}-[0-9]{2}[T ][0-9]{2}:.*",
        "an instant as 2026-12-31T18:00:00+01:00",
    ),
}


def value(each: Field) -> Any:
    """Raises ValueError or BadInput that says what to do instead."""
    match each:
        case Choice(options=options, chosen=chosen):
            if chosen is not None:
                return options[chosen].value
            return _blank(each, "choose one")
        case Text(text=text, was=was):
            if isinstance(was, str) and _lines(text) == _lines(was) and (was or each.blank != "complain"):
                return was
            text = _lines(text)
            if not text.strip():
                return text if text and each.blank == "text" else _blank(each, "this is left blank: write something")
            require_readable("this", text)
            return _formatted(text, each.format)
        case Number(text=text, was=was):
            if was is not NOTHING and text == _shown(was):
                return was
            if not text.strip():
                return _blank(each, "this is left blank: write a number")
            number = _number(text.strip(), each.whole)
            return number if each.as_text and not exact.is_number(was) else Written(number)
        case Lines(text=text, was=was):
            if isinstance(was, list) and was and _lines(text) == "\n".join(was):
                return was
            require_readable("this", text)
            return listed([line for line in _lines(text).split("\n") if line.strip()], each)
        case Json(text=text):
            if not text.strip():
                return _blank(each, "this is left blank: write JSON, null for nothing")
            return _json(text)
    raise AssertionError(each)


def listed(values: list[Any], each: Lines | Rows) -> Any:
    """An optional one without anything is left out, unless something stood in it."""
    return values if values or each.required or each.was is not NOTHING else NOTHING


def _blank(each: Field, complaint: str) -> Any:
    match each.blank:
        case "null":
            return None
        case "text":
            return ""
        case "leave out":
            return NOTHING
    raise ValueError(complaint)


def _lines(text: str) -> str:
    """As it was typed: HTML forms send CR LF."""
    return text.replace("\r\n", "\n").replace("\r", "\n")


def _shown(was: Any) -> str:
    return was if isinstance(was, str) else exact.write(was)


def _number(text: str, whole: bool) -> str:
    if whole and not _INTEGER.fullmatch(text):
        raise ValueError(f"{_quoted(text)} is no whole number: write digits alone, as 1250")
    if not _NUMBER.fullmatch(text):
        raise ValueError(
            f"{_quoted(text)} is no number that every country reads alike: write digits, and a point before the "
            "decimals, as 1250.00"
            if _LOCAL.fullmatch(text)
            else f"{_quoted(text)} is no number: write digits, and a point before the decimals, as 1250.00"
        )
    human_requests.read(text)
    return text


def _formatted(text: str, format: str) -> str:
    if format not in _FORMATS:
        return text
    parse, pattern, meant = _FORMATS[format]
    try:
        if not re.fullmatch(pattern, text):
            raise ValueError
        parse(text)
    except ValueError:
        raise ValueError(f"{_quoted(text)} is not {meant}") from None
    return text


def _json(text: str) -> Written:
    try:
        exact.parse(text)
    except RecursionError:
        raise ValueError("this is nested too deeply") from None
    except ValueError as error:
        raise ValueError(f'this is not JSON: {error} (text needs quotes: "yes")') from None
    return Written(text.strip())


def _quoted(text: str) -> str:
    return f"“{text}”" if len(text) <= 60 else f"“{text[:60]}…”"
