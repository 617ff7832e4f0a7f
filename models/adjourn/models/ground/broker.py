"""How Celery talks to the broker, for workers, the scheduler and whoever sends. Each setting with its reason."""

from __future__ import annotations

from typing import Any
from uuid import uuid4

from adjourn.models.ground.settings import Settings

#: Task names that other systems send by name.
ADVANCE, ENQUEUE, AGAIN = "adjourn.advance", "adjourn.enqueue", "adjourn.again"


#: The priorities of messages. In Redis those of each wait in a list of their own, from which workers take one when none
#: waits in the lists before it. The first is the queue itself, where all is that other systems send.
FIRST, NEXT = 0, 3
#: Those for jobs of batches.
OF_BATCHES = FIRST_OF_BATCHES, LAST = 6, 9


def queue_of(lane: str, version: str | None) -> str:
    """Where jobs of a lane are rung; version: that of workers which alone take what it has begun."""
    return lane if version is None else f"{lane}@{version}"


def waiting(producer: Any, queue: str, priority: int) -> int:
    """How many messages of this priority wait in the queue. Raises redis.exceptions.ResponseError: it is none."""
    channel = producer.channel
    return int(channel.client.llen(channel._q_for_pri(queue, priority)))


def send(producer: Any, queue: str, task: str, argument: object, priority: int = FIRST) -> None:
    """As Celery's `send_task` would, in its protocol 2, without the detours that it takes for a hint."""
    id = str(uuid4())
    headers = {"lang": "py", "task": task, "id": id, "root_id": id, "argsrepr": repr((argument,))}
    how = {"serializer": "json", "correlation_id": id, "headers": headers, "priority": priority}
    producer.publish(((argument,), {}, None), exchange="", routing_key=queue, **how)


def configuration(settings: Settings) -> dict[str, Any]:
    return {
        # Not `broker_url`, to which Celery prefers the CELERY_BROKER_URL of the environment: it may be the project's.
        "broker_read_url": settings.celery_broker_url,
        "broker_write_url": settings.celery_broker_url,
        "broker_transport_options": {
            # A message is only a hint, Postgres knows what is due. With emulated acknowledgements a third of the
            # throughput remains, and a restart of Redis kills the worker (celery 5.7).
            "ack_emulation": False,
            "socket_timeout": 30,
            "socket_connect_timeout": 10,
            "socket_keepalive": True,
        },
        # A broker may be away for as long as it likes.
        "broker_connection_retry_on_startup": True,
        "broker_connection_max_retries": None,
        # What is in flight is bounded by concurrency; nothing is hoarded by one worker while another is idle.
        "task_acks_late": True,
        "worker_prefetch_multiplier": 1,
        # With a pool of threads it drops throughput to a few tasks a second.
        "worker_disable_prefetch": False,
        # Postgres holds the result.
        "task_ignore_result": True,
        "accept_content": ["json"],
        "task_serializer": "json",
        # Twice the throughput without them.
        "worker_send_task_events": False,
        "task_default_queue": settings.queue,
        "task_create_missing_queues": True,
        # Runs mostly wait on models; one loop serves them all, and each Celery slot is a thread that waits for its run.
        "worker_pool": "threads",
        "worker_concurrency": settings.concurrency,
        "worker_hijack_root_logger": False,
        "worker_redirect_stdouts": False,
        "worker_cancel_long_running_tasks_on_connection_loss": False,
        "enable_utc": True,
    }
