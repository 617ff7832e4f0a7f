"""How a job went, what it asked and where it waits: for who may see one of its questions."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from adjourn.inbox import graph_picture, timeline
from adjourn.models.overview import Move
from playwright.sync_api import Browser

from tests.support.browsing import tab
from tests.support.by_hand import shaped
from tests.support.house import House, Row
from tests.support.page import Served, Visitor
from tests.support.staff import change

START = datetime(2026, 3, 1, 9, tzinfo=UTC)
REFUND = """graph TD;
\t__start__([<p>__start__</p>]):::first
\tread_mail(read_mail)
\tplan(plan)
\ttools(tools)
\tsend_email(send_email)
\t__end__([<p>__end__</p>]):::last
\t__start__ --> read_mail;
\tread_mail --> plan;
\tplan -.-> tools;
\ttools --> plan;
\tplan -. &nbsp;needs a person&nbsp; .-> review\\3aask;
\tplan -. &nbsp;nothing to do&nbsp; .-> __end__;
\treview\\3ab --> send_email;
\tsend_email --> __end__;
\tsubgraph review
\treview\\3aask(ask)
\treview\\3ab(b)
\treview\\3aask --> review\\3ab;
\tend
\tclassDef default fill:#f2f0ff,line-height:1.2
"""


def test_stretches_follow_one_another(house: House) -> None:
    moves = [(0, "queued"), (1, "running"), (3, "waiting"), (3600, "running"), (3601, "succeeded"), (7200, "queued")]
    course = timeline.draw(
        [Move(START + timedelta(seconds=s), became) for s, became in moves], START + timedelta(seconds=7300)
    )
    said = [(each.state, timeline.lasted(each.lasted), each.is_over) for each in course.stretches]
    assert said == [
        ("queued", "1 s", True),
        ("running", "2 s", True),
        ("waiting", "59 min 57 s", True),
        ("running", "1 s", True),
        ("queued", "1 min 40 s", False),
    ]
    assert [line.state for line in course.lines] == ["queued", "running", "waiting"]
    assert course.is_widened and min(each.width for each in course.stretches) > 1
    assert sum(each.width for each in course.stretches) == pytest.approx(100, abs=0.1)
    assert timeline.draw([], START).stretches == []


def test_a_graph_is_drawn_from_top_to_bottom() -> None:
    picture = graph_picture.draw(REFUND, [("review:0c1", "ask")])
    at = {step.label: step for step in picture.steps}
    assert picture.waiting == ["review: ask"]
    assert at["Begin"].layer < at["read_mail"].layer < at["plan"].layer < at["tools"].layer <= at["review: ask"].layer
    assert at["send_email"].layer < at["End"].layer
    assert len(picture.arrows) == 9 and all(arrow.path.startswith("M ") for arrow in picture.arrows)
    for layer in range(at["End"].layer + 1):
        row = sorted((s for s in picture.steps if s.layer == layer), key=lambda step: step.x)
        assert all(a.x + a.width / 2 < b.x - b.width / 2 for a, b in pairwise(row))
    assert min(step.x - step.width / 2 for step in picture.steps) >= 0
    assert max(step.x + step.width / 2 for step in picture.steps) <= picture.width


@pytest.mark.parametrize("drawing", ["", "nonsense", "\ta(a)\n\ta --> a;\n", "\ta\\ffffffff(x)\n\ta --> b;\n"])
def test_whatever_stands_there_is_drawn_or_not(drawing: str) -> None:
    graph_picture.draw(drawing, [("", "a")])


def test_a_large_graph_is_a_list() -> None:
    drawing = "".join(f"\ts{n}(s{n})\n\ts{n} --> s{n + 1};\n" for n in range(200))
    picture = graph_picture.draw(drawing, [("", "s7")])
    assert (len(picture.steps), picture.width, picture.waiting) == (200, 0, ["s7"])


@pytest.fixture(scope="module")
def refund(house: House) -> Row:
    """A job that has waited three days, worked, and waits again."""
    row = shaped(house, {"query": "May it be refunded?"})
    house.db.execute("UPDATE adjourn.graphs SET drawing = %s WHERE name = 'shaped'", (REFUND,))
    change(house, row, title="'May it be <b>re\u202efunded</b>?'", node="'ask'", checkpoint_ns="'review:0c1'")
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute("DELETE FROM adjourn.events WHERE job_id = %s AND request_id IS NULL", (row["job_id"],))
        for ago, was, became in (
            ("3 days", None, "queued"),
            ("2 days 20 hours", "queued", "running"),
            ("2 days 19 hours", "running", "waiting"),
            ("5 hours", "waiting", "running"),
            ("4 hours 59 minutes", "running", "waiting"),
        ):
            house.db.execute(
                "INSERT INTO adjourn.events (at, job_id, was, became) VALUES (now() - %s::interval, %s, %s, %s)",
                (ago, row["job_id"], was, became),
            )
    return row


def test_it_says_when_it_did_what_and_where_it_waits(house: House, ada: Visitor, refund: Row) -> None:
    ada.get(f"/jobs/{refund['job_id']}")
    assert "The same as a table" in ada.text and "2 d 18 h" in ada.text
    assert "Waiting 2026" in ada.text and "still 4 h 59 min" in ada.text
    assert "It waits for a person at review: ask ." in ada.text
    assert "review: ask (waits for a person), then review: b" in ada.text
    assert "<b>re" not in ada.page.text and 'class="unseen"' in ada.page.text
    assert "style=" not in ada.page.text


def test_who_answered_and_how_it_ended(house: House, ada: Visitor) -> None:
    row = shaped(house, {"query": "Ended?"})
    ada.send(row["id"], text="x")
    house.advance_due()
    ada.get(f"/jobs/{row['job_id']}")
    assert "answered by ada" in ada.text and "Succeeded" in ada.text and "waits for" not in ada.text.split("graph")[0]
    assert f"step {row['node']}" in ada.text


def test_others_see_neither_the_job_nor_where_it_waits_for_them(house: House, page: Served, refund: Row) -> None:
    house.db.execute("INSERT INTO adjourn.teams (name) VALUES ('legal')")
    theirs = shaped(house, {"query": "Only for legal"})
    change(house, theirs, team="'legal'")
    with page.visitor("eve") as eve:
        assert eve.get(f"/jobs/{theirs['job_id']}").status_code == 404
        assert "legal" not in eve.text
    functions = ("job_course(%s)", "progress_of(%s)", "job_drawing(%s)", "job_waits_at(%s)")
    with house.db.transaction(force_rollback=True):
        # Of which a superuser is a member.
        if not house.db.execute("SELECT FROM pg_roles WHERE rolname = 'adjourn_submitter'").rowcount:
            house.db.execute("CREATE ROLE adjourn_submitter")
        house.db.execute("SELECT set_config('adjourn.person', 'eve', true)")
        told = [house.db.execute(f"SELECT * FROM adjourn.{each}", (theirs["job_id"],)).fetchall() for each in functions]
    assert told == [[], [], [{"job_drawing": None}], []]
    # Of a job that asks both, one sees one's own.
    change(house, theirs, job_id=f"'{refund['job_id']}'", node="'send_email'")
    with page.visitor("eve") as eve:
        eve.get(f"/jobs/{refund['job_id']}")
        assert "Only for legal" not in eve.text and "send_email (waits" not in eve.text


def test_it_bars_nobody(page: Served, browser: Browser, refund: Row) -> None:
    with tab(browser, page) as ada:
        ada.open(f"/jobs/{refund['job_id']}")
        for summary in ada.page.locator("main summary").all():
            summary.focus()
            ada.press("Enter")
        ada.look_around("job-open")
    with tab(browser, page, look="high contrast") as ada:
        ada.open(f"/jobs/{refund['job_id']}")
        ada.page.get_by_text("Where it stands in its graph").click()
        ada.look("job-contrast")
