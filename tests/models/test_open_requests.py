"""The view for admin tools: a form that gives back all of a row answers it; what it did not touch is no change."""

from __future__ import annotations

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import psycopg
import pytest
from psycopg import sql

from tests.support.by_hand import REFUSALS, ask, read, result_of, shaped, write
from tests.support.house import House, Row
from tests.support.logins import Logins, denied
from tests.support.waiting import until

Connection = psycopg.Connection[Row]
CALL = {"type": "tool_approval", "name": "pay", "args": {"amount": 1.50, "to": ["ada"]}}


@pytest.fixture(params=["owner", "answerer"])
def person(request: pytest.FixtureRequest, logins: Logins) -> Iterator[Connection]:
    with logins.connect(request.param) as connection:
        yield connection


def as_text(connection: Connection, row: Row) -> dict[str, str | None]:
    """The view's row as a form shows it."""
    names = [
        column.name for column in connection.execute("SELECT * FROM adjourn.open_requests LIMIT 0").description or ()
    ]
    texts = ", ".join(f"{name}::text" for name in names)
    [found] = connection.execute(f"SELECT {texts} FROM adjourn.open_requests WHERE id = %s", (row["id"],)).fetchall()
    return found


def adminer(connection: Connection, was: dict[str, str | None], given: dict[str, str | None] | None = None) -> int:
    """What Adminer 4.8.1 was seen to send when somebody pressed Save: every column, and a view has no key, so the row
    is the one that is in every column as it was when the form was opened."""
    sets = [sql.SQL("\n\t{} = {}").format(sql.Identifier(name), value) for name, value in (was | (given or {})).items()]
    equals = {name: "{} IS NULL" if value is None else "{} = {}" for name, value in was.items()}
    where = [sql.SQL(text).format(sql.Identifier(name), was[name]) for name, text in equals.items()]
    update = sql.SQL('UPDATE "open_requests" SET{}\n\tWHERE {}').format(
        sql.SQL(",").join(sets), sql.SQL(" AND ").join(where)
    )
    connection.execute("SET search_path TO adjourn")
    return connection.execute(update.as_string(connection).encode()).rowcount


def refusal(connection: Connection, was: dict[str, str | None], given: dict[str, str | None]) -> str:
    with pytest.raises(REFUSALS) as error:
        adminer(connection, was, given)
    return f"{error.value.diag.message_primary} ({error.value.diag.message_hint})"


def test_a_form_that_writes_every_column_back_answers(house: House, person: Connection) -> None:
    row = shaped(house, CALL)
    form = as_text(person, row)
    assert adminer(person, form) == 1
    assert read(house, row) == row, "nothing was touched"
    assert adminer(person, form, {"choice": "approve"}) == 1
    now = read(house, row)
    [me] = person.execute("SELECT session_user::text AS name").fetchall()
    assert (now["status"], now["answer"], now["answered_by"]) == ("answered", {"type": "approve"}, me["name"])
    assert adminer(person, form, {"choice": "reject"}) == 0, "it has left the view"
    assert result_of(house, row)[2:] == [{"type": "approve"}]


@pytest.mark.parametrize(
    "given",
    [
        {"choice": "", "comment": "", "answer": "null", "assignee": ""},
        {"choice": " ", "comment": "\r\n", "answer": "{}", "answer_error": "", "rejected_answer": ""},
        {"answer": '""', "answer_schema": "null"},
        {"answer_schema": "{}", "title": " which? \r\n", "node": "ask_shaped\r\n"},
        {"question": '{"options":["left", "right"],\r\n "question":"which?", "n": 1.5}'},
    ],
)
def test_what_forms_do_to_values_that_nobody_touched_is_no_change(
    house: House, person: Connection, given: dict[str, str]
) -> None:
    row = shaped(house, {"question": "which?", "n": 1.50, "options": ["left", "right"]})
    form = as_text(person, row)
    assert (form["title"], form["node"], form["answer_schema"]) == ("which?", "ask_shaped", None)
    assert adminer(person, form, given) == 1
    assert read(house, row) == row
    assert adminer(person, form, given | {"choice": "left"}) == 1
    assert read(house, row)["answer"] == "left"


