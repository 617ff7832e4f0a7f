"""Whatever a node returns, raises or asks: the row says it to the letter, or the job fails with a reason."""

from __future__ import annotations

import base64
import json
import math
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from hypothesis import example, given
from hypothesis import strategies as st
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from pydantic import BaseModel
from structlog.testing import capture_logs
from typing_extensions import TypedDict

from tests.support import fuzz
from tests.support.by_hand import REFUSALS, assert_well, outcome
from tests.support.fuzz import fuzzed
from tests.support.house import House, Row
from tests.support.trouble import deploy

LARGE = "x" * 5_000_000


class Held(TypedDict, total=False):
    v: Any


#: What the node of a graph is about to return, raise or ask; an interrupt's schema beside it.
now: dict[str, Any] = {}


def returns(state: Held) -> Held:
    return {"v": now["value"]}


def raises(state: Held) -> Held:
    raise now["value"]


def asks(state: Held) -> Held:
    return {"v": interrupt(now["value"], response_schema=now.get("schema"))}


@pytest.fixture(autouse=True)
def quiet(house: House) -> Iterator[None]:
    """Errors are logged with their values, which are long here."""
    for node in (returns, raises, asks):
        deploy(house, node.__name__, StateGraph(Held).add_sequence([node]).add_edge(START, node.__name__).compile())
    now.clear()
    with capture_logs():
        yield


def run(house: House, graph: str, value: Any, **more: Any) -> Row:
    now.update(value=value, **more)
    return house.run(graph, {"v": None})


# --- what it returns

_floats = st.floats()
_python = st.recursive(
    fuzz.values | _floats | st.binary(max_size=8),
    lambda v: st.lists(v, max_size=3) | st.tuples(v, v) | st.dictionaries(fuzz.keys, v, max_size=3),
    max_leaves=8,
)


def as_told(value: Any) -> Any:
    """`value` as any client reads it from `jobs.result`."""
    if isinstance(value, dict):
        return {as_told(key): as_told(item) for key, item in value.items()}
    if isinstance(value, str):
        return re.sub("[\x00\ud800-\udfff]", "\ufffd", json.loads(json.dumps(value)))
    if isinstance(value, list | tuple):
        return [as_told(item) for item in value]
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    if isinstance(value, float) and not math.isfinite(value):
        return {math.inf: "Infinity", -math.inf: "-Infinity"}.get(value, "NaN")
    return value


def is_small(value: Any) -> bool:
    if isinstance(value, dict | list | tuple):
        return all(map(is_small, value.values() if isinstance(value, dict) else value))
    return fuzz.is_small(value)


def test_whatever_a_node_returns_is_told_in_the_result_or_the_job_says_why_not(house: House) -> None:
    @fuzzed(40)
    @given(_python)
    def tell(value: Any) -> None:
        job = run(house, "returns", value)
        if job["status"] == "succeeded":
            assert fuzz.same(job["result"], {"v": as_told(value)})
        else:
            assert job["status"] == "failed" and job["error"]["message"]
            assert not is_small(value), job["error"]

    tell()
    odd: list[Any] = [5, "x", [1], {5: 6}, lambda: 0, object(), iter([1]), Held, {"\ud800": 1}, 10**5000]
    for value in odd:
        status, why = outcome(house, run(house, "returns", value)["id"])
        assert status == "succeeded" or (status == "failed" and why), value
    assert_well(house)


@pytest.mark.parametrize("graph", ["returns", "asks"])
@pytest.mark.parametrize(("value", "key"), [({1: "a", "1": "b"}, "1"), ([{"x": {"None": 1, None: 2}}], "None")])
def test_keys_that_json_cannot_tell_apart_fail_the_job(house: House, graph: str, value: Any, key: str) -> None:
    status, why = outcome(house, run(house, graph, value)["id"])
    assert (status, why) == ("failed", f"cannot be written as JSON: two keys of one dict would both be {key!r}")


def test_whatever_a_node_raises_is_told_in_the_error(house: House) -> None:
    @fuzzed(25)
    @given(fuzz.json_texts | st.text(st.characters(categories=["Cs", "Cc", "L"]), max_size=5))
    def tell(message: str) -> None:
        job = run(house, "raises", ValueError(message))
        assert (job["status"], job["error"]) == ("failed", {"type": "ValueError", "message": as_told(message)})
        told = house.db.execute("SELECT error ->> 'message' AS m FROM adjourn.jobs WHERE id = %s", (job["id"],))
        assert told.fetchall() == [{"m": as_told(message)}]

    class Mute(Exception):
        def __str__(self) -> str:
            raise RuntimeError("no words")

    tell()
    for error in (Mute(), MemoryError(), StopIteration(), RecursionError(), GeneratorExit(), ValueError(LARGE)):
        status, why = outcome(house, run(house, "raises", error)["id"])
        assert status == "failed", error
        assert why is not None and len(why) <= 10_000
    assert_well(house)


