"""The command, beside a worker's insides."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from tests.conftest import PROJECT
from tests.support.command import Command
from tests.support.house import House, Row
from tests.support.keyboard import Keyboard


@pytest.fixture
def adjourn(house: House, tmp_path: Path) -> Command:
    """It uses the house's database."""
    return Command(tmp_path, {"DATABASE_URL": house.worker.settings.database_url, "ADJOURN_PROJECT": str(PROJECT)})


@pytest.fixture
def answering(adjourn: Command) -> Callable[[Row], Keyboard]:
    """Starts `adjourn answer` about a question, at a terminal."""
    return lambda row: Keyboard(adjourn, "answer", str(row["id"]))
