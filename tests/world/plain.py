"""A graph of LangGraph alone, in memory: what it asks, what it is answered, what it comes to."""

from __future__ import annotations

import asyncio
import json
from typing import Any

from adjourn.worker.advance.as_json import as_json
from langchain_core.runnables import RunnableBinding
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.pregel import Pregel
from langgraph.store.memory import InMemoryStore
from langgraph.types import Command, Interrupt

from tests.support.in_order import in_order

#: Asked by a graph that stands at a static breakpoint: LangGraph has no question for it.
BREAKPOINT = "a breakpoint"


class Plain:
    def __init__(self, graph: Any, config: dict[str, Any], context: Any) -> None:
        self._config = {**config, "configurable": {**config.get("configurable", {}), "thread_id": "in memory"}}
        self._options: dict[str, Any] = {} if context is None else {"context": context}
        if isinstance(graph, RunnableBinding):
            graph, self._options = graph.bound, {**self._options, **graph.kwargs}
        if not isinstance(graph, Pregel):
            graph = graph(self._config)
        self._graph = graph.copy(update={"checkpointer": InMemorySaver(), "store": InMemoryStore()})
        self._interrupts: list[Interrupt] = []
        #: What it asks now.
        self.asked: list[Any] = []
        #: What it came to: the result, or the error that it raised.
        self.end: Any = None

    def run(self, input: Any) -> None:
        try:
            result = asyncio.run(self._graph.ainvoke(input, self._config, **self._options))
        except Exception as error:
            self.asked, self.end = [], error
            return
        self._interrupts = []
        if isinstance(result, dict):
            self._interrupts = in_order(self._graph, self._config, result.pop("__interrupt__", []))
        self.asked = [json.loads(as_json(interrupt.value)) for interrupt in self._interrupts]
        if not self.asked and self._graph.get_state(self._config).next:
            self.asked = [BREAKPOINT]
        self.end = json.loads(as_json(result))

    def answer(self, answers: list[Any]) -> None:
        """To what is asked, in that order."""
        given = {asked.id: answer for asked, answer in zip(self._interrupts, answers, strict=bool(self._interrupts))}
        self.run(Command(resume=given) if given.keys() - {"placeholder-id"} else None)
