"""The Celery tasks. Thin: each calls one plain function."""

from __future__ import annotations

import reprlib
from collections.abc import Iterable
from typing import Any

import structlog
from adjourn.models import jobs
from adjourn.models.ground import broker
from adjourn.models.ground.errors import DatabaseAway
from adjourn.models.ground.settings import Settings
from adjourn.worker import enqueue
from adjourn.worker.advance.advance import advance
from adjourn.worker.arrival import Arrival
from adjourn.worker.worker import Worker
from celery import Celery
from sqlalchemy.exc import OperationalError

log = structlog.get_logger()

_worker: Worker | None = None


def open_worker(settings: Settings, queues: Iterable[str]) -> None:
    global _worker
    _worker = Worker.open(settings, queues)


def worker() -> Worker:
    assert _worker is not None, "the worker has not started"
    return _worker


async def carry(job_id: str) -> None:
    """On the loop: claim the job that somebody has rung for, and carry it as far as it goes. Never raises."""
    async with worker().slots:
        if worker().runs.draining:
            return
        try:
            await advance(worker(), job_id)
        except DatabaseAway as error:
            log.warning("claim failed, the scheduler will ring again", job=job_id, error=str(error))
        except Exception as error:
            log.error("advance failed", job=job_id, exc_info=error)


def register(app: Celery) -> None:
    """The tasks that any Celery app may send by name, and with any arguments: what does not fit is said in one line."""

    @app.task(name=broker.ADVANCE, Strategy="adjourn.worker.rung:strategy")
    def _advance(job_id: Any = None, *_: Any, **__: Any) -> None:
        """Carry a job on. A hint: lost or doubled, it does no harm. Here comes what `rung` finds odd."""
        if not jobs.is_id(job_id):
            log.error("malformed message dropped", error=f"{reprlib.repr(job_id)} is no job's id")
            return
        worker().loop.run(carry(job_id))

    @app.task(name=broker.ENQUEUE, bind=True)
    def _enqueue(self: Any, *args: Any, **kwargs: Any) -> str | None:
        """Add a job; its id is for the next in a chain."""
        here, arrival = worker(), Arrival.of(self.request, args, kwargs)
        try:
            return enqueue.enqueue(here.messages, here.claimant, arrival, lambda: here.runs.draining)
        except (DatabaseAway, OperationalError):
            # We end, and the message with us, before the database is back: let another worker have it.
            raise self.retry(eta=arrival.eta, countdown=0, max_retries=None) from None

    @app.task(name=broker.AGAIN)
    def _again(id: Any = None, *_: Any, **__: Any) -> None:
        """Try a message again that was refused or put off. A hint, too."""
        if type(id) is not int or not 0 < id < 2**63:
            log.error("malformed message dropped", error=f"{reprlib.repr(id)} is no refused message's id")
            return
        try:
            enqueue.again(worker().messages, worker().claimant, id)
        except (DatabaseAway, OperationalError) as error:
            log.warning("message not tried, the scheduler will ring again", message=id, error=str(error))
