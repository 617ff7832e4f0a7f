-- Whom a question is for, who has taken it, and who may answer it. Where nothing of this is set, whoever may write to the
-- table may answer.

ALTER TABLE adjourn.human_requests
  ADD team text REFERENCES adjourn.teams,         -- whom it is for; NULL: anybody
  ADD claimed_until timestamptz,                  -- until when its assignee has taken it; NULL: it was given to him
  ADD hidden_until timestamptz,                   -- its assignee does not want to see it before
  ADD four_eyes boolean NOT NULL DEFAULT false,   -- who submitted the job may not answer
  ADD policy json NOT NULL DEFAULT '{}',          -- of the operator, as it was when this was asked: claim (seconds), exclusive
  ADD look_twice text,                            -- why nobody should answer it among others; NULL: nothing is known
  ADD shown json,                                 -- what the operator shows of the state when it is asked, see human_requests.py
  ADD CONSTRAINT moments_are_on_the_calendar CHECK (
    claimed_until BETWEEN '1970-01-01Z' AND '9999-01-01Z' AND hidden_until BETWEEN '1970-01-01Z' AND '9999-01-01Z');
CREATE INDEX human_requests_open_of_assignee ON adjourn.human_requests (assignee, (-priority), coalesce(due_at, 'infinity'), id)
  WHERE status = 'open' AND assignee IS NOT NULL;
CREATE INDEX human_requests_claimed ON adjourn.human_requests (claimed_until) WHERE status = 'open' AND claimed_until IS NOT NULL;
CREATE INDEX human_requests_misruled ON adjourn.human_requests (id) WHERE status = 'open' AND policy ->> 'error' IS NOT NULL;

ALTER TABLE adjourn.human_requests
  ADD remind_at timestamptz,                      -- once each; NULL: it was, or need not be
  ADD escalate_at timestamptz, ADD escalate_to text,
  ADD expires_at timestamptz,
  ADD at_expiry text NOT NULL DEFAULT 'stay' CONSTRAINT at_expiry_is_known CHECK (at_expiry IN (
        'stay',      -- open, and an event says so
        'answer',    -- with expiry_answer
        'fail')),    -- expired: nobody can answer it any more, so its job fails
  ADD expiry_answer jsonb,
  ADD CONSTRAINT dates_are_on_the_calendar CHECK (
    remind_at BETWEEN '1970-01-01Z' AND '9999-01-01Z' AND escalate_at BETWEEN '1970-01-01Z' AND '9999-01-01Z'
    AND expires_at BETWEEN '1970-01-01Z' AND '9999-01-01Z');
CREATE INDEX human_requests_timed ON adjourn.human_requests (least(remind_at, escalate_at, expires_at))
  WHERE status = 'open' AND least(remind_at, escalate_at, expires_at) IS NOT NULL;

-- Who owns the schema, and so can put himself into any team, need not do that to pass questions on, in his own name. To
-- answer, he must.
CREATE FUNCTION adjourn.is_operator() RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT adjourn.is_owner() AND coalesce(current_setting('adjourn.person', true), '') = ''
$$;

-- The first ten who may do it, for who may not.
CREATE FUNCTION adjourn.who_may(VARIADIC what text[]) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT coalesce(string_agg(person, ', '), 'nobody yet: adjourn teams join ' || quote_ident(what[1])) FROM (
    SELECT person FROM adjourn.members m JOIN adjourn.people p ON p.name = m.person
    WHERE team = what[1] AND may = ANY(what[2:]) AND active ORDER BY person LIMIT 10) found
$$;

CREATE FUNCTION adjourn.may_in(which text, who text) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT may FROM adjourn.members WHERE team = which AND person = who
$$;

CREATE FUNCTION adjourn.answers_for(which text, who text) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT EXISTS (SELECT FROM adjourn.members m JOIN adjourn.people p ON p.name = m.person
    WHERE m.team = which AND m.person = who AND m.may <> 'look' AND p.active)
$$;

-- By the names that they have now. A job without input goes on with what an earlier one of its thread was asked for.
CREATE FUNCTION adjourn.submitters(job uuid) RETURNS SETOF text LANGUAGE sql STABLE AS $$
  SELECT DISTINCT coalesce(l.person, j.submitted_by)
  FROM adjourn.jobs own JOIN adjourn.jobs j ON j.thread_id = own.thread_id AND (j.id = own.id
    OR coalesce(own.input::text, 'null') = 'null' AND j.started_at BETWEEN coalesce((
      SELECT max(began.started_at) FROM adjourn.jobs began WHERE began.thread_id = own.thread_id
        AND began.started_at < own.started_at AND coalesce(began.input::text, 'null') <> 'null'), '-infinity') AND own.started_at)
  LEFT JOIN adjourn.logins l ON l.login = j.submitted_by
  WHERE own.id = job
$$;

