"""What people see of a graph's state beside a question: the texts that the operator's policy names, a conversation say.

Taken when the worker asks, so that whoever shows the question opens no checkpoint. Nothing of it can make a pause fail.
"""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import structlog
from adjourn.models import pointer
from adjourn.models.claims import Claimed
from adjourn.models.outcomes import Settle
from adjourn.worker.advance.as_json import plain
from adjourn.worker.advance.look import levels
from adjourn.worker.project.graphs import Graph
from adjourn.worker.project.policy import Policy
from langchain_core.messages import BaseMessage
from langchain_core.runnables import RunnableConfig

log = structlog.get_logger()

#: Bytes of it for one question, and letters of one message.
MOST = 8000
_LONGEST = 2000


async def shown(policy: Policy, job: Claimed, graph: Graph, config: RunnableConfig, settled: Settle) -> Settle:
    """With what it says about the questions that are asked."""
    ask = settled.requests.ask
    if not (policy.shows and any(policy.of(job.graph, question.node).show for question in ask)):
        return settled
    try:
        state = await graph.aget_state(config, subgraphs=any(question.checkpoint_ns for question in ask))
        at = {level.config["configurable"].get("checkpoint_ns", ""): level.values for level in levels(state)}
        told = tuple(
            replace(question, shown=excerpt(show, at.get(question.checkpoint_ns), state.values))
            if (show := policy.of(job.graph, question.node).show)
            else question
            for question in ask
        )
    except Exception as error:
        log.warning("nothing of the state is shown", error=type(error).__name__)
        return settled
    return replace(settled, requests=replace(settled.requests, ask=told))


def excerpt(pointers: Sequence[str], *levels: Any) -> str | None:
    """What they lead to, in the first of these states in which there is something; as JSON text of at most MOST bytes,
    the last of a conversation, the beginning of all else. None: nothing."""
    room = MOST // len(pointers) - 2
    leads_to = [
        (name, next((it for level in levels if (it := pointer.at(level, name)) is not None), None)) for name in pointers
    ]
    found = (_part(name, value, room) for name, value in leads_to if value is not None)
    return json.dumps(parts) if (parts := [part for part in found if part["said"]]) else None


def _part(name: str, value: Any, room: int) -> dict[str, Any]:
    """`earlier`: how many messages there was no room for; `more`: how many letters."""
    messages = value if isinstance(value, list | tuple) and all(map(_is_message, value)) else [value]
    part: dict[str, Any] = {"name": name[1:], "said": []}
    left = room - len(json.dumps(part | {"earlier": len(messages)}))
    for i, message in enumerate(reversed(messages)):
        by, text = _said(message)
        left -= len(json.dumps(by | {"text": "", "more": len(text)})) + 2
        kept = _cut(text[:_LONGEST] if len(messages) > 1 else text, left)
        if text and not kept:
            return part | {"earlier": len(messages) - i}
        left -= len(json.dumps(kept))
        more = {"more": len(text) - len(kept)} if kept != text else {}
        part["said"][:0] = [by | {"text": kept} | more] if text else []
    return part


def _is_message(value: Any) -> bool:
    return isinstance(value, BaseMessage) or (
        isinstance(value, Mapping)
        and isinstance(value.get("content"), str | list)
        and isinstance(value.get("role", value.get("type")), str)
    )


def _said(value: Any) -> tuple[dict[str, str], str]:
    """Who, if somebody did, and what."""
    if isinstance(value, BaseMessage):
        by, content, calls = value.name or value.type, value.content, getattr(value, "tool_calls", [])
    elif _is_message(value):
        by, content, calls = value.get("role", value.get("type")), value["content"], value.get("tool_calls") or []
    else:
        return {}, value if isinstance(value, str) else json.dumps(plain(value), ensure_ascii=False, indent=2)
    parts = [_words(part) for part in ([content] if isinstance(content, str) else content)]
    parts += [f"calls {call.get('name')} {json.dumps(plain(call.get('args')), ensure_ascii=False)}" for call in calls]
    return {"by": str(by)[:100]}, "\n".join(filter(None, parts))


def _words(part: Any) -> str:
    """Of a block of a message's content."""
    if isinstance(part, Mapping):
        return str(part.get("text") or f"[{part.get('type')}]")
    return str(part)


def _cut(text: str, room: int) -> str:
    """So that it takes no more bytes than this as JSON."""
    text = text[: max(0, room)]
    while text and (size := len(json.dumps(text))) > room:
        text = text[: min(len(text) - 1, room * len(text) // size)]
    return text
