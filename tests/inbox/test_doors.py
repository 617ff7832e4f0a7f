"""Other ways in than a token and a password: a proxy that has people log in, and no login at home."""

from __future__ import annotations

import ipaddress
import socket
from collections.abc import Iterator
from typing import Any

import pytest
from adjourn.inbox import security, serve
from adjourn.inbox.serve import Options
from adjourn.models import people
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings

from tests.support.by_hand import read, shaped
from tests.support.house import House
from tests.support.page import Served, Visitor, served

HERE, THERE = (ipaddress.ip_network("127.0.0.0/8"),), (ipaddress.ip_network("10.0.0.0/8"),)
TYPED = "what I typed"


@pytest.fixture
def behind(database_url: str) -> Iterator[Served]:
    options = Options(port=0, trust_header="X-Person", proxies=HERE)
    # Cookies of https are not sent back by a client that speaks http here.
    with served(Settings(database_url=database_url), options=options, secure=False, cookie="c") as page:
        with page.site.transaction() as transaction:
            for name in ("ada", "Zoë"):
                people.add(transaction, name)
        yield page


def as_(visitor: Visitor, *names: str) -> None:
    visitor.http.headers = type(visitor.http.headers)([("x-person", name.encode()) for name in names])  # type: ignore[assignment]


def test_the_proxy_says_who_it_is_and_nobody_logs_in_by_himself(house: House, behind: Served) -> None:
    row = shaped(house, {"query": "How warm?"})
    with behind.stranger() as visitor:
        as_(visitor, "ada")
        visitor.get("/", follow_redirects=True)
        assert visitor.page.status_code == 200 and "ada" in visitor.text
        assert visitor.send(row["id"], text=TYPED).status_code == 303
        assert (read(house, row)["answered_by"], read(house, row)["answered_via"]) == ("ada", "page")
        assert client(house, row["id"]) == "127.0.0.1"
        assert visitor.get("/login").headers["location"] == "/" == visitor.get("/?token=x").headers["location"]
        visitor.get("/help")
        as_(visitor, "Zoë")
        assert visitor.get("/help").status_code == 303, "the session was another's"
        assert "Zoë" in (visitor.get("/help"), visitor.text)[1]


def client(house: House, id: int) -> str | None:
    [event] = house.db.execute(
        "SELECT data FROM adjourn.events WHERE request_id = %s AND became = 'answered'", (id,)
    ).fetchall()
    return event["data"].get("client")  # type: ignore[no-any-return]


def test_an_answer_came_from_where_the_proxy_saw_it_and_nobody_else_says_from_where(
    house: House, behind: Served
) -> None:
    row, other = (shaped(house, {"query": "How warm?"}) for _ in range(2))
    with behind.stranger() as visitor:
        as_(visitor, "ada")
        visitor.get("/", follow_redirects=True)
        visitor.get(f"/requests/{row['id']}")
        fields = visitor.hidden() | {"do": "send", "text": TYPED}
        visitor.post(f"/requests/{row['id']}", fields, x_forwarded_for="6.6.6.6, 203.0.113.7")
    house.db.execute("SET adjourn.client = '6.6.6.6'")
    house.answer(other["id"], "x")
    house.db.execute("RESET adjourn.client")
    assert (client(house, row["id"]), client(house, other["id"])) == ("203.0.113.7", None)


def test_what_was_typed_by_somebody_else_is_not_sent_in_the_name_of_the_next(house: House, behind: Served) -> None:
    row = shaped(house, {"query": "How warm?"})
    with behind.stranger() as visitor:
        as_(visitor, "ada")
        visitor.get("/", follow_redirects=True)
        visitor.get(f"/requests/{row['id']}")
        as_(visitor, "Zoë")
        assert visitor.again(row["id"], text=TYPED).status_code == 200 and TYPED in visitor.page.text
    assert read(house, row)["status"] == "open"


@pytest.mark.parametrize("names", [(), ("ada", "Zoë"), ("nobody",), ("",), ("ada, Zoë",)])
def test_whom_the_proxy_does_not_name_comes_not_in(behind: Served, names: tuple[str, ...]) -> None:
    with behind.stranger() as visitor:
        as_(visitor, *names)
        assert visitor.get("/").status_code == 403
        assert "set-cookie" not in visitor.page.headers


