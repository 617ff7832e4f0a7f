"""One human is one person, whatever logins she uses, and nobody acts in another's name but the page and gateways."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from adjourn.models import people
from adjourn.models.ground.errors import BadInput
from adjourn.models.job_request import JobRequest, enqueue
from sqlalchemy import Connection

from tests.support.by_hand import ask, read
from tests.support.house import House
from tests.support.logins import Logins
from tests.support.staff import why


def answer(person: psycopg.Connection[Any], id: int) -> None:
    person.execute("UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = %s", (id,))


def signed(house: House, request: int) -> list[tuple[str, str]]:
    rows = house.db.execute("SELECT became, by FROM adjourn.events WHERE request_id = %s ORDER BY id", (request,))
    return [(row["became"], row["by"]) for row in rows]


def test_two_logins_of_one_person_sign_alike(house: House, logins: Logins, connection: Connection) -> None:
    first, second, third = ask(house), ask(house), ask(house)
    people.add(connection, "Ada", [logins.name("answerer"), logins.name("answerer", "2")])
    with logins.connect("answerer") as psql, logins.connect("answerer", "2") as laptop:
        answer(psql, first["id"])
        answer(laptop, second["id"])
        answer(laptop, first["id"])  # the same again is fine
    with logins.connect("answerer", "3") as nobody:
        answer(nobody, third["id"])
    stranger = logins.name("answerer", "3")
    assert [read(house, row)["answered_by"] for row in (first, second, third)] == ["Ada", "Ada", stranger]
    assert [signed(house, row["id"])[-1] for row in (first, third)] == [("answered", "Ada"), ("answered", stranger)]
    assert {read(house, row)["answered_via"] for row in (first, second, third)} == {"sql"}


def test_no_login_can_be_taken_for_another_person(connection: Connection, logins: Logins, house: House) -> None:
    people.add(connection, "ada", ["ada_psql"])
    with pytest.raises(BadInput, match="login ada_psql is ada's: `adjourn people unlink ada_psql` first"):
        people.add(connection, "bob", ["ada_psql"])
    with pytest.raises(BadInput, match="'ada_psql' is a login of 'ada'"):
        people.add(connection, "ada_psql")
    with pytest.raises(BadInput, match="login ada is ada's"):
        people.add(connection, "bob", ["ada"])
    with pytest.raises(BadInput, match="login 'ada' is that of the person's own name"):
        people.unlink(connection, "ada")
    people.unlink(connection, "ada_psql")
    people.add(connection, "bob", ["ada_psql"])
    with pytest.raises(BadInput, match="login nobody is nobody's"):
        people.unlink(connection, "nobody")
    rows = house.db.execute("SELECT login, person FROM adjourn.logins ORDER BY login").fetchall()
    assert [(row["login"], row["person"]) for row in rows] == [("ada", "ada"), ("ada_psql", "bob"), ("bob", "bob")]


def test_who_has_left_decides_nothing_and_what_he_did_stays(
    house: House, logins: Logins, connection: Connection
) -> None:
    done, left = ask(house), ask(house)
    people.add(connection, "Bob", [logins.name("answerer")])
    with logins.connect("answerer") as bob:
        answer(bob, done["id"])
        people.set_active(connection, "Bob", False)
        update = "UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = %s"
        assert (
            why(bob, update, left["id"]) == "'Bob' is no longer active, and decides nothing (adjourn people activate)"
        )
        people.set_active(connection, "Bob", True)
        answer(bob, left["id"])
    assert read(house, done)["answered_by"] == read(house, left)["answered_by"] == "Bob"


def test_the_page_acts_for_people_it_names_and_nobody_else_does(
    house: House, logins: Logins, connection: Connection
) -> None:
    rows = [ask(house) for _ in range(2)]
    people.add(connection, "Ada")
    update = "UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = %s"
    with logins.connect("inbox") as page:
        page.execute("SET adjourn.person = 'Ada'; SET adjourn.via = 'page'")
        answer(page, rows[0]["id"])
        page.execute("SET adjourn.person = 'Eve'")
        assert why(page, update, rows[1]["id"]) == "there is no person 'Eve' (adjourn people add)"
        page.execute("RESET adjourn.person")
        assert page.execute("SELECT adjourn.person() AS me").fetchone() == {"me": logins.name("inbox")}
    now = read(house, rows[0])
    assert (now["answered_by"], now["answered_via"]) == ("Ada", "page")
    for role in ("answerer", "gateway"):
        with logins.connect(role) as other:
            other.execute("SET adjourn.person = 'Ada'")
            if role == "answerer":
                assert "may not act for 'Ada'" in why(other, update, rows[1]["id"])
            else:
                assert other.execute("SELECT adjourn.person() AS me").fetchone() == {"me": "Ada"}
    house.db.execute(f"GRANT adjourn_answerer TO {logins.name('gateway')}")
    with logins.connect("gateway") as gateway:
        gateway.execute("SET adjourn.person = 'Ada'")
        assert "may not decide for 'Ada'" in why(gateway, update, rows[1]["id"])
    assert read(house, rows[1])["status"] == "open"


def test_a_job_says_who_asked_for_it(house: House, logins: Logins, connection: Connection) -> None:
    people.add(connection, "Ada", [logins.name("submitter")])

    def submitter(id: Any) -> tuple[str, str]:
        [event] = house.db.execute("SELECT by FROM adjourn.events WHERE job_id = %s", (id,)).fetchall()
        return house.job(id)["submitted_by"], event["by"]

    with logins.connect("submitter") as system:
        [made] = system.execute("SELECT adjourn.enqueue('echo') AS id").fetchall()
        assert submitter(made["id"]) == ("Ada", "Ada")
        system.execute("SET adjourn.person = 'Bob'")
        assert "may not act for 'Bob'" in why(system, "SELECT adjourn.enqueue('echo')")
    with logins.connect("gateway") as gateway, gateway.transaction():
        gateway.execute("SET LOCAL adjourn.person = 'customer 7'")
        [made] = gateway.execute("SELECT adjourn.enqueue('echo') AS id").fetchall()
    assert submitter(made["id"]) == ("customer 7", "customer 7")
    job = enqueue(connection, JobRequest("echo", submitted_by="Bob"))
    assert submitter(job) == ("Bob", "Bob")
    [me] = house.db.execute("SELECT session_user::text AS me").fetchall()
    assert submitter(enqueue(connection, JobRequest("echo"))) == (me["me"], me["me"]), "for one statement only"
    assert "who submitted job" in why(house.db, "UPDATE adjourn.jobs SET submitted_by = 'me' WHERE id = %s", job)


def test_what_happens_to_people_and_teams_is_written_down(house: House, connection: Connection) -> None:
    people.add(connection, "ada", ["ada_psql"], "ada@example.org")
    people.add_team(connection, "finance")
    people.add_team(connection, "finance")
    people.join(connection, "finance", "ada", "answer")
    people.join(connection, "finance", "ada", "answer")
    people.join(connection, "finance", "ada", "lead")
    people.leave(connection, "finance", "ada")
    for what, refused in (
        (lambda: people.leave(connection, "finance", "ada"), "ada is not in team finance"),
        (lambda: people.join(connection, "legal", "ada", "look"), "there is no team legal: `adjourn teams add legal`"),
        (lambda: people.join(connection, "finance", "bob", "look"), "there is no person bob: `adjourn people add bob`"),
        (lambda: people.set_active(connection, "bob", False), "there is no person bob"),
        (lambda: people.remove_team(connection, "legal"), "there is no team legal"),
    ):
        with pytest.raises(BadInput, match=refused):
            what()
    people.remove_team(connection, "finance")
    rows = house.db.execute("SELECT became, data FROM adjourn.events WHERE job_id IS NULL ORDER BY id").fetchall()
    assert [row["became"] for row in rows] == [
        *("person added", "login added", "login added", "team added"),
        *("member added", "member changed", "member removed", "team removed"),
    ]
    member = {"person": "ada", "team": "finance"}
    assert rows[5]["data"] == {"was": {**member, "may": "answer"}, "became": {**member, "may": "lead"}}
