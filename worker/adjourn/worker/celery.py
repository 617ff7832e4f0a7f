"""The Celery app of the workers: `celery -A adjourn.worker worker`."""

from __future__ import annotations

import logging
import os
from typing import Any

from adjourn.models.claims import Claimant
from adjourn.models.ground import broker, logs
from adjourn.models.ground.errors import AdjournError
from adjourn.models.ground.settings import settings
from adjourn.worker import celery_inside, ear, tasks
from adjourn.worker.process import runs
from celery import Celery, signals
from celery.utils.nodenames import default_nodename, gethostname

try:
    app = Celery("adjourn.worker", strict_typing=True)
    app.conf.update(broker.configuration(settings()), worker_consumer="adjourn.worker.consumer:Consumer")
except AdjournError as error:
    raise SystemExit(f"adjourn: {error}") from None
tasks.register(app)


@signals.celeryd_init.connect
def _begin(sender: str, instance: Any, **_: Any) -> None:
    """Several on a host that nobody has named (-n) are called alike, and then `celery inspect` and `adjourn doctor`
    would hear of one only."""
    if sender == default_nodename(None):
        instance.hostname = f"adjourn-{os.getpid()}@{gethostname()}"
    if settings().log_format == "json":  # of which each line is one
        celery_inside.log_alone(instance)


@signals.setup_logging.connect
def _setup_logging(**_: Any) -> None:
    logs.configure(settings().log_level, settings().log_format)


@signals.worker_init.connect
def _open(sender: Any, **_: Any) -> None:
    _setup_logging()  # which Celery has done later, when much has been said already
    queues = sender.app.amqp.queues
    try:
        tasks.open_worker(settings(), queues.consume_from)
        _pin(queues, tasks.worker().claimant)
    except AdjournError as error:
        raise SystemExit(f"adjourn: {error}") from None
    except Exception:
        # Celery would swallow it and run on without a process.
        logging.getLogger(__name__).exception("the worker cannot start")
        raise SystemExit(1) from None


def _pin(queues: Any, claimant: Claimant) -> None:
    """Who takes jobs of one version consumes what is rung for them alone; who takes no new ones, nothing else."""
    for lane in claimant.queues if claimant.takes != "all" else ():
        queues.select_add(broker.queue_of(lane, claimant.version))
        if claimant.takes == "begun":
            queues.deselect(lane)


@signals.worker_ready.connect
def _listen(sender: Any, **_: Any) -> None:
    worker = tasks.worker()
    worker.loop.start(ear.listen(worker, lambda: sender.app.amqp.queues.consume_from))


@signals.worker_shutting_down.connect
def _drain(**_: Any) -> None:
    worker = tasks.worker()
    worker.runs.drain(worker.end_process)


@signals.worker_shutdown.connect
def _close(**_: Any) -> None:
    if not tasks.worker().close():
        runs.end_process()
