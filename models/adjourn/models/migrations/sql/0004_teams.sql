-- Whom a question is for, who has taken it, and who may answer it. Where nothing of this is set, whoever may write to the
-- table may answer.

ALTER TABLE adjourn.human_requests
  ADD team text REFERENCES adjourn.teams,         -- whom it is for; NULL: anybody
  ADD claimed_until timestamptz,                  -- until when its assignee has taken it; NULL: it was given to him
  ADD hidden_until timestamptz,                   -- its assignee does not want to see it before
  ADD four_eyes boolean NOT NULL DEFAULT false,   -- who submitted the job may not answer
  ADD policy json NOT NULL DEFAULT '{}',          -- of the operator, as it was when this was asked: claim (seconds), exclusive
  ADD CONSTRAINT moments_are_on_the_calendar CHECK (
    claimed_until BETWEEN '1970-01-01Z' AND '9999-01-01Z' AND hidden_until BETWEEN '1970-01-01Z' AND '9999-01-01Z');
CREATE INDEX human_requests_open_of_team ON adjourn.human_requests (team, (-priority), coalesce(due_at, 'infinity'), id)
  WHERE status = 'open' AND team IS NOT NULL;
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
CREATE FUNCTION adjourn.is_operator() RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_has_role(session_user, nspowner, 'MEMBER') AND coalesce(current_setting('adjourn.person', true), '') = ''
  FROM pg_namespace WHERE nspname = 'adjourn'
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
    SELECT submitted_by INTO submitter FROM adjourn.jobs WHERE id = request.job_id;
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
  END IF;
END $$;

-- By its name before request_keeps and request_moves.
CREATE FUNCTION adjourn.request_belongs() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me text := adjourn.decider(); may text := coalesce(adjourn.may_in(OLD.team, me), 'look');
  leads boolean := may = 'lead' OR adjourn.is_operator(); passes boolean := NEW.team IS DISTINCT FROM OLD.team;
  -- What time does, whoever says that it has come (0004_time.sql).
  reminds boolean := NEW.remind_at IS NULL AND coalesce(OLD.remind_at < clock_timestamp(), false);
  escalates boolean := NEW.escalate_at IS NULL AND coalesce(OLD.escalate_at < clock_timestamp(), false);
  expires boolean := NEW.expires_at IS NULL AND coalesce(OLD.expires_at < clock_timestamp(), false);
