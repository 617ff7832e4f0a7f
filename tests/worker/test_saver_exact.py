"""What a graph stored is what it gets back: the same object, whatever its class's constructor does, or a refusal."""

from __future__ import annotations

import logging
import sys
import threading
from collections import defaultdict
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import pytest
from adjourn.worker.checkpointer import classes, refusing
from adjourn.worker.checkpointer.serde import Serde
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from pydantic import BaseModel, PrivateAttr
from typing_extensions import TypedDict

from tests.support.house import House
from tests.support.kinds import KINDS, Cents, Initless, Pair, Private, Slotted
from tests.support.same import same
from tests.support.trouble import deploy

serde, stock = Serde(), JsonPlusSerializer()


class Kept(TypedDict, total=False):
    name: str
    one: Any
    other: Any


#: What nodes found after the pause.
found: dict[str, Any] = {}


@pytest.fixture(autouse=True)
def loaded() -> Iterator[None]:
    """As `Project.load` says of what it has loaded."""
    classes.everywhere(sys.modules)
    logging.disable(logging.CRITICAL)
    yield
    logging.disable(logging.NOTSET)


def make(state: Kept) -> Kept:
    one, other = KINDS[state["name"]]
    return {"one": one, "other": other}


def ask(state: Kept) -> Kept:
    interrupt(state["other"])
    return {}


def find(state: Kept) -> Kept:
    found[state["name"]] = (state["one"], state["other"])
    return {"one": None, "other": None}


def test_every_kind_of_value_comes_back_after_a_pause(house: House) -> None:
    deploy(house, "keeps", StateGraph(Kept).add_sequence([make, ask, find]).add_edge(START, "make").compile())
    for name in KINDS:
        job = house.run("keeps", {"name": name})
        assert job["status"] == "waiting", (name, job["error"])
        assert same(house.state(job["id"]).interrupts[0].value, KINDS[name][1]), name
        house.answer_all(job["id"], "yes")
        job = house.advance(job["id"])
        assert job["status"] == "succeeded", (name, job["error"])
        assert same(found[name], KINDS[name]), (name, found[name])


@pytest.mark.parametrize("name", KINDS)
def test_stock_reads_what_we_write(name: str) -> None:
    for value in KINDS[name]:
        assert stock.loads_typed(serde.dumps_typed(value)) is not None


#: What is in the blobs of stock of these.
KEPT = ["computed fields", "messages", "frozen", "no __eq__", "slots", "Decimal", "flags", "enum of texts", "a root"]


@pytest.mark.parametrize("name", KEPT)
def test_we_read_what_stock_wrote(name: str) -> None:
    value = KINDS[name][0]
    back = serde.loads_typed(stock.dumps_typed(value))
    assert type(back) is type(value) and repr(back) == repr(value).replace(hex(id(value))[2:], hex(id(back))[2:])


def test_we_read_what_stock_wrote_of_the_fields_that_it_wrote() -> None:
    assert serde.loads_typed(stock.dumps_typed(Slotted(Pair(1, [2])))) == Slotted(Pair(1, [2]))
    assert serde.loads_typed(stock.dumps_typed({"k": {1, 2}})) == {"k": {1, 2}}


def test_reading_calls_nothing_of_the_class(monkeypatch: pytest.MonkeyPatch) -> None:
    blobs = [serde.dumps_typed(value) for value in (Cents(v=1), Initless(1), Private(a=1))]

    def call(*_: Any, **__: Any) -> None:
        raise AssertionError

    for cls in (Cents, Initless, Private):
        for method in ("__init__", "__setattr__"):
            monkeypatch.setattr(cls, method, call)
        serde.loads_typed(blobs.pop(0))


# --- what cannot come back


class Locked(BaseModel):
    a: int
    _lock: Any = PrivateAttr(default_factory=threading.Lock)


@dataclass
class Holder:
    held: Any


class Shifty:
    """A descriptor that gives another value than it was given."""

    def __set_name__(self, owner: type, name: str) -> None:
        self.name = f"_{name}"

    def __get__(self, value: Any, owner: type) -> Any:
        return 0 if value is None else value.__dict__[self.name]

    def __set__(self, value: Any, each: Any) -> None:
        value.__dict__[self.name] = each


def refused() -> dict[str, tuple[Callable[[], Any], str]]:
    return {
        "an exception": (lambda: [ValueError("x")], "builtins.ValueError"),
        "an exception in a field": (lambda: Holder(ValueError("x")), "Holder.held"),
        "a factory that is code": (lambda: defaultdict(lambda: 1), "collections.defaultdict.default_factory"),
        "a lock in a private attribute": (lambda: Locked(a=1), "Locked"),
        "an object of no data": (lambda: {"k": Holder(Shifty())}, "Holder.held.*Shifty"),
        "a key of no data": (lambda: {Shifty(): 1}, "Shifty"),
    }


@pytest.mark.parametrize("name", refused())
def test_what_cannot_come_back_is_refused_and_named(name: str) -> None:
    make, message = refused()[name]
    with pytest.raises(TypeError, match=message):
        serde.dumps_typed(make())


def test_a_job_with_such_a_value_fails_at_its_first_write(house: House) -> None:
    def begin(state: Kept) -> Kept:
        return {"one": ValueError("x")}

    deploy(house, "keeps", StateGraph(Kept).add_sequence([begin, ask]).add_edge(START, "begin").compile())
    job = house.run("keeps", {"name": "x"})
    assert job["status"] == "failed" and "builtins.ValueError" in job["error"]["message"], job


def test_who_must_live_with_it_is_warned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(refusing, "_only_warns", True)
    assert serde.loads_typed(serde.dumps_typed([ValueError("x")])) == ["ValueError('x')"]
    assert serde.loads_typed(serde.dumps_typed(defaultdict(lambda: 1, a=1))) == {"a": 1}
