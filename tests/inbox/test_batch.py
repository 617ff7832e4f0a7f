"""How far a batch is, on the page: for who submitted it, and who leads a team that it asks."""

from __future__ import annotations

from contextlib import nullcontext

import pytest
from adjourn.models import batches, people
from playwright.sync_api import Browser

from tests.support.browsing import tab
from tests.support.by_hand import read
from tests.support.house import House, Row
from tests.support.page import Served
from tests.support.staff import change

ID = "01a22194-0000-7000-8000-000000000001"


@pytest.fixture(scope="module")
def asked(house: House, page: Served) -> Row:
    """Five lines: two ask, one of them finance."""
    with page.site.transaction() as transaction:
        batches.begin(transaction, ID, "june's orders", "line", {}, None)
        lines = [batches.Line(n, str(n), '{"log": []}') for n in range(1, 6)]
        batches.add(lambda: nullcontext(transaction), ID, lines)
        batches.end(transaction, ID, 5, 0)
        people.add_team(transaction, "finance")
        people.add_team(transaction, "legal")
        for name, team, may in (("lea", "finance", "lead"), ("kim", "finance", "answer"), ("tom", "legal", "lead")):
            people.add(transaction, name)
            people.join(transaction, team, name, may)  # type: ignore[arg-type]
    ids = [
        row["id"]
        for row in house.db.execute("SELECT id FROM adjourn.jobs WHERE batch_id = %s ORDER BY created_at", (ID,))
    ]
    for id in ids[:2]:
        house.advance(id)
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (ids[4],))
    [row] = house.requests(ids[0])
    change(house, row, team="'finance'")
    return read(house, row)


def test_who_leads_a_team_that_it_asks_sees_how_far_it_is(page: Served, asked: Row) -> None:
    with page.visitor("lea") as lea:
        lea.get("/overview")
        assert "june's orders" in lea.text
        lea.get(f"/batches/{ID}")
        for said in ("1 of 5", "Queued 2", "Waiting for people 2", "Cancelled 1", "finance 1", "Anybody 1"):
            assert said in lea.text, lea.text


def test_everybody_can_look_at_it(page: Served, asked: Row, browser: Browser) -> None:
    with tab(browser, page, "lea") as lea:
        lea.open("/overview")
        lea.page.get_by_role("link", name="june's orders").click()
        lea.sees("How far its jobs are")
        bar = lea.page.locator("svg.share").first
        assert bar.evaluate("bar => getComputedStyle(bar).padding") == "0px", "it is seen"
        lea.look_around("batch")


@pytest.mark.parametrize("name", ["kim", "tom"])
def test_nobody_else_hears_of_it(page: Served, asked: Row, name: str) -> None:
    with page.visitor(name) as visitor:
        visitor.get("/overview")
        assert "june's orders" not in visitor.text
        visitor.get(f"/batches/{ID}")
        assert visitor.page.status_code == 404 and "no team that you lead" in visitor.text
