-- How many bytes rows take, about: values as they are stored, and a guess at the rest of the row; without indexes.
CREATE FUNCTION adjourn.job_bytes(j adjourn.jobs) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT 200::bigint + coalesce(pg_column_size(j.input), 0) + coalesce(pg_column_size(j.config), 0) + coalesce(pg_column_size(j.context), 0)
    + coalesce(pg_column_size(j.result), 0) + coalesce(pg_column_size(j.error), 0)
$$;
CREATE FUNCTION adjourn.request_bytes(r adjourn.human_requests) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT 300::bigint + coalesce(pg_column_size(r.title), 0) + coalesce(pg_column_size(r.question), 0) + coalesce(pg_column_size(r.answer_schema), 0)
    + coalesce(pg_column_size(r.options), 0) + coalesce(pg_column_size(r.comment), 0) + coalesce(pg_column_size(r.answer), 0)
    + coalesce(pg_column_size(r.shown), 0)
$$;
CREATE FUNCTION adjourn.event_bytes(e adjourn.events) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT 100::bigint + coalesce(pg_column_size(e.data), 0)
$$;
CREATE FUNCTION adjourn.progress_bytes(p adjourn.progress) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT 150::bigint + pg_column_size(p.data)
$$;
CREATE FUNCTION adjourn.checkpoint_bytes(c adjourn.checkpoints) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT 150::bigint + pg_column_size(c.checkpoint) + pg_column_size(c.metadata)
$$;
CREATE FUNCTION adjourn.blob_bytes(b adjourn.checkpoint_blobs) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT 150::bigint + coalesce(pg_column_size(b.blob), 0)
$$;
CREATE FUNCTION adjourn.write_bytes(w adjourn.checkpoint_writes) RETURNS bigint LANGUAGE sql STABLE AS $$
  SELECT 200::bigint + pg_column_size(w.blob)
$$;

-- Cheap for one thread, by its indexes; of all it reads everything.
CREATE VIEW adjourn.thread_sizes AS
SELECT t.thread_id, t.project, t.graph, j.n AS jobs, r.n AS human_requests, e.n AS events, c.n AS checkpoints,
  coalesce(100 + j.bytes + r.bytes + e.bytes + p.bytes + c.bytes + b.bytes + w.bytes, 0)::bigint AS bytes
FROM adjourn.threads t
CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(sum(adjourn.job_bytes(x)), 0) AS bytes
  FROM adjourn.jobs x WHERE x.thread_id = t.thread_id) j
CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(sum(adjourn.request_bytes(x)), 0) AS bytes
  FROM adjourn.jobs o JOIN adjourn.human_requests x ON x.job_id = o.id WHERE o.thread_id = t.thread_id) r
CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(sum(adjourn.event_bytes(x)), 0) AS bytes
  FROM adjourn.jobs o JOIN adjourn.events x ON x.job_id = o.id WHERE o.thread_id = t.thread_id) e
CROSS JOIN LATERAL (SELECT coalesce(sum(adjourn.progress_bytes(x)), 0) AS bytes
  FROM adjourn.jobs o JOIN adjourn.progress x ON x.job_id = o.id WHERE o.thread_id = t.thread_id) p
CROSS JOIN LATERAL (SELECT count(*) AS n, coalesce(sum(adjourn.checkpoint_bytes(x)), 0) AS bytes
  FROM adjourn.checkpoints x WHERE x.thread_id = t.thread_id) c
CROSS JOIN LATERAL (SELECT coalesce(sum(adjourn.blob_bytes(x)), 0) AS bytes
  FROM adjourn.checkpoint_blobs x WHERE x.thread_id = t.thread_id) b
CROSS JOIN LATERAL (SELECT coalesce(sum(adjourn.write_bytes(x)), 0) AS bytes
  FROM adjourn.checkpoint_writes x WHERE x.thread_id = t.thread_id) w;
COMMENT ON VIEW adjourn.thread_sizes IS 'About how many bytes each thread takes: WHERE thread_id = …, or ORDER BY bytes DESC.';

REVOKE ALL ON FUNCTION adjourn.job_bytes, adjourn.request_bytes, adjourn.event_bytes, adjourn.progress_bytes, adjourn.checkpoint_bytes,
  adjourn.blob_bytes, adjourn.write_bytes FROM PUBLIC;
