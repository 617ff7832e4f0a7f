"""Each kind of question is answered from the page as it would be by SQL."""

from __future__ import annotations

import json
from typing import Any

from tests.support.asked import ALL, DELETE, EMAIL, batch, inbox
from tests.support.by_hand import read, result_of, shaped
from tests.support.house import House, Row
from tests.support.page import Served, Visitor


def sent(ada: Visitor, row: Row, **fields: str) -> None:
    response = ada.send(row["id"], **fields)
    assert response.status_code == 303, ada.text
    assert f"sent={row['id']}" in response.headers["location"]


def given(house: House, row: Row) -> tuple[Any, ...]:
    now = read(house, row)
    return now["status"], now["choice"], now["comment"], now["answer"], now["answered_by"], now["answered_via"]


def test_a_text_answers_a_question(house: House, ada: Visitor) -> None:
    row = shaped(house, {"query": "How warm?"})
    sent(ada, row, text="30 degrees\r\nat most")
    text = "30 degrees\nat most"
    assert given(house, row) == ("answered", None, text, {"data": text}, "ada", "page")
    assert result_of(house, row)[-1] == {"data": text}


def test_a_choice_answers_a_question_that_offers_some_and_so_does_another_answer(house: House, ada: Visitor) -> None:
    question = {"question": "Which?", "options": ["left", "right"]}
    row, other = shaped(house, question), shaped(house, question)
    sent(ada, row, choice="left")
    assert given(house, row)[1:4] == ("left", None, "left")
    sent(ada, other, **{"choice": "another answer", "choice.another answer": "straight on"})
    assert given(house, other)[1:4] == (None, "straight on", "straight on")


def test_json_answers_what_has_no_shape(house: House, ada: Visitor) -> None:
    row = shaped(house, [1, {"a": 1.10}])
    sent(ada, row, json='{"b": 1.10, "a": ""}')
    assert given(house, row)[1:4] == (None, None, {"b": 1.1, "a": ""})


def test_nothing_is_chosen_beforehand_and_nothing_chosen_is_a_complaint(house: House, ada: Visitor) -> None:
    row = shaped(
        house, {"action_requests": [EMAIL], "review_configs": [{"action_name": "send_email", "allowed_decisions": ALL}]}
    )
    ada.get(f"/requests/{row['id']}")
    assert "checked" not in ada.page.text
    response = ada.again(row["id"])
    assert response.status_code == 422 and "Choose one of the answers." in ada.text
    assert read(house, row)["status"] == "open"


def test_a_tool_call_is_approved_rejected_and_responded_to(house: House, ada: Visitor) -> None:
    calls = [shaped(house, batch((EMAIL, ALL))) for _ in range(3)]
    sent(ada, calls[0], **{"answer/0": "approve"})
    sent(ada, calls[1], **{"answer/0": "reject", "answer/0.reject": "Not today."})
    assert ada.send(calls[2]["id"], **{"answer/0": "respond"}).status_code == 422
    assert "This answer needs a text." in ada.text
    assert ada.again(calls[2]["id"], **{"answer/0": "respond", "answer/0.respond": "Done by hand."}).status_code == 303
    assert [given(house, row)[1:4] for row in calls] == [
        ("approve", None, {"decisions": [{"type": "approve"}]}),
        ("reject", "Not today.", {"decisions": [{"type": "reject", "message": "Not today."}]}),
        ("respond", "Done by hand.", {"decisions": [{"type": "respond", "message": "Done by hand."}]}),
    ]


def test_an_edit_is_shown_word_for_word_and_sent_only_when_it_was_seen(house: House, ada: Visitor) -> None:
    row = shaped(house, batch((EMAIL, ALL)))
    edit = {"answer/0": "edit", "answer/0/args/subject": "Hello", "answer/0/args/to": "ada@example.org"}
    response = ada.send(row["id"], **edit)
    assert response.status_code == 200 and "What you changed" in ada.text and "Hi Hello" in ada.text
    assert read(house, row)["status"] == "open"
    other = edit | {"answer/0/args/subject": "Hallo"}
    assert ada.again(row["id"], **other).status_code == 200
    assert "You changed something after looking," in ada.text and "Hi Hallo" in ada.text
    assert ada.again(row["id"], **other).status_code == 303
    action = {"name": "send_email", "args": {"subject": "Hallo", "to": "ada@example.org"}}
    assert given(house, row)[3] == {"decisions": [{"type": "edit", "edited_action": action}]}


