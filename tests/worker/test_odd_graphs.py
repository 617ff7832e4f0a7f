"""What graphs of others do, and what nobody expects of a graph: it hurts nothing but their own job."""

from __future__ import annotations

from typing import Any

import pytest
from adjourn.models import answer_schemas, human_requests
from adjourn.models.ground.errors import BadInput
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from pydantic import BaseModel, field_validator

from tests.conftest import PROJECTS
from tests.support import by_hand
from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.trouble import deploy
from tests.worker.test_fuzz_nodes import Held
from tests.worker.test_messages import envelope

EXITS = PROJECTS / "exits"


@pytest.mark.parametrize("graph", ["exits", "factory"])
def test_what_exits_fails_its_job_and_no_other(fleet: Fleet, graph: str) -> None:
    worker = fleet.worker(EXITS, lease=1)
    exits = fleet.enqueue(graph, {})
    fleet.broker.lpush(fleet.queue, envelope(body=[[exits], {}, {}]))
    assert fleet.wait(exits, "failed", seconds=15)["error"]["type"] == "SystemExit"
    fine = fleet.enqueue("fine", {})
    fleet.broker.lpush(fleet.queue, envelope(body=[[fine], {}, {}]))
    fleet.wait(fine)
    assert worker.poll() is None


@pytest.mark.parametrize(
    "schema", [{"$schema": 5}, {"$schema": []}, {"$schema": "http://["}, {"$id": 5}, {"$id": []}], ids=str
)
def test_a_broken_schema_judges_nothing(house: House, schema: Any) -> None:
    row = by_hand.shaped(house, "which?", schema)
    with house.worker.engine.connect() as connection:
        human_requests.answer(connection, row["id"], answer='"b"')
    assert by_hand.result_of(house, row)[2:] == ["b"]


def test_a_schema_that_refers_to_itself_without_end_judges_nothing() -> None:
    for schema in ({"$ref": "#"}, {"anyOf": [{"$ref": "#"}, {"$ref": "#"}]}, {"items": {"$ref": "#"}}):
        assert answer_schemas.misfit([[["b"]]], schema) is None


def test_a_comment_is_a_text_where_the_schema_wants_a_text(house: House) -> None:
    row = by_hand.write(house, by_hand.shaped(house, {"query": "name?"}, {"type": "string"}), "comment = 'Ada'")
    assert by_hand.result_of(house, row)[2:] == ["Ada"]


CHOICES = [(["a", "A"], "A"), (["A", "a"], "a"), ([" a ", "a"], " a "), ([" a "], " a ")]


@pytest.mark.parametrize(("offered", "chosen"), CHOICES)
def test_what_is_chosen_is_what_the_graph_gets(house: House, offered: list[str], chosen: str) -> None:
    row = by_hand.write(house, by_hand.shaped(house, "which?", {"enum": offered}), "choice = %s", chosen)
    assert by_hand.result_of(house, row)[2:] == [chosen]


@pytest.mark.parametrize("value", [{}, [], "", 0], ids=repr)
def test_a_config_that_says_whether_it_resumes_is_refused(house: House, value: Any) -> None:
    with pytest.raises(BadInput, match=r"config\.configurable may not set '__pregel_resuming'"):
        house.enqueue("line", {"log": []}, config={"configurable": {"__pregel_resuming": value}})


class Verdict(BaseModel):
    reason: str

    @field_validator("reason")
    @classmethod
    def _never(cls, reason: str) -> str:
        raise ValueError("no \0")


def test_an_answer_that_the_graph_refuses_in_odd_words_goes_back(house: House) -> None:
    def ask_odd(state: Held) -> Held:
        return {"v": interrupt("fine?", response_schema=Verdict)}

    deploy(house, "odd", StateGraph(Held).add_sequence([ask_odd]).add_edge(START, "ask_odd").compile())
    job = house.run("odd", {"v": 1})
    house.answer_all(job["id"], {"reason": "x"})
    job = house.advance(job["id"])
    assert job["status"] == "waiting", job["error"]
    assert house.requests(job["id"], "open")[0]["answer_error"]
