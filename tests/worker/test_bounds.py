"""No statement waits for another session longer than `bounds.BOUNDS` says, whatever that has locked."""

from __future__ import annotations

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack, contextmanager

import psycopg
import pytest
from adjourn.models.ground import bounds
from adjourn.models.ground.errors import AdjournError, is_locked
from adjourn.models.ground.settings import Settings
from sqlalchemy.exc import DBAPIError

from tests.conftest import PROJECT
from tests.support.database import new_database
from tests.support.house import House
from tests.support.scene import Scene

#: Seconds that a statement takes besides, on a machine that is busy with all the others.
SLACK = 1.5
#: A statement may have to wait for several tables, one after the other, but here one lock is held at a time.
TABLES = (
    *("jobs", "human_requests", "threads", "graphs", "lanes", "pauses", "events", "refused", "kept", "workers"),
    *("checkpoints", "checkpoint_blobs", "checkpoint_writes", "store", "webhook_hosts"),
    *("people", "logins", "teams", "members", "notes", "passwords", "sessions", "visits", "batches", "schedules"),
    *("limits", "places", "subscriptions", "outbox", "progress"),
)
_ONLY_ADDED = ("events", "notes")
#: What is there while a worker lives.
OFFERED = ("graphs", "lanes", "workers", "kept")
LOCKS = {
    **{f"table {name}": f"LOCK TABLE adjourn.{name} IN ACCESS EXCLUSIVE MODE" for name in TABLES},
    **{f"rows of {name}": f"SELECT FROM adjourn.{name} FOR UPDATE" for name in TABLES if name not in _ONLY_ADDED},
    "update of jobs": "UPDATE adjourn.jobs SET priority = 1 WHERE finished_at IS NULL",
    "update of human_requests": "UPDATE adjourn.human_requests SET assignee = 'ada'",
    "update of graphs": "UPDATE adjourn.graphs SET offered_at = now()",
    "a key": "SELECT adjourn.enqueue('steps', '1', key => 'held', thread_id => 'held')",
}


@pytest.fixture(scope="module")
def shared(postgres_url: str, template: str) -> Iterator[House]:
    """A connection for each statement: to make them for each lock anew would take the most of the time."""
    with ExitStack() as stack:
        url = stack.enter_context(new_database(postgres_url, template))
        settings = Settings(database_url=url, project=PROJECT, pool_size=len(bounds.BOUNDS))
        yield stack.enter_context(House.open(settings))


@pytest.fixture
def house(shared: House) -> Iterator[House]:
    yield shared
    with shared.db.transaction():
        shared.db.execute("SET LOCAL session_replication_role = replica")
        shared.db.execute("TRUNCATE " + ", ".join(f"adjourn.{table}" for table in TABLES if table not in OFFERED))


@contextmanager
def held(house: House, lock: str) -> Iterator[None]:
    with psycopg.connect(house.worker.settings.database_url) as other:
        other.execute("SET adjourn.many = 'yes'")
        other.execute(lock)  # type: ignore[arg-type]
        yield
        other.rollback()


@pytest.mark.parametrize("lock", LOCKS)
def test_no_statement_waits_longer_than_it_may(house: House, lock: str) -> None:
    scene = Scene.set(house)
    statements = scene.statements()
    assert statements.keys() == bounds.BOUNDS.keys()

    def took(name: str) -> tuple[str, float]:
        began = time.monotonic()
        try:
            statements[name]()
        except AdjournError:
            pass  # as that another one was quicker to end the job
        except (DBAPIError, psycopg.Error) as error:
            if not is_locked(error) and not isinstance(error, psycopg.errors.ObjectNotInPrerequisiteState):
                raise
        return name, time.monotonic() - began

    with held(house, LOCKS[lock]), ThreadPoolExecutor(len(statements)) as pool:
        taken = dict(pool.map(took, statements))
    late = {name: round(seconds, 1) for name, seconds in taken.items() if seconds > bounds.BOUNDS[name].seconds + SLACK}
    assert not late
    if lock in ("rows of jobs", "update of jobs"):
        skipped = {name: seconds for name, seconds in taken.items() if bounds.BOUNDS[name].skips}
        usual = sorted(skipped.values())[len(skipped) // 4]  # more on a machine that is busy with all the others
        waited = {name for name, seconds in skipped.items() if seconds > usual + 0.8}
        assert not waited, "they skip what is locked"
