"""People, teams and who has a question, from a shell."""

from __future__ import annotations

import json

from tests.support.by_hand import ask, read
from tests.support.command import Command
from tests.support.house import House
from tests.support.logins import Logins


def as_(adjourn: Command, person: str) -> Command:
    return Command(adjourn.cwd, adjourn.env | {"ADJOURN_PERSON": person})


def test_people_and_teams_are_written_down_and_shown(adjourn: Command) -> None:
    assert "nobody yet" in adjourn.quick("people").out
    assert "no teams yet" in adjourn.quick("teams").out
    said = adjourn.quick("people", "add", "ada", "--login", "ada_psql", "--email", "ada@example.org").out
    assert said == "ada is a person, also as ada_psql\n"
    assert adjourn.quick("people", "add", "lea").out == "lea is a person\n"
    assert adjourn.quick("teams", "add", "finance").out == "finance is a team\n"
    assert adjourn.quick("teams", "join", "finance", "ada").out == "ada may answer in team finance\n"
    assert adjourn.quick("teams", "join", "finance", "lea", "--may", "lead").out == "lea may lead in team finance\n"
    assert "ada, lea (lead)" in adjourn.quick("teams").out
    assert adjourn.quick("people", "deactivate", "ada").out == "ada decides nothing any more\n"
    found = json.loads(adjourn.quick("people", "--json").out)
    ada = {
        "name": "ada",
        "email": "ada@example.org",
        "active": False,
        "logins": ["ada", "ada_psql"],
        "teams": "finance",
    }
    assert found[1] == ada
    assert "ada, not active" in adjourn.quick("people").out
    assert adjourn.quick("people", "activate", "ada").out == "ada may decide again\n"
    assert adjourn.quick("people", "unlink", "ada_psql").out == "login ada_psql is nobody's\n"
    assert adjourn.quick("teams", "leave", "finance", "ada").out == "ada is not in team finance any more\n"
    assert adjourn.quick("teams", "remove", "finance").out == "there is no team finance any more\n"
    for arguments, said in (
        (("teams", "join", "legal", "ada"), "there is no team legal: `adjourn teams add legal`"),
        (("people", "unlink", "ada"), "login 'ada' is that of the person's own name"),
        (("people", "add", "bob", "--login", "lea"), "login lea is lea's: `adjourn people unlink lea` first"),
        (("people", "add", " "), "name_is_short"),
        (("teams", "remove", "legal"), "there is no team legal"),
    ):
        refused = adjourn.quick(*arguments)
        assert (refused.code, said in refused.err) == (2, True), refused.err
    assert "bob" not in adjourn.quick("people").out, "nothing of a refused command is left"


def test_a_question_is_taken_given_put_off_and_answered(house: House, adjourn: Command) -> None:
    for name in ("ada", "bob", "lea", "eve"):
        adjourn.quick("people", "add", name)
    adjourn.quick("teams", "add", "finance")
    adjourn.quick("teams", "add", "legal")
    for name, may in (("ada", "answer"), ("bob", "answer"), ("lea", "lead")):
        adjourn.quick("teams", "join", "finance", name, "--may", may)
    row, other = ask(house), ask(house)
    id, ada, bob, lea = str(row["id"]), as_(adjourn, "ada"), as_(adjourn, "bob"), as_(adjourn, "lea")

    assert lea.quick("assign", id, "--team", "finance").out == f"request {id} is anybody's of team finance\n"
    assert f"#{id}" in ada.quick("requests", "--team", "finance").out
    assert f"#{other['id']}" not in ada.quick("requests", "--team", "finance").out
    assert ada.quick("requests", "--mine").out == "no such requests\n"
    assert ada.quick("take", id).out.startswith(f"ada has request {id} until 20")
    assert ada.quick("take", f"#{id}").out.startswith(f"ada has request {id} until 20"), "again"
    assert f"ada has request {id} until" in bob.quick("take", id).err
    shown = bob.quick("requests", "--team", "finance").out
    assert "for finance, ada has it until 20" in shown
    assert [each["id"] for each in json.loads(ada.quick("requests", "--mine", "--json").out)] == [row["id"]]
    assert ada.quick("snooze", id, "--until", "2100-01-01T09:00").out.startswith(f"request {id} is put off until 2100")
    assert ada.quick("requests", "--mine").out == "no such requests\n"
    assert ada.quick("snooze", id, "--no-longer").out == f"request {id} is back\n"
    assert f"#{id}" in ada.quick("requests", "--mine").out
    assert ada.quick("snooze", id).code == bob.quick("assign", id).code == 2
    assert ada.quick("release", id).out == f"nobody has request {id}\n"
    assert bob.quick("assign", id, "bob").out == f"request {id} is bob's\n"
    assert "may not answer for team finance" in lea.quick("assign", id, "eve").err
    assert "may not pass request" in bob.quick("assign", id, "--team", "legal").err
    assert bob.quick("answer", id, "--answer", '{"sum": 12345678901234567890.10}').out == f"request {id} is answered\n"
    now = read(house, row)
    assert (now["answered_by"], now["answered_via"]) == ("bob", "command")
    assert f"request {id} is answered: nobody has to answer it" in ada.quick("take", id).err

    assert ada.quick("note", id, "it was fine").out == f"noted about request {id}\n"
    history = adjourn.quick("requests", "history", id).out
    for said in (
        "team: - → finance",
        "assignee: - → ada",
        'answered, answer {"sum": 12345678901234567890.10}',
        "via command",
        "noted: it was fine",
    ):
        assert said in history, history
    assert json.loads(adjourn.quick("requests", "history", id, "--json").out)[-1]["note"] == "it was fine"
    assert adjourn.quick("requests", "history", "999").err == "adjourn: there is no request 999\n"
    assert adjourn.quick("note", "999", "x").err == "adjourn: there is no request 999\n"
    assert as_(adjourn, "eve").quick("note", id, "x").err == f"adjourn: there is no request {id}\n"

    due = "UPDATE adjourn.human_requests SET due_at = now() + interval '2 hours' WHERE id = %s"
    house.db.execute(due, (other["id"],))
    assert "due in 2 h" in ada.quick("requests", "--due").out
    assert ada.quick("requests", "--came-back").out == "no such requests\n"


