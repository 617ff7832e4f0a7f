"""All that keeps strangers out, except for what the database refuses.

A visitor is known by a cookie that holds 256 random bits; the database keeps their hash alone. A change is a POST that
comes from a page of ours (`Sec-Fetch-Site` or `Origin`) and holds a token that follows from that cookie. Nothing on a
page is run, loaded or framed that is not ours (Content-Security-Policy).
"""

from __future__ import annotations

import asyncio
import contextlib
import hashlib
import hmac
import ipaddress
import secrets
import threading
import time
from collections import deque
from collections.abc import Callable, Sequence
from typing import Any
from urllib.parse import parse_qsl

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from starlette.datastructures import Headers, ImmutableMultiDict, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

Form = ImmutableMultiDict[str, str]

#: Of a form.
MOST_BYTES, MOST_FIELDS = 1_000_000, 2_000
#: Seconds in which it has to be here: who sends a byte now and then would keep a connection for ever.
LONGEST = 30.0
HEADERS = {
    "Content-Security-Policy": "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; "
    "connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cache-Control": "no-store",
}
#: With its usual costs: 64 MB and some hundredths of a second. Two at once, so that tries cannot use up the memory.
_PASSWORDS = PasswordHasher()
_AT_ONCE = threading.BoundedSemaphore(2)
_NOBODYS = _PASSWORDS.hash(secrets.token_bytes(16))


def new_secret() -> str:
    return secrets.token_urlsafe(32)


def digest(secret: str) -> bytes:
    return hashlib.sha256(secret.encode()).digest()


def form_token(secret: str) -> str:
    """What each form of this session holds; the cookie cannot be found from it."""
    return hmac.new(secret.encode(), b"form", hashlib.sha256).hexdigest()


def same(one: str, other: str) -> bool:
    """In a time that tells nothing."""
    return hmac.compare_digest(one.encode(), other.encode())


def hash_password(password: str) -> str:
    return _PASSWORDS.hash(password)


def is_password(given: str, hash: str | None) -> bool:
    """Takes the same time where there is no hash, so that nobody learns who is known here."""
    with _AT_ONCE:
        try:
            return _PASSWORDS.verify(hash or _NOBODYS, given) and hash is not None
        except (VerificationError, InvalidHashError):
            return False


class Limit:
    """So many in so many seconds for each key. Of this process: several processes let pass as much each."""

    def __init__(self, most: int, seconds: float, clock: Callable[[], float] = time.monotonic) -> None:
        self._most, self._seconds, self._clock = most, seconds, clock
        self._tried: dict[str, deque[float]] = {}
        self._lock = threading.Lock()

    def allows(self, key: str) -> bool:
        """One more counts, unless it is one too many."""
        now = self._clock()
        with self._lock:
            if len(self._tried) > 10_000:
                self._tried = {
                    key: tried for key, tried in self._tried.items() if tried and tried[-1] > now - self._seconds
                }
            tried = self._tried.setdefault(key, deque(maxlen=self._most))
            if len(tried) == self._most and tried[0] > now - self._seconds:
                return False
            tried.append(now)
            return True

    def forget(self, key: str) -> None:
        """The last one does not count: it was right."""
        with self._lock:
            if tried := self._tried.get(key):
                tried.pop()


def address(scope: Scope, behind_proxy: bool) -> str:
    """Of the visitor: what the proxy in front of us saw and wrote last, not what the visitor says."""
    if behind_proxy and (forwarded := Headers(scope=scope).getlist("x-forwarded-for")):
        with contextlib.suppress(ValueError):
            return str(ipaddress.ip_address(forwarded[-1].rpartition(",")[2].strip()))
    client = scope.get("client")
    return str(client[0]) if client else ""


#: Who it is that a request comes from, known by other means than a password. Raises Refused: it may not come at all.
Door = Callable[[Scope], str]
Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def by_header(name: str, networks: Sequence[Network]) -> Door:
    """Whom a proxy names in a header, once. What does not come from the proxy's address is turned away, whatever it
    says."""

    def known(scope: Scope) -> str:
        if not _is_in(scope, networks):
            raise Refused(403, "not_from_proxy")
        given: list[bytes] = [value for key, value in scope["headers"] if key == name.lower().encode()]
        try:
            [person] = [value.decode().strip() for value in given]
        except ValueError:
            raise Refused(403, "unnamed") from None
        return person

    return known


