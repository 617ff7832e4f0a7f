"""What an operator does about lanes, pauses, and many jobs at once."""

from __future__ import annotations

import pytest

from tests.support.command import Command
from tests.support.house import House


def test_lanes_are_listed_added_and_emptied(house: House, adjourn: Command) -> None:
    house.enqueue("line", {"log": []})
    assert adjourn.quick("lanes", "add", "slow").out == "slow is a lane of project adjourn\n"
    assert "is a lane of project adjourn" in adjourn.quick("lanes", "add", "slow", "--project", "bank").complaint
    shown = adjourn.quick("lanes").out
    assert "not yet, added by" in shown and "now" in shown
    assert {(row["queue"], row["unfinished"]) for row in adjourn.quick("lanes", "--json").json} == {
        ("adjourn", 1),
        ("slow", 0),
    }
    assert adjourn.quick("lanes", "move", "adjourn", "slow", "--graph", "echo").out == "0 jobs go on at slow\n"
    assert adjourn.quick("lanes", "move", "adjourn", "slow").out == "1 job goes on at slow\n"
    assert (
        "queue 'nowhere' is no lane of project 'adjourn'" in adjourn.quick("lanes", "move", "slow", "nowhere").complaint
    )
    assert adjourn.quick("enqueue", "line", "{}", "--queue", "nowhere").code == 2


def test_what_is_paused_is_not_claimed_until_it_is_not(house: House, adjourn: Command) -> None:
    job = house.enqueue("line", {"log": []})
    assert adjourn.quick("pauses").out == "nothing is paused\n"
    assert "say what" in adjourn.quick("pause").complaint
    assert "say what" in adjourn.quick("pause", "--all", "--graph", "line").complaint
    paused = adjourn.quick("pause", "--graph", "line", "--reason", "the bank is down")
    assert paused.out == "paused: graph line\n"
    assert house.advance(job)["status"] == "queued"
    assert "the bank is down" in adjourn.quick("pauses").out
    assert [row["graph"] for row in adjourn.quick("pauses", "--json").json] == ["line"]
    assert "everything is not paused" in adjourn.quick("unpause", "--all").complaint
    assert adjourn.quick("unpause", "--graph", "line").out == "goes on: graph line\n"
    assert house.advance(job)["status"] == "waiting"


def test_people_answer_while_a_graph_is_paused(house: House, adjourn: Command) -> None:
    job = house.run("line", {"log": []})
    adjourn.quick("pause", "--all")
    house.answer_all(job["id"], "yes")
    assert house.advance_due() == 0 and house.job(job["id"])["status"] == "waiting"
    adjourn.quick("unpause", "--all")
    assert house.advance_due() == 1 and house.job(job["id"])["status"] == "succeeded"


def test_many_jobs_are_cancelled_and_retried_by_what_they_have_in_common(house: House, adjourn: Command) -> None:
    tagged = [house.enqueue("line", {"log": []}, tags=["nightly", str(n)]) for n in range(3)]
    other = house.enqueue("line", {"log": []})
    assert len(adjourn.quick("jobs", "--tag", "nightly", "--json").json) == 3
    assert [row["id"] for row in adjourn.quick("jobs", "--tag", "1", "--json").json] == [tagged[1]]
    assert adjourn.quick("jobs", "--queue", "adjourn", "--project", "bank", "--json").json == []
    said = adjourn.quick("cancel", "--tag", "nightly").out
    assert said == "3 queued; add --yes, and they are cancelled\n"
    assert house.job(tagged[0])["status"] == "queued", "it was only said"
    assert adjourn.quick("cancel", "--tag", "nightly", "--yes").out == "3 jobs are cancelled\n"
    assert {house.job(id)["status"] for id in tagged} == {"cancelled"} and house.job(other)["status"] == "queued"
    assert adjourn.quick("cancel", "--tag", "nightly").out == "no job is there to be cancelled\n"
    for wrong in ([], [other, "--graph", "line"]):
        assert "give the id of a job, or filters" in adjourn.quick("cancel", *wrong).complaint


@pytest.mark.parametrize("status", ["failed", "blocked"])
def test_failed_jobs_of_a_graph_are_retried_and_those_that_cannot_be_are_told(
    house: House, adjourn: Command, status: str
) -> None:
    jobs = [house.enqueue("line", {"log": []}, thread_id=f"{n // 2}") for n in range(3)]
    for job in jobs:
        house.db.execute("UPDATE adjourn.jobs SET status = %s, error = '{}' WHERE id = %s", (status, job))
    assert adjourn.quick("retry", "--graph", "line").out == f"3 {status}; add --yes, and they are queued again\n"
    done = adjourn.quick("retry", "--graph", "line", "--yes")
    assert done.out == "3 jobs are queued again\n"
    assert {house.job(id)["status"] for id in jobs} == {"queued"}
