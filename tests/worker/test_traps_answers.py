"""An answer reaches the question it was given to, as it was given, once: whoever dies, comes late or comes twice."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest
from langgraph.errors import UnknownInterruptError
from langgraph.types import Command
from psycopg.types.json import Jsonb

from tests.support.by_hand import graph_of, insert_request, refused, thread_of
from tests.support.house import House, Row
from tests.support.trouble import forks, lose_lease, world

#: What plain resumes lose, crash on, or take for a map of answers.
ODD_ANSWERS = [None, False, 0, 0.0, "", {}, [], {"0" * 32: "x"}, {"a" * 32: None, "b" * 32: False}]


def open_request(house: House, job: Row) -> Row:
    [row] = house.requests(job["id"], "open")
    return row


def test_an_answer_left_behind_does_not_answer_the_next_question_of_a_plain_rerun(house: House) -> None:
    job = house.run("two_questions", {"log": []})
    house.answer(open_request(house, job)["id"], "one")
    house.advance_due()
    with graph_of(house, "two_questions") as graph:
        graph.invoke(None, thread_of(job))
    assert house.advance_due() == 0
    assert (open_request(house, job)["title"], house.job(job["id"])["status"]) == ("second?", "waiting")
    house.answer(open_request(house, job)["id"], "two")
    house.advance_due()
    assert house.job(job["id"])["result"] == {"log": ["begin", "one", "two", "end"]}


def test_an_answer_left_behind_does_not_answer_the_first_question_of_the_next_job(house: House) -> None:
    first = house.run("two_questions", {"log": []}, thread_id="t")
    house.answer(open_request(house, first)["id"], "left behind")
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (first["id"],))
    second = house.run("two_questions", {"log": ["again"]}, thread_id="t")
    for title, answer in (("first?", "one"), ("second?", "two")):
        row = open_request(house, second)
        assert row["title"] == title
        house.answer(row["id"], answer)
        house.advance_due()
    assert house.job(second["id"])["result"] == {"log": ["begin", "again", "begin", "one", "two", "end"]}
    assert [row["status"] for row in house.requests(first["id"])] == ["withdrawn"]


def test_an_answer_delivered_twice_never_answers_another_question(house: House) -> None:
    outside = world()
    job = house.run("three_questions", {"log": []})

    def another_worker() -> None:
        """Takes the job over while the first one is in the node with the same answer."""
        house.expire_lease(job["id"])
        house.advance(job["id"])

    for title, answer in (("1?", "a"), ("2?", "b"), ("3?", "c")):
        row = open_request(house, job)
        assert row["title"] == title
        house.answer(row["id"], answer)
        outside.plan("ask_thrice", another_worker)
        house.advance(job["id"])
        assert house.advance_due() == 0, "the message comes once more"
    assert house.job(job["id"])["result"] == {"log": ["begin", "a", "b", "c", "end"]}
    rows = house.requests(job["id"])
    assert [(row["title"], row["answer"]) for row in rows] == [("1?", "a"), ("2?", "b"), ("3?", "c")]
    assert outside.calls == ["ask_thrice"] * 7, "both workers had each answer in their hands"
    assert forks(house, job["id"]) == 0


def test_langgraph_refuses_an_answer_that_comes_twice(house: House) -> None:
    """A hook that is not public: without it the second delivery answers the next question."""
    config: Any = {"configurable": {"thread_id": "t", "__pregel_strict_resume": True}}
    with graph_of(house, "three_questions") as graph:
        graph.invoke({"log": []}, config)
        [first] = graph.get_state(config).interrupts
        answer = Command(resume={first.id: "a"})
        graph.invoke(answer, config)
        with pytest.raises(UnknownInterruptError):
            graph.invoke(answer, config)
        [second] = graph.get_state(config).interrupts
        assert second.value == "2?"


def test_an_answer_outlives_the_worker_that_died_right_after_interrupt_returned_it(house: House) -> None:
    outside = world()
    job = house.run("acts", {"log": []})
    house.answer(open_request(house, job)["id"], {"data": "yes"})
    outside.plan("act", lambda: lose_lease(house, job["id"]))
    house.advance(job["id"])
    [row] = house.requests(job["id"])
    assert (row["status"], row["answer"]) == ("answered", {"data": "yes"})
    job = house.advance(job["id"])
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", {"data": "yes"}, "end"]})
    assert [row["status"] for row in house.requests(job["id"])] == ["resumed"]
    assert outside.calls == ["ask", "ask", "act", "ask", "act"]


def test_an_answer_with_an_unknown_id_runs_no_node(house: House) -> None:
    outside = world()
    job = house.run("acts", {"log": []})
    unknown = insert_request(house, job, "f" * 32)
    house.answer(unknown, "for nobody")
    assert house.advance(job["id"])["status"] == "waiting"
    assert outside.calls == ["ask"]
    house.answer(open_request(house, job)["id"], "yes")
    house.advance_due()
    assert house.job(job["id"])["result"] == {"log": ["begin", "yes", "end"]}
    assert {row["title"]: row["status"] for row in house.requests(job["id"])} == {
        "act?": "resumed",
        "made up?": "withdrawn",
    }
    assert outside.calls == ["ask", "ask", "act"]


def test_an_answer_starts_no_thread_that_never_started(house: House) -> None:
    outside = world()
    job = house.job(house.enqueue("acts", {"log": ["in"]}, run_at="2100-01-01T00:00Z"))
    house.answer(insert_request(house, job, "f" * 32), "for nobody")
    assert house.advance(job["id"])["status"] == "queued"
    assert outside.calls == []
    house.db.execute("UPDATE adjourn.jobs SET run_at = now() WHERE id = %s", (job["id"],))
    house.advance_due()
    house.answer(open_request(house, job)["id"], "yes")
    house.advance_due()
    assert house.job(job["id"])["result"] == {"log": ["in", "begin", "yes", "end"]}


def test_an_odd_answer_arrives_verbatim(house: House) -> None:
    for answer in ODD_ANSWERS:
        job = house.run("line", {"log": []})
        house.answer(open_request(house, job)["id"], answer)
        house.advance_due()
        [_, received, _] = house.job(job["id"])["result"]["log"]
        assert repr(received) == repr(answer)


def test_odd_answers_to_parallel_questions_each_arrive_verbatim(house: House) -> None:
    job = house.run("fan_out", {"n": len(ODD_ANSWERS)})
    for row in house.requests(job["id"]):
        house.answer(row["id"], ODD_ANSWERS[int(row["title"].removesuffix("?"))])
    house.advance_due()
    received = house.job(job["id"])["result"]["log"]
    assert [repr(answer) for _, answer in received] == [repr(answer) for answer in ODD_ANSWERS]


def test_an_answer_that_names_the_question_itself_arrives_as_it_is(house: House) -> None:
    job = house.run("line", {"log": []})
    row = open_request(house, job)
    answer = {row["interrupt_id"]: "no map of answers"}
    house.answer(row["id"], answer)
    house.advance_due()
    assert house.job(job["id"])["result"] == {"log": ["begin", answer, "end"]}


def test_null_is_no_answer_in_sql_and_an_answer_in_json(house: House) -> None:
    job = house.run("shaped", {"log": ["name?", {"type": ["string", "null"]}]})
    house.db.execute("UPDATE adjourn.human_requests SET answer = NULL")
    assert open_request(house, job)["answered_at"] is None
    house.db.execute("UPDATE adjourn.human_requests SET answer = 'null'::jsonb")
    house.advance_due()
    assert house.job(job["id"])["result"]["log"][2:] == [None]


def test_a_choice_may_mean_no(house: House) -> None:
    job = house.run("shaped", {"log": ["sure?", {"type": "boolean"}]})
    house.db.execute("UPDATE adjourn.human_requests SET choice = 'no'")
    house.advance_due()
    assert house.job(job["id"])["result"]["log"][2:] == [False]


def test_a_falsy_answer_is_judged_by_the_schema_like_any_other(house: House) -> None:
    job = house.run("shaped", {"log": ["sure?", {"type": "boolean"}]})
    row = open_request(house, job)
    for answer in (None, 0, "", {}, []):
        why = refused(house, row, "answer = %s", Jsonb(answer))
        assert f"the answer must be of type boolean, not {json.dumps(answer)}" in why
    house.answer(open_request(house, job)["id"], False)
    house.advance_due()
    assert house.job(job["id"])["result"]["log"][2:] == [False]


def test_a_question_has_a_hash_that_changes_when_the_question_does(house: House) -> None:
    """A node computes anew what it asks about: the row tells what was approved from what is asked now."""
    hashes = []
    for question in ({"pay": 10, "to": "Ada"}, {"pay": 10, "to": "Ada"}, {"pay": 1000, "to": "Ada"}):
        job = house.run("shaped", {"log": [question, None]})
        query = "SELECT question_hash, question::text AS question FROM adjourn.human_requests WHERE job_id = %s"
        row = house.db.execute(query, (job["id"],)).fetchone()
        assert row is not None
        assert row["question_hash"] == hashlib.sha256(row["question"].encode()).digest()
        hashes.append(row["question_hash"])
    assert hashes[0] == hashes[1] != hashes[2]
