"""Graphs that put something into the store, each in another of LangGraph's ways to it, and say what they find there."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from typing import Annotated, Any

from langgraph.config import get_store
from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.runtime import Runtime
from langgraph.store.base import BaseStore
from langgraph.store.memory import InMemoryStore
from langgraph.types import interrupt
from langgraph_sdk.runtime import ServerRuntime
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    key: str
    found: Annotated[list[Any], lambda old, new: old + new]


def _graph(*nodes: Callable[..., Any], **options: Any) -> Any:
    builder = StateGraph(State)
    last = START
    for node in nodes:
        builder.add_node(node)
        builder.add_edge(last, node.__name__)
        last = node.__name__
    return builder.compile(**options)


def _kept(store: BaseStore, key: str) -> State:
    """Put, then read what is there."""
    store.put(("kept", "here"), key, {"by": key})
    item = store.get(("kept", "here"), key)
    return {"found": [None if item is None else [item.namespace, item.value]]}


def by_parameter(state: State, *, store: BaseStore) -> State:
    return _kept(store, state["key"])


def by_runtime(state: State, runtime: Runtime) -> State:
    return _kept(runtime.store, state["key"])


async def by_await(state: State) -> State:
    store = get_store()
    await store.aput(("kept", "here"), state["key"], {"by": state["key"]})
    item = await store.aget(("kept", "here"), state["key"])
    return {"found": [item and [item.namespace, item.value]]}


async def sync_in_async(state: State) -> State:
    return _kept(get_store(), state["key"])


async def blocks_the_loop(state: State) -> State:
    """A sync graph whose nodes run in threads, while this one stands on the loop."""
    return {"found": sync_node.invoke({"key": state["key"]})["found"]}


def loop_of_its_own(state: State) -> State:
    return asyncio.run(by_await(state))


def asks_between(state: State, *, store: BaseStore) -> State:
    store.put(("kept", "here"), state["key"], {"by": state["key"]})
    return {}


def goes_on(state: State, *, store: BaseStore) -> State:
    interrupt("go on?")
    item = store.get(("kept", "here"), state["key"])
    return {"found": [item and [item.namespace, item.value]]}


@task
def by_task(key: str) -> Any:
    return _kept(get_store(), key)["found"]


@entrypoint()
def functional(state: State, *, store: BaseStore) -> Any:
    store.put(("kept", "beside"), state["key"], {})
    return {"found": by_task(state["key"]).result()}


def factory(runtime: ServerRuntime) -> Any:
    store = runtime.store

    def by_factory(state: State) -> State:
        return _kept(store, state["key"])

    return _graph(by_factory)


sync_node = _graph(by_parameter)
runtime = _graph(by_runtime)
async_node = _graph(by_await)
sync_put = _graph(sync_in_async)
nested = _graph(blocks_the_loop)
own_loop = _graph(loop_of_its_own)
in_memory = _graph(by_parameter, store=InMemoryStore())
over_a_pause = _graph(asks_between, goes_on)
parent = (
    StateGraph(State).add_node("child", _graph(by_runtime, store=InMemoryStore())).add_edge(START, "child").compile()
)


async def bad(state: State) -> State:
    await get_store().aput(("kept",), "bad", {"x": state["key"]})
    return {}


async def good(state: State) -> State:
    await get_store().aput(("kept", "good"), state["key"], {})
    return {"found": ["good"]}


spoilt, unspoilt = _graph(bad), _graph(good)


async def look_around(state: State) -> State:
    store = get_store()
    for place in (("a",), ("a", "b"), ("ab",), ("a", "b", "c")):
        await store.aput(place, "k", {"at": list(place), "n": len(place)})
    listed = [
        await store.alist_namespaces(),
        await store.alist_namespaces(prefix=("a",)),
        await store.alist_namespaces(suffix=("*", "b")),
        await store.alist_namespaces(max_depth=1),
    ]
    searched = [
        [item.namespace for item in await store.asearch(("a",))],
        [item.namespace for item in await store.asearch((), filter={"n": 3})],
    ]
    await store.adelete(("a",), "k")
    return {"found": [*listed, *(sorted(each) for each in searched), await store.aget(("a",), "k")]}


around = _graph(look_around)


async def with_ttl(state: State) -> State:
    await get_store().aput(("brief",), state["key"], {}, ttl=5)
    await get_store().aput(("lasting",), state["key"], {})
    return {}


async def is_there(state: State) -> State:
    item = await get_store().aget(("brief",), state["key"])
    return {"found": [item is not None]}


brief, there = _graph(with_ttl), _graph(is_there)
