"""A wrong answer is mended: the question is asked again, of the step that failed on it and of no other."""

from __future__ import annotations

from typing import Any

import pytest
from adjourn.models import jobs
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings

from tests.conftest import PROJECT
from tests.support.by_hand import REFUSALS
from tests.support.house import House, Row
from tests.support.logins import Logins, denied
from tests.support.trouble import crash_after, statements, world

LAST = "UPDATE adjourn.jobs SET status = 'queued', ask_again = 'last' WHERE id = %s"
ALL = "UPDATE adjourn.jobs SET status = 'queued', ask_again = 'all' WHERE id = %s"


def go(house: House, job: Row, **answers: Any) -> Row:
    """Answer what is open and named, by the first word of its title, and go on."""
    for row in house.requests(job["id"], "open"):
        word = row["title"].rstrip("?").split()[0].rstrip(",")
        if word in answers:
            house.answer(row["id"], answers[word])
    house.advance_due()
    return house.job(job["id"])


def again(house: House, job: Row, how: str = LAST) -> Row:
    house.db.execute(how, (job["id"],))
    house.advance_due()
    return house.job(job["id"])


def open_titles(house: House, job: Row) -> list[str]:
    return [row["title"] for row in house.requests(job["id"], "open")]


#: Graph: its input, right answers by the first words of the questions, the one that is answered wrongly, its result.
GRAPHS: dict[str, tuple[Any, dict[str, Any], str, Any]] = {
    "takes": ({"log": []}, {"how": 12}, "how", {"log": ["begin", 12, "end"]}),
    "takes_passed": ({"log": []}, {"how": 12}, "how", {"log": ["begin", 12, "end"]}),
    "takes_twice": ({"log": []}, {"first": 1, "second": 2}, "second", {"log": ["begin", 1, 2, "end"]}),
    "takes_beside": ({"log": []}, {"first": 1, "second": 2, "beside": "B"}, "second", None),
    "takes_inside": ({"log": []}, {"first": 1, "second": 2}, "second", {"log": ["begin", 1, 2, "end"]}),
    "takes_called": ({"log": []}, {"first": 1, "second": 2}, "second", {"log": ["begin", 1, 2, "end"]}),
    "takes_after_called": ({"log": []}, {"how": 1, "more": 2}, "more", {"log": ["begin", 1, "end", 2]}),
    "takes_routed": ({"log": []}, {"which": "yes"}, "which", {"log": ["yes", "end"]}),
    "takes_sent": ({"log": []}, {"0": 0, "1": 1, "2": 2}, "1", {"log": [0, 1, 2]}),
    "takes_in_tasks": (2, {"0": 0, "1": 1}, "1", [0, 1]),
    "takes_itself": (2, {"0": 0, "1": 1}, "1", [0, 1]),
}


@pytest.mark.parametrize("graph", GRAPHS)
def test_the_last_question_of_the_step_that_failed_is_open_again(house: House, graph: str) -> None:
    input, right, wrong, result = GRAPHS[graph]
    job = house.run(graph, input)
    while job["status"] == "waiting":
        job = go(house, job, **right | {wrong: "careless"})
    assert job["status"] == "failed"
    assert job["error"]["hint"].endswith(f"adjourn retry {job['id']} --ask-again")
    before = {row["id"]: row for row in house.requests(job["id"])}
    job = again(house, job)
    [row] = house.requests(job["id"], "open")
    assert row["title"].startswith(wrong)
    assert (job["status"], row["id"] in before, row["rejected_answer"]) == ("waiting", True, '"careless"')
    error = "KeyError" if graph == "takes_routed" else "ValueError"
    assert f"the graph failed on the answer: {error}" in row["answer_error"]
    others = [old["answer"] for id, old in before.items() if id != row["id"]]
    assert others == [new["answer"] for new in house.requests(job["id"]) if new["id"] != row["id"]]
    job = go(house, job, **right)
    assert job["status"] == "succeeded", job["error"]
    if result is not None:
        assert job["result"] == result
    assert {row["status"] for row in house.requests(job["id"])} == {"resumed"}


def test_of_many_steps_that_failed_each_asks_again(house: House) -> None:
    job = house.run("takes_sent", {"log": []})
    job = go(house, job, **{"0": "careless", "1": 1, "2": "careless"})
    job = again(house, job)
    while job["status"] != "succeeded":
        assert set(open_titles(house, job)) <= {"0?", "2?"}
        job = go(house, job, **{"0": 0, "2": 2})
        if job["status"] == "failed":  # the other one had only been stopped, and fails now
            job = again(house, job)
    assert job["result"] == {"log": [0, 1, 2]}


