"""How somebody does it: with a mouse, with a finger, or by keyboard alone: Tab, and what a focused thing takes."""

from __future__ import annotations

from dataclasses import dataclass

from playwright.sync_api import Locator, expect

from tests.support.browsing import Tab

#: With how many presses of Tab one comes from the top of a page to its end, at most.
_MOST = 90
_IS_FOCUSED = "element => element === document.activeElement"
#: Of radio buttons, the keyboard comes to one of their group.
_IS_IN_GROUP = "element => document.activeElement.type === 'radio' && element.name === document.activeElement.name"


@dataclass(frozen=True, slots=True)
class Hands:
    at: Tab
    way: str

    def press(self, what: Locator) -> None:
        if self.way == "keyboard":
            self._come_to(what)
            self.at.press("Enter")
        elif self.way == "phone":
            what.tap()
        else:
            what.click()

    def pick(self, radio: Locator) -> None:
        if self.way != "keyboard":
            self.press(radio)
        else:
            self._come_to(radio, _IS_IN_GROUP)
            for _ in range(10):
                if radio.evaluate(_IS_FOCUSED):
                    break
                self.at.press("ArrowDown")
            self.at.press("Space")
        expect(radio).to_be_checked()

    def fill(self, field: Locator, text: str) -> None:
        if self.way == "keyboard":
            self._come_to(field)
            self.at.press("Control+A")
            self.at.page.keyboard.type(text)
        else:
            self.press(field)
            field.fill(text)
        expect(field).to_have_value(text)

    def choose(self, field: Locator, label: str) -> None:
        if self.way == "keyboard":
            self._come_to(field)
            self.at.page.keyboard.type(label)
        else:
            field.select_option(label=label)
        expect(field.locator("option:checked")).to_have_text(label)

    def _come_to(self, what: Locator, is_there: str = _IS_FOCUSED) -> None:
        what.wait_for(timeout=10_000)
        for _ in range(_MOST):
            if what.evaluate(is_there):
                return
            self.at.press("Tab")
        raise AssertionError(f"Tab does not come to {what}")
