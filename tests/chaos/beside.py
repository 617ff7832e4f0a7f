"""The project beside: another queue and name, code of its own, and graphs that have the names of the first project's.

In a storm it shares the database, the broker and the schedulers with the first project, and nothing else.
"""

from __future__ import annotations

import json
from pathlib import Path

from tests.chaos import forgeries

FOLDER = Path(__file__).parent / "project_beside"
NAME, QUEUE = "neighbour", "beside"
GRAPHS = tuple(json.loads((FOLDER / "langgraph.json").read_text())["graphs"])
ENV = {"ADJOURN_PROJECT": str(FOLDER), "ADJOURN_NAME": NAME, "ADJOURN_QUEUE": QUEUE}

#: Each worker process of a storm, and what it was started for.
CREW = "CREATE TABLE crew (pid int NOT NULL, project text NOT NULL, queue text NOT NULL, code text NOT NULL)"

#: What shows that there was something to go wrong.
TOLD = f"""SELECT (SELECT count(*) FROM adjourn.jobs WHERE project = '{NAME}') AS beside,
  (SELECT count(*) FROM journal WHERE state = 'refused' AND starts_with(key, '{forgeries.WRONG}')) AS refused,
  (SELECT count(*) FROM adjourn.refused) AS down"""

INVARIANTS: dict[str, str] = {
    "a job is run by the code of its project": f"""SELECT j.id, j.project, e.node FROM effects e
        JOIN claims USING (lease_id) JOIN every_job j ON j.id = job_id
        WHERE (e.node LIKE '% beside') <> (j.project = '{NAME}')""",
    "a job is claimed by workers of its project and its queue": """SELECT j.id, j.project, j.queue, c.worker,
          w.project AS theirs, w.queue AS there FROM claims c JOIN every_job j ON j.id = c.job_id
        LEFT JOIN crew w ON w.pid = substring(c.worker FROM '[0-9]+$')::int
        WHERE (w.project, w.queue) IS DISTINCT FROM (j.project, j.queue)""",
}
