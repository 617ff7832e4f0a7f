"""In a storm somebody gives threads one input after the other, whatever the last one is at: it is waited for, refuses
the next, or makes way (LangGraph's multitask_strategy)."""

from __future__ import annotations

import json
import os
import random
import time
from itertools import count
from pathlib import Path

import psycopg

from tests.chaos.actors import Journal, Shape, patiently
from tests.support.database import Database

#: What these threads, and the keys of their jobs, begin with.
SHARED = "shared-"
_GRAPH = "line"
_STRATEGIES = ("enqueue", "reject", "interrupt", "rollback")
#: Jobs of a thread.
_JOBS = 8
#: More urgent than others, so that each state is met.
_ENQUEUE = """SELECT adjourn.enqueue(%s, %s, thread_id => %s, key => %s, project => %s, priority => 5,
  multitask_strategy => %s)::text AS id"""

#: Jobs that made way for another.
CUT_OFF = "error ->> 'type' IN ('Interrupted', 'RolledBack')"
INVARIANTS: dict[str, str] = {
    "a job of a shared thread is finished or makes way": f"""SELECT id, key, status, error FROM adjourn.jobs
        WHERE starts_with(thread_id, '{SHARED}') AND status <> 'succeeded'
          AND NOT (status = 'cancelled' AND {CUT_OFF})""",
    "who was refused is no job": """SELECT j.id, j.key FROM journal s JOIN adjourn.jobs j ON j.key = s.key
        WHERE s.state = 'rejected'""",
    "who rejects others finds none": """SELECT j.id, o.id AS other, j.began, o.finished_at
        FROM (SELECT *, (SELECT min(at) FROM adjourn.events e WHERE e.job_id = j.id) AS began FROM adjourn.jobs j
          WHERE key LIKE '%-reject') j
        JOIN adjourn.jobs o ON o.thread_id = j.thread_id AND o.created_at < j.created_at AND o.finished_at > j.began""",
    "a question that is withdrawn says why": f"""SELECT r.id, j.error, e.data FROM adjourn.human_requests r
        JOIN adjourn.jobs j ON j.id = r.job_id AND j.{CUT_OFF}
        LEFT JOIN adjourn.events e ON (e.job_id, e.request_id, e.became) = (j.id, r.id, 'withdrawn')
        WHERE r.status = 'withdrawn' AND e.data ->> 'why' IS DISTINCT FROM j.error ->> 'message'""",
    "nothing is left of what was rolled back": """SELECT DISTINCT j.id, c.thread_id FROM adjourn.checkpoints c
        JOIN adjourn.jobs j ON c.metadata ->> 'job_id' = j.id::text WHERE j.error ->> 'type' = 'RolledBack'""",
    "a shared thread goes on where it stood": f"""SELECT j.id, j.result, o.key, o.status FROM adjourn.jobs j
        JOIN adjourn.jobs o ON o.thread_id = j.thread_id AND o.id <> j.id
        WHERE starts_with(j.thread_id, '{SHARED}') AND j.status = 'succeeded' AND CASE o.status
          WHEN 'succeeded' THEN o.finished_at < j.finished_at AND NOT (j.result -> 'log')::jsonb ? o.key
          ELSE o.error ->> 'type' = 'RolledBack' AND (j.result -> 'log')::jsonb ? o.key END""",
}
TOLD = f"""SELECT coalesce(string_agg(count || ' ' || became, ', '), 'none') AS shared FROM (
  SELECT coalesce(error ->> 'type', status) AS became, count(*) FROM adjourn.jobs
  WHERE starts_with(thread_id, '{SHARED}') GROUP BY 1
  UNION ALL SELECT state, count(*) FROM journal WHERE state = 'rejected' GROUP BY 1) t"""


def submit(path: Path, shape: Shape) -> None:
    """A key that is not known to have become a job is tried again."""
    journal, database = Journal(path), Database(os.environ["DATABASE_URL"])
    known = {entry["key"] for entry in journal.entries if entry["state"] != "trying"}
    for number in count():
        thread = f"{SHARED}{number // _JOBS}"
        strategy = random.Random(number).choice(_STRATEGIES)
        key = f"{thread}-{number}-{strategy}"
        if key in known:
            continue
        entry = {"key": key, "project": shape.project, "graph": _GRAPH}
        journal.write(state="trying", **entry)
        given = json.dumps({"log": [key]})
        try:
            [row] = patiently(database.rows, _ENQUEUE, _GRAPH, given, thread, key, shape.project, strategy)
        except psycopg.errors.ObjectNotInPrerequisiteState:
            journal.write(state="rejected", **entry)
        else:
            journal.write(state="submitted", job=row["id"], **entry)
        time.sleep(random.uniform(0, 0.8))
