"""Who guesses an address sees and does there what he may anyway: each address, and each kind of visitor."""

from __future__ import annotations

import uuid
from collections.abc import Iterator

import httpx
import pytest
from adjourn.inbox import app
from adjourn.models import batches, people
from starlette.routing import Mount, Route

from tests.support.by_hand import read, shaped
from tests.support.house import House, Row
from tests.support.page import Served, Visitor
from tests.support.staff import change

SECRET, BATCH = "heliotrope", uuid.UUID(int=1)
#: Of each address, where finance's question is to be found by it; and whether strangers are shown it.
ADDRESSES = {
    "/": ("/?all=1", False),
    "/many": ("/many?id={id}", False),
    "/done": ("/done", False),
    "/news": ("/news?since=2020-01-01T00:00:00Z", False),
    "/stream": ("/stream?id={id}", False),
    "/requests/{id:number}/news": ("/requests/{id}/news", False),
    "/requests/{id:number}": ("/requests/{id}", False),
    "/overview": ("/overview", False),
    "/jobs/{id:uuid}": ("/jobs/{job_id}", False),
    "/jobs/{id:uuid}/news": ("/jobs/{job_id}/news", False),
    "/jobs/{id:uuid}/stream": ("/jobs/{job_id}/stream", False),
    "/batches/{id:uuid}": ("/batches/{batch_id}", False),
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
        batches.begin(transaction, str(BATCH), SECRET, "line", {}, None)
    return row | {"batch_id": BATCH}


def test_each_address_of_the_page_is_decided_here(page: Served) -> None:
    found = {route.path for route in app.make(page.site).routes if isinstance(route, Route | Mount)}
    assert found == ADDRESSES.keys()


def told(visitor: Visitor, row: Row) -> Iterator[tuple[str, bool]]:
    """Of each address, and whether it can be looked at by this visitor; what it says goes into `visitor.page`."""
    for path, (address, is_open) in ADDRESSES.items():
        if path.endswith("/stream"):
            with visitor.http.stream("GET", address.format(**row)) as stream:
                assert stream.status_code in (200, 401, 404)
                visitor.page = httpx.Response(200, text=next(stream.iter_text(), ""))
                yield path, stream.status_code == 200
            continue
        visitor.get(address.format(**row), follow_redirects=False)
        assert visitor.page.status_code < 500 and SECRET not in visitor.page.headers.get("location", "")
        yield path, is_open or visitor.page.status_code == 200


def does_nothing(house: House, visitor: Visitor, row: Row, *, sees: bool = False) -> None:
    before = read(house, row)
    visitor.get("/help")
    token, asked = visitor.hidden().get("token", ""), before["question_hash"].hex()
    for do in DOINGS:
        fields = {"do": do, "text": "x", "note": "x", "person": "tom", "team": "legal", "hours": "1", "asked": asked}
        visitor.post(f"/requests/{row['id']}", fields | {"token": token}, follow=True)
        assert sees or SECRET not in visitor.page.text, do
    for do in ("send", "take"):
        id = str(row["id"])
        fields = {"do": do, "of": id, "id": id, f"asked.{id}": asked, "choice": "", "comment": "x", "number": "1"}
        visitor.post("/many", fields | {"token": token}, follow=True)
        assert sees or SECRET not in visitor.page.text, do
    assert read(house, row) == before
    notes = house.db.execute("SELECT by FROM adjourn.notes WHERE request_id = %s", (row["id"],)).fetchall()
    assert {note["by"] for note in notes} <= {"kim"}, "who looks may say something to colleagues"


@pytest.mark.parametrize("gone", [False, True])
def test_a_stranger_sees_nothing_and_does_nothing(house: House, page: Served, row: Row, gone: bool) -> None:
    with page.visitor("eva" if not gone else "ben") as visitor:
        if gone:
            with page.site.transaction() as transaction:
                people.join(transaction, "finance", "ben", "lead")
                people.set_active(transaction, "ben", False)
        else:
            visitor.http.cookies.clear()
        for path, is_shown in told(visitor, row):
            assert is_shown == ADDRESSES[path][1], path
            assert SECRET not in visitor.page.text, path
        does_nothing(house, visitor, row)


def test_who_is_in_another_team_sees_his_own_and_nothing_of_it(house: House, page: Served, row: Row) -> None:
    with page.visitor("tom") as tom:
        for path, _ in told(tom, row):
            assert SECRET not in tom.page.text, path
        does_nothing(house, tom, row)


def test_who_may_look_sees_it_and_does_nothing(house: House, page: Served, row: Row) -> None:
    with page.visitor("kim") as kim:
        assert SECRET in (kim.get(f"/requests/{row['id']}"), kim.text)[1]
        does_nothing(house, kim, row, sees=True)


def test_no_link_answers_or_changes_anything_whoever_follows_it(house: House, page: Served, row: Row) -> None:
    """Scanners and previews press links, with the cookies of whoever got the message: here one who may do everything.
    What a page notes of its visitors is no change: that they are there."""

    def everything() -> list[Row]:
        tables = ("jobs", "human_requests", "notes", "events", "people", "logins", "members", "teams", "outbox")
        rows = [
            house.db.execute(f"SELECT t::text FROM adjourn.{name} t ORDER BY t::text").fetchall() for name in tables
        ]
        return [*rows, house.db.execute("SELECT hash, person FROM adjourn.sessions ORDER BY hash").fetchall()]

    with page.visitor("eva") as eva:
        eva.get("/help")
        token, asked = eva.hidden().get("token", ""), row["question_hash"].hex()
        before = everything()
        for path, (address, _) in ADDRESSES.items():
            for do in DOINGS:
                fields = {
                    **{
                        "do": do,
                        "text": "x",
                        "note": "x",
                        "person": "tom",
                        "team": "legal",
                        "hours": "1",
                        "asked": asked,
                    },
                    **{"choice": "approve", "comment": "yes", "answer": "yes", "token": token, "of": str(row["id"])},
                    **{"id": str(row["id"]), f"asked.{row['id']}": asked, "number": "1", "password": "x"},
                }
                at = address.format(**row)
                for method in ("GET", "HEAD"):
                    options = {"params": fields, "follow_redirects": False}
                    with eva.http.stream(method, at.partition("?")[0], **options) as said:  # one of them never ends
                        assert said.status_code < 500, (path, method)
        assert everything() == before
        assert SECRET in eva.get(f"/requests/{row['id']}").text, "and it was eva, who may"
