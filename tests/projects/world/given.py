"""Graphs that say what they were given, and what they have kept."""

from __future__ import annotations

import operator
from collections import Counter, deque
from dataclasses import dataclass, field
from typing import Annotated, Any

from langchain_core.messages import AIMessage, AnyMessage
from langchain_core.runnables import RunnableConfig
from langgraph.config import get_store
from langgraph.graph import START, StateGraph
from langgraph.graph.message import add_messages
from langgraph.runtime import Runtime
from langgraph.store.base import BaseStore
from langgraph.types import interrupt
from langgraph_sdk import get_client, get_sync_client
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    said: Any
    secret: str


class Said(TypedDict):
    said: Any


@dataclass
class Tone:
    model: str = "small"


def saying(say: Any, context: Any = None, **options: Any) -> Any:
    return StateGraph(State, context_schema=context, **options).add_node("say", say).add_edge(START, "say").compile()


# --- a store

NOTES = ("world", "notes")


def keep(state: State, *, store: BaseStore) -> State:
    store.put(NOTES, "first", {"text": "kept"})
    return {"said": interrupt("go on?")}


def find(state: State, runtime: Runtime) -> State:
    assert runtime.store is not None
    found = [item.value for item in get_store().search(NOTES)]
    return {"said": [state["said"], found, [space for space in runtime.store.list_namespaces() if space == NOTES]]}


stored = StateGraph(State).add_sequence([keep, find]).add_edge(START, "keep").compile()

# --- context, config, result


def context(state: State, runtime: Runtime[Any], config: RunnableConfig) -> State:
    return {"said": [getattr(runtime.context, "model", None), config["configurable"].get("model")]}


contextual = saying(context, Tone)
without_context = saying(context)
narrow = saying(lambda state: {"said": "out", "secret": "kept"}, output_schema=Said)


def configured(config: RunnableConfig) -> Any:
    """A factory."""
    return saying(lambda state: {"said": config["configurable"].get("model")})


with_config = saying(context).with_config(configurable={"model": "bound"})
remote = saying(lambda state: {"said": get_sync_client().threads.get("t")})


async def _ask_server(state: State) -> State:
    return {"said": await get_client().threads.get("t")}


remote_async = saying(_ask_server)


class Talk(TypedDict):
    messages: Annotated[list[AnyMessage], add_messages]


def reply(state: Talk) -> Any:
    return {"messages": [AIMessage(f"{len(state['messages'])}: {interrupt('what?')}", id=f"m{len(state['messages'])}")]}


talk = StateGraph(Talk).add_node(reply).add_edge(START, "reply").compile()

# --- values


@dataclass
class Base:
    number: int


@dataclass
class Special(Base):
    lines: Counter[str]


@dataclass
class Receipt:
    first: Base
    total: int = field(init=False, default=0)


class Values(TypedDict, total=False):
    receipt: Receipt
    last: deque[int]
    said: Any


def make(state: Values) -> Values:
    receipt = Receipt(Special(1, Counter("aab")))
    receipt.total = 7
    return {"receipt": receipt, "last": deque([1, 2], maxlen=2)}


def look(state: Values) -> Values:
    interrupt("go on?")
    receipt = state["receipt"]
    return {"said": [type(receipt.first).__name__, receipt.total, state["last"].maxlen], "receipt": receipt}


rich = StateGraph(Values).add_sequence([make, look]).add_edge(START, "make").compile()


def _broken(state: Values) -> Values:
    return {"said": {"error": LookupError("an exception is no value")}}


unkept = StateGraph(Values).add_node("broken", _broken).add_edge(START, "broken").compile()
echo = saying(lambda state: {"said": [state["said"], type(state["said"]).__name__]})
bytes_ = saying(lambda state: {"said": b"\xfb\xff"})
no_text = saying(lambda state: {"said": "a\x00b"})


def _raise(state: State) -> State:
    raise LookupError("nowhere: \x00")


raising = saying(_raise)


class Log(TypedDict):
    log: Annotated[list[Any], operator.add]


remembering = (
    StateGraph(Log).add_node("say", lambda state: {"log": [len(state["log"])]}).add_edge(START, "say").compile()
)
