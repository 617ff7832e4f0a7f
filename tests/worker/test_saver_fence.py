"""What a worker writes counts only as long as its lease does."""

from __future__ import annotations

import ast
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import adjourn.worker
import psycopg
import pytest
from adjourn.models import leases
from adjourn.models.ground.errors import LeaseLost
from adjourn.worker.checkpointer.saver import Saver
from langgraph.config import get_config
from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph

from tests.projects.project.shapes import State, ask, chain
from tests.support import savers
from tests.support.house import House, advance
from tests.support.trouble import deploy, forks, lose_lease, meanwhile, world
from tests.support.waiting import until

WRITES = [("log", "late"), ("count", 1)]


def put(house: House, saver: Saver, config: Any) -> None:
    saver.put(config, *savers.checkpoint(log=["late"]))


def aput(house: House, saver: Saver, config: Any) -> None:
    house.worker.loop.run(saver.aput(config, *savers.checkpoint(log=["late"])))


def put_writes(house: House, saver: Saver, config: Any) -> None:
    saver.put_writes(config, WRITES, "task")


def aput_writes(house: House, saver: Saver, config: Any) -> None:
    """Nobody waits for these; they are refused when their time has come."""
    house.worker.loop.run(saver.aput_writes(config, WRITES, "task"))
    assert saver.lease
    until(lambda: saver.lease and saver.lease.lost, "the timer's flush is refused")
    house.worker.loop.run(saver.aflush())


def aput_writes_then_aput(house: House, saver: Saver, config: Any) -> None:
    async def superstep() -> None:
        await saver.aput_writes(config, WRITES, "task")
        await saver.aput(config, *savers.checkpoint(log=["late"]))

    house.worker.loop.run(superstep())


def aput_writes_of_an_error(house: House, saver: Saver, config: Any) -> None:
    """An error handler waits for these."""
    house.worker.loop.run(saver.aput_writes(config, [("__error_source_node__", "a")], "task"))


@pytest.mark.parametrize("write", [put, aput, put_writes, aput_writes, aput_writes_then_aput, aput_writes_of_an_error])
def test_a_worker_whose_lease_another_has_taken_is_refused(house: House, write: Callable[..., None]) -> None:
    saver, config = savers.leased(house)
    thread_id, lease, lost = config["configurable"]["thread_id"], saver.lease, list[str]()
    assert lease
    lease.on_lost = lambda: lost.append(lease.job_id)
    config = saver.put(config, *savers.checkpoint(log=["in time"]))
    saver.put_writes(config, WRITES, "a task in time")
    before = savers.rows(house.db, thread_id)
    assert min(before.values()) > 0 and not lease.lost

    house.expire_lease(lease.job_id)
    heir = savers.claim(house, lease.job_id)
    with pytest.raises(LeaseLost):
        write(house, saver, config)
    assert lease.lost
    with pytest.raises(LeaseLost):
        write(house, saver, config)
    assert lost == [lease.job_id], "told once"
    assert savers.rows(house.db, thread_id) == before

    heir.put_writes(config, WRITES, "task")
    heir.put(config, *savers.checkpoint(log=["of the heir"]))
    assert all(rows > before[table] for table, rows in savers.rows(house.db, thread_id).items())


def waits_for_a_lock(house: House) -> Any:
    waiting = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    return house.db.execute(waiting).fetchall()


@pytest.mark.parametrize("write", [put, put_writes])
def test_a_statement_that_meets_a_claim_tries_again_and_is_refused(house: House, write: Callable[..., None]) -> None:
    saver, config = savers.leased(house)
    assert saver.lease
    config["configurable"]["checkpoint_id"] = "made up"
    house.expire_lease(saver.lease.job_id)
    refused = list[BaseException]()

    def late() -> None:
        with pytest.raises(LeaseLost) as refusal:
            write(house, saver, config)
        refused.append(refusal.value)

    with psycopg.connect(house.worker.settings.database_url) as other:
        claim = "UPDATE adjourn.jobs SET lease_id = gen_random_uuid(), leased_by = 'another' WHERE id = %s"
        other.execute(claim, (saver.lease.job_id,))
        with meanwhile(late):
            met = "SELECT FROM pg_stat_activity WHERE datname = current_database() AND query = %s"
            looks = leases._MINE.replace("%(id)s", "$1").replace("%(lease_id)s", "$2")
            until(lambda: house.db.execute(met, (looks,)).fetchall(), "the statement has met the claim")
            other.commit()
    assert refused
    assert sum(savers.rows(house.db, config["configurable"]["thread_id"]).values()) == 0


