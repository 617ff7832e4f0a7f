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

CREATE OR REPLACE FUNCTION adjourn.job_moved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE rung uuid; before text; who text := session_user; why json;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    before := OLD.status;
    IF NEW.status = 'waiting' THEN
      IF NOT EXISTS (SELECT FROM adjourn.human_requests WHERE job_id = NEW.id AND status = 'open') THEN
        PERFORM adjourn.waits_for_somebody(NEW);
      END IF;
    END IF;
    IF OLD.status = 'failed' THEN
      -- Its work cannot be gone on with: the thread has moved on.
      IF EXISTS (SELECT FROM adjourn.jobs later WHERE later.thread_id = NEW.thread_id AND later.started_at > OLD.started_at) THEN
        PERFORM adjourn.refuse(format('a later job of thread %s has started since', NEW.thread_id), 'enqueue the request again');
      END IF;
      UPDATE adjourn.human_requests SET status = CASE WHEN answer IS NULL THEN 'open' ELSE 'answered' END
        WHERE job_id = NEW.id AND status IN ('expired', 'withdrawn');
    END IF;
  END IF;
  IF NEW.status = 'cancelled' AND NEW.error ->> 'type' = 'Stopped' THEN
    who := coalesce((SELECT answered_by FROM adjourn.human_requests
      WHERE job_id = NEW.id AND kind = 'breakpoint' AND answer = '"stop"' ORDER BY answered_at DESC LIMIT 1), session_user);
  END IF;
  IF NEW.error IS NOT NULL AND NEW.status IN ('failed', 'blocked', 'queued', 'cancelled') THEN
    why := NEW.error;
  ELSIF NEW.status = 'running' THEN
    why := json_build_object('leased_by', NEW.leased_by);
  END IF;
  INSERT INTO adjourn.events (by, job_id, was, became, data) VALUES (who, NEW.id, before, NEW.status, why);
  IF NEW.finished_at IS NOT NULL THEN
    UPDATE adjourn.human_requests SET status = 'withdrawn' WHERE job_id = NEW.id AND status IN ('open', 'answered');
    SELECT id INTO rung FROM adjourn.jobs
      WHERE thread_id = NEW.thread_id AND started_at IS NULL AND finished_at IS NULL ORDER BY created_at LIMIT 1;
  ELSIF NEW.status = 'queued' THEN
    rung := NEW.id;
  ELSIF NEW.status = 'waiting' THEN
    -- A question that was open before this transaction may have been answered by one that it cannot see, whose own
    -- notification came while the job was still running.
    IF NOT EXISTS (SELECT FROM adjourn.human_requests
        WHERE job_id = NEW.id AND status = 'open' AND xmin = pg_current_xact_id()::xid) THEN
      rung := NEW.id;
    END IF;
  END IF;
  IF rung IS NOT NULL THEN
    PERFORM adjourn.ring(rung::text);
  END IF;
  RETURN NULL;
END $$;
DO $$ BEGIN
  EXECUTE replace(pg_get_functiondef('adjourn.request_moved'::regproc), 'pg_notify(''adjourn'', ', 'adjourn.ring(');
END $$;
