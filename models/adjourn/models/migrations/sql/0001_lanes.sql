-- Where a job runs: the project whose code it is for, and the lane of that project, which is a Celery queue.

-- Within two minutes of a sign of life; workers give one every 20 seconds.
CREATE FUNCTION adjourn.is_alive(seen_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT seen_at > now() - interval '2 minutes'
$$;

-- What a worker or an operator has spoken of within a week is there, though maybe scaled to zero.
CREATE FUNCTION adjourn.is_known(seen_at timestamptz) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT seen_at > now() - interval '7 days'
$$;

CREATE TABLE adjourn.pauses (
  id        bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  project   text,                     -- NULL in this and the next two: all of them
  graph     text,
  queue     text,
  reason    text,
  by        text NOT NULL DEFAULT session_user,
  at        timestamptz NOT NULL DEFAULT clock_timestamp(),
  CONSTRAINT paused_once UNIQUE NULLS NOT DISTINCT (project, graph, queue)
);
COMMENT ON TABLE adjourn.pauses IS 'What operators hold back: no job of it is claimed. People go on answering; delete the row to go on.';

-- A job that is held back no more is rung at once. Not from within the claim, which only reads.
CREATE FUNCTION adjourn.pause_ended() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM pg_notify('adjourn', '');
  RETURN NULL;
END $$;
CREATE TRIGGER pause_ended AFTER DELETE OR UPDATE ON adjourn.pauses FOR EACH STATEMENT EXECUTE FUNCTION adjourn.pause_ended();

-- The project that a job is for: the one that is named; that of its thread; that of the first job of this key, which this
-- is then a repetition of; or the only one that offers the graph. Of several it never chooses one.
CREATE FUNCTION adjourn.project_for(graph text, named text, thread_id text, key text) RETURNS text LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_variable
DECLARE chosen text := named; offered text[];
BEGIN
  IF chosen IS NULL AND thread_id IS NOT NULL THEN
    SELECT t.project INTO chosen FROM adjourn.threads t WHERE t.thread_id = project_for.thread_id;
  END IF;
  IF chosen IS NULL AND key IS NOT NULL THEN
    SELECT min(j.project) INTO chosen FROM adjourn.jobs j WHERE j.key = project_for.key AND j.graph = project_for.graph
      HAVING count(*) = 1;
  END IF;
  IF chosen IS NOT NULL THEN
    IF EXISTS (SELECT FROM adjourn.graphs g WHERE g.name = graph AND g.project = chosen) THEN
      RETURN chosen;
    END IF;
    offered := ARRAY(SELECT DISTINCT name FROM adjourn.graphs g WHERE g.project = chosen ORDER BY name);
    PERFORM adjourn.refuse(format('graph %L is not known in project %L', graph, chosen), CASE WHEN offered = '{}'
      THEN format('known projects: %s', coalesce((SELECT string_agg(DISTINCT g.project, ', ') FROM adjourn.graphs g), 'none; start a worker'))
      ELSE format('known: %s', array_to_string(offered, ', ')) END);
  END IF;
  offered := ARRAY(SELECT DISTINCT g.project FROM adjourn.graphs g WHERE g.name = graph AND adjourn.is_known(g.seen_at) ORDER BY 1);
  IF offered = '{}' THEN
    offered := ARRAY(SELECT DISTINCT g.project FROM adjourn.graphs g WHERE g.name = graph ORDER BY 1);
  END IF;
  IF cardinality(offered) > 1 THEN
    PERFORM adjourn.refuse(format('graph %L is offered by several projects', graph),
      format('name one, project => …: %s', array_to_string(offered, ', ')));
  ELSIF offered = '{}' THEN
    PERFORM adjourn.refuse(format('graph %L is not known', graph), format('known: %s', coalesce(
      (SELECT string_agg(DISTINCT name, ', ' ORDER BY name) FROM adjourn.graphs), 'none; start a worker, it registers its graphs')));
  END IF;
  RETURN offered[1];
END $$;

-- The lane that a job of the project goes to: the one that is named, if there is one; else that of the project's own
-- name, or its only one.
CREATE FUNCTION adjourn.lane_for(project text, named text) RETURNS text LANGUAGE plpgsql STABLE AS $$
#variable_conflict use_variable
DECLARE lanes text[];
BEGIN
  IF EXISTS (SELECT FROM adjourn.lanes l WHERE l.queue = coalesce(named, project) AND l.project = lane_for.project
             AND (adjourn.is_known(l.seen_at) OR l.added_by IS NOT NULL)) THEN
    RETURN coalesce(named, project);
  END IF;
  lanes := ARRAY(SELECT l.queue FROM adjourn.lanes l WHERE l.project = lane_for.project
    AND (adjourn.is_known(l.seen_at) OR l.added_by IS NOT NULL) ORDER BY l.queue);
  IF lanes = '{}' AND named IS NULL THEN
    lanes := ARRAY(SELECT l.queue FROM adjourn.lanes l WHERE l.project = lane_for.project ORDER BY l.seen_at DESC LIMIT 1);
  END IF;
  IF named IS NOT NULL THEN
    PERFORM adjourn.refuse(format('queue %L is no lane of project %L', named, project), format(
      'its lanes: %s; a worker that consumes a queue makes it one, and so does the owner: adjourn lanes add %s',
      coalesce(nullif(array_to_string(lanes, ', '), ''), 'none'), quote_ident(named)));
  ELSIF cardinality(lanes) <> 1 THEN
    PERFORM adjourn.refuse(format('project %L has %s lanes', project, CASE WHEN lanes = '{}' THEN 'no' ELSE 'several' END), CASE
      WHEN lanes = '{}' THEN 'start a worker of it' ELSE format('name one, queue => …: %s', array_to_string(lanes, ', ')) END);
  END IF;
  RETURN lanes[1];
END $$;
