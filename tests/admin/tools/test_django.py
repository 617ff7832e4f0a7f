"""Django's own admin, over what `inspectdb` writes of the view."""

from __future__ import annotations

from collections.abc import Iterator
from html import unescape
from typing import Any

import pytest
from django.db import DatabaseError, connections
from django.test import Client

from tests.admin.tools import django_site
from tests.admin.tools.forms import fields
from tests.support.by_hand import ask, read, shaped, write
from tests.support.house import House, Row
from tests.support.logins import Logins

LIST = "/admin/inbox/openrequests/"


@pytest.fixture(params=["owner", "answerer"])
def login(request: pytest.FixtureRequest, house: House, database_url: str) -> Iterator[str]:
    """The site is logged in to the database as a member of this role."""
    with Logins.open(database_url) as logins:
        django_site.connect(logins.url(request.param))
        yield logins.name(request.param)
        connections["adjourn"].close()


@pytest.fixture
def browser(login: str) -> Client:
    from django.contrib.auth.models import User

    browser = Client()
    browser.force_login(User.objects.get_or_create(username="ada", is_staff=True, is_superuser=True)[0])
    return browser


def page(row: Row) -> str:
    return f"{LIST}{row['id']}/change/"


def opened(browser: Client, row: Row) -> dict[str, str]:
    return fields(browser.get(page(row)).content.decode())


def save(browser: Client, row: Row, form: dict[str, str]) -> tuple[str, str]:
    """Where it leads, and the page there."""
    answer: Any = browser.post(page(row), form, follow=True)
    assert answer.status_code == 200, answer.content
    return answer.redirect_chain[-1][0], unescape(answer.content.decode())


def test_a_person_answers_with_the_form(house: House, browser: Client, login: str) -> None:
    row = write(
        house,
        shaped(house, {"question": "which?", "options": ["left", "right"]}),
        "due_at = '2100-01-01 12:34:56.789Z'",
    )
    assert f'href="{page(row)}' in browser.get(LIST).content.decode()
    form = opened(browser, row)
    assert form["title"] == "which?"
    assert save(browser, row, form)[0] == LIST
    assert read(house, row) == row, "nothing was touched"
    assert save(browser, row, form | {"choice": "left"})[0] == LIST
    now = read(house, row)
    assert (now["status"], now["answer"], now["answered_by"]) == ("answered", "left", login)


def test_an_answer_in_json(house: House, browser: Client) -> None:
    row = ask(house)
    save(browser, row, opened(browser, row) | {"answer": '{"a": 1}'})
    assert read(house, row)["answer"] == {"a": 1}


def test_what_is_refused_is_said_in_the_form(house: House, browser: Client) -> None:
    row = shaped(house, {"question": "which?", "options": ["left", "right"]})
    form = opened(browser, row)
    where, said = save(browser, row, form | {"choice": "up"})
    assert where == page(row)
    assert f"hoice 'up' is not offered by request {row['id']}" in said
    assert "one of: left, right" in said
    assert "CONTEXT" not in said
    where, said = save(browser, row, form | {"title": "another?"})
    assert f"hat request {row['id']} asks cannot be changed: title" in said
    assert read(house, row) == row


def test_what_somebody_else_has_answered_meanwhile(house: House, browser: Client) -> None:
    from inbox.models import OpenRequests

    row = ask(house)
    form, loaded = opened(browser, row), OpenRequests.objects.get(pk=row["id"])
    row = write(house, row, "comment = 'first'")
    _, said = save(browser, row, form | {"comment": "second"})
    assert "Perhaps it was deleted?" in said
    loaded.comment = "second"
    with pytest.raises(DatabaseError, match=f"request {row['id']} is answered by {row['answered_by']}"):
        loaded.save()
    assert read(house, row) == row


def test_an_action_on_many_rows_is_refused_by_name(house: House, browser: Client) -> None:
    from inbox.models import OpenRequests

    rows = [ask(house), ask(house)]
    with pytest.raises(DatabaseError, match="one statement answers one question"):
        OpenRequests.objects.update(comment="yes")
    assert [read(house, row) for row in rows] == rows
