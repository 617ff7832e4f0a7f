"""Who has a question: taken, let go, given on, put off; and notes about it. Whether one may, the database says."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from adjourn.inbox import drawing, visit, words
from adjourn.inbox.drawing import Notice
from adjourn.inbox.visit import Visit
from adjourn.models import custody as moves
from adjourn.models import inbox
from adjourn.models.ground.errors import BadInput
from adjourn.models.inbox import NotYours, Row
from sqlalchemy import Connection
from starlette.responses import Response

_Move = Callable[[Connection, Row, Visit], str]


def move(visitor: Visit, row: Row, do: str) -> Response:
    """What was typed into the answer stays where it was."""
    try:
        with visitor.writing() as transaction:
            said = MOVES[do](transaction, row, visitor)
    except BadInput as error:
        return drawing.request(visitor, row, Notice(drawing.sentence(error), "error"), status=422)
    try:
        with visitor.transaction() as transaction:
            now = inbox.get(transaction, row["id"])
    except NotYours:
        now = None
    if now is None:
        return visit.say(visitor.request, 200, said)
    done = ("note",) if do == "note" else ()
    return drawing.request(visitor, now, Notice(said, "done"), emptied=done)


def _take(transaction: Connection, row: Row, visitor: Visit) -> str:
    moves.take(transaction, row["id"])
    return words.TAKEN


def _release(transaction: Connection, row: Row, visitor: Visit) -> str:
    moves.release(transaction, row["id"])
    return words.RELEASED


def _assign(transaction: Connection, row: Row, visitor: Visit) -> str:
    if not (person := visitor.form.get("person", "")):
        raise BadInput(words.PICK_SOMEBODY)
    moves.assign(transaction, row["id"], person)
    return words.ASSIGNED.format(person=person)


def _pass_on(transaction: Connection, row: Row, visitor: Visit) -> str:
    if not (team := visitor.form.get("team", "")):
        raise BadInput(words.PICK_TEAM)
    moves.pass_on(transaction, row["id"], team)
    return words.PASSED_ON.format(team=team)


def _put_off(transaction: Connection, row: Row, visitor: Visit) -> str:
    if (hours := visitor.form.get("hours", "")) not in drawing.LATER:
        raise BadInput(words.PICK_TIME)
    moves.put_off(transaction, row["id"], row["now"] + timedelta(hours=int(hours)))
    return words.PUT_OFF.format(time=drawing.LATER[hours])


def _show_again(transaction: Connection, row: Row, visitor: Visit) -> str:
    moves.put_off(transaction, row["id"], None)
    return words.SHOWN_AGAIN


def _note(transaction: Connection, row: Row, visitor: Visit) -> str:
    if not (text := visitor.form.get("note", "")).strip():
        raise BadInput(words.NOTE_EMPTY)
    if "unclear" not in visitor.form or not moves.has_noted(transaction, row["id"], text):
        moves.note(transaction, row["id"], text)
    return words.NOTED


MOVES: dict[str, _Move] = {
    "take": _take,
    "release": _release,
    "assign": _assign,
    "pass_on": _pass_on,
    "put_off": _put_off,
    "show_again": _show_again,
    "note": _note,
}
