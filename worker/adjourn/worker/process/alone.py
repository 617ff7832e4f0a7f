"""A job that twice outlived its worker runs in a process of its own, where it can take no neighbours with it."""

from __future__ import annotations

import json
import signal
import subprocess
import sys
from dataclasses import asdict, dataclass
from typing import Literal

from adjourn.models.claims import Claimant, Claimed
from adjourn.models.ground.settings import Settings
from adjourn.worker.process import traces
from adjourn.worker.process.runs import Runs

#: By name: it stands above us.
_CHILD = "adjourn.worker.advance.child"


#: What ends it before it has learnt to drain.
_STOPPED = (-signal.SIGTERM, -signal.SIGINT)


@dataclass(frozen=True, eq=False, slots=True)
class _Child:
    process: subprocess.Popen[bytes]

    def request_drain(self) -> None:
        self.process.terminate()


def advance(job: Claimed, settings: Settings, claimant: Claimant, runs: Runs) -> Literal["recorded", "stopped", "died"]:
    """Advance a claimed job in a child worker, which drains when this one does. The caller keeps the lease renewed, and
    records what became of a job with which the child was stopped too early, or died.

    It is told its settings and queues through the pipe: in the environment are those of the project by now.
    """
    told = {"job": asdict(job), "settings": settings.model_dump(mode="json"), "queues": claimant.queues}
    version = None if claimant.takes == "all" else claimant.version
    orders = json.dumps(told | {"version": version, "within": traces.traceparent()})
    child = subprocess.Popen([sys.executable, "-m", _CHILD], stdin=subprocess.PIPE)
    with child, runs.running(_Child(child), lambda: None):
        child.communicate(orders.encode())
    if child.returncode == 0:
        return "recorded"
    return "stopped" if child.returncode in _STOPPED else "died"
