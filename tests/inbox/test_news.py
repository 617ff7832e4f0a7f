"""What changes while a page is open is told on it, and moves nothing under a finger."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from playwright.sync_api import Browser

from tests.support.browsing import tab
from tests.support.by_hand import shaped
from tests.support.house import House
from tests.support.page import Served, Visitor
from tests.support.staff import change

#: Milliseconds after which a page that is open has asked.
SOON = 17_000


def test_new_ones_are_announced_above_the_list(house: House, page: Served, browser: Browser) -> None:
    shaped(house, {"query": "Told of: one"})
    with tab(browser, page) as ada:
        ada.page.clock.install()
        ada.open("/?q=told of")
        ada.sees("Told of: one")
        shaped(house, {"query": "Told of: two"})
        shaped(house, {"query": "Something else"})
        ada.page.clock.fast_forward(SOON)
        ada.sees("1 new: show")
        assert not ada.page.get_by_text("Told of: two").count()
        assert ada.page.locator("#live").text_content() == "1 new: show"
        ada.look("new")
        ada.page.get_by_role("link", name="1 new: show").click()
        ada.sees("Told of: two")


def test_who_looks_at_a_question_hears_that_it_was_answered(house: House, page: Served, browser: Browser) -> None:
    row = shaped(house, {"query": "How warm?"})
    with tab(browser, page) as ada:
        ada.page.clock.install()
        ada.open(f"/requests/{row['id']}")
        ada.page.locator("#text").fill("as I was saying")
        with page.visitor("bob") as bob:
            bob.send(row["id"], text="cold")
        ada.page.clock.fast_forward(SOON)
        ada.sees("bob has answered this.")
        assert ada.page.locator("#text").input_value() == "as I was saying"
        assert ada.button("Send").is_disabled()
        ada.look("answered-meanwhile")


def test_other_words_and_ends_are_told_and_other_teams_questions_are_not(house: House, ada: Visitor) -> None:
    row = shaped(house, {"query": "How warm?"})
    ada.get(f"/requests/{row['id']}")
    path = f"/requests/{row['id']}/news?asked={ada.hidden()['asked']}"
    assert ada.get(path).json() == {"say": ""}
    change(house, row, title="'How cold?'")
    assert "other words" in ada.get(path).json()["say"] and ada.get(path).json()["send"]
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (row["job_id"],))
    assert "withdrawn" in ada.get(path).json()["say"]
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('legal')")
    change(house, row, team="'legal'")
    assert ada.get(path).status_code == 403
    assert ada.get("/requests/99999999/news").json() == {"say": ""}
    assert ada.get("/news?since=nonsense").status_code == 400
    shaped(house, {"query": "Another"})
    old = (datetime.now(UTC) - timedelta(days=1)).isoformat()
    assert ada.get("/news", params={"since": old, "all": "1"}).json()["say"].endswith("new: show")


def test_a_page_that_asks_by_itself_does_not_keep_its_person_logged_in(house: House, ada: Visitor) -> None:
    house.db.execute("UPDATE adjourn.sessions SET seen_at = now() - interval '7 hours' WHERE person = 'ada'")
    assert ada.get("/news", params={"since": datetime.now(UTC).isoformat()}).status_code == 200
    house.db.execute("UPDATE adjourn.sessions SET seen_at = seen_at - interval '2 hours' WHERE person = 'ada'")
    assert ada.get("/").status_code == 401
