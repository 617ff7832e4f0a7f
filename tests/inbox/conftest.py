"""A page over a worker's insides, which the tests of a file share: each asks questions of its own."""

from __future__ import annotations

import os
from collections.abc import Iterator

import psycopg
import pytest
from adjourn.models.ground.settings import Settings
from playwright.sync_api import Browser
from psycopg import sql

from tests.conftest import PROJECT
from tests.support.browsing import chromium
from tests.support.house import House
from tests.support.page import Served, Visitor, served


@pytest.fixture(scope="module")
def database_url(request: pytest.FixtureRequest, postgres_url: str, template: str) -> Iterator[str]:
    """A fresh migrated database for each file."""
    name = f"adjourn_{request.path.stem}_{os.getpid()}"
    with psycopg.connect(postgres_url, autocommit=True) as connection:
        make = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY file_copy")
        connection.execute(make.format(sql.Identifier(name), sql.Identifier(template)))
        yield f"{postgres_url.rpartition('/')[0]}/{name}"
        connection.execute(sql.SQL("DROP DATABASE {} WITH (FORCE)").format(sql.Identifier(name)))


@pytest.fixture(scope="module")
def house(database_url: str) -> Iterator[House]:
    with House.open(Settings(database_url=database_url, project=PROJECT, pool_size=4, concurrency=20)) as house:
        yield house


@pytest.fixture(scope="module")
def page(house: House) -> Iterator[Served]:
    with served(house.worker.settings) as page:
        yield page


@pytest.fixture
def ada(page: Served) -> Iterator[Visitor]:
    with page.visitor("ada") as ada:
        yield ada


@pytest.fixture(scope="package")
def browser() -> Iterator[Browser]:
    """Playwright has an event loop in this thread as long as it is open, so that nobody else could have one."""
    with chromium() as browser:
        yield browser
