import contextlib
import fcntl
import hashlib
import os
import secrets
import socket
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Self

from adjourn.admin.servers import keeper
from adjourn.admin.servers.errors import ServerError

#: Seconds to wait for a server that is just ending, or that is slow to start.
PATIENCE = 30

#: Seconds for which a holder must look alive before we believe it.
SETTLING = 0.5


class Folder:
    """A server's folder while we hold its lock: what has to stay the same from one start to the next."""

    def __init__(self, path: Path, lock: int, password: str) -> None:
        self.path = path
        #: A file descriptor under flock. The keeper inherits it: the folder is taken until the server has ended.
        self.lock = lock
        self.password = password
        #: Shows in the command line of every process of this folder's server, and of no other.
        self.mark = "adjourn-" + hashlib.sha256(f"{path} {password}".encode(errors="surrogateescape")).hexdigest()[:12]

    @classmethod
    @contextlib.contextmanager
    def take(cls, path: Path) -> Iterator[Self]:
        """Raises ServerError when somebody else's server runs there, or when it cannot be written to."""
        path = path.resolve()
        try:
            path.mkdir(parents=True, exist_ok=True)
            lock = os.open(path / "lock", os.O_RDWR | os.O_CREAT, 0o600)
        except OSError as error:
            raise ServerError(f"cannot write to {path}: {error.strerror}; choose another folder") from error
        try:
            _wait_for(lock, path)
            folder = cls(path, lock, _password(path / "password"))
            folder.taken_by(os.getpid())
            yield folder
        finally:
            os.close(lock)

    def taken_by(self, *pids: int) -> None:
        os.ftruncate(self.lock, 0)
        os.pwrite(self.lock, " ".join(map(str, pids)).encode(), 0)

    def port(self) -> int:
        """The port of the last start, or another if somebody listens there. Below the range of outgoing connections."""
        file = self.path / "port"
        with contextlib.suppress(FileNotFoundError, ValueError):
            if _is_free(port := int(file.read_text())):
                return port
        while not _is_free(port := 20000 + secrets.randbelow(12000)):
            pass
        file.write_text(f"{port}\n")
        return port


def _wait_for(lock: int, path: Path) -> None:
    """Refused only if owner and server both live: a holder that lost one is about to let go, and SIGKILL takes time."""
    began = time.monotonic()
    while True:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
            return
        except BlockingIOError:
            pids = [int(pid) for pid in os.pread(lock, 100, 0).split()]
            alive = bool(pids) and set(pids) <= keeper.processes().keys()
            if time.monotonic() - began > (SETTLING if alive else PATIENCE):
                raise ServerError(f"already running (pid {pids[-1] if pids else 'unknown'}) in {path}") from None
        time.sleep(0.05)


def _password(file: Path) -> str:
    with contextlib.suppress(FileNotFoundError):
        if password := file.read_text().strip():
            return password
    password = secrets.token_urlsafe(24)
    with open(file, "w", opener=private) as new:
        new.write(password)
    return password


def private(path: str, flags: int) -> int:
    """An opener for `open`: new files are readable by their owner only."""
    return os.open(path, flags, 0o600)


def _is_free(port: int) -> bool:
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError:
            return False
        return True
