"""When the saver writes: a superstep at once, what nobody follows up soon, and a question only with its row."""

from __future__ import annotations

import asyncio
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from langgraph.graph import START, StateGraph
from langgraph.types import Interrupt

from tests.projects.project.shapes import State, ask, end
from tests.support import savers
from tests.support.house import House, Row, advance
from tests.support.trouble import deploy, lose_lease, meanwhile, world
from tests.support.waiting import until

ASKS = [("__resume__", ["before"]), ("__interrupt__", (Interrupt("sure?", id="f" * 32),))]

#: The timer must not fire between a superstep's writes and its checkpoint when the machine is busy.
unhurried = pytest.mark.usefixtures("unhurried_timer")


@pytest.fixture
def unhurried_timer(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("adjourn.worker.checkpointer.linger._LINGER", 60)


# --- held


def in_one_transaction(house: House, job: Row) -> bool:
    """Whether the open rows of the job and all that its tasks have asked and been told come from one transaction."""
    row = house.db.execute(
        "SELECT count(DISTINCT xid) AS n FROM ("
        "SELECT xmin::text AS xid FROM adjourn.human_requests WHERE thread_id = %(thread)s AND status = 'open' "
        "UNION ALL SELECT xmin::text FROM adjourn.checkpoint_writes "
        "WHERE thread_id = %(thread)s AND channel IN ('__interrupt__', '__resume__')) _",
        {"thread": job["thread_id"]},
    ).fetchone()
    return row is not None and row["n"] == 1


#: Graph: how often it asks.
PAUSES = {"line": 1, "two_questions": 2, "parallel": 1, "functional": 1, "subgraph": 2, "calls_inner": 2, "fan_out": 1}


def pauses(house: House, name: str) -> Iterator[Row]:
    """The job at each of its pauses; each question is answered once it has been looked at."""
    job = house.run(name, 3 if name == "functional" else {"log": [], "n": 3})
    for _ in range(PAUSES[name]):
        yield job
        house.answer_all(job["id"], "yes")
        house.advance_due()
        job = house.job(job["id"])
    assert job["status"] == "succeeded", job["error"]


def test_a_question_is_in_the_checkpoint_as_soon_as_it_is_a_row_and_no_sooner(house: House) -> None:
    for name in PAUSES:
        assert all(in_one_transaction(house, job) for job in pauses(house, name)), name


def test_a_worker_that_dies_before_a_question_is_recorded_leaves_none_of_it(house: House) -> None:
    outside = world()
    job_id = house.enqueue("three_questions", {"log": []})
    for n in (1, 2, 3):
        outside.plan("ask_thrice", lambda: lose_lease(house, job_id))
        left = [row["title"] for row in house.requests(job_id)], savers.writes(house.db, job_id, "__interrupt__")
        assert house.advance(job_id)["status"] == "running", "the heir's"
        found = [row["title"] for row in house.requests(job_id)], savers.writes(house.db, job_id, "__interrupt__")
        assert found == left, "as before"

        house.expire_lease(job_id)
        assert house.advance(job_id)["status"] == "waiting"
        assert [row["title"] for row in house.requests(job_id, "open")] == [f"{n}?"]
        [[asked]] = savers.writes(house.db, job_id, "__interrupt__")
        assert asked.value == f"{n}?"
        assert savers.writes(house.db, job_id, "__resume__") == ([["yes"] * (n - 1)] if n > 1 else [])
        house.answer_all(job_id, "yes")
    assert house.advance(job_id)["result"] == {"log": ["begin", "yes", "yes", "yes", "end"]}


def test_nothing_but_the_record_of_the_pause_writes_a_question(house: House) -> None:
    saver, config = savers.leased(house)
    thread_id = config["configurable"]["thread_id"]
    run = house.worker.loop.run
    first = run(saver.aput(config, *savers.checkpoint(log=[])))
    run(saver.aput_writes(first, ASKS, "asks"))
    run(saver.aput_writes(first, [("log", "timer")], "sibling"))
    until(lambda: savers.writes(house.db, thread_id, "log") == ["timer"], "the sibling's writes are flushed")
    run(saver.aflush())
    saver.put_writes(first, [("log", "sync")], "another")
    run(saver.aput(first, *savers.checkpoint(log=[])))
    assert sorted(savers.writes(house.db, thread_id, "log")) == ["sync", "timer"]
    assert [savers.writes(house.db, thread_id, channel) for channel, _ in ASKS] == [[], []]

    for saved in (saver.get_tuple(first), run(saver.aget_tuple(first))):
        assert saved and [write for write in saved.pending_writes or () if write[0] == "asks"] == [
            ("asks", channel, value) for channel, value in ASKS
        ], "but the graph sees it"
    assert [held.interrupt.value for held in saver.unsaved.held] == ["sure?"]


# --- merged


def quick(state: State) -> State:
    sys.modules["outside"].called("quick")
    return {"log": ["quick"]}


def slow(state: State) -> State:
    sys.modules["outside"].called("slow")
    sys.modules["outside"].wait("slow may end")
    return {"log": ["slow"]}


async def slow_async(state: State) -> State:
    return await asyncio.to_thread(slow, state)


def side_by_side(*nodes: Any) -> Any:
    builder = StateGraph(State).add_node(end)
    for node in nodes:
        builder.add_node(node).add_edge(START, node.__name__).add_edge(node.__name__, "end")
    return builder.compile()


@unhurried
def test_what_the_tasks_of_a_superstep_wrote_goes_with_the_checkpoint_that_follows_in_one_statement(
    house: House,
) -> None:
    world().gate("slow may end").set()
    deploy(house, "both", side_by_side(quick, slow))
    savers.log_statements(house.db)
    house.run("both", {"log": []})
    assert savers.logged(house.db) == [
        # The input's checkpoint, that of the step which takes it in (the input, and a trigger of each node), and that
        # of the nodes' step: a value of each, and twice the trigger of the last.
        {"checkpoints": 3, "checkpoint_blobs": 3, "checkpoint_writes": 3 + 4},
        {"checkpoints": 1, "checkpoint_blobs": 1, "checkpoint_writes": 1},
    ]
    last = "SELECT xmin::text FROM adjourn.checkpoints ORDER BY checkpoint_id DESC LIMIT 1"
    finished = "SELECT xmin::text FROM adjourn.jobs WHERE status = 'succeeded'"
    assert house.db.execute(last).fetchone() == house.db.execute(finished).fetchone(), "the last with the outcome"


@unhurried
def test_each_statement_stores_a_checkpoint_or_a_pause(house: House) -> None:
    savers.log_statements(house.db)
    for name in PAUSES.keys() - {"calls_inner"}:  # sync code writes at once
        assert [*pauses(house, name)]
    statements = savers.logged(house.db)
    assert [s for s in statements if not s.keys() & {"checkpoints", "human_requests"}] == []


@unhurried
def test_what_siblings_of_a_question_wrote_goes_with_its_row(house: House) -> None:
    world()
    deploy(house, "asks_beside_quick", side_by_side(quick, ask))
    savers.log_statements(house.db)
    job = house.run("asks_beside_quick", {"log": []})
    start = {"checkpoints": 2, "checkpoint_blobs": 2}
    assert savers.logged(house.db) == [start | {"human_requests": 1, "checkpoint_writes": 3 + 3}]
    assert ["quick"] in savers.writes(house.db, job["thread_id"], "log")
    assert len(savers.writes(house.db, job["thread_id"], "__interrupt__")) == 1


@pytest.mark.parametrize("other", [slow, slow_async])
def test_what_a_task_wrote_is_stored_while_its_sibling_still_runs(house: House, other: Any) -> None:
    outside = world()
    deploy(house, "waits", side_by_side(quick, other))
    job_id = house.enqueue("waits", {"log": []})
    with meanwhile(lambda: advance(house.worker, job_id)):
        until(lambda: ["quick"] in savers.writes(house.db, job_id, "log"), "quick is stored", seconds=5)
        lose_lease(house, job_id)
        outside.gate("slow may end").set()
    house.expire_lease(job_id)
    assert house.advance(job_id)["result"] == {"log": ["quick", "slow", "end"]}
    assert sorted(outside.calls) == ["quick", "slow", "slow"], "so its node does not run again"


@unhurried
@pytest.mark.parametrize("flushed_between", [False, True])
def test_of_a_write_that_comes_twice_one_stays_as_in_the_stock_saver(house: House, flushed_between: bool) -> None:
    saver, config = savers.leased(house)
    run = house.worker.loop.run
    first = run(saver.aput(config, *savers.checkpoint(log=[])))
    with savers.stock(house) as stock:
        theirs = stock.put(savers.at("stock"), *savers.checkpoint(log=[]))
        for n in (1, 2):
            for writes in ([("log", n), ("log", n * 10)], [("__error__", n)]):
                run(saver.aput_writes(first, writes, "task"))
                stock.put_writes(theirs, writes, "task")
            if flushed_between:
                run(saver.aflush())
    run(saver.aput(first, *savers.checkpoint(log=[])))
    for thread_id in (config["configurable"]["thread_id"], "stock"):
        assert savers.writes(house.db, thread_id, "log") == [1, 10], "of a value the first"
        assert savers.writes(house.db, thread_id, "__error__") == [2], "of an error the last"


_NO_ROOM = """
CREATE SEQUENCE adjourn.refusals;
CREATE FUNCTION adjourn.no_room() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF nextval('adjourn.refusals') <= {times} THEN
    RAISE 'there is no room for this';
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER no_room BEFORE INSERT ON adjourn.checkpoint_writes FOR EACH ROW
  WHEN (NEW.channel = 'log' AND NEW.task_path LIKE '%quick') EXECUTE FUNCTION adjourn.no_room();
"""


def runs_while_a_flush_fails(house: House, *, times: int) -> Row:
    """The job of two siblings of which the slow one ends only when the flush of what the quick one wrote has failed."""
    outside = world()
    deploy(house, "both", side_by_side(quick, slow))
    house.db.execute(_NO_ROOM.format(times=times))
    job_id = house.enqueue("both", {"log": []})
    with meanwhile(lambda: advance(house.worker, job_id)):
        refused = "SELECT FROM adjourn.refusals WHERE is_called"
        until(lambda: house.db.execute(refused).fetchall(), "the flush has failed")
        outside.gate("slow may end").set()
    return house.job(job_id)


def test_writes_that_cannot_be_flushed_fail_the_advance(house: House) -> None:
    job = runs_while_a_flush_fails(house, times=1000)
    assert job["status"] == "failed"
    assert "there is no room for this" in job["error"]["message"]
    assert ["quick"] not in savers.writes(house.db, job["thread_id"], "log")
    assert savers.rows(house.db, job["thread_id"])["checkpoints"] == 0, "nor anything with it"


def test_writes_whose_flush_failed_once_go_with_the_next_statement(house: House) -> None:
    job = runs_while_a_flush_fails(house, times=1)
    assert job["result"] == {"log": ["quick", "slow", "end"]}
    assert ["quick"] in savers.writes(house.db, job["thread_id"], "log")
