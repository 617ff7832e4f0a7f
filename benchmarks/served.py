"""The page in a process of its own, and who is logged in there, for page.py."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from adjourn.inbox import security
from adjourn.models import people, sessions
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings


class Page:
    """Its process, and who is logged in there."""

    def __init__(self, url: str, port: int, process: subprocess.Popen[bytes]) -> None:
        self.at, self.process, self._port = f"http://127.0.0.1:{port}", process, port
        self._engine = database.engine(Settings(database_url=url))

    def cookie(self, person: str) -> dict[str, str]:
        secret = security.new_secret()
        with database.transaction(self._engine) as transaction:
            people.add(transaction, person)
            sessions.begin(transaction, security.digest(secret), person)
        return {f"adjourn_{self._port}": secret}

    def cpu(self) -> float:
        """Seconds of it."""
        times = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()[11:13]
        return sum(map(int, times)) / os.sysconf("SC_CLK_TCK")

    def memory(self) -> int:
        """Bytes that are its own."""
        with open(f"/proc/{self.process.pid}/smaps_rollup") as file:
            return 1024 * sum(int(line.split()[1]) for line in file if line.startswith("Private_"))


@contextmanager
def served(url: str) -> Iterator[Page]:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    command = [Path(sys.executable).with_name("adjourn"), "inbox", "--port", str(port)]
    env = os.environ | {"DATABASE_URL": url, "ADJOURN_LOG_LEVEL": "WARNING"}
    process = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL)
    try:
        while True:
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            assert process.poll() is None
            time.sleep(0.1)
        yield Page(url, port, process)
    finally:
        process.terminate()
        process.wait()


def say(what: str, must: str, measured: str, *, holds: bool = True) -> None:
    print(f"{what:44}{must:>18}{measured:>26}{'' if holds else '   NOT HELD'}", flush=True)
