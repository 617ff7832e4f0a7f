"""People see the questions of their teams and those of none; what they do not see they cannot find, count or change."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import psycopg
import pytest
from adjourn.models import people
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from sqlalchemy import Connection

from tests.support.by_hand import ask, read
from tests.support.house import House, Row
from tests.support.logins import Logins
from tests.support.staff import ANSWER, Login, change, for_finance, why

PASS_ON = "UPDATE adjourn.{} SET team = 'legal' WHERE id = %s"


@pytest.fixture
def staff(staff: dict[str, Login], logins: Logins) -> dict[str, Login]:
    for table in ("human_requests", "jobs", "notes"):
        logins.db.execute(f"ALTER TABLE adjourn.{table} ENABLE ROW LEVEL SECURITY")
    return staff


@pytest.fixture
def rows(house: House, staff: dict[str, Login]) -> dict[str, Row]:
    """A question of each team, of none, and of the one that has come to none."""
    house.db.execute("INSERT INTO adjourn.teams VALUES ('unrouted')")
    asked = {"nobody": ask(house)}
    for team in ("finance", "legal", "unrouted"):
        asked[team] = ask(house)
        change(house, asked[team], team=f"'{team}'")
    return asked


def numbers(login: Login, query: str, *values: Any) -> list[int]:
    return sorted(row["id"] for row in login.execute(query, values))


@pytest.mark.parametrize(
    "query",
    [
        "SELECT id FROM adjourn.human_requests",
        "SELECT id FROM adjourn.open_requests",
        "SELECT r.id FROM adjourn.human_requests r JOIN adjourn.jobs j ON j.id = r.job_id",
        "SELECT r.id FROM adjourn.human_requests r FULL JOIN adjourn.jobs j ON j.id = r.job_id",
        "SELECT id FROM adjourn.inbox_of()",
        "SELECT r.id FROM adjourn.human_requests r, adjourn.history(r.id) LIMIT 100",
        "SELECT max(id) AS id FROM adjourn.inbox_of('all', '{}', NULL, 1000) GROUP BY id",
    ],
)
def test_each_sees_what_is_his_teams_and_what_is_nobodys(
    staff: dict[str, Login], rows: dict[str, Row], connection: Connection, query: str
) -> None:
    people.join(connection, "unrouted", "lea", "lead")
    people.join(connection, "unrouted", "bob", "answer")
    seen = {
        "ada": ["finance"],
        "kim": ["finance"],
        "tom": ["legal"],
        "lea": ["finance", "unrouted"],
        "bob": ["finance"],
    }
    for name, teams in seen.items():
        assert numbers(staff[name], query) == sorted(rows[team]["id"] for team in ("nobody", *teams)), name
    people.set_active(connection, "ada", False)
    assert numbers(staff["ada"], query) == [rows["nobody"]["id"]]


def test_what_somebody_does_not_see_is_not_there_for_him(staff: dict[str, Login], rows: dict[str, Row]) -> None:
    tom, hidden = staff["tom"], rows["finance"]
    id, absent = hidden["id"], "there is no request "
    for statement in (
        ANSWER,
        PASS_ON.format("human_requests"),
        "UPDATE adjourn.open_requests SET comment = 'x' WHERE id = %s",
    ):
        assert tom.execute(statement, (id,)).rowcount == 0
    [many] = tom.execute("SELECT * FROM adjourn.answer_many(ARRAY[%s], comment => 'yes')", (id,)).fetchall()
    assert (many["answered"], many["said"]) == (False, f"{absent}{id}")
    for statement in (
        "SELECT adjourn.pass_on(%s, 'legal')",
        "INSERT INTO adjourn.notes (request_id, text) VALUES (%s, 'x')",
    ):
        assert why(tom, statement, id).startswith(f"{absent}{id}")
        assert why(tom, statement, 10**9).startswith(absent), "as for one that there is not"
    for query in (
        f"SELECT * FROM adjourn.history({id})",
        f"SELECT * FROM adjourn.jobs WHERE id = '{hidden['job_id']}'".replace("*", "id, input"),
        f'SELECT * FROM adjourn.inbox_of(filter => \'{{"search": "{id}"}}\')',
        'SELECT * FROM adjourn.inbox_of(filter => \'{"team": "finance"}\')',
    ):
        assert tom.execute(query).fetchall() == [], query


def test_notes_and_answers_are_seen_as_their_questions_are(
    staff: dict[str, Login], rows: dict[str, Row], house: House
) -> None:
    for team in ("finance", "nobody"):
        staff["ada"].execute("INSERT INTO adjourn.notes (request_id, text) VALUES (%s, %s)", (rows[team]["id"], team))
        staff["ada"].execute(ANSWER, (rows[team]["id"],))
    for name, teams in {"kim": ["finance", "nobody"], "tom": ["nobody"]}.items():
        assert [row["text"] for row in staff[name].execute("SELECT text FROM adjourn.notes ORDER BY 1")] == teams
        ids = numbers(staff[name], "SELECT id FROM adjourn.answered")
        assert ids == sorted(rows[team]["id"] for team in teams)
        said = [row["note"] for row in staff[name].execute("SELECT note FROM adjourn.history(%s)", (ids[-1],))]
        assert teams[0] in said
    assert len(house.db.execute("SELECT FROM adjourn.answered").fetchall()) == 2


@pytest.mark.parametrize("table", ["human_requests", "open_requests"])
def test_a_lead_passes_a_question_to_a_team_that_he_does_not_see(
    staff: dict[str, Login], rows: dict[str, Row], house: House, table: str
) -> None:
    row = rows["finance"]
    if table == "human_requests":
        said = why(staff["lea"], PASS_ON.format(table), row["id"])
        assert said == (
            f"request {row['id']} would be for team legal, whose questions you do not see "
            f"(SELECT adjourn.pass_on({row['id']}, 'legal'))"
        )
        staff["lea"].execute(f"SELECT adjourn.pass_on({row['id']}, 'legal', 'tom')")
    else:
        both = "UPDATE adjourn.open_requests SET team = 'legal', comment = 'x' WHERE id = %s"
        assert "one after the other" in why(staff["lea"], both, row["id"])
        staff["lea"].execute(
            "UPDATE adjourn.open_requests SET team = 'legal', assignee = 'tom' WHERE id = %s", (row["id"],)
        )
    now = read(house, row)
    assert (now["team"], now["assignee"]) == ("legal", "tom")
    assert numbers(staff["lea"], "SELECT id FROM adjourn.inbox_of()") == [rows["nobody"]["id"]]
    staff["tom"].execute(ANSWER, (row["id"],))


def test_only_a_lead_passes_on_whatever_he_says_it_with(staff: dict[str, Login], rows: dict[str, Row]) -> None:
    id = rows["finance"]["id"]
    for statement in (
        "SELECT adjourn.pass_on(%s, 'legal')",
        PASS_ON.format("human_requests"),
        PASS_ON.format("open_requests"),
    ):
        assert why(staff["ada"], statement, id) == f"ada may not pass request {id} to another team (who may: lea)"
    assert why(staff["lea"], "SELECT adjourn.pass_on(%s, 'sales')", id).startswith("there is no team sales")
    assert "tom" in why(staff["lea"], "SELECT adjourn.pass_on(%s, 'legal', 'bob')", id)


def test_who_speaks_for_somebody_sees_what_he_sees(
    staff: dict[str, Login], rows: dict[str, Row], logins: Logins, house: House
) -> None:
    finance = sorted(rows[team]["id"] for team in ("nobody", "finance"))
    with logins.connect("inbox") as page:
        for name, ids in {"ada": finance, "nobody at all": [rows["nobody"]["id"]]}.items():
            with page.transaction():
                page.execute("SELECT set_config('adjourn.person', %s, true)", (name,))
                for query in ("SELECT id FROM adjourn.human_requests", "SELECT id FROM adjourn.inbox_of()"):
                    assert numbers(page, query) == ids
    with house.db.transaction():
        house.db.execute("SET LOCAL adjourn.person = 'ada'")
        assert numbers(house.db, "SELECT id FROM adjourn.inbox_of()") == finance, "the owner's page, too"


@pytest.mark.parametrize("role", ["reader", "worker"])
def test_who_reads_everything_goes_on_to_do_so(rows: dict[str, Row], logins: Logins, role: str) -> None:
    with logins.connect(role) as login:
        for query in ("SELECT id FROM adjourn.human_requests", "SELECT id FROM adjourn.inbox_of()"):
            assert numbers(login, query) == sorted(row["id"] for row in rows.values())
        assert len(login.execute("SELECT FROM adjourn.jobs").fetchall()) == len(rows)


def test_without_teams_everybody_sees_all_jobs(house: House, logins: Logins) -> None:
    house.enqueue("line", {"log": []})
    with logins.connect("answerer") as person:
        assert len(person.execute("SELECT id FROM adjourn.jobs").fetchall()) == 1


@pytest.fixture
def own(database_url: str, db: psycopg.Connection[Row]) -> Callable[[str], None]:
    def prepare(statement: str) -> None:
        db.execute(statement)
        migrate(Settings(database_url=database_url), roles=True)

    return prepare


def test_policies_of_the_operator_are_left_alone(own: Callable[[str], None], db: psycopg.Connection[Row]) -> None:
    own("CREATE POLICY mine ON adjourn.human_requests USING (false)")
    found = db.execute("SELECT polrelid::regclass::text AS at, polname FROM pg_policy ORDER BY 1, 2").fetchall()
    assert [(row["at"], row["polname"]) for row in found if "human_requests" in row["at"]] == [
        ("human_requests", "mine")
    ]
    assert len(found) == 5


def test_who_was_granted_the_table_goes_on_to_see_it(
    own: Callable[[str], None], db: psycopg.Connection[Row], house: House
) -> None:
    db.execute("INSERT INTO adjourn.teams VALUES ('finance')")
    row = for_finance(house)
    name = f"{house.db.info.dbname}_tool"
    db.execute(f"CREATE ROLE {name}")
    try:
        own(f"GRANT SELECT (id) ON adjourn.human_requests TO {name}; GRANT USAGE ON SCHEMA adjourn TO {name}")
        with db.transaction():
            db.execute(f"SET LOCAL ROLE {name}")
            assert numbers(db, "SELECT id FROM adjourn.human_requests") == [row["id"]]
    finally:
        db.execute(f"DROP OWNED BY {name}; DROP ROLE {name}")
