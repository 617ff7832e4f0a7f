"""What a graph asks in memory, in the order in which rows are."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from langgraph.types import Interrupt


def in_order(graph: Any, config: Any, asked: Iterable[Interrupt]) -> list[Interrupt]:
    """Of the tasks: LangGraph returns them as the tasks came to ask, on a busy machine in any order."""
    tasks = graph.get_state(config).tasks
    order = [interrupt.id for task in tasks for interrupt in task.interrupts]
    return sorted(asked, key=lambda interrupt: order.index(interrupt.id))
