"""The process of its own in which a job runs that twice outlived its worker (process/alone.py starts it)."""

from __future__ import annotations

import json
import signal
import sys
import time
from typing import Any

from adjourn.models.claims import Claimed
from adjourn.models.ground import logs
from adjourn.models.ground.settings import Settings
from adjourn.worker.advance.advance import advance_claimed, told_of
from adjourn.worker.process import runs
from adjourn.worker.process.leases import Lease
from adjourn.worker.worker import Worker

_worker: Worker | None = None
_is_asked_to_stop = False


def main() -> None:
    for signum in (signal.SIGTERM, signal.SIGINT):
        signal.signal(signum, _stop)
    orders = json.load(sys.stdin)
    job, settings = Claimed(**orders["job"]), Settings.model_validate(orders["settings"])
    logs.configure(settings.log_level, settings.log_format)
    global _worker
    worker = _worker = Worker.open(settings, orders["queues"], orders["version"])
    if _is_asked_to_stop:
        worker.runs.drain(worker.end_process)
    # The parent renews it as well.
    held = Lease(job.id, job.lease_id, job.thread_id, time.monotonic() + settings.lease)
    with worker.runs.holding(job), worker.leases.hold(held) as lease, told_of(worker, job, orders["within"]):
        threads = worker.loop.run(advance_claimed(worker, job, lease))
    worker.loop.run(worker.runs.slot_is_free(threads))
    worker.close()
    runs.end_process()  # what libraries still send may take its time, for which the job's slot does not wait


def _stop(*_: Any) -> None:
    global _is_asked_to_stop
    _is_asked_to_stop = True
    if _worker is not None:
        _worker.runs.drain(_worker.end_process)


if __name__ == "__main__":
    main()
