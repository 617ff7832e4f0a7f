"""What all pages of a process share."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from adjourn.inbox import security
from adjourn.inbox.security import Door, Limit
from adjourn.inbox.streams import Streams
from adjourn.models import people, sessions
from adjourn.models.ground import database
from adjourn.models.ground.errors import refusals
from sqlalchemy import Connection, Engine


@dataclass(frozen=True, slots=True)
class Site:
    engine: Engine
    streams: Streams
    #: Of the cookie: those of other ports of a host are sent here, too.
    cookie: str
    #: Whether https ends here or in front of us.
    secure: bool = False
    behind_proxy: bool = False
    #: Whoever knows it is `owner`: of a page on one's own machine, which only this machine reaches.
    token: str | None = None
    owner: str | None = None
    #: Instead of tokens and passwords.
    door: Door | None = None
    #: Tries to log in, for a name and from an address each; answers of a person.
    tries: Limit = field(default_factory=lambda: Limit(10, 300))
    answers: Limit = field(default_factory=lambda: Limit(60, 60))
    #: Of a person: answers to many at once, for each of which a number is typed.
    bulks: Limit = field(default_factory=lambda: Limit(20, 60))

    def person_of(self, secret: str, *, by_itself: bool = False) -> str | None:
        """Who is logged in with what a browser keeps. One statement, without a transaction around it."""
        with refusals(), self.engine.connect() as connection:
            return sessions.person_of(connection, security.digest(secret), by_itself=by_itself)

    @contextmanager
    def transaction(self, person: str | None = None, client: str = "") -> Iterator[Connection]:
        """What is done in it is done by that person, from that address, through the page. Raises AdjournError as
        `refusals`."""
        with refusals(), database.transaction(self.engine) as transaction:
            people.act(transaction, "page", person, client)
            yield transaction
