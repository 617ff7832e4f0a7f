"""What must hold when a job has ended, whatever happened to it on the way. In SQL; each gives what breaks it.

The effects that nodes had are witnessed by a table that they write through a connection of their own, with the step at
which LangGraph ran them; the server keeps when each checkpoint was committed (track_commit_timestamp).
"""

from __future__ import annotations

from tests.chaos.gone import GONE
from tests.chaos.sharing import CUT_OFF, SHARED
from tests.support.replay import REPLAYS

WITNESS = f"""
CREATE TABLE effects (id uuid PRIMARY KEY, thread_id text NOT NULL, lease_id uuid NOT NULL, node text NOT NULL,
  ns text NOT NULL, step int NOT NULL, at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE TABLE claims (job_id uuid NOT NULL, lease_id uuid PRIMARY KEY, worker text NOT NULL,
  at timestamptz NOT NULL DEFAULT clock_timestamp());
CREATE INDEX ON effects (thread_id);
CREATE INDEX ON claims (job_id);
CREATE FUNCTION note_claim() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS
  'BEGIN INSERT INTO claims (job_id, lease_id, worker) VALUES (NEW.id, NEW.lease_id, NEW.leased_by);
  RETURN NULL; END';
CREATE TRIGGER note_claim AFTER UPDATE OF lease_id ON adjourn.jobs FOR EACH ROW
  WHEN (NEW.lease_id IS NOT NULL AND NEW.lease_id IS DISTINCT FROM OLD.lease_id) EXECUTE FUNCTION note_claim();
-- What was done to the thread's worker, or, without a thread, to everything; whether what it did may arrive late.
CREATE TABLE strikes (thread_id text, point text NOT NULL, late boolean NOT NULL DEFAULT false);
{GONE}"""
#: What submitters, answerers, the operator and the receiver know in a storm; which workers died; the broker's returns.
JOURNAL = """
CREATE TABLE journal (state text, key text, project text, graph text, job uuid, request bigint, answer jsonb,
  error json, topic text);
CREATE TABLE deaths (pid int, at timestamptz);
CREATE TABLE returns (at timestamptz);
CREATE TABLE holds (job uuid, began timestamptz NOT NULL, ended timestamptz NOT NULL);
"""

# The job was claimed anew before this happened. A worker that was stopped for longer than its lease ends the step that
# it is in; no fence can reach to the outside.
_ANEW = """EXISTS (SELECT FROM claims mine JOIN claims later ON later.job_id = mine.job_id AND later.at > mine.at
  WHERE mine.lease_id = e.lease_id AND later.at < e.at)"""
# Or it was cancelled, of which its worker hears at the end of the step.
_STALE = f"""({_ANEW} OR EXISTS (SELECT FROM claims mine JOIN every_job ended ON ended.id = mine.job_id
  WHERE mine.lease_id = e.lease_id AND ended.status = 'cancelled' AND ended.finished_at < e.at))"""
_STRUCK = "(s.thread_id = e.thread_id OR s.thread_id IS NULL)"

_COMMITTED = """committed AS (
  SELECT thread_id, checkpoint_ns AS ns, (metadata ->> 'step')::int AS step, pg_xact_commit_timestamp(xmin) AS at
  FROM adjourn.checkpoints WHERE metadata ->> 'source' = 'loop')"""

