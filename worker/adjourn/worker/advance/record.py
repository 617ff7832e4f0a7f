"""The outcome of an advance, written until it is written or no longer counts."""

from __future__ import annotations

import asyncio

import psycopg
import structlog
from adjourn.models import outcomes
from adjourn.models.checkpoints import Rows
from adjourn.models.claims import Claimed
from adjourn.models.ground.database import Script
from adjourn.models.ground.errors import DatabaseAway, LeaseLost, Locked
from adjourn.models.outcomes import Failed, Released, Retry, Settle, Waiting, error_of
from adjourn.worker.checkpointer.saver import Saver
from adjourn.worker.process import traces
from adjourn.worker.process.leases import Lease
from adjourn.worker.worker import Worker

log = structlog.get_logger()

#: Seconds between two tries at most while another session has locked what must be written.
_LOCKED = 0.5


async def record(
    worker: Worker, job: Claimed, settled: Settle, lease: Lease | None, saver: Saver | None = None
) -> None:
    """Try again while the database is away, or the job's row or a question is locked: only the fence can say that the
    outcome no longer counts. Once the lease is lost, maybe only by the clock, the slot does not wait for that any more.
    What Postgres refuses fails the job; if it refuses that, too, the lease runs out."""
    pause, is_refused = 0.02, False
    while True:
        try:
            status = await worker.connections.arun(_outcome(job, settled, saver))
            break
        except LeaseLost:
            log.info("lease lost")
            traces.became("lost")
            return
        except DatabaseAway as error:
            # Our own renewal of the lease may hold the row, for a moment.
            tell = log.debug if isinstance(error, Locked) and pause < _LOCKED else log.warning
            tell("record failed, trying again", error=str(error))
            if lease is not None and lease.lost:
                traces.became("lost")
                worker.afterwards(record(worker, job, settled, None, saver))
                return
            # What is skipped is tried again soon: it may be over in a moment.
            await asyncio.sleep(min(pause, _LOCKED) if isinstance(error, Locked) else pause)
            pause = min(pause * 2, 5.0)
        except psycopg.Error as error:
            if is_refused:
                log.error("the outcome cannot be recorded", error=str(error))
                traces.became("not recorded")
                return
            is_refused = True
            is_spin = error.diag.constraint_name == "waiting_is_for_somebody"
            type_ = "WaitsForNobody" if is_spin else type(error).__name__
            settled, saver = Settle(Failed(error_of(type_, error.diag.message_primary or str(error)))), None
    match settled.outcome:
        case Released():
            became = "released"
            log.info("job released")
        case Retry(delay=delay) if status == "queued":
            became = "retries"
            log.info("job retries", again_in=round(delay, 1))
        case _:
            became = status
            log.info(f"job {status}", questions=len(settled.requests.ask))
    traces.became(became, settled)


def _outcome(job: Claimed, settled: Settle, saver: Saver | None) -> Script[str]:
    rows = Rows()
    if saver is not None:
        is_released = isinstance(settled.outcome, Released)
        rows = saver.unsaved.rest(with_held=isinstance(settled.outcome, Waiting), with_failed=not is_released)
    return outcomes.record(job, settled, rows)
