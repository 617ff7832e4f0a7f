--
-- PostgreSQL database dump
--


-- Dumped from database version 18.4
-- Dumped by pg_dump version 18.4

SET statement_timeout = 0;
SET lock_timeout = 0;
SET idle_in_transaction_session_timeout = 0;
SET client_encoding = 'UTF8';
SET standard_conforming_strings = on;
SELECT pg_catalog.set_config('search_path', '', false);
SET check_function_bodies = false;
SET xmloption = content;
SET client_min_messages = warning;
SET row_security = off;

--
-- Name: adjourn; Type: SCHEMA; Schema: -; Owner: -
--

CREATE SCHEMA adjourn;


--
-- Name: add_job(text, text, text, text, text, text, text, integer, integer, timestamp with time zone, timestamp with time zone, text, double precision, text[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.add_job(graph text, input text, thread_id text, key text, config text, context text, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[]) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


SET default_tablespace = '';

SET default_table_access_method = heap;

--
-- Name: human_requests; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.human_requests (
    id bigint NOT NULL,
    job_id uuid NOT NULL,
    thread_id text NOT NULL,
    graph text NOT NULL,
    node text NOT NULL,
    kind text NOT NULL,
    title text NOT NULL,
    question json NOT NULL,
    question_hash bytea NOT NULL,
    answer_schema json,
    options json DEFAULT '[]'::json NOT NULL,
    status text DEFAULT 'open'::text NOT NULL,
    choice text,
    comment text,
    answer jsonb,
    rejected_answer text,
    answer_error text,
    answered_by text,
    answered_at timestamp with time zone,
    resumed_at timestamp with time zone,
    closed_at timestamp with time zone,
    assignee text,
    priority integer DEFAULT 0 NOT NULL,
    due_at timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    interrupt_id text NOT NULL,
    checkpoint_ns text NOT NULL,
    checkpoint_id text NOT NULL,
    task_id text NOT NULL,
    ordinal integer NOT NULL,
    CONSTRAINT answered_says_what_who_and_when CHECK (((status <> ALL (ARRAY['answered'::text, 'resumed'::text])) OR ((answer IS NOT NULL) AND (answered_by IS NOT NULL) AND (answered_at IS NOT NULL)))),
    CONSTRAINT closed_says_when CHECK (((status = ANY (ARRAY['resumed'::text, 'expired'::text, 'withdrawn'::text])) = (closed_at IS NOT NULL))),
    CONSTRAINT due_at_is_on_the_calendar CHECK (((due_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (due_at <= '9999-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT kind_is_known CHECK ((kind = ANY (ARRAY['question'::text, 'form'::text, 'tool_approval'::text, 'tool_batch'::text, 'agent_inbox'::text, 'breakpoint'::text]))),
    CONSTRAINT open_has_no_answer CHECK (((status <> 'open'::text) OR ((answer IS NULL) AND (answered_at IS NULL)))),
    CONSTRAINT resumed_says_when CHECK (((status = 'resumed'::text) = (resumed_at IS NOT NULL))),
    CONSTRAINT status_is_known CHECK ((status = ANY (ARRAY['open'::text, 'answered'::text, 'resumed'::text, 'expired'::text, 'withdrawn'::text])))
);


--
-- Name: TABLE human_requests; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.human_requests IS 'Questions that jobs ask people. Answer with choice (one of options), comment, or answer (JSON); the rest follows.';


--
-- Name: answer_given(adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.answer_given(request adjourn.human_requests) RETURNS jsonb
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE option jsonb; meant jsonb; place jsonb; question jsonb; options jsonb := adjourn.readable(request.options);
BEGIN
  IF request.choice IS NOT NULL THEN
    SELECT o INTO option FROM jsonb_array_elements(options) o
      WHERE lower(btrim(o ->> 'choice')) = lower(btrim(request.choice))
      ORDER BY o ->> 'choice' = request.choice DESC, btrim(o ->> 'choice') = btrim(request.choice) DESC LIMIT 1;
    IF option IS NULL THEN
      PERFORM adjourn.refuse(format('choice %L is not offered by request %s', request.choice, request.id),
        coalesce('one of: ' || (SELECT string_agg(o ->> 'choice', ', ') FROM jsonb_array_elements(options) o),
                 'it offers no choices: write ' || adjourn.what_answers(request)));
    END IF;
    meant := coalesce(option -> 'answer', option -> 'choice');
    IF request.comment IS NULL AND option -> 'needs_comment' = 'true' THEN
      PERFORM adjourn.refuse(format('choice %L of request %s says nothing without a comment', request.choice, request.id),
        'write comment, too');
    ELSIF request.comment IS NULL OR NOT option ? 'comment_at' THEN
      RETURN meant;
    END IF;
    FOR place IN SELECT * FROM jsonb_array_elements(option -> 'comment_at') LOOP
      meant := jsonb_set(meant, ARRAY(SELECT jsonb_array_elements_text(place)), to_jsonb(request.comment), true);
    END LOOP;
    RETURN meant;
  ELSIF request.answer IS NOT NULL THEN
    RETURN request.answer;
  ELSIF request.comment IS NOT NULL AND adjourn.takes_comment(request) THEN
    question := adjourn.readable(request.question);
    RETURN CASE WHEN jsonb_typeof(question) = 'object' AND question ? 'query' AND NOT adjourn.wants_text(request)
                THEN jsonb_build_object('data', request.comment) ELSE to_jsonb(request.comment) END;
  END IF;
  RETURN NULL;
END $$;


--
-- Name: answer_many(bigint[], text, text, jsonb, boolean); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.answer_many(ids bigint[], choice text DEFAULT NULL::text, comment text DEFAULT NULL::text, answer jsonb DEFAULT NULL::jsonb, dry_run boolean DEFAULT false) RETURNS TABLE(id bigint, answered boolean, said text)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE one adjourn.human_requests; hint text;
BEGIN
  IF num_nonnulls(answer_many.choice, answer_many.comment, answer_many.answer) = 0 THEN
    RAISE EXCEPTION 'nothing is given to answer with' USING ERRCODE = 'object_not_in_prerequisite_state',
      HINT = 'choice => ''…'', comment => ''…'' or answer => ''…''';
  END IF;
  -- By id, so that two who answer the same ones at the same time wait for each other, and do not deadlock.
  FOR answer_many.id IN SELECT DISTINCT given FROM unnest(ids) given WHERE given IS NOT NULL ORDER BY given LOOP
    BEGIN
      UPDATE adjourn.human_requests r
        SET choice = coalesce(answer_many.choice, r.choice), comment = coalesce(answer_many.comment, r.comment),
            answer = coalesce(answer_many.answer, r.answer)
        WHERE r.id = answer_many.id RETURNING r.* INTO one;
      answered := one.status IN ('answered', 'resumed');
      said := CASE WHEN one.id IS NULL THEN format('there is no request %s', answer_many.id)
                   WHEN answered THEN format('answered by %s with %s', one.answered_by, one.answer)
                   ELSE format('request %s is %s', one.id, one.status) END;
      answered := coalesce(answered, false);
      IF dry_run THEN
        RAISE SQLSTATE 'ADDRY';   -- takes back what this block wrote, and keeps its variables
      END IF;
    EXCEPTION
      WHEN SQLSTATE 'ADDRY' THEN
        NULL;
      WHEN object_not_in_prerequisite_state OR data_exception OR integrity_constraint_violation THEN
        GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
        said := said || coalesce('; ' || nullif(hint, ''), '');
        answered := false;
    END;
    RETURN NEXT;
  END LOOP;
END $$;


--
-- Name: FUNCTION answer_many(ids bigint[], choice text, comment text, answer jsonb, dry_run boolean); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.answer_many(ids bigint[], choice text, comment text, answer jsonb, dry_run boolean) IS 'Answers each of these questions and says of each what became of it; a dry run says the same and changes nothing.';


--
-- Name: as_float(jsonb); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.as_float(number jsonb) RETURNS double precision
    LANGUAGE sql IMMUTABLE STRICT
    AS $$
  SELECT CASE WHEN jsonb_typeof(number) = 'number' THEN
    CASE WHEN abs(number::numeric) < 9007199254740992 AND (number::numeric = 0 OR abs(number::numeric) > 1e-300)
         THEN number::numeric::float8 END END
$$;


--
-- Name: as_json(text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.as_json(given text, what text) RETURNS json
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
  RETURN given::json;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  PERFORM adjourn.refuse(format('%s is not JSON: %s', what, left(given, 100)), 'a text is JSON in double quotes: ''"hello"''');
END $$;


--
-- Name: canonical(json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.canonical(document json) RETURNS text
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
BEGIN
  IF strpos(document::text, '\u0000') = 0 THEN
    RETURN document::jsonb::text;
  END IF;
  RETURN 'with NUL: ' || (replace(regexp_replace(replace(document::text, '\\', '\u005c'),
    U&'\E000|\\\\ue000', '\\ue000\\ue001', 'gi'), '\u0000', '\ue000\ue000')::jsonb)::text;
END $$;


--
-- Name: config_misfit(json, json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.config_misfit(config json, context json) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
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
END $_$;


--
-- Name: enqueue(text, anyelement, text, text, anycompatible, anycompatible, text, integer, integer, timestamp with time zone, timestamp with time zone, text, double precision, text[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.enqueue(graph text, input anyelement, thread_id text DEFAULT NULL::text, key text DEFAULT NULL::text, config anycompatible DEFAULT NULL::unknown, context anycompatible DEFAULT NULL::unknown, queue text DEFAULT NULL::text, priority integer DEFAULT 0, max_attempts integer DEFAULT 5, run_at timestamp with time zone DEFAULT now(), deadline_at timestamp with time zone DEFAULT NULL::timestamp with time zone, project text DEFAULT NULL::text, run_timeout double precision DEFAULT NULL::double precision, tags text[] DEFAULT '{}'::text[]) RETURNS uuid
    LANGUAGE sql
    AS $$
  SELECT adjourn.add_job(graph, CASE WHEN (SELECT typcategory = 'S' FROM pg_type WHERE oid = pg_typeof(input))  -- varchar, say
      THEN input::text ELSE to_json(input)::text END, thread_id, key, config::text, context::text, queue, priority, max_attempts,
    run_at, deadline_at, project, run_timeout, tags)
$$;


--
-- Name: FUNCTION enqueue(graph text, input anyelement, thread_id text, key text, config anycompatible, context anycompatible, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[]); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.enqueue(graph text, input anyelement, thread_id text, key text, config anycompatible, context anycompatible, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[]) IS 'Adds a job in the caller''s own transaction and returns its id; the same key again returns the first job.';


--
-- Name: enqueue(text, text, text, text, anycompatible, anycompatible, text, integer, integer, timestamp with time zone, timestamp with time zone, text, double precision, text[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.enqueue(graph text, input text DEFAULT NULL::text, thread_id text DEFAULT NULL::text, key text DEFAULT NULL::text, config anycompatible DEFAULT NULL::unknown, context anycompatible DEFAULT NULL::unknown, queue text DEFAULT NULL::text, priority integer DEFAULT 0, max_attempts integer DEFAULT 5, run_at timestamp with time zone DEFAULT now(), deadline_at timestamp with time zone DEFAULT NULL::timestamp with time zone, project text DEFAULT NULL::text, run_timeout double precision DEFAULT NULL::double precision, tags text[] DEFAULT '{}'::text[]) RETURNS uuid
    LANGUAGE sql
    AS $$
  SELECT adjourn.add_job(graph, input, thread_id, key, config::text, context::text, queue, priority, max_attempts, run_at,
    deadline_at, project, run_timeout, tags)
$$;


--
-- Name: FUNCTION enqueue(graph text, input text, thread_id text, key text, config anycompatible, context anycompatible, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[]); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.enqueue(graph text, input text, thread_id text, key text, config anycompatible, context anycompatible, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[]) IS 'Adds a job in the caller''s own transaction and returns its id; the same key again returns the first job.';


--
-- Name: failed_answers(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.failed_answers(job uuid) RETURNS TABLE(request_id bigint, thread_id text, checkpoint_ns text, checkpoint_id text, task_id text, ordinal integer)
    LANGUAGE sql STABLE
    AS $$
  SELECT r.id, r.thread_id, r.checkpoint_ns, r.checkpoint_id, r.task_id, r.ordinal
  FROM adjourn.human_requests r JOIN adjourn.checkpoint_writes error
    ON (error.thread_id, error.checkpoint_ns, error.checkpoint_id, error.task_id)
       = (r.thread_id, r.checkpoint_ns, r.checkpoint_id, r.task_id) AND error.channel = '__error__'
  WHERE r.job_id = job AND r.answer IS NOT NULL
    -- Not one that was only stopped because another failed, nor one that came through in the end.
    AND strpos(encode(substr(error.blob, 1, 20), 'escape'), 'CancelledError(') = 0
    AND NOT EXISTS (
      SELECT FROM adjourn.checkpoint_writes output
      WHERE (output.thread_id, output.checkpoint_ns, output.checkpoint_id, output.task_id)
            = (r.thread_id, r.checkpoint_ns, r.checkpoint_id, r.task_id) AND output.idx >= 0)
  ORDER BY r.checkpoint_ns, r.task_id, r.ordinal
$$;


--
-- Name: has_doubles(jsonb); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.has_doubles(list jsonb) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT count(*) > count(DISTINCT item) FROM jsonb_array_elements(list) item
$$;


--
-- Name: is_alive(timestamp with time zone); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_alive(seen_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT seen_at > now() - interval '2 minutes'
$$;


--
-- Name: is_asked_again(adjourn.human_requests, adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_asked_again(was adjourn.human_requests, became adjourn.human_requests) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT became.status = 'open' AND was.status IN ('resumed', 'withdrawn')
    AND EXISTS (SELECT FROM adjourn.jobs WHERE id = was.job_id AND ask_again IS NOT NULL AND status IN ('running', 'waiting'))
$$;


--
-- Name: is_kept(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_kept() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM adjourn.refuse(format('rows of adjourn.%s are not %s by hand', TG_TABLE_NAME,
      CASE TG_OP WHEN 'INSERT' THEN 'written' WHEN 'UPDATE' THEN 'changed' ELSE 'deleted' END),
    CASE TG_TABLE_NAME WHEN 'jobs' THEN 'cancel the job: UPDATE adjourn.jobs SET status = ''cancelled'' WHERE id = …'
                       WHEN 'human_requests' THEN 'cancel the job that asks, or set the status to withdrawn' ELSE '' END);
  RETURN NULL;
END $$;


--
-- Name: is_known(timestamp with time zone); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_known(seen_at timestamp with time zone) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT seen_at > now() - interval '7 days'
$$;


--
-- Name: is_plain(jsonb, integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_plain(schema jsonb, depth integer DEFAULT 0) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE keyword text; given jsonb; types jsonb := '["null", "boolean", "integer", "number", "string", "array", "object"]';
BEGIN
  IF jsonb_typeof(schema) = 'boolean' THEN
    RETURN true;
  ELSIF jsonb_typeof(schema) <> 'object' OR depth > 40 THEN
    RETURN false;
  END IF;
  FOR keyword, given IN SELECT * FROM jsonb_each(schema) LOOP
    IF NOT (CASE
        WHEN keyword = 'type' THEN
          CASE jsonb_typeof(given) WHEN 'array' THEN given <@ types AND given <> '[]' AND NOT adjourn.has_doubles(given)
                                   ELSE types @> given END
        WHEN keyword = 'enum' THEN jsonb_typeof(given) = 'array'
        WHEN keyword IN ('uniqueItems', 'deprecated', 'readOnly', 'writeOnly') THEN jsonb_typeof(given) = 'boolean'
        WHEN keyword IN ('title', 'description', 'format', '$comment', 'contentEncoding', 'contentMediaType') THEN
          jsonb_typeof(given) = 'string'
        WHEN keyword = 'examples' THEN jsonb_typeof(given) = 'array'
        WHEN keyword = 'required' THEN jsonb_typeof(given) = 'array' AND NOT adjourn.has_doubles(given) AND NOT EXISTS (
          SELECT FROM jsonb_array_elements(given) name WHERE jsonb_typeof(name) <> 'string')
        WHEN keyword IN ('minItems', 'maxItems', 'minLength', 'maxLength', 'minProperties', 'maxProperties') THEN
          coalesce(adjourn.as_float(given) >= 0 AND adjourn.as_float(given) = trunc(adjourn.as_float(given)), false)
        WHEN keyword IN ('minimum', 'maximum', 'exclusiveMinimum', 'exclusiveMaximum') THEN jsonb_typeof(given) = 'number'
        WHEN keyword = 'properties' THEN jsonb_typeof(given) = 'object' AND NOT EXISTS (
          SELECT FROM jsonb_each(given) property WHERE NOT adjourn.is_plain(property.value, depth + 1))
        WHEN keyword IN ('allOf', 'anyOf', 'oneOf', 'prefixItems') THEN jsonb_typeof(given) = 'array' AND given <> '[]' AND NOT EXISTS (
          SELECT FROM jsonb_array_elements(given) part WHERE NOT adjourn.is_plain(part, depth + 1))
        WHEN keyword IN ('items', 'additionalProperties', 'not', 'if', 'then', 'else') THEN
          adjourn.is_plain(given, depth + 1)
        WHEN keyword = '$schema' THEN depth = 0 AND given = '"https://json-schema.org/draft/2020-12/schema"'
        ELSE keyword NOT IN ('$ref', '$dynamicRef', '$id', '$anchor', '$dynamicAnchor', '$recursiveRef',
          '$recursiveAnchor', '$defs', '$vocabulary', 'definitions', 'dependencies', 'contains', 'minContains', 'maxContains',
          'contentSchema', 'dependentRequired', 'dependentSchemas', 'multipleOf', 'pattern', 'patternProperties',
          'propertyNames', 'unevaluatedItems', 'unevaluatedProperties')
      END) THEN
      RETURN false;
    END IF;
  END LOOP;
  RETURN true;
END $_$;


--
-- Name: is_reserved(text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_reserved(name text, place text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT name = 'run_id' OR starts_with(name, '__') OR starts_with(name, 'langgraph_') OR starts_with(name, 'checkpoint_')
    OR name = 'thread_id' AND place <> 'context' OR name = 'job_id' AND place = 'config.metadata'
$$;


--
-- Name: is_text(json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_text(document json) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT strpos(lower(document::text), '\ud') = 0
    OR regexp_replace(document::text, '\\\\|\\u[dD][89abAB]..\\u[dD][c-fC-F]..', '', 'g') !~ '\\u[dD][89a-fA-F]'
$$;


--
-- Name: job_keeps(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_keeps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF (NEW.id, NEW.thread_id, NEW.project, NEW.graph, NEW.input::text, NEW.config::text, NEW.context::text, NEW.key, NEW.request_hash,
      NEW.created_at) IS DISTINCT FROM
     (OLD.id, OLD.thread_id, OLD.project, OLD.graph, OLD.input::text, OLD.config::text, OLD.context::text, OLD.key, OLD.request_hash,
      OLD.created_at) THEN
    PERFORM adjourn.refuse(format('what job %s was asked to do cannot be changed', OLD.id), 'cancel it and enqueue another');
  END IF;
  RETURN NEW;
END $$;


--
-- Name: job_moved(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


--
-- Name: job_moves(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
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
END $_$;


--
-- Name: job_starts(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_starts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


--
-- Name: lane_for(text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.lane_for(project text, named text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
#variable_conflict use_variable
DECLARE lanes text[];
BEGIN
  IF EXISTS (SELECT FROM adjourn.lanes l WHERE l.queue = coalesce(named, project) AND l.project = lane_for.project
             AND (adjourn.is_known(l.seen_at) OR l.added_by IS NOT NULL)) THEN
    RETURN coalesce(named, project);
  END IF;
  lanes := ARRAY(SELECT l.queue FROM adjourn.lanes l WHERE l.project = lane_for.project
    AND (adjourn.is_known(l.seen_at) OR l.added_by IS NOT NULL) ORDER BY l.queue);
  IF lanes = '{}' AND named IS NULL THEN
    lanes := ARRAY(SELECT l.queue FROM adjourn.lanes l WHERE l.project = lane_for.project ORDER BY l.seen_at DESC LIMIT 1);
  END IF;
  IF named IS NOT NULL THEN
    PERFORM adjourn.refuse(format('queue %L is no lane of project %L', named, project), format(
      'its lanes: %s; a worker that consumes a queue makes it one, and so does the owner: adjourn lanes add %s',
      coalesce(nullif(array_to_string(lanes, ', '), ''), 'none'), quote_ident(named)));
  ELSIF cardinality(lanes) <> 1 THEN
    PERFORM adjourn.refuse(format('project %L has %s lanes', project, CASE WHEN lanes = '{}' THEN 'no' ELSE 'several' END), CASE
      WHEN lanes = '{}' THEN 'start a worker of it' ELSE format('name one, queue => …: %s', array_to_string(lanes, ', ')) END);
  END IF;
  RETURN lanes[1];
END $$;


--
-- Name: may_equal(jsonb, jsonb); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.may_equal(one jsonb, other jsonb) RETURNS boolean
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
  IF one = other THEN
    RETURN true;
  ELSIF jsonb_typeof(one) <> jsonb_typeof(other) THEN
    RETURN false;
  END IF;
  CASE jsonb_typeof(one)
    WHEN 'number' THEN
      RETURN coalesce(adjourn.as_float(one) = adjourn.as_float(other), true);
    WHEN 'array' THEN
      RETURN jsonb_array_length(one) = jsonb_array_length(other) AND NOT EXISTS (
        SELECT FROM ROWS FROM (jsonb_array_elements(one), jsonb_array_elements(other)) pair(a, b)
        WHERE NOT adjourn.may_equal(a, b));
    WHEN 'object' THEN
      RETURN NOT EXISTS (
        SELECT FROM jsonb_each(one) a FULL JOIN jsonb_each(other) b USING (key)
        WHERE a.value IS NULL OR b.value IS NULL OR NOT adjourn.may_equal(a.value, b.value));
    ELSE
      RETURN false;
  END CASE;
END $$;


--
-- Name: misfit(jsonb, json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.misfit(answer jsonb, answer_schema json) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $_$
DECLARE schema jsonb := adjourn.readable(answer_schema); found text[];
BEGIN
  IF strpos(answer_schema::text, '\u0000') = 0 AND adjourn.number_too_large(answer_schema) IS NULL
     AND adjourn.is_plain(schema) AND NOT jsonb_path_exists(answer, 'strict $.**{60}') THEN
    found := adjourn.misfits(answer, schema);
    IF found <> '{}' THEN
      RETURN left(array_to_string(found, '; '), 2000);
    END IF;
  END IF;
  RETURN NULL;
END $_$;


--
-- Name: misfits(jsonb, jsonb, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.misfits(answer jsonb, schema jsonb, place text DEFAULT ''::text) RETURNS text[]
    LANGUAGE plpgsql IMMUTABLE
    AS $$
DECLARE
  kind text := jsonb_typeof(answer);
  this text := coalesce(nullif(place, ''), 'the answer');
  found text[] := '{}';
  keyword text; given jsonb; key text; part jsonb; n float8; size bigint; unit text; least float8; most float8;
  inner_found text[]; branches text[];
BEGIN
  IF schema = 'true' THEN
    RETURN found;
  ELSIF schema = 'false' THEN
    RETURN ARRAY[format('%s is not wanted', this)];
  END IF;
  IF schema ? 'type' AND NOT EXISTS (
      SELECT FROM jsonb_array_elements_text(
        CASE jsonb_typeof(schema -> 'type') WHEN 'array' THEN schema -> 'type' ELSE jsonb_build_array(schema -> 'type') END) type
      WHERE type = kind OR type = 'integer' AND kind = 'number'
        AND coalesce(adjourn.as_float(answer) = trunc(adjourn.as_float(answer)), true)) THEN
    RETURN ARRAY[format('%s must be of type %s, not %s', this,
      CASE jsonb_typeof(schema -> 'type') WHEN 'array' THEN (
        SELECT string_agg(type, ' or ') FROM jsonb_array_elements_text(schema -> 'type') type) ELSE schema ->> 'type' END,
      left(answer::text, 80))];
  END IF;
  IF schema ? 'const' AND NOT adjourn.may_equal(answer, schema -> 'const') THEN
    found := found || format('%s must be %s, not %s', this, left((schema -> 'const')::text, 200), left(answer::text, 80));
  END IF;
  IF schema ? 'enum' AND NOT EXISTS (
      SELECT FROM jsonb_array_elements(schema -> 'enum') one WHERE adjourn.may_equal(answer, one)) THEN
    found := found || format('%s must be one of %s, not %s', this,
      left((SELECT string_agg(one::text, ', ') FROM jsonb_array_elements(schema -> 'enum') one), 500), left(answer::text, 80));
  END IF;

  IF kind = 'number' THEN
    n := adjourn.as_float(answer);
    FOR keyword, given IN SELECT * FROM jsonb_each(schema) LOOP
      unit := CASE
        WHEN keyword = 'minimum' AND n < adjourn.as_float(given) THEN 'at least'
        WHEN keyword = 'maximum' AND n > adjourn.as_float(given) THEN 'at most'
        WHEN keyword = 'exclusiveMinimum' AND n <= adjourn.as_float(given) THEN 'more than'
        WHEN keyword = 'exclusiveMaximum' AND n >= adjourn.as_float(given) THEN 'less than' END;
      IF unit IS NOT NULL THEN
        found := found || format('%s must be %s %s, not %s', this, unit, given, left(answer::text, 80));
      END IF;
    END LOOP;
    unit := NULL;
  ELSIF kind = 'string' THEN
    size := char_length(answer #>> '{}'); unit := 'Length';
  ELSIF kind = 'array' THEN
    size := jsonb_array_length(answer); unit := 'Items';
  ELSIF kind = 'object' THEN
    size := (SELECT count(*) FROM jsonb_object_keys(answer)); unit := 'Properties';
  END IF;
  least := adjourn.as_float(schema -> ('min' || unit));
  most := adjourn.as_float(schema -> ('max' || unit));
  IF size < least OR size > most THEN
    found := found || format('%s must have %s %s, not %s', this,
      CASE WHEN least = most THEN 'exactly ' || least WHEN size < least THEN 'at least ' || least ELSE 'at most ' || most END,
      CASE unit WHEN 'Length' THEN 'characters' ELSE lower(unit) END, size);
  END IF;

  IF kind = 'object' THEN
    SELECT string_agg(to_json(name)::text, ', ') INTO key
      FROM jsonb_array_elements_text(schema -> 'required') name WHERE NOT answer ? name;
    IF key IS NOT NULL THEN
      found := found || format('%s lacks %s', this, key);
    END IF;
    FOR key, part IN SELECT * FROM jsonb_each(answer) LOOP
      given := coalesce(schema -> 'properties' -> key, schema -> 'additionalProperties');
      IF given = 'false' AND NOT coalesce(schema -> 'properties' ? key, false) THEN
        found := found || format('%s takes no %s%s', this, to_json(key), coalesce(', only ' || (
          SELECT string_agg(to_json(name)::text, ', ') FROM jsonb_object_keys(schema -> 'properties') name), ''));
      ELSIF given IS NOT NULL THEN
        found := found || adjourn.misfits(part, given, ltrim(place || '.' || key, '.'));
      END IF;
    END LOOP;
  ELSIF kind = 'array' AND (schema ? 'items' OR schema ? 'prefixItems') THEN
    FOR key, part IN SELECT i - 1, item FROM jsonb_array_elements(answer) WITH ORDINALITY each(item, i) LOOP
      given := coalesce(schema -> 'prefixItems' -> key::integer, schema -> 'items');
      IF given IS NOT NULL THEN
        found := found || adjourn.misfits(part, given, format('%s[%s]', place, key));
      END IF;
    END LOOP;
  END IF;

  FOR part IN SELECT * FROM jsonb_array_elements(schema -> 'allOf') LOOP
    found := found || adjourn.misfits(answer, part, place);
  END LOOP;
  FOREACH keyword IN ARRAY ARRAY['anyOf', 'oneOf'] LOOP
    branches := '{}';
    FOR part IN SELECT * FROM jsonb_array_elements(schema -> keyword) LOOP
      inner_found := adjourn.misfits(answer, part, place);
      branches := branches || array_to_string(inner_found, ' and ');
      EXIT WHEN inner_found = '{}';
    END LOOP;
    IF schema ? keyword AND NOT '' = ANY (branches) THEN
      found := found || coalesce((SELECT string_agg(branch, ', or ') FROM (
        SELECT branch FROM unnest(branches) WITH ORDINALITY b(branch, i) GROUP BY branch ORDER BY min(i)) b), this || ' fits nothing');
    END IF;
  END LOOP;
  RETURN found;
END $$;


--
-- Name: new_id(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.new_id() RETURNS uuid
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF to_regprocedure('pg_catalog.uuidv7()') IS NOT NULL THEN
    RETURN pg_catalog.uuidv7();
  END IF;
  RETURN gen_random_uuid();
END $$;


--
-- Name: no_answer_yet(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.no_answer_yet() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM set_config('adjourn.answered_in_' || TG_TABLE_NAME, '', true);
  RETURN NULL;
END $$;


--
-- Name: no_way_back(uuid, bigint); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.no_way_back(job uuid, request bigint) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  SELECT CASE
    WHEN count(*) = 0 THEN format('request %s is none of job %s', request, job)
    WHEN bool_or(r.kind = 'breakpoint') THEN format('request %s is a breakpoint: nothing was asked there that could be answered wrongly', request)
    WHEN bool_or(r.answer IS NULL) THEN format('request %s was not answered', request)
    WHEN NOT bool_or(EXISTS (
        SELECT FROM adjourn.checkpoints c
        WHERE (c.thread_id, c.checkpoint_ns, c.checkpoint_id) = (r.thread_id, r.checkpoint_ns, r.checkpoint_id)))
      THEN format('the checkpoint at which request %s was asked is gone', request)
  END
  FROM adjourn.human_requests r WHERE r.id = request AND r.job_id = job
$$;


--
-- Name: number_too_large(json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.number_too_large(document json) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
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


--
-- Name: one_answer(text, bigint); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.one_answer(through text, request bigint) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE noted text := 'adjourn.answered_in_' || through; before text := current_setting(noted, true);
BEGIN
  IF coalesce(current_setting('adjourn.many', true), '') = 'yes' THEN
    RETURN;
  ELSIF before <> '' THEN
    RAISE EXCEPTION 'one statement answers one question, this one answers requests % and %', before, request
      USING ERRCODE = 'object_not_in_prerequisite_state',
        HINT = 'add WHERE id = …; several: SELECT * FROM adjourn.answer_many(ARRAY[…], …), '
               'or SET LOCAL adjourn.many = ''yes'' in the same transaction, before this';
  END IF;
  PERFORM set_config(noted, request::text, true);
END $$;


--
-- Name: open_request_inserted(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.open_request_inserted() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE there adjourn.human_requests;
BEGIN
  SELECT * INTO there FROM adjourn.human_requests WHERE id = NEW.id;
  IF there.status IN ('answered', 'resumed') THEN
    RAISE EXCEPTION 'request % is answered by %', there.id, there.answered_by
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'the first answer wins';
  ELSIF there.status <> 'open' THEN
    RAISE EXCEPTION 'request % is %', there.id, there.status
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'it takes no answer any more';
  END IF;
  RAISE EXCEPTION 'questions are asked by jobs'
    USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'write choice, comment or answer of an open one';
END $$;


--
-- Name: open_request_written(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.open_request_written() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE touched text; became adjourn.human_requests; was jsonb := to_jsonb(OLD); given jsonb := to_jsonb(NEW);
BEGIN
  SELECT string_agg(attname, ', ' ORDER BY attnum) INTO touched FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND attname NOT IN ('choice', 'comment', 'answer', 'assignee')
      AND NOT adjourn.untouched(was -> attname, given -> attname, format_type(atttypid, NULL));
  IF touched IS NOT NULL THEN
    RAISE EXCEPTION 'what request % asks cannot be changed: %', OLD.id, touched
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'write choice, comment, answer or assignee';
  END IF;
  NEW.choice := nullif(btrim(NEW.choice), '');
  NEW.comment := CASE WHEN btrim(NEW.comment, E' \t\r\n') <> '' THEN replace(NEW.comment, E'\r\n', E'\n') END;
  NEW.answer := CASE WHEN NEW.answer NOT IN ('{}', 'null', '""') THEN NEW.answer END;
  NEW.assignee := nullif(btrim(NEW.assignee), '');
  IF (NEW.choice, NEW.comment, NEW.answer, NEW.assignee)
     IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer, OLD.assignee) THEN
    UPDATE adjourn.human_requests SET choice = NEW.choice, comment = NEW.comment, answer = NEW.answer, assignee = NEW.assignee
      WHERE id = OLD.id RETURNING * INTO became;
    NEW.choice := became.choice; NEW.comment := became.comment; NEW.answer := became.answer;
    IF became.status = 'answered' THEN
      PERFORM adjourn.one_answer(TG_TABLE_NAME, OLD.id);
    END IF;
  END IF;
  RETURN NEW;
END $$;


--
-- Name: pause_ended(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.pause_ended() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM pg_notify('adjourn', '');
  RETURN NULL;
END $$;


--
-- Name: project_for(text, text, text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.project_for(graph text, named text, thread_id text, key text) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $$
#variable_conflict use_variable
DECLARE chosen text := named; offered text[];
BEGIN
  IF chosen IS NULL AND thread_id IS NOT NULL THEN
    SELECT t.project INTO chosen FROM adjourn.threads t WHERE t.thread_id = project_for.thread_id;
  END IF;
  IF chosen IS NULL AND key IS NOT NULL THEN
    SELECT min(j.project) INTO chosen FROM adjourn.jobs j WHERE j.key = project_for.key AND j.graph = project_for.graph
      HAVING count(*) = 1;
  END IF;
  IF chosen IS NOT NULL THEN
    IF EXISTS (SELECT FROM adjourn.graphs g WHERE g.name = graph AND g.project = chosen) THEN
      RETURN chosen;
    END IF;
    offered := ARRAY(SELECT DISTINCT name FROM adjourn.graphs g WHERE g.project = chosen ORDER BY name);
    PERFORM adjourn.refuse(format('graph %L is not known in project %L', graph, chosen), CASE WHEN offered = '{}'
      THEN format('known projects: %s', coalesce((SELECT string_agg(DISTINCT g.project, ', ') FROM adjourn.graphs g), 'none; start a worker'))
      ELSE format('known: %s', array_to_string(offered, ', ')) END);
  END IF;
  offered := ARRAY(SELECT DISTINCT g.project FROM adjourn.graphs g WHERE g.name = graph AND adjourn.is_known(g.seen_at) ORDER BY 1);
  IF offered = '{}' THEN
    offered := ARRAY(SELECT DISTINCT g.project FROM adjourn.graphs g WHERE g.name = graph ORDER BY 1);
  END IF;
  IF cardinality(offered) > 1 THEN
    PERFORM adjourn.refuse(format('graph %L is offered by several projects', graph),
      format('name one, project => …: %s', array_to_string(offered, ', ')));
  ELSIF offered = '{}' THEN
    PERFORM adjourn.refuse(format('graph %L is not known', graph), format('known: %s', coalesce(
      (SELECT string_agg(DISTINCT name, ', ' ORDER BY name) FROM adjourn.graphs), 'none; start a worker, it registers its graphs')));
  END IF;
  RETURN offered[1];
END $$;


--
-- Name: readable(json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.readable(document json) RETURNS jsonb
    LANGUAGE plpgsql IMMUTABLE STRICT
    AS $$
BEGIN
  RETURN document::jsonb;
EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
  BEGIN
    RETURN regexp_replace(document::text, '(?<!\\)((?:\\\\)*)\\u0000', '\1\\ufffd', 'g')::jsonb;
  EXCEPTION WHEN data_exception OR program_limit_exceeded THEN
    RETURN to_jsonb(document::text);
  END;
END $$;


--
-- Name: refuse(text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.refuse(message text, hint text DEFAULT ''::text) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION '%', message USING ERRCODE = 'object_not_in_prerequisite_state', HINT = hint;
END $$;


--
-- Name: request_hash(text, text, text, json, json, json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_hash(project text, graph text, thread_id text, input json, config json, context json) RETURNS bytea
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT sha256(convert_to(jsonb_build_array(project, graph, thread_id, adjourn.canonical(input), adjourn.canonical(config),
    adjourn.canonical(context))::text, 'UTF8'))
$$;


--
-- Name: request_keeps(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_keeps() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF (NEW.id, NEW.job_id, NEW.thread_id, NEW.graph, NEW.node, NEW.kind, NEW.title, NEW.question::text, NEW.question_hash,
      NEW.answer_schema::text, NEW.options::text, NEW.created_at, NEW.interrupt_id, NEW.checkpoint_ns, NEW.checkpoint_id,
      NEW.task_id, NEW.ordinal) IS DISTINCT FROM
     (OLD.id, OLD.job_id, OLD.thread_id, OLD.graph, OLD.node, OLD.kind, OLD.title, OLD.question::text, OLD.question_hash,
      OLD.answer_schema::text, OLD.options::text, OLD.created_at, OLD.interrupt_id, OLD.checkpoint_ns, OLD.checkpoint_id,
      OLD.task_id, OLD.ordinal)
     AND NOT (adjourn.is_asked_again(OLD, NEW) AND (NEW.id, NEW.job_id, NEW.interrupt_id) = (OLD.id, OLD.job_id, OLD.interrupt_id)) THEN
    PERFORM adjourn.refuse(format('what request %s asks cannot be changed', OLD.id), 'write choice, comment or answer');
  END IF;
  RETURN NEW;
END $$;


--
-- Name: request_moved(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_moved() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO adjourn.events (job_id, request_id, was, became, data) VALUES (
    NEW.job_id, NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END, NEW.status,
    CASE WHEN NEW.status = 'answered' THEN
           json_build_object('answer', NEW.answer, 'choice', NEW.choice, 'comment', NEW.comment)
         WHEN NEW.status = 'open' AND TG_OP = 'UPDATE' THEN
           json_build_object('answer_error', NEW.answer_error, 'answer', OLD.answer,
                             'choice', OLD.choice, 'comment', OLD.comment) END);
  -- Always, even while other questions of the job are open: two people who answer its last two at
  -- the same moment cannot see each other.
  IF NEW.status IN ('answered', 'expired', 'withdrawn') THEN
    PERFORM pg_notify('adjourn', NEW.job_id::text);
  END IF;
  RETURN NULL;
END $$;


--
-- Name: request_moves(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_moves() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE given adjourn.human_requests; misfit text;
BEGIN
  -- Admin grids write empty text where nothing was typed.
  NEW.choice := CASE WHEN btrim(NEW.choice) <> '' THEN NEW.choice END;
  NEW.comment := nullif(NEW.comment, '');
  NEW.rejected_answer := OLD.rejected_answer;

  IF NEW.status = 'open' AND OLD.status = 'answered' OR adjourn.is_asked_again(OLD, NEW) THEN
    NEW.rejected_answer := coalesce(OLD.answer::text, OLD.rejected_answer);
    NEW.answer := NULL; NEW.choice := NULL; NEW.comment := NULL; NEW.answered_by := NULL; NEW.answered_at := NULL;
    NEW.closed_at := NULL; NEW.resumed_at := NULL;
    RETURN NEW;
  ELSIF OLD.status IN ('expired', 'withdrawn') AND NEW.status IN ('open', 'answered')
        AND EXISTS (SELECT FROM adjourn.jobs WHERE id = NEW.job_id AND status = 'queued') THEN
    IF (NEW.choice, NEW.comment, NEW.answer) IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer) THEN
      PERFORM adjourn.refuse(format('request %s is %s', OLD.id, OLD.status), 'open it first');
    END IF;
    -- An operator retries the job: what it asked counts again, and so does what was answered.
    NEW.closed_at := NULL; NEW.answered_by := OLD.answered_by; NEW.answered_at := OLD.answered_at;
    RETURN NEW;
  END IF;
  IF (NEW.choice, NEW.comment, NEW.answer) IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer) THEN
    -- What is given now, without what stood there before.
    given := NEW;
    IF NEW.answer IS NOT DISTINCT FROM OLD.answer THEN given.answer := NULL; END IF;
    IF NEW.choice IS NOT DISTINCT FROM OLD.choice THEN given.choice := NULL; END IF;
    IF OLD.status IN ('answered', 'resumed') AND adjourn.answer_given(given) IS NOT DISTINCT FROM OLD.answer THEN
      NEW.choice := OLD.choice; NEW.comment := OLD.comment; NEW.answer := OLD.answer;
    ELSIF OLD.status IN ('answered', 'resumed') THEN
      PERFORM adjourn.refuse(format('request %s was already answered by %s', OLD.id, OLD.answered_by), 'the first answer wins');
    ELSIF OLD.status <> 'open' THEN
      PERFORM adjourn.refuse(format('request %s is %s', OLD.id, OLD.status), 'it takes no answer any more');
    ELSIF NEW.status IN ('open', 'answered') THEN
      NEW.answer := adjourn.answer_given(NEW);
      IF NEW.answer IS NOT NULL THEN
        misfit := adjourn.misfit(NEW.answer, NEW.answer_schema);
        IF misfit IS NOT NULL THEN
          PERFORM adjourn.refuse(format('the answer does not fit request %s: %s', OLD.id, misfit), adjourn.what_answers(NEW));
        END IF;
        NEW.status := 'answered'; NEW.answer_error := NULL; NEW.rejected_answer := NULL;
      ELSIF NEW.comment IS NOT NULL THEN
        PERFORM adjourn.refuse(format('a comment alone does not answer request %s', OLD.id), adjourn.what_answers(NEW));
      END IF;
    ELSIF (NEW.choice, NEW.answer) IS DISTINCT FROM (OLD.choice, OLD.answer) THEN
      PERFORM adjourn.refuse(format('request %s cannot become %s with an answer', OLD.id, NEW.status), 'answer it or close it');
    END IF;
  END IF;

  IF NEW.status <> OLD.status AND NOT (OLD.status, NEW.status) IN (
      ('open', 'answered'), ('open', 'expired'), ('open', 'withdrawn'),
      ('answered', 'resumed'), ('answered', 'withdrawn')) THEN
    PERFORM adjourn.refuse(format('request %s is %s and cannot become %s', OLD.id, OLD.status, NEW.status));
  ELSIF NEW.status = 'answered' AND NEW.answer IS NULL THEN
    PERFORM adjourn.refuse(format('request %s has no answer yet', OLD.id), 'write choice, comment or answer; the status follows');
  ELSIF NEW.status = 'resumed' AND NEW.resumed_at IS NULL THEN
    PERFORM adjourn.refuse(format('request %s becomes resumed when its job has used the answer', OLD.id), 'nothing to do by hand');
  END IF;
  IF NEW.status = 'answered' AND OLD.status = 'open' THEN
    PERFORM adjourn.one_answer(TG_TABLE_NAME, OLD.id);
    NEW.answered_by := session_user; NEW.answered_at := clock_timestamp();
  ELSE
    NEW.answered_by := OLD.answered_by; NEW.answered_at := OLD.answered_at;
  END IF;
  NEW.closed_at := CASE WHEN NEW.status IN ('resumed', 'expired', 'withdrawn') THEN coalesce(OLD.closed_at, clock_timestamp()) END;
  RETURN NEW;
END $$;


--
-- Name: request_starts(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_starts() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  PERFORM adjourn.refuse('a question starts open', 'insert it without status, choice, comment and answer');
END $$;


--
-- Name: takes_comment(adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.takes_comment(request adjourn.human_requests) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT request.kind = 'question' OR adjourn.wants_text(request)
$$;


--
-- Name: untouched(jsonb, jsonb, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.untouched(was jsonb, given jsonb, column_type text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE blank CONSTANT text := E' \t\r\n'; one text := btrim(replace(was #>> '{}', E'\r', ''), blank);
        other text := btrim(replace(given #>> '{}', E'\r', ''), blank);
BEGIN
  IF coalesce(one, '') IN ('', '{}', '[]') AND coalesce(other, '') IN ('', '{}', '[]') THEN
    RETURN true;
  ELSIF column_type = 'jsonb' THEN
    RETURN adjourn.may_equal(was, given);
  ELSIF one IS NULL OR other IS NULL THEN
    RETURN false;
  ELSIF column_type = 'timestamp with time zone' THEN
    RETURN date_trunc('minute', one::timestamptz) = date_trunc('minute', other::timestamptz);
  END IF;
  RETURN one = other;
END $$;


--
-- Name: jobs; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.jobs (
    id uuid DEFAULT adjourn.new_id() NOT NULL,
    thread_id text NOT NULL,
    project text NOT NULL,
    graph text NOT NULL,
    graph_version text,
    status text DEFAULT 'queued'::text NOT NULL,
    input json,
    config json DEFAULT '{}'::json NOT NULL,
    context json,
    result json,
    error json,
    key text,
    request_hash bytea,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    batch_id uuid,
    ask_again text,
    queue text NOT NULL,
    priority integer DEFAULT 0 NOT NULL,
    attempt integer DEFAULT 0 NOT NULL,
    crashes integer DEFAULT 0 NOT NULL,
    max_attempts integer DEFAULT 5 NOT NULL,
    run_at timestamp with time zone DEFAULT now() NOT NULL,
    deadline_at timestamp with time zone,
    run_timeout double precision,
    lease_id uuid,
    leased_by text,
    lease_until timestamp with time zone,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    started_at timestamp with time zone,
    finished_at timestamp with time zone,
    CONSTRAINT ask_again_is_known CHECK (((ask_again = ANY (ARRAY['last'::text, 'all'::text, 'rewound'::text])) OR (ask_again ~ '^[0-9]{1,18}$'::text))),
    CONSTRAINT attempt_counts_up CHECK ((attempt >= 0)),
    CONSTRAINT config_is_an_object CHECK ((json_typeof(config) = 'object'::text)),
    CONSTRAINT context_is_an_object CHECK ((json_typeof(context) = 'object'::text)),
    CONSTRAINT crashes_count_up CHECK ((crashes >= 0)),
    CONSTRAINT final_has_finished CHECK (((status = ANY (ARRAY['succeeded'::text, 'failed'::text, 'cancelled'::text])) = (finished_at IS NOT NULL))),
    CONSTRAINT key_is_short CHECK (((octet_length(key) >= 1) AND (octet_length(key) <= 500))),
    CONSTRAINT key_means_one_thing CHECK (((key IS NULL) = (request_hash IS NULL))),
    CONSTRAINT max_attempts_is_sane CHECK (((max_attempts >= 1) AND (max_attempts <= 1000))),
    CONSTRAINT only_success_has_a_result CHECK (((status = 'succeeded'::text) = (result IS NOT NULL))),
    CONSTRAINT run_timeout_is_sane CHECK (((run_timeout > (0)::double precision) AND (run_timeout <= ('1000000000'::numeric)::double precision))),
    CONSTRAINT running_has_a_lease CHECK (((status = 'running'::text) = ((lease_id IS NOT NULL) AND (leased_by IS NOT NULL) AND (lease_until IS NOT NULL)))),
    CONSTRAINT running_has_started CHECK (((status <> ALL (ARRAY['running'::text, 'waiting'::text])) OR (started_at IS NOT NULL))),
    CONSTRAINT status_is_known CHECK ((status = ANY (ARRAY['queued'::text, 'running'::text, 'waiting'::text, 'blocked'::text, 'succeeded'::text, 'failed'::text, 'cancelled'::text]))),
    CONSTRAINT tags_are_texts CHECK ((array_position(tags, NULL::text) IS NULL)),
    CONSTRAINT times_are_on_the_calendar CHECK ((((run_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (run_at <= '9999-01-01 00:00:00+00'::timestamp with time zone)) AND ((deadline_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (deadline_at <= '9999-01-01 00:00:00+00'::timestamp with time zone)))),
    CONSTRAINT trouble_says_why CHECK (((status <> ALL (ARRAY['failed'::text, 'blocked'::text])) OR (error IS NOT NULL)))
);


--
-- Name: TABLE jobs; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.jobs IS 'One input carried to its result on a thread, across all its pauses.';


--
-- Name: waits_for_somebody(adjourn.jobs); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.waits_for_somebody(job adjourn.jobs) RETURNS void
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF NOT EXISTS (SELECT FROM adjourn.human_requests r WHERE r.job_id = job.id AND r.status IN ('answered', 'expired', 'withdrawn'))
     OR (SELECT count(*) FROM adjourn.events e WHERE e.job_id = job.id AND e.request_id IS NULL AND e.became = 'waiting' AND e.id > (
           SELECT max(id) FROM adjourn.events WHERE job_id = job.id AND request_id IS NOT NULL AND became <> 'resumed')) >= 2 THEN
    RAISE EXCEPTION 'job % would wait for nobody: no question of it is open', job.id
      USING ERRCODE = 'object_not_in_prerequisite_state', CONSTRAINT = 'waiting_is_for_somebody';
  END IF;
END $$;


--
-- Name: wants_text(adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.wants_text(request adjourn.human_requests) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT coalesce(adjourn.readable(request.answer_schema) ->> 'type' = 'string', false)
$$;


--
-- Name: what_answers(adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.what_answers(request adjourn.human_requests) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  SELECT concat_ws(', or ',
    'choice: ' || (SELECT string_agg(o ->> 'choice', ', ') FROM jsonb_array_elements(adjourn.readable(request.options)) o),
    CASE WHEN adjourn.takes_comment(request) THEN 'comment: a text' END,
    'answer: JSON' || CASE WHEN length(request.answer_schema::text) <= 1000
                           THEN format(' that fits %s', request.answer_schema)
                           WHEN request.answer_schema IS NOT NULL THEN ' that fits answer_schema' ELSE '' END)
$$;


--
-- Name: alembic_version; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: checkpoint_blobs; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.checkpoint_blobs (
    thread_id text NOT NULL,
    checkpoint_ns text DEFAULT ''::text NOT NULL,
    channel text NOT NULL,
    version text NOT NULL,
    type text NOT NULL,
    blob bytea
);


--
-- Name: checkpoint_migrations; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.checkpoint_migrations (
    v integer NOT NULL
);


--
-- Name: checkpoint_writes; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.checkpoint_writes (
    thread_id text NOT NULL,
    checkpoint_ns text DEFAULT ''::text NOT NULL,
    checkpoint_id text NOT NULL,
    task_id text NOT NULL,
    idx integer NOT NULL,
    channel text NOT NULL,
    type text,
    blob bytea NOT NULL,
    task_path text DEFAULT ''::text NOT NULL
);


--
-- Name: checkpoints; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.checkpoints (
    thread_id text NOT NULL,
    checkpoint_ns text DEFAULT ''::text NOT NULL,
    checkpoint_id text NOT NULL,
    parent_checkpoint_id text,
    type text,
    checkpoint jsonb NOT NULL,
    metadata jsonb DEFAULT '{}'::jsonb NOT NULL
);


--
-- Name: contract; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.contract (
    oldest text NOT NULL
);


--
-- Name: TABLE contract; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.contract IS 'The oldest code that may work with this schema. One row.';


--
-- Name: events; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.events (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    by text DEFAULT SESSION_USER NOT NULL,
    job_id uuid NOT NULL,
    request_id bigint,
    was text,
    became text NOT NULL,
    data json
);


--
-- Name: TABLE events; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.events IS 'Append-only: who moved which row when.';


--
-- Name: events_id_seq; Type: SEQUENCE; Schema: adjourn; Owner: -
--

ALTER TABLE adjourn.events ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME adjourn.events_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: graphs; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.graphs (
    project text NOT NULL,
    name text NOT NULL,
    version text NOT NULL,
    fingerprint text NOT NULL,
    input_schema json NOT NULL,
    drawing text NOT NULL,
    offered_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT project_is_short CHECK (((octet_length(project) >= 1) AND (octet_length(project) <= 200)))
);


--
-- Name: TABLE graphs; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.graphs IS 'What workers have offered to run. Rows never leave: a job may wait for a year.';


--
-- Name: human_requests_id_seq; Type: SEQUENCE; Schema: adjourn; Owner: -
--

ALTER TABLE adjourn.human_requests ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME adjourn.human_requests_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: lanes; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.lanes (
    queue text NOT NULL,
    project text NOT NULL,
    seen_at timestamp with time zone,
    added_by text,
    CONSTRAINT queue_is_short CHECK (((octet_length(queue) >= 1) AND (octet_length(queue) <= 200)))
);


--
-- Name: TABLE lanes; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.lanes IS 'The Celery queues of each project.';


--
-- Name: open_requests; Type: VIEW; Schema: adjourn; Owner: -
--

CREATE VIEW adjourn.open_requests WITH (security_invoker='true') AS
 SELECT id,
    title,
    adjourn.readable(question) AS question,
    adjourn.readable(options) AS options,
    choice,
    comment,
    answer,
    answer_error,
    rejected_answer,
    assignee,
    priority,
    due_at,
    graph,
    node,
    kind,
    adjourn.readable(answer_schema) AS answer_schema,
    created_at,
    job_id,
    thread_id
   FROM adjourn.human_requests
  WHERE (status = 'open'::text);


--
-- Name: VIEW open_requests; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON VIEW adjourn.open_requests IS 'Open questions for admin tools: write choice, comment, answer or assignee. What a form does to the other columns is forgiven.';


--
-- Name: pauses; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.pauses (
    id bigint NOT NULL,
    project text,
    graph text,
    queue text,
    reason text,
    by text DEFAULT SESSION_USER NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: TABLE pauses; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.pauses IS 'What operators hold back: no job of it is claimed. People go on answering; delete the row to go on.';


--
-- Name: pauses_id_seq; Type: SEQUENCE; Schema: adjourn; Owner: -
--

ALTER TABLE adjourn.pauses ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME adjourn.pauses_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: refused; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.refused (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    queue text NOT NULL,
    message text NOT NULL,
    why text NOT NULL,
    again_at timestamp with time zone,
    CONSTRAINT message_is_short CHECK (((again_at IS NOT NULL) OR (octet_length(message) <= 65536)))
);


--
-- Name: TABLE refused; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.refused IS 'Messages of which no job was made, the newest 10,000. Set again_at to try one again, or delete it.';


--
-- Name: refused_id_seq; Type: SEQUENCE; Schema: adjourn; Owner: -
--

ALTER TABLE adjourn.refused ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME adjourn.refused_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: steps; Type: VIEW; Schema: adjourn; Owner: -
--

CREATE VIEW adjourn.steps AS
 SELECT thread_id,
    checkpoint_ns,
    checkpoint_id,
        CASE
            WHEN ((metadata ->> 'job_id'::text) ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'::text) THEN ((metadata ->> 'job_id'::text))::uuid
            ELSE NULL::uuid
        END AS job_id,
    ((metadata ->> 'step'::text))::integer AS step,
    (metadata ->> 'source'::text) AS source,
    ((checkpoint ->> 'ts'::text))::timestamp with time zone AS at,
    ARRAY( SELECT channel.value AS channel
           FROM jsonb_array_elements_text(
                CASE jsonb_typeof((c.checkpoint -> 'updated_channels'::text))
                    WHEN 'array'::text THEN (c.checkpoint -> 'updated_channels'::text)
                    ELSE '[]'::jsonb
                END) channel(value)
          WHERE ((channel.value !~~ 'branch:to:%'::text) AND (channel.value !~~ '\_\_%'::text))) AS wrote,
    ARRAY( SELECT substr(channel.channel, 11) AS substr
           FROM jsonb_object_keys((c.checkpoint -> 'channel_values'::text)) channel(channel)
          WHERE (channel.channel ~~ 'branch:to:%'::text)) AS next,
    ( SELECT count(DISTINCT w.task_id) AS count
           FROM adjourn.checkpoint_writes w
          WHERE (((w.thread_id = c.thread_id) AND (w.checkpoint_ns = c.checkpoint_ns) AND (w.checkpoint_id = c.checkpoint_id)) AND (w.idx >= 0))) AS tasks_done
   FROM adjourn.checkpoints c;


--
-- Name: VIEW steps; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON VIEW adjourn.steps IS 'How far each thread has come, a row per checkpoint: ORDER BY checkpoint_id.';


--
-- Name: store; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.store (
    prefix text NOT NULL,
    key text NOT NULL,
    value jsonb NOT NULL,
    created_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    updated_at timestamp with time zone DEFAULT CURRENT_TIMESTAMP,
    expires_at timestamp with time zone,
    ttl_minutes integer
);


--
-- Name: store_migrations; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.store_migrations (
    v integer NOT NULL
);


--
-- Name: threads; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.threads (
    thread_id text NOT NULL,
    project text NOT NULL,
    graph text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT thread_id_is_short CHECK (((octet_length(thread_id) >= 1) AND (octet_length(thread_id) <= 500)))
);


--
-- Name: TABLE threads; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.threads IS 'One conversation of one graph of one project.';


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.alembic_version VALUES ('0002');


--
-- Data for Name: checkpoint_blobs; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', '__start__', '00000000000000000000000000000001.0.13443565037902894', 'msgpack', '\x81a377686fa7626c6f636b6564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', 'log', '00000000000000000000000000000003.0.06818702186991377', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '__start__', '00000000000000000000000000000001.0.27634637864355904', 'msgpack', '\x81a377686fa4646f6e65');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', '__start__', '00000000000000000000000000000001.0.5566279775127383', 'msgpack', '\x81a377686fa461736b73');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', 'log', '00000000000000000000000000000003.0.19729258238723413', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', '__start__', '00000000000000000000000000000001.0.14366515839085126', 'msgpack', '\x81a377686fa8616e737765726564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '__start__', '00000000000000000000000000000001.0.8080858105196898', 'msgpack', '\x81a377686fa56b696e6473');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', 'log', '00000000000000000000000000000003.0.32886457088445975', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', '__start__', '00000000000000000000000000000001.0.01797480771360127', 'msgpack', '\x81a377686fa963616e63656c6c6564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '', '__start__', '00000000000000000000000000000001.0.44273586982915347', 'msgpack', '\x81a377686fa573746f7073');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', '__start__', '00000000000000000000000000000001.0.7072134395686032', 'msgpack', '\x81a377686fa76f766572647565');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '', '__start__', '00000000000000000000000000000001.0.9239003926345489', 'msgpack', '\x81a377686fa464696564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', 'log', '00000000000000000000000000000003.0.16765912843463404', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', '__start__', '00000000000000000000000000000001.0.36584660711801953', 'msgpack', '\x81a377686fa57472696564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '__start__', '00000000000000000000000000000001.0.8753866735015963', 'msgpack', '\x81a377686fa67365636f6e64');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', '__start__', '00000000000000000000000000000001.0.5604159712763799', 'msgpack', '\x81a377686fa66661696c6564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '', 'log', '00000000000000000000000000000003.0.05495632439946618', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', 'log', '00000000000000000000000000000003.0.0324123887950718', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', 'log', '00000000000000000000000000000003.0.49610187992162025', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '', 'log', '00000000000000000000000000000003.0.513284319340532', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', 'log', '00000000000000000000000000000003.0.3354550978377612', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', 'log', '00000000000000000000000000000003.0.2785269669448758', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', 'log', '00000000000000000000000000000003.0.6300716113486724', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', 'log', '00000000000000000000000000000004.0.9758256598455465', 'msgpack', '\x92a5626567696ea87175657374696f6e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', 'log', '00000000000000000000000000000005.0.461350821407582', 'msgpack', '\x93a5626567696ea87175657374696f6ea3656e64');


--
-- Data for Name: checkpoint_migrations; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.checkpoint_migrations VALUES (0);
INSERT INTO adjourn.checkpoint_migrations VALUES (1);
INSERT INTO adjourn.checkpoint_migrations VALUES (2);
INSERT INTO adjourn.checkpoint_migrations VALUES (3);
INSERT INTO adjourn.checkpoint_migrations VALUES (4);
INSERT INTO adjourn.checkpoint_migrations VALUES (5);
INSERT INTO adjourn.checkpoint_migrations VALUES (6);
INSERT INTO adjourn.checkpoint_migrations VALUES (7);
INSERT INTO adjourn.checkpoint_migrations VALUES (8);
INSERT INTO adjourn.checkpoint_migrations VALUES (9);


--
-- Data for Name: checkpoint_writes; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', '1f1eb54f-af53-6ed1-bfff-c6991b4cf117', '5b2e5247-62d7-e772-7099-7b72a8488a01', 0, 'who', 'msgpack', '\xa7626c6f636b6564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', '1f1eb54f-af53-6ed1-bfff-c6991b4cf117', '5b2e5247-62d7-e772-7099-7b72a8488a01', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', '1f1eb54f-af57-601e-8000-d81c1c0d4e68', '2c926691-5fdb-9859-af29-2376db024161', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', '1f1eb54f-af57-601e-8000-d81c1c0d4e68', '2c926691-5fdb-9859-af29-2376db024161', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', '1f1eb54f-afaa-689b-8001-a262127f4eca', 'e7113454-a3ae-e256-e1ab-9c53246b153d', -3, '__interrupt__', 'msgpack', '\xc7870093a86275696c74696e73a57475706c6591c7730293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b3776861742061626f757420626c6f636b65643fa26964d9203939313364393461613133356662663861383265373866383962366331646430af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-71c0-6e1e-bfff-a250b5808658', 'b268865a-9cdd-f0ef-906b-186983d821de', 0, 'who', 'msgpack', '\xa4646f6e65', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-71c0-6e1e-bfff-a250b5808658', 'b268865a-9cdd-f0ef-906b-186983d821de', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', '1f1eb550-7264-6a17-bfff-e12733126cb1', '8b561018-098e-ad06-0640-0571c7efd323', 0, 'who', 'msgpack', '\xa461736b73', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', '1f1eb550-7264-6a17-bfff-e12733126cb1', '8b561018-098e-ad06-0640-0571c7efd323', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-723e-6bd7-8000-28958bddcb5c', '6c8b1dd3-9edb-cadc-f190-436e2cba69e4', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-723e-6bd7-8000-28958bddcb5c', '6c8b1dd3-9edb-cadc-f190-436e2cba69e4', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', '1f1eb550-7340-697e-bfff-a7009b5452ad', '5261f052-de23-0591-3695-42c0f36efee4', 0, 'who', 'msgpack', '\xa8616e737765726564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', '1f1eb550-7340-697e-bfff-a7009b5452ad', '5261f052-de23-0591-3695-42c0f36efee4', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74aa-6d97-bfff-aa0876313fa2', '5629e297-47db-6cc5-231c-0be8e5a50ec5', 0, 'who', 'msgpack', '\xa56b696e6473', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74aa-6d97-bfff-aa0876313fa2', '5629e297-47db-6cc5-231c-0be8e5a50ec5', 1, 'branch:to:form', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74aa-6d97-bfff-aa0876313fa2', '5629e297-47db-6cc5-231c-0be8e5a50ec5', 2, 'branch:to:question', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74aa-6d97-bfff-aa0876313fa2', '5629e297-47db-6cc5-231c-0be8e5a50ec5', 3, 'branch:to:tool_batch', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74aa-6d97-bfff-aa0876313fa2', '5629e297-47db-6cc5-231c-0be8e5a50ec5', 4, 'branch:to:agent_inbox', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74aa-6d97-bfff-aa0876313fa2', '5629e297-47db-6cc5-231c-0be8e5a50ec5', 5, 'branch:to:tool_approval', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', '1f1eb550-72d8-6e80-8000-e118ad2759ba', 'd9796eb8-1248-71fb-d4d8-63a7b62b1d15', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', '1f1eb550-72d8-6e80-8000-e118ad2759ba', 'd9796eb8-1248-71fb-d4d8-63a7b62b1d15', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', '1f1eb550-75be-6fb4-bfff-dfab269c037f', 'bfb2590e-4bf1-f8e4-cdad-fd1ef8aac219', 0, 'who', 'msgpack', '\xa963616e63656c6c6564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', '1f1eb550-75be-6fb4-bfff-dfab269c037f', 'bfb2590e-4bf1-f8e4-cdad-fd1ef8aac219', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '', '1f1eb550-751e-6905-bfff-216dd0a486b4', '0b80f46d-d5c5-b8ed-3caa-e41c5811d6f5', 0, 'who', 'msgpack', '\xa573746f7073', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '', '1f1eb550-751e-6905-bfff-216dd0a486b4', '0b80f46d-d5c5-b8ed-3caa-e41c5811d6f5', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-73f6-6825-8001-8cb229707c16', '849bdd4e-9567-c43c-b653-540308698b42', -3, '__interrupt__', 'msgpack', '\xc7840093a86275696c74696e73a57475706c6591c7700293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b0776861742061626f757420646f6e653fa26964d9206433343132643763383966323563376363653536623431626661656233376333af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', '1f1eb550-7558-628e-bfff-5f222d4582b6', '8f8f00a4-3c77-ab63-276a-766303ef32c4', 0, 'who', 'msgpack', '\xa76f766572647565', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', '1f1eb550-7558-628e-bfff-5f222d4582b6', '8f8f00a4-3c77-ab63-276a-766303ef32c4', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '', '1f1eb550-75c0-6a68-bfff-84c5ae3798eb', 'bdc028e8-54a2-782d-1e25-ddc3bb607526', 0, 'who', 'msgpack', '\xa464696564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '', '1f1eb550-75c0-6a68-bfff-84c5ae3798eb', 'bdc028e8-54a2-782d-1e25-ddc3bb607526', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', '1f1eb550-73f7-6a52-8000-10247d6b348e', 'f5e79260-5c8d-5169-5c38-73891a5bd1bc', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', '1f1eb550-73f7-6a52-8000-10247d6b348e', 'f5e79260-5c8d-5169-5c38-73891a5bd1bc', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', '1f1eb550-7604-679d-bfff-cbeec3515ef7', '7c0163cc-cccf-c2a7-281b-b97bbcf2c29d', 0, 'who', 'msgpack', '\xa57472696564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', '1f1eb550-7604-679d-bfff-cbeec3515ef7', '7c0163cc-cccf-c2a7-281b-b97bbcf2c29d', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '1f1eb550-7637-676c-bfff-d370ad2ae5d1', '37a797fc-f20b-01ca-7851-a5fec343a689', 0, 'who', 'msgpack', '\xa67365636f6e64', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '1f1eb550-7637-676c-bfff-d370ad2ae5d1', '37a797fc-f20b-01ca-7851-a5fec343a689', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', '1f1eb550-760c-6ae5-bfff-e56759f9df37', '5b9f8b8e-309f-e5b7-2ff9-39c2b4d58ad2', 0, 'who', 'msgpack', '\xa66661696c6564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', '1f1eb550-760c-6ae5-bfff-e56759f9df37', '5b9f8b8e-309f-e5b7-2ff9-39c2b4d58ad2', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', '6e02c7be-732a-2d85-8b2f-866a0c94ea3c', -3, '__interrupt__', 'msgpack', '\xc7d90093a86275696c74696e73a57475706c6591c7c50293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756582ae616374696f6e5f7265717565737482a6616374696f6ea6726566756e64a46172677381a56f72646572cd1267a6636f6e66696784ac616c6c6f775f616363657074c3ac616c6c6f775f69676e6f7265c3ad616c6c6f775f726573706f6e64c2aa616c6c6f775f65646974c2a26964d9206236363135386332316164623536356434363034373330633862636234633734af726573706f6e73655f736368656d61c0', '~__pregel_pull, agent_inbox');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', '8ecc8062-464e-2ee6-6077-2ede59013fee', -3, '__interrupt__', 'msgpack', '\xc7a90093a86275696c74696e73a57475706c6591c7950293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279a9486f77206d616e793fa26964d9203363636466383539646561303366363734303265656530383865316632323933af726573706f6e73655f736368656d6182a474797065a66f626a656374aa70726f7065727469657381a5636f756e7481a474797065a7696e7465676572', '~__pregel_pull, form');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', 'a729360a-ab21-6dfb-3dc3-1d094aa3f63e', -3, '__interrupt__', 'msgpack', '\xc7770093a86275696c74696e73a57475706c6591c7630293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c7565aa5768696368206461793fa26964d9203361336630633465636564393431353464623365626539313531613730643265af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', 'fdefadcb-e4a2-817c-a534-d3ee55e1c94d', -3, '__interrupt__', 'msgpack', '\xc79b0093a86275696c74696e73a57475706c6591c7870293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756583a474797065ad746f6f6c5f617070726f76616ca46e616d65a6726566756e64a46172677381a56f72646572cd1267a26964d9206361326531363163663163373962326639363731303565633637316263333262af726573706f6e73655f736368656d61c0', '~__pregel_pull, tool_approval');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', 'c205c9e7-ea22-9506-b282-f09ebfcdb724', -3, '__interrupt__', 'msgpack', '\xc7fc0093a86275696c74696e73a57475706c6591c7e80293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756582af616374696f6e5f72657175657374739282a46e616d65a6726566756e64a46172677381a56f72646572cd126782a46e616d65a6726566756e64a46172677381a56f72646572cd1267ae7265766965775f636f6e666967739182ab616374696f6e5f6e616d65a6726566756e64b1616c6c6f7765645f6465636973696f6e7392a7617070726f7665a672656a656374a26964d9203835653938626431306235636261383235646163363831306232326263353836af726573706f6e73655f736368656d61c0', '~__pregel_pull, tool_batch');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', '1f1eb550-75ab-61c4-8000-d619e7bcc91b', 'fd64897e-08a5-e90d-b864-4f817236b268', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', '1f1eb550-75ab-61c4-8000-d619e7bcc91b', 'fd64897e-08a5-e90d-b864-4f817236b268', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', '1f1eb550-7615-631b-8000-6c40bb99f6d3', '4ca125ea-1a9e-e6a1-e919-0afb0df627d0', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', '1f1eb550-7615-631b-8000-6c40bb99f6d3', '4ca125ea-1a9e-e6a1-e919-0afb0df627d0', 1, 'branch:to:mend', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', '1f1eb550-7622-6f82-8000-e20caa445314', '77a6d8a5-a451-d2d1-2567-3dfaeac48495', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', '1f1eb550-7622-6f82-8000-e20caa445314', '77a6d8a5-a451-d2d1-2567-3dfaeac48495', 1, 'branch:to:mend', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '1f1eb550-7790-6d38-8001-731ccc8a83ab', 'e750dde5-f25a-bc91-faae-a04044549fcf', -3, '__interrupt__', 'msgpack', '\xc7740093a86275696c74696e73a57475706c6591c7600293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c7565a77365636f6e643fa26964d9206435376434356664346334336361633833613533353761316632326337373235af726573706f6e73655f736368656d61c0', '~__pregel_pull, twice');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '1f1eb550-7790-6d38-8001-731ccc8a83ab', 'e750dde5-f25a-bc91-faae-a04044549fcf', -4, '__resume__', 'msgpack', '\x9181a464617461a3796573', '~__pregel_pull, twice');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '', '1f1eb550-7535-6edb-8000-a1d64e8d5bf5', 'a1809b9a-ae71-3417-ff8a-fe1e7122f1cc', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '', '1f1eb550-7535-6edb-8000-a1d64e8d5bf5', 'a1809b9a-ae71-3417-ff8a-fe1e7122f1cc', 1, 'branch:to:end', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '', '1f1eb550-75eb-6e42-8000-914f455a0e7e', 'c95e9244-8fb7-5b19-cebe-7af1114ef6b5', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '', '1f1eb550-75eb-6e42-8000-914f455a0e7e', 'c95e9244-8fb7-5b19-cebe-7af1114ef6b5', 1, 'branch:to:wait', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '1f1eb550-7651-6154-8000-8c1e4517d632', 'e0c3e3da-2f7c-296a-5dcd-8182b9ee22f6', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '1f1eb550-7651-6154-8000-8c1e4517d632', 'e0c3e3da-2f7c-296a-5dcd-8182b9ee22f6', 1, 'branch:to:twice', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', '1f1eb550-768e-6e41-8001-cc67541dccc8', 'd95955e7-8f5d-0ebf-b2c3-1cfc7dc7386f', -3, '__interrupt__', 'msgpack', '\xc7890093a86275696c74696e73a57475706c6591c7750293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b5776861742061626f75742063616e63656c6c65643fa26964d9203964386463663734666634333065346663353838393035636631363931613032af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-78e0-65e1-8002-730b72b49df7', '94c61eca-6330-6bea-21c1-01ec141cab04', 0, 'log', 'msgpack', '\x91a3656e64', '~__pregel_pull, end');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', '1f1eb550-75ea-6e24-8000-47eac4990c5a', '066bb297-32e9-0ae4-7ff3-045af89aa235', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', '1f1eb550-75ea-6e24-8000-47eac4990c5a', '066bb297-32e9-0ae4-7ff3-045af89aa235', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', '1f1eb550-75ec-6b18-8001-df7d791220e3', '8cf72855-77cc-1fdf-5e47-ed2a0edda5a8', -3, '__interrupt__', 'msgpack', '\xc7880093a86275696c74696e73a57475706c6591c7740293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b4776861742061626f757420616e7377657265643fa26964d9203363663234363365616337643262633737643666396438633335303838616262af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', '1f1eb550-772c-6a33-8001-c372db757fde', 'c54c1055-d4fa-5217-a51d-efb916f8e0bd', -3, '__interrupt__', 'msgpack', '\xc7870093a86275696c74696e73a57475706c6591c7730293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b3776861742061626f7574206f7665726475653fa26964d9203466366238646361633064383730386635633263303037376464666630623762af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', '1f1eb550-7791-61b5-8001-9cedeb5d25ed', 'e21d2e4b-7c5d-8a14-84e4-873b2187c901', -1, '__error__', 'msgpack', '\xb556616c75654572726f7228276e6f74207965742729', '~__pregel_pull, mend');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-73f6-6825-8001-8cb229707c16', '849bdd4e-9567-c43c-b653-540308698b42', -4, '__resume__', 'msgpack', '\x9181a464617461a3796573', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-73f6-6825-8001-8cb229707c16', '849bdd4e-9567-c43c-b653-540308698b42', 1, 'log', 'msgpack', '\x91a87175657374696f6e', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-73f6-6825-8001-8cb229707c16', '849bdd4e-9567-c43c-b653-540308698b42', 2, 'answer', 'msgpack', '\xa3796573', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-73f6-6825-8001-8cb229707c16', '849bdd4e-9567-c43c-b653-540308698b42', 3, 'branch:to:end', 'null', '\x', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', '1f1eb550-7501-6025-8001-24a6e7366257', '1f6c8a02-db67-76a7-e05f-8d025205ec93', -3, '__interrupt__', 'msgpack', '\xc7840093a86275696c74696e73a57475706c6591c7700293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b0776861742061626f75742061736b733fa26964d9203865626663353939643133623439356362373161616231393663393836383939af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', '1f1eb550-7790-670e-8001-a89b2da5371d', '4ae03820-3d22-62d9-5c51-096e016d4fcf', -1, '__error__', 'msgpack', '\xba436f6e6e656374696f6e4572726f7228276e6f74207965742729', '~__pregel_pull, mend');


--
-- Data for Name: checkpoints; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.checkpoints VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', '1f1eb54f-af53-6ed1-bfff-c6991b4cf117', NULL, NULL, '{"v": 4, "id": "1f1eb54f-af53-6ed1-bfff-c6991b4cf117", "ts": "2026-11-28T17:56:04.535253+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.13443565037902894"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234c-c7ee-7f80-b439-97fe8cdee5bd", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', '1f1eb54f-af57-601e-8000-d81c1c0d4e68', '1f1eb54f-af53-6ed1-bfff-c6991b4cf117', NULL, '{"v": 4, "id": "1f1eb54f-af57-601e-8000-d81c1c0d4e68", "ts": "2026-11-28T17:56:04.536514+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.13443565037902894"}}, "channel_values": {"who": "blocked", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.8699725863257433", "__start__": "00000000000000000000000000000002.0.8699725863257433", "branch:to:begin": "00000000000000000000000000000002.0.8699725863257433"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234c-c7ee-7f80-b439-97fe8cdee5bd", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '', '1f1eb54f-afaa-689b-8001-a262127f4eca', '1f1eb54f-af57-601e-8000-d81c1c0d4e68', NULL, '{"v": 4, "id": "1f1eb54f-afaa-689b-8001-a262127f4eca", "ts": "2026-11-28T17:56:04.570713+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.8699725863257433"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.13443565037902894"}}, "channel_values": {"who": "blocked", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.06818702186991377", "who": "00000000000000000000000000000002.0.8699725863257433", "__start__": "00000000000000000000000000000002.0.8699725863257433", "branch:to:begin": "00000000000000000000000000000003.0.06818702186991377", "branch:to:question": "00000000000000000000000000000003.0.06818702186991377"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a2234c-c7ee-7f80-b439-97fe8cdee5bd", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-71c0-6e1e-bfff-a250b5808658', NULL, NULL, '{"v": 4, "id": "1f1eb550-71c0-6e1e-bfff-a250b5808658", "ts": "2026-11-28T17:56:24.922257+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.27634637864355904"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-1844-76ec-ba97-f70cbb756903", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-723e-6bd7-8000-28958bddcb5c', '1f1eb550-71c0-6e1e-bfff-a250b5808658', NULL, '{"v": 4, "id": "1f1eb550-723e-6bd7-8000-28958bddcb5c", "ts": "2026-11-28T17:56:24.973798+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.27634637864355904"}}, "channel_values": {"who": "done", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.42509962663032463", "__start__": "00000000000000000000000000000002.0.42509962663032463", "branch:to:begin": "00000000000000000000000000000002.0.42509962663032463"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-1844-76ec-ba97-f70cbb756903", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', '1f1eb550-7264-6a17-bfff-e12733126cb1', NULL, NULL, '{"v": 4, "id": "1f1eb550-7264-6a17-bfff-e12733126cb1", "ts": "2026-11-28T17:56:24.989332+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.5566279775127383"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-185b-7413-9ead-e8bf3d2cf562", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', '1f1eb550-72d8-6e80-8000-e118ad2759ba', '1f1eb550-7264-6a17-bfff-e12733126cb1', NULL, '{"v": 4, "id": "1f1eb550-72d8-6e80-8000-e118ad2759ba", "ts": "2026-11-28T17:56:25.036944+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.5566279775127383"}}, "channel_values": {"who": "asks", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.8512692891139604", "__start__": "00000000000000000000000000000002.0.8512692891139604", "branch:to:begin": "00000000000000000000000000000002.0.8512692891139604"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-185b-7413-9ead-e8bf3d2cf562", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-73f6-6825-8001-8cb229707c16', '1f1eb550-723e-6bd7-8000-28958bddcb5c', NULL, '{"v": 4, "id": "1f1eb550-73f6-6825-8001-8cb229707c16", "ts": "2026-11-28T17:56:25.153924+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.42509962663032463"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.27634637864355904"}}, "channel_values": {"who": "done", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.19729258238723413", "who": "00000000000000000000000000000002.0.42509962663032463", "__start__": "00000000000000000000000000000002.0.42509962663032463", "branch:to:begin": "00000000000000000000000000000003.0.19729258238723413", "branch:to:question": "00000000000000000000000000000003.0.19729258238723413"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a2234d-1844-76ec-ba97-f70cbb756903", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', '1f1eb550-7340-697e-bfff-a7009b5452ad', NULL, NULL, '{"v": 4, "id": "1f1eb550-7340-697e-bfff-a7009b5452ad", "ts": "2026-11-28T17:56:25.079430+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.14366515839085126"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-187f-7c07-aa1b-3ba7693878bc", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', '1f1eb550-73f7-6a52-8000-10247d6b348e', '1f1eb550-7340-697e-bfff-a7009b5452ad', NULL, '{"v": 4, "id": "1f1eb550-73f7-6a52-8000-10247d6b348e", "ts": "2026-11-28T17:56:25.154403+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.14366515839085126"}}, "channel_values": {"who": "answered", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.8626094551975242", "__start__": "00000000000000000000000000000002.0.8626094551975242", "branch:to:begin": "00000000000000000000000000000002.0.8626094551975242"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-187f-7c07-aa1b-3ba7693878bc", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74aa-6d97-bfff-aa0876313fa2', NULL, NULL, '{"v": 4, "id": "1f1eb550-74aa-6d97-bfff-aa0876313fa2", "ts": "2026-11-28T17:56:25.227809+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.8080858105196898"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-1890-78c9-9dfa-340391e1f682", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', '1f1eb550-74aa-6d97-bfff-aa0876313fa2', NULL, '{"v": 4, "id": "1f1eb550-74f4-6b2d-8000-e62f88ac3a01", "ts": "2026-11-28T17:56:25.258044+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.8080858105196898"}}, "channel_values": {"who": "kinds", "branch:to:form": null, "branch:to:question": null, "branch:to:tool_batch": null, "branch:to:agent_inbox": null, "branch:to:tool_approval": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.4288258271188288", "__start__": "00000000000000000000000000000002.0.4288258271188288", "branch:to:form": "00000000000000000000000000000002.0.4288258271188288", "branch:to:question": "00000000000000000000000000000002.0.4288258271188288", "branch:to:tool_batch": "00000000000000000000000000000002.0.4288258271188288", "branch:to:agent_inbox": "00000000000000000000000000000002.0.4288258271188288", "branch:to:tool_approval": "00000000000000000000000000000002.0.4288258271188288"}, "updated_channels": ["branch:to:agent_inbox", "branch:to:form", "branch:to:question", "branch:to:tool_approval", "branch:to:tool_batch", "who"]}', '{"step": 0, "job_id": "01a2234d-1890-78c9-9dfa-340391e1f682", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '', '1f1eb550-7501-6025-8001-24a6e7366257', '1f1eb550-72d8-6e80-8000-e118ad2759ba', NULL, '{"v": 4, "id": "1f1eb550-7501-6025-8001-24a6e7366257", "ts": "2026-11-28T17:56:25.263086+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.8512692891139604"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.5566279775127383"}}, "channel_values": {"who": "asks", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.32886457088445975", "who": "00000000000000000000000000000002.0.8512692891139604", "__start__": "00000000000000000000000000000002.0.8512692891139604", "branch:to:begin": "00000000000000000000000000000003.0.32886457088445975", "branch:to:question": "00000000000000000000000000000003.0.32886457088445975"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a2234d-185b-7413-9ead-e8bf3d2cf562", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', '1f1eb550-75be-6fb4-bfff-dfab269c037f', NULL, NULL, '{"v": 4, "id": "1f1eb550-75be-6fb4-bfff-dfab269c037f", "ts": "2026-11-28T17:56:25.340913+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.01797480771360127"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-18dd-74a0-a2af-9fd6f733691a", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', '1f1eb550-75ea-6e24-8000-47eac4990c5a', '1f1eb550-75be-6fb4-bfff-dfab269c037f', NULL, '{"v": 4, "id": "1f1eb550-75ea-6e24-8000-47eac4990c5a", "ts": "2026-11-28T17:56:25.358880+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.01797480771360127"}}, "channel_values": {"who": "cancelled", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.6200005344910539", "__start__": "00000000000000000000000000000002.0.6200005344910539", "branch:to:begin": "00000000000000000000000000000002.0.6200005344910539"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-18dd-74a0-a2af-9fd6f733691a", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '', '1f1eb550-751e-6905-bfff-216dd0a486b4', NULL, NULL, '{"v": 4, "id": "1f1eb550-751e-6905-bfff-216dd0a486b4", "ts": "2026-11-28T17:56:25.275206+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.44273586982915347"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-18a6-7acd-bd26-63520daf015f", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '', '1f1eb550-7535-6edb-8000-a1d64e8d5bf5', '1f1eb550-751e-6905-bfff-216dd0a486b4', NULL, '{"v": 4, "id": "1f1eb550-7535-6edb-8000-a1d64e8d5bf5", "ts": "2026-11-28T17:56:25.284764+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.44273586982915347"}}, "channel_values": {"who": "stops", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.69697638363967", "__start__": "00000000000000000000000000000002.0.69697638363967", "branch:to:begin": "00000000000000000000000000000002.0.69697638363967"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-18a6-7acd-bd26-63520daf015f", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', '1f1eb550-7558-628e-bfff-5f222d4582b6', NULL, NULL, '{"v": 4, "id": "1f1eb550-7558-628e-bfff-5f222d4582b6", "ts": "2026-11-28T17:56:25.298796+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.7072134395686032"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-18d3-7903-ac60-f9aa209565fd", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', '1f1eb550-75ab-61c4-8000-d619e7bcc91b', '1f1eb550-7558-628e-bfff-5f222d4582b6', NULL, '{"v": 4, "id": "1f1eb550-75ab-61c4-8000-d619e7bcc91b", "ts": "2026-11-28T17:56:25.332760+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.7072134395686032"}}, "channel_values": {"who": "overdue", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.21279168465429166", "__start__": "00000000000000000000000000000002.0.21279168465429166", "branch:to:begin": "00000000000000000000000000000002.0.21279168465429166"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-18d3-7903-ac60-f9aa209565fd", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '', '1f1eb550-75c0-6a68-bfff-84c5ae3798eb', NULL, NULL, '{"v": 4, "id": "1f1eb550-75c0-6a68-bfff-84c5ae3798eb", "ts": "2026-11-28T17:56:25.341597+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.9239003926345489"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-18ef-7930-aa0d-af1635154761", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '', '1f1eb550-75eb-6e42-8000-914f455a0e7e', '1f1eb550-75c0-6a68-bfff-84c5ae3798eb', NULL, '{"v": 4, "id": "1f1eb550-75eb-6e42-8000-914f455a0e7e", "ts": "2026-11-28T17:56:25.359305+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.9239003926345489"}}, "channel_values": {"who": "died", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.03371558746961034", "__start__": "00000000000000000000000000000002.0.03371558746961034", "branch:to:begin": "00000000000000000000000000000002.0.03371558746961034"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-18ef-7930-aa0d-af1635154761", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '1f1eb550-7637-676c-bfff-d370ad2ae5d1', NULL, NULL, '{"v": 4, "id": "1f1eb550-7637-676c-bfff-d370ad2ae5d1", "ts": "2026-11-28T17:56:25.390263+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.8753866735015963"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-18c9-7eb0-a6e2-7b17149a1bba", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '1f1eb550-7651-6154-8000-8c1e4517d632', '1f1eb550-7637-676c-bfff-d370ad2ae5d1', NULL, '{"v": 4, "id": "1f1eb550-7651-6154-8000-8c1e4517d632", "ts": "2026-11-28T17:56:25.391941+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.8753866735015963"}}, "channel_values": {"who": "second", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.9635488283227013", "__start__": "00000000000000000000000000000002.0.9635488283227013", "branch:to:begin": "00000000000000000000000000000002.0.9635488283227013"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-18c9-7eb0-a6e2-7b17149a1bba", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '', '1f1eb550-768e-6e41-8001-cc67541dccc8', '1f1eb550-75ea-6e24-8000-47eac4990c5a', NULL, '{"v": 4, "id": "1f1eb550-768e-6e41-8001-cc67541dccc8", "ts": "2026-11-28T17:56:25.426059+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.6200005344910539"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.01797480771360127"}}, "channel_values": {"who": "cancelled", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.0324123887950718", "who": "00000000000000000000000000000002.0.6200005344910539", "__start__": "00000000000000000000000000000002.0.6200005344910539", "branch:to:begin": "00000000000000000000000000000003.0.0324123887950718", "branch:to:question": "00000000000000000000000000000003.0.0324123887950718"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a2234d-18dd-74a0-a2af-9fd6f733691a", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-78e0-65e1-8002-730b72b49df7', '1f1eb550-73f6-6825-8001-8cb229707c16', NULL, '{"v": 4, "id": "1f1eb550-78e0-65e1-8002-730b72b49df7", "ts": "2026-11-28T17:56:25.669147+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.42509962663032463"}, "question": {"branch:to:question": "00000000000000000000000000000003.0.19729258238723413"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.27634637864355904"}, "__interrupt__": {"log": "00000000000000000000000000000003.0.19729258238723413", "who": "00000000000000000000000000000002.0.42509962663032463", "__start__": "00000000000000000000000000000002.0.42509962663032463", "branch:to:begin": "00000000000000000000000000000003.0.19729258238723413", "branch:to:question": "00000000000000000000000000000003.0.19729258238723413"}}, "channel_values": {"who": "done", "answer": "yes", "branch:to:end": null}, "channel_versions": {"log": "00000000000000000000000000000004.0.9758256598455465", "who": "00000000000000000000000000000002.0.42509962663032463", "answer": "00000000000000000000000000000004.0.9758256598455465", "__start__": "00000000000000000000000000000002.0.42509962663032463", "branch:to:end": "00000000000000000000000000000004.0.9758256598455465", "branch:to:begin": "00000000000000000000000000000003.0.19729258238723413", "branch:to:question": "00000000000000000000000000000004.0.9758256598455465"}, "updated_channels": ["answer", "branch:to:end", "log"]}', '{"step": 2, "job_id": "01a2234d-1844-76ec-ba97-f70cbb756903", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '', '1f1eb550-75ec-6b18-8001-df7d791220e3', '1f1eb550-73f7-6a52-8000-10247d6b348e', NULL, '{"v": 4, "id": "1f1eb550-75ec-6b18-8001-df7d791220e3", "ts": "2026-11-28T17:56:25.359631+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.8626094551975242"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.14366515839085126"}}, "channel_values": {"who": "answered", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.16765912843463404", "who": "00000000000000000000000000000002.0.8626094551975242", "__start__": "00000000000000000000000000000002.0.8626094551975242", "branch:to:begin": "00000000000000000000000000000003.0.16765912843463404", "branch:to:question": "00000000000000000000000000000003.0.16765912843463404"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a2234d-187f-7c07-aa1b-3ba7693878bc", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '', '1f1eb550-772c-6a33-8001-c372db757fde', '1f1eb550-75ab-61c4-8000-d619e7bcc91b', NULL, '{"v": 4, "id": "1f1eb550-772c-6a33-8001-c372db757fde", "ts": "2026-11-28T17:56:25.490685+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.21279168465429166"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.7072134395686032"}}, "channel_values": {"who": "overdue", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.49610187992162025", "who": "00000000000000000000000000000002.0.21279168465429166", "__start__": "00000000000000000000000000000002.0.21279168465429166", "branch:to:begin": "00000000000000000000000000000003.0.49610187992162025", "branch:to:question": "00000000000000000000000000000003.0.49610187992162025"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a2234d-18d3-7903-ac60-f9aa209565fd", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', '1f1eb550-7790-670e-8001-a89b2da5371d', '1f1eb550-7615-631b-8000-6c40bb99f6d3', NULL, '{"v": 4, "id": "1f1eb550-7790-670e-8001-a89b2da5371d", "ts": "2026-11-28T17:56:25.531554+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.20996037929111466"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.36584660711801953"}}, "channel_values": {"who": "tried", "branch:to:mend": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.3354550978377612", "who": "00000000000000000000000000000002.0.20996037929111466", "__start__": "00000000000000000000000000000002.0.20996037929111466", "branch:to:mend": "00000000000000000000000000000003.0.3354550978377612", "branch:to:begin": "00000000000000000000000000000003.0.3354550978377612"}, "updated_channels": ["branch:to:mend", "log"]}', '{"step": 1, "job_id": "01a2234d-1901-7171-b77a-4a5d8d9fae45", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', '1f1eb550-7791-61b5-8001-9cedeb5d25ed', '1f1eb550-7622-6f82-8000-e20caa445314', NULL, '{"v": 4, "id": "1f1eb550-7791-61b5-8001-9cedeb5d25ed", "ts": "2026-11-28T17:56:25.531840+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.31094035185123736"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.5604159712763799"}}, "channel_values": {"who": "failed", "branch:to:mend": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.6300716113486724", "who": "00000000000000000000000000000002.0.31094035185123736", "__start__": "00000000000000000000000000000002.0.31094035185123736", "branch:to:mend": "00000000000000000000000000000003.0.6300716113486724", "branch:to:begin": "00000000000000000000000000000003.0.6300716113486724"}, "updated_channels": ["branch:to:mend", "log"]}', '{"step": 1, "job_id": "01a2234d-190f-7d10-ae24-096ed7a6da92", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', '1f1eb550-7604-679d-bfff-cbeec3515ef7', NULL, NULL, '{"v": 4, "id": "1f1eb550-7604-679d-bfff-cbeec3515ef7", "ts": "2026-11-28T17:56:25.369378+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.36584660711801953"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-1901-7171-b77a-4a5d8d9fae45", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '', '1f1eb550-7615-631b-8000-6c40bb99f6d3', '1f1eb550-7604-679d-bfff-cbeec3515ef7', NULL, '{"v": 4, "id": "1f1eb550-7615-631b-8000-6c40bb99f6d3", "ts": "2026-11-28T17:56:25.376219+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.36584660711801953"}}, "channel_values": {"who": "tried", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.20996037929111466", "__start__": "00000000000000000000000000000002.0.20996037929111466", "branch:to:begin": "00000000000000000000000000000002.0.20996037929111466"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-1901-7171-b77a-4a5d8d9fae45", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', '1f1eb550-760c-6ae5-bfff-e56759f9df37', NULL, NULL, '{"v": 4, "id": "1f1eb550-760c-6ae5-bfff-e56759f9df37", "ts": "2026-11-28T17:56:25.372740+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.5604159712763799"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a2234d-190f-7d10-ae24-096ed7a6da92", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '', '1f1eb550-7622-6f82-8000-e20caa445314', '1f1eb550-760c-6ae5-bfff-e56759f9df37', NULL, '{"v": 4, "id": "1f1eb550-7622-6f82-8000-e20caa445314", "ts": "2026-11-28T17:56:25.381858+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.5604159712763799"}}, "channel_values": {"who": "failed", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.31094035185123736", "__start__": "00000000000000000000000000000002.0.31094035185123736", "branch:to:begin": "00000000000000000000000000000002.0.31094035185123736"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a2234d-190f-7d10-ae24-096ed7a6da92", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '', '1f1eb550-772c-6290-8001-6b11c0941ad7', '1f1eb550-7535-6edb-8000-a1d64e8d5bf5', NULL, '{"v": 4, "id": "1f1eb550-772c-6290-8001-6b11c0941ad7", "ts": "2026-11-28T17:56:25.490472+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.69697638363967"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.44273586982915347"}}, "channel_values": {"who": "stops", "branch:to:end": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.05495632439946618", "who": "00000000000000000000000000000002.0.69697638363967", "__start__": "00000000000000000000000000000002.0.69697638363967", "branch:to:end": "00000000000000000000000000000003.0.05495632439946618", "branch:to:begin": "00000000000000000000000000000003.0.05495632439946618"}, "updated_channels": ["branch:to:end", "log"]}', '{"step": 1, "job_id": "01a2234d-18a6-7acd-bd26-63520daf015f", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '', '1f1eb550-772c-6ecc-8001-457e395cf775', '1f1eb550-75eb-6e42-8000-914f455a0e7e', NULL, '{"v": 4, "id": "1f1eb550-772c-6ecc-8001-457e395cf775", "ts": "2026-11-28T17:56:25.490805+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.03371558746961034"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.9239003926345489"}}, "channel_values": {"who": "died", "branch:to:wait": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.513284319340532", "who": "00000000000000000000000000000002.0.03371558746961034", "__start__": "00000000000000000000000000000002.0.03371558746961034", "branch:to:wait": "00000000000000000000000000000003.0.513284319340532", "branch:to:begin": "00000000000000000000000000000003.0.513284319340532"}, "updated_channels": ["branch:to:wait", "log"]}', '{"step": 1, "job_id": "01a2234d-18ef-7930-aa0d-af1635154761", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '', '1f1eb550-7790-6d38-8001-731ccc8a83ab', '1f1eb550-7651-6154-8000-8c1e4517d632', NULL, '{"v": 4, "id": "1f1eb550-7790-6d38-8001-731ccc8a83ab", "ts": "2026-11-28T17:56:25.531724+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.9635488283227013"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.8753866735015963"}}, "channel_values": {"who": "second", "branch:to:twice": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.2785269669448758", "who": "00000000000000000000000000000002.0.9635488283227013", "__start__": "00000000000000000000000000000002.0.9635488283227013", "branch:to:begin": "00000000000000000000000000000003.0.2785269669448758", "branch:to:twice": "00000000000000000000000000000003.0.2785269669448758"}, "updated_channels": ["branch:to:twice", "log"]}', '{"step": 1, "job_id": "01a2234d-18c9-7eb0-a6e2-7b17149a1bba", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '', '1f1eb550-78f3-697f-8003-99026c98a5fa', '1f1eb550-78e0-65e1-8002-730b72b49df7', NULL, '{"v": 4, "id": "1f1eb550-78f3-697f-8003-99026c98a5fa", "ts": "2026-11-28T17:56:25.677020+00:00", "versions_seen": {"end": {"branch:to:end": "00000000000000000000000000000004.0.9758256598455465"}, "begin": {"branch:to:begin": "00000000000000000000000000000002.0.42509962663032463"}, "question": {"branch:to:question": "00000000000000000000000000000003.0.19729258238723413"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.27634637864355904"}, "__interrupt__": {"log": "00000000000000000000000000000003.0.19729258238723413", "who": "00000000000000000000000000000002.0.42509962663032463", "__start__": "00000000000000000000000000000002.0.42509962663032463", "branch:to:begin": "00000000000000000000000000000003.0.19729258238723413", "branch:to:question": "00000000000000000000000000000003.0.19729258238723413"}}, "channel_values": {"who": "done", "answer": "yes"}, "channel_versions": {"log": "00000000000000000000000000000005.0.461350821407582", "who": "00000000000000000000000000000002.0.42509962663032463", "answer": "00000000000000000000000000000004.0.9758256598455465", "__start__": "00000000000000000000000000000002.0.42509962663032463", "branch:to:end": "00000000000000000000000000000005.0.461350821407582", "branch:to:begin": "00000000000000000000000000000003.0.19729258238723413", "branch:to:question": "00000000000000000000000000000004.0.9758256598455465"}, "updated_channels": ["log"]}', '{"step": 3, "job_id": "01a2234d-1844-76ec-ba97-f70cbb756903", "source": "loop", "parents": {}}');


--
-- Data for Name: contract; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.contract VALUES ('0002');


--
-- Data for Name: events; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (1, '2026-11-28 17:56:04.270951+00', 'adjourn', '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (2, '2026-11-28 17:56:04.498669+00', 'adjourn', '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', NULL, 'queued', 'running', '{"leased_by" : "vm:19625"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (3, '2026-11-28 17:56:04.650401+00', 'adjourn', '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (4, '2026-11-28 17:56:04.650965+00', 'adjourn', '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', 1, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (5, '2026-11-28 17:56:15.441472+00', 'adjourn', '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', 1, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (6, '2026-11-28 17:56:15.513791+00', 'adjourn', '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', NULL, 'waiting', 'running', '{"leased_by" : "vm:19836"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (7, '2026-11-28 17:56:15.578163+00', 'adjourn', '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', NULL, 'running', 'blocked', '{"type": "CodeChanged", "message": "the thread stands at question, which the graph as deployed no longer has: deploy code that has it, then retry"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (8, '2026-11-28 17:56:24.773576+00', 'adjourn', '01a2234d-1844-76ec-ba97-f70cbb756903', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (9, '2026-11-28 17:56:24.796406+00', 'adjourn', '01a2234d-185b-7413-9ead-e8bf3d2cf562', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (10, '2026-11-28 17:56:24.832639+00', 'adjourn', '01a2234d-187f-7c07-aa1b-3ba7693878bc', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (11, '2026-11-28 17:56:24.849377+00', 'adjourn', '01a2234d-1890-78c9-9dfa-340391e1f682', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (12, '2026-11-28 17:56:24.874585+00', 'adjourn', '01a2234d-1844-76ec-ba97-f70cbb756903', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (13, '2026-11-28 17:56:24.876295+00', 'adjourn', '01a2234d-18a6-7acd-bd26-63520daf015f', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (14, '2026-11-28 17:56:24.902353+00', 'adjourn', '01a2234d-185b-7413-9ead-e8bf3d2cf562', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (15, '2026-11-28 17:56:24.906392+00', 'adjourn', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (16, '2026-11-28 17:56:24.916113+00', 'adjourn', '01a2234d-18d3-7903-ac60-f9aa209565fd', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (17, '2026-11-28 17:56:24.917916+00', 'adjourn', '01a2234d-187f-7c07-aa1b-3ba7693878bc', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (18, '2026-11-28 17:56:24.925767+00', 'adjourn', '01a2234d-18dd-74a0-a2af-9fd6f733691a', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (19, '2026-11-28 17:56:24.944092+00', 'adjourn', '01a2234d-18ef-7930-aa0d-af1635154761', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (20, '2026-11-28 17:56:24.961588+00', 'adjourn', '01a2234d-1901-7171-b77a-4a5d8d9fae45', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (21, '2026-11-28 17:56:24.975092+00', 'adjourn', '01a2234d-1890-78c9-9dfa-340391e1f682', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (22, '2026-11-28 17:56:24.976352+00', 'adjourn', '01a2234d-190f-7d10-ae24-096ed7a6da92', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (23, '2026-11-28 17:56:25.061605+00', 'adjourn', '01a2234d-18a6-7acd-bd26-63520daf015f', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (24, '2026-11-28 17:56:25.08375+00', 'adjourn', '01a2234d-18d3-7903-ac60-f9aa209565fd', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (25, '2026-11-28 17:56:25.147455+00', 'adjourn', '01a2234d-18dd-74a0-a2af-9fd6f733691a', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (26, '2026-11-28 17:56:25.172931+00', 'adjourn', '01a2234d-18ef-7930-aa0d-af1635154761', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (27, '2026-11-28 17:56:25.182612+00', 'adjourn', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (28, '2026-11-28 17:56:25.19157+00', 'adjourn', '01a2234d-1901-7171-b77a-4a5d8d9fae45', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (29, '2026-11-28 17:56:25.228929+00', 'adjourn', '01a2234d-190f-7d10-ae24-096ed7a6da92', NULL, 'queued', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (30, '2026-11-28 17:56:25.414513+00', 'adjourn', '01a2234d-1844-76ec-ba97-f70cbb756903', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (31, '2026-11-28 17:56:25.414975+00', 'adjourn', '01a2234d-1844-76ec-ba97-f70cbb756903', 2, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (32, '2026-11-28 17:56:25.481443+00', 'adjourn', '01a2234d-1890-78c9-9dfa-340391e1f682', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (33, '2026-11-28 17:56:25.481616+00', 'adjourn', '01a2234d-1890-78c9-9dfa-340391e1f682', 3, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (34, '2026-11-28 17:56:25.481679+00', 'adjourn', '01a2234d-1890-78c9-9dfa-340391e1f682', 4, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (35, '2026-11-28 17:56:25.481726+00', 'adjourn', '01a2234d-1890-78c9-9dfa-340391e1f682', 5, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (36, '2026-11-28 17:56:25.481769+00', 'adjourn', '01a2234d-1890-78c9-9dfa-340391e1f682', 6, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (37, '2026-11-28 17:56:25.48182+00', 'adjourn', '01a2234d-1890-78c9-9dfa-340391e1f682', 7, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (38, '2026-11-28 17:56:25.541399+00', 'adjourn', '01a2234d-185b-7413-9ead-e8bf3d2cf562', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (39, '2026-11-28 17:56:25.541936+00', 'adjourn', '01a2234d-185b-7413-9ead-e8bf3d2cf562', 8, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (40, '2026-11-28 17:56:25.55786+00', 'adjourn', '01a2234d-187f-7c07-aa1b-3ba7693878bc', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (41, '2026-11-28 17:56:25.56747+00', 'adjourn', '01a2234d-187f-7c07-aa1b-3ba7693878bc', 9, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (42, '2026-11-28 17:56:25.580048+00', 'adjourn', '01a2234d-18a6-7acd-bd26-63520daf015f', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (43, '2026-11-28 17:56:25.580226+00', 'adjourn', '01a2234d-18a6-7acd-bd26-63520daf015f', 10, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (44, '2026-11-28 17:56:25.591615+00', 'adjourn', '01a2234d-18dd-74a0-a2af-9fd6f733691a', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (45, '2026-11-28 17:56:25.592517+00', 'adjourn', '01a2234d-18d3-7903-ac60-f9aa209565fd', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (46, '2026-11-28 17:56:25.592694+00', 'adjourn', '01a2234d-18d3-7903-ac60-f9aa209565fd', 12, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (47, '2026-11-28 17:56:25.598686+00', 'adjourn', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (48, '2026-11-28 17:56:25.598815+00', 'adjourn', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', 13, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (49, '2026-11-28 17:56:25.608844+00', 'adjourn', '01a2234d-18dd-74a0-a2af-9fd6f733691a', 11, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (50, '2026-11-28 17:56:25.614737+00', 'adjourn', '01a2234d-1901-7171-b77a-4a5d8d9fae45', NULL, 'running', 'queued', '{"type": "ConnectionError", "message": "not yet"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (51, '2026-11-28 17:56:25.622051+00', 'adjourn', '01a2234d-1844-76ec-ba97-f70cbb756903', 2, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (52, '2026-11-28 17:56:25.636166+00', 'adjourn', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', 13, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (53, '2026-11-28 17:56:25.658961+00', 'adjourn', '01a2234d-1844-76ec-ba97-f70cbb756903', NULL, 'waiting', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (54, '2026-11-28 17:56:25.660453+00', 'adjourn', '01a2234d-190f-7d10-ae24-096ed7a6da92', NULL, 'running', 'failed', '{"type": "ValueError", "message": "not yet"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (55, '2026-11-28 17:56:25.674194+00', 'adjourn', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', NULL, 'waiting', 'running', '{"leased_by" : "vm:20199"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (56, '2026-11-28 17:56:25.689114+00', 'adjourn', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (57, '2026-11-28 17:56:25.692413+00', 'adjourn', '01a2234d-1844-76ec-ba97-f70cbb756903', NULL, 'running', 'succeeded', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (58, '2026-11-28 17:56:25.692847+00', 'adjourn', '01a2234d-1844-76ec-ba97-f70cbb756903', 2, 'answered', 'resumed', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (59, '2026-11-28 17:56:25.700178+00', 'adjourn', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', 13, 'answered', 'resumed', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (60, '2026-11-28 17:56:25.700385+00', 'adjourn', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', 14, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (61, '2026-11-28 17:56:25.72199+00', 'adjourn', '01a2234d-18dd-74a0-a2af-9fd6f733691a', NULL, 'waiting', 'cancelled', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (62, '2026-11-28 17:56:25.722363+00', 'adjourn', '01a2234d-18dd-74a0-a2af-9fd6f733691a', 11, 'open', 'withdrawn', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (63, '2026-11-28 17:56:25.867419+00', 'adjourn', '01a2234d-187f-7c07-aa1b-3ba7693878bc', 9, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (64, '2026-11-28 17:56:25.891175+00', 'adjourn', '01a2234d-1890-78c9-9dfa-340391e1f682', 4, 'open', 'answered', '{"answer" : {"count": 3}, "choice" : null, "comment" : null}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (65, '2026-11-28 17:56:25.907009+00', 'adjourn', '01a2234d-1caa-7d43-a8d5-f41ca90a10a7', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (66, '2026-11-28 17:56:25.925686+00', 'adjourn', '01a2234d-1cc5-702a-85aa-f64d19590eba', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (67, '2026-11-28 17:56:25.937588+00', 'adjourn', '01a2234d-1cd1-7093-b04b-a5e3b4422f57', NULL, NULL, 'queued', NULL);


--
-- Data for Name: graphs; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.graphs VALUES ('released', 'changes', 'ce0567b03d2a', '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	question(question)
	end(end)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	begin --> question;
	question --> end;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.89203+00', '2026-11-28 17:56:23.964769+00');
INSERT INTO adjourn.graphs VALUES ('released', 'climb', 'ce0567b03d2a', '0702fe4693bcbd92a2dc688c0bd5e5bae50cf85bf467c19507cf75bca3cad99b', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	step_0(step_0)
	step_1(step_1)
	step_2(step_2)
	step_3(step_3)
	step_4(step_4)
	step_5(step_5)
	step_6(step_6)
	step_7(step_7)
	step_8(step_8)
	step_9(step_9)
	__end__([<p>__end__</p>]):::last
	__start__ --> step_0;
	step_0 --> step_1;
	step_1 --> step_2;
	step_2 --> step_3;
	step_3 --> step_4;
	step_4 --> step_5;
	step_5 --> step_6;
	step_6 --> step_7;
	step_7 --> step_8;
	step_8 --> step_9;
	step_9 --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.895187+00', '2026-11-28 17:56:23.978798+00');
INSERT INTO adjourn.graphs VALUES ('released', 'hearts', 'ce0567b03d2a', 'f01e333e586b1061c9053b26b406080039dbaaa6ac775cd93bf11239f874dd28', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	beat(beat)
	end(end)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	beat --> end;
	begin --> beat;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.898965+00', '2026-11-28 17:56:23.983781+00');
INSERT INTO adjourn.graphs VALUES ('released', 'hold', 'ce0567b03d2a', '6a733cd99fdaba6ec2d90e01b97e5338e475b574af7be8fba84e664cc6184de0', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	wait(wait)
	end(end)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	begin --> wait;
	wait --> end;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.908011+00', '2026-11-28 17:56:24.001357+00');
INSERT INTO adjourn.graphs VALUES ('released', 'hold_blocking', 'ce0567b03d2a', 'f411cef7c0f1692fa93ab24e44c679a45b8e8326841c333f5cf544afb376d8a9', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	block(block)
	end(end)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	begin --> block;
	block --> end;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.911902+00', '2026-11-28 17:56:24.019051+00');
INSERT INTO adjourn.graphs VALUES ('released', 'hold_clogged', 'ce0567b03d2a', 'f23020a2969d793664d8c8fc6dc8beae71666ce0d83280b3929033a382c7f4ea', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	clog(clog)
	end(end)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	begin --> clog;
	clog --> end;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.913728+00', '2026-11-28 17:56:24.025289+00');
INSERT INTO adjourn.graphs VALUES ('released', 'kinds', 'ce0567b03d2a', 'e6fd26b06d2dfd65cb3c0e78076e8c63a5fee86cb55839f53f71b839325cdc04', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}, "answers": {"additionalProperties": true, "title": "Answers", "type": "object"}}, "title": "Answers", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	end(end)
	question(question)
	form(form)
	tool_approval(tool_approval)
	tool_batch(tool_batch)
	agent_inbox(agent_inbox)
	__end__([<p>__end__</p>]):::last
	__start__ --> agent_inbox;
	__start__ --> form;
	__start__ --> question;
	__start__ --> tool_approval;
	__start__ --> tool_batch;
	agent_inbox --> end;
	form --> end;
	question --> end;
	tool_approval --> end;
	tool_batch --> end;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.920373+00', '2026-11-28 17:56:24.030676+00');
INSERT INTO adjourn.graphs VALUES ('released', 'mends', 'ce0567b03d2a', 'ed12f164d591a1a1aae41fed15cf3665dd85b58d458442a76739bf04352a384b', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	mend(mend)
	end(end)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	begin --> mend;
	mend --> end;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.927921+00', '2026-11-28 17:56:24.043045+00');
INSERT INTO adjourn.graphs VALUES ('released', 'asks_twice', 'ce0567b03d2a', '9f151d430ea77415035f2dee59cdcc739ef02d72e98cbf6f8d980ef2d028665d', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	twice(twice)
	end(end)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	begin --> twice;
	twice --> end;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.866802+00', '2026-11-28 17:56:23.958115+00');
INSERT INTO adjourn.graphs VALUES ('released', 'ask', 'ce0567b03d2a', '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	question(question)
	end(end)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	begin --> question;
	question --> end;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.862253+00', '2026-11-28 17:56:23.94895+00');
INSERT INTO adjourn.graphs VALUES ('released', 'stops', 'ce0567b03d2a', 'fe86054e53144be541aeb5b204f37708451ca8a553e17532a7cb415c0ad011fe', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	end(end<hr/><small><em>__interrupt = before</em></small>)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	begin --> end;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-28 17:56:02.932643+00', '2026-11-28 17:56:24.047416+00');


--
-- Data for Name: human_requests; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (1, '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', 'changes', 'question', 'question', 'what about blocked?', '{"query": "what about blocked?"}', '\xae82f1bde65185f085a6f8fe8b04f2485ae7e475227b9b6c87eeb26e057b8680', NULL, '[]', 'answered', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-28 17:56:15.441095+00', NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:04.639515+00', '9913d94aa135fbf8a82e78f89b6c1dd0', '', '1f1eb54f-afaa-689b-8001-a262127f4eca', 'e7113454-a3ae-e256-e1ab-9c53246b153d', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (3, '01a2234d-1890-78c9-9dfa-340391e1f682', '01a2234d-1890-78c9-9dfa-340391e1f682', 'kinds', 'agent_inbox', 'agent_inbox', 'refund: order 4711', '{"action_request": {"action": "refund", "args": {"order": 4711}}, "config": {"allow_accept": true, "allow_ignore": true, "allow_respond": false, "allow_edit": false}}', '\xf75bae86aa7ae86fe8b6439b2126b215201220db5bf55a084c0f92309a31c27e', '{"type": "array", "prefixItems": [{"type": "object", "properties": {"type": {"enum": ["accept", "ignore"]}}, "required": ["type"], "oneOf": [{"type": "object", "properties": {"type": {"const": "accept"}, "args": {}}, "required": ["type", "args"]}, {"type": "object", "properties": {"type": {"const": "ignore"}, "args": {}}, "required": ["type", "args"]}]}], "items": false, "minItems": 1, "maxItems": 1}', '[{"choice": "accept", "label": "Accept", "answer": [{"type": "accept", "args": {"action": "refund", "args": {"order": 4711}}}]}, {"choice": "ignore", "label": "Ignore", "answer": [{"type": "ignore", "args": null}]}]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.480798+00', 'b66158c21adb565d4604730c8bcb4c74', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', '6e02c7be-732a-2d85-8b2f-866a0c94ea3c', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (5, '01a2234d-1890-78c9-9dfa-340391e1f682', '01a2234d-1890-78c9-9dfa-340391e1f682', 'kinds', 'question', 'question', 'Which day?', '"Which day?"', '\xac849a97803903883ce073e1e00b91f48db16e9d789983206a87c7a84ceeb41b', NULL, '[]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.480912+00', '3a3f0c4eced94154db3ebe9151a70d2e', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', 'a729360a-ab21-6dfb-3dc3-1d094aa3f63e', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (6, '01a2234d-1890-78c9-9dfa-340391e1f682', '01a2234d-1890-78c9-9dfa-340391e1f682', 'kinds', 'tool_approval', 'tool_approval', 'refund: order 4711', '{"type": "tool_approval", "name": "refund", "args": {"order": 4711}}', '\x7c6b38d71844f5c59b44b2810e76e9129702e48e3e35f104b0219f3f124df001', '{"type": "object", "properties": {"type": {"enum": ["approve", "reject", "respond", "edit"]}}, "required": ["type"], "oneOf": [{"type": "object", "properties": {"type": {"const": "approve"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "reject"}, "message": {"type": "string"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "respond"}, "message": {"type": "string"}}, "required": ["type", "message"]}, {"type": "object", "properties": {"type": {"const": "edit"}, "edited_action": {"type": "object", "properties": {"name": {"const": "refund"}, "args": {"type": "object"}}, "required": ["name", "args"]}}, "required": ["type", "edited_action"]}]}', '[{"choice": "approve", "label": "Approve", "answer": {"type": "approve"}}, {"choice": "reject", "label": "Reject", "answer": {"type": "reject"}, "comment_at": [["message"]]}, {"choice": "respond", "label": "Respond", "answer": {"type": "respond"}, "comment_at": [["message"]], "needs_comment": true}]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.480927+00', 'ca2e161cf1c79b2f967105ec671bc32b', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', 'fdefadcb-e4a2-817c-a534-d3ee55e1c94d', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (7, '01a2234d-1890-78c9-9dfa-340391e1f682', '01a2234d-1890-78c9-9dfa-340391e1f682', 'kinds', 'tool_batch', 'tool_batch', 'refund: order 4711, refund: order 4711', '{"action_requests": [{"name": "refund", "args": {"order": 4711}}, {"name": "refund", "args": {"order": 4711}}], "review_configs": [{"action_name": "refund", "allowed_decisions": ["approve", "reject"]}]}', '\xe2d4b269dd382fcf00d6949e1894e245099ad04dc387a52522eec3d3c8cff4cd', '{"type": "object", "properties": {"decisions": {"type": "array", "prefixItems": [{"type": "object", "properties": {"type": {"enum": ["approve", "reject"]}}, "required": ["type"], "oneOf": [{"type": "object", "properties": {"type": {"const": "approve"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "reject"}, "message": {"type": "string"}}, "required": ["type"]}]}, {"type": "object", "properties": {"type": {"enum": ["approve", "reject"]}}, "required": ["type"], "oneOf": [{"type": "object", "properties": {"type": {"const": "approve"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "reject"}, "message": {"type": "string"}}, "required": ["type"]}]}], "items": false, "minItems": 2, "maxItems": 2}}, "required": ["decisions"]}', '[{"choice": "approve", "label": "Approve all 2", "answer": {"decisions": [{"type": "approve"}, {"type": "approve"}]}}, {"choice": "reject", "label": "Reject all 2", "answer": {"decisions": [{"type": "reject"}, {"type": "reject"}]}, "comment_at": [["decisions", "0", "message"], ["decisions", "1", "message"]]}]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.48094+00', '85e98bd10b5cba825dac6810b22bc586', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', 'c205c9e7-ea22-9506-b282-f09ebfcdb724', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (8, '01a2234d-185b-7413-9ead-e8bf3d2cf562', '01a2234d-185b-7413-9ead-e8bf3d2cf562', 'ask', 'question', 'question', 'what about asks?', '{"query": "what about asks?"}', '\xa40af517bcf84678d360d3a4a11c87a0fe9343e366a4204d55a9cf55184fc7f7', NULL, '[]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.540309+00', '8ebfc599d13b495cb71aab196c986899', '', '1f1eb550-7501-6025-8001-24a6e7366257', '1f6c8a02-db67-76a7-e05f-8d025205ec93', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (10, '01a2234d-18a6-7acd-bd26-63520daf015f', '01a2234d-18a6-7acd-bd26-63520daf015f', 'stops', 'end', 'breakpoint', 'Stopped before end: go on?', '{"breakpoint": "before", "nodes": ["end"]}', '\xf88e552a5d7e3bfdb942d52496bb3a514b473749cc0339a275ef60b5362cd965', '{"enum": ["continue", "stop"]}', '[{"choice": "continue", "label": "Continue", "answer": "continue"}, {"choice": "stop", "label": "Stop", "answer": "stop"}]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.579758+00', 'breakpoint::1f1eb550-772c-6290-8001-6b11c0941ad7', '', '1f1eb550-772c-6290-8001-6b11c0941ad7', '', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (12, '01a2234d-18d3-7903-ac60-f9aa209565fd', '01a2234d-18d3-7903-ac60-f9aa209565fd', 'ask', 'question', 'question', 'what about overdue?', '{"query": "what about overdue?"}', '\x7b0ae55c20c2fb0f456b4a964aeb225e4390d82a0e041025a4724eb33207e411', NULL, '[]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.592232+00', '4f6b8dcac0d8708f5c2c0077ddff0b7b', '', '1f1eb550-772c-6a33-8001-c372db757fde', 'c54c1055-d4fa-5217-a51d-efb916f8e0bd', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (11, '01a2234d-18dd-74a0-a2af-9fd6f733691a', '01a2234d-18dd-74a0-a2af-9fd6f733691a', 'ask', 'question', 'question', 'what about cancelled?', '{"query": "what about cancelled?"}', '\xcd004e84deb9fb317d1b84d875c1d0d6c96de9f75e20ef3d6fc82a5b601e0d47', NULL, '[]', 'withdrawn', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:25.722251+00', NULL, 0, NULL, '2026-11-28 17:56:25.590748+00', '9d8dcf74ff430e4fc588905cf1691a02', '', '1f1eb550-768e-6e41-8001-cc67541dccc8', 'd95955e7-8f5d-0ebf-b2c3-1cfc7dc7386f', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (9, '01a2234d-187f-7c07-aa1b-3ba7693878bc', '01a2234d-187f-7c07-aa1b-3ba7693878bc', 'ask', 'question', 'question', 'what about answered?', '{"query": "what about answered?"}', '\x62574fbe67027c60a082ebfe4df480229ce163ea460f36cb562a64ab95ae339d', NULL, '[]', 'answered', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-28 17:56:25.867316+00', NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.556922+00', '3cf2463eac7d2bc77d6f9d8c35088abb', '', '1f1eb550-75ec-6b18-8001-df7d791220e3', '8cf72855-77cc-1fdf-5e47-ed2a0edda5a8', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (4, '01a2234d-1890-78c9-9dfa-340391e1f682', '01a2234d-1890-78c9-9dfa-340391e1f682', 'kinds', 'form', 'form', 'How many?', '{"query": "How many?"}', '\xfbb01b2a56ad5e8d5d4ef0ca9dda07cf3afd8afb9eb32313cf2242b027fd22ef', '{"type": "object", "properties": {"count": {"type": "integer"}}}', '[]', 'answered', NULL, NULL, '{"count": 3}', NULL, NULL, 'adjourn', '2026-11-28 17:56:25.891032+00', NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.480901+00', '3ccdf859dea03f67402eee088e1f2293', '', '1f1eb550-74f4-6b2d-8000-e62f88ac3a01', '8ecc8062-464e-2ee6-6077-2ede59013fee', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (13, '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', 'asks_twice', 'twice', 'question', 'first?', '"first?"', '\x420e25ff389ff28dd26bc708bb1199822a04ae804e2c7d41f72dfcbf78a4a04a', NULL, '[]', 'resumed', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-28 17:56:25.636055+00', '2026-11-28 17:56:25.687703+00', '2026-11-28 17:56:25.68849+00', NULL, 0, NULL, '2026-11-28 17:56:25.598344+00', 'a4dc58072be31f1b6e5ad7ce1344c32b', '', '1f1eb550-7790-6d38-8001-731ccc8a83ab', 'e750dde5-f25a-bc91-faae-a04044549fcf', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (14, '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', 'asks_twice', 'twice', 'question', 'second?', '"second?"', '\x7a392d4aa486e22480fe9cadda6e9a51f9da5aded1bc87b5328fa2b9edba4547', NULL, '[]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-28 17:56:25.688827+00', 'd57d45fd4c43cac83a5357a1f22c7725', '', '1f1eb550-7790-6d38-8001-731ccc8a83ab', 'e750dde5-f25a-bc91-faae-a04044549fcf', 1);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (2, '01a2234d-1844-76ec-ba97-f70cbb756903', '01a2234d-1844-76ec-ba97-f70cbb756903', 'ask', 'question', 'question', 'what about done?', '{"query": "what about done?"}', '\xbc07e80c976d8ea3f616e0d56bc90f53685842c60f0397003dd9843bc446a275', NULL, '[]', 'resumed', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-28 17:56:25.621953+00', '2026-11-28 17:56:25.691317+00', '2026-11-28 17:56:25.692036+00', NULL, 0, NULL, '2026-11-28 17:56:25.41368+00', 'd3412d7c89f25c7cce56b41bfaeb37c3', '', '1f1eb550-73f6-6825-8001-8cb229707c16', '849bdd4e-9567-c43c-b653-540308698b42', 0);


--
-- Data for Name: jobs; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.jobs VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', '01a2234c-c7ee-7f80-b439-97fe8cdee5bd', 'released', 'changes', 'ce0567b03d2a', 'blocked', '{"who": "blocked"}', '{}', NULL, NULL, '{"type": "CodeChanged", "message": "the thread stands at question, which the graph as deployed no longer has: deploy code that has it, then retry"}', 'blocked', '\xd37dbf07d5cc3c2b77fe0f1f85d130e7d67fa0d903c40232fd19d692f808023b', '{blocked}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:04.177981+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:04.207422+00', '2026-11-28 17:56:04.480406+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', '01a2234d-18ef-7930-aa0d-af1635154761', 'released', 'hold', 'ce0567b03d2a', 'running', '{"who": "died"}', '{}', NULL, NULL, NULL, 'died', '\xd604c3c87b7fcb69eb4c706e978a57afafade34e1d643d949e9a58e6bd5fab74', '{died}', NULL, NULL, 'released', 3, 1, 0, 5, '2026-11-28 17:56:24.943369+00', NULL, NULL, '720b2277-ac70-4883-82b8-3e47f048802b', 'vm:20199', '2026-11-28 17:56:27.362338+00', '2026-11-28 17:56:24.943618+00', '2026-11-28 17:56:25.172662+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', '01a2234d-1890-78c9-9dfa-340391e1f682', 'released', 'kinds', 'ce0567b03d2a', 'waiting', '{"who": "kinds"}', '{}', NULL, NULL, NULL, 'kinds', '\xff3411b4ec5f139b19e86a6587b4e04a6b7042e68abd67ef6ffd82fbc38952f4', '{kinds}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:24.848184+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.848623+00', '2026-11-28 17:56:24.974823+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', '01a2234d-185b-7413-9ead-e8bf3d2cf562', 'released', 'ask', 'ce0567b03d2a', 'waiting', '{"who": "asks"}', '{}', NULL, NULL, NULL, 'asks', '\xc6cd9ccd3c790d340a0eb3d72c46b5c9f25f6b03a4d6ca3b69b05cc21c0d020a', '{asks}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:24.794898+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.795348+00', '2026-11-28 17:56:24.900149+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', '01a2234d-187f-7c07-aa1b-3ba7693878bc', 'released', 'ask', 'ce0567b03d2a', 'waiting', '{"who": "answered"}', '{}', NULL, NULL, NULL, 'answered', '\x21313908f4224af02b45a1fc9c22426a6539e06b2c72254b30d4e4be76fbba01', '{answered}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:24.831494+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.831827+00', '2026-11-28 17:56:24.917665+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', '01a2234d-18a6-7acd-bd26-63520daf015f', 'released', 'stops', 'ce0567b03d2a', 'waiting', '{"who": "stops"}', '{}', NULL, NULL, NULL, 'stops', '\x46dd44481c744930d386624a82acbd0a8c34b6c1608cbac6b0fd36928f0194e5', '{stops}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:24.870421+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.870754+00', '2026-11-28 17:56:25.061374+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', '01a2234d-190f-7d10-ae24-096ed7a6da92', 'released', 'mends', 'ce0567b03d2a', 'failed', '{"who": "failed"}', '{}', NULL, NULL, '{"type": "ValueError", "message": "not yet"}', 'failed', '\x07c62346fe6055d0ed6918cbbc4d7a1724ae900cf7caad1e67ebb535cadfe79a', '{failed}', NULL, NULL, 'released', 3, 1, 0, 5, '2026-11-28 17:56:24.975714+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.975863+00', '2026-11-28 17:56:25.228656+00', '2026-11-28 17:56:25.660096+00');
INSERT INTO adjourn.jobs VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', '01a2234d-18c9-7eb0-a6e2-7b17149a1bba', 'released', 'asks_twice', 'ce0567b03d2a', 'waiting', '{"who": "second"}', '{}', NULL, NULL, NULL, 'second', '\x24a2f266f352bc29c769b7ae9e8d70bba98bf4fc8cfeaae0ee910a026be48dcb', '{second}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:24.905719+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.905967+00', '2026-11-28 17:56:25.163523+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', '01a2234d-1844-76ec-ba97-f70cbb756903', 'released', 'ask', 'ce0567b03d2a', 'succeeded', '{"who": "done"}', '{}', NULL, '{"who": "done", "log": ["begin", "question", "end"], "answer": "yes"}', NULL, 'done', '\x7a9c6cae4f2c195dc8070580097b89196e2907e1ea96fbca464efaa8162f3a04', '{done}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:24.772101+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.772549+00', '2026-11-28 17:56:24.847255+00', '2026-11-28 17:56:25.691084+00');
INSERT INTO adjourn.jobs VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', '01a2234d-18dd-74a0-a2af-9fd6f733691a', 'released', 'ask', 'ce0567b03d2a', 'cancelled', '{"who": "cancelled"}', '{}', NULL, NULL, NULL, 'cancelled', '\x5553e1702d33b2639e14e4694a0903fff850a12b8894bceeea2b8fde69368984', '{cancelled}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:24.925072+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.925338+00', '2026-11-28 17:56:25.147168+00', '2026-11-28 17:56:25.721481+00');
INSERT INTO adjourn.jobs VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', '01a2234d-1901-7171-b77a-4a5d8d9fae45', 'released', 'mends', 'ce0567b03d2a', 'queued', '{"who": "tried"}', '{}', NULL, NULL, '{"type": "ConnectionError", "message": "not yet"}', 'tried', '\xb2cd2eba097b5f8711c4c43c28d1e24c1be9879d70455ee7dbf1454073c5387d', '{tried}', NULL, NULL, 'released', 3, 1, 0, 5, '2100-01-01 00:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.961134+00', '2026-11-28 17:56:25.191326+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', '01a2234d-18d3-7903-ac60-f9aa209565fd', 'released', 'ask', 'ce0567b03d2a', 'waiting', '{"who": "overdue"}', '{}', NULL, NULL, NULL, 'overdue', '\xaae4144dc2b93193213d8d690e53b2c0b988fd5970634c8d808ede3b055033c4', '{overdue}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:24.915387+00', '2026-11-28 17:56:25.86114+00', NULL, NULL, NULL, NULL, '2026-11-28 17:56:24.915613+00', '2026-11-28 17:56:25.08347+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-1caa-7d43-a8d5-f41ca90a10a7', '01a2234d-1caa-7d43-a8d5-f41ca90a10a7', 'released', 'ask', NULL, 'queued', '{"who": "due"}', '{"tags": ["kept"]}', NULL, NULL, NULL, 'due', '\x1b98491dee39d9c3bc24fad28c14ce968093df34721a302176d21a3c5b23f7fd', '{due}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:25.898561+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:25.898892+00', NULL, NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-1cc5-702a-85aa-f64d19590eba', '01a2234d-185b-7413-9ead-e8bf3d2cf562', 'released', 'ask', NULL, 'queued', '{"who": "behind"}', '{}', NULL, NULL, NULL, 'behind', '\x69a404687d3cf0a56bd41e8984023fa49c6d1012760bafdc23048035e62a22fd', '{behind}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-28 17:56:25.924757+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:25.925072+00', NULL, NULL);
INSERT INTO adjourn.jobs VALUES ('01a2234d-1cd1-7093-b04b-a5e3b4422f57', '01a2234d-1cd1-7093-b04b-a5e3b4422f57', 'released', 'ask', NULL, 'queued', '{"who": "later"}', '{}', NULL, NULL, NULL, 'later', '\x1703329ff2c9675473b1c144e1b0290099800b82f2a8f48b1ae8f485d3f350a5', '{later}', NULL, NULL, 'released', 3, 0, 0, 5, '2100-01-01 00:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-28 17:56:25.937088+00', NULL, NULL);


--
-- Data for Name: lanes; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.lanes VALUES ('released', 'released', '2026-11-28 17:56:23.935838+00', NULL);


--
-- Data for Name: pauses; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.pauses OVERRIDING SYSTEM VALUE VALUES (1, NULL, 'climb', NULL, 'not now', 'adjourn', '2026-11-28 17:56:25.948896+00');


--
-- Data for Name: refused; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: store; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: store_migrations; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.store_migrations VALUES (0);
INSERT INTO adjourn.store_migrations VALUES (1);
INSERT INTO adjourn.store_migrations VALUES (2);
INSERT INTO adjourn.store_migrations VALUES (3);


--
-- Data for Name: threads; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.threads VALUES ('01a2234c-c7ee-7f80-b439-97fe8cdee5bd', 'released', 'changes', '2026-11-28 17:56:04.177981+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-1844-76ec-ba97-f70cbb756903', 'released', 'ask', '2026-11-28 17:56:24.772101+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-185b-7413-9ead-e8bf3d2cf562', 'released', 'ask', '2026-11-28 17:56:24.794898+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-187f-7c07-aa1b-3ba7693878bc', 'released', 'ask', '2026-11-28 17:56:24.831494+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-1890-78c9-9dfa-340391e1f682', 'released', 'kinds', '2026-11-28 17:56:24.848184+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-18a6-7acd-bd26-63520daf015f', 'released', 'stops', '2026-11-28 17:56:24.870421+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-18c9-7eb0-a6e2-7b17149a1bba', 'released', 'asks_twice', '2026-11-28 17:56:24.905719+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-18d3-7903-ac60-f9aa209565fd', 'released', 'ask', '2026-11-28 17:56:24.915387+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-18dd-74a0-a2af-9fd6f733691a', 'released', 'ask', '2026-11-28 17:56:24.925072+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-18ef-7930-aa0d-af1635154761', 'released', 'hold', '2026-11-28 17:56:24.943369+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-1901-7171-b77a-4a5d8d9fae45', 'released', 'mends', '2026-11-28 17:56:24.960881+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-190f-7d10-ae24-096ed7a6da92', 'released', 'mends', '2026-11-28 17:56:24.975714+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-1caa-7d43-a8d5-f41ca90a10a7', 'released', 'ask', '2026-11-28 17:56:25.898561+00');
INSERT INTO adjourn.threads VALUES ('01a2234d-1cd1-7093-b04b-a5e3b4422f57', 'released', 'ask', '2026-11-28 17:56:25.936792+00');


--
-- Name: events_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.events_id_seq', 67, true);


--
-- Name: human_requests_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.human_requests_id_seq', 14, true);


--
-- Name: pauses_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.pauses_id_seq', 1, true);


--
-- Name: refused_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.refused_id_seq', 1, false);


--
-- Name: alembic_version alembic_version_pkc; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.alembic_version
    ADD CONSTRAINT alembic_version_pkc PRIMARY KEY (version_num);


--
-- Name: human_requests asked_once; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.human_requests
    ADD CONSTRAINT asked_once UNIQUE (interrupt_id, job_id);


--
-- Name: checkpoint_blobs checkpoint_blobs_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.checkpoint_blobs
    ADD CONSTRAINT checkpoint_blobs_pkey PRIMARY KEY (thread_id, checkpoint_ns, channel, version);


--
-- Name: checkpoint_migrations checkpoint_migrations_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.checkpoint_migrations
    ADD CONSTRAINT checkpoint_migrations_pkey PRIMARY KEY (v);


--
-- Name: checkpoint_writes checkpoint_writes_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.checkpoint_writes
    ADD CONSTRAINT checkpoint_writes_pkey PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id, task_id, idx);


--
-- Name: checkpoints checkpoints_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.checkpoints
    ADD CONSTRAINT checkpoints_pkey PRIMARY KEY (thread_id, checkpoint_ns, checkpoint_id);


--
-- Name: events events_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.events
    ADD CONSTRAINT events_pkey PRIMARY KEY (id);


--
-- Name: graphs graphs_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.graphs
    ADD CONSTRAINT graphs_pkey PRIMARY KEY (project, name, version);


--
-- Name: human_requests human_requests_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.human_requests
    ADD CONSTRAINT human_requests_pkey PRIMARY KEY (id);


--
-- Name: jobs jobs_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.jobs
    ADD CONSTRAINT jobs_pkey PRIMARY KEY (id);


--
-- Name: jobs key_is_unique; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.jobs
    ADD CONSTRAINT key_is_unique UNIQUE (key, project);


--
-- Name: lanes lanes_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.lanes
    ADD CONSTRAINT lanes_pkey PRIMARY KEY (queue);


--
-- Name: pauses paused_once; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.pauses
    ADD CONSTRAINT paused_once UNIQUE NULLS NOT DISTINCT (project, graph, queue);


--
-- Name: pauses pauses_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.pauses
    ADD CONSTRAINT pauses_pkey PRIMARY KEY (id);


--
-- Name: refused refused_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.refused
    ADD CONSTRAINT refused_pkey PRIMARY KEY (id);


--
-- Name: store_migrations store_migrations_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.store_migrations
    ADD CONSTRAINT store_migrations_pkey PRIMARY KEY (v);


--
-- Name: store store_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.store
    ADD CONSTRAINT store_pkey PRIMARY KEY (prefix, key);


--
-- Name: threads thread_keeps_its_graph; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.threads
    ADD CONSTRAINT thread_keeps_its_graph UNIQUE (thread_id, project, graph);


--
-- Name: threads threads_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.threads
    ADD CONSTRAINT threads_pkey PRIMARY KEY (thread_id);


--
-- Name: checkpoint_blobs_thread_id_idx; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX checkpoint_blobs_thread_id_idx ON adjourn.checkpoint_blobs USING btree (thread_id);


--
-- Name: checkpoint_writes_thread_id_idx; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX checkpoint_writes_thread_id_idx ON adjourn.checkpoint_writes USING btree (thread_id);


--
-- Name: checkpoints_thread_id_idx; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX checkpoints_thread_id_idx ON adjourn.checkpoints USING btree (thread_id);


--
-- Name: contract_is_one; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE UNIQUE INDEX contract_is_one ON adjourn.contract USING btree ((true));


--
-- Name: events_of_job; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX events_of_job ON adjourn.events USING btree (job_id, id);


--
-- Name: human_requests_of_job; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_of_job ON adjourn.human_requests USING btree (job_id);


--
-- Name: human_requests_open; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_open ON adjourn.human_requests USING btree (job_id) WHERE (status = 'open'::text);


--
-- Name: human_requests_open_by_age; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_open_by_age ON adjourn.human_requests USING btree (created_at, id) WHERE (status = 'open'::text);


--
-- Name: human_requests_open_by_id; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_open_by_id ON adjourn.human_requests USING btree (id) WHERE (status = 'open'::text);


--
-- Name: human_requests_open_by_urgency; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_open_by_urgency ON adjourn.human_requests USING btree (((- priority)), COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE (status = 'open'::text);


--
-- Name: idx_store_expires_at; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX idx_store_expires_at ON adjourn.store USING btree (expires_at) WHERE (expires_at IS NOT NULL);


--
-- Name: jobs_by_age; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_by_age ON adjourn.jobs USING btree (created_at);


--
-- Name: jobs_by_end; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_by_end ON adjourn.jobs USING btree (finished_at) WHERE (finished_at IS NOT NULL);


--
-- Name: jobs_by_tag; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_by_tag ON adjourn.jobs USING gin (tags) WHERE (tags <> '{}'::text[]);


--
-- Name: jobs_by_urgency; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_by_urgency ON adjourn.jobs USING btree (queue, graph, priority DESC, run_at) WHERE (status = 'queued'::text);


--
-- Name: jobs_of_thread; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_of_thread ON adjourn.jobs USING btree (thread_id, created_at);


--
-- Name: jobs_queued; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_queued ON adjourn.jobs USING btree (run_at) WHERE (status = 'queued'::text);


--
-- Name: jobs_running; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_running ON adjourn.jobs USING btree (lease_until) WHERE (status = 'running'::text);


--
-- Name: jobs_unstarted; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_unstarted ON adjourn.jobs USING btree (thread_id, created_at) WHERE ((started_at IS NULL) AND (finished_at IS NULL));


--
-- Name: jobs_waiting; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_waiting ON adjourn.jobs USING btree (id) WHERE (status = 'waiting'::text);


--
-- Name: jobs_with_deadline; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_with_deadline ON adjourn.jobs USING btree (deadline_at) WHERE ((deadline_at IS NOT NULL) AND (finished_at IS NULL));


--
-- Name: one_started_job_per_thread; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE UNIQUE INDEX one_started_job_per_thread ON adjourn.jobs USING btree (thread_id) WHERE ((started_at IS NOT NULL) AND (finished_at IS NULL));


--
-- Name: refused_again; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX refused_again ON adjourn.refused USING btree (again_at) WHERE (again_at IS NOT NULL);


--
-- Name: store_prefix_idx; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX store_prefix_idx ON adjourn.store USING btree (prefix text_pattern_ops);


--
-- Name: events events_are_kept; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER events_are_kept BEFORE DELETE OR UPDATE ON adjourn.events FOR EACH ROW EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: events events_come_from_moves; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER events_come_from_moves BEFORE INSERT ON adjourn.events FOR EACH ROW WHEN ((pg_trigger_depth() = 0)) EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: human_requests human_requests_are_kept; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER human_requests_are_kept BEFORE DELETE ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: jobs job_keeps; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_keeps BEFORE UPDATE OF id, thread_id, project, graph, input, config, context, key, request_hash, created_at ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.job_keeps();


--
-- Name: jobs job_moved; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_moved AFTER UPDATE ON adjourn.jobs FOR EACH ROW WHEN (((old.status <> new.status) OR (old.lease_id IS DISTINCT FROM new.lease_id))) EXECUTE FUNCTION adjourn.job_moved();


--
-- Name: jobs job_moves; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_moves BEFORE UPDATE ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.job_moves();


--
-- Name: jobs job_queued; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_queued AFTER INSERT ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.job_moved();


--
-- Name: jobs job_starts; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_starts BEFORE INSERT ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.job_starts();


--
-- Name: jobs jobs_are_kept; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER jobs_are_kept BEFORE DELETE ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: human_requests no_answer_yet; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER no_answer_yet BEFORE UPDATE OF choice, comment, answer ON adjourn.human_requests FOR EACH STATEMENT EXECUTE FUNCTION adjourn.no_answer_yet();


--
-- Name: open_requests no_answer_yet; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER no_answer_yet BEFORE UPDATE ON adjourn.open_requests FOR EACH STATEMENT EXECUTE FUNCTION adjourn.no_answer_yet();


--
-- Name: events no_events_truncated; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER no_events_truncated BEFORE TRUNCATE ON adjourn.events FOR EACH STATEMENT EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: human_requests no_human_requests_truncated; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER no_human_requests_truncated BEFORE TRUNCATE ON adjourn.human_requests FOR EACH STATEMENT EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: jobs no_jobs_truncated; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER no_jobs_truncated BEFORE TRUNCATE ON adjourn.jobs FOR EACH STATEMENT EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: open_requests open_request_inserted; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER open_request_inserted INSTEAD OF INSERT ON adjourn.open_requests FOR EACH ROW EXECUTE FUNCTION adjourn.open_request_inserted();


--
-- Name: open_requests open_request_written; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER open_request_written INSTEAD OF UPDATE ON adjourn.open_requests FOR EACH ROW EXECUTE FUNCTION adjourn.open_request_written();


--
-- Name: pauses pause_ended; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER pause_ended AFTER DELETE OR UPDATE ON adjourn.pauses FOR EACH STATEMENT EXECUTE FUNCTION adjourn.pause_ended();


--
-- Name: human_requests request_asked; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_asked AFTER INSERT ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_moved();


--
-- Name: human_requests request_keeps; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_keeps BEFORE UPDATE OF id, job_id, thread_id, graph, node, kind, title, question, question_hash, answer_schema, options, created_at, interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_keeps();


--
-- Name: human_requests request_moved; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_moved AFTER UPDATE ON adjourn.human_requests FOR EACH ROW WHEN ((old.status <> new.status)) EXECUTE FUNCTION adjourn.request_moved();


--
-- Name: human_requests request_moves; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_moves BEFORE UPDATE ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_moves();


--
-- Name: human_requests request_starts; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_starts BEFORE INSERT ON adjourn.human_requests FOR EACH ROW WHEN (((new.status <> 'open'::text) OR (((new.choice IS DISTINCT FROM NULL::text) OR (new.comment IS DISTINCT FROM NULL::text)) OR (new.answer IS DISTINCT FROM NULL::jsonb)))) EXECUTE FUNCTION adjourn.request_starts();


--
-- Name: human_requests human_requests_job_id_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.human_requests
    ADD CONSTRAINT human_requests_job_id_fkey FOREIGN KEY (job_id) REFERENCES adjourn.jobs(id);


--
-- Name: jobs jobs_thread_id_project_graph_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.jobs
    ADD CONSTRAINT jobs_thread_id_project_graph_fkey FOREIGN KEY (thread_id, project, graph) REFERENCES adjourn.threads(thread_id, project, graph);


--
-- PostgreSQL database dump complete
--


