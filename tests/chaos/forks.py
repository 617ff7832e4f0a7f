"""The fork server: it has imported everything once, and keeps two workers, each a process of its own with its own
connections. They take turns; when something has gone wrong in one of them the other carries the job to its end, and one
that died is replaced.
died is replaced.

A line of JSON in, `{"job", "point", "nth", "action"}`, one out, `{"status", "hits", "pid"}`: the status is 0 or 3 (it
failed, and lives), negative for a signal that ended the worker, and "stopped" if the worker was. `{"go_on": true}` lets
that one go on, `{"forget": true}` begins a new run.
"""

from __future__ import annotations

import asyncio
import gc
import json
import os
import select
import signal
import sys
from concurrent.futures import Future
from dataclasses import dataclass, field
from mmap import mmap
from typing import IO, Any

from adjourn.models import database, logs
from adjourn.models.errors import DatabaseAway
from adjourn.models.settings import Settings, settings
from adjourn.worker.advance import _advance
from adjourn.worker.connections import Connections
from adjourn.worker.graphs import Project
from adjourn.worker.leases import Leases
from adjourn.worker.loop import Loop
from adjourn.worker.process import Process

from tests.chaos import points
from tests.chaos.bugs import BUGS

#: Of a worker that did not do what it was told to, and lives: the next message finds it as it is.
_FAILED = 3


def open_process(settings: Settings, project: Project) -> Process:
    """As `Process.open`, with the project that is loaded already."""
    engine = database.engine(settings)
    loop = Loop(threads=50)
    connections = loop.run(Connections.open(settings, engine))
    return Process(
        f"fork:{os.getpid()}",
        settings,
        project,
        engine,
        loop,
        connections,
        Leases(engine, settings.lease, loop.silence),
    )


def work(project: Project, hits: mmap, orders: IO[str], replies: int) -> None:
    """In the child, until it is killed."""
    process = open_process(settings(), project)

    def deliver() -> None:
        """The message; once more while it is being worked on, if that is what goes wrong."""
        delivered.append(asyncio.run_coroutine_threadsafe(_advance(process, order["job"]), process.loop.asyncio))

    actions = {
        "kill": points.kill,
        "stop": points.stop,
        "raise": points.fail,
        "disconnect": points.disconnect(settings().database_url),
        "again": deliver,
    }
    for line in orders:
        order = json.loads(line)
        signal.alarm(60)
        points.armed = points.Armed(order["point"], order["nth"], actions[order["action"]], hits)
        delivered: list[Future[None]] = []
        status = 0
        deliver()
        for each in delivered:
            try:
                each.result()
            except (points.Chaos, DatabaseAway):
                status = _FAILED
        signal.alarm(0)
        os.write(replies, b"%d" % status)


@dataclass(frozen=True, slots=True)
class Worker:
    pid: int
    orders: int
    replies: int

    def close(self) -> None:
        os.close(self.orders)
        os.close(self.replies)


@dataclass(slots=True)
class Server:
    project: Project
    #: Of the point since the run began, in all workers. Shared with them.
    hits: mmap
    #: Can be read when a worker has died or stopped.
    changes: int
    #: Those that can be told to work, first whose turn it is.
    workers: list[Worker] = field(default_factory=list)
    stopped: Worker | None = None
    #: In this run; the other worker carries the job from then on.
    is_struck: bool = False

    def fill(self) -> None:
        while len(self.workers) + (self.stopped is not None) < 2:
            self.workers.append(self._fork())

    def do(self, order: dict[str, Any]) -> dict[str, Any]:
        if "job" in order:
            return self._advance(order)
        if "go_on" in order:
            return self._go_on()
        self.hits[0], self.is_struck = 0, False
        self._end(self.stopped)
        self.stopped = None
        return {"status": 0, "hits": 0}

    def _advance(self, order: dict[str, Any]) -> dict[str, Any]:
        worker, before, stays = self.workers.pop(0), self.hits[0], self.is_struck
        os.write(worker.orders, json.dumps(order).encode() + b"\n")
        status = self._wait(worker)
        self.is_struck |= before < order["nth"] <= self.hits[0]
        if status == "stopped":
            self.stopped = worker
        elif status in (0, _FAILED):
            self.workers.insert(0 if stays else 1, worker)
        return {"status": status, "hits": self.hits[0], "pid": worker.pid}

    def _go_on(self) -> dict[str, Any]:
        assert self.stopped is not None
        worker, self.stopped = self.stopped, None
        os.kill(worker.pid, signal.SIGCONT)
        status = self._wait(worker)
        if status in (0, _FAILED):
            self.workers.append(worker)
        return {"status": status, "hits": self.hits[0], "pid": worker.pid}

    def close(self) -> None:
        for worker in [*self.workers, self.stopped]:
            self._end(worker)

    def _end(self, worker: Worker | None) -> None:
        if worker is not None:
            os.kill(worker.pid, signal.SIGKILL)
            os.waitpid(worker.pid, 0)
            worker.close()

    def _wait(self, worker: Worker) -> int | str:
        while True:
            ready, _, _ = select.select([worker.replies, self.changes], [], [])
            if self.changes in ready:
                os.read(self.changes, 100)
                pid, status = os.waitpid(worker.pid, os.WNOHANG | os.WUNTRACED)
                if pid and os.WIFSTOPPED(status):
                    return "stopped"
                if pid:
                    worker.close()
                    return os.waitstatus_to_exitcode(status)
            elif reply := os.read(worker.replies, 100):
                return int(reply)

    def _fork(self) -> Worker:
        orders, replies = os.pipe(), os.pipe()
        if pid := os.fork():
            os.close(orders[0])
            os.close(replies[1])
            return Worker(pid, orders[1], replies[0])
        try:
            signal.set_wakeup_fd(-1)
            for other in [Worker(0, orders[1], replies[0]), *self.workers, *filter(None, [self.stopped])]:
                other.close()
            with os.fdopen(orders[0]) as told:
                work(self.project, self.hits, told, replies[1])
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(1)
        os._exit(0)


def main() -> None:
    logs.configure("CRITICAL")
    if bug := os.environ.get("CHAOS_BUG"):
        BUGS[bug]()
    points.wrap()
    changes, told = os.pipe()
    os.set_blocking(told, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told)
    server = Server(Project.load(settings().project), mmap(-1, 1), changes)
    # What is loaded stays: a child's collector would copy each page of it.
    gc.collect()
    gc.freeze()
    server.fill()
    try:
        for line in sys.stdin:
            print(json.dumps(server.do(json.loads(line))), flush=True)
            server.fill()
    finally:
        server.close()


if __name__ == "__main__":
    main()
