"""A worker's insides with rules of an operator."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from adjourn.models.ground.settings import Settings

from tests.conftest import PROJECT
from tests.support.house import House

Ruled = Callable[[Any], AbstractContextManager[House]]


@pytest.fixture
def ruled(database_url: str, tmp_path: Path) -> Ruled:
    @contextmanager
    def open_(policy: Any) -> Iterator[House]:
        path = tmp_path / "adjourn.json"
        path.write_text(json.dumps(policy))
        settings = Settings(database_url=database_url, project=PROJECT, pool_size=4, concurrency=20, policy=path)
        with House.open(settings) as house:
            yield house

    return open_
