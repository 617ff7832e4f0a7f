"""The database goes away, or the wire to it breaks at a commit: the person is told the truth, and nothing is twice."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Literal

import pytest
from adjourn.models.ground.settings import Settings
from playwright.sync_api import Browser

from tests.support.browsing import tab
from tests.support.bulk import fields, look, refunds, states
from tests.support.by_hand import read, shaped
from tests.support.house import House
from tests.support.page import Served, served
from tests.support.wire import Wire, wire

TYPED = "what I typed, at length"


@pytest.fixture(scope="module")
def cable(database_url: str) -> Iterator[Wire]:
    with wire(database_url) as cable:
        yield cable


@pytest.fixture(scope="module")
def far(cable: Wire) -> Iterator[Served]:
    """A page whose database is at the other end of the wire."""
    with served(Settings(database_url=cable.url, prepare=False)) as far:
        yield far


def test_nothing_was_sent_while_the_database_was_away_and_it_is_sent_when_it_is_back(
    house: House, far: Served, cable: Wire
) -> None:
    row = shaped(house, {"query": "How warm?"})
    with far.visitor("ada") as ada:
        ada.get(f"/requests/{row['id']}")
        fields = ada.hidden() | {"do": "send", "text": TYPED}
        cable.cut()
        response = ada.get("/")
        assert response.status_code == 503 and response.headers["refresh"] == "5"
        response = ada.post(f"/requests/{row['id']}?q=x", fields)
        assert response.status_code == 503 and "Nothing was sent." in ada.text and TYPED in ada.page.text
        assert f'action="/requests/{row["id"]}?q=x"' in ada.page.text
        cable.mend()
        assert read(house, row)["status"] == "open"
        assert ada.post(f"/requests/{row['id']}", fields).status_code == 303
    assert read(house, row)["comment"] == TYPED


def test_a_browser_tries_again_by_itself(house: House, far: Served, cable: Wire, browser: Browser) -> None:
    row = shaped(house, {"query": "How warm?"})
    with tab(browser, far) as ada:
        ada.open(f"/requests/{row['id']}")
        ada.page.locator("#text").fill(TYPED)
        cable.cut()
        ada.button("Send").click()
        ada.sees("Nothing was sent.")
        ada.look("away")
        cable.mend()
        ada.sees("Sent.")
    assert read(house, row)["comment"] == TYPED


def test_a_commit_that_did_not_arrive(house: House, far: Served, cable: Wire) -> None:
    row = shaped(house, {"query": "How warm?"})
    with far.visitor("ada") as ada:
        ada.get(f"/requests/{row['id']}")
        fields = ada.hidden() | {"do": "send", "text": TYPED}
        cable.cut_at_commit("before")
        assert ada.post(f"/requests/{row['id']}", fields).status_code == 503
        assert TYPED in ada.page.text
        cable.mend()
        assert read(house, row)["status"] == "open"
        assert ada.post(f"/requests/{row['id']}", fields).status_code == 303


def test_a_commit_whose_reply_was_lost_is_told_once_it_is_known(house: House, far: Served, cable: Wire) -> None:
    row = shaped(house, {"query": "How warm?"})
    with far.visitor("ada") as ada:
        ada.get(f"/requests/{row['id']}")
        fields = ada.hidden() | {"do": "send", "text": TYPED}
        cable.cut_at_commit("after")
        for _ in range(2):
            assert ada.post(f"/requests/{row['id']}", fields).status_code == 503
            assert "not known yet" in ada.text and "Nothing was sent" not in ada.text
            fields = ada.carried()
        cable.mend()
        assert read(house, row)["status"] == "answered"
        response = ada.post(f"/requests/{row['id']}", fields)
        assert response.status_code == 303 and f"sent={row['id']}" in response.headers["location"]
    events = house.db.execute("SELECT FROM adjourn.events WHERE request_id = %s", (row["id"],))
    assert events.rowcount == 2, "asked and answered, once"


@pytest.mark.parametrize("when", ["before", "after"])
def test_many_answers_whose_commit_is_not_known_are_sent_again_and_are_one_each(
    house: House, far: Served, cable: Wire, when: Literal["before", "after"]
) -> None:
    rows = refunds(house, 1, 2, tool=f"refund_{when}")
    with far.visitor("ada") as ada:
        look(ada, rows)
        given = fields(ada) | {"do": "send", "number": "2", "choice": "approve"}
        cable.cut_at_commit(when)
        for _ in range(2):
            assert ada.post("/many", given).status_code == 503
            assert "not known yet" in ada.text and "Nothing was sent" not in ada.text
            given |= {"unclear": ada.carried()["unclear"]}
        cable.mend()
        assert states(house, rows) == ["open" if when == "before" else "answered"] * 2
        assert ada.post("/many", given).status_code == 200 and "2 were approved" in ada.text
    assert [[e[2] for e in house.events(row["job_id"])].count("answered") for row in rows] == [1, 1]


def test_what_was_committed_is_never_said_to_be_lost(house: House, far: Served, cable: Wire) -> None:
    row = shaped(house, {"query": "How warm?"})
    with far.visitor("ada") as ada:
        ada.get(f"/requests/{row['id']}")
        cable.cut_at_commit("told")
        assert ada.again(row["id"], text=TYPED).status_code == 503
        assert "not known yet" in ada.text and "Nothing was sent" not in ada.text
        cable.mend()
        assert ada.post(f"/requests/{row['id']}", ada.carried()).status_code == 303
    assert read(house, row)["comment"] == TYPED


def test_another_answer_of_the_same_person_is_not_taken_for_this_one(house: House, far: Served, cable: Wire) -> None:
    row = shaped(house, {"query": "How warm?"})

    def by_another_tab() -> None:
        with far.visitor("ada") as ada:
            assert ada.send(row["id"], text="another").status_code == 303

    with far.visitor("ada") as ada:
        ada.get(f"/requests/{row['id']}")
        cable.cut_at_commit("before", for_good=False, meanwhile=by_another_tab)
        assert ada.again(row["id"], text=TYPED).status_code == 409
        assert "ada answered this" in ada.text and TYPED in ada.page.text
    assert read(house, row)["comment"] == "another"


def test_a_commit_that_is_still_under_way_is_waited_for(house: House, far: Served, cable: Wire) -> None:
    row = shaped(house, {"query": "How warm?"})
    house.db.execute(
        "CREATE FUNCTION slow() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN PERFORM pg_sleep(0.5); RETURN NULL; END $$"
    )
    house.db.execute(
        "CREATE CONSTRAINT TRIGGER slow AFTER UPDATE ON adjourn.human_requests DEFERRABLE INITIALLY DEFERRED "
        f"FOR EACH ROW WHEN (NEW.id = {row['id']}) EXECUTE FUNCTION slow()"
    )
    with far.visitor("ada") as ada:
        ada.get(f"/requests/{row['id']}")
        cable.cut_at_commit("under way", for_good=False)
        assert ada.again(row["id"], text=TYPED).status_code == 303
    assert read(house, row)["comment"] == TYPED
    house.db.execute("DROP TRIGGER slow ON adjourn.human_requests")


def test_a_question_that_somebody_holds_is_no_broken_connection(house: House, far: Served) -> None:
    row = shaped(house, {"query": "How warm?"})
    with far.visitor("ada") as ada:
        ada.get(f"/requests/{row['id']}")
        fields = ada.hidden() | {"do": "send", "text": TYPED}
        with house.db.transaction():
            house.db.execute("SELECT FROM adjourn.human_requests WHERE id = %s FOR UPDATE", (row["id"],))
            assert ada.post(f"/requests/{row['id']}", fields).status_code == 503
            assert "Nothing was sent" in ada.text and TYPED in ada.page.text
        assert ada.post(f"/requests/{row['id']}", ada.carried()).status_code == 303


def test_a_note_whose_commit_is_not_known_is_written_once(house: House, far: Served, cable: Wire) -> None:
    row = shaped(house, {"query": "How warm?"})
    with far.visitor("ada") as ada:
        ada.get(f"/requests/{row['id']}")
        fields = ada.hidden() | {"do": "note", "note": TYPED}
        cable.cut_at_commit("after")
        assert ada.post(f"/requests/{row['id']}", fields).status_code == 503 and "not known yet" in ada.text
        cable.mend()
        assert ada.post(f"/requests/{row['id']}", ada.carried()).status_code == 200
    notes = house.db.execute("SELECT FROM adjourn.notes WHERE request_id = %s", (row["id"],))
    assert notes.rowcount == 1
