"""What happens to a job in words, the same for terminals and pages. What somebody else wrote is in it as it is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adjourn.models.forms import exact
from adjourn.models.progress import Item

#: Letters of what a node said, or of why something went wrong.
_SHOWN = 1000
_ASKS = {"asked": "asks", "asked again": "asks again"}


@dataclass(frozen=True, slots=True)
class Line:
    #: The node that says something; else what happens.
    name: str
    text: str


def line(item: Item) -> Line:
    if item.kind == "custom":
        return Line(place(item.checkpoint_ns or "", item.node or ""), said(item.data or "", bool(item.is_cut)))
    data = exact.parsed(item.data) or {}
    if item.kind == "step":
        return Line("step", ", ".join(data.get("nodes") or ["several at once"]))
    if item.kind == "request":
        return _of_request(item, data)
    return Line(item.what or "", _of_job(item, data))


def gap(item: Item) -> str | None:
    """What there is to say before it, if something is missing there."""
    return f"{item.dropped:,} more were said here, too many or too long ago to be kept" if item.dropped else None


def place(checkpoint_ns: str, node: str) -> str:
    """A node by its name, within subgraphs with theirs."""
    levels = [level.partition(":")[0] for level in checkpoint_ns.split("|") if level and not level.isdecimal()]
    return " / ".join([*levels, node] if node else levels) or "?"


def said(data: str, is_cut: bool) -> str:
    """Text as it is, and all else as JSON."""
    value = exact.parsed(data)
    text = value if isinstance(value, str) else exact.write(value)
    return text[:_SHOWN] + " …" if is_cut or len(text) > _SHOWN else text


def _of_request(item: Item, data: dict[str, Any]) -> Line:
    request = f"request {item.request_id}"
    if item.what in _ASKS:
        return Line(_ASKS[item.what], f"{data['title']} ({request})")
    if item.what == "came back":
        return Line("came back", f"{request}: {data.get('why') or data['title']}")
    choice = f": {data['choice']}" if "choice" in data else ""
    return Line(item.what or "", f"{request}{choice}{f' by {item.by}' if item.what == 'answered' else ''}")


def _of_job(item: Item, data: dict[str, Any]) -> str:
    error = data.get("error")
    why = f"{error.get('type')}: {error.get('message')}"[:_SHOWN] if isinstance(error, dict) else ""
    match item.what, data.get("was"):
        case "queued", None:
            return f"by {item.by}"
        case "queued", "running":
            return f"again, after {why}" if why else "again: its worker stopped, or the step failed in passing"
        case "queued", _:
            return f"again, by {item.by}"
        case "running", "running":
            return "again: its worker was not heard of any more"
        case "cancelled", _:
            return why or f"by {item.by}"
    return why
