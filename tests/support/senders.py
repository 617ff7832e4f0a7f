"""Senders, in this process and as processes of their own, and notices for them."""

from __future__ import annotations

import asyncio
import os
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
from adjourn.models import subscriptions
from adjourn.models.notices import Notice
from adjourn.notify import webhook
from sqlalchemy import Connection

from tests.support.command import ADJOURN, FORKS
from tests.support.receiver import Receiver

Db = psycopg.Connection[dict[str, Any]]

#: A key and what it is in bytes, with a request that it signed: those of Standard Webhooks' own libraries.
KEY = "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw"
ID = UUID("0197a4a5-7f00-7000-8000-000000000001")


def notice(url: str, **values: Any) -> Notice:
    """One as it is claimed: to a host that is on the list, with all that it may be."""
    given: dict[str, Any] = {
        **{"id": ID, "claim_id": ID, "topic": "job.succeeded", "at": datetime(2026, 11, 28, tzinfo=UTC)},
        **{"data": {"job_id": "1", "graph": "g", "status": "succeeded"}, "tries": 1, "subscription_id": 1},
        **{"subscription": "shop", "url": url, "allowed": True, "http": True, "private": True},
    }
    return Notice(**(given | values))


def send(url: str, keys: Sequence[bytes] = (b"k" * 24,), **values: Any) -> None:
    """Raises Undelivered."""
    asyncio.run(webhook.send(notice(url, **values), keys, None))


def subscribe(connection: Connection, receiver: Receiver, path: str = "/ok", **options: Any) -> str:
    """The name of a subscription to everything, unless `options` say otherwise."""
    name = options.pop("name", path.strip("/"))
    topics = options.pop("topics", ["job.*", "request.*"])
    subscriptions.allow(connection, receiver.host, http=True, private=True)
    subscriptions.add(connection, name, f"{receiver.url}{path}", topics, subscriptions.Scope(**options))
    return str(name)


def tell(db: Db, count: int = 1) -> list[str]:
    """Have so many jobs end, as far as the outbox knows: their ids as notices."""
    db.execute(
        """INSERT INTO adjourn.outbox (topic, subscription_id, job_id, data)
           SELECT 'job.succeeded', s.id, gen_random_uuid(), json_build_object('job_id', n, 'graph', 'g')
           FROM adjourn.subscriptions s, generate_series(1, %s) n""",
        (count,),
    )
    return [str(row["id"]) for row in unsent(db)]


def unsent(db: Db) -> list[dict[str, Any]]:
    return db.execute("SELECT * FROM adjourn.outbox WHERE sent_at IS NULL ORDER BY at, id").fetchall()


def a_minute_passes(db: Db) -> None:
    """For claims, and what is to be tried again."""
    db.execute("UPDATE adjourn.outbox SET again_at = again_at - interval '61 seconds' WHERE sent_at IS NULL")


@contextmanager
def sending(database_url: str, keys: Path, **env: str) -> Iterator[subprocess.Popen[bytes]]:
    """`adjourn notify`, ended in the end; its log is beside the file."""
    variables: Mapping[str, str] = {
        **os.environ,
        "ADJOURN_DATABASE_URL": database_url,
        "ADJOURN_NOTIFY": str(keys),
        **env,
    }
    with (keys.parent / "notify.log").open("ab") as log:
        process = FORKS.command([*ADJOURN, "notify"], env=variables, stdout=log, stderr=log, cwd=keys.parent)
        try:
            yield process
        finally:
            process.terminate()
            try:
                process.wait(30)
            finally:
                process.kill()
