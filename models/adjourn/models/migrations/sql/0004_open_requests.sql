-- The view for admin tools, with whom a question is for. It has no order of its own, or else a tool that lists it in
-- another one would sort a million rows.

CREATE OR REPLACE VIEW adjourn.open_requests WITH (security_invoker = true) AS
SELECT id, title, adjourn.readable(question) AS question, adjourn.readable(options) AS options,
  choice, comment, answer, answer_error, rejected_answer, assignee, priority, due_at,
  graph, node, kind, adjourn.readable(answer_schema) AS answer_schema, created_at, job_id, thread_id,
  team, claimed_until, hidden_until, four_eyes, look_twice
FROM adjourn.human_requests WHERE status = 'open';
COMMENT ON VIEW adjourn.open_requests IS
  'Open questions for admin tools: write choice, comment, answer, assignee, team or hidden_until. What a form does to the other columns is forgiven.';

CREATE OR REPLACE FUNCTION adjourn.open_request_written() RETURNS trigger LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
DECLARE touched text; became adjourn.human_requests; was jsonb := to_jsonb(OLD); given jsonb := to_jsonb(NEW);
  via text := current_setting('adjourn.via', true);
BEGIN
  SELECT string_agg(attname, ', ' ORDER BY attnum) INTO touched FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND attname NOT IN ('choice', 'comment', 'answer', 'assignee', 'team', 'hidden_until')
      AND NOT adjourn.untouched(was -> attname, given -> attname, format_type(atttypid, NULL));
  IF touched IS NOT NULL THEN
    RAISE EXCEPTION 'what request % asks cannot be changed: %', OLD.id, touched
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'write choice, comment, answer, assignee, team or hidden_until';
  END IF;
  NEW.choice := nullif(btrim(NEW.choice), '');
  NEW.comment := CASE WHEN btrim(NEW.comment, E' \t\r\n') <> '' THEN replace(NEW.comment, E'\r\n', E'\n') END;
  NEW.answer := CASE WHEN NEW.answer NOT IN ('{}', 'null', '""') THEN NEW.answer END;
  NEW.assignee := nullif(btrim(NEW.assignee), '');
  NEW.team := nullif(btrim(NEW.team), '');
  -- A form shows it without its seconds.
  IF adjourn.untouched(was -> 'hidden_until', given -> 'hidden_until', 'timestamp with time zone') THEN
    NEW.hidden_until := OLD.hidden_until;
  END IF;
  IF NEW.team IS DISTINCT FROM OLD.team AND NOT adjourn.sees(NEW.team) THEN
    IF (NEW.choice, NEW.comment, NEW.answer, NEW.hidden_until) IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer, OLD.hidden_until) THEN
      RAISE EXCEPTION 'request % cannot go to team % and be answered or put off, too', OLD.id, NEW.team
        USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'one after the other';
    END IF;
    PERFORM adjourn.pass_on(OLD.id, NEW.team, CASE WHEN NEW.assignee IS DISTINCT FROM OLD.assignee THEN NEW.assignee END);
    RETURN NEW;
  END IF;
  IF (NEW.choice, NEW.comment, NEW.answer, NEW.assignee, NEW.team, NEW.hidden_until)
     IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer, OLD.assignee, OLD.team, OLD.hidden_until) THEN
    PERFORM set_config('adjourn.via', coalesce(nullif(via, ''), 'view'), true);
    UPDATE adjourn.human_requests SET choice = NEW.choice, comment = NEW.comment, answer = NEW.answer, assignee = NEW.assignee,
        team = NEW.team, hidden_until = NEW.hidden_until
      WHERE id = OLD.id RETURNING * INTO became;
    PERFORM set_config('adjourn.via', coalesce(via, ''), true);
    NEW.choice := became.choice; NEW.comment := became.comment; NEW.answer := became.answer;
    IF became.status = 'answered' THEN
      PERFORM adjourn.one_answer(TG_TABLE_NAME, OLD.id);
    END IF;
  END IF;
  RETURN NEW;
END $$;

REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
