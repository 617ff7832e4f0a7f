-- The legal moves of a question. A person writes choice, comment or answer; everything else follows from that here.

CREATE FUNCTION adjourn.wants_text(request adjourn.human_requests) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT coalesce(adjourn.readable(request.answer_schema) ->> 'type' = 'string', false)
$$;

CREATE FUNCTION adjourn.takes_comment(request adjourn.human_requests) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT request.kind = 'question' OR adjourn.wants_text(request)
$$;

CREATE FUNCTION adjourn.answer_given(request adjourn.human_requests) RETURNS jsonb LANGUAGE plpgsql STABLE AS $$
DECLARE option jsonb; meant jsonb; place jsonb; question jsonb; options jsonb := adjourn.readable(request.options);
BEGIN
  IF request.choice IS NOT NULL THEN
    SELECT o INTO option FROM jsonb_array_elements(options) o
      WHERE lower(btrim(o ->> 'choice')) = lower(btrim(request.choice))
      ORDER BY o ->> 'choice' = request.choice DESC, btrim(o ->> 'choice') = btrim(request.choice) DESC LIMIT 1;
    IF option IS NULL THEN
      PERFORM adjourn.refuse(format('choice %L is not offered by request %s', request.choice, request.id),
        coalesce('one of: ' || (SELECT string_agg(o ->> 'choice', ', ') FROM jsonb_array_elements(options) o),
                 'it offers no choices: write ' || adjourn.what_answers(request)));
    END IF;
    meant := coalesce(option -> 'answer', option -> 'choice');
    IF request.comment IS NULL AND option -> 'needs_comment' = 'true' THEN
      PERFORM adjourn.refuse(format('choice %L of request %s says nothing without a comment', request.choice, request.id),
        'write comment, too');
    ELSIF request.comment IS NULL OR NOT option ? 'comment_at' THEN
      RETURN meant;
    END IF;
    FOR place IN SELECT * FROM jsonb_array_elements(option -> 'comment_at') LOOP
      meant := jsonb_set(meant, ARRAY(SELECT jsonb_array_elements_text(place)), to_jsonb(request.comment), true);
    END LOOP;
    RETURN meant;
  ELSIF request.answer IS NOT NULL THEN
    RETURN request.answer;
  ELSIF request.comment IS NOT NULL AND adjourn.takes_comment(request) THEN
    question := adjourn.readable(request.question);
    RETURN CASE WHEN jsonb_typeof(question) = 'object' AND question ? 'query' AND NOT adjourn.wants_text(request)
                THEN jsonb_build_object('data', request.comment) ELSE to_jsonb(request.comment) END;
  END IF;
  RETURN NULL;
END $$;

-- What may be written to answer it, for who wrote something else.
CREATE FUNCTION adjourn.what_answers(request adjourn.human_requests) RETURNS text LANGUAGE sql STABLE AS $$
  SELECT concat_ws(', or ',
    'choice: ' || (SELECT string_agg(o ->> 'choice', ', ') FROM jsonb_array_elements(adjourn.readable(request.options)) o),
    CASE WHEN adjourn.takes_comment(request) THEN 'comment: a text' END,
    'answer: JSON' || CASE WHEN length(request.answer_schema::text) <= 1000
                           THEN format(' that fits %s', request.answer_schema)
                           WHEN request.answer_schema IS NOT NULL THEN ' that fits answer_schema' ELSE '' END)
$$;

CREATE FUNCTION adjourn.request_starts() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM adjourn.refuse('a question starts open', 'insert it without status, choice, comment and answer');
END $$;
CREATE TRIGGER request_starts BEFORE INSERT ON adjourn.human_requests FOR EACH ROW
  WHEN (NEW.status <> 'open' OR (NEW.choice, NEW.comment, NEW.answer) IS DISTINCT FROM (NULL, NULL, NULL))
  EXECUTE FUNCTION adjourn.request_starts();

-- By its job, which an operator told to. What it asks under the same id may be worded otherwise by now.
CREATE FUNCTION adjourn.is_asked_again(was adjourn.human_requests, became adjourn.human_requests) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT became.status = 'open' AND was.status IN ('resumed', 'withdrawn')
    AND EXISTS (SELECT FROM adjourn.jobs WHERE id = was.job_id AND ask_again IS NOT NULL AND status IN ('running', 'waiting'))
$$;

