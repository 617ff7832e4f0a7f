"""Graphs of the jobs that a release leaves in the middle of their lives (tests/support/released.py)."""

import asyncio
import operator
import os
from typing import Annotated

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from survival import State, begin, chain, end, gate_is_open, note, question


class Answers(State, total=False):
    answers: Annotated[dict[str, object], operator.or_]


CALL = {"name": "refund", "args": {"order": 4711}}
#: A question of each kind but the breakpoint, by that kind.
KINDS = {
    "question": ("Which day?", None),
    "form": ({"query": "How many?"}, {"type": "object", "properties": {"count": {"type": "integer"}}}),
    "tool_approval": ({"type": "tool_approval", **CALL}, None),
    "tool_batch": (
        {
            "action_requests": [CALL, CALL],
            "review_configs": [{"action_name": "refund", "allowed_decisions": ["approve", "reject"]}],
        },
        None,
    ),
    "agent_inbox": (
        {
            "action_request": {"action": "refund", "args": {"order": 4711}},
            "config": {"allow_accept": True, "allow_ignore": True, "allow_respond": False, "allow_edit": False},
        },
        None,
    ),
}


def asking(kind):
    asked, schema = KINDS[kind]

    async def ask(state):
        note(state, kind)
        return {"log": [kind], "answers": {kind: interrupt(asked, response_schema=schema)}}

    return ask


def of_each_kind():
    builder = StateGraph(Answers)
    builder.add_node(end)
    for kind in KINDS:
        builder.add_node(kind, asking(kind))
        builder.add_edge(START, kind)
    builder.add_edge(list(KINDS), "end")
    return builder.compile()


async def twice(state):
    note(state, "twice")
    return {"log": ["twice"], "answer": f"{interrupt('first?')}, {interrupt('second?')}"}


async def walk(state):
    note(state, "walk")
    await asyncio.sleep(0.2)
    return {"log": ["walk"]}


async def ride(state):
    note(state, "ride")
    await asyncio.sleep(0.2)
    return {"log": ["ride"]}


async def mend(state):
    """Fails until the gate is open: for good, or as a network does."""
    note(state, "mend")
    if not gate_is_open():
        raise (ConnectionError if state["who"] == "tried" else ValueError)("not yet")
    return {"log": ["mend"]}


async def other(state):
    return {"log": ["other"], "answer": interrupt("what else?")}


def stopping():
    builder = StateGraph(State).add_sequence([begin, end]).add_edge(START, "begin")
    return builder.compile(interrupt_before=["end"])


kinds = of_each_kind()
stops = stopping()
journey = chain(begin, walk, question, ride, end)
asks_twice = chain(begin, twice, end)
mends = chain(begin, mend, end)
# Code that no longer has the node which asked.
changes = chain(begin, other if os.environ.get("CHANGED") else question, end)
