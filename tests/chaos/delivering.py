"""A sender that dies while it claims, sends and marks: what was to be heard is heard, each time with the same id."""

from __future__ import annotations

import asyncio
import os
import signal
from functools import partial
from typing import TYPE_CHECKING

from adjourn.models.ground.settings import settings
from adjourn.notify.sender import Sender

from tests.chaos.attempts import REFUSED
from tests.chaos.telling import ALLOW, LATER, SUBSCRIBE, UNSENT, keys
from tests.support.receiver import Receiver, receiving
from tests.support.waiting import until

if TYPE_CHECKING:
    from tests.chaos.cases import Case
    from tests.chaos.yard import Yard

_JOBS = 3


def send(keys: str) -> None:
    """Until it is killed."""
    os.environ["ADJOURN_NOTIFY"] = keys
    settings.cache_clear()
    signal.alarm(60)
    asyncio.run(Sender(settings()).run())


def deliver(yard: Yard, case: Case) -> None:
    """The scene. Claims of who died have run out when the next one looks."""
    with receiving() as receiver:
        yard.rows(ALLOW, receiver.host)
        yard.rows(SUBSCRIBE, f"{receiver.url}/ok")
        order = {"errand": case.shape, "given": [str(keys(yard.log.parent, receiver.port))], "point": case.point}
        pids: list[int] = []
        try:
            for number in range(_JOBS):
                job_id = yard.submit("line")
                yard.carry(job_id)
                yard.compare("line", job_id)
                action = "kill" if number else case.action
                pids = pids or [yard.begin(**order, nth=case.nth, action=action)]
                until(partial(_is_sent, yard, pids, order), "all is sent")
            _compare(yard, receiver)
        finally:
            for pid in pids:
                if yard.poll(pid) in ([], ["stopped"]):
                    yard.ask(signal=signal.SIGKILL, pid=pid)
                    until(partial(yard.poll, pid), "the sender has ended")
            yard.rows("DELETE FROM adjourn.subscriptions")


def _is_sent(yard: Yard, pids: list[int], order: dict[str, object]) -> bool:
    """Who has died or is stopped has a successor; who was stopped goes on when that has sent all."""
    status = yard.poll(pids[-1])
    if status == ["stopped"] or status in ([-signal.SIGKILL], [REFUSED]):
        yard.rows(LATER)
        pids.append(yard.begin(**order, nth=0, action="kill"))
        return False
    assert not status, f"the sender ended with {status}, see {yard.log}"
    yard.rows(f"{LATER} AND claim_id IS NULL")
    if yard.rows(f"SELECT {UNSENT} AS count")[0]["count"]:
        return False
    for pid in pids[:-1]:
        if yard.poll(pid) == ["stopped"]:
            yard.ask(signal=signal.SIGCONT, pid=pid)
    return True


def _compare(yard: Yard, receiver: Receiver) -> None:
    heard = {(each.id, each.json["type"], each.json["data"]["job_id"]) for each in receiver.heard}
    told = {
        (row["id"], row["topic"], row["job"])
        for row in yard.rows("SELECT id::text, topic, job_id::text AS job FROM adjourn.outbox")
    }
    assert heard == told, f"heard, or told, alone: {heard ^ told}"
    assert len(told) == 3 * _JOBS, f"{len(told)} notices of {_JOBS} jobs"
