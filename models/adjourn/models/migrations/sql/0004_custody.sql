-- Who has an open question: taken, let go, passed on, put off, dated. What is refused says who may.

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
  ELSIF NEW.assignee = (SELECT person FROM adjourn.logins WHERE login = OLD.assignee AND login <> person)
        AND adjourn.custody(NEW) = adjourn.custody(OLD) || jsonb_build_object('assignee', NEW.assignee) THEN
    RETURN NEW;  -- the same person by another name
  ELSIF OLD.status <> 'open' THEN
    PERFORM adjourn.refuse(format('request %s is %s: nobody can take it or pass it on', OLD.id, OLD.status));
  ELSIF NEW.four_eyes AND NEW.at_expiry = 'answer' AND NEW.expires_at < coalesce(OLD.expires_at, 'infinity') AND NOT adjourn.is_operator() THEN
    -- Who brings forward what time will say must be one who may say it.
    PERFORM adjourn.require_may_answer(OLD, me);
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
  ELSIF NOT passes AND NEW.claimed_until IS DISTINCT FROM OLD.claimed_until THEN
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
-- column: not each question can be read as jsonb. By its name before request_moved, which tells that it was answered, if it
-- was in the same statement.
CREATE FUNCTION adjourn.custody(request adjourn.human_requests) RETURNS jsonb LANGUAGE sql STABLE AS $$
  SELECT jsonb_build_object('team', request.team, 'assignee', request.assignee, 'claimed_until', request.claimed_until,
    'hidden_until', request.hidden_until, 'priority', request.priority, 'due_at', request.due_at, 'remind_at', request.remind_at,
    'escalate_at', request.escalate_at, 'expires_at', request.expires_at)
$$;
CREATE FUNCTION adjourn.request_custody() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE was jsonb := adjourn.custody(OLD); became jsonb := adjourn.custody(NEW); why text := current_setting('adjourn.why', true);
BEGIN
  INSERT INTO adjourn.events (job_id, request_id, was, became, data) VALUES (NEW.job_id, NEW.id, 'open', 'open',
    (SELECT json_object_agg(name, value) FROM (
       SELECT name, jsonb_build_array(was -> name, became -> name) AS value FROM jsonb_object_keys(was) name
         WHERE was -> name <> became -> name
       UNION ALL SELECT 'why', to_jsonb(why) WHERE why <> '') said));
  RETURN NULL;
END $$;
CREATE TRIGGER request_custody AFTER UPDATE OF team, assignee, claimed_until, hidden_until, priority, due_at, remind_at, escalate_at, expires_at
  ON adjourn.human_requests FOR EACH ROW
  WHEN (OLD.status = 'open' AND (OLD.team, OLD.assignee, OLD.claimed_until, OLD.hidden_until, OLD.priority, OLD.due_at, OLD.remind_at, OLD.escalate_at, OLD.expires_at)
    IS DISTINCT FROM (NEW.team, NEW.assignee, NEW.claimed_until, NEW.hidden_until, NEW.priority, NEW.due_at, NEW.remind_at, NEW.escalate_at, NEW.expires_at))
  EXECUTE FUNCTION adjourn.request_custody();

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
