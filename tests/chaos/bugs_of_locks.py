"""Bugs on purpose, see bugs.py: those that only locks of other sessions bring to light, in a storm of bystanders."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from adjourn.models import claims, due, leases
from adjourn.models.ground import database
from adjourn.scheduler.dispatcher import Dispatcher
from adjourn.worker.process.connections import Connections
from sqlalchemy import text

from tests.chaos.swap import swapped


def renewals_wait() -> None:
    """One statement renews all leases, and waits for each row."""
    leases._RENEW = text("""UPDATE adjourn.jobs SET lease_until = clock_timestamp() + :lease * interval '1 second'
        WHERE status = 'running' AND lease_id = ANY(CAST(:lease_ids AS uuid[]))
        RETURNING lease_id::text, true AS renewed""")
    _without_end()


def overdue_comes_first() -> None:
    """The sweep fails what is overdue before it rings, and waits for each row."""
    sweep, fail = Dispatcher._sweep, due.fail_overdue
    due._OVERDUE = text(swapped(due._OVERDUE.text, "SKIP LOCKED", ""))

    def sweeps(self: Dispatcher, connection: Any) -> None:
        fail(connection)
        sweep(self, connection)

    Dispatcher._sweep = sweeps  # type: ignore[method-assign]


def claims_wait() -> None:
    """For the row of the job, on the connections that runs need."""
    claims._CLAIM = swapped(claims._CLAIM, "SKIP LOCKED", "")

    async def shared(self: Connections, settings: Any) -> Connections:
        return self

    Connections.for_claims = shared  # type: ignore[method-assign]
    _without_end()


def one_pool_for_all() -> None:
    """Leases and messages share the connections of sync code."""
    made: list[Any] = []
    engine = database.engine

    def shared(settings: Any, **given: Any) -> Any:
        if not made:
            made.append(engine(settings, **(given | {"pool_size": settings.pool_size})))
        return made[0]

    database.engine = shared
    _without_end()


def _without_end() -> None:
    """Who waits for a lock waits as long as it takes."""
    options = database.options
    database.options = lambda search_path="adjourn", patience=0: options(search_path, 0)
    Connections.open.__func__.__defaults__ = (options(patience=0), None)  # type: ignore[attr-defined]


BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug for bug in (renewals_wait, overdue_comes_first, claims_wait, one_pool_for_all)
}
