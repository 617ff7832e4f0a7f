"""What became of questions, for who comes back after days."""

from __future__ import annotations

import re

from tests.support.by_hand import shaped
from tests.support.house import House
from tests.support.page import Served, Visitor
from tests.support.staff import change


def test_what_was_answered_came_back_and_ended_the_latest_first(house: House, page: Served, ada: Visitor) -> None:
    ada.get("/done")
    assert "Nothing yet." in ada.text
    mine, psql, gone = (shaped(house, {"query": f"Done {n}"}) for n in range(3))
    back = shaped(house, {"title": "Done 3"}, {"type": "string", "pattern": "^a"})
    ada.send(mine["id"], text="x")
    house.answer(psql["id"], "y")
    house.answer(back["id"], "b")
    house.advance_due()
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (gone["job_id"],))
    ada.get("/done")
    ids = [int(id) for id in re.findall(r'class="row" href="/requests/(\d+)"', ada.page.text)]
    assert ids == [gone["id"], back["id"], back["id"], psql["id"], mine["id"]]
    assert "answered by ada" in ada.text and "(sql)" in ada.text and "came back" in ada.text and "withdrawn" in ada.text
    ada.get("/done?tab=mine")
    assert re.findall(r'class="row" href="/requests/(\d+)"', ada.page.text) == [str(mine["id"])]


def test_pages_and_no_word_of_other_teams(house: House, ada: Visitor) -> None:
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('legal')")
    hidden = shaped(house, {"query": "a secret"})
    house.answer(hidden["id"], "z")
    change(house, hidden, team="'legal'")
    rows = [shaped(house, {"query": "paged"}) for _ in range(51)]
    for row in rows:
        house.answer(row["id"], "z")
    ada.get("/done")
    [more] = re.findall(r'href="([^"]*before=\d+)" rel="next"', ada.page.text)
    assert f'/requests/{rows[0]["id"]}"' not in ada.page.text and "secret" not in ada.page.text
    ada.get(more)
    assert f'/requests/{rows[0]["id"]}"' in ada.page.text and "secret" not in ada.page.text
    assert ada.get("/done?before=nonsense").status_code == 200
