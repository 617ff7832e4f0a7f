"""A small process that ends what `adjourn up` leaves behind when it is killed.

It is told the process groups on its standard input, one line for all of them whenever they change, and kills them when
that pipe ends. Not PR_SET_PDEATHSIG: Linux only, and it would not reach the processes that a worker started.

Started with `python -I -S`: it imports the standard library only.
"""

import contextlib
import os
import signal
import subprocess
import sys


class Warden:
    """Our end of the pipe."""

    def __init__(self) -> None:
        self._groups: list[int] = []
        self._popen: subprocess.Popen[bytes] | None = None

    def guard(self, groups: list[int]) -> None:
        """These and no others."""
        dead = self._popen is None or self._popen.poll() is not None
        if dead:
            self._popen = subprocess.Popen(
                [sys.executable, "-I", "-S", __file__], stdin=subprocess.PIPE, cwd="/", start_new_session=True
            )
        if dead or groups != self._groups:
            self._groups = groups
            assert self._popen and self._popen.stdin
            with contextlib.suppress(BrokenPipeError):
                self._popen.stdin.write(" ".join(map(str, groups)).encode() + b"\n")
                self._popen.stdin.flush()

    def dismiss(self) -> None:
        if self._popen is not None:
            self.guard([])
            self._popen.communicate()


def wait() -> None:
    groups: list[int] = []
    for line in sys.stdin:
        groups = [int(group) for group in line.split()]
    for group in groups:
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(group, signal.SIGKILL)


if __name__ == "__main__":
    wait()
