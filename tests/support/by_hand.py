"""What somebody does by hand: SQL on our rows, and LangGraph with its own saver, without a lease, on our threads."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest
from adjourn.models.ground import database
from langchain_core.runnables import RunnableConfig
from langgraph.checkpoint.postgres import PostgresSaver
from psycopg.rows import dict_row

from tests.support.house import House, Row

#: What the database raises when it refuses a move; anything else is an accident.
REFUSALS = (psycopg.errors.ObjectNotInPrerequisiteState, psycopg.errors.IntegrityError)


@contextmanager
def graph_of(house: House, name: str) -> Iterator[Any]:
    """The project's graph on the stock saver."""
    url = house.worker.settings.database_url
    with psycopg.connect(url, autocommit=True, row_factory=dict_row, options=database.OPTIONS) as connection:
        yield house.worker.project.made[name].copy(update={"checkpointer": PostgresSaver(connection)})


def thread_of(job: Row) -> RunnableConfig:
    return {"configurable": {"thread_id": job["thread_id"]}}


def insert_request(house: House, job: Row, interrupt_id: str) -> int:
    """A question that no graph has asked."""
    row = house.db.execute(
        """INSERT INTO adjourn.human_requests (job_id, thread_id, graph, node, kind, title, question, question_hash,
             interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal)
           VALUES (%s, %s, %s, 'nobody', 'question', 'made up?', '{}', '', %s, '', '', '', 0) RETURNING id""",
        (job["id"], job["thread_id"], job["graph"], interrupt_id),
    ).fetchone()
    assert row is not None
    return int(row["id"])


def ask(house: House, graph: str = "line", input: Any = None) -> Row:
    """The only open question of a new job."""
    job = house.run(graph, input or {"log": []})
    [row] = house.requests(job["id"], "open")
    return row


def shaped(house: House, question: Any, schema: Any = None) -> Row:
    return ask(house, "shaped", {"log": [question, schema]})


def write(house: House, row: Row, change: str, *values: Any) -> Row:
    house.db.execute(f"UPDATE adjourn.human_requests SET {change} WHERE id = %s", (*values, row["id"]))
    return read(house, row)


def read(house: House, row: Row) -> Row:
    [now] = house.db.execute("SELECT * FROM adjourn.human_requests WHERE id = %s", (row["id"],)).fetchall()
    return now


def refused(house: House, row: Row, change: str, *values: Any) -> str:
    """Why the database refuses to change the row so, with its hint; nothing of it has changed."""
    before = read(house, row)
    with pytest.raises(REFUSALS) as error:
        write(house, row, change, *values)
    assert read(house, row) == before
    return f"{error.value.diag.message_primary} ({error.value.diag.message_hint})"


def result_of(house: House, row: Row) -> Any:
    house.advance_due()
    job = house.job(row["job_id"])
    assert job["status"] == "succeeded", job["error"]
    return job["result"]["log"]


def outcome(house: House, job_id: str) -> tuple[str, str | None]:
    """Status and error, without the columns that no JSON parser of this process can read."""
    row = house.db.execute("SELECT status, error ->> 'message' AS why FROM adjourn.jobs WHERE id = %s", (job_id,))
    [job] = row.fetchall()
    return job["status"], job["why"]


def assert_well(house: House) -> None:
    """Nothing is stuck, and an ordinary job runs."""
    assert house.run("steps", {"log": []})["result"] == {"log": ["one", "two", "three"]}
    assert house.db.execute("SELECT id FROM adjourn.jobs WHERE finished_at IS NULL").fetchall() == []
