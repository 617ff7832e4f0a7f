"""Whatever value goes in comes out as it was, or is refused with a reason: no job is stuck, and none is harmed."""

from __future__ import annotations

import itertools
import json
from contextlib import suppress
from pathlib import Path
from typing import Any

import psycopg
import pytest
from adjourn.models import human_requests
from adjourn.models.ground.errors import BadInput
from hypothesis import assume, example, given
from hypothesis import strategies as st

from tests.conftest import PROJECT
from tests.support import by_hand, fuzz
from tests.support.by_hand import assert_well, outcome
from tests.support.command import Command
from tests.support.fuzz import fuzzed
from tests.support.house import House
from tests.worker.test_bad_input import DEEP, ENDLESS, REFUSED, WAYS, Way, by_function, by_python
from tests.worker.test_fuzz_nodes import as_told


@pytest.fixture
def adjourn(house: House, tmp_path: Path) -> Command:
    return Command(tmp_path, {"DATABASE_URL": house.worker.settings.database_url, "ADJOURN_PROJECT": str(PROJECT)})


def by_command(adjourn: Command) -> Way:
    def enqueue(house: House, graph: str, input: str, **columns: Any) -> str:
        options = [f"--{name.removesuffix('_id')}={value}" for name, value in columns.items()]
        done = adjourn.quick("enqueue", graph, "-", *options, stdin=input)
        if done.code:
            assert done.code == 2, done
            raise BadInput(done.complaint)
        return done.out.strip()

    return enqueue


def input_of(house: House, job_id: str) -> str:
    [row] = house.db.execute("SELECT input::text AS text FROM adjourn.jobs WHERE id = %s", (job_id,)).fetchall()
    return str(row["text"])


# --- what is enqueued


def test_whatever_is_enqueued_comes_out_as_it_was_or_its_job_says_why_not(house: House, adjourn: Command) -> None:
    ways = st.sampled_from([*WAYS, by_command(adjourn)])

    @fuzzed(30)
    @given(ways, fuzz.written())
    def carry(way: Way, text: str) -> None:
        value = json.loads(text)
        if not fuzz.is_small(value):
            with pytest.raises(REFUSED, match="which no graph can be given as it is"):
                way(house, "line", f'{{"log": [{text}]}}')
            return
        job_id = way(house, "line", f'{{"log": [{text}]}}')
        assert input_of(house, job_id) == f'{{"log": [{text}]}}', "kept word for word"
        house.advance_due()
        house.answer_all(job_id, "yes")
        house.advance_due()
        job = house.job(job_id)
        assert job["status"] == "succeeded", job["error"]
        assert fuzz.same(job["result"], as_told({"log": [value, "begin", "yes", "end"]}))

    carry()
    assert_well(house)


_ESCAPES = st.sampled_from(
    [
        *'aD\\"/',
        "\\\\",
        '\\"',
        "\\ud83d",
        "\\uDE00",
        "\\uDBFF",
        "\\udfff",
        "\\u0000",
        "\\ud7ff",
        "\\uE000",
        "ud800",
        "00",
    ]
)


def test_half_a_character_is_refused_however_it_is_written_and_nothing_else_is(house: House) -> None:
    @fuzzed(150)
    @given(st.lists(_ESCAPES, max_size=6).map("".join), st.sampled_from(["input", "config", "context"]))
    def enqueue(inside: str, column: str) -> None:
        text = f'{{"metadata": {{"k": "{inside}"}}}}'
        try:
            value = json.loads(text)
            value["metadata"]["k"].encode()
        except ValueError:
            with pytest.raises(REFUSED):
                by_function(house, "echo", **({"input": "{}"} | {column: text}))
        else:
            job_id = by_function(house, "echo", **({"input": "{}"} | {column: text}))
            assert house.job(job_id)[column] == value

    enqueue()


def test_a_config_or_a_context_of_any_kind_harms_nobody(house: House) -> None:
    """It is refused, or the job runs, or it fails with a reason; whatever it asks, it asks once."""
    junk: list[Any] = [None, -1, 0.5, "x", [], {"a": {"b": ["\0"]}}, 2**64 - 1]
    names = ["configurable", "metadata", "tags", "recursion_limit", "max_concurrency", "run_id", "run_name"]
    named = ["thread_id", "checkpoint_ns", "checkpoint_id", "checkpoint_map", "thread_ts", "assistant_id", "f" * 32]
    configs: list[Any] = [{name: value} for name in [*names, "callbacks"] for value in junk]
    configs += [{"configurable": {name: value}} for name in named for value in junk]
    options = [{"config": config} for config in configs]
    options += [{"context": context} for context in [*junk, {"tenant": 5}]]
    jobs: list[str] = []
    for option in options:
        with suppress(BadInput):
            jobs.append(house.enqueue("line", {"log": []}, **option))
    assert 20 < len(jobs) < len(options)
    for column in ("config", "context"):
        deep = f'{{"configurable": {{"a": {DEEP}, "run_id": "forged"}}}}'
        with suppress(psycopg.Error):
            jobs.append(by_function(house, "line", '{"log": []}', **{column: deep}))
    house.advance_due()
    for job_id in jobs:
        assert len(house.requests(job_id)) <= 1
        house.answer_all(job_id, "yes")
    house.advance_due()
    for job_id in jobs:
        status, why = outcome(house, job_id)
        assert len(house.requests(job_id)) <= 1
        assert status == "succeeded" or (status == "failed" and why), (job_id, status)
    assert_well(house)