CREATE FUNCTION adjourn.request_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF (NEW.id, NEW.job_id, NEW.thread_id, NEW.graph, NEW.node, NEW.kind, NEW.title, NEW.question::text, NEW.question_hash,
      NEW.answer_schema::text, NEW.options::text, NEW.created_at, NEW.interrupt_id, NEW.checkpoint_ns, NEW.checkpoint_id,
      NEW.task_id, NEW.ordinal) IS DISTINCT FROM
     (OLD.id, OLD.job_id, OLD.thread_id, OLD.graph, OLD.node, OLD.kind, OLD.title, OLD.question::text, OLD.question_hash,
      OLD.answer_schema::text, OLD.options::text, OLD.created_at, OLD.interrupt_id, OLD.checkpoint_ns, OLD.checkpoint_id,
      OLD.task_id, OLD.ordinal)
     AND NOT (adjourn.is_asked_again(OLD, NEW) AND (NEW.id, NEW.job_id, NEW.interrupt_id) = (OLD.id, OLD.job_id, OLD.interrupt_id)) THEN
    PERFORM adjourn.refuse(format('what request %s asks cannot be changed', OLD.id), 'write choice, comment or answer');
  END IF;
  RETURN NEW;
END $$;
-- By its name before request_moves, which reads an answer by what is asked.
CREATE TRIGGER request_keeps BEFORE UPDATE OF id, job_id, thread_id, graph, node, kind, title, question, question_hash,
  answer_schema, options, created_at, interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal
  ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_keeps();

-- An UPDATE that has lost its WHERE would answer everything. `through` is the table or view that the statement names;
-- what it has answered so far is noted in the transaction, and forgotten before the next statement.
CREATE FUNCTION adjourn.one_answer(through text, request bigint) RETURNS void LANGUAGE plpgsql AS $$
DECLARE noted text := 'adjourn.answered_in_' || through; before text := current_setting(noted, true);
BEGIN
  IF coalesce(current_setting('adjourn.many', true), '') = 'yes' THEN
    RETURN;
  ELSIF before <> '' THEN
    RAISE EXCEPTION 'one statement answers one question, this one answers requests % and %', before, request
      USING ERRCODE = 'object_not_in_prerequisite_state',
        HINT = 'add WHERE id = …; several: SELECT * FROM adjourn.answer_many(ARRAY[…], …), '
               'or SET LOCAL adjourn.many = ''yes'' in the same transaction, before this';
  END IF;
  PERFORM set_config(noted, request::text, true);
END $$;

CREATE FUNCTION adjourn.no_answer_yet() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  PERFORM set_config('adjourn.answered_in_' || TG_TABLE_NAME, '', true);
  RETURN NULL;
END $$;
CREATE TRIGGER no_answer_yet BEFORE UPDATE OF choice, comment, answer ON adjourn.human_requests
  FOR EACH STATEMENT EXECUTE FUNCTION adjourn.no_answer_yet();

