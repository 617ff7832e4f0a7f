"""Questions as rows: whatever SQL anybody writes, none can break the row or the job that waits for it."""

from __future__ import annotations

import os
from contextlib import suppress
from itertools import product

import psycopg
import pytest

from tests.support.by_hand import REFUSALS, ask, insert_request, refused, result_of, write
from tests.support.house import House

#: How a question comes to be of a status, and to which others a bare `UPDATE … SET status = …` may bring it.
MOVES: dict[str, tuple[str, set[str]]] = {
    "open": ("priority = 0", {"expired", "withdrawn"}),
    "answered": ("answer = '1'", {"open", "withdrawn"}),
    "expired": ("status = 'expired'", set()),
    "withdrawn": ("status = 'withdrawn'", set()),
}


def test_a_status_written_by_hand_makes_a_legal_move_or_none(house: House) -> None:
    for (status, (change, legal)), wanted in product(MOVES.items(), (*MOVES, "resumed", "done")):
        row = write(house, ask(house), change)
        assert row["status"] == status
        if wanted in legal:
            assert write(house, row, "status = %s", wanted)["status"] == wanted
        elif wanted != status:
            why = refused(house, row, "status = %s", wanted)
            assert any(part in why for part in (f"is {status} and cannot become", "no answer yet", "becomes resumed"))


def test_an_answer_that_nobody_used_cannot_be_called_resumed(house: House) -> None:
    """Or if it is, its job gets the answer all the same: it would go round and round without it."""
    row = write(house, ask(house), "answer = '1'")
    with suppress(*REFUSALS):
        write(house, row, "status = 'resumed', resumed_at = now()")
    job = house.advance(row["job_id"])
    assert (job["status"], job["result"]) == ("succeeded", {"log": ["begin", 1, "end"]})


def test_what_is_asked_cannot_be_changed(house: House) -> None:
    row = ask(house)
    changes = {
        "question": "'1'",
        "question_hash": "''",
        "title": "'another'",
        "node": "'another'",
        "kind": "'form'",
        "graph": "'another'",
        "answer_schema": "'{}'",
        "options": "'[1]'",
        "job_id": "gen_random_uuid()",
        "thread_id": "'another'",
        "interrupt_id": "'another'",
        "checkpoint_ns": "'another'",
        "checkpoint_id": "'another'",
        "task_id": "'another'",
        "ordinal": "1",
        "created_at": "now() - interval '1 day'",
    }
    for column, value in changes.items():
        assert "cannot be changed" in refused(house, row, f"{column} = {value}"), column
    for options in ("'1'", "'[1]'", """'[{"choice": "yes"}]'"""):
        assert "cannot be changed" in refused(house, row, f"options = {options}, choice = 'yes'"), options


def test_when_a_question_was_closed_is_not_for_anybody_to_say(house: House) -> None:
    row = write(house, ask(house), "answer = '1'")
    for change in ("answer = '1'", "status = 'open'", "answer = '2'"):
        row = write(house, row, f"{change}, closed_at = now()")
        assert row["closed_at"] is None, change


def test_a_question_begins_open_also_by_a_plain_insert(house: House) -> None:
    """Otherwise anybody could say that somebody else has approved it."""
    row = ask(house)
    columns = """job_id, thread_id, graph, node, kind, title, question, question_hash, checkpoint_ns, checkpoint_id,
        task_id"""
    for status in ("answered", "resumed", "expired", "withdrawn"):
        closed = "NULL" if status == "answered" else "now()"
        resumed = "now()" if status == "resumed" else "NULL"
        with pytest.raises(REFUSALS):
            house.db.execute(
                f"""INSERT INTO adjourn.human_requests ({columns}, ordinal, interrupt_id, status, answer, answered_by,
                  answered_at, closed_at, resumed_at) SELECT {columns}, 0, '{status}', '{status}', '1', 'the boss',
                  now(), {closed}, {resumed} FROM adjourn.human_requests WHERE id = %s""",
                (row["id"],),
            )
    house.answer(row["id"], "yes")
    assert result_of(house, row) == ["begin", "yes", "end"]


def test_a_question_inserted_by_hand_is_withdrawn_when_its_job_goes_on(house: House) -> None:
    row = ask(house)
    made_up = insert_request(house, house.job(row["job_id"]), "made up")
    house.answer(made_up, "no")
    house.answer(row["id"], "yes")
    assert result_of(house, row) == ["begin", "yes", "end"]
    assert [r["status"] for r in house.requests(row["job_id"])] == ["resumed", "withdrawn"]


# --- who


def test_who_answered_is_who_was_logged_in_whatever_is_written(house: House) -> None:
    row = ask(house)
    ada = f"ada_{os.getpid()}"
    house.db.execute(
        f"""CREATE ROLE {ada}; GRANT USAGE ON SCHEMA adjourn TO {ada};
        GRANT ALL ON ALL TABLES IN SCHEMA adjourn TO {ada}; SET SESSION AUTHORIZATION {ada}"""
    )
    try:
        now = write(house, row, "answer = '1', answered_by = 'the boss', answered_at = '2000-01-01'")
        with pytest.raises(psycopg.Error):
            house.db.execute("UPDATE adjourn.events SET by = 'the boss'")
    finally:
        house.db.execute(f"RESET SESSION AUTHORIZATION; DROP OWNED BY {ada}; DROP ROLE {ada}")
    assert (now["answered_by"], now["answered_at"].year > 2000) == (ada, True)
    [event] = house.db.execute("SELECT by, data FROM adjourn.events WHERE became = 'answered'").fetchall()
    assert (event["by"], event["data"]["answer"]) == (ada, 1)
    assert write(house, row, "answered_by = 'the boss', answered_at = now()")["answered_by"] == ada
    assert result_of(house, row) == ["begin", 1, "end"]


def test_an_event_says_who_made_it_whatever_is_written(house: House) -> None:
    row = ask(house)
    forge = "INSERT INTO adjourn.events (job_id, became, by, at) VALUES (%s, 'approved', 'the boss', '2000-01-01')"
    with suppress(*REFUSALS):
        house.db.execute(forge, (row["job_id"],))
    forged = house.db.execute("SELECT 1 FROM adjourn.events WHERE by = 'the boss' OR at < '2001-01-01'").fetchall()
    assert forged == []
