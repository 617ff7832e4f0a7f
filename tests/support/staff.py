"""What is asked of a team, and why somebody is refused."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from adjourn.models.job_request import JobRequest, enqueue
from sqlalchemy import Connection

from tests.support.by_hand import REFUSALS, ask, read
from tests.support.house import House, Row

Login = psycopg.Connection[Row]
ANSWER = "UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = %s"


def for_finance(house: House, **values: str) -> Row:
    """A question as a worker records it; `values` are SQL."""
    row = ask(house)
    change(house, row, team="'finance'", **values)
    return read(house, row)


def asked_by(house: House, connection: Connection, name: str, graph: str = "line") -> Row:
    """A question for finance of a job that somebody has submitted, who may not answer it."""
    job = enqueue(connection, JobRequest(graph, '{"log": []}', submitted_by=name))
    house.advance_due()
    [row] = house.requests(job)
    change(house, row, team="'finance'", four_eyes="true")
    return read(house, row)


def change(house: House, row: Row, **values: str) -> None:
    """Past all rules, as time and policies do it."""
    columns = ", ".join(f"{name} = {value}" for name, value in values.items())
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute(f"UPDATE adjourn.human_requests SET {columns} WHERE id = %s", (row["id"],))


def why(person: Login, statement: str, *values: Any) -> str:
    with pytest.raises(REFUSALS) as error:
        person.execute(statement, values)
    return f"{error.value.diag.message_primary} ({error.value.diag.message_hint})"
