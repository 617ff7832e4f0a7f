"""`adjourn answer 7` at a terminal: asked field by field, shown what will be sent, and sent after a yes alone."""

from __future__ import annotations

from typing import Any

from tests.support.asked import ALL, DELETE, EMAIL, batch, inbox
from tests.support.by_hand import ask, read, result_of, shaped
from tests.support.house import House, Row
from tests.support.keyboard import CLEAR, Keyboard


def is_sent(keyboard: Keyboard, row: Row) -> None:
    assert keyboard.ends() == (0, f"yes\nrequest {row['id']} is answered")


def test_a_choice_is_numbered_and_none_is_the_first(house: House, answering: Any) -> None:
    row = shaped(house, {"type": "tool_approval", "tool_call_id": "1", **EMAIL})
    with answering(row) as keyboard:
        keyboard.reads("send_email", 'to: "ada@example.org"', "1) Approve", "2) Reject", "3) Respond", "4) Edit")
        keyboard.types("5")
        keyboard.reads("write one of 1, 2, 3, 4")
        keyboard.types("approve")
        keyboard.reads("This will be sent:", "choice  approve")
        keyboard.says("y")
        keyboard.reads("write yes or no")
        keyboard.says("yes")
        is_sent(keyboard, row)
    assert (read(house, row)["choice"], read(house, row)["answered_via"]) == ("approve", "command")
    assert result_of(house, row)[2:] == [{"type": "approve"}]


def test_a_comment_is_asked_for_where_a_choice_says_nothing_without(house: House, answering: Any) -> None:
    row = shaped(house, [inbox(respond=True, ignore=True)])
    with answering(row) as keyboard:
        keyboard.reads("1) Ignore", "2) Respond")
        keyboard.types("2", "", "later")
        keyboard.reads("choice  response", "comment  later")
        keyboard.says("yes")
        is_sent(keyboard, row)
    assert result_of(house, row)[2:] == [[{"type": "response", "args": "later"}]]


ORDER = {
    "type": "object",
    "title": "Order",
    "properties": {
        "customer": {
            "type": "object",
            "title": "Customer",
            "properties": {"name": {"type": "string", "title": "Name"}, "vip": {"type": "boolean", "title": "VIP"}},
            "required": ["name", "vip"],
        },
        "amount": {"anyOf": [{"type": "number"}, {"type": "string"}], "title": "Amount"},
        "count": {"type": "integer", "title": "Count", "maximum": 9, "default": 3},
        "size": {"enum": [30, 10, 20], "title": "Size"},
        "day": {"type": "string", "format": "date", "title": "Day"},
        "items": {
            "type": "array",
            "title": "Items",
            "items": {"type": "object", "properties": {"sku": {"type": "string", "title": "SKU"}}, "required": ["sku"]},
        },
        "tags": {"type": "array", "items": {"type": "string"}, "title": "Tags"},
        "pay": {
            "title": "Payment",
            "oneOf": [
                {"type": "object", "properties": {"by": {"const": "card"}, "number": {"type": "string"}}},
                {"type": "object", "properties": {"by": {"const": "cash"}}, "required": ["by"]},
            ],
        },
        "note": {"type": "string", "title": "Note"},
        "more": {"type": "object", "title": "More", "additionalProperties": {"type": "integer"}},
    },
    "required": ["customer", "amount", "count", "size", "day", "items", "pay", "more"],
}


def test_a_form_is_filled_in_field_by_field(house: House, answering: Any) -> None:
    row = shaped(house, {"query": "Refund?", "prose": "pl\u0435ase\u200b"}, ORDER)
    with answering(row) as keyboard:
        keyboard.reads("look twice: 1 invisible character; ", "mixes Cyrillic and Latin letters")
        keyboard.reads("Customer", "Name")
        keyboard.types("", "Ada")
        keyboard.reads("VIP", "1) Yes", "2) No")
        keyboard.types("", "no")
        keyboard.reads("Amount  an amount, as 1250.00")
        keyboard.types("1,250.00")
        keyboard.reads("write digits, and a point before the decimals, as 1250.00")
        keyboard.types(CLEAR + "1250.10")
        keyboard.reads("Count  a whole number, at most 9", "> 3")
        keyboard.presses("3\r")
        keyboard.reads("33 is greater than the maximum of 9", "> 33")
        keyboard.presses(CLEAR + "3\r")
        keyboard.reads("Size", "a) 30", "b) 10", "c) 20")
        keyboard.types("20")
        keyboard.reads("Day  as 2026-12-31")
        keyboard.types("tomorrow", CLEAR + "2026-02-28")
        keyboard.reads("Items")
        keyboard.says("yes", "Add an item?")
        keyboard.reads("item 1", "SKU")
        keyboard.types("a")
        keyboard.says("yes", "Add one more?")
        keyboard.types("b")
        keyboard.says("no", "Add one more?")
        keyboard.reads("Tags  a text on each line", "may be left out")
        keyboard.types("x", "y", "")
        keyboard.reads("Payment", "1) card", "2) cash")
        keyboard.types("2")
        keyboard.reads("Note  may be left out")
        keyboard.types("")
        keyboard.reads("More  JSON", "that fits", '"additionalProperties"')
        keyboard.types('{"n": 12345678901234567890}', "")
        keyboard.reads("This will be sent:", '"amount": "1250.10"', '"size": 20', '"n": 12345678901234567890')
        keyboard.says("yes")
        is_sent(keyboard, row)
    assert result_of(house, row)[2:] == [
        {
            "customer": {"name": "Ada", "vip": False},
            "amount": "1250.10",
            "count": 3,
            "size": 20,
            "day": "2026-02-28",
            "items": [{"sku": "a"}, {"sku": "b"}],
            "tags": ["x", "y"],
            "pay": {"by": "cash"},
            "more": {"n": 12345678901234567890},
        }
    ]


