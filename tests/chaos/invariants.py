"""What must hold when a job has ended, whatever happened to it on the way. In SQL; each gives what breaks it.

The effects that nodes had are witnessed by a table that they write through a connection of their own, with the step at
which LangGraph ran them; the server keeps when each checkpoint was committed (track_commit_timestamp).
"""

from __future__ import annotations

WITNESS = """
CREATE TABLE effects (thread_id text NOT NULL, pid int NOT NULL, node text NOT NULL, ns text NOT NULL,
  step int NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE strikes (thread_id text NOT NULL, pid int NOT NULL, point text NOT NULL, went_on timestamptz);
"""

# A worker that was stopped for longer than its lease ends the step that it is in; no fence can reach to the outside.
_STALE = "EXISTS (SELECT FROM strikes s WHERE (s.thread_id, s.pid) = (e.thread_id, e.pid) AND e.at > s.went_on)"

_COMMITTED = """committed AS (
  SELECT thread_id, checkpoint_ns AS ns, (metadata ->> 'step')::int AS step, pg_xact_commit_timestamp(xmin) AS at
  FROM adjourn.checkpoints WHERE metadata ->> 'source' = 'loop')"""

#: Name: a query whose rows are violations.
INVARIANTS: dict[str, str] = {
    "a thread has the one job that was submitted": "SELECT thread_id FROM adjourn.jobs WHERE thread_id <> id::text",
    "a job is final": "SELECT id, status FROM adjourn.jobs WHERE finished_at IS NULL",
    "a final job asks nobody": """SELECT r.id, r.status FROM adjourn.human_requests r
        JOIN adjourn.jobs j ON j.id = r.job_id WHERE j.finished_at IS NOT NULL AND r.status IN ('open', 'answered')""",
    "an answer is for the question it was given to": """SELECT id, title, answer FROM adjourn.human_requests
        WHERE kind <> 'breakpoint' AND answer IS NOT NULL AND answer ->> 'to' IS DISTINCT FROM title""",
    "an answer is used": "SELECT id, status FROM adjourn.human_requests WHERE status NOT IN ('resumed', 'withdrawn')",
    "a question is asked once": """SELECT job_id, title, count(*) FROM adjourn.human_requests
        GROUP BY job_id, title HAVING count(*) > 1""",
    "a finished job has no more effects": f"""SELECT e.thread_id, e.node FROM effects e
        JOIN adjourn.jobs j ON j.thread_id = e.thread_id WHERE e.at > j.finished_at AND NOT {_STALE}""",
    "a step is not repeated after its checkpoint was committed": f"""WITH {_COMMITTED}
        SELECT e.thread_id, e.node, e.ns, e.step FROM effects e
        JOIN committed c ON (c.thread_id, c.ns) = (e.thread_id, e.ns) AND c.step >= e.step AND c.at < e.at
        WHERE NOT {_STALE}""",
    "a worker that lost its lease ends within a step": f"""SELECT e.thread_id, e.pid FROM effects e WHERE {_STALE}
        GROUP BY e.thread_id, e.pid HAVING count(DISTINCT (e.ns, e.step)) > 1""",
    "nothing is done more often than workers died and people answered": """SELECT e.thread_id, e.node, count(*)
        FROM effects e GROUP BY e.thread_id, e.ns, e.step, e.node HAVING count(*) > 1
          + (SELECT count(*) FROM strikes s WHERE s.thread_id = e.thread_id)
          + (SELECT count(*) FROM adjourn.human_requests r WHERE r.thread_id = e.thread_id)""",
    "checkpoints do not fork": """SELECT thread_id, checkpoint_ns, parent_checkpoint_id, count(*)
        FROM adjourn.checkpoints WHERE parent_checkpoint_id IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) > 1""",
    "events tell the whole way of a row": """SELECT job_id, request_id, was, before FROM (
          SELECT *, lag(became) OVER (PARTITION BY job_id, request_id ORDER BY id) AS before FROM adjourn.events) e
        WHERE was IS DISTINCT FROM before""",
    "events end where the job is": """SELECT j.id, j.status, e.became FROM adjourn.jobs j JOIN LATERAL (
          SELECT became FROM adjourn.events WHERE job_id = j.id AND request_id IS NULL
          ORDER BY id DESC LIMIT 1) e ON true
        WHERE e.became <> j.status""",
    "events end where the question is": """SELECT r.id, r.status, e.became FROM adjourn.human_requests r JOIN LATERAL (
          SELECT became FROM adjourn.events WHERE request_id = r.id ORDER BY id DESC LIMIT 1) e ON true
        WHERE e.became <> r.status""",
}
