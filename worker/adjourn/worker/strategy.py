"""How a worker receives a message: what is malformed is logged and dropped, where Celery would let the worker die."""

from __future__ import annotations

from typing import Any

from celery.exceptions import InvalidTaskError
from celery.worker.strategy import default
from kombu.exceptions import ContentDisallowed, DecodeError


def strategy(task: Any, app: Any, consumer: Any, **options: Any) -> Any:
    receive = default(task, app, consumer, **options)

    def handler(message: Any, body: Any, ack: Any, reject: Any, callbacks: Any, **more: Any) -> Any:
        try:
            return receive(message, body, ack, reject, callbacks, **more)
        except (InvalidTaskError, ContentDisallowed, DecodeError, *consumer.connection_errors):
            raise
        except Exception as error:
            raise InvalidTaskError(f"malformed message: {error!r}") from error

    return handler
