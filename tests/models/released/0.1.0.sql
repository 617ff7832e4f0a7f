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

INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '__start__', '00000000000000000000000000000001.0.7032910525879411', 'msgpack', '\x81a377686fa4646f6e65');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', 'log', '00000000000000000000000000000003.0.10766156991913134', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', '__start__', '00000000000000000000000000000001.0.5919003983753214', 'msgpack', '\x81a377686fa461736b73');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', '__start__', '00000000000000000000000000000001.0.4213610157443807', 'msgpack', '\x81a377686fa8616e737765726564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '', '__start__', '00000000000000000000000000000001.0.5245142740841031', 'msgpack', '\x81a377686fa464696564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', 'log', '00000000000000000000000000000003.0.013296414728431016', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', 'log', '00000000000000000000000000000003.0.1499811188886696', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '', 'log', '00000000000000000000000000000003.0.5687634679788183', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', 'log', '00000000000000000000000000000004.0.04454486733842322', 'msgpack', '\x92a5626567696ea87175657374696f6e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', 'log', '00000000000000000000000000000005.0.30169190085906317', 'msgpack', '\x93a5626567696ea87175657374696f6ea3656e64');


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

INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9048-6d3d-bfff-73e5a67c171a', '05637a58-6c0b-3e6d-ef0a-2aecf9d5f884', 0, 'who', 'msgpack', '\xa4646f6e65', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9048-6d3d-bfff-73e5a67c171a', '05637a58-6c0b-3e6d-ef0a-2aecf9d5f884', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9050-625f-8000-9bef4f0f34ee', 'cad6a434-0fad-5596-405d-b75b9cd565fa', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9050-625f-8000-9bef4f0f34ee', 'cad6a434-0fad-5596-405d-b75b9cd565fa', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', '1f1ea23b-9090-6d2e-bfff-7933f0f7b8ab', '79d653fb-f51f-d2ac-66b2-ca06ed2676ea', 0, 'who', 'msgpack', '\xa461736b73', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', '1f1ea23b-9090-6d2e-bfff-7933f0f7b8ab', '79d653fb-f51f-d2ac-66b2-ca06ed2676ea', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', '1f1ea23b-90a4-650f-bfff-e4f8c73e5635', '9a65e423-103a-b3c3-cd2b-32e9b9f81707', 0, 'who', 'msgpack', '\xa8616e737765726564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', '1f1ea23b-90a4-650f-bfff-e4f8c73e5635', '9a65e423-103a-b3c3-cd2b-32e9b9f81707', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '', '1f1ea23b-90af-605b-bfff-95b510b83261', 'e4f1e67e-0708-da59-3bd4-03a4d5533974', 0, 'who', 'msgpack', '\xa464696564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '', '1f1ea23b-90af-605b-bfff-95b510b83261', 'e4f1e67e-0708-da59-3bd4-03a4d5533974', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', '1f1ea23b-9094-6d19-8000-4f18a013dbaf', '4a6a352a-cce0-8248-f9f5-fba56f383325', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', '1f1ea23b-9094-6d19-8000-4f18a013dbaf', '4a6a352a-cce0-8248-f9f5-fba56f383325', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', '1f1ea23b-90a8-6fe8-8000-14867cbe401b', 'f2143611-2f03-abcb-474f-fb3ecb16ee64', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', '1f1ea23b-90a8-6fe8-8000-14867cbe401b', 'f2143611-2f03-abcb-474f-fb3ecb16ee64', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '', '1f1ea23b-90b4-6757-8000-ff609e2572dc', '48ed1986-00a1-967d-3558-f22ce3ccc6b9', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '', '1f1ea23b-90b4-6757-8000-ff609e2572dc', '48ed1986-00a1-967d-3558-f22ce3ccc6b9', 1, 'branch:to:wait', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9095-655a-8001-5a5249a7bdab', '827b1c6a-7f21-669d-f2a2-6caff4aa0fe2', -3, '__interrupt__', 'msgpack', '\xc7840093a86275696c74696e73a57475706c6591c7700293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b0776861742061626f757420646f6e653fa26964d9203964663866386639653838303339356363346439653863643631353032313737af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', '1f1ea23b-9131-6bb9-8001-0b309cdbf64c', '93aae5f1-15d1-07f9-de0c-b1fae0dc4b1d', -3, '__interrupt__', 'msgpack', '\xc7880093a86275696c74696e73a57475706c6591c7740293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b4776861742061626f757420616e7377657265643fa26964d9206438343464323237646638333866643462323261303633313130343735356633af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', '1f1ea23b-910f-6f94-8001-7a52fb3a24ba', '5550e863-e344-c257-1f80-b423d5eb6a6b', -3, '__interrupt__', 'msgpack', '\xc7840093a86275696c74696e73a57475706c6591c7700293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b0776861742061626f75742061736b733fa26964d9203631343538353564663263623737393236666532316336653233636536663132af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9095-655a-8001-5a5249a7bdab', '827b1c6a-7f21-669d-f2a2-6caff4aa0fe2', -4, '__resume__', 'msgpack', '\x9181a464617461a3796573', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9095-655a-8001-5a5249a7bdab', '827b1c6a-7f21-669d-f2a2-6caff4aa0fe2', 1, 'log', 'msgpack', '\x91a87175657374696f6e', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9095-655a-8001-5a5249a7bdab', '827b1c6a-7f21-669d-f2a2-6caff4aa0fe2', 2, 'answer', 'msgpack', '\xa3796573', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9095-655a-8001-5a5249a7bdab', '827b1c6a-7f21-669d-f2a2-6caff4aa0fe2', 3, 'branch:to:end', 'null', '\x', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-92b8-62a2-8002-8eb45652c9bc', '178aef73-7472-a6f6-7d45-c1f25b9d1cc4', 0, 'log', 'msgpack', '\x91a3656e64', '~__pregel_pull, end');


