"""What other systems send is a job, or a row that says why not."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

import psycopg
import pytest
from adjourn.models import refused
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from celery import Celery

from tests.conftest import PROJECT
from tests.support.fleet import Fleet
from tests.support.logins import Logins
from tests.support.waiting import until
from tests.worker.test_fuzz_broker import POISON
from tests.worker.test_messages import envelope

INPUT: dict[str, Any] = {"log": []}
REFUSED = "SELECT * FROM adjourn.refused ORDER BY id"


@pytest.fixture
def app(fleet: Fleet) -> Iterator[Celery]:
    with Celery("orders", broker=fleet.broker_url, set_as_current=False) as app:
        app.conf.task_default_queue = fleet.queue
        yield app


def retry(fleet: Fleet, *ids: int) -> None:
    engine = database.engine(Settings(database_url=fleet.database_url))
    with database.transaction(engine) as transaction:
        assert refused.retry(transaction, list(ids) or None)
    engine.dispose()


def test_what_cannot_be_a_job_is_kept_with_the_reason(fleet: Fleet, app: Celery) -> None:
    fleet.worker(PROJECT)
    fleet.enqueue("echo", INPUT, key="mine")
    wrong: list[tuple[list[Any], dict[str, Any], str]] = [
        (["nonsense", INPUT], {}, "graph 'nonsense' is not known"),
        (["echo", {"log": ["other"]}], {"key": "mine"}, "key 'mine' was used for another request"),
        (["echo", INPUT], {"colour": "red"}, "colour"),
        (["echo", INPUT, "key", "more"], {}, "4 arguments are given by position, where graph, input, key may be"),
        ([INPUT, "echo"], {}, "graph must be text"),
        (["echo", {"log": [float("nan")]}], {}, "input is no JSON"),
        (["echo", INPUT], {"thread_id": "\x00\ud800"}, "thread_id holds a NUL character"),
    ]
    for args, kwargs, _ in wrong:
        app.send_task("adjourn.enqueue", args, kwargs)
    rows = until(lambda: len(found := fleet.rows(REFUSED)) == len(wrong) and found, "all are kept")
    for args, kwargs, why in wrong:
        [row] = [row for row in rows if why in row["why"]]
        assert (row["again_at"], row["queue"]) == (None, fleet.queue)
        kept = json.loads(row["message"])
        assert json.dumps([kept["args"], kept["kwargs"]]) == json.dumps([args, kwargs])
    assert sum(fleet.statuses().values()) == 1


def test_what_is_no_message_is_kept_as_it_came(fleet: Fleet) -> None:
    fleet.worker(PROJECT)
    unknown = envelope("orders.pay", body=[[5], {}, {}])
    fleet.broker.lpush(fleet.queue, *POISON.values(), unknown, envelope("adjourn.enqueue", body=b"\xff{"))
    until(lambda: len(fleet.rows(REFUSED)) == len(POISON) + 2, "all are kept")
    kept = {row["message"]: row["why"] for row in fleet.rows(REFUSED)}
    assert kept["garbage"].startswith("malformed: ")
    assert kept["x" * 0] and "orders.pay: [[5], {}, {}]" in kept
    assert "there is no task 'orders.pay'" in kept["orders.pay: [[5], {}, {}]"]
    assert "adjourn.enqueue: \ufffd{" in kept


def test_what_is_refused_is_tried_again_by_hand_with_the_rights_of_the_worker(database_url: str, fleet: Fleet) -> None:
    with Logins.open(database_url) as logins:
        fleet.scheduler()
        fleet.worker(PROJECT, database_url=logins.url("worker"))
        fleet.rows("REVOKE EXECUTE ON FUNCTION adjourn.add_job FROM adjourn_worker")
        fleet.broker.lpush(fleet.queue, envelope("adjourn.enqueue", body=[["echo", INPUT, "mine"], {}, {}]))
        [row] = until(lambda: fleet.rows(REFUSED), "it is refused")
        assert "permission denied" in row["why"]
        retry(fleet)
        until(lambda: fleet.rows("SELECT id FROM adjourn.refused WHERE again_at IS NULL"), "it is refused once more")
        assert fleet.statuses() == {}
        fleet.rows("GRANT EXECUTE ON FUNCTION adjourn.add_job TO adjourn_worker")
        retry(fleet, row["id"])
        until(lambda: fleet.statuses() == {"succeeded": 1}, "it is a job")
        assert fleet.rows(REFUSED) == []


@pytest.mark.parametrize("end", ["rollback", "commit"])
def test_a_key_that_another_session_holds_costs_no_slot_and_the_message_becomes_a_job(
    fleet: Fleet, app: Celery, end: str
) -> None:
    fleet.scheduler()
    fleet.worker(PROJECT, concurrency=2)
    with psycopg.connect(fleet.database_url) as other:
        for number in range(10):
            enqueue = "SELECT adjourn.enqueue('echo', '{\"log\": []}', key => %s)"
            other.execute(enqueue, (f"held {number}",))
            app.send_task("adjourn.enqueue", ("echo", INPUT), {"key": f"held {number}"})
        app.send_task("adjourn.enqueue", ("echo", INPUT), {"key": "free"})
        until(lambda: fleet.statuses() == {"succeeded": 1}, "what holds nothing is done meanwhile")
        rows = until(lambda: len(found := fleet.rows(REFUSED)) == 10 and found, "the others are put down")
        assert all(row["again_at"] and "another session has locked" in row["why"] for row in rows)
        getattr(other, end)()
    until(lambda: fleet.statuses() == {"succeeded": 11} and not fleet.rows(REFUSED), "all are jobs")
    keys = [row["key"] for row in fleet.rows("SELECT key FROM adjourn.jobs ORDER BY key")]
    assert keys == ["free", *(f"held {number}" for number in range(10))]


def test_a_worker_that_is_killed_while_it_tries_again_loses_nothing(fleet: Fleet) -> None:
    worker = fleet.worker(PROJECT)
    fleet.rows(
        """INSERT INTO adjourn.refused (queue, message, why, again_at)
        SELECT %s, replace(%s, 'X', n::text), 'put off', now() FROM generate_series(1, 200) n""",
        fleet.queue,
        json.dumps({"id": "X", "args": ["echo", INPUT], "kwargs": {}}),
    )
    fleet.scheduler()
    until(lambda: fleet.statuses(), "some are jobs")
    fleet.kill(worker)
    fleet.worker(PROJECT)
    until(lambda: not fleet.rows(REFUSED), "none is left", seconds=40)
    assert fleet.rows("SELECT count(*), count(DISTINCT key) AS keys FROM adjourn.jobs") == [{"count": 200, "keys": 200}]


def test_the_newest_ten_thousand_are_kept_and_all_that_are_on_their_way(database_url: str) -> None:
    engine = database.engine(Settings(database_url=database_url))
    with engine.connect() as connection:
        refused.keep(connection, "q", "m" * 100_000, "waits", again_in=3600)
        for number in range(3):
            refused.keep(connection, "q", "é" * 100_000, f"{number}\x00")
        many = (
            """INSERT INTO adjourn.refused (queue, message, why) SELECT 'q', '', 'many' FROM generate_series(1, 9999)"""
        )
        connection.exec_driver_sql(many)
        refused.keep(connection, "q", "", "last")
        rows = connection.exec_driver_sql(
            "SELECT why, octet_length(message) AS bytes FROM adjourn.refused ORDER BY id"
        ).all()
    engine.dispose()
    assert [tuple(row) for row in rows[:3]] == [("waits", 100_000), ("many", 0), ("many", 0)]
    assert len(rows) == 1 + 10_000


def test_what_is_cut_is_not_tried_again(database_url: str) -> None:
    engine = database.engine(Settings(database_url=database_url))
    message = json.dumps({"id": "1", "args": ["x" * 70_000], "kwargs": {}})
    with engine.connect() as connection:
        refused.keep(connection, "q", message, "why")
        with pytest.raises(refused.BadInput, match="message 1 holds no whole request"):
            refused.retry(connection, [1])
        assert refused.retry(connection, None) == []
        with pytest.raises(refused.BadInput, match="there is no refused message 7"):
            refused.drop(connection, [7])
    engine.dispose()
