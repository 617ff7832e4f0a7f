"""Which of several schedulers leads: the one whose connection holds an advisory lock and shows that it is alive."""

from __future__ import annotations

from typing import Any

import psycopg

_Connection = psycopg.Connection[dict[str, Any]]

_LOCK = 7253669
_HOLDER = f"""FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND (l.classid, l.objid, l.objsubid) = (0, {_LOCK}, 1) AND l.granted
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"""


def take(connection: _Connection, patience: float) -> bool:
    """Lead, for as long as the connection lives; False if another does. One that has not shown for `patience` seconds
    that it is alive loses its connection: it may be stopped with its machine, and never end."""
    row = connection.execute("SELECT pg_try_advisory_lock(%s) AS leads", (_LOCK,)).fetchone()
    if row is not None and row["leads"]:
        return True
    silent = "a.state_change < clock_timestamp() - %s * interval '1 second'"
    connection.execute(f"SELECT pg_terminate_backend(l.pid) {_HOLDER} AND {silent}", (patience,))
    return False


def show_life(connection: _Connection) -> None:
    """By any statement. Notifications that come with its answer are kept for the next who asks for them."""
    connection.execute("SELECT")


def holder(connection: _Connection) -> dict[str, Any] | None:
    """From where the one that leads is connected, and since when; `since` is None where the login may not see."""
    seen = "SELECT coalesce(host(a.client_addr), 'a local socket') AS client, a.backend_start AS since"
    return connection.execute(f"{seen} {_HOLDER}").fetchone()
