"""The outside world of the graphs that are killed: another system, which notes what was done to it and by whose lease.

It is never struck in a yard; in a storm it is as often away as the database that it lives in, and whoever tells it
something tells it until it knows.
"""

from __future__ import annotations

import os
import threading
import time
import uuid
from typing import Any

import psycopg
from langgraph.config import get_config

_lock = threading.Lock()
_connections: dict[int, psycopg.Connection[Any]] = {}


def note(node: str) -> None:
    """`node` has acted, in the step and under the lease in which it is called."""
    config = get_config()
    metadata = config["metadata"]
    effect = {
        "id": uuid.uuid4(),
        "thread_id": metadata["thread_id"],
        "lease_id": config["configurable"]["__pregel_checkpointer"].lease.lease_id,
        "node": node,
        "ns": metadata["langgraph_checkpoint_ns"].rpartition("|")[0],
        "step": metadata["langgraph_step"],
    }
    while True:
        try:
            return _insert(effect)
        except psycopg.OperationalError:
            time.sleep(0.1)


def _insert(effect: dict[str, Any]) -> None:
    with _lock:
        connection = _connections.get(os.getpid())
        if connection is None or connection.closed:
            url = os.environ["WITNESS_URL"]
            connection = _connections[os.getpid()] = psycopg.connect(url, autocommit=True, application_name="chaos")
        connection.execute(
            "INSERT INTO effects (id, thread_id, lease_id, node, ns, step) VALUES "
            "(%(id)s, %(thread_id)s, %(lease_id)s, %(node)s, %(ns)s, %(step)s) ON CONFLICT DO NOTHING",
            effect,
        )
