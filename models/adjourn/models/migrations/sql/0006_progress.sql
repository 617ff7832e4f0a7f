-- What happens to a job while it runs, as one sequence that can be read on from any place of it: steps (checkpoints), what
-- nodes say by LangGraph's stream writer, and the moves of the job and of its questions. Only what nodes say is written
-- for it; the rest stands where it always did.

CREATE TABLE adjourn.progress (
  job_id         uuid NOT NULL,
  n              integer NOT NULL,      -- 1, 2, 3 … of the job, without holes
  at             timestamptz NOT NULL,  -- when it was said
  run            integer NOT NULL,      -- 1, 2, 3 …: the claims of the job in which something was said
  lease_id       uuid NOT NULL,         -- that of the run
  place          bigint NOT NULL,       -- in the run: what is sent twice is written once
  checkpoint_id  text NOT NULL,         -- of the whole graph, after which it was said
  checkpoint_ns  text NOT NULL,         -- the level of the graph
  node           text NOT NULL,
  data           json NOT NULL,
  is_cut         boolean NOT NULL,      -- data is a text, and only how it begins
  dropped        integer NOT NULL CONSTRAINT dropped_counts_up CHECK (dropped >= 0),  -- what was said before it and after the one before, and came too fast
  PRIMARY KEY (job_id, n)
);
COMMENT ON TABLE adjourn.progress IS 'What nodes say while they run (custom events), the last 1,000 of each job that is in no batch.';
CREATE INDEX progress_by_age ON adjourn.progress (at);

-- As for rows of jobs: other systems see all of them, people those of their teams. A superuser is a member of every role that
-- the server has, and yet sees what a person sees while speaking for one, as a page does that runs as the owner.
CREATE FUNCTION adjourn.is_one_of(roles text[]) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT NOT adjourn.is_owner() AND EXISTS (SELECT FROM pg_roles WHERE rolname = ANY (roles) AND pg_has_role(session_user, oid, 'MEMBER'))
$$;
CREATE FUNCTION adjourn.sees_progress(job uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT adjourn.sees_all() OR adjourn.is_one_of('{adjourn_submitter, adjourn_gateway}') OR adjourn.sees_job(job)
    OR (adjourn.is_owner() OR adjourn.is_one_of('{adjourn_answerer, adjourn_inbox}')) AND NOT EXISTS (SELECT FROM adjourn.teams)
$$;

-- `after` is the id of the last item that was read. It says how far each of the sources was read, by what is committed in
-- the order in which it is numbered:
--   step   the checkpoint: one worker at a time makes them, each after those that it has read;
--   said   progress.n: given under the job's lease;
--   move   the event of a move of the job, or of a question that it opened: each locks the job;
--   since, seen   what people and time did to open questions is committed in any order. So those that were read after the
--          event `since` are named, and that is a move at which no question was open.
CREATE FUNCTION adjourn.progress_of(
  job uuid,
  after text DEFAULT '',              -- '': from the beginning
  at_most integer DEFAULT 500,
  latest integer DEFAULT NULL         -- from the beginning: only so many of each kind, the last ones
) RETURNS TABLE (
  id text,                            -- give it as `after`
  at timestamptz,
  kind text,                          -- step, custom (what a node said), job or request
  what text,                          -- of a job: its status; of a request: asked, asked again, came back, answered, expired, withdrawn
  number integer,                     -- custom: 1, 2, 3 … of the job
  run integer,                        -- custom: a node that runs again says it again
  checkpoint_ns text,
  node text,
  request_id bigint,
  by text,                            -- who did it
  data json,                          -- step: {nodes, step}; custom: what was said; job: {was, error}; request: {title, choice, why}
  is_cut boolean,                     -- custom: data is a text, and only how it begins
  dropped bigint                      -- custom: how many before it there are not any more, or never were
) LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
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
END $$;
COMMENT ON FUNCTION adjourn.progress_of IS
  'What happened to a job, in order, after the item whose id is given: read on from there as often as you like, nothing is missing and nothing comes twice.';

-- For the page: a text that is another one as soon as there is more.
CREATE FUNCTION adjourn.progress_marks(jobs uuid[]) RETURNS TABLE (job uuid, mark text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off AS $$
  SELECT j.id, concat_ws('.', (SELECT max(c.checkpoint_id) FROM adjourn.checkpoints c WHERE c.thread_id = j.thread_id AND c.checkpoint_ns = ''),
    (SELECT max(p.n) FROM adjourn.progress p WHERE p.job_id = j.id), (SELECT count(*) FROM adjourn.events e WHERE e.job_id = j.id))
  FROM adjourn.jobs j WHERE j.id = ANY (jobs)
$$;

REVOKE ALL ON FUNCTION adjourn.is_one_of, adjourn.sees_progress, adjourn.progress_of, adjourn.progress_marks FROM PUBLIC;
