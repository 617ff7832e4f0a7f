"""Who hears of what, and to which hosts webhooks may go (0006_outbox.sql). For the owner."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.ground.readable import require_readable
from sqlalchemy import Connection, TextClause, text

#: Each that there is; besides, job.* and request.*.
TOPICS = (
    *("job.succeeded", "job.failed", "job.cancelled"),
    *("request.opened", "request.assigned", "request.due", "request.escalated", "request.came_back", "request.closed"),
)

#: As the table has it (host_is_one).
_HOST = re.compile(r"([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?")
_ADD = text("""
INSERT INTO adjourn.subscriptions (name, url, topics, project, graph, team)
VALUES (:name, :url, CAST(:topics AS text[]), :project, :graph, :team) ON CONFLICT (name) DO NOTHING RETURNING id""")
_REMOVE = text("DELETE FROM adjourn.subscriptions WHERE name = :name")
_PAUSE = text("UPDATE adjourn.subscriptions SET paused = :paused WHERE name = :name")
_ALLOW = text("""
INSERT INTO adjourn.webhook_hosts (host, http, private) VALUES (:host, :http, :private)
ON CONFLICT (host) DO UPDATE SET http = excluded.http, private = excluded.private""")
_DISALLOW = text("DELETE FROM adjourn.webhook_hosts WHERE host = :host")
# One that is claimed is left to whoever sends it.
_AGAIN = text("""
WITH again AS MATERIALIZED (
  SELECT o.id FROM adjourn.outbox o JOIN adjourn.subscriptions s ON s.id = o.subscription_id
  WHERE s.name = :name AND o.sent_at IS NULL AND o.claim_id IS NULL
    AND (o.parked_at IS NOT NULL OR CAST(:waiting AS boolean) AND o.tries > 0)
  FOR NO KEY UPDATE OF o SKIP LOCKED
), freed AS (
  UPDATE adjourn.outbox o SET parked_at = NULL, tries = 0, again_at = now() FROM again WHERE o.id = again.id RETURNING 1
) SELECT count(*), pg_notify('adjourn_outbox', '') FROM freed""")
_THERE = text("SELECT true FROM adjourn.subscriptions WHERE name = :name")


class Scope(NamedTuple):
    """Of which jobs and questions alone; None: of all."""

    project: str | None = None
    graph: str | None = None
    team: str | None = None


def add(connection: Connection, name: str, url: str, topics: Sequence[str], scope: Scope = Scope()) -> None:  # noqa: B008
    """Raises BadInput: its host is not on the list; there is one of this name; there is no such topic."""
    require_readable("name", name)
    require_readable("url", url)
    for topic in topics:
        if topic not in (*TOPICS, "job.*", "request.*"):
            raise BadInput(f"there is no topic {topic!r}: job.*, request.*, {', '.join(TOPICS)}")
    if scope.team is not None and any(topic.startswith("job.") for topic in topics):
        raise BadInput("a job is for no team: leave the topics of jobs out, or --team")
    values: dict[str, Any] = {"name": name, "url": url, "topics": list(topics), **scope._asdict()}
    with refusals():
        if connection.execute(_ADD, values).first() is None:
            raise BadInput(f"there is a subscription {name} already: remove it first")


def remove(connection: Connection, name: str) -> None:
    """What it has not heard yet goes with it. Raises BadInput: there is none."""
    _change(connection, _REMOVE, name)


def pause(connection: Connection, name: str) -> None:
    """What there is for it is kept meanwhile. Raises BadInput: there is none."""
    _change(connection, _PAUSE, name, paused=True)


def unpause(connection: Connection, name: str) -> None:
    """Raises BadInput: there is none."""
    _change(connection, _PAUSE, name, paused=False)


def again(connection: Connection, name: str, *, waiting: bool = False) -> int:
    """Have sent what is parked; `waiting`: also what is to be tried again later. How many. Raises BadInput."""
    with refusals():
        if connection.execute(_THERE, {"name": name}).first() is None:
            raise _no(name)
        return int(connection.execute(_AGAIN, {"name": name, "waiting": waiting}).scalar_one())


def allow(connection: Connection, host: str, *, http: bool = False, private: bool = False) -> None:
    """With its port, if that is another than usual. `http`: also without TLS; `private`: also where its address is not
    public. Again changes these. Raises BadInput: it is no host."""
    with refusals():
        connection.execute(_ALLOW, {"host": _host(host), "http": http, "private": private})


def disallow(connection: Connection, host: str) -> None:
    """What is to go there fails from now on. Raises BadInput: it is not on the list."""
    with refusals():
        if not connection.execute(_DISALLOW, {"host": _host(host)}).rowcount:
            raise BadInput(f"{host} is not on the list: see `adjourn subscriptions hosts`")


def _host(given: str) -> str:
    if len(given) > 260 or not _HOST.fullmatch(host := given.lower()):
        raise BadInput(f"{given[:300]!r} is no host: as hooks.example.org, or hooks.example.org:8443")
    return host


def _change(connection: Connection, statement: TextClause, name: str, **values: Any) -> None:
    with refusals():
        if not connection.execute(statement, {"name": name, **values}).rowcount:
            raise _no(name)


def _no(name: str) -> BadInput:
    return BadInput(f"there is no subscription {name}: see `adjourn subscriptions`")
