"""The checkpointer's tables come with ours, however many processes make them."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator

import psycopg
import pytest
from adjourn.models.ground.errors import AdjournError
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from adjourn.models.schema_version import require_fit
from langgraph.checkpoint.postgres import PostgresSaver

from tests.support.trouble import meanwhile
from tests.support.waiting import until

#: Processes that have loaded everything, and then migrate at the same moment.
_MIGRATE = """
import os, sys
from adjourn.models.migrate import migrate
from adjourn.models.ground.settings import Settings

settings = Settings(database_url=sys.argv[1])
for _ in range(8):
    if os.fork() == 0:
        status = 1
        try:
            migrate(settings)
            status = 0
        finally:
            os._exit(status)
sys.exit(sum(os.waitstatus_to_exitcode(os.wait()[1]) != 0 for _ in range(8)))
"""
#: LangGraph makes them, each the prefix of a primary key, and we drop them.
_OF_THREADS = """
SELECT count(*) FROM pg_indexes WHERE schemaname = 'adjourn' AND indexname LIKE 'checkpoint%thread_id_idx'"""
_BROKEN = "SELECT indexrelid::regclass::text FROM pg_index WHERE NOT indisvalid"
#: A migration that waits until nobody sees the table as it was before.
_INDEXING = """
SELECT pid FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'
  AND query LIKE '%CREATE INDEX CONCURRENTLY%'"""


@pytest.fixture
def empty_url(postgres_url: str) -> Iterator[str]:
    """A database in which there is nothing yet."""
    name = "adjourn_test_migrate"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(f"CREATE DATABASE {name}")  # type: ignore[arg-type]
        yield f"{postgres_url.rpartition('/')[0]}/{name}"
        connection.execute(f"DROP DATABASE {name} WITH (FORCE)")  # type: ignore[arg-type]


def test_eight_processes_migrate_at_once(empty_url: str) -> None:
    done = subprocess.run([sys.executable, "-c", _MIGRATE, empty_url], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    require_fit(Settings(database_url=empty_url))
    with psycopg.connect(empty_url, autocommit=True) as db:
        steps = db.execute("SELECT array_agg(v ORDER BY v) FROM adjourn.checkpoint_migrations").fetchone()
        assert steps == ([*range(len(PostgresSaver.MIGRATIONS))],), "each once"
        assert db.execute(_BROKEN).fetchall() == []
        assert db.execute(_OF_THREADS).fetchone() == (0,)
        PostgresSaver(db).setup()  # type: ignore[arg-type]
        assert db.execute(_OF_THREADS).fetchone() == (0,), "nor does the stock saver make them anew"


def test_an_index_that_a_dead_migration_left_half_made_is_made_anew(empty_url: str) -> None:
    settings = Settings(database_url=empty_url)

    def dies() -> None:
        with pytest.raises(AdjournError, match="the database does not answer"):
            migrate(settings)

    with psycopg.connect(empty_url, autocommit=True) as db, psycopg.connect(empty_url) as reader:
        reader.isolation_level = psycopg.IsolationLevel.REPEATABLE_READ
        reader.execute("SELECT")
        with meanwhile(dies):
            row = until(lambda: db.execute(_INDEXING).fetchone(), "an index is being made")
            db.execute("SELECT pg_terminate_backend(%s)", row)
        assert db.execute(_BROKEN).fetchall() == [("checkpoints_thread_id_idx",)]
        reader.rollback()
        migrate(settings)
        assert db.execute(_BROKEN).fetchall() == []
        require_fit(settings)
