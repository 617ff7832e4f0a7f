import contextlib
import os
import secrets
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from adjourn.admin.servers import keeper
from adjourn.admin.servers.errors import ServerError
from adjourn.admin.servers.folder import PATIENCE, Folder, private

#: Reasons to end at once that pass: a port taken between our look and the bind, memory of a killed predecessor.
PASSING = ("Address already in use", "pre-existing shared memory block")


@dataclass(frozen=True)
class Program:
    """What tells Postgres and Valkey apart."""

    #: Clears what a crash left behind and returns the command line for a port; the mark must show in it.
    command: Callable[[int, str], list[str]]
    url: Callable[[int], str]
    #: None if the server is ready, else why not.
    trouble: Callable[[str], str | None]
    stop: signal.Signals
    user: int | None = None
    group: int | None = None


class Server:
    """A running server, for as long as the process that started it lives and holds this object."""

    def __init__(self, folder: Folder, program: Program) -> None:
        port = folder.port()
        self.url = program.url(port)
        self._mark = f"{folder.mark}-{secrets.token_hex(3)}"
        ids = ["" if number is None else str(number) for number in (program.user, program.group)]
        arguments = [str(os.getpid()), str(int(program.stop)), self._mark, *ids, *program.command(port, self._mark)]
        with open(folder.path / "log", "ab", opener=private) as log:
            self._keeper = subprocess.Popen(
                [sys.executable, "-I", "-S", keeper.__file__, *arguments],
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=log,
                cwd="/",
                pass_fds=[folder.lock],
                start_new_session=True,
            )
        assert self._keeper.stdin and self._keeper.stdout
        self._lifeline = self._keeper.stdin
        with self._keeper.stdout as answer:
            #: The server's own, not its keeper's; 0 if it could not even be executed.
            self.pid = int(answer.readline() or 0)

    def alive(self) -> bool:
        return self._keeper.poll() is None

    def stop(self) -> None:
        """Stop cleanly, kill it if that takes too long, and wait; stopping again is fine."""
        self._lifeline.close()
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._keeper.wait(keeper.GRACE + 5)
        self.kill()

    def kill(self) -> None:
        """SIGKILL every process of the server, as a power cut would."""
        keeper.sweep(self._mark)
        self._lifeline.close()
        try:
            self._keeper.wait(keeper.GRACE)
        except subprocess.TimeoutExpired:
            self._keeper.kill()
            self._keeper.wait()


def launch(folder: Folder, program: Program) -> Server:
    """Start the program and wait until it answers. Raises ServerError with the server's own last word."""
    log = folder.path / "log"
    deadline = time.monotonic() + PATIENCE
    while True:
        keeper.sweep(folder.mark)
        written = log.stat().st_size if log.exists() else 0
        server = Server(folder, program)
        folder.taken_by(os.getpid(), server.pid)
        try:
            while server.alive():
                trouble = program.trouble(server.url)
                if trouble is None:
                    return server
                if time.monotonic() > deadline:
                    raise ServerError(f"no answer from the server in {PATIENCE} s: {trouble} (log: {log})")
                time.sleep(0.02)
        except BaseException:
            server.stop()
            raise
        server.stop()
        said = log.read_bytes()[written:].decode(errors="replace").splitlines() or ["nothing"]
        if time.monotonic() > deadline or not any(reason in line for line in said for reason in PASSING):
            last_word = next((line for line in reversed(said) if "FATAL:" in line), said[-1])
            raise ServerError(f"the server did not start: {last_word} (log: {log})")
        time.sleep(0.2)
