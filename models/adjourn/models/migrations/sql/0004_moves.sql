-- The moves of jobs and questions, signed by people.

ALTER TABLE adjourn.human_requests
  ADD answered_via text CONSTRAINT answered_via_is_short CHECK (octet_length(answered_via) BETWEEN 1 AND 50);

CREATE OR REPLACE FUNCTION adjourn.job_moved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE rung uuid; before text; who text := adjourn.person(); why json;
BEGIN
  IF TG_OP = 'UPDATE' THEN
    before := OLD.status;
    IF NEW.status = 'waiting' THEN
      IF NOT EXISTS (SELECT FROM adjourn.human_requests WHERE job_id = NEW.id AND status = 'open') THEN
        PERFORM adjourn.waits_for_somebody(NEW);
      END IF;
    END IF;
    IF OLD.status = 'failed' THEN
      -- Its work cannot be gone on with: the thread has moved on.
      IF EXISTS (SELECT FROM adjourn.jobs later WHERE later.thread_id = NEW.thread_id AND later.started_at > OLD.started_at) THEN
        PERFORM adjourn.refuse(format('a later job of thread %s has started since', NEW.thread_id), 'enqueue the request again');
      END IF;
      UPDATE adjourn.human_requests SET status = CASE WHEN answer IS NULL THEN 'open' ELSE 'answered' END
        WHERE job_id = NEW.id AND status IN ('expired', 'withdrawn');
    END IF;
  END IF;
  IF NEW.status = 'cancelled' AND NEW.error ->> 'type' = 'Stopped' THEN
    who := coalesce((SELECT answered_by FROM adjourn.human_requests
      WHERE job_id = NEW.id AND kind = 'breakpoint' AND answer = '"stop"' ORDER BY answered_at DESC LIMIT 1), who);
  END IF;
  IF NEW.error IS NOT NULL AND NEW.status IN ('failed', 'blocked', 'queued', 'cancelled') THEN
    why := NEW.error;
  ELSIF NEW.status = 'running' THEN
    why := json_build_object('leased_by', NEW.leased_by);
  END IF;
  INSERT INTO adjourn.events (by, job_id, was, became, data) VALUES (who, NEW.id, before, NEW.status, why);
  IF NEW.finished_at IS NOT NULL THEN
    UPDATE adjourn.human_requests SET status = 'withdrawn' WHERE job_id = NEW.id AND status IN ('open', 'answered');
    SELECT id INTO rung FROM adjourn.jobs
      WHERE thread_id = NEW.thread_id AND started_at IS NULL AND finished_at IS NULL
      ORDER BY finished_at, started_at, created_at LIMIT 1;   -- as the index has them
  ELSIF NEW.status = 'queued' THEN
    rung := NEW.id;
  ELSIF NEW.status = 'waiting' THEN
    -- A question that was open before this transaction may have been answered by one that it cannot see, whose own
    -- notification came while the job was still running.
    IF NOT EXISTS (SELECT FROM adjourn.human_requests
        WHERE job_id = NEW.id AND status = 'open' AND xmin = pg_current_xact_id()::xid) THEN
      rung := NEW.id;
    END IF;
  END IF;
  IF rung IS NOT NULL THEN
    PERFORM adjourn.ring(rung::text);
  END IF;
  RETURN NULL;
END $$;

CREATE OR REPLACE FUNCTION adjourn.request_moves() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE given adjourn.human_requests; misfit text; is_retried boolean := false;
BEGIN
  -- A statement of its own (0003_speed.sql).
  IF OLD.status IN ('expired', 'withdrawn') AND NEW.status IN ('open', 'answered') THEN
    is_retried := EXISTS (SELECT FROM adjourn.jobs WHERE id = NEW.job_id AND status = 'queued');
  END IF;
  -- Admin grids write empty text where nothing was typed.
  NEW.choice := CASE WHEN btrim(NEW.choice) <> '' THEN NEW.choice END;
  NEW.comment := nullif(NEW.comment, '');
  NEW.rejected_answer := OLD.rejected_answer;

  IF NEW.status = 'open' AND (OLD.status = 'answered' OR OLD.status IN ('resumed', 'withdrawn') AND adjourn.is_asked_again(OLD, NEW)) THEN
    NEW.rejected_answer := coalesce(OLD.answer::text, OLD.rejected_answer);
    NEW.answer := NULL; NEW.choice := NULL; NEW.comment := NULL; NEW.answered_by := NULL; NEW.answered_at := NULL;
    NEW.answered_via := NULL; NEW.resumed_at := NULL;
    RETURN adjourn.opens_again(OLD, NEW);
  ELSIF is_retried THEN
    IF (NEW.choice, NEW.comment, NEW.answer) IS DISTINCT FROM (OLD.choice, OLD.comment, OLD.answer) THEN
      PERFORM adjourn.refuse(format('request %s is %s', OLD.id, OLD.status), 'open it first');
    END IF;
    -- An operator retries the job: what it asked counts again, and so does what was answered.
    NEW.answered_by := OLD.answered_by; NEW.answered_at := OLD.answered_at; NEW.answered_via := OLD.answered_via;
    RETURN adjourn.opens_again(OLD, NEW);
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
        misfit := CASE WHEN NEW.answer_schema IS NOT NULL THEN adjourn.misfit(NEW.answer, NEW.answer_schema) END;
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
    NEW.answered_at := clock_timestamp();
    NEW.answered_via := coalesce(nullif(current_setting('adjourn.via', true), ''), 'sql');
    -- adjourn.keep_time says so. Whoever else does has done what it would have done.
    IF NEW.answered_via = 'expiry' AND OLD.at_expiry = 'answer' AND OLD.expires_at < clock_timestamp()
       AND NEW.answer = OLD.expiry_answer AND NOT adjourn.lets_pass(OLD) THEN
      NEW.answered_by := 'time';
    ELSE
      NEW.answered_by := adjourn.decider();
      NEW.answered_via := CASE WHEN NEW.answered_via = 'expiry' THEN 'sql' ELSE NEW.answered_via END;
      IF NEW.four_eyes OR num_nonnulls(NEW.team, NEW.assignee) > 0 THEN
        PERFORM adjourn.require_may_answer(NEW, NEW.answered_by);
      END IF;
    END IF;
  ELSE
    NEW.answered_by := OLD.answered_by; NEW.answered_at := OLD.answered_at; NEW.answered_via := OLD.answered_via;
  END IF;
  NEW.closed_at := CASE WHEN NEW.status IN ('resumed', 'expired', 'withdrawn') THEN coalesce(OLD.closed_at, clock_timestamp()) END;
  RETURN NEW;
