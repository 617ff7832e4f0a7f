"""Errors of user code: those that pass are tried again, later each time; the others fail the job at once."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import httpx
import openai
import psycopg
import sqlalchemy.exc
from adjourn.models import jobs

from tests.conftest import PROJECTS
from tests.support.fleet import Fleet, name_of
from tests.support.house import House, Row
from tests.support.trouble import world
from tests.support.waiting import until
from tests.worker.test_messages import envelope

DEADLY = PROJECTS / "deadly"

REQUEST = httpx.Request("POST", "https://example.org/v1/chat")


def status(code: int) -> httpx.HTTPStatusError:
    return httpx.HTTPStatusError(f"status {code}", request=REQUEST, response=httpx.Response(code, request=REQUEST))


def model(error: type[openai.APIStatusError], code: int) -> openai.APIStatusError:
    return error(f"status {code}", response=httpx.Response(code, request=REQUEST), body=None)  # type: ignore[arg-type]


class OfAnotherClient(Exception):
    """Many clients keep the status so."""

    status_code = 503


PASSING = [
    *(status(code) for code in (408, 429, 500, 502, 503, 504, 529)),
    httpx.ConnectError("refused"),
    httpx.ReadTimeout("late"),
    httpx.RemoteProtocolError("cut off"),
    model(openai.RateLimitError, 429),
    model(openai.InternalServerError, 500),
    openai.APIConnectionError(request=REQUEST),  # type: ignore[arg-type]
    openai.APITimeoutError(request=REQUEST),  # type: ignore[arg-type]
    TimeoutError("late"),
    ConnectionResetError("cut off"),
    BrokenPipeError("cut off"),
    OfAnotherClient("busy"),
    psycopg.OperationalError("cut off"),
    psycopg.errors.DeadlockDetected("busy"),
    sqlalchemy.exc.OperationalError("SELECT 1", {}, psycopg.errors.DiskFull("full")),
]
LASTING = [
    ValueError("no"),
    KeyError("no"),
    ZeroDivisionError("no"),
    FileNotFoundError("no"),
    *(status(code) for code in (400, 401, 403, 404, 422)),
    model(openai.BadRequestError, 400),
    model(openai.AuthenticationError, 401),
    model(openai.NotFoundError, 404),
    psycopg.errors.ProgramLimitExceeded("no"),
    sqlalchemy.exc.OperationalError("SELECT 1", {}, psycopg.errors.ObjectNotInPrerequisiteState("no")),
]


def make_due(house: House, job: Row) -> None:
    house.db.execute("UPDATE adjourn.jobs SET run_at = now() WHERE id = %s", (job["id"],))


def open_request(house: House, job: Row) -> Row:
    [row] = house.requests(job["id"], "open")
    return row


def test_an_error_that_passes_is_tried_again_and_one_that_lasts_is_not(house: House) -> None:
    outside = world()
    for error in PASSING:
        outside.plan("two", error)
        job = house.run("steps", {"log": []})
        assert (job["status"], job["attempt"]) == ("queued", 1), repr(error)
        assert job["error"] == {"type": type(error).__name__, "message": str(error)}
        make_due(house, job)
        job = house.advance(job["id"])
        assert (job["status"], job["result"]) == ("succeeded", {"log": ["one", "two", "three"]}), repr(error)
        assert job["error"] is None
    assert outside.calls == ["one", "two", "two", "three"] * len(PASSING)
    outside.reset()
    for error in LASTING:
        outside.plan("two", error)
        job = house.run("steps", {"log": []})
        assert (job["status"], job["attempt"]) == ("failed", 1), repr(error)
        assert job["error"] == {"type": type(error).__name__, "message": str(error)}
    assert outside.calls == ["one", "two"] * len(LASTING)


def test_tries_come_later_each_time_and_come_to_an_end(house: House) -> None:
    outside = world()
    outside.plan("one", *(TimeoutError(f"try {n}") for n in range(1, 9)))
    job = house.job(house.enqueue("steps", {"log": []}, max_attempts=4))
    for attempt in (1, 2, 3):
        job = house.advance(job["id"])
        assert (job["status"], job["attempt"], job["error"]["message"]) == ("queued", attempt, f"try {attempt}")
        failed_at = house.db.execute("SELECT max(at) AS at FROM adjourn.events").fetchone()
        assert failed_at is not None
        delay = (job["run_at"] - failed_at["at"]).total_seconds()
        assert 0.45 < delay / 2 ** (attempt - 1) <= 1, f"attempt {attempt} waits for {delay} s"
        assert house.advance(job["id"])["attempt"] == attempt, "tried again before its time"
        make_due(house, job)
    job = house.advance(job["id"])
    assert (job["status"], job["attempt"], job["error"]["message"]) == ("failed", 4, "try 4")
    assert outside.calls == ["one"] * 4


def test_tries_count_anew_after_progress(house: House) -> None:
    outside = world()
    for node in ("one", "two", "three"):
        outside.plan(node, TimeoutError(), TimeoutError())
    job = house.job(house.enqueue("steps", {"log": []}, max_attempts=3))
    for _ in range(7):
        job = house.advance(job["id"])
        make_due(house, job) if job["status"] == "queued" else None
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["one", "two", "three"]}), job["error"]
    assert outside.calls == ["one"] * 3 + ["two"] * 3 + ["three"] * 3


def test_a_branch_that_fails_in_passing_beside_a_question_runs_again_with_the_answer(house: House) -> None:
    outside = world()
    outside.plan("one", TimeoutError("late"), TimeoutError("late again"))
    job = house.run("asks_beside", {"log": []})
    assert (job["status"], job["error"]["message"], outside.calls) == ("waiting", "late", ["one"])
    house.answer(open_request(house, job)["id"], "yes")
    job = house.advance(job["id"])
    assert (job["status"], job["error"]["message"], outside.calls) == ("queued", "late again", ["one"] * 2)
    [row] = house.requests(job["id"])
    assert (row["status"], row["answer"]) == ("resumed", "yes")
    make_due(house, job)
    job = house.advance(job["id"])
    assert (job["status"], job["result"], outside.calls) == ("succeeded", {"log": ["yes", "one"]}, ["one"] * 3)
    assert len(house.requests(job["id"])) == 1


def test_a_branch_that_fails_for_good_beside_a_question_leaves_nothing_to_answer(house: House) -> None:
    outside = world()
    outside.plan("one", ValueError("no"))
    job = house.run("asks_beside", {"log": []})
    assert (job["status"], house.requests(job["id"], "open")) == ("failed", [])
    with house.worker.engine.connect() as connection:
        jobs.retry(connection, job["id"])
    assert house.advance(job["id"])["status"] == "waiting"
    house.answer(open_request(house, job)["id"], "yes")
    house.advance_due()
    assert house.job(job["id"])["result"] == {"log": ["yes", "one"]}


def test_a_branch_that_fails_for_good_beside_an_answered_question_keeps_the_answer_for_a_retry(house: House) -> None:
    outside = world()
    outside.plan("one", TimeoutError("late"), ValueError("no"))
    job = house.run("asks_beside", {"log": []})
    house.answer(open_request(house, job)["id"], "yes")
    assert house.advance(job["id"])["status"] == "failed"
    with house.worker.engine.connect() as connection:
        jobs.retry(connection, job["id"])
    job = house.advance(job["id"])
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["yes", "one"]}), job["error"]
    assert len(house.requests(job["id"])) == 1


def test_a_node_that_fails_after_its_answer_asks_nobody_twice(house: House) -> None:
    outside = world()
    job = house.run("acts", {"log": []})
    house.answer(open_request(house, job)["id"], "yes")
    outside.plan("act", ValueError("no"))
    assert house.advance(job["id"])["status"] == "failed"
    assert [row["status"] for row in house.requests(job["id"])] == ["resumed"], "its task has saved the answer"
    with house.worker.engine.connect() as connection:
        jobs.retry(connection, job["id"])
    assert house.advance(job["id"])["result"] == {"log": ["begin", "yes", "end"]}
    assert len(house.requests(job["id"])) == 1
    assert outside.calls == ["ask", "ask", "act", "ask", "act"]


def test_a_node_that_kills_its_worker_fails_alone_in_the_end(fleet: Fleet, tmp_path: Path) -> None:
    effects = tmp_path / "effects"
    effects.touch()
    fleet.env["EFFECTS"] = str(effects)

    def ring() -> None:
        until(lambda: not fleet.rows("SELECT 1 FROM adjourn.jobs WHERE lease_until >= clock_timestamp()"), "all due")
        for id in (fatal, innocent):
            fleet.broker.lpush(fleet.queue, envelope(body=[[id], {}, {}]))

    worker = fleet.worker(DEADLY, lease=1)
    fatal, innocent = fleet.enqueue("fatal", {}), fleet.enqueue("innocent", {})
    for crashes in (0, 1):
        ring()
        until(lambda: worker.poll() is not None, "it has killed its worker")  # noqa: B023
        rows: list[dict[str, Any]] = [fleet.job(fatal), fleet.job(innocent)]
        assert [(row["status"], row["crashes"], row["attempt"]) for row in rows] == [("running", crashes, 1)] * 2
        worker = fleet.worker(DEADLY, lease=1)
    ring()
    row = fleet.wait(fatal, "failed")
    assert row["error"]["type"] == "WorkerDied" and "died or fell silent 3 times" in row["error"]["message"]
    assert fleet.wait(innocent)["result"] == {"log": ["prepared", "worked"]}
    assert worker.poll() is None
    assert fleet.workers_of(fatal)[-1] == name_of(worker)
    assert sorted(effects.read_text().splitlines()) == ["kill"] * 3 + ["prepare"] + ["work"] * 3
