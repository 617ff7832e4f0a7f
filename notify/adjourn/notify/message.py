"""A notice as a message to people, by mail or chat, through apprise. It has names and states in it and nothing of what
a job is about, as mail and chat are read by others than may see that, and a link to the page, which asks who one is."""

from __future__ import annotations

import asyncio
from functools import partial
from typing import Any

from adjourn.models import visible
from adjourn.models.notices import Notice
from adjourn.notify.undelivered import Undelivered

#: Seconds for a service to take it. Less than a claim lasts.
_TOTAL = 20.0
_TITLES = {
    "request.opened": "#{request_id} waits for somebody{to}",
    "request.assigned": "#{request_id} is now for somebody{to}",
    "request.due": "#{request_id} still waits{to}",
    "request.escalated": "#{request_id} was passed on{to}",
    "request.came_back": "#{request_id} came back: its answer did not fit{to}",
    "request.closed": "#{request_id} is {status}",
}
_OF_REQUEST = (("graph", "graph"), ("step", "node"), ("kind", "kind"), ("due", "due_at"), ("job", "job_id"))
# No names that submitters chose, which a chat may take for its commands.
_OF_JOB = (("graph", "graph"), ("job", "job_id"))


def text(notice: Notice, link: str | None) -> tuple[str, str]:
    """Title and body."""
    data = {name: _seen(value) for name, value in notice.data.items()}
    whom = " and ".join(filter(None, (data.get("assignee"), data.get("team") and f"team {data['team']}")))
    pattern = _TITLES.get(notice.topic, "Job of {graph} {status}")
    title = pattern.format(**data, to=f" ({whom})" if whom else "")
    names = _OF_REQUEST if notice.topic.startswith("request.") else _OF_JOB
    lines = [f"{name}: {data[column]}" for name, column in names if data.get(column)]
    return title, "\n".join([*lines, *([link] if link else [])])


def _seen(value: Any) -> str:
    """On one line, and with what is written and not seen said by its name."""
    parts = [] if value is None else visible.segments(" ".join(str(value).split()))
    return "".join(part.text if part.kind == "plain" else f"[{part.name}]" for part in parts)


async def send(notice: Notice, url: str | None, link: str | None) -> None:
    """Raises Undelivered."""
    name = notice.url.removeprefix("apprise:")
    if url is None:
        raise Undelivered(f"there is no apprise.{name} in the file of ADJOURN_NOTIFY")
    try:
        import apprise
    except ModuleNotFoundError:
        raise Undelivered("mail and chat need apprise: pip install 'adjourn[notify]'") from None
    service = apprise.Apprise()
    if not service.add(url):
        raise Undelivered(f"apprise knows no such URL as that of apprise.{name}")
    title, body = text(notice, link)
    say = partial(service.notify, title=title, body=body, body_format=apprise.NotifyFormat.TEXT)
    try:
        async with asyncio.timeout(_TOTAL):
            taken = await asyncio.to_thread(say)
    except TimeoutError:
        raise Undelivered(f"{name} took longer than {_TOTAL:g} s") from None
    if not taken:
        raise Undelivered(f"{name} did not take it: the log of `adjourn notify` says more")
