"""Sessions of others, each in a transaction that stays open until it is committed."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from adjourn.models.ground import database
from psycopg.rows import dict_row

from tests.support.house import House
from tests.support.waiting import until

Db = psycopg.Connection[dict[str, Any]]


@contextmanager
def another(house: House) -> Iterator[Db]:
    url = house.worker.settings.database_url
    with psycopg.connect(url, row_factory=dict_row, options=database.options(patience=20)) as session:
        yield session


def waits(house: House, session: Db) -> None:
    blocked = "SELECT FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
    until(lambda: house.db.execute(blocked, (session.info.backend_pid,)).rowcount == 1, "it waits for a lock")