--
-- Data for Name: checkpoints; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9048-6d3d-bfff-73e5a67c171a', NULL, NULL, '{"v": 4, "id": "1f1ea23b-9048-6d3d-bfff-73e5a67c171a", "ts": "2026-11-27T05:30:57.403415+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.7032910525879411"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a21b7c-3f8e-7c60-96db-b89d478e9b3f", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9050-625f-8000-9bef4f0f34ee', '1f1ea23b-9048-6d3d-bfff-73e5a67c171a', NULL, '{"v": 4, "id": "1f1ea23b-9050-625f-8000-9bef4f0f34ee", "ts": "2026-11-27T05:30:57.406408+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.7032910525879411"}}, "channel_values": {"who": "done", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.9902167091910411", "__start__": "00000000000000000000000000000002.0.9902167091910411", "branch:to:begin": "00000000000000000000000000000002.0.9902167091910411"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a21b7c-3f8e-7c60-96db-b89d478e9b3f", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-9095-655a-8001-5a5249a7bdab', '1f1ea23b-9050-625f-8000-9bef4f0f34ee', NULL, '{"v": 4, "id": "1f1ea23b-9095-655a-8001-5a5249a7bdab", "ts": "2026-11-27T05:30:57.434752+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.9902167091910411"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.7032910525879411"}}, "channel_values": {"who": "done", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.10766156991913134", "who": "00000000000000000000000000000002.0.9902167091910411", "__start__": "00000000000000000000000000000002.0.9902167091910411", "branch:to:begin": "00000000000000000000000000000003.0.10766156991913134", "branch:to:question": "00000000000000000000000000000003.0.10766156991913134"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a21b7c-3f8e-7c60-96db-b89d478e9b3f", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', '1f1ea23b-9090-6d2e-bfff-7933f0f7b8ab', NULL, NULL, '{"v": 4, "id": "1f1ea23b-9090-6d2e-bfff-7933f0f7b8ab", "ts": "2026-11-27T05:30:57.432906+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.5919003983753214"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a21b7c-3fa6-7192-843d-a5d33f7ffea2", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', '1f1ea23b-9094-6d19-8000-4f18a013dbaf', '1f1ea23b-9090-6d2e-bfff-7933f0f7b8ab', NULL, '{"v": 4, "id": "1f1ea23b-9094-6d19-8000-4f18a013dbaf", "ts": "2026-11-27T05:30:57.434537+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.5919003983753214"}}, "channel_values": {"who": "asks", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.3181108011907362", "__start__": "00000000000000000000000000000002.0.3181108011907362", "branch:to:begin": "00000000000000000000000000000002.0.3181108011907362"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a21b7c-3fa6-7192-843d-a5d33f7ffea2", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '', '1f1ea23b-90af-605b-bfff-95b510b83261', NULL, NULL, '{"v": 4, "id": "1f1ea23b-90af-605b-bfff-95b510b83261", "ts": "2026-11-27T05:30:57.445272+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.5245142740841031"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a21b7c-3fb6-7094-aff9-a49dfd20f4d2", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', '1f1ea23b-90a4-650f-bfff-e4f8c73e5635', NULL, NULL, '{"v": 4, "id": "1f1ea23b-90a4-650f-bfff-e4f8c73e5635", "ts": "2026-11-27T05:30:57.440891+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.0.4213610157443807"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a21b7c-3fac-7b80-a57d-8007d2125de7", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', '1f1ea23b-90a8-6fe8-8000-14867cbe401b', '1f1ea23b-90a4-650f-bfff-e4f8c73e5635', NULL, '{"v": 4, "id": "1f1ea23b-90a8-6fe8-8000-14867cbe401b", "ts": "2026-11-27T05:30:57.442802+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.4213610157443807"}}, "channel_values": {"who": "answered", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.5478122814621847", "__start__": "00000000000000000000000000000002.0.5478122814621847", "branch:to:begin": "00000000000000000000000000000002.0.5478122814621847"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a21b7c-3fac-7b80-a57d-8007d2125de7", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '', '1f1ea23b-90b4-6757-8000-ff609e2572dc', '1f1ea23b-90af-605b-bfff-95b510b83261', NULL, '{"v": 4, "id": "1f1ea23b-90b4-6757-8000-ff609e2572dc", "ts": "2026-11-27T05:30:57.447499+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.5245142740841031"}}, "channel_values": {"who": "died", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.0.8410078814200718", "__start__": "00000000000000000000000000000002.0.8410078814200718", "branch:to:begin": "00000000000000000000000000000002.0.8410078814200718"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a21b7c-3fb6-7094-aff9-a49dfd20f4d2", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '', '1f1ea23b-910f-6f94-8001-7a52fb3a24ba', '1f1ea23b-9094-6d19-8000-4f18a013dbaf', NULL, '{"v": 4, "id": "1f1ea23b-910f-6f94-8001-7a52fb3a24ba", "ts": "2026-11-27T05:30:57.484975+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.3181108011907362"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.5919003983753214"}}, "channel_values": {"who": "asks", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.013296414728431016", "who": "00000000000000000000000000000002.0.3181108011907362", "__start__": "00000000000000000000000000000002.0.3181108011907362", "branch:to:begin": "00000000000000000000000000000003.0.013296414728431016", "branch:to:question": "00000000000000000000000000000003.0.013296414728431016"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a21b7c-3fa6-7192-843d-a5d33f7ffea2", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '', '1f1ea23b-9131-6bb9-8001-0b309cdbf64c', '1f1ea23b-90a8-6fe8-8000-14867cbe401b', NULL, '{"v": 4, "id": "1f1ea23b-9131-6bb9-8001-0b309cdbf64c", "ts": "2026-11-27T05:30:57.498807+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.5478122814621847"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.4213610157443807"}}, "channel_values": {"who": "answered", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.1499811188886696", "who": "00000000000000000000000000000002.0.5478122814621847", "__start__": "00000000000000000000000000000002.0.5478122814621847", "branch:to:begin": "00000000000000000000000000000003.0.1499811188886696", "branch:to:question": "00000000000000000000000000000003.0.1499811188886696"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a21b7c-3fac-7b80-a57d-8007d2125de7", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-92d3-639a-8003-fc68921d6540', '1f1ea23b-92b8-62a2-8002-8eb45652c9bc', NULL, '{"v": 4, "id": "1f1ea23b-92d3-639a-8003-fc68921d6540", "ts": "2026-11-27T05:30:57.669813+00:00", "versions_seen": {"end": {"branch:to:end": "00000000000000000000000000000004.0.04454486733842322"}, "begin": {"branch:to:begin": "00000000000000000000000000000002.0.9902167091910411"}, "question": {"branch:to:question": "00000000000000000000000000000003.0.10766156991913134"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.7032910525879411"}, "__interrupt__": {"log": "00000000000000000000000000000003.0.10766156991913134", "who": "00000000000000000000000000000002.0.9902167091910411", "__start__": "00000000000000000000000000000002.0.9902167091910411", "branch:to:begin": "00000000000000000000000000000003.0.10766156991913134", "branch:to:question": "00000000000000000000000000000003.0.10766156991913134"}}, "channel_values": {"who": "done", "answer": "yes"}, "channel_versions": {"log": "00000000000000000000000000000005.0.30169190085906317", "who": "00000000000000000000000000000002.0.9902167091910411", "answer": "00000000000000000000000000000004.0.04454486733842322", "__start__": "00000000000000000000000000000002.0.9902167091910411", "branch:to:end": "00000000000000000000000000000005.0.30169190085906317", "branch:to:begin": "00000000000000000000000000000003.0.10766156991913134", "branch:to:question": "00000000000000000000000000000004.0.04454486733842322"}, "updated_channels": ["log"]}', '{"step": 3, "job_id": "01a21b7c-3f8e-7c60-96db-b89d478e9b3f", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '', '1f1ea23b-9133-653f-8001-5c95909af1da', '1f1ea23b-90b4-6757-8000-ff609e2572dc', NULL, '{"v": 4, "id": "1f1ea23b-9133-653f-8001-5c95909af1da", "ts": "2026-11-27T05:30:57.499465+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.8410078814200718"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.5245142740841031"}}, "channel_values": {"who": "died", "branch:to:wait": null}, "channel_versions": {"log": "00000000000000000000000000000003.0.5687634679788183", "who": "00000000000000000000000000000002.0.8410078814200718", "__start__": "00000000000000000000000000000002.0.8410078814200718", "branch:to:wait": "00000000000000000000000000000003.0.5687634679788183", "branch:to:begin": "00000000000000000000000000000003.0.5687634679788183"}, "updated_channels": ["branch:to:wait", "log"]}', '{"step": 1, "job_id": "01a21b7c-3fb6-7094-aff9-a49dfd20f4d2", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '', '1f1ea23b-92b8-62a2-8002-8eb45652c9bc', '1f1ea23b-9095-655a-8001-5a5249a7bdab', NULL, '{"v": 4, "id": "1f1ea23b-92b8-62a2-8002-8eb45652c9bc", "ts": "2026-11-27T05:30:57.658728+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.0.9902167091910411"}, "question": {"branch:to:question": "00000000000000000000000000000003.0.10766156991913134"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.0.7032910525879411"}, "__interrupt__": {"log": "00000000000000000000000000000003.0.10766156991913134", "who": "00000000000000000000000000000002.0.9902167091910411", "__start__": "00000000000000000000000000000002.0.9902167091910411", "branch:to:begin": "00000000000000000000000000000003.0.10766156991913134", "branch:to:question": "00000000000000000000000000000003.0.10766156991913134"}}, "channel_values": {"who": "done", "answer": "yes", "branch:to:end": null}, "channel_versions": {"log": "00000000000000000000000000000004.0.04454486733842322", "who": "00000000000000000000000000000002.0.9902167091910411", "answer": "00000000000000000000000000000004.0.04454486733842322", "__start__": "00000000000000000000000000000002.0.9902167091910411", "branch:to:end": "00000000000000000000000000000004.0.04454486733842322", "branch:to:begin": "00000000000000000000000000000003.0.10766156991913134", "branch:to:question": "00000000000000000000000000000004.0.04454486733842322"}, "updated_channels": ["answer", "branch:to:end", "log"]}', '{"step": 2, "job_id": "01a21b7c-3f8e-7c60-96db-b89d478e9b3f", "source": "loop", "parents": {}}');


