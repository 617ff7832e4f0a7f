"""A LangGraph project, loaded from its `langgraph.json` unchanged."""

from __future__ import annotations

import hashlib
import json
import os
import sys
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from typing import Any

import structlog
from adjourn.models.graphs import Offer
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import BROKER, DATABASE
from adjourn.worker.checkpointer import classes
from adjourn.worker.project import factories, graphs, langgraph_json, store
from adjourn.worker.project.factories import Looked, Occasion
from adjourn.worker.project.graphs import Graph
from adjourn.worker.project.policy import Policy
from adjourn.worker.project.store import StoreConfig
from adjourn.worker.project.ttl import Ttl, of_checkpointer
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.pregel import Pregel
from langgraph.store.base import BaseStore

log = structlog.get_logger()

#: What outside may be set for us is for its graphs what the project says.
_OWN = (DATABASE[1], BROKER[1])
#: Of a factory: wrong whatever it is given.
_BROKEN = (ImportError, NameError, SyntaxError)


@dataclass(frozen=True, slots=True)
class Project:
    """A folder with `langgraph.json`, its modules imported: a class comes back from a checkpoint only if its module is
    loaded, so all graphs are before any thread is read."""

    root: Path
    #: Where each graph is: `./file.py:variable` or `package.module:variable`.
    specs: dict[str, str]
    #: What is there: a compiled graph, or a factory of one.
    made: dict[str, Any]
    version: str
    #: What says which version is there now.
    versioned: Callable[[], str]
    store: StoreConfig
    policy: Policy
    #: For how long finished threads of each graph are kept. None: for ever.
    ttls: dict[str, Ttl | None]

    @classmethod
    def load(cls, folder: Path, file: str = "langgraph.json", policy: Path | None = None, version: str = "") -> Project:
        """Paths in the file start where it lies. `version`: what its operator calls it. Raises BadInput: there is none
        or it is malformed, or a graph in it cannot be loaded, and why; or the policy is malformed."""
        path = (folder / file).resolve()
        root = path.parent
        config = langgraph_json.read(path)
        langgraph_json.warn_of_ignored(path, config)
        for key, value in langgraph_json.environment(root, config.get("env", {})).items():
            if key in _OWN or key not in os.environ:
                os.environ[key] = value
        # First of all, so that their `models.py` is theirs.
        sys.path[:0] = [folder for folder in langgraph_json.folders(root, config) if folder not in sys.path]
        specs = langgraph_json.graphs(path, config)
        made = {name: graphs.load(root, name, spec) for name, spec in specs.items()}
        kept = store.load(root, config.get("store") or {})
        for name, graph in made.items():
            store.warn_of_lost_index(name, graph, kept)
        classes.everywhere(sys.modules)
        rules = Policy.load(policy or root / "adjourn.json", list(specs), required=policy is not None)
        ttl = of_checkpointer(path, config.get("checkpointer"))
        ttls = {name: rules.ttl(name, ttl) for name in specs}

        def versioned() -> str:
            return version or _version(root, config)

        return cls(root, specs, made, versioned(), versioned, kept, rules, ttls)

    def has_changed(self) -> bool:
        """Its folder has another version than was loaded."""
        return self.versioned() != self.version

    @asynccontextmanager
    async def open(self, name: str, occasion: Occasion, saver: BaseCheckpointSaver[Any] | None) -> AsyncIterator[Graph]:
        """The graph with saver and store attached; breakpoints stay as its author compiled them."""
        made, where = self.made[name], f"{name} ({self.specs[name]})"
        if isinstance(made, Pregel):
            yield _attached(name, made, occasion.store, saver)
            return
        async with factories.made(where, made, occasion) as thing:
            yield _attached(name, graphs.compiled(where, thing), occasion.store, saver)

    async def offers(self, kept: BaseStore | None = None) -> list[Offer]:
        """What this project's workers register. Factories are called once for it, with an empty configuration."""
        offers = [await self._offer(name, kept) for name in self.made]
        classes.everywhere(sys.modules)
        return offers

    async def _offer(self, name: str, kept: BaseStore | None) -> Offer:
        """A factory that fails for want of a job's configuration is offered nevertheless: jobs bring theirs."""
        drawing, schema = "", "{}"
        configurable = Looked()
        occasion = Occasion({"configurable": configurable}, kept, access="assistants.read")
        with graphs.failing(f"graph {name} ({self.specs[name]}) cannot be made"):
            try:
                async with self.open(name, occasion, None) as graph:
                    drawing, schema = _drawing(name, graph), json.dumps(_input_schema(graph))
            except BadInput:
                raise
            except Exception as error:
                if not configurable.looked or isinstance(error, _BROKEN):
                    raise
                why = graphs.reason(error)
                log.warning("graph cannot be drawn without a job's configuration", graph=name, error=why)
        fingerprint = hashlib.sha256(f"{drawing}\n{schema}".encode()).hexdigest()
        ttl = self.ttls[name]
        rule = ttl.model_dump_json(exclude_none=True) if ttl else None
        return Offer(name, self.version, fingerprint, schema, drawing, rule)


def _attached(name: str, graph: Graph, kept: BaseStore | None, saver: BaseCheckpointSaver[Any] | None) -> Graph:
    """Where its author gave it no name of its own, tracers show it by ours, as with LangGraph's server."""
    attached = copy(graph)  # `graph.copy` validates all of it once more: a thirtieth of what a worker computes
    attached.checkpointer, attached.store = saver, store.chosen(graph.store, kept)
    attached.name = name if graph.name == Pregel.name else graph.name
    return attached


def _drawing(name: str, graph: Graph) -> str:
    try:
        return graph.get_graph(xray=True).draw_mermaid()
    except Exception as error:
        log.warning("graph cannot be drawn", graph=name, error=graphs.reason(error))
        return ""


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