#: Name: a query whose rows are violations.
INVARIANTS: dict[str, str] = {
    "a job has a thread of its own, or without input that of one that was cancelled": f"""SELECT j.id, first.status
        FROM every_job j LEFT JOIN every_job first ON first.id::text = j.thread_id
        WHERE CASE WHEN j.input IS NULL THEN first.status IS DISTINCT FROM 'cancelled'
              ELSE first.id IS DISTINCT FROM j.id END AND NOT starts_with(j.thread_id, '{SHARED}')""",
    "a gate opens for its answer": """SELECT j.id, e.lease_id FROM effects e JOIN claims USING (lease_id)
        JOIN every_job j ON j.id = job_id WHERE j.graph IN ('breakpoint', 'gate_inherited') AND e.node = 'end'
          AND NOT EXISTS (SELECT FROM every_request r
            WHERE r.job_id = j.id AND r.answer = '"continue"' AND r.answered_at < e.at)""",
    "a job is final": "SELECT id, status FROM every_job WHERE finished_at IS NULL",
    "a final job asks nobody": """SELECT r.id, r.status FROM every_request r
        JOIN every_job j ON j.id = r.job_id WHERE j.finished_at IS NOT NULL AND r.status IN ('open', 'answered')""",
    "an answer is for the question it was given to": """SELECT id, title, answer FROM every_request
        WHERE kind <> 'breakpoint' AND answer IS NOT NULL AND answer ->> 'to' IS DISTINCT FROM title""",
    "an answer is used": "SELECT id, status FROM every_request WHERE status NOT IN ('resumed', 'withdrawn')",
    "a question is asked once": """SELECT job_id, title, count(*) FROM every_request
        GROUP BY job_id, title HAVING count(*) > 1""",
    "a finished job has no more effects": f"""SELECT e.thread_id, e.node FROM effects e JOIN claims USING (lease_id)
        JOIN every_job j ON j.id = job_id WHERE e.at > j.finished_at AND NOT {_STALE}""",
    "a step is not repeated after its checkpoint was committed": f"""WITH {_COMMITTED}
        SELECT e.thread_id, e.node, e.ns, e.step FROM effects e
        JOIN committed c ON (c.thread_id, c.ns) = (e.thread_id, e.ns) AND c.step >= e.step AND c.at < e.at
        WHERE NOT {_STALE}""",
    "a worker that lost its lease ends within a step": f"""SELECT e.thread_id, e.lease_id FROM effects e
        WHERE {_STALE} GROUP BY e.thread_id, e.lease_id HAVING count(DISTINCT (e.ns, e.step)) > 1""",
    "only who was stopped or killed is heard of without a lease": f"""SELECT e.thread_id, e.node FROM effects e
        WHERE {_ANEW} AND NOT EXISTS (SELECT FROM strikes s WHERE s.late AND {_STRUCK})""",
    "a lease does nothing twice": """SELECT e.thread_id, e.node, e.step, count(*) FROM effects e
        GROUP BY e.thread_id, e.lease_id, e.ns, e.step, e.node HAVING count(*) > 1""",
    "a job is claimed no more often than workers were struck and people answered": f"""SELECT e.id, count(*)
        FROM every_job e JOIN claims c ON c.job_id = e.id GROUP BY e.id, e.thread_id HAVING count(*) > 1
          + (SELECT count(*) FROM strikes s WHERE {_STRUCK})
          + (SELECT count(*) FROM every_request r WHERE r.thread_id = e.thread_id)""",
    "checkpoints do not fork": """SELECT thread_id, checkpoint_ns, parent_checkpoint_id, count(*)
        FROM adjourn.checkpoints WHERE parent_checkpoint_id IS NOT NULL GROUP BY 1, 2, 3 HAVING count(*) > 1""",
    **REPLAYS,
}


_ENDS = """ends AS (SELECT j.id, j.project, j.graph, j.key,
    (j.status, j.result::jsonb, j.error ->> 'type')::text AS came_to,
    ARRAY(SELECT (r.title, r.status)::text FROM every_request r WHERE r.job_id = j.id ORDER BY r.title) AS asked
  FROM every_job j)"""

#: Of a storm, which began after one job of each shape, whose key is "reference", had come to its end.
OF_STORMS: dict[str, str] = {
    "a submission that was acknowledged is a job": """SELECT s.key, s.project, s.graph, j.project AS became,
          j.graph AS became_graph FROM journal s LEFT JOIN every_job j ON j.id = s.job
        WHERE s.state = 'submitted' AND (j.key, j.project, j.graph) IS DISTINCT FROM (s.key, s.project, s.graph)""",
    "a job was submitted": """SELECT j.id, j.key, j.project FROM every_job j
        LEFT JOIN journal s ON (s.key, s.project) = (j.key, j.project)
        WHERE s.key IS NULL AND j.key NOT LIKE 'reference%' AND j.key NOT LIKE 'overdue%'""",
    "an answer that was acknowledged is stored as it was given": """SELECT a.request, a.answer AS given, r.answer
        FROM journal a LEFT JOIN every_request r ON r.id = a.request
        WHERE a.state = 'answered' AND (r.id IS NULL OR a.answer <> r.answer)""",
    "an answer that was acknowledged is used": f"""SELECT r.id, r.status FROM journal a
        JOIN every_request r ON r.id = a.request JOIN every_job j ON j.id = r.job_id
        WHERE a.state = 'answered' AND r.status <> 'resumed'
          AND NOT (r.status = 'withdrawn' AND coalesce(j.{CUT_OFF}, false))""",
    "an answer was given by somebody": """SELECT r.id, r.answer FROM every_request r
        LEFT JOIN journal a ON a.request = r.id AND a.answer = r.answer
        WHERE r.kind <> 'breakpoint' AND r.answer IS NOT NULL AND a.request IS NULL
          AND r.answered_at > (SELECT max(finished_at) FROM every_job WHERE key LIKE 'reference%')""",
    "a job ends as one that nothing struck": f"""WITH {_ENDS}
        SELECT e.id, e.project, e.graph, e.came_to, e.asked, calm.came_to AS reference, calm.asked AS reference_asked
        FROM ends e JOIN ends calm ON (calm.key, calm.project) = ('reference-' || e.graph, e.project)
        WHERE (e.came_to, e.asked) IS DISTINCT FROM (calm.came_to, calm.asked) AND e.key NOT LIKE 'overdue%'
          AND NOT starts_with(e.key, '{SHARED}')""",
    "an overdue job has failed": """SELECT id, status, error FROM every_job
        WHERE key LIKE 'overdue%' AND error ->> 'type' IS DISTINCT FROM 'DeadlinePassed'""",
}

