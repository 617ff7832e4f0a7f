"""The inbox in SQL: a page at a time in order of urgency, what is looked for, and how little is read for it."""

from __future__ import annotations

import json
from typing import Any

import pytest

from tests.support.by_hand import REFUSALS, ask
from tests.support.house import House, Row
from tests.support.staff import Login, change

_FOUND = "SELECT id FROM adjourn.inbox_of(%s, %s, %s, %s)"
#: How a copy of one question gets to be 6,000, of sixty teams and of none.
_COPIES = """
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE
SELECT copy.* FROM adjourn.human_requests one, generate_series(1, 6000) n, jsonb_populate_record(one,
  jsonb_build_object(
  'id', 1000 + n, 'job_id', md5(n::text), 'thread_id', n::text, 'title', 'No ' || n, 'priority', n %% 7,
  'team', CASE WHEN n %% 60 > 0 THEN 'team ' || n %% 60 END, 'due_at', now() + n %% 11 * interval '1 day')) copy
WHERE one.id = %s"""


def found(
    login: Login, tab: str = "all", after: list[Any] | None = None, at_most: int = 50, **filter: Any
) -> list[int]:
    given = (tab, json.dumps(filter), json.dumps(after) if after else None, at_most)
    return [row["id"] for row in login.execute(_FOUND, given)]


@pytest.fixture
def asked(house: House) -> list[int]:
    """The most urgent first."""
    rows = [ask(house) for _ in range(6)]
    urgency: list[tuple[int, str]] = [
        (9, "NULL"),
        (2, "now() - interval '1 day'"),
        (2, "now() + interval '2 hours'"),
        (2, "now() + interval '3 days'"),
        (2, "NULL"),
        (-5, "now()"),
    ]
    for row, (priority, due) in zip(rows, urgency, strict=True):
        change(house, row, priority=str(priority), due_at=due)
    return [row["id"] for row in rows]


def test_page_after_page_each_question_comes_once_in_order_of_urgency(
    house: House, staff: dict[str, Login], asked: list[int]
) -> None:
    for at, team in ((1, "finance"), (2, "legal"), (4, "finance")):
        change(house, {"id": asked[at]}, team=f"'{team}'")
    for login, seen in ((house.db, asked), (staff["ada"], asked)):
        pages: list[int] = []
        place: list[Any] | None = None
        query = "SELECT jsonb_build_array(priority, due_at, id) AS place FROM adjourn.human_requests WHERE id = %s"
        while page := found(login, after=place, at_most=2):
            pages += page
            place = login.execute(query, (page[-1],)).fetchall()[0]["place"]
        assert pages == seen
        before = "SELECT id FROM adjourn.inbox_of(after => %s, backwards => true)"
        assert [row["id"] for row in login.execute(before, (json.dumps(place),))] == seen[-2::-1], "the nearest first"


def test_what_is_looked_for_is_found(house: House, staff: dict[str, Login], asked: list[int]) -> None:
    one, two, three, *_ = asked
    change(house, {"id": one}, kind="'form'", title="'Sure: 100%% _x_?'", answer_error="'no'")
    change(house, {"id": two}, team="'finance'", node="'other'", assignee="'ada'")
    change(house, {"id": three}, team="'finance'", assignee="'ada'", hidden_until="now() + interval '1 hour'")
    ada = staff["ada"]
    assert found(ada, kind="form") == found(ada, came_back=True) == [one]
    assert found(ada, team="finance") == [two, three]
    assert found(ada, node="other") == found(ada, "mine") == [two], "what he has put off is not there"
    assert found(ada, due="over") == [two, asked[5]]
    assert found(ada, due="soon") == [two, three, asked[5]]
    for words in ("sure", "SURE: 100% _", f"#{one}", str(one)):
        assert found(ada, search=words) == [one]
    for words in ("100%", "%", "s_re", "\\", "'; DROP TABLE adjourn.jobs; --", "999999999999999999"):
        assert found(ada, search=words) == []
    [job] = house.db.execute("SELECT job_id::text AS id FROM adjourn.human_requests WHERE id = %s", (one,)).fetchall()
    assert found(ada, job=job["id"]) == [one]
    assert found(ada, search="") == found(ada, team=None) == asked
    [count] = ada.execute("SELECT adjourn.inbox_count() AS all, adjourn.inbox_count(at_most => 2) AS two").fetchall()
    assert count == {"all": len(asked), "two": 2}


@pytest.mark.parametrize(
    ("arguments", "said"),
    [("'yours'", "there is no tab yours"), ("'all', '{\"colour\": 1}'", "there is no filter colour")],
)
def test_what_there_is_not_to_look_for_is_said(house: House, arguments: str, said: str) -> None:
    with pytest.raises(REFUSALS, match=said) as error:
        house.db.execute(f"SELECT * FROM adjourn.inbox_of({arguments})")
    assert "came_back" in (error.value.diag.message_hint or "")


@pytest.fixture
def many(house: House) -> House:
    house.db.execute("INSERT INTO adjourn.teams SELECT 'team ' || n FROM generate_series(1, 59) n")
    row: Row = ask(house)
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute(_COPIES, (row["id"],))
    house.db.execute("VACUUM ANALYZE adjourn.human_requests")
    return house


def rows_read(login: Login, query: str) -> int:
    count = """SELECT (seq_tup_read + coalesce(idx_tup_fetch, 0))::int AS count FROM pg_stat_xact_user_tables
        WHERE relname = 'human_requests'"""
    with login.transaction():
        before = login.execute(count).fetchall()[0]["count"]
        login.execute(query).fetchall()
        return int(login.execute(count).fetchall()[0]["count"] - before)


def test_a_page_reads_little_more_than_it_shows(many: House, staff: dict[str, Login]) -> None:
    """Of 6,000 questions. Who sees all teams: a page of each."""
    many.db.execute("INSERT INTO adjourn.members VALUES ('ada', 'team 7', 'answer')")
    many.db.execute("ALTER TABLE adjourn.human_requests ENABLE ROW LEVEL SECURITY")
    for login, teams in ((many.db, 60), (staff["ada"], 1)):
        for arguments in ("", 'filter => \'{"team": "team 7"}\'', "after => '[3, null, 4000]'"):
            read = rows_read(login, f"SELECT id FROM adjourn.inbox_of({arguments})")
            assert 10 <= read <= 50 * (teams + 2), arguments
        for arguments in ('filter => \'{"kind": "form", "team": "team 7"}\'', "filter => '{\"came_back\": true}'"):
            assert rows_read(login, f"SELECT id FROM adjourn.inbox_of({arguments})") <= 110, arguments
        assert rows_read(login, 'SELECT id FROM adjourn.inbox_of(filter => \'{"search": "4007"}\')') <= teams + 4
        assert rows_read(login, "SELECT adjourn.inbox_count(at_most => 100)") <= 110