END $$;

-- From what address an answer came is said by who speaks for the person that gave it: the page.
CREATE OR REPLACE FUNCTION adjourn.request_moved() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE client text := CASE WHEN current_setting('adjourn.person', true) <> '' THEN nullif(current_setting('adjourn.client', true), '') END;
  why text := CASE WHEN NEW.status = 'withdrawn' THEN nullif(current_setting('adjourn.why', true), '') END;
BEGIN
  INSERT INTO adjourn.events (by, job_id, request_id, was, became, data) VALUES (
    coalesce(CASE WHEN TG_OP = 'UPDATE' THEN CASE WHEN (OLD.status, NEW.status) = ('open', 'answered') THEN NEW.answered_by END END,
      adjourn.person()),
    NEW.job_id, NEW.id, CASE WHEN TG_OP = 'UPDATE' THEN OLD.status END, NEW.status,
    CASE WHEN NEW.status = 'answered' AND client IS NOT NULL THEN
           json_build_object('answer', NEW.answer, 'choice', NEW.choice, 'comment', NEW.comment, 'via', NEW.answered_via,
                             'client', left(client, 100))
         WHEN NEW.status = 'answered' THEN
           json_build_object('answer', NEW.answer, 'choice', NEW.choice, 'comment', NEW.comment, 'via', NEW.answered_via)
         WHEN NEW.status = 'open' AND TG_OP = 'UPDATE' THEN
           json_build_object('answer_error', NEW.answer_error, 'answer', OLD.answer,
                             'choice', OLD.choice, 'comment', OLD.comment)
         WHEN why IS NOT NULL THEN json_build_object('why', left(why, 1000)) END);
  -- Always, even while other questions of the job are open: two people who answer its last two at
  -- the same moment cannot see each other. Of many at once (adjourn.answer_many) the scheduler hears that there are some.
  IF NEW.status IN ('answered', 'expired', 'withdrawn') THEN
    IF current_setting('adjourn.ring_once', true) = 'yes' THEN
      PERFORM pg_notify('adjourn', '');
    ELSE
      PERFORM adjourn.ring(NEW.job_id::text);
    END IF;
  END IF;
  RETURN NULL;
END $$;

-- As before, with why to look twice and what is shown, which go with the words of a question.
CREATE OR REPLACE FUNCTION adjourn.request_keeps() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF (NEW.id, NEW.job_id, NEW.thread_id, NEW.graph, NEW.node, NEW.kind, NEW.title, NEW.question::text, NEW.question_hash,
      NEW.answer_schema::text, NEW.options::text, NEW.created_at, NEW.interrupt_id, NEW.checkpoint_ns, NEW.checkpoint_id,
      NEW.task_id, NEW.ordinal, NEW.look_twice, NEW.shown::text) IS DISTINCT FROM
     (OLD.id, OLD.job_id, OLD.thread_id, OLD.graph, OLD.node, OLD.kind, OLD.title, OLD.question::text, OLD.question_hash,
      OLD.answer_schema::text, OLD.options::text, OLD.created_at, OLD.interrupt_id, OLD.checkpoint_ns, OLD.checkpoint_id,
      OLD.task_id, OLD.ordinal, OLD.look_twice, OLD.shown::text)
     AND NOT (adjourn.is_asked_again(OLD, NEW) AND (NEW.id, NEW.job_id, NEW.interrupt_id) = (OLD.id, OLD.job_id, OLD.interrupt_id)) THEN
    PERFORM adjourn.refuse(format('what request %s asks cannot be changed', OLD.id), 'write choice, comment or answer');
  END IF;
  RETURN NEW;
END $$;
