"""How far a batch is: how many of its jobs are in which state, how fast they end, and whom they wait for."""

from __future__ import annotations

from datetime import timedelta

from adjourn.inbox import timeline, visit, words
from adjourn.inbox.visit import Visit
from adjourn.models import inbox, overview
from starlette.responses import Response


@visit.for_people
def show(visitor: Visit) -> Response:
    with visitor.transaction() as transaction:
        batch = overview.batch(transaction, str(visitor.request.path_params["id"]))
        now = inbox.now(transaction)
    if batch is None:
        return visit.say(visitor.request, 404, words.NO_BATCH)
    states = batch["states"]
    total = sum(states.values())
    left = states.get("queued", 0) + states.get("running", 0)
    return visitor.show(
        "batch.html",
        batch=batch,
        total=total,
        ended=sum(states.get(name, 0) for name in words.ENDED),
        states=[
            (label, states.get(name, 0), round(states.get(name, 0) / max(total, 1) * 100, 1))
            for name, label in words.STATES.items()
        ],
        left=timeline.lasted(timedelta(minutes=left / batch["rate"])) if left and batch["rate"] else None,
        now=now,
    )
