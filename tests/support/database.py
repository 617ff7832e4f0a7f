"""What another system has: a connection in autocommit."""

from __future__ import annotations

from typing import Any

import psycopg
from psycopg.rows import dict_row


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
