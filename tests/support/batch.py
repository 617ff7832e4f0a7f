"""A batch of one line, without a file."""

from __future__ import annotations

import uuid
from contextlib import nullcontext

from adjourn.models import batches
from sqlalchemy import Connection


def submit_one(transaction: Connection) -> None:
    id = str(uuid.uuid4())
    batches.begin(transaction, id, None, "steps", {}, None)
    batches.add(lambda: nullcontext(transaction), id, [batches.Line(1, "a", "1")])
    batches.end(transaction, id, 1, 0)