def test_an_edit_that_changes_nothing_is_a_complaint(house: House, ada: Visitor) -> None:
    row = shaped(house, batch((EMAIL, ALL)))
    response = ada.send(
        row["id"], **{"answer/0": "edit", "answer/0/args/subject": "Hi", "answer/0/args/to": "ada@example.org"}
    )
    assert response.status_code == 422 and "Nothing was changed." in ada.text


def test_the_calls_of_a_batch_are_decided_one_by_one_in_their_order(house: House, ada: Visitor) -> None:
    row = shaped(house, batch((EMAIL, ALL), (DELETE, ["approve", "reject"])))
    ada.get(f"/requests/{row['id']}")
    assert ada.page.text.index("send_email") < ada.page.text.index("delete_file")
    assert ada.again(row["id"], **{"answer/0": "approve"}).status_code == 422
    assert "Choose what to do with call 2." in ada.text
    assert (
        ada.again(row["id"], **{"answer/0": "approve", "answer/1": "reject", "answer/1.reject": "Keep it."}).status_code
        == 303
    )
    assert given(house, row)[3] == {"decisions": [{"type": "approve"}, {"type": "reject", "message": "Keep it."}]}


def test_all_calls_of_a_batch_are_answered_with_a_word_that_all_of_them_allow(house: House, ada: Visitor) -> None:
    rows = [shaped(house, batch((EMAIL, ALL), (DELETE, ["approve", "reject", "respond"]))) for _ in range(3)]
    ada.get(f"/requests/{rows[0]['id']}")
    assert "Approve all 2 1 Reject all 2" in ada.text and "Each by itself" in ada.text
    assert ada.again(rows[0]["id"]).status_code == 422 and "Choose one of the answers." in ada.text
    sent(ada, rows[0], all="approve", **{"answer/0": "reject"})  # which is not seen beside it
    assert given(house, rows[0])[3] == {"decisions": [{"type": "approve"}, {"type": "approve"}]}
    assert ada.send(rows[1]["id"], all="respond").status_code == 422 and "needs a text" in ada.text
    sent(ada, rows[1], all="respond", **{"all.respond": "Later."})
    assert [each["message"] for each in given(house, rows[1])[3]["decisions"]] == ["Later.", "Later."]
    sent(ada, rows[2], all="each", **{"answer/0": "approve", "answer/1": "reject"})
    assert given(house, rows[2])[3] == {"decisions": [{"type": "approve"}, {"type": "reject"}]}
    either = shaped(house, batch((EMAIL, ["approve"]), (DELETE, ["reject"])))
    assert "Each by itself" not in ada.get(f"/requests/{either['id']}").text


def test_an_agent_inbox_question_is_answered_in_its_own_shape_with_the_types_of_json(
    house: House, ada: Visitor
) -> None:
    asked = inbox(accept=True, edit=True, respond=True, ignore=True)
    asked["action_request"]["args"] = {"to": "ada@example.org", "copies": 2, "urgent": True}
    accept, ignore, respond, edit = (shaped(house, [asked]) for _ in range(4))
    sent(ada, accept, **{"answer/0": "accept"})
    sent(ada, ignore, **{"answer/0": "ignore"})
    sent(ada, respond, **{"answer/0": "response", "answer/0.response": "Call her."})
    args = {
        "answer/0": "edit",
        "answer/0/args/to": "bob@example.org",
        "answer/0/args/copies": "3",
        "answer/0/args/urgent": "1",
    }
    assert ada.send(edit["id"], **args).status_code == 200
    assert ada.again(edit["id"], **args).status_code == 303, ada.text
    assert given(house, accept)[3] == [{"type": "accept", "args": asked["action_request"]}]
    assert given(house, ignore)[3] == [{"type": "ignore", "args": None}]
    assert given(house, respond)[3] == [{"type": "response", "args": "Call her."}]
    changed = {"to": "bob@example.org", "copies": 3, "urgent": False}
    assert given(house, edit)[3] == [{"type": "edit", "args": {"action": "send_email", "args": changed}}]


