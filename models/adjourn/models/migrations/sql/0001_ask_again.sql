-- A wrong answer is mended by asking again: which answers a failed job's tasks had taken.

CREATE FUNCTION adjourn.failed_answers(job uuid) RETURNS TABLE (
  request_id bigint, thread_id text, checkpoint_ns text, checkpoint_id text, task_id text, ordinal integer
) LANGUAGE sql STABLE AS $$
  SELECT r.id, r.thread_id, r.checkpoint_ns, r.checkpoint_id, r.task_id, r.ordinal
  FROM adjourn.human_requests r JOIN adjourn.checkpoint_writes error
    ON (error.thread_id, error.checkpoint_ns, error.checkpoint_id, error.task_id)
       = (r.thread_id, r.checkpoint_ns, r.checkpoint_id, r.task_id) AND error.channel = '__error__'
  WHERE r.job_id = job AND r.answer IS NOT NULL
    -- Not one that was only stopped because another failed, nor one that came through in the end.
    AND strpos(encode(substr(error.blob, 1, 20), 'escape'), 'CancelledError(') = 0
    AND NOT EXISTS (
      SELECT FROM adjourn.checkpoint_writes output
      WHERE (output.thread_id, output.checkpoint_ns, output.checkpoint_id, output.task_id)
            = (r.thread_id, r.checkpoint_ns, r.checkpoint_id, r.task_id) AND output.idx >= 0)
  ORDER BY r.checkpoint_ns, r.task_id, r.ordinal
$$;

-- Why a failed job cannot go back to where it asked `request`; NULL: it can.
CREATE FUNCTION adjourn.no_way_back(job uuid, request bigint) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT CASE
    WHEN count(*) = 0 THEN format('request %s is none of job %s', request, job)
    WHEN bool_or(r.kind = 'breakpoint') THEN format('request %s is a breakpoint: nothing was asked there that could be answered wrongly', request)
    WHEN bool_or(r.answer IS NULL) THEN format('request %s was not answered', request)
    WHEN NOT bool_or(EXISTS (
        SELECT FROM adjourn.checkpoints c
        WHERE (c.thread_id, c.checkpoint_ns, c.checkpoint_id) = (r.thread_id, r.checkpoint_ns, r.checkpoint_id)))
      THEN format('the checkpoint at which request %s was asked is gone', request)
  END
  FROM adjourn.human_requests r WHERE r.id = request AND r.job_id = job
$$;
