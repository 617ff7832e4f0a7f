-- Many jobs of one graph, set by set. What triggers do row by row for a plain INSERT is done here once for all of them, as
-- triggers, one after the other, would take most of the time. They know adjourn.add_jobs by its search_path: that of our
-- other functions is fixed, too, and whoever inserts with this one from outside is refused, unless he is the owner.

CREATE FUNCTION adjourn.many_by_the_owner() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RAISE EXCEPTION 'many jobs at once are added by adjourn.enqueue_many only' USING HINT = 'RESET search_path',
      ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER many_by_the_owner BEFORE INSERT ON adjourn.jobs FOR EACH STATEMENT
  WHEN (current_setting('search_path') = 'pg_catalog, adjourn, pg_temp') EXECUTE FUNCTION adjourn.many_by_the_owner();
CREATE OR REPLACE TRIGGER job_starts BEFORE INSERT ON adjourn.jobs FOR EACH ROW
  WHEN (current_setting('search_path') <> 'pg_catalog, adjourn, pg_temp') EXECUTE FUNCTION adjourn.job_starts();
CREATE OR REPLACE TRIGGER job_is_somebodys BEFORE INSERT ON adjourn.jobs FOR EACH ROW
  WHEN (current_setting('search_path') <> 'pg_catalog, adjourn, pg_temp') EXECUTE FUNCTION adjourn.job_is_somebodys();
CREATE OR REPLACE TRIGGER job_queued AFTER INSERT ON adjourn.jobs FOR EACH ROW
  WHEN (current_setting('search_path') <> 'pg_catalog, adjourn, pg_temp') EXECUTE FUNCTION adjourn.job_moved();
CREATE OR REPLACE TRIGGER events_come_from_moves BEFORE INSERT ON adjourn.events FOR EACH ROW
  WHEN (pg_trigger_depth() = 0 AND coalesce(current_setting('adjourn.erasing', true), '') = ''
    AND current_setting('search_path') <> 'pg_catalog, adjourn, pg_temp') EXECUTE FUNCTION adjourn.is_kept();

-- A foreign key looks for each job's thread anew and locks it, which took half of the time. Every job comes with its
-- thread, of its project and graph (job_starts, adjourn.add_jobs), and keeps it; here the thread stays for its jobs.
ALTER TABLE adjourn.jobs DROP CONSTRAINT jobs_thread_id_project_graph_fkey;
ALTER TABLE adjourn.threads DROP CONSTRAINT thread_keeps_its_graph;  -- what it referred to
CREATE FUNCTION adjourn.thread_stays() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.jobs WHERE thread_id = OLD.thread_id) THEN
    PERFORM adjourn.refuse(format('thread %L has jobs', OLD.thread_id), 'to take away what was said on it: adjourn.erase');
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;
CREATE TRIGGER thread_stays BEFORE DELETE OR UPDATE OF thread_id, project, graph ON adjourn.threads
  FOR EACH ROW EXECUTE FUNCTION adjourn.thread_stays();

-- Each index takes a tenth of the time. One of the jobs of threads does for two: those that have not finished, and of these
-- those that have not started, are beside each other in it, in the order in which they came. And most jobs are due at once.
DROP INDEX adjourn.jobs_unstarted, adjourn.jobs_of_thread, adjourn.jobs_queued;
CREATE INDEX jobs_of_thread ON adjourn.jobs (thread_id, finished_at, started_at, created_at);
CREATE INDEX jobs_ahead ON adjourn.jobs (run_at) WHERE status = 'queued' AND run_at > created_at;

