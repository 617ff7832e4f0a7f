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
-- Name: wishes; Type: TYPE; Schema: adjourn; Owner: -
--

CREATE TYPE adjourn.wishes AS (
	project text,
	queue text,
	priority integer,
	max_attempts integer,
	run_at timestamp with time zone,
	deadline_at timestamp with time zone,
	run_timeout double precision,
	tags text[],
	config json,
	context json,
	traceparent text
);


--
-- Name: add_job(text, text, text, text, text, text, text, integer, integer, timestamp with time zone, timestamp with time zone, text, double precision, text[], text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.add_job(graph text, input text, thread_id text, key text, config text, context text, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[], multitask_strategy text DEFAULT 'enqueue'::text, traceparent text DEFAULT NULL::text) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


--
-- Name: add_jobs(text, adjourn.wishes, json[], text[], uuid, timestamp with time zone, bigint[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.add_jobs(graph text, wishes adjourn.wishes, inputs json[], keys text[], batch uuid DEFAULT NULL::uuid, since timestamp with time zone DEFAULT NULL::timestamp with time zone, places bigint[] DEFAULT NULL::bigint[], OUT ids uuid[], OUT made bigint, OUT fits boolean[], OUT ats timestamp with time zone[]) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'adjourn', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
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


--
-- Name: add_lines(uuid, bigint[], text[], json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.add_lines(batch uuid, numbers bigint[], names text[], given json, OUT made bigint, OUT refused json) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE b adjourn.batches; wishes adjourn.wishes; inputs json[]; keys text[]; misfits json; added record; repeated json;
  is_odd CONSTANT boolean := adjourn.looks_odd(given::text);
BEGIN
  SELECT * INTO b FROM adjourn.batches WHERE id = batch FOR KEY SHARE;
  IF b.created_by IS DISTINCT FROM adjourn.person() THEN
    PERFORM adjourn.refuse(format('there is no batch %s of %s', batch, adjourn.person()));
  END IF;
  wishes := adjourn.wishes_of(b.graph, (b.options::jsonb || jsonb_build_object('project', b.project))::json);
  WITH looked AS (
    SELECT *, CASE WHEN is_odd AND adjourn.looks_odd(input::text) THEN adjourn.input_misfit(input) END AS why
    FROM (SELECT unnest(numbers) AS number, unnest(names) AS name, json_array_elements(given) AS input) u ORDER BY name COLLATE "C"
  ) SELECT array_agg(number) FILTER (WHERE why IS NULL), array_agg(b.id || '/' || name) FILTER (WHERE why IS NULL),
      array_agg(input) FILTER (WHERE why IS NULL), json_agg(json_build_array(number, why)) FILTER (WHERE why IS NOT NULL)
    INTO numbers, keys, inputs, misfits FROM looked;
  added := adjourn.add_jobs(b.graph, wishes, inputs, keys, b.id, b.created_at, numbers);
  made := added.made;
  IF added.fits IS NOT NULL THEN
    SELECT json_agg(json_build_array(number, CASE WHEN at <> b.created_at + number * interval '1 microsecond'
          THEN format('its custom_id is that of line %s', (extract(epoch FROM at - b.created_at) * 1000000)::bigint)
          ELSE format('it had another input before: job %s', u.id) END))
      INTO repeated FROM unnest(added.fits, added.ats, numbers, added.ids) u (fits, at, number, id)
      WHERE NOT fits OR at <> b.created_at + number * interval '1 microsecond';
  END IF;
  refused := coalesce(misfits::jsonb, '[]') || coalesce(repeated::jsonb, '[]');
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
    team text,
    claimed_until timestamp with time zone,
    hidden_until timestamp with time zone,
    four_eyes boolean DEFAULT false NOT NULL,
    policy json DEFAULT '{}'::json NOT NULL,
    look_twice text,
    shown json,
    remind_at timestamp with time zone,
    escalate_at timestamp with time zone,
    escalate_to text,
    expires_at timestamp with time zone,
    at_expiry text DEFAULT 'stay'::text NOT NULL,
    expiry_answer jsonb,
    answered_via text,
    CONSTRAINT answered_says_what_who_and_when CHECK (((status <> ALL (ARRAY['answered'::text, 'resumed'::text])) OR ((answer IS NOT NULL) AND (answered_by IS NOT NULL) AND (answered_at IS NOT NULL)))),
    CONSTRAINT answered_via_is_short CHECK (((octet_length(answered_via) >= 1) AND (octet_length(answered_via) <= 50))),
    CONSTRAINT at_expiry_is_known CHECK ((at_expiry = ANY (ARRAY['stay'::text, 'answer'::text, 'fail'::text]))),
    CONSTRAINT closed_says_when CHECK (((status = ANY (ARRAY['resumed'::text, 'expired'::text, 'withdrawn'::text])) = (closed_at IS NOT NULL))),
    CONSTRAINT dates_are_on_the_calendar CHECK ((((remind_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (remind_at <= '9999-01-01 00:00:00+00'::timestamp with time zone)) AND ((escalate_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (escalate_at <= '9999-01-01 00:00:00+00'::timestamp with time zone)) AND ((expires_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (expires_at <= '9999-01-01 00:00:00+00'::timestamp with time zone)))),
    CONSTRAINT due_at_is_on_the_calendar CHECK (((due_at >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (due_at <= '9999-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT kind_is_known CHECK ((kind = ANY (ARRAY['question'::text, 'form'::text, 'tool_approval'::text, 'tool_batch'::text, 'agent_inbox'::text, 'breakpoint'::text]))),
    CONSTRAINT moments_are_on_the_calendar CHECK ((((claimed_until >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (claimed_until <= '9999-01-01 00:00:00+00'::timestamp with time zone)) AND ((hidden_until >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (hidden_until <= '9999-01-01 00:00:00+00'::timestamp with time zone)))),
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
DECLARE
  wanted CONSTANT bigint[] := ARRAY(SELECT DISTINCT given FROM unnest(ids) given WHERE given IS NOT NULL ORDER BY given);
  many CONSTANT text := coalesce(current_setting('adjourn.many', true), '');
  beyond integer := 0; size integer := cardinality(wanted); part bigint[]; going bigint[]; apart bigint[]; whys text[];
  done bigint[]; answers boolean[]; says text[]; first bigint; alike json; hint text;
BEGIN
  IF num_nonnulls(answer_many.choice, answer_many.comment, answer_many.answer) = 0 THEN
    RAISE EXCEPTION 'nothing is given to answer with' USING ERRCODE = 'object_not_in_prerequisite_state',
      HINT = 'choice => ''…'', comment => ''…'' or answer => ''…''';
  END IF;
  WHILE beyond < cardinality(wanted) LOOP
    part := wanted[beyond + 1:beyond + size];
    BEGIN
      -- By id, so that two who answer the same ones at the same time wait for each other, and do not deadlock.
      PERFORM FROM adjourn.human_requests r WHERE r.id = ANY (part) ORDER BY r.id FOR NO KEY UPDATE;
      IF first IS NULL THEN
        SELECT r.id, r.options INTO first, alike FROM adjourn.human_requests r WHERE r.id = ANY (part) AND r.status = 'open' ORDER BY r.id LIMIT 1;
      END IF;
      WITH looked AS (
        SELECT r.id, CASE
          WHEN r.status <> 'open' THEN NULL
          WHEN r.four_eyes OR r.policy ->> 'bulk' = 'false' THEN format('request %s has to be answered by itself', r.id)
          WHEN r.look_twice IS NOT NULL THEN format('request %s has to be looked at by itself: %s', r.id, r.look_twice)
          WHEN r.options::text <> alike::text
               AND ARRAY(SELECT o ->> 'choice' FROM jsonb_array_elements(adjourn.readable(r.options)) o ORDER BY 1)
                <> ARRAY(SELECT o ->> 'choice' FROM jsonb_array_elements(adjourn.readable(alike)) o ORDER BY 1)
          THEN format('request %s offers other choices than request %s', r.id, first) END AS why
        FROM adjourn.human_requests r WHERE r.id = ANY (part)
      ) SELECT array_agg(l.id) FILTER (WHERE why IS NULL), array_agg(l.id) FILTER (WHERE why IS NOT NULL), array_agg(why) FILTER (WHERE why IS NOT NULL)
        INTO going, apart, whys FROM looked l;
      PERFORM set_config('adjourn.many', 'yes', true), set_config('adjourn.ring_once', CASE WHEN cardinality(part) > 20 THEN 'yes' ELSE '' END, true);
      WITH written AS (
        UPDATE adjourn.human_requests r
          SET choice = coalesce(answer_many.choice, r.choice), comment = coalesce(answer_many.comment, r.comment),
              answer = coalesce(answer_many.answer, r.answer)
          WHERE r.id = ANY (going) RETURNING r.id, r.status, r.answered_by, r.answer
      ) SELECT array_agg(w.id), array_agg(w.status IN ('answered', 'resumed')), array_agg(
          CASE WHEN w.status IN ('answered', 'resumed') THEN format('answered by %s with %s', w.answered_by, w.answer)
               ELSE format('request %s is %s', w.id, w.status) END)
        INTO done, answers, says FROM written w;
      IF dry_run THEN
        RAISE SQLSTATE 'ADDRY';   -- takes back what this block wrote, and keeps its variables
      END IF;
      PERFORM set_config('adjourn.many', many, true), set_config('adjourn.ring_once', '', true);
    EXCEPTION
      WHEN SQLSTATE 'ADDRY' THEN
        NULL;
      WHEN object_not_in_prerequisite_state OR data_exception OR integrity_constraint_violation THEN
        IF cardinality(part) > 1 THEN
          size := CASE SQLSTATE WHEN '55P03' THEN 1 ELSE cardinality(part) / 2 END;   -- each lock takes its whole patience
          CONTINUE;
        END IF;
        GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
        done := part; answers := '{false}'; says := ARRAY[said || coalesce('; ' || nullif(hint, ''), '')]; apart := '{}';
        size := 0;   -- its neighbours may be refused, too
    END;
    RETURN QUERY SELECT * FROM (
        SELECT * FROM unnest(done, answers, says) UNION ALL SELECT one, false, why FROM unnest(apart, whys) o (one, why)
        UNION ALL SELECT given, false, format('there is no request %s', given) FROM unnest(part) given
          WHERE given NOT IN (SELECT unnest(done || apart))
      ) each (one, is_answered, what) ORDER BY one;
    beyond := beyond + cardinality(part);
    size := greatest(2 * size, 1);
  END LOOP;
END $$;


--
-- Name: FUNCTION answer_many(ids bigint[], choice text, comment text, answer jsonb, dry_run boolean); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.answer_many(ids bigint[], choice text, comment text, answer jsonb, dry_run boolean) IS 'Answers each of these questions and says of each what became of it; a dry run says the same and changes nothing.';


--
-- Name: answered_before(bigint, integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.answered_before(request bigint, most integer) RETURNS TABLE(id bigint, kind text, title text, question text, choice text, comment text, answer text, answered_by text, answered_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  WITH me AS MATERIALIZED (SELECT adjourn.my_teams() AS teams, adjourn.sees_all() AS sees_all)
  SELECT r.id, r.kind, r.title, r.question::text, r.choice, left(r.comment, 500),
    CASE WHEN octet_length(r.answer::text) <= 2000 THEN r.answer::text END, r.answered_by, r.answered_at
  FROM adjourn.human_requests now CROSS JOIN me CROSS JOIN LATERAL (
    SELECT * FROM adjourn.human_requests WHERE answered_at IS NOT NULL ORDER BY answered_at DESC LIMIT 2000) r
  WHERE now.id = request AND adjourn.sees(now.team) AND (r.graph, r.node, r.kind) = (now.graph, now.node, now.kind) AND r.id <> now.id
    AND r.status IN ('answered', 'resumed') AND (r.team IS NULL OR r.team = ANY (me.teams) OR me.sees_all)
    AND octet_length(r.question::text) <= 4000
  ORDER BY r.answered_at DESC LIMIT most
$$;


--
-- Name: answered_lately(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.answered_lately() RETURNS TABLE(day date, answers bigint, median interval)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $$
  WITH me AS MATERIALIZED (SELECT adjourn.my_teams() AS teams, adjourn.sees_all() AS sees_all),
  those AS MATERIALIZED (
    SELECT (r.answered_at AT TIME ZONE 'UTC')::date AS day, r.answered_at - r.created_at AS took FROM (
      SELECT team, answered_at, created_at, answered_by FROM adjourn.human_requests
      WHERE answered_at >= ((now() AT TIME ZONE 'UTC')::date - 13)::timestamp AT TIME ZONE 'UTC'
      ORDER BY answered_at DESC LIMIT 20000) r, me
    WHERE r.answered_by <> 'time' AND (r.team IS NULL OR r.team = ANY (me.teams) OR me.sees_all))
  SELECT days.day, count(those.took), (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FROM those)
  FROM (SELECT (now() AT TIME ZONE 'UTC')::date - n AS day FROM generate_series(0, 13) n) days LEFT JOIN those USING (day)
  GROUP BY days.day ORDER BY days.day
$$;


--
-- Name: answers_for(text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.answers_for(which text, who text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT EXISTS (SELECT FROM adjourn.members m JOIN adjourn.people p ON p.name = m.person
    WHERE m.team = which AND m.person = who AND m.may <> 'look' AND p.active)
$$;


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
-- Name: batch_ended_lately(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.batch_ended_lately(batch uuid) RETURNS bigint
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT count(*) FROM adjourn.batches b JOIN adjourn.jobs j ON j.batch_id = b.id
  WHERE b.id = batch AND adjourn.sees_batch(b) AND j.finished_at > now() - interval '1 minute'
$$;


--
-- Name: batch_seen(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.batch_seen(batch uuid) RETURNS TABLE(id uuid, name text, graph text, lines bigint, created_by text, created_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT b.id, coalesce(b.name, b.file), b.graph, b.lines, b.created_by, b.created_at FROM adjourn.batches b
  WHERE b.id = batch AND adjourn.sees_batch(b)
$$;


--
-- Name: batch_states(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.batch_states(batch uuid) RETURNS TABLE(status text, jobs bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT j.status, count(*) FROM adjourn.batches b JOIN adjourn.jobs j ON j.batch_id = b.id
  WHERE b.id = batch AND adjourn.sees_batch(b) GROUP BY 1
$$;


--
-- Name: batches_lately(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.batches_lately() RETURNS TABLE(id uuid, name text, graph text, lines bigint, created_by text, created_at timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT b.id, coalesce(b.name, b.file), b.graph, b.lines, b.created_by, b.created_at
  FROM (SELECT * FROM adjourn.batches ORDER BY created_at DESC LIMIT 100) b
  WHERE adjourn.sees_batch(b::adjourn.batches) ORDER BY b.created_at DESC LIMIT 10
$$;


--
-- Name: batches; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.batches (
    id uuid NOT NULL,
    name text,
    graph text NOT NULL,
    project text NOT NULL,
    options json NOT NULL,
    file text,
    created_by text NOT NULL,
    created_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    submitted_at timestamp with time zone,
    lines bigint,
    refused bigint,
    CONSTRAINT name_is_short CHECK (((octet_length(name) >= 1) AND (octet_length(name) <= 200)))
);


--
-- Name: TABLE batches; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.batches IS 'Many jobs submitted together. Their jobs have batch_id; how far they are, the jobs say.';


--
-- Name: begin_batch(uuid, text, text, json, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.begin_batch(id uuid, name text, graph text, options json, file text) RETURNS adjourn.batches
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_variable
DECLARE wishes adjourn.wishes := adjourn.wishes_of(graph, options); there adjourn.batches;
BEGIN
  INSERT INTO adjourn.batches (id, name, graph, project, options, file, created_by)
    VALUES (id, name, graph, wishes.project, options, file, adjourn.person()) ON CONFLICT DO NOTHING;
  SELECT * INTO there FROM adjourn.batches b WHERE b.id = begin_batch.id;
  IF there.id IS NULL THEN
    PERFORM adjourn.refuse(format('there is another batch of the name %L', name), 'give another --id');
  ELSIF there.created_by <> adjourn.person() THEN
    PERFORM adjourn.refuse(format('batch %s is of %s', id, there.created_by), 'who began it goes on with it; --again makes another');
  ELSIF (there.graph, there.project, there.options::jsonb) <> (graph, wishes.project, options::jsonb) THEN
    PERFORM adjourn.refuse(format('batch %s was begun with graph %s of project %s and options %s', id, there.graph, there.project, there.options),
      'go on with the same, or --again for another');
  END IF;
  RETURN there;
END $$;


--
-- Name: begin_session(bytea, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.begin_session(id bytea, who text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  DELETE FROM adjourn.sessions s WHERE hash IN (
    SELECT hash FROM adjourn.sessions old WHERE NOT adjourn.lasts(old) LIMIT 100 FOR UPDATE SKIP LOCKED);
  INSERT INTO adjourn.sessions (hash, person) SELECT begin_session.id, name FROM adjourn.people WHERE name = who AND active;
  IF NOT FOUND THEN
    PERFORM adjourn.refuse(format('%L is nobody who may log in', who), 'adjourn people add, or activate');
  END IF;
  PERFORM adjourn.visit(who);
END $$;


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
-- Name: blob_bytes(adjourn.checkpoint_blobs); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.blob_bytes(b adjourn.checkpoint_blobs) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
  SELECT 150::bigint + coalesce(pg_column_size(b.blob), 0)
$$;


--
-- Name: by_urgency(boolean); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.by_urgency(backwards boolean) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT replace('-r.priority#, coalesce(r.due_at, ''infinity'')#, r.id#', '#', CASE WHEN backwards THEN ' DESC' ELSE '' END)
$$;


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
-- Name: checkpoint_bytes(adjourn.checkpoints); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.checkpoint_bytes(c adjourn.checkpoints) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
  SELECT 150::bigint + pg_column_size(c.checkpoint) + pg_column_size(c.metadata)
$$;


--
-- Name: claim_notices(integer, integer, bigint[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.claim_notices(at_most integer, each integer, busy bigint[] DEFAULT '{}'::bigint[]) RETURNS TABLE(id uuid, claim_id uuid, topic text, at timestamp with time zone, data json, tries integer, subscription_id bigint, subscription text, url text, allowed boolean, http boolean, private boolean)
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH found AS MATERIALIZED (
    SELECT o.id, s.name, s.url FROM (SELECT * FROM adjourn.subscriptions ORDER BY random()) s, LATERAL (
      SELECT o.id FROM adjourn.outbox o WHERE o.subscription_id = s.id AND o.sent_at IS NULL AND o.parked_at IS NULL AND o.again_at <= now()
      ORDER BY o.again_at LIMIT each FOR NO KEY UPDATE SKIP LOCKED) o
    WHERE NOT s.paused AND s.id <> ALL (busy) LIMIT at_most
  ), claimed AS (
    UPDATE adjourn.outbox o SET claim_id = gen_random_uuid(), tries = o.tries + 1, again_at = clock_timestamp() + interval '60 seconds'
      FROM found f WHERE o.id = f.id
      RETURNING o.id, o.claim_id, o.topic, o.at, o.data, o.tries, o.subscription_id, f.name, f.url
  ) SELECT c.id, c.claim_id, c.topic, c.at, c.data, c.tries, c.subscription_id, c.name, c.url, h.host IS NOT NULL, coalesce(h.http, false),
      coalesce(h.private, false)
    FROM claimed c LEFT JOIN adjourn.webhook_hosts h ON h.host = adjourn.host_of(c.url);
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
-- Name: custody(adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.custody(request adjourn.human_requests) RETURNS jsonb
    LANGUAGE sql STABLE
    AS $$
  SELECT jsonb_build_object('team', request.team, 'assignee', request.assignee, 'claimed_until', request.claimed_until,
    'hidden_until', request.hidden_until, 'priority', request.priority, 'due_at', request.due_at, 'remind_at', request.remind_at,
    'escalate_at', request.escalate_at, 'expires_at', request.expires_at)
$$;


--
-- Name: decider(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.decider() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE me text := adjourn.person(); is_active boolean;
BEGIN
  SELECT active INTO is_active FROM adjourn.people WHERE name = me;
  IF NOT is_active THEN
    PERFORM adjourn.refuse(format('%L is no longer active, and decides nothing', me), 'adjourn people activate');
  ELSIF coalesce(current_setting('adjourn.person', true), '') <> '' THEN
    IF NOT adjourn.may_speak_as('adjourn_inbox') THEN
      PERFORM adjourn.refuse(format('%s may not decide for %L', session_user, me), 'it may submit for others; to decide for them takes adjourn_inbox');
    ELSIF is_active IS NULL THEN
      PERFORM adjourn.refuse(format('there is no person %L', me), 'adjourn people add');
    END IF;
  END IF;
  RETURN me;
END $$;


--
-- Name: due_now(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.due_now() RETURNS TABLE(overdue bigint, soon bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT least(count(*) FILTER (WHERE due_at < now()), 1001),
    least(count(*) FILTER (WHERE due_at >= now() AND due_at < now() + interval '1 day'), 1001) FROM adjourn.first_waiting()
$$;


--
-- Name: end_batch(uuid, bigint, bigint); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.end_batch(batch uuid, lines bigint, refused bigint) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  UPDATE adjourn.batches b SET submitted_at = coalesce(b.submitted_at, clock_timestamp()), lines = end_batch.lines, refused = end_batch.refused
    WHERE b.id = batch AND b.created_by = adjourn.person()
$$;


--
-- Name: end_of_claim(adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.end_of_claim(request adjourn.human_requests) RETURNS timestamp with time zone
    LANGUAGE sql STABLE
    AS $$
  SELECT clock_timestamp() + coalesce((request.policy ->> 'claim')::float, 28800) * interval '1 second'   -- eight hours
$$;


--
-- Name: end_session(bytea); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.end_session(id bytea) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  DELETE FROM adjourn.sessions WHERE hash = id
$$;


--
-- Name: end_sessions(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.end_sessions(who text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  DELETE FROM adjourn.sessions WHERE person = who
$$;


--
-- Name: ended_lately(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.ended_lately() RETURNS TABLE(day date, ended bigint, failed bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $$
  WITH those AS MATERIALIZED (
    SELECT (finished_at AT TIME ZONE 'UTC')::date AS day, status FROM adjourn.jobs
    WHERE finished_at >= ((now() AT TIME ZONE 'UTC')::date - 13)::timestamp AT TIME ZONE 'UTC'
    ORDER BY finished_at DESC LIMIT 20000)
  SELECT days.day, count(those.status), count(*) FILTER (WHERE those.status = 'failed')
  FROM (SELECT (now() AT TIME ZONE 'UTC')::date - n AS day FROM generate_series(0, 13) n) days LEFT JOIN those USING (day)
  WHERE adjourn.is_lead()
  GROUP BY days.day ORDER BY days.day
$$;


--
-- Name: enqueue(text, anyelement, text, text, anycompatible, anycompatible, text, integer, integer, timestamp with time zone, timestamp with time zone, text, double precision, text[], text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.enqueue(graph text, input anyelement, thread_id text DEFAULT NULL::text, key text DEFAULT NULL::text, config anycompatible DEFAULT NULL::unknown, context anycompatible DEFAULT NULL::unknown, queue text DEFAULT NULL::text, priority integer DEFAULT 0, max_attempts integer DEFAULT 5, run_at timestamp with time zone DEFAULT now(), deadline_at timestamp with time zone DEFAULT NULL::timestamp with time zone, project text DEFAULT NULL::text, run_timeout double precision DEFAULT NULL::double precision, tags text[] DEFAULT '{}'::text[], multitask_strategy text DEFAULT 'enqueue'::text, traceparent text DEFAULT NULL::text) RETURNS uuid
    LANGUAGE sql
    AS $$
  SELECT adjourn.add_job(graph, CASE WHEN (SELECT typcategory = 'S' FROM pg_type WHERE oid = pg_typeof(input))  -- varchar, say
      THEN input::text ELSE to_json(input)::text END, thread_id, key, config::text, context::text, queue, priority, max_attempts,
    run_at, deadline_at, project, run_timeout, tags, multitask_strategy, traceparent)
$$;


--
-- Name: FUNCTION enqueue(graph text, input anyelement, thread_id text, key text, config anycompatible, context anycompatible, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[], multitask_strategy text, traceparent text); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.enqueue(graph text, input anyelement, thread_id text, key text, config anycompatible, context anycompatible, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[], multitask_strategy text, traceparent text) IS 'Adds a job in the caller''s own transaction and returns its id; the same key again returns the first job.';


--
-- Name: enqueue(text, text, text, text, anycompatible, anycompatible, text, integer, integer, timestamp with time zone, timestamp with time zone, text, double precision, text[], text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.enqueue(graph text, input text DEFAULT NULL::text, thread_id text DEFAULT NULL::text, key text DEFAULT NULL::text, config anycompatible DEFAULT NULL::unknown, context anycompatible DEFAULT NULL::unknown, queue text DEFAULT NULL::text, priority integer DEFAULT 0, max_attempts integer DEFAULT 5, run_at timestamp with time zone DEFAULT now(), deadline_at timestamp with time zone DEFAULT NULL::timestamp with time zone, project text DEFAULT NULL::text, run_timeout double precision DEFAULT NULL::double precision, tags text[] DEFAULT '{}'::text[], multitask_strategy text DEFAULT 'enqueue'::text, traceparent text DEFAULT NULL::text) RETURNS uuid
    LANGUAGE sql
    AS $$
  SELECT adjourn.add_job(graph, input, thread_id, key, config::text, context::text, queue, priority, max_attempts, run_at,
    deadline_at, project, run_timeout, tags, multitask_strategy, traceparent)
$$;


--
-- Name: FUNCTION enqueue(graph text, input text, thread_id text, key text, config anycompatible, context anycompatible, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[], multitask_strategy text, traceparent text); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.enqueue(graph text, input text, thread_id text, key text, config anycompatible, context anycompatible, queue text, priority integer, max_attempts integer, run_at timestamp with time zone, deadline_at timestamp with time zone, project text, run_timeout double precision, tags text[], multitask_strategy text, traceparent text) IS 'Adds a job in the caller''s own transaction and returns its id; the same key again returns the first job.';


--
-- Name: enqueue_many(text, json[], text[], json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.enqueue_many(graph text, inputs json[], keys text[] DEFAULT NULL::text[], options json DEFAULT '{}'::json) RETURNS uuid[]
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


--
-- Name: FUNCTION enqueue_many(graph text, inputs json[], keys text[], options json); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.enqueue_many(graph text, inputs json[], keys text[], options json) IS 'Adds a job for each input, in the caller''s own transaction, and returns their ids in that order; all of them or none. options: JSON, by the names of the arguments of adjourn.enqueue.';


--
-- Name: erase(text, text[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.erase(thread text, namespaces text[] DEFAULT '{}'::text[]) RETURNS TABLE(what text, count bigint)
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_column
DECLARE unfinished uuid; home text; ids uuid[];
BEGIN
  PERFORM FROM adjourn.threads WHERE thread_id = thread FOR NO KEY UPDATE;  -- it is not pruned meanwhile
  ids := ARRAY(SELECT id FROM adjourn.jobs WHERE thread_id = thread);
  SELECT id INTO unfinished FROM adjourn.jobs WHERE thread_id = thread AND finished_at IS NULL LIMIT 1;
  IF unfinished IS NOT NULL THEN
    PERFORM adjourn.refuse(format('job %s of thread %s has not finished', unfinished, thread), 'cancel it, or let it finish');
  END IF;
  SELECT replace(replace(project, '~', '~7e'), '.', '~2e') || '.' INTO home FROM adjourn.threads WHERE thread_id = thread;
  IF home IS NULL THEN
    PERFORM adjourn.refuse(format('there is no thread %s', thread));
  END IF;
  PERFORM set_config('adjourn.erasing', thread, true);
  what := 'jobs';
  UPDATE adjourn.jobs SET input = NULL, config = '{}', context = NULL, tags = '{}',
      result = CASE WHEN result IS NOT NULL THEN 'null'::json END, error = CASE WHEN error IS NOT NULL THEN '{"type": "Erased", "message": "erased"}'::json END,
      request_hash = CASE WHEN request_hash IS NOT NULL THEN '\x'::bytea END
    WHERE thread_id = thread;
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'human_requests';
  UPDATE adjourn.human_requests SET title = 'erased', question = 'null', question_hash = '\x', answer_schema = NULL, options = '[]',
      choice = NULL, comment = NULL, answer = CASE WHEN answer IS NOT NULL THEN 'null'::jsonb END, rejected_answer = NULL,
      answer_error = NULL, expiry_answer = NULL, policy = '{}', look_twice = NULL, shown = NULL
    WHERE job_id = ANY(ids);
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'notes';
  UPDATE adjourn.notes SET text = 'erased' WHERE request_id IN (SELECT id FROM adjourn.human_requests WHERE job_id = ANY(ids));
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'events';
  UPDATE adjourn.events SET data = NULL WHERE job_id = ANY(ids) AND data IS NOT NULL;
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'progress';
  DELETE FROM adjourn.progress WHERE job_id = ANY(ids);
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'checkpoints';
  DELETE FROM adjourn.checkpoint_writes WHERE thread_id = thread;
  DELETE FROM adjourn.checkpoint_blobs WHERE thread_id = thread;
  DELETE FROM adjourn.checkpoints WHERE thread_id = thread;
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'refused';
  DELETE FROM adjourn.refused WHERE strpos(message, thread) > 0;
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'store';
  DELETE FROM adjourn.store s USING unnest(namespaces) n WHERE s.prefix = home || n OR starts_with(s.prefix, home || n || '.');
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  INSERT INTO adjourn.events (job_id, became) SELECT unnest(ids), 'erased';
  PERFORM set_config('adjourn.erasing', '', true);
END $$;


--
-- Name: FUNCTION erase(thread text, namespaces text[]); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.erase(thread text, namespaces text[]) IS 'Takes away what was said on a thread, whose jobs have all finished; who did what when stays. For the owner.';


--
-- Name: erasing_is_the_owners(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.erasing_is_the_owners() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NOT adjourn.is_operator() THEN
    PERFORM adjourn.refuse('only the owner erases', 'RESET adjourn.erasing');
  END IF;
  RETURN NEW;
END $$;


--
-- Name: person(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.person() RETURNS text
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE named text := nullif(current_setting('adjourn.person', true), ''); found text;
BEGIN
  IF named IS NULL THEN
    SELECT person INTO found FROM adjourn.logins WHERE login = session_user;
    RETURN coalesce(found, session_user);
  ELSIF NOT (adjourn.may_speak_as('adjourn_inbox') OR adjourn.may_speak_as('adjourn_gateway')) THEN
    PERFORM adjourn.refuse(format('%s may not act for %L', session_user, named),
      'RESET adjourn.person: only members of adjourn_inbox and adjourn_gateway may set it');
  END IF;
  RETURN named;
END $$;


--
-- Name: FUNCTION person(); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.person() IS 'Who acts in this session: the person whose login it is, else the login itself. The page and gateways SET LOCAL adjourn.person.';


--
-- Name: events; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.events (
    id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    by text DEFAULT adjourn.person() NOT NULL,
    job_id uuid,
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
-- Name: event_bytes(adjourn.events); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.event_bytes(e adjourn.events) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
  SELECT 100::bigint + coalesce(pg_column_size(e.data), 0)
$$;


--
-- Name: events_come_from_moves(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.events_come_from_moves() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  IF pg_catalog.pg_trigger_depth() OPERATOR(pg_catalog.=) 1 THEN
    IF coalesce(pg_catalog.current_setting('adjourn.erasing', true), '') OPERATOR(pg_catalog.=) ''
       AND coalesce(pg_catalog.current_setting('adjourn.pruning', true), '') OPERATOR(pg_catalog.=) ''
       AND pg_catalog.current_setting('search_path') OPERATOR(pg_catalog.<>) 'pg_catalog, adjourn, pg_temp' THEN
      PERFORM adjourn.refuse('rows of adjourn.events are not written by hand');
    END IF;
  END IF;
  RETURN NULL;
END $$;


--
-- Name: expire(adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.expire(request adjourn.human_requests) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE why text := 'it stays open';
BEGIN
  IF request.at_expiry = 'answer' AND adjourn.lets_pass(request) THEN
    why := 'it would approve what nobody has seen';
  ELSIF request.at_expiry <> 'stay' THEN
    PERFORM set_config('adjourn.via', 'expiry', true);
    BEGIN
      UPDATE adjourn.human_requests SET status = CASE at_expiry WHEN 'fail' THEN 'expired' ELSE status END,
          answer = CASE at_expiry WHEN 'answer' THEN expiry_answer ELSE answer END
        WHERE id = request.id;
      why := NULL;
    EXCEPTION WHEN object_not_in_prerequisite_state THEN
      GET STACKED DIAGNOSTICS why = MESSAGE_TEXT;
    END;
    PERFORM set_config('adjourn.via', '', true);
  END IF;
  IF why IS NOT NULL THEN
    PERFORM set_config('adjourn.why', why, true);
    UPDATE adjourn.human_requests SET expires_at = NULL WHERE id = request.id;
    PERFORM set_config('adjourn.why', '', true);
  END IF;
END $$;


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
-- Name: fire(text, text, text, text, timestamp with time zone, timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.fire(its_project text, its_name text, its_cron text, its_zone text, its_next timestamp with time zone, due timestamp with time zone, following timestamp with time zone) RETURNS uuid
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE plan adjourn.schedules; job uuid;
BEGIN
  SELECT * INTO plan FROM adjourn.schedules
    WHERE (project, name, cron, zone) = (its_project, its_name, its_cron, its_zone) AND next_at IS NOT DISTINCT FROM its_next
      AND NOT paused AND error IS NULL FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF due IS NOT NULL THEN
    INSERT INTO adjourn.jobs (project, graph, input, thread_id, config, context, queue, priority, max_attempts, run_timeout, tags, run_at, schedule)
      VALUES (plan.project, plan.graph, plan.input, plan.thread_id, plan.config, plan.context, plan.queue, plan.priority,
        plan.max_attempts, plan.run_timeout, plan.tags, due, plan.name) RETURNING id INTO job;
  END IF;
  UPDATE adjourn.schedules SET next_at = following, last_at = coalesce(due, last_at) WHERE (project, name) = (its_project, its_name);
  RETURN job;
EXCEPTION WHEN object_not_in_prerequisite_state OR integrity_constraint_violation OR data_exception THEN
  PERFORM adjourn.stop_schedule(its_project, its_name, its_cron, its_zone, SQLERRM);
  RETURN NULL;
END $$;


--
-- Name: first_waiting(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.first_waiting() RETURNS TABLE(team text, id bigint, kind text, graph text, node text, due_at timestamp with time zone)
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $$
  SELECT whose, r.* FROM adjourn.sees_those_of() whose, LATERAL (
    SELECT r.id, r.kind, r.graph, r.node, r.due_at FROM adjourn.human_requests r
    WHERE r.status = 'open' AND r.team = whose ORDER BY -r.priority, coalesce(r.due_at, 'infinity'), r.id LIMIT 1001) r
  UNION ALL (
    SELECT NULL, r.id, r.kind, r.graph, r.node, r.due_at FROM adjourn.human_requests r
    WHERE r.status = 'open' AND r.team IS NULL ORDER BY r.team, -r.priority, coalesce(r.due_at, 'infinity'), r.id LIMIT 1001)
$$;


--
-- Name: forget_notices(interval, integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.forget_notices(keep interval DEFAULT '7 days'::interval, at_most integer DEFAULT 10000) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  WITH sent AS MATERIALIZED (
    SELECT id FROM adjourn.outbox WHERE sent_at < now() - keep LIMIT at_most FOR UPDATE SKIP LOCKED
  ), parked AS MATERIALIZED (
    SELECT id FROM adjourn.outbox WHERE parked_at < now() - greatest(keep, '30 days') LIMIT at_most FOR UPDATE SKIP LOCKED
  ), nobodys AS MATERIALIZED (
    SELECT id FROM adjourn.outbox WHERE sent_at IS NULL AND parked_at IS NULL AND subscription_id NOT IN (SELECT id FROM adjourn.subscriptions)
    LIMIT at_most FOR UPDATE SKIP LOCKED
  ), forgotten AS (
    DELETE FROM adjourn.outbox WHERE id IN (SELECT id FROM sent UNION ALL SELECT id FROM parked UNION ALL SELECT id FROM nobodys) RETURNING 1
  ) SELECT count(*) FROM forgotten
$$;


--
-- Name: FUNCTION forget_notices(keep interval, at_most integer); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.forget_notices(keep interval, at_most integer) IS 'Deletes of the outbox what was sent longer ago than `keep`, or has been parked for a month, at_most so many of each at once; returns how many.';


--
-- Name: happened(bigint); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.happened(since bigint) RETURNS TABLE(event bigint, request_id bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT e.id, e.request_id FROM adjourn.events e WHERE e.id > since ORDER BY e.id DESC LIMIT 1000
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
-- Name: has_older(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.has_older(thread text) RETURNS boolean
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
  RETURN EXISTS (SELECT FROM adjourn.checkpoints c WHERE c.thread_id = thread AND c.checkpoint_ns = '' OFFSET 1)
    AND NOT EXISTS (SELECT FROM adjourn.checkpoints c WHERE c.thread_id = thread AND (
      c.metadata ? 'counters_since_delta_snapshot' OR c.metadata ? 'delta_writes_versioned' OR (c.checkpoint ->> 'v')::int < 4
      OR EXISTS (SELECT FROM jsonb_each(c.checkpoint -> 'channel_values') v WHERE v.value = 'true' AND EXISTS (
           SELECT FROM adjourn.checkpoint_blobs b WHERE (b.thread_id, b.checkpoint_ns, b.channel, b.version)
             = (c.thread_id, c.checkpoint_ns, v.key, c.checkpoint -> 'channel_versions' ->> v.key)))));
END $$;


--
-- Name: has_passwords(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.has_passwords() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT EXISTS (SELECT FROM adjourn.passwords JOIN adjourn.people ON name = person WHERE active)
$$;


--
-- Name: health_now(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.health_now() RETURNS TABLE(name text, project text, graph text, queue text, status text, value double precision)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    SET enable_sort TO 'off'
    SET jit TO 'off'
    AS $$
  WITH lane AS MATERIALIZED (
    SELECT l.queue, l.project, g.name AS graph, adjourn.is_known(l.seen_at) AND g.is_known AS is_known, EXISTS (
      SELECT FROM adjourn.pauses p WHERE coalesce(p.project, l.project) = l.project AND coalesce(p.graph, g.name) = g.name
        AND coalesce(p.queue, l.queue) = l.queue) AS is_paused
    FROM adjourn.lanes l JOIN (
      SELECT o.project, o.name, bool_or(adjourn.is_known(o.seen_at)) AS is_known FROM adjourn.graphs o GROUP BY 1, 2) g USING (project)
  ), queued AS MATERIALIZED (
    SELECT lane.*, alone.jobs + of_batches.jobs AS jobs, alone.due, alone.since, CASE WHEN is_paused THEN 0 ELSE of_batches.due END AS batch_due
    FROM lane, LATERAL (
      SELECT count(*) AS jobs, count(*) FILTER (WHERE is_due) AS due, min(run_at) FILTER (WHERE is_due) AS since FROM (
        SELECT j.run_at, NOT lane.is_paused AND j.run_at <= now() AND (   -- another of its thread is not under way
          SELECT true FROM adjourn.jobs other WHERE other.thread_id = j.thread_id AND other.id <> j.id
            AND other.started_at IS NOT NULL AND other.finished_at IS NULL LIMIT 1) IS NULL AS is_due
        FROM adjourn.jobs j WHERE j.queue = lane.queue AND j.graph = lane.graph AND j.status = 'queued'
          AND coalesce(j.batch_id, '00000000-0000-0000-0000-000000000000') = '00000000-0000-0000-0000-000000000000'
          ORDER BY j.priority DESC, j.run_at LIMIT 10000) j
    ) alone, LATERAL (
      SELECT count(*) AS jobs, count(*) FILTER (WHERE run_at <= now()) AS due FROM (
        SELECT j.run_at FROM adjourn.jobs j WHERE j.queue = lane.queue AND j.graph = lane.graph AND j.status = 'queued'
          AND coalesce(j.batch_id, '00000000-0000-0000-0000-000000000000') > '00000000-0000-0000-0000-000000000000'
          ORDER BY coalesce(j.batch_id, '00000000-0000-0000-0000-000000000000'), j.priority DESC, j.run_at LIMIT 10000) j
    ) of_batches
  ), lively AS MATERIALIZED (SELECT * FROM queued WHERE is_known OR jobs > 0
  ), waiting AS MATERIALIZED (SELECT * FROM adjourn.waiting_jobs()
  ), pinned AS MATERIALIZED (SELECT * FROM lane l WHERE NOT l.is_paused AND (l.project, l.queue) IN (SELECT t.project, t.queue FROM adjourn.takers t)
  -- Of these, what waits for a worker, and for people.
  ), awaits AS MATERIALIZED (
    SELECT project, graph, queue, graph_version AS version, count(*) AS jobs, false AS people FROM (
      SELECT j.project, j.graph, j.queue, j.graph_version FROM pinned p, LATERAL (SELECT * FROM adjourn.jobs j
        WHERE j.queue = p.queue AND j.graph = p.graph AND j.status = 'queued' AND j.run_at <= now() LIMIT 10000) j
      UNION ALL SELECT j.project, j.graph, j.queue, j.graph_version FROM (
        SELECT DISTINCT r.job_id FROM (SELECT r.job_id FROM adjourn.human_requests r WHERE r.status = 'answered' LIMIT 10000) r) r
        JOIN LATERAL (SELECT * FROM adjourn.jobs j WHERE j.id = r.job_id AND j.status = 'waiting') j ON true
        WHERE (SELECT true FROM adjourn.human_requests o WHERE o.job_id = r.job_id AND o.status = 'open' LIMIT 1) IS NULL
      UNION ALL (SELECT j.project, j.graph, j.queue, j.graph_version FROM adjourn.jobs j
        WHERE j.status = 'running' AND j.lease_until < now() LIMIT 10000)) j
    WHERE EXISTS (SELECT FROM pinned) GROUP BY 1, 2, 3, 4
    UNION ALL SELECT w.project, w.graph, w.queue, w.version, w.jobs, true FROM waiting w
  ), untaken AS MATERIALIZED (
    SELECT a.project, a.graph, a.queue, coalesce(sum(a.jobs) FILTER (WHERE NOT people), 0) AS jobs,
      coalesce(sum(a.jobs) FILTER (WHERE people), 0) AS waiting
    FROM awaits a JOIN pinned USING (project, graph, queue)
    WHERE NOT adjourn.is_taken(a.project, a.queue, a.graph, a.version) GROUP BY 1, 2, 3
  ), finished AS MATERIALIZED (
    SELECT j.project, j.graph, j.queue, j.status, count(*) AS jobs FROM (
      SELECT * FROM adjourn.jobs WHERE finished_at > now() - interval '1 hour' ORDER BY finished_at DESC LIMIT 10000) j GROUP BY 1, 2, 3, 4
  ), alive AS MATERIALIZED (SELECT * FROM adjourn.workers w WHERE adjourn.is_alive(w.seen_at)
  ), open AS MATERIALIZED (
    SELECT count(*) AS questions, count(*) FILTER (WHERE due_at < now()) AS overdue FROM (
      SELECT r.due_at FROM adjourn.human_requests r WHERE r.status = 'open' ORDER BY r.id LIMIT 10000) r
  )
  SELECT 'jobs', project, graph, queue, 'queued', jobs FROM lively
  UNION ALL SELECT 'jobs', project, graph, queue, 'waiting', sum(jobs) FROM waiting GROUP BY 2, 3, 4
  UNION ALL SELECT 'jobs', j.project, j.graph, j.queue, j.status, count(*) FROM (
    (SELECT * FROM adjourn.jobs WHERE status = 'running' LIMIT 10000)
    UNION ALL (SELECT * FROM adjourn.jobs WHERE status = 'blocked' LIMIT 10000)) j GROUP BY 2, 3, 4, 5
  UNION ALL SELECT 'jobs_waiting_estimated', NULL, NULL, NULL, NULL, coalesce((SELECT bool_or(is_estimate)::int FROM waiting), 0)
  UNION ALL SELECT 'jobs_due', project, graph, queue, NULL, due FROM lively
  UNION ALL SELECT 'batch_jobs_due', project, graph, queue, NULL, batch_due FROM lively
  UNION ALL SELECT 'oldest_due_seconds', project, graph, queue, NULL, coalesce(extract(epoch FROM now() - since), 0) FROM lively
  UNION ALL SELECT 'jobs_untaken', project, graph, queue, NULL, coalesce(u.jobs, 0)
    FROM lively FULL JOIN untaken u USING (project, graph, queue)
  UNION ALL SELECT 'jobs_waiting_untaken', project, graph, queue, NULL, coalesce(u.waiting, 0)
    FROM lively FULL JOIN untaken u USING (project, graph, queue)
  UNION ALL SELECT 'jobs_abandoned', NULL, NULL, NULL, NULL, count(*) FROM (
    SELECT FROM adjourn.jobs WHERE status = 'running' AND lease_until < now() - interval '30 seconds' LIMIT 10000) j
  UNION ALL SELECT 'jobs_finished_last_hour', project, graph, queue, status, jobs FROM finished
  -- Of questions whose job could go on.
  UNION ALL SELECT 'oldest_answer_seconds', NULL, NULL, NULL, NULL, coalesce(extract(epoch FROM now() - min(answered_at)), 0) FROM (
    SELECT r.job_id, r.answered_at FROM adjourn.human_requests r WHERE r.status = 'answered' LIMIT 10000) r
    JOIN LATERAL (SELECT * FROM adjourn.jobs j WHERE j.id = r.job_id AND j.status = 'waiting') j ON true
    WHERE (SELECT true FROM adjourn.human_requests o WHERE o.job_id = r.job_id AND o.status = 'open' LIMIT 1) IS NULL
      AND NOT EXISTS (SELECT FROM lane l WHERE (l.project, l.graph, l.queue) = (j.project, j.graph, j.queue) AND l.is_paused)
  UNION ALL SELECT 'questions_open', NULL, NULL, NULL, NULL, questions FROM open
  UNION ALL SELECT 'questions_overdue', NULL, NULL, NULL, NULL, overdue FROM open
  UNION ALL SELECT 'oldest_question_seconds', NULL, NULL, NULL, NULL, coalesce((SELECT extract(epoch FROM now() - r.created_at)
    FROM adjourn.human_requests r WHERE r.status = 'open' ORDER BY r.created_at, r.id LIMIT 1), 0)
  UNION ALL SELECT 'messages_refused', NULL, NULL, NULL, NULL, count(*) FROM (
    SELECT FROM adjourn.refused WHERE again_at IS NULL LIMIT 10000) m
  UNION ALL SELECT 'notices_parked', NULL, NULL, NULL, NULL, count(*) FROM (
    SELECT FROM adjourn.outbox WHERE parked_at IS NOT NULL LIMIT 10000) o
  UNION ALL SELECT 'schedules_stopped', NULL, NULL, NULL, NULL, count(*) FROM adjourn.schedules WHERE error IS NOT NULL
  UNION ALL SELECT 'scheduler_leads', NULL, NULL, NULL, NULL, count(*) FROM pg_locks l JOIN pg_stat_activity a USING (pid)
    WHERE l.locktype = 'advisory' AND (l.classid, l.objid, l.objsubid) = (0, 7253669, 1) AND l.granted
      AND l.database = (SELECT oid FROM pg_database WHERE datname = current_database()) AND a.application_name = 'adjourn scheduler'
      AND coalesce(a.state_change > clock_timestamp() - interval '30 seconds', true)
  -- Workers of a version before this one tell of their lanes only.
  UNION ALL SELECT 'workers', l.project, NULL, l.queue, NULL, greatest(coalesce(adjourn.is_alive(l.seen_at), false)::int, (
      SELECT count(*) FROM alive w WHERE w.project = l.project AND l.queue = ANY (w.queues)))
    FROM adjourn.lanes l WHERE adjourn.is_known(l.seen_at) OR EXISTS (SELECT FROM lively WHERE lively.queue = l.queue)
  UNION ALL SELECT 'worker_slots', project, NULL, NULL, NULL, sum(slots) FROM alive GROUP BY project
  UNION ALL SELECT 'worker_runs', project, NULL, NULL, NULL, sum(running) FROM alive GROUP BY project
$$;


--
-- Name: health; Type: VIEW; Schema: adjourn; Owner: -
--

CREATE VIEW adjourn.health AS
 SELECT name,
    project,
    graph,
    queue,
    status,
    value
   FROM adjourn.health_now() health_now(name, project, graph, queue, status, value);


--
-- Name: VIEW health; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON VIEW adjourn.health IS 'How all of it is now, a number a row; the same as adjourn_… of `adjourn metrics`.';


--
-- Name: health_seen(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.health_seen() RETURNS SETOF adjourn.health
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF adjourn.is_lead() THEN
    RETURN QUERY SELECT * FROM adjourn.health_now();
  END IF;
END $$;


--
-- Name: history(bigint); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.history(request bigint) RETURNS TABLE(at timestamp with time zone, by text, was text, became text, data json, note text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT happened.* FROM adjourn.human_requests r, LATERAL (
    SELECT e.at, e.by, e.was, e.became, e.data, NULL AS note FROM adjourn.events e WHERE e.job_id = r.job_id AND e.request_id = r.id
    UNION ALL SELECT n.at, n.by, NULL, 'note', NULL, n.text FROM adjourn.notes n WHERE n.request_id = r.id) happened
  WHERE r.id = request AND adjourn.sees(r.team) ORDER BY 1
$$;


--
-- Name: FUNCTION history(request bigint); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.history(request bigint) IS 'Who did what with a question, and what people noted about it.';


--
-- Name: host_of(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.host_of(url text) RETURNS text
    LANGUAGE sql IMMUTABLE
    AS $_$
  SELECT regexp_replace(lower(substring(url FROM '^https?://([^/?]+)')), CASE WHEN url LIKE 'https:%' THEN ':443$' ELSE ':80$' END, '')
$_$;


--
-- Name: inbox_count(text, jsonb, integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.inbox_count(tab text DEFAULT 'all'::text, filter jsonb DEFAULT '{}'::jsonb, at_most integer DEFAULT 1000) RETURNS bigint
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
DECLARE found bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT FROM (%s) r LIMIT $1) found', adjourn.inbox_query(tab, filter, NULL)) INTO found USING at_most;
  RETURN found;
END $_$;


--
-- Name: FUNCTION inbox_count(tab text, filter jsonb, at_most integer); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.inbox_count(tab text, filter jsonb, at_most integer) IS 'How many there are of them, counting no further than at_most.';


--
-- Name: inbox_of(text, jsonb, jsonb, integer, boolean); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.inbox_of(tab text DEFAULT 'all'::text, filter jsonb DEFAULT '{}'::jsonb, after jsonb DEFAULT NULL::jsonb, at_most integer DEFAULT 50, backwards boolean DEFAULT false) RETURNS SETOF adjourn.human_requests
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $_$
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT r.* FROM (SELECT r.id FROM (%1$s) r ORDER BY %2$s LIMIT $1) found JOIN adjourn.human_requests r USING (id) ORDER BY %2$s',
    adjourn.inbox_query(tab, filter, after, backwards), adjourn.by_urgency(backwards)) USING at_most;
END $_$;


--
-- Name: FUNCTION inbox_of(tab text, filter jsonb, after jsonb, at_most integer, backwards boolean); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.inbox_of(tab text, filter jsonb, after jsonb, at_most integer, backwards boolean) IS 'Open questions that adjourn.person() may see, the most urgent first, a page at a time.';


--
-- Name: inbox_query(text, jsonb, jsonb, boolean); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.inbox_query(tab text, filter jsonb, after jsonb, backwards boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql STABLE
    AS $_$
DECLARE
  urgency CONSTANT text := adjourn.by_urgency(false);
  one CONSTANT text := 'SELECT r.id, r.priority, r.due_at FROM adjourn.human_requests r WHERE r.status = ''open'' AND ';
  of_all CONSTANT boolean := adjourn.sees_all();
  words CONSTANT text := lower(filter ->> 'search');
  teams text[] := adjourn.my_teams(); wanted text; unknown text;
BEGIN
  SELECT string_agg('filter ' || key, ', ') INTO unknown FROM jsonb_object_keys(filter) key
    WHERE key NOT IN ('team', 'kind', 'graph', 'node', 'job', 'came_back', 'due', 'search', 'since');
  IF unknown IS NOT NULL OR tab NOT IN ('all', 'mine') THEN
    PERFORM adjourn.refuse('there is no ' || coalesce(unknown, 'tab ' || tab),
      'tabs: all, mine; filters: team, kind, graph, node, job, came_back, due, search, since');
  END IF;
  SELECT coalesce(string_agg(format(' AND r.%I = %L', name, filter ->> key), ''), '') INTO wanted
    FROM (VALUES ('kind', 'kind'), ('graph', 'graph'), ('node', 'node'), ('job', 'job_id')) known (key, name)
    WHERE filter ->> key IS NOT NULL;
  wanted := wanted
    || CASE WHEN filter ->> 'came_back' = 'true' THEN ' AND r.answer_error IS NOT NULL' ELSE '' END
    || CASE filter ->> 'due' WHEN 'over' THEN ' AND r.due_at < now()' WHEN 'soon' THEN ' AND r.due_at < now() + interval ''1 day''' ELSE '' END
    || CASE WHEN filter ->> 'since' IS NOT NULL THEN format(' AND r.created_at > %L', filter ->> 'since') ELSE '' END
    -- A number is that of a question; else its title begins so.
    || CASE WHEN words ~ '^#?[0-9]{1,18}$' THEN ' AND r.id = ' || ltrim(words, '#')
            WHEN words <> '' THEN format(' AND starts_with(lower(r.title), %L)', words) ELSE '' END
    || CASE WHEN after IS NOT NULL THEN format(' AND (%s) %s (%s, %L::timestamptz, %s)', urgency, CASE WHEN backwards THEN '<' ELSE '>' END,
              -(after ->> 0)::bigint, coalesce(after ->> 1, 'infinity'), (after ->> 2)::bigint) ELSE '' END
    || ' ORDER BY ' || adjourn.by_urgency(backwards) || ' LIMIT $1';

  IF of_all THEN
    teams := ARRAY(SELECT name FROM adjourn.teams);
  END IF;
  IF filter ->> 'team' IS NOT NULL THEN
    teams := ARRAY(SELECT unnest(teams) INTERSECT SELECT filter ->> 'team');
  END IF;
  IF tab = 'mine' THEN
    RETURN format('%s r.assignee = %L AND coalesce(r.hidden_until <= now(), true) AND (r.team = ANY (%L) OR %L AND r.team IS NULL) %s',
      one, adjourn.person(), teams, filter ->> 'team' IS NULL, wanted);
  END IF;
  RETURN format('SELECT its.* FROM unnest(%L::text[]) one, LATERAL (%s r.team = one %s) its', teams, one, wanted)
    || CASE WHEN filter ->> 'team' IS NULL THEN format(' UNION ALL (%s r.team IS NULL %s)', one, wanted) ELSE '' END;
END $_$;


--
-- Name: input_misfit(json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.input_misfit(input json) RETURNS text
    LANGUAGE plpgsql IMMUTABLE
    AS $$
BEGIN
  IF NOT coalesce(adjourn.is_text(input), true) THEN
    RETURN 'it holds half of a surrogate pair, which is no text';
  END IF;
  RETURN 'it holds the number ' || adjourn.number_too_large(input) || ', which no graph can be given as it is';
END $$;


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
    LANGUAGE plpgsql STABLE
    AS $$
BEGIN
  IF became.status = 'open' AND was.status IN ('resumed', 'withdrawn') THEN
    RETURN EXISTS (SELECT FROM adjourn.jobs WHERE id = was.job_id AND ask_again IS NOT NULL AND status IN ('running', 'waiting'));
  END IF;
  RETURN false;
END $$;


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
-- Name: is_lead(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_lead() RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT adjourn.sees_all() OR EXISTS (SELECT FROM adjourn.members WHERE person = adjourn.person() AND may = 'lead')
$$;


--
-- Name: is_one_of(text[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_one_of(roles text[]) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT NOT adjourn.is_owner() AND EXISTS (SELECT FROM pg_roles WHERE rolname = ANY (roles) AND pg_has_role(session_user, oid, 'MEMBER'))
$$;


--
-- Name: is_operator(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_operator() RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT adjourn.is_owner() AND coalesce(current_setting('adjourn.person', true), '') = ''
$$;


--
-- Name: is_owner(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_owner() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT pg_has_role(session_user, nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = 'adjourn'
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
-- Name: is_taken(text, text, text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_taken(its_project text, its_queue text, its_graph text, its_version text) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT count(*) = 0 OR coalesce(bool_or(t.graph = its_graph
    AND (t.takes = 'all' OR coalesce(t.version = its_version, t.takes = 'own'))), false)
  FROM adjourn.takers t WHERE (t.project, t.queue) = (its_project, its_queue)
$$;


--
-- Name: is_target(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.is_target(url text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $_$
  SELECT url ~ '^https?://([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?([/?][!-~]*)?$' OR url ~ '^apprise:[^[:space:]]+$'
$_$;


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
    submitted_by text,
    traceparent text,
    runs integer DEFAULT 0 NOT NULL,
    schedule text,
    graph_fingerprint text,
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
    CONSTRAINT traceparent_is_one CHECK ((traceparent ~ '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'::text)),
    CONSTRAINT trouble_says_why CHECK (((status <> ALL (ARRAY['failed'::text, 'blocked'::text])) OR (error IS NOT NULL)))
);


--
-- Name: TABLE jobs; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.jobs IS 'One input carried to its result on a thread, across all its pauses.';


--
-- Name: job_bytes(adjourn.jobs); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_bytes(j adjourn.jobs) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
  SELECT 200::bigint + coalesce(pg_column_size(j.input), 0) + coalesce(pg_column_size(j.config), 0) + coalesce(pg_column_size(j.context), 0)
    + coalesce(pg_column_size(j.result), 0) + coalesce(pg_column_size(j.error), 0)
$$;


--
-- Name: job_course(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_course(job uuid) RETURNS TABLE(at timestamp with time zone, became text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT last.at, last.became FROM (
    SELECT e.id, e.at, e.became FROM adjourn.events e WHERE e.job_id = job AND e.request_id IS NULL AND adjourn.sees_job(job)
    ORDER BY e.id DESC LIMIT 500) last ORDER BY last.id
$$;


--
-- Name: job_drawing(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_drawing(job uuid) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT g.drawing FROM adjourn.jobs j JOIN adjourn.graphs g ON g.project = j.project AND g.name = j.graph
  WHERE j.id = job AND adjourn.sees_job(job)
  ORDER BY g.version IS NOT DISTINCT FROM j.graph_version DESC, g.seen_at DESC LIMIT 1
$$;


--
-- Name: job_is_somebodys(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_is_somebodys() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM adjourn.refuse(format('who submitted job %s, and by what schedule, cannot be changed', OLD.id));
  END IF;
  IF NEW.schedule IS NOT NULL THEN
    SELECT submitted_by INTO NEW.submitted_by FROM adjourn.schedules WHERE (project, name) = (NEW.project, NEW.schedule);
    IF NOT FOUND THEN
      PERFORM adjourn.refuse(format('project %s has no schedule %L', NEW.project, NEW.schedule), 'leave schedule out');
    END IF;
  ELSE
    NEW.submitted_by := adjourn.person();
  END IF;
  RETURN NEW;
END $$;


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
DECLARE rung uuid; before text; who text := adjourn.person(); why json;
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
      WHERE job_id = NEW.id AND kind = 'breakpoint' AND answer = '"stop"' ORDER BY answered_at DESC LIMIT 1), who);
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
      WHERE thread_id = NEW.thread_id AND started_at IS NULL AND finished_at IS NULL
      ORDER BY finished_at, started_at, created_at LIMIT 1;   -- as the index has them
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


--
-- Name: job_told(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_told() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.subscriptions) THEN
    PERFORM adjourn.tell('job.' || NEW.status, NEW.id, NULL, NEW.project, NEW.graph, NULL, json_build_object('project', NEW.project,
      'graph', NEW.graph, 'job_id', NEW.id, 'thread_id', NEW.thread_id, 'key', NEW.key, 'batch_id', NEW.batch_id, 'status', NEW.status,
      'finished_at', NEW.finished_at));
  END IF;
  RETURN NULL;
END $$;


--
-- Name: job_waits_at(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.job_waits_at(job uuid) RETURNS TABLE(checkpoint_ns text, node text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT DISTINCT r.checkpoint_ns, r.node FROM adjourn.human_requests r
  WHERE r.job_id = job AND r.status = 'open' AND adjourn.sees(r.team) LIMIT 100
$$;


--
-- Name: jobs_now(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.jobs_now() RETURNS TABLE(queued bigint, running bigint, waiting bigint, blocked bigint, failed bigint)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT (SELECT count(*) FROM (SELECT FROM adjourn.jobs WHERE status = 'queued' LIMIT 1001) c),
    (SELECT count(*) FROM (SELECT FROM adjourn.jobs WHERE status = 'running' LIMIT 1001) c),
    (SELECT count(*) FROM (SELECT FROM adjourn.jobs WHERE status = 'waiting' LIMIT 1001) c),
    (SELECT count(*) FROM (SELECT FROM adjourn.jobs WHERE status = 'blocked' LIMIT 1001) c),
    (SELECT count(*) FROM (SELECT status FROM adjourn.jobs WHERE finished_at > now() - interval '1 hour'
      ORDER BY finished_at DESC LIMIT 20000) c WHERE status = 'failed')
  WHERE adjourn.is_lead()
$$;


--
-- Name: keep_latest(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.keep_latest(thread text) RETURNS bigint
    LANGUAGE plpgsql
    AS $$
DECLARE latest text; gone bigint;
BEGIN
  SELECT max(checkpoint_id) INTO latest FROM adjourn.checkpoints WHERE thread_id = thread AND checkpoint_ns = '';
  DELETE FROM adjourn.checkpoints c WHERE c.thread_id = thread AND (
    strpos(c.checkpoint_ns, ':') > 0 AND c.metadata -> 'parents' ->> '' <> latest OR EXISTS (
      SELECT FROM adjourn.checkpoints l WHERE l.thread_id = thread AND l.checkpoint_ns = c.checkpoint_ns AND l.checkpoint_id > c.checkpoint_id));
  GET DIAGNOSTICS gone = ROW_COUNT;
  DELETE FROM adjourn.checkpoint_writes w WHERE w.thread_id = thread AND NOT EXISTS (SELECT FROM adjourn.checkpoints c
    WHERE (c.thread_id, c.checkpoint_ns, c.checkpoint_id) = (w.thread_id, w.checkpoint_ns, w.checkpoint_id));
  DELETE FROM adjourn.checkpoint_blobs b WHERE b.thread_id = thread AND NOT EXISTS (SELECT FROM adjourn.checkpoints c
    WHERE (c.thread_id, c.checkpoint_ns) = (b.thread_id, b.checkpoint_ns) AND c.checkpoint -> 'channel_versions' ->> b.channel = b.version);
  UPDATE adjourn.checkpoints SET parent_checkpoint_id = NULL WHERE thread_id = thread AND parent_checkpoint_id IS NOT NULL;
  RETURN gone;
END $$;


--
-- Name: keep_time(integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.keep_time(at_most integer) RETURNS bigint
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE request adjourn.human_requests; kept bigint := 0;
BEGIN
  FOR request IN SELECT * FROM adjourn.human_requests
      WHERE status = 'open' AND least(remind_at, escalate_at, expires_at) < now() LIMIT at_most FOR NO KEY UPDATE SKIP LOCKED LOOP
    BEGIN
      IF request.remind_at < now() THEN
        UPDATE adjourn.human_requests SET remind_at = NULL WHERE id = request.id;
      END IF;
      IF request.escalate_at < now() THEN
        UPDATE adjourn.human_requests SET escalate_at = NULL, priority = adjourn.more_urgent(priority),
            team = coalesce((SELECT name FROM adjourn.teams WHERE name = escalate_to), team)
          WHERE id = request.id;
      END IF;
      IF request.expires_at < now() THEN
        PERFORM adjourn.expire(request);
      END IF;
      kept := kept + 1;
    EXCEPTION WHEN lock_not_available THEN
      EXIT;
    END;
  END LOOP;
  RETURN kept;
END $$;


--
-- Name: kept_changed(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.kept_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO adjourn.events (became, data) VALUES ('ttl changed', json_build_object('of', NEW.what, 'was', OLD.ttl, 'became', NEW.ttl));
  RETURN NULL;
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
-- Name: sessions; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.sessions (
    hash bytea NOT NULL,
    person text NOT NULL,
    began_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT hash_is_sha256 CHECK ((octet_length(hash) = 32))
);


--
-- Name: TABLE sessions; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.sessions IS 'Who is logged in on the page: for 8 hours since it was last used, for 7 days at most.';


--
-- Name: lasts(adjourn.sessions); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.lasts(session adjourn.sessions) RETURNS boolean
    LANGUAGE sql STABLE
    AS $$
  SELECT session.seen_at > now() - interval '8 hours' AND session.began_at > now() - interval '7 days'
$$;


--
-- Name: leave_places(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.leave_places() RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE lost CONSTANT bigint[] := ARRAY(
  SELECT p.id FROM adjourn.places p JOIN adjourn.jobs j ON j.id = p.job_id WHERE j.status <> 'running'
  FOR NO KEY UPDATE OF p, j SKIP LOCKED);
BEGIN
  IF lost <> '{}' THEN
    DELETE FROM adjourn.places WHERE id = ANY(lost) AND leaves;
    UPDATE adjourn.places SET job_id = NULL WHERE id = ANY(lost);
    PERFORM pg_notify('adjourn', '');
  END IF;
END $$;


--
-- Name: lets_pass(adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.lets_pass(request adjourn.human_requests) RETURNS boolean
    LANGUAGE sql STABLE
    AS $_$
  SELECT request.kind IN ('tool_approval', 'tool_batch', 'agent_inbox', 'breakpoint')
    AND jsonb_path_exists(request.expiry_answer, '$.** ? (@ == "approve" || @ == "accept" || @ == "edit" || @ == "continue")')
    AND coalesce(request.policy ->> 'approve_by_expiry', '') <> 'true'
$_$;


--
-- Name: limit_batch(uuid, integer, integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.limit_batch(batch uuid, running integer, per_minute integer) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM adjourn.batches b WHERE b.id = batch AND (b.created_by = adjourn.person() OR adjourn.is_operator())) THEN
    PERFORM adjourn.refuse(format('there is no batch %s of %s', batch, adjourn.person()));
  ELSIF running IS NULL AND per_minute IS NULL THEN
    DELETE FROM adjourn.limits l WHERE l.batch_id = batch AND num_nonnulls(l.project, l.graph, l.queue) = 0;
  ELSE
    INSERT INTO adjourn.limits AS l (batch_id, running, per_minute, by) VALUES (batch, running, per_minute, adjourn.person())
      ON CONFLICT ON CONSTRAINT limited_once DO UPDATE SET running = EXCLUDED.running, per_minute = EXCLUDED.per_minute;
  END IF;
END $$;


--
-- Name: limit_changed(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.limit_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE of text; wanted integer; more integer;
BEGIN
  IF TG_OP <> 'DELETE' THEN
    IF TG_OP = 'INSERT' AND NEW.running IS NOT NULL THEN   -- what runs already counts
      INSERT INTO adjourn.places (limit_id, kind, job_id) SELECT NEW.id, 'running', j.id FROM adjourn.jobs j
        WHERE j.status = 'running' AND coalesce(NEW.project, j.project) = j.project AND coalesce(NEW.graph, j.graph) = j.graph
          AND coalesce(NEW.queue, j.queue) = j.queue AND (NEW.batch_id IS NULL OR NEW.batch_id = j.batch_id);
    END IF;
    FOREACH of IN ARRAY ARRAY['running', 'minute'] LOOP
      wanted := coalesce(CASE of WHEN 'running' THEN NEW.running ELSE NEW.per_minute END, 0);
      UPDATE adjourn.places SET leaves = false WHERE limit_id = NEW.id AND kind = of AND leaves;
      SELECT wanted - count(*) INTO more FROM adjourn.places WHERE limit_id = NEW.id AND kind = of;
      INSERT INTO adjourn.places (limit_id, kind) SELECT NEW.id, of FROM generate_series(1, more);
      IF more < 0 THEN   -- those that are free go at once, the others when they are
        WITH gone AS (
          DELETE FROM adjourn.places WHERE id IN (SELECT id FROM adjourn.places
            WHERE limit_id = NEW.id AND kind = of AND job_id IS NULL ORDER BY taken_at LIMIT -more FOR UPDATE) RETURNING id
        ) SELECT more + count(*) INTO more FROM gone;
        UPDATE adjourn.places SET leaves = true WHERE id IN (SELECT id FROM adjourn.places
          WHERE limit_id = NEW.id AND kind = of AND job_id IS NOT NULL LIMIT -more);
      END IF;
    END LOOP;
  END IF;
  PERFORM pg_notify('adjourn', '');
  RETURN NULL;
END $$;


--
-- Name: limit_keeps(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.limit_keeps() RETURNS trigger
    LANGUAGE plpgsql
    AS $$
BEGIN
  RAISE EXCEPTION 'what limit % is for cannot be changed', OLD.id USING HINT = 'delete it, and write another',
    ERRCODE = 'object_not_in_prerequisite_state';
END $$;


--
-- Name: login_is_kept(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.login_is_kept() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.people WHERE name = OLD.person) THEN
    IF OLD.login = OLD.person THEN
      PERFORM adjourn.refuse(format('login %L is that of the person''s own name', OLD.login), 'deactivate the person instead');
    END IF;
  ELSIF TG_OP = 'UPDATE' AND NEW.login = OLD.login THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM adjourn.jobs WHERE submitted_by = OLD.login AND status NOT IN ('succeeded', 'cancelled')) THEN
    PERFORM adjourn.refuse(format('jobs that have not finished were submitted as %L', OLD.login),
      'wait until they have, or deactivate the person');
  END IF;
  RETURN NULL;
END $$;


--
-- Name: looks_odd(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.looks_odd(inputs text) RETURNS boolean
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT inputs ~ '\\u[dD][89a-fA-F]|[0-9]{19}|[0-9][eE][+]?[0-9]{2}'
$$;


--
-- Name: make_way(text, text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.make_way(thread text, strategy text, key text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
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


--
-- Name: many_by_the_owner(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.many_by_the_owner() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF NOT pg_has_role(current_user, (SELECT relowner FROM pg_class WHERE oid = TG_RELID), 'USAGE') THEN
    RAISE EXCEPTION 'many jobs at once are added by adjourn.enqueue_many only' USING HINT = 'RESET search_path',
      ERRCODE = 'object_not_in_prerequisite_state';
  END IF;
  RETURN NULL;
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
-- Name: may_in(text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.may_in(which text, who text) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  SELECT may FROM adjourn.members WHERE team = which AND person = who
$$;


--
-- Name: may_speak_as(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.may_speak_as(role text) RETURNS boolean
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  RETURN CASE WHEN to_regrole(role) IS NULL THEN adjourn.is_owner() ELSE pg_has_role(session_user, to_regrole(role), 'MEMBER') END;
END $$;


--
-- Name: may_start(uuid, text, text, text, uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.may_start(job uuid, its_project text, its_graph text, its_queue text, its_batch uuid) RETURNS boolean
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE its record; place bigint; taken bigint[] := '{}';
BEGIN
  FOR its IN SELECT l.id, l.running, l.per_minute FROM adjourn.limits l
    WHERE coalesce(l.project, its_project) = its_project AND coalesce(l.graph, its_graph) = its_graph
      AND coalesce(l.queue, its_queue) = its_queue AND (l.batch_id IS NULL OR l.batch_id = its_batch) LOOP
    -- One whose worker is taken for dead has a place already.
    IF its.running IS NOT NULL AND NOT EXISTS (SELECT FROM adjourn.places WHERE job_id = job AND limit_id = its.id) THEN
      SELECT p.id INTO place FROM adjourn.places p WHERE p.limit_id = its.id AND p.kind = 'running' AND p.job_id IS NULL
        LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
      IF place IS NULL THEN
        RETURN false;
      END IF;
      taken := taken || place;
    END IF;
    IF its.per_minute IS NOT NULL THEN
      SELECT p.id INTO place FROM adjourn.places p WHERE p.limit_id = its.id AND p.kind = 'minute'
        AND p.taken_at < clock_timestamp() - interval '1 minute' LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
      IF place IS NULL THEN
        RETURN false;
      END IF;
      taken := taken || place;
    END IF;
  END LOOP;
  UPDATE adjourn.places p SET taken_at = clock_timestamp(), job_id = CASE WHEN p.kind = 'running' THEN job END WHERE p.id = ANY(taken);
  RETURN true;
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
-- Name: more_urgent(integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.more_urgent(priority integer) RETURNS integer
    LANGUAGE sql IMMUTABLE
    AS $$
  SELECT least(priority::bigint + 10, 2147483647)::integer
$$;


--
-- Name: my_teams(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.my_teams() RETURNS text[]
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT coalesce(array_agg(m.team), '{}') FROM adjourn.members m JOIN adjourn.people p ON p.name = m.person
  WHERE m.person = adjourn.person() AND p.active AND (m.team <> 'unrouted' OR m.may = 'lead')
$$;


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
-- Name: note_is_signed(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.note_is_signed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE me text := adjourn.decider(); whose text;
BEGIN
  SELECT team INTO whose FROM adjourn.human_requests WHERE id = NEW.request_id;
  IF NOT FOUND OR NOT adjourn.sees(whose) THEN
    PERFORM adjourn.refuse(format('there is no request %s', NEW.request_id));
  ELSIF whose IS NOT NULL AND adjourn.may_in(whose, me) IS NULL AND NOT adjourn.is_operator() THEN
    PERFORM adjourn.refuse(format('request %s is for team %s, in which %s is not', NEW.request_id, whose, me),
      'who may: ' || adjourn.who_may(whose, 'look', 'answer', 'lead'));
  END IF;
  NEW.by := me; NEW.at := clock_timestamp();
  RETURN NEW;
END $$;


--
-- Name: notice_failed(uuid, uuid, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.notice_failed(notice uuid, claim uuid, why text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  UPDATE adjourn.outbox SET error = left(why, 500), claim_id = NULL, parked_at = CASE WHEN tries >= 12 THEN clock_timestamp() END,
      again_at = clock_timestamp() + least(10 * 3 ^ (tries - 1), 43200) * (0.5 + random()) * interval '1 second'
    WHERE id = notice AND claim_id = claim AND sent_at IS NULL
$$;


--
-- Name: notice_sent(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.notice_sent(notice uuid) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  UPDATE adjourn.outbox SET sent_at = clock_timestamp(), error = NULL, parked_at = NULL, claim_id = NULL WHERE id = notice AND sent_at IS NULL
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
-- Name: oldest_waiting(integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.oldest_waiting(most integer) RETURNS TABLE(id bigint, kind text, title text, graph text, team text, assignee text, created_at timestamp with time zone, due_at timestamp with time zone, question text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT r.id, r.kind, r.title, r.graph, r.team, r.assignee, r.created_at, r.due_at,
    CASE WHEN octet_length(r.question::text) <= 20000 THEN r.question::text END
  FROM (SELECT id FROM adjourn.first_waiting() ORDER BY id LIMIT most) w JOIN adjourn.human_requests r USING (id) ORDER BY r.id
$$;


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
  via text := current_setting('adjourn.via', true);
BEGIN
  SELECT string_agg(attname, ', ' ORDER BY attnum) INTO touched FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND attname NOT IN ('choice', 'comment', 'answer', 'assignee', 'team', 'hidden_until')
      AND NOT adjourn.untouched(was -> attname, given -> attname, format_type(atttypid, NULL));
  IF touched IS NOT NULL THEN
    RAISE EXCEPTION 'what request % asks cannot be changed: %', OLD.id, touched
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'write choice, comment, answer, assignee, team or hidden_until';
  END IF;
  NEW.choice := nullif(btrim(NEW.choice), '');
  NEW.comment := CASE WHEN btrim(NEW.comment, E' \t\r\n') <> '' THEN replace(NEW.comment, E'\r\n', E'\n') END;
  NEW.answer := CASE WHEN NEW.answer NOT IN ('{}', 'null', '""') THEN NEW.answer END;
  NEW.assignee := nullif(btrim(NEW.assignee), '');
  NEW.team := nullif(btrim(NEW.team), '');
  -- A form shows it without its seconds.
  IF adjourn.untouched(was -> 'hidden_until', given -> 'hidden_until', 'timestamp with time zone') THEN
    NEW.hidden_until := OLD.hidden_until;
  END IF;
  IF NEW.team IS DISTINCT FROM OLD.team AND NOT adjourn.sees(NEW.team) THEN
    IF (NEW.choice, NEW.comment, NEW.answer, NEW.hidden_until) IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer, OLD.hidden_until) THEN
      RAISE EXCEPTION 'request % cannot go to team % and be answered or put off, too', OLD.id, NEW.team
        USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'one after the other';
    END IF;
    PERFORM adjourn.pass_on(OLD.id, NEW.team, CASE WHEN NEW.assignee IS DISTINCT FROM OLD.assignee THEN NEW.assignee END);
    RETURN NEW;
  END IF;
  IF (NEW.choice, NEW.comment, NEW.answer, NEW.assignee, NEW.team, NEW.hidden_until)
     IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer, OLD.assignee, OLD.team, OLD.hidden_until) THEN
    PERFORM set_config('adjourn.via', coalesce(nullif(via, ''), 'view'), true);
    UPDATE adjourn.human_requests SET choice = NEW.choice, comment = NEW.comment, answer = NEW.answer, assignee = NEW.assignee,
        team = NEW.team, hidden_until = NEW.hidden_until
      WHERE id = OLD.id RETURNING * INTO became;
    PERFORM set_config('adjourn.via', coalesce(via, ''), true);
    NEW.choice := became.choice; NEW.comment := became.comment; NEW.answer := became.answer;
    IF became.status = 'answered' THEN
      PERFORM adjourn.one_answer(TG_TABLE_NAME, OLD.id);
    END IF;
  END IF;
  RETURN NEW;
END $$;


--
-- Name: opens_again(adjourn.human_requests, adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.opens_again(was adjourn.human_requests, became adjourn.human_requests) RETURNS adjourn.human_requests
    LANGUAGE plpgsql STABLE
    AS $$
DECLARE since timestamptz;
BEGIN
  became.closed_at := NULL;
  IF was.status <> 'answered' THEN
    SELECT coalesce(max(at), was.created_at) INTO since FROM adjourn.events e WHERE e.job_id = became.job_id
      AND e.request_id = became.id AND e.was IN ('resumed', 'expired', 'withdrawn') AND e.became IN ('open', 'answered');
    became.due_at := adjourn.whole_time(since, became.due_at); became.remind_at := adjourn.whole_time(since, became.remind_at);
    became.escalate_at := adjourn.whole_time(since, became.escalate_at);
    became.expires_at := adjourn.whole_time(since, became.expires_at);
  END IF;
  IF became.assignee IS NOT NULL THEN
    became.assignee := coalesce((SELECT person FROM adjourn.logins WHERE login = became.assignee), became.assignee);
    IF became.team IS NOT NULL AND NOT adjourn.answers_for(became.team, became.assignee) THEN
      became.assignee := NULL; became.claimed_until := NULL; became.hidden_until := NULL;
    END IF;
  END IF;
  RETURN became;
END $$;


--
-- Name: pass_on(bigint, text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.pass_on(request bigint, team text, assignee text DEFAULT NULL::text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE found adjourn.human_requests;
BEGIN
  SELECT * INTO found FROM adjourn.human_requests r WHERE r.id = request AND adjourn.sees(r.team) FOR NO KEY UPDATE;
  IF found.id IS NULL THEN
    PERFORM adjourn.refuse(format('there is no request %s', request));
  ELSIF found.status <> 'open' THEN
    PERFORM adjourn.refuse(format('request %s is %s: nobody has to answer it', request, found.status));
  ELSIF pass_on.team IS NULL OR NOT EXISTS (SELECT FROM adjourn.teams t WHERE t.name = pass_on.team) THEN
    PERFORM adjourn.refuse(format('there is no team %s', coalesce(pass_on.team, 'without a name')), 'adjourn teams');
  END IF;
  UPDATE adjourn.human_requests r SET team = pass_on.team, assignee = pass_on.assignee WHERE r.id = request;
END $$;


--
-- Name: FUNCTION pass_on(request bigint, team text, assignee text); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.pass_on(request bigint, team text, assignee text) IS 'Gives an open question to another team, and there to nobody or to its assignee.';


--
-- Name: password_of(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.password_of(who text) RETURNS text
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT hash FROM adjourn.passwords JOIN adjourn.people ON name = person WHERE name = who AND active
$$;


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
-- Name: people_changed(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.people_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE before jsonb; after jsonb;
  what text := CASE TG_TABLE_NAME WHEN 'people' THEN 'person' ELSE rtrim(TG_TABLE_NAME, 's') END;
BEGIN
  IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD) - 'created_at'; END IF;
  IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW) - 'created_at'; END IF;
  INSERT INTO adjourn.events (became, data) VALUES (
    what || CASE TG_OP WHEN 'INSERT' THEN ' added' WHEN 'UPDATE' THEN ' changed' ELSE ' removed' END,
    json_build_object('was', before, 'became', after));
  RETURN NULL;
END $$;


--
-- Name: person_has_a_login(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.person_has_a_login() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE another text;
BEGIN
  INSERT INTO adjourn.logins (login, person) VALUES (NEW.name, NEW.name) ON CONFLICT DO NOTHING;
  SELECT person INTO another FROM adjourn.logins WHERE login = NEW.name AND person <> NEW.name;
  IF another IS NOT NULL THEN
    PERFORM adjourn.refuse(format('%L is a login of %L', NEW.name, another), 'give the person another name, or take the login away');
  END IF;
  RETURN NULL;
END $$;


--
-- Name: person_is_renamed(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.person_is_renamed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  UPDATE adjourn.human_requests SET assignee = NEW.name WHERE status = 'open' AND assignee = OLD.name;
  RETURN NULL;
END $$;


--
-- Name: person_lets_go(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.person_lets_go() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE who text; which text;
BEGIN
  IF TG_TABLE_NAME = 'people' THEN who := OLD.name; ELSE who := OLD.person; which := OLD.team; END IF;
  UPDATE adjourn.human_requests SET assignee = NULL
    WHERE status = 'open' AND assignee = who AND team IS NOT NULL AND team = coalesce(which, team) AND NOT adjourn.answers_for(team, who);
  RETURN NULL;
END $$;


--
-- Name: place_is_left(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.place_is_left() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.places WHERE job_id = NEW.id) THEN
    DELETE FROM adjourn.places WHERE job_id = NEW.id AND leaves;
    UPDATE adjourn.places SET job_id = NULL WHERE job_id = NEW.id;
    PERFORM pg_notify('adjourn', '');
  END IF;
  RETURN NULL;
END $$;


--
-- Name: progress; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.progress (
    job_id uuid NOT NULL,
    n integer NOT NULL,
    at timestamp with time zone NOT NULL,
    run integer NOT NULL,
    lease_id uuid NOT NULL,
    place bigint NOT NULL,
    checkpoint_id text NOT NULL,
    checkpoint_ns text NOT NULL,
    node text NOT NULL,
    data json NOT NULL,
    is_cut boolean NOT NULL,
    dropped integer NOT NULL,
    CONSTRAINT dropped_counts_up CHECK ((dropped >= 0))
);


--
-- Name: TABLE progress; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.progress IS 'What nodes say while they run (custom events), the last 1,000 of each job that is in no batch.';


--
-- Name: progress_bytes(adjourn.progress); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.progress_bytes(p adjourn.progress) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
  SELECT 150::bigint + pg_column_size(p.data)
$$;


--
-- Name: progress_marks(uuid[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.progress_marks(jobs uuid[]) RETURNS TABLE(job uuid, mark text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
  SELECT j.id, concat_ws('.', (SELECT max(c.checkpoint_id) FROM adjourn.checkpoints c WHERE c.thread_id = j.thread_id AND c.checkpoint_ns = ''),
    (SELECT max(p.n) FROM adjourn.progress p WHERE p.job_id = j.id), (SELECT count(*) FROM adjourn.events e WHERE e.job_id = j.id))
  FROM adjourn.jobs j WHERE j.id = ANY (jobs)
$$;


--
-- Name: progress_of(uuid, text, integer, integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.progress_of(job uuid, after text DEFAULT ''::text, at_most integer DEFAULT 500, latest integer DEFAULT NULL::integer) RETURNS TABLE(id text, at timestamp with time zone, kind text, what text, number integer, run integer, checkpoint_ns text, node text, request_id bigint, by text, data json, is_cut boolean, dropped bigint)
    LANGUAGE plpgsql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $_$
#variable_conflict use_column
DECLARE
  place text[] := regexp_match(coalesce(progress_of.after, ''), '^([0-9a-f-]{36}|0)\.(\d{1,9})\.(\d{1,18})\.(\d{1,18})((?:-\d{1,18})*)$');
  at_step text := coalesce(place[1], '0'); at_said integer := coalesce(place[2], '0'); at_move bigint := coalesce(place[3], '0');
  since bigint := coalesce(place[4], '0'); seen bigint[] := array_remove(string_to_array(ltrim(coalesce(place[5], ''), '-'), '-'), '')::bigint[];
  of_all CONSTANT boolean := adjourn.sees_all();
  tells_errors CONSTANT boolean := of_all OR adjourn.is_one_of('{adjourn_submitter, adjourn_gateway}');
  reads_requests CONSTANT boolean := of_all OR adjourn.is_owner() OR adjourn.is_one_of('{adjourn_answerer, adjourn_inbox, adjourn_reader}');
  most CONSTANT integer := least(greatest(coalesce(progress_of.at_most, 500), 1), 10000);
  its_thread text; begun timestamptz; hex text; ours record; theirs record; is_ours boolean; done refcursor; moved refcursor;
BEGIN
  IF place IS NULL AND coalesce(progress_of.after, '') <> '' THEN
    PERFORM adjourn.refuse(format('%L is no id of progress', left(progress_of.after, 100)), 'give the id of the last that was read, or none');
  END IF;
  SELECT j.thread_id, j.started_at INTO its_thread, begun FROM adjourn.jobs j WHERE j.id = progress_of.job AND adjourn.sees_progress(j.id);
  IF its_thread IS NULL THEN
    RETURN;
  END IF;
  IF place IS NULL AND progress_of.latest IS NOT NULL THEN
    SELECT greatest(max(p.n) - progress_of.latest, 0) INTO at_said FROM adjourn.progress p WHERE p.job_id = progress_of.job;
    SELECT c.checkpoint_id INTO at_step FROM adjourn.checkpoints c WHERE c.thread_id = its_thread AND c.checkpoint_ns = ''
      ORDER BY c.checkpoint_id DESC OFFSET progress_of.latest LIMIT 1;
    SELECT e.id INTO at_move FROM adjourn.events e WHERE e.job_id = progress_of.job ORDER BY e.id DESC OFFSET progress_of.latest LIMIT 1;
    at_said := coalesce(at_said, 0); at_step := coalesce(at_step, '0'); at_move := coalesce(at_move, 0); since := at_move;
  END IF;
  -- Where a clock that is a day behind would have begun: not with what older jobs of a long thread did.
  hex := lpad(to_hex((extract(epoch FROM coalesce(begun, now()) - interval '1 day') * 10000000)::bigint + 122192928000000000), 15, '0');

  OPEN done FOR
    SELECT * FROM (
      SELECT 'step' AS kind, s.checkpoint_id, NULL::integer AS n, s.at, NULL::integer AS run, '' AS checkpoint_ns, NULL AS node,
        json_build_object('nodes', before.next, 'step', s.step) AS data, false AS is_cut, 0 AS dropped, s.xid, s.checkpoint_id AS stands
      FROM (
        SELECT s.checkpoint_id, s.step, s.at, c.xmin::text::bigint AS xid
        FROM adjourn.steps s JOIN adjourn.checkpoints c USING (thread_id, checkpoint_ns, checkpoint_id)
        WHERE s.thread_id = its_thread AND s.checkpoint_ns = '' AND s.checkpoint_id > at_step
          AND s.checkpoint_id > substr(hex, 1, 8) || '-' || substr(hex, 9, 4) || '-6' || substr(hex, 13, 3)
          AND s.job_id = progress_of.job AND s.source = 'loop' AND s.step > 0
        ORDER BY s.checkpoint_id LIMIT most) s
      -- The one before says which nodes ran; that after an input, that none did.
      LEFT JOIN LATERAL (SELECT b.next, b.source FROM adjourn.steps b WHERE b.thread_id = its_thread AND b.checkpoint_ns = ''
        AND b.checkpoint_id < s.checkpoint_id ORDER BY b.checkpoint_id DESC LIMIT 1) before ON true
      WHERE before.source IS DISTINCT FROM 'input'
      UNION ALL (
      SELECT 'custom', NULL, p.n, p.at, p.run, p.checkpoint_ns, p.node, p.data, p.is_cut, p.dropped, p.xmin::text::bigint,
        max(p.checkpoint_id) OVER (ORDER BY p.n)   -- also where a thread was late, or steps were taken back
      FROM adjourn.progress p WHERE p.job_id = progress_of.job AND p.n > at_said ORDER BY p.n LIMIT most)
    ) d ORDER BY d.stands, d.n NULLS FIRST;
  OPEN moved FOR
    SELECT e.id, e.at, e.by AS who, e.was, e.became, e.request_id, e.data, e.xmin::text::bigint AS xid, r.title,
      e.request_id IS NOT NULL AND e.was = 'open' AS is_theirs
    FROM adjourn.events e LEFT JOIN adjourn.human_requests r ON r.id = e.request_id
    WHERE e.job_id = progress_of.job AND CASE
      WHEN e.request_id IS NULL THEN e.became IN ('queued', 'running', 'waiting', 'blocked', 'succeeded', 'failed', 'cancelled') AND e.id > at_move
      WHEN e.was = 'open' THEN e.became IN ('answered', 'expired', 'withdrawn') AND e.id > since AND e.id <> ALL (seen)
      ELSE e.became = 'open' AND e.id > at_move END
      AND (e.request_id IS NULL OR reads_requests AND adjourn.sees(r.team))
    ORDER BY e.id LIMIT most;

  FETCH done INTO ours;
  FETCH moved INTO theirs;
  FOR item IN 1 .. most LOOP
    EXIT WHEN ours.kind IS NULL AND theirs.id IS NULL;
    -- Clocks of hosts differ, numbers of transactions do not, and those of a job's moves and steps follow one another. They
    -- begin anew after 4,000 million, so they are compared of what is not far apart.
    is_ours := theirs.id IS NULL OR coalesce(CASE WHEN ours.at BETWEEN theirs.at - interval '1 minute' AND theirs.at + interval '1 minute'
      THEN (theirs.xid - ours.xid + 4294967296) % 4294967296 < 2147483648 ELSE ours.at <= theirs.at END, false);
    at := CASE WHEN is_ours THEN ours.at ELSE theirs.at END;
    what := NULL; number := NULL; run := NULL; checkpoint_ns := NULL; node := NULL; request_id := NULL; "by" := NULL; data := NULL;
    is_cut := NULL; dropped := NULL;
    IF is_ours THEN
      kind := ours.kind; data := ours.data;
      IF kind = 'step' THEN
        at_step := ours.checkpoint_id;
      ELSE
        number := ours.n; run := ours.run; checkpoint_ns := ours.checkpoint_ns; node := ours.node; is_cut := ours.is_cut;
        dropped := ours.dropped + ours.n::bigint - at_said - 1; at_said := ours.n;
      END IF;
      FETCH done INTO ours;
    ELSE
      kind := CASE WHEN theirs.request_id IS NULL THEN 'job' ELSE 'request' END;
      "by" := theirs.who; request_id := theirs.request_id;
      IF kind = 'job' THEN
        what := theirs.became;
        data := json_strip_nulls(json_build_object('was', theirs.was,
          'error', CASE WHEN tells_errors AND theirs.became IN ('queued', 'blocked', 'failed', 'cancelled') THEN theirs.data END));
      ELSE
        what := CASE WHEN theirs.became <> 'open' THEN theirs.became WHEN theirs.was IS NULL THEN 'asked'
                     WHEN theirs.was = 'answered' THEN 'came back' ELSE 'asked again' END;
        data := json_strip_nulls(json_build_object('title', theirs.title, 'choice', theirs.data -> 'choice', 'why', theirs.data -> 'answer_error'));
      END IF;
      IF theirs.is_theirs THEN
        seen := seen || theirs.id;
      ELSE
        at_move := theirs.id;
        IF theirs.request_id IS NULL AND (theirs.was = 'waiting' AND theirs.became = 'running' OR theirs.became IN ('succeeded', 'failed', 'cancelled')) THEN
          since := theirs.id; seen := ARRAY(SELECT s FROM unnest(seen) s WHERE s > since);
        END IF;
      END IF;
      FETCH moved INTO theirs;
    END IF;
    id := concat_ws('.', at_step, at_said, at_move, array_to_string(since || seen, '-'));
    RETURN NEXT;
  END LOOP;
  CLOSE done; CLOSE moved;
END $_$;


--
-- Name: FUNCTION progress_of(job uuid, after text, at_most integer, latest integer); Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON FUNCTION adjourn.progress_of(job uuid, after text, at_most integer, latest integer) IS 'What happened to a job, in order, after the item whose id is given: read on from there as often as you like, nothing is missing and nothing comes twice.';


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
-- Name: prune_kept(text, integer, bigint); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.prune_kept(kind text, at_most integer, INOUT since bigint, OUT is_done boolean, OUT gone bigint) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_variable
DECLARE horizon timestamptz := (SELECT now() - k.ttl FROM adjourn.kept k WHERE k.what = kind); looked record;
BEGIN
  gone := 0; is_done := true;
  IF horizon IS NULL THEN
    RETURN;
  END IF;
  PERFORM set_config('adjourn.pruning', 'yes', true);
  IF kind = 'events' THEN
    SELECT count(*) AS number, max(e.id) AS last, max(e.at) AS at, array_agg(e.id) FILTER (WHERE e.at < horizon AND NOT EXISTS (
        SELECT FROM adjourn.jobs j WHERE j.id = e.job_id AND j.finished_at IS NULL)) AS ids
      INTO looked FROM (SELECT id, e.at, job_id FROM adjourn.events e WHERE e.id > since ORDER BY e.id LIMIT at_most) e;
    DELETE FROM adjourn.events e WHERE e.id = ANY(looked.ids);
    GET DIAGNOSTICS gone = ROW_COUNT;
    -- They are in the order of their ids, but for those whose transactions took long.
    is_done := looked.number < at_most OR looked.at > horizon + interval '1 hour'; since := coalesce(looked.last, since);
  ELSIF kind = 'refused' THEN
    DELETE FROM adjourn.refused WHERE id IN (SELECT r.id FROM adjourn.refused r WHERE r.at < horizon AND r.again_at IS NULL
      LIMIT at_most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT; is_done := gone < at_most;
  ELSIF kind = 'batches' THEN
    -- Who adds lines to it locks it first, and so does this; then it looks again.
    looked := ROW(ARRAY(SELECT b.id FROM adjourn.batches b WHERE b.created_at < horizon AND coalesce(b.submitted_at < horizon, true)
      AND NOT EXISTS (SELECT FROM adjourn.jobs j WHERE j.batch_id = b.id) LIMIT at_most FOR UPDATE SKIP LOCKED));
    DELETE FROM adjourn.batches b WHERE b.id = ANY(looked.f1) AND NOT EXISTS (SELECT FROM adjourn.jobs j WHERE j.batch_id = b.id);
    GET DIAGNOSTICS gone = ROW_COUNT; is_done := gone < at_most;
    DELETE FROM adjourn.limits l WHERE l.batch_id = ANY(looked.f1) AND NOT EXISTS (SELECT FROM adjourn.batches b WHERE b.id = l.batch_id);
  ELSIF kind = 'progress' THEN
    DELETE FROM adjourn.progress WHERE (job_id, n) IN (SELECT p.job_id, p.n FROM adjourn.progress p WHERE p.at < horizon AND (
        EXISTS (SELECT FROM adjourn.progress later WHERE later.job_id = p.job_id AND later.n > p.n)
        OR NOT EXISTS (SELECT FROM adjourn.jobs j WHERE j.id = p.job_id AND j.finished_at IS NULL))
      ORDER BY p.at LIMIT at_most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT; is_done := gone < at_most;
  ELSIF kind = 'sessions' THEN
    DELETE FROM adjourn.sessions WHERE hash IN (SELECT s.hash FROM adjourn.sessions s
      WHERE NOT adjourn.lasts(s) AND s.seen_at < horizon LIMIT at_most FOR UPDATE SKIP LOCKED);
    GET DIAGNOSTICS gone = ROW_COUNT; is_done := gone < at_most;
  END IF;
  PERFORM set_config('adjourn.pruning', '', true);
END $$;


--
-- Name: prune_threads(text, text, integer, timestamp with time zone, uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.prune_threads(of_project text, of_graph text, at_most integer, INOUT at timestamp with time zone, INOUT last uuid, OUT is_done boolean, OUT gone json) RETURNS record
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    AS $$
#variable_conflict use_variable
DECLARE
  rule adjourn.retention; horizon timestamptz; looked record; found text[]; chosen text[]; ids uuid[]; asked bigint[]; busy text[];
  counts bigint[] := '{}'; n bigint; one text;
BEGIN
  is_done := true;
  SELECT * INTO rule FROM adjourn.retention r WHERE r.project = of_project AND r.graph = of_graph;
  IF rule.ttl IS NULL THEN
    RETURN;
  END IF;
  horizon := now() - rule.ttl;
  WITH looked AS MATERIALIZED (
    SELECT j.id, j.thread_id, j.project, j.graph, j.finished_at FROM adjourn.jobs j
      WHERE j.finished_at IS NOT NULL AND j.finished_at >= at AND (j.finished_at, j.id) > (at, last) AND j.finished_at < horizon
      ORDER BY j.finished_at, j.id LIMIT at_most
  ), last AS (
    SELECT l.finished_at, l.id FROM looked l ORDER BY l.finished_at DESC, l.id DESC LIMIT 1
  ), threads AS (
    SELECT DISTINCT l.thread_id FROM looked l WHERE l.project = of_project AND l.graph = of_graph
  ) SELECT (SELECT count(*) FROM looked) AS number, (SELECT l.finished_at FROM last l) AS at, (SELECT l.id FROM last l) AS last,
      ARRAY(SELECT t.thread_id FROM threads t WHERE NOT EXISTS (
        SELECT FROM adjourn.jobs j WHERE j.thread_id = t.thread_id AND (j.finished_at IS NULL OR j.finished_at >= horizon))
        AND (rule.strategy = 'delete' OR adjourn.has_older(t.thread_id))) AS threads
    INTO looked;
  is_done := looked.number < at_most;

  SELECT array_agg(t.thread_id) INTO found FROM (
    SELECT t.thread_id FROM adjourn.threads t WHERE t.thread_id = ANY(looked.threads) LIMIT at_most FOR UPDATE SKIP LOCKED) t;
  WITH free AS (
    SELECT j.thread_id, j.finished_at FROM adjourn.jobs j WHERE j.thread_id = ANY(found) FOR UPDATE SKIP LOCKED
  ), whole AS (
    SELECT f.thread_id, count(*) AS number FROM free f GROUP BY f.thread_id HAVING bool_and(coalesce(f.finished_at < horizon, false))
      AND count(*) = (SELECT count(*) FROM adjourn.jobs j WHERE j.thread_id = f.thread_id)
  ), placed AS (
    SELECT w.thread_id, sum(w.number) OVER (ORDER BY w.thread_id) - w.number AS before FROM whole w
  ) SELECT array_agg(p.thread_id) INTO chosen FROM placed p WHERE p.before < at_most;
  ids := ARRAY(SELECT j.id FROM adjourn.jobs j WHERE j.thread_id = ANY(chosen));
  asked := ARRAY(SELECT r.id FROM adjourn.human_requests r WHERE r.job_id = ANY(ids) AND r.status NOT IN ('open', 'answered')
    FOR UPDATE SKIP LOCKED);
  busy := ARRAY(SELECT DISTINCT r.thread_id FROM adjourn.human_requests r WHERE r.job_id = ANY(ids) AND r.id <> ALL(asked));
  IF busy <> '{}' THEN
    chosen := ARRAY(SELECT t FROM unnest(chosen) t WHERE t <> ALL(busy));
    ids := ARRAY(SELECT j.id FROM adjourn.jobs j WHERE j.thread_id = ANY(chosen));
    asked := ARRAY(SELECT r.id FROM adjourn.human_requests r WHERE r.job_id = ANY(ids));
  END IF;

  IF cardinality(chosen) > 0 THEN
    PERFORM set_config('adjourn.pruning', 'yes', true);
    IF rule.strategy = 'delete' THEN
      DELETE FROM adjourn.notes o WHERE o.request_id = ANY(asked);
      GET DIAGNOSTICS n = ROW_COUNT; counts := counts || n;
      DELETE FROM adjourn.progress p WHERE p.job_id = ANY(ids);
      GET DIAGNOSTICS n = ROW_COUNT;
      gone := json_build_object('progress', n);
      DELETE FROM adjourn.events e WHERE e.job_id = ANY(ids);
      GET DIAGNOSTICS n = ROW_COUNT; counts := counts || n;
      DELETE FROM adjourn.human_requests r WHERE r.id = ANY(asked);
      GET DIAGNOSTICS n = ROW_COUNT; counts := counts || n;
      DELETE FROM adjourn.jobs j WHERE j.id = ANY(ids);
      GET DIAGNOSTICS n = ROW_COUNT; counts := counts || n;
      DELETE FROM adjourn.checkpoint_writes c WHERE c.thread_id = ANY(chosen);
      DELETE FROM adjourn.checkpoint_blobs c WHERE c.thread_id = ANY(chosen);
      DELETE FROM adjourn.checkpoints c WHERE c.thread_id = ANY(chosen);
      GET DIAGNOSTICS n = ROW_COUNT; counts := counts || n;
      DELETE FROM adjourn.threads t WHERE t.thread_id = ANY(chosen);
      gone := json_build_object('threads', cardinality(chosen), 'jobs', counts[4], 'human_requests', counts[3], 'notes', counts[1],
        'events', counts[2], 'progress', gone -> 'progress', 'checkpoints', counts[5]);
    ELSE
      n := 0;
      FOREACH one IN ARRAY chosen LOOP
        n := n + adjourn.keep_latest(one);
      END LOOP;
      gone := json_build_object('threads', cardinality(chosen), 'checkpoints', n);
    END IF;
    INSERT INTO adjourn.events (became, data) VALUES ('pruned', (
      jsonb_build_object('project', of_project, 'graph', of_graph, 'strategy', rule.strategy) || gone::jsonb)::json);
    PERFORM set_config('adjourn.pruning', '', true);
  END IF;
  -- What did not fit in is found from the same place again, as what did is gone.
  IF gone IS NOT NULL AND cardinality(chosen) + cardinality(busy) < cardinality(found) THEN
    is_done := false;
  ELSIF looked.at IS NOT NULL THEN
    at := looked.at; last := looked.last;
  END IF;
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
-- Name: release_lapsed(integer); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.release_lapsed(at_most integer) RETURNS bigint
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  WITH lapsed AS (
    SELECT id FROM adjourn.human_requests WHERE status = 'open' AND claimed_until < now() LIMIT at_most
    FOR NO KEY UPDATE SKIP LOCKED
  ), released AS (
    UPDATE adjourn.human_requests r SET assignee = NULL FROM lapsed WHERE r.id = lapsed.id RETURNING r.id
  ) SELECT count(*) FROM released
$$;


--
-- Name: request_arrives(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_arrives() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE wrong text[] := '{}'; misfit text;
BEGIN
  IF NEW.team IS NOT NULL AND NOT EXISTS (SELECT FROM adjourn.teams WHERE name = NEW.team) THEN
    wrong := wrong || format('there is no team %s', NEW.team);
    INSERT INTO adjourn.teams (name) VALUES ('unrouted') ON CONFLICT DO NOTHING;
    NEW.team := 'unrouted'; NEW.assignee := NULL;
  ELSIF NEW.team IS NOT NULL AND NEW.assignee IS NOT NULL AND coalesce(adjourn.may_in(NEW.team, NEW.assignee), 'look') = 'look' THEN
    wrong := wrong || format('%s may not answer for team %s', NEW.assignee, NEW.team);
    NEW.assignee := NULL;
  END IF;
  IF NEW.at_expiry = 'answer' THEN
    misfit := CASE WHEN adjourn.lets_pass(NEW) THEN 'it would approve what nobody has seen'
                   ELSE adjourn.misfit(NEW.expiry_answer, NEW.answer_schema) END;
    IF misfit IS NOT NULL THEN
      wrong := wrong || format('expiry_answer cannot be given: %s', left(misfit, 200));
      NEW.at_expiry := 'stay'; NEW.expiry_answer := NULL;
    END IF;
  END IF;
  IF wrong <> '{}' THEN
    NEW.policy := (NEW.policy::jsonb || jsonb_build_object('error', array_to_string(wrong, '; ')))::json;
  END IF;
  RETURN NEW;
END $$;


--
-- Name: request_belongs(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_belongs() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE me text := adjourn.decider(); may text := coalesce(adjourn.may_in(OLD.team, me), 'look');
  leads boolean := may = 'lead' OR adjourn.is_operator(); passes boolean := NEW.team IS DISTINCT FROM OLD.team;
  -- What time does, whoever says that it has come (0004_time.sql).
  reminds boolean := NEW.remind_at IS NULL AND coalesce(OLD.remind_at < clock_timestamp(), false);
  escalates boolean := NEW.escalate_at IS NULL AND coalesce(OLD.escalate_at < clock_timestamp(), false);
  expires boolean := NEW.expires_at IS NULL AND coalesce(OLD.expires_at < clock_timestamp(), false);
BEGIN
  IF current_setting('adjourn.erasing', true) = OLD.thread_id THEN
    RETURN NEW;
  ELSIF (NEW.four_eyes, NEW.escalate_to, NEW.at_expiry, NEW.expiry_answer, NEW.policy::text) IS DISTINCT FROM
     (OLD.four_eyes, OLD.escalate_to, OLD.at_expiry, OLD.expiry_answer, OLD.policy::text) THEN
    PERFORM adjourn.refuse(format('the rules of request %s cannot be changed: four_eyes, escalate_to, at_expiry, expiry_answer, policy',
      OLD.id), 'those of the policy count that there were when it was asked');
  ELSIF NOT leads AND (NEW.due_at IS DISTINCT FROM OLD.due_at OR NEW.priority <> OLD.priority AND NOT (escalates AND NEW.priority = adjourn.more_urgent(OLD.priority))
      OR NEW.remind_at IS DISTINCT FROM OLD.remind_at AND NOT reminds
      OR NEW.escalate_at IS DISTINCT FROM OLD.escalate_at AND NOT escalates
      OR NEW.expires_at IS DISTINCT FROM OLD.expires_at AND NOT expires) THEN
    PERFORM adjourn.refuse(format('%s may not change priority and dates of request %s', me, OLD.id),
      'who may: ' || coalesce(adjourn.who_may(OLD.team, 'lead'), 'an operator'));
  ELSIF num_nonnulls(OLD.team, NEW.team, NEW.hidden_until, NEW.claimed_until) = 0 THEN
    RETURN NEW;
  ELSIF NEW.assignee = (SELECT person FROM adjourn.logins WHERE login = OLD.assignee AND login <> person)
        AND adjourn.custody(NEW) = adjourn.custody(OLD) || jsonb_build_object('assignee', NEW.assignee) THEN
    RETURN NEW;  -- the same person by another name
  ELSIF OLD.status <> 'open' THEN
    PERFORM adjourn.refuse(format('request %s is %s: nobody can take it or pass it on', OLD.id, OLD.status));
  ELSIF NEW.four_eyes AND NEW.at_expiry = 'answer' AND NEW.expires_at < coalesce(OLD.expires_at, 'infinity') AND NOT adjourn.is_operator() THEN
    -- Who brings forward what time will say must be one who may say it.
    PERFORM adjourn.require_may_answer(OLD, me);
  END IF;

  IF passes THEN
    IF NOT leads AND NOT (escalates AND NEW.team IS NOT DISTINCT FROM OLD.escalate_to)
       AND (OLD.team IS NOT NULL OR adjourn.may_in(NEW.team, me) IS DISTINCT FROM 'lead') THEN
      PERFORM adjourn.refuse(format('%s may not pass request %s to another team', me, OLD.id),
        'who may: ' || adjourn.who_may(coalesce(OLD.team, NEW.team), 'lead'));
    ELSIF NEW.team IS NULL AND NOT adjourn.is_operator() THEN
      PERFORM adjourn.refuse(format('request %s must stay some team''s', OLD.id), 'name one');
    END IF;
    NEW.assignee := CASE WHEN NEW.assignee IS DISTINCT FROM OLD.assignee THEN NEW.assignee END;
    NEW.claimed_until := NULL; NEW.hidden_until := NULL;
  END IF;

  IF NEW.assignee IS DISTINCT FROM OLD.assignee AND NEW.team IS NOT NULL THEN
    IF OLD.claimed_until < clock_timestamp() AND NEW.assignee IS NULL THEN
      NULL;  -- it has lapsed: anybody may say so
    ELSIF NOT passes AND OLD.assignee <> me AND coalesce(OLD.claimed_until > clock_timestamp(), true) AND NOT leads
          AND adjourn.answers_for(OLD.team, OLD.assignee) THEN
      PERFORM adjourn.refuse(format('%s has request %s%s', OLD.assignee, OLD.id, coalesce(
          ' until ' || to_char(OLD.claimed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI UTC'), '')),
        format('%s releases it, or a lead does: %s', OLD.assignee, adjourn.who_may(OLD.team, 'lead')));
    ELSIF may = 'look' AND NOT leads AND NOT passes THEN
      PERFORM adjourn.refuse(format('request %s is for team %s, for which %s may not answer', OLD.id, OLD.team, me),
        'who may: ' || adjourn.who_may(OLD.team, 'answer', 'lead'));
    END IF;
    IF NEW.assignee IS NOT NULL AND NOT adjourn.answers_for(NEW.team, NEW.assignee) THEN
      PERFORM adjourn.refuse(format('%s may not answer for team %s', NEW.assignee, NEW.team),
        'who may: ' || adjourn.who_may(NEW.team, 'answer', 'lead'));
    END IF;
    NEW.claimed_until := CASE WHEN NEW.assignee = me THEN adjourn.end_of_claim(NEW) END;
    NEW.hidden_until := CASE WHEN NEW.hidden_until IS DISTINCT FROM OLD.hidden_until THEN NEW.hidden_until END;
  ELSIF NOT passes AND NEW.claimed_until IS DISTINCT FROM OLD.claimed_until THEN
    -- Who has it may have it for longer, from now on.
    NEW.claimed_until := CASE WHEN NEW.assignee = me AND OLD.claimed_until IS NOT NULL THEN adjourn.end_of_claim(NEW) ELSE OLD.claimed_until END;
  END IF;

  IF NEW.hidden_until IS DISTINCT FROM OLD.hidden_until AND NEW.hidden_until IS NOT NULL THEN
    IF NEW.assignee IS DISTINCT FROM me THEN
      PERFORM adjourn.refuse(format('request %s is not %s''s to put off', OLD.id, me), 'take it first: only its assignee may');
    ELSIF NEW.hidden_until > NEW.due_at THEN
      PERFORM adjourn.refuse(format('request %s is due at %s', OLD.id, to_char(NEW.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI UTC')),
        'put it off until then at most');
    END IF;
  END IF;
  RETURN NEW;
END $$;


--
-- Name: request_bytes(adjourn.human_requests); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_bytes(r adjourn.human_requests) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
  SELECT 300::bigint + coalesce(pg_column_size(r.title), 0) + coalesce(pg_column_size(r.question), 0) + coalesce(pg_column_size(r.answer_schema), 0)
    + coalesce(pg_column_size(r.options), 0) + coalesce(pg_column_size(r.comment), 0) + coalesce(pg_column_size(r.answer), 0)
    + coalesce(pg_column_size(r.shown), 0)
$$;


--
-- Name: request_custody(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_custody() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE was jsonb := adjourn.custody(OLD); became jsonb := adjourn.custody(NEW); why text := current_setting('adjourn.why', true);
BEGIN
  INSERT INTO adjourn.events (job_id, request_id, was, became, data) VALUES (NEW.job_id, NEW.id, 'open', 'open',
    (SELECT json_object_agg(name, value) FROM (
       SELECT name, jsonb_build_array(was -> name, became -> name) AS value FROM jsonb_object_keys(was) name
         WHERE was -> name <> became -> name
       UNION ALL SELECT 'why', to_jsonb(why) WHERE why <> '') said));
  RETURN NULL;
END $$;


--
-- Name: request_ends(bigint, integer, boolean); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_ends(before bigint, most integer, mine boolean DEFAULT false) RETURNS TABLE(event bigint, at timestamp with time zone, by text, became text, id bigint, kind text, title text, graph text, team text, answered_via text)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  WITH me AS MATERIALIZED (SELECT adjourn.my_teams() AS teams, adjourn.sees_all() AS sees_all)
  SELECT e.id, e.at, e.by, CASE e.became WHEN 'open' THEN 'came back' ELSE e.became END,
    r.id, r.kind, r.title, r.graph, r.team, e.data ->> 'via'
  FROM (SELECT * FROM adjourn.events WHERE id < coalesce(before, 9223372036854775807) ORDER BY id DESC LIMIT 20000) e
  JOIN adjourn.human_requests r ON r.id = e.request_id AND r.job_id = e.job_id CROSS JOIN me
  WHERE (e.became IN ('answered', 'expired', 'withdrawn') AND e.was <> e.became OR e.became = 'open' AND e.was IN ('answered', 'resumed'))
    AND (NOT mine OR e.by = adjourn.person())
    AND (r.team IS NULL OR r.team = ANY (me.teams) OR me.sees_all)
  ORDER BY e.id DESC LIMIT most
$$;


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
      NEW.task_id, NEW.ordinal, NEW.look_twice, NEW.shown::text) IS DISTINCT FROM
     (OLD.id, OLD.job_id, OLD.thread_id, OLD.graph, OLD.node, OLD.kind, OLD.title, OLD.question::text, OLD.question_hash,
      OLD.answer_schema::text, OLD.options::text, OLD.created_at, OLD.interrupt_id, OLD.checkpoint_ns, OLD.checkpoint_id,
      OLD.task_id, OLD.ordinal, OLD.look_twice, OLD.shown::text)
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
DECLARE client text := CASE WHEN current_setting('adjourn.person', true) <> '' THEN nullif(current_setting('adjourn.client', true), '') END;
  why text := CASE WHEN NEW.status = 'withdrawn' THEN nullif(current_setting('adjourn.why', true), '') END;
BEGIN
  INSERT INTO adjourn.events (by, job_id, request_id, was, became, data) VALUES (
    coalesce(CASE WHEN TG_OP = 'UPDATE' THEN CASE WHEN (OLD.status, NEW.status) = ('open', 'answered') THEN NEW.answered_by END END,
      adjourn.person()),
    NEW.job_id, NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END, NEW.status,
    CASE WHEN NEW.status = 'answered' AND client IS NOT NULL THEN
           json_build_object('answer', NEW.answer, 'choice', NEW.choice, 'comment', NEW.comment, 'via', NEW.answered_via,
                             'client', left(client, 100))
         WHEN NEW.status = 'answered' THEN
           json_build_object('answer', NEW.answer, 'choice', NEW.choice, 'comment', NEW.comment, 'via', NEW.answered_via)
         WHEN NEW.status = 'open' AND TG_OP = 'UPDATE' THEN
           json_build_object('answer_error', NEW.answer_error, 'answer', OLD.answer,
                             'choice', OLD.choice, 'comment', OLD.comment)
         WHEN why IS NOT NULL THEN json_build_object('why', left(why, 1000)) END);
  -- Always, even while other questions of the job are open: two people who answer its last two at
  -- the same moment cannot see each other. Of many at once (adjourn.answer_many) the scheduler hears that there are some.
  IF NEW.status IN ('answered', 'expired', 'withdrawn') THEN
    IF current_setting('adjourn.ring_once', true) = 'yes' THEN
      PERFORM pg_notify('adjourn', '');
    ELSE
      PERFORM adjourn.ring(NEW.job_id::text);
    END IF;
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
DECLARE given adjourn.human_requests; misfit text; is_retried boolean := false;
BEGIN
  -- A statement of its own (0003_speed.sql).
  IF OLD.status IN ('expired', 'withdrawn') AND NEW.status IN ('open', 'answered') THEN
    is_retried := EXISTS (SELECT FROM adjourn.jobs WHERE id = NEW.job_id AND status = 'queued');
  END IF;
  -- Admin grids write empty text where nothing was typed.
  NEW.choice := CASE WHEN btrim(NEW.choice) <> '' THEN NEW.choice END;
  NEW.comment := nullif(NEW.comment, '');
  NEW.rejected_answer := OLD.rejected_answer;

  IF NEW.status = 'open' AND (OLD.status = 'answered' OR OLD.status IN ('resumed', 'withdrawn') AND adjourn.is_asked_again(OLD, NEW)) THEN
    NEW.rejected_answer := coalesce(OLD.answer::text, OLD.rejected_answer);
    NEW.answer := NULL; NEW.choice := NULL; NEW.comment := NULL; NEW.answered_by := NULL; NEW.answered_at := NULL;
    NEW.answered_via := NULL; NEW.resumed_at := NULL;
    RETURN adjourn.opens_again(OLD, NEW);
  ELSIF is_retried THEN
    IF (NEW.choice, NEW.comment, NEW.answer) IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer) THEN
      PERFORM adjourn.refuse(format('request %s is %s', OLD.id, OLD.status), 'open it first');
    END IF;
    -- An operator retries the job: what it asked counts again, and so does what was answered.
    NEW.answered_by := OLD.answered_by; NEW.answered_at := OLD.answered_at; NEW.answered_via := OLD.answered_via;
    RETURN adjourn.opens_again(OLD, NEW);
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
        misfit := CASE WHEN NEW.answer_schema IS NOT NULL THEN adjourn.misfit(NEW.answer, NEW.answer_schema) END;
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
    NEW.answered_at := clock_timestamp();
    NEW.answered_via := coalesce(nullif(current_setting('adjourn.via', true), ''), 'sql');
    -- adjourn.keep_time says so. Whoever else does has done what it would have done.
    IF NEW.answered_via = 'expiry' AND OLD.at_expiry = 'answer' AND OLD.expires_at < clock_timestamp()
       AND NEW.answer = OLD.expiry_answer AND NOT adjourn.lets_pass(OLD) THEN
      NEW.answered_by := 'time';
    ELSE
      NEW.answered_by := adjourn.decider();
      NEW.answered_via := CASE WHEN NEW.answered_via = 'expiry' THEN 'sql' ELSE NEW.answered_via END;
      IF NEW.four_eyes OR num_nonnulls(NEW.team, NEW.assignee) > 0 THEN
        PERFORM adjourn.require_may_answer(NEW, NEW.answered_by);
      END IF;
    END IF;
  ELSE
    NEW.answered_by := OLD.answered_by; NEW.answered_at := OLD.answered_at; NEW.answered_via := OLD.answered_via;
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
-- Name: request_stays_in_sight(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_stays_in_sight() RETURNS trigger
    LANGUAGE plpgsql
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF row_security_active('adjourn.human_requests') AND NOT adjourn.sees(NEW.team) THEN
    RAISE EXCEPTION 'request % would be for team %, whose questions you do not see', OLD.id, NEW.team
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('SELECT adjourn.pass_on(%s, %L)', OLD.id, NEW.team);
  END IF;
  RETURN NEW;
END $$;


--
-- Name: request_told(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.request_told() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE topics text[]; its_project text; data json;
BEGIN
  -- Not as a condition of the trigger, which each statement would read anew.
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.status = 'open') = (NEW.status = 'open') AND (OLD.status <> 'open' OR
        (OLD.team, OLD.assignee, OLD.remind_at, OLD.escalate_at) IS NOT DISTINCT FROM (NEW.team, NEW.assignee, NEW.remind_at, NEW.escalate_at)) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF NOT EXISTS (SELECT FROM adjourn.subscriptions) THEN
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    topics := '{request.opened}';
  ELSIF OLD.status <> 'open' THEN
    topics := CASE OLD.status WHEN 'answered' THEN '{request.came_back}' ELSE '{request.opened}' END;
  ELSIF NEW.status <> 'open' THEN
    topics := '{request.closed}';
  ELSE
    topics := array_remove(ARRAY[
      CASE WHEN OLD.remind_at <= now() AND NEW.remind_at IS NULL THEN 'request.due' END,
      CASE WHEN OLD.escalate_at <= now() AND NEW.escalate_at IS NULL THEN 'request.escalated'
           WHEN NEW.assignee <> coalesce(OLD.assignee, '') OR NEW.team IS DISTINCT FROM OLD.team THEN 'request.assigned' END], NULL);
  END IF;
  IF topics <> '{}' THEN
    SELECT project INTO its_project FROM adjourn.jobs WHERE id = NEW.job_id;
    data := json_build_object('project', its_project, 'graph', NEW.graph, 'job_id', NEW.job_id, 'thread_id', NEW.thread_id, 'request_id', NEW.id,
      'node', NEW.node, 'kind', NEW.kind, 'status', NEW.status, 'team', NEW.team, 'assignee', NEW.assignee, 'priority', NEW.priority,
      'due_at', NEW.due_at);
    PERFORM adjourn.tell(topic, NEW.job_id, NEW.id, its_project, NEW.graph, NEW.team, data) FROM unnest(topics) topic;
  END IF;
  RETURN NULL;
END $$;


--
-- Name: require_may_answer(adjourn.human_requests, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.require_may_answer(request adjourn.human_requests, me text) RETURNS void
    LANGUAGE plpgsql
    AS $$
DECLARE submitter text;
BEGIN
  IF request.team IS NOT NULL THEN
    IF request.team = 'unrouted' AND adjourn.may_in('unrouted', me) IS DISTINCT FROM 'lead' THEN
      PERFORM adjourn.refuse(format('request %s has come to no team, and %s does not lead team unrouted', request.id, me),
        'its leads pass it to a team, or answer: ' || adjourn.who_may('unrouted', 'lead'));
    ELSIF coalesce(adjourn.may_in(request.team, me), 'look') = 'look' THEN
      PERFORM adjourn.refuse(format('request %s is for team %s, for which %s may not answer', request.id, request.team, me),
        'who may: ' || adjourn.who_may(request.team, 'answer', 'lead'));
    END IF;
  END IF;
  IF request.assignee <> me AND request.policy ->> 'exclusive' = 'true' AND coalesce(request.claimed_until > clock_timestamp(), true) THEN
    PERFORM adjourn.refuse(format('%s has taken request %s, and nobody else may answer it', request.assignee, request.id),
      'he releases it, or a lead does: ' || coalesce(adjourn.who_may(request.team, 'lead'), 'an operator'));
  END IF;
  IF request.four_eyes THEN
    FOR submitter IN SELECT adjourn.submitters(request.job_id) LOOP
      IF submitter = me THEN
        PERFORM adjourn.refuse(format('%s has submitted the job of request %s, which somebody else has to answer', me, request.id),
          'who may: ' || coalesce(adjourn.who_may(request.team, 'answer', 'lead'), 'anybody else'));
      ELSIF NOT EXISTS (SELECT FROM adjourn.people WHERE name = submitter) THEN
        PERFORM adjourn.refuse(format('who submitted the job of request %s, %s, is no known person, so nobody is known to be another',
          request.id, coalesce(quote_literal(submitter), 'nobody knows')), 'adjourn people add, with all logins of that person');
      ELSIF NOT EXISTS (SELECT FROM adjourn.people WHERE name = me) THEN
        PERFORM adjourn.refuse(format('%s is no known person, so not known to be another than %s', me, submitter),
          'adjourn people add, with all logins of that person');
      END IF;
    END LOOP;
  END IF;
END $$;


--
-- Name: ring(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.ring(job text) RETURNS void
    LANGUAGE plpgsql
    AS $$
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


--
-- Name: schedule_changed(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.schedule_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO adjourn.events (became, data) VALUES (
    'schedule ' || CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END,
    json_build_object('was', CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - '{input,config,context}'::text[] END,
      'became', CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - '{input,config,context}'::text[] END));
  RETURN NULL;
END $$;


--
-- Name: schedule_is_sound(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.schedule_is_sound() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE does_the_same boolean := false;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.project, NEW.name) IS DISTINCT FROM (OLD.project, OLD.name) THEN
      PERFORM adjourn.refuse(format('schedule %L cannot be renamed', OLD.name), 'delete it and insert another');
    END IF;
    does_the_same := (to_jsonb(NEW) - '{paused,since,next_at,last_at,error,submitted_by,created_at,zone,cron,missed}'::text[]) =
      (to_jsonb(OLD) - '{paused,since,next_at,last_at,error,submitted_by,created_at,zone,cron,missed}'::text[]);
    NEW.submitted_by := CASE WHEN does_the_same THEN OLD.submitted_by ELSE adjourn.person() END;
    NEW.created_at := OLD.created_at;
    IF NEW.since = OLD.since AND ((NEW.cron, NEW.zone) <> (OLD.cron, OLD.zone) OR OLD.paused AND NOT NEW.paused) THEN
      NEW.since := now();
    END IF;
    IF (NEW.cron, NEW.zone, NEW.since, NEW.paused) <> (OLD.cron, OLD.zone, OLD.since, OLD.paused) OR NOT does_the_same THEN
      NEW.error := NULL;
    END IF;
    IF (NEW.cron, NEW.zone, NEW.since) <> (OLD.cron, OLD.zone, OLD.since) THEN
      NEW.next_at := NULL;
    END IF;
  ELSE
    NEW.project := adjourn.project_for(NEW.graph, NEW.project, NEW.thread_id, NULL);
    NEW.submitted_by := adjourn.person();
    NEW.next_at := NULL; NEW.last_at := NULL; NEW.error := NULL; NEW.created_at := now();
  END IF;
  IF NOT does_the_same THEN
    BEGIN
      PERFORM adjourn.add_job(NEW.graph, NEW.input::text, NEW.thread_id, NULL, NEW.config::text, NEW.context::text, NEW.queue, NEW.priority,
        NEW.max_attempts, now(), NULL, NEW.project, NEW.run_timeout, NEW.tags);
      RAISE EXCEPTION USING ERRCODE = 'AJ000';
    EXCEPTION WHEN SQLSTATE 'AJ000' THEN
      NULL;
    END;
  END IF;
  RETURN NEW;
END $$;


--
-- Name: sees(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.sees(which text) RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT which IS NULL OR which = ANY (adjourn.my_teams()) OR adjourn.sees_all()
$$;


--
-- Name: sees_all(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.sees_all() RETURNS boolean
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT coalesce(current_setting('adjourn.person', true), '') = '' AND (NOT relrowsecurity OR adjourn.is_owner()
      OR EXISTS (SELECT FROM pg_roles WHERE rolname = session_user AND rolbypassrls)
      OR EXISTS (SELECT FROM pg_roles WHERE rolname IN ('adjourn_reader', 'adjourn_worker') AND pg_has_role(session_user, oid, 'MEMBER')))
  FROM pg_class WHERE oid = 'adjourn.human_requests'::regclass
$$;


--
-- Name: sees_batch(adjourn.batches); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.sees_batch(b adjourn.batches) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT b.created_by = adjourn.person() OR adjourn.sees_all() OR NOT EXISTS (SELECT FROM adjourn.teams)
    OR EXISTS (SELECT FROM adjourn.jobs j JOIN adjourn.human_requests r ON r.job_id = j.id AND r.status = 'open'
      JOIN adjourn.members m ON m.team = r.team AND m.person = adjourn.person() AND m.may = 'lead'
      WHERE j.batch_id = b.id AND j.status = 'waiting')
$$;


--
-- Name: sees_job(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.sees_job(job uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT EXISTS (SELECT FROM adjourn.human_requests r WHERE r.job_id = job AND adjourn.sees(r.team))
$$;


--
-- Name: sees_progress(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.sees_progress(job uuid) RETURNS boolean
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT adjourn.sees_all() OR adjourn.is_one_of('{adjourn_submitter, adjourn_gateway}') OR adjourn.sees_job(job)
    OR (adjourn.is_owner() OR adjourn.is_one_of('{adjourn_answerer, adjourn_inbox}')) AND NOT EXISTS (SELECT FROM adjourn.teams)
$$;


--
-- Name: sees_those_of(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.sees_those_of() RETURNS SETOF text
    LANGUAGE sql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT name FROM adjourn.teams t WHERE (SELECT adjourn.sees_all()) OR name = ANY ((SELECT adjourn.my_teams())::text[])
  ORDER BY (SELECT ROW(-r.priority, coalesce(r.due_at, 'infinity'), r.id) FROM adjourn.human_requests r
    WHERE r.status = 'open' AND r.team = t.name ORDER BY -r.priority, coalesce(r.due_at, 'infinity'), r.id LIMIT 1), name
  LIMIT 10
$$;


--
-- Name: session_person(bytea, boolean); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.session_person(id bytea, by_itself boolean DEFAULT false) RETURNS text
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE session adjourn.sessions;
BEGIN
  SELECT s.* INTO session FROM adjourn.sessions s JOIN adjourn.people ON name = person WHERE hash = id AND active;
  IF session.hash IS NULL OR NOT adjourn.lasts(session) THEN
    RETURN NULL;
  ELSIF NOT by_itself AND session.seen_at < now() - interval '1 minute' THEN
    UPDATE adjourn.sessions SET seen_at = clock_timestamp()
      WHERE hash = (SELECT hash FROM adjourn.sessions WHERE hash = id FOR UPDATE SKIP LOCKED);
    PERFORM adjourn.visit(session.person);
  END IF;
  RETURN session.person;
END $$;


--
-- Name: sessions_end(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.sessions_end() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF TG_TABLE_NAME = 'people' THEN
    DELETE FROM adjourn.sessions WHERE person = NEW.name;
  ELSE
    DELETE FROM adjourn.sessions WHERE person = coalesce(NEW.person, OLD.person);
    INSERT INTO adjourn.events (became, data) VALUES (
      'password ' || CASE TG_OP WHEN 'DELETE' THEN 'removed' ELSE 'changed' END,
      json_build_object('person', coalesce(NEW.person, OLD.person)));
  END IF;
  RETURN NULL;
END $$;


--
-- Name: sessions_that_last(bytea[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.sessions_that_last(ids bytea[]) RETURNS SETOF bytea
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT s.hash FROM unnest(ids) id CROSS JOIN LATERAL (SELECT * FROM adjourn.sessions WHERE hash = id OFFSET 0) s
  WHERE adjourn.lasts(s)
$$;


--
-- Name: stop_schedule(text, text, text, text, text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.stop_schedule(its_project text, its_name text, its_cron text, its_zone text, reason text) RETURNS void
    LANGUAGE sql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  UPDATE adjourn.schedules SET error = left(reason, 1000)
    WHERE (project, name, cron, zone) = (its_project, its_name, its_cron, its_zone) AND error IS NULL
$$;


--
-- Name: submitters(uuid); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.submitters(job uuid) RETURNS SETOF text
    LANGUAGE sql STABLE
    AS $$
  SELECT DISTINCT coalesce(l.person, j.submitted_by)
  FROM adjourn.jobs own JOIN adjourn.jobs j ON j.thread_id = own.thread_id AND (j.id = own.id
    OR coalesce(own.input::text, 'null') = 'null' AND j.started_at BETWEEN coalesce((
      SELECT max(began.started_at) FROM adjourn.jobs began WHERE began.thread_id = own.thread_id
        AND began.started_at < own.started_at AND coalesce(began.input::text, 'null') <> 'null'), '-infinity') AND own.started_at)
  LEFT JOIN adjourn.logins l ON l.login = j.submitted_by
  WHERE own.id = job
$$;


--
-- Name: subscription_changed(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.subscription_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE topic text := CASE TG_TABLE_NAME WHEN 'subscriptions' THEN 'subscription ' ELSE 'webhook host ' END;
BEGIN
  -- Not the URL, which may hold a key.
  INSERT INTO adjourn.events (became, data) VALUES (
    topic || CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END,
    json_build_object('was', CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - 'url' END, 'became', CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - 'url' END));
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'subscriptions' THEN
    DELETE FROM adjourn.outbox WHERE subscription_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;


--
-- Name: subscription_is_sound(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.subscription_is_sound() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
DECLARE its text := adjourn.host_of(NEW.url);
BEGIN
  IF NOT adjourn.is_target(NEW.url) THEN
    PERFORM adjourn.refuse('this is no address to send to', 'https://host/path, without user and password, or apprise:NAME');
  ELSIF its IS NOT NULL AND NOT EXISTS (SELECT FROM adjourn.webhook_hosts h WHERE h.host = its) THEN
    PERFORM adjourn.refuse(format('webhooks may not go to %s', its), format('first: adjourn subscriptions allow %s', its));
  ELSIF NEW.url LIKE 'http:%' AND NOT (SELECT http FROM adjourn.webhook_hosts h WHERE h.host = its) THEN
    PERFORM adjourn.refuse(format('to %s webhooks go by https only', its), format('or: adjourn subscriptions allow %s --http', its));
  END IF;
  RETURN NEW;
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
-- Name: team_is_kept(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.team_is_kept() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.human_requests WHERE team = OLD.name) THEN
    PERFORM adjourn.refuse(format('team %s has been asked questions', OLD.name),
      'pass the open ones to another team, and take its members out: adjourn teams leave');
  END IF;
  RETURN OLD;
END $$;


--
-- Name: tell(text, uuid, bigint, text, text, text, json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.tell(topic text, job uuid, request bigint, project text, graph text, team text, data json) RETURNS void
    LANGUAGE plpgsql
    AS $$
#variable_conflict use_variable
BEGIN
  INSERT INTO adjourn.outbox (topic, subscription_id, job_id, request_id, data)
    SELECT topic, s.id, job, request, data FROM adjourn.subscriptions s
    WHERE s.topics && ARRAY[topic, split_part(topic, '.', 1) || '.*'] AND coalesce(s.project, project) = project
      AND coalesce(s.graph, graph) = graph AND (s.team IS NULL OR s.team = team);
  IF FOUND AND pg_try_advisory_xact_lock(7253671, (floor(extract(epoch FROM now()) * 10)::bigint % 2147483647)::integer) THEN
    PERFORM pg_notify('adjourn_outbox', '');
  END IF;
END $$;


--
-- Name: thread_stays(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.thread_stays() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.jobs WHERE thread_id = OLD.thread_id) THEN
    PERFORM adjourn.refuse(format('thread %L has jobs', OLD.thread_id), 'to take away what was said on it: adjourn.erase');
  END IF;
  RETURN CASE TG_OP WHEN 'DELETE' THEN OLD ELSE NEW END;
END $$;


--
-- Name: traceparent_of(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.traceparent_of(given text) RETURNS text
    LANGUAGE plpgsql
    AS $_$
BEGIN
  IF given ~ '^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$'
     AND (length(given) = 55 OR left(given, 2) <> '00') THEN
    RETURN left(given, 55);
  ELSIF given <> '' THEN
    RAISE WARNING 'traceparent % is none, the job has a trace of its own', quote_literal(left(given, 100))
      USING HINT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  END IF;
  RETURN NULL;
END $_$;


--
-- Name: ttl_changed(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.ttl_changed() RETURNS trigger
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  INSERT INTO adjourn.events (became, data) VALUES ('ttl changed', json_build_object('project', NEW.project, 'graph', NEW.name,
    'version', NEW.version, 'was', CASE TG_OP WHEN 'UPDATE' THEN OLD.ttl END, 'became', NEW.ttl));
  RETURN NULL;
END $$;


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
-- Name: visit(text); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.visit(who text) RETURNS void
    LANGUAGE plpgsql SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
BEGIN
  UPDATE adjourn.visits SET seen_at = clock_timestamp(),
      before = CASE WHEN seen_at < now() - interval '1 hour' THEN seen_at ELSE before END
    WHERE person = (SELECT person FROM adjourn.visits WHERE person = who FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO adjourn.visits (person) VALUES (who) ON CONFLICT DO NOTHING;
  END IF;
END $$;


--
-- Name: visited_before(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.visited_before() RETURNS timestamp with time zone
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT before FROM adjourn.visits WHERE person = adjourn.person()
$$;


--
-- Name: waiting_jobs(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.waiting_jobs() RETURNS TABLE(project text, graph text, queue text, version text, jobs double precision, is_estimate boolean)
    LANGUAGE plpgsql STABLE
    SET search_path TO 'pg_catalog', 'pg_temp'
    SET enable_seqscan TO 'off'
    SET enable_bitmapscan TO 'off'
    AS $$
#variable_conflict use_column
DECLARE share double precision := least(100, 100.0 * 1000 * current_setting('block_size')::int / greatest(pg_relation_size('adjourn.jobs'), 1));
BEGIN
  IF (SELECT count(*) FROM (SELECT FROM adjourn.jobs j WHERE j.status = 'waiting' LIMIT 10001) c) <= 10000 THEN
    RETURN QUERY SELECT j.project, j.graph, j.queue, j.graph_version, count(*)::double precision, false FROM adjourn.jobs j
      WHERE j.status = 'waiting' GROUP BY 1, 2, 3, 4;
  ELSE
    RETURN QUERY SELECT j.project, j.graph, j.queue, j.graph_version, round(count(*) * 100 / share), true
      FROM adjourn.jobs j TABLESAMPLE SYSTEM (share) REPEATABLE (1) WHERE j.status = 'waiting' GROUP BY 1, 2, 3, 4;
  END IF;
END $$;


--
-- Name: waiting_now(); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.waiting_now() RETURNS TABLE(team text, kind text, graph text, node text, questions bigint, oldest timestamp with time zone)
    LANGUAGE sql STABLE SECURITY DEFINER
    SET search_path TO 'pg_catalog', 'pg_temp'
    AS $$
  SELECT w.team, w.kind, w.graph, w.node, w.questions, r.created_at FROM (
    SELECT team, kind, graph, node, count(*) AS questions, min(id) AS first FROM adjourn.first_waiting() GROUP BY 1, 2, 3, 4) w
  JOIN adjourn.human_requests r ON r.id = w.first
$$;


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
-- Name: who_may(text[]); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.who_may(VARIADIC what text[]) RETURNS text
    LANGUAGE sql STABLE
    AS $$
  SELECT coalesce(string_agg(person, ', '), 'nobody yet: adjourn teams join ' || quote_ident(what[1])) FROM (
    SELECT person FROM adjourn.members m JOIN adjourn.people p ON p.name = m.person
    WHERE team = what[1] AND may = ANY(what[2:]) AND active ORDER BY person LIMIT 10) found
$$;


--
-- Name: whole_time(timestamp with time zone, timestamp with time zone); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.whole_time(since timestamp with time zone, at timestamp with time zone) RETURNS timestamp with time zone
    LANGUAGE sql STABLE STRICT
    AS $$
  SELECT least(clock_timestamp() + (at - since), '9999-01-01Z')
$$;


--
-- Name: wishes_of(text, json); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.wishes_of(graph text, options json) RETURNS adjourn.wishes
    LANGUAGE plpgsql
    AS $$
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
-- Name: write_bytes(adjourn.checkpoint_writes); Type: FUNCTION; Schema: adjourn; Owner: -
--

CREATE FUNCTION adjourn.write_bytes(w adjourn.checkpoint_writes) RETURNS bigint
    LANGUAGE sql STABLE
    AS $$
  SELECT 200::bigint + pg_column_size(w.blob)
$$;


--
-- Name: alembic_version; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.alembic_version (
    version_num character varying(32) NOT NULL
);


--
-- Name: answered; Type: VIEW; Schema: adjourn; Owner: -
--

CREATE VIEW adjourn.answered WITH (security_invoker='true') AS
 SELECT id,
    title,
    answer,
    answered_by,
    answered_at,
    answered_via,
    resumed_at,
    choice,
    comment,
    team,
    assignee,
    graph,
    node,
    kind,
    adjourn.readable(question) AS question,
    created_at,
    job_id,
    thread_id
   FROM adjourn.human_requests
  WHERE (status = ANY (ARRAY['answered'::text, 'resumed'::text]));


--
-- Name: VIEW answered; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON VIEW adjourn.answered IS 'Who answered what, when and through what; resumed_at is when the graph went on with it.';


--
-- Name: checkpoint_migrations; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.checkpoint_migrations (
    v integer NOT NULL
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
    ttl json,
    CONSTRAINT project_is_short CHECK (((octet_length(project) >= 1) AND (octet_length(project) <= 200))),
    CONSTRAINT ttl_is_a_rule CHECK (((ttl IS NULL) OR COALESCE((((ttl ->> 'strategy'::text) = ANY (ARRAY['delete'::text, 'keep_latest'::text])) AND ((((ttl ->> 'default_ttl'::text))::double precision >= (0.001)::double precision) AND (((ttl ->> 'default_ttl'::text))::double precision <= ('100000000'::numeric)::double precision)) AND ((COALESCE(((ttl ->> 'sweep_interval_minutes'::text))::double precision, (1)::double precision) >= (0.001)::double precision) AND (COALESCE(((ttl ->> 'sweep_interval_minutes'::text))::double precision, (1)::double precision) <= ('100000000'::numeric)::double precision)) AND ((COALESCE(((ttl ->> 'sweep_limit'::text))::double precision, (1)::double precision) >= (1)::double precision) AND (COALESCE(((ttl ->> 'sweep_limit'::text))::double precision, (1)::double precision) <= ('1000000000'::numeric)::double precision))), false)))
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
-- Name: kept; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.kept (
    what text NOT NULL,
    ttl interval,
    CONSTRAINT ttl_is_no_less_than_nothing CHECK ((ttl >= '00:00:00'::interval)),
    CONSTRAINT what_is_known CHECK ((what = ANY (ARRAY['events'::text, 'refused'::text, 'batches'::text, 'progress'::text, 'sessions'::text])))
);


--
-- Name: TABLE kept; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.kept IS 'For how long what belongs to no thread is kept, and events. For the owner to change.';


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
-- Name: limits; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.limits (
    id bigint NOT NULL,
    project text,
    graph text,
    queue text,
    batch_id uuid,
    running integer,
    per_minute integer,
    by text DEFAULT SESSION_USER NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT a_limit_limits CHECK ((num_nonnulls(running, per_minute) > 0)),
    CONSTRAINT per_minute_is_sane CHECK (((per_minute >= 1) AND (per_minute <= 10000))),
    CONSTRAINT running_is_sane CHECK (((running >= 1) AND (running <= 10000)))
);


--
-- Name: TABLE limits; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.limits IS 'How many jobs run at once, and start in a minute. What a person has answered counts as a start, too: it is a run.';


--
-- Name: limits_id_seq; Type: SEQUENCE; Schema: adjourn; Owner: -
--

ALTER TABLE adjourn.limits ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME adjourn.limits_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: logins; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.logins (
    login text NOT NULL,
    person text NOT NULL
);


--
-- Name: TABLE logins; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.logins IS 'Whose each login is. Each person has that of his own name, so that no stranger can come by it.';


--
-- Name: members; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.members (
    person text NOT NULL,
    team text NOT NULL,
    may text DEFAULT 'answer'::text NOT NULL,
    CONSTRAINT may_is_known CHECK ((may = ANY (ARRAY['look'::text, 'answer'::text, 'lead'::text])))
);


--
-- Name: TABLE members; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.members IS 'Who may do what with the questions of a team.';


--
-- Name: notes; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.notes (
    id bigint NOT NULL,
    request_id bigint NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    by text NOT NULL,
    text text NOT NULL,
    CONSTRAINT note_says_something CHECK (((btrim(text) <> ''::text) AND (octet_length(text) <= 100000)))
);


--
-- Name: TABLE notes; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.notes IS 'Of people for people, about questions: insert request_id and text.';


--
-- Name: notes_id_seq; Type: SEQUENCE; Schema: adjourn; Owner: -
--

ALTER TABLE adjourn.notes ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME adjourn.notes_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


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
    thread_id,
    team,
    claimed_until,
    hidden_until,
    four_eyes,
    look_twice
   FROM adjourn.human_requests
  WHERE (status = 'open'::text);


--
-- Name: VIEW open_requests; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON VIEW adjourn.open_requests IS 'Open questions for admin tools: write choice, comment, answer, assignee, team or hidden_until. What a form does to the other columns is forgiven.';


--
-- Name: outbox; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.outbox (
    id uuid DEFAULT adjourn.new_id() NOT NULL,
    at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    topic text NOT NULL,
    subscription_id bigint NOT NULL,
    job_id uuid NOT NULL,
    request_id bigint,
    data json NOT NULL,
    tries integer DEFAULT 0 NOT NULL,
    again_at timestamp with time zone DEFAULT now() NOT NULL,
    claim_id uuid,
    error text,
    parked_at timestamp with time zone,
    sent_at timestamp with time zone
);


--
-- Name: TABLE outbox; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.outbox IS 'What others are to hear, until it has been sent, and for a while after it.';


--
-- Name: passwords; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.passwords (
    person text NOT NULL,
    hash text NOT NULL,
    changed_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL,
    CONSTRAINT hash_is_argon2id CHECK ((hash ~~ '$argon2id$%'::text))
);


--
-- Name: TABLE passwords; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.passwords IS 'With which people log in on the page.';


--
-- Name: pauses; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.pauses (
    id bigint NOT NULL,
    project text,
    graph text,
    queue text,
    reason text,
    by text DEFAULT adjourn.person() NOT NULL,
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
-- Name: people; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.people (
    name text NOT NULL,
    email text,
    active boolean DEFAULT true NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT name_is_no_signature_of_time CHECK ((name <> 'time'::text)),
    CONSTRAINT name_is_short CHECK ((((octet_length(name) >= 1) AND (octet_length(name) <= 200)) AND (name = btrim(name))))
);


--
-- Name: TABLE people; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.people IS 'People who answer questions and submit jobs, whatever logins they use.';


--
-- Name: places; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.places (
    id bigint NOT NULL,
    limit_id bigint NOT NULL,
    kind text NOT NULL,
    job_id uuid,
    taken_at timestamp with time zone DEFAULT '-infinity'::timestamp with time zone NOT NULL,
    leaves boolean DEFAULT false NOT NULL,
    CONSTRAINT kind_is_known CHECK ((kind = ANY (ARRAY['running'::text, 'minute'::text])))
)
WITH (fillfactor='80');


--
-- Name: TABLE places; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.places IS 'What claims count with.';


--
-- Name: places_id_seq; Type: SEQUENCE; Schema: adjourn; Owner: -
--

ALTER TABLE adjourn.places ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME adjourn.places_id_seq
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
-- Name: retention; Type: VIEW; Schema: adjourn; Owner: -
--

CREATE VIEW adjourn.retention AS
 SELECT project,
    name AS graph,
        CASE
            WHEN bool_and(((ttl ->> 'strategy'::text) = 'delete'::text)) THEN 'delete'::text
            ELSE 'keep_latest'::text
        END AS strategy,
    (max(((ttl ->> 'default_ttl'::text))::double precision) * '00:01:00'::interval) AS ttl,
    (max(COALESCE(((ttl ->> 'sweep_interval_minutes'::text))::double precision, (5)::double precision)) * '00:01:00'::interval) AS sweep_interval,
    (min(((ttl ->> 'sweep_limit'::text))::double precision))::integer AS sweep_limit
   FROM adjourn.graphs
  WHERE adjourn.is_alive(seen_at)
  GROUP BY project, name
 HAVING bool_and((ttl IS NOT NULL));


--
-- Name: VIEW retention; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON VIEW adjourn.retention IS 'What becomes of finished threads of each graph, and how long after the end of their last job.';


--
-- Name: schedules; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.schedules (
    project text NOT NULL,
    name text NOT NULL,
    graph text NOT NULL,
    cron text NOT NULL,
    zone text DEFAULT 'UTC'::text NOT NULL,
    missed text DEFAULT 'once'::text NOT NULL,
    input json,
    thread_id text,
    config json DEFAULT '{}'::json NOT NULL,
    context json,
    queue text,
    priority integer DEFAULT 0 NOT NULL,
    max_attempts integer DEFAULT 5 NOT NULL,
    run_timeout double precision,
    tags text[] DEFAULT '{}'::text[] NOT NULL,
    paused boolean DEFAULT false NOT NULL,
    since timestamp with time zone DEFAULT now() NOT NULL,
    next_at timestamp with time zone,
    last_at timestamp with time zone,
    error text,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    submitted_by text NOT NULL,
    CONSTRAINT cron_has_five_fields CHECK (((octet_length(cron) <= 200) AND (cron ~ '^\S+( \S+){4}$'::text))),
    CONSTRAINT missed_is_known CHECK ((missed = ANY (ARRAY['once'::text, 'each'::text, 'never'::text]))),
    CONSTRAINT schedule_name_is_short CHECK (((btrim(name) <> ''::text) AND (octet_length(name) <= 200))),
    CONSTRAINT since_is_on_the_calendar CHECK (((since >= '1970-01-01 00:00:00+00'::timestamp with time zone) AND (since <= '9000-01-01 00:00:00+00'::timestamp with time zone))),
    CONSTRAINT zone_is_short CHECK ((octet_length(zone) <= 100))
);


--
-- Name: TABLE schedules; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.schedules IS 'What is enqueued by the clock. Insert name, graph, input and cron; delete the row to end it.';


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
-- Name: subscriptions; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.subscriptions (
    id bigint NOT NULL,
    name text NOT NULL,
    url text NOT NULL,
    topics text[] NOT NULL,
    project text,
    graph text,
    team text,
    paused boolean DEFAULT false NOT NULL,
    created_by text DEFAULT adjourn.person() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT jobs_are_of_no_team CHECK (((team IS NULL) OR (NOT (topics && ARRAY['job.*'::text, 'job.succeeded'::text, 'job.failed'::text, 'job.cancelled'::text])))),
    CONSTRAINT subscription_is_short CHECK (((btrim(name) <> ''::text) AND (octet_length(name) <= 200))),
    CONSTRAINT topics_are_known CHECK (((topics <> '{}'::text[]) AND (topics <@ ARRAY['job.*'::text, 'job.succeeded'::text, 'job.failed'::text, 'job.cancelled'::text, 'request.*'::text, 'request.opened'::text, 'request.assigned'::text, 'request.due'::text, 'request.escalated'::text, 'request.came_back'::text, 'request.closed'::text]))),
    CONSTRAINT url_is_one CHECK (((octet_length(url) <= 2000) AND adjourn.is_target(url)))
);


--
-- Name: TABLE subscriptions; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.subscriptions IS 'Who hears of what: webhooks, and messages by mail or chat.';


--
-- Name: subscriptions_id_seq; Type: SEQUENCE; Schema: adjourn; Owner: -
--

ALTER TABLE adjourn.subscriptions ALTER COLUMN id ADD GENERATED ALWAYS AS IDENTITY (
    SEQUENCE NAME adjourn.subscriptions_id_seq
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1
);


--
-- Name: workers; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.workers (
    name text NOT NULL,
    project text NOT NULL,
    version text NOT NULL,
    takes text NOT NULL,
    queues text[] NOT NULL,
    slots integer NOT NULL,
    running integer NOT NULL,
    started_at timestamp with time zone DEFAULT now() NOT NULL,
    seen_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT takes_is_known CHECK ((takes = ANY (ARRAY['all'::text, 'own'::text, 'begun'::text])))
);


--
-- Name: TABLE workers; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.workers IS 'Worker processes and their load. Rows of those that have ended go within a day.';


--
-- Name: takers; Type: VIEW; Schema: adjourn; Owner: -
--

CREATE VIEW adjourn.takers AS
 WITH alive AS MATERIALIZED (
         SELECT DISTINCT w.project,
            lane.queue,
            w.version,
            w.takes
           FROM adjourn.workers w,
            LATERAL unnest(w.queues) lane(queue)
          WHERE (adjourn.is_alive(w.seen_at) AND (EXISTS ( SELECT
                   FROM adjourn.workers
                  WHERE ((workers.takes <> 'all'::text) AND (workers.seen_at > (now() - '00:02:00'::interval))))))
        )
 SELECT a.project,
    a.queue,
    g.name AS graph,
    a.version,
    a.takes
   FROM (alive a
     JOIN adjourn.graphs g ON (((g.project = a.project) AND (g.version = a.version))))
  WHERE ((a.project, a.queue) IN ( SELECT alive.project,
            alive.queue
           FROM alive
          WHERE (alive.takes <> 'all'::text)));


--
-- Name: VIEW takers; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON VIEW adjourn.takers IS 'What living workers take, on lanes where some take not all.';


--
-- Name: teams; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.teams (
    name text NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT name_is_short CHECK ((((octet_length(name) >= 1) AND (octet_length(name) <= 200)) AND (name = btrim(name))))
);


--
-- Name: TABLE teams; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.teams IS 'Whom questions are for.';


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
-- Name: thread_sizes; Type: VIEW; Schema: adjourn; Owner: -
--

CREATE VIEW adjourn.thread_sizes AS
 SELECT t.thread_id,
    t.project,
    t.graph,
    j.n AS jobs,
    r.n AS human_requests,
    e.n AS events,
    c.n AS checkpoints,
    (COALESCE(((((((((100)::numeric + j.bytes) + r.bytes) + e.bytes) + p.bytes) + c.bytes) + b.bytes) + w.bytes), (0)::numeric))::bigint AS bytes
   FROM (((((((adjourn.threads t
     CROSS JOIN LATERAL ( SELECT count(*) AS n,
            COALESCE(sum(adjourn.job_bytes(x.*)), (0)::numeric) AS bytes
           FROM adjourn.jobs x
          WHERE (x.thread_id = t.thread_id)) j)
     CROSS JOIN LATERAL ( SELECT count(*) AS n,
            COALESCE(sum(adjourn.request_bytes(x.*)), (0)::numeric) AS bytes
           FROM (adjourn.jobs o
             JOIN adjourn.human_requests x ON ((x.job_id = o.id)))
          WHERE (o.thread_id = t.thread_id)) r)
     CROSS JOIN LATERAL ( SELECT count(*) AS n,
            COALESCE(sum(adjourn.event_bytes(x.*)), (0)::numeric) AS bytes
           FROM (adjourn.jobs o
             JOIN adjourn.events x ON ((x.job_id = o.id)))
          WHERE (o.thread_id = t.thread_id)) e)
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(adjourn.progress_bytes(x.*)), (0)::numeric) AS bytes
           FROM (adjourn.jobs o
             JOIN adjourn.progress x ON ((x.job_id = o.id)))
          WHERE (o.thread_id = t.thread_id)) p)
     CROSS JOIN LATERAL ( SELECT count(*) AS n,
            COALESCE(sum(adjourn.checkpoint_bytes(x.*)), (0)::numeric) AS bytes
           FROM adjourn.checkpoints x
          WHERE (x.thread_id = t.thread_id)) c)
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(adjourn.blob_bytes(x.*)), (0)::numeric) AS bytes
           FROM adjourn.checkpoint_blobs x
          WHERE (x.thread_id = t.thread_id)) b)
     CROSS JOIN LATERAL ( SELECT COALESCE(sum(adjourn.write_bytes(x.*)), (0)::numeric) AS bytes
           FROM adjourn.checkpoint_writes x
          WHERE (x.thread_id = t.thread_id)) w);


--
-- Name: VIEW thread_sizes; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON VIEW adjourn.thread_sizes IS 'About how many bytes each thread takes: WHERE thread_id = …, or ORDER BY bytes DESC.';


--
-- Name: unheard; Type: SEQUENCE; Schema: adjourn; Owner: -
--

CREATE SEQUENCE adjourn.unheard
    START WITH 1
    INCREMENT BY 1
    NO MINVALUE
    NO MAXVALUE
    CACHE 1;


--
-- Name: unheard; Type: SEQUENCE OWNED BY; Schema: adjourn; Owner: -
--

ALTER SEQUENCE adjourn.unheard OWNED BY adjourn.jobs.status;


--
-- Name: visits; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.visits (
    person text NOT NULL,
    before timestamp with time zone,
    seen_at timestamp with time zone DEFAULT clock_timestamp() NOT NULL
);


--
-- Name: TABLE visits; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.visits IS 'When people were on the page last, and before that: who stays away for an hour visits anew.';


--
-- Name: webhook_hosts; Type: TABLE; Schema: adjourn; Owner: -
--

CREATE TABLE adjourn.webhook_hosts (
    host text NOT NULL,
    http boolean DEFAULT false NOT NULL,
    private boolean DEFAULT false NOT NULL,
    allowed_by text DEFAULT adjourn.person() NOT NULL,
    created_at timestamp with time zone DEFAULT now() NOT NULL,
    CONSTRAINT host_is_one CHECK (((octet_length(host) <= 260) AND (host ~ '^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?$'::text)))
);


--
-- Name: TABLE webhook_hosts; Type: COMMENT; Schema: adjourn; Owner: -
--

COMMENT ON TABLE adjourn.webhook_hosts IS 'The hosts to which webhooks may go: the owner''s list.';


--
-- Data for Name: alembic_version; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.alembic_version VALUES ('0007');


--
-- Data for Name: batches; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: checkpoint_blobs; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', '__start__', '00000000000000000000000000000001.Ptvt9tCn', 'msgpack', '\x81a377686fa7626c6f636b6564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', 'log', '00000000000000000000000000000003.v1jU-W3Z', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '__start__', '00000000000000000000000000000001.fQxPUjPc', 'msgpack', '\x81a377686fa4646f6e65');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', 'log', '00000000000000000000000000000003.O5J0pchz', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', '__start__', '00000000000000000000000000000001.dHvt7MmP', 'msgpack', '\x81a377686fa461736b73');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', 'log', '00000000000000000000000000000003.Qka-vmKD', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', '__start__', '00000000000000000000000000000001.MJH-ntXr', 'msgpack', '\x81a377686fa963616e63656c6c6564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', 'log', '00000000000000000000000000000003.KOiJLxp9', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', '__start__', '00000000000000000000000000000001.PZkwhHNz', 'msgpack', '\x81a377686fa76f766572647565');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', 'log', '00000000000000000000000000000003.Y0HmiSZK', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '', '__start__', '00000000000000000000000000000001.S0CVpIPD', 'msgpack', '\x81a377686fa464696564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '', 'log', '00000000000000000000000000000003.k4UmIrAA', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', '__start__', '00000000000000000000000000000001.atCrZQlX', 'msgpack', '\x81a377686fa57472696564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', 'log', '00000000000000000000000000000003.jPDCO1GU', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', '__start__', '00000000000000000000000000000001.aiUJFZ8k', 'msgpack', '\x81a377686fa66661696c6564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', 'log', '00000000000000000000000000000003.u1KbOPS9', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', '__start__', '00000000000000000000000000000001.wjPXikGx', 'msgpack', '\x81a377686fa8616e737765726564');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', 'log', '00000000000000000000000000000003.wanpM1V8', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '', '__start__', '00000000000000000000000000000001.ON-eI7HX', 'msgpack', '\x81a377686fa573746f7073');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '', 'log', '00000000000000000000000000000003._RsfUwRQ', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '__start__', '00000000000000000000000000000001.kDmNZTKP', 'msgpack', '\x81a377686fa67365636f6e64');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', 'log', '00000000000000000000000000000003.nr0AlC_G', 'msgpack', '\x91a5626567696e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '__start__', '00000000000000000000000000000001.QOLqGHx6', 'msgpack', '\x81a377686fa56b696e6473');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', 'log', '00000000000000000000000000000004.n5QD8WCE', 'msgpack', '\x92a5626567696ea87175657374696f6e');
INSERT INTO adjourn.checkpoint_blobs VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', 'log', '00000000000000000000000000000005.b62SF1ag', 'msgpack', '\x93a5626567696ea87175657374696f6ea3656e64');


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

INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', '1f1ebdf5-5b4f-6abc-bfff-7350ebb2a354', '456156d0-f284-738b-2f11-d188e2fe2d8d', 0, 'who', 'msgpack', '\xa7626c6f636b6564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', '1f1ebdf5-5b4f-6abc-bfff-7350ebb2a354', '456156d0-f284-738b-2f11-d188e2fe2d8d', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', '1f1ebdf5-5b51-61a8-8000-90a54c8b0730', 'dc244ef7-defc-20c9-d879-0b8b205b3b99', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', '1f1ebdf5-5b51-61a8-8000-90a54c8b0730', 'dc244ef7-defc-20c9-d879-0b8b205b3b99', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', '1f1ebdf5-5b52-6b2d-8001-45949f7d4ea1', '03af922f-99fc-2f8c-109c-7018c97a5260', -3, '__interrupt__', 'msgpack', '\xc7870093a86275696c74696e73a57475706c6591c7730293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b3776861742061626f757420626c6f636b65643fa26964d9206231643331386665336362316232353530303338333534643835663737656465af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d0b-6607-bfff-d640643efddf', '25ccc065-c33f-121a-57d9-467a5c448f2c', 0, 'who', 'msgpack', '\xa4646f6e65', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d0b-6607-bfff-d640643efddf', '25ccc065-c33f-121a-57d9-467a5c448f2c', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d13-6f52-8000-329bcb97c371', '4b1fb4fa-e156-37ef-8f11-2c290d463f9d', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d13-6f52-8000-329bcb97c371', '4b1fb4fa-e156-37ef-8f11-2c290d463f9d', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', '1f1ebdf5-8d18-630d-bfff-433b719fbaaa', 'afa37312-26ae-288c-45b7-5427f673a465', 0, 'who', 'msgpack', '\xa461736b73', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', '1f1ebdf5-8d18-630d-bfff-433b719fbaaa', 'afa37312-26ae-288c-45b7-5427f673a465', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', '1f1ebdf5-8d19-69c7-8000-fb3e76544114', '34a36db9-a9df-8745-b34f-58435b7e7be5', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', '1f1ebdf5-8d19-69c7-8000-fb3e76544114', '34a36db9-a9df-8745-b34f-58435b7e7be5', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', '1f1ebdf5-8d36-6bd7-bfff-7ac56c0bdbf4', '81daac10-2046-71a6-8391-1eada6120823', 0, 'who', 'msgpack', '\xa963616e63656c6c6564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', '1f1ebdf5-8d36-6bd7-bfff-7ac56c0bdbf4', '81daac10-2046-71a6-8391-1eada6120823', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', '1f1ebdf5-8d40-6765-8000-2e93829b5311', 'f5b90ab1-72a5-8d76-c942-119487099d5a', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', '1f1ebdf5-8d40-6765-8000-2e93829b5311', 'f5b90ab1-72a5-8d76-c942-119487099d5a', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', '1f1ebdf5-8d35-653a-bfff-b028f0142394', '57c6ef6c-1452-6113-456e-cc55e41a8f41', 0, 'who', 'msgpack', '\xa76f766572647565', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', '1f1ebdf5-8d35-653a-bfff-b028f0142394', '57c6ef6c-1452-6113-456e-cc55e41a8f41', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', '1f1ebdf5-8d40-6300-8000-e61a8276eb40', '6c24133f-5cc5-2b94-877e-382c732d6143', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', '1f1ebdf5-8d40-6300-8000-e61a8276eb40', '6c24133f-5cc5-2b94-877e-382c732d6143', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '', '1f1ebdf5-8d37-6b7e-bfff-d9eda20bf013', 'ddbc9460-b934-63f4-0b55-7ea60d107bf7', 0, 'who', 'msgpack', '\xa464696564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '', '1f1ebdf5-8d37-6b7e-bfff-d9eda20bf013', 'ddbc9460-b934-63f4-0b55-7ea60d107bf7', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '', '1f1ebdf5-8d40-6a51-8000-89ec8d35b38b', '521576cc-ac26-09d6-7bc6-a027d1685642', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '', '1f1ebdf5-8d40-6a51-8000-89ec8d35b38b', '521576cc-ac26-09d6-7bc6-a027d1685642', 1, 'branch:to:wait', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', '1f1ebdf5-8d38-6888-bfff-05254d4a53a3', 'ad388982-f978-6a07-b32b-459555fe70b7', 0, 'who', 'msgpack', '\xa57472696564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', '1f1ebdf5-8d38-6888-bfff-05254d4a53a3', 'ad388982-f978-6a07-b32b-459555fe70b7', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', '1f1ebdf5-8d40-6d04-8000-3d66fdbc2d36', '13347697-ead0-4ed1-c66c-aaef79278eac', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', '1f1ebdf5-8d40-6d04-8000-3d66fdbc2d36', '13347697-ead0-4ed1-c66c-aaef79278eac', 1, 'branch:to:mend', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', '1f1ebdf5-8d4c-67df-bfff-6677ba7b3047', 'b779c909-95a8-6d92-41ef-d09692fc5832', 0, 'who', 'msgpack', '\xa66661696c6564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', '1f1ebdf5-8d4c-67df-bfff-6677ba7b3047', 'b779c909-95a8-6d92-41ef-d09692fc5832', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', '1f1ebdf5-8d52-632b-8000-51b2066bde5d', 'bcc29155-b837-21b7-bcce-a57282724f95', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', '1f1ebdf5-8d52-632b-8000-51b2066bde5d', 'bcc29155-b837-21b7-bcce-a57282724f95', 1, 'branch:to:mend', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d1a-6b5e-8001-8ad59c916f66', 'ec9aefec-c4a5-abaf-86e6-ce274b3a0f68', -3, '__interrupt__', 'msgpack', '\xc7840093a86275696c74696e73a57475706c6591c7700293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b0776861742061626f757420646f6e653fa26964d9203466336461616666366530616462633565616165316538636565303539373837af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', '1f1ebdf5-8d1b-6f08-8001-a1bc3b237b3a', 'aa48670c-2045-1592-7b1b-fb5f863f349e', -3, '__interrupt__', 'msgpack', '\xc7840093a86275696c74696e73a57475706c6591c7700293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b0776861742061626f75742061736b733fa26964d9203237346364663630643466653734363461383430333563636538343933363165af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', '1f1ebdf5-8d47-6bff-8001-c9443bc5dc88', '61989ed4-b0c6-b726-dae4-b8fbb39fdd8e', -3, '__interrupt__', 'msgpack', '\xc7890093a86275696c74696e73a57475706c6591c7750293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b5776861742061626f75742063616e63656c6c65643fa26964d9206437333565376435326133616164626337343334343235646434626236343837af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', '1f1ebdf5-8d56-6c6a-bfff-68dc440f804c', '60ea9e7c-4fd6-fbc9-045b-b48a3ee2ccc3', 0, 'who', 'msgpack', '\xa8616e737765726564', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', '1f1ebdf5-8d56-6c6a-bfff-68dc440f804c', '60ea9e7c-4fd6-fbc9-045b-b48a3ee2ccc3', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', '1f1ebdf5-8d5b-6f6b-8000-711f15438dee', '6e982cec-48e8-072b-9d04-7e836a4d4abe', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', '1f1ebdf5-8d5b-6f6b-8000-711f15438dee', '6e982cec-48e8-072b-9d04-7e836a4d4abe', 1, 'branch:to:question', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d57-6df7-bfff-cb694bf1e935', 'ef117a49-0756-5926-6c06-8826886af330', 0, 'who', 'msgpack', '\xa56b696e6473', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d57-6df7-bfff-cb694bf1e935', 'ef117a49-0756-5926-6c06-8826886af330', 1, 'branch:to:form', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d57-6df7-bfff-cb694bf1e935', 'ef117a49-0756-5926-6c06-8826886af330', 2, 'branch:to:question', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d57-6df7-bfff-cb694bf1e935', 'ef117a49-0756-5926-6c06-8826886af330', 3, 'branch:to:agent_inbox', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d57-6df7-bfff-cb694bf1e935', 'ef117a49-0756-5926-6c06-8826886af330', 4, 'branch:to:tool_approval', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d57-6df7-bfff-cb694bf1e935', 'ef117a49-0756-5926-6c06-8826886af330', 5, 'branch:to:tool_batch', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', '1e579b8a-f0b5-974d-e85d-845efba1134d', -3, '__interrupt__', 'msgpack', '\xc7d90093a86275696c74696e73a57475706c6591c7c50293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756582ae616374696f6e5f7265717565737482a6616374696f6ea6726566756e64a46172677381a56f72646572cd1267a6636f6e66696784ac616c6c6f775f616363657074c3ac616c6c6f775f69676e6f7265c3ad616c6c6f775f726573706f6e64c2aa616c6c6f775f65646974c2a26964d9206135313137373031643837336161353937613934393336346238353766623763af726573706f6e73655f736368656d61c0', '~__pregel_pull, agent_inbox');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', '07b1a523-3c54-1396-987b-c8fc0d660a71', -3, '__interrupt__', 'msgpack', '\xc7a90093a86275696c74696e73a57475706c6591c7950293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279a9486f77206d616e793fa26964d9203761626337326130393735616431323233666662376334626231306635353334af726573706f6e73655f736368656d6182a474797065a66f626a656374aa70726f7065727469657381a5636f756e7481a474797065a7696e7465676572', '~__pregel_pull, form');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', 'a2ca2008-124d-c5b2-260e-ad2d75c49167', -3, '__interrupt__', 'msgpack', '\xc7770093a86275696c74696e73a57475706c6591c7630293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c7565aa5768696368206461793fa26964d9203738646335343465316662373064373036613439363636626236643731393764af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', '8edc34d5-8025-8a77-79df-70ac5e11e392', -3, '__interrupt__', 'msgpack', '\xc79b0093a86275696c74696e73a57475706c6591c7870293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756583a474797065ad746f6f6c5f617070726f76616ca46e616d65a6726566756e64a46172677381a56f72646572cd1267a26964d9203135343162653461313766643966363564656633346236303236613332336634af726573706f6e73655f736368656d61c0', '~__pregel_pull, tool_approval');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', 'e0e8a064-d7ce-ffd1-cfe3-694e8ad92fb2', -3, '__interrupt__', 'msgpack', '\xc7fc0093a86275696c74696e73a57475706c6591c7e80293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756582af616374696f6e5f72657175657374739282a46e616d65a6726566756e64a46172677381a56f72646572cd126782a46e616d65a6726566756e64a46172677381a56f72646572cd1267ae7265766965775f636f6e666967739182ab616374696f6e5f6e616d65a6726566756e64b1616c6c6f7765645f6465636973696f6e7392a7617070726f7665a672656a656374a26964d9203836633361393638346634663062653836336138353433393866386532636230af726573706f6e73655f736368656d61c0', '~__pregel_pull, tool_batch');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', '1f1ebdf5-8d6e-6f96-8001-c5fee25e42ac', '47296c55-3100-4278-ce79-392a182cb6d8', -3, '__interrupt__', 'msgpack', '\xc7880093a86275696c74696e73a57475706c6591c7740293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b4776861742061626f757420616e7377657265643fa26964d9206464343131303062393064326332623664343566366338383635393764373038af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '', '1f1ebdf5-8d58-6943-bfff-351479aad6bc', '0edbcdb4-46b0-e692-11f9-dd47f888ea8f', 0, 'who', 'msgpack', '\xa573746f7073', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '', '1f1ebdf5-8d58-6943-bfff-351479aad6bc', '0edbcdb4-46b0-e692-11f9-dd47f888ea8f', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '', '1f1ebdf5-8d5c-656d-8000-b46bf2d5f193', '48b7ecdf-8f5d-4826-3189-91a09a6e08d9', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '', '1f1ebdf5-8d5c-656d-8000-b46bf2d5f193', '48b7ecdf-8f5d-4826-3189-91a09a6e08d9', 1, 'branch:to:end', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '1f1ebdf5-8d59-636e-bfff-9e768cee05df', 'f64aa21b-7711-8fc7-865a-3bed18853d90', 0, 'who', 'msgpack', '\xa67365636f6e64', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '1f1ebdf5-8d59-636e-bfff-9e768cee05df', 'f64aa21b-7711-8fc7-865a-3bed18853d90', 1, 'branch:to:begin', 'null', '\x', '~__pregel_pull, __start__');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '1f1ebdf5-8d5c-67cf-8000-3f2e18a34c69', '39c0a656-13cc-ad7b-c8d5-de69a93c41fa', 0, 'log', 'msgpack', '\x91a5626567696e', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '1f1ebdf5-8d5c-67cf-8000-3f2e18a34c69', '39c0a656-13cc-ad7b-c8d5-de69a93c41fa', 1, 'branch:to:twice', 'null', '\x', '~__pregel_pull, begin');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', '1f1ebdf5-8d48-60e2-8001-8df79576a1d5', 'cd89772d-4de0-88e6-c6d3-bb31c71dbb2f', -1, '__error__', 'msgpack', '\xba436f6e6e656374696f6e4572726f7228276e6f74207965742729', '~__pregel_pull, mend');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', '1f1ebdf5-8d5f-6159-8001-dcafae16a355', '49e7f3f2-2b3e-4ae5-43c6-5a5720b6b2a3', -1, '__error__', 'msgpack', '\xb556616c75654572726f7228276e6f74207965742729', '~__pregel_pull, mend');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '1f1ebdf5-8d70-624a-8001-2cdd5c1f65c5', 'a3d7d5b9-f37d-688b-3ca1-355d581c8a6c', -3, '__interrupt__', 'msgpack', '\xc7740093a86275696c74696e73a57475706c6591c7600293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c7565a77365636f6e643fa26964d9206263383762386639333663626563363461313565626566636134383431396131af726573706f6e73655f736368656d61c0', '~__pregel_pull, twice');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '1f1ebdf5-8d70-624a-8001-2cdd5c1f65c5', 'a3d7d5b9-f37d-688b-3ca1-355d581c8a6c', -4, '__resume__', 'msgpack', '\x9181a464617461a3796573', '~__pregel_pull, twice');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8e44-623b-8002-4af7a2ce8269', '2cb5569a-2d41-7173-c8e0-85571e8d69e4', 0, 'log', 'msgpack', '\x91a3656e64', '~__pregel_pull, end');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', '1f1ebdf5-8d47-68c6-8001-28d39176eedb', '2149845e-2399-2696-7db7-582cfe049a23', -3, '__interrupt__', 'msgpack', '\xc7870093a86275696c74696e73a57475706c6591c7730293af6c616e6767726170682e7479706573a9496e7465727275707483a576616c756581a57175657279b3776861742061626f7574206f7665726475653fa26964d9206462383663633239373334333766353462383961313066623661303935613962af726573706f6e73655f736368656d61c0', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d1a-6b5e-8001-8ad59c916f66', 'ec9aefec-c4a5-abaf-86e6-ce274b3a0f68', -4, '__resume__', 'msgpack', '\x9181a464617461a3796573', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d1a-6b5e-8001-8ad59c916f66', 'ec9aefec-c4a5-abaf-86e6-ce274b3a0f68', 1, 'log', 'msgpack', '\x91a87175657374696f6e', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d1a-6b5e-8001-8ad59c916f66', 'ec9aefec-c4a5-abaf-86e6-ce274b3a0f68', 2, 'answer', 'msgpack', '\xa3796573', '~__pregel_pull, question');
INSERT INTO adjourn.checkpoint_writes VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d1a-6b5e-8001-8ad59c916f66', 'ec9aefec-c4a5-abaf-86e6-ce274b3a0f68', 3, 'branch:to:end', 'null', '\x', '~__pregel_pull, question');


--
-- Data for Name: checkpoints; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.checkpoints VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', '1f1ebdf5-5b4f-6abc-bfff-7350ebb2a354', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-5b4f-6abc-bfff-7350ebb2a354", "ts": "2026-11-29T10:26:27.335435+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.Ptvt9tCn"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-816b-790b-9e0c-6469e45f2f56", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', '1f1ebdf5-5b51-61a8-8000-90a54c8b0730', '1f1ebdf5-5b4f-6abc-bfff-7350ebb2a354', NULL, '{"v": 4, "id": "1f1ebdf5-5b51-61a8-8000-90a54c8b0730", "ts": "2026-11-29T10:26:27.336022+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.Ptvt9tCn"}}, "channel_values": {"who": "blocked", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.SaurfbWx", "__start__": "00000000000000000000000000000002.SaurfbWx", "branch:to:begin": "00000000000000000000000000000002.SaurfbWx"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-816b-790b-9e0c-6469e45f2f56", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '', '1f1ebdf5-5b52-6b2d-8001-45949f7d4ea1', '1f1ebdf5-5b51-61a8-8000-90a54c8b0730', NULL, '{"v": 4, "id": "1f1ebdf5-5b52-6b2d-8001-45949f7d4ea1", "ts": "2026-11-29T10:26:27.336675+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.SaurfbWx"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.Ptvt9tCn"}}, "channel_values": {"who": "blocked", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.v1jU-W3Z", "who": "00000000000000000000000000000002.SaurfbWx", "__start__": "00000000000000000000000000000002.SaurfbWx", "branch:to:begin": "00000000000000000000000000000003.v1jU-W3Z", "branch:to:question": "00000000000000000000000000000003.v1jU-W3Z"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a226d7-816b-790b-9e0c-6469e45f2f56", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d0b-6607-bfff-d640643efddf', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d0b-6607-bfff-d640643efddf", "ts": "2026-11-29T10:26:32.550340+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.fQxPUjPc"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95ca-71cb-ad21-d940f1224d37", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d13-6f52-8000-329bcb97c371', '1f1ebdf5-8d0b-6607-bfff-d640643efddf', NULL, '{"v": 4, "id": "1f1ebdf5-8d13-6f52-8000-329bcb97c371", "ts": "2026-11-29T10:26:32.553853+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.fQxPUjPc"}}, "channel_values": {"who": "done", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.h0wYKB4R", "__start__": "00000000000000000000000000000002.h0wYKB4R", "branch:to:begin": "00000000000000000000000000000002.h0wYKB4R"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95ca-71cb-ad21-d940f1224d37", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8d1a-6b5e-8001-8ad59c916f66', '1f1ebdf5-8d13-6f52-8000-329bcb97c371', NULL, '{"v": 4, "id": "1f1ebdf5-8d1a-6b5e-8001-8ad59c916f66", "ts": "2026-11-29T10:26:32.556624+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.h0wYKB4R"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.fQxPUjPc"}}, "channel_values": {"who": "done", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.O5J0pchz", "who": "00000000000000000000000000000002.h0wYKB4R", "__start__": "00000000000000000000000000000002.h0wYKB4R", "branch:to:begin": "00000000000000000000000000000003.O5J0pchz", "branch:to:question": "00000000000000000000000000000003.O5J0pchz"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a226d7-95ca-71cb-ad21-d940f1224d37", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', '1f1ebdf5-8d18-630d-bfff-433b719fbaaa', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d18-630d-bfff-433b719fbaaa", "ts": "2026-11-29T10:26:32.555593+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.dHvt7MmP"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95cc-7630-ac16-c443c1e179b9", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', '1f1ebdf5-8d19-69c7-8000-fb3e76544114', '1f1ebdf5-8d18-630d-bfff-433b719fbaaa', NULL, '{"v": 4, "id": "1f1ebdf5-8d19-69c7-8000-fb3e76544114", "ts": "2026-11-29T10:26:32.556173+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.dHvt7MmP"}}, "channel_values": {"who": "asks", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.zRv8KVND", "__start__": "00000000000000000000000000000002.zRv8KVND", "branch:to:begin": "00000000000000000000000000000002.zRv8KVND"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95cc-7630-ac16-c443c1e179b9", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '', '1f1ebdf5-8d1b-6f08-8001-a1bc3b237b3a', '1f1ebdf5-8d19-69c7-8000-fb3e76544114', NULL, '{"v": 4, "id": "1f1ebdf5-8d1b-6f08-8001-a1bc3b237b3a", "ts": "2026-11-29T10:26:32.557127+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.zRv8KVND"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.dHvt7MmP"}}, "channel_values": {"who": "asks", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.Qka-vmKD", "who": "00000000000000000000000000000002.zRv8KVND", "__start__": "00000000000000000000000000000002.zRv8KVND", "branch:to:begin": "00000000000000000000000000000003.Qka-vmKD", "branch:to:question": "00000000000000000000000000000003.Qka-vmKD"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a226d7-95cc-7630-ac16-c443c1e179b9", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', '1f1ebdf5-8d36-6bd7-bfff-7ac56c0bdbf4', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d36-6bd7-bfff-7ac56c0bdbf4", "ts": "2026-11-29T10:26:32.568107+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.MJH-ntXr"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95d6-79de-ae7e-892cfc19bf33", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', '1f1ebdf5-8d40-6765-8000-2e93829b5311', '1f1ebdf5-8d36-6bd7-bfff-7ac56c0bdbf4', NULL, '{"v": 4, "id": "1f1ebdf5-8d40-6765-8000-2e93829b5311", "ts": "2026-11-29T10:26:32.572089+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.MJH-ntXr"}}, "channel_values": {"who": "cancelled", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.8C2N4_4Z", "__start__": "00000000000000000000000000000002.8C2N4_4Z", "branch:to:begin": "00000000000000000000000000000002.8C2N4_4Z"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95d6-79de-ae7e-892cfc19bf33", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '', '1f1ebdf5-8d47-6bff-8001-c9443bc5dc88', '1f1ebdf5-8d40-6765-8000-2e93829b5311', NULL, '{"v": 4, "id": "1f1ebdf5-8d47-6bff-8001-c9443bc5dc88", "ts": "2026-11-29T10:26:32.575074+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.8C2N4_4Z"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.MJH-ntXr"}}, "channel_values": {"who": "cancelled", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.KOiJLxp9", "who": "00000000000000000000000000000002.8C2N4_4Z", "__start__": "00000000000000000000000000000002.8C2N4_4Z", "branch:to:begin": "00000000000000000000000000000003.KOiJLxp9", "branch:to:question": "00000000000000000000000000000003.KOiJLxp9"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a226d7-95d6-79de-ae7e-892cfc19bf33", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', '1f1ebdf5-8d35-653a-bfff-b028f0142394', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d35-653a-bfff-b028f0142394", "ts": "2026-11-29T10:26:32.567528+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.PZkwhHNz"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95d4-7e19-9644-4540a17590c8", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', '1f1ebdf5-8d40-6300-8000-e61a8276eb40', '1f1ebdf5-8d35-653a-bfff-b028f0142394', NULL, '{"v": 4, "id": "1f1ebdf5-8d40-6300-8000-e61a8276eb40", "ts": "2026-11-29T10:26:32.571971+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.PZkwhHNz"}}, "channel_values": {"who": "overdue", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.R4asP3D7", "__start__": "00000000000000000000000000000002.R4asP3D7", "branch:to:begin": "00000000000000000000000000000002.R4asP3D7"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95d4-7e19-9644-4540a17590c8", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '', '1f1ebdf5-8d47-68c6-8001-28d39176eedb', '1f1ebdf5-8d40-6300-8000-e61a8276eb40', NULL, '{"v": 4, "id": "1f1ebdf5-8d47-68c6-8001-28d39176eedb", "ts": "2026-11-29T10:26:32.574986+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.R4asP3D7"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.PZkwhHNz"}}, "channel_values": {"who": "overdue", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.Y0HmiSZK", "who": "00000000000000000000000000000002.R4asP3D7", "__start__": "00000000000000000000000000000002.R4asP3D7", "branch:to:begin": "00000000000000000000000000000003.Y0HmiSZK", "branch:to:question": "00000000000000000000000000000003.Y0HmiSZK"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a226d7-95d4-7e19-9644-4540a17590c8", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '', '1f1ebdf5-8d37-6b7e-bfff-d9eda20bf013', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d37-6b7e-bfff-d9eda20bf013", "ts": "2026-11-29T10:26:32.568508+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.S0CVpIPD"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95d9-7d0a-93fb-99154c14d2c0", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '', '1f1ebdf5-8d40-6a51-8000-89ec8d35b38b', '1f1ebdf5-8d37-6b7e-bfff-d9eda20bf013', NULL, '{"v": 4, "id": "1f1ebdf5-8d40-6a51-8000-89ec8d35b38b", "ts": "2026-11-29T10:26:32.572164+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.S0CVpIPD"}}, "channel_values": {"who": "died", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.DzIbczls", "__start__": "00000000000000000000000000000002.DzIbczls", "branch:to:begin": "00000000000000000000000000000002.DzIbczls"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95d9-7d0a-93fb-99154c14d2c0", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '', '1f1ebdf5-8d47-6e80-8001-a29a0d9099bd', '1f1ebdf5-8d40-6a51-8000-89ec8d35b38b', NULL, '{"v": 4, "id": "1f1ebdf5-8d47-6e80-8001-a29a0d9099bd", "ts": "2026-11-29T10:26:32.575139+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.DzIbczls"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.S0CVpIPD"}}, "channel_values": {"who": "died", "branch:to:wait": null}, "channel_versions": {"log": "00000000000000000000000000000003.k4UmIrAA", "who": "00000000000000000000000000000002.DzIbczls", "__start__": "00000000000000000000000000000002.DzIbczls", "branch:to:wait": "00000000000000000000000000000003.k4UmIrAA", "branch:to:begin": "00000000000000000000000000000003.k4UmIrAA"}, "updated_channels": ["branch:to:wait", "log"]}', '{"step": 1, "job_id": "01a226d7-95d9-7d0a-93fb-99154c14d2c0", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', '1f1ebdf5-8d38-6888-bfff-05254d4a53a3', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d38-6888-bfff-05254d4a53a3", "ts": "2026-11-29T10:26:32.568842+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.atCrZQlX"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95db-7d28-a136-b61432f7fe69", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', '1f1ebdf5-8d40-6d04-8000-3d66fdbc2d36', '1f1ebdf5-8d38-6888-bfff-05254d4a53a3', NULL, '{"v": 4, "id": "1f1ebdf5-8d40-6d04-8000-3d66fdbc2d36", "ts": "2026-11-29T10:26:32.572234+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.atCrZQlX"}}, "channel_values": {"who": "tried", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002._XaZlIxC", "__start__": "00000000000000000000000000000002._XaZlIxC", "branch:to:begin": "00000000000000000000000000000002._XaZlIxC"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95db-7d28-a136-b61432f7fe69", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '', '1f1ebdf5-8d48-60e2-8001-8df79576a1d5', '1f1ebdf5-8d40-6d04-8000-3d66fdbc2d36', NULL, '{"v": 4, "id": "1f1ebdf5-8d48-60e2-8001-8df79576a1d5", "ts": "2026-11-29T10:26:32.575199+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002._XaZlIxC"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.atCrZQlX"}}, "channel_values": {"who": "tried", "branch:to:mend": null}, "channel_versions": {"log": "00000000000000000000000000000003.jPDCO1GU", "who": "00000000000000000000000000000002._XaZlIxC", "__start__": "00000000000000000000000000000002._XaZlIxC", "branch:to:mend": "00000000000000000000000000000003.jPDCO1GU", "branch:to:begin": "00000000000000000000000000000003.jPDCO1GU"}, "updated_channels": ["branch:to:mend", "log"]}', '{"step": 1, "job_id": "01a226d7-95db-7d28-a136-b61432f7fe69", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', '1f1ebdf5-8d4c-67df-bfff-6677ba7b3047', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d4c-67df-bfff-6677ba7b3047", "ts": "2026-11-29T10:26:32.577017+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.aiUJFZ8k"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95df-7d5d-9719-eeaa273ee736", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', '1f1ebdf5-8d52-632b-8000-51b2066bde5d', '1f1ebdf5-8d4c-67df-bfff-6677ba7b3047', NULL, '{"v": 4, "id": "1f1ebdf5-8d52-632b-8000-51b2066bde5d", "ts": "2026-11-29T10:26:32.579349+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.aiUJFZ8k"}}, "channel_values": {"who": "failed", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.bzS3qF-B", "__start__": "00000000000000000000000000000002.bzS3qF-B", "branch:to:begin": "00000000000000000000000000000002.bzS3qF-B"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95df-7d5d-9719-eeaa273ee736", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '', '1f1ebdf5-8d5f-6159-8001-dcafae16a355', '1f1ebdf5-8d52-632b-8000-51b2066bde5d', NULL, '{"v": 4, "id": "1f1ebdf5-8d5f-6159-8001-dcafae16a355", "ts": "2026-11-29T10:26:32.584628+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.bzS3qF-B"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.aiUJFZ8k"}}, "channel_values": {"who": "failed", "branch:to:mend": null}, "channel_versions": {"log": "00000000000000000000000000000003.u1KbOPS9", "who": "00000000000000000000000000000002.bzS3qF-B", "__start__": "00000000000000000000000000000002.bzS3qF-B", "branch:to:mend": "00000000000000000000000000000003.u1KbOPS9", "branch:to:begin": "00000000000000000000000000000003.u1KbOPS9"}, "updated_channels": ["branch:to:mend", "log"]}', '{"step": 1, "job_id": "01a226d7-95df-7d5d-9719-eeaa273ee736", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8e44-623b-8002-4af7a2ce8269', '1f1ebdf5-8d1a-6b5e-8001-8ad59c916f66', NULL, '{"v": 4, "id": "1f1ebdf5-8e44-623b-8002-4af7a2ce8269", "ts": "2026-11-29T10:26:32.678446+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.h0wYKB4R"}, "question": {"branch:to:question": "00000000000000000000000000000003.O5J0pchz"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.fQxPUjPc"}, "__interrupt__": {"log": "00000000000000000000000000000003.O5J0pchz", "who": "00000000000000000000000000000002.h0wYKB4R", "__start__": "00000000000000000000000000000002.h0wYKB4R", "branch:to:begin": "00000000000000000000000000000003.O5J0pchz", "branch:to:question": "00000000000000000000000000000003.O5J0pchz"}}, "channel_values": {"who": "done", "answer": "yes", "branch:to:end": null}, "channel_versions": {"log": "00000000000000000000000000000004.n5QD8WCE", "who": "00000000000000000000000000000002.h0wYKB4R", "answer": "00000000000000000000000000000004.n5QD8WCE", "__start__": "00000000000000000000000000000002.h0wYKB4R", "branch:to:end": "00000000000000000000000000000004.n5QD8WCE", "branch:to:begin": "00000000000000000000000000000003.O5J0pchz", "branch:to:question": "00000000000000000000000000000004.n5QD8WCE"}, "updated_channels": ["answer", "branch:to:end", "log"]}', '{"step": 2, "job_id": "01a226d7-95ca-71cb-ad21-d940f1224d37", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', '1f1ebdf5-8d56-6c6a-bfff-68dc440f804c', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d56-6c6a-bfff-68dc440f804c", "ts": "2026-11-29T10:26:32.581229+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.wjPXikGx"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95ce-7031-a152-01b33ca61832", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', '1f1ebdf5-8d5b-6f6b-8000-711f15438dee', '1f1ebdf5-8d56-6c6a-bfff-68dc440f804c', NULL, '{"v": 4, "id": "1f1ebdf5-8d5b-6f6b-8000-711f15438dee", "ts": "2026-11-29T10:26:32.583351+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.wjPXikGx"}}, "channel_values": {"who": "answered", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.cA4CuggS", "__start__": "00000000000000000000000000000002.cA4CuggS", "branch:to:begin": "00000000000000000000000000000002.cA4CuggS"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95ce-7031-a152-01b33ca61832", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '', '1f1ebdf5-8d6e-6f96-8001-c5fee25e42ac', '1f1ebdf5-8d5b-6f6b-8000-711f15438dee', NULL, '{"v": 4, "id": "1f1ebdf5-8d6e-6f96-8001-c5fee25e42ac", "ts": "2026-11-29T10:26:32.591130+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.cA4CuggS"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.wjPXikGx"}}, "channel_values": {"who": "answered", "branch:to:question": null}, "channel_versions": {"log": "00000000000000000000000000000003.wanpM1V8", "who": "00000000000000000000000000000002.cA4CuggS", "__start__": "00000000000000000000000000000002.cA4CuggS", "branch:to:begin": "00000000000000000000000000000003.wanpM1V8", "branch:to:question": "00000000000000000000000000000003.wanpM1V8"}, "updated_channels": ["branch:to:question", "log"]}', '{"step": 1, "job_id": "01a226d7-95ce-7031-a152-01b33ca61832", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '', '1f1ebdf5-8d58-6943-bfff-351479aad6bc', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d58-6943-bfff-351479aad6bc", "ts": "2026-11-29T10:26:32.581968+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.ON-eI7HX"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95d0-7ce1-9c14-f6438ce2353f", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '', '1f1ebdf5-8d5c-656d-8000-b46bf2d5f193', '1f1ebdf5-8d58-6943-bfff-351479aad6bc', NULL, '{"v": 4, "id": "1f1ebdf5-8d5c-656d-8000-b46bf2d5f193", "ts": "2026-11-29T10:26:32.583508+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.ON-eI7HX"}}, "channel_values": {"who": "stops", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.T_Ajulf1", "__start__": "00000000000000000000000000000002.T_Ajulf1", "branch:to:begin": "00000000000000000000000000000002.T_Ajulf1"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95d0-7ce1-9c14-f6438ce2353f", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '', '1f1ebdf5-8d6f-6f02-8001-803a09d3ff88', '1f1ebdf5-8d5c-656d-8000-b46bf2d5f193', NULL, '{"v": 4, "id": "1f1ebdf5-8d6f-6f02-8001-803a09d3ff88", "ts": "2026-11-29T10:26:32.591533+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.T_Ajulf1"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.ON-eI7HX"}}, "channel_values": {"who": "stops", "branch:to:end": null}, "channel_versions": {"log": "00000000000000000000000000000003._RsfUwRQ", "who": "00000000000000000000000000000002.T_Ajulf1", "__start__": "00000000000000000000000000000002.T_Ajulf1", "branch:to:end": "00000000000000000000000000000003._RsfUwRQ", "branch:to:begin": "00000000000000000000000000000003._RsfUwRQ"}, "updated_channels": ["branch:to:end", "log"]}', '{"step": 1, "job_id": "01a226d7-95d0-7ce1-9c14-f6438ce2353f", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '1f1ebdf5-8d59-636e-bfff-9e768cee05df', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d59-636e-bfff-9e768cee05df", "ts": "2026-11-29T10:26:32.582229+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.kDmNZTKP"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95d2-7301-8472-050db6babed5", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '1f1ebdf5-8d5c-67cf-8000-3f2e18a34c69', '1f1ebdf5-8d59-636e-bfff-9e768cee05df', NULL, '{"v": 4, "id": "1f1ebdf5-8d5c-67cf-8000-3f2e18a34c69", "ts": "2026-11-29T10:26:32.583570+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.kDmNZTKP"}}, "channel_values": {"who": "second", "branch:to:begin": null}, "channel_versions": {"who": "00000000000000000000000000000002.siLyEDHM", "__start__": "00000000000000000000000000000002.siLyEDHM", "branch:to:begin": "00000000000000000000000000000002.siLyEDHM"}, "updated_channels": ["branch:to:begin", "who"]}', '{"step": 0, "job_id": "01a226d7-95d2-7301-8472-050db6babed5", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '', '1f1ebdf5-8d70-624a-8001-2cdd5c1f65c5', '1f1ebdf5-8d5c-67cf-8000-3f2e18a34c69', NULL, '{"v": 4, "id": "1f1ebdf5-8d70-624a-8001-2cdd5c1f65c5", "ts": "2026-11-29T10:26:32.591619+00:00", "versions_seen": {"begin": {"branch:to:begin": "00000000000000000000000000000002.siLyEDHM"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.kDmNZTKP"}}, "channel_values": {"who": "second", "branch:to:twice": null}, "channel_versions": {"log": "00000000000000000000000000000003.nr0AlC_G", "who": "00000000000000000000000000000002.siLyEDHM", "__start__": "00000000000000000000000000000002.siLyEDHM", "branch:to:begin": "00000000000000000000000000000003.nr0AlC_G", "branch:to:twice": "00000000000000000000000000000003.nr0AlC_G"}, "updated_channels": ["branch:to:twice", "log"]}', '{"step": 1, "job_id": "01a226d7-95d2-7301-8472-050db6babed5", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d57-6df7-bfff-cb694bf1e935', NULL, NULL, '{"v": 4, "id": "1f1ebdf5-8d57-6df7-bfff-cb694bf1e935", "ts": "2026-11-29T10:26:32.581679+00:00", "versions_seen": {"__input__": {}}, "channel_values": {}, "channel_versions": {"__start__": "00000000000000000000000000000001.QOLqGHx6"}, "updated_channels": ["__start__"]}', '{"step": -1, "job_id": "01a226d7-95cf-765f-9675-a1845fb513db", "source": "input", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', '1f1ebdf5-8d57-6df7-bfff-cb694bf1e935', NULL, '{"v": 4, "id": "1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58", "ts": "2026-11-29T10:26:32.583443+00:00", "versions_seen": {"__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.QOLqGHx6"}}, "channel_values": {"who": "kinds", "branch:to:form": null, "branch:to:question": null, "branch:to:tool_batch": null, "branch:to:agent_inbox": null, "branch:to:tool_approval": null}, "channel_versions": {"who": "00000000000000000000000000000002.OPUEv2s-", "__start__": "00000000000000000000000000000002.OPUEv2s-", "branch:to:form": "00000000000000000000000000000002.OPUEv2s-", "branch:to:question": "00000000000000000000000000000002.OPUEv2s-", "branch:to:tool_batch": "00000000000000000000000000000002.OPUEv2s-", "branch:to:agent_inbox": "00000000000000000000000000000002.OPUEv2s-", "branch:to:tool_approval": "00000000000000000000000000000002.OPUEv2s-"}, "updated_channels": ["branch:to:agent_inbox", "branch:to:form", "branch:to:question", "branch:to:tool_approval", "branch:to:tool_batch", "who"]}', '{"step": 0, "job_id": "01a226d7-95cf-765f-9675-a1845fb513db", "source": "loop", "parents": {}}');
INSERT INTO adjourn.checkpoints VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '', '1f1ebdf5-8e4c-65a0-8003-7efe78ffcc87', '1f1ebdf5-8e44-623b-8002-4af7a2ce8269', NULL, '{"v": 4, "id": "1f1ebdf5-8e4c-65a0-8003-7efe78ffcc87", "ts": "2026-11-29T10:26:32.681811+00:00", "versions_seen": {"end": {"branch:to:end": "00000000000000000000000000000004.n5QD8WCE"}, "begin": {"branch:to:begin": "00000000000000000000000000000002.h0wYKB4R"}, "question": {"branch:to:question": "00000000000000000000000000000003.O5J0pchz"}, "__input__": {}, "__start__": {"__start__": "00000000000000000000000000000001.fQxPUjPc"}, "__interrupt__": {"log": "00000000000000000000000000000003.O5J0pchz", "who": "00000000000000000000000000000002.h0wYKB4R", "__start__": "00000000000000000000000000000002.h0wYKB4R", "branch:to:begin": "00000000000000000000000000000003.O5J0pchz", "branch:to:question": "00000000000000000000000000000003.O5J0pchz"}}, "channel_values": {"who": "done", "answer": "yes"}, "channel_versions": {"log": "00000000000000000000000000000005.b62SF1ag", "who": "00000000000000000000000000000002.h0wYKB4R", "answer": "00000000000000000000000000000004.n5QD8WCE", "__start__": "00000000000000000000000000000002.h0wYKB4R", "branch:to:end": "00000000000000000000000000000005.b62SF1ag", "branch:to:begin": "00000000000000000000000000000003.O5J0pchz", "branch:to:question": "00000000000000000000000000000004.n5QD8WCE"}, "updated_channels": ["log"]}', '{"step": 3, "job_id": "01a226d7-95ca-71cb-ad21-d940f1224d37", "source": "loop", "parents": {}}');


--
-- Data for Name: contract; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.contract VALUES ('0002');


--
-- Data for Name: events; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (1, '2026-11-29 10:26:27.311651+00', 'adjourn', '01a226d7-816b-790b-9e0c-6469e45f2f56', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (2, '2026-11-29 10:26:27.33324+00', 'adjourn', '01a226d7-816b-790b-9e0c-6469e45f2f56', NULL, 'queued', 'running', '{"leased_by" : "vm:31895"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (3, '2026-11-29 10:26:27.345921+00', 'adjourn', '01a226d7-816b-790b-9e0c-6469e45f2f56', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (4, '2026-11-29 10:26:27.346704+00', 'adjourn', '01a226d7-816b-790b-9e0c-6469e45f2f56', 1, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (5, '2026-11-29 10:26:29.852778+00', 'adjourn', '01a226d7-816b-790b-9e0c-6469e45f2f56', 1, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null, "via" : "sql"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (6, '2026-11-29 10:26:29.871251+00', 'adjourn', '01a226d7-816b-790b-9e0c-6469e45f2f56', NULL, 'waiting', 'running', '{"leased_by" : "vm:31909"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (7, '2026-11-29 10:26:29.878668+00', 'adjourn', '01a226d7-816b-790b-9e0c-6469e45f2f56', NULL, 'running', 'blocked', '{"type": "CodeChanged", "message": "the thread stands at question, which the graph as deployed no longer has: deploy code that has it, then retry"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (8, '2026-11-29 10:26:32.523018+00', 'adjourn', '01a226d7-95ca-71cb-ad21-d940f1224d37', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (9, '2026-11-29 10:26:32.525135+00', 'adjourn', '01a226d7-95cc-7630-ac16-c443c1e179b9', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (10, '2026-11-29 10:26:32.526622+00', 'adjourn', '01a226d7-95ce-7031-a152-01b33ca61832', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (11, '2026-11-29 10:26:32.528029+00', 'adjourn', '01a226d7-95cf-765f-9675-a1845fb513db', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (12, '2026-11-29 10:26:32.529541+00', 'adjourn', '01a226d7-95d0-7ce1-9c14-f6438ce2353f', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (13, '2026-11-29 10:26:32.532281+00', 'adjourn', '01a226d7-95d2-7301-8472-050db6babed5', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (14, '2026-11-29 10:26:32.533228+00', 'adjourn', '01a226d7-95d4-7e19-9644-4540a17590c8', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (15, '2026-11-29 10:26:32.535048+00', 'adjourn', '01a226d7-95d6-79de-ae7e-892cfc19bf33', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (16, '2026-11-29 10:26:32.538227+00', 'adjourn', '01a226d7-95d9-7d0a-93fb-99154c14d2c0', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (17, '2026-11-29 10:26:32.540195+00', 'adjourn', '01a226d7-95db-7d28-a136-b61432f7fe69', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (18, '2026-11-29 10:26:32.544304+00', 'adjourn', '01a226d7-95df-7d5d-9719-eeaa273ee736', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (19, '2026-11-29 10:26:32.545036+00', 'adjourn', '01a226d7-95ca-71cb-ad21-d940f1224d37', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (20, '2026-11-29 10:26:32.552577+00', 'adjourn', '01a226d7-95cc-7630-ac16-c443c1e179b9', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (21, '2026-11-29 10:26:32.559658+00', 'adjourn', '01a226d7-95d4-7e19-9644-4540a17590c8', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (22, '2026-11-29 10:26:32.559704+00', 'adjourn', '01a226d7-95d6-79de-ae7e-892cfc19bf33', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (23, '2026-11-29 10:26:32.559725+00', 'adjourn', '01a226d7-95d9-7d0a-93fb-99154c14d2c0', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (24, '2026-11-29 10:26:32.559745+00', 'adjourn', '01a226d7-95db-7d28-a136-b61432f7fe69', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (25, '2026-11-29 10:26:32.569928+00', 'adjourn', '01a226d7-95df-7d5d-9719-eeaa273ee736', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (26, '2026-11-29 10:26:32.576696+00', 'adjourn', '01a226d7-95ce-7031-a152-01b33ca61832', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (27, '2026-11-29 10:26:32.57782+00', 'adjourn', '01a226d7-95cf-765f-9675-a1845fb513db', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (28, '2026-11-29 10:26:32.577917+00', 'adjourn', '01a226d7-95d0-7ce1-9c14-f6438ce2353f', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (29, '2026-11-29 10:26:32.577939+00', 'adjourn', '01a226d7-95d2-7301-8472-050db6babed5', NULL, 'queued', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (30, '2026-11-29 10:26:32.596608+00', 'adjourn', '01a226d7-95ca-71cb-ad21-d940f1224d37', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (31, '2026-11-29 10:26:32.601446+00', 'adjourn', '01a226d7-95ca-71cb-ad21-d940f1224d37', 2, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (32, '2026-11-29 10:26:32.609763+00', 'adjourn', '01a226d7-95cc-7630-ac16-c443c1e179b9', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (33, '2026-11-29 10:26:32.610972+00', 'adjourn', '01a226d7-95cc-7630-ac16-c443c1e179b9', 3, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (34, '2026-11-29 10:26:32.614544+00', 'adjourn', '01a226d7-95d6-79de-ae7e-892cfc19bf33', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (35, '2026-11-29 10:26:32.615303+00', 'adjourn', '01a226d7-95d6-79de-ae7e-892cfc19bf33', 4, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (36, '2026-11-29 10:26:32.623398+00', 'adjourn', '01a226d7-95d4-7e19-9644-4540a17590c8', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (37, '2026-11-29 10:26:32.623563+00', 'adjourn', '01a226d7-95d4-7e19-9644-4540a17590c8', 5, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (38, '2026-11-29 10:26:32.625947+00', 'adjourn', '01a226d7-95cf-765f-9675-a1845fb513db', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (39, '2026-11-29 10:26:32.626121+00', 'adjourn', '01a226d7-95cf-765f-9675-a1845fb513db', 6, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (40, '2026-11-29 10:26:32.62619+00', 'adjourn', '01a226d7-95cf-765f-9675-a1845fb513db', 7, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (41, '2026-11-29 10:26:32.626228+00', 'adjourn', '01a226d7-95cf-765f-9675-a1845fb513db', 8, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (42, '2026-11-29 10:26:32.626264+00', 'adjourn', '01a226d7-95cf-765f-9675-a1845fb513db', 9, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (43, '2026-11-29 10:26:32.626315+00', 'adjourn', '01a226d7-95cf-765f-9675-a1845fb513db', 10, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (44, '2026-11-29 10:26:32.628114+00', 'adjourn', '01a226d7-95db-7d28-a136-b61432f7fe69', NULL, 'running', 'queued', '{"type": "ConnectionError", "message": "not yet"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (45, '2026-11-29 10:26:32.629756+00', 'adjourn', '01a226d7-95ce-7031-a152-01b33ca61832', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (46, '2026-11-29 10:26:32.629882+00', 'adjourn', '01a226d7-95ce-7031-a152-01b33ca61832', 11, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (47, '2026-11-29 10:26:32.636551+00', 'adjourn', '01a226d7-95df-7d5d-9719-eeaa273ee736', NULL, 'running', 'failed', '{"type": "ValueError", "message": "not yet"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (48, '2026-11-29 10:26:32.636924+00', 'adjourn', '01a226d7-95d2-7301-8472-050db6babed5', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (49, '2026-11-29 10:26:32.637094+00', 'adjourn', '01a226d7-95d2-7301-8472-050db6babed5', 12, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (50, '2026-11-29 10:26:32.63872+00', 'adjourn', '01a226d7-95d0-7ce1-9c14-f6438ce2353f', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (51, '2026-11-29 10:26:32.638882+00', 'adjourn', '01a226d7-95d0-7ce1-9c14-f6438ce2353f', 13, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (52, '2026-11-29 10:26:32.662429+00', 'adjourn', '01a226d7-95ca-71cb-ad21-d940f1224d37', 2, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null, "via" : "sql"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (53, '2026-11-29 10:26:32.664007+00', 'adjourn', '01a226d7-95d2-7301-8472-050db6babed5', 12, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null, "via" : "sql"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (54, '2026-11-29 10:26:32.675185+00', 'adjourn', '01a226d7-95ca-71cb-ad21-d940f1224d37', NULL, 'waiting', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (55, '2026-11-29 10:26:32.678039+00', 'adjourn', '01a226d7-95d2-7301-8472-050db6babed5', NULL, 'waiting', 'running', '{"leased_by" : "vm:31921"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (56, '2026-11-29 10:26:32.687165+00', 'adjourn', '01a226d7-95d2-7301-8472-050db6babed5', NULL, 'running', 'waiting', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (57, '2026-11-29 10:26:32.687372+00', 'adjourn', '01a226d7-95ca-71cb-ad21-d940f1224d37', NULL, 'running', 'succeeded', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (58, '2026-11-29 10:26:32.687606+00', 'adjourn', '01a226d7-95d2-7301-8472-050db6babed5', 12, 'answered', 'resumed', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (59, '2026-11-29 10:26:32.687834+00', 'adjourn', '01a226d7-95ca-71cb-ad21-d940f1224d37', 2, 'answered', 'resumed', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (60, '2026-11-29 10:26:32.688029+00', 'adjourn', '01a226d7-95d2-7301-8472-050db6babed5', 14, NULL, 'open', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (61, '2026-11-29 10:26:32.711667+00', 'adjourn', '01a226d7-95d6-79de-ae7e-892cfc19bf33', NULL, 'waiting', 'cancelled', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (62, '2026-11-29 10:26:32.712203+00', 'adjourn', '01a226d7-95d6-79de-ae7e-892cfc19bf33', 4, 'open', 'withdrawn', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (63, '2026-11-29 10:26:32.765518+00', 'adjourn', '01a226d7-95ce-7031-a152-01b33ca61832', 11, 'open', 'answered', '{"answer" : {"data": "yes"}, "choice" : null, "comment" : null, "via" : "sql"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (64, '2026-11-29 10:26:32.772076+00', 'adjourn', '01a226d7-95cf-765f-9675-a1845fb513db', 7, 'open', 'answered', '{"answer" : {"count": 3}, "choice" : null, "comment" : null, "via" : "sql"}');
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (65, '2026-11-29 10:26:32.775037+00', 'adjourn', '01a226d7-96c5-7d11-b614-21ebbc0ff40f', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (66, '2026-11-29 10:26:32.777475+00', 'adjourn', '01a226d7-96c8-77d5-a79a-abecaf6ce35a', NULL, NULL, 'queued', NULL);
INSERT INTO adjourn.events OVERRIDING SYSTEM VALUE VALUES (67, '2026-11-29 10:26:32.779088+00', 'adjourn', '01a226d7-96ca-7879-9f4d-d12cf2634283', NULL, NULL, 'queued', NULL);


--
-- Data for Name: graphs; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.graphs VALUES ('released', 'ask', '0ab607842e83', '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'asks_twice', '0ab607842e83', '9f151d430ea77415035f2dee59cdcc739ef02d72e98cbf6f8d980ef2d028665d', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'changes', '0ab607842e83', '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'climb', '0ab607842e83', '0702fe4693bcbd92a2dc688c0bd5e5bae50cf85bf467c19507cf75bca3cad99b', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'hearts', '0ab607842e83', 'f01e333e586b1061c9053b26b406080039dbaaa6ac775cd93bf11239f874dd28', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'hold', '0ab607842e83', '6a733cd99fdaba6ec2d90e01b97e5338e475b574af7be8fba84e664cc6184de0', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'hold_blocking', '0ab607842e83', 'f411cef7c0f1692fa93ab24e44c679a45b8e8326841c333f5cf544afb376d8a9', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'hold_clogged', '0ab607842e83', 'f23020a2969d793664d8c8fc6dc8beae71666ce0d83280b3929033a382c7f4ea', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'journey', '0ab607842e83', '650522b338db62c2453939ca2ce9aa63fd69ce32f08fe46a3bba8a75f3ed8f11', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
config:
  flowchart:
    curve: linear
---
graph TD;
	__start__([<p>__start__</p>]):::first
	begin(begin)
	walk(walk)
	question(question)
	ride(ride)
	end(end)
	__end__([<p>__end__</p>]):::last
	__start__ --> begin;
	begin --> walk;
	question --> ride;
	ride --> end;
	walk --> question;
	end --> __end__;
	classDef default fill:#f2f0ff,line-height:1.2
	classDef first fill-opacity:0
	classDef last fill:#bfb6fc
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'kinds', '0ab607842e83', 'e6fd26b06d2dfd65cb3c0e78076e8c63a5fee86cb55839f53f71b839325cdc04', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}, "answers": {"additionalProperties": true, "title": "Answers", "type": "object"}}, "title": "Answers", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'mends', '0ab607842e83', 'ed12f164d591a1a1aae41fed15cf3665dd85b58d458442a76739bf04352a384b', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);
INSERT INTO adjourn.graphs VALUES ('released', 'stops', '0ab607842e83', 'fe86054e53144be541aeb5b204f37708451ca8a553e17532a7cb415c0ad011fe', '{"properties": {"who": {"title": "Who", "type": "string"}, "log": {"items": {"type": "string"}, "title": "Log", "type": "array"}, "answer": {"title": "Answer", "type": "string"}}, "title": "State", "type": "object"}', '---
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
', '2026-11-29 10:26:27.15661+00', '2026-11-29 10:26:32.379347+00', NULL);


--
-- Data for Name: human_requests; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (1, '01a226d7-816b-790b-9e0c-6469e45f2f56', '01a226d7-816b-790b-9e0c-6469e45f2f56', 'changes', 'question', 'question', 'what about blocked?', '{"query": "what about blocked?"}', '\xae82f1bde65185f085a6f8fe8b04f2485ae7e475227b9b6c87eeb26e057b8680', NULL, '[]', 'answered', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-29 10:26:29.850673+00', NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:27.344692+00', 'b1d318fe3cb1b2550038354d85f77ede', '', '1f1ebdf5-5b52-6b2d-8001-45949f7d4ea1', '03af922f-99fc-2f8c-109c-7018c97a5260', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, 'sql');
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (3, '01a226d7-95cc-7630-ac16-c443c1e179b9', '01a226d7-95cc-7630-ac16-c443c1e179b9', 'ask', 'question', 'question', 'what about asks?', '{"query": "what about asks?"}', '\xa40af517bcf84678d360d3a4a11c87a0fe9343e366a4204d55a9cf55184fc7f7', NULL, '[]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.608665+00', '274cdf60d4fe7464a84035cce849361e', '', '1f1ebdf5-8d1b-6f08-8001-a1bc3b237b3a', 'aa48670c-2045-1592-7b1b-fb5f863f349e', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, NULL);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (5, '01a226d7-95d4-7e19-9644-4540a17590c8', '01a226d7-95d4-7e19-9644-4540a17590c8', 'ask', 'question', 'question', 'what about overdue?', '{"query": "what about overdue?"}', '\x7b0ae55c20c2fb0f456b4a964aeb225e4390d82a0e041025a4724eb33207e411', NULL, '[]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.623106+00', 'db86cc2973437f54b89a10fb6a095a9b', '', '1f1ebdf5-8d47-68c6-8001-28d39176eedb', '2149845e-2399-2696-7db7-582cfe049a23', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, NULL);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (6, '01a226d7-95cf-765f-9675-a1845fb513db', '01a226d7-95cf-765f-9675-a1845fb513db', 'kinds', 'agent_inbox', 'agent_inbox', 'refund: order 4711', '{"action_request": {"action": "refund", "args": {"order": 4711}}, "config": {"allow_accept": true, "allow_ignore": true, "allow_respond": false, "allow_edit": false}}', '\xf75bae86aa7ae86fe8b6439b2126b215201220db5bf55a084c0f92309a31c27e', '{"type": "array", "prefixItems": [{"type": "object", "properties": {"type": {"enum": ["accept", "ignore"]}}, "required": ["type"], "oneOf": [{"type": "object", "properties": {"type": {"const": "accept"}, "args": {}}, "required": ["type", "args"]}, {"type": "object", "properties": {"type": {"const": "ignore"}, "args": {}}, "required": ["type", "args"]}]}], "items": false, "minItems": 1, "maxItems": 1}', '[{"choice": "accept", "label": "Accept", "answer": [{"type": "accept", "args": {"action": "refund", "args": {"order": 4711}}}]}, {"choice": "ignore", "label": "Ignore", "answer": [{"type": "ignore", "args": null}]}]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.625484+00', 'a5117701d873aa597a949364b857fb7c', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', '1e579b8a-f0b5-974d-e85d-845efba1134d', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, NULL);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (8, '01a226d7-95cf-765f-9675-a1845fb513db', '01a226d7-95cf-765f-9675-a1845fb513db', 'kinds', 'question', 'question', 'Which day?', '"Which day?"', '\xac849a97803903883ce073e1e00b91f48db16e9d789983206a87c7a84ceeb41b', NULL, '[]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.625591+00', '78dc544e1fb70d706a49666bb6d7197d', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', 'a2ca2008-124d-c5b2-260e-ad2d75c49167', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, NULL);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (9, '01a226d7-95cf-765f-9675-a1845fb513db', '01a226d7-95cf-765f-9675-a1845fb513db', 'kinds', 'tool_approval', 'tool_approval', 'refund: order 4711', '{"type": "tool_approval", "name": "refund", "args": {"order": 4711}}', '\x7c6b38d71844f5c59b44b2810e76e9129702e48e3e35f104b0219f3f124df001', '{"type": "object", "properties": {"type": {"enum": ["approve", "reject", "respond", "edit"]}}, "required": ["type"], "oneOf": [{"type": "object", "properties": {"type": {"const": "approve"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "reject"}, "message": {"type": "string"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "respond"}, "message": {"type": "string"}}, "required": ["type", "message"]}, {"type": "object", "properties": {"type": {"const": "edit"}, "edited_action": {"type": "object", "properties": {"name": {"const": "refund"}, "args": {"type": "object"}}, "required": ["name", "args"]}}, "required": ["type", "edited_action"]}]}', '[{"choice": "approve", "label": "Approve", "answer": {"type": "approve"}}, {"choice": "reject", "label": "Reject", "answer": {"type": "reject"}, "comment_at": [["message"]]}, {"choice": "respond", "label": "Respond", "answer": {"type": "respond"}, "comment_at": [["message"]], "needs_comment": true}]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.625607+00', '1541be4a17fd9f65def34b6026a323f4', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', '8edc34d5-8025-8a77-79df-70ac5e11e392', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, NULL);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (10, '01a226d7-95cf-765f-9675-a1845fb513db', '01a226d7-95cf-765f-9675-a1845fb513db', 'kinds', 'tool_batch', 'tool_batch', 'refund: order 4711, refund: order 4711', '{"action_requests": [{"name": "refund", "args": {"order": 4711}}, {"name": "refund", "args": {"order": 4711}}], "review_configs": [{"action_name": "refund", "allowed_decisions": ["approve", "reject"]}]}', '\xe2d4b269dd382fcf00d6949e1894e245099ad04dc387a52522eec3d3c8cff4cd', '{"type": "object", "properties": {"decisions": {"type": "array", "prefixItems": [{"type": "object", "properties": {"type": {"enum": ["approve", "reject"]}}, "required": ["type"], "oneOf": [{"type": "object", "properties": {"type": {"const": "approve"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "reject"}, "message": {"type": "string"}}, "required": ["type"]}]}, {"type": "object", "properties": {"type": {"enum": ["approve", "reject"]}}, "required": ["type"], "oneOf": [{"type": "object", "properties": {"type": {"const": "approve"}}, "required": ["type"]}, {"type": "object", "properties": {"type": {"const": "reject"}, "message": {"type": "string"}}, "required": ["type"]}]}], "items": false, "minItems": 2, "maxItems": 2}}, "required": ["decisions"]}', '[{"choice": "approve", "label": "Approve all 2", "answer": {"decisions": [{"type": "approve"}, {"type": "approve"}]}}, {"choice": "reject", "label": "Reject all 2", "answer": {"decisions": [{"type": "reject"}, {"type": "reject"}]}, "comment_at": [["decisions", "0", "message"], ["decisions", "1", "message"]]}]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.625619+00', '86c3a9684f4f0be863a854398f8e2cb0', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', 'e0e8a064-d7ce-ffd1-cfe3-694e8ad92fb2', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, NULL);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (13, '01a226d7-95d0-7ce1-9c14-f6438ce2353f', '01a226d7-95d0-7ce1-9c14-f6438ce2353f', 'stops', 'end', 'breakpoint', 'Stopped before end: go on?', '{"breakpoint": "before", "nodes": ["end"]}', '\xf88e552a5d7e3bfdb942d52496bb3a514b473749cc0339a275ef60b5362cd965', '{"enum": ["continue", "stop"]}', '[{"choice": "continue", "label": "Continue", "answer": "continue"}, {"choice": "stop", "label": "Stop", "answer": "stop"}]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.638466+00', 'breakpoint::1f1ebdf5-8d6f-6f02-8001-803a09d3ff88', '', '1f1ebdf5-8d6f-6f02-8001-803a09d3ff88', '', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, NULL);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (12, '01a226d7-95d2-7301-8472-050db6babed5', '01a226d7-95d2-7301-8472-050db6babed5', 'asks_twice', 'twice', 'question', 'first?', '"first?"', '\x420e25ff389ff28dd26bc708bb1199822a04ae804e2c7d41f72dfcbf78a4a04a', NULL, '[]', 'resumed', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-29 10:26:32.663836+00', '2026-11-29 10:26:32.685299+00', '2026-11-29 10:26:32.686358+00', NULL, 0, NULL, '2026-11-29 10:26:32.636669+00', 'e7a366c34f83abe1e6a6a384a31db729', '', '1f1ebdf5-8d70-624a-8001-2cdd5c1f65c5', 'a3d7d5b9-f37d-688b-3ca1-355d581c8a6c', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, 'sql');
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (4, '01a226d7-95d6-79de-ae7e-892cfc19bf33', '01a226d7-95d6-79de-ae7e-892cfc19bf33', 'ask', 'question', 'question', 'what about cancelled?', '{"query": "what about cancelled?"}', '\xcd004e84deb9fb317d1b84d875c1d0d6c96de9f75e20ef3d6fc82a5b601e0d47', NULL, '[]', 'withdrawn', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.711955+00', NULL, 0, NULL, '2026-11-29 10:26:32.60876+00', 'd735e7d52a3aadbc7434425dd4bb6487', '', '1f1ebdf5-8d47-6bff-8001-c9443bc5dc88', '61989ed4-b0c6-b726-dae4-b8fbb39fdd8e', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, NULL);
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (11, '01a226d7-95ce-7031-a152-01b33ca61832', '01a226d7-95ce-7031-a152-01b33ca61832', 'ask', 'question', 'question', 'what about answered?', '{"query": "what about answered?"}', '\x62574fbe67027c60a082ebfe4df480229ce163ea460f36cb562a64ab95ae339d', NULL, '[]', 'answered', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-29 10:26:32.7651+00', NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.629454+00', 'dd41100b90d2c2b6d45f6c886597d708', '', '1f1ebdf5-8d6e-6f96-8001-c5fee25e42ac', '47296c55-3100-4278-ce79-392a182cb6d8', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, 'sql');
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (2, '01a226d7-95ca-71cb-ad21-d940f1224d37', '01a226d7-95ca-71cb-ad21-d940f1224d37', 'ask', 'question', 'question', 'what about done?', '{"query": "what about done?"}', '\xbc07e80c976d8ea3f616e0d56bc90f53685842c60f0397003dd9843bc446a275', NULL, '[]', 'resumed', NULL, NULL, '{"data": "yes"}', NULL, NULL, 'adjourn', '2026-11-29 10:26:32.661857+00', '2026-11-29 10:26:32.686383+00', '2026-11-29 10:26:32.687004+00', NULL, 0, NULL, '2026-11-29 10:26:32.59553+00', '4f3daaff6e0adbc5eaae1e8cee059787', '', '1f1ebdf5-8d1a-6b5e-8001-8ad59c916f66', 'ec9aefec-c4a5-abaf-86e6-ce274b3a0f68', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, 'sql');
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (7, '01a226d7-95cf-765f-9675-a1845fb513db', '01a226d7-95cf-765f-9675-a1845fb513db', 'kinds', 'form', 'form', 'How many?', '{"query": "How many?"}', '\xfbb01b2a56ad5e8d5d4ef0ca9dda07cf3afd8afb9eb32313cf2242b027fd22ef', '{"type": "object", "properties": {"count": {"type": "integer"}}}', '[]', 'answered', NULL, NULL, '{"count": 3}', NULL, NULL, 'adjourn', '2026-11-29 10:26:32.771707+00', NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.62558+00', '7abc72a0975ad1223ffb7c4bb10f5534', '', '1f1ebdf5-8d5c-62ed-8000-f3d8970bbf58', '07b1a523-3c54-1396-987b-c8fc0d660a71', 0, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, 'sql');
INSERT INTO adjourn.human_requests OVERRIDING SYSTEM VALUE VALUES (14, '01a226d7-95d2-7301-8472-050db6babed5', '01a226d7-95d2-7301-8472-050db6babed5', 'asks_twice', 'twice', 'question', 'second?', '"second?"', '\x7a392d4aa486e22480fe9cadda6e9a51f9da5aded1bc87b5328fa2b9edba4547', NULL, '[]', 'open', NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, NULL, 0, NULL, '2026-11-29 10:26:32.686557+00', 'bc87b8f936cbec64a15ebefca48419a1', '', '1f1ebdf5-8d70-624a-8001-2cdd5c1f65c5', 'a3d7d5b9-f37d-688b-3ca1-355d581c8a6c', 1, NULL, NULL, NULL, false, '{}', NULL, NULL, NULL, NULL, NULL, NULL, 'stay', NULL, NULL);


--
-- Data for Name: jobs; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.jobs VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', '01a226d7-816b-790b-9e0c-6469e45f2f56', 'released', 'changes', '0ab607842e83', 'blocked', '{"who": "blocked"}', '{}', NULL, NULL, '{"type": "CodeChanged", "message": "the thread stands at question, which the graph as deployed no longer has: deploy code that has it, then retry"}', 'blocked', '\xd37dbf07d5cc3c2b77fe0f1f85d130e7d67fa0d903c40232fd19d692f808023b', '{blocked}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:27.30532+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:27.307993+00', '2026-11-29 10:26:27.331259+00', NULL, 'adjourn', NULL, 2, NULL, '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', '01a226d7-95d9-7d0a-93fb-99154c14d2c0', 'released', 'hold', '0ab607842e83', 'running', '{"who": "died"}', '{}', NULL, NULL, NULL, 'died', '\xd604c3c87b7fcb69eb4c706e978a57afafade34e1d643d949e9a58e6bd5fab74', '{died}', NULL, NULL, 'released', 3, 1, 0, 5, '2026-11-29 10:26:32.537597+00', NULL, NULL, '91c56e44-e988-498f-80da-3e64659723ac', 'vm:31921', '2026-11-29 10:26:34.559498+00', '2026-11-29 10:26:32.537897+00', '2026-11-29 10:26:32.559498+00', NULL, 'adjourn', NULL, 1, NULL, '6a733cd99fdaba6ec2d90e01b97e5338e475b574af7be8fba84e664cc6184de0');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', '01a226d7-95cc-7630-ac16-c443c1e179b9', 'released', 'ask', '0ab607842e83', 'waiting', '{"who": "asks"}', '{}', NULL, NULL, NULL, 'asks', '\xc6cd9ccd3c790d340a0eb3d72c46b5c9f25f6b03a4d6ca3b69b05cc21c0d020a', '{asks}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.524115+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.524478+00', '2026-11-29 10:26:32.552254+00', NULL, 'adjourn', NULL, 1, NULL, '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', '01a226d7-95cf-765f-9675-a1845fb513db', 'released', 'kinds', '0ab607842e83', 'waiting', '{"who": "kinds"}', '{}', NULL, NULL, NULL, 'kinds', '\xff3411b4ec5f139b19e86a6587b4e04a6b7042e68abd67ef6ffd82fbc38952f4', '{kinds}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.527215+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.527462+00', '2026-11-29 10:26:32.572994+00', NULL, 'adjourn', NULL, 1, NULL, 'e6fd26b06d2dfd65cb3c0e78076e8c63a5fee86cb55839f53f71b839325cdc04');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', '01a226d7-95ce-7031-a152-01b33ca61832', 'released', 'ask', '0ab607842e83', 'waiting', '{"who": "answered"}', '{}', NULL, NULL, NULL, 'answered', '\x21313908f4224af02b45a1fc9c22426a6539e06b2c72254b30d4e4be76fbba01', '{answered}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.525817+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.526079+00', '2026-11-29 10:26:32.571495+00', NULL, 'adjourn', NULL, 1, NULL, '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', '01a226d7-95df-7d5d-9719-eeaa273ee736', 'released', 'mends', '0ab607842e83', 'failed', '{"who": "failed"}', '{}', NULL, NULL, '{"type": "ValueError", "message": "not yet"}', 'failed', '\x07c62346fe6055d0ed6918cbbc4d7a1724ae900cf7caad1e67ebb535cadfe79a', '{failed}', NULL, NULL, 'released', 3, 1, 0, 5, '2026-11-29 10:26:32.543757+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.543891+00', '2026-11-29 10:26:32.569519+00', '2026-11-29 10:26:32.632573+00', 'adjourn', NULL, 1, NULL, 'ed12f164d591a1a1aae41fed15cf3665dd85b58d458442a76739bf04352a384b');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', '01a226d7-95d0-7ce1-9c14-f6438ce2353f', 'released', 'stops', '0ab607842e83', 'waiting', '{"who": "stops"}', '{}', NULL, NULL, NULL, 'stops', '\x46dd44481c744930d386624a82acbd0a8c34b6c1608cbac6b0fd36928f0194e5', '{stops}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.528653+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.528875+00', '2026-11-29 10:26:32.573074+00', NULL, 'adjourn', NULL, 1, NULL, 'fe86054e53144be541aeb5b204f37708451ca8a553e17532a7cb415c0ad011fe');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95d2-7301-8472-050db6babed5', '01a226d7-95d2-7301-8472-050db6babed5', 'released', 'asks_twice', '0ab607842e83', 'waiting', '{"who": "second"}', '{}', NULL, NULL, NULL, 'second', '\x24a2f266f352bc29c769b7ae9e8d70bba98bf4fc8cfeaae0ee910a026be48dcb', '{second}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.530064+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.530233+00', '2026-11-29 10:26:32.573122+00', NULL, 'adjourn', NULL, 2, NULL, '9f151d430ea77415035f2dee59cdcc739ef02d72e98cbf6f8d980ef2d028665d');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', '01a226d7-95ca-71cb-ad21-d940f1224d37', 'released', 'ask', '0ab607842e83', 'succeeded', '{"who": "done"}', '{}', NULL, '{"who": "done", "log": ["begin", "question", "end"], "answer": "yes"}', NULL, 'done', '\x7a9c6cae4f2c195dc8070580097b89196e2907e1ea96fbca464efaa8162f3a04', '{done}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.521684+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.522207+00', '2026-11-29 10:26:32.543144+00', '2026-11-29 10:26:32.686238+00', 'adjourn', NULL, 2, NULL, '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', '01a226d7-95d6-79de-ae7e-892cfc19bf33', 'released', 'ask', '0ab607842e83', 'cancelled', '{"who": "cancelled"}', '{}', NULL, NULL, NULL, 'cancelled', '\x5553e1702d33b2639e14e4694a0903fff850a12b8894bceeea2b8fde69368984', '{cancelled}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.534499+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.53466+00', '2026-11-29 10:26:32.559444+00', '2026-11-29 10:26:32.711093+00', 'adjourn', NULL, 1, NULL, '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', '01a226d7-95db-7d28-a136-b61432f7fe69', 'released', 'mends', '0ab607842e83', 'queued', '{"who": "tried"}', '{}', NULL, NULL, '{"type": "ConnectionError", "message": "not yet"}', 'tried', '\xb2cd2eba097b5f8711c4c43c28d1e24c1be9879d70455ee7dbf1454073c5387d', '{tried}', NULL, NULL, 'released', 3, 1, 0, 5, '2100-01-01 00:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.539868+00', '2026-11-29 10:26:32.559543+00', NULL, 'adjourn', NULL, 1, NULL, 'ed12f164d591a1a1aae41fed15cf3665dd85b58d458442a76739bf04352a384b');
INSERT INTO adjourn.jobs VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', '01a226d7-95d4-7e19-9644-4540a17590c8', 'released', 'ask', '0ab607842e83', 'waiting', '{"who": "overdue"}', '{}', NULL, NULL, NULL, 'overdue', '\xaae4144dc2b93193213d8d690e53b2c0b988fd5970634c8d808ede3b055033c4', '{overdue}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.532759+00', '2026-11-29 10:26:32.762516+00', NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.532926+00', '2026-11-29 10:26:32.559144+00', NULL, 'adjourn', NULL, 1, NULL, '994174dfe4cbb5d687860accc3287f56ab8aa326c82db5da430e8fa10c68b555');
INSERT INTO adjourn.jobs VALUES ('01a226d7-96c5-7d11-b614-21ebbc0ff40f', '01a226d7-96c5-7d11-b614-21ebbc0ff40f', 'released', 'ask', NULL, 'queued', '{"who": "due"}', '{"tags": ["kept"]}', NULL, NULL, NULL, 'due', '\x1b98491dee39d9c3bc24fad28c14ce968093df34721a302176d21a3c5b23f7fd', '{due}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.773589+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.773904+00', NULL, NULL, 'adjourn', NULL, 0, NULL, NULL);
INSERT INTO adjourn.jobs VALUES ('01a226d7-96c8-77d5-a79a-abecaf6ce35a', '01a226d7-95cc-7630-ac16-c443c1e179b9', 'released', 'ask', NULL, 'queued', '{"who": "behind"}', '{}', NULL, NULL, NULL, 'behind', '\x1c5f71323fcefeabfab922544c58b72338c923b0e9dbd15638c9a26d20a705a2', '{behind}', NULL, NULL, 'released', 3, 0, 0, 5, '2026-11-29 10:26:32.776282+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.776578+00', NULL, NULL, 'adjourn', NULL, 0, NULL, NULL);
INSERT INTO adjourn.jobs VALUES ('01a226d7-96ca-7879-9f4d-d12cf2634283', '01a226d7-96ca-7879-9f4d-d12cf2634283', 'released', 'ask', NULL, 'queued', '{"who": "later"}', '{}', NULL, NULL, NULL, 'later', '\x1703329ff2c9675473b1c144e1b0290099800b82f2a8f48b1ae8f485d3f350a5', '{later}', NULL, NULL, 'released', 3, 0, 0, 5, '2100-01-01 00:00:00+00', NULL, NULL, NULL, NULL, NULL, '2026-11-29 10:26:32.778596+00', NULL, NULL, 'adjourn', NULL, 0, NULL, NULL);


--
-- Data for Name: kept; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.kept VALUES ('events', NULL);
INSERT INTO adjourn.kept VALUES ('refused', NULL);
INSERT INTO adjourn.kept VALUES ('batches', NULL);
INSERT INTO adjourn.kept VALUES ('progress', '30 days');
INSERT INTO adjourn.kept VALUES ('sessions', '00:00:00');


--
-- Data for Name: lanes; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.lanes VALUES ('released', 'released', '2026-11-29 10:26:32.376231+00', NULL);


--
-- Data for Name: limits; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: logins; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: members; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: notes; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: outbox; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: passwords; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: pauses; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.pauses OVERRIDING SYSTEM VALUE VALUES (1, NULL, 'climb', NULL, 'not now', 'adjourn', '2026-11-29 10:26:32.779925+00');


--
-- Data for Name: people; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: places; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: progress; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: refused; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: schedules; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: sessions; Type: TABLE DATA; Schema: adjourn; Owner: -
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
-- Data for Name: subscriptions; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: teams; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: threads; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.threads VALUES ('01a226d7-816b-790b-9e0c-6469e45f2f56', 'released', 'changes', '2026-11-29 10:26:27.30532+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95ca-71cb-ad21-d940f1224d37', 'released', 'ask', '2026-11-29 10:26:32.521684+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95cc-7630-ac16-c443c1e179b9', 'released', 'ask', '2026-11-29 10:26:32.524115+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95ce-7031-a152-01b33ca61832', 'released', 'ask', '2026-11-29 10:26:32.525817+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95cf-765f-9675-a1845fb513db', 'released', 'kinds', '2026-11-29 10:26:32.527215+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95d0-7ce1-9c14-f6438ce2353f', 'released', 'stops', '2026-11-29 10:26:32.528653+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95d2-7301-8472-050db6babed5', 'released', 'asks_twice', '2026-11-29 10:26:32.530064+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95d4-7e19-9644-4540a17590c8', 'released', 'ask', '2026-11-29 10:26:32.532759+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95d6-79de-ae7e-892cfc19bf33', 'released', 'ask', '2026-11-29 10:26:32.534499+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95d9-7d0a-93fb-99154c14d2c0', 'released', 'hold', '2026-11-29 10:26:32.537597+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95db-7d28-a136-b61432f7fe69', 'released', 'mends', '2026-11-29 10:26:32.53969+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-95df-7d5d-9719-eeaa273ee736', 'released', 'mends', '2026-11-29 10:26:32.543757+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-96c5-7d11-b614-21ebbc0ff40f', 'released', 'ask', '2026-11-29 10:26:32.773589+00');
INSERT INTO adjourn.threads VALUES ('01a226d7-96ca-7879-9f4d-d12cf2634283', 'released', 'ask', '2026-11-29 10:26:32.77834+00');


--
-- Data for Name: visits; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: webhook_hosts; Type: TABLE DATA; Schema: adjourn; Owner: -
--



--
-- Data for Name: workers; Type: TABLE DATA; Schema: adjourn; Owner: -
--

INSERT INTO adjourn.workers VALUES ('vm:31921', 'released', '0ab607842e83', 'all', '{released}', 20, 0, '2026-11-29 10:26:32.487425+00', '2026-11-29 10:26:32.487425+00');


--
-- Name: events_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.events_id_seq', 67, true);


--
-- Name: human_requests_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.human_requests_id_seq', 14, true);


--
-- Name: limits_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.limits_id_seq', 1, false);


--
-- Name: notes_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.notes_id_seq', 1, false);


--
-- Name: pauses_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.pauses_id_seq', 1, true);


--
-- Name: places_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.places_id_seq', 1, false);


--
-- Name: refused_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.refused_id_seq', 1, false);


--
-- Name: subscriptions_id_seq; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.subscriptions_id_seq', 1, false);


--
-- Name: unheard; Type: SEQUENCE SET; Schema: adjourn; Owner: -
--

SELECT pg_catalog.setval('adjourn.unheard', 1, true);


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
-- Name: batches batches_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.batches
    ADD CONSTRAINT batches_pkey PRIMARY KEY (id);


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
-- Name: kept kept_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.kept
    ADD CONSTRAINT kept_pkey PRIMARY KEY (what);


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
-- Name: limits limited_once; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.limits
    ADD CONSTRAINT limited_once UNIQUE NULLS NOT DISTINCT (project, graph, queue, batch_id);


--
-- Name: limits limits_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.limits
    ADD CONSTRAINT limits_pkey PRIMARY KEY (id);


--
-- Name: logins logins_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.logins
    ADD CONSTRAINT logins_pkey PRIMARY KEY (login);


--
-- Name: members members_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.members
    ADD CONSTRAINT members_pkey PRIMARY KEY (person, team);


--
-- Name: batches name_is_unique; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.batches
    ADD CONSTRAINT name_is_unique UNIQUE (name);


--
-- Name: notes notes_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.notes
    ADD CONSTRAINT notes_pkey PRIMARY KEY (id);


--
-- Name: outbox outbox_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.outbox
    ADD CONSTRAINT outbox_pkey PRIMARY KEY (id);


--
-- Name: passwords passwords_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.passwords
    ADD CONSTRAINT passwords_pkey PRIMARY KEY (person);


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
-- Name: people people_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.people
    ADD CONSTRAINT people_pkey PRIMARY KEY (name);


--
-- Name: places places_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.places
    ADD CONSTRAINT places_pkey PRIMARY KEY (id);


--
-- Name: progress progress_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.progress
    ADD CONSTRAINT progress_pkey PRIMARY KEY (job_id, n);


--
-- Name: refused refused_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.refused
    ADD CONSTRAINT refused_pkey PRIMARY KEY (id);


--
-- Name: schedules schedules_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.schedules
    ADD CONSTRAINT schedules_pkey PRIMARY KEY (project, name);


--
-- Name: sessions sessions_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.sessions
    ADD CONSTRAINT sessions_pkey PRIMARY KEY (hash);


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
-- Name: subscriptions subscription_is_unique; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.subscriptions
    ADD CONSTRAINT subscription_is_unique UNIQUE (name);


--
-- Name: subscriptions subscriptions_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.subscriptions
    ADD CONSTRAINT subscriptions_pkey PRIMARY KEY (id);


--
-- Name: teams teams_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.teams
    ADD CONSTRAINT teams_pkey PRIMARY KEY (name);


--
-- Name: threads threads_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.threads
    ADD CONSTRAINT threads_pkey PRIMARY KEY (thread_id);


--
-- Name: visits visits_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.visits
    ADD CONSTRAINT visits_pkey PRIMARY KEY (person);


--
-- Name: webhook_hosts webhook_hosts_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.webhook_hosts
    ADD CONSTRAINT webhook_hosts_pkey PRIMARY KEY (host);


--
-- Name: workers workers_pkey; Type: CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.workers
    ADD CONSTRAINT workers_pkey PRIMARY KEY (name);


--
-- Name: batches_by_age; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX batches_by_age ON adjourn.batches USING btree (created_at);


--
-- Name: contract_is_one; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE UNIQUE INDEX contract_is_one ON adjourn.contract USING btree ((true));


--
-- Name: events_of_job; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX events_of_job ON adjourn.events USING btree (job_id);


--
-- Name: human_requests_answered; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_answered ON adjourn.human_requests USING btree (job_id) WHERE (status = 'answered'::text);


--
-- Name: human_requests_answered_at; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_answered_at ON adjourn.human_requests USING btree (answered_at) WHERE (answered_at IS NOT NULL);


--
-- Name: human_requests_came_back; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_came_back ON adjourn.human_requests USING btree (team, id) WHERE ((status = 'open'::text) AND (answer_error IS NOT NULL));


--
-- Name: human_requests_claimed; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_claimed ON adjourn.human_requests USING btree (claimed_until) WHERE ((status = 'open'::text) AND (claimed_until IS NOT NULL));


--
-- Name: human_requests_misruled; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_misruled ON adjourn.human_requests USING btree (id) WHERE ((status = 'open'::text) AND ((policy ->> 'error'::text) IS NOT NULL));


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
-- Name: human_requests_open_of_assignee; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_open_of_assignee ON adjourn.human_requests USING btree (assignee, ((- priority)), COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE ((status = 'open'::text) AND (assignee IS NOT NULL));


--
-- Name: human_requests_open_of_no_team; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_open_of_no_team ON adjourn.human_requests USING btree (((- priority)), COALESCE(due_at, 'infinity'::timestamp with time zone), id) WHERE ((status = 'open'::text) AND (team IS NULL));


--
-- Name: human_requests_open_of_team; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_open_of_team ON adjourn.human_requests USING btree (team, ((- priority)), COALESCE(due_at, 'infinity'::timestamp with time zone), id) INCLUDE (priority, due_at, kind, graph, node, title) WHERE ((status = 'open'::text) AND (team IS NOT NULL));


--
-- Name: human_requests_timed; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_timed ON adjourn.human_requests USING btree (LEAST(remind_at, escalate_at, expires_at)) WHERE ((status = 'open'::text) AND (LEAST(remind_at, escalate_at, expires_at) IS NOT NULL));


--
-- Name: human_requests_unanswered; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX human_requests_unanswered ON adjourn.human_requests USING btree (closed_at) WHERE (status = ANY (ARRAY['expired'::text, 'withdrawn'::text]));


--
-- Name: idx_store_expires_at; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX idx_store_expires_at ON adjourn.store USING btree (expires_at) WHERE (expires_at IS NOT NULL);


--
-- Name: jobs_ahead; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_ahead ON adjourn.jobs USING btree (run_at) WHERE ((status = 'queued'::text) AND (run_at > created_at));


--
-- Name: jobs_blocked; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_blocked ON adjourn.jobs USING btree (id) WHERE (status = 'blocked'::text);


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

CREATE INDEX jobs_by_urgency ON adjourn.jobs USING btree (queue, graph, COALESCE(batch_id, '00000000-0000-0000-0000-000000000000'::uuid), priority DESC, run_at) WHERE (status = 'queued'::text);


--
-- Name: jobs_of_batch; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_of_batch ON adjourn.jobs USING btree (batch_id, status) WHERE (batch_id IS NOT NULL);


--
-- Name: jobs_of_schedule; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_of_schedule ON adjourn.jobs USING btree (project, schedule, run_at) WHERE (schedule IS NOT NULL);


--
-- Name: jobs_of_thread; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_of_thread ON adjourn.jobs USING btree (thread_id, finished_at, started_at, created_at);


--
-- Name: jobs_running; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_running ON adjourn.jobs USING btree (lease_until) WHERE (status = 'running'::text);


--
-- Name: jobs_waiting; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_waiting ON adjourn.jobs USING btree (id) WHERE (status = 'waiting'::text);


--
-- Name: jobs_with_deadline; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX jobs_with_deadline ON adjourn.jobs USING btree (deadline_at) WHERE ((deadline_at IS NOT NULL) AND (finished_at IS NULL));


--
-- Name: logins_of_person; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX logins_of_person ON adjourn.logins USING btree (person);


--
-- Name: members_of_team; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX members_of_team ON adjourn.members USING btree (team);


--
-- Name: notes_of_request; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX notes_of_request ON adjourn.notes USING btree (request_id);


--
-- Name: one_started_job_per_thread; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE UNIQUE INDEX one_started_job_per_thread ON adjourn.jobs USING btree (thread_id) WHERE ((started_at IS NOT NULL) AND (finished_at IS NULL));


--
-- Name: outbox_parked; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX outbox_parked ON adjourn.outbox USING btree (subscription_id, parked_at) WHERE (parked_at IS NOT NULL);


--
-- Name: outbox_sent; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX outbox_sent ON adjourn.outbox USING btree (sent_at) WHERE (sent_at IS NOT NULL);


--
-- Name: outbox_unsent; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX outbox_unsent ON adjourn.outbox USING btree (subscription_id, again_at) WHERE ((sent_at IS NULL) AND (parked_at IS NULL));


--
-- Name: places_free; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX places_free ON adjourn.places USING btree (limit_id) WHERE ((kind = 'running'::text) AND (job_id IS NULL));


--
-- Name: places_in_time; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX places_in_time ON adjourn.places USING btree (limit_id, taken_at) WHERE (kind = 'minute'::text);


--
-- Name: places_of_jobs; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX places_of_jobs ON adjourn.places USING btree (job_id) WHERE (job_id IS NOT NULL);


--
-- Name: progress_by_age; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX progress_by_age ON adjourn.progress USING btree (at);


--
-- Name: refused_again; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX refused_again ON adjourn.refused USING btree (again_at) WHERE (again_at IS NOT NULL);


--
-- Name: schedules_due; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX schedules_due ON adjourn.schedules USING btree (next_at NULLS FIRST) WHERE ((NOT paused) AND (error IS NULL));


--
-- Name: sessions_of_person; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX sessions_of_person ON adjourn.sessions USING btree (person);


--
-- Name: store_prefix_idx; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX store_prefix_idx ON adjourn.store USING btree (prefix text_pattern_ops);


--
-- Name: workers_pinned; Type: INDEX; Schema: adjourn; Owner: -
--

CREATE INDEX workers_pinned ON adjourn.workers USING btree (seen_at) WHERE (takes <> 'all'::text);


--
-- Name: human_requests erasing_is_the_owners; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER erasing_is_the_owners BEFORE UPDATE ON adjourn.human_requests FOR EACH ROW WHEN ((current_setting('adjourn.erasing'::text, true) <> ''::text)) EXECUTE FUNCTION adjourn.erasing_is_the_owners();


--
-- Name: jobs erasing_is_the_owners; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER erasing_is_the_owners BEFORE UPDATE ON adjourn.jobs FOR EACH ROW WHEN ((current_setting('adjourn.erasing'::text, true) <> ''::text)) EXECUTE FUNCTION adjourn.erasing_is_the_owners();


--
-- Name: events events_are_kept; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER events_are_kept BEFORE DELETE OR UPDATE ON adjourn.events FOR EACH ROW WHEN (((COALESCE(current_setting('adjourn.erasing'::text, true), ''::text) = ''::text) AND (COALESCE(current_setting('adjourn.pruning'::text, true), ''::text) = ''::text))) EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: events events_come_from_moves; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER events_come_from_moves BEFORE INSERT ON adjourn.events FOR EACH STATEMENT EXECUTE FUNCTION adjourn.events_come_from_moves();


--
-- Name: human_requests human_requests_are_kept; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER human_requests_are_kept BEFORE DELETE ON adjourn.human_requests FOR EACH ROW WHEN (((old.status = ANY (ARRAY['open'::text, 'answered'::text])) OR (COALESCE(current_setting('adjourn.pruning'::text, true), ''::text) = ''::text))) EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: jobs job_is_somebodys; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_is_somebodys BEFORE INSERT ON adjourn.jobs FOR EACH ROW WHEN ((current_setting('search_path'::text) <> 'pg_catalog, adjourn, pg_temp'::text)) EXECUTE FUNCTION adjourn.job_is_somebodys();


--
-- Name: jobs job_keeps; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_keeps BEFORE UPDATE OF id, thread_id, project, graph, input, config, context, key, request_hash, created_at ON adjourn.jobs FOR EACH ROW WHEN ((COALESCE(current_setting('adjourn.erasing'::text, true), ''::text) <> old.thread_id)) EXECUTE FUNCTION adjourn.job_keeps();


--
-- Name: jobs job_moved; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_moved AFTER UPDATE ON adjourn.jobs FOR EACH ROW WHEN (((old.status <> new.status) OR (old.lease_id IS DISTINCT FROM new.lease_id))) EXECUTE FUNCTION adjourn.job_moved();


--
-- Name: jobs job_moves; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_moves BEFORE UPDATE ON adjourn.jobs FOR EACH ROW WHEN ((COALESCE(current_setting('adjourn.erasing'::text, true), ''::text) <> old.thread_id)) EXECUTE FUNCTION adjourn.job_moves();


--
-- Name: jobs job_queued; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_queued AFTER INSERT ON adjourn.jobs FOR EACH ROW WHEN ((current_setting('search_path'::text) <> 'pg_catalog, adjourn, pg_temp'::text)) EXECUTE FUNCTION adjourn.job_moved();


--
-- Name: jobs job_starts; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_starts BEFORE INSERT ON adjourn.jobs FOR EACH ROW WHEN ((current_setting('search_path'::text) <> 'pg_catalog, adjourn, pg_temp'::text)) EXECUTE FUNCTION adjourn.job_starts();


--
-- Name: jobs job_stays_its_schedules; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_stays_its_schedules BEFORE UPDATE OF schedule ON adjourn.jobs FOR EACH ROW WHEN ((old.schedule IS DISTINCT FROM new.schedule)) EXECUTE FUNCTION adjourn.job_is_somebodys();


--
-- Name: jobs job_stays_somebodys; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_stays_somebodys BEFORE UPDATE OF submitted_by ON adjourn.jobs FOR EACH ROW WHEN ((old.submitted_by IS DISTINCT FROM new.submitted_by)) EXECUTE FUNCTION adjourn.job_is_somebodys();


--
-- Name: jobs job_told; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER job_told AFTER UPDATE ON adjourn.jobs FOR EACH ROW WHEN (((old.finished_at IS NULL) AND (new.finished_at IS NOT NULL))) EXECUTE FUNCTION adjourn.job_told();


--
-- Name: jobs jobs_are_kept; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER jobs_are_kept BEFORE DELETE ON adjourn.jobs FOR EACH ROW WHEN (((old.finished_at IS NULL) OR (COALESCE(current_setting('adjourn.pruning'::text, true), ''::text) = ''::text))) EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: kept kept_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER kept_changed AFTER UPDATE ON adjourn.kept FOR EACH ROW EXECUTE FUNCTION adjourn.kept_changed();


--
-- Name: limits limit_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER limit_changed AFTER INSERT OR DELETE OR UPDATE OF running, per_minute ON adjourn.limits FOR EACH ROW EXECUTE FUNCTION adjourn.limit_changed();


--
-- Name: limits limit_keeps; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER limit_keeps BEFORE UPDATE OF id, project, graph, queue, batch_id ON adjourn.limits FOR EACH ROW WHEN ((((((old.id IS DISTINCT FROM new.id) OR (old.project IS DISTINCT FROM new.project)) OR (old.graph IS DISTINCT FROM new.graph)) OR (old.queue IS DISTINCT FROM new.queue)) OR (old.batch_id IS DISTINCT FROM new.batch_id))) EXECUTE FUNCTION adjourn.limit_keeps();


--
-- Name: logins login_is_kept; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER login_is_kept AFTER DELETE OR UPDATE OF login, person ON adjourn.logins FOR EACH ROW EXECUTE FUNCTION adjourn.login_is_kept();


--
-- Name: jobs many_by_the_owner; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER many_by_the_owner BEFORE INSERT ON adjourn.jobs FOR EACH STATEMENT WHEN ((current_setting('search_path'::text) = 'pg_catalog, adjourn, pg_temp'::text)) EXECUTE FUNCTION adjourn.many_by_the_owner();


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
-- Name: notes no_notes_truncated; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER no_notes_truncated BEFORE TRUNCATE ON adjourn.notes FOR EACH STATEMENT EXECUTE FUNCTION adjourn.is_kept();


--
-- Name: notes note_is_signed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER note_is_signed BEFORE INSERT ON adjourn.notes FOR EACH ROW EXECUTE FUNCTION adjourn.note_is_signed();


--
-- Name: notes notes_are_kept; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER notes_are_kept BEFORE DELETE OR UPDATE ON adjourn.notes FOR EACH ROW WHEN (((COALESCE(current_setting('adjourn.erasing'::text, true), ''::text) = ''::text) AND (COALESCE(current_setting('adjourn.pruning'::text, true), ''::text) = ''::text))) EXECUTE FUNCTION adjourn.is_kept();


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
-- Name: logins people_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER people_changed AFTER INSERT OR DELETE OR UPDATE ON adjourn.logins FOR EACH ROW EXECUTE FUNCTION adjourn.people_changed();


--
-- Name: members people_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER people_changed AFTER INSERT OR DELETE OR UPDATE ON adjourn.members FOR EACH ROW EXECUTE FUNCTION adjourn.people_changed();


--
-- Name: people people_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER people_changed AFTER INSERT OR DELETE OR UPDATE ON adjourn.people FOR EACH ROW EXECUTE FUNCTION adjourn.people_changed();


--
-- Name: teams people_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER people_changed AFTER INSERT OR DELETE OR UPDATE ON adjourn.teams FOR EACH ROW EXECUTE FUNCTION adjourn.people_changed();


--
-- Name: people person_has_a_login; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER person_has_a_login AFTER INSERT OR UPDATE OF name ON adjourn.people FOR EACH ROW EXECUTE FUNCTION adjourn.person_has_a_login();


--
-- Name: people person_is_renamed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER person_is_renamed AFTER UPDATE OF name ON adjourn.people FOR EACH ROW WHEN ((old.name <> new.name)) EXECUTE FUNCTION adjourn.person_is_renamed();


--
-- Name: members person_lets_go; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER person_lets_go AFTER DELETE OR UPDATE ON adjourn.members FOR EACH ROW EXECUTE FUNCTION adjourn.person_lets_go();


--
-- Name: people person_lets_go; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER person_lets_go AFTER UPDATE ON adjourn.people FOR EACH ROW WHEN ((old.active AND (NOT new.active))) EXECUTE FUNCTION adjourn.person_lets_go();


--
-- Name: jobs place_is_left; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER place_is_left AFTER UPDATE ON adjourn.jobs FOR EACH ROW WHEN (((old.status = 'running'::text) AND (new.status <> 'running'::text))) EXECUTE FUNCTION adjourn.place_is_left();


--
-- Name: human_requests request_arrives; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_arrives BEFORE INSERT ON adjourn.human_requests FOR EACH ROW WHEN (((new.team IS NOT NULL) OR (new.assignee IS NOT NULL) OR (new.at_expiry = 'answer'::text))) EXECUTE FUNCTION adjourn.request_arrives();


--
-- Name: human_requests request_asked; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_asked AFTER INSERT ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_moved();


--
-- Name: human_requests request_belongs; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_belongs BEFORE UPDATE OF team, assignee, claimed_until, hidden_until, priority, due_at, four_eyes, policy, remind_at, escalate_at, escalate_to, expires_at, at_expiry, expiry_answer ON adjourn.human_requests FOR EACH ROW WHEN (((((((((((((((old.team IS DISTINCT FROM new.team) OR (old.assignee IS DISTINCT FROM new.assignee)) OR (old.claimed_until IS DISTINCT FROM new.claimed_until)) OR (old.hidden_until IS DISTINCT FROM new.hidden_until)) OR (old.priority IS DISTINCT FROM new.priority)) OR (old.due_at IS DISTINCT FROM new.due_at)) OR (old.four_eyes IS DISTINCT FROM new.four_eyes)) OR ((old.policy)::text IS DISTINCT FROM (new.policy)::text)) OR (old.remind_at IS DISTINCT FROM new.remind_at)) OR (old.escalate_at IS DISTINCT FROM new.escalate_at)) OR (old.escalate_to IS DISTINCT FROM new.escalate_to)) OR (old.expires_at IS DISTINCT FROM new.expires_at)) OR (old.at_expiry IS DISTINCT FROM new.at_expiry)) OR (old.expiry_answer IS DISTINCT FROM new.expiry_answer))) EXECUTE FUNCTION adjourn.request_belongs();


--
-- Name: human_requests request_custody; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_custody AFTER UPDATE OF team, assignee, claimed_until, hidden_until, priority, due_at, remind_at, escalate_at, expires_at ON adjourn.human_requests FOR EACH ROW WHEN (((old.status = 'open'::text) AND (((((((((old.team IS DISTINCT FROM new.team) OR (old.assignee IS DISTINCT FROM new.assignee)) OR (old.claimed_until IS DISTINCT FROM new.claimed_until)) OR (old.hidden_until IS DISTINCT FROM new.hidden_until)) OR (old.priority IS DISTINCT FROM new.priority)) OR (old.due_at IS DISTINCT FROM new.due_at)) OR (old.remind_at IS DISTINCT FROM new.remind_at)) OR (old.escalate_at IS DISTINCT FROM new.escalate_at)) OR (old.expires_at IS DISTINCT FROM new.expires_at)))) EXECUTE FUNCTION adjourn.request_custody();


--
-- Name: human_requests request_keeps; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_keeps BEFORE UPDATE OF id, job_id, thread_id, graph, node, kind, title, question, question_hash, answer_schema, options, created_at, interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal, look_twice, shown ON adjourn.human_requests FOR EACH ROW WHEN ((COALESCE(current_setting('adjourn.erasing'::text, true), ''::text) <> old.thread_id)) EXECUTE FUNCTION adjourn.request_keeps();


--
-- Name: human_requests request_moved; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_moved AFTER UPDATE ON adjourn.human_requests FOR EACH ROW WHEN ((old.status <> new.status)) EXECUTE FUNCTION adjourn.request_moved();


--
-- Name: human_requests request_moves; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_moves BEFORE UPDATE ON adjourn.human_requests FOR EACH ROW WHEN ((COALESCE(current_setting('adjourn.erasing'::text, true), ''::text) <> old.thread_id)) EXECUTE FUNCTION adjourn.request_moves();


--
-- Name: human_requests request_starts; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_starts BEFORE INSERT ON adjourn.human_requests FOR EACH ROW WHEN (((new.status <> 'open'::text) OR (((new.choice IS DISTINCT FROM NULL::text) OR (new.comment IS DISTINCT FROM NULL::text)) OR (new.answer IS DISTINCT FROM NULL::jsonb)))) EXECUTE FUNCTION adjourn.request_starts();


--
-- Name: human_requests request_stays_in_sight; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_stays_in_sight BEFORE UPDATE OF team ON adjourn.human_requests FOR EACH ROW WHEN ((old.team IS DISTINCT FROM new.team)) EXECUTE FUNCTION adjourn.request_stays_in_sight();


--
-- Name: human_requests request_told; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_told AFTER UPDATE ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_told();


--
-- Name: human_requests request_told_asked; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER request_told_asked AFTER INSERT ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_told();


--
-- Name: schedules schedule_came_or_went; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER schedule_came_or_went AFTER INSERT OR DELETE ON adjourn.schedules FOR EACH ROW EXECUTE FUNCTION adjourn.schedule_changed();


--
-- Name: schedules schedule_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER schedule_changed AFTER UPDATE ON adjourn.schedules FOR EACH ROW WHEN (((((((((old.paused IS DISTINCT FROM new.paused) OR (old.since IS DISTINCT FROM new.since)) OR (old.cron IS DISTINCT FROM new.cron)) OR (old.zone IS DISTINCT FROM new.zone)) OR (old.missed IS DISTINCT FROM new.missed)) OR (old.submitted_by IS DISTINCT FROM new.submitted_by)) OR (old.error IS DISTINCT FROM new.error)) OR ((old.input)::text IS DISTINCT FROM (new.input)::text))) EXECUTE FUNCTION adjourn.schedule_changed();


--
-- Name: schedules schedule_is_sound; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER schedule_is_sound BEFORE INSERT OR UPDATE ON adjourn.schedules FOR EACH ROW EXECUTE FUNCTION adjourn.schedule_is_sound();


--
-- Name: passwords sessions_end; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER sessions_end AFTER INSERT OR DELETE OR UPDATE ON adjourn.passwords FOR EACH ROW EXECUTE FUNCTION adjourn.sessions_end();


--
-- Name: people sessions_end; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER sessions_end AFTER UPDATE ON adjourn.people FOR EACH ROW WHEN ((old.active AND (NOT new.active))) EXECUTE FUNCTION adjourn.sessions_end();


--
-- Name: subscriptions subscription_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER subscription_changed AFTER INSERT OR DELETE OR UPDATE ON adjourn.subscriptions FOR EACH ROW EXECUTE FUNCTION adjourn.subscription_changed();


--
-- Name: subscriptions subscription_is_sound; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER subscription_is_sound BEFORE INSERT OR UPDATE OF url ON adjourn.subscriptions FOR EACH ROW EXECUTE FUNCTION adjourn.subscription_is_sound();


--
-- Name: teams team_is_kept; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER team_is_kept BEFORE DELETE ON adjourn.teams FOR EACH ROW EXECUTE FUNCTION adjourn.team_is_kept();


--
-- Name: threads thread_stays; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER thread_stays BEFORE DELETE OR UPDATE OF thread_id, project, graph ON adjourn.threads FOR EACH ROW EXECUTE FUNCTION adjourn.thread_stays();


--
-- Name: graphs ttl_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER ttl_changed AFTER UPDATE OF ttl ON adjourn.graphs FOR EACH ROW WHEN (((old.ttl)::text IS DISTINCT FROM (new.ttl)::text)) EXECUTE FUNCTION adjourn.ttl_changed();


--
-- Name: graphs ttl_given; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER ttl_given AFTER INSERT ON adjourn.graphs FOR EACH ROW WHEN ((new.ttl IS NOT NULL)) EXECUTE FUNCTION adjourn.ttl_changed();


--
-- Name: webhook_hosts webhook_host_changed; Type: TRIGGER; Schema: adjourn; Owner: -
--

CREATE TRIGGER webhook_host_changed AFTER INSERT OR DELETE OR UPDATE ON adjourn.webhook_hosts FOR EACH ROW EXECUTE FUNCTION adjourn.subscription_changed();


--
-- Name: human_requests human_requests_job_id_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.human_requests
    ADD CONSTRAINT human_requests_job_id_fkey FOREIGN KEY (job_id) REFERENCES adjourn.jobs(id);


--
-- Name: human_requests human_requests_team_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.human_requests
    ADD CONSTRAINT human_requests_team_fkey FOREIGN KEY (team) REFERENCES adjourn.teams(name);


--
-- Name: logins logins_person_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.logins
    ADD CONSTRAINT logins_person_fkey FOREIGN KEY (person) REFERENCES adjourn.people(name) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: members members_person_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.members
    ADD CONSTRAINT members_person_fkey FOREIGN KEY (person) REFERENCES adjourn.people(name) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: members members_team_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.members
    ADD CONSTRAINT members_team_fkey FOREIGN KEY (team) REFERENCES adjourn.teams(name) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: notes notes_request_id_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.notes
    ADD CONSTRAINT notes_request_id_fkey FOREIGN KEY (request_id) REFERENCES adjourn.human_requests(id);


--
-- Name: passwords passwords_person_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.passwords
    ADD CONSTRAINT passwords_person_fkey FOREIGN KEY (person) REFERENCES adjourn.people(name) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: places places_limit_id_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.places
    ADD CONSTRAINT places_limit_id_fkey FOREIGN KEY (limit_id) REFERENCES adjourn.limits(id) ON DELETE CASCADE;


--
-- Name: sessions sessions_person_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.sessions
    ADD CONSTRAINT sessions_person_fkey FOREIGN KEY (person) REFERENCES adjourn.people(name) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- Name: visits visits_person_fkey; Type: FK CONSTRAINT; Schema: adjourn; Owner: -
--

ALTER TABLE ONLY adjourn.visits
    ADD CONSTRAINT visits_person_fkey FOREIGN KEY (person) REFERENCES adjourn.people(name) ON UPDATE CASCADE ON DELETE CASCADE;


--
-- PostgreSQL database dump complete
--


