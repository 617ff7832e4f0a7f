"""Time reminds of a question, passes it on, and closes it as its rules say: never by a yes that nobody has said."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from adjourn.models import human_requests
from psycopg.types.json import Jsonb
from sqlalchemy import Connection

from tests.support.by_hand import ask, read, refused, shaped
from tests.support.fleet import Fleet
from tests.support.house import House, Row
from tests.support.staff import ANSWER, Login, change, for_finance, why
from tests.support.waiting import until

PAST = "now() - interval '1 second'"
APPROVAL = {"type": "tool_approval", "name": "pay", "args": {"amount": 1}, "id": "1"}


def told(house: House, row: Row) -> list[Any]:
    """What happened to it while it was open."""
    found = house.db.execute(
        "SELECT data FROM adjourn.events WHERE request_id = %s AND was = 'open' AND became = 'open' ORDER BY id",
        (row["id"],),
    )
    return [event["data"] for event in found]


def expire(house: House, row: Row, at_expiry: str, answer: Any = None, policy: str = "{}") -> None:
    given = "NULL" if answer is None else f"'{json.dumps(answer)}'"
    change(house, row, expires_at=PAST, at_expiry=f"'{at_expiry}'", expiry_answer=given, policy=f"'{policy}'")


def test_it_reminds_once(house: House, connection: Connection) -> None:
    row, later = ask(house), ask(house)
    change(house, row, remind_at=PAST)
    change(house, later, remind_at="now() + interval '1 hour'")
    assert [human_requests.keep_time(connection) for _ in range(2)] == [1, 0]
    [data] = told(house, row)
    assert (list(data), data["remind_at"][1]) == (["remind_at"], None)
    assert told(house, later) == []


def test_what_nobody_answers_in_time_goes_to_others_and_is_more_urgent(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = for_finance(house)
    staff["ada"].execute("UPDATE adjourn.human_requests SET assignee = 'ada' WHERE id = %s", (row["id"],))
    change(house, row, escalate_at=PAST, escalate_to="'legal'")
    assert human_requests.keep_time(connection) == 1
    now = read(house, row)
    assert (now["team"], now["assignee"], now["priority"], now["escalate_at"]) == ("legal", None, 10, None)
    assert told(house, row)[-1]["team"] == ["finance", "legal"]
    assert "for which ada may not answer" in why(staff["ada"], ANSWER, row["id"])
    staff["tom"].execute(ANSWER, (row["id"],))

    lost = for_finance(house)
    change(house, lost, escalate_at=PAST, escalate_to="'a team that is gone'")
    assert human_requests.keep_time(connection) == 1
    assert (read(house, lost)["team"], read(house, lost)["priority"]) == ("finance", 10)


def test_by_default_it_stays_open(house: House, connection: Connection) -> None:
    row = ask(house)
    expire(house, row, "stay")
    assert [human_requests.keep_time(connection) for _ in range(2)] == [1, 0]
    assert read(house, row)["status"] == "open"
    assert told(house, row)[-1]["why"] == "it stays open"


def test_it_answers_what_the_policy_says(house: House, connection: Connection) -> None:
    row, odd = ask(house), shaped(house, "form", {"type": "object", "required": ["ok"]})
    expire(house, row, "answer", "too late")
    expire(house, odd, "answer", {"no": 1})
    assert human_requests.keep_time(connection) == 2
    now = read(house, row)
    assert (now["status"], now["answer"], now["answered_by"], now["answered_via"]) == (
        *("answered", "too late", "time"),
        "expiry",
    )
    [event] = house.db.execute("SELECT by FROM adjourn.events WHERE became = 'answered'").fetchall()
    assert event["by"] == "time"
    assert read(house, odd)["status"] == "open"
    assert "the answer does not fit request" in told(house, odd)[-1]["why"]
    house.advance_due()
    assert house.job(row["job_id"])["result"]["log"] == ["begin", "too late", "end"]


@pytest.mark.parametrize("word", ["approve", "edit", "continue"])
def test_time_approves_nothing_unless_the_policy_says_so_in_words(
    house: House, connection: Connection, word: str
) -> None:
    row = ask(house, "stops_before") if word == "continue" else shaped(house, APPROVAL)
    edited = {"edited_action": {"name": "pay", "args": {"amount": 2}}} if word == "edit" else {}
    answer = word if word == "continue" else {"type": word, **edited}
    assert row["kind"] in ("tool_approval", "breakpoint")
    expire(house, row, "answer", answer)
    assert human_requests.keep_time(connection) == 1
    assert read(house, row)["status"] == "open"
    assert told(house, row)[-1]["why"] == "it would approve what nobody has seen"
    expire(house, row, "answer", answer, '{"approve_by_expiry": true}')
    human_requests.keep_time(connection)
    assert (read(house, row)["status"], read(house, row)["answered_by"]) == ("answered", "time")


def test_nobody_answers_in_the_name_of_time(house: House, staff: dict[str, Login]) -> None:
    row = for_finance(house, four_eyes="true")
    change(house, row, expires_at="now() + interval '1 hour'", at_expiry="'answer'", expiry_answer="'\"no\"'")
    assert "is no known person" in why(staff["ada"], "UPDATE adjourn.human_requests SET answer = '\"no\"'")
    for column, value in (("at_expiry", "'stay'"), ("expiry_answer", "'1'"), ("escalate_to", "'legal'")):
        assert "the rules of request" in refused(house, row, f"{column} = {value}")
    for column in ("expires_at", "remind_at", "escalate_at"):
        assert "may not change priority and dates" in why(
            staff["ada"], f"UPDATE adjourn.human_requests SET {column} = now() - interval '1 day'"
        )
        staff["lea"].execute(f"UPDATE adjourn.human_requests SET {column} = now() + interval '1 day'")


def test_an_answer_on_its_way_is_not_overtaken_by_time(house: House, connection: Connection, database_url: str) -> None:
    row = ask(house)
    expire(house, row, "fail")
    with psycopg.connect(database_url) as person:
        person.execute(ANSWER, (row["id"],))
        assert human_requests.keep_time(connection) == 0
    assert human_requests.keep_time(connection) == 0
    assert read(house, row)["status"] == "answered"


def test_a_retry_gives_a_question_its_whole_time_again(house: House, connection: Connection) -> None:
    row = ask(house)
    expire(house, row, "fail")
    change(house, row, created_at="now() - interval '1 day'", due_at="now() - interval '1 hour'")
    assert human_requests.keep_time(connection) == 1
    assert read(house, row)["status"] == "expired"
    house.advance_due()
    assert house.job(row["job_id"])["error"]["type"] == "NotAnswered"
    house.db.execute("UPDATE adjourn.jobs SET status = 'queued'")
    now = read(house, row)
    [clock] = house.db.execute("SELECT now() AS now").fetchall()
    hours = [(now[at] - clock["now"]).total_seconds() / 3600 for at in ("due_at", "expires_at")]
    assert (now["status"], [round(each) for each in hours]) == ("open", [23, 24])
    house.db.execute("UPDATE adjourn.human_requests SET answer = %s", (Jsonb("yes"),))
    house.advance_due()
    assert house.job(row["job_id"])["status"] == "succeeded"


def test_the_scheduler_does_it(house: House, fleet: Fleet) -> None:
    row = ask(house)
    change(house, row, at_expiry="'fail'", assignee="'ada'", remind_at=PAST, expires_at=PAST, claimed_until=PAST)
    fleet.scheduler()
    until(lambda: read(house, row)["status"] == "expired", "time has come")
    now = read(house, row)
    assert (now["assignee"], now["remind_at"]) == (None, None)
    house.advance_due()
    assert house.job(row["job_id"])["error"]["type"] == "NotAnswered"
