"""What an open page asks by itself: what came since it was drawn, and what became of the question on it."""

from __future__ import annotations

from datetime import datetime

from adjourn.inbox import listing, security, visit, words
from adjourn.inbox.marked import plain
from adjourn.inbox.streams import MOST, Stream
from adjourn.inbox.visit import Visit
from adjourn.models import inbox
from starlette.responses import JSONResponse, Response


@visit.for_scripts
def of_list(visitor: Visit) -> Response:
    """`{"say": "3 new above: show"}`, or nothing to say."""
    try:
        since = datetime.fromisoformat(visitor.query.get("since", ""))
    except ValueError:
        return JSONResponse({"say": ""}, 400)
    with visitor.transaction() as transaction:
        new = inbox.newer(transaction, listing.which(visitor.query), since) if since.tzinfo else 0
    return JSONResponse({"say": words.NEW.format(count=new if new < 100 else "100+") if new else ""})


@visit.for_scripts
def of_request(visitor: Visit) -> Response:
    """The same of one question, if it is not as it was drawn; `send`: to press Send shows the difference."""
    id = int(visitor.request.path_params["id"])
    with visitor.transaction() as transaction:
        row = inbox.get(transaction, id) if id < 2**63 else None
    if row and "sent" in visitor.query:
        return JSONResponse({"say": words.went(row["status"])})
    if row is None or (row["status"], row["asked"]) == ("open", visitor.query.get("asked")):
        return JSONResponse({"say": ""})
    if row["status"] in ("answered", "resumed"):
        return JSONResponse({"say": words.ANSWERED.format(person=plain(row["answered_by"]))})
    if row["status"] == "open":
        return JSONResponse({"say": words.OTHER_WORDS, "send": True})
    return JSONResponse({"say": words.CLOSED.format(status=row["status"])})


@visit.for_scripts
def stream(visitor: Visit) -> Response:
    """On which a page is told when to ask. `id=7`, as often as there are questions that it is about; without, all."""
    ids = {int(id) for id in visitor.request.query_params.getlist("id")[:MOST] if id.isdecimal() and len(id) < 19}
    return Stream(visitor.site.streams, visitor.person, security.digest(visitor.secret), ids)
