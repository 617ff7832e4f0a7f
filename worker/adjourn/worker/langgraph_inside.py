"""Every name of LangGraph that it does not document, in one place.

A name that goes away fails the import, loudly. What would go wrong without a word (a variable that nobody reads any
more, an event that has another name) is tried out here, before a worker takes its first job. The upper bounds in
pyproject.toml keep a version that nobody has tried away from a user.
"""

from __future__ import annotations

import re
from functools import wraps
from types import FunctionType
from typing import Any, TypedDict

import httpx
import langgraph.checkpoint.base.id as checkpoint_ids
import langgraph_sdk
import langgraph_sdk._async.client as sdk_client
import langgraph_sdk.client
import ormsgpack
from adjourn.models.ground.errors import AdjournError
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import var_child_runnable_config
from langgraph._internal._constants import (
    CONFIG_KEY_CHECKPOINT_MAP,
    CONFIG_KEY_RUNTIME,
    CONFIG_KEY_STREAM,
    CONFIG_KEY_STRICT_RESUME,
    ERROR,
    ERROR_SOURCE_NODE,
    INTERRUPT,
    PUSH,
    RESUME,
    TASKS,
)
from langgraph.checkpoint.base import WRITES_IDX_MAP
from langgraph.checkpoint.postgres.base import SELECT_PENDING_SENDS_SQL, BasePostgresSaver
from langgraph.checkpoint.serde import jsonplus
from langgraph.checkpoint.serde._msgpack import SAFE_MSGPACK_TYPES
from langgraph.checkpoint.serde.event_hooks import SerdeEvent, register_serde_event_listener
from langgraph.checkpoint.serde.types import _DeltaSnapshot as DeltaSnapshot
from langgraph.config import get_stream_writer
from langgraph.graph import START, StateGraph
from langgraph.pregel._task_status import CONTROL_WRITES, read_task_statuses
from langgraph.pregel.main import _coerce_context as coerce_context
from langgraph.pregel.protocol import StreamProtocol
from langgraph.runtime import Runtime
from langgraph.store.base import BaseStore
from langgraph.store.postgres import AsyncPostgresStore
from langgraph.types import StreamWriter
from langgraph_sdk.runtime import _ExecutionRuntime as ExecutionRuntime
from langgraph_sdk.runtime import _ReadRuntime as ReadRuntime
from langsmith.run_helpers import tracing_context

__all__ = [
    "BRANCH",
    "CONFIG_KEY_STRICT_RESUME",
    "CONTROL_WRITES",
    "ERROR",
    "ERROR_SOURCE_NODE",
    "EXT_DELTA_SNAPSHOT",
    "EXT_KW_ARGS",
    "EXT_POS_ARGS",
    "EXT_PYDANTIC_V1",
    "EXT_PYDANTIC_V2",
    "EXT_SINGLE_ARG",
    "INTERRUPT",
    "PACK_OPTIONS",
    "PUSH",
    "RESUME",
    "SAFE_MSGPACK_TYPES",
    "SELECT_PENDING_SENDS_SQL",
    "TASKS",
    "WRITES_IDX_MAP",
    "BasePostgresSaver",
    "DeltaSnapshot",
    "ExecutionRuntime",
    "PooledPostgresStore",
    "ReadRuntime",
    "SerdeEvent",
    "coerce_context",
    "heard",
    "ids_after",
    "object_hook",
    "packing_with",
    "place_in_graph",
    "read_task_statuses",
    "register_serde_event_listener",
]

#: A channel of a graph that starts a node; the rest of its name is the node's.
BRANCH = "branch:to:"
#: How LangGraph's serializer calls ormsgpack.
PACK_OPTIONS: int = jsonplus._option
#: What it marks a value with that a constructor of one, of positional or of keyword arguments makes.
EXT_SINGLE_ARG: int = jsonplus.EXT_CONSTRUCTOR_SINGLE_ARG
EXT_POS_ARGS: int = jsonplus.EXT_CONSTRUCTOR_POS_ARGS
EXT_KW_ARGS: int = jsonplus.EXT_CONSTRUCTOR_KW_ARGS
EXT_PYDANTIC_V1: int = jsonplus.EXT_PYDANTIC_V1
EXT_PYDANTIC_V2: int = jsonplus.EXT_PYDANTIC_V2
EXT_DELTA_SNAPSHOT: int = jsonplus.EXT_DELTA_SNAPSHOT


class PooledPostgresStore(AsyncPostgresStore):
    """Only `abatch` of it is called: it needs no task that gathers the calls of all runs."""

    def _ensure_task(self) -> None:
        self._task = None


class _NoServer(httpx.ASGITransport, httpx.BaseTransport):
    """Of a client of LangGraph's SDK without a URL, which means the server that runs the graph."""

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        return self.handle_request(request)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        raise RuntimeError(
            "there is no LangGraph server in this process: give the client the URL of one, or call the graph itself "
            "(await graph.ainvoke(…))"
        )


_get_sync_client = langgraph_sdk.get_sync_client


