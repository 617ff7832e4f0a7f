"""What is no text in Postgres is known in one place, and that place agrees with Postgres."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from adjourn.models.ground import readable
from adjourn.models.ground.errors import BadInput

TEXTS = ["", "plain", "\U0001f600", "a\x00b", "\ud800", "\udc00", "\\u0000", "\\ud800", "\\\\u0000", "\ude00\ud83d"]


@pytest.mark.parametrize("text", TEXTS, ids=ascii)
def test_what_is_readable_is_what_postgres_takes_apart(db: psycopg.Connection[Any], text: str) -> None:
    written = json.dumps([text, {"a": text}])
    for document in (written, written.replace("\\ud", "\\uD"), json.dumps([text], ensure_ascii=False)):
        try:
            db.execute("SELECT %s::jsonb", (document,))
            taken = True
        except (psycopg.DataError, UnicodeEncodeError):
            taken = False
        assert readable.is_readable_json(document) == taken, document
    assert readable.is_readable(text) == readable.is_readable_json(written)
    for replaced in (readable.readable_text(text), json.loads(readable.readable_json(written) or "")[0]):
        assert readable.is_readable(replaced)
        assert (replaced == text) == readable.is_readable(text)


def test_what_is_not_is_refused_by_its_name() -> None:
    with pytest.raises(BadInput, match="key holds a NUL character"):
        readable.require_readable("key", "\x00\ud800")
    with pytest.raises(BadInput, match="key holds half of a surrogate pair"):
        readable.require_readable("key", "\ud800")
    with pytest.raises(BadInput, match="input holds half of a surrogate pair"):
        readable.require_readable_json("input", '"\\uDFFF"')
    readable.require_readable_json("input", json.dumps("\\u0000\U0001f600"))
