"""Each journey in each way: with a mouse, by keyboard alone, without JavaScript, on a phone, in the dark. To find a
question and to answer it, and to answer many, are in test_journeys and test_many."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Browser, expect

from tests.support.asked import ALL, EMAIL, batch
from tests.support.browsing import tab
from tests.support.by_hand import read, shaped
from tests.support.hands import Hands
from tests.support.house import House, Row
from tests.support.page import PASSWORD, Served

ITEMS = {
    "type": "object",
    "required": ["items"],
    "properties": {
        "items": {
            "title": "Items",
            "type": "array",
            "items": {
                "type": "object",
                "properties": {
                    "sku": {"type": "string", "title": "SKU"},
                    "parts": {
                        "title": "Parts",
                        "type": "array",
                        "items": {"type": "object", "properties": {"n": {"type": "integer", "title": "Count"}}},
                    },
                },
                "required": ["sku", "parts"],
            },
        }
    },
}


def visit(hands: Hands, row: Row) -> None:
    hands.at.open(f"/requests/{row['id']}")
    hands.at.sees("Your answer")


def send(hands: Hands, says: str = "Sent.") -> None:
    hands.press(hands.at.page.locator("#send"))
    hands.at.sees(says)


def deep_link(house: House, hands: Hands) -> None:
    """Nobody is logged in at first."""
    row = shaped(house, {"query": f"By a link, {hands.way}?"})
    hands.at.open(f"/requests/{row['id']}?kind=question")
    hands.fill(hands.at.page.get_by_label("Name"), f"{hands.way} person")
    hands.fill(hands.at.page.get_by_label("Password"), PASSWORD)
    hands.press(hands.at.button("Log in"))
    hands.at.lands(f"/requests/{row['id']}?kind=question")
    hands.fill(hands.at.page.locator("#text"), "yes")
    send(hands)
    now = read(house, row)
    assert (now["comment"], now["answered_by"]) == ("yes", f"{hands.way} person")


def edited(house: House, hands: Hands) -> None:
    row = shaped(house, batch((EMAIL, ALL)))
    visit(hands, row)
    hands.pick(hands.at.way("Edit"))
    hands.fill(hands.at.page.get_by_label("subject"), "Hello")
    send(hands, "What you changed")
    assert read(house, row)["status"] == "open", "it is seen first"
    hands.at.sees("Hello")
    send(hands)
    [decision] = read(house, row)["answer"]["decisions"]
    assert decision["edited_action"]["args"] == EMAIL["args"] | {"subject": "Hello"}


def nested_rows(house: House, hands: Hands) -> None:
    row = shaped(house, {"title": f"Rows, {hands.way}?"}, ITEMS)
    visit(hands, row)
    add = hands.at.button("Add one more")
    hands.press(add.last)
    hands.fill(hands.at.page.get_by_label("SKU"), "A-1")
    for n in range(3):
        hands.press(add.first)
        expect(hands.at.page.get_by_label("Count")).to_have_count(n + 1)
        hands.fill(hands.at.page.get_by_label("Count").last, str(n))
    hands.press(hands.at.button("Remove number 2").first)
    expect(hands.at.page.get_by_label("Count")).to_have_count(2)
    send(hands)
    assert read(house, row)["answer"] == {"items": [{"sku": "A-1", "parts": [{"n": 0}, {"n": 2}]}]}


def stale(house: House, hands: Hands) -> None:
    row = shaped(house, {"query": f"Too late, {hands.way}?"})
    visit(hands, row)
    hands.fill(hands.at.page.locator("#text"), "my own words")
    house.answer(row["id"], "first")
    if hands.at.has_scripts:
        hands.at.sees("The first answer counts.")
        expect(hands.at.page.locator("#send")).to_be_disabled()
        expect(hands.at.page.locator("#text")).to_have_value("my own words")
    else:
        send(hands, "The first answer counts.")
        expect(hands.at.page.locator("pre", has_text="my own words")).to_be_visible()
    assert read(house, row)["answer"] == "first"


def came_back(house: House, hands: Hands) -> None:
    row = shaped(house, {"title": f"Which code, {hands.way}?"}, {"type": "string", "pattern": "^a"})
    house.answer(row["id"], "b")
    house.advance_due()
    hands.at.open("/?all=1&back=1")
    hands.press(hands.at.page.locator(f'a[href^="/requests/{row["id"]}?"]'))
    hands.at.sees("An answer came back:")
    hands.fill(hands.at.page.locator(".answer-block :is(input, textarea)").first, "abc")
    send(hands)
    assert read(house, row)["answer"] == "abc"


def taken_and_put_off(house: House, hands: Hands) -> None:
    row = shaped(house, {"query": f"Later, {hands.way}?"})
    visit(hands, row)
    hands.press(hands.at.button("Take it"))
    hands.at.sees("You have it now.")
    hands.press(hands.at.page.locator("summary", has_text="Put it off"))
    hours = hands.at.page.locator("#hours")
    hands.choose(hours, hours.locator("option").nth(1).inner_text())
    hands.press(hands.at.button("Put off"))
    hands.at.sees("It is put off")
    now = read(house, row)
    assert now["assignee"] == f"{hands.way} person" and now["hidden_until"] is not None


def job(house: House, hands: Hands) -> None:
    row = shaped(house, {"query": f"Whose, {hands.way}?"})
    visit(hands, row)
    hands.press(hands.at.page.locator(f'a[href="/jobs/{row["job_id"]}"]'))
    hands.at.sees("How it spent its time")
    hands.press(hands.at.page.locator("summary", has_text="The same as a table"))
    expect(hands.at.page.get_by_role("rowheader", name="Waiting")).to_be_visible()
    hands.press(hands.at.page.locator("summary", has_text="Where it stands in its graph"))
    hands.at.sees("It waits for a person at")
    hands.press(hands.at.page.locator(f'a[href="/requests/{row["id"]}"]'))
    hands.at.sees("Your answer")


JOURNEYS: tuple[Callable[[House, Hands], None], ...] = (
    *(deep_link, edited, nested_rows, stale, came_back, taken_and_put_off, job),
)


@pytest.mark.parametrize(
    ("way", "look"),
    [("mouse", "desk"), ("keyboard", "desk"), ("no script", "plain"), ("phone", "phone"), ("dark", "dark")],
)
def test_each_journey(house: House, page: Served, browser: Browser, way: str, look: str) -> None:
    page.give_password(f"{way} person")
    with tab(browser, page, person=None, look=look) as at:
        for journey in JOURNEYS:
            journey(house, Hands(at, way))
            at.fits()
