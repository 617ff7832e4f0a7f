-- A limit that was written at the moment in which a job ended kept a place for it for ever: with one place nothing under it
-- ran any more.

CREATE OR REPLACE FUNCTION adjourn.limit_changed() RETURNS trigger LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE of text; wanted integer; more integer;
BEGIN
  IF TG_OP <> 'DELETE' THEN
    -- What runs already counts, and is locked until this is committed: who ended it in between would not see the place
    -- that it has, and nobody would ever leave that. What is locked by another, as by who ends it now, is not counted.
    IF TG_OP = 'INSERT' AND NEW.running IS NOT NULL THEN
      INSERT INTO adjourn.places (limit_id, kind, job_id) SELECT NEW.id, 'running', j.id FROM adjourn.jobs j
        WHERE j.status = 'running' AND coalesce(NEW.project, j.project) = j.project AND coalesce(NEW.graph, j.graph) = j.graph
          AND coalesce(NEW.queue, j.queue) = j.queue AND (NEW.batch_id IS NULL OR NEW.batch_id = j.batch_id)
        FOR NO KEY UPDATE SKIP LOCKED;
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

-- What has been lost so far.
UPDATE adjourn.places p SET job_id = NULL
  WHERE job_id IS NOT NULL AND NOT EXISTS (SELECT FROM adjourn.jobs j WHERE j.id = p.job_id AND j.status = 'running');
