-- Several questions answered alike, each for itself: what one refuses, the others do not feel.

CREATE FUNCTION adjourn.answer_many(
  ids bigint[], choice text DEFAULT NULL, comment text DEFAULT NULL, answer jsonb DEFAULT NULL, dry_run boolean DEFAULT false
) RETURNS TABLE (id bigint, answered boolean, said text) LANGUAGE plpgsql AS $$
#variable_conflict use_column
DECLARE one adjourn.human_requests; hint text;
BEGIN
  IF num_nonnulls(answer_many.choice, answer_many.comment, answer_many.answer) = 0 THEN
    RAISE EXCEPTION 'nothing is given to answer with' USING ERRCODE = 'object_not_in_prerequisite_state',
      HINT = 'choice => ''…'', comment => ''…'' or answer => ''…''';
  END IF;
  -- By id, so that two who answer the same ones at the same time wait for each other, and do not deadlock.
  FOR answer_many.id IN SELECT DISTINCT given FROM unnest(ids) given WHERE given IS NOT NULL ORDER BY given LOOP
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
