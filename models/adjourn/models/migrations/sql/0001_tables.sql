-- The durable facts. Names are public: other systems and people write SQL against them.

CREATE TABLE adjourn.contract (
  oldest  text NOT NULL         -- a version of the schema, as in alembic_version: that for which the code was written
);
COMMENT ON TABLE adjourn.contract IS 'The oldest code that may work with this schema. One row.';
CREATE UNIQUE INDEX contract_is_one ON adjourn.contract ((true));
INSERT INTO adjourn.contract VALUES ('0002');

CREATE FUNCTION adjourn.new_id() RETURNS uuid LANGUAGE plpgsql VOLATILE AS $$
BEGIN
  IF to_regprocedure('pg_catalog.uuidv7()') IS NOT NULL THEN
    RETURN pg_catalog.uuidv7();
  END IF;
  RETURN gen_random_uuid();
END $$;

CREATE TABLE adjourn.graphs (
  project       text NOT NULL CONSTRAINT project_is_short CHECK (octet_length(project) BETWEEN 1 AND 200),
  name          text NOT NULL,
  version       text NOT NULL,        -- of the project's code
  fingerprint   text NOT NULL,        -- changes when its nodes or edges do
  input_schema  json NOT NULL,        -- JSON Schema
  drawing       text NOT NULL,        -- Mermaid
  offered_at    timestamptz NOT NULL DEFAULT now(),   -- first
  seen_at       timestamptz NOT NULL DEFAULT now(),   -- last sign of life of a worker that offers it
  PRIMARY KEY (project, name, version)
);
COMMENT ON TABLE adjourn.graphs IS 'What workers have offered to run. Rows never leave: a job may wait for a year.';

CREATE TABLE adjourn.lanes (
  queue         text PRIMARY KEY CONSTRAINT queue_is_short CHECK (octet_length(queue) BETWEEN 1 AND 200),
  project       text NOT NULL,
  seen_at       timestamptz,          -- last sign of life of a worker that consumes it; NULL: none did yet
  added_by      text                  -- who added it by hand, so that it may be enqueued to before a worker comes
);
COMMENT ON TABLE adjourn.lanes IS 'The Celery queues of each project.';

CREATE TABLE adjourn.threads (
  thread_id   text PRIMARY KEY CONSTRAINT thread_id_is_short CHECK (octet_length(thread_id) BETWEEN 1 AND 500),
  project     text NOT NULL,
  graph       text NOT NULL,
  created_at  timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT thread_keeps_its_graph UNIQUE (thread_id, project, graph)
);
COMMENT ON TABLE adjourn.threads IS 'One conversation of one graph of one project.';

