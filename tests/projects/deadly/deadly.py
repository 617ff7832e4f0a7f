"""One graph that kills its worker each time, and one that is at work in the same worker when that happens."""

import os
import signal
import time
from pathlib import Path

from langgraph.graph import START, StateGraph
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    log: list[str]


def note(name: str) -> int:
    """Leaves a line in the file EFFECTS; returns how many of this name there are now."""
    with Path(os.environ["EFFECTS"]).open("a") as effects:
        effects.write(f"{name}\n")
    return count(name)


def count(name: str) -> int:
    return Path(os.environ["EFFECTS"]).read_text().splitlines().count(name)


def kill(state: State) -> State:
    """Kills its process; the first two times once the other graph is at work there."""
    times = note("kill")
    while times < 3 and count("work") < times:
        time.sleep(0.02)
    os.kill(os.getpid(), signal.SIGKILL)
    return {"log": ["unreachable"]}


def prepare(state: State) -> State:
    note("prepare")
    return {"log": ["prepared"]}


def work(state: State) -> State:
    """The first two times it is still at work when its process dies."""
    if note("work") < 3:
        time.sleep(30)
    return {"log": [*state["log"], "worked"]}


_fatal = StateGraph(State)
_fatal.add_sequence([kill])
_fatal.add_edge(START, "kill")
fatal = _fatal.compile()

_innocent = StateGraph(State)
_innocent.add_sequence([prepare, work])
_innocent.add_edge(START, "prepare")
innocent = _innocent.compile()
