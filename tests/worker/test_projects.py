"""Two projects with a graph of one name share a database and a broker, and nothing else."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from adjourn.models import graphs
from adjourn.models.ground.settings import Settings
from adjourn.models.job_request import JobRequest, enqueue
from adjourn.worker.worker import Worker
from structlog.testing import capture_logs

from tests.conftest import PROJECT
from tests.support.fleet import Fleet
from tests.support.house import House, advance
from tests.support.offers import offer
from tests.support.waiting import until

GRAPH = """
from typing import TypedDict
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt


class State(TypedDict, total=False):
    said: str
    by: str


def ask(state):
    return {"said": interrupt("Which shop?"), "by": "%s"}


graph = StateGraph(State).add_node(ask).add_edge(START, "ask").compile()
"""


def project(folder: Path, name: str) -> Path:
    root = folder / name
    root.mkdir()
    (root / "agent.py").write_text(GRAPH % name)
    (root / "langgraph.json").write_text(json.dumps({"dependencies": ["."], "graphs": {"agent": "./agent.py:graph"}}))
    return root


def test_the_last_worker_to_start_takes_no_job_of_another_project(fleet: Fleet, tmp_path: Path) -> None:
    shop, bank = f"{fleet.queue}_shop", f"{fleet.queue}_bank"
    fleet.worker(project(tmp_path, "shop"), name=shop, queue=shop)
    fleet.scheduler()
    job = fleet.enqueue("agent", {"by": ""})
    fleet.wait(job, "waiting")
    fleet.worker(project(tmp_path, "bank"), name=bank, queue=bank)
    other = fleet.enqueue("agent", {"by": ""}, project=bank)
    fleet.wait(other, "waiting")
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="is offered by several projects"):
        fleet.enqueue("agent", {"by": ""})
    for id, name in ((job, "shop"), (other, "bank")):
        [request] = fleet.requests(id)
        fleet.answer(request, "this one")
        assert fleet.wait(id)["result"] == {"said": "this one", "by": name}


def test_a_worker_refuses_the_queue_of_another_project_in_a_sentence(fleet: Fleet) -> None:
    fleet.worker(PROJECT)
    worker = fleet.worker_starting(PROJECT, name="another")
    until(lambda: worker.poll() is not None, "it ends")
    assert f"adjourn: queue {fleet.queue} is a lane of project {fleet.queue}" in fleet.log(worker)
    assert "Traceback" not in fleet.log(worker)


def test_a_project_has_lanes_of_its_own(fleet: Fleet) -> None:
    fleet.worker(PROJECT)
    fleet.scheduler()
    slow = f"{fleet.queue}_slow"
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="is no lane of project"):
        fleet.enqueue("echo", {"log": []}, queue=slow)
    other = fleet.worker(PROJECT, name=fleet.queue, queue=slow)
    job = fleet.enqueue("echo", {"log": []}, queue=slow)
    fleet.wait(job)
    assert fleet.workers_of(job) == [f"{fleet.workers_of(job)[0].partition(':')[0]}:{other.pid}"]


def test_a_job_that_runs_alone_serves_the_queues_of_its_worker(database_url: str) -> None:
    """A worker with Celery's -Q, where the queue that it would have without is another project's."""
    with psycopg.connect(database_url, autocommit=True) as db:
        offer(db, "echo", project="bank", queue="adjourn")
    settings = Settings(database_url=database_url, project=PROJECT, given_name="shop", pool_size=4, concurrency=20)
    worker = Worker.open(settings, ["shop"])
    try:
        with worker.engine.connect() as connection:
            job_id = enqueue(connection, JobRequest("echo", '{"log": []}', project="shop"))
            connection.exec_driver_sql("UPDATE adjourn.jobs SET crashes = 2")
        advance(worker, job_id)
        with worker.engine.connect() as connection:
            rows = connection.exec_driver_sql("SELECT status, result FROM adjourn.jobs").all()
            lanes = connection.exec_driver_sql("SELECT queue, project FROM adjourn.lanes ORDER BY queue").all()
    finally:
        worker.close()
    assert rows == [("succeeded", {"log": ["one"]})]
    assert lanes == [("adjourn", "bank"), ("shop", "shop")]


def test_an_error_of_the_database_does_not_end_the_signs_of_life(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(graphs, "LIFE", 0.05)
    settings = Settings(database_url=database_url, project=PROJECT, pool_size=4, concurrency=20)
    with capture_logs() as said, House.open(settings) as house:
        house.db.execute("ALTER TABLE adjourn.lanes RENAME TO lost")
        until(lambda: any("no sign of life" in entry["event"] for entry in said), "it has failed")
        house.db.execute("ALTER TABLE adjourn.lost RENAME TO lanes")
        house.db.execute("UPDATE adjourn.lanes SET seen_at = now() - interval '1 hour'")
        alive = "SELECT FROM adjourn.lanes WHERE adjourn.is_alive(seen_at)"
        until(lambda: house.db.execute(alive).rowcount, "it gives signs of life again")
