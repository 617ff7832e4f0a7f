"""A person answers with choice, comment or JSON; what is refused is said, and what does not fit goes back."""

from __future__ import annotations

import json

import pytest
from adjourn.models import human_requests
from adjourn.models.ground.errors import BadInput

from tests.support.by_hand import ask, read, refused, result_of, shaped, write
from tests.support.house import House


def test_a_choice_that_is_not_offered_is_refused_with_those_that_are(house: House) -> None:
    row = shaped(house, "which?", {"enum": ["left", "right"]})
    assert "one of: left, right" in refused(house, row, "choice = 'up'")
    assert "offers no choices" in refused(house, ask(house), "choice = 'yes'")
    assert write(house, row, "choice = ' Left '")["answer"] == "left"
    assert result_of(house, row)[2:] == ["left"]


def test_a_choice_wins_over_an_answer_and_junk_of_an_admin_grid(house: House) -> None:
    row = shaped(house, "which?", {"enum": ["left", "right"]})
    assert write(house, row, "choice = 'left', answer = '{}', comment = ''")["answer"] == "left"
    row = shaped(house, "which?", {"enum": ["left", "right"]})
    unchanged = write(house, row, "choice = '', comment = '', answer = NULL, answer_error = NULL")
    assert (unchanged["status"], unchanged["choice"], unchanged["comment"]) == ("open", None, None)


def test_a_comment_answers_a_question_in_the_shape_that_the_graph_expects(house: House) -> None:
    for question, answer in (({"query": "how?"}, {"data": "so"}), ("how?", "so"), ({"other": 1}, "so")):
        row = write(house, shaped(house, question), "comment = 'so'")
        assert (row["status"], row["answer"]) == ("answered", answer)
        assert result_of(house, row)[2:] == [answer]


def test_a_comment_explains_a_choice_and_is_refused_where_it_would_answer_nothing(house: House) -> None:
    question = {"type": "tool_approval", "name": "pay", "args": {"amount": 10}}
    row = write(house, shaped(house, question), "choice = 'reject', comment = 'too much'")
    assert row["answer"] == {"type": "reject", "message": "too much"}
    row = shaped(house, question)
    why = refused(house, row, "comment = 'hm'")
    assert f"a comment alone does not answer request {row['id']} (choice: approve, reject, respond" in why
    assert write(house, row, "choice = 'approve', comment = 'hm'")["answer"] == {"type": "approve"}
    row = shaped(house, "form", {"type": "object"})
    assert """(answer: JSON that fits {"type": "object"})""" in refused(house, row, "comment = 'hm'")
    assert write(house, row, "comment = 'hm', status = 'withdrawn'")["comment"] == "hm", "it says why"


def test_the_first_answer_wins_and_the_same_again_is_no_error(house: House) -> None:
    row = write(house, shaped(house, "which?", {"enum": ["left", "right"]}), "choice = 'left'")
    for change in ("choice = 'left'", "answer = '\"left\"'", "choice = 'LEFT', answer = '\"left\"'"):
        assert write(house, row, change) == row, change
    for change in ("choice = 'right'", "answer = '\"right\"'", "comment = 'right'", "answer = NULL"):
        assert f"was already answered by {row['answered_by']}" in refused(house, row, change), change
    result_of(house, row)
    resumed = read(house, row)
    assert (resumed["status"], write(house, row, "choice = 'left'")) == ("resumed", resumed)
    assert "already answered" in refused(house, row, "choice = 'right'")


def test_a_closed_question_takes_no_answer_and_its_job_says_so(house: House) -> None:
    for status in ("expired", "withdrawn"):
        row = write(house, ask(house), f"status = '{status}'")
        for change in ("answer = '1'", "comment = 'yes'", "status = 'answered', answer = '1'"):
            assert f"request {row['id']} is {status}" in refused(house, row, change)
        house.advance_due()
        job = house.job(row["job_id"])
        assert (job["status"], job["error"]["type"]) == ("failed", "NotAnswered")
        assert f"{row['id']} was {status}" in job["error"]["message"]


def test_an_unknown_question_cannot_be_answered(house: House) -> None:
    row = ask(house)
    with house.worker.engine.connect() as connection, pytest.raises(BadInput, match="there is no request 4711"):
        human_requests.answer(connection, 4711, answer="1")
    assert house.db.execute("UPDATE adjourn.human_requests SET answer = '1' WHERE id = 4711").rowcount == 0
    assert read(house, row) == row


# --- answers that do not fit


def test_an_answer_that_does_not_fit_goes_back_to_the_one_who_gave_it(house: House) -> None:
    schema = {"properties": {"n": {"multipleOf": 3}, "who": {"pattern": "^[a-z]+$"}}, "required": ["n"]}
    row = shaped(house, "how many?", schema)
    for answer, why in (
        ({"n": 4}, "n: 4 is not a multiple of 3"),
        ({"n": 4, "who": "?"}, 'n: 4 is not a multiple of 3; who: "?" does not match "^[a-z]+$"'),
        ({"who": "?"}, 'the answer: "n" is a required property; who: "?" does not match "^[a-z]+$"'),
    ):
        house.answer(row["id"], answer)
        assert house.advance(row["job_id"])["status"] == "waiting"
        now = read(house, row)
        assert (now["status"], now["answer"], now["answered_by"]) == ("open", None, None)
        assert (json.loads(now["rejected_answer"]), now["answer_error"]) == (answer, why)
        query = "SELECT data FROM adjourn.events WHERE request_id = %s AND was = 'answered' ORDER BY id DESC LIMIT 1"
        [event] = house.db.execute(query, (row["id"],)).fetchall()
        assert event["data"]["answer"] == answer, "nothing that a person wrote is lost"
    house.answer(row["id"], {"n": 3})
    assert (read(house, row)["rejected_answer"], read(house, row)["answer_error"]) == (None, None)
    assert result_of(house, row)[2:] == [{"n": 3}]
    assert house.job(row["job_id"])["attempt"] == 0


def test_an_answer_that_certainly_does_not_fit_is_refused_at_once(house: House) -> None:
    row = shaped(house, "how many?", {"type": "object", "properties": {"n": {"type": "integer"}}, "required": ["n"]})
    for answer, why in (
        ('{"n": "x"}', f'request {row["id"]}: n must be of type integer, not "x" (answer: JSON that fits {{'),
        ("{}", 'the answer lacks "n"'),
        ("3", "the answer must be of type object, not 3"),
    ):
        assert why in refused(house, row, f"answer = '{answer}'")
    house.answer(row["id"], {"n": 3.0})
    assert result_of(house, row)[2:] == [{"n": 3}]


def test_an_answer_that_the_graph_itself_refuses_goes_back_too(house: House) -> None:
    row = ask(house, "form")
    house.answer(row["id"], {"ok": True, "reason": "because"})
    assert house.advance(row["job_id"])["status"] == "waiting"
    now = read(house, row)
    assert now["status"] == "open" and "that is no reason" in now["answer_error"]
    house.answer(row["id"], {"ok": True, "reason": "it is cheap"})
    assert result_of(house, row) == [True, "it is cheap"]


def test_json_text_keeps_the_order_of_what_is_asked(house: House) -> None:
    question = {"zebra": 1, "apple": {"y": 1, "x": 2}, "mango": [3, 2, 1]}
    row = shaped(house, question)
    assert json.dumps(row["question"]) == json.dumps(question)
