"""What people do at a browser: by mouse, by keyboard alone, on a phone, in the dark, without JavaScript."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser, expect

from tests.support.asked import ALL, EMAIL, batch
from tests.support.browsing import LOOKS, tab
from tests.support.by_hand import read, shaped
from tests.support.house import House
from tests.support.page import PASSWORD, Served


@pytest.mark.parametrize("look", LOOKS)
def test_one_opens_decides_and_the_next_one_opens(house: House, page: Served, browser: Browser, look: str) -> None:
    call = EMAIL | {"name": f"send_{look.replace(' ', '_')}"}
    first, second = (shaped(house, batch((call, ALL))) for _ in range(2))
    with tab(browser, page, look=look) as ada:
        ada.open("/?kind=tool_batch")
        ada.page.locator(f'a[href^="/requests/{first["id"]}?"]').click()
        ada.sees("What will happen")
        expect(ada.page.get_by_label("Why")).to_be_hidden()
        ada.way("Reject").check()
        ada.page.get_by_label("Why").fill("Not today.")
        ada.button("Send").click()
        ada.lands(f"/requests/{second['id']}?kind=tool_batch&sent={first['id']}")
        ada.sees("Sent.")
        ada.look(f"sent-{look}")
    now = read(house, first)
    assert (now["choice"], now["comment"], now["answered_by"], now["answered_via"]) == (
        "reject",
        "Not today.",
        "ada",
        "page",
    )


def test_by_keyboard_alone(house: House, page: Served, browser: Browser) -> None:
    first, second = (shaped(house, {"question": "By keys?", "options": ["left", "right"]}) for _ in range(2))
    with tab(browser, page) as ada:
        ada.open("/?q=By keys")
        ada.press("j", "k", "Enter")
        ada.lands(f"/requests/{first['id']}?q=By+keys")
        ada.press("]")
        ada.lands(f"/requests/{second['id']}?q=By+keys")
        ada.press("[")
        ada.lands(f"/requests/{first['id']}?q=By+keys")
        ada.press("2", "1", "Enter")
        expect(ada.way("left")).to_be_focused()
        expect(ada.way("left")).not_to_be_checked()
        assert read(house, first)["status"] == "open", "no single key answers"
        ada.press("2", "Space", "Control+Enter")
        ada.lands(f"sent={first['id']}")
        ada.press("c")
        ada.sees("You have it now.")
        ada.press("m")
        ada.page.keyboard.type("Ask c and m and 1.")
        assert ada.page.locator("#note").input_value() == "Ask c and m and 1.", "keys are off in fields"
        ada.press("Escape", "u")
        ada.lands("/?q=By+keys")
        ada.press("?")
        ada.sees("Turn all of these keys off")
        ada.look("help")
        ada.page.locator("#no-keys").check()
        ada.open("/?q=By keys")
        ada.press("j", "Enter", "Tab")
        assert "/requests/" not in ada.page.url
    assert read(house, first)["choice"] == "right"


@pytest.mark.parametrize("look", ["desk", "plain"])
def test_a_session_that_was_lost_costs_no_word(house: House, page: Served, browser: Browser, look: str) -> None:
    row = shaped(house, batch((EMAIL, ALL)))
    with tab(browser, page, look=look) as ada:
        ada.open(f"/requests/{row['id']}")
        ada.way("Reject").check()
        ada.page.get_by_label("Why").fill("At length.")
        page.give_password("ada")  # which ends her sessions
        ada.button("Send").click()
        ada.sees("You were logged out in between.")
        ada.page.get_by_label("Name").fill("ada")
        ada.page.get_by_label("Password").fill(PASSWORD)
        ada.button("Log in").click()
        if look == "plain":
            ada.button("Show it").click()
        ada.sees("What will happen")
        expect(ada.page.get_by_label("Why")).to_have_value("At length.")
        assert read(house, row)["status"] == "open"
        ada.button("Send").click()
        ada.sees("Sent.")
    assert read(house, row)["comment"] == "At length."
