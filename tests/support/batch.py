"""A batch of one line, without a file."""

from __future__ import annotations

import json
import uuid
from contextlib import nullcontext
from typing import Any

from adjourn.models import batches
from adjourn.models.ground import database
from sqlalchemy import Connection

from tests.support.house import House


def submit_one(transaction: Connection, graph: str = "steps", input: Any = 1) -> str:
    id = str(uuid.uuid4())
    batches.begin(transaction, id, None, graph, {}, None)
    batches.add(lambda: nullcontext(transaction), id, [batches.Line(1, "a", json.dumps(input))])
    batches.end(transaction, id, 1, 0)
    return id


def in_batch(house: House, graph: str, input: Any) -> str:
    """A job of a batch."""
    with database.transaction(house.worker.engine) as transaction:
        batch = submit_one(transaction, graph, input)
    row = house.db.execute("SELECT id::text FROM adjourn.jobs WHERE batch_id = %s", (batch,)).fetchone()
    assert row is not None
    return str(row["id"])
