"""One stretch of a graph: from an input, an answer or a checkpoint to its end, a question, an error or a drain."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, field
from typing import Any

from adjourn.worker.langgraph_inside import INTERRUPT
from adjourn.worker.project import contexts
from adjourn.worker.project.graphs import Graph
from langchain_core.runnables import RunnableConfig
from langgraph.runtime import RunControl


@dataclass(slots=True)
class Ended:
    """How a stretch ended. Questions are not here: the saver holds them, also those that an error hides."""

    #: What the graph returned, if it came to its end.
    result: Any = None
    error: BaseException | None = None
    #: It stopped at a static breakpoint.
    at_breakpoint: bool = False
    #: The deadline of the job passed.
    overdue: bool = False
    #: Names of the tasks that ran, by task id.
    names: dict[str, str] = field(default_factory=dict)


async def run(
    graph: Graph,
    input: Any,
    config: RunnableConfig,
    context: Any,
    control: RunControl,
    seconds_left: float | None,
) -> Ended:
    """Never raises, not even when it is cancelled: the caller records what became of the job."""
    ended = Ended()
    try:
        async with asyncio.timeout(seconds_left) as limit:
            stream: Any = graph.astream(
                input,
                config,
                context=contexts.of(graph, context),
                stream_mode=["values", "updates", "tasks"],
                subgraphs=True,
                # As `invoke` does: what is in no output schema is nobody's but the graph's.
                output_keys=graph.output_channels,
                durability="sync",
                control=control,
            )
            async for namespace, mode, chunk in stream:
                if mode == "tasks":
                    ended.names[chunk["id"]] = chunk["name"]
                elif not namespace and mode == "values":
                    ended.result = chunk
                elif not namespace and isinstance(chunk, dict) and chunk.get(INTERRUPT) == ():
                    ended.at_breakpoint = True
    except BaseException as error:
        ended.error = error
        ended.overdue = limit.expired()
    return ended
