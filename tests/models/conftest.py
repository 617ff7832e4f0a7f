"""A connection as our own code uses it."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from sqlalchemy import Connection


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = database.engine(Settings(database_url=database_url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()
