"""Graphs that ask: whatever the question and whoever raised it, it is the one that LangGraph asks."""

from __future__ import annotations

import operator
from typing import Annotated, Any

from langchain_core.runnables import RunnableConfig
from langgraph.errors import NodeInterrupt
from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.types import Command, Send, interrupt
from pydantic import BaseModel
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    log: Annotated[list[Any], operator.add]


def sequence(*nodes: Any) -> StateGraph[State]:
    return StateGraph(State).add_sequence(list(nodes)).add_edge(START, nodes[0].__name__)


def asks(question: Any, schema: Any = None) -> Any:
    """A graph of one node that asks this and returns the answer."""
    more = {} if schema is None else {"response_schema": schema}
    return sequence(_node(lambda: {"log": [interrupt(question, **more)]})).compile()


def _node(act: Any) -> Any:
    def node(state: State) -> Any:
        return act()

    return node


def begin(state: State) -> State:
    return {"log": ["begin"]}


def pay(state: State) -> State:
    return {"log": ["pay"]}


# --- gates

_failed: set[str] = set()


def judge(state: State, config: RunnableConfig) -> str:
    """Away the first time that a job's thread asks."""
    thread = config["configurable"]["thread_id"]
    if thread not in _failed and thread != "in memory":
        _failed.add(thread)
        raise ConnectionError("away")
    return "pay"


judged = StateGraph(State).add_node(begin).add_node(pay).add_edge(START, "begin")
judged = judged.add_conditional_edges("begin", judge, ["pay"]).compile()  # type: ignore[assignment]

gated = sequence(begin, pay).compile(interrupt_before=["pay"])
gated_after = sequence(begin, pay).compile(interrupt_after=["begin"])
gated_inside = StateGraph(State).add_node("inner", gated).add_edge(START, "inner").compile()
bound = sequence(begin, pay).compile().bind(interrupt_before=["pay"])


def raise_once(state: State, config: RunnableConfig) -> State:
    """Runs again from the beginning when it is told to go on."""
    if (thread := "raised " + config["configurable"]["thread_id"]) not in _failed:
        _failed.add(thread)
        raise NodeInterrupt("release it?")
    return {"log": ["released"]}


by_hand = sequence(raise_once, pay).compile()

# --- shapes of questions

plain = asks("how many?")
choosing = asks({"question": "which way?", "options": ["left", "right"]})
inbox = asks(
    [
        {
            "action_request": {"action": "send_email", "args": {"to": "ada@example.org"}},
            "config": {"allow_accept": True, "allow_edit": False, "allow_respond": True, "allow_ignore": True},
            "description": "# Send it?",
        }
    ]
)
batch = asks(
    {
        "action_requests": [{"name": "send_email", "args": {"to": to}} for to in ("ada", "bob")],
        "review_configs": [{"action_name": "send_email", "allowed_decisions": ["approve", "reject"]}],
    }
)


class Amount(BaseModel):
    amount: int


form = asks("how much?", Amount.model_json_schema())


def careless(state: State) -> State:
    return {"log": [int(interrupt("a number?"))]}


failing = sequence(careless).compile()

# --- where it is asked


def left(state: State) -> State:
    return {"log": [f"left {interrupt('left?')}"]}


def right(state: State) -> State:
    return {"log": [f"right {interrupt('right?')}"]}


def ask_twice(state: State) -> State:
    return {"log": [interrupt("first?"), interrupt("second?")]}


parallel = StateGraph(State).add_node(left).add_node(right).add_node(pay).add_edge(START, "left")
parallel = parallel.add_edge(START, "right").add_edge(["left", "right"], "pay").compile()  # type: ignore[assignment]
_inner = StateGraph(State).add_node("deepest", sequence(ask_twice).compile()).add_edge(START, "deepest").compile()
nested = StateGraph(State).add_node("inner", _inner).add_edge(START, "inner").compile()


def call(state: State) -> State:
    return {"log": _inner.invoke({"log": []})["log"]}


called = sequence(call, pay).compile()


def ask_one(state: dict[str, Any]) -> State:
    return {"log": [interrupt(f"{state['n']}?")]}


fan_out = StateGraph(State).add_node(ask_one)  # type: ignore[type-var]
fan_out.add_conditional_edges(START, lambda _: [Send("ask_one", {"n": n}) for n in range(3)], ["ask_one"])
fan_out = fan_out.compile()  # type: ignore[assignment]


def hop(state: State) -> Any:
    where = "pay" if interrupt("pay?") == "yes" else "begin"
    return Command(goto=where, update={"log": [where]})


going = StateGraph(State).add_node(hop).add_node(begin).add_node(pay).add_edge(START, "hop").compile()


@task
def inquire(n: int) -> Any:
    return interrupt(f"{n}?")


@entrypoint()
def functional(count: int) -> list[Any]:
    return [inquire(n).result() for n in range(count)]
