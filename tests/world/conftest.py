"""One project, one fleet, and the project's graphs in this process as well."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from functools import cache
from importlib import util
from types import ModuleType
from typing import Any

import pytest

from tests.conftest import PROJECTS
from tests.support.database import new_database
from tests.support.fleet import Fleet

PROJECT = PROJECTS / "world"
SPECS: dict[str, str] = json.loads((PROJECT / "langgraph.json").read_text())["graphs"]


@pytest.fixture(scope="module")
def fleet(
    postgres_url: str, template: str, broker_url: str, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Fleet]:
    logs = tmp_path_factory.mktemp("world")
    with new_database(postgres_url, template) as url, Fleet(url, broker_url, url.rpartition("/")[2], logs) as fleet:
        worker = fleet.worker_starting(PROJECT)
        fleet.scheduler()
        fleet.ready(worker)
        yield fleet


def in_memory(name: str) -> Any:
    """What the project calls so, as its author would import it."""
    file, _, attribute = SPECS[name].rpartition(":")
    return getattr(_module(file), attribute)


@cache
def _module(file: str) -> ModuleType:
    """Under a name that no other project has."""
    name = f"world_{file.removeprefix('./').removesuffix('.py')}"
    spec = util.spec_from_file_location(name, PROJECT / file)
    assert spec is not None and spec.loader is not None
    sys.modules[name] = module = util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module
