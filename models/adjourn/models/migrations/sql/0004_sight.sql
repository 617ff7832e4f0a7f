-- Who may see which questions: roles.sql makes policies of it. What is here reads past them with the owner's rights, team
-- by team, as a plain SELECT under a policy cannot: each team's index gives its first rows, and no more are touched.

-- Those of whose questions the person may know.
CREATE FUNCTION adjourn.my_teams() RETURNS text[] LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(m.team), '{}') FROM adjourn.members m JOIN adjourn.people p ON p.name = m.person
  WHERE m.person = adjourn.person() AND p.active AND (m.team <> 'unrouted' OR m.may = 'lead')
$$;

-- Whether the policies do not concern this session: there are none, or it reads all that there is. Never one that acts for
-- a person.
CREATE FUNCTION adjourn.sees_all() RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT NOT relrowsecurity OR coalesce(current_setting('adjourn.person', true), '') = '' AND (adjourn.is_owner()
      OR EXISTS (SELECT FROM pg_roles WHERE rolname = session_user AND rolbypassrls)
      OR EXISTS (SELECT FROM pg_roles WHERE rolname IN ('adjourn_reader', 'adjourn_worker') AND pg_has_role(session_user, oid, 'MEMBER')))
  FROM pg_class WHERE oid = 'adjourn.human_requests'::regclass
$$;

CREATE FUNCTION adjourn.sees(which text) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT which IS NULL OR which = ANY (adjourn.my_teams()) OR adjourn.sees_all()
$$;

-- The open questions that this person may see, in order of urgency.
CREATE FUNCTION adjourn.inbox_of(
  tab text DEFAULT 'all',           -- or 'mine': what this person has, and has not put off
  filter jsonb DEFAULT '{}',        -- team, kind, graph, node, job; came_back: true; due: 'over', or 'soon' (within a day); search
  after jsonb DEFAULT NULL,         -- [priority, due_at, id] of the last one that was shown
  at_most integer DEFAULT 50
) RETURNS SETOF adjourn.human_requests LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE
  urgency CONSTANT text := '-r.priority, coalesce(r.due_at, ''infinity''), r.id';
  of_all CONSTANT boolean := adjourn.sees_all();
  teams CONSTANT text[] := adjourn.my_teams();
  words CONSTANT text := lower(filter ->> 'search');
  wanted text; unknown text;
BEGIN
  SELECT string_agg('filter ' || key, ', ') INTO unknown FROM jsonb_object_keys(filter) key
    WHERE key NOT IN ('team', 'kind', 'graph', 'node', 'job', 'came_back', 'due', 'search');
  IF unknown IS NOT NULL OR tab NOT IN ('all', 'mine') THEN
    PERFORM adjourn.refuse('there is no ' || coalesce(unknown, 'tab ' || tab),
      'tabs: all, mine; filters: team, kind, graph, node, job, came_back, due, search');
  END IF;
  SELECT coalesce(string_agg(format(' AND r.%I = %L', name, filter ->> key), ''), '') INTO wanted
    FROM (VALUES ('team', 'team'), ('kind', 'kind'), ('graph', 'graph'), ('node', 'node'), ('job', 'job_id')) known (key, name)
    WHERE filter ->> key IS NOT NULL;
  wanted := wanted
    || CASE WHEN filter ->> 'came_back' = 'true' THEN ' AND r.answer_error IS NOT NULL' ELSE '' END
    || CASE filter ->> 'due' WHEN 'over' THEN ' AND r.due_at < now()' WHEN 'soon' THEN ' AND r.due_at < now() + interval ''1 day''' ELSE '' END
    -- A number is that of a question; else its title begins so.
    || CASE WHEN words ~ '^#?[0-9]{1,18}$' THEN ' AND r.id = ' || ltrim(words, '#')
            WHEN words <> '' THEN format(' AND starts_with(lower(r.title), %L)', words) ELSE '' END
    || CASE WHEN after IS NOT NULL THEN format(' AND (%s) > (%s, %L::timestamptz, %s)', urgency,
              -(after ->> 0)::bigint, coalesce(after ->> 1, 'infinity'), (after ->> 2)::bigint) ELSE '' END;

  IF tab = 'mine' THEN
    wanted := wanted || format(' AND r.assignee = %L AND coalesce(r.hidden_until <= now(), true)', adjourn.person());
  END IF;
  IF tab = 'mine' OR of_all OR filter ->> 'team' IS NOT NULL THEN
    IF NOT of_all THEN
      wanted := wanted || format(' AND (r.team IS NULL OR r.team = ANY (%L))', teams);
    END IF;
    RETURN QUERY EXECUTE format('SELECT r.* FROM adjourn.human_requests r WHERE r.status = ''open'' %s ORDER BY %s LIMIT $1',
      wanted, urgency) USING at_most;
  ELSE
    -- The first of each team, and of these the first. Those of no team by all columns of the index: Postgres does not know
    -- that IS NULL leaves one value to order by.
    RETURN QUERY EXECUTE format($sql$
      SELECT r.* FROM (
        SELECT r.* FROM unnest($2) one, LATERAL (
          SELECT * FROM adjourn.human_requests r WHERE r.status = 'open' AND r.team = one %1$s ORDER BY %2$s LIMIT $1) r
        UNION ALL (
          SELECT * FROM adjourn.human_requests r WHERE r.status = 'open' AND r.team IS NULL %1$s ORDER BY r.team, %2$s LIMIT $1)
      ) r ORDER BY %2$s LIMIT $1$sql$, wanted, urgency) USING at_most, teams;
  END IF;
