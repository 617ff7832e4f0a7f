-- A million jobs may wait: the sweep finds those that can go on by what was answered.
CREATE INDEX human_requests_answered ON adjourn.human_requests (job_id) WHERE status = 'answered';

-- Of a job there are few, and of a million jobs many: a third of the bytes.
DROP INDEX adjourn.events_of_job;
CREATE INDEX events_of_job ON adjourn.events (job_id);

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
DO $$
DECLARE ringing regproc;
BEGIN
  FOREACH ringing IN ARRAY ARRAY['adjourn.job_moved', 'adjourn.request_moved']::regproc[] LOOP
    EXECUTE replace(pg_get_functiondef(ringing), 'pg_notify(''adjourn'', ', 'adjourn.ring(');
  END LOOP;
END $$;
