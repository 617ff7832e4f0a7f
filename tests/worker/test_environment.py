"""The environment of a project's graphs is the project's, and its langgraph.json may say what is not for us."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from adjourn.models.ground.errors import BadInput
from adjourn.worker.project.project import Project
from structlog.testing import capture_logs

from tests.support.fleet import Fleet

_SAYS = """
import os
import fresh
from langgraph.graph import START, StateGraph

def say(state):
    return {name: value for name, value in os.environ.items() if name.endswith("_URL")}

graph = StateGraph(dict).add_node(say).add_edge(START, "say").compile()
"""


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(sys, "path", sys.path[:])
    yield
    for name in [name for name in sys.modules if name == "fresh" or name.startswith("adjourn_graph__saying")]:
        del sys.modules[name]


def _project(folder: Path, file: str = "langgraph.json", **config: Any) -> Path:
    (folder / "saying.py").write_text(_SAYS)
    (folder / "fresh.py").write_text("")
    (folder / file).write_text(json.dumps({"graphs": {"says": "./saying.py:graph"}, **config}))
    return folder


THEIRS = {"DATABASE_URL": "postgresql://theirs/shop", "CELERY_BROKER_URL": "redis://theirs:1/0"}


def test_graphs_see_the_urls_of_their_project_and_none_of_ours(fleet: Fleet, tmp_path: Path) -> None:
    """In a worker, and in the process of its own in which a job runs that twice outlived its worker."""
    (tmp_path / "shop.env").write_text("".join(f"{name}={url}\n" for name, url in THEIRS.items()))
    fleet.worker(_project(tmp_path, env="./shop.env"))
    fleet.scheduler()
    first = fleet.wait(fleet.enqueue("says", {}))
    alone = fleet.enqueue("says", {}, run_at="2100-01-01")
    fleet.outlive(alone)
    for job in (first, fleet.wait(alone)):
        assert {name: job["result"].get(name) for name in THEIRS} == THEIRS
        assert [name for name in job["result"] if name.startswith("ADJOURN_")] == []


def test_what_a_project_asks_for_and_does_not_get_is_named(tmp_path: Path) -> None:
    graphs = {"says": "./saying.py:graph", "web": "./src/web.ts:graph", "old": {"path": "./old.js:graph"}}
    with capture_logs() as logs:
        loaded = Project.load(_project(tmp_path, graphs=graphs, auth={"path": "./auth.py:auth"}, http={"app": "a"}))
    assert list(loaded.made) == ["says"]
    assert [log["keys"] for log in logs if "keys" in log] == ["auth, http"]
    assert [log["graphs"] for log in logs if "graphs" in log] == ["web, old"]


def test_a_project_of_graphs_in_javascript_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"names graphs in JavaScript only \(web\)"):
        Project.load(_project(tmp_path, graphs={"web": "./src/web.ts:graph"}))


def test_the_projects_folder_stays_on_the_path_beside_its_dependencies(tmp_path: Path) -> None:
    assert list(Project.load(_project(tmp_path, dependencies=["./src"])).made) == ["says"]


def test_another_file_may_be_read_and_its_paths_start_where_it_lies(tmp_path: Path) -> None:
    (tmp_path / "deploy").mkdir()
    _project(tmp_path / "deploy", "production.json")
    assert list(Project.load(tmp_path, "deploy/production.json").made) == ["says"]
    with pytest.raises(BadInput, match=r"there is no .*other\.json"):
        Project.load(tmp_path, "other.json")
