-- What any client can read of a running job, without a worker: LangGraph's checkpoints, in words.

CREATE VIEW adjourn.steps AS
SELECT c.thread_id, c.checkpoint_ns, c.checkpoint_id,
  CASE WHEN c.metadata ->> 'job_id' ~ '^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$'
       THEN (c.metadata ->> 'job_id')::uuid END AS job_id,    -- NULL: written by hand
  (c.metadata ->> 'step')::integer AS step,                   -- -1 is the input
  c.metadata ->> 'source' AS source,                          -- input, loop, update (by hand) or fork
  (c.checkpoint ->> 'ts')::timestamptz AS at,                 -- by the worker's clock
  ARRAY(SELECT channel FROM jsonb_array_elements_text(
          CASE jsonb_typeof(c.checkpoint -> 'updated_channels') WHEN 'array' THEN c.checkpoint -> 'updated_channels' ELSE '[]' END) channel
        WHERE channel NOT LIKE 'branch:to:%' AND channel NOT LIKE '\_\_%') AS wrote,  -- keys of the state
  ARRAY(SELECT substr(channel, 11) FROM jsonb_object_keys(c.checkpoint -> 'channel_values') channel
        WHERE channel LIKE 'branch:to:%') AS next,            -- nodes that follow by an edge; a Send's are not named
  (SELECT count(DISTINCT w.task_id) FROM adjourn.checkpoint_writes w
   WHERE (w.thread_id, w.checkpoint_ns, w.checkpoint_id) = (c.thread_id, c.checkpoint_ns, c.checkpoint_id)
     AND w.idx >= 0) AS tasks_done                            -- nodes, Sends and functional tasks that came after it
FROM adjourn.checkpoints c;
COMMENT ON VIEW adjourn.steps IS 'How far each thread has come, a row per checkpoint: ORDER BY checkpoint_id.';
