"""Nobody approves his own request, whatever door he uses and however often it is asked."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import pytest
from adjourn.models import human_requests, jobs, people
from adjourn.models.ground.database import engine, transaction
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings
from adjourn.models.job_request import JobRequest, enqueue
from sqlalchemy import Connection

from tests.conftest import PROJECT
from tests.support.by_hand import read
from tests.support.command import Command
from tests.support.house import House, Row
from tests.support.logins import Logins, denied
from tests.support.staff import ANSWER, Login, asked_by, change, why

HIS_OWN = "ada has submitted the job of request"


def in_sql(login: Login, row: Row, statement: str) -> str:
    return why(login, statement, row["id"])


def in_many(login: Login, row: Row, statement: str) -> str:
    [said] = login.execute(statement, (row["id"],)).fetchall()
    assert not said["answered"]
    return str(said["said"])


def when_it_means_many(login: Login, row: Row, statement: str) -> str:
    with login.transaction():
        login.execute("SET LOCAL adjourn.many = 'yes'")
        with login.transaction(force_rollback=True):
            return why(login, statement, row["id"])


_MANY = "SELECT answered, said FROM adjourn.answer_many(ARRAY[%s], comment => 'yes'{})"
ALONE = "has to be answered by itself"
DOORS: dict[str, tuple[Any, str, str]] = {
    "table": (in_sql, ANSWER, HIS_OWN),
    "view": (in_sql, "UPDATE adjourn.open_requests SET comment = 'yes' WHERE id = %s", HIS_OWN),
    "answer in JSON": (in_sql, "UPDATE adjourn.human_requests SET answer = '1' WHERE id = %s", HIS_OWN),
    "and takes it": (in_sql, ANSWER.replace("SET", "SET assignee = adjourn.person(),"), HIS_OWN),
    "many": (when_it_means_many, ANSWER, HIS_OWN),
    "answer_many": (in_many, _MANY.format(""), ALONE),
    "answer_many, tried": (in_many, _MANY.format(", dry_run => true"), ALONE),
}


@pytest.mark.parametrize("door", DOORS)
def test_nobody_answers_what_he_has_submitted_himself(
    house: House, staff: dict[str, Login], connection: Connection, logins: Logins, door: str
) -> None:
    write, statement, said = DOORS[door]
    row = asked_by(house, connection, "ada")
    people.add(connection, "ada", [logins.name("answerer", "_second")])
    with logins.connect("answerer", "_second") as other_login:
        for login in (staff["ada"], other_login):
            assert said in write(login, row, statement)
    staff["bob"].execute(ANSWER, (row["id"],))
    assert read(house, row)["answered_by"] == "bob"
    row = asked_by(house, connection, "some service")
    unknown = f"who submitted the job of request {row['id']}, %s, is no known person, so nobody is known to be another"
    assert (unknown % "'some service'" if said == HIS_OWN else said) in write(staff["bob"], row, statement)
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute("UPDATE adjourn.jobs SET submitted_by = NULL WHERE id = %s", (row["job_id"],))
    assert (unknown % "nobody knows" if said == HIS_OWN else said) in write(staff["bob"], row, statement)
    assert read(house, row)["status"] == "open"


def test_nor_does_who_is_nobody_known(
    house: House, staff: dict[str, Login], connection: Connection, logins: Logins
) -> None:
    row = asked_by(house, connection, "ada")
    change(house, row, team="NULL")
    with logins.connect("answerer", "_nobody") as nobody:
        assert "is no known person, so not known to be another than ada" in why(nobody, ANSWER, row["id"])
    assert read(house, row)["status"] == "open"


def test_nor_by_a_file_nor_by_the_command(
    house: House, staff: dict[str, Login], connection: Connection, logins: Logins, tmp_path: Path
) -> None:
    row = asked_by(house, connection, "ada")

    def as_(who: str) -> Command:
        url = logins.url("answerer", f"_{who}")
        return Command(tmp_path, {"DATABASE_URL": url, "ADJOURN_PROJECT": str(PROJECT)})

    [line] = csv.DictReader(io.StringIO(as_("ada").quick("requests", "export").out))
    sheet = io.StringIO()
    writer = csv.DictWriter(sheet, line)
    writer.writeheader()
    writer.writerow(line | {"comment": "yes"})
    file = tmp_path / "open.csv"
    file.write_text(sheet.getvalue())
    for yes in ([], ["--yes"]):
        done = as_("ada").quick("requests", "import", str(file), *yes)
        assert (done.code, HIS_OWN in done.err) == (2, True)
    assert HIS_OWN in as_("ada").quick("answer", str(row["id"]), "--comment", "yes").complaint
    own = engine(Settings(database_url=logins.url("answerer", "_ada")))
    with pytest.raises(BadInput, match=HIS_OWN), transaction(own) as login:
        human_requests.answer(login, row["id"], comment="yes")
    own.dispose()
    assert read(house, row) == row
    assert as_("bob").quick("requests", "import", str(file), "--yes").code == 0
    assert read(house, row)["answered_by"] == "bob"


def test_what_is_asked_again_is_not_his_to_answer_either(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = asked_by(house, connection, "ada", "takes")
    staff["bob"].execute("UPDATE adjourn.human_requests SET answer = '\"careless\"' WHERE id = %s", (row["id"],))
    house.advance_due()
    assert house.job(row["job_id"])["status"] == "failed"
    jobs.retry(connection, str(row["job_id"]), "last")
    house.advance_due()
    assert (read(house, row)["status"], read(house, row)["four_eyes"]) == ("open", True)
    number = "UPDATE adjourn.human_requests SET answer = '12' WHERE id = %s"
    assert HIS_OWN in why(staff["ada"], number, row["id"])
    staff["bob"].execute(number, (row["id"],))
    house.advance_due()
    assert house.job(row["job_id"])["result"] == {"log": ["begin", 12, "end"]}


def test_nor_what_a_retry_has_opened_again(house: House, staff: dict[str, Login], connection: Connection) -> None:
    row = asked_by(house, connection, "ada")
    for _ in range(2):
        house.db.execute("""UPDATE adjourn.jobs SET status = 'failed', error = '{"type": "E", "message": ""}'""")
        assert read(house, row)["status"] == "withdrawn"
        jobs.retry(connection, str(row["job_id"]))
        assert HIS_OWN in why(staff["ada"], ANSWER, row["id"])
    assert read(house, row)["status"] == "open"
    staff["bob"].execute(ANSWER, (row["id"],))
    house.db.execute("""UPDATE adjourn.jobs SET status = 'failed', error = '{"type": "E", "message": ""}'""")
    jobs.retry(connection, str(row["job_id"]))
    now = read(house, row)
    assert (now["status"], now["answered_by"]) == ("answered", "bob"), "his answer counts again"


def test_nor_what_a_later_job_goes_on_with(house: House, staff: dict[str, Login], connection: Connection) -> None:
    """A job without input goes on with what an earlier one was asked for."""
    first = asked_by(house, connection, "ada")
    jobs.cancel(connection, str(first["job_id"]))
    job = enqueue(connection, JobRequest("line", thread_id=first["thread_id"], submitted_by="bob"))
    house.advance_due()
    [row] = house.requests(job, "open")
    change(house, row, team="'finance'", four_eyes="true")
    assert HIS_OWN in why(staff["ada"], ANSWER, row["id"])
    assert "bob has submitted the job of request" in why(staff["bob"], ANSWER, row["id"])
    staff["lea"].execute(ANSWER, (row["id"],))
    jobs.cancel(connection, job)
    job = enqueue(connection, JobRequest("line", '{"log": []}', thread_id=first["thread_id"], submitted_by="bob"))
    house.advance_due()
    [row] = house.requests(job, "open")
    change(house, row, team="'finance'", four_eyes="true")
    staff["ada"].execute(ANSWER, (row["id"],))
    assert read(house, row)["answered_by"] == "ada", "what bob has asked for is not hers"


def test_time_is_not_brought_forward_by_who_may_not_answer(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = asked_by(house, connection, "lea")
    later = "now() + interval '1 day'"
    change(house, row, expires_at=later, at_expiry="'answer'", expiry_answer="'\"yes\"'")
    sooner = "UPDATE adjourn.human_requests SET expires_at = now() + interval '1 second' WHERE id = %s"
    assert "lea has submitted the job of request" in why(staff["lea"], sooner, row["id"])
    staff["lea"].execute(sooner.replace("1 second", "2 days"), (row["id"],))
    people.join(connection, "finance", "bob", "lead")
    staff["bob"].execute(sooner, (row["id"],))


def test_neither_the_owner_nor_the_page_gets_round_it(
    house: House, staff: dict[str, Login], connection: Connection, logins: Logins
) -> None:
    row = asked_by(house, connection, "ada")
    assert "cannot be changed" in why(house.db, "UPDATE adjourn.human_requests SET four_eyes = false")
    with logins.connect("owner") as owner:
        assert "may not answer" in why(owner, ANSWER, row["id"]), "she is in no team"
        submitted = "UPDATE adjourn.jobs SET submitted_by = 'bob' WHERE id = %s"
        assert "who submitted job" in why(owner, submitted, row["job_id"])
        for name in ("ada", "bob"):
            owner.execute(f"SET adjourn.person = '{name}'")
            assert f"may not act for '{name}'" in why(owner, ANSWER, row["id"])
        owner.execute("RESET adjourn.person")
        people.add(connection, "ada", [logins.name("owner")])
        assert HIS_OWN in why(owner, ANSWER, row["id"])
    with logins.connect("inbox") as page:
        assert "may not answer" in why(page, ANSWER, row["id"])
        page.execute("SET adjourn.person = 'ada'")
        assert HIS_OWN in why(page, ANSWER, row["id"])
        page.execute("SET adjourn.person = 'Ada'")
        assert "there is no person 'Ada'" in why(page, ANSWER, row["id"])
        denied(page, "UPDATE adjourn.human_requests SET answered_by = 'bob'")
        page.execute("SET adjourn.person = 'bob'")
        page.execute(ANSWER, (row["id"],))
    assert read(house, row)["answered_by"] == "bob"