def test_a_breakpoint_is_passed(house: House, ada: Visitor) -> None:
    job = house.run("gated", {"log": []})
    [row] = house.requests(job["id"], "open")
    ada.get(f"/requests/{row['id']}")
    assert "Continue" in ada.text and "Stop" in ada.text
    sent(ada, row, choice="continue")
    assert given(house, row)[3] == "continue"


def test_a_form_is_filled_in_and_each_complaint_stands_at_its_field(house: House, ada: Visitor) -> None:
    schema = {
        "type": "object",
        "properties": {
            "decision": {"enum": ["approve", "reject"]},
            "amount": {"type": "number", "maximum": 100},
            "note": {"type": "string"},
        },
        "required": ["decision", "amount"],
    }
    row = shaped(house, {"title": "Refund?", "order": "A-1"}, schema)
    response = ada.send(row["id"], **{"answer/decision": "0", "answer/amount": "1,50", "answer/note": "so be it"})
    assert response.status_code == 422
    assert 'id="wrong-answer/amount"' in ada.page.text and 'href="#answer/amount"' in ada.page.text
    assert 'value="1,50"' in ada.page.text and "so be it" in ada.page.text, "what was typed is kept"
    assert ada.again(row["id"], **{"answer/decision": "0", "answer/amount": "1.50"}).status_code == 303
    now = read(house, row)
    assert (now["status"], json.dumps(now["answer"])) == ("answered", '{"amount": 1.5, "decision": "approve"}')


def test_rows_are_added_and_removed_without_a_script(house: House, ada: Visitor) -> None:
    item = {"type": "object", "properties": {"sku": {"type": "string"}}, "required": ["sku"]}
    schema = {"type": "object", "properties": {"items": {"type": "array", "items": item}}, "required": ["items"]}
    row = shaped(house, {"title": "Which?"}, schema)
    ada.get(f"/requests/{row['id']}")
    ada.again(row["id"], do="add:answer/items")
    assert 'name="answer/items/0/sku"' in ada.page.text
    fields = {"answer/items": ["0"], "answer/items/0/sku": "A"}
    ada.post(f"/requests/{row['id']}", ada.hidden() | fields | {"do": "add:answer/items"})
    assert 'name="answer/items/1/sku"' in ada.page.text
    both = {"answer/items": ["0", "1"], "answer/items/0/sku": "A", "answer/items/1/sku": "B"}
    ada.post(f"/requests/{row['id']}", ada.hidden() | both | {"do": "drop:answer/items/0"})
    assert 'name="answer/items/0/sku"' not in ada.page.text
    ada.post(f"/requests/{row['id']}", ada.hidden() | {"answer/items": "1", "answer/items/1/sku": "B", "do": "send"})
    assert read(house, row)["answer"] == {"items": [{"sku": "B"}]}


def test_a_form_and_json_at_once_are_one_too_many(house: House, ada: Visitor) -> None:
    row = shaped(house, {"query": "How warm?"})
    assert ada.send(row["id"], text="warm", json='"warm"').status_code == 422
    assert "Empty one of the two." in ada.text


def test_after_an_answer_the_next_of_the_same_list_opens_and_then_the_list(house: House, ada: Visitor) -> None:
    first, _, second = (shaped(house, {"query": text}) for text in ("In turn: 1", "Not in it", "In turn: 2"))
    ada.get(f"/requests/{first['id']}?q=in turn")
    fields = ada.hidden() | {"do": "send", "text": "x"}
    location = ada.post(f"/requests/{first['id']}?q=in turn", fields).headers["location"]
    assert location == f"/requests/{second['id']}?q=in+turn&sent={first['id']}"
    ada.get(location)
    assert f"Sent. Your answer to #{first['id']} is on its way" in ada.text
    fields = ada.hidden() | {"do": "send", "text": "x"}
    location = ada.post(f"/requests/{second['id']}?q=in turn", fields).headers["location"]
    assert location == f"/?q=in+turn&sent={second['id']}"
    ada.get(location)
    assert "Sent." in ada.text and "Nothing open matches." in ada.text


def test_that_something_was_sent_is_said_only_if_it_is_true(house: House, page: Served, ada: Visitor) -> None:
    row = shaped(house, {"query": "1"})
    assert "Sent." not in (ada.get(f"/?sent={row['id']}"), ada.text)[1]
    house.answer(row["id"], "by psql")
    assert "Sent." not in (ada.get(f"/?sent={row['id']}"), ada.text)[1]
