"""Which of several schedulers leads: the one whose connection holds an advisory lock and shows that it is alive."""

from __future__ import annotations

import secrets
from typing import Any

import psycopg
from adjourn.models.ground import database
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings
from psycopg import sql

_Connection = psycopg.Connection[dict[str, Any]]

_LOCK = 7253669
#: How connections of schedulers are called. A lock that a pooler's connection has kept is held under another name, as
#: soon as anybody else works on that connection.
_NAME = "adjourn scheduler"
#: Seconds after its last sign of life until a leader is deposed; until a notification is taken for unheard.
SILENCE, _HEARD = 30.0, 5.0
_HOLDER = f"""FROM pg_locks l JOIN pg_stat_activity a USING (pid)
WHERE l.locktype = 'advisory' AND (l.classid, l.objid, l.objsubid) = (0, {_LOCK}, 1) AND l.granted
  AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database())"""
# When it last did something Postgres shows to its own login, and to members of pg_read_all_stats.
_LIFELESS = f"""
(a.application_name <> '{_NAME}' OR coalesce(a.state_change < clock_timestamp() - %s * interval '1 second', false))"""


def connect(settings: Settings) -> _Connection:
    """To lead with, and to listen."""
    return database.connect(settings, name=_NAME)


def require_hearing(settings: Settings) -> None:
    """Raises BadInput: what one connection notifies does not come to another, as through a transaction pooler, which
    would also keep the lead for ever."""
    channel = f"adjourn_{secrets.token_hex(8)}"
    with database.connect(settings) as listener, database.connect(settings) as other:
        listener.execute(sql.SQL("LISTEN {}").format(sql.Identifier(channel)))
        other.execute("SELECT pg_notify(%s, '')", (channel,))
        if not any(notice.channel == channel for notice in listener.notifies(timeout=_HEARD, stop_after=1)):
            raise BadInput(
                f"{settings.direct_variable} leads through a transaction pooler, in which LISTEN hears nothing: "
                "set ADJOURN_DIRECT_DATABASE_URL to an address of Postgres itself"
            )


def take(connection: _Connection, patience: float) -> bool:
    """Lead, for as long as the connection lives; False if another does. One that has not shown for `patience` seconds
    that it is alive loses its connection: it may be stopped with its machine, and never end; or it has ended, and a
    pooler keeps its connection."""
    if _lock(connection):
        return True
    deposed = connection.execute(f"SELECT pg_terminate_backend(l.pid, 1000) {_HOLDER} AND {_LIFELESS}", (patience,))
    return bool(deposed.fetchall()) and _lock(connection)


def _lock(connection: _Connection) -> bool:
    row = connection.execute("SELECT pg_try_advisory_lock(%s) AS leads", (_LOCK,)).fetchone()
    return row is not None and bool(row["leads"])


def show_life(connection: _Connection) -> None:
    """By any statement. Notifications that come with its answer are kept for the next who asks for them."""
    connection.execute("SELECT")


def holder(connection: _Connection) -> dict[str, Any] | None:
    """Who holds the lead: its `pid`, whether it is `alive`, from where it is connected, and since when; `since` is None
    where the login may not see it."""
    seen = "l.pid, coalesce(host(a.client_addr), 'a local socket') AS client, a.backend_start AS since"
    return connection.execute(f"SELECT {seen}, NOT {_LIFELESS} AS alive {_HOLDER}", (SILENCE,)).fetchone()
