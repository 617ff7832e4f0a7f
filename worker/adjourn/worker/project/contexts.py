"""A job's context and the configurable of its config, which LangGraph's own server keeps alike.

A graph may read either, since LangGraph has one in place of the other from version 0.6 on.
"""

from __future__ import annotations

from typing import Any

from adjourn.worker.project.graphs import Graph
from langchain_core.runnables import RunnableConfig

#: Of a configurable: LangGraph's own.
_OURS = ("thread_id", "checkpoint_ns", "checkpoint_id", "checkpoint_map")


def alike(config: RunnableConfig, context: Any) -> tuple[RunnableConfig, Any]:
    """Give one what only the other says. What is said of both is given as it is."""
    theirs = {name: value for name, value in config.get("configurable", {}).items() if not _is_ours(name)}
    if not context:
        return config, theirs or context
    if theirs or not isinstance(context, dict):
        return config, context
    copied = {name: value for name, value in context.items() if not _is_ours(name)}
    return {**config, "configurable": {**copied, **config.get("configurable", {})}}, context


def of(graph: Graph, context: Any) -> Any:
    """As the graph's `context_schema` has it: its defaults where none is given, and nothing that it does not know."""
    if graph.context_schema is None:
        return context
    try:
        known = (graph.get_context_jsonschema() or {}).get("properties")
    except Exception:  # pydantic cannot describe each schema that works
        known = None
    if isinstance(context, dict) and known is not None:
        return {name: value for name, value in context.items() if name in known}
    return {} if context is None else context


def _is_ours(name: str) -> bool:
    return name in _OURS or name.startswith("__pregel_")
