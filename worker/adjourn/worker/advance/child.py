"""The process of its own in which a job runs that twice outlived its worker (process/alone.py starts it)."""

from __future__ import annotations

import json
import sys

from adjourn.models.ground import logs
from adjourn.models.ground.settings import Settings
from adjourn.models.jobs import Claimed
from adjourn.worker.advance.advance import advance_claimed
from adjourn.worker.process.leases import Lease
from adjourn.worker.worker import Worker


def main() -> None:
    orders = json.load(sys.stdin)
    job, settings = Claimed(**orders["job"]), Settings.model_validate(orders["settings"])
    logs.configure(settings.log_level)
    worker = Worker.open(settings)
    with worker.leases.hold(Lease(job.id, job.lease_id, job.thread_id)) as lease:
        worker.loop.run(advance_claimed(worker, job, lease))
    worker.close()


if __name__ == "__main__":
    main()
