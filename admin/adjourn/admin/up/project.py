"""The LangGraph project that `adjourn up` runs, and what it brings for its model."""

from __future__ import annotations

import json
import os
from pathlib import Path

from adjourn.models.errors import BadInput
from dotenv import dotenv_values

#: Either of them says that the project has a model of its own.
_MODEL = ("OPENAI_API_KEY", "OPENAI_BASE_URL")


def find(given: Path | None) -> Path:
    """The folder given, else the current one, else the examples. Raises BadInput: no langgraph.json there."""
    here = Path(__file__).resolve().parent
    # In a checkout the examples lie beside the components, in a wheel beside the packages.
    candidates = [given] if given else [Path.cwd(), here.parents[1] / "examples", here.parents[3] / "examples"]
    for folder in candidates:
        if (folder / "langgraph.json").is_file():
            return folder.resolve()
    raise BadInput(
        f"there is no langgraph.json in {candidates[0]}: name the folder of a LangGraph project with --project"
    )


def has_model(project: Path) -> bool:
    """By the environment, or by the `env` of its langgraph.json; malformed files are for the workers to refuse."""
    try:
        env = json.loads((project / "langgraph.json").read_text()).get("env", {})
        own = dotenv_values(project / env) if isinstance(env, str) else dict(env)
    except (OSError, ValueError, AttributeError, TypeError):
        own = {}
    return any(os.environ.get(name) or own.get(name) for name in _MODEL)
