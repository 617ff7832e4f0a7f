"""The Celery tasks. Thin: each calls one plain function."""

from __future__ import annotations

import json
import time
from typing import Any

import structlog
from adjourn.models import broker, jobs
from adjourn.models.errors import BadInput, DatabaseAway
from adjourn.models.settings import Settings
from adjourn.worker.advance import advance
from adjourn.worker.process import Process
from celery import Celery
from sqlalchemy.exc import OperationalError, ProgrammingError

log = structlog.get_logger()

_process: Process | None = None


def open_process(settings: Settings) -> None:
    global _process
    _process = Process.open(settings)


def process() -> Process:
    assert _process is not None, "the worker has not started"
    return _process


def register(app: Celery) -> None:
    """The tasks that any Celery app may send by name."""

    @app.task(name=broker.ADVANCE)
    def _advance(job_id: str) -> None:
        """Carry a job on. A hint: lost or doubled, it does no harm."""
        if process().draining:
            return
        try:
            advance(process(), job_id)
        except DatabaseAway as error:
            log.warning("claim failed, the scheduler will ring again", job=job_id, error=str(error))

    @app.task(name=broker.ENQUEUE, bind=True)
    def _enqueue(self: Any, graph: str, input: Any = None, key: str | None = None, **options: Any) -> None:
        """Add a job. The message's own id is the key if none is given, so that a second delivery adds nothing."""
        texts: Any = {name: json.dumps(options[name]) for name in ("config", "context") if name in options}
        while True:
            try:
                with process().engine.connect() as connection:
                    jobs.enqueue(
                        connection,
                        graph,
                        json.dumps(input),
                        key=f"celery:{self.request.id}" if key is None else key,
                        **(options | texts),
                    )
                return
            except (BadInput, TypeError, ProgrammingError) as error:
                log.error("enqueue refused", graph=graph, key=key, error=str(error))
                return
            except (DatabaseAway, OperationalError) as error:
                # The message is the job until the row exists: keep it until the database is back.
                log.warning("enqueue failed, trying again", graph=graph, key=key, error=str(error))
                time.sleep(1)
