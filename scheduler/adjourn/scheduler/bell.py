"""What the leading scheduler rings for: a message to a queue for each job that may go on."""

from __future__ import annotations

import time
from collections import Counter
from collections.abc import Sequence
from typing import Any

import structlog
from adjourn.models import refused
from adjourn.models.ground import broker
from adjourn.models.limits import Rooms
from redis.exceptions import ResponseError
from sqlalchemy import Connection

log = structlog.get_logger()

#: Messages of one priority that wait in a queue at most. The rest of a backlog stays in Postgres, where the priority of
#: jobs orders it.
MANY = 1000
#: Seconds before a job that nobody has claimed is rung again: while its message may wait in its queue, and when it has
#: been taken off it. Then a worker is about to claim it, or found it locked, or the message is lost.
_AGAIN, _TAKEN = 10.0, 1.0
#: Jobs whose messages were taken that are rung again at a time: they may be locked, or nobody's, for long.
_FEW = 200
#: Refused messages that are tried again at a time.
_FEW_REFUSED = 100


class Bell:
    """What was rung it knows in memory only: a new leader rings everything once more."""

    def __init__(self) -> None:
        #: When each (job, turn) was rung, and by which of our messages to its queue.
        self._rung: dict[tuple[str, str], tuple[float, int]] = {}
        #: Our messages to each queue, of each priority, which leave it in their order.
        self._sent: Counter[tuple[str, int]] = Counter()

    def ring(self, producer: Any, jobs: Sequence[Any], rooms: Rooms) -> bool:
        """For jobs, the most urgent first, as `due` finds them. Whether there is nothing left to ring."""
        now = time.monotonic()
        of = {job.id: (broker.queue_of(job.queue, job.pin), job.message_priority) for job in jobs}
        room = {queue: _room(producer, *queue) for queue in set(of.values())}
        taken = {queue: self._sent[queue] - (MANY - left) for queue, left in room.items() if left >= 0}
        again = _FEW
        with producer.batch(200):
            for job in jobs:
                queue = of[job.id]
                at, number = self._rung.get((job.id, job.turn), (float("-inf"), 0))
                if at > now - _AGAIN:
                    if at > now - _TAKEN:
                        rooms.take(job)  # it is about to start
                        continue
                    if number > taken.get(queue, -1) or again == 0:
                        continue
                    again -= 1
                if room[queue] == 0 or not rooms.take(job):
                    continue
                if room[queue] > 0:
                    room[queue] -= 1
                    self._sent[queue] += 1
                    broker.send(producer, queue[0], broker.ADVANCE, job.id, queue[1])
                self._rung[job.id, job.turn] = now, self._sent[queue]
        return len(jobs) < MANY and all(left != 0 for left in room.values()) and bool(rooms)

    def forget(self) -> None:
        """What may be rung again in any case."""
        before = time.monotonic() - _AGAIN
        self._rung = {turn: rung for turn, rung in self._rung.items() if rung[0] > before}

    def ring_refused(self, producer: Any, connection: Connection) -> None:
        """For messages. Rows say when each was rung, so this needs no memory."""
        due_again = refused.ring(connection, _FEW_REFUSED)
        room = {queue: _room(producer, queue, broker.FIRST) for queue in {message.queue for message in due_again}}
        for message in (message for message in due_again if room[message.queue] > 0):
            self._sent[message.queue, broker.FIRST] += 1
            broker.send(producer, message.queue, broker.AGAIN, message.id)


def _room(producer: Any, queue: str, priority: int) -> int:
    """How many messages of this priority may be added to the queue; -1 if it cannot be used, so that its jobs are
    looked at again as late as those that have been rung."""
    try:
        return max(0, MANY - broker.waiting(producer, queue, priority))
    except ResponseError as error:
        log.error("queue cannot be used", queue=queue, error=str(error))
        return -1
