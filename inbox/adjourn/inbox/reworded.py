"""What is asked now, and what was asked when somebody looked: the difference. The page itself brings back what it had
shown, because the database keeps only what is asked now; it is told to nobody but who sends it."""

from __future__ import annotations

import json
from collections.abc import Iterator

from adjourn.models.forms import difference, exact, ways
from adjourn.models.forms.difference import Segment
from adjourn.models.inbox import Row

#: Letters that a page brings back at most, and places at which a difference is shown.
_LONGEST, _MOST = 50_000, 50
_PARTS = {"title": "title", "question": "", "options": "choices", "answer_schema": "form"}

Change = tuple[str, tuple[Segment, ...]]


def kept(row: Row) -> str:
    """For the page to bring back; empty: it is too long for that."""
    text = json.dumps({name: row[name] for name in _PARTS})
    return text if len(text) <= _LONGEST else ""


def changes(before: str, row: Row) -> list[Change]:
    """Since `before`, word for word, with the names of their places; [] if that is nothing which `kept` made."""
    try:
        was = json.loads(before) if len(before) <= _LONGEST else None
    except (ValueError, RecursionError):
        return []
    if not isinstance(was, dict) or not all(isinstance(was.get(name), str | None) for name in _PARTS):
        return []
    found = list(_changes(was, row))
    return [change for change in found if change[0] != "title" or len(found) == 1][:_MOST]


def _changes(was: Row, row: Row) -> Iterator[Change]:
    for name, said in _PARTS.items():
        for each in difference.changes(_part(name, was.get(name)), _part(name, row[name])):
            yield ".".join(map(str, [*filter(None, [said]), *each.path])) or "question", each.segments


def _part(name: str, text: str | None) -> object:
    if name == "options":
        return [each.get("label", each["choice"]) for each in ways.offered(text or "[]")]
    return text if name == "title" else exact.parsed(text)
