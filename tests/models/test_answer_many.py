"""One statement answers one question, unless it says that it means many."""

from __future__ import annotations

from typing import Any

import pytest

from tests.support.by_hand import REFUSALS, ask, read, result_of, shaped, write
from tests.support.house import House, Row
from tests.support.logins import Logins, denied
from tests.support.staff import change

FORM = {"type": "object", "required": ["ok"]}


def statuses(house: House) -> list[str]:
    return [row["status"] for row in house.db.execute("SELECT status FROM adjourn.human_requests ORDER BY id")]


def many(connection: Any, rows: list[Row], how: str, *values: Any) -> list[tuple[int, bool, str]]:
    call = f"SELECT * FROM adjourn.answer_many(%s, {how})"
    found = connection.execute(call, ([row["id"] for row in rows], *values)).fetchall()
    return [(row["id"], row["answered"], row["said"]) for row in found]


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE adjourn.human_requests SET comment = 'yes'",
        "UPDATE adjourn.human_requests r SET answer = '1' FROM adjourn.jobs j WHERE j.id = r.job_id",
        """WITH second AS (UPDATE adjourn.human_requests SET answer = '1'
          WHERE id = (SELECT max(id) FROM adjourn.human_requests))
        UPDATE adjourn.human_requests SET answer = '1' WHERE id = (SELECT min(id) FROM adjourn.human_requests)""",
        """MERGE INTO adjourn.human_requests r USING adjourn.jobs j ON j.id = r.job_id
        WHEN MATCHED THEN UPDATE SET comment = 'yes'""",
    ],
)
def test_a_statement_that_would_answer_two_questions_answers_none(house: House, statement: str) -> None:
    one, two = ask(house), ask(house)
    with pytest.raises(REFUSALS) as error:
        house.db.execute(statement)
    said = f"one statement answers one question, this one answers requests {one['id']} and {two['id']}"
    assert error.value.diag.message_primary == said
    hint = error.value.diag.message_hint or ""
    assert "adjourn.answer_many(" in hint
    assert "SET LOCAL adjourn.many = 'yes'" in hint
    assert [read(house, one), read(house, two)] == [one, two]


def test_one_after_the_other_in_a_transaction_is_one_a_statement(house: House) -> None:
    rows = [ask(house) for _ in range(3)]
    with house.db.transaction():
        for row in rows[:2]:
            write(house, row, "answer = '1'")
        with pytest.raises(REFUSALS), house.db.transaction():
            house.db.execute("UPDATE adjourn.human_requests SET answer = '2'")
        write(house, rows[2], "answer = '1'")
    assert statuses(house) == ["answered"] * 3


def test_what_answers_nothing_may_touch_as_many_as_it_likes(house: House) -> None:
    rows = [ask(house) for _ in range(3)]
    write(house, rows[0], "answer = '1'")
    house.db.execute("UPDATE adjourn.human_requests SET assignee = 'ada', priority = 1")
    house.db.execute("UPDATE adjourn.human_requests SET answer = '1' WHERE id <= %s", (rows[1]["id"],))
    assert statuses(house) == ["answered", "answered", "open"], "the first has that answer already"


def test_a_retry_brings_back_all_that_was_answered(house: House) -> None:
    """It is no answer: somebody gave those before."""
    job = house.run("parallel", {"log": []})
    for row in house.requests(job["id"]):
        house.answer(row["id"], "yes")
    assert len(house.requests(job["id"], "answered")) > 1
    house.db.execute("""UPDATE adjourn.jobs SET status = 'failed', error = '{"type": "E", "message": ""}'""")
    assert {row["status"] for row in house.requests(job["id"])} == {"withdrawn"}
    house.db.execute("UPDATE adjourn.jobs SET status = 'queued'")
    house.advance_due()
    assert house.job(job["id"])["status"] == "succeeded"


def test_a_transaction_that_says_so_answers_many_and_the_next_one_does_not(house: House) -> None:
    rows = [ask(house) for _ in range(4)]
    update = "UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = ANY(%s)"
    with house.db.transaction():
        house.db.execute("SET LOCAL adjourn.many = 'yes'")
        assert house.db.execute(update, ([row["id"] for row in rows[:2]],)).rowcount == 2
    with pytest.raises(REFUSALS, match="one statement answers one question"):
        house.db.execute(update, ([row["id"] for row in rows[2:]],))
    assert statuses(house) == ["answered", "answered", "open", "open"]


