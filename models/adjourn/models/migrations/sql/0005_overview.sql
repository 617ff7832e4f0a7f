-- What waits and how long, and where a job stands, in numbers: of what somebody may see, and of nothing else. An index for
-- each number would cost every pause; so it is the most urgent thousand of each team that are counted.

CREATE INDEX human_requests_answered_at ON adjourn.human_requests (answered_at) WHERE answered_at IS NOT NULL;
CREATE INDEX jobs_blocked ON adjourn.jobs (id) WHERE status = 'blocked';
-- Made anew, so that it stays the youngest; see 0003.
DROP INDEX adjourn.human_requests_open;
CREATE INDEX human_requests_open ON adjourn.human_requests (job_id) WHERE status = 'open';

-- Whose questions somebody sees; of more than ten teams, those with the most urgent ones. One probe a team, of which
-- there are hundreds.
CREATE FUNCTION adjourn.sees_those_of() RETURNS SETOF text LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT name FROM adjourn.teams t WHERE (SELECT adjourn.sees_all()) OR name = ANY ((SELECT adjourn.my_teams())::text[])
  ORDER BY (SELECT ROW(-r.priority, coalesce(r.due_at, 'infinity'), r.id) FROM adjourn.human_requests r
    WHERE r.status = 'open' AND r.team = t.name ORDER BY -r.priority, coalesce(r.due_at, 'infinity'), r.id LIMIT 1), name
  LIMIT 10
$$;

-- Of each of them the first 1,001, as the inbox has them.
CREATE FUNCTION adjourn.first_waiting()
RETURNS TABLE (team text, id bigint, kind text, graph text, node text, due_at timestamptz) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  SELECT whose, r.* FROM adjourn.sees_those_of() whose, LATERAL (
    SELECT r.id, r.kind, r.graph, r.node, r.due_at FROM adjourn.human_requests r
    WHERE r.status = 'open' AND r.team = whose ORDER BY -r.priority, coalesce(r.due_at, 'infinity'), r.id LIMIT 1001) r
  UNION ALL (
    SELECT NULL, r.id, r.kind, r.graph, r.node, r.due_at FROM adjourn.human_requests r
    WHERE r.status = 'open' AND r.team IS NULL ORDER BY r.team, -r.priority, coalesce(r.due_at, 'infinity'), r.id LIMIT 1001)
$$;

-- How many wait of each kind, at each place; the one with the least id was asked first.
CREATE FUNCTION adjourn.waiting_now()
RETURNS TABLE (team text, kind text, graph text, node text, questions bigint, oldest timestamptz) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT w.team, w.kind, w.graph, w.node, w.questions, r.created_at FROM (
    SELECT team, kind, graph, node, count(*) AS questions, min(id) AS first FROM adjourn.first_waiting() GROUP BY 1, 2, 3, 4) w
  JOIN adjourn.human_requests r ON r.id = w.first
$$;

CREATE FUNCTION adjourn.oldest_waiting(most integer)
RETURNS TABLE (id bigint, kind text, title text, graph text, team text, assignee text, created_at timestamptz, due_at timestamptz,
  question text) LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT r.id, r.kind, r.title, r.graph, r.team, r.assignee, r.created_at, r.due_at,
    CASE WHEN octet_length(r.question::text) <= 20000 THEN r.question::text END
  FROM (SELECT id FROM adjourn.first_waiting() ORDER BY id LIMIT most) w JOIN adjourn.human_requests r USING (id) ORDER BY r.id
$$;

