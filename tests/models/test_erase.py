"""What was said on a thread goes from every table; who did what when stays."""

from __future__ import annotations

import json
from pathlib import Path

import psycopg
import pytest
from adjourn.models import custody, erasure, people, refused
from adjourn.models.ground.errors import BadInput
from sqlalchemy import Connection

from tests.support.by_hand import REFUSALS, ask, read, shaped, write
from tests.support.by_hand import refused as refused_why
from tests.support.command import Command
from tests.support.house import House
from tests.support.logins import ROLES, Logins
from tests.support.staff import why

WORD = "rosebud"
SAID = ("jobs", "human_requests", "notes", "events", "progress")
_COLUMNS = """
SELECT relname AS table, attname AS column, format_type(atttypid, NULL) AS type
FROM pg_class JOIN pg_attribute ON attrelid = pg_class.oid
WHERE relnamespace = 'adjourn'::regnamespace AND relkind IN ('r', 'p', 'v', 'm', 'f') AND attnum > 0
  AND NOT attisdropped ORDER BY relname, attnum"""
#: How the word is written there.
WRITTEN = {
    **{"text": f"'{WORD}'", "json": f"'{{\"{WORD}\": 1}}'", "jsonb": f"'[\"{WORD}\"]'", "text[]": f"ARRAY['{WORD}']"},
    "bytea": f"convert_to('a {WORD}', 'UTF8')",
}
#: Names: of threads, graphs, people and steps.
KEPT = {
    *("by", "thread_id", "graph", "status", "was", "became", "project", "queue", "key", "batch_id"),
    *("graph_version", "graph_fingerprint"),
    *("leased_by", "ask_again", "submitted_by", "node", "kind", "interrupt_id", "checkpoint_ns", "checkpoint_id"),
    *("task_id", "team", "assignee", "escalate_to", "at_expiry", "answered_by", "answered_via", "schedule"),
    "traceparent",
}


def found(house: House, word: str) -> set[str]:
    """The tables and views in which it stands in any column, also within bytes."""
    where = set()
    for table in {at["table"] for at in house.db.execute(_COLUMNS)}:
        query = f"SELECT FROM adjourn.{table} t WHERE t::text ILIKE %s OR t::text LIKE %s"
        if house.db.execute(query, (f"%{word}%", f"%{word.encode().hex()}%")).rowcount:
            where.add(table)
    return where


def test_no_column_is_forgotten(house: House, connection: Connection) -> None:
    """Each that may hold what somebody said: it is seen there, and then it is not."""
    row = ask(house, "says")
    custody.note(connection, row["id"], "so")
    house.answer(row["id"], "yes")
    house.advance_due()
    columns = [
        at
        for at in house.db.execute(_COLUMNS).fetchall()
        if at["table"] in SAID and at["column"] not in KEPT and at["type"] in WRITTEN
    ]
    unheard = []
    for at in columns:
        with house.db.transaction(force_rollback=True):
            house.db.execute("SET LOCAL session_replication_role = replica")
            try:
                house.db.execute(f"UPDATE adjourn.{at['table']} SET {at['column']} = {WRITTEN[at['type']]}")
            except psycopg.errors.CheckViolation:
                unheard.append(at["column"])
                continue
            house.db.execute("SET LOCAL session_replication_role = origin")
            assert at["table"] in found(house, WORD), at
            house.db.execute("SELECT adjourn.erase(%s)", (row["thread_id"],))
            assert found(house, WORD) == set(), at
    assert (len(columns) > 18, unheard) == (True, ["request_hash"]), "that of a key, and there is none"


def test_nobody_changes_an_event_or_takes_one_away(house: House, logins: Logins) -> None:
    ask(house)
    before = house.db.execute("SELECT * FROM adjourn.events ORDER BY id").fetchall()
    for role in ROLES:
        with logins.connect(role) as login:
            for statement in (
                "UPDATE adjourn.events SET by = 'me'",
                "DELETE FROM adjourn.events",
                "TRUNCATE adjourn.events",
                "INSERT INTO adjourn.events (became) VALUES ('answered')",
            ):
                with pytest.raises((*REFUSALS, psycopg.errors.InsufficientPrivilege)):
                    login.execute(statement)
                if role != "owner":
                    with login.transaction(force_rollback=True):
                        login.execute("SET LOCAL adjourn.erasing = 't'")
                        with pytest.raises(psycopg.errors.InsufficientPrivilege):
                            login.execute(statement)
    assert house.db.execute("SELECT * FROM adjourn.events ORDER BY id").fetchall() == before


