"""Bring a database to this version: our tables and the checkpointer's."""

from __future__ import annotations

import time
from pathlib import Path
from typing import Any

import psycopg
from adjourn.models import database
from adjourn.models.errors import AdjournError, BadInput
from adjourn.models.settings import Settings
from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from langgraph.checkpoint.postgres import PostgresSaver
from sqlalchemy import Engine

#: One number for everybody who migrates an Adjourn schema.
_LOCK = 7253668


def migrate(settings: Settings, *, patience: float = 300) -> None:
    """Upgrade to the newest version. Any number of processes may run it at once; one works, the others wait.

    They poll for the lock: a process that blocks in `pg_advisory_lock` holds a snapshot, and the checkpointer's
    CREATE INDEX CONCURRENTLY waits for every snapshot: a deadlock. Waits up to `patience` seconds.
    """
    try:
        with database.connect(settings) as connection:
            _lock(connection, patience)
            _require_postgres_15(connection)
            connection.execute("CREATE SCHEMA IF NOT EXISTS adjourn")
            PostgresSaver(connection).setup()
            _upgrade(database.engine(settings, direct=True))
    except psycopg.OperationalError as error:
        raise AdjournError(f"the database does not answer: {str(error).strip().splitlines()[0]}") from error


def require_current(settings: Settings) -> None:
    """Raise AdjournError unless the database is at this version. Workers check; only `migrate` changes anything."""
    head = ScriptDirectory.from_config(_alembic(None)).get_current_head()
    try:
        with database.connect(settings) as connection:
            known = connection.execute("SELECT to_regclass('adjourn.alembic_version') AS is_there").fetchone()
            row = (
                connection.execute("SELECT version_num FROM adjourn.alembic_version").fetchone()
                if known and known["is_there"]
                else None
            )
    except psycopg.OperationalError as error:
        raise AdjournError(f"the database does not answer: {str(error).strip().splitlines()[0]}") from error
    if row is None or row["version_num"] != head:
        found = row["version_num"] if row else "nothing"
        raise AdjournError(f"the database holds {found}, this code needs version {head}: run `adjourn migrate`")


def _upgrade(engine: Engine) -> None:
    with database.transaction(engine) as transaction:
        command.upgrade(_alembic(transaction), "head")
    engine.dispose()


def _lock(connection: psycopg.Connection[dict[str, Any]], patience: float) -> None:
    until = time.monotonic() + patience
    while (
        not (row := connection.execute("SELECT pg_try_advisory_lock(%s) AS mine", (_LOCK,)).fetchone())
        or not row["mine"]
    ):
        if time.monotonic() > until:
            raise AdjournError("another `adjourn migrate` is running; try again when it is done")
        time.sleep(0.2)


def _require_postgres_15(connection: psycopg.Connection[dict[str, Any]]) -> None:
    if connection.info.server_version < 150000:
        raise BadInput(f"Postgres 15 or newer is needed, this is {connection.info.server_version // 10000}")


def _alembic(connection: object) -> Config:
    config = Config()
    config.set_main_option("script_location", str(Path(__file__).parent / "migrations"))
    config.attributes["connection"] = connection
    return config
