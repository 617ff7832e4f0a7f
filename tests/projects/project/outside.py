"""The world outside of Postgres: what the graphs did to it, what they wait for in it, and what it does to them."""

from __future__ import annotations

import threading
from collections.abc import Callable

#: Each call of a node, in order, also those whose work was lost.
calls: list[str] = []
#: What the world answers the next call of a node with: an error, or something that happens meanwhile.
_next: dict[str, list[BaseException | Callable[[], None]]] = {}
_opened: dict[str, threading.Event] = {}
#: Nodes that have been told to go on.
released: set[str] = set()


def reset() -> None:
    calls.clear()
    _next.clear()
    _opened.clear()
    released.clear()


def plan(node: str, *happens: BaseException | Callable[[], None]) -> None:
    """What the next calls of `node` meet, one each."""
    _next.setdefault(node, []).extend(happens)


def called(node: str) -> None:
    calls.append(node)
    if waiting := _next.get(node):
        happens = waiting.pop(0)
        if isinstance(happens, BaseException):
            raise happens
        happens()


def gate(name: str) -> threading.Event:
    return _opened.setdefault(name, threading.Event())


def wait(name: str) -> None:
    """Until the test opens the gate. Never for good: a test that failed must end."""
    if not gate(name).wait(20):
        raise AssertionError(f"nobody opened the gate {name}")
