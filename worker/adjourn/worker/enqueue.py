"""What becomes of a message to `adjourn.enqueue`: a job, or a row of `adjourn.refused` that says why not.

The message is all there is until one of them exists, so while the database is away it stays in the worker. What waits
for a lock of another session is put down instead, and tried again from there: such sessions may be many and slow, and
slots and connections are few.
"""

from __future__ import annotations

import queue
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from functools import cache

import structlog
from adjourn.models import job_request, refused
from adjourn.models.claims import Claimant
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, DatabaseAway, is_locked
from adjourn.models.ground.settings import settings
from adjourn.models.job_request import JobRequest
from adjourn.worker.arrival import Arrival
from adjourn.worker.worker import MESSAGES
from sqlalchemy import Connection, Engine
from sqlalchemy.exc import DBAPIError, OperationalError

log = structlog.get_logger()

#: Seconds between attempts while the database is away.
_PAUSE = 1.0
_AWAY = (DatabaseAway, OperationalError)
#: What a message may meet that is wrong. Of other errors Celery writes the traceback into the log: they are ours.
_REFUSED = (AdjournError, DBAPIError, TypeError, ValueError)
#: Messages that are tried at once, as each may wait for a lock. What puts others down has connections besides.
_AT_ONCE = MESSAGES - 2
#: Seconds that one waits for its turn before it is put down: usually, and lately after one that met a lock.
_TURN, _HASTE, _LATELY = 1.0, 0.05, 2.0
_turns = threading.BoundedSemaphore(_AT_ONCE)
#: When one last met a lock.
_met = float("-inf")
_BUSY = "other messages wait for what other sessions have locked"
_LOCKED = "another session has locked its key, its thread or its graph for longer than a second"


def enqueue(
    engine: Engine, here: Claimant, arrival: Arrival, gives_up: Callable[[], bool] = lambda: False
) -> str | None:
    """The job's id; None if it is refused, or tried again later. Raises what says that the database is away, once
    `gives_up`: then the message is the caller's to keep."""
    while True:
        try:
            with _turn() as has_turn, engine.connect() as connection:
                if not has_turn:
                    log.warning("enqueue put off", message=arrival.id, error=_BUSY)
                    refused.keep(connection, here.queues[0], arrival.text(), _BUSY, again_in=refused.SOON)
                    return None
                try:
                    return _add(connection, here, arrival)
                except _REFUSED as error:
                    locked = _meets_lock(error)
                    if isinstance(error, _AWAY) and not locked:
                        raise
                    why = _LOCKED if locked else str(error)
                    if locked:
                        log.warning("enqueue put off", message=arrival.id, error=why)
                    else:
                        log.error("enqueue refused", message=arrival.id, error=why)
                    again_in = refused.SOON if locked else None
                    refused.keep(connection, here.queues[0], arrival.text(), why, again_in=again_in)
                    return None
        except _AWAY as error:
            if gives_up():
                raise
            log.warning("enqueue failed, trying again", message=arrival.id, error=str(error))
            time.sleep(_PAUSE)
        except AdjournError as error:
            log.error("refused message lost", message=arrival.id, error=str(error))
            return None


def again(engine: Engine, here: Claimant, id: int) -> None:
    """Try a message that was put down. A hint: lost or doubled, it does no harm."""
    with _turn() as has_turn, database.transaction(engine) as transaction:
        if not has_turn or (message := refused.take(transaction, id)) is None:
            return
        try:
            with refused.hastily(transaction):
                job_id = _add(transaction, here, Arrival.read(message))
        except _REFUSED as error:
            if _meets_lock(error):
                refused.postpone(transaction, id)
            elif isinstance(error, _AWAY):
                raise
            else:
                log.error("enqueue refused", message=id, error=str(error))
                refused.refuse(transaction, id, message, str(error))
        else:
            refused.drop(transaction, [id])
            log.info("refused message is a job", message=id, job=job_id)


@contextmanager
def _turn() -> Iterator[bool]:
    """Slots and connections are for others, too."""
    has_turn = _turns.acquire(timeout=_HASTE if time.monotonic() < _met + _LATELY else _TURN)
    try:
        yield has_turn
    finally:
        if has_turn:
            _turns.release()


def _meets_lock(error: BaseException) -> bool:
    """Those behind it are told by `_met`."""
    global _met
    if locked := is_locked(error.__cause__ or error):
        _met = time.monotonic()
    return locked


def _add(connection: Connection, here: Claimant, arrival: Arrival) -> str:
    """Who sends to a queue means the graphs of its project, if it has one of this name."""
    request = arrival.request()
    if request.get("graph") in here.graphs:
        request.setdefault("project", here.project)
    return job_request.enqueue(connection, JobRequest(**request))


def put_down(lane: str, message: str, why: str) -> None:
    """Keep what is no request at all, soon: who takes messages off the broker must not wait for the database."""
    try:
        _put_down().put_nowait((lane, message, why))
    except queue.Full:
        log.error("refused message lost", error="there are too many")


@cache
def _put_down() -> queue.Queue[tuple[str, str, str]]:
    waiting: queue.Queue[tuple[str, str, str]] = queue.Queue(refused.MOST)
    threading.Thread(target=_keep, args=(waiting,), name="refused", daemon=True).start()
    return waiting


def _keep(waiting: queue.Queue[tuple[str, str, str]]) -> None:
    engine = database.engine(settings(), pool_size=1)
    while True:
        message = waiting.get()
        while True:
            try:
                with engine.connect() as connection:
                    refused.keep(connection, *message)
                break
            except _AWAY:
                time.sleep(_PAUSE)
            except AdjournError as error:
                log.error("refused message lost", error=str(error))
                break
