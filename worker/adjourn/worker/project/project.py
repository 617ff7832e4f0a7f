"""A LangGraph project, loaded from its `langgraph.json` unchanged."""

from __future__ import annotations

import hashlib
import inspect
import json
import os
import sys
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

from adjourn.models.graphs import Offer
from adjourn.models.ground.errors import BadInput
from adjourn.worker.checkpointer import serde
from adjourn.worker.project import graphs, langgraph_json
from adjourn.worker.project.graphs import Graph
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.pregel import Pregel


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `langgraph.json`, its modules imported: a class comes back from a checkpoint only if its module is
    loaded, so all graphs are before any thread is read."""

    root: Path
    #: What each name of `graphs` refers to: a compiled graph, or a factory of one.
    made: dict[str, Any]
    version: str

    @classmethod
    def load(cls, root: Path) -> Project:
        """Raises BadInput: no or malformed langgraph.json, or a graph in it that cannot be loaded, and why."""
        root = root.resolve()
        config = langgraph_json.read(root / "langgraph.json")
        for key, value in langgraph_json.environment(root, config.get("env", {})).items():
            os.environ.setdefault(key, value)
        folders = [str((root / d).resolve()) for d in config.get("dependencies", []) if d.startswith(".")]
        # First of all, so that their `models.py` is theirs.
        sys.path[:0] = [f for f in folders or [str(root)] if f not in sys.path]
        specs = {name: langgraph_json.path_of(name, spec) for name, spec in config["graphs"].items()}
        made = {name: graphs.load(root, name, spec) for name, spec in specs.items()}
        serde.everywhere(sys.modules)
        return cls(root, made, _version(root, config))

    @asynccontextmanager
    async def open(self, name: str, config: RunnableConfig, saver: BaseCheckpointSaver[Any]) -> AsyncIterator[Graph]:
        """The graph with `saver` attached; breakpoints and store stay as its author compiled them."""
        made = self.made[name]
        async with AsyncExitStack() as stack:
            if not isinstance(made, Pregel):
                made = made(*graphs.arguments(made, config))
                if inspect.isawaitable(made):
                    made = await made
                if hasattr(made, "__aenter__"):
                    made = await stack.enter_async_context(made)
                elif hasattr(made, "__enter__") and not isinstance(made, Pregel):
                    made = stack.enter_context(made)
            made = graphs.compiled(name, made)
            yield made.copy(update={"checkpointer": saver})

    async def offers(self, queue: str) -> list[Offer]:
        """What this project's workers register. Factories are called once for it, with an empty configuration."""
        offers = []
        for name in self.made:
            try:
                offers.append(await self._offer(name, queue))
            except BadInput:
                raise
            except (Exception, SystemExit) as error:
                raise BadInput(f"graph {name} cannot be made: {type(error).__name__}: {error}") from error
        serde.everywhere(sys.modules)
        return offers

    async def _offer(self, name: str, queue: str) -> Offer:
        async with self.open(name, {"configurable": {}}, None) as graph:  # type: ignore[arg-type]
            drawing = graph.get_graph(xray=True).draw_mermaid()
            schema = json.dumps(_input_schema(graph))
        fingerprint = hashlib.sha256(f"{drawing}\n{schema}".encode()).hexdigest()
        return Offer(name, self.version, fingerprint, queue, schema, drawing)


def _input_schema(graph: Graph) -> dict[str, Any]:
    """Pydantic cannot describe each state that runs (a `typing.TypedDict` before Python 3.12): then anything goes."""
    try:
        return graph.get_input_jsonschema()
    except Exception:
        return {}


def _version(root: Path, config: dict[str, Any]) -> str:
    """Of the project's package if it is installed, else a digest of its Python files."""
    if name := config.get("name"):
        try:
            return version(name)
        except PackageNotFoundError:
            pass
    digest = hashlib.sha256()
    for file in sorted(root.rglob("*.py")):
        if not any(part.startswith(".") or part == "__pycache__" for part in file.relative_to(root).parts):
            digest.update(file.read_bytes())
    return digest.hexdigest()[:12]
