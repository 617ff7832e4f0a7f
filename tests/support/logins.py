"""People and programs with a login of their own, each a member of one of Adjourn's roles."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

import psycopg
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from psycopg import sql
from psycopg.conninfo import conninfo_to_dict
from psycopg.rows import dict_row

from tests.support.house import Row

ROLES = ("submitter", "gateway", "answerer", "inbox", "worker", "reader", "owner")


@dataclass(slots=True)
class Logins:
    """In a database whose roles have been made."""

    database_url: str
    db: psycopg.Connection[Row]
    _made: set[str] = field(default_factory=set)

    @classmethod
    @contextmanager
    def open(cls, database_url: str) -> Iterator[Logins]:
        migrate(Settings(database_url=database_url), roles=True)
        with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as db:
            logins = cls(database_url, db)
            try:
                yield logins
            finally:
                for name in logins._made:
                    db.execute(sql.SQL("DROP OWNED BY {0}; DROP ROLE {0}").format(sql.Identifier(name)))

    def name(self, role: str, which: str = "") -> str:
        """Of a login that is a member of adjourn_`role` and of nothing else: the only one, or a certain one."""
        name = f"{conninfo_to_dict(self.database_url)['dbname']}_{role}{which}"
        if name not in self._made:
            made = sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret' IN ROLE {}")
            self.db.execute(made.format(sql.Identifier(name), sql.Identifier(f"adjourn_{role}")))
            self._made.add(name)
        return name

    def url(self, role: str, which: str = "") -> str:
        host = self.database_url.rpartition("@")[2]
        return f"postgresql://{self.name(role, which)}:secret@{host}"

    @contextmanager
    def connect_as(self, name: str) -> Iterator[psycopg.Connection[Row]]:
        url = f"postgresql://{name}:secret@{self.database_url.rpartition('@')[2]}"
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as connection:
            yield connection

    @contextmanager
    def connect(self, role: str, which: str = "") -> Iterator[psycopg.Connection[Row]]:
        with psycopg.connect(self.url(role, which), autocommit=True, row_factory=dict_row) as connection:
            yield connection


def denied(connection: psycopg.Connection[Any], *statements: str) -> None:
    """None of them is a question of rules or of typing: each is a right that the login does not have."""
    for statement in statements:
        try:
            connection.execute(statement)
        except psycopg.errors.InsufficientPrivilege:
            continue
        raise AssertionError(f"allowed: {statement}")
