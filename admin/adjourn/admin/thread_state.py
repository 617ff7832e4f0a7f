"""Reading a thread through its graph, as LangGraph itself sees it. No user code runs but the project's modules."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import psycopg
from adjourn.admin import own_project
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings
from adjourn.worker.advance.as_json import as_json
from adjourn.worker.checkpointer.saver import Saver
from adjourn.worker.process.connections import Connections
from adjourn.worker.project.factories import Occasion
from adjourn.worker.project.project import Project
from adjourn.worker.project.store import Store
from langchain_core.runnables import RunnableConfig
from langgraph.types import StateSnapshot


@dataclass(frozen=True, slots=True)
class ThreadState:
    #: JSON text.
    values: str
    next: list[str]
    #: Newest first: checkpoint_id, step, source, created_at, next.
    history: list[dict[str, Any]]


def read(settings: Settings, root: Path, graph: str, thread_id: str, limit: int) -> ThreadState:
    """Raises AdjournError and BadInput: the project cannot be loaded or does not have the graph, or the login may not
    read checkpoints."""
    with own_project.loaded(settings, root) as project:
        if graph not in project.made:
            raise BadInput(f"the project in {root} has no graph {graph}, only {', '.join(project.made)}")
        try:
            return asyncio.run(_read(settings, project, graph, thread_id, limit))
        except (AdjournError, OSError, psycopg.errors.InsufficientPrivilege):
            raise
        except Exception as error:
            raise AdjournError(f"the state of the thread cannot be read: {type(error).__name__}: {error}") from error


async def _read(settings: Settings, project: Project, graph: str, thread_id: str, limit: int) -> ThreadState:
    config: RunnableConfig = {"configurable": {"thread_id": thread_id, "checkpoint_ns": ""}}
    engine = database.engine(settings)
    connections = await Connections.open(settings.model_copy(update={"pool_size": 4}), engine)
    try:
        # Without a lease the saver only reads.
        store = await Store.open(settings, connections, project.store)
        occasion = Occasion(config, store, access="threads.read")
        async with project.open(graph, occasion, Saver(connections)) as opened:
            now = await opened.aget_state(config)
            steps = [_step(state) async for state in opened.aget_state_history(config, limit=limit)]
    finally:
        await connections.close()
        engine.dispose()
    return ThreadState(as_json(now.values), list(now.next), steps)


def _step(state: StateSnapshot) -> dict[str, Any]:
    metadata: dict[str, Any] = dict(state.metadata or {})
    return {
        "checkpoint_id": state.config["configurable"]["checkpoint_id"],
        "step": metadata.get("step"),
        "source": metadata.get("source"),
        "created_at": state.created_at,
        "next": list(state.next),
    }
