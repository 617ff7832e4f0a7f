"""How a job is shown to people."""

from __future__ import annotations

import json
from datetime import datetime

from adjourn.admin import ages, conversation, json_text, terminal, versions
from adjourn.admin.rows import Row
from rich.text import Text


def note(row: Row, now: datetime) -> str:
    """What there is to say about a job in a list."""
    if row["asks"]:
        more = f" (and {row['questions'] - 1} more)" if row["questions"] > 1 else ""
        return f"asks {row['asks']}{more}"
    if row["status"] == "waiting":
        return "answered, goes on"
    if row["status"] == "running":
        return f"by {row['leased_by']}"
    if row["status"] == "queued" and not (when := ages.ago(row["run_at"], now)).endswith(("ago", "now")):
        return f"{when}, after {_reason(row)}" if row["error"] else when
    return _reason(row) or (f"thread {row['thread_id']}" if row["thread_id"] != str(row["id"]) else "")


def _reason(row: Row) -> str:
    """Why it failed, in brief."""
    return (trouble(row["error"]) or "").partition("\n")[0][:300]


def show(row: Row, code: Row, now: datetime) -> None:
    """`code`: as `versions.CODE` finds it."""
    tries = f"{row['attempt']} of {row['max_attempts']}" + (f", {row['crashes']} crashes" if row["crashes"] else "")
    lease = f"{row['leased_by']}, until {ages.at(row['lease_until'], now)}" if row["leased_by"] else None
    terminal.fields(
        [
            ("job", str(row["id"])),
            ("status", terminal.status(row["status"])),
            ("graph", terminal.line(versions.of_graph(row, code))),
            ("thread", terminal.line(row["thread_id"])),
            ("key", terminal.line(row["key"]) if row["key"] else None),
            ("queue", terminal.line(row["queue"]) if row["queue"] else None),
            ("priority", str(row["priority"]) if row["priority"] else None),
            ("trace", row["traceparent"].split("-")[1] if row["traceparent"] else None),
            ("tries", tries if row["attempt"] + row["crashes"] else None),
            ("leased by", terminal.line(lease) if lease else None),
            ("taken", versions.untaken(row, code)),
            ("created", ages.at(row["created_at"], now)),
            ("runs", ages.at(row["run_at"], now) if row["status"] == "queued" else None),
            ("deadline", ages.at(row["deadline_at"], now)),
            ("started", ages.at(row["started_at"], now)),
            ("finished", ages.at(row["finished_at"], now)),
            ("input", conversation.shown(row["input"])),
            ("config", json_text.shown(row["config"]) if row["config"] != "{}" else None),
            ("context", json_text.shown(row["context"])),
            ("result", conversation.shown(row["result"])),
            ("error", trouble(row["error"])),
        ]
    )


def moved(event: Row) -> Text:
    """What an event did to the job, or to one of its requests."""
    what = Text(f"#{event['request_id']} " if event["request_id"] else "")
    if event["was"]:
        what.append(event["was"] + " → ", "dim")
    return what.append_text(terminal.status(event["became"]))


def trouble(error: str | None) -> str | None:
    """`jobs.error` as a sentence, if it is what workers write there."""
    try:
        found = json.loads(error or "null")
    except (ValueError, RecursionError):
        found = None
    if isinstance(found, dict) and found.keys() - {"hint"} == {"type", "message"}:
        said = terminal.cut(terminal.safe(f"{found['type']}: {found['message']}"), 4000)
        return f"{said}\n{terminal.safe(str(found['hint']))}" if "hint" in found else said
    return json_text.shown(error)
