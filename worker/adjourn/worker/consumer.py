"""The consumer of a worker, which neither a broker that is away nor a message that is none can end.

When the broker is away, Celery waits up to thirty seconds between its attempts. What is no message, or a malformed one,
raises errors in kombu and in Celery that nobody there catches, and the worker dies of each.
"""

from __future__ import annotations

from functools import partial
from queue import Empty
from typing import Any

import structlog
from adjourn.models.ground.settings import settings
from adjourn.worker import arrival, celery_inside, enqueue
from redis.exceptions import RedisError

log = structlog.get_logger()

#: Seconds between attempts: the first, what is added each time, the most.
_START, _STEP, _MOST = 1, 1, 2


class Consumer(celery_inside.Consumer):  # type: ignore[misc]
    def ensure_connected(self, conn: Any) -> Any:
        conn.ensure_connection = partial(
            conn.ensure_connection, interval_start=_START, interval_step=_STEP, interval_max=_MOST
        )
        return super().ensure_connected(conn)

    def create_task_handler(self, *args: Any, **options: Any) -> Any:
        receive: Any = super().create_task_handler(*args, **options)

        def on_message(message: Any) -> Any:
            arrival.take_times(message)
            try:
                return receive(message)
            except self.connection_errors:
                raise
            except Exception as error:
                self._reject(message, repr(error))

        return on_message

    # Celery's own write a screen each into the log, and what the message says as it is.

    def on_decode_error(self, message: Any, exc: Exception) -> None:
        self._reject(message, repr(exc))

    def on_unknown_message(self, body: Any, message: Any) -> None:
        self._reject(message, "it names no task")

    def on_unknown_task(self, body: Any, message: Any, exc: Exception) -> None:
        self._reject(message, f"there is no task {exc}")

    def on_invalid_task(self, body: Any, message: Any, exc: Exception) -> None:
        self._reject(message, repr(exc))

    def _reject(self, message: Any, why: str) -> None:
        _drop(_text(message), why)
        message.reject_log_error(log, self.connection_errors)


def _read(self: Any, **options: Any) -> Any:
    try:
        return celery_inside.read_message(self, **options)
    except (Empty, RedisError, *self.connection_errors):
        raise
    except Exception as error:
        _drop(_shown(celery_inside.what_was_read(error)), repr(error))
        return True


celery_inside.replace_read_message(_read)


def _drop(message: str, why: str) -> None:
    log.error("malformed message dropped", error=why[:200])
    enqueue.put_down(settings().queue, message, f"malformed: {why}")


def _text(message: Any) -> str:
    """What it says, and to which task."""
    task = message.headers.get("task") if isinstance(message.headers, dict) else None
    return f"{task}: {_shown(message.body)}" if task else _shown(message.body)


def _shown(read: Any) -> str:
    if isinstance(read, memoryview):
        read = bytes(read)
    return read.decode(errors="replace") if isinstance(read, bytes) else str(read)
