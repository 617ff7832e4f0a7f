"""How the roles come to be, on a server that has never seen them, and on request only."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from zipfile import ZipFile

import psycopg
import pytest
from adjourn.admin.servers import postgres
from adjourn.admin.servers.server import Server
from adjourn.models.ground.errors import AdjournError
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from adjourn.models.schema_version import of_code, require_fit
from psycopg import sql
from psycopg.rows import dict_row

from tests.support.command import Command
from tests.support.decided import WHO, decided
from tests.support.logins import ROLES, Logins
from tests.support.offers import offer
from tests.support.released import FOLDER, restored
from tests.support.rights import found
from tests.support.trouble import meanwhile
from tests.support.waiting import until

#: Eight processes, half of them for each of two databases.
_MIGRATE = """
import os, sys
from adjourn.models.migrate import migrate
from adjourn.models.ground.settings import Settings

for url in sys.argv[1:] * 4:
    if os.fork() == 0:
        status = 1
        try:
            migrate(Settings(database_url=url), roles=True)
            status = 0
        finally:
            os._exit(status)
sys.exit(sum(os.waitstatus_to_exitcode(os.wait()[1]) != 0 for _ in range(8)))
"""


@pytest.fixture
def server(folder: Path, request: pytest.FixtureRequest) -> Iterator[Server]:
    """Roles belong to a whole server: one without them is a new one."""
    server = postgres.start(folder / request.node.name, {"fsync": "off", "synchronous_commit": "off"})
    yield server
    server.stop()


def url_of_owner(server: Server, database: str, attributes: str) -> str:
    """Of a login with these attributes, who owns the new database."""
    with psycopg.connect(server.url, autocommit=True) as db:
        owner = sql.Identifier(f"owner_of_{database}")
        db.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD 'secret' {}").format(owner, sql.SQL(attributes)))
        db.execute(sql.SQL("CREATE DATABASE {} OWNER {}").format(sql.Identifier(database), owner))
    return f"postgresql://owner_of_{database}:secret@{server.url.rpartition('@')[2].partition('/')[0]}/{database}"


def roles_of(server: Server) -> set[str]:
    with psycopg.connect(server.url) as db:
        return {name for (name,) in db.execute(r"SELECT rolname FROM pg_roles WHERE rolname LIKE 'adjourn\_%'")}


def test_who_may_not_make_roles_migrates_without_them_and_is_told_so_with_them(server: Server) -> None:
    settings = Settings(database_url=url_of_owner(server, "shop", "NOCREATEROLE"))
    migrate(settings)
    with pytest.raises(AdjournError, match="the database refuses: permission denied to create role"):
        migrate(settings, roles=True)
    assert roles_of(server) == set()
    migrate(settings)
    require_fit(settings)


def test_eight_processes_make_the_roles_at_once_for_two_databases(server: Server) -> None:
    """The lock of `migrate` is a database's; the roles are both databases'."""
    urls = [url_of_owner(server, name, "NOCREATEROLE") for name in ("shop", "bank")]
    migrate(Settings(database_url=urls[0]))
    by_admin = [f"{server.url.rpartition('/')[0]}/{name}" for name in ("shop", "bank")]
    done = subprocess.run([sys.executable, "-c", _MIGRATE, *by_admin], capture_output=True, timeout=60)
    assert done.returncode == 0, done.stderr.decode()
    assert roles_of(server) == {f"adjourn_{role}" for role in ROLES}
    for url in by_admin:
        with psycopg.connect(url, autocommit=True, row_factory=dict_row) as db:
            assert found(db, WHO) == decided()
    with psycopg.connect(urls[0], autocommit=True) as db:
        offer(db, "echo")
        assert db.execute("SELECT adjourn.enqueue('echo')").rowcount == 1, "who owned it can do what he could"
    migrate(Settings(database_url=urls[0]))
    with pytest.raises(AdjournError, match="the schema adjourn is not owner_of_bank's: migrate as its owner"):
        migrate(Settings(database_url=urls[1]))


def test_a_role_that_somebody_else_makes_at_the_same_moment_is_taken_as_it_is(server: Server) -> None:
    waits = "SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%CREATE ROLE%'"
    with psycopg.connect(server.url) as other, psycopg.connect(server.url, autocommit=True) as db:
        other.execute("CREATE ROLE adjourn_worker")
        with meanwhile(lambda: migrate(Settings(database_url=server.url), roles=True)):
            until(lambda: db.execute(waits).rowcount, "it waits for the other one")
            other.commit()
    with psycopg.connect(server.url, autocommit=True, row_factory=dict_row) as db:
        assert found(db, WHO) == decided()


def test_the_command_makes_the_roles_and_a_plain_one_does_not(server: Server, tmp_path: Path) -> None:
    adjourn = Command(tmp_path, {"DATABASE_URL": url_of_owner(server, "shop", "CREATEROLE")})
    assert adjourn.quick("migrate").out == f"the database is at version {of_code()}\n"
    assert roles_of(server) == set()
    for _ in range(2):
        assert adjourn.quick("migrate", "--roles").out == f"the database is at version {of_code()} and has its roles\n"
    assert roles_of(server) == {f"adjourn_{role}" for role in ROLES}


@pytest.mark.parametrize("by", ["a superuser", "a member of the owner"])
def test_a_release_with_roles_is_upgraded_by_whoever_may(server: Server, by: str) -> None:
    dumped = (FOLDER / "0.1.0.sql").read_text()
    with restored(server.url, dumped) as url, psycopg.connect(url, autocommit=True, row_factory=dict_row) as db:
        with ZipFile(FOLDER / "adjourn-0.1.0-py3-none-any.whl") as wheel:
            db.execute(wheel.read("adjourn/models/migrations/sql/roles.sql"), prepare=False)
        if by != "a superuser":
            db.execute("CREATE ROLE operator LOGIN CREATEROLE PASSWORD 'secret' IN ROLE adjourn_owner")
            url = f"postgresql://operator:secret@{url.rpartition('@')[2]}"
        migrate(Settings(database_url=url))
        assert found(db, WHO) == decided()
        owners = db.execute(
            "SELECT DISTINCT relowner::regrole::text FROM pg_class WHERE relnamespace = 'adjourn'::regnamespace"
        )
        assert owners.fetchall() == [{"relowner": "adjourn_owner"}]


def test_who_has_only_another_role_neither_migrates_nor_works(database_url: str) -> None:
    with Logins.open(database_url) as logins:
        settings = Settings(database_url=logins.url("answerer"))
        with pytest.raises(AdjournError, match=f"not {logins.name('answerer')}'s: migrate as its owner"):
            migrate(settings)
        with pytest.raises(AdjournError, match="the database refuses: permission denied for table alembic_version"):
            require_fit(settings)
        require_fit(Settings(database_url=logins.url("worker")))
