"""Values that Postgres or msgpack cannot hold: they come back exactly, or the job fails for good and says why. Either
way the thread lives on."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Iterable, Iterator
from typing import Annotated, Any

import pytest
from adjourn.models.ground.errors import BadInput
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from structlog.testing import capture_logs
from typing_extensions import TypedDict

from tests.support import savers
from tests.support.house import House, Row
from tests.support.trouble import deploy


def nested(depth: int, around: Callable[[Any], Any]) -> Any:
    value: Any = 0
    for _ in range(depth):
        value = around(value)
    return value


SIZE = "64-bit|cannot be stored.*Interrupt|no graph can be given"
DEPTH = "nested|[Rr]ecursion|cannot be stored.*Interrupt"

#: Name: the value; what the error of a job says that may fail of it.
VALUES: dict[str, tuple[Any, str | None]] = {
    "plain": ("plain", None),
    "NUL": ("a\x00b", None),
    "NUL alone": ("\x00", None),
    "both halves of a surrogate pair": ("\U0001f600", None),
    "NaN": (math.nan, None),
    "infinity": (math.inf, None),
    "minus infinity": (-math.inf, None),
    "minus zero": (-0.0, None),
    "1e20": (1e20, None),
    "the greatest float": (1.7976931348623157e308, None),
    "the smallest float": (5e-324, None),
    "2**63": (2**63, None),
    "2**64": (2**64, SIZE),
    "-2**64": (-(2**64), SIZE),
    "2**200": (2**200, SIZE),
    "bytes": (b"\x00\xff", None),
    "no bytes": (b"", None),
    "lists in lists": (nested(200, lambda value: [value]), None),
    "too many lists in lists": (nested(400, lambda value: [value]), DEPTH),
    "lists in lists without end": (nested(5000, lambda value: [value]), DEPTH),
    "too many objects in objects": (nested(400, lambda value: {"k": value}), DEPTH),
}

NO_JSON = {"NaN", "infinity", "minus infinity", "bytes", "no bytes", "lists in lists without end"}


@pytest.fixture(autouse=True)
def quiet() -> Iterator[None]:
    """Errors are logged with their values, which are long here."""
    with capture_logs():
        yield


def times(product: int, factor: int) -> int:
    return (product or 1) * factor


class Kept(TypedDict, total=False):
    name: str
    value: Any
    product: Annotated[int, times]


#: What nodes found after the pause.
found: dict[str, Any] = {}


def ask(state: Kept) -> Kept:
    interrupt("go on?")
    return {}


def ask_about_it(state: Kept) -> Kept:
    interrupt(VALUES[state["name"]][0])
    return {}


def find(state: Kept) -> Kept:
    found[state["name"]] = state.get("value")
    return {}


def keeps(*nodes: Callable[[Kept], Kept]) -> Any:
    return StateGraph(Kept).add_sequence(nodes).add_edge(START, nodes[0].__name__).compile()


def in_a_channel(state: Kept) -> Kept:
    return {"value": VALUES[state["name"]][0]}


def in_a_list(state: Kept) -> Kept:
    return {"value": [VALUES[state["name"]][0]]}


def in_an_object(state: Kept) -> Kept:
    return {"value": {"k": VALUES[state["name"]][0]}}


def carry(house: House, graph: str, input: Any, thread_id: str, **options: Any) -> Row:
    """A job, across its pause; one that is refused at the door is no row."""
    found.clear()
    try:
        job_id = house.enqueue(graph, input, thread_id=thread_id, max_attempts=1, **options)
    except BadInput as error:
        return {"status": "refused", "graph": graph, "thread_id": thread_id, "error": {"message": str(error)}}
    house.advance(job_id)
    house.answer_all(job_id, "yes")
    return house.advance(job_id)


def complaint(house: House, name: str, job: Row, expected: Any) -> str | None:
    """What is wrong with a job that carried a value; and with its thread, if it takes no other job."""
    _, reason = VALUES[name]
    came = found.get(name)
    message = job["error"]["message"] if job["error"] else ""
    later = carry(house, job["graph"], {"name": "plain", "value": "plain"}, job["thread_id"])
    if later["status"] != "succeeded":
        return f"{name} poisons the thread: {later['error']}"
    if job["status"] == "succeeded":
        return None if same(came, expected) else f"{name} came back as {came!r:.60}"
    return None if reason and re.search(reason, message) else f"{name}: {job['status']}, {message}"


def same(one: Any, other: Any) -> bool:
    """Not `==`: 1e20 is not 10**20, NaN is NaN."""
    try:
        return repr(one) == repr(other)
    except RecursionError:
        return False


def assert_none(complaints: Iterable[str | None]) -> None:
    told = "\n".join(filter(None, complaints))
    assert not told, told


@pytest.mark.parametrize("make", [in_a_channel, in_a_list, in_an_object])
def test_what_a_node_returns_comes_back_exactly_or_the_job_says_why_not(
    house: House, make: Callable[[Kept], Kept]
) -> None:
    deploy(house, "keeps", keeps(make, ask, find))
    assert_none(
        complaint(house, name, carry(house, "keeps", {"name": name}, name), make({"name": name})["value"])
        for name in VALUES
    )


def test_what_a_job_is_given_comes_back_exactly_or_the_job_says_why_not(house: House) -> None:
    deploy(house, "keeps", keeps(ask, find))
    assert_none(
        complaint(house, name, carry(house, "keeps", {"name": name, "value": value}, name), value)
        for name, (value, _) in VALUES.items()
        if name not in NO_JSON
    )


def test_what_a_node_asks_is_stored_exactly_or_the_job_says_why_not(house: House) -> None:
    deploy(house, "asks", keeps(ask_about_it, find))

    def carry_and_look(name: str) -> Row:
        job = carry(house, "asks", {"name": name}, name)
        for asked in savers.writes(house.db, name, "__interrupt__"):
            found[name] = asked[0].value
        return job

    assert_none(complaint(house, name, carry_and_look(name), value) for name, (value, _) in VALUES.items())


@pytest.mark.parametrize("make", [in_a_channel, in_a_list])
def test_half_a_surrogate_pair_of_a_node_becomes_a_question_mark(
    house: House, make: Callable[[Kept], Kept], monkeypatch: pytest.MonkeyPatch
) -> None:
    """LangGraph's serializer decides so, for a run to live on when a model's text was cut in the middle of a smile."""
    monkeypatch.setitem(VALUES, "half", ("a\ud83db", None))
    deploy(house, "keeps", keeps(make, ask, find))
    carry(house, "keeps", {"name": "half"}, "half")
    assert found["half"] in ("a?b", ["a?b"])


def test_what_a_job_says_of_itself_is_in_the_metadata_or_the_job_says_why_not(house: House) -> None:
    """As jsonb has it; LangGraph drops NUL there, and all that is no scalar."""
    deploy(house, "keeps", keeps(ask, find))

    def carry_and_look(name: str, value: Any) -> Row:
        job = carry(house, "keeps", {"name": name}, name, config={"metadata": {"mark": value}})
        if job["status"] == "refused":
            return job
        mark = (house.state(job["id"]).metadata or {}).get("mark")
        if mark is not None:
            told = value.replace("\x00", "") if type(value) is str else value
            found[name] = value if type(value)(mark) == told else mark
        return job

    assert_none(
        complaint(house, name, carry_and_look(name, value), value)
        for name, (value, _) in VALUES.items()
        if name not in NO_JSON and not isinstance(value, list | dict)
    )


def test_the_stock_saver_reads_what_it_could_not_have_written(house: House) -> None:
    deploy(house, "keeps", keeps(in_a_channel, ask, find))
    with savers.stock(house) as stock:
        for name in ("NUL", "NaN", "infinity"):
            house.run("keeps", {"name": name}, thread_id=name)
            saved = stock.get_tuple(savers.at(name))
            assert saved and same(saved.checkpoint["channel_values"]["value"], VALUES[name][0])
