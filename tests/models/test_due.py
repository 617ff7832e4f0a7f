"""What a sweep sees: of each graph on each lane some, whatever waits elsewhere, and little work for it."""

from __future__ import annotations

import time
from types import SimpleNamespace
from typing import Any

import psycopg
import pytest
from adjourn.models import due, pauses
from adjourn.models.ground.errors import BadInput
from adjourn.models.pauses import Scope
from sqlalchemy import Connection, text
from sqlalchemy.exc import OperationalError

from tests.support.by_hand import ask
from tests.support.house import House
from tests.support.offers import offer

Db = psycopg.Connection[dict[str, Any]]


def add(db: Db, graph: str, count: int = 1, **options: Any) -> list[str]:
    named = "".join(f", {name} => %({name})s" for name in options)
    query = f"SELECT adjourn.enqueue(%(graph)s{named})::text AS id FROM generate_series(1, %(count)s)"
    return [row["id"] for row in db.execute(query, {"graph": graph, "count": count, **options})]


def seen(connection: Connection, limit: int = 1000) -> list[str]:
    return [row.id for row in due.everything(connection, limit)]


def test_what_nobody_serves_is_in_nobodys_way(db: Db, connection: Connection) -> None:
    offer(db, "dead", project="gone")
    offer(db, "renamed", "agent", project="shop")
    add(db, "dead", 1100, priority=9)
    add(db, "renamed", 1100, priority=9)
    db.execute("UPDATE adjourn.lanes SET seen_at = now() - interval '3 minutes' WHERE project = 'gone'")
    db.execute("UPDATE adjourn.graphs SET seen_at = now() - interval '3 minutes' WHERE name = 'renamed'")
    [job] = add(db, "agent")
    assert seen(connection) == [job]
    assert [row.id for row in due.among(connection, [job])[0]] == [job]
    [forgotten] = add(db, "dead")
    assert due.among(connection, [forgotten])[0] == []


def test_a_long_queue_of_one_lane_leaves_room_for_the_others(db: Db, connection: Connection) -> None:
    offer(db, "busy", project="shop")
    offer(db, "agent", project="bank")
    add(db, "busy", 1500, priority=9)
    [job] = add(db, "agent")
    found = due.everything(connection, 1000)
    assert len(found) == 1000 and {row.queue for row in found} == {"shop"}, "the most urgent first"
    assert job in [row.id for row in due.everything(connection, 2000)]


def test_thousands_of_jobs_of_one_thread_hide_nobody_and_cost_little(db: Db, connection: Connection) -> None:
    offer(db, "agent", project="shop")
    first = add(db, "agent", 20_000, thread_id="crowded", run_at="2020-01-01")[0]
    others = add(db, "agent", 3)
    db.execute("ANALYZE adjourn.jobs")
    took = []
    for _ in range(5):
        began = time.monotonic()
        assert set(seen(connection)) == {first, *others}
        took.append(time.monotonic() - began)
    assert sorted(took)[2] < 0.25, took


def test_two_crowds_that_alternate_hide_nobody(db: Db, connection: Connection) -> None:
    offer(db, "agent", project="shop")
    for _ in range(1500):
        for thread in ("one", "two"):
            add(db, "agent", thread_id=thread, run_at="2020-01-01")
    [job] = add(db, "agent")
    assert job in seen(connection) and len(seen(connection)) == 3


def test_what_is_paused_is_not_claimed_and_goes_on_afterwards(db: Db, connection: Connection) -> None:
    offer(db, "agent", "other", project="shop")
    agent, other = add(db, "agent") + add(db, "other")
    for scope, left in (
        (Scope(graph="agent"), {other}),
        (Scope(queue="shop"), set()),
        (Scope(project="shop", graph="other"), {agent}),
        (Scope(), set()),
        (Scope(project="bank"), {agent, other}),
    ):
        pauses.pause(connection, scope, "the bank is down")
        pauses.pause(connection, scope)
        assert set(seen(connection)) == left, scope
        assert {row.id for row in due.among(connection, [agent, other])[0]} == left, scope
        with pytest.raises(BadInput, match="is not paused"):
            pauses.unpause(connection, Scope(graph="nothing"))
        pauses.unpause(connection, scope)
    assert set(seen(connection)) == {agent, other}


def test_of_many_that_wait_the_answered_and_the_closed_are_found_at_once_the_others_in_the_end(
    house: House, connection: Connection
) -> None:
    waiting = [ask(house) for _ in range(12)]
    round = due.Round(5)

    def look() -> list[str]:
        return [row.id for row in due.everything(connection, 100, round=round)]

    assert [look() for _ in range(4)] == [[]] * 4
    answered = waiting[7]
    house.answer(answered["id"], "yes")
    assert look() == [str(answered["job_id"])]
    house.advance_due()
    for forsaken in (waiting[11], waiting[0]):
        house.db.execute("UPDATE adjourn.human_requests SET status = 'expired' WHERE id = %s", (forsaken["id"],))
        assert look() == [str(forsaken["job_id"])]
        with house.db.transaction():  # when nobody looked, or in a transaction that was open for long
            house.db.execute("SET LOCAL session_replication_role = replica")
            house.db.execute(
                "UPDATE adjourn.human_requests SET closed_at = now() - interval '1 hour' WHERE id = %s",
                (forsaken["id"],),
            )
        looks = [look() for _ in range(3)]
        assert sorted(looks) == [[], [], [str(forsaken["job_id"])]], "in one of three, and in one only"
        house.advance_due()


def test_what_was_closed_while_nobody_could_look_is_found_at_the_next_look(
    house: House, connection: Connection, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Before a new leader led, or while a table was locked."""
    *_, last = [ask(house) for _ in range(3)]
    round, later = due.Round(1), time.monotonic() + 60
    assert due.everything(connection, 100, round=round) == []
    with house.db.transaction():
        house.db.execute("UPDATE adjourn.human_requests SET status = 'withdrawn' WHERE id = %s", (last["id"],))
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute(
            "UPDATE adjourn.human_requests SET closed_at = now() - interval '1 minute' WHERE closed_at > now()"
        )
    monkeypatch.setattr(due, "time", SimpleNamespace(monotonic=lambda: later))
    with house.db.transaction():
        house.db.execute("LOCK TABLE adjourn.human_requests")
        with pytest.raises(OperationalError, match="lock timeout"):
            due.everything(connection, 100, round=round)
    for leader in (round, due.Round(1)):
        assert [row.id for row in due.everything(connection, 100, round=leader)] == [str(last["job_id"])]


def test_no_look_waits_for_a_compiler(connection: Connection) -> None:
    """Before Postgres 18, a server that has one compiles whatever reads all of a table, for a second or more."""
    assert connection.execute(text("SHOW jit")).scalar() == "off"
