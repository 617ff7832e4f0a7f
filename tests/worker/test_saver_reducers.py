"""What a reducer makes of values, and what it keeps nothing of."""

from __future__ import annotations

import re
from typing import Annotated, Any

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from typing_extensions import TypedDict

from tests.support.house import House
from tests.support.trouble import deploy
from tests.worker.test_saver_values import SIZE, Kept, ask, carry, find, keeps


def test_what_a_reducer_makes_of_values_is_kept_although_none_of_them_is_too_large(house: House) -> None:
    deploy(house, "grows", keeps(grow, grow_again, ask, find))
    job = carry(house, "grows", {"name": "plain", "product": 2**62}, "grown")
    assert job["result"]["product"] == 2**62 * 2**62 * 2**62
    again = carry(house, "grows", {"name": "plain", "product": 1}, "grown")
    assert again["result"]["product"] == 2 ** (5 * 62)


def grow(state: Kept) -> Kept:
    return {"product": 2**62}


def grow_again(state: Kept) -> Kept:
    return {"product": 2**62}


def test_a_job_fails_at_its_question_if_what_came_of_the_answer_cannot_be_stored(house: House) -> None:
    """Not after it, although its reducer keeps nothing of that: the thread would have passed the question, without the
    answer."""

    class Counted(TypedDict):
        count: Annotated[int, lambda count, found: count + len(found) if isinstance(found, list) else found]

    def find_many(state: Counted) -> dict[str, Any]:
        interrupt("go on?")
        return {"count": [2**200]}

    deploy(house, "counts", StateGraph(Counted).add_node(find_many).add_edge(START, "find_many").compile())
    job = house.run("counts", {"count": 0})
    house.answer_all(job["id"], "yes")
    house.advance_due()
    assert re.search(SIZE, house.job(job["id"])["error"]["message"])
    assert house.state(job["id"]).next == ("find_many",)
