"""Graphs whose nodes say what they are at, by LangGraph's stream writer."""

from __future__ import annotations

import asyncio
import decimal
import threading
import time
from collections.abc import Callable
from typing import Any

import outside
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langgraph.config import get_stream_writer
from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.runtime import Runtime
from langgraph.types import StreamWriter, interrupt
from pydantic import BaseModel
from shapes import State, begin, chain, end


def five(state: State) -> State:
    write = get_stream_writer()
    for number in range(1, 6):
        write({"page": number, "of": 5})
    return {"log": [interrupt("publish?")]}


says = chain(begin, five, end).compile()


def again(state: State) -> State:
    get_stream_writer()("asking again")
    return {"log": [interrupt("again?")]}


says_twice = chain(five, again).compile()


def much(state: State) -> State:
    """As much as its input says."""
    write = get_stream_writer()
    for number in range(1, state["log"][0] + 1):
        write({"number": number})
    return {"log": ["much"]}


async def amuch(state: State) -> State:
    return much(state)


says_much = chain(much, end).compile()
says_much_at_once = chain(amuch, end).compile()


def silent_loop(state: State) -> State:
    write: Callable[[Any], None] = lambda _: None  # noqa: E731
    for number in range(1, state["log"][0] + 1):
        write({"number": number})
    return {"log": ["much"]}


loops = chain(silent_loop, end).compile()


def told(state: State, writer: StreamWriter) -> State:
    writer("by argument")
    return {"log": ["told"]}


async def runtime(state: State, runtime: Runtime) -> State:
    runtime.stream_writer("by runtime")
    await asyncio.sleep(0)
    return {"log": ["runtime"]}


def inner_step(state: State) -> State:
    get_stream_writer()("inside")
    return {"log": ["inner"]}


inner = chain(inner_step).compile()


def calls(state: State) -> State:
    inner.invoke({"log": []})
    return {"log": ["calls"]}


async def passes_on(state: State) -> State:
    write = get_stream_writer()
    async for said in inner.astream({"log": []}, stream_mode="custom"):
        write({"passed on": said})
    return {"log": ["passes on"]}


@tool
def look_up(what: str) -> str:
    """Look it up."""
    get_stream_writer()(f"looking up {what}")
    return "found"


class Asked(State, total=False):
    messages: list[Any]


def asks_tool(state: Asked) -> Asked:
    return {"messages": [AIMessage("", tool_calls=[{"name": "look_up", "args": {"what": "it"}, "id": "1"}])]}


_everywhere = StateGraph(Asked)
for name, node in (
    *(("told", told), ("runtime", runtime), ("sub", inner), ("calls", calls), ("passes_on", passes_on)),
    *(("asks_tool", asks_tool), ("tools", ToolNode([look_up]))),
):
    _everywhere.add_node(name, node)
_everywhere.add_edge(START, "told")
for before, after in (
    *(("told", "runtime"), ("runtime", "sub"), ("sub", "calls"), ("calls", "passes_on")),
    *(("passes_on", "asks_tool"), ("asks_tool", "tools")),
):
    _everywhere.add_edge(before, after)
says_everywhere = _everywhere.compile()


@task
def says_in_task(number: int) -> int:
    get_stream_writer()(number)
    return number


@entrypoint()
def says_in_tasks(numbers: list[int]) -> list[int]:
    return [says_in_task(number).result() for number in numbers]


class Model(BaseModel):
    price: decimal.Decimal


class Bad:
    def __repr__(self) -> str:
        raise RuntimeError("no")


def odd(state: State) -> State:
    circle: list[Any] = []
    circle.append(circle)
    changed = {"is": "before"}
    write = get_stream_writer()
    for value in (
        *(
            None,
            1.5,
            float("nan"),
            "a\x00b\ud800c",
            b"bytes",
            {1: "a", "1": "b"},
            {"k" * 9000: 1},
            circle,
            Bad(),
            {Bad()},
        ),
        *(Model(price=decimal.Decimal("1.10")), AIMessage("hello"), "x" * 50_000_000, [["y" * 100] * 1000] * 1000),
        *("\x1b[31mred\u202e", "<script>alert(1)</script>", changed),
    ):
        write(value)
    changed["is"] = "after"
    thread = threading.Thread(target=lambda: write("from a thread of its own"))
    thread.start()
    thread.join()
    return {"log": ["odd"]}


says_odd = chain(odd).compile()


def first(state: State) -> State:
    get_stream_writer()("first")
    return {"log": ["first"]}


def second(state: State) -> State:
    write = get_stream_writer()
    write("second begins")
    outside.called("second")
    write("second ends")
    return {"log": ["second"]}


says_in_two = chain(first, second).compile()


async def on_and_on(state: State) -> State:
    number = 0
    while True:
        number += 1
        get_stream_writer()(number)
        outside.called(str(number))
        await asyncio.sleep(0.02)


says_on = chain(on_and_on).compile()


def slowly(state: State) -> State:
    """So that somebody may follow, or kill."""
    write = get_stream_writer()
    for number in range(1, state["log"][0] + 1):
        write({"slowly": number})
        time.sleep(0.05)
    return {"log": ["slowly"]}


says_slowly = chain(begin, slowly, end).compile()
