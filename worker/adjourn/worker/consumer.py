"""The consumer of a worker: when the broker is away it asks every few seconds, where Celery's waits up to thirty."""

from __future__ import annotations

from functools import partial
from typing import Any

import celery.worker.consumer

#: Seconds between attempts: the first, what is added each time, the most.
_START, _STEP, _MOST = 1, 1, 5


class Consumer(celery.worker.consumer.Consumer):  # type: ignore[misc]
    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(
            conn.ensure_connection, interval_start=_START, interval_step=_STEP, interval_max=_MOST
        )
        return super().ensure_connected(conn)