def test_no_table_holds_a_word_of_it_any_more(house: House, connection: Connection) -> None:
    said = {"question": f"{WORD}?", "options": [WORD, "other"], "adjourn": {WORD: 1}}
    job = house.run("shaped", {"log": [said, {"type": "string", "description": WORD}]}, thread_id="t", tags=[WORD])
    [row] = house.requests(job["id"])
    custody.note(connection, row["id"], f"is it {WORD}?")
    write(house, row, "assignee = 'ada'")
    house.answer(row["id"], WORD)
    house.advance_due()
    assert house.job(job["id"])["status"] == "succeeded"
    failed = house.run("shaped", {"log": [WORD]}, thread_id="t")
    assert failed["status"] == "failed"
    house.worker.store.put(("users", "ada"), "k", {"a": WORD})
    house.worker.store.put(("users", "bob"), "k", {"a": "keep"})
    refused.keep(connection, "lane", json.dumps({"thread_id": "t-of-ours", "what": WORD}), "why")
    other = ask(house)
    before = house.events(job["id"])
    everywhere = {
        "jobs",
        "human_requests",
        "notes",
        "events",
        "checkpoint_blobs",
        "checkpoint_writes",
        "store",
        "refused",
    }
    assert everywhere <= found(house, WORD)

    house.db.execute("UPDATE adjourn.refused SET message = replace(message, 't-of-ours', 't')")
    erased = erasure.erase(connection, "t", ["users.ada"])
    assert (erased["jobs"], erased["human_requests"], erased["notes"], erased["store"]) == (2, 1, 1, 1)
    assert found(house, WORD) == set()
    assert house.events(job["id"]) == [*before, (None, None, "erased")], "who did what when stays"
    now = read(house, row)
    assert (now["status"], now["answered_by"] is not None, now["thread_id"]) == ("resumed", True, "t")
    assert house.job(failed["id"])["status"] == "failed"
    assert house.worker.store.get(("users", "bob"), "k") is not None
    house.answer(other["id"], "yes")
    house.advance_due()
    assert house.job(other["job_id"])["status"] == "succeeded", "others go on"


def test_what_has_not_finished_is_not_erased(house: House, connection: Connection) -> None:
    row = ask(house)
    with pytest.raises(BadInput, match=f"job {row['job_id']} of thread {row['thread_id']} has not finished"):
        erasure.erase(connection, row["thread_id"])
    with pytest.raises(BadInput, match="there is no thread nothing"):
        erasure.erase(connection, "nothing")
    assert read(house, row) == row


def test_it_is_no_way_round_the_rules(house: House, logins: Logins, connection: Connection) -> None:
    row = shaped(house, "which?")
    people.add_team(connection, "finance")
    people.add(connection, logins.name("answerer"))
    people.join(connection, "finance", logins.name("answerer"), "look")
    house.db.execute("UPDATE adjourn.human_requests SET team = 'finance'")
    with logins.connect("answerer") as person:
        person.execute("SELECT set_config('adjourn.erasing', %s, false)", (row["thread_id"],))
        for change in ("comment = 'so'", "answer = '1'", "priority = 9"):
            assert "only the owner erases" in why(person, f"UPDATE adjourn.human_requests SET {change}")
        with pytest.raises(Exception, match="permission denied"):
            person.execute("SELECT adjourn.erase('t')")
    with house.db.transaction():
        house.db.execute("SET LOCAL adjourn.erasing = 'another thread'")
        with pytest.raises(REFUSALS), house.db.transaction():
            house.db.execute("UPDATE adjourn.human_requests SET question = '1'")
    assert "what request" in refused_why(house, row, "question = '1'")


def test_the_command_says_first_what_it_would_do(house: House, tmp_path: Path, database_url: str) -> None:
    adjourn = Command(tmp_path, {"ADJOURN_DATABASE_URL": database_url})
    job = house.run("steps", {"log": [WORD]}, thread_id="t")
    dry = adjourn.quick("erase", "t")
    assert dry.out.startswith("would be erased (--yes does it): 1 jobs, ")
    assert "jobs" in found(house, WORD)
    assert adjourn.quick("erase", "t", "--yes").out.startswith("erased: 1 jobs, ")
    assert found(house, WORD) == set()
    assert "succeeded" in adjourn.quick("job", str(job["id"])).out
    assert adjourn.quick("erase", "nothing", "--yes").err == "adjourn: there is no thread nothing\n"
