"""What a running `adjourn up` has written down for other commands: DATA/up.json, and the lock that says it is alive.

A process id alone proves nothing: after a reboot another process has it.
"""

from __future__ import annotations

import contextlib
import fcntl
import json
import os
import time
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from adjourn.models.ground.errors import AdjournError
from adjourn.models.ground.settings import BROKER, DATABASE

#: Seconds to wait for the lock: a command that only looks holds it for a moment.
_PATIENCE = 1.0


@dataclass(frozen=True, slots=True)
class State:
    """Names in capitals are those of environment variables. Process ids are of now, also after restarts."""

    ADJOURN_DATABASE_URL: str
    ADJOURN_BROKER_URL: str
    project: str
    pid: int
    worker_pids: list[int]
    scheduler_pid: int | None
    sender_pid: int | None
    #: None: the graphs' model is not ours.
    model_url: str | None
    model_pid: int | None
    #: None: somebody else's was named.
    postgres_pid: int | None
    broker_pid: int | None
    #: With its token. None: the page is not installed, or could not be started.
    inbox_url: str | None = None
    inbox_pid: int | None = None

    @property
    def urls(self) -> dict[str, str]:
        return {DATABASE[0]: self.ADJOURN_DATABASE_URL, BROKER[0]: self.ADJOURN_BROKER_URL}


@contextlib.contextmanager
def taken(data: Path) -> Iterator[None]:
    """Hold the data folder. Raises AdjournError: another `adjourn up` does, or it cannot be written."""
    try:
        data.mkdir(parents=True, exist_ok=True, mode=0o700)
        (data / ".gitignore").write_text("*\n")
        lock = os.open(_lock(data), os.O_RDWR | os.O_CREAT, 0o600)
    except OSError as error:
        raise AdjournError(f"cannot write to {data}: {error.strerror}; choose another folder with --data") from None
    try:
        until = time.monotonic() + _PATIENCE
        while not _locked(lock, fcntl.LOCK_EX):
            if time.monotonic() > until:
                raise AdjournError(f"`adjourn up` already runs in {data} (pid {os.pread(lock, 20, 0).decode()})")
            time.sleep(0.05)
        os.ftruncate(lock, 0)
        os.pwrite(lock, str(os.getpid()).encode(), 0)
        try:
            yield
        finally:
            (data / "up.json").unlink(missing_ok=True)
    finally:
        os.close(lock)


def write(data: Path, state: State) -> None:
    new = data / "up.json.new"
    with open(os.open(new, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        json.dump(asdict(state), file, indent=2)
    new.replace(data / "up.json")


def read(data: Path) -> State | None:
    """None: nothing runs there. Raises AdjournError: it is just starting, or not ours to read."""
    try:
        with open(_lock(data)) as lock:
            if _locked(lock.fileno(), fcntl.LOCK_SH):
                return None
        return State(**json.loads((data / "up.json").read_text()))
    except (FileNotFoundError, NotADirectoryError):
        if _lock(data).exists():
            raise AdjournError(f"`adjourn up` is still starting, or just ending, in {data}") from None
        return None
    except OSError as error:
        raise AdjournError(f"cannot read {data}: {error.strerror}") from None
    except (ValueError, TypeError):
        raise AdjournError(f"{data / 'up.json'} is not of this version of Adjourn: restart `adjourn up`") from None


def _lock(data: Path) -> Path:
    return data / "up.lock"


def _locked(lock: int, how: int) -> bool:
    try:
        fcntl.flock(lock, how | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    return True
