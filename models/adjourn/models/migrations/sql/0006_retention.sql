-- Nothing grows for ever: what goes when nobody needs it any more, by rules that people have made. Nothing goes of a
-- thread that has a job which has not finished, or a question that is open or whose answer nobody has used.

-- In LangGraph's words: strategy, default_ttl and sweep_interval_minutes in minutes, sweep_limit in threads.
ALTER TABLE adjourn.graphs ADD ttl json CONSTRAINT ttl_is_a_rule CHECK (ttl IS NULL OR coalesce(
  ttl ->> 'strategy' IN ('delete', 'keep_latest') AND (ttl ->> 'default_ttl')::float BETWEEN 0.001 AND 1e8
  AND coalesce((ttl ->> 'sweep_interval_minutes')::float, 1) BETWEEN 0.001 AND 1e8
  AND coalesce((ttl ->> 'sweep_limit')::float, 1) BETWEEN 1 AND 1e9, false));

-- A rule counts while a worker that has read it lives: a file that cannot be read keeps workers from starting, and then
-- nothing goes. Of several versions the one counts that keeps the most.
CREATE VIEW adjourn.retention AS
SELECT project, name AS graph, CASE WHEN bool_and(ttl ->> 'strategy' = 'delete') THEN 'delete' ELSE 'keep_latest' END AS strategy,
  max((ttl ->> 'default_ttl')::float) * interval '1 minute' AS ttl,
  max(coalesce((ttl ->> 'sweep_interval_minutes')::float, 5)) * interval '1 minute' AS sweep_interval,
  min((ttl ->> 'sweep_limit')::float)::integer AS sweep_limit
FROM adjourn.graphs WHERE adjourn.is_alive(seen_at) GROUP BY project, name HAVING bool_and(ttl IS NOT NULL);
COMMENT ON VIEW adjourn.retention IS 'What becomes of finished threads of each graph, and how long after the end of their last job.';

-- Who has shortened it can be found.
CREATE FUNCTION adjourn.ttl_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO adjourn.events (became, data) VALUES ('ttl changed', json_build_object('project', NEW.project, 'graph', NEW.name,
    'version', NEW.version, 'was', CASE TG_OP WHEN 'UPDATE' THEN OLD.ttl END, 'became', NEW.ttl));
  RETURN NULL;
END $$;
CREATE TRIGGER ttl_given AFTER INSERT ON adjourn.graphs FOR EACH ROW WHEN (NEW.ttl IS NOT NULL) EXECUTE FUNCTION adjourn.ttl_changed();
CREATE TRIGGER ttl_changed AFTER UPDATE OF ttl ON adjourn.graphs FOR EACH ROW
  WHEN (OLD.ttl::text IS DISTINCT FROM NEW.ttl::text) EXECUTE FUNCTION adjourn.ttl_changed();

-- What belongs to no thread, and events of threads that stay.
CREATE TABLE adjourn.kept (
  what  text PRIMARY KEY CONSTRAINT what_is_known CHECK (what IN (
          'events',     -- but those of jobs that have not finished
          'refused',    -- but those that are tried again
          'batches',    -- whose jobs are all gone
          'progress',   -- of what has not finished the latest stays, so that the numbers go on
          'sessions')), -- that have ended
  ttl   interval CONSTRAINT ttl_is_no_less_than_nothing CHECK (ttl >= '0')   -- NULL: for ever
);
COMMENT ON TABLE adjourn.kept IS 'For how long what belongs to no thread is kept, and events. For the owner to change.';
CREATE FUNCTION adjourn.kept_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO adjourn.events (became, data) VALUES ('ttl changed', json_build_object('of', NEW.what, 'was', OLD.ttl, 'became', NEW.ttl));
  RETURN NULL;
END $$;
CREATE TRIGGER kept_changed AFTER UPDATE ON adjourn.kept FOR EACH ROW EXECUTE FUNCTION adjourn.kept_changed();
INSERT INTO adjourn.kept VALUES ('events', NULL), ('refused', NULL), ('batches', NULL), ('progress', '30 days'), ('sessions', '0');

-- The doors of those triggers that keep rows. What has not finished passes through none.
CREATE OR REPLACE TRIGGER jobs_are_kept BEFORE DELETE ON adjourn.jobs FOR EACH ROW
  WHEN (OLD.finished_at IS NULL OR coalesce(current_setting('adjourn.pruning', true), '') = '') EXECUTE FUNCTION adjourn.is_kept();
