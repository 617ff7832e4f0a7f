"""The process that serves the pages. It talks to Postgres only, and may die at any time."""

from __future__ import annotations

import ipaddress
import signal
import socket
from dataclasses import dataclass
from pathlib import Path

import uvicorn
from adjourn.inbox import app, security
from adjourn.inbox.connection import Connection
from adjourn.inbox.site import Site
from adjourn.inbox.streams import Streams
from adjourn.models import people, sessions
from adjourn.models.ground import database
from adjourn.models.ground.errors import AdjournError, BadInput, DatabaseAway
from adjourn.models.ground.settings import Settings

#: Threads that serve a page each, with a connection of their own.
_THREADS = 10


@dataclass(frozen=True, slots=True)
class Options:
    host: str = "127.0.0.1"
    #: 0: any that is free.
    port: int = 8020
    #: Of https, in files; without them http.
    certificate: Path | None = None
    key: Path | None = None
    #: https ends in front of us.
    behind_proxy: bool = False
    #: On one's own machine: who comes in with which token. None: a new one.
    person: str = ""
    token: str | None = None
    #: No login on one's own machine: whoever sits there is `person`.
    no_login: bool = False
    #: A proxy in front of us, at one of these addresses, has people log in, and names them in this header.
    trust_header: str | None = None
    proxies: tuple[security.Network, ...] = ()

    @property
    def is_behind_proxy(self) -> bool:
        return self.behind_proxy or self.trust_header is not None


def listen(options: Options) -> socket.socket:
    """Raises BadInput: not at this address, or not at this port."""
    try:
        family = socket.AF_INET6 if ":" in options.host else socket.AF_INET
        # Said to be of TCP, or asyncio leaves Nagle's rule on, and each page comes 40 ms later.
        listening = socket.socket(family, proto=socket.IPPROTO_TCP)
        listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listening.bind((options.host, options.port))
        # Who comes before the pages are ready waits, and is not turned away.
        listening.listen(128)
    except OSError as error:
        raise BadInput(f"cannot listen at {options.host}:{options.port}: {error.strerror}") from None
    return listening


def address(options: Options, port: int, token: str | None) -> str:
    scheme = "https" if options.certificate else "http"
    host = f"[{options.host}]" if ":" in options.host else options.host
    return f"{scheme}://{host}:{port}/" + (f"?token={token}" if token else "")


def site(settings: Settings, options: Options, port: int) -> Site:
    """Raises BadInput: strangers could come in, or nobody could."""
    local = is_local(options.host) and not options.is_behind_proxy
    if options.no_login and not local:
        raise BadInput("--no-login is for this machine alone: leave --host out, and no proxy in front of it")
    if (options.trust_header is None) != (not options.proxies):
        raise BadInput("--trust-header NAME and --from CIDR come together: by whom the header may be set")
    engine = database.engine(settings, pool_size=_THREADS)
    secure = bool(options.certificate) or options.is_behind_proxy
    made = Site(
        engine,
        Streams(settings),
        cookie=f"{'__Host-' if secure else ''}adjourn_{port}",
        secure=secure,
        behind_proxy=options.is_behind_proxy,
        token=(options.token or security.new_secret()) if local and not options.no_login else None,
        owner=options.person if local else None,
        door=_door(options, port),
    )
    try:
        _know(made, options.person) if local else _require_logins(made, options)
    except AdjournError:
        engine.dispose()
        raise
    return made


def _door(options: Options, port: int) -> security.Door | None:
    if options.trust_header:
        return security.by_header(options.trust_header, options.proxies)
    return security.at_home(options.person, options.host, port) if options.no_login else None


def _require_logins(site: Site, options: Options) -> None:
    if not site.secure:
        raise BadInput(
            f"{options.host} is reached from other machines: give --certificate and --key, or --behind-proxy where "
            "https ends in front of this"
        )
    with site.transaction() as transaction:
        if site.door is None and not sessions.has_passwords(transaction):
            raise BadInput("nobody could log in: `adjourn people add NAME`, then `adjourn people password NAME`")


def run(site: Site, options: Options, listening: socket.socket) -> None:
    """Until a signal."""
    for signum in (signal.SIGINT, signal.SIGTERM):
        # uvicorn ends in its own way, and then raises it once more.
        signal.signal(signum, lambda *_: None)
    server(site, options).run(sockets=[listening])
    site.engine.dispose()


def server(site: Site, options: Options) -> uvicorn.Server:
    config = uvicorn.Config(
        security.Guard(app.make(site), secure=site.secure, refuse=app.refuse),
        http=Connection,
        ws="none",
        log_config=None,
        access_log=False,
        server_header=False,
        proxy_headers=False,
        ssl_certfile=options.certificate,
        ssl_keyfile=options.key,
        timeout_graceful_shutdown=3,
        h11_max_incomplete_event_size=64_000,
        lifespan="off",
    )
    return _Server(config, site.streams)


class _Server(uvicorn.Server):
    def __init__(self, config: uvicorn.Config, streams: Streams) -> None:
        super().__init__(config)
        self._streams = streams

    async def shutdown(self, sockets: list[socket.socket] | None = None) -> None:
        self._streams.close()
        await super().shutdown(sockets)


def is_local(host: str) -> bool:
    try:
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False


def _know(site: Site, person: str) -> None:
    """Who is at home here is written down, if this login may do that."""
    try:
        with site.transaction() as transaction:
            if not people.is_known(transaction, person):
                people.add(transaction, person)
    except DatabaseAway:
        raise
    except AdjournError as error:
        raise BadInput(
            f"{person} cannot be written down as the one who answers here ({error}): the owner of the schema runs "
            f"`adjourn people add {person}`"
        ) from None
