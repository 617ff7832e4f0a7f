"""A factory of a graph, called as LangGraph's own server calls it.

What it takes is known by its annotations and given by keyword. A sync one runs in a thread, where it may be slow.
"""

from __future__ import annotations

import asyncio
import inspect
from collections.abc import AsyncIterator, Iterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, get_args, get_origin

from adjourn.models.ground.errors import BadInput
from adjourn.worker.langgraph_inside import ExecutionRuntime, ReadRuntime, coerce_context
from langchain_core.runnables import RunnableConfig
from langchain_core.runnables.config import var_child_runnable_config
from langgraph.pregel import Pregel
from langgraph.runtime import Runtime
from langgraph.store.base import BaseStore
from langgraph_sdk.runtime import AccessContext, ServerRuntime


@dataclass(frozen=True, slots=True)
class Occasion:
    """What a graph is made for."""

    config: RunnableConfig
    store: BaseStore | None
    context: Any = None
    access: AccessContext = "threads.create_run"

    def runtime(self, annotation: Any) -> Any:
        """As a factory declares it: the server's, or that of a run."""
        schema: Any = next(iter(get_args(annotation)), None)
        context = coerce_context(schema, self.context) if isinstance(schema, type) else self.context
        if _names(annotation, "Runtime", (Runtime,)):
            return Runtime(context=context, store=self.store)
        known: Any = {"access_context": self.access, "store": self.store}
        if self.access == "threads.create_run":
            return ExecutionRuntime(context=context, **known)
        return ReadRuntime(**known)


class Looked(dict[str, Any]):
    """A `configurable` that knows whether anybody has looked into it."""

    looked = False

    def __getitem__(self, name: str) -> Any:
        self.looked = True
        return super().__getitem__(name)

    def get(self, name: str, default: Any = None) -> Any:
        self.looked = True
        return super().get(name, default)

    def __contains__(self, name: object) -> bool:
        self.looked = True
        return super().__contains__(name)

    # What copies or unpacks it comes by here.
    def __iter__(self) -> Iterator[str]:
        self.looked = True
        return super().__iter__()

    def keys(self) -> Any:
        self.looked = True
        return super().keys()

    def items(self) -> Any:
        self.looked = True
        return super().items()


@asynccontextmanager
async def made(name: str, factory: Any, occasion: Occasion) -> AsyncIterator[Any]:
    """What the factory makes, for as long as the block lasts. Raises BadInput: it wants what nobody gives."""
    positional, named = _arguments(name, factory, occasion)
    async with AsyncExitStack() as stack:
        # Where `get_config()` looks.
        token = var_child_runnable_config.set(occasion.config)
        try:
            if inspect.iscoroutinefunction(factory) or inspect.iscoroutinefunction(type(factory).__call__):
                thing = await factory(*positional, **named)
            else:
                thing = await asyncio.to_thread(factory, *positional, **named)
            if inspect.isawaitable(thing):
                thing = await thing
            if hasattr(thing, "__aenter__"):
                thing = await stack.enter_async_context(thing)
            elif hasattr(thing, "__enter__") and not isinstance(thing, Pregel):
                thing = await _enter(stack, thing)
        finally:
            var_child_runnable_config.reset(token)
        yield thing


async def _enter(stack: AsyncExitStack, manager: Any) -> Any:
    entered = await asyncio.to_thread(manager.__enter__)

    async def leave(*error: Any) -> bool | None:
        return await asyncio.to_thread(manager.__exit__, *error)

    stack.push_async_exit(leave)
    return entered


def _arguments(name: str, factory: Any, occasion: Occasion) -> tuple[list[Any], dict[str, Any]]:
    """One parameter is a runtime if it is annotated so, else the config. Of several, one is the runtime (without an
    annotation: the one called so) and one the config, in any order; others keep their defaults."""
    try:
        signature = inspect.signature(factory, eval_str=True)
    except NameError:
        # Names that its module imports for type checkers only.
        signature = inspect.signature(factory)
    parameters = [p for p in signature.parameters.values() if p.kind not in (p.VAR_POSITIONAL, p.VAR_KEYWORD)]
    runtime = next((p for p in parameters if _is_runtime(p.annotation)), None)
    if runtime is None and len(parameters) > 1:
        runtime = next((p for p in parameters if p.name == "runtime"), None)
    rest = [p for p in parameters if p is not runtime]
    config = next((p for p in rest if p.annotation is RunnableConfig or p.name == "config"), next(iter(rest), None))
    if unknown := [p.name for p in rest if p is not config and p.default is p.empty]:
        raise BadInput(
            f"graph {name} cannot be made: its factory takes {unknown[0]}, and may take at most config and runtime"
        )
    positional: list[Any] = []
    named: dict[str, Any] = {}
    for each in parameters:
        if each not in (runtime, config):
            continue
        value = occasion.config if each is config else occasion.runtime(each.annotation)
        if each.kind is each.POSITIONAL_ONLY:
            positional.append(value)
        else:
            named[each.name] = value
    return positional, named


def _is_runtime(annotation: Any) -> bool:
    return _names(annotation, "Runtime", (Runtime,)) or _names(
        annotation, "ServerRuntime", (ServerRuntime, ExecutionRuntime, ReadRuntime)
    )


def _names(annotation: Any, text: str, types: tuple[Any, ...]) -> bool:
    """The type itself, with a type argument, or beside None; as a text if it could not be read."""
    if isinstance(annotation, str):
        return annotation.partition("[")[0].partition("|")[0].rpartition(".")[2].strip() == text
    return annotation in types or get_origin(annotation) in types or any(a in types for a in get_args(annotation))
