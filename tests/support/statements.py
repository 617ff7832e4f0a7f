"""Statements of a worker, each alone."""

from __future__ import annotations

from typing import Any

from adjourn.models import claims, leases
from adjourn.models.checkpoints import Rows
from adjourn.models.claims import Claimed
from adjourn.models.ground.database import Script
from adjourn.worker.checkpointer import saver_sql

from tests.support.house import House


def claim(house: House, job_id: str) -> Script[Claimed | None]:
    return claims.claim(job_id, house.worker.claimant, 3600)


def read(thread_id: str) -> Script[Any]:
    return (yield saver_sql.select(thread_id, "", None))


def save(saver: Any) -> Script[None]:
    """Without waiting for its turn, as a run would."""
    writes = '{"thread_id": "t", "checkpoint_ns": "", "checkpoint_id": "c", "task_id": "t", "task_path": "", "idx": 0}'
    lease = {"job": saver.lease.job_id, "lease": saver.lease.lease_id}
    [passed] = yield saver_sql.SAVE, Rows(writes=[writes.replace("}", ', "channel": "x", "blob": ""}')]).params | lease
    if passed["fence"] != 1:
        raise (yield from leases.refused(saver.lease.job_id, saver.lease.lease_id))
