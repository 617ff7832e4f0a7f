"""The page of one question, with whatever was typed into it before."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from typing import Any

from adjourn.inbox import controls, earlier, history, limits, listing, question, reworded
from adjourn.inbox.answers import Edit, Given
from adjourn.inbox.controls import Controls
from adjourn.inbox.security import Form
from adjourn.inbox.visit import Visit
from adjourn.models import inbox, visible
from adjourn.models.forms import difference, exact, fields, reading
from adjourn.models.inbox import Place, Row
from sqlalchemy import Connection
from starlette.responses import Response

#: Of a form, what is no answer.
_NOT_TYPED = ("token", "do", "asked", "was", "looked", "over", "unclear")


@dataclass(frozen=True, slots=True)
class Notice:
    text: str
    #: done, look, warning or error.
    kind: str


def request(
    visitor: Visit,
    row: Row,
    notice: Notice | None = None,
    *,
    complaints: Mapping[str, str] | None = None,
    edited: Given | None = None,
    over: str | None = None,
    emptied: Collection[str] = (),
    status: int = 200,
) -> Response:
    form, kept = visitor.form, listing.kept(visitor.query)
    with visitor.transaction() as transaction:
        place, which = Place.of(row), listing.which(kept)
        following = inbox.waiting(transaction, which, place, 1)
        previous = inbox.before(transaction, which, place)
        told = inbox.history(transaction, row["id"])
        others = inbox.others_of_job(transaction, row)
        colleagues = inbox.who_may_answer(transaction, row["team"])
        teams = inbox.teams(transaction) if row["may"] == "lead" else []
        sent = listing.sent(visitor, transaction)
        before = inbox.answered_before(transaction, row["id"])
        again = _again(transaction, row, others)
    drawn = _filled(controls.of(row), visitor)
    is_other = form.get("asked", row["asked"]) != row["asked"]
    # Until somebody was told that it is another question, the form stays one of that which was seen.
    is_told = not is_other or (notice is not None and notice.kind == "warning")
    return visitor.show(
        "request.html",
        status,
        row=row,
        shown=question.read(row),
        twice=twice(row),
        amount=limits.over(row),
        state=exact.parsed(row["shown"]) or [],
        controls=drawn,
        given=Form([(name, value) for name, value in form.multi_items() if name not in emptied]),
        notice=notice,
        complaints=dict(complaints or {}),
        labels=_labels(drawn),
        changes=[_changes(edit) for edit in edited.edits] if edited else [],
        looked=edited.stamp if edited else "",
        over=over or form.get("over", ""),
        typed=[(name, text) for name, text in form.multi_items() if name not in _NOT_TYPED and text.strip()],
        kept=kept,
        following=following[0]["id"] if following else None,
        previous=previous["id"] if previous else None,
        history=history.told(told),
        others=others,
        earlier=earlier.cases(row, before),
        again=again,
        asked=row["asked"] if is_told else form["asked"],
        was=reworded.kept(row) if is_told else form.get("was", ""),
        reworded=reworded.changes(reworded.kept(row), again)
        if again
        else reworded.changes(form.get("was", ""), row)
        if is_other and row["status"] == "open"
        else [],
        colleagues=[name for name in colleagues if name != visitor.person],
        teams=[name for name in teams if name != row["team"]],
        later=LATER,
        sent=sent,
        policy=exact.parsed(row["policy"]) or {},
        returned=exact.parsed(row["rejected_answer"]),
    )


def _again(transaction: Connection, row: Row, others: list[Row]) -> Row | None:
    """The question that its job asks in its place."""
    if row["status"] not in ("withdrawn", "expired"):
        return None
    ids = [other["id"] for other in others if other["status"] == "open" and other["id"] > row["id"]]
    return inbox.get(transaction, ids[0]) if ids else None


#: For how long something is put off, in hours.
LATER = {"1": "1 hour", "4": "4 hours", "24": "1 day", "72": "3 days", "168": "1 week"}


def _labels(drawn: Controls) -> dict[str, str]:
    """What the fields of forms are called."""
    forms = [drawn.form, *(way.form for decision in drawn.decisions for way in decision.ways)]
    return {
        each.name: each.title for form in forms if form for each in fields.inside(form.root) if each is not form.root
    }


def sentence(error: BaseException) -> str:
    """Of what the database refuses, for who has no command line."""
    text = re.sub(r"`adjourn (\w+) \d+`", r"\1 it", str(error))
    return text[:1].upper() + text[1:] + ("" if text.endswith((".", "?", "!", ")")) else ".")


def _filled(drawn: Controls, visitor: Visit) -> Controls:
    """With what was typed, and the rows that were asked for."""
    if visitor.request.method != "POST":
        return drawn
    pairs = visitor.form.multi_items()
    action, _, name = visitor.form.get("do", "").partition(":")

    def fill(form: fields.Form | None) -> fields.Form | None:
        if form is None:
            return None
        found = reading.fill(form, pairs)
        for each in fields.inside(found.root) if action in ("add", "drop") else ():
            if isinstance(each, fields.Rows) and (key := _key(each, action, name)) is not None:
                return reading.fill(form, _changed(pairs, each.name, key, action))
        return found

    decisions = [
        replace(decision, ways=[replace(way, form=fill(way.form)) for way in decision.ways])
        for decision in drawn.decisions
    ]
    return replace(drawn, decisions=decisions, form=fill(drawn.form))


def _key(rows: fields.Rows, action: str, name: str) -> str | None:
    if action == "add":
        return rows.another()[0] if name == rows.name else None
    return next((key for key, _ in rows.rows if name == f"{rows.name}/{key}"), None)


def _changed(pairs: list[tuple[str, str]], name: str, key: str, action: str) -> list[tuple[str, str]]:
    if action == "add":
        return [*pairs, (name, key)]
    return [pair for pair in pairs if pair != (name, key)]


def _changes(edit: Edit) -> dict[str, Any]:
    """Place by place, word for word."""
    rows = [(".".join(map(str, each.path)), each.segments) for each in difference.changes(edit.asked.args, edit.args)]
    return {"tool": edit.asked.tool, "rows": rows}


def twice(row: Row) -> list[str]:
    """Why to look twice: what was found when it was asked, an amount over its limit, say; and what is seen by now."""
    found = visible.look_twice([row["title"], *map(exact.parsed, (row["question"], row["options"]))])
    return list(dict.fromkeys([*(row["look_twice"] or "").split("; "), *found]))[not row["look_twice"] :]
