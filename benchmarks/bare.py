"""Bare LangGraph: the same graph, the stock saver, nothing recorded, nobody to answer. The measure for ours.

`python bare.py DATABASE_URL RUNS IN_FLIGHT` prints {"cycles_per_second": …} for one process: start and pause all runs,
then resume all.
"""

from __future__ import annotations

import asyncio
import json
import sys
import time
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
    slots, prefix = asyncio.Semaphore(in_flight), uuid.uuid4().hex

    async def run(i: int, given: Any) -> Any:
        async with slots:
            own = graph.copy(update={"checkpointer": AsyncPostgresSaver(pool)})
            return await own.ainvoke(given, {"configurable": {"thread_id": f"{prefix}-{i}"}}, durability="sync")

    await asyncio.gather(*(run(-i, {"log": []}) for i in range(1, 6)))
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.perf_counter()
    paused = await asyncio.gather(*(run(i, {"log": []}) for i in range(runs)))
    answers = [Command(resume={p["__interrupt__"][0].id: "yes"}) for p in paused]
    ended = await asyncio.gather(*(run(i, answer) for i, answer in enumerate(answers)))
    seconds = time.perf_counter() - began
    assert all(e["log"] == ["begin", "yes", "end"] for e in ended)
    print(json.dumps({"cycles_per_second": runs / seconds, "cpu_ms": time.process_time() / runs * 1000}), flush=True)
    await pool.close()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3])))