--
-- Data for Name: contract; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.contract VALUES ('0002');


--
-- Data for Name: events; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (1, '2026-11-27 05:30:57.308553+00', 'adjourn', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (2, '2026-11-27 05:30:57.318841+00', 'adjourn', '01a21b7c-3fa6-7192-843d-a5d33f7ffea2', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (3, '2026-11-27 05:30:57.325348+00', 'adjourn', '01a21b7c-3fac-7b80-a57d-8007d2125de7', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (4, '2026-11-27 05:30:57.334692+00', 'adjourn', '01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (5, '2026-11-27 05:30:57.386571+00', 'adjourn', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', NULL, 'queued', 'running', '{"leased_by" : "vm:3912"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (6, '2026-11-27 05:30:57.410497+00', 'adjourn', '01a21b7c-3fa6-7192-843d-a5d33f7ffea2', NULL, 'queued', 'running', '{"leased_by" : "vm:3912"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (7, '2026-11-27 05:30:57.41499+00', 'adjourn', '01a21b7c-3fac-7b80-a57d-8007d2125de7', NULL, 'queued', 'running', '{"leased_by" : "vm:3912"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (8, '2026-11-27 05:30:57.417665+00', 'adjourn', '01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', NULL, 'queued', 'running', '{"leased_by" : "vm:3912"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (9, '2026-11-27 05:30:57.521539+00', 'adjourn', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (10, '2026-11-27 05:30:57.52318+00', 'adjourn', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', 1, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (11, '2026-11-27 05:30:57.549067+00', 'adjourn', '01a21b7c-3fac-7b80-a57d-8007d2125de7', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (12, '2026-11-27 05:30:57.549453+00', 'adjourn', '01a21b7c-3fac-7b80-a57d-8007d2125de7', 3, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (13, '2026-11-27 05:30:57.556021+00', 'adjourn', '01a21b7c-3fa6-7192-843d-a5d33f7ffea2', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (14, '2026-11-27 05:30:57.559979+00', 'adjourn', '01a21b7c-3fa6-7192-843d-a5d33f7ffea2', 2, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (15, '2026-11-27 05:30:57.612354+00', 'adjourn', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', 1, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (16, '2026-11-27 05:30:57.643675+00', 'adjourn', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', NULL, 'waiting', 'running', '{"leased_by" : "vm:3912"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (17, '2026-11-27 05:30:57.683019+00', 'adjourn', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', NULL, 'running', 'succeeded', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (18, '2026-11-27 05:30:57.683334+00', 'adjourn', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', 1, 'answered', 'resumed', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (19, '2026-11-27 05:30:57.753358+00', 'adjourn', '01a21b7c-3fac-7b80-a57d-8007d2125de7', 3, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (20, '2026-11-27 05:30:57.775085+00', 'adjourn', '01a21b7c-416d-790b-b6b9-0d515a128974', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (21, '2026-11-27 05:30:57.785746+00', 'adjourn', '01a21b7c-4178-7da8-bd16-0c3d6d7c77ae', NULL, NULL, 'queued', NULL);


--
-- Data for Name: graphs; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.graphs VALUES ('released', 'ask', '71f12dc9386c', '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-27 05:30:54.293085+00', '2026-11-27 05:30:54.293085+00');
INSERT INTO adjourn.graphs VALUES ('released', 'climb', '71f12dc9386c', '0702fe4693bcbd92a2dc688c0bd5e5bae50cf85bf467c19507cf75bca3cad99b', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-27 05:30:54.295084+00', '2026-11-27 05:30:54.295084+00');
INSERT INTO adjourn.graphs VALUES ('released', 'hearts', '71f12dc9386c', 'f01e333e586b1061c9053b26b406080039dbaaa6ac775cd93bf11239f874dd28', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-27 05:30:54.296447+00', '2026-11-27 05:30:54.296447+00');
INSERT INTO adjourn.graphs VALUES ('released', 'hold', '71f12dc9386c', '6a733cd99fdaba6ec2d90e01b97e5338e475b574af7be8fba84e664cc6184de0', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-27 05:30:54.300088+00', '2026-11-27 05:30:54.300088+00');
INSERT INTO adjourn.graphs VALUES ('released', 'hold_blocking', '71f12dc9386c', 'f411cef7c0f1692fa93ab24e44c679a45b8e8326841c333f5cf544afb376d8a9', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-27 05:30:54.316247+00', '2026-11-27 05:30:54.316247+00');
INSERT INTO adjourn.graphs VALUES ('released', 'hold_clogged', '71f12dc9386c', 'f23020a2969d793664d8c8fc6dc8beae71666ce0d83280b3929033a382c7f4ea', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-27 05:30:54.318349+00', '2026-11-27 05:30:54.318349+00');


--
-- Data for Name: human_requests; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (2, '01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '01a21b7c-3fa6-7192-843d-a5d33f7ffea2', 'ask', 'question', 'question', 'what about asks?', '{"query": "what about asks?"}', '\xa40af517bcf84678d360d3a4a11c87a0fe9343e366a4204d55a9cf55184fc7f7', NULL, '[]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-27 05:30:57.541329+00', '6145855df2cb77926fe21c6e23ce6f12', '', '1f1ea23b-910f-6f94-8001-7a52fb3a24ba', '5550e863-e344-c257-1f80-b423d5eb6a6b', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (1, '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', 'ask', 'question', 'question', 'what about done?', '{"query": "what about done?"}', '\xbc07e80c976d8ea3f616e0d56bc90f53685842c60f0397003dd9843bc446a275', NULL, '[]', 'resumed', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-27 05:30:57.612128+00', '2026-11-27 05:30:57.682244+00', '2026-11-27 05:30:57.682796+00', NULL, 0, NULL, '2026-11-27 05:30:57.511219+00', '9df8f8f9e880395cc4d9e8cd61502177', '', '1f1ea23b-9095-655a-8001-5a5249a7bdab', '827b1c6a-7f21-669d-f2a2-6caff4aa0fe2', 0);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (3, '01a21b7c-3fac-7b80-a57d-8007d2125de7', '01a21b7c-3fac-7b80-a57d-8007d2125de7', 'ask', 'question', 'question', 'what about answered?', '{"query": "what about answered?"}', '\x62574fbe67027c60a082ebfe4df480229ce163ea460f36cb562a64ab95ae339d', NULL, '[]', 'answered', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-27 05:30:57.753233+00', NULL, NULL, NULL, 0, NULL, '2026-11-27 05:30:57.545014+00', 'd844d227df838fd4b22a0631104755f3', '', '1f1ea23b-9131-6bb9-8001-0b309cdbf64c', '93aae5f1-15d1-07f9-de0c-b1fae0dc4b1d', 0);


--
-- Data for Name: jobs; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.jobs VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', '01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', 'released', 'hold', '71f12dc9386c', 'running', '{"who": "died"}', '{}', NULL, NULL, NULL, 'died', '\xd604c3c87b7fcb69eb4c706e978a57afafade34e1d643d949e9a58e6bd5fab74', '{"of 0.1.0"}', NULL, NULL, 'released', 3, 1, 0, 5, '2026-11-27 05:30:57.333807+00', NULL, NULL, 'a0c1222a-ef34-4896-b5a8-9dc7f239e673', 'vm:3912', '2026-11-27 05:30:59.417439+00', '2026-11-27 05:30:57.334106+00', '2026-11-27 05:30:57.417439+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', '01a21b7c-3fa6-7192-843d-a5d33f7ffea2', 'released', 'ask', '71f12dc9386c', 'waiting', '{"who": "asks"}', '{}', NULL, NULL, NULL, 'asks', '\xc6cd9ccd3c790d340a0eb3d72c46b5c9f25f6b03a4d6ca3b69b05cc21c0d020a', '{"of 0.1.0"}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-27 05:30:57.317874+00', NULL, NULL, NULL, NULL, NULL, '2026-11-27 05:30:57.318158+00', '2026-11-27 05:30:57.400931+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', '01a21b7c-3fac-7b80-a57d-8007d2125de7', 'released', 'ask', '71f12dc9386c', 'waiting', '{"who": "answered"}', '{}', NULL, NULL, NULL, 'answered', '\x21313908f4224af02b45a1fc9c22426a6539e06b2c72254b30d4e4be76fbba01', '{"of 0.1.0"}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-27 05:30:57.324463+00', NULL, NULL, NULL, NULL, NULL, '2026-11-27 05:30:57.324786+00', '2026-11-27 05:30:57.409369+00', NULL);
INSERT INTO adjourn.jobs VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', '01a21b7c-3f8e-7c60-96db-b89d478e9b3f', 'released', 'ask', '71f12dc9386c', 'succeeded', '{"who": "done"}', '{}', NULL, '{"who": "done", "log": ["begin", "question", "end"], "answer": "yes"}', NULL, 'done', '\x7a9c6cae4f2c195dc8070580097b89196e2907e1ea96fbca464efaa8162f3a04', '{"of 0.1.0"}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-27 05:30:57.287353+00', NULL, NULL, NULL, NULL, NULL, '2026-11-27 05:30:57.295125+00', '2026-11-27 05:30:57.382076+00', '2026-11-27 05:30:57.682018+00');
INSERT INTO adjourn.jobs VALUES ('01a21b7c-416d-790b-b6b9-0d515a128974', '01a21b7c-416d-790b-b6b9-0d515a128974', 'released', 'ask', NULL, 'queued', '{"who": "due"}', '{"tags": ["kept"]}', NULL, NULL, NULL, 'due', '\x1b98491dee39d9c3bc24fad28c14ce968093df34721a302176d21a3c5b23f7fd', '{}', NULL, NULL, 'released', 0, 0, 0, 5, '2026-11-27 05:30:57.773173+00', NULL, NULL, NULL, NULL, NULL, '2026-11-27 05:30:57.773656+00', NULL, NULL);
INSERT INTO adjourn.jobs VALUES ('01a21b7c-4178-7da8-bd16-0c3d6d7c77ae', '01a21b7c-4178-7da8-bd16-0c3d6d7c77ae', 'released', 'ask', NULL, 'queued', NULL, '{}', NULL, NULL, NULL, 'later', '\x2b801b343cdd3715687d5e737dafdfbb5ef8e9c0a731da5fda2ce4009c061d1b', '{}', NULL, NULL, 'released', 0, 0, 0, 5, '2100-01-01 00:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-27 05:30:57.784939+00', NULL, NULL);


--
-- Data for Name: lanes; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.lanes VALUES ('released', 'released', '2026-11-27 05:30:54.290275+00', NULL);


--
-- Data for Name: pauses; Type: TABLE DATA; Schema: adjourn; Owner: -
--



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

INSERT INTO adjourn.threads VALUES ('01a21b7c-3f8e-7c60-96db-b89d478e9b3f', 'released', 'ask', '2026-11-27 05:30:57.287353+00');
INSERT INTO adjourn.threads VALUES ('01a21b7c-3fa6-7192-843d-a5d33f7ffea2', 'released', 'ask', '2026-11-27 05:30:57.317874+00');
INSERT INTO adjourn.threads VALUES ('01a21b7c-3fac-7b80-a57d-8007d2125de7', 'released', 'ask', '2026-11-27 05:30:57.324463+00');
INSERT INTO adjourn.threads VALUES ('01a21b7c-3fb6-7094-aff9-a49dfd20f4d2', 'released', 'hold', '2026-11-27 05:30:57.333807+00');
INSERT INTO adjourn.threads VALUES ('01a21b7c-416d-790b-b6b9-0d515a128974', 'released', 'ask', '2026-11-27 05:30:57.773173+00');
INSERT INTO adjourn.threads VALUES ('01a21b7c-4178-7da8-bd16-0c3d6d7c77ae', 'released', 'ask', '2026-11-27 05:30:57.784657+00');


--
-- Name: events_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.events_id_seq', 21, true);


--
-- Name: human_requests_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.human_requests_id_seq', 3, true);


--
-- Name: pauses_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.pauses_id_seq', 1, false);


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


