"""How what happens to a job is shown to people: a line for each item."""

from __future__ import annotations

from typing import Any

from adjourn.admin import rows, terminal
from adjourn.models import progress_words
from adjourn.models.progress import Item
from rich.text import Text

_STYLES = {"step": "dim", "asks": "yellow", "asks again": "yellow", "came back": "yellow"}


def as_json(item: Item) -> str:
    """On one line, without what it has none of."""
    given: dict[str, Any] = {name: getattr(item, name) for name in Item.__slots__}
    given["at"] = item.at.isoformat()
    given["data"] = None if item.data is None else rows.Json(item.data.replace("\n", " "))
    return rows.as_json({name: value for name, value in given.items() if value is not None})


def line(item: Item) -> Text:
    """`18:00:07  five  {"page": 3}`."""
    said = progress_words.line(item)
    name = Text(terminal.line(said.name), "bold" if item.kind == "custom" else _STYLES.get(said.name, ""))
    name = terminal.status(said.name) if item.kind == "job" or item.what == "answered" else name
    shown = Text.assemble((f"{item.at.astimezone():%H:%M:%S}  ", "dim"), name)
    shown.append(" " * max(12 - name.cell_len, 1) + terminal.line(said.text) if said.text else "")
    return shown


def gap(item: Item) -> Text | None:
    return Text(f"          {missing}", "dim") if (missing := progress_words.gap(item)) else None
