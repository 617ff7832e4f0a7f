"""What `adjourn doctor` says of Postgres, and of the way to it."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import psycopg
from adjourn.admin.finding import Finding
from adjourn.models import lead, schema_version
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings

#: Seconds between the clocks of this host and the database. LangGraph takes the checkpoint with the latest time for the
#: latest checkpoint.
_SKEW = 5.0

_Connection = psycopg.Connection[dict[str, Any]]


def look(settings: Settings, connection: _Connection) -> Iterator[Finding]:
    yield _postgres(settings, connection)
    yield _clock(connection)


def pooler(settings: Settings) -> Iterator[Finding]:
    """The way that workers take to the tables, where it is not the one to Postgres itself."""
    if settings.database_url == settings.direct_url:
        return
    try:
        with database.connect(settings, direct=False) as connection:
            [row] = connection.execute(
                "SELECT current_setting('search_path') AS search_path, current_setting('lock_timeout') AS lock_timeout"
            ).fetchall()
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        yield Finding("pooler", False, f"does not answer: {reason}; start it, or correct ADJOURN_DATABASE_URL")
        return
    if row["search_path"] != "adjourn" or row["lock_timeout"] == "0":
        lost = "drops the options of connections: ALTER ROLE … SET search_path = adjourn, and lock_timeout = '1s'"
        older = "then RECONNECT in PgBouncer, whose open connections do not know of it"
        yield Finding("pooler", False, f"{lost}, {older} (docs/operating.md, PgBouncer)")
    else:
        yield Finding("pooler", True, "answers")


def _postgres(settings: Settings, connection: _Connection) -> Finding:
    number = connection.info.server_version
    found = f"Postgres {number // 10000}.{number % 10000}"
    if number < 150000:
        return Finding("postgres", False, f"{found} is too old: 15 is needed")
    try:
        lead.require_hearing(settings)
    except BadInput as error:
        return Finding("postgres", False, str(error))
    return Finding("postgres", True, found)


def _clock(connection: _Connection) -> Finding:
    before = datetime.now(UTC)
    row = connection.execute("SELECT clock_timestamp() AS now").fetchone()
    assert row is not None
    skew = (row["now"] - before - (datetime.now(UTC) - before) / 2).total_seconds()
    if abs(skew) > _SKEW:
        return Finding("clock", False, f"the database's is {skew:+.0f} s from this host's: synchronise them (NTP)")
    return Finding("clock", True, f"{abs(skew):.1f} s from the database's")


def tables(settings: Settings) -> Finding:
    try:
        found, code = schema_version.require_fit(settings), schema_version.of_code()
    except AdjournError as error:
        return Finding("tables", False, str(error))
    newer = "" if found == code else f", which is newer than this code ({code}) and serves it"
    return Finding("tables", True, f"at version {found}{newer}")
