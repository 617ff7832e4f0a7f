"""A team's work is that team's, and somebody takes it, whatever he writes with."""

from __future__ import annotations

import pytest
from adjourn.models import custody, human_requests, people
from adjourn.models.ground.errors import BadInput
from sqlalchemy import Connection

from tests.support.by_hand import ask, read, result_of
from tests.support.house import House
from tests.support.staff import ANSWER, Login, change, for_finance, why

TAKE = "UPDATE adjourn.human_requests SET assignee = adjourn.person() WHERE id = %s"


def test_only_who_may_answers_for_a_team(house: House, staff: dict[str, Login]) -> None:
    row = for_finance(house)
    for name in ("kim", "tom"):
        said = f"request {row['id']} is for team finance, for which {name} may not answer (who may: ada, bob, lea)"
        assert why(staff[name], ANSWER, row["id"]) == said
        assert why(staff[name], TAKE, row["id"]) == said
        many = "SELECT answered, said FROM adjourn.answer_many(ARRAY[%s], comment => 'yes')"
        [found] = staff[name].execute(many, (row["id"],)).fetchall()
        assert (found["answered"], found["said"].startswith(said.partition(" (")[0])) == (False, True)
        view = "UPDATE adjourn.open_requests SET comment = 'yes' WHERE id = %s"
        assert why(staff[name], view, row["id"]) == said
    assert "may not answer" in why(house.db, ANSWER, row["id"]), "nor does the owner, who can put himself into the team"
    staff["ada"].execute(ANSWER, (row["id"],))
    assert read(house, row)["answered_by"] == "ada"
    assert result_of(house, row) == ["begin", {"data": "yes"}, "end"]


