"""A job pauses for a person and goes on."""

from __future__ import annotations

from tests.support.house import House


def test_a_job_waits_for_a_person_and_goes_on_with_the_answer(house: House) -> None:
    job = house.run("line", {"log": []})
    assert job["status"] == "waiting"
    [request] = house.requests(job["id"])
    assert (request["kind"], request["title"], request["node"]) == ("question", "go on?", "ask")
    house.answer(request["id"], {"data": "yes"})
    house.advance_due()
    job = house.job(job["id"])
    assert job["status"] == "succeeded", job["error"]
    assert job["result"] == {"log": ["begin", {"data": "yes"}, "end"]}
    assert house.requests(job["id"])[0]["status"] == "resumed"


def test_the_steps_of_a_job_can_be_read_from_outside(house: House) -> None:
    job = house.run("line", {"log": []})
    query = "SELECT step, wrote, next, tasks_done FROM adjourn.steps WHERE job_id = %s ORDER BY checkpoint_id"
    assert [tuple(row.values()) for row in house.db.execute(query, (job["id"],))] == [
        (-1, [], [], 1),
        (0, ["log"], ["begin"], 1),
        (1, ["log"], ["ask"], 0),
    ]


def test_two_questions_of_one_node_are_asked_one_after_the_other(house: House) -> None:
    job = house.run("two_questions", {"log": []})
    house.answer(house.requests(job["id"], "open")[0]["id"], 1)
    house.advance_due()
    assert [(r["title"], r["status"], r["ordinal"]) for r in house.requests(job["id"])] == [
        ("first?", "resumed", 0),
        ("second?", "open", 1),
    ]
    house.answer(house.requests(job["id"], "open")[0]["id"], 2)
    house.advance_due()
    assert house.job(job["id"])["result"] == {"log": ["begin", 1, 2, "end"]}


def test_parallel_questions_are_asked_together_and_resumed_together(house: House) -> None:
    job = house.run("parallel", {"log": []})
    first, second = house.requests(job["id"])
    house.answer(first["id"], "a")
    assert house.advance_due() == 0, "resumed although a question is open"
    house.answer(second["id"], "b")
    house.advance_due()
    assert house.job(job["id"])["result"] == {"log": ["left a", "right b"]}