_HELD = "h.began < e.until AND h.ended > e.at"
_TURNS = """turns AS (SELECT job_id, at, became, lead(at) OVER mine AS until, lead(became) OVER mine AS next
  FROM adjourn.events WHERE request_id IS NULL OR became = 'answered'
  WINDOW mine AS (PARTITION BY job_id ORDER BY id))"""

#: Of a storm in which nothing is struck, but other sessions hold locks.
OF_BYSTANDERS: dict[str, str] = {
    "a job that nobody holds goes on within 5 s, and within 5 s of the release of a table": f"""WITH {_TURNS}
        SELECT job_id, at, became, until - at AS took FROM turns e
        WHERE became IN ('queued', 'answered') AND next = 'running'
          AND NOT EXISTS (SELECT FROM holds h WHERE h.job = e.job_id AND {_HELD})
          AND until - greatest(at, (SELECT max(ended) FROM holds h WHERE h.job IS NULL AND {_HELD})) > '5 s'""",
    "a job that nobody holds keeps its worker": f"""WITH {_TURNS} SELECT job_id, at, next, until FROM turns e
        WHERE became = 'running' AND next IN ('running', 'queued')
          AND NOT EXISTS (SELECT FROM holds h WHERE (h.job = e.job_id OR h.job IS NULL) AND {_HELD})""",
    "no try is counted, and nothing crashes that nobody holds": """SELECT id, key, attempt, crashes FROM adjourn.jobs
        WHERE attempt > 1 OR crashes > 0 AND NOT EXISTS (SELECT FROM holds h WHERE h.job IS NULL OR h.job = jobs.id)""",
}

#: Seconds from the death of a worker until the jobs that it had are claimed anew.
RECOVERY = """
SELECT count(*), coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY seconds), 0) AS p50,
  coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY seconds), 0) AS p99
FROM (SELECT extract(epoch FROM (
    SELECT min(at) FROM claims c WHERE c.job_id = e.job_id AND c.at > d.at) - d.at)::float AS seconds
  FROM deaths d CROSS JOIN LATERAL (
    SELECT DISTINCT ON (job_id) job_id, became, data ->> 'leased_by' AS worker FROM adjourn.events
    WHERE request_id IS NULL AND at < d.at AND at > d.at - interval '1 minute' ORDER BY job_id, id DESC) e
  WHERE e.became = 'running' AND e.worker LIKE '%:' || d.pid) waited
"""

#: Seconds from the broker's return until what was due by then is claimed.
RETURN = """
SELECT count(*), coalesce(extract(epoch FROM max(c.at - d.at))::float, 0) AS most
FROM returns d CROSS JOIN LATERAL (
    SELECT DISTINCT ON (job_id) job_id, became FROM adjourn.events WHERE at < d.at ORDER BY job_id, id DESC) e
  CROSS JOIN LATERAL (SELECT min(at) AS at FROM claims c WHERE c.job_id = e.job_id AND c.at > d.at) c
WHERE e.became IN ('queued', 'answered') AND NOT EXISTS (
  SELECT FROM adjourn.events x
  WHERE x.job_id = e.job_id AND x.request_id IS NOT NULL AND x.at BETWEEN d.at AND c.at)
"""