# --- what it asks

_questions = st.one_of(
    fuzz.values,
    st.builds(lambda key, v: {key: v}, st.sampled_from(["title", "query", "question", "description"]), fuzz.values),
    st.builds(
        lambda **call: {"type": "tool_approval", **call},
        name=fuzz.values,
        args=st.dictionaries(fuzz.keys, fuzz.values, max_size=3) | fuzz.values,
    ),
)


def as_shown(value: Any) -> Any:
    """Postgres takes no NUL apart: the row has a mark for it, the checkpoint has the NUL."""
    return json.loads(json.dumps(value).replace("\\\\", "\\\\ ").replace("\\u0000", "\\ufffd").replace("\\\\ ", "\\\\"))


def test_whatever_a_node_asks_is_a_row_that_people_can_read_and_answer(house: House) -> None:
    @fuzzed(30)
    @given(_questions)
    @example("\\u0000 \\\\ud800 \0")
    def ask(question: Any) -> None:
        job = run(house, "asks", question)
        if not fuzz.is_small(question):
            assert job["status"] == "failed" and job["error"]["message"]
            return
        [row] = house.requests(job["id"])
        assert fuzz.same(row["question"], as_shown(question))
        assert 0 < len(row["title"]) <= 200
        assert "\n" not in row["title"] and not fuzz.obeyed(row["title"])
        is_approval = row["kind"] == "tool_approval"
        house.db.execute(
            "UPDATE adjourn.human_requests SET choice = %s, comment = 'so' WHERE id = %s",
            ("reject" if is_approval else None, row["id"]),
        )
        house.advance_due()
        told: Any = {"data": "so"} if isinstance(question, dict) and "query" in question else "so"
        assert house.job(job["id"])["result"] == {"v": {"type": "reject", "message": "so"} if is_approval else told}

    ask()
    assert_well(house)


_words = ["type", "enum", "const", "properties", "items", "required", "anyOf", "not", "$ref", "$defs", "minimum", "if"]
_words += ["format", "maxLength", "then", "default", "additionalProperties", "dependentSchemas", "\x1b[2J", "0" * 32]
_junk: st.SearchStrategy[Any] = st.sampled_from(
    [None, True, -1, 0.5, "string", "", [], {}, [None], ["a", "b"], {"a": {}}, "#", "http://[", 10**9]
)
_schemas: st.SearchStrategy[Any] = st.recursive(
    _junk, lambda v: st.dictionaries(st.sampled_from(_words), v, max_size=4), max_leaves=6
)


def test_no_schema_makes_a_question_that_fails_its_job_when_it_is_answered(house: House) -> None:
    @fuzzed(25)
    @given(_schemas.filter(lambda schema: isinstance(schema, dict)))
    def ask(schema: Any) -> None:
        job = run(house, "asks", "which?", schema=schema)
        [row] = house.requests(job["id"])
        assert (job["status"], row["answer_schema"]) == ("waiting", schema)
        try:
            house.answer(row["id"], "b")
        except REFUSALS:
            return
        job = house.advance(job["id"])
        [row] = house.requests(job["id"])
        if row["status"] == "open":
            assert job["status"] == "waiting" and row["answer_error"]
        else:
            assert (job["status"], job["result"]) == ("succeeded", {"v": "b"}), job["error"]

    ask()
    odd: list[Any] = [True, 5, "x", [], Exception]
    for schema in odd:
        status, why = outcome(house, run(house, "asks", "which?", schema=schema)["id"])
        assert status == "waiting" or (status == "failed" and why), schema


def test_a_question_of_five_megabytes_is_asked_and_told_and_has_a_short_title(house: House) -> None:
    job = run(house, "asks", {"query": LARGE})
    [row] = house.requests(job["id"])
    assert row["question"] == {"query": LARGE} and len(row["title"]) == 200
    house.answer(row["id"], "so")
    house.advance_due()
    assert house.job(job["id"])["result"] == {"v": "so"}
    job = run(house, "returns", LARGE)
    assert job["result"] == {"v": LARGE}


def test_bytes_are_told_in_standard_base64_wherever_they_stand(house: House) -> None:
    value = {"plain": b"\xff\xfb\xfe", "model": HoldsBytes(data=b"\xff\xfb\xfe"), "record": Recorded(b"\xff\xfb\xfe")}
    told = run(house, "returns", value)["result"]["v"]
    assert told == {"plain": "//v+", "model": {"data": "//v+"}, "record": {"data": "//v+"}}


class HoldsBytes(BaseModel):
    data: bytes


@dataclass
class Recorded:
    data: bytes