CREATE FUNCTION adjourn.request_moves() RETURNS trigger LANGUAGE plpgsql AS $$
DECLARE given adjourn.human_requests; misfit text;
BEGIN
  -- Admin grids write empty text where nothing was typed.
  NEW.choice := CASE WHEN btrim(NEW.choice) <> '' THEN NEW.choice END;
  NEW.comment := nullif(NEW.comment, '');
  NEW.rejected_answer := OLD.rejected_answer;

  IF NEW.status = 'open' AND OLD.status = 'answered' OR adjourn.is_asked_again(OLD, NEW) THEN
    NEW.rejected_answer := coalesce(OLD.answer::text, OLD.rejected_answer);
    NEW.answer := NULL; NEW.choice := NULL; NEW.comment := NULL; NEW.answered_by := NULL; NEW.answered_at := NULL;
    NEW.closed_at := NULL; NEW.resumed_at := NULL;
    RETURN NEW;
  ELSIF OLD.status IN ('expired', 'withdrawn') AND NEW.status IN ('open', 'answered')
        AND EXISTS (SELECT FROM adjourn.jobs WHERE id = NEW.job_id AND status = 'queued') THEN
    IF (NEW.choice, NEW.comment, NEW.answer) IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer) THEN
      PERFORM adjourn.refuse(format('request %s is %s', OLD.id, OLD.status), 'open it first');
    END IF;
    -- An operator retries the job: what it asked counts again, and so does what was answered.
    NEW.closed_at := NULL; NEW.answered_by := OLD.answered_by; NEW.answered_at := OLD.answered_at;
    RETURN NEW;
  END IF;
  IF (NEW.choice, NEW.comment, NEW.answer) IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer) THEN
    -- What is given now, without what stood there before.
    given := NEW;
    IF NEW.answer IS NOT DISTINCT FROM OLD.answer THEN given.answer := NULL; END IF;
    IF NEW.choice IS NOT DISTINCT FROM OLD.choice THEN given.choice := NULL; END IF;
    IF OLD.status IN ('answered', 'resumed') AND adjourn.answer_given(given) IS NOT DISTINCT FROM OLD.answer THEN
      NEW.choice := OLD.choice; NEW.comment := OLD.comment; NEW.answer := OLD.answer;
    ELSIF OLD.status IN ('answered', 'resumed') THEN
      PERFORM adjourn.refuse(format('request %s was already answered by %s', OLD.id, OLD.answered_by), 'the first answer wins');
    ELSIF OLD.status <> 'open' THEN
      PERFORM adjourn.refuse(format('request %s is %s', OLD.id, OLD.status), 'it takes no answer any more');
    ELSIF NEW.status IN ('open', 'answered') THEN
      NEW.answer := adjourn.answer_given(NEW);
      IF NEW.answer IS NOT NULL THEN
        misfit := adjourn.misfit(NEW.answer, NEW.answer_schema);
        IF misfit IS NOT NULL THEN
          PERFORM adjourn.refuse(format('the answer does not fit request %s: %s', OLD.id, misfit), adjourn.what_answers(NEW));
        END IF;
        NEW.status := 'answered'; NEW.answer_error := NULL; NEW.rejected_answer := NULL;
      ELSIF NEW.comment IS NOT NULL THEN
        PERFORM adjourn.refuse(format('a comment alone does not answer request %s', OLD.id), adjourn.what_answers(NEW));
      END IF;
    ELSIF (NEW.choice, NEW.answer) IS DISTINCT FROM (OLD.choice, OLD.answer) THEN
      PERFORM adjourn.refuse(format('request %s cannot become %s with an answer', OLD.id, NEW.status), 'answer it or close it');
    END IF;
  END IF;

  IF NEW.status <> OLD.status AND NOT (OLD.status, NEW.status) IN (
      ('open', 'answered'), ('open', 'expired'), ('open', 'withdrawn'),
      ('answered', 'resumed'), ('answered', 'withdrawn')) THEN
    PERFORM adjourn.refuse(format('request %s is %s and cannot become %s', OLD.id, OLD.status, NEW.status));
  ELSIF NEW.status = 'answered' AND NEW.answer IS NULL THEN
    PERFORM adjourn.refuse(format('request %s has no answer yet', OLD.id), 'write choice, comment or answer; the status follows');
  ELSIF NEW.status = 'resumed' AND NEW.resumed_at IS NULL THEN
    PERFORM adjourn.refuse(format('request %s becomes resumed when its job has used the answer', OLD.id), 'nothing to do by hand');
  END IF;
  IF NEW.status = 'answered' AND OLD.status = 'open' THEN
    PERFORM adjourn.one_answer(TG_TABLE_NAME, OLD.id);
    NEW.answered_by := session_user; NEW.answered_at := clock_timestamp();
  ELSE
    NEW.answered_by := OLD.answered_by; NEW.answered_at := OLD.answered_at;
  END IF;
  NEW.closed_at := CASE WHEN NEW.status IN ('resumed', 'expired', 'withdrawn') THEN coalesce(OLD.closed_at, clock_timestamp()) END;
  RETURN NEW;
END $$;
CREATE TRIGGER request_moves BEFORE UPDATE ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_moves();

CREATE FUNCTION adjourn.request_moved() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  INSERT INTO adjourn.events (job_id, request_id, was, became, data) VALUES (
    NEW.job_id, NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END, NEW.status,
    CASE WHEN NEW.status = 'answered' THEN
           json_build_object('answer', NEW.answer, 'choice', NEW.choice, 'comment', NEW.comment)
         WHEN NEW.status = 'open' AND TG_OP = 'UPDATE' THEN
           json_build_object('answer_error', NEW.answer_error, 'answer', OLD.answer,
                             'choice', OLD.choice, 'comment', OLD.comment) END);
  -- Always, even while other questions of the job are open: two people who answer its last two at
  -- the same moment cannot see each other.
  IF NEW.status IN ('answered', 'expired', 'withdrawn') THEN
    PERFORM pg_notify('adjourn', NEW.job_id::text);
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER request_asked AFTER INSERT ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_moved();
CREATE TRIGGER request_moved AFTER UPDATE ON adjourn.human_requests FOR EACH ROW
  WHEN (OLD.status <> NEW.status) EXECUTE FUNCTION adjourn.request_moved();
