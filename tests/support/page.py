"""The page, served by a thread of this process on a real socket, and visitors who speak HTTP with it."""

from __future__ import annotations

import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from html import unescape
from typing import Any

import httpx
import uvicorn
from adjourn.inbox import security, serve
from adjourn.inbox.serve import Options
from adjourn.inbox.site import Site
from adjourn.models import people, sessions
from adjourn.models.ground.settings import Settings

from tests.support.waiting import until

_INPUT = re.compile(r"<input[^>]*?\bname=\"([^\"]*)\"[^>]*?\bvalue=\"([^\"]*)\"")
PASSWORD = "correct horse battery"


@dataclass(slots=True)
class Visitor:
    """A browser without a screen: keeps cookies, sends forms as a page of ours would."""

    http: httpx.Client
    at: str
    page: httpx.Response = field(default_factory=lambda: httpx.Response(200))

    def get(self, path: str, **options: Any) -> httpx.Response:
        self.page = self.http.get(path, **options)
        return self.page

    def post(self, path: str, fields: Any, *, follow: bool = False, **headers: str) -> httpx.Response:
        """Headers as `sec_fetch_site`; `origin=""` leaves it out."""
        sent = {"origin": self.at} | {name.replace("_", "-"): value for name, value in headers.items()}
        sent = {name: value for name, value in sent.items() if value}
        self.page = self.http.post(path, data=fields, headers=sent, follow_redirects=follow)
        return self.page

    def send(self, id: int, *, follow: bool = False, **fields: str) -> httpx.Response:
        """Opens the question and sends an answer to it."""
        self.get(f"/requests/{id}")
        return self.again(id, follow=follow, **fields)

    def again(self, id: int, *, follow: bool = False, **fields: str) -> httpx.Response:
        """With what is hidden in the page that is open."""
        return self.post(f"/requests/{id}", self.hidden() | {"do": "send"} | fields, follow=follow)

    def hidden(self) -> dict[str, str]:
        names = ("token", "asked", "was", "over", "looked")
        return {name: unescape(value) for name, value in _INPUT.findall(self.page.text) if name in names}

    def carried(self) -> dict[str, str]:
        """What the form of a page that tries again would send."""
        return {name: unescape(value) for name, value in _INPUT.findall(self.page.text)}

    @property
    def text(self) -> str:
        """What can be read on the page."""
        body = re.sub(r"(?s)<(script|style|head).*?</\1>", " ", self.page.text)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())


@dataclass(slots=True)
class Served:
    site: Site
    url: str
    server: uvicorn.Server

    @contextmanager
    def stranger(self) -> Iterator[Visitor]:
        with httpx.Client(base_url=self.url, timeout=20) as http:
            yield Visitor(http, self.url)

    @contextmanager
    def visitor(self, person: str) -> Iterator[Visitor]:
        """Logged in."""
        with self.stranger() as visitor:
            secret = security.new_secret()
            with self.site.transaction() as transaction:
                people.add(transaction, person)
                sessions.begin(transaction, security.digest(secret), person)
            visitor.http.cookies.set(self.site.cookie, secret)
            yield visitor

    def secret(self, visitor: Visitor) -> str:
        return visitor.http.cookies[self.site.cookie]

    def give_password(self, person: str, password: str = PASSWORD) -> None:
        with self.site.transaction() as transaction:
            people.add(transaction, person)
            sessions.set_password(transaction, person, security.hash_password(password))


@contextmanager
def served(
    settings: Settings, *, token: str | None = "a token", options: Options | None = None, **changes: Any
) -> Iterator[Served]:
    """On this machine, for `olga`. `changes` are those of the Site."""
    options = options or Options(port=0, person="olga", token=token)
    listening = serve.listen(options)
    port = listening.getsockname()[1]
    site = replace(serve.site(settings, options, port), **changes)
    server = serve.server(site, options)
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]}, daemon=True)
    thread.start()
    try:
        until(lambda: server.started, "the page is served")
        yield Served(site, f"http://127.0.0.1:{port}", server)
    finally:
        server.should_exit = True
        thread.join(10)
        site.engine.dispose()
