"""Many jobs in one statement are as if they had been added one by one: each rule, each refusal, all or none."""

from __future__ import annotations

import json
from typing import Any

import psycopg
import pytest
from psycopg.rows import dict_row

from tests.support.house import House
from tests.support.logins import Logins, denied

_MANY = "SELECT adjourn.enqueue_many(%s, %s::text[]::json[], %s::text[], %s::json) AS ids"
#: What time and chance make.
_MADE = {"id", "thread_id", "run_at", "created_at", "key"}


def many(
    db: Any, inputs: list[Any], keys: list[Any] | None = None, options: Any = None, graph: str = "steps"
) -> list[Any]:
    texts = [each if isinstance(each, str) else json.dumps(each) for each in inputs]
    ids: list[Any] = db.execute(_MANY, (graph, texts, keys, json.dumps(options or {}))).fetchone()["ids"]
    return ids


def why(db: Any, *given: Any, **options: Any) -> str:
    """Refused, and nothing has changed."""
    counts = "SELECT (SELECT count(*) FROM adjourn.jobs), (SELECT count(*) FROM adjourn.threads)"
    before = db.execute(counts).fetchone()
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState) as refused:
        many(db, *given, **options)
    assert db.execute(counts).fetchone() == before
    return str(refused.value.diag.message_primary)


@pytest.mark.parametrize(
    "input", [5, {"log": []}, "null", '"\\u0000 \\ue000"', '{"b": 1,  "a": [1.50, "\\u00fc"]}', '"\\ud83d\\ude42"']
)
def test_a_row_is_the_one_that_enqueue_makes(house: House, input: Any) -> None:
    text = input if isinstance(input, str) else json.dumps(input)
    options = {"priority": 3, "max_attempts": 2, "tags": ["a"], "config": {"recursion_limit": 9}, "context": {"é": 1}}
    [id] = many(house.db, [text], ["many"], options)
    plain = house.db.execute(
        "SELECT adjourn.enqueue('steps', %s, key => 'one', priority => 3, max_attempts => 2, tags => '{a}',"
        """ config => '{"recursion_limit": 9}', context => '{"é": 1}') AS id""",
        (text,),
    ).fetchone()
    assert plain is not None
    rows = [house.job(id), house.job(plain["id"])]
    first, second = ({name: row[name] for name in row.keys() - _MADE} for row in rows)
    assert first == second, "also the hash of the request"
    assert rows[0]["thread_id"] == str(id)
    assert house.events(id) == house.events(plain["id"])
    thread = "SELECT project, graph FROM adjourn.threads WHERE thread_id = %s"
    assert house.db.execute(thread, (str(id),)).fetchone() == {"project": rows[0]["project"], "graph": "steps"}
    again = house.db.execute("SELECT adjourn.enqueue('steps', %s, key => 'many', config => '{\"recursion_limit\": 9}', context => '{\"é\": 1}') AS id", (text,))  # noqa: E501  # fmt: skip
    assert again.fetchone() == {"id": id}


def test_ids_come_in_the_order_of_inputs_and_keys_count_once(house: House) -> None:
    first = many(house.db, [1, 2, 3, 1], ["z", None, "a", "z"])
    assert first[0] == first[3] and len(set(first)) == 3
    assert [house.job(id)["input"] for id in first] == [1, 2, 3, 1]
    second = many(house.db, [3, 4, 1], ["a", "new", "z"])
    assert (second[0], second[2]) == (first[2], first[0])
    assert many(house.db, []) == []
    assert "key 'a' of input 2 was used for another request" in why(house.db, [9, 9], ["x", "a"])
    assert "key 'x' of input 2 was used for another request" in why(house.db, [1, 2], ["x", "x"])


def test_those_that_are_new_are_made_beside_those_that_were_there(house: House, database_url: str) -> None:
    first = many(house.db, [1, 2], ["a", "c"])
    with psycopg.connect(database_url, row_factory=dict_row) as earlier:
        earlier.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ")
        earlier.execute("SELECT FROM adjourn.jobs")
        second = many(house.db, [5, 2, 6, 5, 1, 5], ["n", "c", None, "n", "a", None])
        assert (second[1], second[4], second[3]) == (first[1], first[0], second[0])
        assert [house.job(id)["input"] for id in second] == [5, 2, 6, 5, 1, 5]
        with pytest.raises(psycopg.errors.SerializationFailure):
            many(earlier, [1, 5], ["a", "n"])
    made = house.db.execute("""SELECT count(*) AS jobs, (SELECT count(*) FROM adjourn.threads) AS threads,
      (SELECT count(*) FROM adjourn.events) AS events FROM adjourn.jobs""").fetchone()
    assert made == {"jobs": 5, "threads": 5, "events": 5}


