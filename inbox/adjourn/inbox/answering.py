"""One question: seen, decided, sent. What is sent counts only for what was seen, and nothing that was typed is lost."""

from __future__ import annotations

from adjourn.inbox import answers, controls, custody, drawing, limits, listing, render, visit, words
from adjourn.inbox.answers import Given
from adjourn.inbox.drawing import Notice
from adjourn.inbox.visit import Visit
from adjourn.models import inbox, many
from adjourn.models.ground.errors import BadInput, DatabaseAway, Locked
from adjourn.models.inbox import Otherwise, Place, Row
from starlette.responses import Response


@visit.for_people
def show(visitor: Visit) -> Response:
    """A question to decide; or, as a POST, what was done about it."""
    id = int(visitor.request.path_params["id"])
    with visitor.transaction() as transaction:
        row = inbox.get(transaction, id) if id < 2**63 else None
    if row is None:
        return visit.say(visitor.request, 404, words.NO_REQUEST.format(id=id))
    if visitor.request.method != "POST":
        return drawing.request(visitor, row)
    if not visitor.is_fresh:
        return drawing.request(visitor, row, Notice(words.STALE, "warning"), status=403)
    do = visitor.form.get("do", "")
    if do == "send":
        return _send(visitor, row)
    if do == "instead":
        return drawing.request(visitor, row, Notice(words.INSTEAD, "warning"))
    if do in custody.MOVES:
        return custody.move(visitor, row, do)
    return drawing.request(visitor, row)


def _send(visitor: Visit, row: Row) -> Response:
    given = answers.read(controls.of(row), visitor.form)
    if row["status"] != "open":
        return _once_more(visitor, row, given)
    if visitor.form.get("asked") != row["asked"]:
        return drawing.request(visitor, row, Notice(words.OTHERWISE, "warning"), status=409)
    if not given.complaints and (said := limits.complaint(row, given, visitor.form.get("amount", ""))):
        given.complain({"amount": said})
    if given.complaints:
        return drawing.request(visitor, row, complaints=given.complaints, status=422)
    if row["assignee"] not in (None, visitor.person, visitor.form.get("over")):
        notice = Notice(words.ANOTHERS.format(person=row["assignee"]), "warning")
        return drawing.request(visitor, row, notice, over=row["assignee"])
    if given.edits and visitor.form.get("looked") != given.stamp:
        again = words.CHANGED_AFTER if visitor.form.get("looked") else words.LOOK_AGAIN
        return drawing.request(visitor, row, Notice(again, "look"), edited=given)
    if not visitor.site.answers.allows(visitor.person):
        return drawing.request(visitor, row, Notice(words.TOO_MANY_ANSWERS, "warning"), status=429)
    try:
        _answer(visitor, row, given)
    except Otherwise:
        return drawing.request(visitor, _again(visitor, row), Notice(words.OTHERWISE, "warning"), status=409)
    except Locked:
        raise
    except DatabaseAway:
        return _unclear(visitor, row, given)
    except BadInput as error:
        now = _again(visitor, row)
        if now["status"] != "open":
            return drawing.request(visitor, now, status=409)
        return drawing.request(visitor, now, Notice(drawing.sentence(error), "error"), status=422)
    return _next(visitor, row)


def _once_more(visitor: Visit, row: Row, given: Given) -> Response:
    """It is no longer open. The same answer of the same person is one: a connection broke, or it was pressed twice."""
    if row["answered_by"] == visitor.person and not given.complaints:
        try:
            _answer(visitor, row, given)
        except (Otherwise, BadInput):
            pass
        else:
            return _next(visitor, row)
    return drawing.request(visitor, row, status=409)


def _answer(visitor: Visit, row: Row, given: Given) -> None:
    with visitor.writing() as transaction:
        inbox.answer(
            transaction,
            row["id"],
            visitor.form.get("asked", ""),
            choice=given.choice,
            comment=given.comment,
            answer=given.answer,
        )


def _again(visitor: Visit, row: Row) -> Row:
    with visitor.transaction() as transaction:
        return inbox.get(transaction, row["id"]) or row


def _unclear(visitor: Visit, row: Row, given: Given) -> Response:
    """The connection broke: the commit may have come through, or be under way, and then it holds the row. What the
    database says after that is the truth."""
    with visitor.transaction() as transaction:
        many.hold(transaction, [row["id"]])
        now = inbox.get(transaction, row["id"]) or row
    if now["status"] != "open":
        return _once_more(visitor, now, given)
    return drawing.request(visitor, now, Notice(words.NOTHING_SENT, "warning"), status=503)


def _next(visitor: Visit, row: Row) -> Response:
    """The next one of the list that one came from, else the list."""
    kept = listing.kept(visitor.query)
    with visitor.transaction() as transaction:
        following = inbox.waiting(transaction, listing.which(kept), Place.of(row), 1)
    if following:
        return visit.redirect(render.url(f"/requests/{following[0]['id']}", kept, sent=str(row["id"])))
    return visit.redirect(render.url("/", kept or {"all": "1"}, sent=str(row["id"])))
