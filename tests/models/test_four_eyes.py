"""Nobody approves his own request, whatever login and door he uses."""

from __future__ import annotations

import pytest
from adjourn.models import people
from adjourn.models.job_request import JobRequest, enqueue
from sqlalchemy import Connection

from tests.support.by_hand import read
from tests.support.house import House, Row
from tests.support.logins import Logins
from tests.support.staff import ANSWER, Login, change, why


@pytest.mark.parametrize("door", ["table", "view"])
def test_nobody_answers_what_he_has_submitted_himself(
    house: House, staff: dict[str, Login], connection: Connection, logins: Logins, door: str
) -> None:
    write = {
        "table": ANSWER,
        "view": "UPDATE adjourn.open_requests SET comment = 'yes' WHERE id = %s",
    }[door]

    def refused(who: Login, row: Row) -> str:
        return why(who, write, row["id"])

    def asked_by(name: str) -> Row:
        job = enqueue(connection, JobRequest("line", '{"log": []}', submitted_by=name))
        house.advance_due()
        [row] = house.requests(job)
        change(house, row, team="'finance'", four_eyes="true")
        return row

    row = asked_by("ada")
    people.add(connection, "ada", [logins.name("answerer", "_second")])
    with logins.connect("answerer", "_second") as other_login:
        for login in (staff["ada"], other_login):
            assert "ada has submitted the job of request" in refused(login, row)
    staff["bob"].execute(write, (row["id"],))
    assert read(house, row)["answered_by"] == "bob"
    row = asked_by("some service")
    unknown = f"who submitted the job of request {row['id']}, %s, is no known person, so nobody is known to be another"
    assert unknown % "'some service'" in refused(staff["bob"], row)
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute("UPDATE adjourn.jobs SET submitted_by = NULL WHERE id = %s", (row["job_id"],))
    assert unknown % "nobody knows" in refused(staff["bob"], row), "a job of an earlier version"
    row = asked_by("ada")
    change(house, row, team="NULL")
    with logins.connect("answerer", "_nobody") as nobody:
        assert "is no known person, so not known to be another than ada" in refused(nobody, row)
    assert "cannot be changed" in why(house.db, "UPDATE adjourn.human_requests SET four_eyes = false")
    assert read(house, row)["status"] == "open"
