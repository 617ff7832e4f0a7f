"""Whatever happens between looking and sending: the person is told the truth, and nothing that was typed is lost."""

from __future__ import annotations

from typing import Any

import pytest
from adjourn.inbox.security import Limit

from tests.support.asked import ALL, EMAIL, batch
from tests.support.by_hand import read, shaped, write
from tests.support.house import House, Row
from tests.support.page import Served, Visitor
from tests.support.staff import change

TYPED = "what I typed, at length"


def seen(house: House, ada: Visitor, question: Any = None, schema: Any = None) -> Row:
    """A question that she looks at."""
    row = shaped(house, question or {"query": "How warm?"}, schema)
    ada.get(f"/requests/{row['id']}")
    return row


def test_answered_meanwhile(house: House, page: Served, ada: Visitor) -> None:
    row = seen(house, ada)
    with page.visitor("bob") as bob:
        assert bob.send(row["id"], text="cold").status_code == 303
    assert ada.again(row["id"], text=TYPED).status_code == 409
    assert "bob answered this" in ada.text and "cold" in ada.text and "The first answer counts." in ada.text
    assert TYPED in ada.text and 'value="send"' not in ada.page.text


def test_the_same_answer_twice_is_one(house: House, ada: Visitor) -> None:
    row = seen(house, ada)
    fields = ada.hidden() | {"do": "send"}
    for _ in range(2):
        assert ada.post(f"/requests/{row['id']}", fields | {"text": "warm"}).status_code == 303
        first = read(house, row)
    assert ada.post(f"/requests/{row['id']}", fields | {"text": "cold"}).status_code == 409
    assert read(house, row) == first and len(house.events(row["job_id"])) == 5


@pytest.mark.parametrize("how", ["withdrawn", "expired"])
def test_closed_meanwhile(house: House, ada: Visitor, how: str) -> None:
    row = seen(house, ada)
    if how == "withdrawn":
        house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (row["job_id"],))
    else:
        write(house, row, "status = 'expired'")
    assert ada.again(row["id"], text=TYPED).status_code == 409
    assert how in ada.text and "Nothing to do here." in ada.text and TYPED in ada.text


def test_asked_anew_as_another_row(house: House, ada: Visitor) -> None:
    row = seen(house, ada)
    house.db.execute("UPDATE adjourn.human_requests SET status = 'withdrawn' WHERE id = %s", (row["id"],))
    made = """INSERT INTO adjourn.human_requests (job_id, thread_id, graph, node, kind, title, question, question_hash,
      interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal)
      SELECT job_id, thread_id, graph, node, kind, 'In other words', '{"query": "How cold?"}', question_hash, 'another',
        '', '', '', 0
      FROM adjourn.human_requests WHERE id = %s RETURNING id"""
    again = house.db.execute(made, (row["id"],)).fetchone()
    assert again and ada.again(row["id"], text=TYPED).status_code == 409
    assert f"This was asked again as #{again['id']}" in ada.text and TYPED in ada.text
    assert "How <del>warm</del><ins>cold</ins>?" in ada.page.text
    ada.post(f"/requests/{again['id']}", ada.hidden() | {"text": TYPED, "do": "instead"})
    assert "Nothing was sent yet." in ada.text and TYPED in ada.page.text
    assert "How <del>warm</del><ins>cold</ins>?" in ada.page.text
    assert ada.again(again["id"], text=TYPED).status_code == 303 and read(house, again)["comment"] == TYPED


def test_asked_in_other_words_under_the_same_number(house: House, ada: Visitor) -> None:
    row = seen(house, ada)
    change(house, row, title="'How cold?'", question="""'{"query": "How cold?"}'""")
    assert ada.again(row["id"], text=TYPED).status_code == 409
    assert "asked in other words" in ada.text and "How cold?" in ada.text and TYPED in ada.text
    assert "What is asked otherwise now" in ada.text and "How <del>warm</del><ins>cold</ins>?" in ada.page.text
    assert read(house, row)["status"] == "open"
    assert ada.again(row["id"], text=TYPED).status_code == 303, "it was looked at now"


