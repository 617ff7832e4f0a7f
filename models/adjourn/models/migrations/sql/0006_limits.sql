-- How many jobs may run at once, and how many may start in a minute: of a project, a graph, a lane, a batch, or of what is
-- several of these. Where a worker claims a job it is decided whether it may start now, and nowhere else.

CREATE TABLE adjourn.limits (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project     text,                     -- NULL in this and the next three: all of them
  graph       text,
  queue       text,
  batch_id    uuid,
  running     integer CONSTRAINT running_is_sane CHECK (running BETWEEN 1 AND 10000),          -- at once; NULL: any number
  per_minute  integer CONSTRAINT per_minute_is_sane CHECK (per_minute BETWEEN 1 AND 10000),    -- starts in any 60 seconds
  by          text NOT NULL DEFAULT session_user,
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT a_limit_limits CHECK (num_nonnulls(running, per_minute) > 0),
  CONSTRAINT limited_once UNIQUE NULLS NOT DISTINCT (project, graph, queue, batch_id)
);
COMMENT ON TABLE adjourn.limits IS 'How many jobs run at once, and start in a minute. What a person has answered counts as a start, too: it is a run.';

-- As many rows as a limit has places, so that claims take different ones, and do not wait for each other.
CREATE TABLE adjourn.places (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  limit_id  bigint NOT NULL REFERENCES adjourn.limits ON DELETE CASCADE,
  kind      text NOT NULL CONSTRAINT kind_is_known CHECK (kind IN ('running', 'minute')),
  job_id    uuid,                       -- running: that has it; NULL: it is free
  taken_at  timestamptz NOT NULL DEFAULT '-infinity',   -- minute: it is free again 60 seconds later
  leaves    boolean NOT NULL DEFAULT false   -- the limit was lowered while it was taken
) WITH (fillfactor = 80);
COMMENT ON TABLE adjourn.places IS 'What claims count with.';
CREATE INDEX places_of_jobs ON adjourn.places (job_id) WHERE job_id IS NOT NULL;
CREATE INDEX places_free ON adjourn.places (limit_id) WHERE kind = 'running' AND job_id IS NULL;
CREATE INDEX places_in_time ON adjourn.places (limit_id, taken_at) WHERE kind = 'minute';

CREATE FUNCTION adjourn.limit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE of text; wanted integer; more integer;
BEGIN
  IF TG_OP <> 'DELETE' THEN
    IF TG_OP = 'INSERT' AND NEW.running IS NOT NULL THEN   -- what runs already counts
      INSERT INTO adjourn.places (limit_id, kind, job_id) SELECT NEW.id, 'running', j.id FROM adjourn.jobs j
        WHERE j.status = 'running' AND coalesce(NEW.project, j.project) = j.project AND coalesce(NEW.graph, j.graph) = j.graph
          AND coalesce(NEW.queue, j.queue) = j.queue AND (NEW.batch_id IS NULL OR NEW.batch_id = j.batch_id);
    END IF;
    FOREACH of IN ARRAY ARRAY['running', 'minute'] LOOP
      wanted := coalesce(CASE of WHEN 'running' THEN NEW.running ELSE NEW.per_minute END, 0);
      UPDATE adjourn.places SET leaves = false WHERE limit_id = NEW.id AND kind = of AND leaves;
      SELECT wanted - count(*) INTO more FROM adjourn.places WHERE limit_id = NEW.id AND kind = of;
      INSERT INTO adjourn.places (limit_id, kind) SELECT NEW.id, of FROM generate_series(1, more);
      IF more < 0 THEN   -- those that are free go at once, the others when they are
        WITH gone AS (
          DELETE FROM adjourn.places WHERE id IN (SELECT id FROM adjourn.places
            WHERE limit_id = NEW.id AND kind = of AND job_id IS NULL ORDER BY taken_at LIMIT -more FOR UPDATE) RETURNING id
        ) SELECT more + count(*) INTO more FROM gone;
        UPDATE adjourn.places SET leaves = true WHERE id IN (SELECT id FROM adjourn.places
          WHERE limit_id = NEW.id AND kind = of AND job_id IS NOT NULL LIMIT -more);
      END IF;
    END LOOP;
  END IF;
  PERFORM pg_notify('adjourn', '');
  RETURN NULL;
END $$;
CREATE TRIGGER limit_changed AFTER INSERT OR DELETE OR UPDATE OF running, per_minute ON adjourn.limits
  FOR EACH ROW EXECUTE FUNCTION adjourn.limit_changed();
