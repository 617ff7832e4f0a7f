"""A person answers on the page, whose process or whose database dies between the form and the reply: the person is told
the truth, and a form that is sent again does no harm."""

from __future__ import annotations

import json
import signal
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import httpx
from adjourn.inbox import render, serve
from adjourn.inbox.security import Limit
from adjourn.models.ground.settings import settings

from tests.support.page import Visitor
from tests.support.waiting import until

if TYPE_CHECKING:
    from tests.chaos.cases import Case
    from tests.chaos.yard import Yard

TOKEN = "a token"
_ENDED = 3
#: Posts of a form until it is known to have arrived: one is struck, and two may find connections that were cut.
_MOST = 6
#: What a person is told of a form; a browser without a reply says nothing of it.
SENT, NOT_SENT, REFUSED, UNKNOWN, NOTHING = "sent", "not sent", "refused", "not known", "nothing"


def read_templates() -> None:
    """In the fork server: each page's process would need longer for that than for all else."""
    for name in render._TEMPLATES.list_templates():
        render._TEMPLATES.get_template(name)


def serve_page(port: int) -> None:
    """The page's process, until it is killed."""
    options = serve.Options(port=port, person="ada", token=TOKEN)
    listening = serve.listen(options)
    # One person answers here more often than anybody could.
    site = replace(serve.site(settings(), options, port), answers=Limit(10**6, 60))
    serve.run(site, options, listening)


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as free:
        return int(free.getsockname()[1])


@dataclass(slots=True)
class Page:
    """Its process is replaced when it is gone, at the same address."""

    yard: Yard
    order: dict[str, Any]
    port: int
    pid: int = 0

    def be_there(self) -> None:
        until(self._is_there, "the page is served")

    def _is_there(self) -> bool:
        if not self.pid or (status := self.yard.poll(self.pid)):
            assert not self.pid or status[0] in (-signal.SIGKILL, _ENDED), f"the page ended with {status}"
            self.pid = self.yard.begin(**self.order, given=[self.port])
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def kill(self) -> None:
        if self.pid and not self.yard.poll(self.pid):
            self.yard.ask(signal=signal.SIGKILL, pid=self.pid)
            until(lambda: self.yard.poll(self.pid), "the page has ended")


def answer(yard: Yard, case: Case) -> None:
    """The scene. A first process has shown the question; it is answered at its successors."""
    job_id = yard.submit("line")
    yard.carry(job_id, "waiting")
    [asked] = yard.rows("SELECT id, title FROM adjourn.human_requests WHERE job_id = %s", job_id)
    given = {"to": asked["title"]}
    with _page(yard, case) as page, httpx.Client(base_url=f"http://127.0.0.1:{page.port}", timeout=20) as http:
        ada = Visitor(http, f"http://127.0.0.1:{page.port}")
        page.be_there()
        ada.get(f"/?token={TOKEN}")
        ada.get(f"/requests/{asked['id']}")
        form = ada.hidden() | {"do": "send", "json": json.dumps(given)}
        page.kill()
        page.order |= {"point": case.point, "nth": case.nth, "action": case.action}
        may_be_in, told = False, []
        while told.count(SENT) < 2:
            assert len(told) < 2 * _MOST, f"told {told}"
            page.be_there()
            told.append(post(ada, asked["id"], form))
            assert told[-1] != REFUSED, f"told {told}, and at last {ada.page.status_code}: {ada.text}"
            # Waits for a commit that is still under way.
            query = "SELECT status, answer FROM adjourn.human_requests WHERE id = %s FOR UPDATE"
            [now] = yard.rows(query, asked["id"])
            is_in = (now["status"], now["answer"]) == ("answered", given)
            assert is_in or (now["status"], now["answer"]) == ("open", None), f"told {told}, and it is {now}"
            assert is_in or told[-1] != SENT, f"told {told}, and it is not in"
            assert not is_in or may_be_in or told[-1] != NOT_SENT, f"told {told}, and it is in"
            may_be_in |= told[-1] != NOT_SENT
            if told[-1] == UNKNOWN and "asked" in ada.carried():
                form = ada.carried()
    answers = yard.rows("SELECT id FROM adjourn.events WHERE request_id = %s AND became = 'answered'", asked["id"])
    assert len(answers) == 1, f"answered {len(answers)} times"
    yard.carry(job_id)
    yard.compare("line", job_id)


@contextmanager
def _page(yard: Yard, case: Case) -> Iterator[Page]:
    page = Page(yard, {"errand": case.shape, "point": "", "nth": 0, "action": "kill"}, free_port())
    try:
        yield page
    finally:
        page.kill()


def post(ada: Visitor, id: int, form: dict[str, str]) -> str:
    try:
        response = ada.post(f"/requests/{id}", form)
    except httpx.TransportError:
        return NOTHING
    if response.status_code == 303 and f"sent={id}" in response.headers["location"]:
        return SENT
    if response.status_code not in (500, 503):
        return REFUSED
    unknown, not_sent = "not known" in ada.text, "othing was sent" in ada.text
    assert unknown != not_sent, f"told what is no answer: {ada.text}"
    return UNKNOWN if unknown else NOT_SENT
