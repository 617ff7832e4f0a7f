-- What happened to a question and what was said about it, for who may see the question: not all of events.

CREATE FUNCTION adjourn.request_history(request bigint)
RETURNS TABLE (at timestamptz, by text, was text, became text, data text, note text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH seen AS (
    SELECT id, job_id FROM adjourn.human_requests WHERE id = request AND (team IS NULL OR adjourn.is_operator()
      OR adjourn.may_in(team, adjourn.person()) IS NOT NULL)
  )
  SELECT e.at, e.by, e.was, e.became, e.data::text, NULL FROM seen JOIN adjourn.events e ON e.job_id = seen.job_id AND e.request_id = seen.id
  UNION ALL
  SELECT n.at, n.by, NULL, 'note', NULL, n.text FROM seen JOIN adjourn.notes n ON n.request_id = seen.id
  ORDER BY 1
$$;

-- What became of the questions that somebody may see, the latest first. Of the last 20,000 events before a place: nobody
-- waits for all of them.
CREATE FUNCTION adjourn.request_ends(before bigint, most integer, mine boolean DEFAULT false)
RETURNS TABLE (event bigint, at timestamptz, by text, became text, id bigint, kind text, title text, graph text, team text, answered_via text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT e.id, e.at, e.by, CASE e.became WHEN 'open' THEN 'came back' ELSE e.became END,
    r.id, r.kind, r.title, r.graph, r.team, e.data ->> 'via'
  FROM (SELECT * FROM adjourn.events WHERE id < coalesce(before, 9223372036854775807) ORDER BY id DESC LIMIT 20000) e
  JOIN adjourn.human_requests r ON r.id = e.request_id AND r.job_id = e.job_id
  WHERE (e.became IN ('answered', 'expired', 'withdrawn') AND e.was <> e.became OR e.became = 'open' AND e.was IN ('answered', 'resumed'))
    AND (NOT mine OR e.by = adjourn.person())
    AND (r.team IS NULL OR adjourn.is_operator() OR adjourn.may_in(r.team, adjourn.person()) IS NOT NULL)
  ORDER BY e.id DESC LIMIT most
$$;

REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
