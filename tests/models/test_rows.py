"""Jobs as rows: whatever SQL anybody writes, only legal moves are made, and a refusal says why."""

from __future__ import annotations

import json
from collections.abc import Callable
from itertools import product
from typing import Any, cast

import psycopg
import pytest
from adjourn.models import claims, job_request
from adjourn.models.ground.errors import BadInput
from adjourn.models.job_request import JobRequest
from sqlalchemy import Connection
from sqlalchemy.exc import IntegrityError

from tests.support.by_hand import REFUSALS, insert_request
from tests.support.house import House, Row
from tests.support.offers import claimant
from tests.support.trouble import meanwhile
from tests.support.waiting import until

#: How a job comes to be of a status, and to which others a bare `UPDATE … SET status = …` may bring it.
#: The rest needs more than a status: a lease, a result, an error.
LEASE = "lease_id = gen_random_uuid(), leased_by = 'w', lease_until = now() + interval '1 h'"
START = (
    f"UPDATE adjourn.jobs SET status = 'running', started_at = coalesce(started_at, now()), {LEASE} WHERE id = %(id)s"
)
MOVES: dict[str, tuple[list[str], set[str]]] = {
    "queued": ([], {"cancelled"}),
    "running": ([START], {"queued", "waiting", "cancelled"}),
    "waiting": ([START, "UPDATE adjourn.jobs SET status = 'waiting' WHERE id = %(id)s"], {"cancelled"}),
    "blocked": (
        ["UPDATE adjourn.jobs SET status = 'blocked', error = '{}' WHERE id = %(id)s"],
        {"queued", "cancelled"},
    ),
    "failed": (["UPDATE adjourn.jobs SET status = 'failed', error = '{}' WHERE id = %(id)s"], {"queued"}),
    "succeeded": ([START, "UPDATE adjourn.jobs SET status = 'succeeded', result = '1' WHERE id = %(id)s"], set()),
    "cancelled": (["UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %(id)s"], set()),
}


def job_that_is(house: House, status: str) -> Row:
    """It has a question, as a job must that waits."""
    job_id = house.enqueue("echo", {"log": []})
    insert_request(house, house.job(job_id), "0" * 32)
    for statement in MOVES[status][0]:
        house.db.execute(statement, {"id": job_id})
    return house.job(job_id)


def refused(house: House, job: Row, change: str, *values: Any) -> str:
    """Why the database refuses to change the job so; nothing of it has changed."""
    with pytest.raises(REFUSALS) as error:
        house.db.execute(f"UPDATE adjourn.jobs SET {change} WHERE id = %s", (*values, job["id"]))
    assert house.job(job["id"]) == job
    return str(error.value)


def test_a_status_written_by_hand_makes_a_legal_move_or_none(house: House) -> None:
    for status, wanted in product(MOVES, (*MOVES, "done", "")):
        job = job_that_is(house, status)
        if wanted in MOVES[status][1]:
            house.db.execute("UPDATE adjourn.jobs SET status = %s WHERE id = %s", (wanted, job["id"]))
            assert house.job(job["id"])["status"] == wanted
        elif wanted != status:
            why = refused(house, job, "status = %s", wanted)
            assert f"is {status} and cannot become {wanted}" in why or "violates check constraint" in why


def test_what_a_job_was_asked_to_do_cannot_be_changed(house: House) -> None:
    changes = {
        "input": "'2'",
        "config": """'{"tags": ["x"]}'""",
        "context": "'{}'",
        "graph": "'steps'",
        "project": "'another'",
        "thread_id": "'another'",
        "key": "'another'",
        "id": "gen_random_uuid()",
        "created_at": "now() - interval '1 day'",
        "request_hash": "''",
    }
    for status in ("queued", "running", "waiting", "blocked"):
        job = job_that_is(house, status)
        for column, value in changes.items():
            assert "cannot be changed" in refused(house, job, f"{column} = {value}"), column


