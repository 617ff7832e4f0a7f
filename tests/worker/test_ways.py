"""The ways to answer that a row offers, and what the graph then gets, whatever its kind."""

from __future__ import annotations

import json
from typing import Any

import pytest
from adjourn.models import human_requests
from adjourn.models.forms import reading
from adjourn.models.forms.calls import Comment
from adjourn.models.forms.ways import Ways, decide, ways

from tests.support.asked import ALL, DELETE, EMAIL, batch, inbox
from tests.support.by_hand import ask, result_of, shaped
from tests.support.forms import standing
from tests.support.house import House, Row

PAY = {
    "name": "pay",
    "args": {
        "amount": 1.5,
        "count": 3,
        "to": {"name": "Ada", "iban": ""},
        "lines": [{"sku": "a", "n": 1}, {"sku": "b", "n": 2}],
        "tags": ["x", "y"],
        "urgent": False,
        "memo": None,
        "odd": [1, "a"],
    },
}
#: What of it is typed anew, and what it is then.
CHANGED = {
    "amount": "12345678901234567890",
    "to/name": "Bob",
    "lines/1/n": "3",
    "tags": "x\nz",
    "urgent": "0",
    "memo": '{"a": 1}',
}
MADE = PAY["args"] | {
    "amount": 12345678901234567890,
    "to": {"name": "Bob", "iban": ""},
    "lines": [{"sku": "a", "n": 1}, {"sku": "b", "n": 3}],
    "tags": ["x", "z"],
    "urgent": True,
    "memo": {"a": 1},
}


def of(house: House, row: Row) -> Ways:
    columns = "kind, question::text, options::text, answer_schema::text"
    found = house.db.execute(f"SELECT {columns} FROM adjourn.human_requests WHERE id = %s", (row["id"],)).fetchone()
    assert found is not None
    return ways(**found)


def send(house: House, row: Row, **given: str) -> Any:
    """By the one way; returns what the graph got."""
    with house.worker.engine.begin() as transaction:
        human_requests.answer(transaction, row["id"], **given)
    return result_of(house, row)[-1]


def comments(found: Ways) -> dict[str, Comment]:
    return {option.choice: option.comment for option in found.options}


def edited(found: Ways) -> list[tuple[str, str]]:
    call = found.calls[0]
    [form] = [each.form for each in call.decisions if each.form is not None]
    pairs = [(name, text) for name, text in standing(form.root) if name.removeprefix("answer/0/args/") not in CHANGED]
    return [("answer/0", "edit"), *pairs, *((f"answer/0/args/{name}", text) for name, text in CHANGED.items())]


@pytest.mark.parametrize("is_list", [True, False])
def test_agent_inbox_takes_all_four(house: House, is_list: bool) -> None:
    asked = inbox(accept=True, edit=True, respond=True, ignore=True)
    asked["action_request"] = {"action": "pay", "args": PAY["args"]}
    for choice, comment, got in (
        ("accept", None, {"type": "accept", "args": {"action": "pay", "args": PAY["args"]}}),
        ("ignore", None, {"type": "ignore", "args": None}),
        ("response", "later", {"type": "response", "args": "later"}),
    ):
        row = shaped(house, [asked] if is_list else asked)
        assert comments(of(house, row)) == {"accept": "none", "ignore": "none", "response": "must"}
        given = {"choice": choice} | ({"comment": comment} if comment else {})
        assert send(house, row, **given) == [got]
    row = shaped(house, [asked] if is_list else asked)
    found = of(house, row)
    assert [each.type for call in found.calls for each in call.decisions] == ["edit"]
    text, complaints = decide(found, edited(found))
    assert complaints == {}
    assert send(house, row, answer=text or "") == [{"type": "edit", "args": {"action": "pay", "args": MADE}}]


def test_an_edited_call_keeps_the_types_of_its_arguments(house: House) -> None:
    row = shaped(house, {"type": "tool_approval", "tool_call_id": "1", **PAY})
    found = of(house, row)
    text, complaints = decide(found, edited(found))
    assert complaints == {}
    got = send(house, row, answer=text or "")
    assert got == {"type": "edit", "edited_action": {"name": "pay", "args": MADE}}
    assert json.dumps(got["edited_action"]["args"], sort_keys=True) == json.dumps(MADE, sort_keys=True)


def test_a_batch_is_decided_call_by_call_in_its_order(house: House) -> None:
    row = shaped(house, batch((DELETE, ["reject", "approve"]), (PAY, ALL), (DELETE, ["respond", "reject"])))
    found = of(house, row)
    assert comments(found) == {"reject": "may"}
    assert [call.asked.tool for call in found.calls] == ["delete_file", "pay", "delete_file"]
    assert [[(each.type, each.comment) for each in call.decisions] for call in (found.calls[0], found.calls[2])] == [
        [("reject", "may"), ("approve", "none")],
        [("respond", "must"), ("reject", "may")],
    ]
    pairs = [("answer/0", "approve"), ("answer/1", "reject"), ("answer/2", "respond"), ("answer/2/message", "gone")]
    assert decide(found, [("answer/1", "approve"), ("answer/2", "approve")]) == (
        None,
        {"answer/0": "choose one", "answer/2": "choose one"},
    )
    text, complaints = decide(found, pairs)
    assert complaints == {}
    assert send(house, row, answer=text or "") == {
        "decisions": [{"type": "approve"}, {"type": "reject"}, {"type": "respond", "message": "gone"}]
    }


def test_a_batch_of_one_call_offers_in_words_what_words_can_say(house: House) -> None:
    found = of(house, shaped(house, batch((EMAIL, ALL))))
    assert comments(found) == {"approve": "none", "reject": "may", "respond": "must"}
    assert [each.type for each in found.calls[0].decisions] == ["edit"]


def test_other_kinds_offer_what_they_take(house: House) -> None:
    plain = of(house, ask(house))
    assert (plain.text, plain.json, plain.form, plain.options) == (True, True, None, ())
    listed = of(house, shaped(house, {"query": "which?", "options": ["a", "b"]}))
    assert (comments(listed), listed.text) == ({"a": "none", "b": "none"}, True)
    words = of(house, shaped(house, "which?", {"enum": ["left", "right"]}))
    assert (comments(words), words.form) == ({"left": "none", "right": "none"}, None), "nothing else is to be said"
    assert of(house, shaped(house, "sure?", {"type": "boolean"})).form is None
    stops = of(house, ask(house, "stops_before"))
    assert (list(comments(stops)), stops.text, stops.form, stops.json) == (["continue", "stop"], False, None, False)
    some = of(house, shaped(house, {"query": "which?", "options": ["a"]}, {"type": "string"}))
    assert comments(some) == {"a": "none"} and some.form is not None and not some.text
    row = shaped(house, "sum?", {"type": "object", "properties": {"sum": {"type": "number"}}, "required": ["sum"]})
    found = of(house, row)
    assert found.form is not None
    text, _ = reading.read(found.form, [("answer/sum", "1250.10")])
    assert send(house, row, answer=text or "") == {"sum": 1250.1}
    odd = shaped(house, "odd?", {"not": {"type": "null"}})
    assert of(house, odd).form is not None
