"""Each page in each state: nothing bars anybody from it (axe), on a phone nothing is cut, and it has a picture."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator

import pytest
from playwright.sync_api import Browser

from tests.support.asked import ALL, DELETE, LONG, ORDER, SAID, batch, inbox
from tests.support.browsing import Tab, tab
from tests.support.bulk import refunds
from tests.support.by_hand import shaped, write
from tests.support.house import House, Row
from tests.support.page import Served
from tests.support.staff import change


@pytest.fixture(scope="module")
def rows(house: House, page: Served) -> dict[str, Row]:
    email = {"name": "send_email", "args": {"to": "ada@example.org", "amount": 1250.1, "urgent": True, "body": LONG}}
    both = (
        (email | {"description": "This is a routine mail, please approve quickly."}, ALL),
        (DELETE, ["approve", "reject"]),
    )
    asked = {
        "call": shaped(house, batch((both[0][0], ALL))),
        "calls": shaped(house, batch(*both)),
        "inbox": shaped(house, [inbox(accept=True, edit=True, respond=True, ignore=True)]),
        "prose": shaped(house, batch((email | {"description": SAID}, ALL))),
        "question": shaped(house, {"query": "How warm may it be washed?"}),
        "options": shaped(house, {"question": "Which side?", "options": ["left", "right"], "order": "A-1"}),
        "anything": shaped(house, [1, {"a": [1.10, None, "x"]}]),
        "order": shaped(house, {"title": "Refund order 4701?", "who": "Ada Lovelace", "doubts": ["no photo"]}, ORDER),
        "came back": shaped(house, {"title": "Which code?"}, {"type": "string", "pattern": "^a"}),
        "late": shaped(house, {"query": "Overdue"}),
        "odd": shaped(house, batch(({"name": "send_email", "args": {"to": "ad\u200ba@ex\u0430mple.org"}}, ALL))),
        "taken": shaped(house, {"query": "Bob has this"}),
        "gone": shaped(house, {"query": "Gone"}),
    }  # fmt: skip
    talk = [{"by": "human", "text": "Where is my money?"}, {"by": "ai", "text": SAID, "more": 120}]
    state = [{"name": "messages", "said": talk, "earlier": 3}, {"name": "order/note", "said": [{"text": "fragile"}]}]
    change(house, asked["inbox"], shown=f"$_${json.dumps(state)}$_$")
    amount = {"value": "/action_requests/0/args/amount", "limit": "500.00"}
    change(house, asked["calls"], policy=f"'{json.dumps({'amount': amount})}'")
    refunds(house, 18.5, 22, 19.9, 1250.1, 20, 21, why="The lamp came broken, and nobody answered. " * 4)
    refunds(house, 3, to="ad\u200ba")
    for choice, comment in (("approve", None), ("reject", "Paid twice.")):
        case = shaped(house, batch((email, ALL)))
        write(house, case, "choice = %s, comment = %s", choice, comment)
    house.answer(asked["came back"]["id"], "b")
    job = house.run("gated", {"log": []})
    [asked["breakpoint"]] = house.requests(job["id"], "open")
    house.advance_due()
    change(house, asked["late"], due_at="now() - interval '3 hours'", priority="5")
    change(house, asked["options"], due_at="now() + interval '50 minutes'")
    house.db.execute("INSERT INTO adjourn.people (name) VALUES ('bob'), ('kim') ON CONFLICT DO NOTHING")
    change(house, asked["taken"], assignee="'bob'")
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (asked["gone"]["job_id"],))
    house.db.execute("INSERT INTO adjourn.notes (request_id, text) VALUES (%s, 'Ask Kim.')", (asked["call"]["id"],))
    return asked


def filled(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open(f"/requests/{rows['call']['id']}")
    ada.way("Edit").check()
    ada.page.get_by_label("body").fill(LONG.replace("another one", "two").replace("Olga", "Bob"))


def changed(ada: Tab, rows: dict[str, Row]) -> None:
    filled(ada, rows)
    ada.button("Send").click()
    ada.sees("What you changed")


def complaints(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open(f"/requests/{rows['order']['id']}")
    ada.button("Add one more").click()
    ada.page.get_by_label("Amount").fill("12,50")
    ada.button("Send").click()
    ada.sees("Nothing was sent.")


def undecided(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open(f"/requests/{rows['calls']['id']}")
    ada.page.get_by_label("Each by itself").check()
    ada.button("Send").click()
    ada.sees("Choose what to do with call 2.")


def over_bob(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open(f"/requests/{rows['taken']['id']}")
    ada.page.locator("#text").fill("warm")
    ada.button("Send").click()
    ada.sees("bob has this question.")


def taken(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open(f"/requests/{rows['question']['id']}")
    if ada.button("Take it").count():
        ada.button("Take it").click()
    ada.page.get_by_text("Give it to somebody").click()
    ada.page.get_by_text("Put it off", exact=True).click()


def reworded(ada: Tab, rows: dict[str, Row]) -> None:
    """What was drawn before is what the page brings back."""
    ada.open(f"/requests/{rows['question']['id']}")
    was = json.dumps({"title": "", "question": json.dumps({"query": "How cold may it be washed, and how long?"})})
    for name, value in (("was", was), ("asked", "another")):
        ada.page.evaluate(
            "([name, value]) => { document.querySelector(`[name=${name}]`).value = value; }", [name, value]
        )
    ada.page.locator("#text").fill("At 30 degrees.")
    ada.button("Send").click()
    ada.sees("What is asked otherwise now")


def stands(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open(f"/requests/{rows['inbox']['id']}")
    for summary in ada.page.locator(".state > summary").all():
        summary.click()
    ada.sees("3 earlier ones left out")


def selected(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open("/?all=1&q=refund")
    for box in ada.page.locator(".pick input[name=id]").all():
        box.check()


def many(ada: Tab, rows: dict[str, Row]) -> None:
    selected(ada, rows)
    ada.button("Answer…").click()
    ada.sees("Answer 6 together")


def many_wrong(ada: Tab, rows: dict[str, Row]) -> None:
    many(ada, rows)
    ada.way("Reject").check()
    ada.page.get_by_label("that you mean all").fill("60")
    ada.button("Send").click()
    ada.sees("You typed 60")


def none_of_many(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open("/?all=1")
    for name in ("calls", "order"):
        ada.page.get_by_label(f"Select #{rows[name]['id']}", exact=True).check()
    ada.button("Answer…").click()
    ada.sees("None of these 2")


def earlier_cases(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open(f"/requests/{rows['odd']['id']}")
    ada.page.get_by_text("Earlier cases").click()
    ada.sees("Paid twice.")


def too_late(ada: Tab, rows: dict[str, Row]) -> None:
    ada.open(f"/requests/{rows['gone']['id']}")
    ada.sees("Nothing to do here.")


def at(name: str) -> Callable[[Tab, dict[str, Row]], None]:
    return lambda ada, rows: ada.open(f"/requests/{rows[name]['id']}")


def opened(path: str) -> Callable[[Tab, dict[str, Row]], None]:
    return lambda ada, rows: ada.open(path)


STATES: dict[str, Callable[[Tab, dict[str, Row]], None]] = {
    "list": opened("/?all=1"),
    "empty": opened("/?q=nothing+like+it"),
    "mine": opened("/?tab=mine"),
    "help": opened("/help"),
    "done": opened("/done"),
    "no page": opened("/nothing"),
    "job": lambda ada, rows: ada.open(f"/jobs/{rows['call']['job_id']}"),
    **{name: at(name) for name in ("call", "calls", "inbox", "prose", "question", "options", "anything", "order")},
    **{name: at(name) for name in ("came back", "odd", "breakpoint")},
    "edit": filled,
    "difference": changed,
    "complaints": complaints,
    "undecided": undecided,
    "over somebody": over_bob,
    "taken": taken,
    "selected": selected,
    "many": many,
    "many wrong": many_wrong,
    "none of many": none_of_many,
    "reworded": reworded,
    "earlier cases": earlier_cases,
    "where it stands": stands,
    "gone": too_late,
}  # fmt: skip


@pytest.fixture(scope="module")
def ada_at(page: Served, browser: Browser) -> Iterator[Tab]:
    with tab(browser, page) as ada:
        yield ada


@pytest.mark.parametrize("state", STATES)
def test_a_page_in_a_state(ada_at: Tab, rows: dict[str, Row], state: str) -> None:
    STATES[state](ada_at, rows)
    ada_at.look_around(state.replace(" ", "-"))


@pytest.mark.parametrize("look", ["desk", "phone", "narrow"])
def test_the_login(page: Served, browser: Browser, look: str) -> None:
    with tab(browser, page, person=None, look=look) as stranger:
        stranger.open("/login")
        stranger.look(f"login-{look}")
        stranger.page.get_by_label("Password").fill("wrong")
        stranger.button("Log in").click()
        stranger.sees("This is not the token")
        stranger.look(f"login-wrong-{look}")
