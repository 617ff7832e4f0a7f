"""What a thread lives through: static breakpoints, a second job, a start that comes twice, a state edited by hand."""

from __future__ import annotations

import pytest
from adjourn.models import due, jobs
from adjourn.models.ground.errors import BadInput

from tests.support.by_hand import graph_of, thread_of
from tests.support.house import House, Row
from tests.support.trouble import crash_after, lose_lease, world

#: Graph: the titles of its stops in order, and what it has logged at each.
STOPS: dict[str, list[tuple[str, list[str]]]] = {
    "stops_before": [("Stopped before end: go on?", ["begin"])],
    "stops_after": [("Stopped after begin: go on?", ["begin"])],
    "stops_always": [("Stopped before begin: go on?", []), ("Stopped before end: go on?", ["begin"])],
    "stops_inside": [("Stopped before end: go on?", ["begin"])],
}


def logged(house: House, job: Row) -> list[str]:
    """Of the innermost graph that stands."""
    state = house.state(job["id"], subgraphs=True)
    while state.tasks and (inner := state.tasks[0].state) is not None:
        state = inner
    return list(state.values.get("log", []))


def open_request(house: House, job: Row) -> Row:
    [row] = house.requests(job["id"], "open")
    return row


def choose(house: House, row: Row, choice: str) -> None:
    house.db.execute("UPDATE adjourn.human_requests SET choice = %s WHERE id = %s", (choice, row["id"]))


def fail_by_deadline(house: House, job: Row) -> None:
    house.db.execute("UPDATE adjourn.jobs SET deadline_at = now() - interval '1 s' WHERE id = %s", (job["id"],))
    with house.worker.engine.connect() as connection:
        assert due.fail_overdue(connection) == [str(job["id"])]
    house.db.execute("UPDATE adjourn.jobs SET status = 'queued', deadline_at = NULL WHERE id = %s", (job["id"],))


@pytest.mark.parametrize("graph", STOPS)
def test_a_static_breakpoint_waits_for_its_answer_whatever_happens(house: House, graph: str) -> None:
    job = house.run(graph, {"log": []})
    for title, log in STOPS[graph]:
        row = open_request(house, job)
        assert (row["kind"], row["title"]) == ("breakpoint", title)
        assert house.advance(job["id"])["status"] == "waiting", "a message without an answer"
        fail_by_deadline(house, job)
        assert house.advance(job["id"])["status"] == "waiting", "a retry without an answer"
        assert open_request(house, job)["id"] == row["id"]
        assert logged(house, job) == log, "passed without an answer"
        choose(house, row, "Continue")
        house.advance(job["id"])
        house.advance(job["id"])
    job = house.job(job["id"])
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", "end"]})
    assert [row["status"] for row in house.requests(job["id"])] == ["resumed"] * len(STOPS[graph])


@pytest.mark.parametrize("graph", STOPS)
def test_a_worker_that_dies_at_a_static_breakpoint_leaves_it_to_be_asked(house: House, graph: str) -> None:
    """The thread stands at the breakpoint, and no row says so yet."""
    job = house.run(graph, {"log": []})
    with_row = open_request(house, job)
    house.db.execute("SET session_replication_role = replica")
    house.db.execute("DELETE FROM adjourn.human_requests")
    house.db.execute("SET session_replication_role = DEFAULT")
    job = house.advance(job["id"])
    asked = open_request(house, job)
    assert (job["status"], asked["interrupt_id"]) == ("waiting", with_row["interrupt_id"])
    assert asked["title"] == STOPS[graph][0][0]


def test_a_failure_after_a_breakpoint_does_not_take_its_answer_back(house: House) -> None:
    outside = world()
    job = house.run("stops_at_two", {"log": []})
    choose(house, open_request(house, job), "continue")
    outside.plan("two", ValueError("no"), TimeoutError("not now"))
    assert house.advance(job["id"])["status"] == "failed"
    with house.worker.engine.connect() as connection:
        jobs.retry(connection, job["id"])
    job = house.advance(job["id"])
    assert (job["status"], job["attempt"]) == ("queued", 1), job["error"]
    house.db.execute("UPDATE adjourn.jobs SET run_at = now() WHERE id = %s", (job["id"],))
    job = house.advance(job["id"])
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["one", "two", "three"]})
    assert outside.calls == ["one", "two", "two", "two", "three"]


def test_a_second_job_on_a_waiting_thread_waits_its_turn(house: House) -> None:
    first = house.run("line", {"log": ["first"]}, thread_id="t")
    second = house.enqueue("line", {"log": ["second"]}, thread_id="t")
    assert house.advance(second)["status"] == "queued"
    row = open_request(house, first)
    house.answer(row["id"], 1)
    assert house.advance(second)["status"] == "queued", "before the first one went on"
    assert house.advance(first["id"])["result"] == {"log": ["first", "begin", 1, "end"]}
    assert house.advance(second)["status"] == "waiting"
    [question] = house.requests(second)
    house.answer(question["id"], 2)
    assert house.advance(second)["result"] == {"log": ["first", "begin", 1, "end", "second", "begin", 2, "end"]}


