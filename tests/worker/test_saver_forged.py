"""Whatever somebody has put into the tables of checkpoints: reading it runs nothing and imports nothing."""

from __future__ import annotations

import json
import os
import pickle
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import ormsgpack
import pytest
from adjourn.models import jobs
from langchain_core.runnables import RunnableSerializable
from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from pydantic_settings import BaseSettings
from typing_extensions import TypedDict

from tests.conftest import PROJECT
from tests.support.command import Command
from tests.support.house import House, Row
from tests.support.trouble import deploy


def strike(path: str) -> None:
    Path(path).touch()


class Striker:
    """A class, but none of data."""

    def __init__(self, path: str) -> None:
        strike(path)


class Tool(RunnableSerializable[Any, Any]):
    def __init__(self, path: str) -> None:
        strike(path)

    def invoke(self, *_: Any, **__: Any) -> None: ...


class Keys(BaseSettings):
    def __init__(self, path: str) -> None:
        strike(path)


class Outer:
    @dataclass
    class Inner:
        path: str

        def __post_init__(self) -> None:
            strike(self.path)


Alias = Outer.Inner


class Reduced:
    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> Any:
        return strike, (self.path,)


def ext(code: int, *payload: Any) -> ormsgpack.Ext:
    """In LangGraph's format: a module, a name in it, what to call that with."""
    return ormsgpack.Ext(code, ormsgpack.packb(payload))


def langchain(**message: Any) -> tuple[str, bytes]:
    return "json", json.dumps({"lc": 1, **message}).encode()


#: By the path of the file that is there if a forgery was obeyed.
FORGED: dict[str, Callable[[str], Any]] = {
    "a function": lambda path: ext(0, "os", "system", f"touch {path}"),
    "a function of several arguments": lambda path: ext(1, "os", "open", (path, os.O_CREAT)),
    "a class of the standard library": lambda path: ext(2, "subprocess", "Popen", {"args": ["touch", path]}),
    "a method": lambda path: ext(3, "pathlib", "Path", path, "touch"),
    "a function as an old model": lambda path: ext(4, "subprocess", "run", {"args": ["touch", path]}),
    "a function as a model": lambda path: ext(5, "subprocess", "run", {"args": ["touch", path]}, ""),
    "a function of the project": lambda path: ext(0, __name__, "strike", path),
    "a class of the project": lambda path: ext(0, __name__, "Striker", path),
    "a runnable of the project": lambda path: ext(0, __name__, "Tool", path),
    "settings of the project": lambda path: ext(5, __name__, "Keys", {"path": path}, ""),
    "another name of a class": lambda path: ext(0, __name__, "Alias", path),
    "a module that is not loaded": lambda path: ext(2, "striking", "Thing", {}),
    "in a list in an object": lambda path: {"k": [1, ext(0, "os", "system", f"touch {path}")]},
    "in a set": lambda path: ext(0, "builtins", "frozenset", [ext(0, "os", "system", f"touch {path}")]),
    "a pickle": lambda path: ("pickle", pickle.dumps(Reduced(path))),
    "a secret in LangChain's JSON": lambda path: langchain(type="secret", id=["PATH"]),
    "a class in LangChain's JSON": lambda path: langchain(type="constructor", id=["striking", "Thing"], kwargs={}),
}


def blob(what: str, path: Path) -> tuple[str, bytes]:
    forged = FORGED[what](str(path))
    return forged if isinstance(forged, tuple) else ("msgpack", ormsgpack.packb(forged))


class Kept(TypedDict, total=False):
    name: str
    value: list[str]


#: What nodes found after the pause.
found: dict[str, Any] = {}


def ask(state: Kept) -> Kept:
    interrupt("go on?")
    return {}


def find(state: Kept) -> Kept:
    found[state["name"]] = state["value"]
    return {}


@pytest.fixture
def struck(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """What is there if a forgery was obeyed."""
    path = tmp_path / "struck"
    (tmp_path / "striking.py").write_text(f"open({str(path)!r}, 'w')\ndef Thing(**kwargs): pass\n")
    monkeypatch.syspath_prepend(tmp_path)
    monkeypatch.setenv("LANGGRAPH_STRICT_MSGPACK", "false")
    found.clear()
    deploy(house, "keeps", StateGraph(Kept).add_sequence([ask, find]).add_edge(START, "ask").compile())
    return path


def ask_and_answer(house: House, name: str) -> Row:
    job = house.run("keeps", {"name": name, "value": ["kept"]}, thread_id=name)
    house.answer_all(job["id"], "yes")
    return job


def forge(house: House, table: str, place: tuple[str, str], put: tuple[str, bytes]) -> tuple[str, bytes]:
    """Put this into a channel of a thread; returns what was there."""
    [row] = house.db.execute(
        f"SELECT type, blob FROM adjourn.{table} WHERE thread_id = %s AND channel = %s",  # type: ignore[arg-type]
        place,
    ).fetchall()
    house.db.execute(
        f"UPDATE adjourn.{table} SET type = %s, blob = %s WHERE thread_id = %s AND channel = %s",  # type: ignore[arg-type]
        (*put, *place),
    )
    return row["type"], row["blob"]


def retry(house: House, job: Row) -> Row:
    with house.worker.engine.connect() as connection:
        jobs.retry(connection, str(job["id"]))
    return house.advance(job["id"])


PLACES = [("checkpoint_blobs", "value"), ("checkpoint_writes", "__interrupt__")]


@pytest.mark.parametrize(("table", "channel"), PLACES)
def test_what_is_forged_is_not_obeyed_and_the_job_is_blocked_until_it_is_put_right(
    house: House, struck: Path, table: str, channel: str
) -> None:
    for what in FORGED:
        job = ask_and_answer(house, what)
        stored = forge(house, table, (what, channel), blob(what, struck))
        job = house.advance(job["id"])
        assert not struck.exists() and "striking" not in sys.modules, what
        assert (job["status"], (job["error"] or {}).get("type"), found) == ("blocked", "Unreadable", {}), what
        assert [row["status"] for row in house.requests(job["id"])] == ["answered"]
        forge(house, table, (what, channel), stored)
        assert retry(house, job)["status"] == "succeeded", what
        assert found == {what: ["kept"]}
        found.clear()


def test_a_new_job_on_a_forged_thread_is_blocked_as_well(house: House, struck: Path) -> None:
    """Nobody looks at anything before it begins: the graph itself reads what stands."""
    ask_and_answer(house, "t")
    house.advance_due()
    forge(house, "checkpoint_blobs", ("t", "value"), blob("a function", struck))
    job = house.run("keeps", {"name": "t"}, thread_id="t")
    assert (job["status"], job["error"]["type"], struck.exists()) == ("blocked", "Unreadable", False)
    assert "os.system" in job["error"]["message"]


def test_the_command_that_shows_a_thread_is_as_strict(house: House, struck: Path, tmp_path: Path) -> None:
    job = house.run("keeps_undeclared", {}, thread_id="ada")
    forge(house, "checkpoint_blobs", ("ada", "things"), blob("a function", struck))
    env = {"DATABASE_URL": house.worker.settings.database_url, "ADJOURN_PROJECT": str(PROJECT)}
    adjourn = Command(tmp_path, env, anew=True)
    shown = adjourn("thread", "ada", "--json").json
    assert "os.system" in shown["error"] and shown["values"] is None, shown
    assert not struck.exists()
    assert house.job(job["id"])["status"] == "waiting"
