"""A person at the inbox, without a browser: the address with its token, the page of a question, its form."""

from __future__ import annotations

import json
from html.parser import HTMLParser
from http.cookiejar import CookieJar
from pathlib import Path
from urllib.parse import urlencode, urlsplit
from urllib.request import HTTPCookieProcessor, Request, build_opener

from outside import adjourn, connect, say


class Form(HTMLParser):
    """The fields of the form that answers, as the page sends them."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.hidden: dict[str, str] = {}
        self.ways: list[tuple[str, str]] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        field = {name: value or "" for name, value in attrs}
        if tag == "input" and field.get("type") == "hidden" and field.get("name"):
            self.hidden[field["name"]] = field.get("value", "")
        elif tag == "input" and field.get("type") == "radio":
            self.ways.append((field["name"], field["value"]))


def answer_by_page(house: Path, url: str) -> None:
    """One payment is approved there, as anybody would: look, choose, send."""
    inbox = json.loads(adjourn(house, "env", "--json"))["INBOX_URL"]
    parts = urlsplit(inbox)
    at = f"{parts.scheme}://{parts.netloc}"
    with connect(url) as db:
        row = db.execute(
            "SELECT id FROM adjourn.human_requests WHERE status = 'open' AND kind = 'tool_approval' ORDER BY id"
        ).fetchone()
        assert row is not None
        browser = build_opener(HTTPCookieProcessor(CookieJar()))
        browser.open(inbox).close()
        path = f"/requests/{row['id']}"
        form = Form(browser.open(at + path).read().decode())
        [approve] = [way for way in form.ways if way[1] == "approve"]
        body = urlencode([*form.hidden.items(), approve, ("do", "send")]).encode()
        sent = browser.open(Request(at + path, body, {"Origin": at})).geturl()
        if f"sent={row['id']}" not in sent:
            raise SystemExit(f"the inbox has not taken the answer to {path}")
        answered = db.execute(
            "SELECT answered_by, answered_via, choice FROM adjourn.human_requests WHERE id = %s", (row["id"],)
        ).fetchone()
    say(f"POST {path} → {answered}")
    say("See it for yourself: `make up` prints the address of the inbox first")
