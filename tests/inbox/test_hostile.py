"""What models and people may write: nothing of it is run, nothing stays unseen, and all of it arrives as typed."""

from __future__ import annotations

import re
from html import unescape

import pytest
from playwright.sync_api import Browser

from tests.support.asked import ALL, batch
from tests.support.browsing import tab
from tests.support.by_hand import read, shaped
from tests.support.house import House, Row
from tests.support.page import Served
from tests.support.staff import change

HOSTILE = [
    "<script>hit=1</script><img src=x onerror=hit=1>",
    "\"><svg onload=hit=1><a href='javascript:hit=1'>press</a>",
    "</textarea></title></style></script><script>hit=1</script>",
    "' autofocus onfocus=hit=1 x='",
    "{{ 7 * 7 }}{% raw %}&lt;b&gt;&#x3C;",
    "pay \u202eEUR 1\u202c to ad\u200ba and p\u0430ypal at xn--80ak6aa92e.com\u2028now" + " " * 40 + "then",
    "e\u0301" + "\u0336" * 30 + " العربية עברית 👩\u200d👩\u200d👧 \U000e0041\ufe0f\x1b[2J\ufeff",
    "**Now** [press](javascript:hit=1) ![x](https://example.org/x.png 'y') <https://example.org>\n\n[x]: data:x",
]


def everywhere(house: House) -> list[Row]:
    """Questions in which each of the texts stands wherever one can stand."""
    calls = [{"name": text, "args": {text: text, "nested": {text: [text]}}, "description": text} for text in HOSTILE]
    configs = [{"action_name": text, "allowed_decisions": ["approve", "edit", "reject"]} for text in HOSTILE]
    texts = {text: {"title": text, "type": "string", "description": text, "default": text} for text in HOSTILE}
    schema = {
        "title": HOSTILE[0],
        "description": HOSTILE[1],
        "type": "object",
        "properties": texts | {"kind": {"enum": HOSTILE[:4]}, "of many": {"enum": HOSTILE}},
    }
    rows = [shaped(house, {"action_requests": calls, "review_configs": configs})]
    for call, config in zip(calls, configs, strict=True):
        rows.append(shaped(house, {"action_requests": [call], "review_configs": [config]}))
    rows += [
        shaped(house, {"title": HOSTILE[5], "description": HOSTILE[5]} | {text: text for text in HOSTILE}, schema),
        shaped(house, {"question": HOSTILE[2], "options": HOSTILE}),
        shaped(house, "\n".join(HOSTILE)),
    ]
    for row in rows:
        came_back = {"answer_error": "'came back ' || title", "rejected_answer": "to_json(title)::text"}
        change(house, row, assignee="'ada'", **came_back)
    return rows


def test_nothing_of_it_is_run_and_nothing_of_it_is_unseen(house: House, page: Served, browser: Browser) -> None:
    rows = everywhere(house)
    with page.visitor("ada") as ada:
        for text in HOSTILE:
            ada.get(f"/requests/{rows[0]['id']}")
            ada.again(rows[0]["id"], do="note", note=text)
            assert "Your note is in the history." in ada.text
    chosen = [rows[0], rows[1], rows[6], *rows[-3:]]
    paths = ["/?tab=mine", "/done", f"/jobs/{rows[0]['job_id']}", *(f"/requests/{row['id']}" for row in chosen)]
    with tab(browser, page) as ada_at:
        for path in paths:
            ada_at.open(path)
            assert ada_at.page.evaluate("typeof hit") == "undefined"
            made_of_text = ada_at.page.locator("img, [onload], [onerror], [onfocus]")
            assert ada_at.page.locator("script:not([src^='/static/'])").count() == 0 == made_of_text.count()
            assert ada_at.page.locator("a[href^=javascript]").count() == 0
            assert "\u202e" not in ada_at.page.inner_text("main")
            if path in ("/?tab=mine", f"/requests/{rows[0]['id']}", f"/requests/{rows[6]['id']}"):
                assert "RIGHT-TO-LEFT OVERRIDE" in ada_at.page.inner_text("main")
        ada_at.open("/?tab=mine")
        ada_at.page.locator(".rows input").first.check()
        ada_at.button("All of this list…").click()
        ada_at.sees("None of these")
        assert ada_at.page.evaluate("typeof hit") == "undefined"
        said = ada_at.page.inner_text("main")
        assert "RIGHT-TO-LEFT OVERRIDE" in said and "\u202e" not in said
        ada_at.open(f"/requests/{rows[6]['id']}")
        ada_at.sees("Look twice:")
        assert "invisible characters" in ada_at.page.inner_text("main") and "mixes" in ada_at.page.inner_text("main")


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_it_arrives_as_it_was_typed_also_when_it_was_shown_again(house: House, page: Served, text: str) -> None:
    plain, call = shaped(house, text), shaped(house, batch(({"name": text, "args": {text: text}}, ALL)))
    with page.visitor("ada") as ada:
        assert ada.send(plain["id"], text=text).status_code == 303
        assert read(house, plain)["comment"] == text
        typed = {"answer/0": "reject", "answer/0.reject": text}
        ada.get(f"/requests/{call['id']}")
        ada.again(call["id"], **typed | {"do": "look"})
        [shown] = re.findall(r'(?s)<textarea id="answer/0.reject".*?>\n(.*?)</textarea>', ada.page.text)
        assert unescape(shown) == text
        assert ada.again(call["id"], **typed).status_code == 303
        assert read(house, call)["comment"] == text
