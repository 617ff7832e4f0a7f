"""The ends of jobs, told on the channel `adjourn_jobs`: a notification each, "<id> <status>".

By the scheduler, all that it finds at a look in one transaction, and not by who ends a job: NOTIFY holds one lock of
the whole database from commit to flush, so in each outcome it would have them flush one after the other (16 at once
with 2 ms more for a flush: 406 a second instead of 6,102). An end may be told twice, after a change of leader, and one
whose transaction was open for longer than two looks overlap not at all: who waits looks now and then.
"""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Connection, text

CHANNEL = "adjourn_jobs"
#: At one look.
_MANY = 5000

# A new leader begins a minute ago: the last one may have died before it told.
_ENDED = text(f"""
SELECT id::text, status, finished_at, now() - interval '1 second' AS before FROM adjourn.jobs
WHERE finished_at > coalesce(CAST(:since AS timestamptz), now() - interval '1 minute')
ORDER BY finished_at LIMIT {_MANY}""")
_TELL = text(f"SELECT pg_notify('{CHANNEL}', told) FROM unnest(CAST(:ends AS text[])) told")


class Ends:
    """What a leader has told."""

    def __init__(self) -> None:
        #: Ends up to here are told: a second before the last look, as they commit in another order than they happen.
        self._since: datetime | None = None
        self._told: set[tuple[str, datetime]] = set()

    def tell(self, connection: Connection) -> None:
        found = connection.execute(_ENDED, {"since": self._since}).all()
        if not found:
            return
        fresh = [row for row in found if (row.id, row.finished_at) not in self._told]
        if fresh:
            connection.execute(_TELL, {"ends": [f"{row.id} {row.status}" for row in fresh]})
        self._since = found[-1].finished_at if len(found) == _MANY else found[-1].before
        self._told = {(row.id, row.finished_at) for row in found if row.finished_at > self._since}
