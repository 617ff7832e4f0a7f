"""What `adjourn doctor` says of the project: the folder with langgraph.json, and the operator's rules beside it."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from adjourn.admin import environment
from adjourn.admin.finding import Finding
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings
from adjourn.worker.project import langgraph_json
from adjourn.worker.project.policy import Policy

_SERVED = """
SELECT EXISTS (SELECT FROM adjourn.graphs WHERE project = %s AND adjourn.is_alive(seen_at)) AS is_served"""


def is_served(connection: psycopg.Connection[dict[str, Any]], project: str) -> bool:
    """Whether a worker of the project lives, on whatever host."""
    row = connection.execute(_SERVED, (project,)).fetchone()
    return row is not None and bool(row["is_served"])


def look(settings: Settings, is_served: bool) -> Iterator[Finding]:
    """`is_served`: so the project need not be on this host, if nobody says that it is."""
    path = (settings.project / settings.config).resolve()
    if not path.is_file():
        if environment.project():
            yield Finding("project", False, f"there is no {path}: correct ADJOURN_PROJECT, or ADJOURN_CONFIG")
        elif is_served:
            yield Finding("project", True, f"{settings.name} has workers elsewhere: ADJOURN_PROJECT is not set here")
        else:
            yield Finding("project", False, f"there is no {path}: set ADJOURN_PROJECT to the folder that has it")
        return
    try:
        graphs = langgraph_json.graphs(path, langgraph_json.read(path))
    except BadInput as error:
        yield Finding("project", False, f"{error}; until it is right, no worker starts")
        return
    yield Finding("project", True, f"{path} names {', '.join(graphs)}")
    try:
        rules = settings.policy or path.parent / "adjourn.json"
        teams = Policy.load(rules, list(graphs), required=settings.policy is not None).teams()
    except BadInput as error:
        yield Finding("policy", False, f"{error}; until it is right, no worker starts")
    else:
        yield Finding("policy", True, f"names {', '.join(teams)}" if teams else "names no team")
