"""The rows of one example of tests/models/test_properties.py, read after each move and compared with the model's."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, TypeVar, cast

import psycopg
from adjourn.models.ground import database
from adjourn.models.ground.database import Script
from adjourn.models.ground.settings import Settings
from psycopg.rows import dict_row
from sqlalchemy import Connection, Engine

from tests.support import laws
from tests.support.laws import MADE, Row, Soon
from tests.support.meaning import canonical
from tests.support.model import World
from tests.support.model_requests import BELONGS
from tests.support.offers import offer

T = TypeVar("T")
#: What happened to which row: job, request, was, became.
Event = tuple[str, int | None, str | None, str]

# JSON columns as texts, which tell NULL from null.
_JOB = """to_jsonb(j) || jsonb_build_object('input', j.input::text, 'config', j.config::text,
  'context', j.context::text, 'result', j.result::text, 'error', j.error::text)"""
_REQUEST = """to_jsonb(r) || jsonb_build_object('question', r.question::text, 'options', r.options::text,
  'answer_schema', r.answer_schema::text, 'answer', r.answer::text,
  'policy', r.policy::text)"""
_READ = f"""
SELECT (SELECT json_agg({_JOB}) FROM adjourn.jobs j WHERE j.created_at >= %(since)s) AS jobs,
  (SELECT json_agg({_REQUEST}) FROM adjourn.jobs j JOIN adjourn.human_requests r ON r.job_id = j.id
   WHERE j.created_at >= %(since)s) AS requests,
  (SELECT json_agg(e ORDER BY e.id) FROM adjourn.events e WHERE e.id > %(last)s) AS events,
  clock_timestamp() AS now"""


@dataclass(slots=True)
class Ledger:
    engine: Engine
    engine_connection: Connection
    db: psycopg.Connection[Row]
    who: str
    #: Of the columns of each table.
    types: dict[str, dict[str, str]]
    page: int = 0
    began: datetime = datetime.min
    #: The number of the last event.
    last: int = 0
    #: How many there were of older pages.
    threads: int = 0
    leases: set[str] = field(default_factory=set)
    made: Counter[str] = field(default_factory=Counter)

    @classmethod
    @contextmanager
    def open(cls, url: str) -> Iterator[Ledger]:
        engine = database.engine(Settings(database_url=url))
        options = f"{database.OPTIONS} -c timezone=UTC"
        with psycopg.connect(url, autocommit=True, row_factory=dict_row, options=options) as db:
            offer(db, "one", "two")
            [me] = db.execute("SELECT session_user AS name").fetchall()
            with ExitStack() as stack:
                stack.callback(engine.dispose)
                connection = stack.enter_context(engine.connect())
                types = {table: _types(db, table) for table in ("jobs", "human_requests")}
                yield cls(engine, connection, db, me["name"], types)

    def open_page(self) -> datetime:
        """A new example: what the last one left is cancelled, from whatever state it is in, so that nothing is due."""
        self.page += 1
        self.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE finished_at IS NULL")
        [row] = self.db.execute("""SELECT clock_timestamp() AS now, (SELECT max(id) FROM adjourn.events) AS last,
          (SELECT count(*) FROM adjourn.threads) AS threads""").fetchall()
        self.threads = row["threads"]
        self.began, self.last = row["now"], row["last"] or 0
        return self.began

    def run(self, script: Script[T]) -> T:
        return run(self.db, script)

    def write(self, table: str, id: Any, changes: Row) -> None:
        """As a person with psql."""
        types = self.types[table]
        columns = ", ".join(f"{name} = %s::{types[name]}" for name in changes)
        self.db.execute(f"UPDATE adjourn.{table} SET {columns} WHERE id = %s", (*changes.values(), id))

    def new_threads(self) -> int:
        [row] = self.db.execute("SELECT count(*) AS n FROM adjourn.threads").fetchall()
        return int(row["n"]) - self.threads

    # --- after each move

    def compare(self, was: World, expected: World) -> World:
        """The rows are those that the model expects, and events say how they came to be so."""
        [read] = self.db.execute(_READ, {"since": self.began, "last": self.last}).fetchall()
        seen = {row["id"]: _timed(row) for row in read["jobs"] or ()}
        asked = {(row["job_id"], row["interrupt_id"]): _timed(row) for row in read["requests"] or ()}
        assert seen.keys() == expected.jobs.keys()
        assert asked.keys() == expected.requests.keys()
        # In the model's order: Hypothesis must find the same rows in the same places when it tries an example again.
        seen, asked = {id: seen[id] for id in expected.jobs}, {key: asked[key] for key in expected.requests}
        tables: list[tuple[Mapping[Any, Row], Mapping[Any, Row]]] = [(expected.jobs, seen), (expected.requests, asked)]
        for want, got in tables:
            for key, row in got.items():
                differs = {
                    name: f"{want[key][name]!r} became {value!r}"
                    for name, value in row.items()
                    if not _is(want[key][name], value, was.now, read["now"])
                }
                assert not differs, differs
        _keep_promises(was, seen, asked)
        self._read_events(read["events"] or [], was, seen, asked)
        world = expected.copy()
        world.jobs, world.requests, world.now = seen, asked, read["now"]
        keys = {row["id"]: key for key, row in asked.items()}
        for event in read["events"] or ():
            if event["was"] in laws.CLOSED and event["became"] in ("open", "answered"):
                world.opened[keys[event["request_id"]]] = datetime.fromisoformat(event["at"])
        return world

    def _read_events(self, events: list[Row], was: World, jobs: Any, requests: Any) -> None:
        moves: Counter[Event] = Counter()
        for id, job in jobs.items():
            old = was.jobs.get(id, {"status": None, "lease_id": None})
            if (old["status"], old["lease_id"]) != (job["status"], job["lease_id"]):
                moves[id, None, old["status"], job["status"]] += 1
        for key, row in requests.items():
            old = was.requests.get(key, {"status": None})
            if old["status"] == "open" and any(old[name] != row[name] for name in BELONGS):
                moves[row["job_id"], row["id"], "open", "open"] += 1
            if old["status"] != row["status"]:
                moves[row["job_id"], row["id"], old["status"], row["status"]] += 1
        assert Counter((e["job_id"], e["request_id"], e["was"], e["became"]) for e in events) == moves
        self.last = max([self.last, *(event["id"] for event in events)])


def run(db: psycopg.Connection[Row], script: Script[T]) -> T:
    try:
        sql, params = next(script)
        while True:
            try:
                rows = db.execute(sql, params).fetchall()
            except psycopg.IntegrityError as error:
                sql, params = script.throw(error)
            else:
                sql, params = script.send(rows)
    except StopIteration as done:
        return cast(T, done.value)


def _keep_promises(was: World, jobs: Mapping[str, Row], requests: Mapping[Any, Row]) -> None:
    assert [law for job in jobs.values() for law in laws.of_job(job)] == []
    assert [law for row in requests.values() for law in laws.of_request(row)] == []
    started = [job["thread_id"] for job in jobs.values() if job["started_at"] and not job["finished_at"]]
    assert len(started) == len(set(started)), "one started job per thread"
    keys = [job["key"] for job in jobs.values() if job["key"]]
    assert len(keys) == len(set(keys)), "one job per key"
    for key, old in was.requests.items():
        if old["answer"] is not None and requests[key]["status"] != "open":
            same = ("answer", "answered_by", "answered_at")
            assert [requests[key][name] for name in same] == [old[name] for name in same], "the first answer wins"


def _timed(row: Row) -> Row:
    times = {
        name: value and datetime.fromisoformat(value) for name, value in row.items() if name.endswith(("_at", "_until"))
    }
    return row | times | {name: canonical(row[name]) for name in ("answer", "rejected_answer") if name in row}


def _is(want: Any, got: Any, began: datetime, ended: datetime) -> bool:
    if want is MADE:
        return got is not None
    if isinstance(want, Soon):
        later = timedelta(seconds=want.later)
        return got is not None and began + later <= got <= ended + later
    return bool(want == got)


def _types(db: psycopg.Connection[Row], table: str) -> dict[str, str]:
    rows = db.execute(
        "SELECT attname AS name, format_type(atttypid, NULL) AS type FROM pg_attribute "
        "WHERE attrelid = %s::regclass AND attnum > 0 AND NOT attisdropped",
        (f"adjourn.{table}",),
    )
    return {row["name"]: row["type"] for row in rows}
