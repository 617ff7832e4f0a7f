"""What models and people may write: nothing of it is run, nothing stays unseen, and all of it arrives as typed."""

from __future__ import annotations

import pytest
from playwright.sync_api import Browser

from tests.support.browsing import tab
from tests.support.by_hand import read, shaped
from tests.support.house import House
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
]


@pytest.mark.parametrize("text", HOSTILE, ids=range(len(HOSTILE)))
def test_texts_of_all_kinds_in_all_places(house: House, page: Served, browser: Browser, text: str) -> None:
    call = {"name": text, "args": {text: text, "nested": {text: [text]}}, "description": text}
    asked = {
        "action_requests": [call],
        "review_configs": [{"action_name": text, "allowed_decisions": ["approve", "edit", "reject"]}],
    }
    schema = {
        "title": text,
        "description": text,
        "type": "object",
        "properties": {text: {"type": "string", "description": text, "default": text}, "kind": {"enum": [text, "b"]}},
    }
    rows = [
        shaped(house, asked),
        shaped(house, {"title": text, "fact": text, text: text, "description": text}, schema),
        shaped(house, {"question": text, "options": [text, "b"]}),
        shaped(house, text),
    ]
    for row in rows:
        came_back = {"answer_error": "'came back ' || title", "rejected_answer": "to_json(title)::text"}
        change(house, row, assignee="'ada'", **came_back)
        with page.visitor("ada") as ada:
            ada.get(f"/requests/{row['id']}")
            ada.again(row["id"], do="note", note=text)
    with tab(browser, page) as ada:
        paths = ["/?tab=mine", f"/jobs/{rows[0]['job_id']}", *(f"/requests/{row['id']}" for row in rows)]
        for path in paths:
            ada.open(path)
            assert ada.page.evaluate("typeof hit") == "undefined"
            assert ada.page.locator("script").count() == 1 and ada.page.locator("img, svg").count() == 0
            assert ada.page.locator("a[href^=javascript]").count() == 0
            assert "\u202e" not in ada.page.inner_text("main")
            if "\u202e" in text and "/jobs/" not in path:
                assert "RIGHT-TO-LEFT OVERRIDE" in ada.page.inner_text("main")
        if "\u202e" in text:
            ada.sees("Look twice:")
            assert "invisible characters" in ada.page.inner_text("main") and "mixes" in ada.page.inner_text("main")
    with page.visitor("ada") as ada:
        ada.send(rows[3]["id"], text=text)
        assert read(house, rows[3])["comment"] == text
        edit = {"answer/0": "reject", "answer/0.reject": text, "do": "look"}
        ada.get(f"/requests/{rows[0]['id']}")
        ada.again(rows[0]["id"], **edit)
        assert ada.again(rows[0]["id"], **edit | {"do": "send"}).status_code == 303
        assert read(house, rows[0])["comment"] == text
