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
#: What people and models write, as words and as Markdown.
LONG = "Dear customer,\nwe are sorry that your lamp came broken. We send another one today.\n\nYours, Olga"
SAID = """# Why now

The customer wrote **twice**, and *not kindly*:

> Where is my money?
> It has been two weeks.

1. Her lamp was broken: `order A-1`.
2. Our answer was late.
   - by mail
   - by phone, see [the log](https://example.org/log)\u200b

| what | amount |
|---|---|
| lamp | 1,250.10 |

```python
refund("A-1")
```
"""
ORDER = {
    "title": "Order",
    "type": "object",
    "properties": {
        "decision": {"enum": ["approve", "partial", "reject"], "title": "Decision"},
        "amount": {"anyOf": [{"type": "number"}, {"type": "string"}], "title": "Amount", "description": "In EUR."},
        "pay": {
            "title": "How to pay",
            "oneOf": [
                {"type": "object", "properties": {"kind": {"const": "card"}, "last4": {"type": "string"}}},
                {"type": "object", "properties": {"kind": {"const": "bank"}, "iban": {"type": "string"}}},
            ],
        },
        "items": {"type": "array", "items": {"properties": {"sku": {"type": "string"}, "n": {"type": "integer"}}}},
        "urgent": {"type": "boolean"},
        "by": {"type": "string", "format": "date"},
        "country": {"enum": ["AT", "DE", "FR", "IT", "SE"]},
        "rest": {},
    },
    "required": ["decision", "amount", "pay", "items"],
}  # fmt: skip


def batch(*calls: tuple[Row, list[str]]) -> Row:
    configs = [{"action_name": call["name"], "allowed_decisions": allowed} for call, allowed in calls]
    return {"action_requests": [call for call, _ in calls], "review_configs": configs}


def inbox(**allow: bool) -> Row:
    config = {f"allow_{name}": allow.get(name, False) for name in ("accept", "edit", "respond", "ignore")}
    action = {"action": "send_email", "args": {"to": "ada@example.org"}}
    return {"action_request": action, "config": config, "description": "# Send it?\n\nA **mail**."}


def fits(row: Row, answer: Any) -> bool:
    return misfit(answer, row["answer_schema"]) is None
