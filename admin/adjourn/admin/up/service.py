from __future__ import annotations

import time
from collections.abc import Callable
from typing import Protocol

from adjourn.admin.servers.errors import ServerError
from adjourn.admin.up.process import Process

#: Seconds: what has run for so long is started again at once when it ends, anything else later and later.
_STEADY, _LONGEST = 60.0, 30.0


class Running(Protocol):
    """A process of ours, or an embedded server."""

    pid: int

    def alive(self) -> bool: ...
    def stop(self) -> None: ...


class Service:
    """Something that is to run for as long as `adjourn up` does."""

    def __init__(self, name: str, start: Callable[[], Running], say: Callable[[str, str], None]) -> None:
        """`start` may raise ServerError or OSError."""
        self.name = name
        self._start = start
        self._say = say
        self._failures = 0
        self._due = 0.0
        self.running: Running | None = None
        self.start()

    @property
    def pid(self) -> int | None:
        return self.running.pid if self.running else None

    @property
    def process(self) -> Process | None:
        return self.running if isinstance(self.running, Process) else None

    @property
    def ending(self) -> str:
        """How it ended."""
        return f"{self.process.ending} (see {self.process.log})" if self.process else "has ended"

    def start(self) -> None:
        self._started = time.monotonic()
        self.running = self._start()

    def stop(self) -> None:
        """At once; `tend` starts it again."""
        if self.running is not None:
            self.running.stop()
        self.running = None

    def tend(self) -> bool:
        """Start it again if it has ended: at once, or after a while if it ends again and again. True: it was."""
        if self.running is not None and self.running.alive():
            return False
        if self.running is not None:
            self._back_off()
            wait = self._due - time.monotonic()
            later = f"; will start again in {wait:.0f} s" if wait > 0 else ""
            self._say(self.name, self.ending + later)
            self.stop()
        if time.monotonic() < self._due:
            return False
        try:
            self.start()
        except (ServerError, OSError) as error:
            self._back_off()
            self._say(self.name, f"cannot be started: {error}")
            return False
        self._say(self.name, f"started again (pid {self.pid})")
        return True

    def _back_off(self) -> None:
        self._failures = 0 if time.monotonic() - self._started > _STEADY else self._failures + 1
        self._due = time.monotonic() + (min(2.0 ** (self._failures - 2), _LONGEST) if self._failures > 1 else 0)
