"""What a screen reader is told of each page: headings in their order, a name for whatever can be used, what is wrong at
its field, and one place that speaks by itself."""

from __future__ import annotations

import re
from collections.abc import Callable
from itertools import pairwise

import pytest
from playwright.sync_api import Browser

from tests.support.asked import ALL, DELETE, EMAIL, ORDER, batch
from tests.support.browsing import Tab, tab
from tests.support.bulk import refunds
from tests.support.by_hand import shaped
from tests.support.house import House, Row
from tests.support.page import Served

#: Of what can be used, or is looked for in a list of such things.
_NAMED = (
    "textbox searchbox combobox radio checkbox button link table region navigation complementary columnheader rowheader"
)
#: What is wrong, and is said at no field; fields that are wrong, and do not say why.
_UNTIED = """() => {
  const described = [...document.querySelectorAll("[aria-describedby]")]
    .flatMap(each => each.getAttribute("aria-describedby").trim().split(/\\s+/));
  const said = [...document.querySelectorAll(".wrong")].map(each => each.id).filter(id => !described.includes(id));
  const invalid = [...document.querySelectorAll("[aria-invalid=true]")].filter(each =>
    !(each.getAttribute("aria-describedby") || "").split(/\\s+/).some(id => id.startsWith("wrong-")));
  const lost = described.filter(id => !document.getElementById(id));
  return [...said, ...lost, ...invalid.map(each => each.outerHTML.slice(0, 80))];
}"""
NO_ROWS = {
    "type": "object",
    "required": ["items", "who"],
    "properties": {
        "items": {
            "type": "array",
            "minItems": 1,
            "items": {"type": "object", "properties": {"n": {"type": "integer"}}},
        },
        "who": {"type": "object", "title": "Who", "minProperties": 1, "properties": {"name": {"type": "string"}}},
        "both": {
            "title": "Both",
            "type": "array",
            "prefixItems": [{"type": "integer"}, {"type": "integer"}],
            "items": False,
        },
    },
}


def tree(at: Tab) -> str:
    """Which is sound."""
    whole: str = at.page.locator("body").aria_snapshot()
    lines = [line.strip().removeprefix("- ").strip("'") for line in whole.splitlines()]
    levels = [int(found[1]) for line in lines if (found := re.match(r"heading .*\[level=(\d)\]", line))]
    assert levels[:1] == [1] and levels.count(1) == 1, levels
    assert all(after <= before + 1 for before, after in pairwise(levels)), levels
    nameless = [line for line in lines if re.match(rf"({_NAMED.replace(' ', '|')})(?! \")\b", line)]
    assert nameless == [], at.page.url
    assert at.page.evaluate(_UNTIED) == [], at.page.url
    speaking = at.page.locator("[role=status], [aria-live]:not([aria-live=off])")
    assert speaking.count() == 1 and lines.count("main:") == 1 and lines.count("banner:") == 1
    return whole


@pytest.fixture(scope="module")
def rows(house: House, page: Served) -> dict[str, Row]:
    house.answer(shaped(house, {"query": "Done"})["id"], "x")
    return {
        "call": shaped(house, batch((EMAIL, ALL))),
        "calls": shaped(house, batch((EMAIL, ALL), (DELETE, ["approve", "reject"]))),
        "order": shaped(house, {"title": "Refund?"}, ORDER),
        "rows": shaped(house, {"title": "Rows?"}, NO_ROWS),
        "text": shaped(house, {"query": "How warm?"}),
        "same": refunds(house, 1, 2)[0],
    }


def opened(name: str, *presses: str) -> Callable[[Tab, dict[str, Row]], None]:
    """The page of a question, with what is chosen on it and sent."""

    def open_it(at: Tab, rows: dict[str, Row]) -> None:
        at.open(f"/requests/{rows[name]['id']}")
        for press in presses:
            (at.button(press) if press in ("Send", "Add one more") else at.way(press)).first.click()
        if "Send" in presses:
            at.sees("Nothing was sent.")

    return open_it