def test_answer_many_answers_each_for_itself_and_says_what_became_of_it(house: House) -> None:
    me = house.db.execute("SELECT session_user AS me").fetchall()[0]["me"]
    plain, other = ask(house), ask(house)
    form = shaped(house, "form", FORM)
    gone = write(house, ask(house), "status = 'withdrawn'")
    before = [read(house, row) for row in (plain, other, form, gone)]
    nobody = {"id": 99999}
    asked = [nobody, other, gone, form, plain, plain]
    expected = [
        (plain["id"], True, f"answered by {me} with 1"),
        (other["id"], True, f"answered by {me} with 1"),
        (form["id"], False, None),
        (gone["id"], False, f"request {gone['id']} is withdrawn; it takes no answer any more"),
        (99999, False, "there is no request 99999"),
    ]
    dry = many(house.db, asked, "answer => '1', dry_run => true")
    assert [read(house, row) for row in (plain, other, form, gone)] == before, "a dry run changes nothing"
    assert house.db.execute("SELECT FROM adjourn.events WHERE became = 'answered'").fetchall() == []
    done = many(house.db, asked, "answer => '1'")
    assert done == dry
    assert done[2][2].startswith(
        f"the answer does not fit request {form['id']}: the answer must be of type object, not 1; "
    )
    assert [each if each[0] != form["id"] else (*each[:2], None) for each in done] == expected
    assert statuses(house) == ["answered", "answered", "open", "withdrawn"]
    assert many(house.db, [plain], "answer => '1'") == expected[:1], "the same once more"
    [(_, again, said)] = many(house.db, [plain], "answer => '2'")
    assert (again, said) == (False, f"request {plain['id']} was already answered by {me}; the first answer wins")
    assert result_of(house, plain) == ["begin", 1, "end"]


def test_answer_many_takes_choices_and_comments_and_nothing_is_refused(house: House) -> None:
    gates = [ask(house, "stops_before") for _ in range(2)]
    plain = ask(house)
    assert [answered for _, answered, _ in many(house.db, [*gates, plain], "choice => 'continue'")] == [
        True,
        True,
        False,
    ]
    assert [answered for _, answered, _ in many(house.db, [plain], "comment => 'yes'")] == [True]
    assert many(house.db, [], "comment => 'yes'") == []
    with pytest.raises(REFUSALS, match="nothing is given to answer with"):
        many(house.db, [plain], "dry_run => true")


def test_what_has_to_be_seen_by_itself_is_not_answered_with_others(house: House) -> None:
    plain, strict, alone, gate = ask(house), ask(house), ask(house), ask(house, "stops_before")
    change(house, strict, four_eyes="true")
    change(house, alone, policy="""'{"bulk": false}'""")
    gates = [gate, ask(house, "stops_before")]
    found = many(house.db, [plain, strict, alone, gate], "choice => 'continue', dry_run => true")
    assert [said.partition(";")[0] for _, _, said in found] == [
        f"choice 'continue' is not offered by request {plain['id']}",
        f"request {strict['id']} has to be answered by itself",
        f"request {alone['id']} has to be answered by itself",
        f"request {gate['id']} offers other choices than request {plain['id']}",
    ]
    assert [answered for _, answered, _ in many(house.db, [strict, alone, *gates], "choice => 'continue'")] == [
        *(False, False),
        *(False, False),
    ], "they offer other choices than the first"
    assert [answered for _, answered, _ in many(house.db, gates, "choice => 'continue'")] == [True, True]


def test_who_may_answer_one_may_answer_many_and_signs_each(house: House, logins: Logins) -> None:
    rows = [ask(house) for _ in range(2)]
    with logins.connect("reader") as reader:
        denied(reader, "SELECT adjourn.answer_many('{1}', comment => 'yes')")
    with logins.connect("answerer") as person:
        with pytest.raises(REFUSALS, match="one statement answers one question"):
            person.execute("UPDATE adjourn.human_requests SET comment = 'yes'")
        assert [answered for _, answered, _ in many(person, rows, "comment => 'yes'")] == [True, True]
    assert {read(house, row)["answered_by"] for row in rows} == {logins.name("answerer")}
