"""Bare LangGraph: the same graph, the stock saver on tables of its own, nothing recorded, nobody to answer. The measure
for ours.

`python bare.py DATABASE_URL RUNS IN_FLIGHT [idle | pauses | waits]` is one process. It prints "ready", waits for a
line, and prints "done" when each run has been started, paused and resumed; with `idle`, each a moment after what was
before, as ours are when one measures them one at a time; with `pauses`, when each has been started and paused; with
`waits`, when each has run the graph that waits a second. Then come the median milliseconds from start to pause, and
from answer to end, and the milliseconds of CPU time that this process took for each.
"""

from __future__ import annotations

import asyncio
import statistics
import sys
import time
import uuid
from pathlib import Path
from typing import Any

from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.types import Command
from psycopg import AsyncConnection
from psycopg.rows import dict_row
from psycopg_pool import AsyncConnectionPool

sys.path.insert(0, str(Path(__file__).parent / "project"))
import cycle
import waits

SCHEMA = "bare"
#: Seconds for which a process and a machine that have nothing to do go to sleep.
MOMENT = 0.02


async def main(url: str, runs: int, in_flight: int, only: str = "") -> None:
    pool: Any = AsyncConnectionPool(
        url,
        min_size=10,
        max_size=10,
        open=False,
        kwargs={
            "autocommit": True,
            "prepare_threshold": 0,
            "row_factory": dict_row,
            "options": f"-c search_path={SCHEMA}",
        },
    )
    await pool.open()
    slots, graph = asyncio.Semaphore(in_flight), waits.graph if only == "waits" else cycle.graph
    moment = MOMENT if only == "idle" else 0.0
    times: list[tuple[float, float]] = []

    async def invoke(given: Any, thread_id: str) -> Any:
        own = graph.copy(update={"checkpointer": AsyncPostgresSaver(pool)})
        return await own.ainvoke(given, {"configurable": {"thread_id": thread_id}}, durability="sync")

    async def run() -> None:
        async with slots:
            thread_id = uuid.uuid4().hex
            await asyncio.sleep(moment)
            began = time.perf_counter()
            paused = await invoke({"log": []}, thread_id)
            to_pause = time.perf_counter() - began
            await asyncio.sleep(moment)
            answered = time.perf_counter()
            if only in ("", "idle"):
                ended = await invoke(Command(resume={paused["__interrupt__"][0].id: "yes"}), thread_id)
                assert ended["log"] == ["begin", "yes", "end"]
            times.append((to_pause, time.perf_counter() - answered))

    await asyncio.gather(*(run() for _ in range(5)))
    times.clear()
    print("ready", flush=True)
    sys.stdin.readline()
    began = time.process_time()
    await asyncio.gather(*(run() for _ in range(runs)))
    print("done", flush=True)
    cpu = (time.process_time() - began) / runs
    print(*(round(1000 * each, 2) for each in (*map(statistics.median, zip(*times, strict=True)), cpu)))
    await pool.close()


async def setup(url: str) -> None:
    """The tables, as LangGraph makes them."""
    connection: Any = await AsyncConnection.connect(url, autocommit=True, row_factory=dict_row)  # type: ignore[arg-type]
    async with connection:
        await connection.execute(f"CREATE SCHEMA IF NOT EXISTS {SCHEMA}")
        await connection.execute(f"SET search_path = {SCHEMA}")
        await AsyncPostgresSaver(connection).setup()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], int(sys.argv[2]), int(sys.argv[3]), *sys.argv[4:]))
