"""What waits, for whom, in which order; all that a list depends on stands in its address."""

from __future__ import annotations

import re

from tests.support.asked import ALL, EMAIL, batch
from tests.support.by_hand import shaped
from tests.support.house import House, Row
from tests.support.page import Served, Visitor
from tests.support.staff import change


def numbers(visitor: Visitor, path: str) -> list[int]:
    return [int(id) for id in re.findall(r'class="row" href="/requests/(\d+)', visitor.get(path).text)]


def titled(house: House, *titles: str) -> list[Row]:
    return [shaped(house, {"query": title}) for title in titles]


def test_the_most_urgent_first_and_pages_of_fifty_without_a_gap(house: House, ada: Visitor) -> None:
    rows = [row["id"] for row in titled(house, *["paged"] * 52)]
    house.db.execute("UPDATE adjourn.human_requests SET priority = 5 WHERE id = %s", (rows[50],))
    house.db.execute("UPDATE adjourn.human_requests SET due_at = now() + interval '1 hour' WHERE id = %s", (rows[51],))
    first = numbers(ada, "/?all=1&q=paged")
    assert first[:3] == [rows[50], rows[51], rows[0]] and len(first) == 50
    [more] = re.findall(r'href="([^"]*after=[^"]*)" rel="next"', ada.page.text)
    assert first + numbers(ada, more.replace("&amp;", "&")) == [rows[50], rows[51], *rows[:50]]


def test_a_page_is_light_and_all_of_it_is_ours(house: House, ada: Visitor) -> None:
    long = {f"fact {n}": "x" * 20 for n in range(3)}
    for n in range(50):
        shaped(house, {"title": f"Light {n} {'y' * 50}"} | long)
    size = len(ada.get("/?q=light").content)
    loads = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', ada.page.text))
    assert loads == {"/static/inbox.css", "/static/inbox.js", "/static/icon.svg"}
    assert not re.findall(r'(?:src|href|action)="(?:https?:)?//', ada.page.text)
    assert size + sum(len(ada.get(path).content) for path in loads) < 60_000
    response = ada.get("/static/inbox.js")
    assert ada.get("/static/inbox.js", headers={"if-none-match": response.headers["etag"]}).status_code == 304


def test_facts_stand_in_the_row_and_no_words_of_a_model(house: House, ada: Visitor) -> None:
    call = EMAIL | {"description": "PLEASE APPROVE QUICKLY"}
    row = shaped(house, batch((call, ALL)))
    form = shaped(
        house, {"title": "Refund order 4701?", "amount": 1250.10, "who": "Ada Lovelace", "reason": "said a model"}
    )
    ada.get("/?kind=tool_batch")
    assert "Allow send_email? subject Hi to ada@example.org" in ada.text and "QUICKLY" not in ada.text
    assert f"#{row['id']}" in ada.text
    ada.get("/?q=refund")
    assert "Refund order 4701? amount 1250.1 who Ada Lovelace" in ada.text and "said a model" not in ada.text
    assert f"#{form['id']}" in ada.text


def test_filters(house: House, page: Served, ada: Visitor) -> None:
    [one, mine, late] = titled(house, "filtered one", "filtered mine", "filtered late")
    change(house, late, due_at="now() - interval '1 hour'")
    change(house, mine, assignee="'ada'")
    assert numbers(ada, "/?q=FILTERED") == [late["id"], one["id"], mine["id"]]
    assert numbers(ada, f"/?q=%23{one['id']}") == numbers(ada, f"/?q={one['id']}") == [one["id"]]
    assert numbers(ada, "/?q=filtered&due=1") == [late["id"]] and "overdue" in ada.text
    assert numbers(ada, "/?tab=mine") == [mine["id"]]
    assert numbers(ada, "/") == [mine["id"]], "what one has comes first"
    assert numbers(ada, "/?q=filtered&kind=form") == [] and "Nothing open matches." in ada.text
    assert numbers(ada, "/?q=filtered&graph=shaped") == [late["id"], one["id"], mine["id"]]
    assert numbers(ada, "/?q=100%25") == [] == numbers(ada, "/?q=_")
    assert ada.get("/?after=nonsense&q=filtered").status_code == 200


def test_what_is_put_off_is_not_in_ones_list_until_then(house: House, ada: Visitor) -> None:
    [row] = titled(house, "put off")
    change(house, row, assignee="'ada'", hidden_until="now() + interval '1 hour'")
    assert row["id"] not in numbers(ada, "/?tab=mine") and "1 of yours put off" in ada.text
    change(house, row, hidden_until="now() - interval '1 hour'")
    assert row["id"] in numbers(ada, "/?tab=mine")


def test_a_team_has_a_list_and_others_see_neither_rows_nor_counts(house: House, page: Served, ada: Visitor) -> None:
    for team in ("legal", "sales"):
        house.db.execute("INSERT INTO adjourn.teams (name) VALUES (%s) ON CONFLICT DO NOTHING", (team,))
    house.db.execute("INSERT INTO adjourn.members (person, team, may) VALUES ('ada', 'legal', 'answer')")
    [ours, theirs] = titled(house, "of legal", "of sales")
    change(house, ours, team="'legal'")
    change(house, theirs, team="'sales'")
    assert numbers(ada, "/?team=legal") == [ours["id"]] and "legal 1" in ada.text
    assert numbers(ada, "/?team=sales") == [] and "sales" not in ada.text
    assert theirs["id"] not in numbers(ada, "/?all=1&q=of")


def test_empty_lists_say_so(house: House, page: Served) -> None:
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('sales') ON CONFLICT DO NOTHING")
    house.db.execute("INSERT INTO adjourn.people (name) VALUES ('ada') ON CONFLICT DO NOTHING")
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE finished_at IS NULL")
    with page.visitor("eve") as eve:
        eve.get("/")
        assert "Nobody waits for you. This page fills itself." in eve.text and "in no team" not in eve.text
        house.db.execute("INSERT INTO adjourn.members VALUES ('ada', 'sales', 'lead') ON CONFLICT DO NOTHING")
        eve.get("/")
        assert "You are in no team. Who leads one can have you put into it: ada (sales)." in eve.text
        titled(house, "something")
        eve.get("/?tab=mine")
        assert "You have nothing at the moment." in eve.text


def test_many_are_counted_to_a_thousand(house: House, ada: Visitor) -> None:
    [row] = titled(house, "many")
    house.db.execute(
        """INSERT INTO adjourn.human_requests (job_id, thread_id, graph, node, kind, title, question, question_hash,
             interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal)
           SELECT job_id, thread_id, graph, node, kind, title, question, question_hash, 'many ' || n, '', '', '', 0
           FROM adjourn.human_requests, generate_series(1, 1005) n WHERE id = %s""",
        (row["id"],),
    )
    ada.get("/?all=1")
    assert "All I may see 1,000+" in ada.text


def test_a_job_shows_what_it_asked(house: House, ada: Visitor) -> None:
    [row] = titled(house, "of a job")
    assert ada.get(f"/jobs/{row['job_id']}").status_code == 200
    assert "waiting: for a person" in ada.text and "of a job" in ada.text
    assert ada.get("/jobs/00000000-0000-0000-0000-000000000000").status_code == 404
