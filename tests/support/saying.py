"""What a job says while it runs, as others read it."""

from __future__ import annotations

import json
from typing import Any

from adjourn.models import progress
from adjourn.models.progress import Item
from sqlalchemy import Connection

from tests.support.house import House

#: Of the graph `says`.
PAGES = [{"page": number, "of": 5} for number in range(1, 6)]


def said(house: House, job_id: object) -> list[Any]:
    rows = house.db.execute("SELECT data FROM adjourn.progress WHERE job_id = %s ORDER BY n", (job_id,)).fetchall()
    return [row["data"] for row in rows]


def brief(item: Item) -> tuple[str, Any]:
    return item.kind, json.loads(item.data or "null") if item.kind == "custom" else item.what


def sequence(connection: Connection, job_id: object, after: str = "") -> list[tuple[str, Any]]:
    """Of a job all that happened, in order."""
    return [brief(each) for each in progress.since(connection, str(job_id), after)]