CREATE TABLE adjourn.jobs (
  id             uuid PRIMARY KEY DEFAULT adjourn.new_id(),
  thread_id      text NOT NULL,
  project        text NOT NULL,
  graph          text NOT NULL,
  graph_version  text,                -- that last advanced it
  status         text NOT NULL DEFAULT 'queued',
  input          json,
  config         json NOT NULL DEFAULT '{}' CONSTRAINT config_is_an_object CHECK (json_typeof(config) = 'object'),
  context        json CONSTRAINT context_is_an_object CHECK (json_typeof(context) = 'object'),
  result         json,
  error          json,                -- of a failed or blocked job; of the last try while it is retried
  key            text CONSTRAINT key_is_short CHECK (octet_length(key) BETWEEN 1 AND 500),
  request_hash   bytea CONSTRAINT key_means_one_thing CHECK ((key IS NULL) = (request_hash IS NULL)),  -- of what was asked for
  tags           text[] NOT NULL DEFAULT '{}' CONSTRAINT tags_are_texts CHECK (array_position(tags, NULL) IS NULL),
  batch_id       uuid,
  ask_again      text CONSTRAINT ask_again_is_known CHECK (ask_again IN (
                   'last', 'all',  -- what a retry asks anew of each step that failed on an answer
                   'rewound')      -- these steps stand where they asked, and may ask
                   OR ask_again ~ '^[0-9]{1,18}$'),  -- the id of a question: back to where it was asked
  queue          text NOT NULL,       -- a lane of its project
  priority       integer NOT NULL DEFAULT 0,                             -- the greatest is dispatched first
  attempt        integer NOT NULL DEFAULT 0 CONSTRAINT attempt_counts_up CHECK (attempt >= 0),  -- tries since the last progress
  crashes        integer NOT NULL DEFAULT 0 CONSTRAINT crashes_count_up CHECK (crashes >= 0),   -- leases that ran out since then
  max_attempts   integer NOT NULL DEFAULT 5 CONSTRAINT max_attempts_is_sane CHECK (max_attempts BETWEEN 1 AND 1000),
  run_at         timestamptz NOT NULL DEFAULT now(),
  deadline_at    timestamptz,
  run_timeout    double precision CONSTRAINT run_timeout_is_sane CHECK (run_timeout > 0 AND run_timeout <= 1e9),  -- seconds per advance
  lease_id       uuid,
  leased_by      text,
  lease_until    timestamptz,
  created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),  -- not now(): the order within one transaction counts
  started_at     timestamptz,
  finished_at    timestamptz,
  CONSTRAINT key_is_unique UNIQUE (key, project),
  FOREIGN KEY (thread_id, project, graph) REFERENCES adjourn.threads (thread_id, project, graph),
  CONSTRAINT times_are_on_the_calendar CHECK (  -- of programs, which know neither infinity nor the year 10000
    run_at BETWEEN '1970-01-01Z' AND '9999-01-01Z' AND deadline_at BETWEEN '1970-01-01Z' AND '9999-01-01Z'),
  CONSTRAINT status_is_known CHECK (status IN (
    'queued',     -- a worker claims it once run_at has come
    'running',    -- its worker records the outcome, or its lease runs out and another claims it
    'waiting',    -- people answer; a worker claims it when none of its questions is open
    'blocked',    -- the code no longer fits; an operator deploys, then retries or cancels
    'succeeded', 'failed', 'cancelled')),
  CONSTRAINT running_has_a_lease CHECK (
    (status = 'running') = (lease_id IS NOT NULL AND leased_by IS NOT NULL AND lease_until IS NOT NULL)),
  CONSTRAINT running_has_started CHECK (status NOT IN ('running', 'waiting') OR started_at IS NOT NULL),
  CONSTRAINT final_has_finished CHECK ((status IN ('succeeded', 'failed', 'cancelled')) = (finished_at IS NOT NULL)),
  CONSTRAINT only_success_has_a_result CHECK ((status = 'succeeded') = (result IS NOT NULL)),
  CONSTRAINT trouble_says_why CHECK (status NOT IN ('failed', 'blocked') OR error IS NOT NULL)
);
COMMENT ON TABLE adjourn.jobs IS 'One input carried to its result on a thread, across all its pauses.';

-- A retry is never overtaken by a newer input, and new input never discards an open question.
CREATE UNIQUE INDEX one_started_job_per_thread ON adjourn.jobs (thread_id)
  WHERE started_at IS NOT NULL AND finished_at IS NULL;
CREATE INDEX jobs_of_thread ON adjourn.jobs (thread_id, created_at);
CREATE INDEX jobs_unstarted ON adjourn.jobs (thread_id, created_at) WHERE started_at IS NULL AND finished_at IS NULL;
CREATE INDEX jobs_queued ON adjourn.jobs (run_at) WHERE status = 'queued';
CREATE INDEX jobs_by_urgency ON adjourn.jobs (queue, graph, priority DESC, run_at) WHERE status = 'queued';
CREATE INDEX jobs_waiting ON adjourn.jobs (id) WHERE status = 'waiting';
CREATE INDEX jobs_running ON adjourn.jobs (lease_until) WHERE status = 'running';
CREATE INDEX jobs_with_deadline ON adjourn.jobs (deadline_at) WHERE deadline_at IS NOT NULL AND finished_at IS NULL;
CREATE INDEX jobs_by_age ON adjourn.jobs (created_at);
CREATE INDEX jobs_by_end ON adjourn.jobs (finished_at) WHERE finished_at IS NOT NULL;
CREATE INDEX jobs_by_tag ON adjourn.jobs USING gin (tags) WHERE tags <> '{}';

