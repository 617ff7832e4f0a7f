"""Graphs whose nodes trace what they do, as instrumentation would; the tracer is made before there is a provider."""

from __future__ import annotations

import logging
import os
import random
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

from langgraph.graph import START, StateGraph
from langgraph.types import interrupt
from opentelemetry import trace

log = logging.getLogger("agent")
tracer = trace.get_tracer("agent")


def graph(*nodes: Any) -> Any:
    return StateGraph(dict).add_sequence(nodes).add_edge(START, nodes[0].__name__).compile()  # type: ignore[arg-type]


async def look_up(state: dict[str, Any]) -> dict[str, Any]:
    with tracer.start_as_current_span("look up"):
        log.info("looking up")
    return state


def ask(state: dict[str, Any]) -> dict[str, Any]:
    random.seed(7)
    with tracer.start_as_current_span("prepare"):
        log.info("preparing")
    return {**state, "approved": interrupt("Pay?")}


def pay(state: dict[str, Any]) -> dict[str, Any]:
    with tracer.start_as_current_span("pay"):
        return {**state, "paid": True}


def fail(state: dict[str, Any]) -> dict[str, Any]:
    raise ValueError("there is no such order")


def once(state: dict[str, Any]) -> bool:
    mark = Path(state["mark"])
    is_first = not mark.exists()
    mark.touch()
    return is_first


def retry(state: dict[str, Any]) -> dict[str, Any]:
    if once(state):
        raise ConnectionError("the bank is away")
    return state


def die(state: dict[str, Any]) -> dict[str, Any]:
    if once(state):
        while not Path(state["let"]).exists():
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
    return state


async def block(state: dict[str, Any]) -> dict[str, Any]:
    once(state)
    while True:
        time.sleep(0.01)  # and with it the loop


def look(state: dict[str, Any]) -> dict[str, Any]:
    """What is there to trace with."""
    modules = [name for name in sys.modules if name.endswith(".otel") or name.startswith("opentelemetry.exporter")]
    return {"found": modules + [thread.name for thread in threading.enumerate() if thread.name.startswith("Otel")]}


pays, fails, retries = graph(look_up, ask, pay), graph(fail), graph(retry)
dies, blocks, looks = graph(die, pay), graph(block), graph(look)
