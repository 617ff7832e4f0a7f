"""What becomes of the unfinished jobs of a thread when it is given another one: LangGraph's `multitask_strategy`."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import psycopg
import pytest
from adjourn.models.ground.errors import BadInput, LeaseLost

from tests.support.camp import SURVIVAL, camp_of
from tests.support.fleet import Fleet
from tests.support.house import House, Row
from tests.support.logins import Logins
from tests.support.savers import checkpoint, leased
from tests.support.waiting import until

_ENQUEUE = "SELECT adjourn.enqueue('line', '{}', thread_id => %s, multitask_strategy => %s)"
_TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")


def refusal(house: House, graph: str, **options: object) -> str:
    with pytest.raises(BadInput) as told:
        house.enqueue(graph, {"log": []}, **options)
    return str(told.value)


def kept(house: House, thread_id: str) -> list[list[Row]]:
    query = "SELECT * FROM adjourn.{} t WHERE thread_id = %s ORDER BY t::text"
    return [house.db.execute(query.format(table), (thread_id,)).fetchall() for table in _TABLES]  # type: ignore[arg-type]


def test_an_unfinished_job_is_waited_for_or_refuses_the_next(house: House) -> None:
    first = house.run("line", {"log": []}, thread_id="t")
    waits = house.enqueue("line", {"log": []}, thread_id="t")
    told = refusal(house, "line", thread_id="t", multitask_strategy="reject")
    assert f"thread 't' has an unfinished job: {first['id']}" in told
    assert "multitask_strategy cannot be 'restart'" in refusal(house, "line", multitask_strategy="restart")
    assert house.job(waits)["status"] == "queued"
    house.answer_all(first["id"], "yes")
    house.advance_due()
    house.answer_all(waits, "yes")
    house.advance_due()
    last = house.enqueue("line", {"log": []}, thread_id="t", key="k", multitask_strategy="reject")
    assert house.enqueue("line", {"log": []}, thread_id="t", key="k", multitask_strategy="reject") == last
    assert house.enqueue("line", {"log": []}, thread_id="t", key="k", multitask_strategy="interrupt") == last
    assert house.job(last)["status"] == "queued", "the same request again is not in its own way"


def test_interrupt_keeps_what_was_done_and_withdraws_what_was_asked_with_a_reason(house: House) -> None:
    first = house.run("line", {"log": []}, thread_id="t")
    queued = house.enqueue("line", {"log": []}, thread_id="t")
    next = house.enqueue("line", {"log": ["new"]}, thread_id="t", multitask_strategy="interrupt")
    for id in (str(first["id"]), queued):
        assert (house.job(id)["status"], house.job(id)["error"]["type"]) == ("cancelled", "Interrupted")
    [asked] = house.requests(first["id"])
    assert asked["status"] == "withdrawn"
    [event] = house.db.execute("SELECT data FROM adjourn.events WHERE became = 'withdrawn'").fetchall()
    assert event["data"] == {"why": "a newer input of the thread took its place"}
    house.advance_due()
    house.answer_all(next, "yes")
    house.advance_due()
    assert house.job(next)["result"]["log"] == ["begin", "new", "begin", "yes", "end"]


@pytest.mark.parametrize(("graph", "choice"), [("line", "yes"), ("subgraph", "yes"), ("stops_before", "continue")])
def test_rollback_leaves_the_thread_as_it_was(house: House, graph: str, choice: str) -> None:
    first = house.run(graph, {"log": []}, thread_id="t")
    while house.job(first["id"])["status"] == "waiting":
        house.answer_all(first["id"], choice)
        house.advance_due()
    before = kept(house, "t")
    assert before[0] and house.job(first["id"])["status"] == "succeeded"
    second = house.run(graph, {"log": ["second"]}, thread_id="t")
    assert second["status"] == "waiting" and kept(house, "t") != before
    third = house.enqueue(graph, {"log": ["third"]}, thread_id="t", multitask_strategy="rollback")
    assert kept(house, "t") == before
    assert house.job(second["id"])["error"]["type"] == "RolledBack"
    house.advance_due()
    assert "second" not in house.state(third).values["log"]


def test_a_worker_that_has_the_job_writes_nothing_more(house: House) -> None:
    saver, at = leased(house)
    thread = at["configurable"]["thread_id"]
    house.enqueue("line", {"log": []}, thread_id=thread, multitask_strategy="rollback")
    with pytest.raises(LeaseLost):
        house.worker.loop.run(_put(saver, at))
    assert kept(house, thread) == [[], [], []]


async def _put(saver: Any, at: Any) -> None:
    await saver.aput(at, *checkpoint(log=["late"]))
    await saver.aflush()


def test_it_takes_the_place_of_nobody_elses_job(house: House) -> None:
    house.enqueue("line", {"log": []}, thread_id="t")
    with Logins.open(house.worker.settings.database_url) as logins, logins.connect("submitter") as shop:
        for strategy in ("interrupt", "rollback"):
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="of thread 't' is of"):
                shop.execute(_ENQUEUE, ("t", strategy))
        [mine] = shop.execute("SELECT adjourn.enqueue('line', '{}', thread_id => 'u') AS id").fetchall()
        shop.execute(_ENQUEUE, ("u", "interrupt"))
    assert house.job(mine["id"])["status"] == "cancelled"


@pytest.mark.parametrize(("strategy", "added"), [("interrupt", 8), ("rollback", 8), ("reject", 1)])
def test_of_many_at_once_one_is_left(house: House, strategy: str, added: int) -> None:
    def enqueue(_: int) -> bool:
        with psycopg.connect(house.worker.settings.database_url, autocommit=True) as mine:
            try:
                mine.execute(_ENQUEUE, ("new", strategy))
            except psycopg.errors.ObjectNotInPrerequisiteState as told:
                return "has an unfinished job" not in str(told)
            return True

    with ThreadPoolExecutor(8) as pool:
        assert sum(pool.map(enqueue, range(8))) == added
    assert len(house.db.execute("SELECT FROM adjourn.jobs WHERE finished_at IS NULL").fetchall()) == 1
    with house.db.transaction():
        house.db.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match="reads what is committed"):
            house.db.execute(_ENQUEUE, ("new", strategy))


def test_a_running_job_stops_at_its_next_step(fleet: Fleet, tmp_path: Path) -> None:
    camp = camp_of(fleet, tmp_path)
    fleet.worker(SURVIVAL)
    fleet.scheduler()
    first = fleet.enqueue("hold", {"who": "first"}, thread_id="t")
    until(lambda: camp.counts()["wait"] == 1, "the first is at work")
    second = fleet.enqueue("hold", {"who": "second"}, thread_id="t", multitask_strategy="interrupt")
    until(lambda: camp.counts()["wait"] == 2, "so is the second")
    camp.gate.touch()
    assert fleet.wait(second, "succeeded")["result"]["who"] == "second"
    assert fleet.job(first)["status"] == "cancelled"
    assert [each["who"] for each in camp.begun() if each["node"] == "end"] == ["second"]
