"""The first checkpoints of a run, which go with what its first nodes did."""

from __future__ import annotations

from langgraph.graph import START, StateGraph

from tests.projects.project.shapes import State, chain
from tests.support.house import House, advance
from tests.support.trouble import deploy, lose_lease, meanwhile, world
from tests.support.waiting import until
from tests.worker.test_saver import slow, unhurried, unhurried_timer

__all__ = ["unhurried_timer"]


def test_a_thread_can_be_seen_while_its_first_node_runs(house: House) -> None:
    outside = world()
    deploy(house, "slow", chain(slow).compile())
    job_id = house.enqueue("slow", {"log": []})
    with meanwhile(lambda: advance(house.worker, job_id)):
        until(lambda: len(list(house.db.execute("SELECT FROM adjourn.checkpoints"))) == 2, "it can", seconds=5)
        outside.gate("slow may end").set()


@unhurried
def test_code_that_chooses_the_first_nodes_is_not_asked_again_after_a_crash(house: House) -> None:
    outside = world()

    def route(state: State) -> str:
        outside.called("route")
        return "slow"

    deploy(house, "routed", StateGraph(State).add_node(slow).add_conditional_edges(START, route, ["slow"]).compile())
    job_id = house.enqueue("routed", {"log": []})
    with meanwhile(lambda: advance(house.worker, job_id)):
        until(lambda: "slow" in outside.calls, "the first node runs")
        lose_lease(house, job_id)
        outside.gate("slow may end").set()
    house.expire_lease(job_id)
    assert house.advance(job_id)["result"] == {"log": ["slow"]}
    assert outside.calls == ["route", "slow", "slow"]
