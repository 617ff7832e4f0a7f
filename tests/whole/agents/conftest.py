"""One worker for the project of agents, and the same graphs in this process."""

from __future__ import annotations

import os
import warnings
from collections.abc import Callable, Iterator
from importlib import import_module, util
from typing import Any

import pytest

from tests.conftest import PROJECTS
from tests.support.database import new_database
from tests.support.fleet import Fleet
from tests.whole.agents.beside import Beside

PROJECT = PROJECTS / "agents"
_NEEDED = ("langchain", "deepagents", "langgraph_supervisor", "langgraph_swarm")


@pytest.fixture(scope="module", autouse=True)
def extra() -> None:
    missing = [name for name in _NEEDED if util.find_spec(name) is None]
    if missing:
        why = f"{', '.join(missing)} is not installed: make install EXTRAS=embedded,dev,agents"
        (pytest.fail if os.environ.get("CI_MUST_RUN_ALL") else pytest.skip)(why)


@pytest.fixture(scope="module")
def fleet(
    extra: None, postgres_url: str, template: str, broker_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fleet]:
    logs = tmp_path_factory.mktemp("agents")
    with new_database(postgres_url, template) as url, Fleet(url, broker_url, url.rpartition("/")[2], logs) as fleet:
        fleet.worker(PROJECT)
        fleet.scheduler()
        yield fleet


@pytest.fixture
def beside(extra: None, monkeypatch: pytest.MonkeyPatch) -> Callable[[str, str], Beside]:
    """A graph of the project, imported as its author would import it."""
    monkeypatch.syspath_prepend(PROJECT)

    def graph(module: str, name: str) -> Any:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            return Beside(getattr(import_module(module), name))

    return graph
