-- How all of it is, in numbers: for check scripts, metrics, and whoever is called at night. No number costs more as jobs pile
-- up: each is counted to 10,000, and of more jobs that wait a thousand pages of the table are counted, the same ones each time.

CREATE FUNCTION adjourn.waiting_jobs() RETURNS TABLE (project text, graph text, queue text, version text, jobs double precision, is_estimate boolean)
LANGUAGE plpgsql STABLE SET search_path = pg_catalog, pg_temp SET enable_seqscan = off SET enable_bitmapscan = off AS $$
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

CREATE FUNCTION adjourn.health_now() RETURNS TABLE (name text, project text, graph text, queue text, status text, value double precision)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp
-- Whatever Postgres knew of the tables when they were smaller: what is in the order of an index is read from that index.
SET enable_seqscan = off SET enable_bitmapscan = off SET enable_sort = off SET jit = off AS $$
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
CREATE VIEW adjourn.health AS SELECT * FROM adjourn.health_now();
COMMENT ON VIEW adjourn.health IS 'How all of it is now, a number a row; the same as adjourn_… of `adjourn metrics`.';

-- For who leads a team: no row for others, as of adjourn.jobs_now().
CREATE FUNCTION adjourn.health_seen() RETURNS SETOF adjourn.health LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF adjourn.is_lead() THEN
    RETURN QUERY SELECT * FROM adjourn.health_now();
  END IF;
END $$;
REVOKE ALL ON FUNCTION adjourn.waiting_jobs, adjourn.health_now, adjourn.health_seen FROM PUBLIC;
