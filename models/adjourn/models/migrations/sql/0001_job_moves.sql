-- The legal moves of a job, for our code and for every hand that writes SQL.

CREATE FUNCTION adjourn.refuse(message text, hint text DEFAULT '') RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION '%', message USING ERRCODE = 'object_not_in_prerequisite_state', HINT = hint;
END $$;

CREATE FUNCTION adjourn.job_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.thread_id, NEW.project, NEW.graph, NEW.input::text, NEW.config::text, NEW.context::text, NEW.key, NEW.request_hash,
      NEW.created_at) IS DISTINCT FROM
     (OLD.id, OLD.thread_id, OLD.project, OLD.graph, OLD.input::text, OLD.config::text, OLD.context::text, OLD.key, OLD.request_hash,
      OLD.created_at) THEN
    PERFORM adjourn.refuse(format('what job %s was asked to do cannot be changed', OLD.id), 'cancel it and enqueue another');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER job_keeps BEFORE UPDATE OF id, thread_id, project, graph, input, config, context, key, request_hash, created_at
  ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.job_keeps();

CREATE FUNCTION adjourn.job_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE no_way_back text;
BEGIN
  IF OLD.started_at IS NOT NULL AND NEW.started_at IS DISTINCT FROM OLD.started_at THEN
    PERFORM adjourn.refuse('started_at is set once');
  END IF;
  IF NEW.queue <> OLD.queue THEN
    PERFORM adjourn.lane_for(NEW.project, NEW.queue);
  END IF;
  IF NEW.status <> OLD.status AND NOT (OLD.status, NEW.status) IN (
      ('queued', 'running'), ('queued', 'blocked'), ('queued', 'failed'), ('queued', 'cancelled'),
      ('running', 'waiting'), ('running', 'queued'), ('running', 'blocked'),
      ('running', 'succeeded'), ('running', 'failed'), ('running', 'cancelled'),
      ('waiting', 'running'), ('waiting', 'blocked'), ('waiting', 'failed'), ('waiting', 'cancelled'),
      ('blocked', 'queued'), ('blocked', 'cancelled'), ('failed', 'queued')) THEN
    PERFORM adjourn.refuse(format('job %s is %s and cannot become %s', OLD.id, OLD.status, NEW.status));
  END IF;
  IF OLD.finished_at IS NOT NULL AND NEW.status = OLD.status THEN
    PERFORM adjourn.refuse(format('job %s is already %s', OLD.id, OLD.status));
  END IF;
  IF OLD.status = 'running' AND NEW.status = 'running' AND NEW.lease_id IS DISTINCT FROM OLD.lease_id
     AND OLD.lease_until >= clock_timestamp() THEN
    PERFORM adjourn.refuse(format('job %s is leased to %s', OLD.id, OLD.leased_by));
  END IF;
  IF NEW.ask_again IS DISTINCT FROM OLD.ask_again AND NEW.ask_again IS NOT NULL
     AND NOT (NEW.ask_again = 'rewound' AND OLD.ask_again IS NOT NULL AND NEW.status = 'running') THEN
    IF (OLD.status, NEW.status) <> ('failed', 'queued') THEN
      PERFORM adjourn.refuse(format('job %s is %s: only the retry of a failed job asks again', OLD.id, OLD.status),
        'UPDATE adjourn.jobs SET status = ''queued'', ask_again = ''last'' WHERE id = …');
    ELSIF NEW.ask_again ~ '^[0-9]{1,18}$' THEN
      no_way_back := adjourn.no_way_back(OLD.id, NEW.ask_again::bigint);
      IF no_way_back IS NOT NULL THEN
        PERFORM adjourn.refuse(no_way_back, 'name a question that the job has asked and went on with');
      END IF;
    ELSIF NOT EXISTS (SELECT FROM adjourn.failed_answers(OLD.id)) THEN
      PERFORM adjourn.refuse(format('job %s did not fail in a step that had taken an answer', OLD.id),
        'retry it without asking again');
    END IF;
  END IF;
  IF NEW.status <> 'running' THEN
    NEW.lease_id := NULL; NEW.leased_by := NULL; NEW.lease_until := NULL;
  END IF;
  IF NEW.status IN ('succeeded', 'failed', 'cancelled') THEN
    NEW.finished_at := clock_timestamp(); NEW.ask_again := NULL;
  END IF;
  IF OLD.status IN ('failed', 'blocked') AND NEW.status = 'queued' THEN
    IF NEW.deadline_at < clock_timestamp() THEN
      PERFORM adjourn.refuse(format('the deadline of job %s passed at %s UTC', OLD.id,
        to_char(NEW.deadline_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS')), 'retry it with a new deadline_at');
    END IF;
    NEW.finished_at := NULL; NEW.attempt := 0; NEW.crashes := 0;
    NEW.error := CASE WHEN NEW.ask_again IS NOT NULL THEN OLD.error END;  -- who is asked again reads why
    NEW.run_at := greatest(NEW.run_at, clock_timestamp());
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER job_moves BEFORE UPDATE ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.job_moves();

-- An AFTER trigger's check: it sees the questions that the same statement asked. A question may be answered or closed
-- between a worker's look and its record, and then the job waits with nothing open, until it is claimed again at once.
-- It does that once; what pauses so three times is asking nobody.
CREATE FUNCTION adjourn.waits_for_somebody(job adjourn.jobs) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM adjourn.human_requests r WHERE r.job_id = job.id AND r.status IN ('answered', 'expired', 'withdrawn'))
     OR (SELECT count(*) FROM adjourn.events e WHERE e.job_id = job.id AND e.request_id IS NULL AND e.became = 'waiting' AND e.id > (
           SELECT max(id) FROM adjourn.events WHERE job_id = job.id AND request_id IS NOT NULL AND became <> 'resumed')) >= 2 THEN
    RAISE EXCEPTION 'job % would wait for nobody: no question of it is open', job.id
      USING ERRCODE = 'object_not_in_prerequisite_state', CONSTRAINT = 'waiting_is_for_somebody';
  END IF;
END $$;

CREATE FUNCTION adjourn.job_moved() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE rung uuid;
BEGIN
  IF TG_OP = 'UPDATE' AND NEW.status = 'waiting'
     AND NOT EXISTS (SELECT FROM adjourn.human_requests WHERE job_id = NEW.id AND status = 'open') THEN
    PERFORM adjourn.waits_for_somebody(NEW);
  END IF;
  IF TG_OP = 'UPDATE' AND OLD.status = 'failed' THEN
    -- Its work cannot be gone on with: the thread has moved on.
    IF EXISTS (SELECT FROM adjourn.jobs later WHERE later.thread_id = NEW.thread_id AND later.started_at > OLD.started_at) THEN
      PERFORM adjourn.refuse(format('a later job of thread %s has started since', NEW.thread_id), 'enqueue the request again');
    END IF;
    UPDATE adjourn.human_requests SET status = CASE WHEN answer IS NULL THEN 'open' ELSE 'answered' END
      WHERE job_id = NEW.id AND status IN ('expired', 'withdrawn');
  END IF;
  INSERT INTO adjourn.events (by, job_id, was, became, data) VALUES (
    coalesce(CASE WHEN NEW.status = 'cancelled' AND NEW.error ->> 'type' = 'Stopped' THEN (
      SELECT answered_by FROM adjourn.human_requests WHERE job_id = NEW.id AND kind = 'breakpoint' AND answer = '"stop"'
      ORDER BY answered_at DESC LIMIT 1) END, session_user),
    NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END, NEW.status,
    CASE WHEN NEW.error IS NOT NULL AND NEW.status IN ('failed', 'blocked', 'queued', 'cancelled') THEN NEW.error
         WHEN NEW.status = 'running' THEN json_build_object('leased_by', NEW.leased_by) END);
  IF NEW.finished_at IS NOT NULL THEN
    UPDATE adjourn.human_requests SET status = 'withdrawn' WHERE job_id = NEW.id AND status IN ('open', 'answered');
    SELECT id INTO rung FROM adjourn.jobs
      WHERE thread_id = NEW.thread_id AND started_at IS NULL AND finished_at IS NULL ORDER BY created_at LIMIT 1;
  ELSIF NEW.status = 'queued' OR NEW.status = 'waiting' AND NOT EXISTS (
      -- A question that was open before this transaction may have been answered by one that it cannot see, whose own
      -- notification came while the job was still running.
      SELECT FROM adjourn.human_requests
      WHERE job_id = NEW.id AND status = 'open' AND xmin = pg_current_xact_id()::xid) THEN
    rung := NEW.id;
  END IF;
  IF rung IS NOT NULL THEN
    PERFORM pg_notify('adjourn', rung::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER job_queued AFTER INSERT ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.job_moved();
-- A new lease on a running job is a move too: the old worker is taken for dead.
CREATE TRIGGER job_moved AFTER UPDATE ON adjourn.jobs FOR EACH ROW
  WHEN (OLD.status <> NEW.status OR OLD.lease_id IS DISTINCT FROM NEW.lease_id)
  EXECUTE FUNCTION adjourn.job_moved();

CREATE FUNCTION adjourn.is_kept() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM adjourn.refuse(format('rows of adjourn.%s are not %s by hand', TG_TABLE_NAME,
      CASE TG_OP WHEN 'INSERT' THEN 'written' WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END),
    CASE TG_TABLE_NAME WHEN 'jobs' THEN 'cancel the job: UPDATE adjourn.jobs SET status = ''cancelled'' WHERE id = …'
                       WHEN 'human_requests' THEN 'cancel the job that asks, or set the status to withdrawn' ELSE '' END);
  RETURN NULL;
END $$;
CREATE TRIGGER jobs_are_kept BEFORE DELETE ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.is_kept();
CREATE TRIGGER human_requests_are_kept BEFORE DELETE ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.is_kept();
CREATE TRIGGER no_jobs_truncated BEFORE TRUNCATE ON adjourn.jobs EXECUTE FUNCTION adjourn.is_kept();
CREATE TRIGGER no_human_requests_truncated BEFORE TRUNCATE ON adjourn.human_requests EXECUTE FUNCTION adjourn.is_kept();
CREATE TRIGGER no_events_truncated BEFORE TRUNCATE ON adjourn.events EXECUTE FUNCTION adjourn.is_kept();
CREATE TRIGGER events_come_from_moves BEFORE INSERT ON adjourn.events FOR EACH ROW
  WHEN (pg_trigger_depth() = 0) EXECUTE FUNCTION adjourn.is_kept();
CREATE TRIGGER events_are_kept BEFORE UPDATE OR DELETE ON adjourn.events FOR EACH ROW EXECUTE FUNCTION adjourn.is_kept();
