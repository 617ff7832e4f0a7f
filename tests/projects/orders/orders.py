"""Another system with a Celery app and workers of its own, on the same broker."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

from celery import Celery

app = Celery("orders", broker=os.environ["ORDERS_BROKER_URL"])


@app.task
def order(number: int) -> dict[str, Any]:
    """The input of a job."""
    return {"log": [f"order {number}"]}


@app.task
def note(job_id: str) -> None:
    with Path(os.environ["ORDERS_NOTES"]).open("a") as notes:
        notes.write(f"{job_id}\n")