-- What input_misfit may find fault with: JSON, or many at once.
CREATE FUNCTION adjourn.looks_odd(inputs text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT inputs ~ '\\u[dD][89a-fA-F]|[0-9]{19}|[0-9][eE][+]?[0-9]{2}'
$$;
-- Why no job can be made of this input, in the words of job_starts; NULL: one can.
CREATE FUNCTION adjourn.input_misfit(input json) RETURNS text LANGUAGE plpgsql IMMUTABLE AS $$
BEGIN
  IF NOT coalesce(adjourn.is_text(input), true) THEN
    RETURN 'it holds half of a surrogate pair, which is no text';
  END IF;
  RETURN 'it holds the number ' || adjourn.number_too_large(input) || ', which no graph can be given as it is';
END $$;

-- What is asked for besides inputs: as the arguments of adjourn.enqueue, by their names.
CREATE TYPE adjourn.wishes AS (
  project text, queue text, priority integer, max_attempts integer, run_at timestamptz, deadline_at timestamptz,
  run_timeout double precision, tags text[], config json, context json, traceparent text);
CREATE FUNCTION adjourn.wishes_of(graph text, options json) RETURNS adjourn.wishes LANGUAGE plpgsql AS $$
DECLARE found text; wishes adjourn.wishes;
BEGIN
  IF json_typeof(options) IS DISTINCT FROM 'object' THEN
    PERFORM adjourn.refuse('options must be a JSON object', '{"priority": 1}');
  END IF;
  SELECT string_agg(format('%L', key), ', ') INTO found FROM json_object_keys(options) key WHERE key NOT IN ('project', 'queue',
    'priority', 'max_attempts', 'run_at', 'deadline_at', 'run_timeout', 'tags', 'config', 'context', 'traceparent');
  IF found IS NOT NULL THEN
    PERFORM adjourn.refuse(format('there is no option %s', found),
      'options: project, queue, priority, max_attempts, run_at, deadline_at, run_timeout, tags, config, context, traceparent');
  END IF;
  wishes := json_populate_record(NULL::adjourn.wishes, options);
  wishes.project := adjourn.project_for(graph, wishes.project, NULL, NULL);
  wishes.queue := adjourn.lane_for(wishes.project, wishes.queue);
  wishes.config := coalesce(wishes.config, '{}');
  wishes.traceparent := adjourn.traceparent_of(wishes.traceparent);
  FOREACH found IN ARRAY ARRAY[adjourn.input_misfit(wishes.config), adjourn.input_misfit(wishes.context)] LOOP
    IF found IS NOT NULL THEN
      PERFORM adjourn.refuse('of config or context: ' || found, 'send numbers as text, in quotes, and whole characters');
    END IF;
  END LOOP;
  found := adjourn.config_misfit(wishes.config, wishes.context);
  IF found IS NOT NULL THEN
    PERFORM adjourn.refuse(found, 'what a graph is to know of its job may be in config.configurable, config.metadata and context');
  END IF;
  RETURN wishes;
END $$;

-- The jobs for inputs that fit, in this order, and of each key the first. Who adds keys that others may add at the same time
-- gives them in order of key, so that they wait for each other, and do not deadlock. `places`, of a batch: the microsecond
-- after `since` at which each is created, so that their order is that of the batch. `ids` is in order of inputs. `fits` and
-- `ats` are NULL if all were made; else they say of what was there already whether it was the same request, and since when.
-- Lists are read in SELECT, as far as the next row: in FROM each is first written down as a whole, beyond work_mem to a file.
CREATE FUNCTION adjourn.add_jobs(
  graph text, wishes adjourn.wishes, inputs json[], keys text[], batch uuid DEFAULT NULL, since timestamptz DEFAULT NULL,
  places bigint[] DEFAULT NULL, OUT ids uuid[], OUT made bigint, OUT fits boolean[], OUT ats timestamptz[]
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, adjourn, pg_temp SET enable_seqscan = off AS $$
#variable_conflict use_column
DECLARE
  who CONSTANT text := adjourn.person(); new_ids uuid[]; hashes bytea[]; skipped boolean[]; is_in boolean; again boolean := false;
  -- One id is drawn, and the others count on from it: drawing each takes ten times as long, and so they are neighbours in
  -- every index.
  drawn CONSTANT text := adjourn.new_id();
  from_here CONSTANT bigint := ('x' || right(drawn, 12))::bit(48)::bigint & x'7fffffffffff'::bigint;
  -- What request_hash hashes, before the input and after it.
  head CONSTANT text := rtrim(jsonb_build_array(wishes.project, graph, NULL)::text, ']') || ', ';
  tail CONSTANT text := ', ' || ltrim(jsonb_build_array(adjourn.canonical(wishes.config), adjourn.canonical(wishes.context))::text, '[');
BEGIN
  SELECT array_agg((left(drawn, 24) || lpad(to_hex(from_here + n), 12, '0'))::uuid),
      array_agg(CASE WHEN k IS NOT NULL THEN sha256(convert_to(head || coalesce(to_json(
        CASE WHEN strpos(v::text, '\u0000') = 0 THEN v::jsonb::text ELSE adjourn.canonical(v) END)::text, 'null') || tail, 'UTF8')) END)
    INTO new_ids, hashes FROM (SELECT unnest(inputs) AS v, unnest(keys) AS k, generate_series(1::bigint, cardinality(inputs)) AS n) u;
  ids := new_ids;
  LOOP
    -- Not ON CONFLICT, by which each key is looked up twice: most often all of them are new, or the first one is not.
    BEGIN
      INSERT INTO adjourn.jobs (id, thread_id, project, graph, input, config, context, key, request_hash, tags, batch_id, queue,
          priority, max_attempts, run_at, deadline_at, run_timeout, created_at, submitted_by, traceparent)
        SELECT u.id, u.id::text, wishes.project, add_jobs.graph, v, wishes.config, wishes.context, k, hash, coalesce(wishes.tags, '{}'),
          batch, wishes.queue, coalesce(wishes.priority, 0), coalesce(wishes.max_attempts, 5), coalesce(wishes.run_at, since, now()),
          wishes.deadline_at, wishes.run_timeout, coalesce(since + place * interval '1 microsecond', clock_timestamp()), who,
          wishes.traceparent
        FROM (SELECT unnest(new_ids) AS id, unnest(inputs) AS v, unnest(keys) AS k, unnest(hashes) AS hash, unnest(places) AS place,
          unnest(skipped) AS is_skipped) u WHERE is_skipped IS NOT TRUE;
      is_in := true;
    EXCEPTION WHEN unique_violation THEN
      IF again AND current_setting('transaction_isolation') <> 'read committed' THEN   -- it never sees what it met
        RAISE EXCEPTION 'jobs with these keys were added at the same time' USING ERRCODE = 'serialization_failure';
      END IF;
      is_in := false;
      again := true;
    END;
    EXIT WHEN is_in AND NOT again;
    -- Whose key was there, and is no more, is made now: that job was pruned at this moment.
    SELECT array_agg(coalesce(j.id, CASE WHEN k IS NULL AND (is_in OR is_skipped) THEN u.id END) ORDER BY n),
        array_agg(j.id IS NOT NULL OR is_repeated OR k IS NULL AND (is_in OR is_skipped) ORDER BY n),
        array_agg(coalesce(j.id = u.id OR j.request_hash = hash, true) ORDER BY n),
        array_agg(CASE WHEN j.id <> u.id THEN j.created_at END ORDER BY n)
      INTO ids, skipped, fits, ats
      FROM (SELECT *, row_number() OVER (PARTITION BY k ORDER BY n) > 1 AND k IS NOT NULL AS is_repeated
        FROM unnest(new_ids, keys, hashes, skipped) WITH ORDINALITY u (id, k, hash, is_skipped, n)) u
      LEFT JOIN LATERAL (SELECT * FROM adjourn.jobs WHERE key = u.k AND project = wishes.project LIMIT 1) j ON true;
    EXIT WHEN is_in AND array_position(ids, NULL) IS NULL;
  END LOOP;
  INSERT INTO adjourn.threads (thread_id, project, graph)
    SELECT u.id::text, wishes.project, add_jobs.graph FROM (SELECT unnest(ids) AS id, unnest(new_ids) AS its) u WHERE u.id = its;
  GET DIAGNOSTICS made = ROW_COUNT;
  INSERT INTO adjourn.events (by, job_id, became)
    SELECT who, u.id, 'queued' FROM (SELECT unnest(ids) AS id, unnest(new_ids) AS its) u WHERE u.id = its;
  IF made > 0 THEN
    PERFORM pg_notify('adjourn', '');
  END IF;
END $$;

CREATE FUNCTION adjourn.enqueue_many(graph text, inputs json[], keys text[] DEFAULT NULL, options json DEFAULT '{}')
RETURNS uuid[] LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE wishes adjourn.wishes := adjourn.wishes_of(graph, options); found record; added record; places bigint[];
BEGIN
  IF array_ndims(inputs) > 1 OR array_ndims(keys) > 1 THEN
    PERFORM adjourn.refuse('inputs and keys must be lists, not tables', 'ARRAY[…] of one dimension');
  ELSIF keys IS NOT NULL AND cardinality(keys) <> coalesce(cardinality(inputs), 0) THEN
    PERFORM adjourn.refuse(format('there are %s keys for %s inputs', cardinality(keys), coalesce(cardinality(inputs), 0)),
      'give one for each, or none at all; NULL is none');
  END IF;
  IF adjourn.looks_odd(array_to_string(inputs, ' ')) THEN
    SELECT u.n, adjourn.input_misfit(u.v) AS why INTO found FROM unnest(inputs) WITH ORDINALITY u (v, n)
      WHERE adjourn.looks_odd(u.v::text) AND adjourn.input_misfit(u.v) IS NOT NULL ORDER BY u.n LIMIT 1;
    IF found.why IS NOT NULL THEN
      PERFORM adjourn.refuse(format('input %s cannot be taken: %s', found.n, found.why), 'send numbers as text, in quotes, and whole characters');
    END IF;
  END IF;
  SELECT u.n, u.k INTO found FROM (SELECT unnest(keys) AS k, generate_series(1::bigint, cardinality(keys)) AS n) u
    WHERE octet_length(u.k) NOT BETWEEN 1 AND 500 ORDER BY u.n LIMIT 1;
  IF found.n IS NOT NULL THEN
    PERFORM adjourn.refuse(format('key %s has %s bytes', found.n, octet_length(found.k)), 'a key has 1 to 500 bytes');
  END IF;
  IF keys IS NOT NULL THEN
    SELECT array_agg(u.v), array_agg(u.k), array_agg(u.n) INTO inputs, keys, places
      FROM (SELECT * FROM (SELECT unnest(inputs) AS v, unnest(keys) AS k, generate_series(1::bigint, cardinality(inputs)) AS n) u ORDER BY u.k, u.n) u;
  END IF;
  added := adjourn.add_jobs(graph, wishes, inputs, keys);
  IF added.fits IS NOT NULL THEN
    SELECT u.n, u.id, u.k INTO found FROM unnest(added.fits, places, keys, added.ids) u (fits, n, k, id) WHERE NOT u.fits ORDER BY u.n LIMIT 1;
  END IF;
  IF found.n IS NOT NULL THEN
    PERFORM adjourn.refuse(format('key %L of input %s was used for another request: job %s', found.k, found.n, found.id),
      'the same key must come with the same graph, thread, input, config and context');
  ELSIF places IS NOT NULL THEN
    SELECT array_agg(u.id ORDER BY u.n) INTO added.ids FROM (SELECT unnest(added.ids) AS id, unnest(places) AS n) u;
  END IF;
  RETURN coalesce(added.ids, '{}');
END $$;
COMMENT ON FUNCTION adjourn.enqueue_many IS
  'Adds a job for each input, in the caller''s own transaction, and returns their ids in that order; all of them or none. options: JSON, by the names of the arguments of adjourn.enqueue.';

REVOKE ALL ON FUNCTION adjourn.many_by_the_owner, adjourn.thread_stays, adjourn.looks_odd, adjourn.input_misfit, adjourn.wishes_of, adjourn.add_jobs, adjourn.enqueue_many FROM PUBLIC;