def test_a_moment_may_lose_its_seconds_and_change_its_zone(house: House, person: Connection) -> None:
    row = write(house, ask(house), "due_at = '2100-01-01 12:34:56.789Z'")
    form = as_text(person, row)
    for moment in ("2100-01-01 12:34Z", "2100-01-01 12:34:56Z", "2100-01-01 13:34:56.789+01"):
        assert adminer(person, form, {"due_at": moment, "created_at": row["created_at"].isoformat("T", "minutes")}) == 1
    assert read(house, row) == row
    assert "cannot be changed: due_at" in refusal(person, form, {"due_at": "2100-01-01 12:35Z"})
    assert "cannot be changed: due_at" in refusal(person, form, {"due_at": None})


@pytest.mark.parametrize(
    ("column", "value"),
    [
        ("title", "another"),
        ("question", '{"type": "tool_approval", "name": "pay", "args": {"amount": 15, "to": ["ada"]}}'),
        ("options", "[]"),
        ("options", "{}"),
        ("priority", "7"),
        ("job_id", "00000000-0000-0000-0000-000000000000"),
        ("answer_error", "no"),
    ],
)
def test_what_is_asked_cannot_be_changed(house: House, person: Connection, column: str, value: str) -> None:
    row = shaped(house, CALL)
    form = as_text(person, row)
    assert refusal(person, form, {column: value, "choice": "approve"}) == (
        f"what request {row['id']} asks cannot be changed: {column} "
        "(write choice, comment, answer, assignee, team or hidden_until)"
    )
    assert read(house, row) == row


def test_the_refusals_of_the_table(house: House, person: Connection) -> None:
    row = shaped(house, CALL)
    form = as_text(person, row)
    assert f"choice 'maybe' is not offered by request {row['id']} (one of: approve, reject" in refusal(
        person, form, {"choice": "maybe"}
    )
    assert "a comment alone does not answer" in refusal(person, form, {"comment": "hm"})
    assert "the answer does not fit" in refusal(person, form, {"answer": "1"})
    assert read(house, row) == row


def test_a_comment_comes_without_the_line_ends_of_browsers_and_an_assignee_is_kept(
    house: House, person: Connection
) -> None:
    row = ask(house)
    adminer(person, as_text(person, row), {"assignee": "bob"})
    assert (read(house, row)["assignee"], read(house, row)["status"]) == ("bob", "open")
    adminer(person, as_text(person, row), {"comment": "one\r\ntwo"})
    assert (read(house, row)["answer"], read(house, row)["assignee"]) == ({"data": "one\ntwo"}, "bob")


def test_a_grid_that_writes_only_what_was_edited_answers_and_returns_it(house: House, person: Connection) -> None:
    row = shaped(house, CALL)
    update = "UPDATE adjourn.open_requests SET\nchoice = %s::text WHERE\nid = %s RETURNING id, choice, answer"
    assert person.execute(update, ("approve", str(row["id"]))).fetchall() == [
        {"id": row["id"], "choice": "approve", "answer": {"type": "approve"}}
    ]


def test_a_statement_on_the_view_answers_one(house: House, person: Connection) -> None:
    rows = [ask(house) for _ in range(4)]
    with pytest.raises(REFUSALS, match="one statement answers one question"):
        person.execute("UPDATE adjourn.open_requests SET comment = 'yes'")
    assert [read(house, row) for row in rows] == rows
    person.execute("UPDATE adjourn.open_requests SET assignee = 'ada'")
    with person.transaction():
        for row in rows[:2]:
            person.execute("UPDATE adjourn.open_requests SET comment = 'yes' WHERE id = %s", (row["id"],))
    with person.transaction():
        person.execute("SET LOCAL adjourn.many = 'yes'")
        assert person.execute("UPDATE adjourn.open_requests SET comment = 'yes'").rowcount == 2
    assert {read(house, row)["status"] for row in rows} == {"answered"}


