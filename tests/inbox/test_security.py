"""What keeps strangers out, beside the login: headers, forms of other pages, sizes."""

from __future__ import annotations

import socket
from typing import Any

import pytest
from adjourn.inbox import app, security, visit
from adjourn.inbox.security import Guard, address
from adjourn.inbox.visit import Visit
from starlette.routing import Route
from starlette.testclient import TestClient

from tests.support.by_hand import read, shaped
from tests.support.house import House
from tests.support.page import Served, Visitor

CSP = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; form-action 'self'; "
    "base-uri 'none'; frame-ancestors 'none'"
)


@pytest.mark.parametrize("path", ["/", "/login", "/static/inbox.css", "/nothing", "/requests/1", "/?token=wrong"])
def test_every_answer_forbids_what_is_not_ours_and_to_be_kept_or_framed(page: Served, path: str) -> None:
    with page.stranger() as stranger:
        headers = stranger.get(path).headers
        assert headers["content-security-policy"] == CSP
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["cache-control"] == ("no-cache" if "static" in path else "no-store")
        assert headers["referrer-policy"] == "same-origin" and headers["cross-origin-opener-policy"] == "same-origin"
        assert "strict-transport-security" not in headers and "server" not in headers


FOREIGN = [
    {"origin": "https://evil.example"},
    {"origin": "null"},
    {"origin": ""},
    {"origin": "http://127.0.0.1:1"},
    {"sec_fetch_site": "cross-site"},
    {"sec_fetch_site": "same-site"},
    {"sec_fetch_site": "none"},
]


@pytest.mark.parametrize("headers", FOREIGN, ids=str)
def test_a_form_from_elsewhere_does_nothing(house: House, ada: Visitor, headers: dict[str, str]) -> None:
    row = shaped(house, {"query": "How warm?"})
    ada.get(f"/requests/{row['id']}")
    fields = ada.hidden() | {"do": "send", "text": "x"}
    assert ada.post(f"/requests/{row['id']}", fields, **headers).status_code == 403
    assert "was not sent by a page of this inbox" in ada.text and read(house, row)["status"] == "open"
    assert ada.post("/login", {"name": "", "password": "a token"}, **headers).status_code == 403, "nor a login"


def test_a_browser_says_that_it_comes_from_us(house: House, ada: Visitor) -> None:
    row = shaped(house, {"query": "How warm?"})
    ada.get(f"/requests/{row['id']}")
    fields = ada.hidden() | {"do": "send", "text": "x"}
    assert ada.post(f"/requests/{row['id']}", fields, origin="", sec_fetch_site="same-origin").status_code == 303


def test_a_token_of_another_session_or_of_none_does_nothing(house: House, page: Served, ada: Visitor) -> None:
    row = shaped(house, {"query": "How warm?"})
    with page.visitor("bob") as bob:
        bob.get(f"/requests/{row['id']}")
        replayed = bob.hidden()["token"]
    ada.get(f"/requests/{row['id']}")
    for token in (replayed, "", "é"):
        fields = {"asked": ada.hidden()["asked"], "token": token, "do": "send", "text": "x"}
        assert ada.post(f"/requests/{row['id']}", fields).status_code == 403
    assert read(house, row)["status"] == "open"
    assert page.secret(ada) not in ada.page.text, "the cookie stands on no page"


def test_nothing_is_done_by_looking(house: House, ada: Visitor) -> None:
    row = shaped(house, {"question": "Which?", "options": ["a"]})
    ada.get(f"/requests/{row['id']}")
    token, asked = ada.hidden()["token"], ada.hidden()["asked"]
    ada.get(f"/requests/{row['id']}?do=send&choice=a&token={token}&asked={asked}")
    assert read(house, row)["status"] == "open"
    assert ada.get(f"/logout?token={token}&where=everywhere").status_code == 405 and ada.get("/").status_code == 200


