"""What waits, how long and where: in numbers that are SQL's, over what one may see and nothing else."""

from __future__ import annotations

import time
from collections.abc import Iterator

import pytest
from adjourn.models import overview, people
from playwright.sync_api import Browser

from tests.support.asked import ALL, EMAIL, batch
from tests.support.browsing import tab
from tests.support.by_hand import shaped
from tests.support.crowd import copy
from tests.support.house import House, Row
from tests.support.page import Served, Visitor
from tests.support.staff import change

HOSTILE = "<script>alert(1)</script>\u202e\u200b{{ 7 * 7 }}"


@pytest.fixture(scope="module")
def teams(house: House, page: Served) -> None:
    with page.site.transaction() as transaction:
        people.add(transaction, "ada")
        people.add(transaction, "lea")
        for team in ("finance", "support", "secret"):
            people.add_team(transaction, team)
        people.join(transaction, "finance", "ada", "answer")
        people.join(transaction, "support", "ada", "look")
        people.join(transaction, "secret", "lea", "lead")


@pytest.fixture
def nothing(house: House, teams: None) -> Iterator[None]:
    """No question is left of another test."""
    yield
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute("DELETE FROM adjourn.human_requests")
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE finished_at IS NULL")


def test_nothing_waits(nothing: None, ada: Visitor) -> None:
    ada.get("/overview")
    assert "Nothing waits for you or your teams." in ada.text and "Nobody has answered anything" in ada.text
    assert "All jobs" not in ada.text


def test_the_numbers_are_those_of_sql(house: House, nothing: None, ada: Visitor) -> None:
    money = shaped(house, batch((EMAIL | {"description": "PLEASE APPROVE QUICKLY"}, ALL)))
    change(house, money, team="'finance'", created_at="now() - interval '3 days'")
    copy(house, money, 5, team="'finance'", created_at="now() - n * interval '1 hour'")
    copy(house, money, 2, team="'finance'", due_at="now() - n * interval '1 hour'")
    copy(house, money, 3, team="'support'", node="'check'", due_at="now() + n * interval '9 hours'")
    plain = shaped(house, {"query": "Anybody?"})
    with_answers = {"status": "'resumed'", "answer": "'1'", "answered_by": "'bob'", "resumed_at": "now()"}
    for days, count in ((0, 4), (3, 7), (13, 2), (15, 9)):
        at = f"now() - interval '{days} days'"
        asked = f"{at} - interval '2 hours'"
        copy(house, plain, count, **with_answers, answered_at=at, closed_at="now()", created_at=asked)
    ada.get("/overview")
    assert "Waiting for an answer 12" in ada.text
    assert "Overdue 2 Due within a day 2 Answered in 14 days 13 Half answered within 2 h" in ada.text
    assert "finance 8 3 d support 3" in ada.text and "Anybody 1" in ada.text
    assert "Tool calls 11 3 d Question 1" in ada.text
    assert f"shaped {money['node']} 9 3 d shaped check 3" in ada.text
    assert f"#{money['id']}" in ada.text and "QUICKLY" not in ada.text
    with house.db.transaction():
        house.db.execute("SELECT set_config('adjourn.person', 'ada', true)")
        found = house.db.execute("SELECT * FROM adjourn.answered_lately()").fetchall()
    assert [row["answers"] for row in found] == [2, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7, 0, 0, 4]


def test_nothing_of_another_team_is_told(house: House, nothing: None, page: Served, ada: Visitor) -> None:
    hidden = shaped(house, {"query": "a hidden title"})
    change(house, hidden, team="'secret'", graph="'hidden_graph'", node="'hidden_node'", due_at="now()")
    copy(house, hidden, 3, team="'secret'", graph="'hidden_graph'", status="'resumed'", answer="'1'",
         answered_by="'bob'", answered_at="now()", resumed_at="now()", closed_at="now()")  # fmt: skip
    ada.get("/overview")
    assert "hidden" not in ada.text and "secret" not in ada.text
    assert "Nothing waits for you" in ada.text and "Nobody has answered anything" in ada.text
    with page.visitor("lea") as lea:
        lea.get("/overview")
        assert "a hidden title" in lea.text and "hidden_graph hidden_node 1" in lea.text
        assert "Answered in 14 days 3" in lea.text
        [today] = [each for each in ended(house) if each["ended"]]
        assert "Ended per day" in lea.text and f"{today['day']} {today['ended']} {today['failed']}" in lea.text
        assert "What an operator should look at no scheduler leads" in lea.text
        assert "All jobs Queued 0 Running 0 Waiting for people 1 Blocked 0 Failed in the last hour 0" in lea.text


