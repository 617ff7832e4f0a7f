"""What must hold when a job has ended, whatever happened to it on the way. In SQL; each gives what breaks it.

The effects that nodes had are witnessed by a table that they write through a connection of their own, with the step at
which LangGraph ran them; the server keeps when each checkpoint was committed (track_commit_timestamp).
"""

from __future__ import annotations

WITNESS = """
CREATE TABLE effects (id uuid PRIMARY KEY, thread_id text NOT NULL, lease_id uuid NOT NULL, node text NOT NULL,
  ns text NOT NULL, step int NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE claims (job_id uuid NOT NULL, lease_id uuid PRIMARY KEY,
  at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS
  'BEGIN INSERT INTO claims (job_id, lease_id) VALUES (NEW.id, NEW.lease_id); RETURN NULL; END';
CREATE TRIGGER note_claim AFTER UPDATE OF lease_id ON adjourn.jobs FOR EACH ROW
  WHEN (NEW.lease_id IS NOT NULL AND NEW.lease_id IS DISTINCT FROM OLD.lease_id) EXECUTE FUNCTION note_claim();
-- What was done to the thread's worker, or, without a thread, to everything.
CREATE TABLE strikes (thread_id text, pid int, point text NOT NULL, went_on timestamptz);
"""

# The job was claimed anew before this happened. A worker that was stopped for longer than its lease ends the step that
# it is in; no fence can reach to the outside.
_STALE = """EXISTS (SELECT FROM claims mine JOIN claims later ON later.job_id = mine.job_id AND later.at > mine.at
  WHERE mine.lease_id = e.lease_id AND later.at < e.at)"""
_STRUCK = "(s.thread_id = e.thread_id OR s.thread_id IS NULL)"

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
    "a worker that lost its lease ends within a step": f"""SELECT e.thread_id, e.lease_id FROM effects e
        WHERE {_STALE} GROUP BY e.thread_id, e.lease_id HAVING count(DISTINCT (e.ns, e.step)) > 1""",
    "only a worker that was stopped works without its lease": f"""SELECT e.thread_id, e.node FROM effects e
        WHERE {_STALE} AND NOT EXISTS (SELECT FROM strikes s WHERE s.went_on IS NOT NULL AND {_STRUCK})""",
    "a lease does nothing twice": """SELECT e.thread_id, e.node, e.step, count(*) FROM effects e
        GROUP BY e.thread_id, e.lease_id, e.ns, e.step, e.node HAVING count(*) > 1""",
    "a job is claimed no more often than workers were struck and people answered": f"""SELECT e.id, count(*)
        FROM adjourn.jobs e JOIN claims c ON c.job_id = e.id GROUP BY e.id HAVING count(*) > 1
          + (SELECT count(*) FROM strikes s WHERE {_STRUCK})
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
