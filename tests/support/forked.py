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
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

_SERVER = str(Path(__file__).with_name("forkserver.py"))
#: Variables that are read when something is imported, or before: they are the server's.
_READ_BEFORE = ("PYTHON", "LANG=", "LANGUAGE=", "LANGGRAPH_", "LC_")


class Forked(subprocess.Popen[Any]):
    """A process of a server, in a session of its own. Of Popen's options, those for streams, `env` and `cwd` count."""

    def __init__(self, forks: ForkServer, args: Sequence[str], work: bytes, **options: Any) -> None:
        self._forks, self._work = forks, work
        super().__init__(args, **options)

    def _execute_child(self, *given: Any) -> None:
        args, cwd, env, pipes = given[0], given[5], given[6], given[10:16]
        streams = [ours if theirs == -1 else theirs for ours, theirs in enumerate((pipes[0], pipes[3], pipes[5]))]
        try:
            order = (args, dict(os.environ if env is None else env), str(cwd or Path.cwd()), self._work)
            self._server = self._forks.order(order, streams)
            [self.pid] = struct.unpack("i", self._server.recv(4))
            self._child_created = True
        finally:
            self._close_pipe_fds(*pipes)

    def _internal_poll(self, *_: Any, **__: Any) -> int | None:
        with self._waitpid_lock:
            if self.returncode is None and select.select([self._server], [], [], 0)[0]:
                said = self._server.recv(4)
                self.returncode = struct.unpack("i", said)[0] if said else -signal.SIGKILL  # has died with its server
                self._server.close()
        return self.returncode

    def _wait(self, timeout: float | None) -> int:
        with contextlib.suppress(ValueError, OSError):  # another thread has just seen it end
            select.select([self._server], [], [], timeout)
        if (code := self._internal_poll()) is None:
            raise subprocess.TimeoutExpired(self.args, timeout or 0)
        return code


class ForkServer:
    """Of processes that have `modules` when they start. It starts with the first, and ends with this process."""

    def __init__(self, *modules: str, warns: bool = False) -> None:
        self._command = [sys.executable, *([] if warns else ["-W", "ignore"]), _SERVER, *modules]
        self._orders: socket.socket | None = None
        self._env: dict[str, str] = {}
        self._lock = threading.Lock()

    def command(self, command: Sequence[str], **options: Any) -> Forked:
        """What `subprocess.Popen` would start with `python … -m module …`, sooner."""
        module, *arguments = command[command.index("-m") + 1 :]
        return self.start([module, *arguments], runpy.run_module, module, None, "__main__", True, **options)

    def start(self, args: list[str], work: Callable[..., Any], *arguments: Any, **options: Any) -> Forked:
        """A process that does this work."""
        return Forked(self, args, pickle.dumps((work, arguments)), **options)

    def order(self, order: tuple[list[str], dict[str, str], str, bytes], streams: Sequence[int]) -> socket.socket:
        """See `forkserver`."""
        with self._lock:
            orders = self._orders or self._open()
        env = order[1]
        early = [n for n in {*env, *self._env} if f"{n}=".startswith(_READ_BEFORE) and env.get(n) != self._env.get(n)]
        assert not early, f"{early}: such a process must be made from nothing"
        ours, theirs = socket.socketpair()
        with theirs:
            socket.send_fds(orders, [b"+"], [theirs.fileno(), *streams])
        ours.sendall(pickle.dumps(order))
        return ours

    def _open(self) -> socket.socket:
        self._env = dict(os.environ)
        self._orders, theirs = socket.socketpair()
        with theirs:
            server = subprocess.Popen(self._command, stdin=theirs, start_new_session=True)
        atexit.register(server.wait)
        atexit.register(self._orders.close)
        return self._orders


#: What a worker imports before it reads a setting, and most of what it imports later. Nothing else: it would see it.
IMPORTED = (
    *("adjourn.worker.tasks", "adjourn.worker.ear", "adjourn.worker.rung", "adjourn.worker.consumer"),
    *("celery.bin.celery", "celery.apps.worker", "celery.worker.autoscale", "celery.concurrency.thread"),
    *("celery.app.amqp", "celery.backends.base", "kombu.transport.redis", "sqlalchemy.dialects.postgresql.psycopg"),
)
FORKS = ForkServer(*IMPORTED)
