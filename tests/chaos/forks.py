"""The fork server: it has imported everything once, and forks a worker for each advance.

A line of JSON in, `{"job", "point", "nth", "action"}`, one out, `{"status", "hits", "pid"}`: the exit status is
negative for a signal, and "stopped" if the worker was. `{"go_on": true}` lets it go on, `{"forget": true}` begins a
new run.
"""

from __future__ import annotations

import asyncio
import json
import os
import signal
import sys
import traceback
from functools import partial
from mmap import mmap
from typing import Any

from adjourn.models import database, logs
from adjourn.models.errors import DatabaseAway
from adjourn.models.settings import Settings, settings
from adjourn.worker.advance import _advance, advance
from adjourn.worker.connections import Connections
from adjourn.worker.graphs import Project
from adjourn.worker.leases import Leases
from adjourn.worker.loop import Loop
from adjourn.worker.process import Process

from tests.chaos import points
from tests.chaos.bugs import BUGS


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


def work(order: dict[str, Any], project: Project, hits: mmap) -> None:
    """In the child. Its end is abrupt in any case: nothing is closed."""
    process = open_process(settings(), project)
    actions = {
        "kill": points.kill,
        "stop": points.stop,
        "raise": points.fail,
        "disconnect": points.disconnect(settings().database_url),
        "again": partial(again_with, process, order["job"]),
    }
    points.armed = points.Armed(order["point"], order["nth"], actions[order["action"]], hits)
    advance(process, order["job"])


def again_with(process: Process, job_id: str) -> None:
    """The message comes a second time while the first is being worked on."""
    asyncio.run_coroutine_threadsafe(_advance(process, job_id), process.loop.asyncio)


def fork(order: dict[str, Any], project: Project, hits: mmap) -> int:
    if pid := os.fork():
        return pid
    signal.alarm(60)
    try:
        work(order, project, hits)
    except (points.Chaos, DatabaseAway):
        os._exit(3)
    except BaseException:
        traceback.print_exc()
        sys.stderr.flush()
        os._exit(1)
    os._exit(0)


def wait(pid: int) -> int | str:
    _, status = os.waitpid(pid, os.WUNTRACED)
    return "stopped" if os.WIFSTOPPED(status) else os.waitstatus_to_exitcode(status)


def main() -> None:
    logs.configure("CRITICAL")
    if bug := os.environ.get("CHAOS_BUG"):
        BUGS[bug]()
    points.wrap()
    project = Project.load(settings().project)
    hits, stopped = mmap(-1, 1), 0
    for line in sys.stdin:
        order = json.loads(line)
        status: int | str = 0
        pid = 0
        if order.get("forget"):
            hits[0] = 0
        elif order.get("go_on"):
            os.kill(stopped, signal.SIGCONT)
            status = wait(stopped)
        else:
            pid = fork(order, project, hits)
            status = wait(pid)
            if status == "stopped":
                stopped = pid
        print(json.dumps({"status": status, "hits": hits[0], "pid": pid}), flush=True)


if __name__ == "__main__":
    main()
