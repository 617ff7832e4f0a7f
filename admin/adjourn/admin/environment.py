"""The environment as the command sees it: the one module of `admin` that reads it, and that changes it.

What a worker needs is in `adjourn.models.settings`. Here is what is asked for before there is a database, and what is
handed on: `adjourn up` gives its own addresses to the processes it starts, and a command that found a running
`adjourn up` goes on as if they had been set by hand.
"""

from __future__ import annotations

import os
from collections.abc import Mapping
from pathlib import Path

from adjourn.models.ground.settings import Settings, settings

#: Either of them says that the graphs have a model of their own.
MODEL = ("OPENAI_API_KEY", "OPENAI_BASE_URL")


def value(name: str) -> str | None:
    """An empty variable counts as none."""
    return os.environ.get(name) or None


def first(names: tuple[str, ...]) -> str | None:
    """That of the first of these which is set."""
    return next(filter(None, map(value, names)), None)


def data() -> Path:
    """ADJOURN_DATA: the data folder of `adjourn up`."""
    return Path(value("ADJOURN_DATA") or ".adjourn")


def project() -> Path | None:
    """ADJOURN_PROJECT: the folder with langgraph.json."""
    return Path(given) if (given := value("ADJOURN_PROJECT")) else None


def config() -> str:
    """ADJOURN_CONFIG: the file in it that is read as langgraph.json."""
    return value("ADJOURN_CONFIG") or "langgraph.json"


def person() -> str | None:
    """ADJOURN_PERSON: whom a command acts for, where its login may speak for others."""
    return value("ADJOURN_PERSON")


def traceparent() -> str | None:
    """TRACEPARENT: the span of whoever runs this command, as its other commands have it, too."""
    return value("TRACEPARENT")


def postgres_programs() -> Path | None:
    """ADJOURN_PGBIN: the folder with the `postgres` and `initdb` to use for an embedded server."""
    return Path(given) if (given := value("ADJOURN_PGBIN")) else None


def set_all(values: Mapping[str, str]) -> bool:
    """For this process and those that it starts from now on. True: something is different now."""
    changed = any(os.environ.get(name) != value for name, value in values.items())
    os.environ.update(values)
    settings.cache_clear()
    return changed


def now() -> Settings:
    """The settings as the environment has them now. Raises BadInput that names each variable to set."""
    settings.cache_clear()
    return settings()


def everything() -> Mapping[str, str]:
    """For a process to start with."""
    return os.environ