BEGIN
  IF current_setting('adjourn.erasing', true) = OLD.thread_id THEN
    RETURN NEW;
  ELSIF (NEW.four_eyes, NEW.escalate_to, NEW.at_expiry, NEW.expiry_answer, NEW.policy::text) IS DISTINCT FROM
     (OLD.four_eyes, OLD.escalate_to, OLD.at_expiry, OLD.expiry_answer, OLD.policy::text) THEN
    PERFORM adjourn.refuse(format('the rules of request %s cannot be changed: four_eyes, escalate_to, at_expiry, expiry_answer, policy',
      OLD.id), 'those of the policy count that there were when it was asked');
  ELSIF NOT leads AND (NEW.due_at IS DISTINCT FROM OLD.due_at OR NEW.priority <> OLD.priority AND NOT (escalates AND NEW.priority = adjourn.more_urgent(OLD.priority))
      OR NEW.remind_at IS DISTINCT FROM OLD.remind_at AND NOT reminds
      OR NEW.escalate_at IS DISTINCT FROM OLD.escalate_at AND NOT escalates
      OR NEW.expires_at IS DISTINCT FROM OLD.expires_at AND NOT expires) THEN
    PERFORM adjourn.refuse(format('%s may not change priority and dates of request %s', me, OLD.id),
      'who may: ' || coalesce(adjourn.who_may(OLD.team, 'lead'), 'an operator'));
  ELSIF num_nonnulls(OLD.team, NEW.team, NEW.hidden_until, NEW.claimed_until) = 0 THEN
    RETURN NEW;
  ELSIF OLD.status <> 'open' THEN
    PERFORM adjourn.refuse(format('request %s is %s: nobody can take it or pass it on', OLD.id, OLD.status));
  END IF;

  IF passes THEN
    IF NOT leads AND NOT (escalates AND NEW.team IS NOT DISTINCT FROM OLD.escalate_to)
       AND (OLD.team IS NOT NULL OR adjourn.may_in(NEW.team, me) IS DISTINCT FROM 'lead') THEN
      PERFORM adjourn.refuse(format('%s may not pass request %s to another team', me, OLD.id),
        'who may: ' || adjourn.who_may(coalesce(OLD.team, NEW.team), 'lead'));
    ELSIF NEW.team IS NULL AND NOT adjourn.is_operator() THEN
      PERFORM adjourn.refuse(format('request %s must stay some team''s', OLD.id), 'name one');
    END IF;
    NEW.assignee := CASE WHEN NEW.assignee IS DISTINCT FROM OLD.assignee THEN NEW.assignee END;
    NEW.claimed_until := NULL; NEW.hidden_until := NULL;
  END IF;

  IF NEW.assignee IS DISTINCT FROM OLD.assignee AND NEW.team IS NOT NULL THEN
    IF OLD.claimed_until < clock_timestamp() AND NEW.assignee IS NULL THEN
      NULL;  -- it has lapsed: anybody may say so
    ELSIF NOT passes AND OLD.assignee <> me AND coalesce(OLD.claimed_until > clock_timestamp(), true) AND NOT leads
          AND adjourn.answers_for(OLD.team, OLD.assignee) THEN
      PERFORM adjourn.refuse(format('%s has request %s%s', OLD.assignee, OLD.id, coalesce(
          ' until ' || to_char(OLD.claimed_until AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI UTC'), '')),
        format('%s releases it, or a lead does: %s', OLD.assignee, adjourn.who_may(OLD.team, 'lead')));
    ELSIF may = 'look' AND NOT leads AND NOT passes THEN
      PERFORM adjourn.refuse(format('request %s is for team %s, for which %s may not answer', OLD.id, OLD.team, me),
        'who may: ' || adjourn.who_may(OLD.team, 'answer', 'lead'));
    END IF;
    IF NEW.assignee IS NOT NULL AND NOT adjourn.answers_for(NEW.team, NEW.assignee) THEN
      PERFORM adjourn.refuse(format('%s may not answer for team %s', NEW.assignee, NEW.team),
        'who may: ' || adjourn.who_may(NEW.team, 'answer', 'lead'));
    END IF;
    NEW.claimed_until := CASE WHEN NEW.assignee = me THEN adjourn.end_of_claim(NEW) END;
    NEW.hidden_until := CASE WHEN NEW.hidden_until IS DISTINCT FROM OLD.hidden_until THEN NEW.hidden_until END;
  ELSIF NEW.claimed_until IS DISTINCT FROM OLD.claimed_until THEN
    -- Who has it may have it for longer, from now on.
    NEW.claimed_until := CASE WHEN NEW.assignee = me AND OLD.claimed_until IS NOT NULL THEN adjourn.end_of_claim(NEW) ELSE OLD.claimed_until END;
  END IF;

  IF NEW.hidden_until IS DISTINCT FROM OLD.hidden_until AND NEW.hidden_until IS NOT NULL THEN
    IF NEW.assignee IS DISTINCT FROM me THEN
      PERFORM adjourn.refuse(format('request %s is not %s''s to put off', OLD.id, me), 'take it first: only its assignee may');
    ELSIF NEW.hidden_until > NEW.due_at THEN
      PERFORM adjourn.refuse(format('request %s is due at %s', OLD.id, to_char(NEW.due_at AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI UTC')),
        'put it off until then at most');
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE FUNCTION adjourn.more_urgent(priority integer) RETURNS integer LANGUAGE sql IMMUTABLE AS $$
  SELECT least(priority::bigint + 10, 2147483647)::integer
$$;
CREATE FUNCTION adjourn.end_of_claim(request adjourn.human_requests) RETURNS timestamptz LANGUAGE sql STABLE AS $$
  SELECT clock_timestamp() + coalesce((request.policy ->> 'claim')::float, 28800) * interval '1 second'   -- eight hours
$$;
CREATE TRIGGER request_belongs BEFORE UPDATE OF team, assignee, claimed_until, hidden_until, priority, due_at, four_eyes, policy,
  remind_at, escalate_at, escalate_to, expires_at, at_expiry, expiry_answer
  ON adjourn.human_requests FOR EACH ROW
  WHEN ((OLD.team, OLD.assignee, OLD.claimed_until, OLD.hidden_until, OLD.priority, OLD.due_at, OLD.four_eyes, OLD.policy::text,
      OLD.remind_at, OLD.escalate_at, OLD.escalate_to, OLD.expires_at, OLD.at_expiry, OLD.expiry_answer)
    IS DISTINCT FROM (NEW.team, NEW.assignee, NEW.claimed_until, NEW.hidden_until, NEW.priority, NEW.due_at, NEW.four_eyes, NEW.policy::text,
      NEW.remind_at, NEW.escalate_at, NEW.escalate_to, NEW.expires_at, NEW.at_expiry, NEW.expiry_answer))
  EXECUTE FUNCTION adjourn.request_belongs();

-- Old and new of what has changed, signed by who changed it, with the reason that was set as adjourn.why. Column by
-- column: not each question can be read as jsonb.
CREATE FUNCTION adjourn.custody(request adjourn.human_requests) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('team', request.team, 'assignee', request.assignee, 'claimed_until', request.claimed_until,
    'hidden_until', request.hidden_until, 'priority', request.priority, 'due_at', request.due_at, 'remind_at', request.remind_at,
    'escalate_at', request.escalate_at, 'expires_at', request.expires_at)
$$;
CREATE FUNCTION adjourn.request_passed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE was jsonb := adjourn.custody(OLD); became jsonb := adjourn.custody(NEW); why text := current_setting('adjourn.why', true);
BEGIN
  INSERT INTO adjourn.events (job_id, request_id, was, became, data) VALUES (NEW.job_id, NEW.id, OLD.status, NEW.status,
    (SELECT json_object_agg(name, value) FROM (
       SELECT name, jsonb_build_array(was -> name, became -> name) AS value FROM jsonb_object_keys(was) name
         WHERE was -> name <> became -> name
       UNION ALL SELECT 'why', to_jsonb(why) WHERE why <> '') said));
  RETURN NULL;
END $$;
CREATE TRIGGER request_passed AFTER UPDATE ON adjourn.human_requests FOR EACH ROW
  WHEN ((OLD.team, OLD.assignee, OLD.claimed_until, OLD.hidden_until, OLD.priority, OLD.due_at, OLD.remind_at, OLD.escalate_at, OLD.expires_at)
    IS DISTINCT FROM (NEW.team, NEW.assignee, NEW.claimed_until, NEW.hidden_until, NEW.priority, NEW.due_at, NEW.remind_at, NEW.escalate_at, NEW.expires_at))
  EXECUTE FUNCTION adjourn.request_passed();

-- What a worker asks goes to a team that there is. What the policy says wrongly goes to the safe side, and is said in it.
CREATE FUNCTION adjourn.request_arrives() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE wrong text;
BEGIN
  IF NEW.team IS NOT NULL AND NOT EXISTS (SELECT FROM adjourn.teams WHERE name = NEW.team) THEN
    wrong := format('there is no team %s', NEW.team);
    INSERT INTO adjourn.teams (name) VALUES ('unrouted') ON CONFLICT DO NOTHING;
    NEW.team := 'unrouted'; NEW.assignee := NULL;
  ELSIF NEW.team IS NOT NULL AND NEW.assignee IS NOT NULL AND coalesce(adjourn.may_in(NEW.team, NEW.assignee), 'look') = 'look' THEN
    wrong := format('%s may not answer for team %s', NEW.assignee, NEW.team);
    NEW.assignee := NULL;
  END IF;
  IF wrong IS NOT NULL THEN
    NEW.policy := (NEW.policy::jsonb || jsonb_build_object('error', wrong))::json;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER request_arrives BEFORE INSERT ON adjourn.human_requests FOR EACH ROW
  WHEN (NEW.team IS NOT NULL OR NEW.assignee IS NOT NULL) EXECUTE FUNCTION adjourn.request_arrives();

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

-- For the scheduler: what somebody took and did nothing with is anybody's of his team again. What is locked, next time.
CREATE FUNCTION adjourn.release_lapsed(at_most integer) RETURNS bigint LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH lapsed AS (
    SELECT id FROM adjourn.human_requests WHERE status = 'open' AND claimed_until < now() LIMIT at_most
    FOR NO KEY UPDATE SKIP LOCKED
  ), released AS (
    UPDATE adjourn.human_requests r SET assignee = NULL FROM lapsed WHERE r.id = lapsed.id RETURNING r.id
  ) SELECT count(*) FROM released
$$;
