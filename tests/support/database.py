"""A database of its own, and what another system has: a connection in autocommit."""

from __future__ import annotations

import itertools
import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
from psycopg import sql
from psycopg.rows import dict_row

_numbers = itertools.count(1)


class Database:
    """A connection in autocommit; whoever finds it cut off may open it anew."""

    def __init__(self, url: str) -> None:
        self._url = url
        self._connection: psycopg.Connection[dict[str, Any]] | None = None

    @property
    def connection(self) -> psycopg.Connection[dict[str, Any]]:
        if self._connection is None or self._connection.closed:
            self._connection = psycopg.connect(self._url, autocommit=True, row_factory=dict_row)
        return self._connection

    def rows(self, query: str, *params: Any) -> list[dict[str, Any]]:
        """Raises psycopg.OperationalError while the database is away."""
        cursor = self.connection.execute(query, params or None)
        return cursor.fetchall() if cursor.description else []

    def close(self) -> None:
        if self._connection is not None:
            self._connection.close()


@contextmanager
def new_database(postgres_url: str, template: str) -> Iterator[str]:
    """A migrated database for as long as the caller likes: of a module whose tests share one fleet."""
    name = f"adjourn_fleet_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
    yield f"{postgres_url.rpartition('/')[0]}/{name}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))
