"""How what happens to a job is shown to people: a line for each item."""

from __future__ import annotations

import json
from typing import Any

from adjourn.admin import json_text, rows, terminal
from adjourn.admin.rows import Row
from adjourn.models.progress import Item
from rich.text import Text

#: Letters of what a node said.
_SHOWN = 1000


def as_json(item: Item) -> str:
    """On one line, without what it has none of."""
    given: dict[str, Any] = {name: getattr(item, name) for name in Item.__slots__}
    given["at"] = item.at.isoformat()
    given["data"] = None if item.data is None else rows.Json(item.data.replace("\n", " "))
    return rows.as_json({name: value for name, value in given.items() if value is not None})


def line(item: Item) -> Text:
    """`18:00:07  five  {"page": 3}`."""
    name, said = _said(item)
    shown = Text.assemble((f"{item.at.astimezone():%H:%M:%S}  ", "dim"), name)
    shown.append(" " * max(12 - name.cell_len, 1) + terminal.line(said) if said else "")
    return shown


def gap(item: Item) -> Text | None:
    """What there is to say before it, if something is missing there."""
    if not item.dropped:
        return None
    return Text(f"          {item.dropped:,} more were said here, too many or too long ago to be kept", "dim")


def said(row: Row) -> str:
    """Of a row of the table."""
    return _data(row["data"], row["is_cut"])


def place(checkpoint_ns: str, node: str) -> str:
    """A node by its name, within subgraphs with theirs."""
    levels = [level.partition(":")[0] for level in checkpoint_ns.split("|") if level and not level.isdecimal()]
    return " / ".join([*levels, node] if node else levels) or "?"


def _said(item: Item) -> tuple[Text, str]:
    if item.kind == "custom":
        where = Text(terminal.line(place(item.checkpoint_ns or "", item.node or "")), "bold")
        return where, _data(item.data or "", bool(item.is_cut))
    data = json.loads(item.data or "{}")
    if item.kind == "step":
        return Text("step", "dim"), ", ".join(data.get("nodes") or ["several at once"])
    if item.kind == "request":
        return _of_request(item, data)
    return terminal.status(item.what or ""), _of_job(item, data)


def _of_request(item: Item, data: dict[str, Any]) -> tuple[Text, str]:
    request = f"request {item.request_id}"
    if item.what in ("asked", "asked again"):
        return Text("asks" if item.what == "asked" else "asks again", "yellow"), f"{data['title']} ({request})"
    if item.what == "came back":
        return Text("came back", "yellow"), f"{request}: {data.get('why') or data['title']}"
    choice = f": {data['choice']}" if "choice" in data else ""
    by = f" by {item.by}" if item.what == "answered" else ""
    return terminal.status(item.what or ""), f"{request}{choice}{by}"


def _of_job(item: Item, data: dict[str, Any]) -> str:
    error = data.get("error")
    why = f"{error.get('type')}: {error.get('message')}"[:_SHOWN] if isinstance(error, dict) else ""
    match item.what, data.get("was"):
        case "queued", None:
            return f"by {item.by}"
        case "queued", "running":
            return f"again, after {why}" if why else "again: its worker stopped"
        case "queued", _:
            return f"again, by {item.by}"
        case "running", "running":
            return "again: its worker was not heard of any more"
        case "cancelled", _:
            return why or f"by {item.by}"
    return why


def _data(text: str, is_cut: bool) -> str:
    return terminal.cut(text if is_cut else json_text.brief(text), _SHOWN) + (" …" if is_cut else "")