def test_what_became_of_a_job_cannot_be_changed(house: House) -> None:
    changes = ("result = '2'", "error = '{}'", "finished_at = now()", "attempt = 0", "status = status")
    for status, change in product(("succeeded", "failed", "cancelled"), changes):
        assert f"is already {status}" in refused(house, job_that_is(house, status), change), (status, change)


def test_a_lease_cannot_be_stolen_forged_or_lost_by_hand(house: House) -> None:
    job = job_that_is(house, "running")
    assert "is leased to w" in refused(house, job, "lease_id = gen_random_uuid()")
    assert "running_has_a_lease" in refused(house, job, "leased_by = NULL")
    assert "started_at is set once" in refused(house, job, "started_at = now() - interval '1 day'")
    job = job_that_is(house, "queued")
    house.db.execute(f"UPDATE adjourn.jobs SET {LEASE} WHERE id = %s", (job["id"],))
    assert house.job(job["id"])["lease_id"] is None, "only a running job has a lease"
    assert "only_success_has_a_result" in refused(house, job, "result = '1'")
    assert "attempt_counts_up" in refused(house, job, "attempt = -1")


def test_a_job_begins_queued_and_unclaimed_also_by_a_plain_insert(house: House) -> None:
    forged = ("status = running", "started_at = now()", "attempt = 3", "crashes = 1", "lease_id = gen_random_uuid()")
    for column, value in (f.split(" = ") for f in forged):
        given = "'running'" if value == "running" else value
        with pytest.raises(REFUSALS, match="a job starts queued"):
            house.db.execute(f"INSERT INTO adjourn.jobs (graph, input, {column}) VALUES ('echo', '{{}}', {given})")
    for finished in ("succeeded", "failed", "cancelled", "waiting", "blocked"):
        with pytest.raises(REFUSALS, match="a job starts queued"):
            house.db.execute("INSERT INTO adjourn.jobs (graph, status, input) VALUES ('echo', %s, '1')", (finished,))
    row = house.db.execute("""INSERT INTO adjourn.jobs (graph, input) VALUES ('echo', '{"log": [1]}') RETURNING id""")
    [job] = row.fetchall()
    assert house.advance(job["id"])["result"] == {"log": [1, "one"]}
    assert house.db.execute("SELECT count(*) AS n FROM adjourn.jobs").fetchone() == {"n": 1}


@pytest.mark.parametrize("table", ["jobs", "human_requests", "events"])
def test_rows_are_not_deleted_by_hand(house: House, table: str) -> None:
    job = house.run("line", {"log": []})
    count = f"SELECT count(*) AS n FROM adjourn.{table}"
    before = house.db.execute(count).fetchone()
    for statement in (f"DELETE FROM adjourn.{table}", f"TRUNCATE adjourn.{table}", f"TRUNCATE adjourn.{table} CASCADE"):
        with pytest.raises((*REFUSALS, psycopg.errors.FeatureNotSupported)):
            house.db.execute(statement)
        assert house.db.execute(count).fetchone() == before, statement
    house.answer(house.requests(job["id"])[0]["id"], "yes")
    house.advance_due()
    assert house.job(job["id"])["status"] == "succeeded"


def test_events_say_what_happened_in_order_and_cannot_be_changed(house: House) -> None:
    job = house.run("line", {"log": []})
    [row] = house.requests(job["id"])
    house.answer(row["id"], "yes")
    house.advance_due()
    events = house.events(job["id"])
    assert [e for e in events if e[0] is None] == [
        (None, None, "queued"),
        (None, "queued", "running"),
        (None, "running", "waiting"),
        (None, "waiting", "running"),
        (None, "running", "succeeded"),
    ]
    assert [e for e in events if e[0]] == [
        (row["id"], None, "open"),
        (row["id"], "open", "answered"),
        (row["id"], "answered", "resumed"),
    ]
    with pytest.raises(REFUSALS):
        house.db.execute("UPDATE adjourn.events SET by = 'somebody else'")