def test_an_insert_says_what_became_of_the_question(house: House, person: Connection, logins: Logins) -> None:
    answered, withdrawn, still = write(house, ask(house), "answer = '1'"), ask(house), ask(house)
    write(house, withdrawn, "status = 'withdrawn'")

    def said(id: int) -> str:
        with pytest.raises(REFUSALS) as error:
            person.execute("INSERT INTO adjourn.open_requests (id, choice) VALUES (%s, 'yes')", (id,))
        return str(error.value.diag.message_primary)

    assert said(answered["id"]) == f"request {answered['id']} is answered by {answered['answered_by']}"
    assert said(withdrawn["id"]) == f"request {withdrawn['id']} is withdrawn"
    assert said(still["id"]) == said(99999) == "questions are asked by jobs"


def test_of_two_who_answer_at_once_the_second_is_told(house: House, person: Connection, database_url: str) -> None:
    row = ask(house)
    update = "UPDATE adjourn.open_requests SET comment = %s WHERE id = %s"
    waits = "SELECT count(*) AS n FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = current_database()"
    with ThreadPoolExecutor() as pool:
        with psycopg.connect(database_url) as first:
            first.execute(update, ("first", row["id"]))
            second = pool.submit(person.execute, update, ("second", row["id"]))
            until(lambda: house.db.execute(waits).fetchall() == [{"n": 1}], "the second waits")
        with pytest.raises(REFUSALS, match=f"request {row['id']} was already answered by"):
            second.result()
    assert read(house, row)["comment"] == "first"


def test_a_reader_looks_and_others_do_not_even_that(house: House, logins: Logins) -> None:
    row = ask(house)
    change = "UPDATE adjourn.open_requests SET comment = 'yes'"
    with logins.connect("reader") as reader:
        assert [found["id"] for found in reader.execute("SELECT * FROM adjourn.open_requests")] == [row["id"]]
        denied(reader, change, "INSERT INTO adjourn.open_requests (id) VALUES (1)")
    for role in ("submitter", "worker"):
        with logins.connect(role) as other:
            denied(other, "SELECT * FROM adjourn.open_requests", change)
    with logins.connect("answerer") as person:
        denied(person, "DELETE FROM adjourn.open_requests")


def test_rows_that_row_security_hides_are_hidden(house: House, logins: Logins) -> None:
    mine, others = ask(house), write(house, ask(house), "assignee = 'bob'")
    house.db.execute("""CREATE POLICY by_assignee ON adjourn.human_requests AS RESTRICTIVE TO adjourn_answerer
        USING (assignee IS NULL OR assignee = session_user)""")
    with logins.connect("answerer") as person:
        update: Any = "UPDATE adjourn.open_requests SET comment = 'yes' WHERE id = %s"
        assert person.execute(update, (others["id"],)).rowcount == 0
        assert person.execute(update, (mine["id"],)).rowcount == 1
    assert read(house, others)["status"] == "open"


def test_a_question_that_jsonb_cannot_hold_is_shown_all_the_same(house: House) -> None:
    [job] = house.db.execute("SELECT j.* FROM adjourn.jobs j WHERE id = %s", (ask(house)["job_id"],)).fetchall()
    house.db.execute(
        """INSERT INTO adjourn.human_requests (job_id, thread_id, graph, node, kind, title, question, question_hash,
          interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal)
        VALUES (%s, %s, %s, 'n', 'question', 't', '{"z": "a\\u0000b"}', '', 'i', '', '', '', 0)""",
        (job["id"], job["thread_id"], job["graph"]),
    )
    rows = house.db.execute("SELECT question FROM adjourn.open_requests ORDER BY id").fetchall()
    assert rows[1] == {"question": {"z": "a\ufffdb"}}


@pytest.mark.parametrize(
    ("order", "index"),
    [
        ("id DESC", "human_requests_open_by_id"),
        ("created_at, id", "human_requests_open_by_age"),
    ],
)
def test_the_orders_of_lists_have_an_index_each(house: House, order: str, index: str) -> None:
    house.db.execute("SET enable_sort = off; SET enable_seqscan = off; SET enable_bitmapscan = off")
    plan = house.db.execute(f"EXPLAIN SELECT * FROM adjourn.open_requests ORDER BY {order} LIMIT 100").fetchall()
    text = "\n".join(row["QUERY PLAN"] for row in plan)
    assert "Sort" not in text
    assert index in text
