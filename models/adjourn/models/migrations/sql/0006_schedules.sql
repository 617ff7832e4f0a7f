-- Jobs by the clock: a row says what is to be enqueued and when. The scheduler works out the times (models/schedules.py).

CREATE TABLE adjourn.schedules (
  project       text NOT NULL,
  name          text NOT NULL CONSTRAINT schedule_name_is_short CHECK (btrim(name) <> '' AND octet_length(name) <= 200),
  graph         text NOT NULL,
  cron          text NOT NULL CONSTRAINT cron_has_five_fields CHECK (octet_length(cron) <= 200 AND cron ~ '^\S+( \S+){4}$'),
  zone          text NOT NULL DEFAULT 'UTC' CONSTRAINT zone_is_short CHECK (octet_length(zone) <= 100),   -- Europe/Berlin
  missed        text NOT NULL DEFAULT 'once' CONSTRAINT missed_is_known CHECK (missed IN (
                  'once',     -- one job for all times that went by while no scheduler ran, as of the last of them
                  'each',     -- a job for each of them
                  'never')),  -- none for a time that is more than a minute ago
  input         json,
  thread_id     text,         -- NULL: each job has a thread of its own
  config        json NOT NULL DEFAULT '{}',
  context       json,
  queue         text,
  priority      integer NOT NULL DEFAULT 0,
  max_attempts  integer NOT NULL DEFAULT 5,
  run_timeout   double precision,
  tags          text[] NOT NULL DEFAULT '{}',
  paused        boolean NOT NULL DEFAULT false,
  since         timestamptz NOT NULL DEFAULT now()   -- times after it count; an earlier one makes up for what has passed
                  CONSTRAINT since_is_on_the_calendar CHECK (since BETWEEN '1970-01-01Z' AND '9000-01-01Z'),
  next_at       timestamptz,  -- NULL: to be worked out
  last_at       timestamptz,  -- the last time for which there is a job
  error         text,         -- why it does not go on; it does once somebody has changed the row
  created_at    timestamptz NOT NULL DEFAULT now(),
  submitted_by  text NOT NULL,   -- who made it, or changed last what it does
  PRIMARY KEY (project, name)
);
COMMENT ON TABLE adjourn.schedules IS 'What is enqueued by the clock. Insert name, graph, input and cron; delete the row to end it.';
CREATE INDEX schedules_due ON adjourn.schedules (next_at NULLS FIRST) WHERE NOT paused AND error IS NULL;

-- The jobs of each. A job is submitted by whoever answers for what its schedule does.
ALTER TABLE adjourn.jobs ADD schedule text;
CREATE INDEX jobs_of_schedule ON adjourn.jobs (project, schedule, run_at) WHERE schedule IS NOT NULL;
CREATE OR REPLACE FUNCTION adjourn.job_is_somebodys() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM adjourn.refuse(format('who submitted job %s, and by what schedule, cannot be changed', OLD.id));
  END IF;
  IF NEW.schedule IS NOT NULL THEN
    SELECT submitted_by INTO NEW.submitted_by FROM adjourn.schedules WHERE (project, name) = (NEW.project, NEW.schedule);
    IF NOT FOUND THEN
      PERFORM adjourn.refuse(format('project %s has no schedule %L', NEW.project, NEW.schedule), 'leave schedule out');
    END IF;
  ELSE
    NEW.submitted_by := adjourn.person();
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER job_stays_its_schedules BEFORE UPDATE OF schedule ON adjourn.jobs FOR EACH ROW
  WHEN (OLD.schedule IS DISTINCT FROM NEW.schedule) EXECUTE FUNCTION adjourn.job_is_somebodys();

