"""Middleware of LangChain's agents that cannot run async, found before it fails the first job."""

from __future__ import annotations

import functools
import sys
from collections.abc import Iterator
from types import CellType, FunctionType, MemberDescriptorType, MethodType, ModuleType
from typing import Any

from langgraph.pregel import Pregel

#: LangChain calls these as they are; other hooks it runs in a thread where they have no async half.
_HOOKS = ("wrap_model_call", "wrap_tool_call")
#: Objects of a graph that are looked at: an agent of twenty tools has about a thousand.
_MOST = 50_000


def sync_only(graph: Pregel[Any, Any, Any, Any]) -> list[str]:
    """Class and method of each hook that has no async half, of agents that tools and nodes call, too."""
    if (langchain := sys.modules.get("langchain.agents.middleware.types")) is None:
        return []
    base = langchain.AgentMiddleware
    return sorted(
        {
            f"{type(found).__name__}.{hook}"
            for found in _within(graph.nodes)
            if isinstance(found, base)
            for hook in _HOOKS
            if _is_own(found, base, hook) and not _is_own(found, base, f"a{hook}")
        }
    )


def _is_own(middleware: Any, base: Any, hook: str) -> bool:
    return getattr(type(middleware), hook) is not getattr(base, hook)


def _within(root: Any) -> Iterator[Any]:
    """Everything that it refers to: LangChain keeps middleware in the closures of its nodes."""
    seen: set[int] = set()
    found = [root]
    while found and len(seen) < _MOST:
        each = found.pop()
        if id(each) in seen or isinstance(each, ModuleType | type | str | bytes | int | float):
            continue
        seen.add(id(each))
        yield each
        found += _parts(each)


def _parts(whole: Any) -> list[Any]:
    match whole:
        case dict():
            return list(whole.values())
        case list() | tuple() | set() | frozenset():
            return list(whole)
        case FunctionType():
            return [held for cell in whole.__closure__ or () for held in _held(cell)]
        case MethodType():
            return [whole.__self__, whole.__func__]
        case functools.partial():
            return [whole.func, *whole.args, *whole.keywords.values()]
    slots = [slot for kind in type(whole).__mro__ for slot in vars(kind).values() if type(slot) is MemberDescriptorType]
    return [*getattr(whole, "__dict__", {}).values(), *(_at(slot, whole) for slot in slots)]


def _at(slot: MemberDescriptorType, whole: Any) -> Any:
    """Without code of the class, which may do anything."""
    try:
        return slot.__get__(whole)
    except AttributeError:  # it has no value yet
        return None


def _held(cell: CellType) -> tuple[Any, ...]:
    try:
        return (cell.cell_contents,)
    except ValueError:  # its variable has no value yet
        return ()
