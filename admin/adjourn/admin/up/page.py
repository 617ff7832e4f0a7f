"""The inbox of an `adjourn up`: its address with its token is known before anything runs."""

from __future__ import annotations

import importlib.util
import secrets
import socket
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from adjourn.admin import environment
from adjourn.admin.servers.errors import ServerError
from adjourn.admin.up.process import Process

#: The port that is taken if it is free, and seconds for its process to start.
_PORT, _START = 8020, 20.0
_NEEDS = ("starlette", "jinja2", "uvicorn", "argon2")
#: For its process alone: what graphs run in another one has no business with it.
TOKEN = "ADJOURN_INBOX_TOKEN"  # noqa: S105
LINK = "ADJOURN_INBOX_URL"


def missing() -> str | None:
    """What is to be said where the extra is not installed."""
    lacking = [name for name in _NEEDS if importlib.util.find_spec(name) is None]
    return "there is none: pip install 'adjourn[inbox]'" if lacking else None


@dataclass(slots=True)
class Page:
    token: str = field(default_factory=lambda: secrets.token_urlsafe(24))
    port: int = field(default_factory=lambda: _free(_PORT) or _free(0))

    @property
    def at(self) -> str:
        """Without the token."""
        return f"http://127.0.0.1:{self.port}"

    @property
    def url(self) -> str:
        return f"{self.at}/?token={self.token}"

    def start(self, run: Callable[..., Process]) -> Process:
        """At the same port and with the same token when it is started again. Raises ServerError."""
        process = run("inbox", "adjourn.admin.command", "inbox", "--port", str(self.port), secrets={TOKEN: self.token})
        until = time.monotonic() + _START
        while not (said := process.said()).startswith("inbox "):
            if not process.alive() or time.monotonic() > until:
                process.stop()
                last = (said.strip().splitlines() or [process.ending])[-1]
                raise ServerError(last.removeprefix("adjourn: "))
            time.sleep(0.05)
        return process


def link(page: Page | None) -> dict[str, str]:
    """For a sender, unless the environment says where people open it."""
    return {LINK: page.at} if page and not environment.value(LINK) else {}


def _free(port: int) -> int:
    """This one, or any for 0; 0: it is taken."""
    with socket.socket() as probe:
        try:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            probe.bind(("127.0.0.1", port))
        except OSError:
            return 0
        return int(probe.getsockname()[1])
