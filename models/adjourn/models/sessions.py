"""Who is logged in on the page, and with which password. What the browser keeps is known by its hash alone."""

from __future__ import annotations

from datetime import datetime

from adjourn.models.ground.errors import BadInput, refusals
from sqlalchemy import Connection, text

_PASSWORD_OF = text("SELECT adjourn.password_of(:person)")
_HAS_PASSWORDS = text("SELECT adjourn.has_passwords()")
_BEGIN = text("SELECT adjourn.begin_session(:hash, :person)")
_PERSON = text("SELECT adjourn.session_person(:hash, :by_itself)")
_VISITED = text("SELECT adjourn.visited_before()")
_END = text("SELECT adjourn.end_session(:hash)")
_END_ALL = text("SELECT adjourn.end_sessions(:person)")
_SET = text("""
INSERT INTO adjourn.passwords (person, hash) SELECT name, :hash FROM adjourn.people WHERE name = :person
ON CONFLICT (person) DO UPDATE SET hash = EXCLUDED.hash, changed_at = clock_timestamp() RETURNING person""")


def password_of(connection: Connection, person: str) -> str | None:
    """The hash of an active person's. None: there is no such person, or none that logs in with a password."""
    found: str | None = connection.execute(_PASSWORD_OF, {"person": person}).scalar_one()
    return found


def has_passwords(connection: Connection) -> bool:
    """Whether anybody could log in."""
    return bool(connection.execute(_HAS_PASSWORDS).scalar_one())


def set_password(connection: Connection, person: str, hash: str) -> None:
    """For the owner. Ends the person's sessions. Raises BadInput: there is no such person."""
    with refusals():
        if connection.execute(_SET, {"person": person, "hash": hash}).first() is None:
            raise BadInput(f"there is no person {person}: `adjourn people add {person}`")


def begin(connection: Connection, hash: bytes, person: str) -> None:
    """Raises BadInput: there is no such person, or none that is active."""
    with refusals():
        connection.execute(_BEGIN, {"hash": hash, "person": person})


def person_of(connection: Connection, hash: bytes, *, by_itself: bool = False) -> str | None:
    """Who is logged in with it. Not used for 8 hours, or begun 7 days ago: nobody. `by_itself`: nobody uses it now."""
    found: str | None = connection.execute(_PERSON, {"hash": hash, "by_itself": by_itself}).scalar_one()
    return found


def visited_before(transaction: Connection) -> datetime | None:
    """When the person of this transaction was on the page before this visit, which an hour's absence ends."""
    found: datetime | None = transaction.execute(_VISITED).scalar_one()
    return found


def end(connection: Connection, hash: bytes) -> None:
    connection.execute(_END, {"hash": hash})


def end_all(connection: Connection, person: str) -> None:
    connection.execute(_END_ALL, {"person": person})
