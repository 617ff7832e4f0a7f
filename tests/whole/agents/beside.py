"""The same graph and input in memory, by LangGraph alone, answered with what the rows were answered with."""

from __future__ import annotations

import asyncio
import json
import re
from typing import Any

from adjourn.worker.advance.as_json import as_json
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.types import Command, Interrupt

from tests.support.in_order import in_order


class Beside:
    def __init__(self, graph: Any) -> None:
        self.graph = graph.copy(update={"checkpointer": InMemorySaver()})
        self.asked: list[Interrupt] = []
        self.result: Any = None

    def run(self, input: Any) -> None:
        config = {"configurable": {"thread_id": "beside"}}
        result = asyncio.run(self.graph.ainvoke(input, config))
        self.asked = in_order(self.graph, config, result.pop("__interrupt__", []))
        self.result = json.loads(as_json(result))

    def answer(self, answers: list[Any]) -> None:
        """To what is asked, in that order."""
        self.run(Command(resume={asked.id: a for asked, a in zip(self.asked, answers, strict=True)}))


_DRAWN = re.compile(r"(lc_run--)?[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(-\d+)?")


def nameless(value: Any) -> Any:
    """Without what differs from run to run: ids of messages and calls that are drawn by chance, and times of files."""
    if isinstance(value, dict):
        return {key: nameless(item) for key, item in value.items() if key not in ("created_at", "modified_at")}
    if isinstance(value, str):
        return _DRAWN.sub("an id", value)
    return [nameless(item) for item in value] if isinstance(value, list) else value
