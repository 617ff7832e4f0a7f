"""LangSmith's own variables are enough: runs come there once, with what finds them, and it is in no job's way."""

from __future__ import annotations

import json
import shutil
import time
from pathlib import Path
from typing import Any

import psutil
import pytest

from tests.conftest import PROJECTS
from tests.support.fleet import Fleet
from tests.support.langsmith import langsmith
from tests.support.waiting import until


def project(folder: Path, **config: Any) -> Path:
    there = folder / "traced"
    shutil.copytree(PROJECTS / "traced", there)
    file = there / "langgraph.json"
    file.write_text(json.dumps(json.loads(file.read_text()) | config))
    return there


@pytest.mark.parametrize("by", ["the environment", "langgraph.json"])
def test_runs_come_once_each_and_say_of_which_job_thread_and_graph_they_are(
    fleet: Fleet, tmp_path: Path, by: str
) -> None:
    with langsmith(pause=2) as there:
        env = there.env if by == "langgraph.json" else {}
        fleet.env |= {} if env else there.env
        worker = fleet.worker(project(tmp_path, env=env))
        fleet.scheduler()
        job = fleet.enqueue("pays", {"order": 4711}, thread_id="order 4711", config='{"metadata": {"team": "billing"}}')
        fleet.wait(job, "waiting")
        fleet.answer(fleet.requests(job)[0], "yes")
        fleet.wait(job)
        fleet.stop(worker)
    roots = [run for run in there.runs.values() if not run.get("parent_run_id")]
    assert [run["name"] for run in roots] == ["pays", "pays"] and {run["session_name"] for run in roots} == {"shop"}
    assert sorted(run["name"] for run in there.runs.values()) == ["ask", "ask", "look_up", "pay", "pays", "pays"]
    for run in there.runs.values():
        found = run["extra"]["metadata"]
        assert (found["thread_id"], found["job_id"], found["graph_id"]) == ("order 4711", job, "pays")
        assert found["team"] == "billing"
    assert set(there.posts.values()) == {1} and there.keys == {"a key"}
    assert all("end_time" in run for run in there.runs.values()), "also of the last, as the worker ends"
    assert roots[1]["outputs"]["approved"] == "yes"


def test_those_of_a_process_of_its_own_come_before_it_ends(fleet: Fleet, tmp_path: Path) -> None:
    with langsmith(pause=1) as there:
        fleet.env |= there.env
        worker = fleet.worker(project(tmp_path))
        job = fleet.enqueue("pays", {}, run_at="2100-01-01")
        fleet.outlive(job)
        fleet.scheduler()
        fleet.wait(job, "waiting")
        until(lambda: not psutil.Process(worker.pid).children(), "the process of its own has ended")
        assert {run["extra"]["metadata"]["job_id"] for run in there.runs.values()} == {job}


@pytest.mark.parametrize("is_hanging", [True, False], ids=["hanging", "away"])
def test_langsmith_that_takes_nothing_is_in_nobodys_way(fleet: Fleet, tmp_path: Path, is_hanging: bool) -> None:
    with langsmith(pause=120) as there:
        fleet.env |= there.env | ({} if is_hanging else {"LANGSMITH_ENDPOINT": "http://127.0.0.1:9"})
        worker = fleet.worker(project(tmp_path), drain=60)
        fleet.scheduler()
        began = time.monotonic()
        jobs = [fleet.enqueue("pays", {}) for _ in range(20)]
        alone = fleet.enqueue("pays", {}, run_at="2100-01-01")
        fleet.outlive(alone)
        for job in [*jobs, alone]:
            fleet.wait(job, "waiting")
            fleet.answer(fleet.requests(job)[0], "yes")
        for job in [*jobs, alone]:
            fleet.wait(job)
        assert time.monotonic() - began < 25
        until(lambda: not psutil.Process(worker.pid).children(), "the process of its own has ended")
        assert there.calls or not is_hanging
        ending = time.monotonic()
        fleet.stop(worker)
        assert (worker.returncode, time.monotonic() - ending < 15) == (0, True)
