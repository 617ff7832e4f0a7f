"""A job that went on with a wrong answer and failed later goes back to the question, and nothing else is undone."""

from __future__ import annotations

from typing import Any

import pytest
from adjourn.models import jobs
from adjourn.models.ground.errors import BadInput

from tests.support.by_hand import REFUSALS
from tests.support.house import House, Row
from tests.support.trouble import crash_after, statements, world

BACK = "UPDATE adjourn.jobs SET status = 'queued', ask_again = %s WHERE id = %s"

#: Graph: its input, how it is answered first (the first is wrong), then from the wrong one on, and its result.
GRAPHS: dict[str, tuple[Any, dict[str, Any], dict[str, Any], Any]] = {
    "gone_on": ({"log": []}, {"how many?": "x"}, {"how many?": 2}, {"log": ["begin", 2, 2]}),
    "gone_into": ({"log": []}, {"how many?": "x"}, {"how many?": 2}, {"log": ["begin", 2, "begin", 2, 2]}),
    "gone_from": ({"log": []}, {"how many?": "x"}, {"how many?": 2}, {"log": ["begin", 2, 2]}),
    "gone_within": (
        {"log": []},
        {"how many?": "x", "more than x?": 3},
        {"how many?": 2, "more than 2?": 3},
        {"log": ["begin", "begin", 2, 3, 5]},
    ),
    "gone_beside": ({"log": []}, {"how many?": "x", "beside?": 1}, {"how many?": 2}, None),
    "gone_around": (
        {"log": [1]},
        {"more than 1?": "x", "more than x?": 5, "more than 5?": 6},
        {"more than 1?": 2, "more than 2?": 3, "more than 3?": 4},
        {"log": [1, 2, 3, 4, 10]},
    ),
    "gone_out": ({"log": []}, {"1?": "x", "0?": 0, "2?": 2}, {"1?": 1}, {"log": [0, 1, 2, 3]}),
    "gone_calling": ({"log": []}, {"how many?": "x"}, {"how many?": 2}, {"log": ["begin", 4, 2, 6]}),
    "gone_in_tasks": (1, {"how many?": "x", "more than xx?": 3}, {"how many?": 2, "more than 4?": 3}, 9),
    "gone_keeping": ({"log": []}, {"how many?": "x"}, {"how many?": 2}, {"log": ["begin", "begin", 2, 2]}),
    "gone_by_deltas": ({"log": []}, {"how many?": "x"}, {"how many?": 2}, {"log": ["begin", 2, 2]}),
    "gone_by_snapshot": ({"log": []}, {"how many?": "x"}, {"how many?": 2}, {"log": [2, "begin", 2]}),
}


def answered(house: House, job: Row, answers: dict[str, Any]) -> list[str]:
    """Answer whatever is asked until nothing is; the questions, in order."""
    asked = []
    while house.job(job["id"])["status"] == "waiting":
        for row in house.requests(job["id"], "open"):
            asked.append(row["title"])
            house.answer(row["id"], answers[row["title"]])
        house.advance_due()
    return asked


def failed(house: House, graph: str) -> tuple[Row, Row]:
    """The job, and the question that was answered wrongly."""
    input, first, _, _ = GRAPHS[graph]
    job = house.run(graph, input)
    assert sorted(answered(house, job, first)) == sorted(first)
    job = house.job(job["id"])
    assert (job["status"], job["error"]["type"]) == ("failed", "ValueError")
    [wrong] = [row for row in house.requests(job["id"]) if row["title"] == next(iter(first))]
    return job, wrong


@pytest.mark.parametrize("graph", GRAPHS)
def test_it_is_asked_again_and_what_follows_is_done_again(house: House, graph: str) -> None:
    outside = world()
    job, wrong = failed(house, graph)
    calls = list(outside.calls)
    house.db.execute(BACK, (str(wrong["id"]), job["id"]))
    house.advance_due()
    [row] = house.requests(job["id"], "open")
    assert (row["id"], row["title"], row["rejected_answer"]) == (wrong["id"], wrong["title"], '"x"')
    assert "the graph failed on the answer: ValueError" in row["answer_error"]
    _, _, then, result = GRAPHS[graph]
    assert answered(house, job, then) == list(then)
    job = house.job(job["id"])
    assert job["status"] == "succeeded", job["error"]
    if result is not None:
        assert job["result"] == result
    again = outside.calls[len(calls) :]
    assert "count" in again or graph == "gone_in_tasks"
    assert not {"beside", "each 0", "each 2"} & set(again)
    assert {row["status"] for row in house.requests(job["id"])} == {"resumed"}


