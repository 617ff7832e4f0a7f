"""Graphs that live through failures. Each node leaves its name in `log`, and a line in the file EFFECTS when it begins,
so that what was done twice shows even when its result was thrown away."""

import asyncio
import json
import operator
import os
import time
import uuid
from itertools import pairwise
from pathlib import Path
from typing import Annotated

from langgraph.graph import END, START, StateGraph
from langgraph.types import interrupt
from typing_extensions import TypedDict


class State(TypedDict, total=False):
    who: str
    log: Annotated[list[str], operator.add]
    answer: str


def note(state, name, **more):
    line = json.dumps({"who": state.get("who"), "node": name, "pid": os.getpid(), **more}) + "\n"
    effects = os.open(os.environ["EFFECTS"], os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o644)
    os.write(effects, line.encode())
    os.close(effects)


def gate_is_open():
    return Path(os.environ["GATE"]).exists()


async def begin(state):
    note(state, "begin")
    return {"log": ["begin"]}


async def question(state):
    return {"log": ["question"], "answer": interrupt({"query": f"what about {state['who']}?"})["data"]}


async def wait(state):
    note(state, "wait")
    while not gate_is_open():
        await asyncio.sleep(0.02)
    return {"log": ["wait"]}


async def beat(state):
    """Leaves a line for as long as it runs: who runs twice at once shows."""
    run = uuid.uuid4().hex
    while not gate_is_open():
        note(state, "beat", run=run, at=time.time())
        await asyncio.sleep(0.05)
    return {"log": ["beat"]}


def block(state):
    note(state, "block")
    while not gate_is_open():
        time.sleep(0.02)
    return {"log": ["block"]}


async def clog(state):
    """Blocks the loop, and with it the worker."""
    return block(state)


async def end(state):
    note(state, "end")
    return {"log": ["end"]}


def step(number):
    async def climb(state):
        """As long as a quick answer of a model."""
        await asyncio.sleep(0.05)
        return {"log": [str(number)]}

    climb.__name__ = f"step_{number}"
    return climb


def chain(*nodes):
    builder = StateGraph(State)
    names = [START, *(node.__name__ for node in nodes), END]
    for node in nodes:
        builder.add_node(node)
    for before, after in pairwise(names):
        builder.add_edge(before, after)
    return builder.compile()


ask = chain(begin, question, end)
hold = chain(begin, wait, end)
hearts = chain(begin, beat, end)
hold_blocking = chain(begin, block, end)
hold_clogged = chain(begin, clog, end)
climb = chain(*(step(number) for number in range(10)))