def test_who_has_a_question_is_said_as_the_row_that_lists_have(house: House, adjourn: Command) -> None:
    for arguments in ("people add ada", "teams add finance", "teams join finance ada --may lead"):
        adjourn.quick(*arguments.split())
    row, ada = ask(house), as_(adjourn, "ada")
    id = str(row["id"])
    for moves, columns in (
        (("assign", id, "--team", "finance"), {"team": "finance", "assignee": None}),
        (("take", id), {"assignee": "ada"}),
        (("snooze", id, "--until", "2100-01-01T09:00Z"), {"hidden_until": "2100-01-01T09:00:00+00:00"}),
        (("snooze", id, "--no-longer"), {"hidden_until": None}),
        (("release", id), {"assignee": None, "claimed_until": None}),
        (("assign", id, "ada"), {"assignee": "ada"}),
    ):
        said = ada.quick(*moves, "--json").json
        assert {name: said[name] for name in columns} == columns, moves
        assert [said] == ada.quick("requests", "--json").json
    note = ada.quick("note", id, "look at it\u200b", "--json").json
    assert (note["request_id"], note["by"], note["text"]) == (row["id"], "ada", "look at it\u200b")
    assert note.keys() == {"id", "request_id", "at", "by", "text"}
    assert ada.quick("take", "999", "--json").complaint == "there is no request 999"


def test_a_job_is_enqueued_for_somebody(house: House, adjourn: Command) -> None:
    job = adjourn.quick("enqueue", "echo", '{"log": []}', "--for", "ada").out.strip()
    assert house.job(job)["submitted_by"] == "ada"


def test_who_acts_for_a_person_sees_what_that_person_sees(house: House, adjourn: Command, database_url: str) -> None:
    mine, other = ask(house), ask(house)
    for name, team in (("lea", "finance"), ("tom", "legal")):
        for words in (("people", "add", name), ("teams", "add", team), ("teams", "join", team, name, "--may", "lead")):
            adjourn.quick(*words)
    for row, team in ((mine, "finance"), (other, "legal")):
        adjourn.quick("assign", str(row["id"]), "--team", team)
    with Logins.open(database_url) as logins:
        page = Command(
            adjourn.cwd, adjourn.env | {"ADJOURN_DATABASE_URL": logins.url("inbox"), "ADJOURN_PERSON": "lea"}
        )
        assert [row["id"] for row in json.loads(page.quick("requests", "--json").out)] == [mine["id"]]
        assert f"#{mine['id']}" in page.quick("request", str(mine["id"])).out
        for words in (("request",), ("answer", "--comment", "yes"), ("take",), ("note",), ("requests", "history")):
            text = ["seen"] if words == ("note",) else []
            refused = page.quick(*words, str(other["id"]), *text)
            assert (refused.code, refused.err) == (2, f"adjourn: there is no request {other['id']}\n"), words
        passed = page.quick("assign", str(mine["id"]), "tom", "--team", "legal", "--json")
        assert passed.out == "null\n", passed.err
        assert "request" not in page.quick("requests", "--json").out
    assert (read(house, mine)["team"], read(house, mine)["assignee"]) == ("legal", "tom")


def test_what_somebody_does_through_a_login_that_speaks_for_her_stays_done(house: House, adjourn: Command) -> None:
    adjourn.quick("people", "add", "ada")
    ada = as_(adjourn, "ada")
    job = ada.quick("enqueue", "line", '{"log": []}').out.strip()
    assert (house.job(job)["status"], house.job(job)["submitted_by"]) == ("queued", "ada")
    done = ada.quick("enqueue", "nothing", "1", "--tag", "many")
    assert done.code == 2
    tagged = [ada.quick("enqueue", "line", '{"log": []}', "--tag", "many").out.strip() for _ in range(3)]
    house.db.execute(
        "CREATE FUNCTION not_this() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN "
        "RAISE EXCEPTION 'not this' USING ERRCODE = '55000'; END $$"
    )
    house.db.execute(
        f"CREATE TRIGGER not_this BEFORE UPDATE ON adjourn.jobs FOR EACH ROW WHEN (OLD.id = '{tagged[1]}') "
        "EXECUTE FUNCTION not_this()"
    )
    said = ada.quick("cancel", "--tag", "many", "--yes")
    assert said.out == "2 jobs are cancelled\n" and "1 not: not this" in said.err
    assert [house.job(id)["status"] for id in tagged] == ["cancelled", "queued", "cancelled"]
    assert ada.quick("pause", "--graph", "line").code == 0
    assert house.db.execute("SELECT by FROM adjourn.pauses").fetchone() == {"by": "ada"}
