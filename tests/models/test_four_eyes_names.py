"""One human under two names is still one: names change, and logins change hands, between a job and its answer."""

from __future__ import annotations

import pytest
from adjourn.models import jobs, people
from adjourn.models.ground.errors import BadInput
from sqlalchemy import Connection

from tests.support.by_hand import read
from tests.support.house import House
from tests.support.logins import Logins
from tests.support.staff import ANSWER, Login, asked_by, why

RENAME = "UPDATE adjourn.people SET name = %s WHERE name = %s"
MOVE = "UPDATE adjourn.logins SET person = %s WHERE login = %s"


def test_who_has_another_name_by_now_is_who_he_was(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = asked_by(house, connection, "ada")
    house.db.execute(RENAME, ("ada lovelace", "ada"))
    own = "ada lovelace has submitted the job of request"
    assert own in why(staff["ada"], ANSWER, row["id"])
    with pytest.raises(BadInput, match="'ada' is a login of 'ada lovelace'"):
        people.add(connection, "ada")
    with pytest.raises(BadInput, match="jobs that have not finished were submitted as 'ada'"):
        people.unlink(connection, "ada")
    assert "were submitted as 'ada'" in why(house.db, MOVE, "bob", "ada")
    assert "were submitted as 'ada'" in why(house.db, "DELETE FROM adjourn.people WHERE name = 'ada lovelace'")
    house.db.execute(RENAME, ("ada byron", "ada lovelace"))
    assert "ada byron has submitted" in why(staff["ada"], ANSWER, row["id"])
    house.db.execute(RENAME, ("rob", "bob"))
    staff["bob"].execute(ANSWER, (row["id"],))
    assert read(house, row)["answered_by"] == "rob"
    jobs.cancel(connection, str(row["job_id"]))
    people.unlink(connection, "ada")
    people.add(connection, "ada")


def test_what_failed_may_be_retried_so_its_submitter_is_kept_too(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = asked_by(house, connection, "ada")
    house.db.execute(RENAME, ("ada lovelace", "ada"))
    house.db.execute("""UPDATE adjourn.jobs SET status = 'failed', error = '{"type": "E", "message": ""}'""")
    with pytest.raises(BadInput, match="were submitted as 'ada'"):
        people.unlink(connection, "ada")
    jobs.retry(connection, str(row["job_id"]))
    assert "ada lovelace has submitted" in why(staff["ada"], ANSWER, row["id"])


def test_a_login_is_written_down_after_the_job(
    house: House, staff: dict[str, Login], connection: Connection, logins: Logins
) -> None:
    """It had submitted as nobody, and turns out to be somebody's: now others may answer, and she may not."""
    login = logins.name("answerer", "_adas")
    row = asked_by(house, connection, login)
    assert "is no known person" in why(staff["bob"], ANSWER, row["id"])
    people.add(connection, "ada", [login])
    assert "ada has submitted the job of request" in why(staff["ada"], ANSWER, row["id"])
    with logins.connect("answerer", "_adas") as hers:
        assert "ada has submitted the job of request" in why(hers, ANSWER, row["id"])
    assert "were submitted as" in why(house.db, MOVE, "bob", login)
    staff["bob"].execute(ANSWER, (row["id"],))


def test_a_login_that_changes_hands_is_whose_it_is_now(
    house: House, staff: dict[str, Login], connection: Connection, logins: Logins
) -> None:
    row = asked_by(house, connection, "ada")
    second = logins.name("answerer", "_second")
    people.add(connection, "bob", [second])
    house.db.execute(MOVE, ("ada", second))
    with logins.connect("answerer", "_second") as moved:
        assert "ada has submitted the job of request" in why(moved, ANSWER, row["id"])
        assert "is that of the person's own name" in why(house.db, MOVE, "bob", "ada")
        named = "UPDATE adjourn.logins SET login = 'x' WHERE login = 'ada'"
        assert "is that of the person's own name" in why(house.db, named)
        house.db.execute(MOVE, ("bob", second))
        moved.execute(ANSWER, (row["id"],))
    assert read(house, row)["answered_by"] == "bob"
    events = (
        "SELECT data -> 'became' ->> 'person' AS now FROM adjourn.events WHERE became = 'login changed' ORDER BY id"
    )
    assert [event["now"] for event in house.db.execute(events).fetchall()] == ["ada", "bob"]
