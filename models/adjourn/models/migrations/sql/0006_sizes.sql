-- How much each thread takes: values as they are stored, without indexes, and about a hundred bytes for the rest of each row.
-- Cheap for one thread, by its indexes; of all it reads all.
CREATE VIEW adjourn.thread_sizes AS
SELECT t.thread_id, t.project, t.graph, j.n AS jobs, r.n AS human_requests, e.n AS events, c.n AS checkpoints,
  (100 + j.bytes + r.bytes + e.bytes + c.bytes + b.bytes + w.bytes)::bigint AS bytes
FROM adjourn.threads t
CROSS JOIN LATERAL (
  SELECT count(*) AS n, coalesce(sum(200 + coalesce(pg_column_size(input), 0) + coalesce(pg_column_size(config), 0)
      + coalesce(pg_column_size(context), 0) + coalesce(pg_column_size(result), 0) + coalesce(pg_column_size(error), 0)), 0) AS bytes
  FROM adjourn.jobs WHERE thread_id = t.thread_id) j
CROSS JOIN LATERAL (
  SELECT count(*) AS n, coalesce(sum(300 + coalesce(pg_column_size(title), 0) + coalesce(pg_column_size(question), 0)
      + coalesce(pg_column_size(answer_schema), 0) + coalesce(pg_column_size(options), 0) + coalesce(pg_column_size(comment), 0)
      + coalesce(pg_column_size(answer), 0) + coalesce(pg_column_size(shown), 0)), 0) AS bytes
  FROM adjourn.jobs k JOIN adjourn.human_requests q ON q.job_id = k.id WHERE k.thread_id = t.thread_id) r
CROSS JOIN LATERAL (
  SELECT count(*) AS n, coalesce(sum(100 + coalesce(pg_column_size(data), 0)), 0) AS bytes
  FROM adjourn.jobs k JOIN adjourn.events v ON v.job_id = k.id WHERE k.thread_id = t.thread_id) e
CROSS JOIN LATERAL (
  SELECT count(*) AS n, coalesce(sum(150 + coalesce(pg_column_size(checkpoint), 0) + coalesce(pg_column_size(metadata), 0)), 0) AS bytes
  FROM adjourn.checkpoints WHERE thread_id = t.thread_id) c
CROSS JOIN LATERAL (
  SELECT coalesce(sum(150 + coalesce(pg_column_size(blob), 0)), 0) AS bytes
  FROM adjourn.checkpoint_blobs WHERE thread_id = t.thread_id) b
CROSS JOIN LATERAL (
  SELECT coalesce(sum(200 + coalesce(pg_column_size(blob), 0)), 0) AS bytes
  FROM adjourn.checkpoint_writes WHERE thread_id = t.thread_id) w;
COMMENT ON VIEW adjourn.thread_sizes IS 'About how many bytes each thread takes: WHERE thread_id = …, or ORDER BY bytes DESC.';
