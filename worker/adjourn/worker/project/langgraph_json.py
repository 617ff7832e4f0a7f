"""What `langgraph.json` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import structlog
from adjourn.models import store
from adjourn.models.ground.errors import BadInput
from adjourn.worker.project import ttl
from dotenv import dotenv_values

log = structlog.get_logger()

#: Keys by which LangGraph's own server behaves otherwise, and this one does not.
_IGNORED = ("auth", "http", "encryption", "webhooks", "ui", "ui_config")
_SCRIPTS = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_FORMS = '"./file.py:variable" or "package.module:variable"'


def read(path: Path) -> dict[str, Any]:
    """Raises BadInput: there is none, or it is malformed."""
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
    _check_store(path, config.get("store") or {})
    if not isinstance(checkpointer := config.get("checkpointer") or {}, dict):
        raise BadInput(f"{path}: checkpointer is no object")
    ttl.of_checkpointer(path, checkpointer)
    return config


def warn_of_ignored(path: Path, config: dict[str, Any]) -> None:
    ignored = [key for key in _IGNORED if config.get(key)]
    if ignored := ignored + [f"checkpointer.{key}" for key in config.get("checkpointer") or {} if key != "ttl"]:
        log.warning("keys of the project are not supported and do nothing", file=str(path), keys=", ".join(ignored))


def graphs(path: Path, config: dict[str, Any]) -> dict[str, str]:
    """`./file.py:variable` or `package.module:variable` of each graph in Python. Raises BadInput."""
    found = {name: path_of(name, spec) for name, spec in config["graphs"].items()}
    scripts = [name for name, spec in found.items() if spec.rpartition(":")[0].endswith(_SCRIPTS)]
    if len(scripts) == len(found):
        raise BadInput(f"{path} names graphs in JavaScript only ({', '.join(scripts)}), which run elsewhere")
    if scripts:
        log.warning("graphs in JavaScript are left out", graphs=", ".join(scripts))
    return {name: spec for name, spec in found.items() if name not in scripts}


def path_of(name: str, spec: Any) -> str:
    """`./file.py:variable` or `package.module:variable` of a graph. Raises BadInput."""
    path = spec.get("path") if isinstance(spec, dict) else spec
    if not isinstance(path, str) or ":" not in path:
        raise BadInput(f"graph {name} is {json.dumps(spec)[:200]}, not {_FORMS}")
    return path


def folders(root: Path, config: dict[str, Any]) -> list[str]:
    """In which the project's modules are looked for, in this order: its dependencies here, then its own folder."""
    here = [str((root / d).resolve()) for d in config.get("dependencies", []) if d.startswith(".")]
    return list(dict.fromkeys([*here, str(root)]))


def environment(root: Path, env: dict[str, Any] | str) -> dict[str, str]:
    values: dict[str, Any] = dotenv_values(root / env) if isinstance(env, str) else env
    return {key: str(value) for key, value in values.items() if value is not None}


def dims(config: dict[str, Any]) -> int | None:
    """Of the store's search index; None if there is none."""
    index = (config.get("store") or {}).get("index")
    return index["dims"] if index else None


def _check_store(path: Path, given: Any) -> None:
    if not isinstance(given, dict) or given.keys() - {"index", "ttl"}:
        raise BadInput(f"{path}: store may hold index and ttl, and nothing else")
    index, expiry = given.get("index") or {}, given.get("ttl") or {}
    if not isinstance(index, dict) or index.keys() - {"embed", "dims", "fields"}:
        raise BadInput(f"{path}: store.index may hold embed, dims and fields, and nothing else")
    if index:
        size = index.get("dims")
        if not isinstance(size, int) or isinstance(size, bool) or not 0 < size <= store.MOST:
            raise BadInput(f"{path}: store.index.dims is no number from 1 to {store.MOST}, which pgvector can index")
        if not isinstance(embed := index.get("embed"), str) or ":" not in embed:
            raise BadInput(f'{path}: store.index.embed is neither "provider:model" nor "./file.py:function"')
        fields = index.get("fields", [])
        if not isinstance(fields, list) or not all(isinstance(field, str) for field in fields):
            raise BadInput(f"{path}: store.index.fields is no list of names")
    if not isinstance(expiry, dict) or expiry.keys() - {"refresh_on_read", "default_ttl", "sweep_interval_minutes"}:
        raise BadInput(
            f"{path}: store.ttl may hold refresh_on_read, default_ttl and sweep_interval_minutes, and nothing else"
        )
    if not isinstance(expiry.get("refresh_on_read", True), bool):
        raise BadInput(f"{path}: store.ttl.refresh_on_read is neither true nor false")
    for name in ("default_ttl", "sweep_interval_minutes"):
        minutes = expiry.get(name)
        if minutes is not None and (not isinstance(minutes, int | float) or isinstance(minutes, bool) or minutes <= 0):
            raise BadInput(f"{path}: store.ttl.{name} is no number of minutes")
