"""What happens in an organisation: logins are renamed and shared, leads leave, one job asks two teams."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

from adjourn.admin import checks
from adjourn.models import human_requests, people
from adjourn.models.ground.database import transaction
from adjourn.models.ground.settings import Settings
from psycopg import sql
from sqlalchemy import Connection

from tests.support.by_hand import read
from tests.support.house import House
from tests.support.logins import Logins
from tests.support.staff import ANSWER, Login, change, for_finance, why
from tests.support.waiting import until

TAKE = "UPDATE adjourn.human_requests SET assignee = adjourn.person() WHERE id = %s"


def for_finance_of(house: House, connection: Connection, name: str, login: str) -> int:
    people.add_team(connection, "finance")
    people.add(connection, name, [login])
    people.join(connection, "finance", name, "answer")
    return int(for_finance(house)["id"])


def test_a_job_that_asks_two_teams_goes_on_when_both_have_answered(house: House, staff: dict[str, Login]) -> None:
    job = house.run("parallel", {"log": []})
    one, other = house.requests(job["id"], "open")
    change(house, one, team="'finance'")
    change(house, other, team="'legal'")
    staff["ada"].execute(ANSWER, (one["id"],))
    assert "for which ada may not answer" in why(staff["ada"], ANSWER, other["id"])
    assert house.advance_due() == 0
    staff["tom"].execute(ANSWER, (other["id"],))
    house.advance_due()
    assert house.job(job["id"])["status"] == "succeeded"


def test_a_login_that_is_renamed_is_nobodys_until_it_is_written_down(
    house: House, logins: Logins, connection: Connection
) -> None:
    row = for_finance_of(house, connection, "ada", logins.name("answerer", "_old"))
    old, new = logins.name("answerer", "_old"), logins.name("answerer", "_old") + "_renamed"
    rename = sql.SQL("ALTER ROLE {} RENAME TO {}; ALTER ROLE {} PASSWORD 'secret'")
    identifiers = [sql.Identifier(name) for name in (old, new, new)]
    logins.db.execute(rename.format(*identifiers))
    try:
        with logins.connect_as(new) as renamed:
            assert renamed.execute(ANSWER, (row,)).rowcount == 0
            people.add(connection, "ada", [new])
            renamed.execute(ANSWER, (row,))
    finally:
        logins.db.execute(sql.SQL("ALTER ROLE {} RENAME TO {}").format(identifiers[1], identifiers[0]))
    assert read(house, {"id": row})["answered_by"] == "ada"


def test_a_login_that_many_share_is_one_person_and_nobody_else(
    house: House, logins: Logins, connection: Connection
) -> None:
    row = for_finance_of(house, connection, "the desk", logins.name("answerer", "_shared"))
    with logins.connect("answerer", "_shared") as one, logins.connect("answerer", "_shared") as other:
        one.execute(TAKE, (row,))
        other.execute(ANSWER, (row,))
        one.execute(ANSWER, (row,))
        other.execute("SET adjourn.person = 'ada'")
        assert "may not act for 'ada'" in why(other, "SELECT adjourn.person()")
    assert read(house, {"id": row})["answered_by"] == "the desk"


def test_what_is_put_off_is_reminded_of_escalated_and_due_all_the_same(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = for_finance(house)
    staff["ada"].execute(TAKE, (row["id"],))
    staff["ada"].execute("UPDATE adjourn.human_requests SET hidden_until = now() + interval '1 day'")
    past = "now() - interval '1 s'"
    change(house, row, remind_at=past, escalate_at=past, escalate_to="'legal'", due_at=past)
    assert human_requests.keep_time(connection) == 1
    now = read(house, row)
    assert (now["team"], now["hidden_until"], now["remind_at"], now["assignee"]) == ("legal", None, None, None)


def test_when_the_last_who_may_answer_has_left_doctor_says_so_and_an_operator_helps(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = for_finance(house)
    settings = house.worker.settings

    def said() -> str:
        return next(each.detail for each in checks.look(Settings.model_validate(settings)) if each.check == "questions")

    for name in ("ada", "bob", "lea"):
        assert said() == "each is for somebody"
        people.set_active(connection, name, False)
    assert said() == "nobody may answer for finance: adjourn teams join finance PERSON --may lead"
    house.db.execute("UPDATE adjourn.human_requests SET team = 'legal' WHERE id = %s", (row["id"],))
    staff["tom"].execute(ANSWER, (row["id"],))
    assert said() == "each is for somebody"


def test_the_owner_in_psql_puts_things_right_and_decides_nothing(
    house: House, staff: dict[str, Login], connection: Connection, logins: Logins
) -> None:
    row = for_finance(house, policy="""'{"exclusive": true}'""")
    with logins.connect("owner") as owner:
        staff["ada"].execute(TAKE, (row["id"],))
        for refused in (ANSWER, TAKE, "UPDATE adjourn.human_requests SET comment = 'x', assignee = NULL WHERE id = %s"):
            said = why(owner, refused, row["id"])
            assert "may not answer" in said and "(who may: ada, bob, lea)" in said
        hide = "UPDATE adjourn.human_requests SET hidden_until = now() + interval '1 hour' WHERE id = %s"
        assert f"is not {logins.name('owner')}'s to put off" in why(owner, hide, row["id"])
        for allowed in ("assignee = 'bob'", "assignee = NULL", "due_at = now()", "priority = 9", "team = 'legal'"):
            owner.execute(f"UPDATE adjourn.human_requests SET {allowed} WHERE id = %s", (row["id"],))
        me = logins.name("owner")
        signed = house.db.execute(
            "SELECT DISTINCT by FROM adjourn.events WHERE request_id = %s AND data -> 'due_at' IS NOT NULL",
            (row["id"],),
        ).fetchall()
        assert [event["by"] for event in signed] == [me]
        people.add(connection, "tom", [me])
        owner.execute(ANSWER, (row["id"],))
    assert read(house, {"id": row["id"]})["answered_by"] == "tom"


def test_who_answers_while_time_does_is_told_that_it_was_first(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = for_finance(house, expires_at="now() - interval '1 s'", at_expiry="'answer'", expiry_answer="'\"no\"'")
    waits = "SELECT FROM pg_stat_activity WHERE pid = %s AND wait_event_type = 'Lock'"
    with ThreadPoolExecutor(1) as pool:
        with transaction(connection.engine) as scheduler:
            assert human_requests.keep_time(scheduler) == 1
            answered = pool.submit(why, staff["ada"], ANSWER, row["id"])
            until(lambda: house.db.execute(waits, (staff["ada"].info.backend_pid,)).rowcount, "ada waits for time")
        assert f"request {row['id']} was already answered by time (the first answer wins)" in answered.result()
    assert (read(house, row)["answer"], read(house, row)["answered_via"]) == ("no", "expiry")


def test_what_is_due_before_it_is_asked_can_be_taken_and_not_put_off(house: House, staff: dict[str, Login]) -> None:
    row = for_finance(house, due_at="now() - interval '1 hour'")
    staff["ada"].execute(TAKE, (row["id"],))
    hide = "UPDATE adjourn.human_requests SET hidden_until = now() + interval '1 minute' WHERE id = %s"
    assert "put it off until then at most" in why(staff["ada"], hide, row["id"])
    staff["ada"].execute(ANSWER, (row["id"],))
    assert read(house, row)["status"] == "answered"
