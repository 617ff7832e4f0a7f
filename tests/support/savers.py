"""Savers made by hand, the stock ones beside them on the same tables, and what both leave there."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

import psycopg
from adjourn.models import claims
from adjourn.worker.checkpointer.saver import Saver
from adjourn.worker.process.leases import Lease
from adjourn.worker.process.loop import Loop
from langgraph.checkpoint.base import empty_checkpoint
from langgraph.checkpoint.base.id import uuid6
from langgraph.checkpoint.postgres import PostgresSaver
from langgraph.checkpoint.postgres.aio import AsyncPostgresSaver
from langgraph.checkpoint.serde.jsonplus import JsonPlusSerializer
from langgraph.types import Command, Interrupt
from psycopg.conninfo import make_conninfo

from tests.support.house import House, Row

TABLES = ("checkpoints", "checkpoint_blobs", "checkpoint_writes")
_ASKING = ("__interrupt__", "__resume__")
_serde = JsonPlusSerializer()


def claim(house: House, job_id: str) -> Saver:
    """The saver of a worker that has just claimed the job, and does nothing with it yet."""
    process = house.worker
    claim = claims.claim(job_id, process.claimant, 30)
    job = process.loop.run(process.connections.arun(claim))
    assert job is not None, "nothing to claim"
    return Saver(process.connections, Lease(job.id, job.lease_id, job.thread_id))


def leased(house: House) -> tuple[Saver, Any]:
    """A saver with the lease of a job of its own, and the config of the job's thread."""
    job_id = house.enqueue("line", {"log": []})
    return claim(house, job_id), at(house.job(job_id)["thread_id"])


def at(thread_id: str, **more: Any) -> Any:
    return {"configurable": {"thread_id": thread_id, "checkpoint_ns": "", **more}}


def checkpoint(**values: Any) -> tuple[Any, Any, Any]:
    """What `put` takes beside a config: a checkpoint whose channels hold `values`, its metadata, the new versions."""
    id = str(uuid6())
    versions = dict.fromkeys(values, id)
    whole = empty_checkpoint() | {"v": 4, "id": id, "channel_values": values, "channel_versions": versions}
    return whole, {"source": "loop", "step": 0, "parents": {}}, versions


@contextmanager
def stock(house: House) -> Iterator[PostgresSaver]:
    with PostgresSaver.from_conn_string(_url(house)) as saver:
        yield saver


@contextmanager
def stock_async(house: House) -> Iterator[AsyncPostgresSaver]:
    opened, loop = AsyncPostgresSaver.from_conn_string(_url(house)), house.worker.loop
    saver = loop.run(opened.__aenter__())
    try:
        yield saver
    finally:
        loop.run(opened.__aexit__(None, None, None))


def _url(house: House) -> str:
    return make_conninfo(house.worker.settings.database_url, options="-c search_path=adjourn")


@dataclass(slots=True)
class Through:
    """A thread of a graph through a saver, for sync code (without a loop) or for code on the loop."""

    graph: Any
    config: Any
    loop: Loop | None

    @classmethod
    def of(cls, house: House, name: str, thread_id: str, saver: Any, *, is_async: bool = False) -> Through:
        graph = house.worker.project.made[name].copy(update={"checkpointer": saver})
        return cls(graph, at(thread_id), house.worker.loop if is_async else None)

    def invoke(self, input: Any) -> Any:
        if self.loop:
            return self.loop.run(self.graph.ainvoke(input, self.config, durability="sync"))
        return self.graph.invoke(input, self.config, durability="sync")

    def answer(self, answer: Any) -> Any:
        """The same answer to all that is asked."""
        assert self.asked, "nothing is asked"
        return self.invoke(Command(resume=dict.fromkeys(self.asked, answer)))

    @property
    def asked(self) -> list[str]:
        answered = {task_id for task_id, channel, _ in self.saved.pending_writes if channel not in _ASKING}
        return [
            interrupt.id
            for task_id, channel, asks in self.saved.pending_writes
            if channel == "__interrupt__" and task_id not in answered
            for interrupt in asks
        ]

    @property
    def saved(self) -> Any:
        saver = self.graph.checkpointer
        return self.loop.run(saver.aget_tuple(self.config)) if self.loop else saver.get_tuple(self.config)

    @property
    def seen(self) -> Any:
        """All that the saver lets the graph and its author see: the state, the history, the pending writes."""
        if self.loop is None:
            history = [*self.graph.get_state_history(self.config)]
            return self.graph.get_state(self.config, subgraphs=True), history, self.saved.pending_writes
        state = self.loop.run(self.graph.aget_state(self.config, subgraphs=True))
        return state, self.loop.run(self._history()), self.saved.pending_writes

    async def _history(self) -> list[Any]:
        return [state async for state in self.graph.aget_state_history(self.config)]