def test_what_does_not_fit_as_a_whole_is_asked_again_at_its_field(house: House, answering: Any) -> None:
    properties = {"name": {"type": "string"}, "tags": {"type": "array", "items": {"type": "string"}}}
    schema = {"type": "object", "properties": properties, "minProperties": 1}
    row = shaped(house, "who?", schema)
    with answering(row) as keyboard:
        keyboard.types("", "")
        keyboard.reads("{} has less than 1 property")
        keyboard.types("Ada", "")
        keyboard.reads('{"name": "Ada"}')
        keyboard.says("yes")
        is_sent(keyboard, row)
    assert result_of(house, row)[2:] == [{"name": "Ada"}]


def test_an_edit_is_shown_as_a_difference(house: House, answering: Any) -> None:
    memo = {"memo": "one\ntwo", "odd": {}, "who": "a\u200b"}
    call = {"name": "pay", "args": {"to": "ada@example.org", "amount": 5, "cc": ["x"]} | memo}
    row = shaped(house, {"type": "tool_approval", "tool_call_id": "1", **call})
    with answering(row) as keyboard:
        keyboard.types("Edit")
        keyboard.reads("to", "> ada@example.org")
        keyboard.presses(CLEAR + "bob@example.org\r")
        keyboard.reads("amount  a number", "> 5")
        keyboard.presses(".50\r")
        keyboard.reads("cc", "now: x")
        keyboard.says("no", "Keep it?")
        keyboard.types("")
        keyboard.reads("memo", "now: one", "two")
        keyboard.says("no", "Keep it?")
        keyboard.types("three", "", "four", ".")
        keyboard.reads("odd", "now: {}")
        keyboard.says("yes", "Keep it?")
        keyboard.reads("who", "Enter alone keeps a\\u200b")
        keyboard.types("")
        keyboard.reads("This will be sent:", "pay with other arguments:", "to: [-ada-]{+bob+}@example.org")
        keyboard.reads("amount: 5{+.50+}", "memo: ")
        keyboard.says("yes")
        is_sent(keyboard, row)
    kept = {"odd": {}, "who": "a\u200b"}
    edited = {"to": "bob@example.org", "amount": 5.5, "cc": [], "memo": "three\n\nfour"} | kept
    assert result_of(house, row)[2:] == [{"type": "edit", "edited_action": {"name": "pay", "args": edited}}]


def test_each_call_of_a_batch_is_decided_by_itself(house: House, answering: Any) -> None:
    row = shaped(house, batch((EMAIL, ALL), (DELETE, ["approve", "reject"])))
    with answering(row) as keyboard:
        keyboard.reads("1) Approve all 2", "2) Reject all 2", "3) Decide each of the 2 calls")
        keyboard.types("3")
        keyboard.reads("Call 1 of 2: send_email", "2) Edit")
        keyboard.types("2")
        keyboard.reads("subject", "> Hi")
        keyboard.presses(" Ada\r")
        keyboard.reads("to", "> ada@example.org")
        keyboard.presses("\r")
        keyboard.reads("Call 2 of 2: delete_file", 'path: "/tmp/report"', "1) Approve", "2) Reject")
        keyboard.types("2", "still needed")
        keyboard.reads("subject: Hi{+ Ada+}")
        keyboard.says("yes")
        is_sent(keyboard, row)
    args = {"subject": "Hi Ada", "to": "ada@example.org"}
    assert result_of(house, row)[2:] == [
        {
            "decisions": [
                {"type": "edit", "edited_action": {"name": "send_email", "args": args}},
                {"type": "reject", "message": "still needed"},
            ]
        }
    ]


def test_what_came_back_is_filled_in_again(house: House, answering: Any) -> None:
    schema = {
        "type": "object",
        "properties": {"code": {"type": "string", "pattern": "^[a-z]+$"}, "n": {"type": "integer"}},
    }
    row = shaped(house, "which code?", schema)
    house.answer(row["id"], {"code": "A1", "n": 12})
    house.advance_due()
    assert read(house, row)["answer_error"]
    with answering(row) as keyboard:
        keyboard.reads("not accepted: ", "code", "of the pattern ^[a-z]+$", "> A1")
        keyboard.presses("\r")
        keyboard.reads('"A1" does not match "^[a-z]+$"', "> A1")
        keyboard.presses(CLEAR + "ab\r")
        keyboard.reads("n  a whole number", "> 12")
        keyboard.presses("\r")
        keyboard.says("yes")
        is_sent(keyboard, row)
    assert result_of(house, row)[2:] == [{"code": "ab", "n": 12}]


def test_a_plain_question_is_answered_with_a_text(house: House, answering: Any) -> None:
    row = ask(house)
    with answering(row) as keyboard:
        keyboard.reads("go on?", "Your answer")
        keyboard.types("yes, ümläut")
        keyboard.says("yes")
        is_sent(keyboard, row)
    assert read(house, row)["comment"] == "yes, ümläut"