def many(at: Tab, rows: dict[str, Row]) -> None:
    at.open("/?all=1&q=refund")
    for box in at.page.locator(".pick input[name=id]").all():
        box.check()
    at.button("Answer…").click()
    at.sees("Answer 2 together")


def many_wrong(at: Tab, rows: dict[str, Row]) -> None:
    many(at, rows)
    at.button("Send").click()
    at.sees("Nothing was sent.")


def of_done(at: Tab, rows: dict[str, Row]) -> None:
    """Twice, so that there is what was before, too."""
    for _ in range(2):
        at.open("/done")


#: Pages, with what is in each tree.
PAGES: dict[str, tuple[Callable[[Tab, dict[str, Row]], None], list[str]]] = {
    "list": (
        lambda at, rows: at.open("/?all=1"),
        ['heading "Inbox" [level=1]', 'searchbox "Search by number', 'checkbox "Select #', 'navigation "Lists"'],
    ),
    "question": (
        opened("call", "Reject"),
        ['heading "What will happen from code" [level=2]', 'group "Choose one"', 'textbox "Why', 'button "Send"'],
    ),
    "edit": (opened("call", "Edit"), ['textbox "subject', 'radio "Edit" [checked]']),
    "nothing chosen": (opened("calls", "Each by itself", "Send"), ["alert:", 'link "', 'group "2. delete_file"']),
    "form": (opened("order", "Add one more", "Send"), ['textbox "Amount" [invalid]', "alert:", 'group "How to pay"']),
    "rows": (opened("rows", "Send"), ["alert:", 'group "items"', 'group "Who"']),
    "text": (opened("text", "Send"), ['textbox "Your answer" [invalid]', "alert:"]),
    "many": (many, ['region "What differs"', 'columnheader "order"', 'checkbox "Answer #', 'textbox "Type 2 to say']),
    "many, wrong": (many_wrong, ["alert:", 'textbox "Type 2 to say that you mean all that are ticked" [invalid]']),
    "done": (of_done, ['heading "Done" [level=1]', "listitem:", "answered by"]),
    "overview": (lambda at, rows: at.open("/overview"), ['table "For whom"', 'rowheader "Anybody"', 'region "Waiting']),
    "job": (
        lambda at, rows: at.open(f"/jobs/{rows['text']['job_id']}"),
        ['heading "What it asked" [level=2]', 'region "How it spent', 'link "Question How warm?'],
    ),
    "help": (lambda at, rows: at.open("/help"), ['checkbox "Turn all of these keys off', 'table "What each key does"']),
    "nowhere": (lambda at, rows: at.open("/nothing"), ['link "Go to the inbox"']),
}  # fmt: skip


def test_each_page_is_told_in_order(house: House, page: Served, browser: Browser, rows: dict[str, Row]) -> None:
    with tab(browser, page) as at:
        for name, (open_it, parts) in PAGES.items():
            open_it(at, rows)
            is_there = at.page.evaluate("document.activeElement.matches('[role=alert]')")
            for summary in at.page.locator("main summary").all():
                if summary.is_visible():
                    summary.click()
            told = tree(at)
            assert [part for part in parts if part not in told] == [], (name, told)
            assert is_there == ("alert:" in told), f"{name}: what is wrong is where one is"


def test_news_are_said_once_where_nothing_else_is(
    house: House, page: Served, browser: Browser, rows: dict[str, Row]
) -> None:
    with tab(browser, page) as at:
        at.open(f"/requests/{rows['text']['id']}")
        assert at.page.get_by_role("status").inner_text() == ""
        house.answer(rows["text"]["id"], "x")
        at.sees("The first answer counts.")
        assert at.page.get_by_role("status").inner_text().count("The first answer counts.") == 1
        assert at.page.get_by_role("status").get_attribute("aria-live") in (None, "polite")
