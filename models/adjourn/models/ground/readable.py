"""Text and JSON that Postgres can take apart.

A `json` column keeps a NUL and half a surrogate pair as they are written, and then fails whoever asks for a field: one
such row breaks `SELECT error ->> 'message'` for everybody. So what workers write for others to read has U+FFFD there.
The checkpoint holds what a graph stored to the letter.
"""

from __future__ import annotations

import re

#: What is no text in Postgres: NUL, and halves of surrogate pairs.
UNSTORABLE = re.compile("[\x00\ud800-\udfff]")

_ESCAPE = re.compile(r"\\(?:ud[89ab]..\\ud[c-f]..|(?P<bad>u0000|ud[89a-f]..)|.)")


def readable_text(text: str) -> str:
    return UNSTORABLE.sub("\ufffd", text)


def readable_json(text: str | None) -> str | None:
    """Of a JSON text in ASCII, as `json.dumps` writes it."""
    return None if text is None else _ESCAPE.sub(lambda m: "\\ufffd" if m["bad"] else m[0], text)
