"""People at a browser: Debian's Chromium, driven by Playwright. What its console says is a failure."""

from __future__ import annotations

import os
import re
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Locator, Page, Playwright, sync_playwright

from tests.support.page import Served

PROGRAM = next(filter(None, map(shutil.which, ("chromium", "chromium-browser", "google-chrome"))), None)
_QUIET = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
#: Where pictures of the pages land, for looking at; nowhere unless it is named.
SHOTS = os.environ.get("TEST_SCREENSHOTS")
#: How people look at it.
LOOKS: dict[str, dict[str, Any]] = {
    "desk": {"viewport": {"width": 1280, "height": 900}},
    "phone": {"viewport": {"width": 390, "height": 844}, "has_touch": True},
    "narrow": {"viewport": {"width": 320, "height": 640}, "has_touch": True},
    "dark": {"viewport": {"width": 1280, "height": 900}, "color_scheme": "dark"},
    "plain": {"viewport": {"width": 1280, "height": 900}, "java_script_enabled": False},
    "high contrast": {"viewport": {"width": 1280, "height": 900}, "forced_colors": "active"},
}


@contextmanager
def chromium() -> Iterator[Browser]:
    if PROGRAM is None:
        if os.environ.get("CI_MUST_RUN_ALL"):
            pytest.fail("there is no Chromium: apt-get install chromium")
        pytest.skip("there is no Chromium: apt-get install chromium")
    with sync_playwright() as playwright:
        yield _start(playwright)


def _start(playwright: Playwright) -> Browser:
    return playwright.chromium.launch(executable_path=PROGRAM, args=_QUIET)


@dataclass(slots=True)
class Tab:
    page: Page
    url: str
    has_scripts: bool = True
    said: list[str] = field(default_factory=list)

    def open(self, path: str) -> None:
        self.page.goto(self.url + path)

    def press(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def sees(self, text: str) -> Locator:
        """Waits for it, written just so."""
        found = self.page.get_by_text(re.compile(rf"(^|\W){re.escape(text)}")).first
        found.wait_for(timeout=10_000)
        self.page.wait_for_load_state()
        return found

    def button(self, name: str) -> Locator:
        return self.page.get_by_role("button", name=name, exact=True)

    def way(self, name: str) -> Locator:
        return self.page.get_by_role("radio", name=name)

    def lands(self, part: str) -> None:
        self.page.wait_for_url(f"**{part}", timeout=10_000)

    def look(self, name: str) -> None:
        """It takes a picture, and has nothing that bars somebody from the page."""
        self._picture(name)
        if self.has_scripts:
            self._bars_nobody()

    def look_around(self, name: str) -> None:
        """At a desk, in the dark, in colours of one's own, on a phone, and on a narrow one."""
        self.look(f"{name}-desk")
        self.page.emulate_media(color_scheme="dark")
        self._picture(f"{name}-dark")
        self._bars_nobody("color-contrast")
        self.page.emulate_media(color_scheme="light", forced_colors="active")
        self._picture(f"{name}-contrast")
        self.page.emulate_media(forced_colors="none")
        self.page.set_viewport_size({"width": 390, "height": 844})
        self._picture(f"{name}-phone")
        self._bars_nobody("target-size", "scrollable-region-focusable")
        self.page.set_viewport_size({"width": 320, "height": 640})
        self._picture(f"{name}-narrow")
        self.fits()
        self.page.set_viewport_size({"width": 1280, "height": 900})

    def _picture(self, name: str) -> None:
        if SHOTS:
            self.page.screenshot(path=Path(SHOTS) / f"{name}.png", full_page=True)

    def fits(self) -> None:
        width = self.page.viewport_size["width"] if self.page.viewport_size else 0
        assert self.page.evaluate("document.documentElement.scrollWidth") <= width, "it has to be scrolled sideways"

    def _bars_nobody(self, *rules: str) -> None:
        self.fits()
        only: dict[str, Any] = {"runOnly": {"type": "rule", "values": list(rules)}} if rules else {}
        found = Axe().run(self.page, options=only | {"rules": {"target-size": {"enabled": True}}})
        assert found.violations_count == 0, found.generate_report()


@contextmanager
def tab(browser: Browser, served: Served, person: str | None = "ada", look: str = "desk") -> Iterator[Tab]:
    """Of a browser in which that person is logged in."""
    with browser.new_context(**LOOKS[look]) as context:
        opened = Tab(context.new_page(), served.url, LOOKS[look].get("java_script_enabled", True))
        if person:
            with served.visitor(person) as visitor:
                secret = served.secret(visitor)
            context.add_cookies([{"name": served.site.cookie, "value": secret, "url": served.url}])
        opened.page.on("console", lambda message: opened.said.append(f"{message.type}: {message.text}"))
        opened.page.on("pageerror", lambda error: opened.said.append(str(error)))
        yield opened
    # Of a page that says 4xx by its status.
    assert [each for each in opened.said if "Failed to load resource" not in each] == []
