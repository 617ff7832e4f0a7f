-- What became of the questions that somebody may see, the latest first. Of the last 20,000 events before a place: nobody
-- waits for all of them.
CREATE FUNCTION adjourn.request_ends(before bigint, most integer, mine boolean DEFAULT false)
RETURNS TABLE (event bigint, at timestamptz, by text, became text, id bigint, kind text, title text, graph text, team text, answered_via text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

-- What happened after an event, the last 1,000: numbers alone, for a page that then asks for what its person may see.
CREATE FUNCTION adjourn.happened(since bigint) RETURNS TABLE (event bigint, request_id bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.id, e.request_id FROM adjourn.events e WHERE e.id > since ORDER BY e.id DESC LIMIT 1000
$$;

-- What the same step of the same graph asked before, and was answered: of the last 2,000 answers to anything, as an index
-- for this alone would cost every answer. In a function, because a policy would look on until it has found so many that
-- somebody sees.
CREATE FUNCTION adjourn.answered_before(request bigint, most integer)
RETURNS TABLE (id bigint, kind text, title text, question text, choice text, comment text, answer text, answered_by text,
  answered_at timestamptz) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
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

REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