def test_a_job_that_fails_later_says_where_it_can_go_back_to(house: House) -> None:
    job, wrong = failed(house, "gone_on")
    assert job["error"]["hint"].endswith(f"adjourn retry {job['id']} --back-to {wrong['id']}")


def test_it_goes_back_to_a_later_question_and_then_to_an_earlier_one(house: House) -> None:
    world()
    job, first = failed(house, "gone_around")
    last = house.requests(job["id"])[-1]
    house.db.execute(BACK, (str(last["id"]), job["id"]))
    house.advance_due()
    assert answered(house, job, {"more than 5?": 7}) == ["more than 5?"]
    assert house.job(job["id"])["status"] == "failed"
    house.db.execute(BACK, (str(first["id"]), job["id"]))
    house.advance_due()
    then, result = GRAPHS["gone_around"][2:]
    assert answered(house, job, then) == list(then)
    assert house.job(job["id"])["result"] == result


def test_in_python_and_what_cannot_be(house: House) -> None:
    world()
    job, wrong = failed(house, "gone_on")
    other, elsewhere = failed(house, "gone_from")
    world().plan("pay", LookupError("no"))
    gated = house.run("gated", {"log": []})
    house.answer_all(gated["id"], "continue")
    for of_another in (elsewhere["id"], 0, 10**17):
        with house.worker.engine.connect() as connection, pytest.raises(BadInput, match="is none of job"):
            jobs.retry(connection, str(job["id"]), of_another)
    waiting = house.run("gone_on", {"log": []})
    [open_] = house.requests(waiting["id"])
    with pytest.raises(REFUSALS, match="is waiting and cannot become queued"):
        house.db.execute(BACK, (str(open_["id"]), waiting["id"]))
    house.db.execute("UPDATE adjourn.jobs SET status = 'failed', error = '{}' WHERE id = %s", (waiting["id"],))
    with pytest.raises(REFUSALS, match=f"request {open_['id']} was not answered"):
        house.db.execute(BACK, (str(open_["id"]), waiting["id"]))
    [gate] = house.requests(gated["id"])
    with pytest.raises(REFUSALS, match="is a breakpoint"):
        house.db.execute(BACK, (str(gate["id"]), gated["id"]))
    with house.worker.engine.connect() as connection:
        jobs.retry(connection, str(job["id"]), wrong["id"])
    house.advance_due()
    assert [row["id"] for row in house.requests(job["id"], "open")] == [wrong["id"]]
    house.db.execute("DELETE FROM adjourn.checkpoints WHERE thread_id = %s", (other["thread_id"],))
    with pytest.raises(REFUSALS, match=r"at which request \d+ was asked is gone"):
        house.db.execute(BACK, (str(elsewhere["id"]), other["id"]))


def test_a_question_whose_answer_killed_the_worker_is_asked_again(house: House) -> None:
    world()
    job = house.run("gone_on", {"log": []})
    [row] = house.requests(job["id"])
    house.answer(row["id"], "x")
    house.db.execute("UPDATE adjourn.jobs SET status = 'failed', error = '{\"type\": \"WorkerDied\"}'")
    house.db.execute(BACK, (str(row["id"]), job["id"]))
    house.advance_due()
    assert answered(house, job, {"how many?": 2}) == ["how many?"]
    assert house.job(job["id"])["result"] == {"log": ["begin", 2, 2]}


@pytest.mark.parametrize("graph", ["gone_within", "gone_in_tasks"])
def test_whenever_the_worker_dies_it_goes_back(house: House, graph: str) -> None:
    _, _, then, result = GRAPHS[graph]
    for n in range(1, 20):
        job, wrong = failed(house, graph)
        house.db.execute(BACK, (str(wrong["id"]), job["id"]))
        crash_after(house.db, n)
        for _ in range(4):
            house.advance_due()
            if house.job(job["id"])["status"] == "running":
                house.expire_lease(job["id"])
        has_died = statements(house.db) >= n
        house.db.execute("DROP TRIGGER crash ON adjourn.checkpoint_writes")
        house.advance_due()
        assert answered(house, job, then) == list(then), n
        assert (house.job(job["id"])["status"], house.job(job["id"])["result"]) == ("succeeded", result), n
        if not has_died:
            assert n > 1
            return
    raise AssertionError("it never went without a death")
