"""A job that twice outlived its worker runs in a process of its own, where it can take no neighbours with it."""

from __future__ import annotations

import json
import subprocess
import sys
from dataclasses import asdict

from adjourn.models.ground.settings import Settings
from adjourn.models.jobs import Claimed

#: By name: it stands above us.
_CHILD = "adjourn.worker.advance.child"


def advance(job: Claimed, settings: Settings) -> bool:
    """Advance a claimed job in a child worker. False: the child died of it. The caller keeps the lease renewed.

    It is told its settings through the pipe: in the environment are those of the project by now.
    """
    orders = json.dumps({"job": asdict(job), "settings": settings.model_dump(mode="json")})
    child = subprocess.run([sys.executable, "-m", _CHILD], input=orders.encode())
    return child.returncode == 0
