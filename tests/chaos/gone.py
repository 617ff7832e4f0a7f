"""What was pruned, as it was when it went: invariants hold of it as of what is there."""

from __future__ import annotations

from tests.support.pruning import ORPHANS

#: `every_job` and `every_request` are also those that went. `pruned`: a thread of which checkpoints went for good, with
#: a job of it that had not finished, if there was one.
GONE = """
CREATE TABLE gone_jobs (LIKE adjourn.jobs);
CREATE TABLE gone_requests (LIKE adjourn.human_requests);
CREATE INDEX ON gone_jobs (id);
CREATE INDEX ON gone_requests (id);
CREATE INDEX ON gone_requests (job_id);
CREATE INDEX ON gone_requests (thread_id);
CREATE VIEW every_job AS SELECT * FROM adjourn.jobs UNION ALL SELECT * FROM gone_jobs;
CREATE VIEW every_request AS SELECT * FROM adjourn.human_requests UNION ALL SELECT * FROM gone_requests;
CREATE TABLE pruned (thread_id text NOT NULL, job_id uuid, status text);
CREATE FUNCTION note_gone() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
  IF TG_TABLE_NAME = 'jobs' THEN INSERT INTO gone_jobs SELECT OLD.*;
  ELSE INSERT INTO gone_requests SELECT OLD.*; END IF;
  RETURN NULL; END $$;
CREATE TRIGGER note_gone AFTER DELETE ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION note_gone();
CREATE TRIGGER note_gone AFTER DELETE ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION note_gone();
CREATE FUNCTION note_pruned() RETURNS trigger LANGUAGE plpgsql SET search_path FROM CURRENT AS $$ BEGIN
  IF coalesce(current_setting('adjourn.pruning', true), '') <> '' THEN
    INSERT INTO pruned SELECT g.thread_id, j.id, j.status FROM (SELECT DISTINCT thread_id FROM gone) g
      LEFT JOIN adjourn.jobs j ON j.thread_id = g.thread_id AND j.finished_at IS NULL;
  END IF;
  RETURN NULL; END $$;
CREATE TRIGGER note_pruned AFTER DELETE ON adjourn.checkpoints REFERENCING OLD TABLE AS gone
  FOR EACH STATEMENT EXECUTE FUNCTION note_pruned();
"""

INVARIANTS: dict[str, str] = {
    "what is pruned has ended": """SELECT id, status FROM gone_jobs WHERE finished_at IS NULL
        UNION ALL SELECT job_id, status FROM pruned WHERE job_id IS NOT NULL
        UNION ALL SELECT job_id, status FROM gone_requests WHERE status IN ('open', 'answered')""",
    "nothing is pruned by half": ORPHANS,
}
TOLD = """SELECT (SELECT count(*) FROM gone_jobs) AS jobs, (SELECT count(*) FROM gone_requests) AS requests,
  (SELECT count(DISTINCT thread_id) FROM pruned WHERE thread_id NOT IN (SELECT thread_id FROM gone_jobs)) AS latest"""
