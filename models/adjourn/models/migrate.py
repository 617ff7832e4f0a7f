"""Bring a database to this version: our tables, the checkpointer's and the store's."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from adjourn.models import schema_version, store
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings
from alembic import command
from alembic.config import Config
from langgraph.checkpoint.postgres import PostgresSaver
from sqlalchemy import Connection

#: One number for everybody who migrates an Adjourn schema.
_LOCK = 7253668
_ROLES = Path(__file__).parent / "migrations" / "sql" / "roles.sql"
#: By what roles.sql has done to the schema, not by the roles, which all databases of a server share.
_HAS_ROLES = """
SELECT count(DISTINCT granted.grantee) = 4 AS yes FROM pg_namespace, aclexplode(nspacl) granted
WHERE nspname = 'adjourn' AND nspowner = to_regrole('adjourn_owner') AND granted.privilege_type = 'USAGE'
  AND granted.grantee IN (to_regrole('adjourn_worker'), to_regrole('adjourn_submitter'),
    to_regrole('adjourn_answerer'), to_regrole('adjourn_reader'))"""

#: What a version adds belongs to the schema's owner, whichever of its members migrates: a sequence cannot have another
#: owner than its table.
_AS_OWNER = """
SELECT set_config('role', pg_get_userbyid(nspowner), true) FROM pg_namespace
WHERE nspname = 'adjourn' AND pg_get_userbyid(nspowner) <> current_user AND pg_has_role(nspowner, 'MEMBER')"""

_HALF_MADE = """
SELECT format('REINDEX INDEX adjourn.%I', relname) AS reindex FROM pg_index JOIN pg_class ON oid = indexrelid
WHERE relnamespace = 'adjourn'::regnamespace AND NOT indisvalid"""


#: Seconds for which a version waits for the locks of the tables that it changes, while all others wait behind it; and
#: for which it then lets them go on.
_AT_ONCE, _APART = 1.0, 2.0
#: All of them before it changes any, jobs first. With some it waits no longer for others than this: Postgres looks for
#: deadlocks after a second, and would choose whoever submits or answers.
_OTHERS = "100ms"
_TABLES = """
SELECT array_agg(format('adjourn.%I', relname)) FROM pg_class
WHERE relnamespace = 'adjourn'::regnamespace AND relkind IN ('r', 'v')"""


def migrate(settings: Settings, *, roles: bool = False, dims: int | None = None, patience: float = 300) -> str:
    """Upgrade to the newest version that this code knows, and return that of the database: one that is newer is left as
    it is. Any number of processes may run it at once; one works, the others wait. So may workers.

    With `roles`, also make the server's roles of Adjourn and grant them what they need here; a database that has them
    keeps them at later versions. With `dims`, also make the store's search index for vectors of so many numbers.
    Raises AdjournError: the user may not make roles, or not migrate at all, or the index cannot be.

    They poll for the lock: a process that blocks in `pg_advisory_lock` holds a snapshot, and the checkpointer's
    CREATE INDEX CONCURRENTLY waits for every snapshot: a deadlock. Waits up to `patience` seconds.
    """
    with database.in_a_sentence(), database.connect(settings, patience=0) as connection:
        _lock(connection, patience)
        _require_postgres_15(connection)
        _own_schema(connection)
        found, newest = schema_version.of_database(connection), schema_version.of_code()
        if found is not None and found > newest:
            return found
        _finish_indexes(connection)
        PostgresSaver(connection).setup()
        store.setup(connection, dims)
        if found != newest:
            _patiently(settings, patience, _upgrade)
        if roles or _has_roles(connection):
            _patiently(settings, patience, _make_roles)
        return newest


def _upgrade(transaction: Connection) -> None:
    driver: Any = transaction.connection.driver_connection
    driver.execute(_AS_OWNER)
    _hold_tables(driver)
    config = Config()
    config.set_main_option("script_location", str(schema_version.MIGRATIONS))
    config.attributes["connection"] = transaction
    command.upgrade(config, "head")


def _hold_tables(transaction: Any) -> None:
    [tables] = transaction.execute(_TABLES).fetchone()
    if tables is not None and "adjourn.jobs" in tables:
        transaction.execute("LOCK TABLE adjourn.jobs")
        transaction.execute(f"SET LOCAL lock_timeout = '{_OTHERS}'")
        transaction.execute("LOCK TABLE " + ", ".join(tables))
        transaction.execute("SET LOCAL lock_timeout TO DEFAULT")


def _make_roles(transaction: Connection) -> None:
    transaction.connection.driver_connection.execute(_ROLES.read_bytes(), prepare=False)  # type: ignore[union-attr]


def _patiently(settings: Settings, patience: float, change: Callable[[Connection], None]) -> None:
    """A session that holds a table keeps the change waiting, but nobody else. Migrations are written in SQL that goes
    straight to the driver, whose errors these are."""
    until = time.monotonic() + patience
    engine = database.engine(settings, direct=True, patience=_AT_ONCE)
    try:
        while True:
            try:
                with database.transaction(engine) as transaction:
                    return change(transaction)
            except psycopg.errors.LockNotAvailable as error:
                if time.monotonic() > until:
                    raise AdjournError(
                        "another session's transaction holds a table that has to change: end it (`SELECT * FROM "
                        "pg_stat_activity` shows all, with `xact_start`), then migrate again; nothing has changed"
                    ) from error
            time.sleep(_APART)
    finally:
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


def _own_schema(connection: psycopg.Connection[dict[str, Any]]) -> None:
    """Not CREATE SCHEMA IF NOT EXISTS, for which one must be allowed to create it although it is there."""
    mine = "SELECT has_schema_privilege(oid, 'CREATE') AS mine FROM pg_namespace WHERE nspname = 'adjourn'"
    if (row := connection.execute(mine).fetchone()) is None:
        connection.execute("CREATE SCHEMA adjourn")
    elif not row["mine"]:
        user = connection.info.user
        raise AdjournError(
            f"the schema adjourn is not {user}'s: migrate as its owner, or GRANT adjourn_owner TO {user}"
        )


def _finish_indexes(connection: psycopg.Connection[dict[str, Any]]) -> None:
    """CREATE INDEX CONCURRENTLY leaves one that is never used when it is cut off, and IF NOT EXISTS then finds it."""
    for row in connection.execute(_HALF_MADE).fetchall():
        connection.execute(row["reindex"])


def _has_roles(connection: psycopg.Connection[dict[str, Any]]) -> bool:
    row = connection.execute(_HAS_ROLES).fetchone()
    return row is not None and bool(row["yes"])


def _require_postgres_15(connection: psycopg.Connection[dict[str, Any]]) -> None:
    if connection.info.server_version < 150000:
        raise BadInput(f"Postgres 15 or newer is needed, this is {connection.info.server_version // 10000}")
