"""How a worker takes a message that rings for a job: straight onto the loop that runs graphs.

What Celery calls a strategy is its hook for that. Its own makes a request of each message, and has a thread trace it
and wait for the run: a seventh of the throughput. How many run at once is bounded all the same: a message is
acknowledged when its run has ended, and Celery fetches no more than `worker_concurrency` before that.

Jobs of batches never take all slots of a worker (ADJOURN_BATCH_CONCURRENCY): when theirs are taken, it reads no more of
their messages than a few, which wait here, so that what comes without a batch finds a slot at once.
"""

from __future__ import annotations

import threading
from collections.abc import Callable, Coroutine
from typing import Any

import structlog
from adjourn.models import jobs
from adjourn.models.ground import broker
from adjourn.worker import celery_inside, tasks
from celery.worker.strategy import default

log = structlog.get_logger()

#: Messages of batches that wait here for one of their slots. To read them again when one is free may take a second.
_AT_HAND = 10


def strategy(task: Any, app: Any, consumer: Any, **options: Any) -> Callable[..., Any]:
    by_celery = default(task, app, consumer, **options)
    behind = _Behind(consumer)

    def take(message: Any, body: Any, ack: Any, reject: Any, callbacks: Any, **more: Any) -> Any:
        job_id = _job_of(message)
        if job_id is None:
            return by_celery(message, body, ack, reject, callbacks, **more)
        is_behind = message.properties.get("priority") in broker.OF_BATCHES
        run = behind.carry(job_id) if is_behind else tasks.carry(job_id)
        ended = _then(run, lambda: ack(log, consumer.connection_errors))
        return tasks.worker().start(ended, of_batch=is_behind)

    return take


async def _then(run: Coroutine[Any, Any, None], ended: Callable[[], object]) -> None:
    try:
        await run
    finally:
        ended()


class _Behind:
    """Jobs of batches whose messages this process has in hand."""

    def __init__(self, consumer: Any) -> None:
        self._consumer, self._lock, self._here = consumer, threading.Lock(), 0

    def carry(self, job_id: str) -> Coroutine[Any, Any, None]:
        """One that waits for a slot of batches takes no place of others among the messages that are fetched."""
        qos = self._consumer.qos if self._count(1) > tasks.worker().settings.of_batches else None
        if qos:
            qos.increment_eventually()
        return self._carry(job_id, qos)

    async def _carry(self, job_id: str, qos: Any) -> None:
        try:
            async with tasks.worker().slots_of_batches:
                if qos:
                    qos.decrement_eventually()
                await tasks.carry(job_id)
        finally:
            self._count(-1)

    def _count(self, more: int) -> int:
        with self._lock:
            self._here += more
            celery_inside.read_behind(self._consumer, self._here < tasks.worker().settings.of_batches + _AT_HAND)
            return self._here


def _job_of(message: Any) -> str | None:
    """None: the message has not the form of ours, which is for Celery to tell."""
    match message.payload:
        case [[str(job_id)], {**named}, *_] if jobs.is_id(job_id) and not named:
            return job_id
    return None