def test_forms_of_other_kinds_and_sizes_are_refused(house: House, page: Served, ada: Visitor) -> None:
    row = shaped(house, {"query": "How warm?"})
    path, origin = f"/requests/{row['id']}", {"origin": page.url}

    def status(content: Any, kind: str = "application/x-www-form-urlencoded", method: str = "POST") -> int:
        return ada.http.request(method, path, content=content, headers=origin | {"content-type": kind}).status_code

    assert status(b'{"do": "send"}', "application/json") == status(b"", "multipart/form-data; boundary=x") == 415
    assert status(b"x=1", method="PUT") == status(b"x=1", method="DELETE") == 405
    assert status(b"x=" + b"a" * 1_000_000) == 413
    assert status(chunk for chunk in [b"x=", *[b"a" * 100_000] * 11]) == 413, "without a Content-Length, too"
    assert status(b"&".join([b"x=1"] * 2001)) == 413
    assert status(b"x=%ff") == status(b"\xff=1") == 400
    assert status(b"&".join([b"x=1"] * 2000)) == 403, "of no page of ours"


def test_who_asks_is_whom_the_proxy_saw() -> None:
    def scope(*forwarded: str) -> Any:
        headers = [(b"x-forwarded-for", each.encode()) for each in forwarded]
        return {"type": "http", "client": ("10.0.0.1", 5), "headers": headers}

    assert address(scope("1.2.3.4, 5.6.7.8"), behind_proxy=True) == "5.6.7.8", "what stands before it the visitor wrote"
    assert address(scope("1.2.3.4"), behind_proxy=False) == address(scope(), behind_proxy=True) == "10.0.0.1"
    assert address(scope("6.6.6.6", "2001:db8::7"), behind_proxy=True) == "2001:db8::7", "in a line of its own"
    for odd in ("6.6.6.6,", "somebody", "<b>"):
        assert address(scope(odd), behind_proxy=True) == "10.0.0.1", odd
    assert address({"type": "http", "client": None, "headers": []}, behind_proxy=False) == ""


@pytest.mark.parametrize(
    "path", ["/requests/" + "9" * 5000, "/requests/" + "9" * 40, "/?q=%00", "/?text=%00", "/many?id=%00"]
)
def test_what_no_page_can_have_is_a_sentence_behind_all_headers(ada: Visitor, path: str) -> None:
    assert ada.get(path).status_code in (200, 303, 400, 404)
    assert "default-src" in ada.page.headers["content-security-policy"] and "refresh" not in ada.page.headers


def test_a_mistake_of_ours_is_behind_all_headers_too(page: Served) -> None:
    made = app.make(page.site)

    def breaks(_: Any) -> Any:
        raise ZeroDivisionError

    made.router.routes.insert(0, Route("/", breaks))
    guarded = Guard(made, secure=True, refuse=app.refuse)
    response = TestClient(guarded, raise_server_exceptions=False).get("/")
    assert response.status_code == 500 and "default-src" in response.headers["content-security-policy"]


def test_a_mistake_of_ours_after_a_commit_does_not_say_that_nothing_was_sent(page: Served) -> None:
    made = app.make(page.site)

    @visit.for_people
    def breaks(visitor: Visit) -> Any:
        with visitor.writing() if visitor.request.url.path == "/late" else visitor.transaction():
            pass
        raise ZeroDivisionError

    made.router.routes[:0] = [Route("/late", breaks), Route("/early", breaks)]
    with page.visitor("ada") as ada:
        cookies, guarded = {page.site.cookie: page.secret(ada)}, Guard(made, secure=False, refuse=app.refuse)
        client = TestClient(guarded, raise_server_exceptions=False, cookies=cookies)
        for path, said in (("/early", "Nothing was sent."), ("/late", "it is not known whether")):
            response = client.get(path)
            assert response.status_code == 500 and said in response.text
            assert ("Nothing was sent" in response.text) == (path == "/early")


def test_who_sends_a_form_byte_by_byte_does_not_keep_a_connection(
    page: Served, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(security, "LONGEST", 0.3)
    host, port = page.url.removeprefix("http://").split(":")
    with socket.create_connection((host, int(port)), timeout=10) as slow:
        slow.sendall(
            f"POST /login HTTP/1.1\r\nHost: {host}:{port}\r\nOrigin: {page.url}\r\nContent-Length: 100\r\n"
            "Content-Type: application/x-www-form-urlencoded\r\n\r\nname=".encode()
        )
        assert slow.recv(100).startswith(b"HTTP/1.1 408 ")
