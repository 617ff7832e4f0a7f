"""What an interrupt asks, in the shape of a row: its kind, a title, the schema of an answer, the choices it offers."""

from __future__ import annotations

import json
from typing import Any

from adjourn.models.human_requests import Question
from adjourn.worker.advance.as_json import as_json
from adjourn.worker.checkpointer.unsaved import Held

_APPROVAL = [
    {"choice": "approve", "label": "Approve", "answer": {"type": "approve"}},
    {"choice": "reject", "label": "Reject", "answer": {"type": "reject"}, "comment_at": "message"},
    {"choice": "respond", "label": "Respond", "answer": {"type": "respond", "message": ""}, "comment_at": "message"},
]
_CONTINUE = [{"choice": "continue", "label": "Continue", "answer": "continue"}]


def of_interrupt(held: Held, node: str) -> Question:
    """The row of an `interrupt(...)`. Raises ValueError for a question that no JSON can hold."""
    value, schema = held.interrupt.value, held.interrupt.response_schema
    kind = _kind(value, schema)
    return Question(
        interrupt_id=held.interrupt.id,
        node=node,
        kind=kind,
        title=_title(value, node),
        question=as_json(value),
        answer_schema=as_json(schema) if isinstance(schema, dict) else None,
        options=json.dumps(_APPROVAL if kind == "tool_approval" else _choices(schema)),
        checkpoint_ns=held.checkpoint_ns,
        checkpoint_id=held.checkpoint_id,
        task_id=held.task_id,
        ordinal=held.ordinal,
    )


def of_breakpoint(checkpoint_ns: str, checkpoint_id: str, nodes: tuple[str, ...], where: str) -> Question:
    """The row of a static breakpoint, `where` is "before" or "after". LangGraph has no interrupt for it, so the id is
    made up from the checkpoint at which the graph stands."""
    name = ", ".join(nodes)
    return Question(
        interrupt_id=f"breakpoint:{checkpoint_ns}:{checkpoint_id}",
        node=name,
        kind="breakpoint",
        title=f"Stopped {where} {name}: go on?",
        question=json.dumps({"breakpoint": where, "nodes": nodes}),
        answer_schema=json.dumps({"enum": ["continue"]}),
        options=json.dumps(_CONTINUE),
        checkpoint_ns=checkpoint_ns,
        checkpoint_id=checkpoint_id,
        task_id="",
        ordinal=0,
    )


def _kind(value: Any, schema: Any) -> str:
    if isinstance(value, dict) and value.get("type") == "tool_approval":
        return "tool_approval"
    return "form" if schema is not None else "question"


def _title(value: Any, node: str) -> str:
    """The first line that a list shows; what a model wrote may hold anything, so control characters go."""
    if isinstance(value, dict):
        if value.get("type") == "tool_approval":
            args = value.get("args")
            shown = ", ".join(f"{k}={v!r}" for k, v in args.items()) if isinstance(args, dict) else ""
            value = f"Allow {value.get('name')}({shown})?"
        else:
            value = next((value[k] for k in ("title", "query", "question", "description") if value.get(k)), None)
    text = value if isinstance(value, str) else f"{node} asks"
    line = " ".join("".join(c if c.isprintable() else " " for c in text).split())
    return line[:199] + "…" if len(line) > 200 else line or f"{node} asks"


def _choices(schema: Any) -> list[dict[str, Any]]:
    """An answer that is one of a few plain values is a choice."""
    match schema:
        case {"enum": [*values]} if values and all(isinstance(v, str) and v.strip() for v in values):
            return [{"choice": value, "label": value, "answer": value} for value in values]
        case {"type": "boolean"}:
            return [{"choice": "yes", "label": "Yes", "answer": True}, {"choice": "no", "label": "No", "answer": False}]
    return []
