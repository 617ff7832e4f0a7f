"""What is open again after a retry, or as its answer was wrong: whose it is, and how much time it has."""

from __future__ import annotations

from typing import Any

from adjourn.models import human_requests, jobs, people
from sqlalchemy import Connection

from tests.support.by_hand import read
from tests.support.house import House, Row
from tests.support.staff import ANSWER, Login, asked_by, change, for_finance, why

TAKE = "UPDATE adjourn.human_requests SET assignee = adjourn.person() WHERE id = %s"
FAIL = """UPDATE adjourn.jobs SET status = 'failed', error = '{"type": "E", "message": ""}' WHERE id = %s"""
DATES = ("due_at", "remind_at", "escalate_at", "expires_at")


def hours_left(house: House, row: Row) -> list[float | None]:
    now = read(house, row)
    [clock] = house.db.execute("SELECT clock_timestamp() AS now").fetchall()
    return [now[at] and round((now[at] - clock["now"]).total_seconds() / 3600, 1) for at in DATES]


def give_time(house: House, row: Row) -> None:
    """Asked five hours ago."""
    hours = {"due_at": 6, "remind_at": 7, "escalate_at": 8, "expires_at": 9}
    dates = {name: f"now() + interval '{each - 5} hours'" for name, each in hours.items()}
    change(house, row, created_at="now() - interval '5 hours'", **dates)


def later(house: House, row: Row) -> None:
    """Five hours after it was last opened: its dates come nearer, and its events are older."""
    change(house, row, **{name: f"{name} - interval '5 hours'" for name in DATES})
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute("UPDATE adjourn.events SET at = at - interval '5 hours' WHERE request_id = %s", (row["id"],))


def fail_and_retry(house: House, connection: Connection, row: Row) -> None:
    house.db.execute(FAIL, (row["job_id"],))
    jobs.retry(connection, str(row["job_id"]))


def test_each_retry_gives_it_the_time_that_it_had_and_no_more(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = for_finance(house)
    give_time(house, row)
    assert hours_left(house, row) == [1, 2, 3, 4]
    for _ in range(3):
        fail_and_retry(house, connection, row)
        assert hours_left(house, row) == [6, 7, 8, 9]
        later(house, row)
        assert hours_left(house, row) == [1, 2, 3, 4]
    change(house, row, remind_at="NULL")
    staff["lea"].execute("UPDATE adjourn.human_requests SET due_at = '9998-12-31 23:00Z', priority = 3")
    fail_and_retry(house, connection, row)
    assert hours_left(house, row)[1:] == [None, 8, 9], "what has reminded does not do so again"
    assert read(house, row)["due_at"].year == 9999, "there is no later date"


def test_what_is_asked_again_has_its_whole_time_too(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = asked_by(house, connection, "ada", "takes")
    give_time(house, row)
    for _ in range(2):
        staff["bob"].execute("UPDATE adjourn.human_requests SET answer = '\"careless\"' WHERE id = %s", (row["id"],))
        house.advance_due()
        jobs.retry(connection, str(row["job_id"]), "last")
        house.advance_due()
        assert (read(house, row)["status"], hours_left(house, row)) == ("open", [6, 7, 8, 9])
        later(house, row)


def test_a_retry_loses_neither_a_claim_nor_a_snooze(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = for_finance(house)
    staff["ada"].execute(TAKE, (row["id"],))
    staff["ada"].execute("UPDATE adjourn.human_requests SET hidden_until = now() + interval '1 hour'")
    kept = ("team", "assignee", "claimed_until", "hidden_until", "priority")
    before = read(house, row)
    assert None not in [before[name] for name in kept]
    fail_and_retry(house, connection, row)
    assert [read(house, row)[name] for name in kept] == [before[name] for name in kept]


def test_who_has_left_meanwhile_does_not_have_it(house: House, staff: dict[str, Login], connection: Connection) -> None:
    """Or nobody could answer what is exclusively his."""

    def left(row: Row) -> tuple[Any, ...]:
        now = read(house, row)
        return now["status"], now["assignee"], now["claimed_until"], now["hidden_until"]

    failed, wrong = (for_finance(house, policy="""'{"exclusive": true}'""") for _ in range(2))
    for row in (failed, wrong):
        staff["lea"].execute("UPDATE adjourn.human_requests SET assignee = 'ada' WHERE id = %s", (row["id"],))
    house.db.execute(FAIL, (failed["job_id"],))
    staff["ada"].execute("UPDATE adjourn.human_requests SET answer = '1e40' WHERE id = %s", (wrong["id"],))
    people.leave(connection, "finance", "ada")
    jobs.retry(connection, str(failed["job_id"]))
    house.advance_due()
    for row in (failed, wrong):
        assert left(row) == ("open", None, None, None)
        staff["bob"].execute(ANSWER, (row["id"],))


def test_what_has_expired_is_answered_after_a_retry(house: House, connection: Connection) -> None:
    row = for_finance(house)
    change(house, row, team="NULL", expires_at="now() - interval '1 second'", at_expiry="'fail'")
    change(house, row, created_at="now() - interval '1 hour'")
    assert human_requests.keep_time(connection) == 1
    house.advance_due()
    jobs.retry(connection, str(row["job_id"]))
    assert human_requests.keep_time(connection) == 0, "it has an hour again"
    house.db.execute(ANSWER, (row["id"],))
    house.advance_due()
    assert house.job(row["job_id"])["status"] == "succeeded"


def test_who_is_called_otherwise_has_what_he_had(house: House, staff: dict[str, Login], connection: Connection) -> None:
    taken, plain, closed = for_finance(house), for_finance(house), for_finance(house)
    change(house, plain, team="NULL")
    for row in (taken, plain, closed):
        staff["ada"].execute(TAKE, (row["id"],))
    staff["ada"].execute(
        "UPDATE adjourn.human_requests SET hidden_until = now() + interval '1 hour' WHERE id = %s", (taken["id"],)
    )
    before = read(house, taken)
    house.db.execute(FAIL, (closed["job_id"],))
    house.db.execute("UPDATE adjourn.people SET name = 'ada lovelace' WHERE name = 'ada'")
    now = read(house, taken)
    assert now == before | {"assignee": "ada lovelace"}
    assert (read(house, plain)["assignee"], read(house, closed)["assignee"]) == ("ada lovelace", "ada")
    jobs.retry(connection, str(closed["job_id"]))
    assert read(house, closed)["assignee"] == "ada lovelace"
    assert "ada lovelace has request" in why(staff["bob"], TAKE, taken["id"])
    staff["ada"].execute("UPDATE adjourn.human_requests SET hidden_until = NULL WHERE id = %s", (taken["id"],))
    staff["ada"].execute(ANSWER, (taken["id"],))
    assert read(house, taken)["answered_by"] == "ada lovelace"
    [event] = house.db.execute(
        "SELECT data FROM adjourn.events WHERE request_id = %s AND data -> 'assignee' ->> 1 = 'ada lovelace'",
        (taken["id"],),
    ).fetchall()
    assert event["data"] == {"assignee": ["ada", "ada lovelace"]}
