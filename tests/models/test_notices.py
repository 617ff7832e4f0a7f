"""A notice from its claim to its end: who claims it has it for a minute; what fails is tried again, and then parked."""

from __future__ import annotations

import uuid
from typing import Any

import psycopg
import pytest
from adjourn.models import subscriptions
from sqlalchemy import Connection

from tests.support.senders import a_minute_passes, tell, unsent

Db = psycopg.Connection[dict[str, Any]]


@pytest.fixture
def shop(connection: Connection) -> str:
    subscriptions.add(connection, "shop", "apprise:shop", ["job.*"])
    return "shop"


def claim(db: Db, at_most: int = 100, each: int = 100, busy: list[int] | None = None) -> list[dict[str, Any]]:
    return db.execute(
        "SELECT * FROM adjourn.claim_notices(%s, %s, %s::bigint[])", (at_most, each, busy or [])
    ).fetchall()


def fail(db: Db, row: dict[str, Any], why: str = "answers 500") -> None:
    db.execute("SELECT adjourn.notice_failed(%s, %s, %s)", (row["id"], row["claim_id"], why))


def test_nobody_else_claims_it_for_a_minute(db: Db, database_url: str, shop: str) -> None:
    tell(db, 3)
    with psycopg.connect(database_url, row_factory=psycopg.rows.dict_row) as other:
        mine = claim(other, 2)
        assert len(mine) == 2
        assert len(claim(db)) == 1, "what another is claiming is passed over"
        other.commit()
        assert claim(db) == []
    a_minute_passes(db)
    again = claim(db)
    assert {row["id"] for row in mine} < {row["id"] for row in again}
    assert {row["claim_id"] for row in mine}.isdisjoint(row["claim_id"] for row in again)
    assert [row["tries"] for row in again] == [2, 2, 2]


def test_a_claim_that_ran_out_marks_what_it_sent_and_fails_nothing(db: Db, shop: str) -> None:
    tell(db)
    [late], _ = claim(db), a_minute_passes(db)
    [mine] = claim(db)
    fail(db, late, "too late")
    [row] = unsent(db)
    assert (row["error"], row["claim_id"]) == (None, mine["claim_id"])
    db.execute("SELECT adjourn.notice_sent(%s)", (late["id"],))
    fail(db, mine)
    assert unsent(db) == []


def test_of_each_some_so_that_one_that_hangs_holds_up_no_other(db: Db, connection: Connection, shop: str) -> None:
    subscriptions.add(connection, "other", "apprise:other", ["job.*"])
    tell(db, 10)
    mine = claim(db, 100, 3)
    assert sorted(row["subscription"] for row in mine) == ["other"] * 3 + ["shop"] * 3
    [hangs] = {row["subscription_id"] for row in mine if row["subscription"] == "shop"}
    assert {row["subscription"] for row in claim(db, 100, 100, [hangs])} == {"other"}
    subscriptions.pause(connection, "shop")
    assert claim(db) == [], "what is paused stays"
    subscriptions.unpause(connection, "shop")
    assert len(claim(db)) == 7


def test_it_is_tried_later_and_later_then_parked_and_sent_again_by_command(
    db: Db, connection: Connection, shop: str
) -> None:
    tell(db)
    waits = []
    for _ in range(12):
        [row] = claim(db)
        fail(db, row)
        [now] = db.execute(
            "SELECT *, extract(epoch FROM again_at - clock_timestamp())::float AS s FROM adjourn.outbox"
        ).fetchall()
        assert (now["error"], now["claim_id"]) == ("answers 500", None)
        waits.append(now["s"])
        assert claim(db) == []
        db.execute("UPDATE adjourn.outbox SET again_at = now()")
    for wait, least in zip(waits, (10, 30, 90, 270, 810, 2430, 7290, 21870, 43200, 43200, 43200, 43200), strict=True):
        assert 0.5 * least - 1 <= wait <= 1.5 * least
    assert now["parked_at"] is not None and claim(db) == []
    assert subscriptions.again(connection, "shop") == 1
    [row] = claim(db)
    assert (row["id"], row["tries"]) == (now["id"], 1)
    assert subscriptions.again(connection, "shop", waiting=True) == 0, "one is just sending it"
    fail(db, row)
    assert subscriptions.again(connection, "shop") == 0
    assert subscriptions.again(connection, "shop", waiting=True) == 1
    assert len(claim(db)) == 1


def test_what_was_sent_a_week_ago_or_parked_a_month_ago_goes_and_nothing_else(
    db: Db, connection: Connection, shop: str
) -> None:
    tell(db, 5)
    sent = [row["id"] for row in claim(db, 4)]
    for id in sent:
        db.execute("SELECT adjourn.notice_sent(%s)", (id,))
    db.execute("UPDATE adjourn.outbox SET sent_at = now() - interval '8 days' WHERE id = ANY(%s)", (sent[:3],))
    forget = "SELECT adjourn.forget_notices(at_most => 2) AS count"
    assert [db.execute(forget).fetchall()[0]["count"] for _ in range(3)] == [2, 1, 0]
    assert db.execute("SELECT count(*) AS n FROM adjourn.outbox").fetchall() == [{"n": 2}]
    for days, gone in ((29, 0), (31, 1)):
        db.execute(f"UPDATE adjourn.outbox SET parked_at = now() - interval '{days} days' WHERE sent_at IS NULL")
        assert db.execute(forget).fetchall() == [{"count": gone}]
    # It came while its subscription went.
    db.execute(
        "INSERT INTO adjourn.outbox (topic, subscription_id, job_id, data) VALUES ('job.failed', 0, %s, '{}')",
        (uuid.uuid4(),),
    )
    assert db.execute(forget).fetchall() == [{"count": 1}]
    subscriptions.remove(connection, "shop")
    assert db.execute("SELECT FROM adjourn.outbox").rowcount == 0
