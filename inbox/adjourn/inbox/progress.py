"""What happens to a job, on its page as it happens: a stream of items, each with the id after which one reads on."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

from adjourn.inbox import render, security, visit, words
from adjourn.inbox.streams import Stream, Streams
from adjourn.inbox.visit import Visit
from adjourn.models import inbox, progress
from adjourn.models.ground.errors import AdjournError
from adjourn.models.progress import Item
from sqlalchemy.exc import SQLAlchemyError
from starlette.concurrency import run_in_threadpool
from starlette.responses import JSONResponse, Response

#: In one look.
_MANY = 200


class JobStream(Stream):
    def __init__(
        self, streams: Streams, person: str, session: bytes, job: str, since: Callable[[], list[Item]]
    ) -> None:
        super().__init__(streams, person, session, set())
        self.job, self._since = job, since

    async def news(self) -> bytes:
        try:
            found = await run_in_threadpool(self._since)
        except (AdjournError, SQLAlchemyError):
            # At the next look again.
            self.mark = ""
            return b":\n\n"
        if len(found) == _MANY:
            self.mark = ""
        return b"".join(f"id: {item.id}\ndata: {json.dumps(drawn(item))}\n\n".encode() for item in found) or b":\n\n"


@visit.for_scripts
def of_job(visitor: Visit) -> Response:
    """What happened after `after`, for a page without a stream: `{"items": [{"id", "html", …}]}`."""
    follower = _Follower(visitor)
    if not follower.sees_job():
        return JSONResponse({"items": []}, 404)
    return JSONResponse({"items": [{"id": item.id} | drawn(item) for item in follower.since()]})


@visit.for_scripts
def stream(visitor: Visit) -> Response:
    """From `after` on, or from where a browser was cut off that comes again by itself."""
    follower = _Follower(visitor)
    if not follower.sees_job():
        return visit.say(visitor.request, 404, words.NO_JOB)
    digest = security.digest(visitor.secret)
    return JobStream(visitor.site.streams, visitor.person, digest, follower.job, follower.since)


def drawn(item: Item) -> dict[str, Any]:
    """For the script of a page: an element of its list, what its job is by now, and what is worth being told."""
    status = {"status": item.what} if item.kind == "job" else {}
    said = {"say": words.ASKS} if item.kind == "request" and item.what in ("asked", "asked again") else {}
    ended = {"say": words.HAS_ENDED.format(status=item.what)} if item.what in words.ENDED else {}
    return {"html": render.page("happened.html", items=[item], is_new=True)} | status | said | ended


class _Follower:
    """A person who reads on."""

    def __init__(self, visitor: Visit) -> None:
        self.job = str(visitor.request.path_params["id"])
        self._visitor = visitor
        self._after = visitor.request.headers.get("last-event-id") or visitor.query.get("after", "")

    def sees_job(self) -> bool:
        """Raises BadInput: it is no place from which one could read on."""
        with self._visitor.transaction() as transaction:
            if inbox.job(transaction, self.job) is None:
                return False
            progress.since(transaction, self.job, self._after, 1)
        return True

    def since(self) -> list[Item]:
        with self._visitor.transaction() as transaction:
            found = progress.since(transaction, self.job, self._after, _MANY)
        if found:
            self._after = found[-1].id
        return found