-- What no policy has foreseen must not be anybody's: leads look after it.
CREATE FUNCTION adjourn.require_may_answer(request adjourn.human_requests, me text) RETURNS void LANGUAGE plpgsql AS $$
DECLARE submitter text;
BEGIN
  IF request.team IS NOT NULL THEN
    IF request.team = 'unrouted' AND adjourn.may_in('unrouted', me) IS DISTINCT FROM 'lead' THEN
      PERFORM adjourn.refuse(format('request %s has come to no team, and %s does not lead team unrouted', request.id, me),
        'its leads pass it to a team, or answer: ' || adjourn.who_may('unrouted', 'lead'));
    ELSIF coalesce(adjourn.may_in(request.team, me), 'look') = 'look' THEN
      PERFORM adjourn.refuse(format('request %s is for team %s, for which %s may not answer', request.id, request.team, me),
        'who may: ' || adjourn.who_may(request.team, 'answer', 'lead'));
    END IF;
  END IF;
  IF request.assignee <> me AND request.policy ->> 'exclusive' = 'true' AND coalesce(request.claimed_until > clock_timestamp(), true) THEN
    PERFORM adjourn.refuse(format('%s has taken request %s, and nobody else may answer it', request.assignee, request.id),
      'he releases it, or a lead does: ' || coalesce(adjourn.who_may(request.team, 'lead'), 'an operator'));
  END IF;
  IF request.four_eyes THEN
    FOR submitter IN SELECT adjourn.submitters(request.job_id) LOOP
      IF submitter = me THEN
        PERFORM adjourn.refuse(format('%s has submitted the job of request %s, which somebody else has to answer', me, request.id),
          'who may: ' || coalesce(adjourn.who_may(request.team, 'answer', 'lead'), 'anybody else'));
      ELSIF NOT EXISTS (SELECT FROM adjourn.people WHERE name = submitter) THEN
        PERFORM adjourn.refuse(format('who submitted the job of request %s, %s, is no known person, so nobody is known to be another',
          request.id, coalesce(quote_literal(submitter), 'nobody knows')), 'adjourn people add, with all logins of that person');
      ELSIF NOT EXISTS (SELECT FROM adjourn.people WHERE name = me) THEN
        PERFORM adjourn.refuse(format('%s is no known person, so not known to be another than %s', me, submitter),
          'adjourn people add, with all logins of that person');
      END IF;
    END LOOP;
  END IF;
END $$;

-- What a worker asks goes to a team that there is. What the policy says wrongly goes to the safe side, and is said in it.
CREATE FUNCTION adjourn.request_arrives() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE wrong text[] := '{}'; misfit text;
BEGIN
  IF NEW.team IS NOT NULL AND NOT EXISTS (SELECT FROM adjourn.teams WHERE name = NEW.team) THEN
    wrong := wrong || format('there is no team %s', NEW.team);
    INSERT INTO adjourn.teams (name) VALUES ('unrouted') ON CONFLICT DO NOTHING;
    NEW.team := 'unrouted'; NEW.assignee := NULL;
  ELSIF NEW.team IS NOT NULL AND NEW.assignee IS NOT NULL AND coalesce(adjourn.may_in(NEW.team, NEW.assignee), 'look') = 'look' THEN
    wrong := wrong || format('%s may not answer for team %s', NEW.assignee, NEW.team);
    NEW.assignee := NULL;
  END IF;
  IF NEW.at_expiry = 'answer' THEN
    misfit := CASE WHEN adjourn.lets_pass(NEW) THEN 'it would approve what nobody has seen'
                   ELSE adjourn.misfit(NEW.expiry_answer, NEW.answer_schema) END;
    IF misfit IS NOT NULL THEN
      wrong := wrong || format('expiry_answer cannot be given: %s', left(misfit, 200));
      NEW.at_expiry := 'stay'; NEW.expiry_answer := NULL;
    END IF;
  END IF;
  IF wrong <> '{}' THEN
    NEW.policy := (NEW.policy::jsonb || jsonb_build_object('error', array_to_string(wrong, '; ')))::json;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER request_arrives BEFORE INSERT ON adjourn.human_requests FOR EACH ROW
  WHEN (NEW.team IS NOT NULL OR NEW.assignee IS NOT NULL OR NEW.at_expiry = 'answer') EXECUTE FUNCTION adjourn.request_arrives();

-- Who has left, or left a team, has nothing of it any more.
CREATE FUNCTION adjourn.person_lets_go() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE who text; which text;
BEGIN
  IF TG_TABLE_NAME = 'people' THEN who := OLD.name; ELSE who := OLD.person; which := OLD.team; END IF;
  UPDATE adjourn.human_requests SET assignee = NULL
    WHERE status = 'open' AND assignee = who AND team IS NOT NULL AND team = coalesce(which, team) AND NOT adjourn.answers_for(team, who);
  RETURN NULL;
END $$;
CREATE TRIGGER person_lets_go AFTER UPDATE ON adjourn.people FOR EACH ROW WHEN (OLD.active AND NOT NEW.active)
  EXECUTE FUNCTION adjourn.person_lets_go();
CREATE TRIGGER person_lets_go AFTER UPDATE OR DELETE ON adjourn.members FOR EACH ROW EXECUTE FUNCTION adjourn.person_lets_go();

-- Under another name he has what he had. It comes before what follows from his membership, which changes with the name.
CREATE FUNCTION adjourn.person_is_renamed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE adjourn.human_requests SET assignee = NEW.name WHERE status = 'open' AND assignee = OLD.name;
  RETURN NULL;
END $$;
CREATE TRIGGER person_is_renamed AFTER UPDATE OF name ON adjourn.people FOR EACH ROW WHEN (OLD.name <> NEW.name)
  EXECUTE FUNCTION adjourn.person_is_renamed();

-- Its questions keep the name of a team, also those that were answered.
CREATE FUNCTION adjourn.team_is_kept() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.human_requests WHERE team = OLD.name) THEN
    PERFORM adjourn.refuse(format('team %s has been asked questions', OLD.name),
      'pass the open ones to another team, and take its members out: adjourn teams leave');
  END IF;
  RETURN OLD;
END $$;
CREATE TRIGGER team_is_kept BEFORE DELETE ON adjourn.teams FOR EACH ROW EXECUTE FUNCTION adjourn.team_is_kept();
