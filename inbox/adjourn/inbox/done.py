"""What became of questions, the latest first, and above all what did since one was here last."""

from __future__ import annotations

from adjourn.inbox import visit
from adjourn.inbox.visit import Visit
from adjourn.models import inbox, sessions
from starlette.responses import Response

PAGE = 50


@visit.for_people
def show(visitor: Visit) -> Response:
    given, mine = visitor.query.get("before", ""), visitor.query.get("tab") == "mine"
    before = int(given) if given.isdecimal() and len(given) < 19 else None
    with visitor.transaction() as transaction:
        ends = inbox.ends(transaction, before, mine=mine, limit=PAGE + 1)
        now = inbox.now(transaction)
        last = sessions.visited_before(transaction)
    more = ends[PAGE - 1]["event"] if len(ends) > PAGE else None
    shown = ends[:PAGE]
    new = sum(last is not None and row["at"] > last for row in shown)
    since = [(last, shown[:new])] if last and (new or before is None) else []
    parts = [*since, (None, shown[new:])]
    return visitor.show("done.html", parts=parts, last=last, mine=mine, before=before, more=more, now=now)
