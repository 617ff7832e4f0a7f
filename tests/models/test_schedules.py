"""What is enqueued by the clock: when, what of it was missed, in whose name, and what is refused when it is written."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import islice, pairwise
from typing import Any

import psycopg
import pytest
from adjourn.models import schedules
from adjourn.models.ground.errors import BadInput
from adjourn.models.schedules import Plan, times
from sqlalchemy import Connection

from tests.support.logins import Logins
from tests.support.offers import offer

Db = psycopg.Connection[dict[str, Any]]


def local(cron: str, zone: str, after: str, count: int) -> list[str]:
    """In UTC, as month-day hour:minute."""
    began = datetime.fromisoformat(f"{after}Z")
    return [f"{at:%m-%d %H:%M}" for at in islice(times(cron, zone, began), count)]


@pytest.mark.parametrize(
    ("cron", "zone", "after", "due"),
    [
        # On 29 March 2026 there is no half past two in Berlin, on 25 October there are two.
        ("30 2 * * *", "Europe/Berlin", "2026-03-28T00:00", ["03-28 01:30", "03-29 01:00", "03-30 00:30"]),
        ("30 2 * * *", "Europe/Berlin", "2026-10-24T00:00", ["10-24 00:30", "10-25 00:30", "10-26 01:30"]),
        ("*/30 * * * *", "Europe/Berlin", "2026-03-29T00:10", ["03-29 00:30", "03-29 01:00", "03-29 01:30"]),
        ("*/30 * * * *", "Europe/Berlin", "2026-10-25T00:10", ["10-25 00:30", "10-25 01:00", "10-25 01:30"]),
        # And on 1 November 2026 in New York.
        ("15 1 * * sun", "America/New_York", "2026-10-25T12:00", ["11-01 05:15", "11-08 06:15"]),
        ("0 0 29 2 *", "UTC", "2026-01-01T00:00", ["02-29 00:00"]),
        ("0 9 * * mon-fri", "Asia/Kolkata", "2026-11-27T04:00", ["11-30 03:30", "12-01 03:30"]),
    ],
)
def test_it_is_due_by_the_clock_of_its_zone(cron: str, zone: str, after: str, due: list[str]) -> None:
    assert local(cron, zone, after, len(due)) == due


@pytest.mark.parametrize(
    ("cron", "zone", "why"),
    [
        ("61 * * * *", "UTC", "bad minute; five fields are needed"),
        ("* * *", "UTC", "five fields are needed"),
        ("0 0 31 2 *", "UTC", "never comes|bad day"),
        ("* * * * *", "Mars/Olympus", "there is no time zone 'Mars/Olympus'"),
        ("* * * * *", "../../etc/passwd", "there is no time zone"),
        ("* * * * *", "", "there is no time zone"),
    ],
)
def test_what_no_clock_shows_is_a_sentence(cron: str, zone: str, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        next(times(cron, zone, datetime.now(UTC)))


def made(db: Db) -> list[datetime]:
    return [row["run_at"] for row in db.execute("SELECT run_at FROM adjourn.jobs ORDER BY run_at").fetchall()]


def all_fired(connection: Connection) -> None:
    while schedules.fire(connection):
        pass


@pytest.mark.parametrize(("missed", "jobs"), [("each", 240), ("once", 1), ("never", 0)])
def test_of_times_that_went_by_there_are_jobs_as_the_schedule_says(
    db: Db, connection: Connection, missed: str, jobs: int
) -> None:
    offer(db, "report")
    now = datetime.now(UTC)
    # Half an hour ago was the last time.
    cron = f"{(now - timedelta(minutes=30)).minute} * * * *"
    since = now - timedelta(hours=240)
    schedules.add(connection, Plan("hourly", "report", cron, "7", missed=missed, since=since))
    all_fired(connection)
    found = made(db)
    assert len(found) == jobs
    [row] = db.execute("SELECT * FROM adjourn.schedules").fetchall()
    assert row["next_at"] > now and row["next_at"].minute == (now - timedelta(minutes=30)).minute
    assert row["last_at"] == (found[-1] if found else None)
    if found:
        assert found[-1] == row["next_at"] - timedelta(hours=1), "the last of them"
        assert [later - earlier for earlier, later in pairwise(found)] == [timedelta(hours=1)] * (jobs - 1)
    all_fired(connection)
    assert made(db) == found, "nothing is due again"


def test_years_of_minutes_that_went_by_hold_up_nobody(db: Db, connection: Connection) -> None:
    offer(db, "report")
    long_ago = datetime.now(UTC) - timedelta(days=20)
    schedules.add(connection, Plan("minutely", "report", "* * * * *", since=long_ago))
    schedules.add(connection, Plan("soon", "report", "* * * * *", since=datetime.now(UTC) - timedelta(minutes=5)))
    assert schedules.fire(connection), "there is more to look at"
    assert len(made(db)) == 1, "of the other one"
    all_fired(connection)
    assert len(made(db)) == 2


def test_its_jobs_are_what_was_written_down_in_the_name_of_who_wrote_it(db: Db, logins: Logins) -> None:
    offer(db, "report")
    add = """INSERT INTO adjourn.schedules (name, graph, cron, input, thread_id, config, context, priority, tags, since)
      VALUES ('nightly', 'report', '* * * * *', '{"day": 1.50}', 'reports', '{"tags": ["a"]}', '{"b": null}', 7, '{x}',
        now() - interval '90 seconds')"""
    with logins.connect("submitter") as ada, logins.connect("gateway") as bob, logins.connect("worker") as worker:
        ada.execute(add)
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            worker.execute("DELETE FROM adjourn.schedules")
        name, other = (each.execute("SELECT adjourn.person() AS it").fetchone()["it"] for each in (ada, bob))  # type: ignore[index]
        fired(logins)
        [job] = db.execute("SELECT * FROM adjourn.jobs").fetchall()
        assert (job["graph"], job["input"], job["thread_id"], job["config"], job["context"]) == (
            "report",
            {"day": 1.5},
            "reports",
            {"tags": ["a"]},
            {"b": None},
        )
        assert (job["priority"], job["tags"], job["schedule"], job["submitted_by"]) == (7, ["x"], "nightly", name)
        # Another's input is another's request, and answering for it is not for him; another time is the same request.
        bob.execute("UPDATE adjourn.schedules SET cron = '*/2 * * * *', paused = true")
        assert db.execute("SELECT submitted_by FROM adjourn.schedules").fetchone() == {"submitted_by": name}
        bob.execute("UPDATE adjourn.schedules SET input = '2'")
        assert db.execute("SELECT submitted_by FROM adjourn.schedules").fetchone() == {"submitted_by": other}
        for way in ("UPDATE adjourn.schedules SET submitted_by = 'x'", "UPDATE adjourn.jobs SET schedule = 'x'"):
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                ada.execute(way)
    events = db.execute("SELECT by, became FROM adjourn.events WHERE became LIKE 'schedule%' ORDER BY id").fetchall()
    assert [(event["by"], event["became"]) for event in events] == [
        (name, "schedule added"),
        (other, "schedule changed"),
        (other, "schedule changed"),
    ]


def fired(logins: Logins) -> None:
    """As a scheduler with a login of its own does it."""
    from adjourn.models.ground import database
    from adjourn.models.ground.settings import Settings

    engine = database.engine(Settings(database_url=logins.url("worker")))
    try:
        with engine.connect() as connection:
            all_fired(connection)
    finally:
        engine.dispose()


@pytest.mark.parametrize(
    ("columns", "why"),
    [
        ({"graph": "nothing"}, "graph 'nothing' is not known"),
        ({"cron": "daily"}, "cron_has_five_fields"),
        ({"cron": "* * * * * *"}, "cron_has_five_fields"),
        ({"input": "18446744073709551616"}, "which no graph can be given as it is"),
        ({"config": '{"run_id": 1}'}, "config takes no 'run_id'"),
        ({"queue": "nobody's"}, "queue"),
        ({"max_attempts": 0}, "max_attempts_is_sane"),
        ({"missed": "sometimes"}, "missed_is_known"),
        ({"since": "infinity"}, "since_is_on_the_calendar"),
        ({"name": " "}, "schedule_name_is_short"),
    ],
)
def test_what_would_be_refused_in_the_night_is_refused_when_it_is_written(
    db: Db, columns: dict[str, Any], why: str
) -> None:
    offer(db, "report")
    row = {"name": "nightly", "graph": "report", "cron": "30 2 * * *"} | columns
    with pytest.raises(psycopg.Error, match=why):
        db.execute(
            f"INSERT INTO adjourn.schedules ({', '.join(row)}) VALUES ({', '.join(f'%({name})s' for name in row)})", row
        )
    assert made(db) == []


def test_what_no_longer_can_be_enqueued_stops_with_its_reason_and_goes_on_when_it_is_mended(
    db: Db, connection: Connection
) -> None:
    offer(db, "report", "other")
    minute_ago = datetime.now(UTC) - timedelta(minutes=1)
    schedules.add(connection, Plan("a", "report", "* * * * *", thread_id="t", since=minute_ago))
    schedules.add(connection, Plan("b", "report", "* * * * *", since=minute_ago))
    db.execute("SELECT adjourn.enqueue('other', thread_id => 't', run_at => '2020-01-01')")
    db.execute("INSERT INTO adjourn.schedules (name, graph, cron, zone) VALUES ('c', 'report', '61 * * * *', 'UTC')")
    all_fired(connection)
    found = {row["name"]: row["error"] for row in db.execute("SELECT * FROM adjourn.schedules").fetchall()}
    assert found["b"] is None and len(made(db)) == 2, "its neighbours go on"
    assert "thread 't' belongs to graph 'other'" in found["a"]
    assert "bad minute" in found["c"]
    db.execute("UPDATE adjourn.schedules SET thread_id = NULL WHERE name = 'a'")
    all_fired(connection)
    assert len(made(db)) == 3, "what it missed is made up for"
    assert db.execute("SELECT error FROM adjourn.schedules WHERE name = 'a'").fetchone() == {"error": None}


def test_while_it_is_paused_nothing_is_missed(db: Db, connection: Connection) -> None:
    offer(db, "report")
    since = datetime.now(UTC) - timedelta(minutes=10)
    schedules.add(connection, Plan("a", "report", "* * * * *", missed="each", since=since))
    schedules.pause(connection, "a")
    all_fired(connection)
    schedules.unpause(connection, "a")
    all_fired(connection)
    assert made(db) == []
    [row] = db.execute("SELECT next_at FROM adjourn.schedules").fetchall()
    assert row["next_at"] > datetime.now(UTC) - timedelta(seconds=5)
    schedules.remove(connection, "a")
    with pytest.raises(BadInput, match="there is no schedule a: see `adjourn schedules`"):
        schedules.remove(connection, "a")
