"""A graph of a project: imported as its file says, or made by the factory that it names."""

from __future__ import annotations

import importlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from adjourn.models.ground.errors import BadInput
from adjourn.worker.project import middleware
from langchain_core.runnables import RunnableBinding, RunnableConfig
from langchain_core.runnables.config import merge_configs
from langgraph.graph import START, StateGraph
from langgraph.pregel import Pregel

Graph = Pregel[Any, Any, Any, Any]


def load(root: Path, name: str, spec: str) -> Any:
    """A compiled graph, or a factory of one. Raises BadInput."""
    path, _, variable = spec.rpartition(":")
    with failing(f"graph {name} ({spec}) cannot be loaded"):
        made = getattr(module(root, path), variable)
    if callable(made) and not isinstance(made, StateGraph | Pregel | RunnableBinding):
        return made
    return compiled(f"{name} ({spec})", made)


def starts_plainly(graph: Graph) -> bool:
    """Whether no code of the graph chooses the nodes with which it begins."""
    builder = getattr(graph, "builder", None)
    return isinstance(builder, StateGraph) and not builder.branches.get(START)


@contextmanager
def failing(what: str) -> Iterator[None]:
    """What goes wrong in user code as one line: `what`, and the first line of why."""
    try:
        yield
    except BadInput:
        raise
    except (Exception, SystemExit) as error:
        raise BadInput(f"{what}: {reason(error)}") from error


def reason(error: BaseException) -> str:
    said = next((line.strip() for line in str(error).splitlines() if line.strip()), "")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__


def module(root: Path, path: str) -> Any:
    """Import a package's module by its name, or a file under a name that is the same in every process, for the classes
    in its checkpoints."""
    if not path.endswith(".py"):
        return importlib.import_module(path)
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
    """`name` also says where it is. With what was bound to it, and only if all of it can run here. Raises BadInput."""
    made, bound, config = _unbound(name, made)
    if halves := middleware.sync_only(made):
        raise BadInput(
            f"graph {name} cannot run: graphs run async, and of {', '.join(halves)} there is only the sync half; "
            "give the middleware the method with an a before its name, too"
        )
    stops = {f"interrupt_{when}_nodes": bound.get(f"interrupt_{when}") for when in ("before", "after")}
    graph: Graph = made.copy(update={field: nodes for field, nodes in stops.items() if nodes})
    return graph.with_config(config) if config else graph


def _unbound(name: str, made: Any) -> tuple[Graph, dict[str, Any], RunnableConfig]:
    bound: dict[str, Any] = {}
    config: RunnableConfig = {}
    while isinstance(made, RunnableBinding):
        if made.config_factories:
            raise BadInput(f"graph {name} has listeners (with_listeners), which are not called here: take them off")
        bound = {**made.kwargs, **bound}
        config = merge_configs(made.config, config) if made.config else config
        made = made.bound
    if isinstance(made, StateGraph):
        made = made.compile()
    if not isinstance(made, Pregel):
        raise BadInput(
            f"graph {name} is a {type(made).__name__}, not a compiled graph, a StateGraph or a factory of one"
        )
    if others := sorted(bound.keys() - {"interrupt_before", "interrupt_after"}):
        raise BadInput(
            f"graph {name} is bound with {', '.join(others)}, of which nothing would come: only interrupt_before and "
            "interrupt_after may be bound (.bind), and a config (.with_config)"
        )
    return made, bound, config
