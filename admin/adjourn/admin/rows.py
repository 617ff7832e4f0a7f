"""Reading the tables. JSON columns and times come as the text that Postgres keeps, so that whatever it can hold can be
shown: numbers beyond a float, any depth, `infinity`."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime
from typing import Any

from adjourn.admin import environment
from adjourn.models import people
from adjourn.models.ground import database
from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.ground.settings import Settings
from psycopg.abc import Buffer
from psycopg.adapt import Loader
from sqlalchemy import Connection, Engine, text

Row = dict[str, Any]


class Json(str):
    """A JSON value in its own text."""


class _JsonLoader(Loader):
    def load(self, data: Buffer) -> Json:
        return Json(bytes(data).decode())


class _TimeLoader(Loader):
    """ISO 8601 in UTC."""

    def load(self, data: Buffer) -> str:
        written = bytes(data).decode()
        try:
            return datetime.fromisoformat(written).astimezone(UTC).isoformat()
        except (ValueError, OverflowError):
            return written


@contextmanager
def reading(settings: Settings) -> Iterator[Connection]:
    """A connection in autocommit; for who acts for another, a transaction, as a name that is set for longer would stay
    in a pooler's connection. Raises AdjournError: the database is away or has no tables."""
    engine, person = database.engine(settings), environment.person()
    source = engine.execution_options(isolation_level="READ COMMITTED") if person else engine
    try:
        with refusals(), source.connect() as connection:
            adapters = connection.connection.driver_connection.adapters  # type: ignore[union-attr]
            adapters.register_loader("json", _JsonLoader)
            adapters.register_loader("jsonb", _JsonLoader)
            adapters.register_loader("timestamptz", _TimeLoader)
            if person:
                people.act(connection, "command", person)
            yield connection
            connection.commit()
    finally:
        engine.dispose()


def by_itself(connection: Connection) -> AbstractContextManager[object]:
    """One of several things done on a connection of `reading`: what is refused in it leaves the others alone."""
    return connection.begin_nested() if environment.person() else nullcontext()


@contextmanager
def deciding(settings: Settings, via: str = "command", *, keep: bool = True) -> Iterator[Connection]:
    """A transaction: what is raised in it undoes what was done in it. So does its end unless `keep`, for a dry run."""
    engine = database.engine(settings)
    try:
        with acting(engine, via) as transaction:
            yield transaction
            if not keep:
                transaction.rollback()
    finally:
        engine.dispose()


@contextmanager
def acting(engine: Engine, via: str = "command") -> Iterator[Connection]:
    """The same for several, one after the other."""
    with refusals(), database.transaction(engine) as transaction:
        people.act(transaction, via, environment.person())
        yield transaction


def inbox(
    connection: Connection,
    limit: int,
    *,
    mine: bool = False,
    team: str | None = None,
    job_id: str | None = None,
    soon: bool = False,
    came_back: bool = False,
) -> list[Row]:
    """The open questions that this person may see, the most urgent first. `soon`: overdue, or due within a day."""
    filter = {"team": team, "job": job_id, "due": "soon" if soon else None, "came_back": came_back}
    return read(connection, INBOX, limit=limit, tab="mine" if mine else "all", filter=json.dumps(filter))


def read(connection: Connection, sql: str, **values: Any) -> list[Row]:
    return [dict(row) for row in connection.execute(text(sql), values).mappings()]


def now(connection: Connection) -> datetime:
    """By the database's clock."""
    return datetime.fromisoformat(read(connection, "SELECT clock_timestamp() AS now")[0]["now"])


def as_json(value: Any) -> str:
    """A row, or a list of them: columns are keys, JSON columns are JSON."""
    match value:
        case Json():
            return value
        case Mapping():
            return "{" + ", ".join(f"{json.dumps(key)}: {as_json(item)}" for key, item in value.items()) + "}"
        case None | bool() | int() | float() | str():
            return json.dumps(value, ensure_ascii=False)
        case bytes() | memoryview():
            return json.dumps(bytes(value).hex())
        case Iterable():
            items = [as_json(item) for item in value]
            return "[" + ",\n ".join(items) + "]"
        case _:
            return json.dumps(str(value))


