"""Agents of LangChain's packages as background jobs: asked about in rows, answered by SQL alone, and each compared with
the same graph in memory, which gets the same answers."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any, get_args

import pytest
from adjourn.worker.advance.shapes import decisions

from tests.support.by_hand import REFUSALS
from tests.support.fleet import Fleet, Row
from tests.support.waiting import until
from tests.whole.agents.beside import Beside, nameless

#: Their warnings are theirs.
pytestmark = pytest.mark.filterwarnings("ignore")

START = {"messages": [{"role": "user", "content": "Please do it."}]}
APPROVE = "choice = 'approve'"
REJECT = "choice = 'reject', comment = 'Not today.'"
RESPOND = "choice = 'respond', comment = 'I did it myself.'"


def decided(*given: Row) -> str:
    return f"answer = '{json.dumps({'decisions': given})}'"


def edited(name: str, **args: str) -> Row:
    return {"type": "edit", "edited_action": {"name": name, "args": args}}


TO_BOB = edited("send_email", to="bob@example.org", subject="Hello Bob")


class Pair:
    """One input in both worlds."""

    def __init__(self, fleet: Fleet, graph: str, beside: Beside) -> None:
        self.fleet, self.beside = fleet, beside
        beside.run(START)
        self.job = fleet.enqueue(graph, START)

    def asked(self) -> list[Row]:
        """The open rows, which say what LangGraph says in memory."""
        count = len(self.beside.asked)
        rows = until(lambda: self._open(count), f"job {self.job} asks {count} questions")
        assert [row["question"] for row in rows] == [asked.value for asked in self.beside.asked]
        schemas = [asked.response_schema for asked in self.beside.asked]
        assert [row["answer_schema"] for row in rows if row["kind"] == "tool_approval"] == [s for s in schemas if s]
        return rows

    def answer(self, *changes: str) -> None:
        """What the rows then hold is what LangGraph is told in memory."""
        rows = self.asked()
        for row, change in zip(rows, changes, strict=True):
            self.fleet.rows(f"UPDATE adjourn.human_requests SET {change} WHERE id = %s", row["id"])
        after = {row["id"]: row for row in self.fleet.requests(self.job)}
        self.beside.answer([after[row["id"]]["answer"] for row in rows])

    def result(self) -> Any:
        """What `invoke` returns in memory, and the job has as its result."""
        assert self.beside.asked == []
        result = self.fleet.wait(self.job)["result"]
        here = nameless({key: result[key] for key in self.beside.result})
        assert here == nameless(self.beside.result)
        assert [row["status"] for row in self.fleet.requests(self.job) if row["status"] != "resumed"] == []
        return here

    def said(self) -> list[tuple[str, str]]:
        return [(m["type"], m["data"]["content"]) for m in self.result()["messages"] if m["type"] != "human"]

    def _open(self, count: int) -> list[Row]:
        job = self.fleet.job(self.job)
        assert job["status"] not in ("failed", "succeeded", "blocked"), job["error"]
        rows = [row for row in self.fleet.requests(self.job) if row["status"] == "open"]
        assert len(rows) <= count
        return rows if len(rows) == count else []


BATCHED = {
    "approved": ([APPROVE], ["sent 'Hello' to ada@example.org", "deleted /tmp/report"]),
    "rejected": ([REJECT], ["with reason: Not today.", "with reason: Not today."]),
    "rejected_without_a_word": (["choice = 'reject'"], ["The tool was not executed.", "The tool was not executed."]),
    "edited": ([decided(TO_BOB, {"type": "approve"})], ["sent 'Hello Bob' to bob@example.org", "deleted /tmp/report"]),
    "responded": (
        [decided({"type": "respond", "message": "I did it myself."}, {"type": "reject", "message": "Keep it."})],
        ["I did it myself.", "with reason: Keep it."],
    ),
}
PER_CALL = {
    "approved": ([APPROVE, APPROVE], ["sent 'Hello' to ada@example.org", "deleted /tmp/report"]),
    "rejected": ([APPROVE, REJECT], ["sent 'Hello' to ada@example.org", "with reason: Not today."]),
    "edited": ([f"answer = '{json.dumps(TO_BOB)}'", APPROVE], ["sent 'Hello Bob' to bob@example.org", "deleted"]),
    "responded": ([RESPOND, "choice = 'reject'"], ["I did it myself.", "The tool was not executed."]),
}


def told(pair: Pair) -> list[str]:
    """What the model was told by its two tools."""
    messages = [message["data"] for message in pair.result()["messages"] if message["type"] == "tool"]
    by_call = {message["tool_call_id"]: message["content"] for message in messages}
    return [by_call["clerk-0-0"], by_call["clerk-0-1"]]


class TestLangChain:
    def test_its_decisions_are_those_that_we_know(self, extra: None) -> None:
        """One more of them would make every batch that allows it a plain question."""
        from langchain.agents.middleware import human_in_the_loop

        assert {*get_args(human_in_the_loop.DecisionType)} == {*decisions.LABELS}

    @pytest.mark.parametrize("way", [*BATCHED])
    def test_both_calls_of_a_message_are_one_question(
        self, fleet: Fleet, beside: Callable[[str, str], Beside], way: str
    ) -> None:
        pair = Pair(fleet, "batched", beside("mail", "batched"))
        [row] = pair.asked()
        assert (row["kind"], [o["choice"] for o in row["options"]]) == ("tool_batch", ["approve", "reject"])
        assert row["title"] == "send_email to ada@example.org, delete_file: /tmp/report"
        changes, words = BATCHED[way]
        pair.answer(*changes)
        assert all(word in text for word, text in zip(words, told(pair), strict=True)), told(pair)

    @pytest.mark.parametrize("way", [*PER_CALL])
    def test_each_call_of_a_message_is_a_question(
        self, fleet: Fleet, beside: Callable[[str, str], Beside], way: str
    ) -> None:
        pair = Pair(fleet, "per_call", beside("mail", "per_call"))
        one, two = pair.asked()
        assert (one["kind"], two["kind"]) == ("tool_approval", "tool_approval")
        assert [o["choice"] for o in one["options"]] == ["approve", "reject", "respond"]
        assert [o["choice"] for o in two["options"]] == ["approve", "reject"]
        assert (one["title"], two["title"]) == ("send_email to ada@example.org", "delete_file: /tmp/report")
        changes, words = PER_CALL[way]
        pair.answer(*changes)
        assert all(word in text for word, text in zip(words, told(pair), strict=True)), told(pair)

    @pytest.mark.parametrize(
        "wrong",
        [
            decided({"type": "approve"}),
            decided({"type": "approve"}, {"type": "respond", "message": "no"}),
            decided({"type": "approve"}, {"type": "approve"}, {"type": "approve"}),
            decided(edited("delete_file", path="/"), {"type": "approve"}),
            'answer = \'[{"type": "approve"}, {"type": "approve"}]\'',
        ],
    )
    def test_no_wrong_answer_reaches_the_middleware(
        self, fleet: Fleet, beside: Callable[[str, str], Beside], wrong: str
    ) -> None:
        """It would raise, and its job with it."""
        pair = Pair(fleet, "batched", beside("mail", "batched"))
        [row] = pair.asked()
        tell_wrongly(fleet, row, wrong)
        pair.answer(APPROVE)
        assert told(pair) == ["sent 'Hello' to ada@example.org", "deleted /tmp/report"]


def tell_wrongly(fleet: Fleet, row: Row, wrong: str) -> None:
    """Refused at once, or back in the row with the reason."""
    try:
        fleet.rows(f"UPDATE adjourn.human_requests SET {wrong} WHERE id = %s", row["id"])
    except REFUSALS:
        return
    until(lambda: _refused(fleet, row), f"request {row['id']} is open again and says why")


def _refused(fleet: Fleet, row: Row) -> bool:
    [now] = [each for each in fleet.requests(row["job_id"]) if each["id"] == row["id"]]
    return now["status"] == "open" and now["answer_error"] is not None


class TestDeepAgents:
    def test_a_subagent_and_its_chief_ask_in_turn(self, fleet: Fleet, beside: Callable[[str, str], Beside]) -> None:
        pair = Pair(fleet, "deep", beside("deep", "graph"))
        [row] = pair.asked()
        assert (row["kind"], row["title"]) == ("tool_batch", "send_email to ada@example.org")
        pair.answer(RESPOND)
        [row] = pair.asked()
        assert (row["kind"], row["title"]) == ("tool_batch", "write_file: /log.txt")
        assert [o["choice"] for o in row["options"]] == ["approve", "reject"]
        pair.answer(decided(edited("write_file", file_path="/log.txt", content="told Ada")))
        result = pair.result()
        assert "I did it myself." in pair.said()[1][1]
        assert "told Ada" in json.dumps(result["files"]["/log.txt"])

    def test_a_file_that_one_job_keeps_in_the_store_is_read_by_a_job_of_another_thread(self, fleet: Fleet) -> None:
        fleet.wait(fleet.enqueue("writer", START))
        read = fleet.wait(fleet.enqueue("reader", START))["result"]["messages"]
        assert "Ada likes tea." in read[-1]["data"]["content"]


class TestTeams:
    def test_a_supervisors_agent_asks_with_choices(self, fleet: Fleet, beside: Callable[[str, str], Beside]) -> None:
        pair = Pair(fleet, "supervisor", beside("teams", "supervisor"))
        [row] = pair.asked()
        assert (row["kind"], row["title"]) == ("question", "Which seat to Paris?")
        pair.answer("choice = 'window'")
        said = pair.said()
        assert any("booked a seat at the window to Paris" in text for _, text in said)
        assert said[-1] == ("ai", "All done.")

    @pytest.mark.parametrize(
        ("change", "outcome"),
        [
            ("choice = 'accept'", "booked a hotel in Paris"),
            ("choice = 'response', comment = 'Too far.'", "not booked: Too far."),
            (
                'answer = \'[{"type": "edit", "args": {"action": "book_hotel", "args": {"city": "Rome"}}}]\'',
                "booked a hotel in Rome",
            ),
        ],
    )
    def test_an_agent_of_a_swarm_asks_as_for_agent_inbox(
        self, fleet: Fleet, beside: Callable[[str, str], Beside], change: str, outcome: str
    ) -> None:
        pair = Pair(fleet, "swarm", beside("teams", "swarm"))
        [row] = pair.asked()
        assert (row["kind"], row["title"]) == ("agent_inbox", "book_hotel: Paris")
        assert [o["choice"] for o in row["options"]] == ["accept", "response"]
        pair.answer(change)
        assert ("tool", outcome) in pair.said()
        assert pair.result()["active_agent"] == "hotels"
