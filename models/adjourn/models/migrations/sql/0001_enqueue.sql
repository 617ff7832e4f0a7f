-- How a job comes into being: what is refused at the door, and what is filled in.

-- Python reads half a surrogate pair from JSON and LangGraph stores a question mark for it. Escaped backslashes and whole
-- pairs aside, what is left is half a pair.
CREATE FUNCTION adjourn.is_text(document json) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT strpos(lower(document::text), '\ud') = 0
    OR regexp_replace(document::text, '\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..', '', 'g') !~ '\\u[dD][89a-fA-F]'
$$;

-- What a graph cannot be given as it is written: checkpoints hold integers from -2^63 to 2^64 - 1, and Python reads a
-- number beyond the largest float as infinity. NULL: there is none. Most documents pass by the first look.
CREATE FUNCTION adjourn.number_too_large(document json) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE number text;
BEGIN
  IF document IS NULL OR document::text !~ '[0-9]{19}|[0-9][eE][+]?[0-9]{2}' THEN
    RETURN NULL;
  END IF;
  FOR number IN SELECT m[1] FROM regexp_matches(
      regexp_replace(document::text, '"(?:[^"\\]|\\.)*"', '""', 'g'), '(-?[0-9][0-9.eE+-]*)', 'g') m LOOP
    IF number ~ '[eE][+-]?0*[1-9][0-9]{4}' THEN
      IF number !~ '[eE]-' THEN RETURN left(number, 40); END IF;
    ELSIF number ~ '[.eE]' THEN
      IF abs(number::numeric) >= 1.797693134862315808e308 THEN RETURN left(number, 40); END IF;
    ELSIF number::numeric NOT BETWEEN -9223372036854775808 AND 18446744073709551615 THEN
      RETURN left(number, 40);
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- Names that LangGraph, its server and Adjourn keep for themselves. A run_id of another's choosing makes LangGraph take an
-- input for a repetition of an earlier one; with langgraph_auth_user a submitter would be whoever he likes; a checkpoint_id
-- would send a job back to where its thread once stood.
CREATE FUNCTION adjourn.is_reserved(name text, place text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT name = 'run_id' OR starts_with(name, '__') OR starts_with(name, 'langgraph_') OR starts_with(name, 'checkpoint_')
    OR name = 'thread_id' AND place <> 'context' OR name = 'job_id' AND place = 'config.metadata'
$$;

-- What a submitter may say there; NULL if all of it is.
CREATE FUNCTION adjourn.config_misfit(config json, context json) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
DECLARE name text; value jsonb; given jsonb := adjourn.readable(config); place text; part jsonb; kind text;
BEGIN
  IF json_typeof(config) = 'object' AND jsonb_typeof(given) <> 'object' OR json_typeof(context) = 'object'
     AND jsonb_typeof(adjourn.readable(context)) <> 'object' THEN
    RETURN 'config or context is nested too deeply to be read';
  ELSIF jsonb_typeof(given) = 'object' THEN  -- else a constraint refuses it
    FOR name, value IN SELECT * FROM jsonb_each(given) LOOP
      kind := CASE name WHEN 'configurable' THEN 'object' WHEN 'metadata' THEN 'object' WHEN 'tags' THEN 'array'
        WHEN 'recursion_limit' THEN 'number' WHEN 'max_concurrency' THEN 'number' WHEN 'run_name' THEN 'string' END;
      IF kind IS NULL THEN
        RETURN format('config takes no %L, only configurable, max_concurrency, metadata, recursion_limit, run_name and tags', name);
      ELSIF jsonb_typeof(value) <> kind THEN
        RETURN format('config.%s must be %s %s, not %s', name, CASE WHEN left(kind, 1) IN ('a', 'o') THEN 'an' ELSE 'a' END, kind,
          left(value::text, 40));
      ELSIF kind = 'number' AND (value::numeric < 1 OR value::numeric <> trunc(value::numeric)) THEN
        RETURN format('config.%s must be a whole number from 1, not %s', name, left(value::text, 40));
      ELSIF kind = 'array' AND jsonb_path_exists(value, 'strict $[*] ? (@.type() <> "string")') THEN
        RETURN 'config.tags must be texts';
      END IF;
    END LOOP;
  END IF;
  FOR place, part IN VALUES ('config.configurable', given -> 'configurable'), ('config.metadata', given -> 'metadata'),
      ('context', adjourn.readable(context)) LOOP
    IF jsonb_typeof(part) = 'object' THEN
      SELECT key INTO name FROM jsonb_object_keys(part) key WHERE adjourn.is_reserved(key, place) LIMIT 1;
      IF name = 'thread_id' THEN
        RETURN format('%s names a thread_id, which is an argument of its own', place);
      ELSIF name IS NOT NULL THEN
        RETURN format('%s may not set %L: it is LangGraph''s or Adjourn''s own', place, name);
      END IF;
    END IF;
  END LOOP;
  RETURN NULL;
END $$;

-- The same for two JSON texts that say the same, whatever their spaces, escapes and order of keys. jsonb refuses \u0000,
-- so NUL is U+E000 twice there, and a U+E000 is followed by U+E001.
CREATE FUNCTION adjourn.canonical(document json) RETURNS text LANGUAGE plpgsql IMMUTABLE STRICT AS $$
BEGIN
  IF strpos(document::text, '\u0000') = 0 THEN
    RETURN document::jsonb::text;
  END IF;
  RETURN 'with NUL: ' || (replace(regexp_replace(replace(document::text, '\\', '\u005c'),
    U&'\E000|\\\\ue000', '\\ue000\\ue001', 'gi'), '\u0000', '\ue000\ue000')::jsonb)::text;
END $$;

CREATE FUNCTION adjourn.request_hash(project text, graph text, thread_id text, input json, config json, context json) RETURNS bytea
LANGUAGE sql IMMUTABLE AS $$
  SELECT sha256(convert_to(jsonb_build_array(project, graph, thread_id, adjourn.canonical(input), adjourn.canonical(config),
    adjourn.canonical(context))::text, 'UTF8'))
$$;

CREATE FUNCTION adjourn.job_starts() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE pinned adjourn.threads; found text;
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
  found := coalesce(adjourn.number_too_large(NEW.input), adjourn.number_too_large(NEW.config), adjourn.number_too_large(NEW.context));
  IF found IS NOT NULL THEN
    PERFORM adjourn.refuse(format('input, config or context holds the number %s, which no graph can be given as it is', found),
      'send it as text, in quotes');
  END IF;
  IF NEW.config::text <> '{}' OR NEW.context IS NOT NULL THEN
    found := adjourn.config_misfit(NEW.config, NEW.context);
    IF found IS NOT NULL THEN
      PERFORM adjourn.refuse(found, 'what a graph is to know of its job may be in config.configurable, config.metadata and context');
    END IF;
  END IF;
  -- The thread asked for, not the one made up: the same request without a thread is the same request.
  NEW.request_hash := CASE WHEN NEW.key IS NOT NULL THEN
    adjourn.request_hash(NEW.project, NEW.graph, NEW.thread_id, NEW.input, NEW.config, NEW.context) END;
  NEW.thread_id := coalesce(NEW.thread_id, NEW.id::text);
  INSERT INTO adjourn.threads (thread_id, project, graph) VALUES (NEW.thread_id, NEW.project, NEW.graph) ON CONFLICT DO NOTHING;
  SELECT * INTO pinned FROM adjourn.threads WHERE thread_id = NEW.thread_id;
  IF (pinned.project, pinned.graph) <> (NEW.project, NEW.graph) THEN
    PERFORM adjourn.refuse(format('thread %L belongs to graph %L of project %L', NEW.thread_id, pinned.graph, pinned.project),
      'use another thread for another graph');
  END IF;
  IF NOT EXISTS (SELECT FROM adjourn.lanes WHERE queue = NEW.queue AND adjourn.is_alive(seen_at)) OR NOT EXISTS (
      SELECT FROM adjourn.graphs WHERE name = NEW.graph AND project = NEW.project AND adjourn.is_alive(seen_at)) THEN
    RAISE NOTICE 'graph % of project % is offered by nobody now: the job waits for a worker on queue %', NEW.graph, NEW.project, NEW.queue;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER job_starts BEFORE INSERT ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.job_starts();

CREATE FUNCTION adjourn.as_json(given text, what text) RETURNS json LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  RETURN given::json;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  PERFORM adjourn.refuse(format('%s is not JSON: %s', what, left(given, 100)), 'a text is JSON in double quotes: ''"hello"''');
END $$;

-- With the owner's rights, so that it takes texts only: a type of the caller's own would bring casts of his own.
CREATE FUNCTION adjourn.add_job(
  graph text, input text, thread_id text, key text, config text, context text, queue text, priority integer, max_attempts integer,
  run_at timestamptz, deadline_at timestamptz, project text, run_timeout double precision, tags text[]
) RETURNS uuid LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE made uuid; first adjourn.jobs; new_id uuid := adjourn.new_id();
  input_json json := adjourn.as_json(add_job.input, 'input');
  config_json json := coalesce(adjourn.as_json(add_job.config, 'config'), '{}');
  context_json json := adjourn.as_json(add_job.context, 'context');
BEGIN
  INSERT INTO adjourn.jobs (id, graph, input, thread_id, key, config, context, queue, priority, max_attempts, run_at, deadline_at,
      project, run_timeout, tags)
    VALUES (new_id, add_job.graph, input_json, add_job.thread_id, add_job.key, config_json, context_json, add_job.queue,
      coalesce(add_job.priority, 0), coalesce(add_job.max_attempts, 5), coalesce(add_job.run_at, now()), add_job.deadline_at,
      add_job.project, add_job.run_timeout, coalesce(add_job.tags, '{}'))
    ON CONFLICT ON CONSTRAINT key_is_unique DO NOTHING RETURNING id INTO made;
  IF made IS NOT NULL THEN
    RETURN made;
  END IF;
  DELETE FROM adjourn.threads t WHERE t.thread_id = new_id::text;  -- that of the job that was not made
  SELECT * INTO first FROM adjourn.jobs j
    WHERE j.key = add_job.key AND j.project = adjourn.project_for(add_job.graph, add_job.project, add_job.thread_id, add_job.key);
  IF first.request_hash <> adjourn.request_hash(first.project, add_job.graph, add_job.thread_id, input_json, config_json, context_json) THEN
    PERFORM adjourn.refuse(format('key %L was used for another request: job %s', add_job.key, first.id),
      'the same key must come with the same graph, thread, input, config and context');
  END IF;
  RETURN first.id;
END $$;

-- A literal is JSON: '{"order": 1}'. What has another type is taken for its value: json, jsonb, a number, a row.
CREATE FUNCTION adjourn.enqueue(
  graph text, input text DEFAULT NULL, thread_id text DEFAULT NULL, key text DEFAULT NULL,
  config anycompatible DEFAULT NULL, context anycompatible DEFAULT NULL, queue text DEFAULT NULL, priority integer DEFAULT 0,
  max_attempts integer DEFAULT 5, run_at timestamptz DEFAULT now(), deadline_at timestamptz DEFAULT NULL,
  project text DEFAULT NULL, run_timeout double precision DEFAULT NULL, tags text[] DEFAULT '{}'
) RETURNS uuid LANGUAGE sql AS $$
  SELECT adjourn.add_job(graph, input, thread_id, key, config::text, context::text, queue, priority, max_attempts, run_at,
    deadline_at, project, run_timeout, tags)
$$;
CREATE FUNCTION adjourn.enqueue(
  graph text, input anyelement, thread_id text DEFAULT NULL, key text DEFAULT NULL,
  config anycompatible DEFAULT NULL, context anycompatible DEFAULT NULL, queue text DEFAULT NULL, priority integer DEFAULT 0,
  max_attempts integer DEFAULT 5, run_at timestamptz DEFAULT now(), deadline_at timestamptz DEFAULT NULL,
  project text DEFAULT NULL, run_timeout double precision DEFAULT NULL, tags text[] DEFAULT '{}'
) RETURNS uuid LANGUAGE sql AS $$
  SELECT adjourn.add_job(graph, CASE WHEN (SELECT typcategory = 'S' FROM pg_type WHERE oid = pg_typeof(input))  -- varchar, say
      THEN input::text ELSE to_json(input)::text END, thread_id, key, config::text, context::text, queue, priority, max_attempts,
    run_at, deadline_at, project, run_timeout, tags)
$$;

DO $$ DECLARE variant regprocedure; BEGIN
  FOR variant IN SELECT oid FROM pg_proc WHERE pronamespace = 'adjourn'::regnamespace AND proname = 'enqueue' LOOP
    EXECUTE format('COMMENT ON FUNCTION %s IS %L', variant,
      'Adds a job in the caller''s own transaction and returns its id; the same key again returns the first job.');
  END LOOP;
END $$;