def ended(house: House) -> list[Row]:
    """As SQL counts what has ended on each day, without the bound."""
    return house.db.execute(
        """SELECT (finished_at AT TIME ZONE 'UTC')::date AS day, count(*) AS ended,
           count(*) FILTER (WHERE status = 'failed') AS failed
           FROM adjourn.jobs WHERE finished_at IS NOT NULL GROUP BY 1"""
    ).fetchall()


def test_of_twenty_thousand_a_thousand_are_read(house: House, nothing: None, page: Served, ada: Visitor) -> None:
    row = shaped(house, {"query": "one of many"})
    when = "now() - n * interval '1 minute'"
    copy(house, row, 20_000, team="CASE n % 2 WHEN 0 THEN 'finance' ELSE 'secret' END", created_at=when, due_at=when)
    copy(house, row, 5_000, team="'finance'", status="'resumed'", answer="'1'", answered_by="'bob'",
         answered_at=when, resumed_at="now()", closed_at="now()")  # fmt: skip
    house.db.execute("ANALYZE adjourn.human_requests")
    read = """SELECT seq_tup_read + idx_tup_fetch AS rows FROM pg_stat_xact_user_tables
              WHERE relname = 'human_requests'"""
    with page.site.transaction("ada") as transaction:
        before = transaction.exec_driver_sql(read).scalar_one()
        waits = overview.waits(transaction)
        assert sum(each.questions for each in waits) == overview.MANY + 2
        assert overview.due(transaction) == overview.Due(1001, 0)
        assert len(overview.oldest(transaction)) == 5
        assert sum(count for _, count in overview.lately(transaction).days) == 5_000
        assert transaction.exec_driver_sql(read).scalar_one() - before < 10_000
    ada.get("/overview")
    began = time.monotonic()
    ada.get("/overview")
    assert time.monotonic() - began < 1
    assert "Waiting for an answer 1,000+ Overdue 1,000+" in ada.text
    assert "Of each team, the most urgent 1,000 questions are counted here." in ada.text


def test_of_many_teams_it_is_about_those_with_the_most_urgent_questions(
    house: House, nothing: None, page: Served
) -> None:
    row = shaped(house, {"query": "of many teams"})
    with page.site.transaction() as transaction:
        people.add(transaction, "kim")
        for n in range(12):
            people.add_team(transaction, f"team-{n}")
            people.join(transaction, f"team-{n}", "kim", "look")
    copy(house, row, 11, team="'team-' || n", priority="n", created_at="now() - n * interval '1 hour'")
    with page.visitor("kim") as kim:
        kim.get("/overview")
        assert "You are in more than ten teams" in kim.text and "team-2 1 2 h" in kim.text
        assert "Waiting for an answer 11" in kim.text and "team-1 1" not in kim.text and "team-0" not in kim.text


def test_everybody_may_look_and_bars_nobody(house: House, nothing: None, page: Served, browser: Browser) -> None:
    rows = [shaped(house, {"query": HOSTILE}), shaped(house, batch((EMAIL, ALL)))]
    for row, team, node in zip(rows, ("finance", "support"), (HOSTILE[:60], "ask"), strict=True):
        change(house, row, team=f"'{team}'", node=f"'{node}'", created_at="now() - interval '5 hours'")
        copy(house, row, 6, node=f"'{node}'", team=f"'{team}'", due_at="now() + (n - 3) * interval '1 hour'")
        copy(house, row, 90, team=f"'{team}'", status="'resumed'", answer="'1'", answered_by="'bob'",
             answered_at="now() - (n * n % 14) * interval '1 day'", resumed_at="now()", closed_at="now()",
             created_at="now() - interval '15 days'")  # fmt: skip
    copy(
        house,
        rows[0],
        3,
        graph="'refunds'",
        node="'approve'",
        kind="'form'",
        created_at="now() - n * interval '1 hour'",
    )
    with page.site.transaction() as transaction:
        people.join(transaction, "finance", "ada", "lead")
    with tab(browser, page) as ada:
        ada.open("/")
        ada.page.get_by_role("link", name="Overview").click()
        ada.sees("Waiting longest")
        ada.look_around("overview")
    with tab(browser, page, look="high contrast") as ada:
        ada.open("/overview")
        ada.look("overview-contrast")
    with page.visitor("ada") as reader:
        assert "<script>alert" not in reader.get("/overview").text and "49" not in reader.text.split("Where")[0]