_JOBS_WHERE = """
FROM adjourn.jobs j
WHERE (CAST(:status AS text) IS NULL OR j.status = :status) AND (CAST(:graph AS text) IS NULL OR j.graph = :graph)
  AND (CAST(:thread_id AS text) IS NULL OR j.thread_id = :thread_id)
  AND (CAST(:project AS text) IS NULL OR j.project = :project) AND (CAST(:queue AS text) IS NULL OR j.queue = :queue)
  AND (CAST(:batch AS uuid) IS NULL OR j.batch_id = CAST(:batch AS uuid))
  AND (CAST(:tag AS text) IS NULL OR j.tags <> '{}' AND j.tags @> ARRAY[CAST(:tag AS text)])
ORDER BY j.created_at DESC, j.id DESC LIMIT nullif(CAST(:limit AS bigint), 0)"""
JOBS = f"SELECT j.* {_JOBS_WHERE}"
#: What a list shows: whole inputs may be megabytes each. No `->>` on what somebody wrote: it refuses \u0000 in JSON.
JOBS_IN_BRIEF = f"""
SELECT j.id, j.status, j.graph, j.thread_id, j.created_at, j.run_at, j.leased_by,
  left(j.error::text, 3000) AS error,
  (SELECT '#' || r.id || ' ' || left(r.title, 300) FROM adjourn.human_requests r
   WHERE r.job_id = j.id AND r.status = 'open' ORDER BY r.id LIMIT 1) AS asks,
  (SELECT count(*) FROM adjourn.human_requests r WHERE r.job_id = j.id AND r.status = 'open') AS questions
{_JOBS_WHERE}"""
JOBS_CHOSEN = f"SELECT j.id, j.status {_JOBS_WHERE}"
JOB = "SELECT * FROM adjourn.jobs WHERE id = CAST(:id AS uuid)"
JOB_STATUS = "SELECT status, result, error FROM adjourn.jobs WHERE id = CAST(:id AS uuid)"
REQUESTS = """
SELECT r.* FROM adjourn.human_requests r
WHERE (CAST(:status AS text) IS NULL OR r.status = :status)
  AND (CAST(:job_id AS uuid) IS NULL OR r.job_id = CAST(:job_id AS uuid))
ORDER BY -r.priority, coalesce(r.due_at, 'infinity'), r.id LIMIT nullif(CAST(:limit AS bigint), 0)"""
#: Open ones for those who answer them. `tab` and `filter` (JSON) are those of adjourn.inbox_of.
INBOX = """
SELECT * FROM adjourn.inbox_of(:tab, CAST(:filter AS jsonb),
  at_most => coalesce(nullif(CAST(:limit AS int), 0), 2147483647))"""
REQUEST = "SELECT * FROM adjourn.human_requests WHERE id = :id"
NOTE = "SELECT * FROM adjourn.notes WHERE id = :id"
EVENTS = "SELECT * FROM adjourn.events WHERE job_id = CAST(:job_id AS uuid) ORDER BY id"
#: What nodes said last.
PROGRESS = """
SELECT * FROM (
  SELECT n, at, run, checkpoint_ns, node, data, is_cut, dropped FROM adjourn.progress
  WHERE job_id = CAST(:job_id AS uuid) ORDER BY n DESC LIMIT :limit) p ORDER BY n"""
#: What happened to a question, and what was said about it.
HISTORY = "SELECT at, by, was, became, data, data -> 'answer' AS answer, note FROM adjourn.history(:id)"
_GRAPHS = "FROM adjourn.graphs ORDER BY project, name, seen_at DESC"
GRAPHS = f"SELECT * {_GRAPHS}"
GRAPHS_IN_BRIEF = f"SELECT name, project, version, seen_at, adjourn.is_alive(seen_at) AS is_alive {_GRAPHS}"
LANES = """
SELECT l.*, coalesce(adjourn.is_alive(l.seen_at), false) AS is_alive,
  (SELECT count(*) FROM adjourn.jobs j WHERE j.queue = l.queue AND j.finished_at IS NULL) AS unfinished
FROM adjourn.lanes l ORDER BY project, queue"""
SCHEDULES = "SELECT * FROM adjourn.schedules ORDER BY project, name"
SUBSCRIPTIONS = """
SELECT s.*, o.unsent, p.parked, coalesce(o.error, p.error) AS error FROM adjourn.subscriptions s, LATERAL (
  SELECT count(*) AS unsent, (array_agg(error ORDER BY again_at DESC) FILTER (WHERE error IS NOT NULL))[1] AS error
  FROM adjourn.outbox WHERE subscription_id = s.id AND sent_at IS NULL AND parked_at IS NULL) o, LATERAL (
  SELECT count(*) AS parked, (array_agg(error ORDER BY parked_at DESC))[1] AS error
  FROM adjourn.outbox WHERE subscription_id = s.id AND parked_at IS NOT NULL) p ORDER BY s.name"""
