"""Graphs that go on with a careless answer and fail later: `count` takes numbers, and a text that is none raises."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Annotated, Any

import outside
from langgraph.channels.delta import DeltaChannel
from langgraph.func import entrypoint, task
from langgraph.graph import START, StateGraph
from langgraph.types import Send, interrupt
from shapes import State, begin, chain
from typing_extensions import TypedDict


def ask(state: State) -> State:
    return {"log": [interrupt("how many?")]}


def ask_more(state: State) -> State:
    return {"log": [interrupt(f"more than {state['log'][-1]}?")]}


def beside(state: State) -> State:
    outside.called("beside")
    return {"log": [interrupt("beside?")]}


def pass_on(state: State) -> State:
    outside.called("pass_on")
    return {}


def count(state: State) -> State:
    outside.called("count")
    return {"log": [sum(int(said) for said in state["log"] if said != "begin")]}


gone_on = chain(begin, ask, pass_on, count).compile()

_counting = chain(pass_on, count).compile()
gone_into = chain(begin, ask).add_node("inner", _counting)
gone_into.edges.discard(("ask", "__end__"))
gone_into = gone_into.add_edge("ask", "inner").compile()  # type: ignore[assignment]


def _around(inner: Any, *after: Any) -> Any:
    """A graph with a graph in it, and nodes that follow."""
    builder = chain(begin, *after).add_node("inner", inner)
    builder.edges.discard(("begin", after[0].__name__ if after else "__end__"))
    builder.add_edge("begin", "inner")
    if after:
        builder.add_edge("inner", after[0].__name__)
    return builder.compile()


_asking = StateGraph(State).add_sequence([ask, pass_on]).add_edge(START, "ask")
_asked = _asking.compile()


def call_asking(state: State) -> State:
    return {"log": _asked.invoke({"log": []})["log"]}


gone_from = chain(begin, call_asking, count).compile()
gone_within = _around(chain(ask, ask_more, pass_on, count).compile())

_beside = StateGraph(State).add_node(ask).add_node(beside).add_node(pass_on).add_node(count)
_beside.add_edge(START, "ask").add_edge(START, "beside").add_edge(["ask", "beside"], "pass_on")
gone_beside = _beside.add_edge("pass_on", "count").compile()

_round = StateGraph(State).add_node(ask_more).add_node(count).add_edge(START, "ask_more")
_round.add_conditional_edges("ask_more", lambda s: "ask_more" if len(s["log"]) < 4 else "count", ["ask_more", "count"])
gone_around = _round.compile()


def ask_each(state: dict[str, Any]) -> State:
    outside.called(f"each {state['n']}")
    return {"log": [interrupt(f"{state['n']}?")]}


_out = StateGraph(State).add_node(ask_each).add_node(count)  # type: ignore[type-var]
_out.add_conditional_edges(START, lambda _: [Send("ask_each", {"n": n}) for n in range(3)], ["ask_each"])
gone_out = _out.add_edge("ask_each", "count").compile()


@task
def doubled(said: Any) -> Any:
    outside.called("doubled")
    return said * 2


@task
def asked(question: str) -> Any:
    return interrupt(question)


_passing = StateGraph(State).add_node(pass_on).add_edge(START, "pass_on").compile()


def ask_and_call(state: State) -> State:
    """What it calls after the question is given the answer."""
    outside.called("ask_and_call")
    first = interrupt("how many?")
    return {"log": [doubled(first).result(), *_passing.invoke({"log": [first]})["log"]]}


gone_calling = chain(begin, ask_and_call, count).compile()


@entrypoint()
def gone_in_tasks(said: Any) -> int:
    before = doubled(said).result()
    first = asked("how many?").result()
    after = doubled(first).result()
    more = asked(f"more than {after}?").result()
    return sum(map(int, [before, after, more]))


gone_keeping = _around(_asking.compile(checkpointer=True), count)


def _more(log: list[Any], news: Sequence[list[Any]]) -> list[Any]:
    return [*log, *(item for new in news for item in new)]


class _ByDeltas(TypedDict, total=False):
    #: Checkpoints hold what was added since the last snapshot, which may lie before the question or behind it.
    log: Annotated[list[Any], DeltaChannel(_more, snapshot_frequency=2)]


def _by_deltas(*nodes: Any) -> Any:
    builder = StateGraph(_ByDeltas)
    for node in nodes:
        builder.add_node(node, input_schema=_ByDeltas)
    for before, after in pairwise([START, *(node.__name__ for node in nodes)]):
        builder.add_edge(before, after)
    return builder.compile()


gone_by_deltas = _by_deltas(begin, ask, pass_on, count)
gone_by_snapshot = _by_deltas(ask, begin, pass_on, count)
