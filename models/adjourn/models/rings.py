"""What the database says as soon as it is committed: which job may go on, and on which queue (`adjourn.ring` in SQL).

A hint. The scheduler hears all of them, and a worker that has nothing to do those of its queues."""

from __future__ import annotations

import json
from typing import NamedTuple

from adjourn.models.jobs import is_id

LISTEN = "LISTEN adjourn"
#: For each project and its queues one worker listens, for as long as its connection lives. NULL where that is not one
#: to Postgres itself: a pooler would hand it, with the lock, to others.
ALONE = """
SELECT CASE WHEN pg_backend_pid() = %s THEN pg_try_advisory_lock(7253670, hashtext(%s)) END AS is_alone"""


class Ring(NamedTuple):
    job_id: str
    queue: str
    #: That of workers which may claim it without being rung; None: all.
    version: str | None


def read(payload: str) -> Ring | None:
    """None: it is none. Anybody may notify, with anything."""
    try:
        match json.loads(payload):
            case [str(job_id), str(queue), str() | None as version] if is_id(job_id):
                return Ring(job_id, queue, version)
    except (ValueError, RecursionError):
        pass
    return None
