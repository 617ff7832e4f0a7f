-- Who may see which questions: roles.sql makes policies of it. The inbox reads past them with the owner's rights, as a plain
-- SELECT under a policy may read thousands of rows to show fifty.

-- What filters look at is in the index. Of no team are all questions where there are no teams, which should cost no more.
DROP INDEX adjourn.human_requests_open_by_urgency;
CREATE INDEX human_requests_open_of_no_team ON adjourn.human_requests ((-priority), coalesce(due_at, 'infinity'), id)
  WHERE status = 'open' AND team IS NULL;
CREATE INDEX human_requests_open_of_team ON adjourn.human_requests (team, (-priority), coalesce(due_at, 'infinity'), id)
  INCLUDE (priority, due_at, kind, graph, node, title) WHERE status = 'open' AND team IS NOT NULL;
CREATE INDEX human_requests_came_back ON adjourn.human_requests (team, id) WHERE status = 'open' AND answer_error IS NOT NULL;

-- Those of whose questions the person may know.
CREATE FUNCTION adjourn.my_teams() RETURNS text[] LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(array_agg(m.team), '{}') FROM adjourn.members m JOIN adjourn.people p ON p.name = m.person
  WHERE m.person = adjourn.person() AND p.active AND (m.team <> 'unrouted' OR m.may = 'lead')
$$;

-- Whether this session reads all that there is: as long as there are no policies, or past them. Never one that acts for a
-- person.
CREATE FUNCTION adjourn.sees_all() RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT coalesce(current_setting('adjourn.person', true), '') = '' AND (NOT relrowsecurity OR adjourn.is_owner()
      OR EXISTS (SELECT FROM pg_roles WHERE rolname = session_user AND rolbypassrls)
      OR EXISTS (SELECT FROM pg_roles WHERE rolname IN ('adjourn_reader', 'adjourn_worker') AND pg_has_role(session_user, oid, 'MEMBER')))
  FROM pg_class WHERE oid = 'adjourn.human_requests'::regclass
$$;

CREATE FUNCTION adjourn.sees(which text) RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT which IS NULL OR which = ANY (adjourn.my_teams()) OR adjourn.sees_all()
$$;

CREATE FUNCTION adjourn.by_urgency(backwards boolean) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT replace('-r.priority#, coalesce(r.due_at, ''infinity'')#, r.id#', '#', CASE WHEN backwards THEN ' DESC' ELSE '' END)
$$;

-- The open questions that this person may see, in order of urgency: a query with ids and what they are ordered by. Each
-- team's index gives its first $1, by itself; of these come the first, and only they are read as rows.
CREATE FUNCTION adjourn.inbox_query(tab text, filter jsonb, after jsonb, backwards boolean DEFAULT false) RETURNS text LANGUAGE plpgsql STABLE AS $$
DECLARE
  urgency CONSTANT text := adjourn.by_urgency(false);
  one CONSTANT text := 'SELECT r.id, r.priority, r.due_at FROM adjourn.human_requests r WHERE r.status = ''open'' AND ';
  of_all CONSTANT boolean := adjourn.sees_all();
  words CONSTANT text := lower(filter ->> 'search');
  teams text[] := adjourn.my_teams(); wanted text; unknown text;
