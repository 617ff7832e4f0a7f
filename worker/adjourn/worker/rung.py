"""How a worker takes a message that rings for a job: straight onto the loop that runs graphs.

What Celery calls a strategy is its hook for that. Its own makes a request of each message, and has a thread trace it
and wait for the run: a seventh of the throughput. How many run at once is bounded all the same: a message is
acknowledged when its run has ended, and Celery fetches no more than `worker_concurrency` before that.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import structlog
from adjourn.models import jobs
from adjourn.worker import tasks
from celery.worker.strategy import default

log = structlog.get_logger()


def strategy(task: Any, app: Any, consumer: Any, **options: Any) -> Callable[..., Any]:
    by_celery = default(task, app, consumer, **options)

    def take(message: Any, body: Any, ack: Any, reject: Any, callbacks: Any, **more: Any) -> Any:
        job_id = _job_of(message)
        if job_id is None:
            return by_celery(message, body, ack, reject, callbacks, **more)
        return tasks.worker().start(_carry(job_id, lambda: ack(log, consumer.connection_errors)))

    return take


async def _carry(job_id: str, ended: Callable[[], object]) -> None:
    try:
        await tasks.carry(job_id)
    finally:
        ended()


def _job_of(message: Any) -> str | None:
    """None: the message has not the form of ours, which is for Celery to tell."""
    match message.payload:
        case [[str(job_id)], {**named}, *_] if jobs.is_id(job_id) and not named:
            return job_id
    return None
