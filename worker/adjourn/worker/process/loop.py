"""One asyncio loop per process runs every graph, sync or async."""

from __future__ import annotations

import asyncio
import threading
import time
from collections.abc import Callable, Coroutine
from concurrent.futures import Future, ThreadPoolExecutor
from contextvars import ContextVar
from typing import Any, TypeVar

T = TypeVar("T")


class Threads:
    """The OS threads that sync code of one run uses. That of a cancelled node cannot be stopped, only awaited.

    Their limit is the run's `max_concurrency`. LangGraph keeps it for nodes only, but sync tools of one node take their
    answers in the order in which they run: with a limit of one that is the order of the calls, every time.
    """

    def __init__(self) -> None:
        self.executor: ThreadPoolExecutor | None = None
        self._busy: set[Future[Any]] = set()
        self._lock = threading.Lock()

    def limit(self, number: int | None) -> None:
        if number:
            self.executor = ThreadPoolExecutor(number, thread_name_prefix="node")

    def started(self, future: Future[Any]) -> None:
        with self._lock:
            self._busy.add(future)
        future.add_done_callback(self._ended)

    def _ended(self, future: Future[Any]) -> None:
        with self._lock:
            self._busy.discard(future)

    def close(self) -> None:
        if self.executor is not None:
            self.executor.shutdown(wait=False)

    def busy(self) -> bool:
        with self._lock:
            return any(future.running() for future in self._busy)


#: The threads of the run in whose context code is called.
threads_of_run: ContextVar[Threads | None] = ContextVar("threads_of_run", default=None)


class _Executor(ThreadPoolExecutor):
    def submit(self, fn: Callable[..., T], /, *args: Any, **kwargs: Any) -> Future[T]:
        threads = threads_of_run.get()
        if threads is None:
            return super().submit(fn, *args, **kwargs)
        submit = threads.executor.submit if threads.executor else super().submit
        future = submit(fn, *args, **kwargs)
        threads.started(future)
        return future


class Loop:
    """A loop in an OS thread of its own, with an executor for sync nodes that is larger than runs times the depth to
    which blocking sync graphs nest: asyncio's default of a few threads deadlocks when each holds one and waits for
    another."""

    def __init__(self, threads: int) -> None:
        self.asyncio = asyncio.new_event_loop()
        self.asyncio.set_default_executor(_Executor(threads, thread_name_prefix="node"))
        self._ticked = time.monotonic()
        self._is_closing = False
        self._running: list[asyncio.Task[None]] = []
        self._thread = threading.Thread(target=self._run, name="loop", daemon=True)
        self._thread.start()

    def run(self, coroutine: Coroutine[Any, Any, T]) -> T:
        """Run on the loop, and wait for the result in the calling thread."""
        return asyncio.run_coroutine_threadsafe(coroutine, self.asyncio).result()

    def start(self, coroutine: Coroutine[Any, Any, None]) -> None:
        """Run on the loop until it closes."""
        self.asyncio.call_soon_threadsafe(lambda: self._running.append(self.asyncio.create_task(coroutine)))

    def silence(self) -> float:
        """Seconds since the loop last moved. Asking makes it move, if it can."""
        silence = time.monotonic() - self._ticked
        self.asyncio.call_soon_threadsafe(self._tick)
        return silence

    def close(self) -> None:
        self._is_closing = True
        self.run(self._end())
        self.asyncio.call_soon_threadsafe(self.asyncio.stop)
        self._thread.join()
        self.asyncio.close()

    def _run(self) -> None:
        asyncio.set_event_loop(self.asyncio)
        while not self._is_closing:
            try:
                self.asyncio.run_forever()
            except (SystemExit, KeyboardInterrupt):
                # asyncio lets them out, after it has given them to the task: the node that called exit() fails, alone.
                continue

    async def _end(self) -> None:
        for task in self._running:
            task.cancel()
        await asyncio.gather(*self._running, return_exceptions=True)

    def _tick(self) -> None:
        self._ticked = time.monotonic()