CREATE OR REPLACE TRIGGER human_requests_are_kept BEFORE DELETE ON adjourn.human_requests FOR EACH ROW
  WHEN (OLD.status IN ('open', 'answered') OR coalesce(current_setting('adjourn.pruning', true), '') = '') EXECUTE FUNCTION adjourn.is_kept();
CREATE OR REPLACE TRIGGER events_are_kept BEFORE UPDATE OR DELETE ON adjourn.events FOR EACH ROW
  WHEN (coalesce(current_setting('adjourn.erasing', true), '') = '' AND coalesce(current_setting('adjourn.pruning', true), '') = '')
  EXECUTE FUNCTION adjourn.is_kept();
-- Not as a condition of the trigger, which each of the many statements that note an event would read anew. It asks for the
-- search_path of adjourn.add_jobs, so it has none of its own.
CREATE FUNCTION adjourn.events_come_from_moves() RETURNS trigger LANGUAGE plpgsql AS $$
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
DROP TRIGGER events_come_from_moves ON adjourn.events;
CREATE TRIGGER events_come_from_moves BEFORE INSERT ON adjourn.events FOR EACH STATEMENT EXECUTE FUNCTION adjourn.events_come_from_moves();
CREATE OR REPLACE TRIGGER notes_are_kept BEFORE UPDATE OR DELETE ON adjourn.notes FOR EACH ROW
  WHEN (coalesce(current_setting('adjourn.erasing', true), '') = '' AND coalesce(current_setting('adjourn.pruning', true), '') = '')
  EXECUTE FUNCTION adjourn.is_kept();

-- Whether older checkpoints of a thread may go, and there are some. Not where the latest is built from them: the state of
-- a DeltaChannel, and checkpoints of LangGraph before 1.0, as in langgraph.checkpoint.postgres (keep_latest).
CREATE FUNCTION adjourn.has_older(thread text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
BEGIN
  RETURN EXISTS (SELECT FROM adjourn.checkpoints c WHERE c.thread_id = thread AND c.checkpoint_ns = '' OFFSET 1)
    AND NOT EXISTS (SELECT FROM adjourn.checkpoints c WHERE c.thread_id = thread AND (
      c.metadata ? 'counters_since_delta_snapshot' OR c.metadata ? 'delta_writes_versioned' OR (c.checkpoint ->> 'v')::int < 4
      OR EXISTS (SELECT FROM jsonb_each(c.checkpoint -> 'channel_values') v WHERE v.value = 'true' AND EXISTS (
           SELECT FROM adjourn.checkpoint_blobs b WHERE (b.thread_id, b.checkpoint_ns, b.channel, b.version)
             = (c.thread_id, c.checkpoint_ns, v.key, c.checkpoint -> 'channel_versions' ->> v.key)))));
END $$;

-- Of each namespace the latest checkpoint stays, with its writes and values; that of a subgraph's call (its namespace has a
-- task's id after a colon) only if the call belongs to the latest of the whole graph.
CREATE FUNCTION adjourn.keep_latest(thread text) RETURNS bigint LANGUAGE plpgsql AS $$
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

-- For the scheduler and the owner: some of the threads of a graph whose time has come, in one short transaction. It goes
-- through the ends of jobs from (at, last) on, and says how far it came; what is locked is left out. In this order: the
-- thread, which a new job of it locks FOR KEY SHARE (job_starts), then its jobs, then their questions; and with a
-- snapshot that is younger than each lock, so that nothing has come in between.
CREATE FUNCTION adjourn.prune_threads(of_project text, of_graph text, at_most integer, INOUT at timestamptz, INOUT last uuid,
  OUT is_done boolean, OUT gone json)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
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

-- The rest: some of it, from the event `since` on.
CREATE FUNCTION adjourn.prune_kept(kind text, at_most integer, INOUT since bigint, OUT is_done boolean, OUT gone bigint)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
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

REVOKE ALL ON FUNCTION adjourn.ttl_changed, adjourn.kept_changed, adjourn.events_come_from_moves, adjourn.has_older, adjourn.keep_latest, adjourn.prune_threads, adjourn.prune_kept FROM PUBLIC;