def test_who_is_no_longer_active_comes_not_in_with_a_session_either(behind: Served) -> None:
    with behind.stranger() as visitor:
        as_(visitor, "ada")
        assert visitor.get("/help", follow_redirects=True).status_code == 200
        with behind.site.transaction() as transaction:
            people.set_active(transaction, "ada", False)
        assert visitor.get("/help").status_code == 403 and "ada is nobody who answers here" in visitor.text


def test_what_does_not_come_from_the_proxy_is_turned_away(database_url: str) -> None:
    options = Options(port=0, trust_header="X-Person", proxies=THERE)
    behind = served(Settings(database_url=database_url), options=options, secure=False, cookie="c")
    with behind as page, page.stranger() as visitor:
        as_(visitor, "ada")
        for said in ({}, {"x-forwarded-for": "10.1.2.3"}):
            assert visitor.get("/", headers=said).status_code == 403
        assert "through the proxy in front of it only" in visitor.text


def test_an_address_is_the_proxys_in_either_form_or_it_is_not() -> None:
    known, headers = security.by_header("X-Person", HERE), [(b"x-person", b"ada")]
    for client in (("127.0.0.1", 1), ("::ffff:127.0.0.1", 1)):
        assert known({"client": client, "headers": headers}) == "ada"
    for other in (("10.0.0.1", 1), ("::1", 1), ("", 0), None):
        with pytest.raises(security.Refused, match="403"):
            known({"client": other, "headers": headers})


def test_at_home_nobody_logs_in_and_nobody_else_comes_in(house: House, database_url: str) -> None:
    row = shaped(house, {"query": "How warm?"})
    options = Options(port=0, person="olga", no_login=True)
    with served(Settings(database_url=database_url), options=options) as page, page.stranger() as visitor:
        for said in (
            {"host": "evil.example"},
            {"host": "127.0.0.1:1"},
            {"via": "1.1 proxy"},
            {"forwarded": "for=10.0.0.1"},
            {"x-forwarded-host": "x"},
        ):
            assert visitor.get("/", headers=said).status_code == 403, said
            assert "set-cookie" not in visitor.page.headers
        visitor.get("/", follow_redirects=True)
        assert visitor.page.status_code == 200 and "olga" in visitor.text
        assert visitor.send(row["id"], text=TYPED).status_code == 303
        assert visitor.get("/help", headers={"host": "evil.example"}).status_code == 403, "with a session, too"
        assert read(house, row)["answered_by"] == "olga"
        assert "token" not in serve.address(options, 8020, page.site.token)
    known = security.at_home("olga", "127.0.0.9", 8020)
    assert known({"type": "http", "client": ("127.0.0.1", 1), "headers": [(b"host", b"127.0.0.9:8020")]}) == "olga"


@pytest.mark.parametrize(
    ("options", "why"),
    [
        (Options(host="0.0.0.0", no_login=True, behind_proxy=True), "--no-login is for this machine alone"),
        (Options(no_login=True, trust_header="X-Person", proxies=HERE), "--no-login is for this machine alone"),
        (Options(trust_header="X-Person"), "come together"),
        (Options(proxies=HERE), "come together"),
    ],
)
def test_what_would_let_strangers_in_is_a_sentence(database_url: str, options: Options, why: str) -> None:
    with pytest.raises(BadInput, match=why):
        serve.site(Settings(database_url=database_url), options, 8020)


def test_a_page_is_not_held_back_for_what_the_browser_has_yet_to_confirm(page: Served) -> None:
    """Nagle's rule, which asyncio switches off only for sockets that say that they are of TCP: 40 ms for each page."""
    with page.visitor("nora") as nora:
        nora.get("/help")
        mine = nora.page.extensions["network_stream"].get_extra_info("client_addr")
        theirs = [each for each in map(socket_of, page.server.server_state.connections) if each.getpeername() == mine]
        assert [each.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY) for each in theirs] == [1]


def socket_of(connection: Any) -> Any:
    return connection.transport.get_extra_info("socket")
