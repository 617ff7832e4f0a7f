"""Text and JSON that Postgres can take apart: all that there is to know of NUL and of halves of surrogate pairs.

A `json` column keeps both as they are written, and then fails whoever asks for a field: one such row breaks
`SELECT error ->> 'message'` for everybody. So they are refused where somebody can write otherwise, and what workers
write for others to read has U+FFFD there. The checkpoint holds what a graph stored to the letter.
"""

from __future__ import annotations

import re

from adjourn.models.ground.errors import BadInput

_UNREADABLE = re.compile("[\x00\ud800-\udfff]")
# The other way to write them in JSON. A whole pair, or another escape, is taken first.
_ESCAPE = re.compile(r"\\(?:ud[89ab]..\\ud[c-f]..|(?P<bad>u0000|ud[89a-f]..)|.)", re.IGNORECASE)


def is_readable(text: str) -> bool:
    return _UNREADABLE.search(text) is None


def is_readable_json(text: str) -> bool:
    return _bad_in_json(text) is None


def readable_text(text: str) -> str:
    return _UNREADABLE.sub("\ufffd", text)


def readable_json(text: str | None) -> str | None:
    """Of a JSON text in ASCII, as `json.dumps` writes it."""
    return None if text is None else _ESCAPE.sub(lambda m: "\\ufffd" if m["bad"] else m[0], text)


def require_readable(what: str, text: str) -> None:
    """Raises BadInput that names `what`."""
    _refuse(what, found[0] if (found := _UNREADABLE.search(text)) else None)


def require_readable_json(what: str, text: str) -> None:
    """Raises BadInput that names `what`. The text is JSON."""
    _refuse(what, _bad_in_json(text))


def _bad_in_json(text: str) -> str | None:
    if found := _UNREADABLE.search(text):
        return found[0]
    return next((found["bad"] for found in _ESCAPE.finditer(text) if found["bad"]), None)


def _refuse(what: str, bad: str | None) -> None:
    if bad is not None:
        name = "a NUL character" if bad in ("\x00", "u0000") else "half of a surrogate pair"
        raise BadInput(f"{what} holds {name}, which is no text that Postgres can store")
