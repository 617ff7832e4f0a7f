"""What became of questions, the latest first: for who comes back after days."""

from __future__ import annotations

from adjourn.inbox import visit
from adjourn.inbox.visit import Visit
from adjourn.models import inbox
from starlette.responses import Response

PAGE = 50


@visit.for_people
def show(visitor: Visit) -> Response:
    given, mine = visitor.query.get("before", ""), visitor.query.get("tab") == "mine"
    before = int(given) if given.isdecimal() and len(given) < 19 else None
    with visitor.transaction() as transaction:
        ends = inbox.ends(transaction, before, mine=mine, limit=PAGE + 1)
        now = inbox.now(transaction)
    more = ends[PAGE - 1]["event"] if len(ends) > PAGE else None
    return visitor.show("done.html", ends=ends[:PAGE], mine=mine, before=before, more=more, now=now)
