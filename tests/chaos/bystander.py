"""Sessions beside the product that live, and hold locks: psql without autocommit, an admin tool's edit window, an idle
snapshot, an ALTER TABLE, another system whose transaction takes long."""

from __future__ import annotations

import contextlib
import json
import random
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import psycopg
from celery import Celery

from tests.chaos.actors import INPUT, Journal

_SOME = "SELECT id FROM adjourn.jobs WHERE finished_at IS NULL ORDER BY random() LIMIT 4 FOR UPDATE SKIP LOCKED"
#: What another session does in a transaction that it leaves open; the ids of the jobs that it holds, if any.
_ROWS = {
    "jobs locked": _SOME,
    "jobs edited": f"UPDATE adjourn.jobs j SET priority = 1 FROM ({_SOME}) s WHERE j.id = s.id RETURNING j.id",
    "questions locked": "SELECT job_id FROM adjourn.human_requests WHERE status IN ('open', 'answered') "
    "ORDER BY random() LIMIT 4 FOR UPDATE SKIP LOCKED",
    "snapshot idle": "SELECT NULL::uuid FROM adjourn.jobs LIMIT 1",
}
#: It may meet what it holds itself.
_PATIENCE = "-c lock_timeout=500ms"
_TABLES = ("jobs", "human_requests", "events", "graphs", "threads", "checkpoints", "checkpoint_writes")
#: Messages for a key that is held: more than a worker has connections.
_MESSAGES = 12


@dataclass(slots=True)
class Hold:
    connection: psycopg.Connection[Any]
    #: None: tables.
    jobs: list[str] | None
    began: datetime
    ended: datetime | None = None

    def release(self, *, commit: bool = False) -> None:
        """Unless it was cut off meanwhile."""
        with contextlib.suppress(psycopg.Error):
            self.connection.commit() if commit else self.connection.rollback()
            self.connection.close()
        self.ended = datetime.now(UTC)


@dataclass(slots=True)
class Bystander:
    """`later(seconds, act)`: what is done when so much time has passed."""

    random: random.Random
    later: Callable[[float, Callable[[], None]], None]
    journal: Path
    #: Of the project that it submits to, which has the same name.
    queue: str
    broker_url: str
    holds: list[Hold] = field(default_factory=list)
    _number: int = 0

    def rows(self, url: str, what: str) -> bool:
        return self._hold(url, _ROWS[what], 1, 7)

    def table(self, url: str) -> bool:
        """As ALTER TABLE does; it has to wait for the others first, and they then wait behind it."""
        lock = f"LOCK TABLE adjourn.{self.random.choice(_TABLES)} IN ACCESS EXCLUSIVE MODE"
        return self._hold(url, lock, 0.3, 3, is_table=True)

    def overdue(self, url: str) -> bool:
        """A job whose deadline passes while somebody looks at it."""
        self._number += 1
        made = f"""SELECT adjourn.enqueue('plain', '{INPUT}', key => 'overdue-{self._number}',
            project => '{self.queue}', run_at => now() + interval '1 day',
            deadline_at => now() - interval '1 second')"""
        try:
            with psycopg.connect(url, autocommit=True, options=_PATIENCE) as connection:
                connection.execute(made)  # type: ignore[arg-type]
        except psycopg.OperationalError:
            return False
        return self._hold(url, f"SELECT id FROM adjourn.jobs WHERE key = 'overdue-{self._number}' FOR UPDATE", 4, 8)

    def key(self, url: str) -> bool:
        """Another system's transaction submits a job and stays open; the same key comes by messages."""
        self._number += 1
        key = f"key-{self._number}"
        entries = Journal(self.journal)
        entries.write(state="sent", key=key, project=self.queue, graph="plain")
        submit = f"SELECT adjourn.enqueue('plain', '{INPUT}', key => '{key}', project => '{self.queue}')"
        if not self._hold(url, submit, 4, 8):
            return False
        with contextlib.suppress(Exception), Celery(broker=self.broker_url) as app:
            for _ in range(_MESSAGES):
                message = ("plain", json.loads(INPUT), key)
                app.send_task("adjourn.enqueue", message, queue=self.queue, retry=False)
        return True

    def _hold(self, url: str, sql: str, least: float, most: float, *, is_table: bool = False) -> bool:
        """False: it could not get what it wanted."""
        connection = None
        try:
            connection = psycopg.connect(url, options=_PATIENCE, application_name="bystander")
            cursor = connection.execute(sql)  # type: ignore[arg-type]
            found = cursor.fetchall() if cursor.description else []
        except psycopg.Error:
            if connection is not None:
                connection.close()
            return False
        jobs = None if is_table else [str(row[0]) for row in found if row[0] is not None]
        hold = Hold(connection, jobs, datetime.now(UTC))
        self.holds.append(hold)
        self.later(self.random.uniform(least, most), hold.release)
        return True

    def told(self) -> list[dict[str, Any]]:
        """A row for each job, or for all tables, and each time."""
        return [
            {"job": job, "began": hold.began, "ended": hold.ended or datetime.now(UTC)}
            for hold in self.holds
            for job in (hold.jobs if hold.jobs is not None else [None])
        ]


#: By name; each may say False, and then nothing was struck.
ROWS: dict[str, Callable[[Bystander, str], bool]] = {
    **{what: lambda b, url, what=what: b.rows(url, what) for what in _ROWS},  # type: ignore[misc]
    "overdue job locked": Bystander.overdue,
    "key held": Bystander.key,
}
TABLE = "table locked"
STRIKES = ROWS | {TABLE: Bystander.table}
