"""Graphs that work: their nodes leave a mark outside, and meet there what a test has planned for them."""

from __future__ import annotations

import asyncio
from typing import Any

import outside
from langchain_core.runnables import RunnableConfig
from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime
from langgraph.types import interrupt
from shapes import State, begin, chain, end
from typing_extensions import TypedDict


def one(state: State) -> State:
    outside.called("one")
    return {"log": ["one"]}


def two(state: State) -> State:
    outside.called("two")
    return {"log": ["two"]}


def three(state: State) -> State:
    outside.called("three")
    return {"log": ["three"]}


steps = chain(one, two, three).compile()
stops_at_two = chain(one, two, three).compile(interrupt_before=["two"])
echo = chain(one).compile()


def ask_and_act(state: State) -> State:
    outside.called("ask")
    answer = interrupt("act?")
    outside.called("act")
    return {"log": [answer]}


acts = chain(begin, ask_and_act, end).compile()


def ask_beside(state: State) -> State:
    return {"log": [interrupt("beside?")]}


_beside = StateGraph(State)
_beside.add_node(ask_beside)
_beside.add_node(one)
_beside.add_edge(START, "ask_beside")
_beside.add_edge(START, "one")
#: One branch asks, the other one may fail.
asks_beside = _beside.compile()


def ask_carefully(state: State) -> State:
    """Takes LangGraph's pause for an error."""
    try:
        return {"log": [interrupt("swallowed?")]}
    except Exception:
        return {"log": ["nobody was there"]}


def ask_carefully_first(state: State) -> State:
    swallowed = ask_carefully(state)
    return {"log": [*swallowed["log"], interrupt("asked?")]}


swallows = chain(begin, ask_carefully, end).compile()
swallows_one = chain(begin, ask_carefully_first, end).compile()


class Context(TypedDict):
    tenant: str


def report_before(state: State, config: RunnableConfig, runtime: Runtime[Context]) -> State:
    return {"log": [_report(config, runtime)]}


def report_after(state: State, config: RunnableConfig, runtime: Runtime[Context]) -> State:
    interrupt("go on?")
    return {"log": [_report(config, runtime)]}


def _report(config: RunnableConfig, runtime: Runtime[Context]) -> dict[str, Any]:
    given = config["configurable"]
    return {
        "tags": config.get("tags"),
        "who": config["metadata"].get("who"),
        "flavour": given.get("flavour"),
        "thread_id": given["thread_id"],
        "context": runtime.context,
    }


_reports = StateGraph(State, context_schema=Context)
_reports.add_sequence([report_before, report_after])
_reports.add_edge(START, "report_before")
reports = _reports.compile()


def block(state: State) -> State:
    """Cannot be stopped."""
    outside.called("block")
    outside.wait("block")
    return {"log": ["block"]}


async def idle(state: State) -> State:
    """Stops when its run is cancelled."""
    outside.called("idle")
    try:
        await asyncio.sleep(60)
    finally:
        outside.called("idle stopped")
    return {"log": ["idle"]}


_blocks = StateGraph(State)
_blocks.add_node(begin)
_blocks.add_node(block)
_blocks.add_node(idle)
_blocks.add_edge(START, "begin")
_blocks.add_edge("begin", "block")
_blocks.add_edge("begin", "idle")
blocks = _blocks.compile()