# --- at the same moment


def claim(connection: Connection, job_id: str) -> bool:
    script = claims.claim(job_id, claimant("echo"), 30)
    statement, params = next(script)
    try:
        try:
            rows = connection.exec_driver_sql(statement, params).mappings().all()
        except IntegrityError as error:
            script.throw(cast(Exception, error.orig))
        else:
            script.send([dict(row) for row in rows])
    except StopIteration as claimed:
        return claimed.value is not None
    raise AssertionError("a claim is one statement")


def second_while_first_commits(
    house: House, first: Callable[[Connection], Any], second: Callable[[Connection], Any]
) -> Any:
    """What `second` returns when it had to wait for the transaction of `first`."""
    returned: list[Any] = []

    def later() -> None:
        with house.worker.engine.connect() as connection:
            returned.append(second(connection))

    waits = "SELECT 1 FROM pg_stat_activity WHERE datname = current_database() AND wait_event_type = 'Lock'"
    with house.worker.engine.connect() as plain:
        connection = plain.execution_options(isolation_level="READ COMMITTED")
        assert first(connection)
        with meanwhile(later):
            until(lambda: house.db.execute(waits).fetchone(), "the second one waits for the first one", seconds=5)
            connection.commit()
    return returned[0]


def test_of_two_who_claim_a_job_at_once_one_gets_it(house: House) -> None:
    job = house.enqueue("echo", {"log": []})
    with house.worker.engine.connect() as plain, house.worker.engine.connect() as second:
        first = plain.execution_options(isolation_level="READ COMMITTED")
        assert claim(first, job) and not claim(second, job), "it does not wait either"
        first.commit()
        assert not claim(second, job)


def test_of_two_jobs_of_a_thread_claimed_at_once_one_starts(house: House) -> None:
    """Both may start: the older one was not due when the newer one was claimed."""
    older = house.enqueue("echo", {"log": [1]}, thread_id="t", run_at="2100-01-01T00:00Z")
    newer = house.enqueue("echo", {"log": [2]}, thread_id="t")

    def claim_newer(connection: Connection) -> bool:
        claimed = claim(connection, newer)
        house.db.execute("UPDATE adjourn.jobs SET run_at = now() WHERE id = %s", (older,))
        return claimed

    assert second_while_first_commits(house, claim_newer, lambda c: claim(c, older)) is False
    assert [house.job(id)["status"] for id in (older, newer)] == ["queued", "running"]
    with pytest.raises(REFUSALS, match="one_started_job_per_thread"):
        house.db.execute(START, {"id": older})


def test_a_key_stands_for_one_request(house: House) -> None:
    input = {"log": [1]}
    first = house.enqueue("echo", input, key="k")
    assert house.enqueue("echo", input, key="k") == first
    for different in ({"thread_id": "t"}, {"config": {"tags": ["x"]}}, {"context": {}}):
        with pytest.raises(BadInput, match=f"key 'k' was used for another request: job {first}"):
            house.enqueue("echo", input, key="k", **different)
    for graph, other in (("echo", {"log": [2]}), ("steps", input)):
        with pytest.raises(BadInput, match="was used for another request"):
            house.enqueue(graph, other, key="k")
    house.advance_due()
    assert house.enqueue("echo", input, key="k") == first, "also when it has finished"
    assert house.db.execute("SELECT count(*) AS n FROM adjourn.jobs").fetchone() == {"n": 1}


def test_a_key_used_twice_at_once_adds_one_job(house: House) -> None:
    ids: list[str] = []

    def enqueue(connection: Connection) -> str:
        ids.append(job_request.enqueue(connection, JobRequest("echo", json.dumps({"log": []}), key="k")))
        return ids[-1]

    second_while_first_commits(house, enqueue, enqueue)
    assert ids[0] == ids[1]
