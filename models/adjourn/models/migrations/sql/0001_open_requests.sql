-- For admin tools, which show a table as a form and write all of its fields back.

CREATE VIEW adjourn.open_requests WITH (security_invoker = true) AS
SELECT id, title, adjourn.readable(question) AS question, adjourn.readable(options) AS options,
  choice, comment, answer, answer_error, rejected_answer, assignee, priority, due_at,
  graph, node, kind, adjourn.readable(answer_schema) AS answer_schema, created_at, job_id, thread_id
FROM adjourn.human_requests WHERE status = 'open';
COMMENT ON VIEW adjourn.open_requests IS
  'Open questions for admin tools: write choice, comment, answer or assignee. What a form does to the other columns is forgiven.';

-- What a form makes of a value that nobody touched: blanks around it; '', {}, [] or null, one for another; a moment without
-- its seconds. `column_type` is that of the view's column.
CREATE FUNCTION adjourn.untouched(was jsonb, given jsonb, column_type text) RETURNS boolean LANGUAGE plpgsql STABLE AS $$
DECLARE blank CONSTANT text := E' \t\r\n'; one text := btrim(replace(was #>> '{}', E'\r', ''), blank);
        other text := btrim(replace(given #>> '{}', E'\r', ''), blank);
BEGIN
  IF coalesce(one, '') IN ('', '{}', '[]') AND coalesce(other, '') IN ('', '{}', '[]') THEN
    RETURN true;
  ELSIF column_type = 'jsonb' THEN
    RETURN adjourn.may_equal(was, given);
  ELSIF one IS NULL OR other IS NULL THEN
    RETURN false;
  ELSIF column_type = 'timestamp with time zone' THEN
    RETURN date_trunc('minute', one::timestamptz) = date_trunc('minute', other::timestamptz);
  END IF;
  RETURN one = other;
END $$;

CREATE FUNCTION adjourn.open_request_written() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE touched text; became adjourn.human_requests; was jsonb := to_jsonb(OLD); given jsonb := to_jsonb(NEW);
BEGIN
  SELECT string_agg(attname, ', ' ORDER BY attnum) INTO touched FROM pg_attribute
    WHERE attrelid = TG_RELID AND attnum > 0 AND attname NOT IN ('choice', 'comment', 'answer', 'assignee')
      AND NOT adjourn.untouched(was -> attname, given -> attname, format_type(atttypid, NULL));
  IF touched IS NOT NULL THEN
    RAISE EXCEPTION 'what request % asks cannot be changed: %', OLD.id, touched
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'write choice, comment, answer or assignee';
  END IF;
  NEW.choice := nullif(btrim(NEW.choice), '');
  NEW.comment := CASE WHEN btrim(NEW.comment, E' \t\r\n') <> '' THEN replace(NEW.comment, E'\r\n', E'\n') END;
  NEW.answer := CASE WHEN NEW.answer NOT IN ('{}', 'null', '""') THEN NEW.answer END;
  NEW.assignee := nullif(btrim(NEW.assignee), '');
  IF (NEW.choice, NEW.comment, NEW.answer, NEW.assignee)
     IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer, OLD.assignee) THEN
    UPDATE adjourn.human_requests SET choice = NEW.choice, comment = NEW.comment, answer = NEW.answer, assignee = NEW.assignee
      WHERE id = OLD.id RETURNING * INTO became;
    NEW.choice := became.choice; NEW.comment := became.comment; NEW.answer := became.answer;
    IF became.status = 'answered' THEN
      PERFORM adjourn.one_answer(TG_TABLE_NAME, OLD.id);
    END IF;
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER open_request_written INSTEAD OF UPDATE ON adjourn.open_requests
  FOR EACH ROW EXECUTE FUNCTION adjourn.open_request_written();
-- The table's own cannot see the view's statement: to the table it is one UPDATE a row.
CREATE TRIGGER no_answer_yet BEFORE UPDATE ON adjourn.open_requests
  FOR EACH STATEMENT EXECUTE FUNCTION adjourn.no_answer_yet();

-- Django inserts what it could not update, because somebody else was first.
CREATE FUNCTION adjourn.open_request_inserted() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE there adjourn.human_requests;
BEGIN
  SELECT * INTO there FROM adjourn.human_requests WHERE id = NEW.id;
  IF there.status IN ('answered', 'resumed') THEN
    RAISE EXCEPTION 'request % is answered by %', there.id, there.answered_by
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'the first answer wins';
  ELSIF there.status <> 'open' THEN
    RAISE EXCEPTION 'request % is %', there.id, there.status
      USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'it takes no answer any more';
  END IF;
  RAISE EXCEPTION 'questions are asked by jobs'
    USING ERRCODE = 'object_not_in_prerequisite_state', HINT = 'write choice, comment or answer of an open one';
END $$;
CREATE TRIGGER open_request_inserted INSTEAD OF INSERT ON adjourn.open_requests
  FOR EACH ROW EXECUTE FUNCTION adjourn.open_request_inserted();
