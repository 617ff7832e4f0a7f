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

REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
