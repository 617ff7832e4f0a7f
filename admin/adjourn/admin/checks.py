"""What `adjourn doctor` looks at. Each finding says whether it is well, and what is so or what to do."""

from __future__ import annotations

from collections.abc import Iterator
from importlib.metadata import version
from typing import Any

import psycopg
from adjourn.admin import check_of_database, check_of_jobs, check_of_project, check_of_senders, check_of_traces, pulse
from adjourn.admin.finding import Finding
from adjourn.models import lead
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings

#: From here on each question of a task has an id of its own.
_LANGGRAPH = (1, 2, 21)

# What nobody has offered for a week is forgotten, unless something waits for it.
_GRAPHS = """
SELECT name, project, bool_or(adjourn.is_alive(seen_at)) AS is_alive FROM adjourn.graphs g GROUP BY name, project
HAVING max(seen_at) > now() - interval '7 days' OR EXISTS (
  SELECT FROM adjourn.jobs j WHERE (j.graph, j.project) = (g.name, g.project) AND j.finished_at IS NULL)"""
_LANES = """
SELECT queue FROM adjourn.lanes l WHERE seen_at > now() - interval '7 days' OR EXISTS (
  SELECT FROM adjourn.jobs j WHERE j.queue = l.queue AND j.finished_at IS NULL)"""

_REFUSED = """
SELECT count(*) OVER () AS count, at, why FROM adjourn.refused WHERE again_at IS NULL ORDER BY id DESC LIMIT 1"""

_Connection = psycopg.Connection[dict[str, Any]]


def look(settings: Settings) -> Iterator[Finding]:
    """What needs a database is left out where there is none."""
    yield _langgraph()
    queues: set[str] = set()
    is_served = False
    try:
        with database.connect(settings) as connection:
            yield from check_of_database.look(settings, connection)
            yield (tables := check_of_database.tables(settings))
            if tables.ok:
                is_served = check_of_project.is_served(connection, settings.name)
                yield _scheduler(connection)
                yield _graphs(connection.execute(_GRAPHS).fetchall())
                queues = {lane["queue"] for lane in connection.execute(_LANES).fetchall()}
                yield from check_of_jobs.look(connection)
                if _may_read(connection, "members"):
                    yield check_of_jobs.questions(connection)
                yield from _messages(connection)
                yield from _schedules(connection)
                yield from check_of_senders.look(connection, _may_read(connection, "subscriptions"))
    except psycopg.OperationalError as error:
        reason = str(error).strip().splitlines()[0]
        yield Finding("postgres", False, f"does not answer: {reason}; start it, or correct {settings.direct_variable}")
    except psycopg.Error as error:
        yield Finding("postgres", False, f"refuses: {error.diag.message_primary}")
    yield from check_of_database.pooler(settings)
    yield from check_of_project.look(settings, is_served)
    yield check_of_traces.look()
    try:
        yield Finding("broker", True, pulse.broker_version(settings))
        yield _workers(pulse.queues(settings), queues or {settings.queue})
    except BadInput as error:
        yield Finding("broker", False, str(error))
    except AdjournError as error:
        yield Finding("broker", False, f"{error}; start it, or correct ADJOURN_BROKER_URL")


def _langgraph() -> Finding:
    found = version("langgraph")
    if tuple(int(part) for part in found.split(".")[:3] if part.isdigit()) < _LANGGRAPH:
        wanted = ".".join(map(str, _LANGGRAPH))
        return Finding("langgraph", False, f"{found} is too old: pip install 'langgraph>={wanted}'")
    return Finding("langgraph", True, found)


def _scheduler(connection: _Connection) -> Finding:
    leader = lead.holder(connection)
    if leader is None:
        return Finding("scheduler", False, "none leads: start `celery -A adjourn.scheduler beat`")
    if not leader["alive"]:
        what = f"the lead is held by connection {leader['pid']} of Postgres, which shows no life of a scheduler"
        more = f"one that is started takes it, or: SELECT pg_terminate_backend({leader['pid']})"
        return Finding("scheduler", False, f"{what}: {more}")
    # Postgres shows where others come from, and since when, to members of pg_read_all_stats only.
    more = f", connected from {leader['client']} since {leader['since']:%F %T %Z}" if leader["since"] else ""
    return Finding("scheduler", True, f"one leads{more}")


def _graphs(graphs: list[dict[str, Any]]) -> Finding:
    if not graphs:
        return Finding("graphs", False, "none: a worker registers those of its project when it starts")
    if gone := [f"{graph['name']} of project {graph['project']}" for graph in graphs if not graph["is_alive"]]:
        return Finding(
            "graphs", False, f"offered by nobody now: {', '.join(sorted(gone))}; start a worker of the project"
        )
    are_apart = len({graph["project"] for graph in graphs}) > 1
    names = (f"{graph['name']} of {graph['project']}" if are_apart else graph["name"] for graph in graphs)
    return Finding("graphs", True, ", ".join(sorted(names)))


def _may_read(connection: _Connection, table: str) -> bool:
    may = connection.execute("SELECT has_table_privilege(%s, 'SELECT') AS read", (f"adjourn.{table}",)).fetchone()
    return may is not None and bool(may["read"])


def _messages(connection: _Connection) -> Iterator[Finding]:
    """Nothing, for who may not read them."""
    if not _may_read(connection, "refused"):
        return
    rows = connection.execute(_REFUSED).fetchall()
    if rows:
        newest = f"the newest at {rows[0]['at']:%F %T %Z}: {rows[0]['why'][:200]}"
        yield Finding("messages", False, f"{rows[0]['count']} refused, {newest} (see `adjourn refused`)")
    else:
        later = connection.execute("SELECT count(*) AS count FROM adjourn.refused").fetchone()
        assert later is not None
        more = f", {later['count']} will be tried again" if later["count"] else ""
        yield Finding("messages", True, f"none is refused{more}")


def _schedules(connection: _Connection) -> Iterator[Finding]:
    """Those that have stopped; nothing, for who may not read them."""
    if _may_read(connection, "schedules"):
        for row in connection.execute("SELECT name, error FROM adjourn.schedules WHERE error IS NOT NULL").fetchall():
            yield Finding("schedules", False, f"{row['name']} has stopped: {row['error']}; mend it, or remove it")


def _workers(answers: dict[str, list[str]], queues: set[str]) -> Finding:
    ours = sorted(name for name, consumed in answers.items() if queues & set(consumed))
    unserved = sorted(queues - {queue for consumed in answers.values() for queue in consumed})
    if unserved:
        names = ", ".join(unserved)
        return Finding("workers", False, f"none consumes {names}: start `celery -A adjourn.worker worker -Q {names}`")
    return Finding("workers", True, f"{len(ours)} answer: {', '.join(ours)}")
