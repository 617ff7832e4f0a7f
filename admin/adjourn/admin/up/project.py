"""The LangGraph project that `adjourn up` runs, and what it brings for its model."""

from __future__ import annotations

import json
from pathlib import Path

from adjourn.admin import environment
from adjourn.models.ground.errors import BadInput
from dotenv import dotenv_values


def find(given: Path | None) -> Path:
    """The folder given, else the current one, else the examples. Raises BadInput: no langgraph.json there."""
    # The examples lie beside the components in a checkout; a wheel has none.
    candidates = [given] if given else [Path.cwd(), Path(__file__).resolve().parents[4] / "examples"]
    for folder in candidates:
        if (folder / environment.config()).is_file():
            return folder.resolve()
    raise BadInput(
        f"there is no {environment.config()} in {candidates[0]}: name the folder of a LangGraph project with --project"
    )


def has_model(project: Path) -> bool:
    """By the environment, or by the `env` of its langgraph.json; malformed files are for the workers to refuse."""
    try:
        env = json.loads((project / environment.config()).read_text()).get("env", {})
        own = dotenv_values(project / env) if isinstance(env, str) else dict(env)
    except (OSError, ValueError, AttributeError, TypeError):
        own = {}
    return any(environment.value(name) or own.get(name) for name in environment.MODEL)
