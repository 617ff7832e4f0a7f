-- The owner's door through the triggers that keep rows: what was said on a thread goes, who did what when stays.

CREATE FUNCTION adjourn.erasing_is_the_owners() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF NOT adjourn.is_operator() THEN
    PERFORM adjourn.refuse('only the owner erases', 'RESET adjourn.erasing');
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER erasing_is_the_owners BEFORE UPDATE ON adjourn.jobs FOR EACH ROW
  WHEN (current_setting('adjourn.erasing', true) <> '') EXECUTE FUNCTION adjourn.erasing_is_the_owners();
CREATE TRIGGER erasing_is_the_owners BEFORE UPDATE ON adjourn.human_requests FOR EACH ROW
  WHEN (current_setting('adjourn.erasing', true) <> '') EXECUTE FUNCTION adjourn.erasing_is_the_owners();

-- The rules of moves, for every row but those of the thread that is being erased.
CREATE OR REPLACE TRIGGER job_keeps BEFORE UPDATE OF id, thread_id, project, graph, input, config, context, key, request_hash, created_at
  ON adjourn.jobs FOR EACH ROW WHEN (coalesce(current_setting('adjourn.erasing', true), '') <> OLD.thread_id)
  EXECUTE FUNCTION adjourn.job_keeps();
CREATE OR REPLACE TRIGGER job_moves BEFORE UPDATE ON adjourn.jobs FOR EACH ROW
  WHEN (coalesce(current_setting('adjourn.erasing', true), '') <> OLD.thread_id) EXECUTE FUNCTION adjourn.job_moves();
CREATE OR REPLACE TRIGGER request_keeps BEFORE UPDATE OF id, job_id, thread_id, graph, node, kind, title, question, question_hash,
  answer_schema, options, created_at, interrupt_id, checkpoint_ns, checkpoint_id, task_id, ordinal, look_twice, shown
  ON adjourn.human_requests FOR EACH ROW WHEN (coalesce(current_setting('adjourn.erasing', true), '') <> OLD.thread_id)
  EXECUTE FUNCTION adjourn.request_keeps();
CREATE OR REPLACE TRIGGER request_moves BEFORE UPDATE ON adjourn.human_requests FOR EACH ROW
  WHEN (coalesce(current_setting('adjourn.erasing', true), '') <> OLD.thread_id) EXECUTE FUNCTION adjourn.request_moves();
-- Nobody but the owner may write to these at all.
CREATE OR REPLACE TRIGGER events_are_kept BEFORE UPDATE OR DELETE ON adjourn.events FOR EACH ROW
  WHEN (coalesce(current_setting('adjourn.erasing', true), '') = '') EXECUTE FUNCTION adjourn.is_kept();
CREATE OR REPLACE TRIGGER events_come_from_moves BEFORE INSERT ON adjourn.events FOR EACH ROW
  WHEN (pg_trigger_depth() = 0 AND coalesce(current_setting('adjourn.erasing', true), '') = '') EXECUTE FUNCTION adjourn.is_kept();
CREATE OR REPLACE TRIGGER notes_are_kept BEFORE UPDATE OR DELETE ON adjourn.notes FOR EACH ROW
  WHEN (coalesce(current_setting('adjourn.erasing', true), '') = '') EXECUTE FUNCTION adjourn.is_kept();

-- `namespaces` of the store, as "users.ada": their items, in the project of the thread, go with it. What is erased is counted by table. Names
-- stay: of the thread, of keys, of people.
CREATE FUNCTION adjourn.erase(thread text, namespaces text[] DEFAULT '{}') RETURNS TABLE (what text, count bigint) LANGUAGE plpgsql
SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE unfinished uuid; home text; ids uuid[];
BEGIN
  PERFORM FROM adjourn.threads WHERE thread_id = thread FOR NO KEY UPDATE;  -- it is not pruned meanwhile
  ids := ARRAY(SELECT id FROM adjourn.jobs WHERE thread_id = thread);
  SELECT id INTO unfinished FROM adjourn.jobs WHERE thread_id = thread AND finished_at IS NULL LIMIT 1;
  IF unfinished IS NOT NULL THEN
    PERFORM adjourn.refuse(format('job %s of thread %s has not finished', unfinished, thread), 'cancel it, or let it finish');
  END IF;
  SELECT replace(replace(project, '~', '~7e'), '.', '~2e') || '.' INTO home FROM adjourn.threads WHERE thread_id = thread;
  IF home IS NULL THEN
    PERFORM adjourn.refuse(format('there is no thread %s', thread));
  END IF;
  PERFORM set_config('adjourn.erasing', thread, true);
  what := 'jobs';
  UPDATE adjourn.jobs SET input = NULL, config = '{}', context = NULL, tags = '{}',
      result = CASE WHEN result IS NOT NULL THEN 'null'::json END, error = CASE WHEN error IS NOT NULL THEN '{"type": "Erased", "message": "erased"}'::json END,
      request_hash = CASE WHEN request_hash IS NOT NULL THEN '\x'::bytea END
    WHERE thread_id = thread;
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'human_requests';
  UPDATE adjourn.human_requests SET title = 'erased', question = 'null', question_hash = '\x', answer_schema = NULL, options = '[]',
      choice = NULL, comment = NULL, answer = CASE WHEN answer IS NOT NULL THEN 'null'::jsonb END, rejected_answer = NULL,
      answer_error = NULL, expiry_answer = NULL, policy = '{}', look_twice = NULL, shown = NULL
    WHERE job_id = ANY(ids);
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'notes';
  UPDATE adjourn.notes SET text = 'erased' WHERE request_id IN (SELECT id FROM adjourn.human_requests WHERE job_id = ANY(ids));
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'events';
  UPDATE adjourn.events SET data = NULL WHERE job_id = ANY(ids) AND data IS NOT NULL;
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'progress';
  DELETE FROM adjourn.progress WHERE job_id = ANY(ids);
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'checkpoints';
  DELETE FROM adjourn.checkpoint_writes WHERE thread_id = thread;
  DELETE FROM adjourn.checkpoint_blobs WHERE thread_id = thread;
  DELETE FROM adjourn.checkpoints WHERE thread_id = thread;
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'refused';
  DELETE FROM adjourn.refused WHERE strpos(message, thread) > 0;
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  what := 'store';
  DELETE FROM adjourn.store s USING unnest(namespaces) n WHERE s.prefix = home || n OR starts_with(s.prefix, home || n || '.');
  GET DIAGNOSTICS count = ROW_COUNT; RETURN NEXT;
  INSERT INTO adjourn.events (job_id, became) SELECT unnest(ids), 'erased';
  PERFORM set_config('adjourn.erasing', '', true);
END $$;
COMMENT ON FUNCTION adjourn.erase IS
  'Takes away what was said on a thread, whose jobs have all finished; who did what when stays. For the owner.';
