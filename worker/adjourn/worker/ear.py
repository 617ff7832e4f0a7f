"""How a job that may go on finds a worker that has nothing to do: sooner than by the scheduler and a message.

One worker of a project and its queues listens to the database as the scheduler does, and claims what it hears of; of
those that are pinned to a version, one of each. When it has something to do already, or where none can listen, the
scheduler rings, a few milliseconds later.
"""

from __future__ import annotations

import asyncio
import random
from collections.abc import Callable, Container

import psycopg
import structlog
from adjourn.models import rings
from adjourn.models.claims import Claimant
from adjourn.models.ground import broker, database
from adjourn.models.rings import Ring
from adjourn.worker import tasks
from adjourn.worker.worker import Worker

log = structlog.get_logger()

#: Seconds at most until a worker tries to be the one that listens: the first time, and again.
_FIRST, _AGAIN = 0.5, 10.0


async def listen(worker: Worker, queues: Callable[[], Container[str]]) -> None:
    """For as long as the worker lives. `queues`: those that it consumes now, which `celery control` may change."""
    pause = _FIRST
    while True:
        await asyncio.sleep(random.uniform(0, pause))  # noqa: S311 - so that they do not try all at once
        pause = _AGAIN
        try:
            connection = await database.aconnect(worker.settings)
            async with connection, connection.cursor() as cursor:
                await cursor.execute(rings.ALONE, (connection.info.backend_pid, _whose(worker.claimant)))
                [is_alone] = await cursor.fetchone() or [None]
                if is_alone is None:
                    return
                if is_alone:
                    await cursor.execute(rings.LISTEN)
                    async for notice in connection.notifies():
                        ring = rings.read(notice.payload)
                        if ring and worker.is_idle and _is_ours(ring, worker.claimant, queues()):
                            worker.start(tasks.carry(ring.job_id))
        except psycopg.Error as error:
            log.info("the worker does not listen, the scheduler rings", error=str(error).strip().splitlines()[0])


def _whose(claimant: Claimant) -> str:
    """Of those who hear the same."""
    pin = [] if claimant.takes == "all" else [claimant.takes, claimant.version]
    return " ".join([claimant.project, *claimant.queues, *pin])


def _is_ours(ring: Ring, claimant: Claimant, queues: Container[str]) -> bool:
    """It would come to us by a message, too."""
    if ring.version not in (None, claimant.version):
        return False
    return broker.queue_of(ring.queue, None if claimant.takes == "all" else ring.version) in queues
