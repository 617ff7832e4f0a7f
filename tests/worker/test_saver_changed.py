"""A class that a deploy has changed: its objects come back whole, or the job is blocked and names class and field."""

from __future__ import annotations

import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from adjourn.models.ground.errors import Unreadable
from adjourn.worker.checkpointer import classes
from adjourn.worker.checkpointer.serde import Serde
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from typing_extensions import TypedDict

from tests.support.house import House
from tests.support.trouble import deploy

serde = Serde()

HEAD = """
from collections import Counter
from dataclasses import dataclass, field
from enum import Enum
from typing import NamedTuple
from pydantic import BaseModel, PrivateAttr
"""
MODEL = "class Thing(BaseModel):\n    a: int\n    b: str = 'x'\n"
PRIVATE = "class Thing(BaseModel):\n    a: int = 1\n    _p: int = PrivateAttr(default=1)\n"
DATACLASS = "@dataclass\nclass Thing:\n    a: int\n    b: int = field(init=False, default=0)\n"
TUPLE = "class Thing(NamedTuple):\n    a: int\n"
ENUM = "class Thing(Enum):\n    A = 'a'\n    B = 'b'\n"

#: Before, an object, after, what the error names; None: it comes back.
CHANGES: dict[str, tuple[str, str, str, str | None]] = {
    "a model has a new field": (MODEL, "Thing(a=1)", MODEL + "    c: int = 7\n", None),
    "a model requires a field": (MODEL, "Thing(a=1)", MODEL + "    c: int\n", r"changing\.Thing\.c "),
    "a model has lost a field": (MODEL, "Thing(a=1)", "class Thing(BaseModel):\n    a: int\n", r"Thing.* b "),
    "a field has another name": (MODEL, "Thing(a=1)", MODEL.replace("a:", "z:"), r"changing\.Thing.* a "),
    "a field is a text now": (MODEL, "Thing(a=1)", MODEL.replace("a: int", "a: str"), r"changing\.Thing\.a "),
    "a field is a float now": (MODEL, "Thing(a=1)", MODEL.replace("a: int", "a: float"), r"changing\.Thing\.a "),
    "a private attribute is gone": (
        PRIVATE,
        "Thing()",
        "class Thing(BaseModel):\n    a: int = 1\n",
        r"changing\.Thing.* _p ",
    ),
    "a dataclass has a new field": (DATACLASS, "Thing(1)", DATACLASS + "    c: int = 7\n", None),
    "a dataclass requires a field": (
        DATACLASS,
        "Thing(1)",
        DATACLASS.replace("a:", "c: int\n    a:"),
        r"changing\.Thing.* c ",
    ),
    "a dataclass has lost a field": (
        DATACLASS,
        "Thing(1)",
        "@dataclass\nclass Thing:\n    a: int\n",
        r"changing\.Thing.* b ",
    ),
    "a tuple has a new field": (TUPLE, "Thing(1)", TUPLE + "    c: int = 7\n", None),
    "a tuple requires a field": (TUPLE, "Thing(1)", TUPLE + "    c: int\n", r"Thing.* c "),
    "a tuple has lost a field": (
        TUPLE,
        "Thing(1)",
        "class Thing(NamedTuple):\n    z: int = 1\n",
        r"changing\.Thing.* a ",
    ),
    "an enum has a new member": (ENUM, "Thing.B", ENUM + "    C = 'c'\n", None),
    "an enum has lost a member": (ENUM, "Thing.B", "class Thing(Enum):\n    A = 'a'\n", r"changing\.Thing.* 'b'"),
    "a class is gone": (MODEL, "Thing(a=1)", "", r"changing\.Thing"),
    "a class is a function": (MODEL, "Thing(a=1)", "def Thing(**_): return 1\n", r"changing\.Thing"),
    "a counter is a model": ("class Thing(Counter): pass\n", "Thing(a=1)", MODEL, r"changing\.Thing"),
}
#: What the stock serializer does not write.
OURS = {"a private attribute is gone", "a field is a float now", "a counter is a model"}


class Late:
    """A module of the project in several versions."""

    def __init__(self, path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
        self.path = path / "changing.py"
        monkeypatch.syspath_prepend(path)
        monkeypatch.setattr(sys, "dont_write_bytecode", True)

    def deploy(self, code: str) -> Any:
        sys.modules.pop("changing", None)
        self.path.write_text(HEAD + code)
        module = __import__("changing")
        classes.everywhere(sys.modules)
        return module


@pytest.fixture
def late(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Any:
    yield Late(tmp_path, monkeypatch)
    sys.modules.pop("changing", None)


@pytest.mark.parametrize("name", CHANGES)
@pytest.mark.parametrize("writes", [serde.dumps_typed, JsonPlusSerializer().dumps_typed], ids=["ours", "stock"])
def test_an_object_comes_back_whole_or_class_and_field_are_named(
    late: Late, name: str, writes: Callable[..., Any]
) -> None:
    before, made, after, message = CHANGES[name]
    if writes != serde.dumps_typed and name in OURS:
        return
    module = late.deploy(before)
    stored = writes({"k": [eval(made, vars(module))]})
    module = late.deploy(after)
    if message is None:
        [value] = serde.loads_typed(stored)["k"]
        assert type(value) is module.Thing and value == eval(made, vars(module))
    else:
        with pytest.raises(Unreadable, match=message):
            serde.loads_typed(stored)


class Kept(TypedDict, total=False):
    value: Any


def ask(state: Kept) -> Kept:
    interrupt("go on?")
    return {}


def test_a_waiting_job_is_blocked_until_code_is_deployed_that_fits(house: House, late: Late) -> None:
    module = late.deploy(MODEL)

    def begin(state: Kept) -> Kept:
        return {"value": module.Thing(a=1)}

    def find(state: Kept) -> Kept:
        return {"value": state["value"].a}

    deploy(house, "keeps", StateGraph(Kept).add_sequence([begin, ask, find]).add_edge(START, "begin").compile())
    job = house.run("keeps", {})
    late.deploy(MODEL + "    c: int\n")
    house.answer_all(job["id"], "yes")
    job = house.advance(job["id"])
    assert (job["status"], job["error"]["type"]) == ("blocked", "Unreadable"), job["error"]
    assert "changing.Thing.c" in job["error"]["message"], job["error"]
