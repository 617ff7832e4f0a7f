"""What a run does when another session has locked what it must write: it waits as long as its lease is its own, and in
between has no connection, which its neighbours need."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Callable
from typing import TypeVar

from adjourn.models import leases
from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import DatabaseAway, Locked, Skipped
from adjourn.worker.process.connections import Connections
from adjourn.worker.process.leases import Lease

T = TypeVar("T")

#: Seconds between two tries, at first and at last: who holds the row for a moment may be our own renewal.
_FIRST, _LAST = 0.02, 0.5


async def apatiently(connections: Connections, lease: Lease | None, make: Callable[[], Script[T]]) -> T:
    """Run what `make` makes, again while it is locked. Raises Locked when the lease is lost."""
    while True:
        try:
            return await connections.arun(make())
        except Locked as error:
            if lease is None or lease.lost:
                raise
            await _outwait(error, connections, lease.job_id, lease)


async def _outwait(error: Locked, connections: Connections, job_id: str, lease: Lease | None) -> None:
    """Until nobody else has locked the job's row, or the lease, if any, is lost."""
    pause = _first(error)
    while lease is None or not lease.lost:
        await asyncio.sleep(pause)
        try:
            if await connections.arun(leases.is_free(job_id)):
                return
        except Locked:
            pass
        except DatabaseAway:
            return
        pause = min(2 * pause, _LAST)


def patiently(connections: Connections, lease: Lease | None, make: Callable[[], Script[T]]) -> T:
    """As `apatiently`, in a thread, for sync code."""
    pause = _FIRST
    while True:
        try:
            return connections.run(make())
        except Locked as error:
            if lease is None or lease.lost:
                raise
            pause = max(pause, _first(error))
        time.sleep(pause)
        pause = min(2 * pause, _LAST)


def _first(error: Locked) -> float:
    """One that has waited had itself locked the job's row meanwhile, whose lease is to be renewed now."""
    return _FIRST if isinstance(error, Skipped) else _LAST
