"""The decisions that LangChain's HumanInTheLoopMiddleware takes about one tool call, and their words."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from adjourn.worker.advance.shapes.shape import Json, one_of, record

#: In the order in which they are offered, with what they are called.
LABELS = {"approve": "Approve", "reject": "Reject", "respond": "Respond", "edit": "Edit"}
#: A rejection may say why; a response is what the model is told in place of the tool's result.
COMMENTED = ("reject", "respond")


def schema(name: str, allowed: Sequence[str]) -> Json:
    """JSON Schema of a decision about a call of the tool `name`. An edit names the same tool: LangChain would let it
    call another one, which nobody was asked about."""
    return one_of([_schema(name, decision) for decision in allowed])


def _schema(name: str, decision: str) -> Json:
    kind = {"const": decision}
    match decision:
        case "edit":
            action = record(["name", "args"], name={"const": name}, args={"type": "object"})
            return record(["type", "edited_action"], type=kind, edited_action=action)
        case "reject":
            return record(["type"], type=kind, message={"type": "string"})
        case "respond":
            return record(["type", "message"], type=kind, message={"type": "string"})
        case _:
            return record(["type"], type=kind)


def is_call(value: Any) -> bool:
    """Whether it names a tool and its arguments."""
    match value:
        case {"name": str(name), "args": dict()}:
            return bool(name.strip())
    return False
