"""sqladmin, over the class of adjourn.models.tables."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import unescape

import pytest
from adjourn.models.tables import OpenRequest
from sqladmin import Admin, ModelView
from sqlalchemy import create_engine
from starlette.applications import Starlette
from starlette.testclient import TestClient

from tests.admin.tools.forms import fields
from tests.support.by_hand import ask, read, shaped, write
from tests.support.house import House, Row
from tests.support.logins import Logins


class Inbox(ModelView, model=OpenRequest):
    column_list = ("id", "title", "choice")


@pytest.fixture(params=["owner", "answerer"])
def url(request: pytest.FixtureRequest, house: House, database_url: str) -> Iterator[str]:
    with Logins.open(database_url) as logins:
        yield logins.url(request.param).replace("postgresql://", "postgresql+psycopg://")


@pytest.fixture
def browser(url: str) -> Iterator[TestClient]:
    engine, app = create_engine(url), Starlette()
    Admin(app, engine).add_view(Inbox)
    with TestClient(app, follow_redirects=False) as browser:
        yield browser
    engine.dispose()


def page(row: Row) -> str:
    return f"/admin/open-request/edit/{row['id']}"


def save(browser: TestClient, row: Row, **typed: str) -> tuple[int, str]:
    """The status, and the page that follows; 302: it was saved."""
    answer = browser.post(page(row), data=fields(browser.get(page(row)).text) | typed | {"save": "Save"})
    return answer.status_code, unescape(answer.text)


def test_a_person_answers_with_the_form(house: House, browser: TestClient) -> None:
    row = write(
        house,
        shaped(house, {"question": "which?", "options": ["left", "right"]}),
        "due_at = '2100-01-01 12:34:56.789Z'",
    )
    listed = browser.get("/admin/open-request/list")
    assert listed.status_code == 200
    assert re.search(rf"/edit/{row['id']}\b", listed.text)
    assert save(browser, row)[0] == 302
    assert read(house, row) == row, "nothing was touched"
    assert save(browser, row, choice="left")[0] == 302
    now = read(house, row)
    assert (now["status"], now["answer"]) == ("answered", "left")


def test_an_answer_in_json(house: House, browser: TestClient) -> None:
    row = ask(house)
    assert save(browser, row, answer='{"a": 1}')[0] == 302
    assert read(house, row)["answer"] == {"a": 1}


def test_what_is_refused_is_said_in_the_form(house: House, browser: TestClient) -> None:
    row = shaped(house, {"question": "which?", "options": ["left", "right"]})
    status, said = save(browser, row, choice="up")
    assert status == 400
    assert f"choice 'up' is not offered by request {row['id']}" in said
    status, said = save(browser, row, title="another?")
    assert status == 400
    assert f"what request {row['id']} asks cannot be changed: title" in said
    assert read(house, row) == row