def test_other_choices_and_another_form_are_shown_as_a_difference(house: House, ada: Visitor) -> None:
    row = seen(house, ada, {"question": "Which side?", "options": ["left", "right"]})
    change(house, row, options="""'[{"choice": "left"}, {"choice": "up", "label": "Up"}]'""")
    assert ada.again(row["id"], choice="left").status_code == 409
    assert "choices.1 right Up" in ada.text
    form = seen(house, ada, {"title": "T"}, {"properties": {"a": {"type": "string", "maxLength": 5}}})
    change(house, form, answer_schema="""'{"properties": {"a": {"type": "string", "maxLength": 9}}}'""")
    ada.again(form["id"], do="take", **{"answer/a": TYPED})
    assert "You have it now." in ada.text and "form.properties.a.maxLength 5 9" in ada.text
    assert ada.again(form["id"], **{"answer/a": "so"}).status_code == 409, "it was not told that it is another one"
    assert "asked in other words" in ada.text and "form.properties.a.maxLength 5 9" in ada.text
    assert ada.again(form["id"], **{"answer/a": "so"}).status_code == 303


@pytest.mark.parametrize("was", ["", "no JSON", "[" * 100_000, "[]", '{"question": 5}', "{}"])
def test_what_no_page_of_ours_brings_back_shows_no_difference(house: House, ada: Visitor, was: str) -> None:
    row = seen(house, ada)
    change(house, row, title="'How cold?'")
    assert ada.again(row["id"], text=TYPED, was=was).status_code == 409 and TYPED in ada.text
    assert ada.again(row["id"], text=TYPED).status_code == 303


def test_what_only_the_database_refuses_is_said_in_its_words(house: House, ada: Visitor) -> None:
    row = seen(house, ada, {"title": "T"}, {"type": "object", "properties": {"a": {"type": "string"}}})
    assert ada.again(row["id"], json='{"a": 1}').status_code == 422
    assert "does not fit" in ada.text and '{"a": 1}' in ada.text


def test_what_came_back_stands_on_top_with_the_answer_that_came_back(house: House, ada: Visitor) -> None:
    row = shaped(house, {"title": "T"}, {"type": "string", "pattern": "^a"})
    house.answer(row["id"], "b")
    house.advance_due()
    assert read(house, row)["status"] == "open"
    ada.get(f"/requests/{row['id']}")
    assert "An answer came back:" in ada.text and "It was b" in ada.text
    assert ">\nb</textarea>" in ada.page.text, "it is there to be mended"
    ada.get("/?back=1&all=1")
    assert f"/requests/{row['id']}" in ada.page.text and "came back:" in ada.text


def test_another_teams_question_is_a_403_without_content(house: House, page: Served, ada: Visitor) -> None:
    row = seen(house, ada, {"query": "a secret of legal"})
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('legal') ON CONFLICT DO NOTHING")
    change(house, row, team="'legal'")
    for response in (ada.get(f"/requests/{row['id']}"), ada.again(row["id"], text=TYPED)):
        assert response.status_code == 403
        assert f"Request {row['id']} belongs to legal now." in ada.text and "secret" not in ada.page.text
    assert "a secret of legal" not in ada.get("/?all=1").text
    assert read(house, row)["status"] == "open"


def test_who_may_look_but_not_answer_is_told_who_may(house: House, page: Served, ada: Visitor) -> None:
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('board') ON CONFLICT DO NOTHING")
    house.db.execute("INSERT INTO adjourn.members (person, team, may) VALUES ('ada', 'board', 'look')")
    row = shaped(house, {"query": "How warm?"})
    change(house, row, team="'board'")
    assert ada.send(row["id"], text=TYPED).status_code == 422
    assert "is for team board, for which ada may not answer" in ada.text and TYPED in ada.page.text


