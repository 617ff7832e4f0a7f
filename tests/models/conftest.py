"""Logins of each role, and people of two teams."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack

import pytest
from adjourn.models import people
from sqlalchemy import Connection

from tests.support.logins import Logins
from tests.support.staff import Login


@pytest.fixture
def logins(database_url: str) -> Iterator[Logins]:
    with Logins.open(database_url) as logins:
        yield logins


@pytest.fixture
def staff(logins: Logins, connection: Connection) -> Iterator[dict[str, Login]]:
    """Two who answer for finance, one who leads it, one who looks, and one of legal. They see all questions, so that
    each is told by the rules what he may not do; test_sight.py is about what people see."""
    for table in ("human_requests", "jobs", "notes"):
        logins.db.execute(f"ALTER TABLE adjourn.{table} DISABLE ROW LEVEL SECURITY")
    for team in ("finance", "legal"):
        people.add_team(connection, team)
    rights = {"ada": "answer", "bob": "answer", "lea": "lead", "kim": "look"}
    with ExitStack() as opened:
        logged_in = {}
        for name in (*rights, "tom"):
            people.add(connection, name, [logins.name("answerer", f"_{name}")])
            logged_in[name] = opened.enter_context(logins.connect("answerer", f"_{name}"))
        for name, may in rights.items():
            people.join(connection, "finance", name, may)  # type: ignore[arg-type]
        people.join(connection, "legal", "tom", "answer")
        yield logged_in
