"""What graphs keep across threads: the tables of LangGraph's Postgres store, in our schema.

The stock store makes them. What it leaves open is done here: an index that does not fit is refused, where it would be
used without a word, and an item that has expired goes in one statement of the scheduler.
"""

from __future__ import annotations

from typing import Any

import psycopg
from adjourn.models.ground.errors import AdjournError
from langgraph.store.postgres import PostgresStore
from langgraph.store.postgres.base import PostgresIndexConfig
from psycopg import sql
from sqlalchemy import Connection, text

#: Dimensions that pgvector's HNSW index takes, of whole floats and of halves.
_WHOLE, MOST = 2000, 4000
#: Items that one sweep takes away.
_MANY = 10_000

_EXTENSION = """
SELECT nspname AS schema FROM pg_extension JOIN pg_namespace n ON n.oid = extnamespace WHERE extname = 'vector'"""
_INDEXED = """
SELECT format_type(atttypid, atttypmod) AS type FROM pg_attribute
WHERE attrelid = to_regclass('adjourn.store_vectors') AND attname = 'embedding'"""
# What a run holds at this moment is left to the next sweep.
_SWEEP = text(f"""
WITH old AS (SELECT prefix, key FROM adjourn.store WHERE expires_at < now() LIMIT {_MANY} FOR UPDATE SKIP LOCKED)
DELETE FROM adjourn.store s USING old WHERE (s.prefix, s.key) = (old.prefix, old.key)""")


def index(dims: int, **more: Any) -> PostgresIndexConfig:
    """How texts of `dims` numbers are indexed; `more` goes into it unchanged."""
    kind = "vector" if dims <= _WHOLE else "halfvec"
    return {"dims": dims, "ann_index_config": {"kind": "hnsw", "vector_type": kind}, **more}  # type: ignore[typeddict-item]


def setup(connection: psycopg.Connection[dict[str, Any]], dims: int | None) -> None:
    """Make the tables, and with `dims` those of the search index. Raises AdjournError: there is no pgvector, or the
    index has other dimensions."""
    if dims is None:
        PostgresStore(connection).setup()
        return
    if connection.execute(_EXTENSION).fetchone() is None:
        try:
            # Not in our schema, where nobody but its owner could use it.
            connection.execute("CREATE EXTENSION vector SCHEMA public")
        except (psycopg.errors.UndefinedFile, psycopg.errors.FeatureNotSupported):
            raise AdjournError(
                "the store's index needs pgvector, which this Postgres server lacks: install it there, "
                "or leave store.index out of langgraph.json"
            ) from None
        except psycopg.errors.InsufficientPrivilege:
            raise AdjournError(
                "the store's index needs pgvector, which a superuser adds to this database: CREATE EXTENSION vector"
            ) from None
    row = connection.execute(_EXTENSION).fetchone()
    assert row is not None
    found = connection.execute("SELECT current_setting('search_path') AS path").fetchone()
    assert found is not None
    path = "SELECT set_config('search_path', %s, false)"
    connection.execute(path, (search_path(row["schema"]),))
    try:
        PostgresStore(connection, index=index(dims, embed=_nothing)).setup()
    finally:
        connection.execute(path, (found["path"],))
    require_index(connection, dims)


def require_index(connection: psycopg.Connection[dict[str, Any]], dims: int) -> str:
    """The schema of pgvector. Raises AdjournError: the index has not been made, or has other dimensions."""
    extension, indexed = connection.execute(_EXTENSION).fetchone(), connection.execute(_INDEXED).fetchone()
    if extension is None or indexed is None:
        raise AdjournError("the store's index has not been made: run `adjourn migrate` for this project")
    wanted = index(dims)
    if indexed["type"].rpartition(".")[2] != f"{wanted['ann_index_config']['vector_type']}({dims})":
        raise AdjournError(
            f"the store of this database is indexed by {indexed['type']}, langgraph.json says dims: {dims}; to "
            "index it anew, DROP TABLE adjourn.store_vectors, adjourn.vector_migrations, run `adjourn migrate`, put "
            "its items again"
        )
    return str(extension["schema"])


def search_path(extension: str) -> str:
    """Of connections that use the index: our tables, then pgvector's types and operators."""
    return sql.SQL("adjourn, {}").format(sql.Identifier(extension)).as_string()


def sweep(connection: Connection) -> bool:
    """Take away items that have expired. Whether there may be more of them."""
    return connection.execute(_SWEEP).rowcount == _MANY


def _nothing(texts: Any) -> list[list[float]]:
    return []
