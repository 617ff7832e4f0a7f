"""Many questions answered at once: seen in one table, counted, sent together; what does not fit stays open, and why."""

from __future__ import annotations

import pytest
from adjourn.inbox.security import Limit
from playwright.sync_api import Browser, expect

from tests.support.asked import ALL, EMAIL, batch
from tests.support.browsing import Tab, tab
from tests.support.bulk import fields, look, refunds, said, send, states, why
from tests.support.by_hand import insert_request, read, shaped
from tests.support.house import House, Row
from tests.support.page import PASSWORD, Served, Visitor, served
from tests.support.staff import change


def test_what_is_seen_counted_and_sent_is_answered_each_with_its_own_event(house: House, ada: Visitor) -> None:
    rows = refunds(house, 10, 12.5, 11, 9, 10, 4000)
    before = len(house.events(rows[0]["job_id"]))
    text = look(ada, rows)
    assert "Answer 6 together All ask: Allow refund?" in text and "currency EUR" in text
    assert "▲ far above the others: 4000" in text and text.count("far above the others:") == 1
    assert (
        "6 will be approved, none stays open." in text
        and 'type="radio" name="choice" value="approve" >' in ada.page.text
    )
    assert set(states(house, rows)) == {"open"} and len(house.events(rows[0]["job_id"])) == before, (
        "a look changes nothing"
    )
    assert send(ada, "6") == 200 and "6 were approved" in said(ada)
    for row in rows:
        now = read(house, row)
        assert (now["choice"], now["answered_by"], now["answered_via"]) == ("approve", "ada", "page")
        assert house.events(row["job_id"])[before:] == [(row["id"], "open", "answered")]


@pytest.mark.parametrize(
    ("number", "choice", "complaint"),
    [
        ("", "approve", "Type how many are ticked"),
        ("3", "approve", "You typed 3, but 2 were ticked."),
        ("2", "", "Choose one of the answers."),
        ("2", "respond", "This answer needs a text."),
    ],
)
def test_what_is_not_right_sends_nothing_and_keeps_what_was_typed(
    house: House, ada: Visitor, number: str, choice: str, complaint: str
) -> None:
    rows = refunds(house, 1, 2)
    look(ada, rows)
    assert send(ada, number, choice, **{"choice.reject": "What I typed."}) == 422
    assert complaint in ada.text and "What I typed." in ada.page.text and f'value="{number}"' in ada.page.text
    assert (f'value="{choice}" checked' in ada.page.text) is bool(choice)
    assert states(house, rows) == ["open", "open"]


def test_what_has_to_be_seen_by_itself_stays_open_with_its_reason(house: House, ada: Visitor) -> None:
    rows = refunds(house, 1, 2, 3)
    eyes, alone, taken, back = refunds(house, 4, 5, 6, 7)
    other = shaped(house, {"question": "Which?", "options": ["left", "right"]})
    form = shaped(house, {"title": "Refund?"}, {"type": "object", "properties": {"a": {"type": "string"}}})
    both = shaped(house, batch((EMAIL, ALL), (EMAIL, ALL)))
    [odd] = refunds(house, 8, to="ad\u200ba@ex\u0430mple.org")
    theirs = shaped(house, {"query": "a secret of legal"})
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('legal') ON CONFLICT DO NOTHING")
    change(house, eyes, four_eyes="true")
    change(house, alone, policy="""'{"bulk": false}'""")
    change(house, taken, assignee="'bob'")
    change(house, back, answer_error="'it bounced'")
    change(house, theirs, team="'legal'")
    reasons = {
        eyes["id"]: "It is not for who asked for its job",
        alone["id"]: "By its rules it is answered by itself.",
        taken["id"]: "bob has it.",
        back["id"]: "An earlier answer to it came back",
        other["id"]: "It offers other answers than the rest.",
        form["id"]: "It is answered with a form of its own.",
        both["id"]: "It asks about 2 calls at once",
        odd["id"]: "1 invisible character; ",
        theirs["id"]: "belongs to legal now",
    }
    stay = [eyes, alone, taken, back, other, form, both, odd, theirs]
    text = look(ada, [eyes, *rows, *stay[1:]])
    assert "Answer 3 together" in text and "9 stay open" in text and "3 will be approved, 9 stay open." in text
    for row in stay:
        assert reasons[row["id"]] in why(ada, row)
    assert "secret" not in ada.page.text
    assert send(ada, "12") == 422
    assert send(ada, "3") == 200 and "3 were approved, 9 stay open" in said(ada)
    assert reasons[eyes["id"]] in why(ada, eyes)
    assert states(house, rows) == ["answered"] * 3 and states(house, stay) == ["open"] * 9


