-- A job that comes to a thread while that is pruned: whoever locks the thread first decides. Either the job keeps it, or it
-- begins afresh on a thread of the same name. The functions are those of 0001_enqueue.sql but for their loops.

CREATE OR REPLACE FUNCTION adjourn.job_starts() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE pinned adjourn.threads; misfit text;
BEGIN
  IF NEW.status <> 'queued' OR NEW.lease_id IS NOT NULL OR NEW.started_at IS NOT NULL OR NEW.attempt + NEW.crashes <> 0
     OR NEW.ask_again IS NOT NULL THEN
    PERFORM adjourn.refuse('a job starts queued', 'leave status, lease_*, started_at, attempt, crashes and ask_again out');
  END IF;
  NEW.project := adjourn.project_for(NEW.graph, NEW.project, NEW.thread_id, NEW.key);
  NEW.queue := adjourn.lane_for(NEW.project, NEW.queue);
  IF NOT (coalesce(adjourn.is_text(NEW.input), true) AND adjourn.is_text(NEW.config) AND coalesce(adjourn.is_text(NEW.context), true)) THEN
    PERFORM adjourn.refuse('input, config or context holds half of a surrogate pair, which is no text', 'write both halves, or neither');
  END IF;
  misfit := coalesce(adjourn.number_too_large(NEW.input), adjourn.number_too_large(NEW.config), adjourn.number_too_large(NEW.context));
  IF misfit IS NOT NULL THEN
    PERFORM adjourn.refuse(format('input, config or context holds the number %s, which no graph can be given as it is', misfit),
      'send it as text, in quotes');
  END IF;
  IF NEW.config::text <> '{}' OR NEW.context IS NOT NULL THEN
    misfit := adjourn.config_misfit(NEW.config, NEW.context);
    IF misfit IS NOT NULL THEN
      PERFORM adjourn.refuse(misfit, 'what a graph is to know of its job may be in config.configurable, config.metadata and context');
    END IF;
  END IF;
  IF NEW.traceparent IS NOT NULL THEN
    NEW.traceparent := adjourn.traceparent_of(NEW.traceparent);
  END IF;
  -- The thread asked for, not the one made up: the same request without a thread is the same request.
  NEW.request_hash := CASE WHEN NEW.key IS NOT NULL THEN
    adjourn.request_hash(NEW.project, NEW.graph, NEW.thread_id, NEW.input, NEW.config, NEW.context) END;
  NEW.thread_id := coalesce(NEW.thread_id, NEW.id::text);
  LOOP
    INSERT INTO adjourn.threads (thread_id, project, graph) VALUES (NEW.thread_id, NEW.project, NEW.graph) ON CONFLICT DO NOTHING;
    EXIT WHEN FOUND;
    SELECT * INTO pinned FROM adjourn.threads WHERE thread_id = NEW.thread_id FOR KEY SHARE;
    CONTINUE WHEN NOT FOUND;  -- it was pruned just now: the job begins afresh
    IF (pinned.project, pinned.graph) <> (NEW.project, NEW.graph) THEN
      PERFORM adjourn.refuse(format('thread %L belongs to graph %L of project %L', NEW.thread_id, pinned.graph, pinned.project),
        'use another thread for another graph');
    END IF;
    EXIT;
  END LOOP;
  IF NOT EXISTS (SELECT FROM adjourn.lanes WHERE queue = NEW.queue AND adjourn.is_alive(seen_at)) OR NOT EXISTS (
      SELECT FROM adjourn.graphs WHERE name = NEW.graph AND project = NEW.project AND adjourn.is_alive(seen_at)) THEN
    RAISE NOTICE 'graph % of project % is offered by nobody now: the job waits for a worker on queue %', NEW.graph, NEW.project, NEW.queue;
  END IF;
  RETURN NEW;
END $$;

DROP FUNCTION adjourn.add_job;
CREATE FUNCTION adjourn.add_job(
  graph text, input text, thread_id text, key text, config text, context text, queue text, priority integer, max_attempts integer,
  run_at timestamptz, deadline_at timestamptz, project text, run_timeout double precision, tags text[],
  multitask_strategy text DEFAULT 'enqueue', traceparent text DEFAULT NULL
) RETURNS uuid LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE made uuid; first adjourn.jobs; new_id uuid := adjourn.new_id();
  input_json json := adjourn.as_json(add_job.input, 'input');
  config_json json := coalesce(adjourn.as_json(add_job.config, 'config'), '{}');
  context_json json := adjourn.as_json(add_job.context, 'context');
BEGIN
  IF multitask_strategy IS DISTINCT FROM 'enqueue' THEN
    PERFORM adjourn.make_way(add_job.thread_id, multitask_strategy, add_job.key);
  END IF;
  LOOP
    INSERT INTO adjourn.jobs (id, graph, input, thread_id, key, config, context, queue, priority, max_attempts, run_at, deadline_at,
        project, run_timeout, tags, traceparent)
      VALUES (new_id, add_job.graph, input_json, add_job.thread_id, add_job.key, config_json, context_json, add_job.queue,
        coalesce(add_job.priority, 0), coalesce(add_job.max_attempts, 5), coalesce(add_job.run_at, now()), add_job.deadline_at,
        add_job.project, add_job.run_timeout, coalesce(add_job.tags, '{}'), add_job.traceparent)
      ON CONFLICT ON CONSTRAINT key_is_unique DO NOTHING RETURNING id INTO made;
    IF made IS NOT NULL THEN
      RETURN made;
    END IF;
    DELETE FROM adjourn.threads t WHERE t.thread_id = new_id::text;  -- that of the job that was not made
    SELECT * INTO first FROM adjourn.jobs j
      WHERE j.key = add_job.key AND j.project = adjourn.project_for(add_job.graph, add_job.project, add_job.thread_id, add_job.key);
    EXIT WHEN first.id IS NOT NULL;  -- else it was pruned just now, and this is the first
  END LOOP;
  IF first.request_hash <> adjourn.request_hash(first.project, add_job.graph, add_job.thread_id, input_json, config_json, context_json) THEN
    PERFORM adjourn.refuse(format('key %L was used for another request: job %s', add_job.key, first.id),
      'the same key must come with the same graph, thread, input, config and context');
  END IF;
  RETURN first.id;
END $$;
