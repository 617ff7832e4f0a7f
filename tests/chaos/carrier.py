"""A worker of the chaos: a process of its own, with connections of its own, that advances what it is told to until it
is killed."""

from __future__ import annotations

import asyncio
import json
import os
import signal
from concurrent.futures import Future
from mmap import mmap
from typing import IO

from adjourn.models.claims import Claimant
from adjourn.models.ground import database
from adjourn.models.ground.errors import DatabaseAway
from adjourn.models.ground.settings import Settings, settings
from adjourn.worker.advance.advance import advance
from adjourn.worker.process.connections import Connections
from adjourn.worker.process.leases import Leases
from adjourn.worker.process.loop import Loop
from adjourn.worker.process.runs import Runs
from adjourn.worker.process.traces import Traces
from adjourn.worker.project.project import Project
from adjourn.worker.project.store import Store
from adjourn.worker.worker import Worker

from tests.chaos import points

#: The status of one that did not do what it was told to, and lives: the next message finds it as it is.
FAILED = 3


def work(project: Project, hits: mmap, orders: IO[str], replies: int) -> None:
    """A line of `orders` is a job; to each a status is written to `replies`."""
    worker = open_worker(settings(), project)

    def deliver() -> None:
        """The message; once more while it is being worked on, if that is what goes wrong."""
        delivered.append(asyncio.run_coroutine_threadsafe(advance(worker, order["job"]), worker.loop.asyncio))

    actions = {
        "kill": points.kill,
        "kill always": points.kill,
        "stop": points.stop,
        "raise": points.fail,
        "disconnect": points.disconnect(settings().database_url),
        "again": deliver,
    }
    for line in orders:
        order = json.loads(line)
        signal.alarm(60)
        points.armed = points.Armed(order["point"], order["nth"], actions[order["action"]], hits)
        points.deadly(order["point"] if order["action"] == "kill always" else "")
        delivered: list[Future[None]] = []
        status = 0
        deliver()
        for each in delivered:
            try:
                each.result()
            except (points.Chaos, DatabaseAway):
                status = FAILED
        signal.alarm(0)
        os.write(replies, b"%d" % status)


def open_worker(settings: Settings, project: Project) -> Worker:
    """As `Worker.open`, with the project that is loaded already."""
    engine = database.engine(settings)
    loop = Loop(threads=50)
    connections = loop.run(Connections.open(settings, engine))
    return Worker(
        Claimant(f"fork:{os.getpid()}", settings.name, project.version, list(project.made), [settings.queue]),
        settings,
        project,
        engine,
        engine,
        loop,
        connections,
        loop.run(connections.for_claims(settings)),
        loop.run(Store.open(settings, connections, project.store)),
        Leases(settings, loop.silence),
        Runs(connections, settings.drain),
        Traces.open(settings.name),
    )
