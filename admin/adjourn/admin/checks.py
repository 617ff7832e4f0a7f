"""What `adjourn doctor` looks at. Each finding says whether it is well, and what is so or what to do."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from importlib.metadata import version
from typing import Any

import psycopg
from adjourn.admin import check_of_senders, pulse
from adjourn.admin.finding import Finding
from adjourn.models import due, lead, schema_version
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, BadInput
from adjourn.models.ground.settings import Settings
from adjourn.worker.project import langgraph_json
from adjourn.worker.project.policy import Policy
from psycopg import sql

#: From here on each question of a task has an id of its own.
_LANGGRAPH = (1, 2, 21)
#: Seconds: for which a job may be due; between the clocks of this host and the database. LangGraph takes the checkpoint
#: with the latest time for the latest checkpoint.
_STUCK, _SKEW = 30, 5.0

_STUCK_JOBS = f"""
SELECT count(*) FILTER (WHERE j.status = 'queued') AS queued, count(*) FILTER (WHERE j.status = 'waiting') AS answered,
  count(*) FILTER (WHERE j.status = 'running') AS abandoned
FROM adjourn.jobs j
WHERE (j.run_at < clock_timestamp() - {_STUCK} * interval '1 second' AND {due.QUEUED} AND NOT EXISTS (
    SELECT FROM adjourn.jobs started WHERE started.thread_id = j.thread_id AND started.id <> j.id
      AND started.started_at IS NOT NULL AND started.finished_at IS NULL))
  OR ({due.ANSWERED} AND NOT EXISTS (SELECT FROM adjourn.human_requests r WHERE r.job_id = j.id
    AND greatest(r.answered_at, r.closed_at) > clock_timestamp() - {_STUCK} * interval '1 second'))
  OR (j.status = 'running' AND j.lease_until < clock_timestamp() - {_STUCK} * interval '1 second')"""

# What nobody has offered for a week is forgotten, unless something waits for it.
_GRAPHS = """
SELECT name, project, bool_or(adjourn.is_alive(seen_at)) AS is_alive FROM adjourn.graphs g GROUP BY name, project
HAVING max(seen_at) > now() - interval '7 days' OR EXISTS (
  SELECT FROM adjourn.jobs j WHERE (j.graph, j.project) = (g.name, g.project) AND j.finished_at IS NULL)"""
_LANES = """
SELECT queue FROM adjourn.lanes l WHERE seen_at > now() - interval '7 days' OR EXISTS (
  SELECT FROM adjourn.jobs j WHERE j.queue = l.queue AND j.finished_at IS NULL)"""

#: Claims of a job within ten minutes, with no question and no answer in between, from which on it goes in a circle.
_CIRCLES = 20
_CIRCLING_JOBS = f"""
SELECT count(*) AS jobs, min(j.id::text) AS one FROM adjourn.jobs j
WHERE (j.status = 'running' OR {due.ANSWERED} OR j.status = 'queued' AND j.started_at IS NOT NULL) AND {_CIRCLES} <= (
  SELECT count(*) FROM adjourn.events claim
  WHERE claim.job_id = j.id AND claim.request_id IS NULL AND claim.became = 'running'
    AND claim.at > now() - interval '10 minutes' AND claim.id > coalesce((
      SELECT max(id) FROM adjourn.events asked WHERE asked.job_id = j.id AND asked.request_id IS NOT NULL), 0))"""

_REFUSED = """
SELECT count(*) OVER () AS count, at, why FROM adjourn.refused WHERE again_at IS NULL ORDER BY id DESC LIMIT 1"""

# Open ones that a policy sent where nobody is, and teams that are asked and cannot answer.
_QUESTIONS = """
SELECT count(*) AS misruled, min(policy ->> 'error') AS why, ARRAY(
  SELECT name FROM adjourn.teams t
  WHERE EXISTS (SELECT FROM adjourn.human_requests r WHERE r.team = t.name AND r.status = 'open') AND NOT EXISTS (
    SELECT FROM adjourn.members m JOIN adjourn.people p ON p.name = m.person
    WHERE m.team = t.name AND p.active AND (m.may = 'lead' OR m.may = 'answer' AND t.name <> 'unrouted'))
  ORDER BY name) AS unmanned
