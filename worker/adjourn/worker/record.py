"""The outcome of an advance, written with everything that follows from it in one transaction that names the lease."""

from __future__ import annotations

import time

import structlog
from adjourn.models import database, human_requests, jobs
from adjourn.models.errors import LeaseLost
from adjourn.models.jobs import Claimed, Failed, Released, Waiting
from adjourn.worker import saver_sql
from adjourn.worker.process import Process
from adjourn.worker.reconcile import Rows, Settle, error_of
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
            settled, saver = Settle(Failed(error_of(type(error.orig).__name__, str(error.orig))), Rows()), None
    outcome = type(settled.outcome).__name__.lower()
    log.info(f"job {outcome}", job=job.id, thread=job.thread_id, questions=len(settled.rows.ask))


def _write(process: Process, job: Claimed, settled: Settle, saver: Saver | None) -> None:
    outcome, rows = settled.outcome, settled.rows
    with database.transaction(process.engine) as transaction:
        if saver is not None and not isinstance(outcome, Released):
            rest = saver.rest(with_held=isinstance(outcome, Waiting))
            if rest["threads"]:
                transaction.execute(saver_sql.REST, rest)
        if rows.ask:
            human_requests.ask(transaction, job.id, rows.ask)
        if rows.resumed:
            human_requests.resumed(transaction, rows.resumed)
        if rows.withdrawn:
            human_requests.withdrawn(transaction, rows.withdrawn)
        for id, answer_error in rows.reopened:
            human_requests.reopened(transaction, id, answer_error)
        jobs.record(transaction, job, outcome)
