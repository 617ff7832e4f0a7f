-- What becomes of the unfinished jobs of a thread when it is given another one: LangGraph's multitask_strategy. `enqueue`: the
-- new one waits for them. `reject`: it is refused. `interrupt`: they are cancelled where they are; what they have done
-- stays. `rollback`: they are cancelled, and the thread is as it was before them.

CREATE FUNCTION adjourn.make_way(thread text, strategy text, key text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE earlier adjourn.jobs; ended text[] := '{}'; why json;
BEGIN
  why := CASE strategy
    WHEN 'reject' THEN 'null'
    WHEN 'interrupt' THEN '{"type": "Interrupted", "message": "a newer input of the thread took its place"}'
    WHEN 'rollback' THEN '{"type": "RolledBack", "message": "a newer input of the thread took its place, and the thread is as it was before"}' END;
  IF why IS NULL THEN
    PERFORM adjourn.refuse(format('multitask_strategy cannot be %L', strategy), 'it is one of: enqueue, reject, interrupt, rollback');
  END IF;
  IF current_setting('transaction_isolation') <> 'read committed' THEN   -- it would not see what was committed meanwhile
    PERFORM adjourn.refuse(format('multitask_strategy %L needs a transaction that reads what is committed', strategy),
      'SET TRANSACTION ISOLATION LEVEL READ COMMITTED');
  END IF;
  -- One at a time, also where there is no thread yet; and the same request again changes nothing.
  PERFORM pg_advisory_xact_lock(7253670, hashtext(thread));
  IF EXISTS (SELECT FROM adjourn.threads t JOIN adjourn.jobs j ON j.key = make_way.key AND j.project = t.project WHERE t.thread_id = thread) THEN
    RETURN;
  END IF;
  PERFORM set_config('adjourn.why', why ->> 'message', true);
  FOR earlier IN SELECT * FROM adjourn.jobs j WHERE j.thread_id = thread AND j.finished_at IS NULL ORDER BY j.created_at, j.id FOR NO KEY UPDATE LOOP
    IF strategy = 'reject' THEN
      PERFORM adjourn.refuse(format('thread %L has an unfinished job: %s', thread, earlier.id),
        'wait for its end, or ask for another multitask_strategy: enqueue, interrupt, rollback');
    ELSIF NOT adjourn.is_operator() AND earlier.submitted_by IS DISTINCT FROM adjourn.person() THEN
      PERFORM adjourn.refuse(format('job %s of thread %L is of %s', earlier.id, thread, coalesce(earlier.submitted_by, 'somebody else')),
        'who submitted it, and operators, may take its place; multitask_strategy => ''enqueue'' waits for it');
    END IF;
    UPDATE adjourn.jobs SET status = 'cancelled', error = why WHERE id = earlier.id;
    ended := ended || earlier.id::text;
  END LOOP;
  PERFORM set_config('adjourn.why', '', true);
  IF strategy = 'rollback' AND ended <> '{}' THEN
    DELETE FROM adjourn.checkpoint_writes w USING adjourn.checkpoints c
      WHERE c.thread_id = thread AND c.metadata ->> 'job_id' = ANY(ended)
        AND (w.thread_id, w.checkpoint_ns, w.checkpoint_id) = (c.thread_id, c.checkpoint_ns, c.checkpoint_id);
    DELETE FROM adjourn.checkpoints c WHERE c.thread_id = thread AND c.metadata ->> 'job_id' = ANY(ended);
    DELETE FROM adjourn.checkpoint_blobs b WHERE b.thread_id = thread AND NOT EXISTS (SELECT FROM adjourn.checkpoints c
      WHERE (c.thread_id, c.checkpoint_ns) = (b.thread_id, b.checkpoint_ns) AND c.checkpoint -> 'channel_versions' ->> b.channel = b.version);
  END IF;
END $$;

DO $$ DECLARE variant regprocedure; BEGIN
  FOR variant IN SELECT oid FROM pg_proc WHERE pronamespace = 'adjourn'::regnamespace AND proname = 'enqueue' LOOP
    EXECUTE format('DROP FUNCTION %s', variant);
  END LOOP;
END $$;
CREATE FUNCTION adjourn.enqueue(
  graph text, input text DEFAULT NULL, thread_id text DEFAULT NULL, key text DEFAULT NULL,
  config anycompatible DEFAULT NULL, context anycompatible DEFAULT NULL, queue text DEFAULT NULL, priority integer DEFAULT 0,
  max_attempts integer DEFAULT 5, run_at timestamptz DEFAULT now(), deadline_at timestamptz DEFAULT NULL,
  project text DEFAULT NULL, run_timeout double precision DEFAULT NULL, tags text[] DEFAULT '{}', multitask_strategy text DEFAULT 'enqueue',
  traceparent text DEFAULT NULL
) RETURNS uuid LANGUAGE sql AS $$
  SELECT adjourn.add_job(graph, input, thread_id, key, config::text, context::text, queue, priority, max_attempts, run_at,
    deadline_at, project, run_timeout, tags, multitask_strategy, traceparent)
$$;
CREATE FUNCTION adjourn.enqueue(
  graph text, input anyelement, thread_id text DEFAULT NULL, key text DEFAULT NULL,
  config anycompatible DEFAULT NULL, context anycompatible DEFAULT NULL, queue text DEFAULT NULL, priority integer DEFAULT 0,
  max_attempts integer DEFAULT 5, run_at timestamptz DEFAULT now(), deadline_at timestamptz DEFAULT NULL,
  project text DEFAULT NULL, run_timeout double precision DEFAULT NULL, tags text[] DEFAULT '{}', multitask_strategy text DEFAULT 'enqueue',
  traceparent text DEFAULT NULL
) RETURNS uuid LANGUAGE sql AS $$
  SELECT adjourn.add_job(graph, CASE WHEN (SELECT typcategory = 'S' FROM pg_type WHERE oid = pg_typeof(input))  -- varchar, say
      THEN input::text ELSE to_json(input)::text END, thread_id, key, config::text, context::text, queue, priority, max_attempts,
    run_at, deadline_at, project, run_timeout, tags, multitask_strategy, traceparent)
$$;
DO $$ DECLARE variant regprocedure; BEGIN
  FOR variant IN SELECT oid FROM pg_proc WHERE pronamespace = 'adjourn'::regnamespace AND proname = 'enqueue' LOOP
    EXECUTE format('COMMENT ON FUNCTION %s IS %L', variant,
      'Adds a job in the caller''s own transaction and returns its id; the same key again returns the first job.');
    EXECUTE format('REVOKE ALL ON FUNCTION %s FROM PUBLIC', variant);
  END LOOP;
END $$;
REVOKE ALL ON FUNCTION adjourn.make_way, adjourn.add_job FROM PUBLIC;
