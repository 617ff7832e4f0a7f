"""What a question says, taken apart: what would be done and other facts, and apart from them what a graph or its model
writes about it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from adjourn.inbox import words
from adjourn.models.forms import calls, exact
from adjourn.models.forms.calls import Asked
from adjourn.models.forms.exact import Written
from adjourn.models.inbox import Row

#: Keys whose text is somebody's words, not a fact.
_WORDS = (
    "description",
    "message",
    "prompt",
    "instructions",
    "reason",
    "explanation",
    "summary",
    "note",
    "notes",
    "body",
)
#: Keys that the title or the form shows already.
_SHOWN = ("title", "query", "question", "options", "choices", "actions", "type", "tool_call_id", "adjourn")
#: A text as long as this is no fact to glance at.
_LONG = 160

Fact = tuple[str, Any]


@dataclass(frozen=True, slots=True)
class Question:
    #: What kind of question it is, for people.
    kind: str
    title: str
    calls: list[Asked]
    facts: list[Fact]
    #: Texts under their keys; a key may be empty.
    said: list[tuple[str, str]]
    #: JSON of what has no such parts.
    rest: Any = exact.NOTHING

    @property
    def has_rest(self) -> bool:
        return self.rest is not exact.NOTHING


def read(row: Row) -> Question:
    asked = exact.parsed(row["question"])
    found = calls.asked(row["kind"], asked)
    label = _kind(row["kind"], found)
    if found:
        said = [
            ("" if len(found) == 1 else f"{i}. {call.tool}", call.said) for i, call in enumerate(found, 1) if call.said
        ]
        return Question(label, _heading(found), found, [], said)
    match asked:
        case str():
            text = asked if asked.strip() != row["title"] else ""
            return Question(label, row["title"], [], [], [("", text)] if text else [])
        case dict() if row["kind"] == "breakpoint":
            return Question(label, row["title"], [], [], [])
        case dict():
            facts, said = _parts(asked, row["title"])
            return Question(label, row["title"], [], facts, said)
    return Question(label, row["title"], [], [], [], asked if row["question"] not in ("null", None) else exact.NOTHING)


def brief(row: Row) -> tuple[str, str, list[Fact]]:
    """For a line of a list: its kind, a title without the words of a model, and up to three facts."""
    asked = exact.parsed(row["question"])
    found = calls.asked(row["kind"], asked)
    label = _kind(row["kind"], found)
    if found:
        return label, _heading(found), list(_scalars(found[0].args, ""))[:3]
    facts = _scalars(asked, row["title"]) if isinstance(asked, dict) and row["kind"] != "breakpoint" else iter(())
    return label, row["title"], list(facts)[:3]


def scalars(row: Row) -> dict[str, Any]:
    """All short facts of it by their names, and the tools that it would call."""
    asked = exact.parsed(row["question"])
    found = calls.asked(row["kind"], asked)
    facts = [fact for call in found for fact in (("tool", call.tool), *_scalars(call.args, ""))]
    return dict(facts or (_scalars(asked, row["title"]) if isinstance(asked, dict) else ()))


def _kind(kind: str, found: list[Asked]) -> str:
    return words.KINDS["tool_approval" if len(found) == 1 else kind]


def _heading(found: list[Asked]) -> str:
    names = [call.tool for call in found]
    if len(names) == 1:
        return f"Allow {names[0]}?"
    shown = ", ".join(dict.fromkeys(names[:3]))
    return f"Allow {len(names)} calls: {shown}{' …' if len(names) > 3 else ''}?"


def _parts(asked: dict[str, Any], title: str) -> tuple[list[Fact], list[tuple[str, str]]]:
    facts: list[Fact] = []
    said: list[tuple[str, str]] = []
    for key, value in asked.items():
        if (isinstance(value, str) and value.strip() == title) or key in ("type", "tool_call_id", "adjourn"):
            continue
        if key in ("options", "choices", "actions") and isinstance(value, list):
            continue
        if isinstance(value, str) and (key in _WORDS or key in _SHOWN or len(value) > _LONG or "\n" in value):
            said.append(("" if key in _SHOWN else key, value))
        else:
            facts.append((key, value))
    return facts, [pair for pair in said if pair[1].strip()]


def _scalars(values: dict[str, Any], title: str) -> Iterator[Fact]:
    for key, value in values.items():
        if key in _SHOWN or (isinstance(value, str) and (value == title or not value.strip() or key in _WORDS)):
            continue
        if isinstance(value, str | bool | Written | int | float):
            yield key, value[:80] + "…" if isinstance(value, str) and len(value) > 80 else value
