"""Where the servers of tests write: in memory if there is room, as the 500 files of a database cost a tenth there."""

from __future__ import annotations

import fcntl
import os
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

_MEMORY = Path("/dev/shm")
_PREFIX = "adjourn-tests-"
#: Bytes for each process that runs tests.
_ROOM = 2**30


@contextmanager
def place() -> Iterator[Path]:
    """Open to all: root's Postgres may have to run as nobody."""
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX, dir=_MEMORY if _is_roomy() else None))
    folder.chmod(0o755)
    with (folder / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield folder
        shutil.rmtree(folder, ignore_errors=True)


def _is_roomy() -> bool:
    if not _MEMORY.is_dir():
        return False
    for left in _MEMORY.glob(f"{_PREFIX}*/lock"):
        _clear(left)
    processes = int(os.environ.get("PYTEST_XDIST_WORKER_COUNT", "1"))
    return shutil.disk_usage(_MEMORY).free > processes * _ROOM


def _clear(lock: Path) -> None:
    """What somebody left who was killed would stay in memory. A new one may not be locked yet."""
    try:
        if lock.stat().st_mtime > time.time() - 60:
            return
        with lock.open() as file:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
            shutil.rmtree(lock.parent, ignore_errors=True)
    except OSError:  # it is in use, or another user's
        return
