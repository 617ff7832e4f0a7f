"""Where a thread stands, read under the lease without running any user code."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from adjourn.models.human_requests import Asked, Question
from adjourn.worker.advance import questions
from adjourn.worker.checkpointer.saver import Saver
from adjourn.worker.checkpointer.unsaved import Held
from adjourn.worker.langgraph_inside import BRANCH, RESUME, TASKS, read_task_statuses
from adjourn.worker.project.graphs import Graph
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.types import Send, StateSnapshot


@dataclass(frozen=True, slots=True)
class Look:
    """`tasks == ()` means finished; `next == ()` does not: it is empty, too, between a task's writes and the
    checkpoint that follows them."""

    #: A checkpoint of the thread is this job's. The thread may be older than the job.
    started: bool
    #: The questions that the latest checkpoint holds unanswered, by interrupt id.
    asked: dict[str, Held]
    #: The tasks that the graph as deployed would run next, at every level.
    live: frozenset[str]
    #: The nodes of these tasks, by task id.
    nodes: dict[str, str]
    #: The latest checkpoint of every level at which such a task stands, by `checkpoint_ns`.
    at: dict[str, str]
    #: Static breakpoints at which the graph stands, at every level.
    breakpoints: list[Question]
    #: Somebody changed the state by hand since the last step.
    edited: bool
    #: Nodes that the checkpoint is about to run and that the graph as deployed lacks.
    missing: frozenset[str]
    #: Keys of the state that hold something and that the graph as deployed lacks: LangGraph drops them.
    lost: frozenset[str]


async def look(graph: Graph, config: RunnableConfig, saver: Saver, job_id: str) -> Look:
    saved = await saver.aget_tuple(config)
    if saved is None:
        return Look(False, {}, frozenset(), {}, {}, [], False, frozenset(), frozenset())
    state = await graph.aget_state(config, subgraphs=True)
    there = list(levels(state))
    stands = [saved] + [found for level in there[1:] if (found := await saver.aget_tuple(level.config))]
    asked = _asked(saved)
    for stand in stands[1:]:
        # The root shows a subgraph's question as its own node's; the innermost task is the one that asks.
        asked |= {id: held for id, held in _asked(stand).items() if id in asked}
    missing: set[str] = set()
    lost: set[str] = set()
    for stand, here in _with_graphs(stands, graph):
        missing |= _wanted(stand.checkpoint["channel_values"]) - here.nodes.keys()
        lost |= _kept(stand.checkpoint["channel_values"]) - here.channels.keys()
    return Look(
        started=_is_of(saved, job_id) or await _has_run(saver, config, job_id),
        asked=asked,
        live=frozenset(task.id for level in there for task in level.tasks),
        nodes={task.id: task.name for level in there for task in level.tasks},
        at=dict(map(_at, stands)),
        breakpoints=[] if asked else await breakpoints(graph, state, saver),
        edited=saved.metadata.get("source") == "update",
        missing=frozenset(missing),
        lost=frozenset(lost),
    )


def levels_of(asked: Iterable[Asked]) -> set[str]:
    """The levels below the root at which somebody asks, and those above these."""
    below = (row.checkpoint_ns.split("|") for row in asked if row.checkpoint_ns)
    return {"|".join(names[:depth]) for names in below for depth in range(1, len(names) + 1)}


async def breakpoints(graph: Graph, state: StateSnapshot, saver: Saver) -> list[Question]:
    """The innermost static breakpoints at which `state` stands. The root of a graph shows a subgraph's breakpoint only
    as its own unfinished node, and passing it by would skip an approval."""
    inner: list[Question] = []
    subgraphs = dict(graph.get_subgraphs())
    for task in state.tasks:
        if isinstance(task.state, StateSnapshot) and task.state.created_at and task.name in subgraphs:
            inner += await breakpoints(subgraphs[task.name], task.state, saver)  # type: ignore[arg-type]
    place = state.config["configurable"]
    if inner or "checkpoint_id" not in place:
        return inner
    for where, names, nodes in (
        ("before", graph.interrupt_before_nodes, set(state.next)),
        ("after", graph.interrupt_after_nodes, await _just_ran(graph, state, saver)),
    ):
        if stops := nodes if names == "*" else nodes & set(names):
            at = (place.get("checkpoint_ns", ""), place["checkpoint_id"])
            return [questions.of_breakpoint(*at, tuple(sorted(stops)), where)]
    return []


async def _just_ran(graph: Graph, state: StateSnapshot, saver: Saver) -> set[str]:
    """The nodes of the step that made this checkpoint: those whose record of seen versions it changed."""
    if not graph.interrupt_after_nodes or state.parent_config is None:
        return set()
    now, before = await saver.aget_tuple(state.config), await saver.aget_tuple(state.parent_config)
    if now is None or before is None:
        return set()
    old = before.checkpoint["versions_seen"]
    return {n for n, seen in now.checkpoint["versions_seen"].items() if n in graph.nodes and seen != old.get(n)} - {
        "__start__"
    }


def _with_graphs(stands: list[CheckpointTuple], graph: Graph) -> Iterator[tuple[CheckpointTuple, Graph]]:
    """Each with the graph of its level, as far as the graph as deployed has one."""
    graphs: dict[str, Any] = dict(graph.get_subgraphs(recurse=True)) if len(stands) > 1 else {}
    for stand in stands:
        ns = _at(stand)[0]
        if here := graphs.get(_name(ns)) if ns else graph:
            yield stand, here


def _is_of(stand: CheckpointTuple, job_id: str) -> bool:
    return dict(stand.metadata).get("job_id") == job_id


async def _has_run(saver: Saver, config: RunnableConfig, job_id: str) -> bool:
    """`update_state` writes a checkpoint that is nobody's, so an older one may be ours."""
    root: RunnableConfig = {"configurable": {"thread_id": config["configurable"]["thread_id"], "checkpoint_ns": ""}}
    async for _ in saver.alist(root, filter={"job_id": job_id}, limit=1):
        return True
    return False


def levels(state: StateSnapshot) -> Iterator[StateSnapshot]:
    """The root, and below it each level that has begun."""
    yield state
    for task in state.tasks:
        if isinstance(task.state, StateSnapshot) and task.state.created_at:
            yield from levels(task.state)


def _at(stand: CheckpointTuple) -> tuple[str, str]:
    place = stand.config["configurable"]
    return place["checkpoint_ns"], place["checkpoint_id"]


def _name(ns: str) -> str:
    """As `get_subgraphs` names it: without the tasks' ids."""
    return "|".join(level.split(":")[0] for level in ns.split("|"))


def _asked(stand: CheckpointTuple) -> dict[str, Held]:
    writes = stand.pending_writes or []
    answers = {task_id: len(value) for task_id, channel, value in writes if channel == RESUME}
    return {
        interrupt.id: Held(interrupt, *_at(stand), task_id, answers.get(task_id, 0))
        for task_id, status in read_task_statuses(writes).items()
        for interrupt in status.pending_interrupts
    }


def _kept(values: dict[str, Any]) -> set[str]:
    """Keys of the state: LangGraph's own have a colon or begin with underscores."""
    return {name for name in values if ":" not in name and not name.startswith("__")}


def _wanted(values: dict[str, Any]) -> set[str]:
    """The nodes that a checkpoint names as its next: a graph that lacks one reads as finished."""
    sends = {send.node for send in values.get(TASKS, ()) if isinstance(send, Send)}
    return sends | {name.removeprefix(BRANCH) for name in values if name.startswith(BRANCH)}
