"""Every form that a graph of a langgraph.json may have. Each asks one question, and says how it was made."""

from __future__ import annotations

import os
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager
from typing import Any

from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.func import entrypoint
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from langgraph_sdk.runtime import ServerRuntime
from typing_extensions import TypedDict

#: What the context managers did.
opened: list[str] = []
#: Read while the module is loaded, as a client's key would be.
environment = {name: os.environ.get(f"LOADING_{name}") for name in ("FROM_FILE", "KEPT")}


class State(TypedDict, total=False):
    said: str
    answer: Any


def _builder(said: str) -> StateGraph[State]:
    def ask(state: State) -> State:
        return {"said": said, "answer": interrupt("go on?")}

    made = StateGraph(State)
    made.add_node(ask)
    made.add_edge(START, "ask")
    return made


compiled = _builder("compiled").compile()
builder = _builder("builder")
own_saver = _builder("own_saver").compile(checkpointer=InMemorySaver())
bound = _builder("bound").compile().bind(interrupt_before=[])
configured = _builder("configured").compile().with_config(tags=["mine"])


def no_argument() -> Any:
    return _builder("no_argument").compile()


def with_config(config: RunnableConfig) -> Any:
    return _builder(f"with_config {config['configurable'].get('flavour')}").compile()


def with_runtime(rt: ServerRuntime[Any]) -> Any:
    run = rt.execution_runtime
    return _builder(f"with_runtime {run and run.context.get('flavour')} {type(rt).__name__}").compile()


def with_both(config: RunnableConfig, runtime: Any) -> Any:
    return _builder(f"with_both {config['configurable'].get('flavour')} {type(runtime).__name__}").compile()


async def coroutine(config: RunnableConfig) -> Any:
    return _builder(f"coroutine {config['configurable'].get('flavour')}").compile()


@asynccontextmanager
async def async_context(config: RunnableConfig) -> AsyncIterator[Any]:
    opened.append("async_context in")
    yield _builder("async_context").compile()
    opened.append("async_context out")


@contextmanager
def sync_context() -> Iterator[Any]:
    opened.append("sync_context in")
    yield _builder("sync_context").compile()
    opened.append("sync_context out")


def of_a_builder() -> Any:
    return _builder("of_a_builder")


class Factory:
    def __call__(self, config: RunnableConfig) -> Any:
        return _builder("factory_object").compile()


factory_object = Factory()


@entrypoint()
def functional(state: Any) -> Any:
    return {"said": "functional", "answer": interrupt("go on?")}
