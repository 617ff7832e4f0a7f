-- What time does to an open question: it reminds, it passes the question on, and at last it closes it, if the operator
-- wants that. By default nothing happens: a question stays open for a year if need be.

-- Whether it says yes to what a person should see: by time alone only if the policy says in so many words that it may.
CREATE FUNCTION adjourn.lets_pass(request adjourn.human_requests) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT request.kind IN ('tool_approval', 'tool_batch', 'agent_inbox', 'breakpoint')
    AND jsonb_path_exists(request.expiry_answer, '$.** ? (@ == "approve" || @ == "accept" || @ == "edit" || @ == "continue")')
    AND coalesce(request.policy ->> 'approve_by_expiry', '') <> 'true'
$$;

CREATE FUNCTION adjourn.expire(request adjourn.human_requests) RETURNS void LANGUAGE plpgsql AS $$
DECLARE why text := 'it stays open';
BEGIN
  IF request.at_expiry = 'answer' AND adjourn.lets_pass(request) THEN
    why := 'it would approve what nobody has seen';
  ELSIF request.at_expiry <> 'stay' THEN
    PERFORM set_config('adjourn.via', 'expiry', true);
    BEGIN
      UPDATE adjourn.human_requests SET status = CASE at_expiry WHEN 'fail' THEN 'expired' ELSE status END,
          answer = CASE at_expiry WHEN 'answer' THEN expiry_answer ELSE answer END
        WHERE id = request.id;
      why := NULL;
    EXCEPTION WHEN object_not_in_prerequisite_state THEN
      GET STACKED DIAGNOSTICS why = MESSAGE_TEXT;
    END;
    PERFORM set_config('adjourn.via', '', true);
  END IF;
  IF why IS NOT NULL THEN
    PERFORM set_config('adjourn.why', why, true);
    UPDATE adjourn.human_requests SET expires_at = NULL WHERE id = request.id;
    PERFORM set_config('adjourn.why', '', true);
  END IF;
END $$;

-- For the scheduler, which calls it once a second. Each question for itself: what one meets, the others do not feel. What
-- is locked is left to the next call, with all that come after it, as each may take the whole patience of a statement.
CREATE FUNCTION adjourn.keep_time(at_most integer) RETURNS bigint LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE request adjourn.human_requests; kept bigint := 0;
BEGIN
  FOR request IN SELECT * FROM adjourn.human_requests
      WHERE status = 'open' AND least(remind_at, escalate_at, expires_at) < now() LIMIT at_most FOR NO KEY UPDATE SKIP LOCKED LOOP
    BEGIN
      IF request.remind_at < now() THEN
        UPDATE adjourn.human_requests SET remind_at = NULL WHERE id = request.id;
      END IF;
      IF request.escalate_at < now() THEN
        UPDATE adjourn.human_requests SET escalate_at = NULL, priority = adjourn.more_urgent(priority),
            team = coalesce((SELECT name FROM adjourn.teams WHERE name = escalate_to), team)
          WHERE id = request.id;
      END IF;
      IF request.expires_at < now() THEN
        PERFORM adjourn.expire(request);
      END IF;
      kept := kept + 1;
    EXCEPTION WHEN lock_not_available THEN
      EXIT;
    END;
  END LOOP;
  RETURN kept;
END $$;

-- A question that is open again has its whole time again, as it had when it was last opened. It is no longer somebody's
-- who has left meanwhile, and still whose it was by the name that he has now.
CREATE FUNCTION adjourn.whole_time(since timestamptz, at timestamptz) RETURNS timestamptz LANGUAGE sql STABLE STRICT AS $$
  SELECT least(clock_timestamp() + (at - since), '9999-01-01Z')
$$;
CREATE FUNCTION adjourn.opens_again(was adjourn.human_requests, became adjourn.human_requests) RETURNS adjourn.human_requests
LANGUAGE plpgsql STABLE AS $$
DECLARE since timestamptz;
BEGIN
  became.closed_at := NULL;
  IF was.status <> 'answered' THEN
    SELECT coalesce(max(at), was.created_at) INTO since FROM adjourn.events e WHERE e.job_id = became.job_id
      AND e.request_id = became.id AND e.was IN ('resumed', 'expired', 'withdrawn') AND e.became IN ('open', 'answered');
    became.due_at := adjourn.whole_time(since, became.due_at); became.remind_at := adjourn.whole_time(since, became.remind_at);
    became.escalate_at := adjourn.whole_time(since, became.escalate_at);
    became.expires_at := adjourn.whole_time(since, became.expires_at);
  END IF;
  IF became.assignee IS NOT NULL THEN
    became.assignee := coalesce((SELECT person FROM adjourn.logins WHERE login = became.assignee), became.assignee);
    IF became.team IS NOT NULL AND NOT adjourn.answers_for(became.team, became.assignee) THEN
      became.assignee := NULL; became.claimed_until := NULL; became.hidden_until := NULL;
    END IF;
  END IF;
  RETURN became;
END $$;
