"""Whatever somebody enqueues: it arrives as it was, or is refused with a reason, and no job is stuck."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

import psycopg
import pytest
from adjourn.models.ground.errors import BadInput
from adjourn.models.job_request import JobRequest, enqueue

from tests.support.by_hand import assert_well, outcome
from tests.support.house import House

DEEP = "[" * 10_000 + "]" * 10_000
DEEPER = "[" * 100_000 + "]" * 100_000
HUGE, ENDLESS = str(10**30), "9" * 5_000


# --- three ways in that share the database: each takes a graph, the input as JSON text, and columns


def by_python(house: House, graph: str, input: str, **columns: Any) -> str:
    with house.worker.engine.connect() as connection:
        return enqueue(connection, JobRequest(graph, input, **columns))


def by_function(house: House, graph: str, input: str, **columns: Any) -> str:
    named = "".join(f", {name} => %s" for name in columns)
    return _id(house, f"SELECT adjourn.enqueue(%s, %s{named}) AS id", graph, input, *columns.values())


def by_insert(house: House, graph: str, input: str, **columns: Any) -> str:
    names, places = ", ".join(["graph", "input", *columns]), ", %s" * len(columns)
    query = f"INSERT INTO adjourn.jobs ({names}) VALUES (%s, %s{places}) RETURNING id"
    return _id(house, query, graph, input, *columns.values())


def _id(house: House, query: str, *values: Any) -> str:
    row = house.db.execute(query, values).fetchone()
    assert row is not None
    return str(row["id"])


Way = Callable[..., str]
WAYS: list[Way] = [by_python, by_function, by_insert]
#: UnicodeEncodeError comes from the driver, before anything is sent.
REFUSED = (BadInput, psycopg.Error, UnicodeEncodeError)


def count(house: House) -> int:
    row = house.db.execute("SELECT count(*) AS n FROM adjourn.jobs").fetchone()
    assert row is not None
    return int(row["n"])


@pytest.mark.parametrize("way", WAYS)
def test_input_that_cannot_be_is_refused_at_the_door(house: House, way: Way) -> None:
    fine = '{"log": []}'
    bad: dict[str, tuple[str, str, dict[str, Any]]] = {
        "an unknown graph": ("nonsense", fine, {}),
        "no JSON": ("echo", '{"log": [', {}),
        "nothing": ("echo", "", {}),
        "NaN": ("echo", '{"log": [NaN]}', {}),
        "Infinity": ("echo", '{"log": [Infinity]}', {}),
        "a NUL in the JSON text": ("echo", '{"log": ["\x00"]}', {}),
        "nested too deeply for Postgres": ("echo", f'{{"log": {DEEPER}}}', {}),
        "a NUL in the thread": ("echo", fine, {"thread_id": "a\x00b"}),
        "a NUL in the key": ("echo", fine, {"key": "\x00"}),
        "a lone surrogate in the thread": ("echo", fine, {"thread_id": "a\ud800b"}),
        "a lone surrogate in the key": ("echo", fine, {"key": "\udcff"}),
        "an empty thread": ("echo", fine, {"thread_id": ""}),
        "a thread that is too long": ("echo", fine, {"thread_id": "t" * 501}),
        "a key that is too long": ("echo", fine, {"key": "k" * 501}),
        "a config that is no object": ("echo", fine, {"config": "[]"}),
        "a config that is no JSON": ("echo", fine, {"config": "tags"}),
        "a number of 31 digits": ("echo", f'{{"log": [{HUGE}]}}', {}),
        "a number of 5,000 digits": ("echo", f'{{"log": ["\\"", {ENDLESS}]}}', {}),
        "one less than 64 bits hold": ("echo", '{"log": [-9223372036854775809]}', {}),
        "one more than 64 bits hold": ("echo", '{"log": [18446744073709551616]}', {}),
        "a number beyond all floats": ("echo", '{"log": [1e400]}', {}),
        "one far beyond": ("echo", '{"log": [-1E+99999999999]}', {}),
        "such a number in the config": ("echo", fine, {"config": '{"configurable": {"n": 1e400}}'}),
        "such a number in the context": ("echo", fine, {"context": HUGE}),
        "no try at all": ("echo", fine, {"max_attempts": 0}),
        "no time": ("echo", fine, {"run_at": "soon"}),
    }
    for what, (graph, input, columns) in bad.items():
        with pytest.raises(BadInput if way is by_python else REFUSED):  # noqa: PT012
            way(house, graph, input, **columns)
            pytest.fail(f"{what} is accepted")
    assert count(house) == 0
    with pytest.raises(REFUSED, match="graph 'nonsense' is not known"):
        way(house, "nonsense", fine)
    assert_well(house)


@pytest.mark.parametrize("name", ["graph", "input", "thread_id", "key", "config", "context", "queue", "run_at"])
@pytest.mark.parametrize("value", [5, 0.5, False, {}, ["x"], b"x", ...], ids=repr)
def test_what_is_no_text_is_refused_in_one_line(house: House, name: str, value: Any) -> None:
    with house.worker.engine.connect() as connection, pytest.raises(BadInput) as refused:
        enqueue(connection, JobRequest(**({"graph": "echo"} | {name: value})))
    assert str(refused.value).startswith(f"{name} must be text, not ") and "\n" not in str(refused.value)


@pytest.mark.parametrize("name", ["priority", "max_attempts"])
@pytest.mark.parametrize("value", [0.5, "5", {}, 10**30], ids=repr)
def test_what_is_no_number_is_refused_in_one_line(house: House, name: str, value: Any) -> None:
    with house.worker.engine.connect() as connection, pytest.raises(BadInput) as refused:
        enqueue(connection, JobRequest("echo", **{name: value}))
    assert str(refused.value) in (f"{name} must be a whole number, not {value!r}", "integer out of range")


def test_a_time_may_be_given_as_one(house: House) -> None:
    job = house.enqueue("echo", {"log": []}, run_at=datetime(2100, 1, 1, tzinfo=UTC))
    assert house.job(job)["run_at"] == datetime(2100, 1, 1, tzinfo=UTC)


@pytest.mark.parametrize("way", WAYS)
def test_input_that_no_program_can_use_fails_its_job_with_a_reason(house: House, way: Way) -> None:
    for input in (f'{{"log": {DEEP}}}', '{"log": 5}', "5", "null"):
        job = way(house, "echo", input)
        house.advance_due()
        status, why = outcome(house, job)
        assert (status, bool(why)) == ("failed", True), f"{input[:20]}…: {status}, {why}"
    assert_well(house)


@pytest.mark.parametrize("way", WAYS)
def test_odd_input_arrives_as_it_was(house: House, way: Way) -> None:
    """Also after a pause, when it comes from the database."""
    odd = ["a\x00b", {"\x00": 1}, "\U0001f600", "\u202e", 2**63 - 1, -(2**63), 0.1, 1e308, [[[[[]]]]], "x" * 5_000_000]
    for value in odd:
        job = way(house, "line", json.dumps({"log": [value]}))
        house.advance_due()
        house.answer_all(job, "yes")
        house.advance_due()
        row = house.job(job)
        assert (row["status"], row["error"]) == ("succeeded", None), repr(value)[:50]
        told = json.loads(json.dumps(value).replace("\\u0000", "\\ufffd"))
        assert row["result"] == {"log": [told, "begin", "yes", "end"]}
    assert_well(house)


def test_half_a_character_is_refused_and_never_becomes_another(house: House) -> None:
    """JSON can write it, no encoding can, and LangGraph stores a question mark for it."""
    for value in ("\ud800", "a\udfff\ud800b", {"k": "\ud800"}, {"\ud800": 1}):
        for way in WAYS:
            with pytest.raises(REFUSED, match="surrogate"):
                way(house, "line", json.dumps({"log": [value]}))
    odd = ["\\ud800", "\\\\ud800", "\ud83d\ude00", "\\\U0001f600"]
    job = by_python(house, "echo", json.dumps({"log": odd}))
    assert house.advance(job)["result"] == {"log": [*json.loads(json.dumps(odd)), "one"]}


def test_numbers_that_fit_arrive_and_digits_in_texts_count_for_nothing(house: House) -> None:
    numbers = [2**64 - 1, -(2**63), 1.7976931348623157e308, 0.1, "1e400", "9" * 50, "\\"]
    text = json.dumps(numbers)[:-1] + ", 1e-400, 0.12345678901234567890123]"
    job = by_python(house, "echo", f'{{"log": {text}}}')
    house.advance_due()
    assert house.job(job)["result"] == {"log": [*numbers, 0.0, 0.12345678901234568, "one"]}


@pytest.mark.parametrize("column", ["run_at", "deadline_at"])
def test_a_time_that_programs_cannot_read_stops_nobody_elses_job(house: House, column: str) -> None:
    """Python knows the years 1 to 9999 only; a sweep that meets such a row must not die of it."""
    query = f"INSERT INTO adjourn.jobs (graph, input, {column}) VALUES ('echo', '{{\"log\": []}}', %s)"
    for when in ("infinity", "-infinity", "0044-03-15 BC", "20000-01-01"):
        with suppress(psycopg.errors.IntegrityError):
            house.db.execute(query, (when,))
    ours = house.enqueue("steps", {"log": []})
    house.advance_due()
    assert outcome(house, ours) == ("succeeded", None)
    stuck = "SELECT id FROM adjourn.jobs WHERE finished_at IS NULL AND run_at < now() + interval '1 day'"
    assert house.db.execute(stuck).fetchall() == []


def test_a_config_that_points_at_a_checkpoint_is_refused(house: House) -> None:
    """A job goes on from where its thread stands; sent back, it would ask for ever."""
    for name in ("checkpoint_id", "checkpoint_ns", "checkpoint_map"):
        with pytest.raises(BadInput, match=f"config.configurable may not set '{name}'"):
            house.enqueue("line", {"log": []}, config={"configurable": {name: "nonsense"}})
    assert count(house) == 0