BEGIN
  SELECT string_agg('filter ' || key, ', ') INTO unknown FROM jsonb_object_keys(filter) key
    WHERE key NOT IN ('team', 'kind', 'graph', 'node', 'job', 'came_back', 'due', 'search', 'since');
  IF unknown IS NOT NULL OR tab NOT IN ('all', 'mine') THEN
    PERFORM adjourn.refuse('there is no ' || coalesce(unknown, 'tab ' || tab),
      'tabs: all, mine; filters: team, kind, graph, node, job, came_back, due, search, since');
  END IF;
  SELECT coalesce(string_agg(format(' AND r.%I = %L', name, filter ->> key), ''), '') INTO wanted
    FROM (VALUES ('kind', 'kind'), ('graph', 'graph'), ('node', 'node'), ('job', 'job_id')) known (key, name)
    WHERE filter ->> key IS NOT NULL;
  wanted := wanted
    || CASE WHEN filter ->> 'came_back' = 'true' THEN ' AND r.answer_error IS NOT NULL' ELSE '' END
    || CASE filter ->> 'due' WHEN 'over' THEN ' AND r.due_at < now()' WHEN 'soon' THEN ' AND r.due_at < now() + interval ''1 day''' ELSE '' END
    || CASE WHEN filter ->> 'since' IS NOT NULL THEN format(' AND r.created_at > %L', filter ->> 'since') ELSE '' END
    -- A number is that of a question; else its title begins so.
    || CASE WHEN words ~ '^#?[0-9]{1,18}$' THEN ' AND r.id = ' || ltrim(words, '#')
            WHEN words <> '' THEN format(' AND starts_with(lower(r.title), %L)', words) ELSE '' END
    || CASE WHEN after IS NOT NULL THEN format(' AND (%s) %s (%s, %L::timestamptz, %s)', urgency, CASE WHEN backwards THEN '<' ELSE '>' END,
              -(after ->> 0)::bigint, coalesce(after ->> 1, 'infinity'), (after ->> 2)::bigint) ELSE '' END
    || ' ORDER BY ' || adjourn.by_urgency(backwards) || ' LIMIT $1';

  IF of_all THEN
    teams := ARRAY(SELECT name FROM adjourn.teams);
  END IF;
  IF filter ->> 'team' IS NOT NULL THEN
    teams := ARRAY(SELECT unnest(teams) INTERSECT SELECT filter ->> 'team');
  END IF;
  IF tab = 'mine' THEN
    RETURN format('%s r.assignee = %L AND coalesce(r.hidden_until <= now(), true) AND (r.team = ANY (%L) OR %L AND r.team IS NULL) %s',
      one, adjourn.person(), teams, filter ->> 'team' IS NULL, wanted);
  END IF;
  RETURN format('SELECT its.* FROM unnest(%L::text[]) one, LATERAL (%s r.team = one %s) its', teams, one, wanted)
    || CASE WHEN filter ->> 'team' IS NULL THEN format(' UNION ALL (%s r.team IS NULL %s)', one, wanted) ELSE '' END;
END $$;

CREATE FUNCTION adjourn.inbox_of(
  tab text DEFAULT 'all',           -- or 'mine': what this person has, and has not put off
  filter jsonb DEFAULT '{}',        -- team, kind, graph, node, job; came_back: true; due: 'over', or 'soon' (within a day); search; since
  after jsonb DEFAULT NULL,         -- [priority, due_at, id] of the last one that was shown
  at_most integer DEFAULT 50,
  backwards boolean DEFAULT false   -- those that come before that one, the nearest first
) RETURNS SETOF adjourn.human_requests LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN QUERY EXECUTE format(
    'SELECT r.* FROM (SELECT r.id FROM (%1$s) r ORDER BY %2$s LIMIT $1) found JOIN adjourn.human_requests r USING (id) ORDER BY %2$s',
    adjourn.inbox_query(tab, filter, after, backwards), adjourn.by_urgency(backwards)) USING at_most;
END $$;
COMMENT ON FUNCTION adjourn.inbox_of IS 'Open questions that adjourn.person() may see, the most urgent first, a page at a time.';

CREATE FUNCTION adjourn.inbox_count(tab text DEFAULT 'all', filter jsonb DEFAULT '{}', at_most integer DEFAULT 1000) RETURNS bigint
LANGUAGE plpgsql STABLE SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE found bigint;
BEGIN
  EXECUTE format('SELECT count(*) FROM (SELECT FROM (%s) r LIMIT $1) found', adjourn.inbox_query(tab, filter, NULL)) INTO found USING at_most;
  RETURN found;
END $$;
COMMENT ON FUNCTION adjourn.inbox_count IS 'How many there are of them, counting no further than at_most.';

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