-- What a schedule enqueues is refused when it is written down, not first in the night: the job is made, and taken back.
CREATE FUNCTION adjourn.schedule_is_sound() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE does_the_same boolean := false;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    IF (NEW.project, NEW.name) IS DISTINCT FROM (OLD.project, OLD.name) THEN
      PERFORM adjourn.refuse(format('schedule %L cannot be renamed', OLD.name), 'delete it and insert another');
    END IF;
    does_the_same := (to_jsonb(NEW) - '{paused,since,next_at,last_at,error,submitted_by,created_at,zone,cron,missed}'::text[]) =
      (to_jsonb(OLD) - '{paused,since,next_at,last_at,error,submitted_by,created_at,zone,cron,missed}'::text[]);
    NEW.submitted_by := CASE WHEN does_the_same THEN OLD.submitted_by ELSE adjourn.person() END;
    NEW.created_at := OLD.created_at;
    IF NEW.since = OLD.since AND ((NEW.cron, NEW.zone) <> (OLD.cron, OLD.zone) OR OLD.paused AND NOT NEW.paused) THEN
      NEW.since := now();
    END IF;
    IF (NEW.cron, NEW.zone, NEW.since, NEW.paused) <> (OLD.cron, OLD.zone, OLD.since, OLD.paused) OR NOT does_the_same THEN
      NEW.error := NULL;
    END IF;
    IF (NEW.cron, NEW.zone, NEW.since) <> (OLD.cron, OLD.zone, OLD.since) THEN
      NEW.next_at := NULL;
    END IF;
  ELSE
    NEW.project := adjourn.project_for(NEW.graph, NEW.project, NEW.thread_id, NULL);
    NEW.submitted_by := adjourn.person();
    NEW.next_at := NULL; NEW.last_at := NULL; NEW.error := NULL; NEW.created_at := now();
  END IF;
  IF NOT does_the_same THEN
    BEGIN
      PERFORM adjourn.add_job(NEW.graph, NEW.input::text, NEW.thread_id, NULL, NEW.config::text, NEW.context::text, NEW.queue, NEW.priority,
        NEW.max_attempts, now(), NULL, NEW.project, NEW.run_timeout, NEW.tags);
      RAISE EXCEPTION USING ERRCODE = 'AJ000';
    EXCEPTION WHEN SQLSTATE 'AJ000' THEN
      NULL;
    END;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER schedule_is_sound BEFORE INSERT OR UPDATE ON adjourn.schedules FOR EACH ROW EXECUTE FUNCTION adjourn.schedule_is_sound();

CREATE FUNCTION adjourn.schedule_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  INSERT INTO adjourn.events (became, data) VALUES (
    'schedule ' || CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END,
    json_build_object('was', CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - '{input,config,context}'::text[] END,
      'became', CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - '{input,config,context}'::text[] END));
  RETURN NULL;
END $$;
CREATE TRIGGER schedule_came_or_went AFTER INSERT OR DELETE ON adjourn.schedules FOR EACH ROW EXECUTE FUNCTION adjourn.schedule_changed();
CREATE TRIGGER schedule_changed AFTER UPDATE ON adjourn.schedules FOR EACH ROW   -- not by the clock alone
  WHEN ((OLD.paused, OLD.since, OLD.cron, OLD.zone, OLD.missed, OLD.submitted_by, OLD.error) IS DISTINCT FROM
        (NEW.paused, NEW.since, NEW.cron, NEW.zone, NEW.missed, NEW.submitted_by, NEW.error) OR OLD.input::text IS DISTINCT FROM NEW.input::text)
  EXECUTE FUNCTION adjourn.schedule_changed();

-- The scheduler's: what it has read is still so, there is a job for `due` (NULL: for none), and `following` comes next, in
-- one transaction. The row is locked from the first to the last, so however many schedulers there are, one does it.
CREATE FUNCTION adjourn.fire(its_project text, its_name text, its_cron text, its_zone text, its_next timestamptz, due timestamptz,
  following timestamptz) RETURNS uuid LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE plan adjourn.schedules; job uuid;
BEGIN
  SELECT * INTO plan FROM adjourn.schedules
    WHERE (project, name, cron, zone) = (its_project, its_name, its_cron, its_zone) AND next_at IS NOT DISTINCT FROM its_next
      AND NOT paused AND error IS NULL FOR UPDATE SKIP LOCKED;
  IF NOT FOUND THEN
    RETURN NULL;
  END IF;
  IF due IS NOT NULL THEN
    INSERT INTO adjourn.jobs (project, graph, input, thread_id, config, context, queue, priority, max_attempts, run_timeout, tags, run_at, schedule)
      VALUES (plan.project, plan.graph, plan.input, plan.thread_id, plan.config, plan.context, plan.queue, plan.priority,
        plan.max_attempts, plan.run_timeout, plan.tags, due, plan.name) RETURNING id INTO job;
  END IF;
  UPDATE adjourn.schedules SET next_at = following, last_at = coalesce(due, last_at) WHERE (project, name) = (its_project, its_name);
  RETURN job;
EXCEPTION WHEN object_not_in_prerequisite_state OR integrity_constraint_violation OR data_exception THEN
  PERFORM adjourn.stop_schedule(its_project, its_name, its_cron, its_zone, SQLERRM);
  RETURN NULL;
END $$;
CREATE FUNCTION adjourn.stop_schedule(its_project text, its_name text, its_cron text, its_zone text, reason text) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE adjourn.schedules SET error = left(reason, 1000)
    WHERE (project, name, cron, zone) = (its_project, its_name, its_cron, its_zone) AND error IS NULL
$$;
REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