FROM adjourn.human_requests WHERE status = 'open' AND policy ->> 'error' IS NOT NULL"""

_Connection = psycopg.Connection[dict[str, Any]]


def look(settings: Settings) -> Iterator[Finding]:
    """What needs a database is left out where there is none."""
    yield _langgraph()
    yield from _policy(settings)
    queues: set[str] = set()
    try:
        with database.connect(settings) as connection:
            yield _postgres(connection)
            yield _clock(connection)
            yield (tables := _tables(settings))
            if tables.ok:
                yield _scheduler(connection)
                yield _graphs(connection.execute(_GRAPHS).fetchall())
                queues = {lane["queue"] for lane in connection.execute(_LANES).fetchall()}
                yield _jobs(connection)
                yield from _questions(connection)
                yield from _messages(connection)
                yield from _schedules(connection)
                yield from check_of_senders.look(connection, _may_read(connection, "subscriptions"))
    except psycopg.errors.InsufficientPrivilege as error:
        yield Finding("postgres", False, f"refuses: {error.diag.message_primary}")
    except psycopg.Error as error:
        reason = str(error).strip().splitlines()[0]
        yield Finding("postgres", False, f"does not answer: {reason}; start it, or correct ADJOURN_DATABASE_URL")
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


def _policy(settings: Settings) -> Iterator[Finding]:
    """Nothing, where no project is."""
    path = (settings.project / settings.config).resolve()
    if not path.is_file():
        return
    try:
        graphs = langgraph_json.graphs(path, langgraph_json.read(path))
        rules = settings.policy or path.parent / "adjourn.json"
        teams = Policy.load(rules, list(graphs), required=settings.policy is not None).teams()
    except BadInput as error:
        yield Finding("policy", False, f"{error}; until it is right, no worker starts")
    else:
        yield Finding("policy", True, f"names {', '.join(teams)}" if teams else "names no team")


def _postgres(connection: _Connection) -> Finding:
    number = connection.info.server_version
    found = f"Postgres {number // 10000}.{number % 10000}"
    return Finding("postgres", number >= 150000, found if number >= 150000 else f"{found} is too old: 15 is needed")


def _clock(connection: _Connection) -> Finding:
    before = datetime.now(UTC)
    row = connection.execute("SELECT clock_timestamp() AS now").fetchone()
    assert row is not None
    skew = (row["now"] - before - (datetime.now(UTC) - before) / 2).total_seconds()
    if abs(skew) > _SKEW:
        return Finding("clock", False, f"the database's is {skew:+.0f} s from this host's: synchronise them (NTP)")
    return Finding("clock", True, f"{abs(skew):.1f} s from the database's")


def _tables(settings: Settings) -> Finding:
    try:
        found, code = schema_version.require_fit(settings), schema_version.of_code()
    except AdjournError as error:
        return Finding("tables", False, str(error))
    newer = "" if found == code else f", which is newer than this code ({code}) and serves it"
    return Finding("tables", True, f"at version {found}{newer}")


def _scheduler(connection: _Connection) -> Finding:
    leader = lead.holder(connection)
    if leader is None:
        return Finding("scheduler", False, "none leads: start `celery -A adjourn.scheduler beat`")
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
    return Finding("graphs", True, ", ".join(sorted(graph["name"] for graph in graphs)))


def _jobs(connection: _Connection) -> Finding:
    row = connection.execute(sql.SQL(_STUCK_JOBS)).fetchone()
    assert row is not None
    stuck = [
        f"{row[kind]} {what}"
        for kind, what in (("queued", "queued and due"), ("answered", "answered"), ("abandoned", "left by its worker"))
        if row[kind]
    ]
    if stuck:
        wait = f"for more than {_STUCK} s nobody has taken {', '.join(stuck)}"
        return Finding("jobs", False, f"{wait}: see that scheduler and workers run, with enough concurrency")
    circling = connection.execute(sql.SQL(_CIRCLING_JOBS)).fetchone()
    assert circling is not None
    if circling["jobs"]:
        what = f"{circling['jobs']} claimed over and over without progress, {circling['one']} among them"
        return Finding("jobs", False, f"{what}: see `adjourn job {circling['one']}`, and cancel it if it does not end")
    return Finding("jobs", True, "none is stuck")


def _questions(connection: _Connection) -> Iterator[Finding]:
    """Nothing, for who may not read the teams."""
    if not _may_read(connection, "members"):
        return
    row = connection.execute(_QUESTIONS).fetchone()
    assert row is not None
    if row["unmanned"]:
        names, first = ", ".join(row["unmanned"]), row["unmanned"][0]
        yield Finding(
            "questions", False, f"nobody may answer for {names}: adjourn teams join {first} PERSON --may lead"
        )
    elif row["misruled"]:
        wrong = f"of {row['misruled']} open ones the policy cannot be kept, as {row['why']}"
        yield Finding("questions", False, f"{wrong}: correct it, restart the workers, and pass these on")
    else:
        yield Finding("questions", True, "each is for somebody")


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
