"""A LangGraph project runs as it is: whatever form its langgraph.json gives a graph, and whatever is wrong in it."""

from __future__ import annotations

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings
from adjourn.worker.project.project import Project

from tests.conftest import PROJECTS
from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.waiting import until

LOADING = PROJECTS / "loading"

#: Graph: what it says when it was made with {"flavour": "mint"} in its config.
SAYS = {
    "compiled": "compiled",
    "builder": "builder",
    "described": "compiled",
    "no_argument": "no_argument",
    "with_config": "with_config mint",
    "with_runtime": "with_runtime mint _ExecutionRuntime",
    "with_both": "with_both mint _ExecutionRuntime",
    "coroutine": "coroutine mint",
    "async_context": "async_context",
    "sync_context": "sync_context",
    "of_a_builder": "of_a_builder",
    "factory_object": "factory_object",
    "bound": "bound",
    "configured": "configured",
    "functional": "functional",
    "own_saver": "own_saver",
}


@pytest.fixture(autouse=True)
def _as_before(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """What loading a project leaves in this process goes with the test."""
    monkeypatch.setattr(sys, "path", sys.path[:])
    for name in ("LOADING_FROM_FILE", "LOADING_MAPPED"):
        monkeypatch.setenv(name, "")
        monkeypatch.delenv(name)
    modules = set(sys.modules)
    yield
    for name in set(sys.modules) - modules:
        if name.startswith(("adjourn_graph__", "a_library")):
            del sys.modules[name]


def test_each_form_of_a_graph_is_loaded_asks_and_goes_on(database_url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LOADING_KEPT", "from outside")
    with House.open(Settings(database_url=database_url, project=LOADING, pool_size=4, concurrency=20)) as house:
        loading = sys.modules["adjourn_graph__loading"]
        assert loading.environment == {"FROM_FILE": "from the file", "KEPT": "from outside"}
        loading.opened.clear()
        for graph, says in SAYS.items():
            job = house.run(graph, {}, config={"configurable": {"flavour": "mint"}})
            assert job["status"] == "waiting", f"{graph}: {job['error']}"
            house.answer_all(job["id"], f"answer to {graph}")
            house.advance_due()
            assert house.job(job["id"])["result"] == {"said": says, "answer": f"answer to {graph}"}
        once = ["async_context in", "async_context out"], ["sync_context in", "sync_context out"]
        assert loading.opened == once[0] * 2 + once[1] * 2, "open for as long as a stretch takes"
        assert house.run("of_a_library", {})["result"] == {"said": "of a library"}
        offered = house.db.execute("SELECT name, drawing, input_schema FROM adjourn.graphs").fetchall()
        assert {row["name"] for row in offered} == {*SAYS, "of_a_library"}
        assert all("ask" in row["drawing"] for row in offered if row["name"] not in ("functional", "of_a_library"))


# --- what is wrong in a project, in one line


def project(folder: Path, code: str, config: Any = None, spec: str = "./{name}.py:graph") -> Path:
    """A project whose one file, of a name of its own, holds this code."""
    name = f"wrong_{folder.name}"
    (folder / f"{name}.py").write_text(code)
    (folder / "langgraph.json").write_text(
        config if isinstance(config, str) else json.dumps(config or {"graphs": {"mine": spec.format(name=name)}})
    )
    return folder


WRONG: dict[str, tuple[str, Any, str, str]] = {
    "an error on import": ("1 / 0", None, "./{name}.py:graph", "ZeroDivisionError: division by zero"),
    "no such module": ("import nonsense_", None, "./{name}.py:graph", "No module named 'nonsense_'"),
    "no Python": ("def (", None, "./{name}.py:graph", "SyntaxError"),
    "exits on import": ("raise SystemExit(3)", None, "./{name}.py:graph", "SystemExit: 3"),
    "no such name": ("x = 1", None, "./{name}.py:graph", "has no attribute 'graph'"),
    "no such file": ("", None, "./nonsense.py:graph", "there is no "),
    "no such package": ("", None, "nonsense_.graphs:graph", "No module named 'nonsense_'"),
    "no name at all": ("graph = 1", None, "./{name}.py", "./wrong_"),
    "a thing that is no graph": ("graph = {'a': 1}", None, "./{name}.py:graph", "is a dict, not a compiled graph"),
    "a runnable that is no graph": (
        "from langchain_core.runnables import RunnableLambda\ngraph = RunnableLambda(str).bind(n=1)",
        None,
        "./{name}.py:graph",
        "is a RunnableLambda, not a compiled graph",
    ),
    "a graph with retries around it": (
        """
from langgraph.func import entrypoint
graph = entrypoint()(lambda n: n).with_retry()
""",
        None,
        "./{name}.py:graph",
        "is a RunnableRetry, not a compiled graph",
    ),
    "no graphs": ("", {"graphs": {}}, "", "names no graphs"),
    "graphs that are a list": ("", {"graphs": ["./a.py:graph"]}, "", "names no graphs"),
    "a graph that is a number": ("", {"graphs": {"mine": 5}}, "", "mine"),
    "a graph without a path": ("", {"graphs": {"mine": {"description": "x"}}}, "", "mine"),
    "no JSON": ("", "{", "", "is not JSON"),
    "an env that is a list": ("", {"graphs": {"mine": "./a.py:g"}, "env": ["A=1"]}, "", "env"),
    "dependencies that are a number": (
        "graph = 1",
        {"graphs": {"mine": "./a.py:g"}, "dependencies": 5},
        "",
        "dependencies",
    ),
}


@pytest.mark.parametrize("what", WRONG)
def test_a_project_that_cannot_be_loaded_says_why_in_one_line(tmp_path: Path, what: str) -> None:
    code, config, spec, why = WRONG[what]
    with pytest.raises(BadInput) as error:
        Project.load(project(tmp_path, code, config, spec))
    assert why in str(error.value)
    assert "\n" not in str(error.value)


def test_a_folder_without_a_project_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"there is no .*langgraph\.json"):
        Project.load(tmp_path)


def test_env_may_be_a_mapping(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    code = """
import os
from langgraph.graph import START, StateGraph
assert os.environ["LOADING_MAPPED"] == "5", "not there while the graph is loaded"
builder = StateGraph(dict)
builder.add_node("a", lambda s: s)
builder.add_edge(START, "a")
graph = builder.compile()
"""
    config = {"graphs": {"mine": f"./wrong_{tmp_path.name}.py:graph"}, "env": {"LOADING_MAPPED": 5}}
    assert list(Project.load(project(tmp_path, code, config)).made) == ["mine"]


FACTORIES = {
    "takes too much": ("def graph(config, runtime, more): ...", "at most config and runtime"),
    "fails": ("def graph(): raise RuntimeError('no key')", "no key"),
    "exits": ("def graph(): exit('no settings')", "no settings"),
    "makes no graph": ("def graph(): return 5", "is a int, not a compiled graph"),
}


def test_a_worker_whose_graph_cannot_be_loaded_ends_with_one_line(fleet: Fleet, tmp_path: Path) -> None:
    """Factories are called when the worker registers its graphs, not when the first job has come."""
    workers = {}
    for n, (code, why) in enumerate([("1 / 0", "division by zero"), *FACTORIES.values()]):
        folder = tmp_path / f"p{n}"
        folder.mkdir()
        workers[fleet.worker_starting(project(folder, code))] = why
    for worker, why in workers.items():
        until(lambda w=worker: w.poll() is not None, "it has ended")  # type: ignore[misc]
        lines = fleet.log(worker).strip().splitlines()
        assert len(lines) == 1 and lines[0].startswith("adjourn: ") and why in lines[0] and "mine" in lines[0], lines
        assert worker.returncode != 0
    assert fleet.rows("SELECT name FROM adjourn.graphs") == []
