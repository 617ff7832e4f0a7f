"""All the ways to ask a person."""

from __future__ import annotations

import operator
from typing import Annotated, Any

import outside
from langchain_core.messages import AIMessage
from langchain_core.tools import tool
from langgraph.func import entrypoint, task
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.prebuilt import ToolNode
from langgraph.types import Send, interrupt
from pydantic import BaseModel, field_validator
from shapes import State, ask, ask_twice, begin, chain, end
from typing_extensions import TypedDict


def ask_thrice(state: State) -> State:
    outside.called("ask_thrice")
    return {"log": [interrupt(f"{n}?") for n in (1, 2, 3)]}


def ask_again(state: State) -> State:
    return {"log": [interrupt("again?")]}


def ask_until_stop(state: State) -> State:
    return {"log": [interrupt(f"more than {len(state['log'])}?")]}


three_questions = chain(begin, ask_thrice, end).compile()
two_nodes = chain(begin, ask, ask_again, end).compile()

_loop = StateGraph(State)
_loop.add_node(ask_until_stop)
_loop.add_edge(START, "ask_until_stop")
_loop.add_conditional_edges("ask_until_stop", lambda s: END if s["log"][-1] == "stop" else "ask_until_stop")
loop = _loop.compile()


# --- many at once


class Many(TypedDict, total=False):
    n: int
    log: Annotated[list[Any], operator.add]


def ask_one(state: Many) -> Many:
    outside.called("ask_one")
    return {"log": [(state["n"], interrupt(f"{state['n']}?"))]}


_fan_out = StateGraph(Many)
_fan_out.add_node(ask_one)
_fan_out.add_conditional_edges(START, lambda s: [Send("ask_one", {"n": n}) for n in range(s["n"])])
fan_out = _fan_out.compile()


@task
def ask_in_task(n: int) -> Any:
    return interrupt(f"{n}?")


@entrypoint()
def functional(n: int) -> list[Any]:
    return [future.result() for future in [ask_in_task(i) for i in range(n)]]


@entrypoint()
def functional_in_turn(n: int) -> list[Any]:
    return [ask_in_task(i).result() for i in range(n)]


# --- further down

inner = chain(begin, ask_twice, end).compile()

_subgraph = StateGraph(State)
_subgraph.add_node("inner", inner)
_subgraph.add_node(end)
_subgraph.add_edge(START, "inner")
_subgraph.add_edge("inner", "end")
subgraph = _subgraph.compile()

_two = StateGraph(State)
for _name in ("one", "two"):
    _two.add_node(_name, chain(ask_twice).compile())
    _two.add_edge(START, _name)
two_subgraphs = _two.compile()


def call_inner(state: State) -> State:
    """A graph that is called, not added: LangGraph cannot see it from outside."""
    outside.called("call_inner")
    return {"log": inner.invoke({"log": []})["log"]}


async def acall_inner(state: State) -> State:
    return {"log": (await inner.ainvoke({"log": []}))["log"]}


calls_inner = chain(call_inner, end).compile()
acalls_inner = chain(acall_inner, end).compile()


# --- tools


@tool
def pay(amount: int) -> str:
    """Pay somebody."""
    decision = interrupt({"type": "tool_approval", "name": "pay", "args": {"amount": amount}})
    return f"paid {amount}: {decision['message']}"


_tools = StateGraph(MessagesState)
_tools.add_node("tools", ToolNode([pay]))
_tools.add_edge(START, "tools")
tools = _tools.compile()

_tool_by_send = StateGraph(MessagesState)
_tool_by_send.add_node("tools", ToolNode([pay]))


def each_call(state: MessagesState) -> list[Send]:
    last = state["messages"][-1]
    assert isinstance(last, AIMessage)
    return [Send("tools", [{**call, "type": "tool_call"}]) for call in last.tool_calls]


_tool_by_send.add_conditional_edges(START, each_call)
tools_by_send = _tool_by_send.compile()


# --- breakpoints: LangGraph keeps no interrupt for these

stops_before = chain(begin, end).compile(interrupt_before=["end"])
stops_after = chain(begin, end).compile(interrupt_after=["begin"])
stops_always = chain(begin, end).compile(interrupt_before="*")

_stops_inside = StateGraph(State)
_stops_inside.add_node("inner", chain(begin, end).compile(interrupt_before=["end"]))
_stops_inside.add_edge(START, "inner")
stops_inside = _stops_inside.compile()


# --- answers of a certain kind


class Verdict(BaseModel):
    ok: bool
    reason: str

    @field_validator("reason")
    @classmethod
    def _not_idle(cls, reason: str) -> str:
        """What no JSON Schema of this class says."""
        if reason == "because":
            raise ValueError("that is no reason")
        return reason


def ask_form(state: State) -> State:
    verdict = interrupt("fine?", response_schema=Verdict)
    assert isinstance(verdict, Verdict)
    return {"log": [verdict.ok, verdict.reason]}


def ask_shaped(state: Many) -> Many:
    """Asks with the value and the schema it is given."""
    value, schema = state["log"]
    return {"log": [interrupt(value, response_schema=schema)]}


form = chain(ask_form).compile()

_shaped = StateGraph(Many)
_shaped.add_node(ask_shaped)
_shaped.add_edge(START, "ask_shaped")
shaped = _shaped.compile()
