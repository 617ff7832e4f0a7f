"""The embedded servers: real Postgres and Valkey that live no longer than whoever started them, and lose nothing."""

from __future__ import annotations

import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
import redis
from adjourn.admin.servers import keeper, postgres, valkey
from adjourn.admin.servers.errors import ServerError
from adjourn.admin.servers.server import Server

from tests.support.waiting import until

#: A process that starts both, says where they are, and waits; to be killed.
OWNER = """
import sys
from pathlib import Path
from adjourn.admin.servers import postgres, valkey
servers = [postgres.start(Path(sys.argv[1])), valkey.start(Path(sys.argv[2]))]
print(*(server.url for server in servers), *(server.pid for server in servers), flush=True)
sys.stdin.read()
"""


@pytest.fixture(scope="module")
def place(folder: Path) -> Path:
    """Created once: initdb takes a while."""
    return folder / "servers"


@contextmanager
def running(server: Server) -> Iterator[Server]:
    try:
        yield server
    finally:
        server.stop()


def processes_of(place: Path) -> list[int]:
    return [pid for pid, line in keeper.processes().items() if os.fsencode(place) in line]


def test_a_database_is_there_again_at_the_same_address_after_a_stop(place: Path) -> None:
    with running(postgres.start(place / "postgres")) as first, psycopg.connect(first.url) as db:
        db.execute("CREATE TABLE kept AS SELECT 7 AS number")
    assert processes_of(place) == []
    with running(postgres.start(place / "postgres")) as again, psycopg.connect(again.url) as db:
        assert db.execute("SELECT number FROM kept").fetchone() == (7,)
        assert again.url == first.url


def test_what_was_committed_survives_a_kill_of_the_server_and_of_its_owner(place: Path) -> None:
    command = [sys.executable, "-c", OWNER, str(place / "postgres"), str(place / "valkey")]
    with subprocess.Popen(command, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as owner:
        assert owner.stdout is not None
        database, broker, *pids = owner.stdout.readline().split()
        with psycopg.connect(database, autocommit=True) as db:
            db.execute("DROP TABLE IF EXISTS kept; CREATE TABLE kept AS SELECT 8 AS number")
        with redis.Redis.from_url(broker) as client:
            assert client.ping()
        owner.kill()
    until(lambda: not {int(pid) for pid in pids} & keeper.processes().keys(), "the servers have gone with their owner")
    until(lambda: processes_of(place) == [], "and all that belonged to them")
    with running(postgres.start(place / "postgres")) as server:
        os.kill(server.pid, signal.SIGKILL)
        until(lambda: not server.alive(), "Postgres is dead")
    with running(postgres.start(place / "postgres")) as server, psycopg.connect(server.url) as db:
        assert db.execute("SELECT number FROM kept").fetchone() == (8,)


def test_a_folder_has_one_server_at_a_time(place: Path) -> None:
    with running(valkey.start(place / "valkey")) as server:
        with pytest.raises(ServerError, match=rf"already running \(pid {server.pid}\) in "):
            valkey.start(place / "valkey")
        with redis.Redis.from_url(server.url) as client:
            assert client.ping()


def test_a_taken_port_is_left_to_who_has_it(place: Path) -> None:
    with running(valkey.start(place / "valkey")) as server:
        port = int(server.url.rpartition(":")[2].partition("/")[0])
    with socket.create_server(("127.0.0.1", port)), running(valkey.start(place / "valkey")) as moved:
        assert moved.url != server.url
        with redis.Redis.from_url(moved.url) as client:
            assert client.ping()


def test_nobody_comes_in_without_the_password(place: Path) -> None:
    with running(valkey.start(place / "valkey")) as server:
        bare = f"redis://{server.url.rpartition('@')[2]}"
        with redis.Redis.from_url(bare) as client, pytest.raises(redis.AuthenticationError):
            client.ping()
        secret = server.url.partition("//:")[2].partition("@")[0]
        assert not any(secret.encode() in line for line in keeper.processes().values()), "everybody can read it"
        assert (place / "valkey" / "password").stat().st_mode & 0o77 == 0
    with running(postgres.start(place / "postgres")) as server:
        bare = f"postgresql://adjourn@{server.url.rpartition('@')[2]}"
        with pytest.raises(psycopg.OperationalError, match="no password supplied"):
            psycopg.connect(bare)


def test_what_keeps_a_server_from_starting_is_one_line(place: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = place / "file"
    file.write_text("")
    with pytest.raises(ServerError, match=r"cannot write to .*: .*; choose another folder"):
        valkey.start(file)
    monkeypatch.setenv("ADJOURN_PGBIN", str(place))
    with pytest.raises(ServerError, match=rf"no Postgres 15 or newer in ADJOURN_PGBIN={place}: pip install"):
        postgres.start(place / "postgres")
