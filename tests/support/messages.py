"""What waits in a queue of the broker: a list of each priority, of which workers take the last message."""

from __future__ import annotations

import redis
from adjourn.models.ground.broker import FIRST, NEXT, OF_BATCHES


def list_of(queue: str, priority: int) -> str:
    """As kombu names it."""
    return f"{queue}\x06\x16{priority}" if priority else queue


def lists(queue: str) -> list[str]:
    """In the order in which workers look at them."""
    return [list_of(queue, priority) for priority in (FIRST, NEXT, *OF_BATCHES)]


def waiting(broker: redis.Redis, queue: str) -> list[bytes]:
    """In the order in which workers take them."""
    return [message for name in lists(queue) for message in reversed(broker.lrange(name, 0, -1))]  # type: ignore[arg-type]
