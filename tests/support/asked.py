"""Questions in the shapes that people meet in the wild."""

from __future__ import annotations

from typing import Any

from adjourn.models.answer_schemas import misfit

from tests.support.house import Row

EMAIL = {
    "name": "send_email",
    "args": {"subject": "Hi", "to": "ada@example.org"},
    "description": "Please look.\n\nAt it.",
}
DELETE = {"name": "delete_file", "args": {"path": "/tmp/report"}}
ALL = ["approve", "edit", "reject", "respond"]


def batch(*calls: tuple[Row, list[str]]) -> Row:
    configs = [{"action_name": call["name"], "allowed_decisions": allowed} for call, allowed in calls]
    return {"action_requests": [call for call, _ in calls], "review_configs": configs}


def inbox(**allow: bool) -> Row:
    config = {f"allow_{name}": allow.get(name, False) for name in ("accept", "edit", "respond", "ignore")}
    action = {"action": "send_email", "args": {"to": "ada@example.org"}}
    return {"action_request": action, "config": config, "description": "# Send it?\n\nA **mail**."}


def fits(row: Row, answer: Any) -> bool:
    return misfit(answer, row["answer_schema"]) is None
