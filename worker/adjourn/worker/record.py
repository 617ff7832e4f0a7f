"""The outcome of an advance, written until it is written or no longer counts."""

from __future__ import annotations

import time

import structlog
from adjourn.models import outcomes
from adjourn.models.errors import LeaseLost
from adjourn.models.jobs import Claimed
from adjourn.models.outcomes import Failed, Released, Requests, Waiting
from adjourn.worker.process import Process
from adjourn.worker.reconcile import Settle, error_of
from adjourn.worker.saver import Saver
from sqlalchemy.exc import DBAPIError, OperationalError

log = structlog.get_logger()


def record(process: Process, job: Claimed, settled: Settle, saver: Saver | None = None) -> None:
    """Try again while the database is away: only the fence can say that the outcome no longer counts."""
    pause = 0.1
    while True:
        try:
            _write(process, job, settled, saver)
            break
        except LeaseLost:
            log.info("lease lost", job=job.id)
            return
        except OperationalError as error:
            log.warning("record failed, trying again", job=job.id, error=str(error.orig))
            time.sleep(pause)
            pause = min(pause * 2, 5.0)
        except DBAPIError as error:
            settled, saver = Settle(Failed(error_of(type(error.orig).__name__, str(error.orig))), Requests()), None
    outcome = type(settled.outcome).__name__.lower()
    log.info(f"job {outcome}", job=job.id, thread=job.thread_id, questions=len(settled.requests.ask))


def _write(process: Process, job: Claimed, settled: Settle, saver: Saver | None) -> None:
    writes = []
    if saver is not None and not isinstance(settled.outcome, Released):
        writes = saver.writes.rest(with_held=isinstance(settled.outcome, Waiting))
    with process.engine.connect() as connection:
        outcomes.record(connection, job, settled.outcome, settled.requests, writes)