@wraps(_get_sync_client)
def _client_of(*, url: str | None = None, **options: Any) -> langgraph_sdk.client.SyncLangGraphClient:
    """Without a URL it would look for a server on this host's port 8123, and its errors would pass as a failing net."""
    if url is not None:
        return _get_sync_client(url=url, **options)
    nowhere = httpx.Client(base_url="http://localhost", transport=_NoServer(app=None))  # type: ignore[arg-type]
    return langgraph_sdk.client.SyncLangGraphClient(nowhere)


def packing_with(pack: Any) -> Any:
    """LangGraph's `default` of ormsgpack, which packs with `pack` what a value holds instead of with its own."""
    return FunctionType(jsonplus._msgpack_default.__code__, vars(jsonplus) | {"_msgpack_enc": pack})


def object_hook(allowed: Any) -> Any:
    """LangGraph's `ext_hook` of ormsgpack, which makes objects of the classes in `allowed` and reports all others."""
    return jsonplus._create_msgpack_ext_hook(allowed)


def ids_after(checkpoint_id: str) -> None:
    """Make the ids of this process's next checkpoints greater than `checkpoint_id`, if that is a uuid6."""
    try:
        seen = checkpoint_ids.UUID(hex=checkpoint_id).time
    except ValueError:
        return
    if (checkpoint_ids._last_v6_timestamp or 0) < seen:
        checkpoint_ids._last_v6_timestamp = seen  # type: ignore[assignment]


def heard(config: RunnableConfig, writer: StreamWriter, store: BaseStore | None) -> RunnableConfig:
    """With which a run, as if it were that of a subgraph, gives what its nodes say to `writer`, in their own threads.
    LangGraph's stream mode `custom` has a queue without an end instead, and takes several times as long. `store`: that
    of the graph, which a subgraph has from the same place."""
    runtime = Runtime(stream_writer=writer, store=store)
    ours = {CONFIG_KEY_STREAM: StreamProtocol(lambda _: None, set()), CONFIG_KEY_RUNTIME: runtime}
    return {**config, "configurable": {**config.get("configurable", {}), **ours}}


def place_in_graph() -> tuple[str, str]:
    """The `checkpoint_ns` of the task in which code is called, and the id of the whole graph's checkpoint from which it
    goes on; both empty in a thread of its own."""
    config = var_child_runnable_config.get()
    if config is None:
        return "", ""
    place = config.get("configurable", {})
    return place.get("checkpoint_ns", ""), (place.get(CONFIG_KEY_CHECKPOINT_MAP) or {}).get("", "")


def _require(holds: bool, what: str) -> None:
    if not holds:
        raise AdjournError(f"this version of LangGraph cannot be used: {what}; install the one of constraints.txt")


def _try_client() -> None:
    _require("get_asgi_transport" in sdk_client.get_client.__code__.co_names, "its SDK reaches for a server by itself")
    try:
        langgraph_sdk.get_sync_client().threads.get("a thread")
    except RuntimeError:
        return
    _require(False, "its SDK reaches for a server by itself")


def _try_packing() -> None:
    packed: list[Any] = []

    def pack(value: Any) -> bytes:
        packed.append(value)
        return b""

    packing_with(pack)({1})
    _require(bool(packed), "its serializer does not pack with the function that it is given")


def _try_events() -> None:
    seen: list[SerdeEvent] = []
    end = register_serde_event_listener(seen.append)
    jsonplus.logger.disabled = True
    try:
        read = object_hook({("math", "tau")})
        read(jsonplus.EXT_CONSTRUCTOR_POS_ARGS, ormsgpack.packb(("math", "pow", (1, 2))))
        read(jsonplus.EXT_METHOD_SINGLE_ARG, ormsgpack.packb(("math", "floor", 1.5, "__call__")))
    finally:
        jsonplus.logger.disabled = False
        end()
    _require([event["name"] for event in seen] == ["pow", "floor"], "its serializer does not say what it refuses")


def _try_ids() -> None:
    now = checkpoint_ids.uuid6()
    ahead = checkpoint_ids.UUID(int=now.int + (1 << 64), version=6)  # some nanoseconds
    ids_after(str(ahead))
    _require(checkpoint_ids.uuid6() > ahead, "its ids do not follow the greatest that was seen")


class _Nothing(TypedDict, total=False):
    nothing: None


def _try_writer() -> None:
    said: list[Any] = []

    def node(state: _Nothing) -> None:
        get_stream_writer()("a word")

    inner = StateGraph(_Nothing).add_node("inner", node).add_edge(START, "inner").compile()
    outer = StateGraph(_Nothing).add_node("outer", inner).add_edge(START, "outer").compile()
    config = heard({}, lambda value: said.append((value, *re.findall("([a-z]+):", place_in_graph()[0]))), None)
    # LangSmith would hear of it, and remember the variables that it has before the project sets its own.
    with tracing_context(enabled=False):
        outer.invoke({}, config)
    _require(said == [("a word", "outer", "inner")], "it does not give what nodes say to the writer that it is given")


sdk_client.get_asgi_transport = lambda: _NoServer  # type: ignore[assignment,attr-defined]
langgraph_sdk.get_sync_client = langgraph_sdk.client.get_sync_client = _client_of
_try_client()
_try_packing()
_try_events()
_try_ids()
_try_writer()
