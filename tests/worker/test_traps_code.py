"""The user's code and how it is run: it changes between two deployments, keeps classes of its own, cannot be stopped,
swallows the pause, and expects its config each time."""

from __future__ import annotations

import importlib
from typing import Any

import pytest
from adjourn.models import jobs
from adjourn.models.ground.settings import Settings

from tests.conftest import PROJECT
from tests.support.house import House, Row
from tests.support.trouble import advance_elsewhere, deploy, lose_lease, meanwhile, world
from tests.support.waiting import until


def answer_open(house: House, job: Row, answer: Any = "yes") -> None:
    [row] = house.requests(job["id"], "open")
    house.answer(row["id"], answer)


def retry(house: House, job: Row) -> Row:
    with house.worker.engine.connect() as connection:
        jobs.retry(connection, str(job["id"]))
    return house.advance(job["id"])


# --- deployments


def deployed(house: House, shape: str, name: str, node: str) -> None:
    """From now on the graph `changing` has `node` under this name."""
    changing = importlib.import_module("changing")
    deploy(house, "changing", getattr(changing, shape)(name, getattr(changing, node)).compile())


SHAPES = ["plain", "removed", "nested", "sent"]


def is_blocked(job: Row) -> bool:
    error = job["error"] or {}
    return job["status"] == "blocked" and error["type"] == "CodeChanged" and "work" in error["message"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_job_whose_paused_node_is_gone_is_blocked_until_its_code_is_back(house: House, shape: str) -> None:
    outside = world()
    deployed(house, shape, "work", "ask")
    job = house.run("changing", {"log": []})
    deployed(house, shape, "other", "ask")
    answer_open(house, job)
    job = house.advance(job["id"])
    assert is_blocked(job), (job["status"], job["error"], job["result"])
    assert is_blocked(retry(house, job)), "the code is still the new one"
    assert [row["status"] for row in house.requests(job["id"])] == ["answered"]
    deployed(house, shape, "work", "ask")
    job = retry(house, job)
    log = ["one", "yes", "three"]
    assert (job["status"], job["result"]["log"][-3:]) == ("succeeded", log)
    assert [row["status"] for row in house.requests(job["id"])] == ["resumed"]
    assert outside.calls == ["one", "three"]


@pytest.mark.parametrize("shape", SHAPES)
def test_a_job_whose_next_node_is_gone_after_a_crash_is_blocked_until_it_is_back(house: House, shape: str) -> None:
    """No question tells where it stood."""
    outside = world()
    deployed(house, shape, "work", "work")
    job = house.job(house.enqueue("changing", {"log": []}))
    outside.plan("work", lambda: lose_lease(house, job["id"]))
    assert house.advance(job["id"])["status"] == "running"
    deployed(house, shape, "other", "work")
    job = house.advance(job["id"])
    assert is_blocked(job), (job["status"], job["error"], job["result"])
    deployed(house, shape, "work", "work")
    job = retry(house, job)
    assert (job["status"], job["result"]["log"][-3:]) == ("succeeded", ["one", "worked", "three"])
    assert outside.calls == ["one", "work", "work", "three"]


def test_a_job_of_a_graph_that_is_no_longer_offered_waits_for_a_worker_that_offers_it(house: House) -> None:
    job = house.run("line", {"log": []})
    answer_open(house, job)
    line = house.worker.project.made.pop("line")
    house.worker.claimant.graphs.remove("line")
    assert house.advance(job["id"])["status"] == "waiting"
    deploy(house, "line", line)
    assert house.advance(job["id"])["result"] == {"log": ["begin", "yes", "end"]}


# --- classes in the state


@pytest.mark.parametrize("strict", ["", "true"])
def test_a_class_of_the_state_comes_back_as_itself_in_another_process(
    house: House, strict: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    job = house.run("keeps", {})
    answer_open(house, job)
    monkeypatch.setenv("LANGGRAPH_STRICT_MSGPACK", strict)
    job = advance_elsewhere(house, str(job["id"]))
    assert job["status"] == "succeeded", job["error"]
    assert job["result"] == {
        "ticket": {"subject": "a hat", "points": [{"x": 1, "y": 2}]},
        "colour": "red",
        "point": {"x": 3, "y": 4},
        "kinds": ["Ticket", "Colour", "Point"],
    }


# --- config, cancelling, swallowing


def test_config_and_context_are_given_on_every_resume(house: House) -> None:
    config = {
        "tags": ["urgent"],
        "metadata": {"who": "Ada"},
        "configurable": {"flavour": "mint"},
    }
    job = house.run("reports", {"log": []}, config=config, context={"tenant": "acme"})
    answer_open(house, job)
    job = house.advance(job["id"])
    report = {
        "tags": ["urgent"],
        "who": "Ada",
        "flavour": "mint",
        "thread_id": job["thread_id"],
        "context": {"tenant": "acme"},
    }
    assert job["result"] == {"log": [report, report]}, job["error"]


def test_a_cancelled_job_keeps_its_slot_until_the_thread_of_its_sync_node_ends(database_url: str) -> None:
    settings = Settings(database_url=database_url, project=PROJECT, pool_size=4, concurrency=20, lease=0.6)
    written = "SELECT (SELECT count(*) FROM adjourn.checkpoints), (SELECT count(*) FROM adjourn.checkpoint_writes)"
    with House.open(settings) as house:
        outside = world()
        job = house.enqueue("blocks", {"log": []})
        with meanwhile(lambda: house.advance(job)) as slot:
            until(lambda: {"block", "idle"} <= {*outside.calls}, "both nodes run")
            before = house.db.execute(written).fetchone()
            house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (job,))
            until(lambda: "idle stopped" in outside.calls, "the worker has noticed")
            slot.join(0.3)
            assert slot.is_alive(), "the slot is free although a thread of the job is busy"
            outside.gate("block").set()
        row = house.job(job)
        assert (row["status"], row["error"], row["result"]) == ("cancelled", None, None)
        assert house.db.execute(written).fetchone() == before
        assert house.run("steps", {"log": []})["status"] == "succeeded"


def test_a_node_that_swallows_the_pause_goes_on_without_an_answer(house: House) -> None:
    job = house.run("swallows", {"log": []})
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", "nobody was there", "end"]})
    assert house.requests(job["id"]) == []


def test_a_node_that_swallows_one_pause_of_two_comes_to_an_end(house: House) -> None:
    """LangGraph counts questions by their order: the answer reaches the one that was swallowed."""
    job = house.run("swallows_one", {"log": []})
    for answer in ("first", "second"):
        answer_open(house, job, answer)
        assert house.advance_due() == 1
    assert house.job(job["id"])["result"] == {"log": ["begin", "first", "second", "end"]}
