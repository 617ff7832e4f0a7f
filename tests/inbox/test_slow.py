"""Clients that are slow, that send too much, or that ask for what no browser of ours asks for."""

from __future__ import annotations

import http.client
import socket
import time
import tracemalloc
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from adjourn.inbox import connection, security

from tests.inbox.test_security import CSP
from tests.support.page import Served, Visitor

FORM = "Content-Type: application/x-www-form-urlencoded\r\n"
BEGUN = "POST /login HTTP/1.1\r\nHost: {host}\r\nOrigin: {origin}\r\n" + FORM
#: What comes at once, and then no end of `a`.
SLOW = {
    "nothing": "",
    "a line": "GET /lo",
    "headers": "GET /login HTTP/1.1\r\nHost: x\r\nX-Slow: ",
    "headers of a second request": "GET /login HTTP/1.1\r\nHost: x\r\n\r\nGET /login HTTP/1.1\r\nX-Slow: ",
    "a form": BEGUN + "Content-Length: 1000000000\r\n\r\n",
    "a form that is refused": BEGUN.replace("{origin}", "http://evil") + "Content-Length: 1000000000\r\n\r\n",
    "what is no form": "PUT / HTTP/1.1\r\nHost: {host}\r\nContent-Length: 1000000000\r\n\r\n",
}


@contextmanager
def connected(page: Served) -> Iterator[socket.socket]:
    host, port = page.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as client:
        yield client


def is_left(client: socket.socket, *, sending: bytes, reading: bool) -> bool:
    """Within ten seconds."""
    end = time.monotonic() + 10
    client.settimeout(0.05)
    while time.monotonic() < end:
        try:
            client.sendall(sending)
            if not reading:
                time.sleep(0.05)
            elif client.recv(100_000) == b"":
                return True
        except TimeoutError:
            continue
        except OSError:
            return True
    return False


@pytest.mark.parametrize("what", SLOW)
def test_who_sends_a_byte_now_and_then_is_left(page: Served, monkeypatch: pytest.MonkeyPatch, what: str) -> None:
    monkeypatch.setattr(security, "LONGEST", 0.3)
    monkeypatch.setattr(connection, "_MORE", 0.3)
    with connected(page) as client:
        client.sendall(SLOW[what].format(host=page.url.removeprefix("http://"), origin=page.url).encode())
        assert is_left(client, sending=b"" if what == "nothing" else b"a", reading=True)


def test_who_does_not_read_is_left(page: Served, monkeypatch: pytest.MonkeyPatch) -> None:
    """Of several megabytes, more than the sockets hold."""
    monkeypatch.setattr(connection, "_UNREAD", 0.3)
    with connected(page) as client:
        client.sendall(b"GET /static/inbox.css HTTP/1.1\r\nHost: x\r\n\r\n" * 1000)
        assert is_left(client, sending=b"\r\n", reading=False)


def test_who_is_slow_but_in_time_is_answered(page: Served) -> None:
    with connected(page) as client:
        for byte in b"GET /login HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n":
            client.sendall(bytes([byte]))
        assert client.recv(1000).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("is_told", [True, False], ids=["with its length", "in chunks"])
def test_a_form_of_twenty_megabytes_is_refused_and_not_kept(page: Served, is_told: bool) -> None:
    part, parts = b"x" * 50_000, 400
    length = f"Content-Length: {len(part) * parts}" if is_told else "Transfer-Encoding: chunked"
    sent = part if is_told else b"c350\r\n" + part + b"\r\n"
    with connected(page) as client:
        tracemalloc.start()
        try:
            client.sendall((BEGUN + length + "\r\n\r\n").format(host=page.url[7:], origin=page.url).encode())
            for _ in range(parts):
                client.sendall(sent)
            assert client.recv(1000).startswith(b"HTTP/1.1 413 ")
            most = tracemalloc.get_traced_memory()[1]
        finally:
            tracemalloc.stop()
    assert most < 6_000_000


@pytest.mark.parametrize(
    "path",
    [
        *("/static/../app.py", "/static/%2e%2e/app.py", "/static/..%2fapp.py", "/static/..%2f..%2fsecurity.py"),
        *("/static/..%5capp.py", "/static//../app.py", "/static/%252e%252e/app.py", "/static/", "/static"),
        *("/static/%00", "/static/inbox.css%00.js", "/static//etc/passwd", "/static/%2fetc%2fpasswd"),
        *("/static/" + "a" * 5000, "/static/" + "../" * 1000 + "etc/passwd", "/%2e%2e/static/inbox.css"),
        *("//static/inbox.css", "/static/templates/login.html", "/templates/login.html"),
    ],
    ids=lambda path: path[:40],
)
def test_only_what_is_static_is_served(page: Served, path: str) -> None:
    client = http.client.HTTPConnection(page.url.removeprefix("http://"), timeout=10)
    client.putrequest("GET", path)
    client.endheaders()
    response = client.getresponse()
    said = response.read()
    assert response.status in (400, 404) and b"import" not in said and b"root:" not in said
    assert response.status == 400 or response.headers["content-security-policy"] == CSP
    client.close()


PLACES = [
    "/",
    "/done",
    "/overview",
    "/help",
    "/login",
    "/static/inbox.css",
    "/nothing",
    "/stream",
    "/requests/1",
    "/many",
]


@pytest.mark.parametrize("path", PLACES)
def test_whatever_is_asked_is_answered_behind_all_headers(page: Served, ada: Visitor, path: str) -> None:
    for method in ("OPTIONS", "PUT", "PATCH", "DELETE", "TRACE", "PROPFIND"):
        refused = ada.http.request(method, path)
        assert (refused.status_code, refused.headers["allow"]) == (405, "GET, HEAD, POST"), method
        assert refused.headers["content-security-policy"] == CSP
        assert "access-control-allow-origin" not in refused.headers
    head = ada.http.head(path)
    assert head.content == b"" and head.headers["content-security-policy"] == CSP
    if path != "/stream":
        whole = ada.http.get(path)
        assert head.status_code == whole.status_code
        assert head.headers.get("content-type") == whole.headers.get("content-type")
    sent = ada.post(path, {"x": "1"})
    assert sent.status_code < 500 and sent.headers["content-security-policy"] == CSP
    if sent.status_code == 405:
        assert "POST" not in sent.headers["allow"] and "read" in sent.text


def test_nobody_talks_otherwise(ada: Visitor) -> None:
    upgrade = {
        "connection": "Upgrade",
        "upgrade": "websocket",
        "sec-websocket-version": "13",
        "sec-websocket-key": "eA==",
    }
    answered = ada.http.get("/help", headers=upgrade)
    assert answered.status_code == 200 and answered.headers["content-security-policy"] == CSP
