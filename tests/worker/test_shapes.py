"""What people's questions look like in the wild: each is recognised, offers what is allowed, and nothing else."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.asked import ALL, DELETE, EMAIL, batch, fits, inbox
from tests.support.by_hand import REFUSALS, refused, result_of, shaped, write
from tests.support.house import House, Row


def offered(row: Row) -> list[str]:
    return [option["choice"] for option in row["options"]]


# --- LangChain, all calls of a message at once


def test_a_batch_offers_what_all_its_calls_allow(house: House) -> None:
    row = shaped(house, batch((EMAIL, ALL), (DELETE, ["reject", "approve"])))
    assert (row["kind"], offered(row)) == ("tool_batch", ["approve", "reject"])
    assert row["title"] == "send_email to ada@example.org, delete_file: /tmp/report"
    assert write(house, row, "choice = 'approve'")["answer"] == {"decisions": [{"type": "approve"}] * 2}
    assert result_of(house, row)[2:] == [{"decisions": [{"type": "approve"}] * 2}]


def test_a_comment_is_the_message_of_each_decision_of_a_batch(house: House) -> None:
    row = shaped(house, batch((EMAIL, ALL), (EMAIL, ALL)))
    assert write(house, row, "choice = 'reject', comment = 'no'")["answer"] == {
        "decisions": [{"type": "reject", "message": "no"}] * 2
    }
    row = shaped(house, batch((EMAIL, ALL), (EMAIL, ALL)))
    assert write(house, row, "choice = 'reject'")["answer"] == {"decisions": [{"type": "reject"}] * 2}
    row = shaped(house, batch((EMAIL, ALL)))
    assert "says nothing without a comment" in refused(house, row, "choice = 'respond'")
    assert write(house, row, "choice = 'respond', comment = 'done'")["answer"] == {
        "decisions": [{"type": "respond", "message": "done"}]
    }


def test_a_batch_takes_one_decision_for_each_call_in_their_order(house: House) -> None:
    row = shaped(house, batch((EMAIL, ["approve", "edit"]), (DELETE, ["reject", "respond"])))
    assert offered(row) == [], "no decision is allowed for both"
    edit = {"type": "edit", "edited_action": {"name": "send_email", "args": {"to": "bob@example.org"}}}
    other = {"type": "edit", "edited_action": {"name": "delete_file", "args": {}}}
    approve, reject, respond = {"type": "approve"}, {"type": "reject"}, {"type": "respond", "message": "gone"}
    for first in (approve, edit):
        for second in (reject, reject | {"message": "no"}, respond):
            assert fits(row, {"decisions": [first, second]})
    for wrong in (
        [reject, approve],
        [approve],
        [approve, reject, reject],
        [approve, approve],
        [other, reject],
        [approve, {"type": "respond"}],
        [{"type": "edit"}, reject],
        [],
    ):
        assert not fits(row, {"decisions": wrong}), wrong
    assert not fits(row, [approve, reject]) and not fits(row, None)
    with pytest.raises(REFUSALS, match=r"decisions\[0\].type must be"):
        house.answer(row["id"], {"decisions": [reject, approve]})
    house.answer(row["id"], {"decisions": [edit, respond]})
    assert result_of(house, row)[2:] == [{"decisions": [edit, respond]}]


def test_a_config_per_tool_holds_for_all_its_calls(house: House) -> None:
    configs = batch((DELETE, ["reject"]), (EMAIL, ["approve", "reject"]))["review_configs"]
    row = shaped(house, {"action_requests": [EMAIL, DELETE, EMAIL], "review_configs": configs})
    assert (row["kind"], offered(row)) == ("tool_batch", ["reject"])
    approve, reject = {"type": "approve"}, {"type": "reject"}
    assert fits(row, {"decisions": [approve, reject, approve]})
    assert not fits(row, {"decisions": [approve, approve, approve]})


def test_a_thousand_calls_are_one_question(house: House) -> None:
    row = shaped(house, batch(*[(EMAIL, ALL)] * 1000))
    assert row["title"].endswith("and 997 more")
    answer = write(house, row, "choice = 'reject', comment = 'no'")["answer"]
    assert answer == {"decisions": [{"type": "reject", "message": "no"}] * 1000}
    assert result_of(house, row)[2:] == [answer]


# --- LangChain, call by call


def test_a_tool_call_without_a_schema_takes_any_decision_about_it(house: House) -> None:
    row = shaped(house, {"type": "tool_approval", "tool_call_id": "1", **EMAIL})
    assert (row["kind"], row["title"]) == ("tool_approval", "send_email to ada@example.org")
    assert offered(row) == ["approve", "reject", "respond"]
    assert fits(row, {"type": "edit", "edited_action": {"name": "send_email", "args": {}}})
    assert not fits(row, {"type": "edit", "edited_action": {"name": "delete_file", "args": {}}})
    assert not fits(row, "yes")


def test_the_choices_about_a_tool_call_are_those_that_its_schema_takes(house: House) -> None:
    asked = {"type": "tool_approval", "tool_call_id": "1", **EMAIL}
    approve, respond = (
        {"type": "object", "properties": {"type": {"const": kind}}, "required": ["type"]}
        for kind in ("approve", "respond")
    )
    respond["properties"]["message"] = {"type": "string", "minLength": 1}
    for schema, choices in (
        ({"oneOf": [approve, respond]}, ["approve", "respond"]),
        (approve, ["approve"]),
        ({"anyOf": [{"$ref": "#/$defs/R"}], "$defs": {"R": respond}}, ["respond"]),
    ):
        row = shaped(house, asked, schema)
        assert (row["kind"], offered(row), row["answer_schema"]) == ("tool_approval", choices, schema)
    row = shaped(house, asked, {"enum": ["go", "stop"]})
    assert (row["kind"], offered(row)) == ("form", ["go", "stop"])


# --- Agent Inbox


@pytest.mark.parametrize("is_list", [True, False])
def test_agent_inbox_is_answered_with_a_list_of_one(house: House, is_list: bool) -> None:
    def asked(**allow: bool) -> Row:
        return shaped(house, [inbox(**allow)] if is_list else inbox(**allow))

    row = asked(accept=True, edit=True, respond=True, ignore=True)
    assert (row["kind"], row["title"]) == ("agent_inbox", "send_email to ada@example.org")
    assert offered(row) == ["accept", "ignore", "response"]
    assert "says nothing without a comment" in refused(house, row, "choice = 'response'")
    answered = write(house, row, "choice = 'response', comment = 'later'")["answer"]
    assert answered == [{"type": "response", "args": "later"}]
    assert result_of(house, row)[2:] == [answered]
    accepted = {"type": "accept", "args": {"action": "send_email", "args": {"to": "ada@example.org"}}}
    row = asked(accept=True)
    assert offered(row) == ["accept"]
    assert fits(row, [{"type": "accept", "args": None}])
    for wrong in ([{"type": "ignore", "args": None}], [], {"type": "accept", "args": None}, [accepted] * 2, "accept"):
        assert not fits(row, wrong), wrong
    assert write(house, row, "choice = 'accept'")["answer"] == [accepted]
    row = asked(edit=True, ignore=True)
    edited = {"action": "send_email", "args": {"to": "bob@example.org"}}
    assert offered(row) == ["ignore"]
    assert fits(row, [{"type": "edit", "args": edited}])
    assert not fits(row, [{"type": "edit", "args": edited | {"action": "delete_file"}}])
    assert write(house, row, "choice = 'ignore'")["answer"] == [{"type": "ignore", "args": None}]


# --- any other


@pytest.mark.parametrize("key", ["options", "choices", "actions"])
def test_the_strings_that_a_question_lists_are_choices(house: House, key: str) -> None:
    row = shaped(house, {"question": "Which one?", key: ["left", "right", "left"]})
    assert (row["kind"], row["title"], offered(row)) == ("question", "Which one?", ["left", "right"])
    assert write(house, row, "choice = 'RIGHT'")["answer"] == "right"
    row = shaped(house, {"question": "Which one?", key: ["left", "right"]})
    assert write(house, row, "comment = 'neither'")["answer"] == "neither"
    for odd in ([], [1, 2], ["left", None], ["left", " "], "left", {"left": 1}, ["le\0ft", "right"]):
        row = shaped(house, {"question": "Which one?", key: odd})
        assert (row["kind"], row["options"]) == ("question", [])
    row = shaped(house, {"question": "Which one?", key: ["left", "right"]}, {"type": "string", "maxLength": 4})
    assert (row["kind"], offered(row)) == ("form", ["left"])


def test_a_form_that_takes_a_few_words_offers_them(house: House) -> None:
    for schema in ({"enum": ["a", "b"]}, {"oneOf": [{"const": "a"}, {"const": "b"}]}):
        assert offered(shaped(house, "which?", schema)) == ["a", "b"]
    assert offered(shaped(house, "which?", {"type": "boolean"})) == ["yes", "no"]
    assert offered(shaped(house, "which?", {"oneOf": [{"const": "a"}, {"type": "null"}]})) == []


TITLES: list[tuple[Any, str]] = [
    ({"action": "a", "description": "b"}, "b"),
    ({"description": "a", "instructions": "b"}, "b"),
    ({"instructions": "a", "task": "b"}, "b"),
    ({"task": "a", "prompt": "b"}, "b"),
    ({"prompt": "a", "message": "b"}, "b"),
    ({"message": "a", "question": "b"}, "b"),
    ({"question": "a", "query": "b"}, "b"),
    ({"query": "a", "title": "b"}, "b"),
    ({"title": " ", "query": 5, "action": "go"}, "go"),
    ({"text_to_review": "Once upon a time"}, "text_to_review: Once upon a time"),
    ("\n## Refund **Ada**?\n\nShe has `waited`.", "Refund Ada?"),
    ("---\n- first\n- second", "first"),
    ("2**3 and a `code`", "2**3 and a code"),
    ({"type": "tool_approval", "name": "pay", "args": {"to": "", "amount": 10}}, "pay: amount 10"),
    ({"type": "tool_approval", "name": "pay", "args": {}}, "pay"),
    ({"type": "tool_approval", "name": "mail", "args": {"to": ["a@b", "c@d"], "text": "x"}}, "mail to a@b, c@d"),
    ({"type": "tool_approval", "name": "run", "args": {"sql": "SELECT 1;\nDROP"}}, "run: SELECT 1; DROP"),
    ({"x": [1]}, "ask_shaped asks"),
    ("", "ask_shaped asks"),
]


@pytest.mark.parametrize(("question", "title"), TITLES)
def test_a_title_says_what_it_is_about(house: House, question: Any, title: str) -> None:
    row = shaped(house, question)
    assert row["title"] == title.replace("ask_shaped", row["node"])
