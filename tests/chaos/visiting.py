"""In a storm one of those who answer does it on the page, whose process is struck as others are."""

from __future__ import annotations

import json
import os
import time
from itertools import count
from pathlib import Path

import httpx

from tests.chaos import paging
from tests.chaos.actors import ON_THE_PAGE, Journal, patiently
from tests.support.database import Database
from tests.support.page import Visitor

#: What was told as not sent is not sent again: later it is another answer, with a number of its own.
INVARIANTS = {
    "an answer of which a person was told that it was not sent is not stored": """SELECT r.id, r.answer FROM journal a
        JOIN every_request r ON r.id = a.request AND r.answer = a.answer WHERE a.state = 'not sent'"""
}
TOLD = """
SELECT coalesce(string_agg(count || ' ' || state, ', '), 'nothing') AS told
FROM (SELECT state, count(*) FROM journal WHERE answer ->> 'by' = 'answerer2' AND state <> 'trying' GROUP BY 1) t"""
_OPEN = f"""
SELECT id, title FROM adjourn.human_requests WHERE status = 'open' AND kind <> 'breakpoint' AND team IS NULL
  AND {ON_THE_PAGE} ORDER BY random() LIMIT 20"""


def answer(path: Path, port: int) -> None:
    journal, database = Journal(path), Database(os.environ["DATABASE_URL"])
    at = f"http://127.0.0.1:{port}"
    with httpx.Client(base_url=at, timeout=20) as http:
        ada = Visitor(http, at)
        for serial in count(len(journal.entries)):
            for row in patiently(database.rows, _OPEN):
                given = {"to": row["title"], "by": path.stem, "serial": serial}
                if fields := _form(ada, row["id"]):
                    entry = {"request": row["id"], "answer": given}
                    journal.write(state="trying", **entry)
                    journal.write(state=_sent(ada, row["id"], fields | {"json": json.dumps(given)}), **entry)
            time.sleep(0.05)


def _form(ada: Visitor, id: int) -> dict[str, str] | None:
    """None: the page is away, or it is asked no more."""
    try:
        ada.get(f"/requests/{id}")
        if ada.page.status_code == 401:
            ada.get(f"/?token={paging.TOKEN}")
            ada.get(f"/requests/{id}")
    except httpx.TransportError:
        return None
    return ada.hidden() | {"do": "send"} if ada.page.status_code == 200 else None


def _sent(ada: Visitor, id: int, fields: dict[str, str]) -> str:
    """As a journal has it. The form is sent until something is known of it."""
    for tries in count():
        match paging.post(ada, id, fields):
            case paging.SENT:
                return "answered"
            case paging.REFUSED:
                return "refused"
            case paging.NOT_SENT if not tries:
                return "not sent"
        time.sleep(0.1)
    raise AssertionError("unreachable")