def test_a_lost_session_lets_log_in_and_shows_what_was_typed(house: House, page: Served, ada: Visitor) -> None:
    row = seen(house, ada)
    page.give_password("ada")  # which ends her sessions
    assert ada.again(row["id"], text=TYPED).status_code == 401
    assert "You were logged out in between." in ada.text
    carried = {"to": f"/requests/{row['id']}", "text": TYPED, "do": "send"}
    ada.post("/login", carried | {"name": "ada", "password": "correct horse battery"})
    assert ada.page.status_code == 200 and TYPED in ada.page.text
    ada.post(f"/requests/{row['id']}", ada.hidden() | {"text": TYPED, "do": "look"})
    assert TYPED in ada.page.text and read(house, row)["status"] == "open"
    assert ada.again(row["id"], text=TYPED).status_code == 303


def test_a_page_of_an_older_session_is_shown_again_with_what_was_typed(
    house: House, page: Served, ada: Visitor
) -> None:
    row = seen(house, ada)
    with page.visitor("ada") as elsewhere:
        ada.http.cookies.set(page.site.cookie, page.secret(elsewhere))
        assert ada.again(row["id"], text=TYPED).status_code == 403
        assert "out of date" in ada.text and TYPED in ada.page.text and read(house, row)["status"] == "open"
        assert ada.again(row["id"], text=TYPED).status_code == 303


def test_what_another_has_taken_is_asked_about_first(house: House, page: Served, ada: Visitor) -> None:
    row = seen(house, ada)
    with page.visitor("bob") as bob:
        bob.get(f"/requests/{row['id']}")
        bob.again(row["id"], do="take")
    assert ada.send(row["id"], text=TYPED).status_code == 200
    assert "bob has this question." in ada.text and TYPED in ada.page.text and read(house, row)["status"] == "open"
    assert ada.again(row["id"], text=TYPED).status_code == 303


def test_sixty_answers_a_minute(house: House, page: Served, ada: Visitor) -> None:
    row = seen(house, ada)
    object.__setattr__(page.site, "answers", Limit(1, 60))
    try:
        assert ada.again(row["id"], text="one").status_code == 303
        other = seen(house, ada)
        assert ada.again(other["id"], text=TYPED).status_code == 429
        assert "more than 60 answers" in ada.text and TYPED in ada.page.text
    finally:
        object.__setattr__(page.site, "answers", Limit(60, 60))


def test_there_is_no_such_request_or_page(ada: Visitor) -> None:
    for path in ("/requests/999999", "/requests/99999999999999999999999"):
        assert ada.get(path).status_code == 404 and "There is no request" in ada.text
    assert ada.get("/nothing").status_code == 404 and "There is no such page." in ada.text


def test_taking_noting_and_putting_off_keep_what_was_typed(house: House, ada: Visitor) -> None:
    row = seen(house, ada, batch((EMAIL, ALL)))
    typed = {"answer/0": "reject", "answer/0.reject": TYPED}
    ada.again(row["id"], do="take", **typed)
    assert "You have it now." in ada.text and TYPED in ada.page.text
    ada.again(row["id"], do="put_off", hours="", **typed)
    assert "Choose until when." in ada.text and TYPED in ada.page.text
    ada.again(row["id"], do="put_off", hours="4", **typed)
    assert "put off for 4 hours" in ada.text and TYPED in ada.page.text
    ada.again(row["id"], do="note", note="Ask Kim.", **typed)
    assert "Ask Kim." in ada.text and TYPED in ada.page.text
    assert "Ask Kim.</textarea>" not in ada.page.text
    ada.again(row["id"], do="release", **typed)
    assert "You let it go." in ada.text and TYPED in ada.page.text
    assert [
        event["became"]
        for event in house.db.execute("SELECT became FROM adjourn.events WHERE request_id = %s", (row["id"],))
    ] == ["open"] * 4
