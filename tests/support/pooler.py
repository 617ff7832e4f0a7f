"""A PgBouncer in transaction mode in front of the tests' Postgres."""

from __future__ import annotations

import os
import socket
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
from psycopg.conninfo import conninfo_to_dict

from tests.support.installed import program
from tests.support.waiting import until

_CONFIG = """
[databases]
* = host={host} port={port} user={user} password={password}
[pgbouncer]
listen_addr = 127.0.0.1
listen_port = {at}
unix_socket_dir =
auth_type = any
pool_mode = transaction
default_pool_size = 2
{ignore}
"""


@contextmanager
def pgbouncer(database_url: str, folder: Path, *, options: bool = True) -> Iterator[str]:
    """The URL of the database through it. `options`: takes connections with options, which it drops."""
    to = conninfo_to_dict(database_url)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        at = free.getsockname()[1]
    config = folder / f"pgbouncer-{at}.ini"
    ignore = "ignore_startup_parameters = options" if options else ""
    config.write_text(_CONFIG.format(**to, at=at, ignore=ignore))
    config.chmod(0o644)
    command = [program("pgbouncer", "pgbouncer"), "-q", *(["-u", "nobody"] if os.geteuid() == 0 else []), str(config)]
    with (folder / f"pgbouncer-{at}.log").open("w") as log, subprocess.Popen(command, stderr=log) as process:
        try:
            url = f"postgresql://{to['user']}@127.0.0.1:{at}/{to['dbname']}"
            until(lambda: _answers(url) or process.poll() is not None, "PgBouncer answers")
            yield url
        finally:
            process.kill()


def _answers(url: str) -> bool:
    try:
        psycopg.connect(url, connect_timeout=2).close()
    except psycopg.OperationalError:
        return False
    return True