def test_what_changed_or_was_answered_meanwhile_is_left_out_and_said(house: House, ada: Visitor) -> None:
    rows = refunds(house, 1, 2, 3, 4)
    look(ada, rows)
    changed, answered, gone, left = rows
    change(house, changed, title="'Allow something else?'")
    house.db.execute("UPDATE adjourn.human_requests SET choice = 'reject' WHERE id = %s", (answered["id"],))
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (gone["job_id"],))
    assert send(ada, "4") == 200
    assert "1 was approved, 3 stay as before" in said(ada)
    assert "asked in other words since you looked" in why(ada, changed)
    assert f"{read(house, answered)['answered_by']} has answered it already." in why(ada, answered)
    assert "withdrawn" in why(ada, gone)
    assert states(house, rows) == ["open", "answered", "withdrawn", "answered"]
    assert read(house, answered)["choice"] == "reject" and read(house, left)["answered_by"] == "ada"


def test_what_changed_is_unticked_when_the_page_is_shown_again(house: House, ada: Visitor) -> None:
    rows = refunds(house, 1, 2, 3)
    look(ada, rows)
    change(house, rows[0], title="'Allow something else?'")
    assert send(ada, "1") == 422 and "changed since you looked" in ada.text
    assert "2 will be approved, 1 stays open." in said(ada)
    assert send(ada, "2") == 200 and states(house, rows) == ["open", "answered", "answered"]
    assert "You left it out." in why(ada, rows[0])


def test_what_does_not_take_this_answer_is_shown_before_anything_is_sent(house: House, ada: Visitor) -> None:
    rows = refunds(house, 1, 2, 3)
    narrow = """'{"properties": {"decisions": {"items": {"properties": {"type": {"const": "approve"}}}}}}'"""
    change(house, rows[2], answer_schema=narrow)
    look(ada, rows)
    assert send(ada, "3", "reject") == 422
    assert "not all of them take this answer" in ada.text and "does not fit" in why(ada, rows[2])
    assert "2 will be rejected, 1 stays open." in said(ada) and set(states(house, rows)) == {"open"}
    assert send(ada, "2", "reject", **{"choice.reject": "Too late."}) == 200 and "2 were rejected" in said(ada)
    assert [read(house, row)["comment"] for row in rows] == ["Too late.", "Too late.", None]


def test_the_same_sent_twice_is_one(house: House, ada: Visitor) -> None:
    rows = refunds(house, 1, 2)
    look(ada, rows)
    given = fields(ada) | {"do": "send", "number": "2", "choice": "approve"}
    for _ in range(2):
        ada.post("/many", given)
        assert "2 were approved" in said(ada)
    assert [[e[2] for e in house.events(row["job_id"])].count("answered") for row in rows] == [1, 1]


def test_plain_questions_get_the_same_text(house: House, ada: Visitor) -> None:
    rows = [shaped(house, {"query": f"How warm is {n}?"}) for n in range(2)]
    assert "2 will be answered with your text" in look(ada, rows)
    assert send(ada, "2", "") == 422 and "This answer needs a text." in ada.text
    assert send(ada, "2", "", **{"choice.another answer": "30 degrees"}) == 200
    assert [read(house, row)["answer"] for row in rows] == [{"data": "30 degrees"}] * 2


def test_nothing_is_sent_without_a_token_by_get_or_for_more_than_200(house: House, ada: Visitor) -> None:
    rows = refunds(house, 1, 2)
    look(ada, rows)
    assert send(ada, "2", token="") == 403 and "This page was out of date" in said(ada)
    assert ada.get(f"/many?id={rows[0]['id']}&do=send").status_code == 303
    first = insert_request(house, house.job(rows[0]["job_id"]), "many")
    assert ada.post("/many", {"token": "", "id": [str(first + n) for n in range(201)]}).status_code == 413
    assert "At most 200" in ada.text and states(house, rows) == ["open", "open"]


def test_all_of_a_list(house: House, ada: Visitor) -> None:
    rows = [shaped(house, {"question": "All of them?", "options": ["yes", "no"]}) for _ in range(3)]
    ada.get("/?q=all+of+them")
    ada.post("/many?q=all+of+them", ada.hidden() | {"do": "all"})
    assert send(ada, "3", "no") == 200 and [read(house, row)["choice"] for row in rows] == ["no"] * 3


