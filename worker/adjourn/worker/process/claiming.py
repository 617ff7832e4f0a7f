"""Claims of a process: of what messages ring for, as many in one statement as have gathered while others were on their
way. A busy worker claims a dozen jobs in the time of two, an idle one does not wait."""

from __future__ import annotations

import asyncio
import time
from typing import NamedTuple

from adjourn.models import claims
from adjourn.models.claims import Claimant, Claimed, Stand
from adjourn.models.ground.errors import Locked
from adjourn.worker.process.connections import Connections

#: Jobs in one statement, and statements on their way.
_MANY, _AT_ONCE = 20, 2


class Claim(NamedTuple):
    job: Claimed
    #: Where its thread stands; None: look.
    stand: Stand | None
    #: Until when it is ours, on the clock of `time.monotonic`.
    until: float


class Claiming:
    """For code on the loop."""

    def __init__(self, connections: Connections, claimant: Claimant, lease: float) -> None:
        self._connections, self._claimant, self._lease = connections, claimant, lease
        self._waiting: dict[str, asyncio.Future[Claim | None]] = {}
        self._sending: set[asyncio.Task[None]] = set()

    async def claim(self, job_id: str) -> Claim | None:
        """None: nothing to claim, or locked. Raises DatabaseAway."""
        if job_id in self._waiting:
            return None  # whoever came first gets it
        future: asyncio.Future[Claim | None] = asyncio.get_running_loop().create_future()
        self._waiting[job_id] = future
        if len(self._sending) < _AT_ONCE:
            task = asyncio.ensure_future(self._send())
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)
        return await future

    async def _send(self) -> None:
        while self._waiting:
            batch = {id: self._waiting.pop(id) for id in list(self._waiting)[:_MANY]}
            try:
                claimed = await self._claim(list(batch))
            except BaseException as error:
                for future in batch.values():
                    if not future.done():
                        future.set_exception(error)
                if not isinstance(error, Exception):
                    raise
                continue
            for id, future in batch.items():
                if not future.done():
                    future.set_result(claimed.get(id))

    async def _claim(self, ids: list[str]) -> dict[str, Claim]:
        until = time.monotonic() + self._lease
        try:
            found = await self._connections.arun(claims.claim_many(ids, self._claimant, self._lease))
        except Locked:
            if len(ids) == 1:
                raise
            # One of them waits for another session's lock; the others shall not.
            alone = await asyncio.gather(*(self._claim([id]) for id in ids), return_exceptions=True)
            return {id: claim for each in alone if isinstance(each, dict) for id, claim in each.items()}
        return {job.id: Claim(job, stand, until) for job, stand in found}
