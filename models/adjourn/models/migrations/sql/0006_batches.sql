-- Jobs that were submitted together, as a file. Each has batch_id, and as its key the batch's id, a slash, and the name
-- that the file gives it (custom_id): so the same line again is the same job. They are in the order of created_at, which
-- is the batch's and as many microseconds later as the line's number.

CREATE TABLE adjourn.batches (
  id            uuid PRIMARY KEY,
  name          text CONSTRAINT name_is_unique UNIQUE CONSTRAINT name_is_short CHECK (octet_length(name) BETWEEN 1 AND 200),
  graph         text NOT NULL,
  project       text NOT NULL,
  options       json NOT NULL,        -- what else was asked for, of all its jobs
  file          text,                 -- its name
  created_by    text NOT NULL,
  created_at    timestamptz NOT NULL DEFAULT clock_timestamp(),
  submitted_at  timestamptz,          -- NULL: not all of the file is in yet
  lines         bigint,               -- of the file, without empty ones
  refused       bigint                -- of these, no jobs were made
);
COMMENT ON TABLE adjourn.batches IS 'Many jobs submitted together. Their jobs have batch_id; how far they are, the jobs say.';
CREATE INDEX batches_by_age ON adjourn.batches (created_at);
CREATE INDEX jobs_of_batch ON adjourn.jobs (batch_id, status) WHERE batch_id IS NOT NULL;

-- The row of a batch, which is made if there is none.
CREATE FUNCTION adjourn.begin_batch(id uuid, name text, graph text, options json, file text) RETURNS adjourn.batches LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_variable
DECLARE wishes adjourn.wishes := adjourn.wishes_of(graph, options); there adjourn.batches;
BEGIN
  INSERT INTO adjourn.batches (id, name, graph, project, options, file, created_by)
    VALUES (id, name, graph, wishes.project, options, file, adjourn.person()) ON CONFLICT DO NOTHING;
  SELECT * INTO there FROM adjourn.batches b WHERE b.id = begin_batch.id;
  IF there.id IS NULL THEN
    PERFORM adjourn.refuse(format('there is another batch of the name %L', name), 'give another --id');
  ELSIF there.created_by <> adjourn.person() THEN
    PERFORM adjourn.refuse(format('batch %s is of %s', id, there.created_by), 'who began it goes on with it; --again makes another');
  ELSIF (there.graph, there.project, there.options::jsonb) <> (graph, wishes.project, options::jsonb) THEN
    PERFORM adjourn.refuse(format('batch %s was begun with graph %s of project %s and options %s', id, there.graph, there.project, there.options),
      'go on with the same, or --again for another');
  END IF;
  RETURN there;
END $$;

-- A set of lines of the file: their numbers, their names, and their inputs. How many jobs were made,
-- and of which lines none can be: [[number, why], …]. Sets may be added at the same time, by one who submits the batch or by
-- two: as each adds its keys in their order, they wait for each other, and do not deadlock.
CREATE FUNCTION adjourn.add_lines(batch uuid, numbers bigint[], names text[], given json, OUT made bigint, OUT refused json)
LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE b adjourn.batches; wishes adjourn.wishes; inputs json[]; keys text[]; misfits json; added record; repeated json;
  is_odd CONSTANT boolean := adjourn.looks_odd(given::text);
