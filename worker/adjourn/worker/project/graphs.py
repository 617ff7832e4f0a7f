"""A graph of a project: imported as its file says, or made by the factory that it names."""

from __future__ import annotations

import importlib
import importlib.util
import inspect
import os
import sys
from pathlib import Path
from typing import Any

from adjourn.models.ground.errors import AdjournError, BadInput
from langchain_core.runnables import RunnableBinding, RunnableConfig
from langgraph.graph import StateGraph
from langgraph.pregel import Pregel
from langgraph.runtime import Runtime

Graph = Pregel[Any, Any, Any, Any]


def load(root: Path, name: str, spec: str) -> Any:
    """A compiled graph, or a factory of one. Raises BadInput."""
    path, _, variable = spec.rpartition(":")
    try:
        module = _module(root, path) if path.endswith(".py") else importlib.import_module(path)
        made = getattr(module, variable)
    except (Exception, SystemExit) as error:
        raise BadInput(f"graph {name} ({spec}) cannot be loaded: {type(error).__name__}: {error}") from error
    if callable(made) and not isinstance(made, StateGraph | Pregel | RunnableBinding):
        return made
    return compiled(name, made)


def _module(root: Path, path: str) -> Any:
    """Import a file under a name that is the same in every process, for the classes in its checkpoints."""
    file = (root / path).resolve()
    name = "adjourn_graph__" + "_".join(Path(os.path.relpath(file, root)).with_suffix("").parts).replace(".", "_")
    if name in sys.modules:
        return sys.modules[name]
    spec = importlib.util.spec_from_file_location(name, file)
    if spec is None or spec.loader is None or not file.is_file():
        raise FileNotFoundError(f"there is no {file}")
    sys.modules[name] = module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except BaseException:
        del sys.modules[name]
        raise
    return module


def compiled(name: str, made: Any) -> Graph:
    while isinstance(made, RunnableBinding):
        made = made.bound
    if isinstance(made, StateGraph):
        made = made.compile()
    if not isinstance(made, Pregel):
        raise BadInput(
            f"graph {name} is a {type(made).__name__}, not a compiled graph, a StateGraph or a factory of one"
        )
    return made


def arguments(factory: Any, config: RunnableConfig) -> list[Any]:
    """A factory takes nothing, the config, or the config and the runtime."""
    known = [config, Runtime()]
    parameters = list(inspect.signature(factory).parameters.values())
    wanted = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if len(wanted) > len(known):
        raise AdjournError(f"a graph factory takes at most config and runtime, {factory.__name__} wants {len(wanted)}")
    return [known[1] if p.name == "runtime" else known[i] for i, p in enumerate(wanted)]
