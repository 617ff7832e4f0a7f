"""Most of what a job of this graph does and keeps depends on its kind; each asks once."""

from __future__ import annotations

import operator
import time
from dataclasses import dataclass
from typing import Annotated, Any

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from pydantic import BaseModel
from said import said
from typing_extensions import TypedDict


@dataclass
class Money:
    amount: int


class Refund(BaseModel):
    amount: int


class State(TypedDict, total=False):
    kind: str
    money: Any
    note: str
    answer: Any
    log: Annotated[list[str], operator.add]


def keep(state: State) -> dict[str, Any]:
    kept = {"class": {"money": Money(7)}, "key": {"note": "for the customer"}}
    return {"log": [said("keep")], **kept.get(state["kind"], {})}


def plain(state: State) -> dict[str, Any]:
    answer = interrupt("go on?")
    return {"answer": answer, "log": [said("plain")]}


def renamed(state: State) -> dict[str, Any]:
    answer = interrupt("go on?")
    return {"answer": answer, "log": [said("renamed")]}


def form(state: State) -> dict[str, Any]:
    answer = interrupt("how much?", response_schema=Refund).amount
    return {"answer": answer, "log": [said("form")]}


def act(state: State) -> dict[str, Any]:
    time.sleep(0.03)
    return {"log": [said("act")]}


def end(state: State) -> dict[str, Any]:
    return {"log": [said("end")], "money": None}


def route(state: State) -> str:
    return {"node": "renamed", "form": "form"}.get(state["kind"], "plain")


_desk = StateGraph(State)
for _node in (keep, plain, renamed, form, act, end):
    _desk.add_node(_node)
_desk.add_edge(START, "keep")
_desk.add_conditional_edges("keep", route, ["plain", "renamed", "form"])
for _name in ("plain", "renamed", "form"):
    _desk.add_edge(_name, "act")
desk = _desk.add_edge("act", "end").compile()
