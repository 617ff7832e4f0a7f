"""Another system sends a job for later, and a worker takes the message: all of Celery, from the broker to the task. As
soon as the worker has done with it, the worker ends, as one that is killed: what it has in memory is gone."""

from __future__ import annotations

import os
import threading
from typing import Any, NoReturn

from adjourn.models.ground import broker
from adjourn.models.ground.settings import settings
from adjourn.worker import tasks
from adjourn.worker.celery import app
from celery import Celery, signals
from celery.worker import WorkController

#: Seconds until a job for later is due; until a worker that has taken a message and does nothing with it is killed.
LATER, _IDLE = 3600, 0.5


def enqueue(worker: Any, told: tuple[type[BaseException], ...], refused: int, graph: str, key: str) -> NoReturn:
    """The exit code is 0, or `refused` for an error that is one of `told`."""
    queue, id = f"{settings().queue} for {key}", key.removeprefix("celery:")
    with Celery(broker=settings().celery_broker_url, set_as_current=False) as other:
        other.send_task(broker.ENQUEUE, (graph, {"log": []}), task_id=id, queue=queue, countdown=LATER)
    tasks._worker = worker
    tasks.open_worker = lambda settings, queues: None

    timer = threading.Timer(_IDLE, os._exit, [0])
    timer.daemon = True

    def ended(retval: Any, **_: Any) -> None:
        os._exit(0 if not isinstance(retval, BaseException) else refused if isinstance(retval, told) else 1)

    signals.task_received.connect(lambda **_: timer.start(), weak=False)
    signals.task_prerun.connect(lambda **_: timer.cancel(), weak=False)
    signals.task_postrun.connect(ended, weak=False)
    options = {"without_mingle": True, "without_gossip": True, "without_heartbeat": True}
    WorkController(app=app, pool="solo", concurrency=1, queues=[queue], **options).start()
    os._exit(1)