def test_they_run_to_their_ends(house: House) -> None:
    ids = many(house.db, [{"log": []}] * 3)
    house.advance_due()
    assert [house.job(id)["status"] for id in ids] == ["succeeded"] * 3


@pytest.mark.parametrize(
    ("given", "options", "said"),
    [
        (([1, '"\\ud800"'],), {}, "input 2 cannot be taken: it holds half of a surrogate pair"),
        (([1, 1, "1e999"],), {}, "input 3 cannot be taken: it holds the number 1e999"),
        (([1, 2], ["a"]), {}, "there are 1 keys for 2 inputs"),
        (([1], ["x" * 501]), {}, "key 1 has 501 bytes"),
        (([1], [""]), {}, "key 1 has 0 bytes"),
        (([1],), {"options": {"colour": 1}}, "there is no option 'colour'"),
        (([1],), {"options": [1]}, "options must be a JSON object"),
        (([1],), {"options": {"queue": "nobody's"}}, "queue 'nobody''s' is no lane of project"),
        (([1],), {"options": {"config": {"run_id": 1}}}, "config takes no 'run_id'"),
        (([1],), {"graph": "unknown"}, "graph 'unknown' is not known"),
    ],
)
def test_what_cannot_be_is_named_by_its_place_and_nothing_is_added(
    house: House, given: tuple[Any, ...], options: dict[str, Any], said: str
) -> None:
    assert said in why(house.db, *given, **options)


def test_there_is_one_notification_and_the_first_transaction_counts(house: House, database_url: str) -> None:
    with psycopg.connect(database_url, row_factory=dict_row, autocommit=True) as ear:
        ear.execute("LISTEN adjourn")
        with psycopg.connect(database_url, row_factory=dict_row) as other:
            many(other, [1] * 100)
            other.rollback()
            many(other, [1] * 100)
        assert len(list(ear.notifies(timeout=1, stop_after=2))) == 1
    assert house.db.execute("SELECT count(*) AS n FROM adjourn.jobs").fetchone() == {"n": 100}


def test_a_submitter_may_and_nobody_comes_past_the_triggers(house: House, logins: Logins) -> None:
    with logins.connect("submitter") as shop, logins.connect("reader") as reader:
        [id] = many(shop, [5], ["a"])
        assert house.job(id)["submitted_by"] == logins.name("submitter")
        denied(reader, "SELECT adjourn.enqueue_many('steps', '{1}')")
        denied(shop, "SELECT adjourn.add_jobs('steps', NULL, '{1}', NULL)")
        logins.db.execute(f"GRANT INSERT ON adjourn.jobs TO {logins.name('submitter')}")
        shop.execute("SET search_path = pg_catalog, adjourn, pg_temp")
        for sneaked, why in (
            ("SELECT adjourn.enqueue('steps', '1e999')", "which no graph can be given as it is"),
            (
                "INSERT INTO adjourn.jobs (id, thread_id, project, graph, queue) "
                "VALUES (md5('')::uuid, 't', 'p', 'g', 'q')",
                "many jobs at once are added by",
            ),
        ):
            with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match=why):
                shop.execute(sneaked)
        [job] = shop.execute("SELECT adjourn.enqueue('steps', '1') AS id").fetchall()
        [event] = logins.db.execute("SELECT became FROM adjourn.events WHERE job_id = %s", (job["id"],)).fetchall()
        assert event["became"] == "queued", "it is added as always"


def test_a_thread_stays_for_its_jobs(house: House) -> None:
    [id] = many(house.db, [5])
    for change in ("DELETE FROM adjourn.threads", "UPDATE adjourn.threads SET graph = 'line'"):
        with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState, match=f"thread '{id}' has jobs"):
            house.db.execute(change)