-- Soon: within a day.
CREATE FUNCTION adjourn.due_now() RETURNS TABLE (overdue bigint, soon bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT least(count(*) FILTER (WHERE due_at < now()), 1001),
    least(count(*) FILTER (WHERE due_at >= now() AND due_at < now() + interval '1 day'), 1001) FROM adjourn.first_waiting()
$$;

-- How many people have answered on each of the last 14 days (UTC), and how long the one in the middle took. Of the last
-- 20,000 answers of all.
CREATE FUNCTION adjourn.answered_lately() RETURNS TABLE (day date, answers bigint, median interval) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
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

-- Of some team.
CREATE FUNCTION adjourn.is_lead() RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT adjourn.sees_all() OR EXISTS (SELECT FROM adjourn.members WHERE person = adjourn.person() AND may = 'lead')
$$;

-- Of all jobs, for who leads a team: no row for others. Each is counted to 1,001, of the last 20,000 that have ended.
CREATE FUNCTION adjourn.jobs_now() RETURNS TABLE (queued bigint, running bigint, waiting bigint, blocked bigint, failed bigint)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT (SELECT count(*) FROM (SELECT FROM adjourn.jobs WHERE status = 'queued' LIMIT 1001) c),
    (SELECT count(*) FROM (SELECT FROM adjourn.jobs WHERE status = 'running' LIMIT 1001) c),
    (SELECT count(*) FROM (SELECT FROM adjourn.jobs WHERE status = 'waiting' LIMIT 1001) c),
    (SELECT count(*) FROM (SELECT FROM adjourn.jobs WHERE status = 'blocked' LIMIT 1001) c),
    (SELECT count(*) FROM (SELECT status FROM adjourn.jobs WHERE finished_at > now() - interval '1 hour'
      ORDER BY finished_at DESC LIMIT 20000) c WHERE status = 'failed')
  WHERE adjourn.is_lead()
$$;

-- Of all jobs, for who leads a team: how many have ended on each of the last 14 days (UTC), and of these how many failed. Of
-- the last 20,000 that have ended.
CREATE FUNCTION adjourn.ended_lately() RETURNS TABLE (day date, ended bigint, failed bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  WITH those AS MATERIALIZED (
    SELECT (finished_at AT TIME ZONE 'UTC')::date AS day, status FROM adjourn.jobs
    WHERE finished_at >= ((now() AT TIME ZONE 'UTC')::date - 13)::timestamp AT TIME ZONE 'UTC'
    ORDER BY finished_at DESC LIMIT 20000)
  SELECT days.day, count(those.status), count(*) FILTER (WHERE those.status = 'failed')
  FROM (SELECT (now() AT TIME ZONE 'UTC')::date - n AS day FROM generate_series(0, 13) n) days LEFT JOIN those USING (day)
  WHERE adjourn.is_lead()
  GROUP BY days.day ORDER BY days.day
$$;

-- Who may see one of its questions sees how a job went.
CREATE FUNCTION adjourn.sees_job(job uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM adjourn.human_requests r WHERE r.job_id = job AND adjourn.sees(r.team))
$$;

-- Its own moves, the last 500 of them.
CREATE FUNCTION adjourn.job_course(job uuid) RETURNS TABLE (at timestamptz, became text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT last.at, last.became FROM (
    SELECT e.id, e.at, e.became FROM adjourn.events e WHERE e.job_id = job AND e.request_id IS NULL AND adjourn.sees_job(job)
    ORDER BY e.id DESC LIMIT 500) last ORDER BY last.id
$$;

-- Its graph, as the code that last ran it draws it.
CREATE FUNCTION adjourn.job_drawing(job uuid) RETURNS text LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT g.drawing FROM adjourn.jobs j JOIN adjourn.graphs g ON g.project = j.project AND g.name = j.graph
  WHERE j.id = job AND adjourn.sees_job(job)
  ORDER BY g.version IS NOT DISTINCT FROM j.graph_version DESC, g.seen_at DESC LIMIT 1
$$;

-- Where in it somebody is waited for, of the questions that one may see.
CREATE FUNCTION adjourn.job_waits_at(job uuid) RETURNS TABLE (checkpoint_ns text, node text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT DISTINCT r.checkpoint_ns, r.node FROM adjourn.human_requests r
  WHERE r.job_id = job AND r.status = 'open' AND adjourn.sees(r.team) LIMIT 100
$$;

REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
