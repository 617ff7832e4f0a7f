"""What became of questions, for who comes back after days."""

from __future__ import annotations

import re

from playwright.sync_api import Browser

from tests.support.browsing import tab
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


def test_since_the_last_visit_first_until_an_hour_without_one(house: House, page: Served, browser: Browser) -> None:
    old, new = (shaped(house, {"query": f"{word} visit"}) for word in ("Before the", "Since the"))
    with page.visitor("kim") as kim:
        house.answer(old["id"], "x")
        kim.get("/done")
        assert "Since your last visit" not in kim.text, "it is the first"
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute("UPDATE adjourn.events SET at = now() - interval '3 days'")
        house.db.execute("UPDATE adjourn.visits SET seen_at = now() - interval '2 days' WHERE person = 'kim'")
    house.answer(new["id"], "x")
    with page.visitor("kim") as kim:
        for _ in range(2):
            kim.get("/done")
            since, _, before = kim.text.partition(" Before ")
            assert "Since your last visit, 2 d ago" in since
            assert "Since the visit" in since and "Before the visit" not in since and "Before the visit" in before
        kim.get("/done?tab=mine")
        assert "Nothing was answered by you, came back or ended." in kim.text
    with tab(browser, page, "kim") as at_desk:
        at_desk.open("/done")
        at_desk.look_around("since")
