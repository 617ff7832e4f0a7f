"""Graphs that stay as they are: one with a subgraph that asks, one of functions."""

from __future__ import annotations

import operator
from typing import Annotated, Any

from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from said import said
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    kind: str
    log: Annotated[list[str], operator.add]


def draft(state: State) -> dict[str, Any]:
    return {"log": [said("draft")]}


def sign(state: State) -> dict[str, Any]:
    interrupt("sign it?")
    return {"log": [said("sign")]}


def send(state: State) -> dict[str, Any]:
    return {"log": [said("send")]}


_inner = StateGraph(State).add_node(draft).add_node(sign).add_edge(START, "draft").add_edge("draft", "sign").compile()
_letters = StateGraph(State).add_node("inner", _inner).add_node(send).add_edge(START, "inner").add_edge("inner", "send")
letters = _letters.compile()


@task
def gather() -> str:
    return said("gather")


@entrypoint()
def report(state: dict[str, Any]) -> dict[str, Any]:
    log = [gather().result()]
    interrupt("publish it?")
    return {"log": [*log, said("publish")]}
