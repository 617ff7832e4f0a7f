"""The inbox: what waits, for whom, what is most urgent first. All that a list depends on stands in its address."""

from __future__ import annotations

from adjourn.inbox import login, question, visit, words
from adjourn.inbox.visit import Visit
from adjourn.models import inbox, many
from adjourn.models.forms import ways
from adjourn.models.inbox import Filter, Place, Row
from sqlalchemy import Connection
from starlette.requests import Request
from starlette.responses import Response

PAGE = 50
#: What an address may say of a list.
NAMES = ("tab", "team", "kind", "graph", "due", "back", "q")


def entry(request: Request) -> Response:
    """The inbox; an address with a token is a way in."""
    return visit.guarded(request, login.by_token) if "token" in request.query_params else show(request)


def which(query: dict[str, str]) -> Filter:
    return Filter(
        mine=query.get("tab") == "mine",
        team=query.get("team") or None,
        kind=query.get("kind") if query.get("kind") in words.KINDS else None,
        graph=query.get("graph") or None,
        due="due" in query,
        came_back="back" in query,
        search=query.get("q", "")[:200],
    )


def kept(query: dict[str, str]) -> dict[str, str]:
    """Of an address, what says which list one came from."""
    return {name: query[name] for name in NAMES if query.get(name)}


def place(text: str) -> Place | None:
    """Of `after=` in an address."""
    try:
        priority, due, id = text.split("_")
        return Place(int(priority), due, int(id)) if abs(int(priority)) < 2**31 and 0 <= int(id) < 2**63 else None
    except ValueError:
        return None


def place_text(row: Row) -> str:
    at = Place.of(row)
    return f"{at.priority}_{at.due}_{at.id}"


@visit.for_people
def show(visitor: Visit) -> Response:
    query = visitor.query
    after = place(query.get("after", ""))
    with visitor.transaction() as transaction:
        counts = inbox.counts(transaction)
        if not kept(query) and counts.mine and "all" not in query:
            query = {**query, "tab": "mine"}
        rows = inbox.waiting(transaction, which(query), after, PAGE + 1)
        graphs = inbox.graphs(transaction)
        leads = {} if rows or counts.teams else inbox.leads(transaction)
        done = sent(visitor, transaction)
        now = inbox.now(transaction)
        offered = many.offered(transaction, [row["id"] for row in rows[:PAGE]])
    offers = {id: _offers(*each) for id, each in offered.items()}
    different = list(dict.fromkeys(filter(None, offers.values())))
    more = place_text(rows[PAGE - 1]) if len(rows) > PAGE else None
    return visitor.show(
        "inbox.html",
        rows=[
            row
            | dict(zip(("label", "brief", "facts"), question.brief(row), strict=True))
            | {"offers": different.index(offers[row["id"]]) if offers.get(row["id"]) else None}
            for row in rows[:PAGE]
        ],
        offers=different,
        counts=counts,
        graphs=graphs,
        leads=leads,
        chosen=query,
        kept=kept(query),
        more=more,
        after=after,
        sent=done,
        now=now,
    )


def _offers(kind: str, options: str) -> str:
    """What may be answered together with others, in words; of what has a form of its own nothing."""
    labels = ", ".join(str(each.get("label", each["choice"])) for each in ways.offered(options))
    return labels or (words.MANY_TEXT.lower() if kind == "question" else "")


def sent(visitor: Visit, transaction: Connection) -> Row | None:
    """The question that was answered before this page, if that is true."""
    number = visitor.query.get("sent", "")
    row = inbox.get(transaction, int(number)) if number.isdecimal() and len(number) < 19 else None
    return row if row and row["answered_by"] == visitor.person else None
