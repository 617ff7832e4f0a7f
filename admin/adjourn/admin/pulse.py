"""Signs of life, seen from outside: who leads, who consumes, who answers. Nothing here trusts a log line."""

from __future__ import annotations

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from adjourn.models import lead
from adjourn.models.ground import broker, database
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings
from celery import Celery
from kombu.connection import Connection
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError


def scheduler_leads(settings: Settings) -> bool:
    try:
        with database.connect(settings) as connection:
            leader = lead.holder(connection)
            return leader is not None and bool(leader["alive"])
    except psycopg.OperationalError:
        return False


def workers_answer(settings: Settings, count: int) -> bool:
    """All of `adjourn-1` … on this host. A worker answers once it consumes."""
    names = [f"adjourn-{n}@{socket.gethostname()}" for n in range(1, count + 1)]
    try:
        return queues(settings, names).keys() >= set(names)
    except AdjournError:
        return False


def queues(settings: Settings, names: list[str] | None = None) -> dict[str, list[str]]:
    """The queues that each worker consumes, by its name; of all that answer within a second, or of those named. What
    several of one name consume is put together.

    Raises AdjournError: the broker is away.
    """
    with _broker(settings) as (app, connection):
        ask: dict[str, Any] = {"reply": True, "timeout": 1, "destination": names, "connection": connection}
        answers: list[dict[str, Any]] = app.control.broadcast("active_queues", **ask) or []
    found: dict[str, set[str]] = {}
    for name, queues in (each for answer in answers for each in answer.items()):
        found.setdefault(name, set()).update(queue["name"] for queue in queues)
    return {name: sorted(queues) for name, queues in found.items()}


def broker_version(settings: Settings) -> str:
    """Raises AdjournError: the broker is away."""
    with _broker(settings) as (_, connection):
        client: Any = getattr(connection.default_channel, "client", None)
        if client is None:
            return str(connection.transport.driver_name)
        found: dict[str, Any] = client.info("server")
    name = "Valkey" if "valkey_version" in found else "Redis"
    return f"{name} {found.get('valkey_version') or found.get('redis_version')}"


@contextmanager
def _broker(settings: Settings) -> Iterator[tuple[Any, Connection]]:
    app = Celery("adjourn.admin", set_as_current=False)
    app.conf.update(broker.configuration(settings))
    app.conf.broker_transport_options |= {"socket_connect_timeout": 3, "socket_timeout": 5}
    try:
        with app.connection_for_write(connect_timeout=3) as connection:
            connection.ensure_connection(max_retries=1, interval_start=0.2, timeout=3)
            yield app, connection
    except (OSError, OperationalError, RedisError) as error:
        reason = str(error).strip().splitlines() or [type(error).__name__]
        raise AdjournError(f"the broker does not answer: {reason[0].rstrip('.')}") from None
    except (KeyError, ValueError):
        # Not in their words, which may hold the password.
        raise BadInput("ADJOURN_BROKER_URL cannot be used: it is as redis://:password@host:port/0") from None
    finally:
        app.close()
