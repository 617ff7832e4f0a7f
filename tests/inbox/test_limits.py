"""Whoever approves an amount above its limit has typed it, whatever kind of question holds it."""

from __future__ import annotations

import json
from typing import Any

import pytest
from playwright.sync_api import Browser

from tests.support.asked import ALL, DELETE, batch, inbox
from tests.support.browsing import tab
from tests.support.bulk import said
from tests.support.by_hand import read, shaped
from tests.support.house import House, Row
from tests.support.page import Served, Visitor
from tests.support.staff import change

PAY = {"name": "pay", "args": {"to": "ada@example.org", "amount": 1250.1, "currency": "EUR"}}
DECISION = {"properties": {"decision": {"enum": ["approve", "reject"]}}, "required": ["decision"]}


def over(house: House, question: Any, args: str, schema: Any = None) -> Row:
    """A question with an amount above its limit in these arguments, as a worker records it by a policy."""
    row = shaped(house, question, schema)
    rule = {"value": f"{args}/amount", "currency": f"{args}/currency", "limit": "500"}
    change(house, row, policy=f"'{json.dumps({'amount': rule})}'", look_twice="'1250.1 EUR is more than 500 EUR'")
    return read(house, row)


def of_inbox() -> Any:
    asked = inbox(accept=True, edit=True, respond=True, ignore=True)
    return [asked | {"action_request": {"action": "pay", "args": PAY["args"]}}]


KINDS: dict[str, tuple[Any, str, Any, dict[str, str]]] = {
    "batch of one": (batch((PAY, ALL)), "/action_requests/0/args", None, {"answer/0": "approve"}),
    "batch": (batch((DELETE, ["approve", "reject"]), (PAY, ALL)), "/action_requests/1/args", None,
              {"all": "each", "answer/0": "reject", "answer/1": "approve"}),
    "all of a batch": (batch((DELETE, ["approve", "reject"]), (PAY, ALL)), "/action_requests/1/args", None,
                       {"all": "approve"}),
    "tool approval": ({"type": "tool_approval", "allowed_decisions": ALL, **PAY}, "/args", None,
                      {"answer/0": "approve"}),
    "agent inbox": (of_inbox(), "/0/action_request/args", None, {"answer/0": "accept"}),
    "options": ({"question": "Pay?", "options": ["approve", "reject"], **PAY["args"]}, "", None,
                {"choice": "approve"}),
    "yes or no": ({"title": "Pay?", **PAY["args"]}, "", {"type": "boolean"}, {"choice": "yes"}),
    "form": ({"title": "Pay?", **PAY["args"]}, "", DECISION, {"answer/decision": "0"}),
    "text": ({"query": "Pay?", **PAY["args"]}, "", None, {"text": "yes"}),
    "json": ({"query": "Pay?", **PAY["args"]}, "", None, {"json": "[]"}),
}  # fmt: skip


@pytest.mark.parametrize("kind", KINDS)
def test_to_approve_it_is_typed(house: House, ada: Visitor, kind: str) -> None:
    question, args, schema, answer = KINDS[kind]
    row = over(house, question, args, schema)
    assert ada.send(row["id"], **answer).status_code == 422
    assert "Type the amount to approve it: 1,250.1 EUR is more than its limit." in ada.text
    assert "1,250.1 EUR, written as 1250.1. Its limit is 500 EUR." in said(ada)
    assert 'id="wrong-amount"' in ada.page.text and 'href="#amount"' in ada.page.text
    assert ada.again(row["id"], **answer, amount="1205.10").status_code == 422
    assert "You typed 1205.10, but the amount is 1,250.1 EUR." in ada.text and 'value="1205.10"' in ada.page.text
    assert read(house, row)["status"] == "open"
    assert ada.again(row["id"], **answer, amount="1.250,10").status_code == 303, ada.text
    assert read(house, row)["status"] == "answered"


