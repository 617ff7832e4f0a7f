"""What may be said to `adjourn.enqueue`, in which types, and what is one and the same request."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest

from tests.support.offers import offer

Db = psycopg.Connection[dict[str, Any]]
REFUSALS = (psycopg.errors.ObjectNotInPrerequisiteState, psycopg.errors.CheckViolation)


@pytest.fixture
def shop(db: Db) -> Db:
    offer(db, "agent", project="shop")
    return db


def made(db: Db, call: str) -> dict[str, Any]:
    [job] = db.execute(f"WITH made AS ({call}) SELECT * FROM made").fetchall()
    [row] = db.execute(
        "SELECT input::text, config::text, context::text FROM adjourn.jobs WHERE id = %s", (job["enqueue"],)
    )
    return row


@pytest.mark.parametrize(
    ("written", "input"),
    [
        ("""'{"order": 1}'""", '{"order": 1}'),
        ("""'{"order": 1}'::text""", '{"order": 1}'),
        ("""'{"order": 1}'::varchar""", '{"order": 1}'),
        ("""'{"order": 1}'::json""", '{"order": 1}'),
        ("""'{"order": 1}'::jsonb""", '{"order": 1}'),
        ("jsonb_build_object('order', 1)", '{"order": 1}'),
        ("""'"hello"'""", '"hello"'),
        ("to_json('hello'::text)", '"hello"'),
        ("7", "7"),
        ("o", '{"order":1,"paid":true}'),
        ("NULL", None),
        ("NULL::jsonb", None),
    ],
)
def test_an_input_may_be_json_text_or_any_value(shop: Db, written: str, input: str | None) -> None:
    row = made(shop, f"SELECT adjourn.enqueue('agent', {written}) FROM (SELECT 1 AS \"order\", true AS paid) o")
    assert row["input"] == input


@pytest.mark.parametrize("type_", ["", "::json", "::jsonb", "::text"])
def test_config_and_context_may_be_of_each_type_too(shop: Db, type_: str) -> None:
    row = made(shop, f"""SELECT adjourn.enqueue('agent', '1'::jsonb, config => '{{"tags": []}}'{type_})""")
    assert json.loads(row["config"]) == {"tags": []} and row["context"] is None
    both = f"""config => '{{"tags": []}}'{type_}, context => '{{"a": 1}}'{type_}"""
    row = made(shop, f"SELECT adjourn.enqueue('agent', {both})")
    assert json.loads(row["context"]) == {"a": 1} and row["input"] is None


def test_what_is_no_json_is_said_in_a_sentence(shop: Db) -> None:
    for argument in ("input", "config", "context"):
        with pytest.raises(REFUSALS) as error:
            shop.execute(f"SELECT adjourn.enqueue('agent', {argument} => 'hello')")
        assert error.value.diag.message_primary == f"{argument} is not JSON: hello"
        assert error.value.diag.message_hint == """a text is JSON in double quotes: '"hello"'"""


@pytest.mark.parametrize(
    ("config", "complaint"),
    [
        ({"run_id": "x"}, "config takes no 'run_id', only configurable, max_concurrency"),
        ({"callbacks": []}, "config takes no 'callbacks'"),
        ({"configurable": None}, "config.configurable must be an object, not null"),
        ({"configurable": []}, "config.configurable must be an object, not []"),
        ({"metadata": "x"}, 'config.metadata must be an object, not "x"'),
        ({"recursion_limit": 0}, "config.recursion_limit must be a whole number from 1, not 0"),
        ({"max_concurrency": 1.5}, "config.max_concurrency must be a whole number from 1, not 1.5"),
        ({"tags": "x"}, "config.tags must be an array"),
        ({"tags": [1]}, "config.tags must be texts"),
        ({"configurable": {"run_id": "x"}}, "config.configurable may not set 'run_id'"),
        ({"metadata": {"run_id": "x"}}, "config.metadata may not set 'run_id'"),
        ({"metadata": {"job_id": "x"}}, "config.metadata may not set 'job_id'"),
        ({"configurable": {"langgraph_auth_user": {}}}, "may not set 'langgraph_auth_user'"),
        ({"configurable": {"langgraph_auth_user_id": "boss"}}, "may not set 'langgraph_auth_user_id'"),
        ({"configurable": {"checkpoint_id": "x"}}, "may not set 'checkpoint_id'"),
        ({"configurable": {"__pregel_resuming": True}}, "may not set '__pregel_resuming'"),
        ({"configurable": {"thread_id": "t"}}, "names a thread_id, which is an argument of its own"),
    ],
)
def test_a_submitter_cannot_say_what_is_not_his_to_say(shop: Db, config: Any, complaint: str) -> None:
    calls = (
        "SELECT adjourn.enqueue('agent', config => %s)",
        "INSERT INTO adjourn.jobs (graph, config) VALUES ('agent', %s)",
    )
    for call in calls:
        with pytest.raises(REFUSALS) as error:
            shop.execute(call, (json.dumps(config),))
        assert complaint in str(error.value.diag.message_primary)


def test_a_context_cannot_forge_what_is_copied_from_it(shop: Db) -> None:
    for name in ("run_id", "langgraph_auth_user", "__pregel_x", "checkpoint_ns"):
        with pytest.raises(REFUSALS, match=f"context may not set '{name}'"):
            shop.execute("SELECT adjourn.enqueue('agent', context => %s)", (json.dumps({name: "x"}),))
    with pytest.raises(REFUSALS, match="context_is_an_object"):
        shop.execute("SELECT adjourn.enqueue('agent', context => '[]')")
    fine = {"user": "ada", "thread_id": "theirs", "job_id": 5}
    shop.execute("SELECT adjourn.enqueue('agent', context => %s)", (json.dumps(fine),))


SAME = [
    ('{"a": 1, "b": [2]}', '{"b":[2],\n "a":1}'),
    ('{"a": "é"}', '{"a": "\\u00e9"}'),
    ('{"a": "/"}', '{"a": "\\/"}'),
    ('{"a": "x\\u0000y", "b": 1}', '{"b": 1, "a": "\\u0078\\u0000y"}'),
    ('"\\\\u0000 \\u0000"', '"\\u005cu0000 \\u0000"'),
]
OTHER = [
    ('{"a": 1}', '{"a": 1.0}'),
    ('{"a": 1}', '{"a": "1"}'),
    ("null", None),
    ('["\\u0000"]', '["\\\\u0000"]'),
    ('["\\u0000"]', '["\\ue000\\ue000"]'),
    ('["\\ue000\\u0000"]', '["\\u0000\\ue000"]'),
    ('["\\ue000", "\\u0000"]', '["\\ue001", "\\u0000"]'),
]


@pytest.mark.parametrize(("first", "second"), SAME)
def test_the_same_json_is_the_same_request_however_it_is_written(shop: Db, first: str, second: str) -> None:
    ids = {
        row["id"]
        for text in (first, second, first)
        for row in shop.execute("SELECT adjourn.enqueue('agent', %s, key => 'k') AS id", (text,))
    }
    assert len(ids) == 1


@pytest.mark.parametrize(("first", "second"), OTHER)
def test_other_json_is_another_request(shop: Db, first: str, second: str | None) -> None:
    shop.execute("SELECT adjourn.enqueue('agent', %s, key => 'k')", (first,))
    with pytest.raises(REFUSALS, match="key 'k' was used for another request"):
        shop.execute("SELECT adjourn.enqueue('agent', %s, key => 'k')", (second,))