CREATE TABLE adjourn.human_requests (
  id             bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,   -- people type it
  job_id         uuid NOT NULL REFERENCES adjourn.jobs,
  thread_id      text NOT NULL,
  graph          text NOT NULL,
  node           text NOT NULL,
  kind           text NOT NULL CONSTRAINT kind_is_known CHECK (kind IN (
                   'question', 'form', 'tool_approval', 'tool_batch', 'agent_inbox', 'breakpoint')),
  title          text NOT NULL,
  question       json NOT NULL,       -- json, not jsonb, which re-orders keys and scrambles forms
  question_hash  bytea NOT NULL,
  answer_schema  json,                -- JSON Schema; NULL: any JSON
  options        json NOT NULL DEFAULT '[]',  -- [{"choice", "label", "answer", "comment_at"?: paths in answer, "needs_comment"?}]
  status         text NOT NULL DEFAULT 'open',
  choice         text,
  comment        text,
  answer         jsonb,
  rejected_answer text,               -- JSON: the last one, of a question that is open again
  answer_error   text,                -- why it was rejected
  answered_by    text,
  answered_at    timestamptz,
  resumed_at     timestamptz,
  closed_at      timestamptz,
  assignee       text,
  priority       integer NOT NULL DEFAULT 0,
  due_at         timestamptz,
  created_at     timestamptz NOT NULL DEFAULT clock_timestamp(),
  interrupt_id   text NOT NULL,
  checkpoint_ns  text NOT NULL,       -- this and the next three: the task that asked
  checkpoint_id  text NOT NULL,
  task_id        text NOT NULL,
  ordinal        integer NOT NULL,    -- answers that the task had when it asked
  CONSTRAINT due_at_is_on_the_calendar CHECK (due_at BETWEEN '1970-01-01Z' AND '9999-01-01Z'),
  CONSTRAINT asked_once UNIQUE (interrupt_id, job_id),
  CONSTRAINT status_is_known CHECK (status IN (
    'open',       -- a person answers
    'answered',   -- a worker hands the answer to the graph, or re-opens the row if it does not fit
    'resumed',    -- the graph has used the answer
    'expired', 'withdrawn')),
  CONSTRAINT answered_says_what_who_and_when CHECK (
    status NOT IN ('answered', 'resumed') OR (answer IS NOT NULL AND answered_by IS NOT NULL AND answered_at IS NOT NULL)),
  CONSTRAINT open_has_no_answer CHECK (status <> 'open' OR (answer IS NULL AND answered_at IS NULL)),
  CONSTRAINT resumed_says_when CHECK ((status = 'resumed') = (resumed_at IS NOT NULL)),
  CONSTRAINT closed_says_when CHECK ((status IN ('resumed', 'expired', 'withdrawn')) = (closed_at IS NOT NULL))
);
COMMENT ON TABLE adjourn.human_requests IS
  'Questions that jobs ask people. Answer with choice (one of options), comment, or answer (JSON); the rest follows.';
-- In the order in which they were asked: who locks all of a job's (a cancel does) must not come from the other side than
-- who answers one after the other.
CREATE INDEX human_requests_of_job ON adjourn.human_requests (job_id);
CREATE INDEX human_requests_open ON adjourn.human_requests (job_id) WHERE status = 'open';
-- The orders in which tools list adjourn.open_requests; the last is ORDER BY -priority, coalesce(due_at, 'infinity'), id.
CREATE INDEX human_requests_open_by_id ON adjourn.human_requests (id) WHERE status = 'open';
CREATE INDEX human_requests_open_by_age ON adjourn.human_requests (created_at, id) WHERE status = 'open';
CREATE INDEX human_requests_open_by_urgency ON adjourn.human_requests ((-priority), coalesce(due_at, 'infinity'), id)
  WHERE status = 'open';

CREATE TABLE adjourn.events (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  by          text NOT NULL DEFAULT session_user,
  job_id      uuid NOT NULL,
  request_id  bigint,                 -- NULL: the event is the job's own
  was         text,                   -- NULL: the row is new
  became      text NOT NULL,
  data        json
);
COMMENT ON TABLE adjourn.events IS 'Append-only: who moved which row when.';
CREATE INDEX events_of_job ON adjourn.events (job_id, id);
