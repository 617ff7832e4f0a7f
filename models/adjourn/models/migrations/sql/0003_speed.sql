-- A million jobs may wait: the sweep finds those that can go on by what was answered.
CREATE INDEX human_requests_answered ON adjourn.human_requests (job_id) WHERE status = 'answered';

-- LangGraph's own, each the prefix of the primary key of its table: they only cost.
DROP INDEX IF EXISTS adjourn.checkpoints_thread_id_idx, adjourn.checkpoint_blobs_thread_id_idx,
  adjourn.checkpoint_writes_thread_id_idx;