def at_home(person: str, host: str, port: int) -> Door:
    """Whoever sits at this machine: by a name of this machine, as no page of another site can, and by no proxy."""
    hosts = {f"{host}:{port}" for host in ("localhost", "127.0.0.1", "[::1]", host)}

    def known(scope: Scope) -> str:
        headers = Headers(scope=scope)
        forwarded = [name for name in headers if name in ("forwarded", "via") or name.startswith("x-forwarded-")]
        if forwarded or headers.get("host") not in hosts or not _is_in(scope, _LOOPBACK):
            raise Refused(403, "not_home")
        return person

    return known


_LOOPBACK = [ipaddress.ip_network("127.0.0.0/8"), ipaddress.ip_network("::1/128")]


def _is_in(scope: Scope, networks: Sequence[Network]) -> bool:
    try:
        client = ipaddress.ip_address(address(scope, behind_proxy=False))
    except ValueError:
        return False
    client = getattr(client, "ipv4_mapped", None) or client
    return any(client in network for network in networks)


def comes_from_us(headers: Headers) -> bool:
    """Whether a page of ours has sent the form. Browsers say so, and no page can make them lie. `Sec-Fetch-Site` is
    missing where there is no https; a program that is no browser sends `Origin`."""
    if site := headers.get("sec-fetch-site"):
        return site == "same-origin"
    host = headers.get("host", "")
    return bool(host) and headers.get("origin", "").partition("://")[2] == host


class Refused(Exception):
    """A request that no page sees: its status, and the name of the sentence that says why."""

    def __init__(self, status: int, why: str) -> None:
        self.status, self.why = status, why


class Guard:
    """In front of all pages. They find the fields of a form in `request.state.form`."""

    def __init__(self, app: ASGIApp, *, secure: bool, refuse: Callable[[int, str], Response]) -> None:
        self._app, self._secure, self._refuse = app, secure, refuse

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self._app(scope, receive, send)
            return

        async def guarded(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                if self._secure:
                    headers["Strict-Transport-Security"] = "max-age=31536000"
            await send(message)

        try:
            scope.setdefault("state", {})["form"] = await self._form(scope, receive)
        except Refused as refused:
            await self._refuse(refused.status, refused.why)(scope, receive, guarded)
            return
        await self._app(scope, receive, guarded)

    async def _form(self, scope: Scope, receive: Receive) -> Form:
        if scope["method"] in ("GET", "HEAD"):
            return Form()
        if scope["method"] != "POST":
            raise Refused(405, "method")
        headers = Headers(scope=scope)
        if not comes_from_us(headers):
            raise Refused(403, "elsewhere")
        if headers.get("content-type", "").partition(";")[0].strip().lower() != "application/x-www-form-urlencoded":
            raise Refused(415, "no_form")
        return _fields(await _body(receive))


async def _body(receive: Receive) -> bytes:
    body, is_whole = bytearray(), False
    try:
        async with asyncio.timeout(LONGEST):
            while not is_whole:
                message: dict[str, Any] = dict(await receive())
                if message["type"] == "http.disconnect":
                    raise Refused(400, "no_form")
                body += message.get("body", b"")
                if len(body) > MOST_BYTES:
                    raise Refused(413, "too_large")
                is_whole = not message.get("more_body")
    except TimeoutError:
        raise Refused(408, "too_slow") from None
    return bytes(body)


def _fields(body: bytes) -> Form:
    """Browsers end lines of text with CR and LF, people with what they press."""
    try:
        pairs = parse_qsl(body.decode(), keep_blank_values=True, max_num_fields=MOST_FIELDS, errors="strict")
    except UnicodeDecodeError:
        raise Refused(400, "no_form") from None
    except ValueError:
        raise Refused(413, "too_large") from None
    return Form([(name, value.replace("\r\n", "\n")) for name, value in pairs])
