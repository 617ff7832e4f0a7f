"""What is found out about a graph, kept for the next time that the same is loaded."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

T = TypeVar("T")


def once_for_each_graph(look: Callable[..., T]) -> Callable[..., T]:
    """The same builder, stopping at the same nodes, makes the same graph. The last argument is one."""
    seen: dict[Any, T] = {}

    def looked(*given: Any) -> T:
        graph = given[-1]
        if (builder := getattr(graph, "builder", None)) is None:
            return look(*given)
        key = (*given[:-1], builder, *map(tuple, (graph.interrupt_before_nodes, graph.interrupt_after_nodes)))
        if key not in seen:
            seen[key] = look(*given)
        return seen[key]

    return looked