@pytest.mark.parametrize(
    ("kind", "answer"),
    [
        ("batch of one", {"answer/0": "reject", "answer/0.reject": "Too much."}),
        ("batch of one", {"answer/0": "respond", "answer/0.respond": "Paid by hand."}),
        ("batch", {"all": "each", "answer/0": "approve", "answer/1": "reject"}),
        ("all of a batch", {"all": "reject"}),
        ("tool approval", {"answer/0": "reject"}),
        ("agent inbox", {"answer/0": "ignore"}),
        ("agent inbox", {"answer/0": "response", "answer/0.response": "Paid by hand."}),
        ("options", {"choice": "reject"}),
        ("yes or no", {"choice": "no"}),
        ("form", {"answer/decision": "1"}),
    ],
)
def test_to_say_no_it_is_not(house: House, ada: Visitor, kind: str, answer: dict[str, str]) -> None:
    question, args, schema, _ = KINDS[kind]
    row = over(house, question, args, schema)
    assert ada.send(row["id"], **answer).status_code == 303, ada.text


@pytest.mark.parametrize("kind", ["batch of one", "batch", "tool approval", "agent inbox"])
def test_an_edit_is_typed_if_it_is_above_the_limit_itself(house: House, ada: Visitor, kind: str) -> None:
    question, args, _, _ = KINDS[kind]
    n = int(kind == "batch")
    edit = {f"answer/{n}": "edit", f"answer/{n}/args/to": "ada@example.org", f"answer/{n}/args/currency": "EUR"}
    edit |= {"all": "each", "answer/0": "reject"} if n else {}
    row, lower = over(house, question, args), over(house, question, args)
    more = edit | {f"answer/{n}/args/amount": "4000"}
    assert ada.send(row["id"], **more, amount="1250.1").status_code == 422
    assert "You typed 1250.1, but the amount is 4,000 EUR." in ada.text
    assert ada.again(row["id"], **more, amount="4,000.00").status_code == 200 and "What you changed" in ada.text
    assert ada.again(row["id"], **more, amount="4,000.00").status_code == 303, ada.text
    less = edit | {f"answer/{n}/args/amount": "400"}
    assert ada.send(lower["id"], **less).status_code == 200
    assert ada.again(lower["id"], **less).status_code == 303


def test_an_edit_that_goes_above_the_limit_is_typed(house: House, ada: Visitor) -> None:
    little = {"name": "pay", "args": {"amount": 5, "currency": "EUR"}}
    row = over(house, batch((little, ALL)), "/action_requests/0/args")
    assert "Type the amount" not in (ada.get(f"/requests/{row['id']}"), ada.text)[1]
    edit = {"answer/0": "edit", "answer/0/args/amount": "600", "answer/0/args/currency": "EUR"}
    assert ada.again(row["id"], **edit).status_code == 422 and 'id="amount"' in ada.page.text
    assert ada.again(row["id"], **edit, amount="600").status_code == 200
    assert ada.again(row["id"], **edit, amount="600").status_code == 303


def test_what_may_be_two_numbers_is_asked_about(house: House, ada: Visitor) -> None:
    question, args, _, answer = KINDS["batch of one"]
    row = over(house, question, args)
    assert ada.send(row["id"], **answer, amount="1,250").status_code == 422
    assert "“1,250” can be read as 1250 and as 1.250" in ada.text


def test_by_keyboard_and_without_a_script(house: House, page: Served, browser: Browser) -> None:
    question, args, _, _ = KINDS["batch of one"]
    row = over(house, question, args)
    with tab(browser, page, look="plain") as ada:
        ada.open(f"/requests/{row['id']}")
        ada.way("Approve").check()
        ada.button("Send").click()
        ada.sees("Type the amount to approve it")
        ada.look("amount-missing")
        assert ada.way("Approve").is_checked()
        ada.page.get_by_label("Type the amount").fill("1 250,1")
        ada.button("Send").click()
        ada.sees("Sent.")
    assert read(house, row)["choice"] == "approve"
