-- What waits and how long, and where a job stands, in numbers: of what somebody may see, and of nothing else.

-- A question is for a team, or for anybody: '', which is no name of a team. In this order of age, so that the oldest
-- thousand of each team are the first thousand entries; with all that is counted, or each would be fetched from another
-- page of the table. (Postgres reads an index alone only if the columns of its expressions are in it, too.)
CREATE INDEX human_requests_open_for ON adjourn.human_requests (coalesce(team, ''), created_at, id)
  INCLUDE (team, kind, graph, node) WHERE status = 'open';
CREATE INDEX human_requests_due_for ON adjourn.human_requests (coalesce(team, ''), due_at)
  WHERE status = 'open' AND due_at IS NOT NULL;
CREATE INDEX human_requests_answered_for ON adjourn.human_requests (coalesce(team, ''), answered_at)
  INCLUDE (team, created_at) WHERE answered_at IS NOT NULL AND answered_by <> 'time';
CREATE INDEX jobs_blocked ON adjourn.jobs (id) WHERE status = 'blocked';
-- Made anew, so that it stays the youngest; see 0003.
DROP INDEX adjourn.human_requests_open;
CREATE INDEX human_requests_open ON adjourn.human_requests (job_id) WHERE status = 'open';

-- Whose questions somebody sees: anybody's, and those of his teams; of more than ten, of those that have let somebody
-- wait longest. One probe a team, of which there are hundreds.
CREATE FUNCTION adjourn.sees_those_of() RETURNS TABLE (whose text) LANGUAGE sql STABLE
SET search_path = pg_catalog, pg_temp AS $$
  SELECT '' UNION ALL (
    SELECT t.name FROM adjourn.teams t
    WHERE adjourn.is_operator() OR adjourn.may_in(t.name, (SELECT adjourn.person())) IS NOT NULL
    ORDER BY (SELECT min(r.created_at) FROM adjourn.human_requests r WHERE r.status = 'open' AND coalesce(r.team, '') = t.name), t.name
    LIMIT 10)
$$;

-- The next four read these indexes in their order, and stop. To read and sort everything looks cheaper as long as a table
-- is small or not analyzed yet, and such a plan must not be there when it is large.

-- How many wait of each kind, at each place. At most 1,001 of each of 11 are read, the oldest.
CREATE FUNCTION adjourn.waiting_now()
RETURNS TABLE (team text, kind text, graph text, node text, questions bigint, oldest timestamptz) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  SELECT nullif(s.whose, ''), r.kind, r.graph, r.node, count(*), min(r.created_at)
  FROM adjourn.sees_those_of() s CROSS JOIN LATERAL (
    SELECT q.kind, q.graph, q.node, q.created_at FROM adjourn.human_requests q
    WHERE q.status = 'open' AND coalesce(q.team, '') = s.whose ORDER BY q.created_at, q.id LIMIT 1001) r
  GROUP BY 1, 2, 3, 4
$$;

-- The oldest of the oldest of each of 11.
CREATE FUNCTION adjourn.oldest_waiting(most integer)
RETURNS TABLE (id bigint, kind text, title text, graph text, team text, assignee text, created_at timestamptz, due_at timestamptz,
  question text) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  SELECT r.id, r.kind, r.title, r.graph, r.team, r.assignee, r.created_at, r.due_at,
    CASE WHEN octet_length(r.question::text) <= 20000 THEN r.question::text END
  FROM adjourn.sees_those_of() s CROSS JOIN LATERAL (
    SELECT q.* FROM adjourn.human_requests q
    WHERE q.status = 'open' AND coalesce(q.team, '') = s.whose ORDER BY q.created_at, q.id LIMIT most) r
  ORDER BY r.created_at, r.id LIMIT most
$$;

-- Each counted to 1,001, in the order of the dates.
CREATE FUNCTION adjourn.due_now() RETURNS TABLE (overdue bigint, soon bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  WITH those AS MATERIALIZED (SELECT whose FROM adjourn.sees_those_of())
  SELECT (SELECT count(*) FROM (SELECT FROM those CROSS JOIN LATERAL (
      SELECT FROM adjourn.human_requests q WHERE q.status = 'open' AND coalesce(q.team, '') = whose
        AND q.due_at < now() ORDER BY q.due_at LIMIT 1001) r LIMIT 1001) c),
    (SELECT count(*) FROM (SELECT FROM those CROSS JOIN LATERAL (
      SELECT FROM adjourn.human_requests q WHERE q.status = 'open' AND coalesce(q.team, '') = whose
        AND q.due_at >= now() AND q.due_at < now() + interval '1 day' ORDER BY q.due_at LIMIT 1001) r LIMIT 1001) c)
$$;

-- How many people have answered on each of the last 14 days (UTC), the first 1,001 of a day, and how long the one in the
-- middle of all of them took.
CREATE FUNCTION adjourn.answered_lately() RETURNS TABLE (day date, answers bigint, median interval) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
  WITH those AS MATERIALIZED (SELECT whose FROM adjourn.sees_those_of()),
  days AS (SELECT (now() AT TIME ZONE 'UTC')::date - n AS day FROM generate_series(0, 13) n),
  each AS MATERIALIZED (
    SELECT days.day, a.took FROM days CROSS JOIN LATERAL (
      SELECT r.took FROM those CROSS JOIN LATERAL (
        SELECT q.answered_at - q.created_at AS took FROM adjourn.human_requests q
        WHERE coalesce(q.team, '') = whose AND q.answered_by <> 'time'
          AND q.answered_at >= days.day::timestamp AT TIME ZONE 'UTC' AND q.answered_at < (days.day + 1)::timestamp AT TIME ZONE 'UTC'
        ORDER BY q.answered_at LIMIT 1001) r
      LIMIT 1001) a)
  SELECT days.day, count(each.took), (SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY took) FROM each)
  FROM days LEFT JOIN each ON each.day = days.day GROUP BY days.day ORDER BY days.day
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
  WHERE adjourn.is_operator() OR EXISTS (SELECT FROM adjourn.members WHERE person = adjourn.person() AND may = 'lead')
$$;

-- Who may see one of its questions sees how a job went.
CREATE FUNCTION adjourn.sees_job(job uuid) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM adjourn.human_requests r WHERE r.job_id = job
    AND (r.team IS NULL OR adjourn.is_operator() OR adjourn.may_in(r.team, adjourn.person()) IS NOT NULL))
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
  WHERE r.job_id = job AND r.status = 'open'
    AND (r.team IS NULL OR adjourn.is_operator() OR adjourn.may_in(r.team, adjourn.person()) IS NOT NULL)
  LIMIT 100
$$;

REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
