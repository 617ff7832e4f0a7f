"""Real Postgres, real Valkey, one database per test from a migrated template."""

from __future__ import annotations

import itertools
import os
import signal
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import psycopg
import pytest
import structlog
from adjourn.admin.servers import postgres, valkey
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from adjourn.worker.project import project
from psycopg import sql
from sqlalchemy import Connection

from tests.support import places
from tests.support.drawn import once_for_each_graph
from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.stepped import Stage

PROJECTS = Path(__file__).parent / "projects"
PROJECT = PROJECTS / "project"
EXAMPLES = Path(__file__).parent.parent / "examples"
_numbers = itertools.count(1)
# Where tests run in the background of a shell, Ctrl-C is switched off, for the processes that they start as well.
signal.signal(signal.SIGINT, signal.default_int_handler)


@pytest.fixture(autouse=True, scope="session")
def plain_tracebacks() -> None:
    """Until a process configures it, structlog draws each traceback with the values of all variables, which takes a
    second or so."""
    structlog.configure(processors=[structlog.processors.KeyValueRenderer()])


@pytest.fixture(autouse=True, scope="session")
def drawn_once() -> Iterator[None]:
    """A graph that is loaded again looks as it did. The 68 of PROJECT, which a thousand tests load, take 0.2 s."""
    with pytest.MonkeyPatch.context() as patch:
        for name in ("_drawing", "_input_schema"):
            patch.setattr(project, name, once_for_each_graph(getattr(project, name)))
        yield


@pytest.fixture(scope="session")
def folder() -> Iterator[Path]:
    with places.place() as folder:
        yield folder


@pytest.fixture(scope="session")
def postgres_url(folder: Path) -> Iterator[str]:
    """A server without fsync; it survives what tests do to processes, not a power cut."""
    if url := os.environ.get("TEST_DATABASE_URL"):
        yield url
        return
    settings = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off", "max_connections": "300"}
    server = postgres.start(folder / "postgres", settings)
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def broker_url(folder: Path) -> Iterator[str]:
    if url := os.environ.get("TEST_BROKER_URL"):
        yield url
        return
    server = valkey.start(folder / "valkey")
    yield server.url
    server.stop()


@pytest.fixture(scope="session")
def template(postgres_url: str) -> str:
    name = f"adjourn_template_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        connection.execute(sql.SQL("CREATE DATABASE {}").format(sql.Identifier(name)))
    migrate(Settings(database_url=_with_database(postgres_url, name)))
    return name


@pytest.fixture
def database_url(postgres_url: str, template: str) -> Iterator[str]:
    """A fresh migrated database."""
    name = f"adjourn_test_{os.getpid()}_{next(_numbers)}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
        yield _with_database(postgres_url, name)
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture
def house(database_url: str) -> Iterator[House]:
    """A worker's insides in this process, with the graphs of tests/projects/project: claims are made by hand, so that
    each step can be watched."""
    with House.open(Settings(database_url=database_url, project=PROJECT, pool_size=4, concurrency=20)) as house:
        yield house


@pytest.fixture
def stage(database_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Stage]:
    """A house whose workers, people and operators take turns, statement by statement."""
    settings = Settings(database_url=database_url, project=PROJECT, pool_size=8, concurrency=20, lease=3600)
    with House.open(settings) as house, Stage.open(house, monkeypatch) as stage:
        yield stage


@pytest.fixture
def fleet(database_url: str, broker_url: str, folder: Path, tmp_path: Path) -> Iterator[Fleet]:
    """Real processes: start workers and a scheduler with it; what it started it ends."""
    queue = database_url.rpartition("/")[2]
    with Fleet(database_url, broker_url, queue, tmp_path) as fleet:
        yield fleet


@pytest.fixture
def db(database_url: str) -> Iterator[psycopg.Connection[dict[str, Any]]]:
    """Another system's connection: plain SQL, autocommit."""
    with psycopg.connect(database_url, autocommit=True, row_factory=psycopg.rows.dict_row) as connection:
        yield connection


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    """As our own code uses it."""
    engine = database.engine(Settings(database_url=database_url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


def _with_database(url: str, name: str) -> str:
    return f"{url.rpartition('/')[0]}/{name}"