UNSENT = """
SELECT o.*, s.name AS subscription, coalesce(s.paused, false) AS paused
FROM (
  SELECT * FROM adjourn.outbox WHERE sent_at IS NULL AND parked_at IS NULL
  UNION ALL SELECT * FROM adjourn.outbox WHERE parked_at IS NOT NULL) o
LEFT JOIN adjourn.subscriptions s ON s.id = o.subscription_id
ORDER BY o.at, o.id LIMIT nullif(CAST(:limit AS bigint), 0)"""
WEBHOOK_HOSTS = "SELECT * FROM adjourn.webhook_hosts ORDER BY host"
PAUSES = "SELECT * FROM adjourn.pauses ORDER BY id"
LIMITS = """
SELECT l.*, (SELECT count(*) FROM adjourn.places WHERE limit_id = l.id AND job_id IS NOT NULL) AS run_now, (
   SELECT count(*) FROM adjourn.places
   WHERE limit_id = l.id AND kind = 'minute' AND taken_at > now() - interval '1 minute') AS started
FROM adjourn.limits l ORDER BY l.id"""
THREAD = """
SELECT t.*, s.bytes FROM adjourn.threads t JOIN adjourn.thread_sizes s USING (thread_id) WHERE thread_id = :thread_id"""
THREAD_REQUESTS = "SELECT * FROM adjourn.human_requests WHERE thread_id = :thread_id AND status = 'open' ORDER BY id"
_MAY = "CASE may WHEN 'answer' THEN '' ELSE ' (' || may || ')' END"
PEOPLE = f"""
SELECT p.name, p.email, p.active,
  ARRAY(SELECT login FROM adjourn.logins WHERE person = p.name ORDER BY login) AS logins,
  (SELECT string_agg(team || {_MAY}, ', ' ORDER BY team) FROM adjourn.members WHERE person = p.name) AS teams
FROM adjourn.people p ORDER BY NOT active, name"""
TEAMS = f"""
SELECT t.name,
  (SELECT string_agg(person || {_MAY}, ', ' ORDER BY person) FROM adjourn.members WHERE team = t.name) AS members
FROM adjourn.teams t ORDER BY name"""
REFUSED = "SELECT * FROM adjourn.refused ORDER BY id DESC LIMIT nullif(CAST(:limit AS bigint), 0)"
_BETWEEN = """
SELECT id::text AS id FROM adjourn.jobs WHERE id BETWEEN CAST(:first AS uuid) AND CAST(:last AS uuid)
ORDER BY created_at DESC LIMIT 5"""


def job_id(connection: Connection, given: str) -> str:
    """The id of the one job that begins with what was given. Raises BadInput: none or several do, or it is no id."""
    digits = given.strip().lower().replace("-", "")
    if not re.fullmatch("[0-9a-f]{6,32}", digits):
        raise BadInput(f"{given!r} is no job id: give its hexadecimal digits, at least the first 6")
    found = read(connection, _BETWEEN, first=digits.ljust(32, "0"), last=digits.ljust(32, "f"))
    if not found:
        raise BadInput(f"there is no job {given}")
    if len(found) > 1:
        several = "several jobs" if len(found) == 5 else f"{len(found)} jobs"
        ids = ", ".join(row["id"] for row in found[:3])
        raise BadInput(f"{several} begin with {given}: give more digits (the newest: {ids})")
    return str(found[0]["id"])
