"""Beside a question stands what the operator shows of the graph's state; it never makes a pause fail."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest
from adjourn.models.ground.settings import Settings
from adjourn.worker.advance.shown import MOST, excerpt
from hypothesis import given, settings
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage
from pydantic import BaseModel

from tests.support.by_hand import ask, read, refused, shaped
from tests.support.command import Command
from tests.support.house import House
from tests.support.staff import change

CALL = {"name": "pay", "args": {"amount": 5}, "id": "1"}
TALK = [HumanMessage("Please pay."), AIMessage([{"type": "text", "text": "I will."}], tool_calls=[CALL])]


def told(pointers: list[str], *levels: Any) -> Any:
    text = excerpt(pointers, *levels)
    assert text is None or len(text) <= MOST
    return text and json.loads(text)


def test_a_conversation_and_other_texts() -> None:
    state = {"messages": [*TALK, ToolMessage("done", tool_call_id="1")], "a/b": {"c": ["x", {"n": 1.5}]}, "e": ""}
    assert told(["/messages", "/a~1b/c/0", "/a~1b/c/1", "/e", "/nothing", "/a~1b/c/7/x"], state) == [
        {
            "name": "messages",
            "said": [
                {"by": "human", "text": "Please pay."},
                {"by": "ai", "text": 'I will.\ncalls pay {"amount": 5}'},
                {"by": "tool", "text": "done"},
            ],
        },
        {"name": "a~1b/c/0", "said": [{"text": "x"}]},
        {"name": "a~1b/c/1", "said": [{"text": '{\n  "n": 1.5\n}'}]},
    ]
    assert told(["/nothing"], state) is None
    as_dicts = [{"role": "user", "content": "hi"}, {"type": "ai", "content": "ho"}]
    assert told(["/m"], {"m": as_dicts})[0]["said"] == [{"by": "user", "text": "hi"}, {"by": "ai", "text": "ho"}]


def test_of_a_model_and_from_the_innermost_graph_that_has_it() -> None:
    class Order(BaseModel):
        note: str = "fragile"

    assert told(["/order/note"], {}, None, {"order": Order()}) == [
        {"name": "order/note", "said": [{"text": "fragile"}]}
    ]
    assert told(["/a"], {"a": "inside"}, {"a": "outside"})[0]["said"] == [{"text": "inside"}]


def test_of_a_long_conversation_the_last_is_kept_and_of_a_long_text_the_first() -> None:
    [found] = told(["/m"], {"m": [HumanMessage(f"{n} {'é' * 300}") for n in range(100)]})
    assert found["said"][-1]["text"].startswith("99 ") and found["earlier"] + len(found["said"]) == 100
    [found] = told(["/t"], {"t": "a" * 100_000})
    [said] = found["said"]
    assert set(said["text"]) == {"a"} and len(said["text"]) + said["more"] == 100_000 and len(said["text"]) > 7000
    assert len(told([f"/{n}" for n in range(10)], {str(n): "b" * 9000 for n in range(10)})) == 10


@settings(max_examples=200, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["human", "é" * 200]), st.text(max_size=40), st.integers(1, 300)), max_size=40),
    st.text(max_size=50),
    st.integers(1, 200),
)
def test_it_is_never_more_than_there_is_room_for(said: Any, text: str, times: int) -> None:
    state = {"m": [{"role": by, "content": words * n} for by, words, n in said], "t" * 190: text * times}
    told(["/m", "/" + "t" * 190, "/m"], state)


GRAPH = """
from typing import Any
from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph
from langgraph.types import interrupt

class State(MessagesState):
    odd: Any

def think(state):
    return {"messages": [AIMessage("I will pay \\0.")], "odd": {1: "two keys", "1": "that JSON has as one"}}

def ask(state):
    said = [interrupt("Pay?"), interrupt("Sure?")]
    if "careless" in said:
        raise ValueError(said)
    return {"messages": said}

def made(inner):
    graph = StateGraph(State).add_node("think", think).add_node("ask", inner)
    return graph.add_edge(START, "think").add_edge("think", "ask").compile()

agent = made(ask)
around = made(StateGraph(MessagesState).add_node("deep", ask).add_edge(START, "deep").compile())
"""


@pytest.fixture
def paying(database_url: str, tmp_path: Path) -> Callable[[list[str]], AbstractContextManager[House]]:
    """A project with a conversation, of which this is shown."""

    @contextmanager
    def open_(show: list[str]) -> Iterator[House]:
        (tmp_path / "paying.py").write_text(GRAPH)
        graphs = {name: f"./paying.py:{name}" for name in ("agent", "around")}
        (tmp_path / "langgraph.json").write_text(json.dumps({"dependencies": ["."], "graphs": graphs}))
        (tmp_path / "adjourn.json").write_text(json.dumps({"all": {"show": show}}))
        with House.open(Settings(database_url=database_url, project=tmp_path, pool_size=4, concurrency=20)) as house:
            yield house

    return open_


@pytest.mark.parametrize("graph", ["agent", "around"])
def test_it_goes_with_the_row_until_it_is_erased(paying: Any, graph: str, tmp_path: Path, database_url: str) -> None:
    with paying(["/messages"]) as house:
        row = ask(house, graph, {"messages": [["user", "Please pay."]]})
        [talk] = row["shown"]
        assert [(each["by"], each["text"][:11]) for each in talk["said"]] == [
            ("human", "Please pay."),
            ("ai", "I will pay "),
        ]
        assert "what request" in refused(house, row, "shown = NULL")
        said = Command(tmp_path, {"ADJOURN_DATABASE_URL": database_url}).quick("request", str(row["id"])).out
        assert "\n  messages\n    human: Please pay.\n    ai: I will pay" in said
        for _ in range(2):
            house.answer_all(row["job_id"], "so")
            house.advance_due()
        assert read(house, row)["shown"] == row["shown"], "what was seen can be looked up"
        house.db.execute("SELECT adjourn.erase(%s)", (row["thread_id"],))
        assert read(house, row)["shown"] is None


def test_what_is_asked_again_has_it_anew(paying: Any) -> None:
    with paying(["/messages"]) as house:
        row = ask(house, "agent", {"messages": [["user", "Please pay."]]})
        house.answer(row["id"], "so")
        house.advance_due()
        [sure] = house.requests(row["job_id"], "open")
        house.answer(sure["id"], "careless")
        house.advance_due()
        change(house, sure, shown="NULL")
        house.db.execute("UPDATE adjourn.jobs SET status = 'queued', ask_again = 'all' WHERE id = %s", (row["job_id"],))
        house.advance_due()
        house.answer(row["id"], "so")
        house.advance_due()
        now = read(house, sure)
        assert (now["status"], now["shown"]) == ("open", row["shown"])


@pytest.mark.parametrize("show", [["/odd"], ["/nothing", "/messages/0/x", "/~2"], ["/"]])
def test_what_cannot_be_shown_lets_the_job_wait_all_the_same(paying: Any, show: list[str]) -> None:
    with paying(show) as house:
        assert ask(house, "agent", {"messages": [["user", "Please pay."]]})["shown"] is None


def test_without_such_a_policy_there_is_nothing(house: House) -> None:
    assert shaped(house, "which?")["shown"] is None
