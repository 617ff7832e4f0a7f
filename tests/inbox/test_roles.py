"""The page with a login of its own, which is a member of adjourn_inbox and of nothing else."""

from __future__ import annotations

from collections.abc import Iterator

import psycopg
import pytest
from adjourn.inbox import security, serve
from adjourn.inbox.serve import Options
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings

from tests.support.asked import ALL, EMAIL, batch
from tests.support.bulk import look, refunds, send, states
from tests.support.by_hand import read, shaped
from tests.support.house import House
from tests.support.logins import Logins, denied
from tests.support.page import PASSWORD, Served, served
from tests.support.staff import change


@pytest.fixture(scope="module")
def logins(database_url: str) -> Iterator[Logins]:
    with Logins.open(database_url) as logins:
        yield logins


@pytest.fixture(scope="module")
def page(house: House, logins: Logins) -> Iterator[Served]:
    house.db.execute("INSERT INTO adjourn.people (name) VALUES ('olga'), ('ada'), ('bob') ON CONFLICT DO NOTHING")
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('finance'), ('legal')")
    house.db.execute("INSERT INTO adjourn.members VALUES ('ada', 'finance', 'lead'), ('bob', 'finance', 'answer')")
    with served(Settings(database_url=logins.url("inbox"))) as page:
        yield page


def test_somebody_does_all_that_there_is_to_do(house: House, page: Served) -> None:
    row, other = shaped(house, batch((EMAIL, ALL))), shaped(house, {"query": "How warm?"})
    for each in (row, other):
        change(house, each, team="'finance'")
    house.db.execute("INSERT INTO adjourn.passwords VALUES ('ada', %s)", (security.hash_password(PASSWORD),))
    with page.stranger() as ada:
        assert ada.post("/login", {"name": "ada", "password": PASSWORD}).status_code == 303
        ada.get("/?team=finance")
        assert "finance 2" in ada.text
        ada.get(f"/requests/{row['id']}")
        for do, fields, said in (
            ("take", {}, "You have it now."),
            ("put_off", {"hours": "1"}, "put off for 1 hour"),
            ("show_again", {}, "in your list again"),
            ("note", {"note": "Ask Kim."}, "in the history"),
            ("assign", {"person": "bob"}, "bob has it now."),
            ("release", {}, "You let it go."),
            ("pass_on", {"team": "legal"}, "It belongs to legal now."),
        ):
            ada.again(row["id"], do=do, **fields)
            assert said in ada.text, (do, ada.text)
        assert ada.get(f"/requests/{row['id']}").status_code == 404, "her login is told nothing of it any more"
        assert ada.get(f"/jobs/{other['job_id']}").status_code == 200
        assert "How it spent its time" in ada.text and "Where it stands in its graph" in ada.text
        ada.get("/overview")
        assert "finance 1" in ada.text and "All jobs" in ada.text and "legal" not in ada.text
        assert ada.send(other["id"], text="30 degrees").status_code == 303
        now = read(house, other)
        assert (now["answered_by"], now["answered_via"]) == ("ada", "page")
        ada.post("/logout", ada.hidden() | {"where": "everywhere"})
    events = house.db.execute(
        "SELECT DISTINCT by FROM adjourn.events WHERE request_id = %s AND was = 'open'", (row["id"],)
    )
    assert events.fetchall() == [{"by": "ada"}]


def test_somebody_answers_many_at_once(house: House, page: Served) -> None:
    rows = refunds(house, 1, 2, 3)
    change(house, rows[1], team="'legal'")
    with page.stranger() as olga:
        olga.get("/?token=a+token")
        look(olga, rows)
        assert f"There is no request {rows[1]['id']}, or it belongs to a team that you are not in." in olga.text
        assert send(olga, "2") == 200
    assert states(house, rows) == ["answered", "open", "answered"]


def test_the_pages_login_reads_no_password_no_session_and_no_history_of_other_teams(
    house: House, logins: Logins, page: Served
) -> None:
    row = shaped(house, {"query": "a secret"})
    change(house, row, team="'legal'")
    with logins.connect("inbox") as db:
        denied(
            db,
            "TABLE adjourn.passwords",
            "TABLE adjourn.sessions",
            "TABLE adjourn.events",
            "DELETE FROM adjourn.people",
        )
        denied(db, "INSERT INTO adjourn.passwords VALUES ('ada', '$argon2id$')")
        with db.transaction():
            db.execute("SELECT set_config('adjourn.person', 'ada', true)")
            assert db.execute("SELECT * FROM adjourn.history(%s)", (row["id"],)).fetchall() == []
    with logins.connect("answerer") as db:
        denied(db, "SELECT adjourn.password_of('ada')", "SELECT adjourn.begin_session('\\x00', 'ada')")
        denied(db, "SELECT adjourn.session_person('\\x00')", "SELECT adjourn.end_sessions('ada')")


def test_who_is_nobody_yet_is_written_down_by_the_owner_alone(logins: Logins, page: Served) -> None:
    with pytest.raises(BadInput, match="the owner of the schema runs `adjourn people add zoe`"):
        serve.site(Settings(database_url=logins.url("inbox")), Options(person="zoe"), 80)


def test_a_login_that_may_not_speak_for_others_serves_no_page(logins: Logins, house: House) -> None:
    with served(Settings(database_url=logins.url("answerer"))) as page, page.stranger() as ada:
        assert ada.get("/?token=a+token").status_code == 500
        assert "not your fault" in ada.text and psycopg.__name__ not in ada.text
