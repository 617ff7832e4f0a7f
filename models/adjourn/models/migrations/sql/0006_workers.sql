-- Worker processes, and which jobs they take: any of their project, or those of their own version of its code.

ALTER TABLE adjourn.jobs ADD COLUMN graph_fingerprint text;  -- of its graph, in the version that last advanced it

CREATE TABLE adjourn.workers (
  name        text PRIMARY KEY,     -- host:pid, as in jobs.leased_by
  project     text NOT NULL,
  version     text NOT NULL,        -- of the project's code
  takes       text NOT NULL CONSTRAINT takes_is_known CHECK (takes IN (
                'all',     -- any job
                'own',     -- new ones, and those that its version has begun
                'begun')), -- only these
  queues      text[] NOT NULL,      -- lanes that it serves
  slots       integer NOT NULL,     -- runs at once
  running     integer NOT NULL,     -- of these, taken
  started_at  timestamptz NOT NULL DEFAULT now(),
  seen_at     timestamptz NOT NULL DEFAULT now()   -- last sign of life
);
COMMENT ON TABLE adjourn.workers IS 'Worker processes and their load. Rows of those that have ended go within a day.';
CREATE INDEX workers_pinned ON adjourn.workers (seen_at) WHERE takes <> 'all';

-- Where nobody is pinned to a version there is no row, and every job is taken.
CREATE VIEW adjourn.takers AS
  WITH alive AS MATERIALIZED (
    SELECT DISTINCT w.project, lane.queue, w.version, w.takes FROM adjourn.workers w, unnest(w.queues) lane (queue)
    WHERE adjourn.is_alive(w.seen_at)
      AND EXISTS (SELECT FROM adjourn.workers WHERE takes <> 'all' AND seen_at > now() - interval '2 minutes')
  ) SELECT a.project, a.queue, g.name AS graph, a.version, a.takes
  FROM alive a JOIN adjourn.graphs g ON (g.project, g.version) = (a.project, a.version)
  WHERE (a.project, a.queue) IN (SELECT project, queue FROM alive WHERE takes <> 'all');
COMMENT ON VIEW adjourn.takers IS 'What living workers take, on lanes where some take not all.';

-- Whether a living worker takes such a job, as far as versions go. What a claim decides, for those who look.
CREATE FUNCTION adjourn.is_taken(its_project text, its_queue text, its_graph text, its_version text) RETURNS boolean
LANGUAGE sql STABLE AS $$
  SELECT count(*) = 0 OR coalesce(bool_or(t.graph = its_graph
    AND (t.takes = 'all' OR coalesce(t.version = its_version, t.takes = 'own'))), false)
  FROM adjourn.takers t WHERE (t.project, t.queue) = (its_project, its_queue)
$$;
REVOKE ALL ON FUNCTION adjourn.is_taken FROM PUBLIC;
