-- Several questions answered alike: only such as are alike, and none that has to be seen by itself.

CREATE OR REPLACE FUNCTION adjourn.answer_many(
  ids bigint[], choice text DEFAULT NULL, comment text DEFAULT NULL, answer jsonb DEFAULT NULL, dry_run boolean DEFAULT false
) RETURNS TABLE (id bigint, answered boolean, said text) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE one adjourn.human_requests; hint text; choices text[]; alike text[]; first bigint;
BEGIN
  IF num_nonnulls(answer_many.choice, answer_many.comment, answer_many.answer) = 0 THEN
    RAISE EXCEPTION 'nothing is given to answer with' USING ERRCODE = 'object_not_in_prerequisite_state',
      HINT = 'choice => ''…'', comment => ''…'' or answer => ''…''';
  END IF;
  -- By id, so that two who answer the same ones at the same time wait for each other, and do not deadlock.
  FOR answer_many.id IN SELECT DISTINCT given FROM unnest(ids) given WHERE given IS NOT NULL ORDER BY given LOOP
    answered := false; said := NULL;
    SELECT r.* INTO one FROM adjourn.human_requests r WHERE r.id = answer_many.id;
    IF one.status = 'open' THEN
      choices := ARRAY(SELECT o ->> 'choice' FROM jsonb_array_elements(adjourn.readable(one.options)) o ORDER BY 1);
      IF first IS NULL THEN
        first := one.id; alike := choices;
      END IF;
      said := CASE WHEN one.four_eyes OR one.policy ->> 'bulk' = 'false' THEN format('request %s has to be answered by itself', one.id)
                   WHEN one.look_twice IS NOT NULL THEN format('request %s has to be looked at by itself: %s', one.id, one.look_twice)
                   WHEN choices <> alike THEN format('request %s offers other choices than request %s', one.id, first) END;
    END IF;
    IF said IS NOT NULL THEN
      RETURN NEXT;
      CONTINUE;
    END IF;
    BEGIN
      UPDATE adjourn.human_requests r
        SET choice = coalesce(answer_many.choice, r.choice), comment = coalesce(answer_many.comment, r.comment),
            answer = coalesce(answer_many.answer, r.answer)
        WHERE r.id = answer_many.id RETURNING r.* INTO one;
      answered := one.status IN ('answered', 'resumed');
      said := CASE WHEN one.id IS NULL THEN format('there is no request %s', answer_many.id)
                   WHEN answered THEN format('answered by %s with %s', one.answered_by, one.answer)
                   ELSE format('request %s is %s', one.id, one.status) END;
      answered := coalesce(answered, false);
      IF dry_run THEN
        RAISE SQLSTATE 'ADDRY';   -- takes back what this block wrote, and keeps its variables
      END IF;
    EXCEPTION
      WHEN SQLSTATE 'ADDRY' THEN
        NULL;
      WHEN object_not_in_prerequisite_state OR data_exception OR integrity_constraint_violation THEN
        GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
        said := said || coalesce('; ' || nullif(hint, ''), '');
        answered := false;
    END;
    RETURN NEXT;
  END LOOP;
END $$;
COMMENT ON FUNCTION adjourn.answer_many IS
  'Answers each of these questions and says of each what became of it; a dry run says the same and changes nothing.';