BEGIN
  SELECT * INTO b FROM adjourn.batches WHERE id = batch FOR KEY SHARE;
  IF b.created_by IS DISTINCT FROM adjourn.person() THEN
    PERFORM adjourn.refuse(format('there is no batch %s of %s', batch, adjourn.person()));
  END IF;
  wishes := adjourn.wishes_of(b.graph, (b.options::jsonb || jsonb_build_object('project', b.project))::json);
  WITH looked AS (
    SELECT *, CASE WHEN is_odd AND adjourn.looks_odd(input::text) THEN adjourn.input_misfit(input) END AS why
    FROM (SELECT unnest(numbers) AS number, unnest(names) AS name, json_array_elements(given) AS input) u ORDER BY name COLLATE "C"
  ) SELECT array_agg(number) FILTER (WHERE why IS NULL), array_agg(b.id || '/' || name) FILTER (WHERE why IS NULL),
      array_agg(input) FILTER (WHERE why IS NULL), json_agg(json_build_array(number, why)) FILTER (WHERE why IS NOT NULL)
    INTO numbers, keys, inputs, misfits FROM looked;
  added := adjourn.add_jobs(b.graph, wishes, inputs, keys, b.id, b.created_at, numbers);
  made := added.made;
  IF added.fits IS NOT NULL THEN
    SELECT json_agg(json_build_array(number, CASE WHEN at <> b.created_at + number * interval '1 microsecond'
          THEN format('its custom_id is that of line %s', (extract(epoch FROM at - b.created_at) * 1000000)::bigint)
          ELSE format('it had another input before: job %s', u.id) END))
      INTO repeated FROM unnest(added.fits, added.ats, numbers, added.ids) u (fits, at, number, id)
      WHERE NOT fits OR at <> b.created_at + number * interval '1 microsecond';
  END IF;
  refused := coalesce(misfits::jsonb, '[]') || coalesce(repeated::jsonb, '[]');
END $$;

CREATE FUNCTION adjourn.end_batch(batch uuid, lines bigint, refused bigint) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE adjourn.batches b SET submitted_at = coalesce(b.submitted_at, clock_timestamp()), lines = end_batch.lines, refused = end_batch.refused
    WHERE b.id = batch AND b.created_by = adjourn.person()
$$;

-- For the page: who submitted a batch sees how far it is, and so does who leads a team that it asks; as long as there are no
-- teams, everybody.
CREATE FUNCTION adjourn.sees_batch(b adjourn.batches) RETURNS boolean LANGUAGE sql STABLE SET search_path = pg_catalog, pg_temp AS $$
  SELECT b.created_by = adjourn.person() OR adjourn.sees_all() OR NOT EXISTS (SELECT FROM adjourn.teams)
    OR EXISTS (SELECT FROM adjourn.jobs j JOIN adjourn.human_requests r ON r.job_id = j.id AND r.status = 'open'
      JOIN adjourn.members m ON m.team = r.team AND m.person = adjourn.person() AND m.may = 'lead'
      WHERE j.batch_id = b.id AND j.status = 'waiting')
$$;
CREATE FUNCTION adjourn.batches_lately() RETURNS TABLE (id uuid, name text, graph text, lines bigint, created_by text, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT b.id, coalesce(b.name, b.file), b.graph, b.lines, b.created_by, b.created_at
  FROM (SELECT * FROM adjourn.batches ORDER BY created_at DESC LIMIT 100) b
  WHERE adjourn.sees_batch(b::adjourn.batches) ORDER BY b.created_at DESC LIMIT 10
$$;
CREATE FUNCTION adjourn.batch_seen(batch uuid) RETURNS TABLE (id uuid, name text, graph text, lines bigint, created_by text, created_at timestamptz)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT b.id, coalesce(b.name, b.file), b.graph, b.lines, b.created_by, b.created_at FROM adjourn.batches b
  WHERE b.id = batch AND adjourn.sees_batch(b)
$$;
CREATE FUNCTION adjourn.batch_states(batch uuid) RETURNS TABLE (status text, jobs bigint) LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT j.status, count(*) FROM adjourn.batches b JOIN adjourn.jobs j ON j.batch_id = b.id
  WHERE b.id = batch AND adjourn.sees_batch(b) GROUP BY 1
$$;
CREATE FUNCTION adjourn.batch_ended_lately(batch uuid) RETURNS bigint LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT count(*) FROM adjourn.batches b JOIN adjourn.jobs j ON j.batch_id = b.id
  WHERE b.id = batch AND adjourn.sees_batch(b) AND j.finished_at > now() - interval '1 minute'
$$;
REVOKE ALL ON FUNCTION adjourn.begin_batch, adjourn.add_lines, adjourn.end_batch, adjourn.sees_batch, adjourn.batches_lately,
  adjourn.batch_seen, adjourn.batch_states, adjourn.batch_ended_lately FROM PUBLIC;
