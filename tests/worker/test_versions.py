"""What a worker takes that is pinned to its version of the code: whoever rings for a job, and however it came to wait,
none that another version has begun."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from pathlib import Path

import pytest
from adjourn.models import claims, jobs, limits, outcomes
from adjourn.models.checkpoints import Rows
from adjourn.models.claims import Claimant, Claimed
from adjourn.models.ground.settings import Settings
from adjourn.models.outcomes import Blocked, Failed, Released, Settle, error_of
from adjourn.models.pauses import Scope

from tests.conftest import PROJECT
from tests.support.house import House

TAKES = ("all", "own", "begun")


def pinned(house: House, takes: str, version: str) -> Claimant:
    return dataclasses.replace(house.worker.claimant, takes=takes, version=version)


def claim(house: House, job_id: str, by: Claimant) -> Claimed | None:
    return house.worker.loop.run(house.worker.connections.arun(claims.claim(job_id, by, 30)))


def record(house: House, job: Claimed | None, outcome: outcomes.Outcome) -> None:
    assert job is not None
    house.worker.loop.run(house.worker.connections.arun(outcomes.record(job, Settle(outcome), Rows())))


def handed_back(house: House, version: str) -> str:
    job_id = house.enqueue("line", {"log": []})
    record(house, claim(house, job_id, pinned(house, "own", version)), Released())
    return job_id


def retried(house: House, version: str) -> str:
    job_id = house.enqueue("line", {"log": []})
    record(house, claim(house, job_id, pinned(house, "own", version)), Failed(error_of("E", "why")))
    with house.worker.engine.connect() as connection:
        jobs.retry(connection, job_id)
    return job_id


def abandoned(house: House, version: str) -> str:
    job_id = house.enqueue("line", {"log": []})
    assert claim(house, job_id, pinned(house, "own", version))
    house.expire_lease(job_id)
    return job_id


def answered(house: House, version: str) -> str:
    job_id = str(house.run("line", {"log": []})["id"])
    house.db.execute("UPDATE adjourn.jobs SET graph_version = %s WHERE id = %s", (version, job_id))
    house.answer_all(job_id, "yes")
    return job_id


def asked_again(house: House, version: str) -> str:
    job_id = answered(house, version)
    record(house, claim(house, job_id, pinned(house, "own", version)), Failed(error_of("E", "why")))
    [row] = house.requests(job_id)
    with house.db.transaction():  # as if the graph had taken the answer
        house.db.execute("SET LOCAL session_replication_role = replica")
        taken = "UPDATE adjourn.human_requests SET status = 'resumed', resumed_at = now() WHERE id = %s"
        house.db.execute(taken, (row["id"],))
        house.db.execute(
            "UPDATE adjourn.jobs SET status = 'queued', finished_at = NULL, error = NULL, run_at = now(), "
            "ask_again = 'last' WHERE id = %s",
            (job_id,),
        )
    return job_id


@pytest.mark.parametrize("begun", [handed_back, retried, abandoned, answered, asked_again])
def test_what_a_version_has_begun_no_other_takes_that_is_pinned(house: House, begun: Callable[..., str]) -> None:
    took = {
        (takes, version)
        for takes in TAKES
        for version in ("1", "2")
        if claim(house, begun(house, "1"), pinned(house, takes, version))
    }
    assert took == {("all", "1"), ("all", "2"), ("own", "1"), ("begun", "1")}


def test_a_new_job_is_taken_by_all_but_those_on_their_way_out(house: House) -> None:
    took = {takes for takes in TAKES if claim(house, house.enqueue("line", {}), pinned(house, takes, "1"))}
    assert took == {"all", "own"}


def test_what_it_does_not_take_costs_a_limit_nothing(house: House) -> None:
    with house.worker.engine.connect() as connection:
        limits.limit(connection, Scope(graph="line"), 1, None)
    job_id = handed_back(house, "1")
    assert claim(house, job_id, pinned(house, "own", "2")) is None
    assert house.db.execute("SELECT job_id FROM adjourn.places").fetchall() == [{"job_id": None}]
    assert claim(house, job_id, pinned(house, "begun", "1"))


def test_a_job_keeps_version_and_fingerprint_of_the_code_that_it_ran_on(house: House) -> None:
    job = house.run("line", {"log": []})
    offered = "SELECT version, fingerprint FROM adjourn.graphs WHERE name = 'line'"
    [graph] = house.db.execute(offered).fetchall()
    assert (job["graph_version"], job["graph_fingerprint"]) == (graph["version"], graph["fingerprint"])
    house.answer_all(job["id"], "yes")
    newer = dataclasses.replace(pinned(house, "all", "2"), fingerprints='{"line": "new"}')
    claimed = claim(house, str(job["id"]), newer)
    now = house.job(job["id"])
    assert (now["graph_version"], now["graph_fingerprint"]) == ("2", "new")
    record(house, claimed, Blocked(error_of("CodeChanged", "why")))
    now = house.job(job["id"])
    assert (now["graph_version"], now["graph_fingerprint"]) == (graph["version"], graph["fingerprint"]), (
        "it did not run"
    )


def test_a_version_is_what_its_operator_calls_it(database_url: str) -> None:
    settings = Settings(database_url=database_url, project=PROJECT, version="2026-11.3", takes="own")
    with House.open(settings) as house:
        assert house.run("line", {"log": []})["graph_version"] == "2026-11.3"
        assert not house.worker.project.has_changed()
        told = house.db.execute("SELECT version, takes FROM adjourn.workers").fetchall()
    assert told == [{"version": "2026-11.3", "takes": "own"}]


@pytest.mark.parametrize("wrong", ["a b", "ü", "x" * 101, "a\n"])
def test_what_is_no_version_is_refused(wrong: str) -> None:
    with pytest.raises(ValueError, match="is no version"):
        Settings(database_url="postgresql://x/y", version=wrong)


def test_a_process_of_its_own_takes_no_code_that_has_come_since(database_url: str, tmp_path: Path) -> None:
    """A job that twice outlived its worker would run on what is in the folder by now."""
    code = "from langgraph.graph import START, StateGraph\ndef node(state):\n    return {}\n"
    code += "graph = StateGraph(dict).add_node(node).add_edge(START, 'node').compile()\n"
    (tmp_path / "crashing.py").write_text(code)
    (tmp_path / "langgraph.json").write_text('{"graphs": {"agent": "./crashing.py:graph"}}')
    with House.open(Settings(database_url=database_url, project=tmp_path, takes="own")) as house:
        job_id = house.enqueue("agent", {})
        for crashes in range(1, 3):
            assert claim(house, job_id, house.worker.claimant)
            house.expire_lease(job_id)
            assert house.job(job_id)["crashes"] == crashes - 1
        (tmp_path / "crashing.py").write_text(code + "# changed\n")
        job = house.advance(job_id)
        assert job["status"] == "blocked" and "there is no longer version" in job["error"]["message"]
        (tmp_path / "crashing.py").write_text(code)
        with house.worker.engine.connect() as connection:
            jobs.retry(connection, job_id)
        assert house.advance(job_id)["status"] == "succeeded"
