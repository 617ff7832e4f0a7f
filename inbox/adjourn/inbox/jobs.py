"""One job: how it has spent its time, what it asked, and where in its graph it waits."""

from __future__ import annotations

from adjourn.inbox import graph_picture, timeline, visit, words
from adjourn.inbox.visit import Visit
from adjourn.models import inbox, overview, progress
from starlette.responses import Response

#: Of what happened.
_LATEST = 200


@visit.for_people
def show(visitor: Visit) -> Response:
    id = str(visitor.request.path_params["id"])
    with visitor.transaction() as transaction:
        found = inbox.job(transaction, id)
        if found is None:
            return visit.say(visitor.request, 404, words.NO_JOB)
        course = overview.course(transaction, id)
        happened = progress.latest(transaction, id, _LATEST)
        drawing, asking = overview.picture(transaction, id)
    job, asked = found
    return visitor.show(
        "job.html",
        job=job,
        asked=asked,
        course=timeline.draw(course, job["now"]),
        happened=happened,
        latest=_LATEST,
        is_followed=job["status"] not in words.ENDED,
        ended=course[-1] if course and job["finished_at"] else None,
        picture=graph_picture.draw(drawing, asking),
        lasted=timeline.lasted,
    )
