"""Writes what nodes say, of all runs of this process in one statement, several times a second at most.

No node waits for it, and no run fails with it. Each run keeps a little (`advance.emitted`), and counts what there is no
room for. Only where a step or a run ends does that wait a moment, so that what was said before it can be read before
it; and not at all while the last try has failed.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import Sequence
from contextlib import suppress
from typing import Protocol

import psycopg
import structlog
from adjourn.models import progress
from adjourn.models.ground.errors import DatabaseAway, Locked
from adjourn.models.progress import Said
from adjourn.worker.process.connections import Connections

log = structlog.get_logger()

# Seconds:
#: Between two statements, if nobody waits for one; at most, while they fail.
_EVERY, _AT_MOST = 0.2, 5.0
#: That a step or a run waits at its end.
PATIENCE = 0.5
#: In one statement.
_MANY = 1000


class Speaker(Protocol):
    """A run of a job."""

    job_id: str
    lease_id: str

    @property
    def is_silent(self) -> bool:
        """Nothing is left to be told, or it is over."""

    def take(self, most: int) -> list[Said]:
        """The first of what it has said. It stays there until it is told. Off the loop: it may take long."""

    def told(self, last: Said | None) -> None:
        """What was taken is written, up to this; None: nothing of it."""


class Teller:
    def __init__(self, connections: Connections) -> None:
        self._connections = connections
        self._speakers: dict[str, Speaker] = {}
        self._heard, self._hurry, self._round = asyncio.Event(), asyncio.Event(), asyncio.Event()
        #: Statements that have failed in a row.
        self._failed = 0
        self._is_refused = False

    def hear(self, speaker: Speaker) -> None:
        """It has something to be told. From any thread."""
        with suppress(RuntimeError):  # the loop is closed
            self._connections.loop.call_soon_threadsafe(self._add, speaker)

    async def settle(self, speaker: Speaker) -> None:
        """Until all that it has said by now is written, but not for long."""
        if speaker.is_silent or self._failed:
            return
        self._add(speaker)
        self._hurry.set()
        with suppress(TimeoutError):
            async with asyncio.timeout(PATIENCE):
                while not speaker.is_silent:
                    await self._round.wait()

    async def live(self) -> None:
        """As long as the loop."""
        while True:
            await self._heard.wait()
            with suppress(TimeoutError):
                async with asyncio.timeout(min(_EVERY * 2 ** min(self._failed, 9), _AT_MOST)):
                    await self._hurry.wait()
            self._heard.clear()
            self._hurry.clear()
            await self._tell()
            self._round.set()
            self._round = asyncio.Event()

    def _add(self, speaker: Speaker) -> None:
        self._speakers.setdefault(speaker.lease_id, speaker)
        self._heard.set()

    async def _tell(self) -> None:
        speakers, self._speakers = self._speakers, {}
        said = await asyncio.to_thread(_taken, list(speakers.values()))
        jobs: set[str] = set()
        try:
            runs = [(speaker.job_id, speaker.lease_id) for speaker, found in said if found]
            told = [(speaker.job_id, each) for speaker, found in said for each in found]
            if told:
                jobs = await self._connections.arun(progress.write(runs, told, time.time()))
            self._failed, self._is_refused = 0, False
        except DatabaseAway as error:
            self._failed += 1
            tell = log.debug if isinstance(error, Locked) or self._failed > 1 else log.warning
            tell("what nodes say cannot be written, trying again", error=str(error))
        except psycopg.Error as error:
            # The next time it would be the same.
            jobs = {speaker.job_id for speaker, _ in said}
            if not self._is_refused:
                log.error("what nodes say is lost", error=error.diag.message_primary or str(error))
            self._is_refused = True
        for speaker, found in said:
            speaker.told(found[-1] if found and speaker.job_id in jobs else None)
            if not speaker.is_silent:
                self._add(speaker)


def _taken(speakers: Sequence[Speaker]) -> list[tuple[Speaker, list[Said]]]:
    left, taken = _MANY, []
    for speaker in speakers:
        found = speaker.take(left)
        left -= len(found)
        taken.append((speaker, found))
    return taken
