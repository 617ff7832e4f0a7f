"""Graphs that say what they were given: by their job, by their factory's caller, by what is bound to them."""

from __future__ import annotations

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from langchain_core.runnables import RunnableConfig
from langgraph.config import get_config
from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime
from langgraph_sdk import get_client
from langgraph_sdk.runtime import ServerRuntime
from pydantic import BaseModel
from typing_extensions import TypedDict

if TYPE_CHECKING:
    from collections.abc import Mapping as OnlyForCheckers


class State(TypedDict, total=False):
    said: Any
    private: str


class Said(TypedDict):
    said: Any


@dataclass
class Tone:
    model: str = "small"
    warmth: int = 1


class Strict(BaseModel):
    model: str = "small"


class Loose(TypedDict, total=False):
    model: str


def _saying(say: Any, schema: Any = None, **options: Any) -> Any:
    builder = StateGraph(State, context_schema=schema, **options)
    return builder.add_node("say", say).add_edge(START, "say").compile()


def _context(state: State, config: RunnableConfig, runtime: Runtime[Any]) -> State:
    context = runtime.context
    said = vars(context) if isinstance(context, Tone | Strict) else context
    return {"said": [said, config["configurable"].get("model")]}


in_dataclass, in_model, in_dict, in_none = (_saying(_context, schema) for schema in (Tone, Strict, Loose, None))

narrow = _saying(lambda state: {"said": "out", "private": "secret"}, output_schema=Said)


def _made(said: Any) -> Any:
    return _saying(lambda state: {"said": said})


def server_then_config(rt: ServerRuntime[Tone], settings: RunnableConfig) -> Any:
    run = rt.execution_runtime
    return _made([type(run.context).__name__ if run else None, settings["configurable"].get("model")])


def by_keyword(*, config: RunnableConfig) -> Any:
    return _made(config["configurable"].get("model"))


def named_as_you_like(anything: RunnableConfig, *, more: int = 5) -> Any:
    return _made([anything["configurable"].get("model"), more])


def of_a_run(runtime: Runtime[Any]) -> Any:
    return _made([type(runtime).__name__, runtime.store is not None])


def unread_annotations(config: RunnableConfig, given: ServerRuntime | None, more: OnlyForCheckers = {}) -> Any:
    return _made([given.access_context if given else None, config["configurable"].get("model"), more])


def looks_around() -> Any:
    return _made(get_config()["configurable"].get("model"))


def wants_a_key(config: RunnableConfig) -> Any:
    return _made(config["configurable"]["model"].upper())


def wants_all(config: RunnableConfig) -> Any:
    class Wanted(BaseModel):
        model: str

    return _made(Wanted(**{name: config["configurable"][name] for name in config["configurable"]}).model)


def slow(config: RunnableConfig) -> Any:
    if config["configurable"].get("model"):
        time.sleep(1.5)
    return _made("slow")


@contextmanager
def slow_to_open(config: RunnableConfig) -> Iterator[Any]:
    if config["configurable"].get("model"):
        time.sleep(1.5)
    yield _made("slow")


def _config(state: State, config: RunnableConfig) -> State:
    return {"said": [config.get("tags"), config["configurable"].get("model"), config.get("recursion_limit")]}


_plain = _saying(_config)
stops_before = _plain.bind(interrupt_before=["say"])
stops_after = _plain.with_config(tags=["a"]).bind(interrupt_after="*").with_config(recursion_limit=7)
configured = _plain.with_config({"tags": ["a"], "configurable": {"model": "large"}, "recursion_limit": 7})


async def _asks_its_server(state: State) -> State:
    return {"said": await get_client().assistants.search()}


loopback = _saying(_asks_its_server)