# --- what the tables hold, and how it got there

_LOG = """
CREATE TABLE adjourn.statement_log (n int GENERATED ALWAYS AS IDENTITY, xid xid8 DEFAULT pg_current_xact_id(),
  at timestamptz DEFAULT statement_timestamp(), "table" text, rows int);
CREATE FUNCTION adjourn.log_statement() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO adjourn.statement_log ("table", rows) SELECT TG_TABLE_NAME, count(*) FROM new HAVING count(*) > 0;
  RETURN NULL;
END $$;
"""
_LOGGED = """
CREATE TRIGGER log_statement AFTER INSERT ON adjourn.{} REFERENCING NEW TABLE AS new
  EXECUTE FUNCTION adjourn.log_statement();
"""


def log_statements(db: psycopg.Connection[Row]) -> None:
    db.execute(_LOG + "".join(_LOGGED.format(table) for table in (*TABLES, "human_requests")))  # type: ignore[arg-type]


def logged(db: psycopg.Connection[Row]) -> list[dict[str, int]]:
    """The statements since `log_statements`: how many rows each has added to which tables."""
    found = db.execute(
        'SELECT json_object_agg("table", rows) AS added FROM adjourn.statement_log GROUP BY xid, at ORDER BY min(n)'
    )
    return [row["added"] for row in found]


def rows(db: psycopg.Connection[Row], thread_id: str) -> dict[str, int]:
    """How many rows each table has of a thread."""
    count = "SELECT count(*) AS n FROM adjourn.{} WHERE thread_id = %s"
    return {table: db.execute(count.format(table), (thread_id,)).fetchone()["n"] for table in TABLES}  # type: ignore[index]


def writes(db: psycopg.Connection[Row], thread_id: str, channel: str) -> list[Any]:
    """What tasks have written to a channel, as the database has it by now."""
    found = db.execute(
        "SELECT type, blob FROM adjourn.checkpoint_writes WHERE thread_id = %s AND channel = %s "
        "ORDER BY checkpoint_id, task_path, idx",
        (thread_id, channel),
    )
    return [_serde.loads_typed((row["type"], row["blob"])) for row in found]


def stored(db: psycopg.Connection[Row], thread_id: str) -> list[Any]:
    """All of a thread, but for ids, times and the random part of versions: the same graph with the same inputs leaves
    the same. Of a task's answers only the first: the stock saver does not store those that come with its last write."""
    return sorted(_stored(db, thread_id), key=repr)


def _stored(db: psycopg.Connection[Row], thread_id: str) -> Iterator[Any]:
    select = "SELECT * FROM adjourn.{} WHERE thread_id = %s ORDER BY {}"
    checkpoints = db.execute(select.format("checkpoints", "checkpoint_id"), (thread_id,)).fetchall()
    names = {row["checkpoint_id"]: f"{_name(row)} {row['metadata']['step']}" for row in checkpoints}
    for row in checkpoints:
        body = {key: value for key, value in row["checkpoint"].items() if key not in ("id", "ts")}
        metadata = {key: value for key, value in row["metadata"].items() if key != "parents"}
        parent = names.get(row["parent_checkpoint_id"])
        yield names[row["checkpoint_id"]], parent, json.dumps(_plain([body, metadata]), sort_keys=True)
    for row in db.execute(select.format("checkpoint_blobs", "channel, version"), (thread_id,)):
        yield _name(row), row["channel"], _plain(row["version"]), row["type"], _value(row)
    for row in db.execute(select.format("checkpoint_writes", "checkpoint_id, task_path, idx"), (thread_id,)):
        at = names[row["checkpoint_id"]], row["task_path"], row["idx"]
        yield *at, row["channel"], row["type"], _value(row)


def _name(row: Row) -> str:
    return str(row["checkpoint_ns"].partition(":")[0]) or "root"


def _value(row: Row) -> str:
    value = _serde.loads_typed((row["type"], row["blob"]))
    return repr(_plain(value[:1] if row.get("idx") == -4 else value))


def _plain(value: Any) -> Any:
    """A version without its random part, a question without its id."""
    match value:
        case dict():
            return {key.partition(":")[0]: _plain(item) for key, item in value.items()}
        case list() | tuple() if not hasattr(value, "_fields"):
            return [_plain(item) for item in value]
        case Interrupt():
            return ["asks", value.value]
        case str() if len(value) > 32 and value[:32].isdigit():
            return int(value[:32])
    return value
