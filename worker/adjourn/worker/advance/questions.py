"""What an interrupt asks, in the shape of a row: its kind, a title, the schema of an answer, the choices it offers."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from adjourn.models import human_requests
from adjourn.models.ground.readable import is_readable_json
from adjourn.models.human_requests import Question
from adjourn.worker.advance.as_json import as_json
from adjourn.worker.advance.shapes import agent_inbox, plain, tool_approval, tool_batch
from adjourn.worker.advance.shapes.shape import Json, Shape
from adjourn.worker.advance.titles import title
from adjourn.worker.checkpointer.unsaved import Held, is_by_hand

#: What may be said to a job that stands at a breakpoint.
CONTINUE, STOP = "continue", "stop"
_GO_ON = [{"choice": word, "label": word.capitalize(), "answer": word} for word in (CONTINUE, STOP)]
_GO_ON_SCHEMA = {"enum": [CONTINUE, STOP]}


def of_interrupt(held: Held, node: str) -> Question:
    """The row of an `interrupt(...)`, or of one that the node raised by hand, which is a breakpoint: the node takes no
    answer, it runs again. Raises ValueError for a question that no JSON can hold."""
    asked = as_json(held.interrupt.value)
    value, shape = _read(asked, held.interrupt.response_schema)
    kind, schema, options = shape.kind, shape.answer_schema, shape.options()
    if is_by_hand(held.interrupt):
        kind, schema, options = "breakpoint", _GO_ON_SCHEMA, _GO_ON
    return Question(
        interrupt_id=held.interrupt.id,
        node=node,
        kind=kind,
        title=title(value, shape.calls, node),
        question=asked,
        answer_schema=None if schema is None else as_json(schema),
        options=json.dumps(options),
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
        answer_schema=json.dumps(_GO_ON_SCHEMA),
        options=json.dumps(_GO_ON),
        checkpoint_ns=checkpoint_ns,
        checkpoint_id=checkpoint_id,
        task_id="",
        ordinal=0,
    )


def _read(asked: str, schema: Any) -> tuple[Any, Shape]:
    """What is asked, and the shape of it: the first that fits; whatever nearly fits is a plain question."""
    try:
        value = human_requests.read(asked)
    except ValueError:
        value = None
    calls: Sequence[tuple[str, Json]] = ()
    for recognise in (tool_approval.recognise, tool_batch.recognise, agent_inbox.recognise):
        if (shape := recognise(value)) is not None:
            calls = shape.calls
            fitting = shape.within(schema) if isinstance(schema, dict) else shape
            if fitting is not None and _can_be_said(fitting):
                return value, fitting
    shape = plain.form(value, schema) if isinstance(schema, dict) else plain.question(value)
    return value, replace(shape, calls=calls) if _can_be_said(shape) else replace(shape, calls=calls, ways=[])


def _can_be_said(shape: Shape) -> bool:
    """Whether Postgres can hold, to the letter, what is offered: a tool may have a name that it cannot."""
    return is_readable_json(as_json([shape.options(), None if shape.kind == "form" else shape.answer_schema]))