def test_the_same_key_is_the_same_request_however_odd_it_is(house: House, adjourn: Command) -> None:
    numbers = itertools.count()

    @fuzzed(20)
    @given(fuzz.names, fuzz.written())
    def twice(name: str, text: str) -> None:
        assume(fuzz.is_small(json.loads(text)))
        key, thread = (f"{next(numbers)} {name[:100]}" for _ in range(2))
        names = {"key": key, "thread_id": thread}
        first = by_python(house, "echo", text, **names)
        assert by_function(house, "echo", text, **names) == first
        assert by_command(adjourn)(house, "echo", text, key=key, thread_id=thread) == first
        assert by_python(house, "echo", f" {text} ", **names) == first
        with pytest.raises(BadInput, match="was used for another request"):
            by_python(house, "echo", f"[{text}]", **names)
        [job] = house.db.execute("SELECT key, thread_id FROM adjourn.jobs WHERE id = %s", (first,)).fetchall()
        assert job == names

    twice()


# --- what people answer


def _fits(answer: Any) -> bool:
    """jsonb writes 1e300 as an integer of 301 digits."""
    if isinstance(answer, float):
        return abs(answer) < 2**63 or not answer.is_integer()
    if isinstance(answer, dict | list):
        return all(map(_fits, answer.values() if isinstance(answer, dict) else answer))
    return fuzz.is_small(answer)


def test_whatever_is_answered_reaches_the_graph_or_goes_back_with_a_reason(house: House, adjourn: Command) -> None:
    @fuzzed(24)
    @given(fuzz.written(), st.sampled_from(["sql", "python", "command"]))
    @example("3.891641996545494e+16", "sql")
    def answer(text: str, way: str) -> None:
        given_, request = json.loads(text), by_hand.ask(house)
        try:
            if way == "sql":
                by_hand.write(house, request, "answer = %s::jsonb", text)
            elif way == "python":
                with house.worker.engine.connect() as connection:
                    human_requests.answer(connection, request["id"], answer=text)
            else:
                done = adjourn.quick("answer", str(request["id"]), "--answer", "-", stdin=text)
                if done.code:
                    assert done.code == 2, done
                    raise BadInput(done.complaint)
        except (psycopg.DataError, BadInput):
            assert r"\u0000" in text, "refused without need"
            assert by_hand.read(house, request) == request
            given_ = "yes"
            house.answer(request["id"], given_)
        house.advance_due()
        if not _fits(given_):
            assert by_hand.read(house, request)["answer_error"]
            given_ = "yes"
            house.answer(request["id"], given_)
        _, received, _ = by_hand.result_of(house, request)
        assert fuzz.same_number(received, given_)

    answer()
    assert_well(house)


def test_a_comment_reaches_the_graph_to_the_letter(house: House, adjourn: Command) -> None:
    @fuzzed(12)
    @given(fuzz.texts.filter(bool), st.booleans())
    @example(" ", True).via("a space is a text")
    def comment(text: str, is_command: bool) -> None:
        request = by_hand.ask(house)
        if is_command:
            assert adjourn.quick("answer", str(request["id"]), f"--comment={text}").code == 0
        else:
            by_hand.write(house, request, "comment = %s", text)
        assert by_hand.result_of(house, request) == ["begin", {"data": text}, "end"]

    comment()


def test_json_that_is_none_is_bad_input_for_a_command(house: House, adjourn: Command) -> None:
    request = str(by_hand.ask(house)["id"])
    bad = [DEEP, "[" * 990, ENDLESS, "NaN", "[-Infinity]", '"\\ud800"', "\0", '"\0"', "\ufeff", "{'a': 1}", "01", "1 2"]
    bad += [
        '{"a": 1,}',
        "{5: 1}",
        "tru",
        '"\\x1b"',
        '"\n"',
        "'; DROP TABLE adjourn.jobs; --",
        "<script>",
        "\x1b[2J",
        "-",
    ]
    for text in bad:
        for command in (["enqueue", "echo", "-"], ["answer", request, "--answer", "-"]):
            done = adjourn.quick(*command, stdin=text)
            assert (done.code, bool(done.complaint)) == (2, True), (text[:20], command)
            assert not fuzz.obeyed(done.err), text[:20]
            assert len(done.err) < 500, "the reason, not the input"
    assert house.db.execute("SELECT count(*) AS n FROM adjourn.jobs").fetchone() == {"n": 1}
