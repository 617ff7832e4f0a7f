"""Whether this code and a database fit together.

The schema has a version, which `adjourn migrate` raises. It may be newer than the code beside it: in a rolling upgrade
the database comes first, then worker by worker. So a version only adds to the one before; what older code needs is
taken away by a later one, a contract, which writes down the oldest code that goes on (`adjourn.contract`).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import psycopg
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings

_FOUND = "SELECT version_num AS version FROM adjourn.alembic_version"
_OLDEST = "SELECT oldest FROM adjourn.contract"
_THERE = """
SELECT to_regclass('adjourn.jobs') IS NOT NULL AS has_jobs, to_regclass('adjourn.contract') IS NOT NULL AS has_contract,
  to_regclass('adjourn.alembic_version') IS NOT NULL AS has_version"""

_Connection = psycopg.Connection[dict[str, Any]]


MIGRATIONS = Path(__file__).parent / "migrations"
#: All that this code knows, by the names of their files: workers need not load Alembic.
KNOWN = sorted(path.name.partition("_")[0] for path in (MIGRATIONS / "versions").glob("[0-9]*.py"))


def of_code() -> str:
    """The newest version that this code knows, for which it is written."""
    return KNOWN[-1]


def of_database(connection: _Connection) -> str | None:
    """None: nothing has been made yet. Raises BadInput: what is there no released version of Adjourn has made, or one
    so new that this code can do nothing with it."""
    there = connection.execute(_THERE).fetchone()
    assert there is not None
    if not there["has_version"]:
        if there["has_jobs"]:
            raise BadInput(
                "the schema adjourn of this database holds a table jobs that `adjourn migrate` has not made: "
                "rename that schema, or give Adjourn a database of its own"
            )
        return None
    if (row := connection.execute(_FOUND).fetchone()) is None:
        return None
    found, code = str(row["version"]), of_code()
    if not there["has_contract"]:
        raise BadInput(
            f"the schema adjourn is at {found!r} of a time before 0.1.0, from which nothing leads here: finish its "
            "jobs, then DROP SCHEMA adjourn CASCADE and migrate anew"
        )
    if found not in KNOWN and not (found.isdigit() and found > code):
        raise BadInput(f"the schema adjourn is at version {found!r}, which no Adjourn has made: restore what it was")
    contract = connection.execute(_OLDEST).fetchone()
    if contract is not None and (oldest := str(contract["oldest"])) > code:
        raise BadInput(
            f"the database is at version {found}, which serves code of version {oldest} or newer, and this code is of "
            f"version {code}: install a newer Adjourn"
        )
    return found


def require_fit(settings: Settings) -> str:
    """The database's version. Raises AdjournError: this code cannot work with it. Workers and schedulers ask when they
    start; only `migrate` changes anything."""
    with database.in_a_sentence(), database.connect(settings) as connection:
        found, code = of_database(connection), of_code()
    if found is None or found < code:
        raise AdjournError(
            f"the database holds {found or 'nothing'}, this code needs version {code}: run `adjourn migrate`"
        )
    return found
