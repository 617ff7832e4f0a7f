"""Who guesses an address sees and does there what he may anyway: each address, and each kind of visitor."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from adjourn.inbox import app
from adjourn.models import people
from starlette.routing import Mount, Route

from tests.support.by_hand import read, shaped
from tests.support.house import House, Row
from tests.support.page import Served, Visitor
from tests.support.staff import change

SECRET = "heliotrope"
#: Of each address, where finance's question is to be found by it; and whether strangers are shown it.
ADDRESSES = {
    "/": ("/?all=1", False),
    "/many": ("/many?id={id}", False),
    "/done": ("/done", False),
    "/news": ("/news?since=2020-01-01T00:00:00Z", False),
    "/stream": ("/stream?id={id}", False),
    "/requests/{id:int}/news": ("/requests/{id}/news", False),
    "/requests/{id:int}": ("/requests/{id}", False),
    "/overview": ("/overview", False),
    "/jobs/{id:uuid}": ("/jobs/{job_id}", False),
    "/help": ("/help", False),
    "/login": ("/login", True),
    "/logout": ("/logout", False),
    "/static": ("/static/inbox.css", True),
}
#: What is sent to take it, answer it, or write beside it.
DOINGS = ("send", "take", "assign", "put_off", "note", "release", "pass_on")


@pytest.fixture(scope="module")
def row(house: House, page: Served) -> Row:
    row = shaped(house, {"query": f"The {SECRET}?"})
    change(house, row, team="'finance'")
    with page.site.transaction() as transaction:
        for team in ("finance", "legal"):
            people.add_team(transaction, team)
        for name, team, may in (("kim", "finance", "look"), ("tom", "legal", "lead"), ("eva", "finance", "lead")):
            people.add(transaction, name)
            people.join(transaction, team, name, may)  # type: ignore[arg-type]
    return row


def test_each_address_of_the_page_is_decided_here(page: Served) -> None:
    found = {route.path for route in app.make(page.site).routes if isinstance(route, Route | Mount)}
    assert found == ADDRESSES.keys()


def told(visitor: Visitor, row: Row) -> Iterator[tuple[str, bool]]:
    """Of each address, and whether it can be looked at by this visitor; what it says goes into `visitor.page`."""
    for path, (address, is_open) in ADDRESSES.items():
        if path == "/stream":
            with visitor.http.stream("GET", address.format(**row)) as stream:
                assert stream.status_code in (200, 401)
                yield path, stream.status_code == 200
            continue
        visitor.get(address.format(**row), follow_redirects=False)
        assert visitor.page.status_code < 500 and SECRET not in visitor.page.headers.get("location", "")
        yield path, is_open or visitor.page.status_code == 200


def does_nothing(house: House, visitor: Visitor, row: Row) -> None:
    before = read(house, row)
    for do in DOINGS:
        fields = visitor.hidden() | {"do": do, "text": "x", "note": "x", "person": "tom", "team": "legal", "hours": "1"}
        visitor.post(f"/requests/{row['id']}", fields | {"asked": before["question_hash"].hex()})
        assert SECRET not in visitor.page.text or do != "send"
    visitor.post("/many", visitor.hidden() | {"id": str(row["id"]), "choice": "", "comment": "x", "number": "1"})
    assert read(house, row) == before
    assert house.db.execute("SELECT FROM adjourn.notes WHERE request_id = %s", (row["id"],)).fetchone() is None


@pytest.mark.parametrize("gone", [False, True])
def test_a_stranger_sees_nothing_and_does_nothing(house: House, page: Served, row: Row, gone: bool) -> None:
    with page.visitor("eva") as visitor:
        if gone:
            with page.site.transaction() as transaction:
                people.set_active(transaction, "eva", False)
        else:
            visitor.http.cookies.clear()
        for path, is_shown in told(visitor, row):
            assert is_shown == ADDRESSES[path][1], path
            assert path == "/stream" or SECRET not in visitor.page.text, path
        does_nothing(house, visitor, row)
    if gone:
        with page.site.transaction() as transaction:
            people.set_active(transaction, "eva", True)


def test_who_is_in_another_team_sees_his_own_and_nothing_of_it(house: House, page: Served, row: Row) -> None:
    with page.visitor("tom") as tom:
        for path, _ in told(tom, row):
            assert path == "/stream" or SECRET not in tom.page.text, path
        does_nothing(house, tom, row)


def test_who_may_look_sees_it_and_does_nothing(house: House, page: Served, row: Row) -> None:
    with page.visitor("kim") as kim:
        assert SECRET in (kim.get(f"/requests/{row['id']}"), kim.text)[1]
        before = read(house, row)
        fields = kim.hidden() | {"do": "send", "text": "x"}
        kim.post(f"/requests/{row['id']}", fields)
        assert read(house, row) == before and "kim" in kim.text