def test_a_lost_session_keeps_what_was_ticked_and_typed(house: House, page: Served, ada: Visitor) -> None:
    rows = refunds(house, 1, 2)
    look(ada, rows)
    given = fields(ada) | {"do": "send", "number": "2", "choice": "reject", "choice.reject": "Why not."}
    page.give_password("ada")  # which ends her sessions
    assert ada.post("/many", given).status_code == 401
    ada.post("/login", given | {"to": "/many", "name": "ada", "password": PASSWORD})
    shown = fields(ada)
    assert shown["of"] == given["of"] and shown["choice.reject"] == "Why not." and shown["do"] == "look"
    assert states(house, rows) == ["open", "open"]


def test_so_often_within_a_minute(house: House) -> None:
    with served(house.worker.settings, bulks=Limit(1, 60)) as page, page.visitor("ada") as ada:
        for status, rows in ((200, refunds(house, 1, 2)), (429, refunds(house, 3, 4))):
            assert (look(ada, rows), send(ada, "2"))[1] == status
        assert "Nothing was sent." in said(ada) and states(house, rows) == ["open", "open"]


def test_selected_ones_are_taken(house: House, ada: Visitor) -> None:
    rows = refunds(house, 1, 2)
    change(house, rows[1], assignee="'bob'")
    ada.get("/?all=1")
    ada.post("/many", ada.hidden() | {"id": [str(row["id"]) for row in rows], "do": "take"})
    assert "1 is yours now" in ada.text and "has request" in why(ada, rows[1])
    assert [read(house, row)["assignee"] for row in rows] == ["ada", "bob"]


def select_and_send(ada: Tab, rows: list[Row], name: str) -> None:
    for row in rows:
        ada.page.get_by_label(f"Select #{row['id']}").check()
    ada.look(f"many-selected-{name}")
    ada.button("Answer…").click()
    ada.sees("The same in each")
    ada.way("Reject").check()
    ada.page.get_by_label("Why").fill("Not today.")
    ada.page.get_by_label("that you mean all").fill("7")
    ada.look(f"many-{name}")
    ada.button("Send").click()
    ada.sees("You typed 7")
    ada.look(f"many-wrong-{name}")
    ada.page.get_by_label("that you mean all").fill(str(len(rows) - 2))
    ada.button("Send").click()
    ada.sees(f"{len(rows) - 2} were rejected, 2 stay open")
    ada.look(f"many-done-{name}")


@pytest.mark.parametrize("look", ["desk", "phone", "dark", "plain"])
def test_in_a_browser(house: House, page: Served, browser: Browser, look: str) -> None:
    tool = f"refund_{look}"
    rows = refunds(house, 18.5, 22, 19.9, 1250.1, 20, 21, tool=tool, body="We are sorry. " * 12)
    change(house, rows[0], four_eyes="true", due_at="now() - interval '2 hours'")
    rows += refunds(house, 3, tool=tool, to="ad\u200ba")
    change(house, rows[1], due_at="now() + interval '40 minutes'")
    with tab(browser, page, look=look) as ada:
        ada.open("/?all=1&q=" + tool)
        expect(ada.button("Answer…")).to_be_hidden()
        select_and_send(ada, rows, look)
    assert states(house, rows) == ["open", *["answered"] * 5, "open"]


def test_by_keyboard_alone(house: House, page: Served, browser: Browser) -> None:
    rows = [shaped(house, {"question": "Keys for many?", "options": ["left", "right"]}) for _ in range(4)]
    other = shaped(house, {"question": "Keys for many?", "options": ["up", "down"]})
    with tab(browser, page) as ada:
        ada.open("/?q=Keys for many")
        ada.press("j", "x", "j", "j", "Shift+X")
        ada.sees("selected: all can be answered with left, right")
        ada.press("x")
        assert ada.page.locator(".rows input:checked").count() == 2
        ada.press("j", "j", "x")
        ada.sees("selected: 2 of them can be answered with left, right")
        ada.press("a")
        ada.sees("Answer 2 together")
        ada.press("2", "Space")
        ada.page.locator("#number").focus()
        ada.page.keyboard.type("2")
        ada.press("Enter")
        assert states(house, rows) == ["open"] * 4, "Enter in the number sends nothing"
        ada.press("Control+Enter")
        ada.sees("2 were answered")
        expect(ada.page.locator("h1")).to_be_focused()
    assert states(house, [*rows, other]) == ["answered", "answered", "open", "open", "open"]
