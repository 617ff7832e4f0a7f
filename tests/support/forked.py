"""Processes forked from a server that has imported everything once, as the imports cost each process that is made from
nothing a second of a processor. Those of one server have one seed of hashes.

Not `multiprocessing`'s server: its processes keep it alive when the tests are killed, and have the main module, the
path and the arguments of whoever wants them, not those of a command.
"""

from __future__ import annotations

import atexit
import contextlib
import os
import pickle
import runpy
import select
import signal
import socket
import struct
import subprocess
import sys
import threading
import weakref
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

#: Variables that are read when something is imported, or before: they are the server's.
_READ_BEFORE = ("PYTHON", "LANG")


def popen(
    module: str, *arguments: str, env: Mapping[str, str], log: Path, cwd: Path | None = None
) -> subprocess.Popen[bytes]:
    """`python -W ignore -m module …`, in a session of its own, made from nothing."""
    command = [sys.executable, "-W", "ignore", "-m", module, *arguments]
    with log.open("ab") as said:
        return subprocess.Popen(
            command, env=env, stdin=subprocess.DEVNULL, stdout=said, stderr=said, start_new_session=True, cwd=cwd
        )


class Forked:
    """What one needs of `subprocess.Popen`."""

    def __init__(self, args: list[str], server: socket.socket) -> None:
        self.args = args
        self.returncode: int | None = None
        self._server, self._lock = server, threading.Lock()
        weakref.finalize(self, server.close)
        [self.pid] = struct.unpack("i", server.recv(4))

    def poll(self) -> int | None:
        with self._lock:
            if self.returncode is None and select.select([self._server], [], [], 0)[0]:
                said = self._server.recv(4)
                self.returncode = struct.unpack("i", said)[0] if said else -signal.SIGKILL  # has died with its server
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        select.select([self._server], [], [], timeout)
        if (code := self.poll()) is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code

    def send_signal(self, number: int) -> None:
        if self.poll() is None:
            with contextlib.suppress(ProcessLookupError):
                os.kill(self.pid, number)

    def terminate(self) -> None:
        self.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        self.send_signal(signal.SIGKILL)


class ForkServer:
    """Of processes that have `modules` when they start. It starts with the first, and ends with this process."""

    def __init__(self, *modules: str) -> None:
        self._modules = modules
        self._orders: socket.socket | None = None
        self._env: dict[str, str] = {}
        self._lock = threading.Lock()

    def command(
        self, module: str, *arguments: str, env: Mapping[str, str], log: Path, cwd: Path | None = None
    ) -> Forked:
        """What `popen` makes, sooner."""
        return self.start(
            [module, *arguments], runpy.run_module, module, None, "__main__", True, env=env, log=log, cwd=cwd
        )

    def start(
        self,
        args: list[str],
        work: Callable[..., Any],
        *arguments: Any,
        env: Mapping[str, str],
        log: Path,
        cwd: Path | None = None,
    ) -> Forked:
        """A process that does this work. What it says is appended to `log`."""
        with self._lock:
            orders = self._orders or self._open()
        early = [n for n in {*env, *self._env} if n.startswith(_READ_BEFORE) and env.get(n) != self._env.get(n)]
        assert not early, f"{early}: such a process must be made from nothing"
        order = (args, dict(env), str(cwd or Path.cwd()), str(log.absolute()), pickle.dumps((work, arguments)))
        log.touch()
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(orders, [b"+"], [theirs.fileno()])
        ours.sendall(pickle.dumps(order))
        return Forked(args, ours)

    def _open(self) -> socket.socket:
        self._env = dict(os.environ)
        self._orders, theirs = socket.socketpair()
        command = [sys.executable, "-W", "ignore", str(Path(__file__).with_name("forkserver.py")), *self._modules]
        with theirs:
            server = subprocess.Popen(command, stdin=theirs, env=self._env, start_new_session=True)
        atexit.register(server.wait)
        atexit.register(self._orders.close)
        return self._orders
