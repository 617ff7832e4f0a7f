from __future__ import annotations

import contextlib
import os
import signal
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path


class Process:
    """A command in a process group of its own, which a terminal's Ctrl-C does not reach; what it says is in its log."""

    def __init__(self, command: Sequence[str], log: Path, environment: Mapping[str, str], folder: Path) -> None:
        self.log = log
        with log.open("ab") as file:
            self._from = file.tell()
            self._popen = subprocess.Popen(
                command,
                stdin=subprocess.DEVNULL,
                stdout=file,
                stderr=subprocess.STDOUT,
                env=environment,
                cwd=folder,
                start_new_session=True,
            )
        self.pid = self._popen.pid

    def alive(self) -> bool:
        return self._popen.poll() is None

    def said(self, last: int = 20_000) -> str:
        """The last bytes of its log, none of an earlier process's."""
        with self.log.open("rb") as file:
            file.seek(max(self._from, self.log.stat().st_size - last))
            return file.read().decode(errors="replace")

    @property
    def ending(self) -> str:
        """How it ended."""
        code = self._popen.returncode or 0
        return f"was killed by {signal.Signals(-code).name}" if code < 0 else f"ended with exit code {code}"

    @property
    def succeeded(self) -> bool:
        return self._popen.returncode == 0

    def ask(self) -> None:
        """To end, in its own time. Only the process itself: what it started is its own to end."""
        if self.alive():
            self._popen.terminate()

    def stop(self) -> None:
        """At once, and everything that it has started."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self.pid, signal.SIGKILL)
        self._popen.wait()


def end(processes: Sequence[Process], patience: float, hurry: Callable[[], bool]) -> None:
    """Ask all at once, and stop those that have not ended after `patience` seconds, or as soon as `hurry()`."""
    for process in processes:
        process.ask()
    until = time.monotonic() + patience
    while any(process.alive() for process in processes) and time.monotonic() < until and not hurry():
        time.sleep(0.05)
    for process in processes:
        process.stop()
