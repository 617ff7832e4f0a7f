"""Graphs that fail on a careless answer: each takes numbers, and a text that is none raises."""

from __future__ import annotations

from typing import Any

import outside
from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.types import Send, interrupt
from shapes import State, begin, chain, end


def number(question: str) -> int:
    return int(interrupt(question))


def take(state: State) -> State:
    return {"log": [number("how many?")]}


def take_twice(state: State) -> State:
    return {"log": [number("first?"), number("second?")]}


def take_both_first(state: State) -> State:
    """Asks all, and then finds out."""
    answers = [interrupt("first?"), interrupt("second?")]
    return {"log": [int(answer) for answer in answers]}


async def beside(state: State) -> State:
    """Has an answer of its own, and is done before the other one fails, or is stopped by that."""
    return {"log": [f"beside {interrupt('beside?')}"]}


def reword(state: State) -> State:
    """As a model does that writes its questions."""
    outside.called("reword")
    answers = [interrupt(f"first, {len(outside.calls)}?"), interrupt("second?")]
    return {"log": [int(answer) for answer in answers]}


def ask_way(state: State) -> State:
    return {"log": [interrupt("which way?")]}


def route(state: State) -> str:
    return {"yes": "end"}[state["log"][-1]]


@task
def passed(said: Any) -> Any:
    return said


def take_and_pass(state: State) -> State:
    """What it calls is given the answer, and has come to its end when that turns out to be wrong."""
    return {"log": [int(passed(interrupt("how many?")).result())]}


takes_passed = chain(begin, take_and_pass, end).compile()
takes = chain(begin, take, end).compile()
takes_twice = chain(begin, take_twice, end).compile()
takes_both_first = chain(begin, take_both_first, end).compile()
takes_reworded = chain(begin, reword, end).compile()

_beside = StateGraph(State).add_node(take_twice).add_node(beside).add_node(end)
_beside.add_edge(START, "take_twice").add_edge(START, "beside").add_edge(["take_twice", "beside"], "end")
takes_beside = _beside.compile()

_inner = StateGraph(State).add_node("inner", takes_twice).add_edge(START, "inner").compile()
takes_inside = StateGraph(State).add_node("outer", _inner).add_edge(START, "outer").compile()


def call_takes(state: State) -> State:
    return {"log": takes_twice.invoke({"log": []})["log"]}


takes_called = chain(call_takes).compile()


def call_and_take(state: State) -> State:
    return {"log": [*takes.invoke({"log": []})["log"], number("more?")]}


takes_after_called = chain(call_and_take).compile()

_routed = StateGraph(State).add_node(ask_way).add_node(end).add_edge(START, "ask_way")
takes_routed = _routed.add_conditional_edges("ask_way", route, ["end"]).compile()


def take_each(state: dict[str, Any]) -> State:
    return {"log": [number(f"{state['n']}?")]}


_sent = StateGraph(State).add_node(take_each)  # type: ignore[type-var]
_sent.add_conditional_edges(START, lambda _: [Send("take_each", {"n": n}) for n in range(3)], ["take_each"])
takes_sent = _sent.compile()


@task
def take_in_task(n: int) -> int:
    return number(f"{n}?")


@entrypoint()
def takes_in_tasks(n: int) -> list[int]:
    return [take_in_task(i).result() for i in range(n)]


@entrypoint()
def takes_itself(n: int) -> list[int]:
    return [number(f"{i}?") for i in range(n)]
