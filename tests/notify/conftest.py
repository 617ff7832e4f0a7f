"""A connection as our own code uses it, somebody who receives, and the operator's file."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from sqlalchemy import Connection

from tests.support.receiver import Receiver, receiving
from tests.support.senders import KEY


@pytest.fixture
def connection(database_url: str) -> Iterator[Connection]:
    engine = database.engine(Settings(database_url=database_url))
    with engine.connect() as connection:
        yield connection
    engine.dispose()


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@pytest.fixture
def keys(tmp_path: Path, receiver: Receiver) -> Path:
    path = tmp_path / "notify.json"
    urls = {"chat": f"json://{receiver.host}/ok"}
    path.write_text(json.dumps({"webhooks": {receiver.host: KEY}, "apprise": urls}))
    return path
