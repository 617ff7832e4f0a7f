"""Who has an open question: taken, let go, given to somebody or to another team, put off. The rules are the database's
(0004_teams.sql), so they are the same for whoever writes these columns."""

from __future__ import annotations

from datetime import datetime

from adjourn.models.ground.errors import BadInput, refusals
from adjourn.models.ground.readable import require_readable
from sqlalchemy import Connection, text

_OPEN = "WHERE id = :id AND status = 'open'"
#: Whose it is already has it for longer.
_TAKE = text(f"""
UPDATE adjourn.human_requests SET assignee = adjourn.person(),
  claimed_until = CASE WHEN assignee = adjourn.person() THEN clock_timestamp() ELSE claimed_until END
{_OPEN} AND (team IS NOT NULL OR coalesce(assignee, adjourn.person()) = adjourn.person()) RETURNING assignee""")
_RELEASE = text(f"UPDATE adjourn.human_requests SET assignee = NULL, hidden_until = NULL {_OPEN} RETURNING id")
_ASSIGN = text(f"UPDATE adjourn.human_requests SET assignee = :person {_OPEN} RETURNING id")
_PASS = text("SELECT adjourn.pass_on(:id, :team, :person)")
_PUT_OFF = text(f"UPDATE adjourn.human_requests SET hidden_until = CAST(:until AS timestamptz) {_OPEN} RETURNING id")
_NOTE = text("INSERT INTO adjourn.notes (request_id, text) VALUES (:id, :text) RETURNING id")
_NOTED = text("SELECT FROM adjourn.notes WHERE request_id = :id AND text = :text AND by = adjourn.person() LIMIT 1")
_THERE = text("SELECT status, assignee FROM adjourn.human_requests WHERE id = :id")


def take(connection: Connection, id: int) -> None:
    """Have it yourself: of a team's for as long as its policy says, or eight hours. Raises BadInput: it is not open, is
    somebody else's, or for a team in which you may not answer."""
    _move(connection, _TAKE, id)


def release(connection: Connection, id: int) -> None:
    """Let it go, for whoever of its team comes first. Raises BadInput as `take`."""
    _move(connection, _RELEASE, id)


def assign(connection: Connection, id: int, person: str) -> None:
    """Give it to somebody who may answer for its team. Raises BadInput as `take`, and: that person may not."""
    _move(connection, _ASSIGN, id, person=person)


def pass_on(connection: Connection, id: int, team: str, person: str | None = None) -> None:
    """Give it to another team, and there to somebody or nobody. Raises BadInput: you do not lead its team, or there is
    no such team, or that person may not answer for it."""
    with refusals():
        connection.execute(_PASS, {"id": id, "team": team, "person": person})


def put_off(connection: Connection, id: int, until: str | datetime | None) -> None:
    """Not see what is yours before then. None: see it. Raises BadInput: it is not yours, or due before."""
    _move(connection, _PUT_OFF, id, until=until)


def note(connection: Connection, id: int, text: str) -> int:
    """Tell others something about it: the note's id. Raises BadInput: there is no such request, or you are not in its
    team."""
    require_readable("the note", text)
    with refusals():
        return int(connection.execute(_NOTE, {"id": id, "text": text}).scalar_one())


def has_noted(connection: Connection, id: int, text: str) -> bool:
    """Whether the person of this transaction has said just this before."""
    return connection.execute(_NOTED, {"id": id, "text": text}).first() is not None


def _move(connection: Connection, statement: object, id: int, **values: object) -> None:
    with refusals():
        if connection.execute(statement, {"id": id, **values}).first():  # type: ignore[call-overload]
            return
        row = connection.execute(_THERE, {"id": id}).first()
    if row is None:
        raise BadInput(f"there is no request {id}")
    if row.status == "open":
        raise BadInput(f"{row.assignee} has request {id}: `adjourn release {id}` first")
    raise BadInput(f"request {id} is {row.status}: nobody has to answer it")
