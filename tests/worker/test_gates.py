"""A gate opens for its answer only: not for an error, not for another answer, not for the next job, not by itself."""

from __future__ import annotations

from typing import Any

import pytest
from psycopg.types.json import Jsonb

from tests.support.house import House, Row
from tests.support.trouble import advance_elsewhere, world

pytestmark = pytest.mark.filterwarnings("ignore:NodeInterrupt is deprecated")


def end(house: House, job_id: str) -> Row:
    """The job, after all that is due was done, retries included."""
    for _ in range(5):
        house.db.execute("UPDATE adjourn.jobs SET run_at = now() WHERE status = 'queued'")
        house.advance_due()
    return house.job(job_id)


def statuses(house: House, job: Row) -> list[tuple[str, str]]:
    return [(row["title"], row["status"]) for row in house.requests(job["id"])]


# --- what failed is not finished


@pytest.mark.parametrize("graph", ["judged", "judged_inside", "calls_judged"])
def test_a_node_whose_edge_failed_runs_again_and_what_follows_it_runs(house: House, graph: str) -> None:
    outside = world()
    outside.plan("judge", ConnectionError("away"), ConnectionError("away"))
    job = end(house, house.enqueue(graph, {"log": []}))
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", "pay"]})
    assert outside.calls == ["judge", "judge", "judge", "pay"]


def test_an_edge_that_failed_for_good_is_tried_again_when_somebody_says_so(house: House) -> None:
    outside = world()
    outside.plan("judge", LookupError("nowhere"))
    job = house.run("judged", {"log": []})
    assert (job["status"], job["error"]["type"]) == ("failed", "LookupError")
    house.db.execute("UPDATE adjourn.jobs SET status = 'queued'")
    job = end(house, job["id"])
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", "pay"]})


def test_a_reducer_that_failed_is_tried_again(house: House) -> None:
    outside = world()
    outside.plan("add", ConnectionError("away"))
    job = end(house, house.enqueue("added", {"log": []}))
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", "pay"]})


@pytest.mark.parametrize("error", [ConnectionError("away"), LookupError("nowhere")])
def test_a_result_whose_writing_failed_is_written_when_that_is_tried_again(house: House, error: Exception) -> None:
    """The graph has come to its end and has used the answer."""
    outside = world()
    job = house.run("receipt", {"log": []})
    outside.calls.clear()
    outside.plan("write", error)
    house.answer_all(job["id"], 5)
    house.advance(job["id"])
    job = house.job(job["id"])
    status = "failed" if isinstance(error, LookupError) else "queued"
    assert (job["status"], job["error"]["type"]) == (status, type(error).__name__)
    assert [row["status"] for row in house.requests(job["id"])] == ["resumed"]
    house.db.execute("UPDATE adjourn.jobs SET status = 'queued' WHERE status = 'failed'")
    job = end(house, job["id"])
    assert (job["status"], job["result"]) == ("succeeded", {"receipt": {"amount": 5}})
    assert outside.calls == ["pay", "write", "write"]


# --- a breakpoint takes "continue" and "stop"


@pytest.mark.parametrize("answer", [None, "yes", "Stop!", False, {}, [], {"decision": "reject"}, "stop "])
def test_a_breakpoint_opens_for_no_other_answer(house: House, answer: Any) -> None:
    outside = world()
    job = house.run("gated", {"log": []})
    house.db.execute("ALTER TABLE adjourn.human_requests DISABLE TRIGGER request_moves")
    house.db.execute(
        "UPDATE adjourn.human_requests SET status = 'answered', answer = %s, answered_by = 'x', answered_at = now()",
        (Jsonb(answer),),
    )
    house.db.execute("ALTER TABLE adjourn.human_requests ENABLE TRIGGER request_moves")
    house.advance(job["id"])
    [row] = house.requests(job["id"])
    assert (house.job(job["id"])["status"], row["status"], outside.calls) == ("waiting", "open", [])
    assert 'is not one of "continue" or "stop"' in row["answer_error"]
    house.db.execute("UPDATE adjourn.human_requests SET choice = 'Continue'")
    assert end(house, job["id"])["result"] == {"log": ["begin", "pay"]}


@pytest.mark.parametrize("graph", ["gated", "raises"])
def test_stop_at_a_breakpoint_cancels_the_job_in_the_name_of_who_said_so(house: House, graph: str) -> None:
    outside = world()
    job = house.run(graph, {"log": []})
    [request] = house.requests(job["id"])
    house.db.execute(
        "CREATE ROLE ada; GRANT ALL ON SCHEMA adjourn TO ada; GRANT ALL ON ALL TABLES IN SCHEMA adjourn TO ada"
    )
    try:
        house.db.execute("SET SESSION AUTHORIZATION ada")
        house.db.execute("UPDATE adjourn.human_requests SET choice = 'stop'")
    finally:
        house.db.execute("RESET SESSION AUTHORIZATION")
        house.db.execute("DROP OWNED BY ada; DROP ROLE ada")
    job = end(house, job["id"])
    said = f"ada answered request {request['id']} with stop"
    assert (job["status"], job["error"]) == ("cancelled", {"type": "Stopped", "message": said})
    assert "pay" not in outside.calls
    assert [row["status"] for row in house.requests(job["id"])] == ["resumed"]
    event = house.db.execute("SELECT by, data FROM adjourn.events WHERE became = 'cancelled'").fetchone()
    assert event == {"by": "ada", "data": {"type": "Stopped", "message": said}}


