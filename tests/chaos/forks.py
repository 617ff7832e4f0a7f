"""The fork server: it has imported everything once, and keeps two workers, each a process of its own with its own
connections. They take turns; when something has gone wrong in one of them the other carries the job to its end, and one
that died is replaced.

A line of JSON in, `{"job", "point", "nth", "action", "after"}`, one out, `{"status", "hits", "pid"}`: the status is 0
or 3 (it failed, and lives), negative for a signal that ended the worker, and "stopped" if the worker was.
`{"go_on": true}` lets that one go on, `{"forget": true}` begins a new run.

`{"errand", "given", "point", "nth", "action"}` begins an errand, `{"poll": pid}` gives its status, None while it runs,
`{"signal", "pid"}` sends it one.
"""

from __future__ import annotations

import gc
import json
import os
import select
import signal
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from mmap import mmap
from typing import Any, NoReturn

from adjourn.models.ground import logs
from adjourn.models.ground.settings import settings
from adjourn.worker.project.project import Project

from tests.chaos import errands, hearing, paging, points
from tests.chaos.bugs import BUGS
from tests.chaos.carrier import FAILED, work


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
    #: The processes that do errands.
    errands: set[int] = field(default_factory=set)
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
        if "errand" in order:
            return {"pid": self._begin(order), "hits": self.hits[0]}
        if "poll" in order:
            return {"status": self._poll(order["poll"]), "hits": self.hits[0]}
        if "signal" in order:
            os.kill(order["pid"], order["signal"])
            return {"hits": self.hits[0]}
        self._forget()
        return {"hits": 0}

    def _advance(self, order: dict[str, Any]) -> dict[str, Any]:
        worker, before, stays = self.workers.pop(0), self.hits[0], self.is_struck
        os.write(worker.orders, json.dumps(order).encode() + b"\n")
        status = self._wait(worker, order["after"])
        self.is_struck |= before < order["nth"] <= self.hits[0] or status == -signal.SIGKILL
        if status == "stopped":
            self.stopped = worker
        elif status in (0, FAILED):
            self.workers.insert(0 if stays else 1, worker)
        return {"status": status, "hits": self.hits[0], "pid": worker.pid}

    def _go_on(self) -> dict[str, Any]:
        assert self.stopped is not None
        worker, self.stopped = self.stopped, None
        os.kill(worker.pid, signal.SIGCONT)
        status = self._wait(worker)
        if status in (0, FAILED):
            self.workers.append(worker)
        return {"status": status, "hits": self.hits[0], "pid": worker.pid}

    def _poll(self, pid: int) -> int | str | None:
        ended, status = os.waitpid(pid, os.WNOHANG | os.WUNTRACED)
        if ended and not os.WIFSTOPPED(status):
            self.errands.remove(pid)
        return _status(status) if ended else None

    def _forget(self) -> None:
        """What a run that went wrong has left behind ends here."""
        self.hits[0], self.is_struck = 0, False
        if self.stopped is not None:
            _end(self.stopped.pid)
            self.stopped.close()
            self.stopped = None
        for pid in self.errands:
            _end(pid)
        self.errands.clear()

    def close(self) -> None:
        self._forget()
        for worker in self.workers:
            _end(worker.pid)

    def _wait(self, worker: Worker, patience: float = 0) -> int | str:
        """Kills the worker after `patience` seconds, if any."""
        while True:
            ready, _, _ = select.select([worker.replies, self.changes], [], [], patience or None)
            if not ready:
                _end(worker.pid)
                worker.close()
                return -signal.SIGKILL
            if self.changes in ready:
                os.read(self.changes, 100)
                pid, status = os.waitpid(worker.pid, os.WNOHANG | os.WUNTRACED)
                if pid and not os.WIFSTOPPED(status):
                    worker.close()
                if pid:
                    return _status(status)
            elif reply := os.read(worker.replies, 100):
                return int(reply)

    def _fork(self) -> Worker:
        orders, replies = os.pipe(), os.pipe()
        if pid := os.fork():
            os.close(orders[0])
            os.close(replies[1])
            return Worker(pid, orders[1], replies[0])

        def child() -> int:
            Worker(0, orders[1], replies[0]).close()
            with os.fdopen(orders[0]) as told:
                work(self.project, self.hits, told, replies[1])
            return 0

        return self._be(child)

    def _begin(self, order: dict[str, Any]) -> int:
        if pid := os.fork():
            self.errands.add(pid)
            return pid
        return self._be(lambda: errands.run(order, self.hits))

    def _be(self, child: Callable[[], int]) -> NoReturn:
        """The end of the process is abrupt in any case: nothing is closed."""
        try:
            signal.set_wakeup_fd(-1)
            for other in [*self.workers, *filter(None, [self.stopped])]:
                other.close()
            os._exit(child())
        except BaseException:
            sys.excepthook(*sys.exc_info())
            sys.stderr.flush()
            os._exit(1)


def _end(pid: int) -> None:
    os.kill(pid, signal.SIGKILL)
    os.waitpid(pid, 0)


def _status(status: int) -> int | str:
    return "stopped" if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)


def main() -> None:
    logs.configure("CRITICAL")
    if bug := os.environ.get("CHAOS_BUG"):
        BUGS[bug]()
    points.wrap()
    changes, told = os.pipe()
    os.set_blocking(told, False)
    signal.signal(signal.SIGCHLD, lambda *_: None)
    signal.set_wakeup_fd(told)
    paging.read_templates()
    hearing.project = Project.load(settings().project)
    server = Server(hearing.project, mmap(-1, 1), changes)
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