def test_a_claim_waits_for_a_statement_that_has_passed_the_fence(house: House) -> None:
    saver, config = savers.leased(house)
    assert saver.lease
    thread_id = config["configurable"]["thread_id"]
    config["configurable"]["checkpoint_id"] = "made up"
    with psycopg.connect(house.worker.settings.database_url) as other:
        same = "INSERT INTO adjourn.checkpoint_writes VALUES (%s, '', 'made up', 'task', 0, 'log', 'null', '')"
        other.execute(same, (thread_id,))
        with meanwhile(lambda: put_writes(house, saver, config)):
            until(lambda: waits_for_a_lock(house), "the statement waits behind the fence")
            claim = "SELECT FROM adjourn.jobs WHERE id = %s FOR NO KEY UPDATE NOWAIT"
            with pytest.raises(psycopg.errors.LockNotAvailable):
                house.db.execute(claim, (saver.lease.job_id,))
            other.rollback()
    assert savers.writes(house.db, thread_id, "log") == ["late"]


# --- whole runs


def act(state: State) -> State:
    called("act")
    return {"log": ["acted"]}


def finish(state: State) -> State:
    called("finish")
    return {"log": ["finished"]}


def called(node: str) -> None:
    sys.modules["outside"].called(node)


@task
def one(n: int) -> int:
    called(f"task {n}")
    return n


@entrypoint()
def six_tasks(start: int) -> int:
    return sum(one(n).result() for n in range(start, start + 6))


@entrypoint()
async def six_tasks_async(start: int) -> int:
    return sum([await one(n) for n in range(start, start + 6)])


def test_of_two_resumes_of_one_thread_the_stale_one_is_refused(house: House) -> None:
    outside = world()
    deploy(house, "acts_once", chain(ask, act, finish).compile())
    job = house.run("acts_once", {"log": []})
    house.answer_all(job["id"], "yes")
    outside.plan("act", lambda: outside.wait("the other is done"))
    with meanwhile(lambda: advance(house.worker, str(job["id"]))):
        until(lambda: outside.calls == ["act"], "the first resume acts")
        house.expire_lease(job["id"])
        done = house.advance(job["id"])
        left = savers.stored(house.db, job["thread_id"])
        outside.gate("the other is done").set()
    assert outside.calls == ["act", "act", "finish"], "the stale one goes no further"
    assert done["result"] == {"log": ["yes", "acted", "finished"]}
    assert house.job(job["id"]) == done
    assert savers.stored(house.db, job["thread_id"]) == left
    assert forks(house, job["id"]) == 0
    assert [row["status"] for row in house.requests(job["id"])] == ["resumed"]


@pytest.mark.parametrize("graph", [six_tasks, six_tasks_async], ids=["sync", "async"])
def test_the_first_refusal_ends_a_run_that_langgraph_itself_would_go_on_with(house: House, graph: Any) -> None:
    outside = world()
    deploy(house, "six_tasks", graph)
    job_id = house.enqueue("six_tasks", 1)

    def is_taken_for_dead() -> None:
        lose_lease(house, job_id)

    def goes_on() -> None:
        [lease] = house.worker.leases
        until(lambda: lease.lost, "what the first task wrote is refused")

    outside.plan("task 1", is_taken_for_dead)
    outside.plan("task 2", goes_on)
    assert house.advance(job_id)["status"] == "running", "the heir's"
    assert "task 3" not in outside.calls
    assert savers.rows(house.db, job_id)["checkpoint_writes"] == 0


def test_every_saver_that_a_job_hands_to_graphs_carries_its_lease(house: House) -> None:
    job_id, given = "", list[bool]()

    def look() -> None:
        saver = get_config()["configurable"]["__pregel_checkpointer"]
        given.append(saver.lease.lease_id == str(house.job(job_id)["lease_id"]))

    @task
    def in_task() -> None:
        look()

    @entrypoint()
    def in_entrypoint(input: Any) -> None:
        in_task().result()
        look()

    def inside(state: State) -> None:
        look()
        in_entrypoint.invoke(1)

    async def at_root(state: State) -> None:
        look()

    builder = StateGraph(State).add_node(at_root).add_node("inside", chain(inside).compile())
    deploy(house, "looks", builder.add_edge(START, "at_root").add_edge("at_root", "inside").compile())
    job_id = house.enqueue("looks", {"log": []})
    assert house.advance(job_id)["status"] == "succeeded"
    assert given == [True] * 4


def test_nothing_in_the_worker_makes_a_saver_without_a_lease() -> None:
    made = [
        (file.name, ast.unparse(call))
        for file in Path(adjourn.worker.__path__[0]).rglob("*.py")
        for call in ast.walk(ast.parse(file.read_text()))
        if isinstance(call, ast.Call) and ast.unparse(call.func).rpartition(".")[2] == "Saver"
    ]
    assert made == [("advance.py", "Saver(worker.connections, lease)")]