# --- the next job of the thread finds the gate as it is


@pytest.mark.parametrize("graph", ["gated", "asked"])
@pytest.mark.parametrize("ended", ["cancelled", "overdue"])
def test_a_job_without_input_asks_anew_what_the_last_one_left_unanswered(house: House, graph: str, ended: str) -> None:
    outside = world()
    first = house.run(graph, {"log": []}, thread_id="t")
    house.db.execute(
        "UPDATE adjourn.jobs SET status = 'cancelled'"
        if ended == "cancelled"
        else """UPDATE adjourn.jobs SET status = 'failed', error = '{"type": "DeadlinePassed", "message": ""}'"""
    )
    second = house.run(graph, None, thread_id="t")
    assert (second["status"], outside.calls) == ("waiting", [])
    assert [row["status"] for row in house.requests(first["id"])] == ["withdrawn"]
    [request] = house.requests(second["id"], "open")
    house.answer(request["id"], "continue")
    second = end(house, second["id"])
    assert (second["status"], second["result"]["log"][-1]) == ("succeeded", "pay")
    assert outside.calls == ["pay"]
    assert len(house.events(second["id"])) < 10, "it spun"


def test_a_job_without_input_on_a_thread_that_has_none_is_refused(house: House) -> None:
    job = house.run("gated", None)
    assert (job["status"], job["error"]["type"]) == ("failed", "EmptyInputError")


# --- interrupts that a node raises by hand


@pytest.mark.parametrize("graph", ["raises", "raises_inside"])
def test_each_interrupt_that_a_node_raises_is_a_breakpoint_of_its_own(house: House, graph: str) -> None:
    outside = world()
    job = house.run(graph, {"log": []})
    for times in (1, 2):
        assert statuses(house, job) == [("release one?", "resumed")] * (times - 1) + [("release one?", "open")]
        [request] = house.requests(job["id"], "open")
        assert (request["kind"], [o["choice"] for o in request["options"]]) == ("breakpoint", ["continue", "stop"])
        house.answer(request["id"], "continue")
        if times == 2:
            outside.released.add("one")
        house.advance_due()
    job = house.job(job["id"])
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["one", "pay"]})
    assert statuses(house, job) == [("release one?", "resumed")] * 2
    assert outside.calls == ["raise_one"] * 3 + ["pay"]


def test_parallel_ones_and_a_question_are_answered_each_for_itself(house: House) -> None:
    outside = world()
    job = house.run("raises_beside", {"log": []})
    assert sorted(row["title"] for row in house.requests(job["id"])) == ["pay?", "release one?", "release other?"]
    for row in house.requests(job["id"]):
        house.answer(row["id"], "continue" if row["kind"] == "breakpoint" else "yes")
    outside.released.add("one")
    house.advance_due()
    assert sorted(statuses(house, job)) == [
        ("pay?", "resumed"),
        ("release one?", "resumed"),
        ("release other?", "open"),
        ("release other?", "resumed"),
    ]
    outside.released.add("other")
    house.answer_all(job["id"], "continue")
    house.advance_due()
    job = house.job(job["id"])
    assert job["status"] == "succeeded"
    assert sorted(job["result"]["log"]) == ["one", "other", "pay", "yes"]


def test_one_that_is_raised_after_an_answered_question_keeps_that_answer(house: House) -> None:
    outside = world()
    job = house.run("asks_and_raises", {"log": []})
    house.answer_all(job["id"], "yes")
    house.advance_due()
    assert statuses(house, job) == [("first?", "resumed"), ("then by hand?", "open")]
    outside.released.add("both")
    house.answer_all(job["id"], "continue")
    assert end(house, job["id"])["result"] == {"log": ["yes", "pay"]}
    assert outside.calls == ["ask_and_raise", "ask_and_raise", "pay"]


def test_an_answered_one_whose_node_fails_in_passing_is_not_asked_again(house: House) -> None:
    outside = world()
    job = house.run("raises", {"log": []})
    outside.released.add("one")
    house.answer_all(job["id"], "continue")
    outside.plan("raise_one", ConnectionError("away"))
    assert end(house, job["id"])["result"] == {"log": ["one", "pay"]}
    assert statuses(house, job) == [("release one?", "resumed")]


def test_it_goes_on_in_another_process(house: House) -> None:
    world()
    job = house.run("raises", {"log": []})
    house.answer_all(job["id"], "continue")
    job = advance_elsewhere(house, str(job["id"]))
    assert (job["status"], statuses(house, job)) == ("waiting", [("release one?", "resumed"), ("release one?", "open")])