def test_a_second_job_on_a_failing_thread_does_not_overtake(house: House) -> None:
    outside = world()
    outside.plan("two", TimeoutError("not now"))
    first = house.run("steps", {"log": ["first"]}, thread_id="t")
    assert (first["status"], first["attempt"]) == ("queued", 1)
    second = house.enqueue("steps", {"log": ["second"]}, thread_id="t")
    assert house.advance(second)["status"] == "queued"
    house.db.execute("UPDATE adjourn.jobs SET run_at = now() WHERE id = %s", (first["id"],))
    assert house.advance(second)["status"] == "queued"
    house.advance_due()
    log = ["first", "one", "two", "three"]
    assert house.job(first["id"])["result"] == {"log": log}
    assert house.job(second)["result"] == {"log": [*log, "second", "one", "two", "three"]}


@pytest.mark.parametrize("edited", [False, True])
def test_a_second_job_whose_worker_dies_runs_once_on_what_the_first_one_left(house: House, edited: bool) -> None:
    """The thread is older than the job, and may have been edited since: neither means that the job has started."""
    outside = world()
    for n in range(1, 10):
        thread = f"t{n}"
        first = house.run("steps", {"log": ["first"]}, thread_id=thread)
        log = ["first", "one", "two", "three"]
        if edited:
            with graph_of(house, "steps") as graph:
                graph.update_state(thread_of(first), {"log": ["edited"]})
            log = [*log, "edited"]
        outside.reset()
        crash_after(house.db, n)
        second = house.enqueue("steps", {"log": ["second"]}, thread_id=thread)
        house.advance(second)
        died = house.job(second)["status"] == "running"
        house.advance_due()
        assert house.job(second)["result"] == {"log": [*log, "second", "one", "two", "three"]}, f"after statement {n}"
        house.db.execute("DROP TRIGGER crash ON adjourn.checkpoint_writes")
        if not died:
            assert n > 2
            return
    raise AssertionError("there was always one more statement to die after")


def test_a_start_that_is_delivered_again_appends_its_input_once(house: House) -> None:
    outside = world()
    job = house.enqueue("steps", {"log": ["in"]})
    outside.plan("one", lambda: lose_lease(house, job))
    for _ in range(3):
        house.advance(job)
    assert house.job(job)["result"] == {"log": ["in", "one", "two", "three"]}
    assert outside.calls == ["one", "one", "two", "three"]


#: How the thread is edited while q1 was answered and q2 is open: as which node, what is asked next, and the result with
#: the answers to that. An update without a node counts as of the last one that ran.
BOTH, NEW = ["first?", "second?"], ["new first?", "new second?", "end"]
EDITS: dict[str, tuple[str | None, list[str], list[str]]] = {
    "a value": (None, BOTH, ["begin", "edited", *NEW]),
    "the node that asks": ("ask_twice", [], ["begin", "edited", "end"]),
    "the last node": ("end", [], ["begin", "edited"]),
    "from the start": ("__start__", BOTH, ["begin", "edited", "begin", *NEW]),
}


@pytest.mark.parametrize("edit", EDITS)
def test_an_edited_state_withdraws_its_questions_and_their_answers(house: House, edit: str) -> None:
    as_node, asked, log = EDITS[edit]
    job = house.run("two_questions", {"log": []})
    house.answer(open_request(house, job)["id"], "old first")
    house.advance_due()
    stale = open_request(house, job)
    with graph_of(house, "two_questions") as graph:
        graph.update_state(thread_of(job), {"log": ["edited"]}, as_node=as_node)
    house.answer(stale["id"], "old second")
    house.advance_due()
    for title in asked:
        row = open_request(house, job)
        assert (row["title"], row["node"]) == (title, "ask_twice")
        house.answer(row["id"], f"new {title}")
        house.advance_due()
    job = house.job(job["id"])
    assert (job["status"], job["result"]) == ("succeeded", {"log": log}), job["error"]
    statuses = [row["status"] for row in house.requests(job["id"])]
    assert statuses == ["resumed", "withdrawn", *["resumed"] * len(asked)]


def test_a_thread_that_was_forked_by_hand_asks_what_the_fork_asks(house: House) -> None:
    """Time travel with LangGraph alone: it runs from an older checkpoint, and asks without our knowing."""
    job = house.run("two_questions", {"log": []})
    house.answer(open_request(house, job)["id"], "old first")
    house.advance_due()
    stale = open_request(house, job)
    with graph_of(house, "two_questions") as graph:
        history = list(graph.get_state_history(thread_of(job)))
        [before] = [state for state in history if state.next == ("begin",)]
        graph.invoke(None, graph.update_state(before.config, {"log": ["forked"]}))
    house.answer(stale["id"], "old second")
    house.advance_due()
    for title in ("first?", "second?"):
        row = open_request(house, job)
        assert (row["title"], row["node"]) == (title, "ask_twice")
        house.answer(row["id"], f"new {title}")
        house.advance_due()
    assert house.job(job["id"])["result"] == {"log": ["forked", "begin", "new first?", "new second?", "end"]}
    assert [row["status"] for row in house.requests(job["id"])] == ["resumed", "withdrawn", "resumed", "resumed"]


def test_a_job_is_not_retried_when_the_thread_has_gone_on_without_it(house: House) -> None:
    """It would take the end of the later job for its own."""
    world().plan("two", ValueError("no"))
    first = house.enqueue("steps", {"log": []})
    assert house.advance(first)["status"] == "failed"
    second = house.enqueue("steps", {"log": ["second"]}, thread_id=first)
    assert house.advance(second)["status"] == "succeeded"
    with house.worker.engine.connect() as connection, pytest.raises(BadInput, match="a later job of thread"):
        jobs.retry(connection, first)
    assert house.job(first)["status"] == "failed"
