"""What `langgraph.json` says."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from adjourn.models.ground.errors import BadInput
from dotenv import dotenv_values


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
    return config


def path_of(name: str, spec: Any) -> str:
    """`./file.py:variable` or `package.module:variable` of a graph. Raises BadInput."""
    path = spec.get("path") if isinstance(spec, dict) else spec
    if not isinstance(path, str) or ":" not in path:
        raise BadInput(
            f'graph {name} is {json.dumps(spec)[:200]}, not "./file.py:variable" or "package.module:variable"'
        )
    return path


def environment(root: Path, env: dict[str, Any] | str) -> dict[str, str]:
    values: dict[str, Any] = dotenv_values(root / env) if isinstance(env, str) else env
    return {key: str(value) for key, value in values.items() if value is not None}
