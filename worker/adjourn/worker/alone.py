"""A job that twice outlived its worker runs in a process of its own, where it can take no neighbours with it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

from adjourn.models.jobs import Claimed


def advance(job: Claimed) -> bool:
    """Advance a claimed job in a child process. False: the child died of it. The caller keeps the lease renewed."""
    child = subprocess.run([sys.executable, "-m", "adjourn.worker.alone"], input=json.dumps(asdict(job)).encode())
    return child.returncode == 0


def main() -> None:
    from adjourn.models import logs
    from adjourn.models.settings import settings
    from adjourn.worker.advance import advance_claimed
    from adjourn.worker.leases import Lease
    from adjourn.worker.process import Process

    logs.configure(settings().log_level)
    job = Claimed(**json.load(sys.stdin))
    process = Process.open(settings())
    with process.leases.hold(Lease(job.id, job.lease_id, job.thread_id)) as lease:
        process.loop.run(advance_claimed(process, job, lease))
    process.close()


if __name__ == "__main__":
    main()
