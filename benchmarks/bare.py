"""Bare LangGraph: the same graph, the stock saver, nothing recorded, nobody to answer. The measure for ours.

`python bare.py DATABASE_URL RUNS IN_FLIGHT` is one process. It prints "ready", waits for a line, and prints "done" when
each run has been started, paused and resumed.
"""

from __future__ import annotations

import asyncio
import sys
import uuid
from pathlib import Path
from typing import Any

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.types import Command
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

sys.path.insert(0, str(Path(__file__).parent / "project"))
from cycle import graph


async def main(url: str, runs: int, in_flight: int) -> None:
    pool: Any = AsyncConnectionPool(
        url,
        min_size=10,
        max_size=10,
        open=False,
        kwargs={
            "autocommit": True,
            "prepare_threshold": 0,
            "row_factory": dict_row,
            "options": "-c search_path=adjourn",
        },
    )
    await pool.open()
    slots = asyncio.Semaphore(in_flight)

    async def invoke(given: Any, thread_id: str) -> Any:
        own = graph.copy(update={"checkpointer": AsyncPostgresSaver(pool)})
        return await own.ainvoke(given, {"configurable": {"thread_id": thread_id}}, durability="sync")

    async def cycle() -> None:
        async with slots:
            thread_id = uuid.uuid4().hex
            paused = await invoke({"log": []}, thread_id)
            ended = await invoke(Command(resume={paused["__interrupt__"][0].id: "yes"}), thread_id)
            assert ended["log"] == ["begin", "yes", "end"]

    await asyncio.gather(*(cycle() for _ in range(5)))
    print("ready", flush=True)
    sys.stdin.readline()
    await asyncio.gather(*(cycle() for _ in range(runs)))
    print("done", flush=True)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
