"""A job that twice outlived its worker runs in a process of its own, where it can take no neighbours with it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

from adjourn.models.jobs import Claimed

#: By name: it stands above us.
_CHILD = "adjourn.worker.advance.child"


def advance(job: Claimed) -> bool:
    """Advance a claimed job in a child worker. False: the child died of it. The caller keeps the lease renewed."""
    child = subprocess.run([sys.executable, "-m", _CHILD], input=json.dumps(asdict(job)).encode())
    return child.returncode == 0
