"""Those tables of `adjourn.models.tables` that say who people are."""

from __future__ import annotations

import datetime as dt

from adjourn.models.ground.table import Table
from sqlalchemy import BigInteger, FetchedValue
from sqlalchemy.orm import Mapped, mapped_column


class Person(Table):
    """Who answers questions and submits jobs, whatever logins he uses."""

    __tablename__ = "people"

    name: Mapped[str] = mapped_column(primary_key=True)
    email: Mapped[str | None]
    active: Mapped[bool]
    created_at: Mapped[dt.datetime]


class Login(Table):
    """Whose a user of Postgres is."""

    __tablename__ = "logins"

    login: Mapped[str] = mapped_column(primary_key=True)
    person: Mapped[str]


class Team(Table):
    """Whom questions are for."""

    __tablename__ = "teams"

    name: Mapped[str] = mapped_column(primary_key=True)
    created_at: Mapped[dt.datetime]


class Member(Table):
    """What a person may do with the questions of a team: look, answer, lead."""

    __tablename__ = "members"

    person: Mapped[str] = mapped_column(primary_key=True)
    team: Mapped[str] = mapped_column(primary_key=True)
    may: Mapped[str]


class Note(Table):
    """What somebody tells others about a question: add it with request_id and text."""

    __tablename__ = "notes"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    request_id: Mapped[int] = mapped_column(BigInteger)
    at: Mapped[dt.datetime] = mapped_column(server_default=FetchedValue())
    by: Mapped[str] = mapped_column(server_default=FetchedValue())
    text: Mapped[str]


class Password(Table):
    """With which a person logs in on the page. For the owner."""

    __tablename__ = "passwords"

    person: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str]
    changed_at: Mapped[dt.datetime] = mapped_column(server_default=FetchedValue())


class LoggedIn(Table):
    """Who is logged in on the page. For the owner."""

    __tablename__ = "sessions"

    hash: Mapped[bytes] = mapped_column(primary_key=True)
    person: Mapped[str]
    began_at: Mapped[dt.datetime]
    seen_at: Mapped[dt.datetime]