def test_who_takes_a_question_has_it_until_it_lapses_and_others_may_answer_it(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = for_finance(house)
    staff["ada"].execute(TAKE, (row["id"],))
    now = read(house, row)
    assert now["assignee"] == "ada"
    [hours] = house.db.execute(
        "SELECT extract(epoch FROM claimed_until - now()) / 3600 AS hours FROM adjourn.human_requests WHERE id = %s",
        (row["id"],),
    ).fetchall()
    assert 7.9 < hours["hours"] <= 8
    said = why(staff["bob"], TAKE, row["id"])
    assert said.startswith(f"ada has request {row['id']} until ")
    assert said.endswith("(ada releases it, or a lead does: lea)")
    assert human_requests.release_lapsed(connection) == 0
    change(house, row, claimed_until="now() - interval '1 second'")
    assert human_requests.release_lapsed(connection) == 1
    assert (read(house, row)["assignee"], read(house, row)["claimed_until"]) == (None, None)
    staff["bob"].execute(TAKE, (row["id"],))
    staff["ada"].execute(ANSWER, (row["id"],))
    assert read(house, row)["answered_by"] == "ada", "answering needs no claim"


def test_a_lead_releases_assigns_and_passes_on(house: House, staff: dict[str, Login]) -> None:
    row = for_finance(house)
    assign = "UPDATE adjourn.human_requests SET assignee = %s WHERE id = %s"
    staff["ada"].execute(TAKE, (row["id"],))
    staff["lea"].execute(assign, ("bob", row["id"]))
    assert (read(house, row)["assignee"], read(house, row)["claimed_until"]) == ("bob", None), "given, not taken"
    assert why(staff["ada"], TAKE, row["id"]).startswith(f"bob has request {row['id']} (")
    for nobody in ("tom", "kim", "eve"):
        refused = why(staff["lea"], assign, nobody, row["id"])
        assert refused == f"{nobody} may not answer for team finance (who may: ada, bob, lea)"
    staff["bob"].execute(assign, (None, row["id"]))
    staff["ada"].execute(assign, ("bob", row["id"]))
    dates = "UPDATE adjourn.human_requests SET priority = 5, due_at = now() + interval '1 day' WHERE id = %s"
    assert "ada may not change priority and dates" in why(staff["ada"], dates, row["id"])
    staff["lea"].execute(dates, (row["id"],))

    to_legal = "UPDATE adjourn.human_requests SET team = 'legal' WHERE id = %s"
    assert why(staff["ada"], to_legal, row["id"]).endswith("to another team (who may: lea)")
    to_nobody = "UPDATE adjourn.human_requests SET team = NULL WHERE id = %s"
    assert "must stay some team's" in why(staff["lea"], to_nobody, row["id"])
    staff["lea"].execute(to_legal, (row["id"],))
    now = read(house, row)
    assert (now["team"], now["assignee"], now["priority"]) == ("legal", None, 5)
    assert "for which ada may not answer" in why(staff["ada"], ANSWER, row["id"])
    staff["tom"].execute(ANSWER, (row["id"],))
    assert f"request {row['id']} is answered" in why(staff["tom"], TAKE, row["id"])
    events = house.db.execute(
        "SELECT by, data FROM adjourn.events WHERE request_id = %s AND was = 'open' AND became = 'open' ORDER BY id",
        (row["id"],),
    ).fetchall()
    assert [event["by"] for event in events] == ["ada", "lea", "bob", "ada", "lea", "lea"]
    assert events[1]["data"]["assignee"] == ["ada", "bob"]
    assert events[-1]["data"] == {"team": ["finance", "legal"], "assignee": ["bob", None]}


def test_who_leaves_has_nothing_any_more(house: House, staff: dict[str, Login], connection: Connection) -> None:
    rows = [for_finance(house) for _ in range(3)]
    for row in rows:
        staff["lea"].execute("UPDATE adjourn.human_requests SET assignee = 'ada' WHERE id = %s", (row["id"],))
    staff["ada"].execute(ANSWER, (rows[0]["id"],))
    people.set_active(connection, "ada", False)
    assert [read(house, row)["assignee"] for row in rows] == ["ada", None, None], "what is answered stays"
    people.set_active(connection, "ada", True)
    staff["lea"].execute("UPDATE adjourn.human_requests SET assignee = 'ada' WHERE id = %s", (rows[1]["id"],))
    people.join(connection, "finance", "ada", "look")
    assert read(house, rows[1])["assignee"] is None
    people.join(connection, "finance", "ada", "answer")
    staff["ada"].execute(TAKE, (rows[1]["id"],))
    people.leave(connection, "finance", "ada")
    assert (read(house, rows[1])["assignee"], read(house, rows[1])["claimed_until"]) == (None, None)


def test_the_view_does_the_same(house: House, staff: dict[str, Login]) -> None:
    row = for_finance(house, due_at="now() + interval '2 days'")
    write = "UPDATE adjourn.open_requests SET {} WHERE id = %s"
    staff["ada"].execute(write.format("assignee = ' ada '"), (row["id"],))
    staff["ada"].execute(write.format("hidden_until = now() + interval '1 day'"), (row["id"],))
    assert (read(house, row)["assignee"], read(house, row)["claimed_until"] is None) == ("ada", False)
    assert "may not pass request" in why(staff["ada"], write.format("team = 'legal'"), row["id"])
    assert "cannot be changed: claimed_until" in why(staff["ada"], write.format("claimed_until = now()"), row["id"])
    forgiven = "team = ' finance', hidden_until = date_trunc('minute', hidden_until), comment = ''"
    staff["ada"].execute(write.format(forgiven), (row["id"],))
    staff["lea"].execute(write.format("team = 'legal'"), (row["id"],))
    staff["tom"].execute(write.format("comment = 'yes'"), (row["id"],))
    assert (read(house, row)["answered_by"], read(house, row)["answered_via"]) == ("tom", "view")


@pytest.mark.parametrize("question", [r'{"a": "\u0000"}', "[" * 9000 + "]" * 9000, "1e400000"])
def test_what_no_jsonb_can_hold_is_passed_on_and_escalated(
    house: House, staff: dict[str, Login], connection: Connection, question: str
) -> None:
    row = for_finance(house)
    change(house, row, question=f"'{question}'", escalate_at="now() - interval '1 s'", escalate_to="'legal'")
    staff["ada"].execute(TAKE, (row["id"],))
    assert human_requests.keep_time(connection) == 1
    assert house.db.execute("SELECT team FROM adjourn.human_requests").fetchall() == [{"team": "legal"}]
    assert house.db.execute("SELECT FROM adjourn.answer_many(ARRAY[%s], comment => 'yes')", (row["id"],)).rowcount == 1


def test_an_operator_passes_on_what_nobody_else_may(house: House, staff: dict[str, Login]) -> None:
    row = ask(house)
    assert "may not pass request" in why(staff["ada"], "UPDATE adjourn.human_requests SET team = 'finance'")
    house.db.execute("UPDATE adjourn.human_requests SET team = 'finance'")
    house.db.execute("UPDATE adjourn.human_requests SET team = NULL")
    staff["lea"].execute("UPDATE adjourn.human_requests SET team = 'finance'")
    assert read(house, row)["team"] == "finance"
    assert "has been asked questions" in why(house.db, "DELETE FROM adjourn.teams WHERE name = 'finance'")


def test_only_its_assignee_puts_it_off_and_not_beyond_its_time(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    row = for_finance(house, due_at="now() + interval '2 days'")
    hide = "UPDATE adjourn.human_requests SET hidden_until = now() + %s * interval '1 day' WHERE id = %s"
    assert f"request {row['id']} is not ada's to put off" in why(staff["ada"], hide, 1, row["id"])
    staff["ada"].execute(TAKE, (row["id"],))
    assert "is not lea's to put off" in why(staff["lea"], hide, 1, row["id"])
    assert "put it off until then at most" in why(staff["ada"], hide, 3, row["id"])
    staff["ada"].execute(hide, (1, row["id"]))
    assert read(house, row)["hidden_until"] is not None
    staff["lea"].execute("UPDATE adjourn.human_requests SET assignee = 'bob' WHERE id = %s", (row["id"],))
    assert read(house, row)["hidden_until"] is None


def test_what_is_exclusive_waits_for_whoever_has_it(house: House, staff: dict[str, Login]) -> None:
    row = for_finance(house, policy="""'{"exclusive": true, "claim": 60}'""")
    staff["ada"].execute(TAKE, (row["id"],))
    assert why(staff["bob"], ANSWER, row["id"]) == (
        f"ada has taken request {row['id']}, and nobody else may answer it (he releases it, or a lead does: lea)"
    )
    change(house, row, claimed_until="now() - interval '1 second'")
    staff["bob"].execute(ANSWER, (row["id"],))
    assert read(house, row)["answered_by"] == "bob"


def test_the_moves_of_python_say_what_else_could_be_done(
    house: House, staff: dict[str, Login], connection: Connection
) -> None:
    [me] = house.db.execute("SELECT session_user::text AS me").fetchall()
    plain, row = ask(house), for_finance(house)
    custody.take(connection, plain["id"])
    custody.take(connection, plain["id"])
    assert (read(house, plain)["assignee"], read(house, plain)["claimed_until"]) == (me["me"], None)
    custody.assign(connection, plain["id"], "Ada")
    with pytest.raises(BadInput, match=f"Ada has request {plain['id']}: `adjourn release {plain['id']}` first"):
        custody.take(connection, plain["id"])
    custody.release(connection, plain["id"])
    custody.pass_on(connection, row["id"], "legal")
    custody.assign(connection, row["id"], "tom")
    with pytest.raises(BadInput, match="may not answer for team legal"):
        custody.take(connection, row["id"])
    with pytest.raises(BadInput, match="there is no request 999"):
        custody.release(connection, 999)
    house.answer(plain["id"], "yes")
    with pytest.raises(BadInput, match=f"request {plain['id']} is answered: nobody has to answer it"):
        custody.put_off(connection, plain["id"], None)
