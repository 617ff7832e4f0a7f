-- A million jobs may wait: the sweep finds those that can go on by what was answered, or closed without an answer.
CREATE INDEX human_requests_answered ON adjourn.human_requests (job_id) WHERE status = 'answered';
CREATE INDEX human_requests_unanswered ON adjourn.human_requests (closed_at) WHERE status IN ('expired', 'withdrawn');

-- Of a job there are few, and of a million jobs many: a third of the bytes.
DROP INDEX adjourn.events_of_job;
CREATE INDEX events_of_job ON adjourn.events (job_id);

-- Made anew, so that it comes last: of indexes that seem to cost the same, as all do while no question is open, Postgres
-- takes the youngest, and a plan that was made then is kept.
DROP INDEX adjourn.human_requests_open;
CREATE INDEX human_requests_open ON adjourn.human_requests (job_id) WHERE status = 'open';

-- LangGraph's own, each the prefix of the primary key of its table: they only cost.
DROP INDEX IF EXISTS adjourn.checkpoints_thread_id_idx, adjourn.checkpoint_blobs_thread_id_idx,
  adjourn.checkpoint_writes_thread_id_idx;

-- NOTIFY takes one lock for the whole database from commit to flush: of many who answer and enqueue, each would flush
-- alone. So who commits beside somebody who notifies only counts, and the scheduler, which hears of the other, looks for
-- more. Beside whom, a tenth of a second decides: a transaction that stays open keeps nobody from notifying for longer.
CREATE SEQUENCE adjourn.unheard OWNED BY adjourn.jobs.status;  -- so it goes with the table to another owner
SELECT nextval('adjourn.unheard');  -- the first does not show in last_value
CREATE FUNCTION adjourn.ring(job text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE tenth integer := floor(extract(epoch FROM now()) * 10)::bigint % 2147483647;
BEGIN
  IF NOT pg_try_advisory_xact_lock(7253669, tenth) THEN
    PERFORM nextval('adjourn.unheard');
    IF NOT pg_try_advisory_xact_lock(7253669, tenth) THEN  -- the other may have committed, and been heard, in between
      RETURN;
    END IF;
  END IF;
  -- Which version may take it at once: any of a new job; of one that waited its own; of one that is tried again none,
  -- so that it may come to another worker than before.
  PERFORM pg_notify('adjourn', json_build_array(j.id, j.queue, CASE WHEN j.status = 'waiting' THEN j.graph_version
      WHEN j.started_at IS NOT NULL THEN '' END)::text)
    FROM adjourn.jobs j WHERE j.id = job::uuid;
END $$;
REVOKE ALL ON FUNCTION adjourn.ring FROM PUBLIC;

-- Who looks at other rows does it in a statement of its own, reached only when it is needed: beside other conditions
-- Postgres makes a new plan for each row, which took a fifth of the time of these triggers.
CREATE OR REPLACE FUNCTION adjourn.is_asked_again(was adjourn.human_requests, became adjourn.human_requests) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  IF became.status = 'open' AND was.status IN ('resumed', 'withdrawn') THEN
    RETURN EXISTS (SELECT FROM adjourn.jobs WHERE id = was.job_id AND ask_again IS NOT NULL AND status IN ('running', 'waiting'));
  END IF;
  RETURN false;
END $$;