END $$;
COMMENT ON FUNCTION adjourn.inbox_of IS 'Open questions that adjourn.person() may see, the most urgent first, a page at a time.';

-- What happened to a question and what was said about it, for whoever may see it.
CREATE FUNCTION adjourn.history(request bigint) RETURNS TABLE (at timestamptz, by text, was text, became text, data json, note text)
LANGUAGE sql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT happened.* FROM adjourn.human_requests r, LATERAL (
    SELECT e.at, e.by, e.was, e.became, e.data, NULL AS note FROM adjourn.events e WHERE e.job_id = r.job_id AND e.request_id = r.id
    UNION ALL SELECT n.at, n.by, NULL, 'note', NULL, n.text FROM adjourn.notes n WHERE n.request_id = r.id) happened
  WHERE r.id = request AND adjourn.sees(r.team) ORDER BY 1
$$;
COMMENT ON FUNCTION adjourn.history IS 'Who did what with a question, and what people noted about it.';

-- A question goes to a team of which who passes it on need not be: then he sees it no more, and under a policy no UPDATE may
-- make a row that one does not see.
CREATE FUNCTION adjourn.pass_on(request bigint, team text, assignee text DEFAULT NULL) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found adjourn.human_requests;
BEGIN
  SELECT * INTO found FROM adjourn.human_requests r WHERE r.id = request AND adjourn.sees(r.team) FOR NO KEY UPDATE;
  IF found.id IS NULL THEN
    PERFORM adjourn.refuse(format('there is no request %s', request));
  ELSIF found.status <> 'open' THEN
    PERFORM adjourn.refuse(format('request %s is %s: nobody has to answer it', request, found.status));
  ELSIF pass_on.team IS NULL OR NOT EXISTS (SELECT FROM adjourn.teams t WHERE t.name = pass_on.team) THEN
    PERFORM adjourn.refuse(format('there is no team %s', coalesce(pass_on.team, 'without a name')), 'adjourn teams');
  END IF;
  UPDATE adjourn.human_requests r SET team = pass_on.team, assignee = pass_on.assignee WHERE r.id = request;
END $$;
COMMENT ON FUNCTION adjourn.pass_on IS 'Gives an open question to another team, and there to nobody or to its assignee.';

CREATE FUNCTION adjourn.request_stays_in_sight() RETURNS trigger LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF row_security_active('adjourn.human_requests') AND NOT adjourn.sees(NEW.team) THEN
    RAISE EXCEPTION 'request % would be for team %, whose questions you do not see', OLD.id, NEW.team
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = format('SELECT adjourn.pass_on(%s, %L)', OLD.id, NEW.team);
  END IF;
  RETURN NEW;
END $$;
-- By its name after request_belongs, which says who may.
CREATE TRIGGER request_stays_in_sight BEFORE UPDATE OF team ON adjourn.human_requests FOR EACH ROW
  WHEN (OLD.team IS DISTINCT FROM NEW.team) EXECUTE FUNCTION adjourn.request_stays_in_sight();

CREATE VIEW adjourn.answered WITH (security_invoker = true) AS
SELECT id, title, answer, answered_by, answered_at, answered_via, resumed_at, choice, comment, team, assignee, graph, node, kind,
  adjourn.readable(question) AS question, created_at, job_id, thread_id
FROM adjourn.human_requests WHERE status IN ('answered', 'resumed');
COMMENT ON VIEW adjourn.answered IS 'Who answered what, when and through what; resumed_at is when the graph went on with it.';
