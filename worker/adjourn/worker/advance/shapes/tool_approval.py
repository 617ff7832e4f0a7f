"""LangChain's HumanInTheLoopMiddleware, one question per tool call; answered with one decision."""

from __future__ import annotations

from typing import Any

from adjourn.worker.advance.shapes import decisions
from adjourn.worker.advance.shapes.shape import Json, Shape, Way


def recognise(value: Any) -> Shape | None:
    """Which decisions are allowed stands in the `response_schema` alone; without one, any is."""
    match value:
        case {"type": "tool_approval"} if decisions.is_call(value):
            ways = [_way(decision, value) for decision in decisions.LABELS]
            schema = decisions.schema(value["name"], list(decisions.LABELS))
            return Shape("tool_approval", schema, ways, [(value["name"], value["args"])])
    return None


def _way(decision: str, call: Json) -> Way:
    label = decisions.LABELS[decision]
    if decision == "edit":
        action = {"name": call["name"], "args": call["args"]}
        return Way(None, label, {"type": "edit", "edited_action": action})
    comment_at = [["message"]] if decision in decisions.COMMENTED else []
    return Way(decision, label, {"type": decision}, comment_at, needs_comment=decision == "respond")
