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

REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
