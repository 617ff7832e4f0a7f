"""What happened to a question, a line each, in words for people."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from adjourn.models.forms import exact
from adjourn.models.inbox import Row

_BECAME = {
    "open": "asked",
    "answered": "answered",
    "resumed": "the graph has used the answer",
    "expired": "expired",
    "withdrawn": "withdrawn",
    "erased": "erased",
}
_NAMES = {
    "team": "team",
    "priority": "priority",
    "due_at": "due",
    "remind_at": "reminder",
    "escalate_at": "escalation",
    "expires_at": "expiry",
}


@dataclass(frozen=True, slots=True)
class Told:
    at: datetime
    by: str
    what: str
    #: In somebody's own words.
    words: str = ""


def told(events: Iterable[Row]) -> list[Told]:
    return [_told(event) for event in events]


def _told(event: Row) -> Told:
    at, by = event["at"], event["by"]
    if event["note"] is not None:
        return Told(at, by, "noted", event["note"])
    data = exact.parsed(event["data"])
    data = data if isinstance(data, dict) else {}
    if (event["was"], event["became"]) == ("open", "open"):
        return Told(at, by, ", ".join(_changes(data, by)) or "changed it", _text(data.get("why")))
    if event["became"] == "open" and event["was"]:
        return Told(at, "", "it came back", _text(data.get("answer_error")))
    if event["became"] == "answered":
        answer = data.get("choice") or data.get("comment") or data.get("answer")
        via = data.get("via")
        return Told(at, by, "answered" + (f" (by {via})" if via and via != "page" else ""), _text(answer)[:300])
    # Nobody's doing whom one could ask: a worker's login says nothing.
    return Told(at, "", _BECAME.get(event["became"], str(event["became"])))


def _changes(data: dict[str, Any], by: str) -> Iterator[str]:
    for name, pair in data.items():
        if isinstance(pair, list) and len(pair) == 2 and (said := _change(name, pair[0], pair[1], by)):
            yield said


def _change(name: str, was: Any, became: Any, by: str) -> str:
    match name:
        case "assignee" if became:
            return "took it" if became == by else f"gave it to {became}"
        case "assignee":
            return "let it go" if was == by else f"took it from {was}"
        case "claimed_until":
            return ""
        case "hidden_until":
            return "put off" if became else "not put off any more"
    shown = [_text(each)[:16].replace("T", " ") if name.endswith("_at") else _text(each) for each in (was, became)]
    return f"{_NAMES.get(name, name)} {shown[0] or 'none'} → {shown[1] or 'none'}"


def _text(value: Any) -> str:
    return "" if value is None else value if isinstance(value, str) else exact.write(value)
