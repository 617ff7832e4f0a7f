"""The graphs of a LangGraph project, loaded from its `langgraph.json` unchanged."""

from __future__ import annotations

import hashlib
import importlib
import importlib.util
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

from adjourn.models.errors import AdjournError, BadInput
from adjourn.models.graphs import Offer
from adjourn.worker import serde
from dotenv import dotenv_values
from langchain_core.runnables import RunnableBinding, RunnableConfig
from langgraph.checkpoint.base import BaseCheckpointSaver
from langgraph.graph import StateGraph
from langgraph.pregel import Pregel
from langgraph.runtime import Runtime

Graph = Pregel[Any, Any, Any, Any]


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
        config = _read(root / "langgraph.json")
        for key, value in _environment(root, config.get("env", {})).items():
            os.environ.setdefault(key, value)
        folders = [str((root / d).resolve()) for d in config.get("dependencies", []) if d.startswith(".")]
        # First of all, so that their `models.py` is theirs.
        sys.path[:0] = [f for f in folders or [str(root)] if f not in sys.path]
        specs = {name: _path(name, spec) for name, spec in config["graphs"].items()}
        made = {name: _load(root, name, spec) for name, spec in specs.items()}
        serde.everywhere(sys.modules)
        return cls(root, made, _version(root, config))

    @asynccontextmanager
    async def open(self, name: str, config: RunnableConfig, saver: BaseCheckpointSaver[Any]) -> AsyncIterator[Graph]:
        """The graph with `saver` attached; breakpoints and store stay as its author compiled them."""
        made = self.made[name]
        async with AsyncExitStack() as stack:
            if not isinstance(made, Pregel):
                made = made(*_arguments(made, config))
                if inspect.isawaitable(made):
                    made = await made
                if hasattr(made, "__aenter__"):
                    made = await stack.enter_async_context(made)
                elif hasattr(made, "__enter__") and not isinstance(made, Pregel):
                    made = stack.enter_context(made)
            made = _compiled(name, made)
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


def _read(path: Path) -> dict[str, Any]:
    try:
        config = json.loads(path.read_text())
    except OSError:
        raise BadInput(f"there is no {path}: name the folder of a LangGraph project") from None
    except ValueError as error:
        raise BadInput(f"{path} is not JSON: {error}") from None
    if not isinstance(config, dict) or not isinstance(config.get("graphs"), dict) or not config["graphs"]:
        raise BadInput(f'{path} names no graphs: {{"graphs": {{"NAME": "./file.py:variable"}}}}')
    if not isinstance(config.get("env", {}), dict | str):
        raise BadInput(f"{path}: env is neither the name of a file nor an object")
    dependencies = config.get("dependencies", [])
    if not isinstance(dependencies, list) or not all(isinstance(d, str) for d in dependencies):
        raise BadInput(f"{path}: dependencies is no list of names")
    return config


def _path(name: str, spec: Any) -> str:
    path = spec.get("path") if isinstance(spec, dict) else spec
    if not isinstance(path, str) or ":" not in path:
        raise BadInput(
            f'graph {name} is {json.dumps(spec)[:200]}, not "./file.py:variable" or "package.module:variable"'
        )
    return path


def _environment(root: Path, env: dict[str, Any] | str) -> dict[str, str]:
    values: dict[str, Any] = dotenv_values(root / env) if isinstance(env, str) else env
    return {key: str(value) for key, value in values.items() if value is not None}


def _load(root: Path, name: str, spec: str) -> Any:
    path, _, variable = spec.rpartition(":")
    try:
        module = _module(root, path) if path.endswith(".py") else importlib.import_module(path)
        made = getattr(module, variable)
    except (Exception, SystemExit) as error:
        raise BadInput(f"graph {name} ({spec}) cannot be loaded: {type(error).__name__}: {error}") from error
    if callable(made) and not isinstance(made, StateGraph | Pregel | RunnableBinding):
        return made
    return _compiled(name, made)


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


def _compiled(name: str, made: Any) -> Graph:
    while isinstance(made, RunnableBinding):
        made = made.bound
    if isinstance(made, StateGraph):
        made = made.compile()
    if not isinstance(made, Pregel):
        raise BadInput(
            f"graph {name} is a {type(made).__name__}, not a compiled graph, a StateGraph or a factory of one"
        )
    return made


def _arguments(factory: Any, config: RunnableConfig) -> list[Any]:
    """A factory takes nothing, the config, or the config and the runtime."""
    known = [config, Runtime()]
    parameters = list(inspect.signature(factory).parameters.values())
    wanted = [p for p in parameters if p.kind in (p.POSITIONAL_ONLY, p.POSITIONAL_OR_KEYWORD)]
    if len(wanted) > len(known):
        raise AdjournError(f"a graph factory takes at most config and runtime, {factory.__name__} wants {len(wanted)}")
    return [known[1] if p.name == "runtime" else known[i] for i, p in enumerate(wanted)]


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
