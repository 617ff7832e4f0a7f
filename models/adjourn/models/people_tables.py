"""Those tables of `adjourn.models.tables` that say who people are, and what they did."""

from __future__ import annotations

import datetime as dt
import uuid
from typing import Any

from adjourn.models.ground.table import Table
from sqlalchemy import BigInteger, FetchedValue
from sqlalchemy.dialects.postgresql import JSONB
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


class Answered(Table):
    """A question that was answered: a view, as `OpenRequest` is of those that are not."""

    __tablename__ = "answered"

    id: Mapped[int] = mapped_column(BigInteger, primary_key=True)
    title: Mapped[str | None]
    answer: Mapped[Any] = mapped_column(JSONB, nullable=True)
    answered_by: Mapped[str | None]
    answered_at: Mapped[dt.datetime | None]
    answered_via: Mapped[str | None]
    resumed_at: Mapped[dt.datetime | None]
    choice: Mapped[str | None]
    comment: Mapped[str | None]
    team: Mapped[str | None]
    assignee: Mapped[str | None]
    graph: Mapped[str | None]
    node: Mapped[str | None]
    kind: Mapped[str | None]
    question: Mapped[Any] = mapped_column(JSONB, nullable=True)
    created_at: Mapped[dt.datetime | None]
    job_id: Mapped[uuid.UUID | None]
    thread_id: Mapped[str | None]


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


class Visited(Table):
    """When a person was on the page last, and before that. For the owner."""

    __tablename__ = "visits"

    person: Mapped[str] = mapped_column(primary_key=True)
    before: Mapped[dt.datetime | None]
    seen_at: Mapped[dt.datetime]