CREATE FUNCTION adjourn.limit_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'what limit % is for cannot be changed', OLD.id USING HINT = 'delete it, and write another',
    ERRCODE = 'object_not_in_prerequisite_state';
END $$;
CREATE TRIGGER limit_keeps BEFORE UPDATE OF id, project, graph, queue, batch_id ON adjourn.limits FOR EACH ROW
  WHEN ((OLD.id, OLD.project, OLD.graph, OLD.queue, OLD.batch_id) IS DISTINCT FROM (NEW.id, NEW.project, NEW.graph, NEW.queue, NEW.batch_id))
  EXECUTE FUNCTION adjourn.limit_keeps();

-- For a claim, which has locked the job: takes a place of each limit that it is under, or none at all. A place that
-- another claim is about to take is taken; one whose claim is rolled back is found at the next ring.
CREATE FUNCTION adjourn.may_start(job uuid, its_project text, its_graph text, its_queue text, its_batch uuid) RETURNS boolean LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE its record; place bigint; taken bigint[] := '{}';
BEGIN
  FOR its IN SELECT l.id, l.running, l.per_minute FROM adjourn.limits l
    WHERE coalesce(l.project, its_project) = its_project AND coalesce(l.graph, its_graph) = its_graph
      AND coalesce(l.queue, its_queue) = its_queue AND (l.batch_id IS NULL OR l.batch_id = its_batch) LOOP
    -- One whose worker is taken for dead has a place already.
    IF its.running IS NOT NULL AND NOT EXISTS (SELECT FROM adjourn.places WHERE job_id = job AND limit_id = its.id) THEN
      SELECT p.id INTO place FROM adjourn.places p WHERE p.limit_id = its.id AND p.kind = 'running' AND p.job_id IS NULL
        LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
      IF place IS NULL THEN
        RETURN false;
      END IF;
      taken := taken || place;
    END IF;
    IF its.per_minute IS NOT NULL THEN
      SELECT p.id INTO place FROM adjourn.places p WHERE p.limit_id = its.id AND p.kind = 'minute'
        AND p.taken_at < clock_timestamp() - interval '1 minute' LIMIT 1 FOR NO KEY UPDATE SKIP LOCKED;
      IF place IS NULL THEN
        RETURN false;
      END IF;
      taken := taken || place;
    END IF;
  END LOOP;
  UPDATE adjourn.places p SET taken_at = clock_timestamp(), job_id = CASE WHEN p.kind = 'running' THEN job END WHERE p.id = ANY(taken);
  RETURN true;
END $$;

-- What it has taken is free again in the transaction in which it stops to run.
CREATE FUNCTION adjourn.place_is_left() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.places WHERE job_id = NEW.id) THEN
    DELETE FROM adjourn.places WHERE job_id = NEW.id AND leaves;
    UPDATE adjourn.places SET job_id = NULL WHERE job_id = NEW.id;
    PERFORM pg_notify('adjourn', '');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER place_is_left AFTER UPDATE ON adjourn.jobs FOR EACH ROW
  WHEN (OLD.status = 'running' AND NEW.status <> 'running') EXECUTE FUNCTION adjourn.place_is_left();

-- Who submits a batch may say how fast it goes, and change it; an operator, too.
CREATE FUNCTION adjourn.limit_batch(batch uuid, running integer, per_minute integer) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
BEGIN
  IF NOT EXISTS (SELECT FROM adjourn.batches b WHERE b.id = batch AND (b.created_by = adjourn.person() OR adjourn.is_operator())) THEN
    PERFORM adjourn.refuse(format('there is no batch %s of %s', batch, adjourn.person()));
  ELSIF running IS NULL AND per_minute IS NULL THEN
    DELETE FROM adjourn.limits l WHERE l.batch_id = batch AND num_nonnulls(l.project, l.graph, l.queue) = 0;
  ELSE
    INSERT INTO adjourn.limits AS l (batch_id, running, per_minute, by) VALUES (batch, running, per_minute, adjourn.person())
      ON CONFLICT ON CONSTRAINT limited_once DO UPDATE SET running = EXCLUDED.running, per_minute = EXCLUDED.per_minute;
  END IF;
END $$;
REVOKE ALL ON FUNCTION adjourn.limit_changed, adjourn.limit_keeps, adjourn.may_start, adjourn.place_is_left, adjourn.limit_batch FROM PUBLIC;

-- Of each batch, and of no batch, the most urgent.
DROP INDEX adjourn.jobs_by_urgency;
CREATE INDEX jobs_by_urgency ON adjourn.jobs (queue, graph, coalesce(batch_id, '00000000-0000-0000-0000-000000000000'), priority DESC, run_at)
  WHERE status = 'queued';
