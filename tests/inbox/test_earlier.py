"""Beside a question stand the answers to those like it that were asked before, as far as somebody may see them."""

from __future__ import annotations

from tests.support.asked import ALL, batch
from tests.support.by_hand import read, shaped
from tests.support.crowd import copy
from tests.support.house import House, Row
from tests.support.page import Served, Visitor
from tests.support.staff import change


def pay(house: House, to: str, amount: int = 5, tool: str = "pay") -> Row:
    return shaped(house, batch(({"name": tool, "args": {"to": to, "amount": amount}}, ALL)))


def answer(house: House, row: Row, choice: str, comment: str | None = None) -> Row:
    sql = "UPDATE adjourn.human_requests SET choice = %s, comment = %s WHERE id = %s"
    house.db.execute(sql, (choice, comment, row["id"]))
    return read(house, row)


def part(ada: Visitor, row: Row) -> str:
    ada.get(f"/requests/{row['id']}")
    text = ada.text
    return text[text.index("Earlier cases") : text.index("Job 0")] if "Earlier cases" in text else ""


def test_the_last_five_that_have_most_in_common(house: House, ada: Visitor) -> None:
    for n in range(5):
        answer(house, pay(house, "bob", n), "approve")
    known = answer(house, pay(house, "ada", 7), "reject", "She was paid twice.")
    answer(house, pay(house, "ada", 8, tool="thank"), "approve")
    told = part(ada, pay(house, "ada", 9))
    assert "Earlier cases 5" in told
    assert told.index(f"#{known['id']} Allow pay?") < told.index("same tool pay")
    assert "reject : She was paid twice. same tool pay , to ada" in told
    assert part(ada, pay(house, "eve", 11, tool="blame")) == "", "nothing is equal"
    assert part(ada, shaped(house, {"query": "How warm?"})) == ""


def test_of_another_team_nothing_is_told(house: House, page: Served, ada: Visitor) -> None:
    secret = answer(house, pay(house, "mallory", 77), "reject", "A secret of legal.")
    row = pay(house, "mallory", 78)
    assert "A secret of legal." in part(ada, row)
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('legal') ON CONFLICT DO NOTHING")
    change(house, secret, team="'legal'")
    assert "secret" not in ada.get(f"/requests/{row['id']}").text
    house.db.execute("INSERT INTO adjourn.members (person, team, may) VALUES ('ada', 'legal', 'look')")
    assert "A secret of legal." in part(ada, row)


def test_beside_many_answers_it_reads_no_more_than_the_last(house: House, ada: Visitor) -> None:
    row = pay(house, "olga")
    copy(house, row, 30_000, status="'resumed'", answer="'1'", answered_by="'bob'",
         answered_at="now() - n * interval '1 s'", resumed_at="now()", closed_at="now()")  # fmt: skip
    house.db.execute("ANALYZE adjourn.human_requests")
    explain = "EXPLAIN (ANALYZE, BUFFERS, FORMAT json) SELECT * FROM adjourn.answered_before(%s, 100)"
    [plan] = house.db.execute(explain, (row["id"],)).fetchall()
    found = plan["QUERY PLAN"][0]["Plan"]
    assert found["Shared Hit Blocks"] + found["Shared Read Blocks"] < 5000
