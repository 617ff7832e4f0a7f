"""Following a job: whatever happens to it, as it happens, until it has ended."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

import psycopg
from adjourn.admin import rows
from adjourn.models import jobs, progress
from adjourn.models.ground import database
from adjourn.models.ground.errors import BadInput, DatabaseAway
from adjourn.models.ground.settings import Settings
from adjourn.models.progress import Ear, Item
from sqlalchemy import text

_STATUS = text("SELECT status FROM adjourn.jobs WHERE id = CAST(:id AS uuid)")
#: Items in one look.
_MANY = 500
#: Seconds until the database is tried again.
_AGAIN = 1.0


@dataclass(slots=True)
class Following:
    settings: Settings
    job: str
    #: The id of the last item.
    after: str
    #: On the clock of `time.monotonic`.
    until: float
    #: Told what the matter is while there is nothing to see.
    say: Callable[[str], object]
    #: As the job was at the last look.
    status: str = ""
    _ear: Ear | None = field(default=None, init=False)

    @property
    def has_ended(self) -> bool:
        return self.status in jobs.ENDS

    def items(self) -> Iterator[Item]:
        """It may take weeks, as a job waits for people: lost connections are made anew. Raises BadInput, and
        DatabaseAway if there is no connection to begin with."""
        engine, has_begun, is_away = database.engine(self.settings, direct=True), False, False
        try:
            while True:
                try:
                    if self._ear is None:
                        self._ear = Ear.open(self.settings, self.job)
                    with rows.acting(engine) as transaction:
                        # In this order: what comes after the end is not missed.
                        self.status = transaction.execute(_STATUS, {"id": self.job}).scalar() or ""
                        found = progress.since(transaction, self.job, self.after, _MANY)
                except (DatabaseAway, psycopg.OperationalError) as error:
                    if not has_begun:
                        raise
                    self._lose()
                    if not is_away:
                        self.say(f"the database does not answer ({_reason(error)}), trying again")
                    is_away = True
                    time.sleep(_AGAIN)
                    continue
                if is_away:
                    self.say("the database answers again")
                has_begun, is_away = True, False
                for item in found:
                    self.after = item.id
                    yield item
                if len(found) == _MANY:
                    continue
                if not self.status:
                    raise BadInput(f"there is no job {self.job}")
                if self.has_ended or time.monotonic() >= self.until:
                    return
                try:
                    self._ear.wait(self.until - time.monotonic())
                except psycopg.Error:
                    self._lose()
        finally:
            self._lose()
            engine.dispose()

    def _lose(self) -> None:
        if self._ear is not None:
            self._ear.close()
        self._ear = None


def _reason(error: Exception) -> str:
    return str(error).strip().splitlines()[0].removeprefix("the database does not answer: ")
