"""Every way to ask becomes rows that people answer, and every answer reaches the one who asked."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.house import House, Row
from tests.support.trouble import world
from tests.support.waiting import until


def titles(house: House, job: Row, status: str = "open") -> list[str]:
    return [row["title"] for row in house.requests(job["id"], status)]


def answer_each(house: House, job: Row, answers: dict[str, Any]) -> Row:
    """Answer the open questions by their titles, in the order given, and go on."""
    asked = {row["title"]: row["id"] for row in house.requests(job["id"], "open")}
    assert asked.keys() == answers.keys()
    for title, answer in answers.items():
        house.answer(asked[title], answer)
    house.advance_due()
    return house.job(job["id"])


def test_a_loop_asks_the_same_node_again_and_each_round_is_a_row(house: House) -> None:
    job = house.run("loop", {"log": []})
    for round, answer in enumerate(["go", "go", "stop"]):
        job = answer_each(house, job, {f"more than {round}?": answer})
    assert job["result"] == {"log": ["go", "go", "stop"]}
    assert titles(house, job, "resumed") == ["more than 0?", "more than 1?", "more than 2?"]


@pytest.mark.parametrize("n", [3, 100])
def test_a_fan_out_asks_all_at_once_and_each_branch_gets_its_own_answer(house: House, n: int) -> None:
    outside = world()
    outside.plan("ask_one", lambda: until(lambda: len(outside.calls) == n, "the others are about to ask"))
    job = house.run("fan_out", {"n": n})
    assert titles(house, job) == [f"{i}?" for i in range(n)], "asked in the order of threads"
    for row in reversed(house.requests(job["id"])):
        house.answer(row["id"], f"to {row['title']}")
    assert house.advance_due() == 1, "one run takes all answers"
    assert house.job(job["id"])["result"]["log"] == [[i, f"to {i}?"] for i in range(n)]


def test_parallel_tasks_of_an_entrypoint_are_all_asked_at_once(house: House) -> None:
    job = house.run("functional", 5)
    assert job["status"] == "waiting", job["error"]
    job = answer_each(house, job, {f"{n}?": f"answer {n}" for n in (4, 2, 0, 3, 1)})
    assert job["result"] == [f"answer {n}" for n in range(5)]
    assert len(titles(house, job, "resumed")) == 5


def test_tasks_that_wait_for_each_other_are_asked_one_after_the_other(house: House) -> None:
    job = house.run("functional_in_turn", 3)
    for n in range(3):
        job = answer_each(house, job, {f"{n}?": n})
    assert job["result"] == [0, 1, 2]


def test_two_questions_inside_a_subgraph_are_two_rows(house: House) -> None:
    job = house.run("subgraph", {"log": []})
    job = answer_each(house, job, {"first?": 1})
    job = answer_each(house, job, {"second?": 2})
    assert job["result"] == {"log": ["begin", 1, 2, "end", "end"]}
    assert [(row["node"], row["ordinal"]) for row in house.requests(job["id"])] == [("ask_twice", 0), ("ask_twice", 1)]


def test_two_questions_in_each_of_two_parallel_subgraphs_are_never_mixed_up(house: House) -> None:
    job = house.run("two_subgraphs", {"log": []})
    for round in ("first?", "second?"):
        assert titles(house, job) == [round, round]
        for row in house.requests(job["id"], "open"):
            house.answer(row["id"], f"{round} of {row['checkpoint_ns'].split(':')[0]}")
        house.advance_due()
    assert house.job(job["id"])["result"]["log"] == [
        "first? of one",
        "second? of one",
        "first? of two",
        "second? of two",
    ]


@pytest.mark.parametrize("graph", ["calls_inner", "acalls_inner"])
def test_a_graph_that_a_node_calls_may_ask(house: House, graph: str) -> None:
    job = house.run(graph, {"log": []})
    assert job["status"] == "waiting", job["error"]
    job = answer_each(house, job, {"first?": 1})
    job = answer_each(house, job, {"second?": 2})
    assert job["result"] == {"log": ["begin", 1, 2, "end", "end"]}


def calls(*amounts: int) -> dict[str, Any]:
    tool_calls = [{"name": "pay", "args": {"amount": n}, "id": f"call {n}", "type": "tool_call"} for n in amounts]
    return {"messages": [{"role": "assistant", "content": "", "tool_calls": tool_calls}]}


def paid(job: Row) -> list[str]:
    return [message["data"]["content"] for message in job["result"]["messages"][1:]]


def respond(message: str) -> Row:
    return {"type": "respond", "message": message}


def test_tools_called_by_a_send_each_ask_at_once(house: House) -> None:
    job = house.run("tools_by_send", calls(10, 20, 30))
    assert job["status"] == "waiting", job["error"]
    rows = {row["question"]["args"]["amount"]: row["id"] for row in house.requests(job["id"])}
    for amount in (30, 10, 20):
        house.answer(rows[amount], respond(f"yes to {amount}"))
    house.advance_due()
    assert paid(house.job(job["id"])) == [f"paid {n}: yes to {n}" for n in (10, 20, 30)]


def test_tools_in_one_tool_node_ask_in_turn(house: House) -> None:
    """One task with several questions; LangGraph tells them apart by their order, so the tools must run in order."""
    job = house.run("tools", calls(10, 20, 30), config={"max_concurrency": 1})
    for amount in (10, 20, 30):
        [row] = house.requests(job["id"], "open")
        assert row["question"]["args"] == {"amount": amount}
        house.answer(row["id"], respond(f"yes to {amount}"))
        house.advance_due()
    assert paid(house.job(job["id"])) == [f"paid {n}: yes to {n}" for n in (10, 20, 30)]


def test_a_question_is_a_row_that_says_who_asks_what(house: House) -> None:
    job = house.run("tools_by_send", calls(10))
    [row] = house.requests(job["id"])
    assert (row["kind"], row["title"], row["node"]) == ("tool_approval", "pay: amount 10", "tools")
    assert [option["choice"] for option in row["options"]] == ["approve", "reject", "respond"]
    assert (row["thread_id"], row["graph"]) == (job["thread_id"], "tools_by_send")


def test_answers_to_some_questions_run_nothing(house: House) -> None:
    outside = world()
    job = house.run("fan_out", {"n": 4})
    first, *others = house.requests(job["id"])
    house.answer(first["id"], "yes")
    assert house.advance(job["id"])["status"] == "waiting", "claimed although three questions are open"
    for row in others:
        house.answer(row["id"], "yes")
    house.advance_due()
    assert house.job(job["id"])["status"] == "succeeded"
    assert outside.calls == ["ask_one"] * 8, "4 to ask, 4 to go on"
