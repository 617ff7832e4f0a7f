"""One stretch of a graph: from an input, an answer or a checkpoint to its end, a question, an error or a drain."""

from __future__ import annotations

import asyncio
import time
from dataclasses import dataclass, field
from typing import Any

from adjourn.models.claims import Claimed
from adjourn.worker.advance.emitted import Emitted
from adjourn.worker.langgraph_inside import INTERRUPT, heard
from adjourn.worker.project import contexts
from adjourn.worker.project.graphs import Graph
from langchain_core.runnables import RunnableConfig
from langgraph.runtime import RunControl


@dataclass(frozen=True, slots=True)
class Limit:
    """Until when a run must have come to its end or to a question, on the clock of `time.monotonic`, and what it fails
    with if it has not."""

    until: float
    type: str
    message: str

    @classmethod
    def of(cls, job: Claimed) -> Limit | None:
        """The one that is over first."""
        limits = []
        if job.seconds_left is not None:
            limits.append((job.seconds_left, "DeadlinePassed", "the deadline of the job passed before it finished"))
        if (seconds := job.run_timeout) is not None:
            limits.append((seconds, "RunTimeout", f"one advance ran for longer than its run_timeout of {seconds:g} s"))
        if not limits:
            return None
        seconds, type_, message = min(limits)
        return cls(time.monotonic() + seconds, type_, message)

    @property
    def left(self) -> float:
        """Seconds."""
        return self.until - time.monotonic()

    @property
    def is_over(self) -> bool:
        return self.left <= 0


@dataclass(slots=True)
class Ended:
    """How a stretch ended. Questions are not here: the saver holds them, also those that an error hides."""

    #: What the graph returned, if it came to its end.
    result: Any = None
    error: BaseException | None = None
    #: It stopped at a static breakpoint.
    at_breakpoint: bool = False
    #: What it was stopped for: the limit that was over.
    over: Limit | None = None
    #: Names of the tasks that ran, by task id.
    names: dict[str, str] = field(default_factory=dict)


async def run(
    graph: Graph,
    input: Any,
    config: RunnableConfig,
    context: Any,
    control: RunControl,
    limit: Limit | None,
    emitted: Emitted | None = None,
) -> Ended:
    """Never raises, not even when it is cancelled: the caller records what became of the job. `emitted` hears what its
    nodes say."""
    ended = Ended()
    config = heard(config, emitted.write, graph.store) if emitted else config
    try:
        async with asyncio.timeout(limit.left if limit else None) as timeout:
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
                    if emitted and not namespace and "result" in chunk:
                        # Before the step has its checkpoint: LangGraph goes on as it is asked for more.
                        await emitted.settle()
                elif not namespace and mode == "values":
                    ended.result = chunk
                elif not namespace and isinstance(chunk, dict) and chunk.get(INTERRUPT) == ():
                    ended.at_breakpoint = True
    except BaseException as error:
        ended.error = error
        ended.over = limit if timeout.expired() else None
    return ended