@pytest.mark.parametrize("graph", ["takes_twice", "takes_both_first", "takes_inside", "takes_called"])
def test_all_that_the_step_had_asked_is_asked_from_the_first_on(house: House, graph: str) -> None:
    """Which of two answers was wrong, only a person can tell."""
    job = house.run(graph, {"log": []})
    job = go(house, job, first=7)
    job = go(house, job, second="careless")
    assert job["status"] == "failed"
    ids = [row["id"] for row in house.requests(job["id"])]
    job = again(house, job, ALL)
    assert open_titles(house, job) == ["first?"], job["error"]
    job = go(house, job, first=1)
    assert open_titles(house, job) == ["second?"]
    job = go(house, job, second=2)
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", 1, 2, "end"]})
    assert [row["id"] for row in house.requests(job["id"])] == ids
    given = "SELECT data -> 'answer' AS answer FROM adjourn.events WHERE became = 'answered' ORDER BY id"
    assert [row["answer"] for row in house.db.execute(given)] == [7, "careless", 1, 2]


def test_a_question_that_is_worded_otherwise_by_now_is_asked_as_it_is_now(house: House) -> None:
    world()
    job = house.run("takes_reworded", {"log": []})
    [first] = house.requests(job["id"], "open")
    go(house, job, first=1)
    job = go(house, job, second="careless")
    job = again(house, job, ALL)
    [row] = house.requests(job["id"], "open")
    assert row["id"] == first["id"]
    assert (first["title"], first["question"]) == ("first, 1?", "first, 1?")
    assert (row["title"], row["question"]) == ("first, 4?", "first, 4?")
    assert row["question_hash"] != first["question_hash"]


def test_python_does_the_same_and_says_what_cannot_be(house: House) -> None:
    job = house.run("takes", {"log": []})
    with house.worker.engine.connect() as connection, pytest.raises(BadInput, match="failed and blocked jobs"):
        jobs.retry(connection, str(job["id"]), "last")
    job = go(house, job, how="careless")
    with house.worker.engine.connect() as connection:
        jobs.retry(connection, str(job["id"]), "last")
    house.advance_due()
    assert open_titles(house, job) == ["how many?"]


@pytest.mark.parametrize("graph", ["steps", "acts"])
def test_there_is_nothing_to_ask_again_where_no_answer_was_taken(house: House, graph: str) -> None:
    if graph == "steps":
        world().plan("two", LookupError("no"))
    job = house.run(graph, {"log": []})
    if graph == "acts":
        house.db.execute("UPDATE adjourn.jobs SET status = 'failed', error = '{}' WHERE id = %s", (job["id"],))
    with pytest.raises(REFUSALS, match="did not fail in a step that had taken an answer"):
        house.db.execute(LAST, (job["id"],))
    assert house.job(job["id"])["status"] == "failed"
    assert "hint" not in house.job(job["id"])["error"]


@pytest.mark.parametrize("how", [LAST, ALL])
def test_whenever_the_worker_dies_the_question_is_open_in_the_end(house: House, how: str) -> None:
    for n in range(1, 20):
        job = house.run("takes_inside", {"log": []})
        job = go(house, job, first=1)
        job = go(house, job, second="careless")
        house.db.execute(how, (job["id"],))
        crash_after(house.db, n)
        for _ in range(4):
            house.advance_due()
            house.expire_lease(job["id"]) if house.job(job["id"])["status"] == "running" else None
        has_died = statements(house.db) >= n
        house.db.execute("DROP TRIGGER crash ON adjourn.checkpoint_writes")
        house.advance_due()
        assert open_titles(house, job) == (["second?"] if how == LAST else ["first?"]), n
        while house.job(job["id"])["status"] == "waiting":
            job = go(house, job, first=1, second=2)
        assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", 1, 2, "end"]}), n
        if not has_died:
            assert n > 1
            return
    raise AssertionError("it never went without a death")


def test_only_the_owner_may_and_the_worker_does_it_with_the_rights_of_its_role(database_url: str) -> None:
    with Logins.open(database_url) as logins:
        settings = Settings(database_url=logins.url("worker"), project=PROJECT, pool_size=4, concurrency=20)
        with House.open(settings) as house:
            job = house.run("takes", {"log": []})
            logins.db.execute("UPDATE adjourn.human_requests SET comment = 'careless'")
            house.advance_due()
            for role in ("submitter", "answerer"):
                with logins.connect(role) as connection:
                    denied(connection, ALL % f"'{job['id']}'")
            logins.db.execute(ALL, (job["id"],))
            house.advance_due()
            assert open_titles(house, job) == ["how many?"]
