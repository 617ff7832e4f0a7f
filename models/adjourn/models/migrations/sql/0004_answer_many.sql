-- Several questions answered alike: only such as are alike, and none that has to be seen by itself.

-- In one statement as far as none is refused; where one is, in smaller parts, until it stands alone and the others are
-- answered: a block for each question takes three times as long. What a part does before it is refused is taken back.
CREATE OR REPLACE FUNCTION adjourn.answer_many(
  ids bigint[], choice text DEFAULT NULL, comment text DEFAULT NULL, answer jsonb DEFAULT NULL, dry_run boolean DEFAULT false
) RETURNS TABLE (id bigint, answered boolean, said text) LANGUAGE plpgsql SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
DECLARE
  wanted CONSTANT bigint[] := ARRAY(SELECT DISTINCT given FROM unnest(ids) given WHERE given IS NOT NULL ORDER BY given);
  many CONSTANT text := coalesce(current_setting('adjourn.many', true), '');
  beyond integer := 0; size integer := cardinality(wanted); part bigint[]; going bigint[]; apart bigint[]; whys text[];
  done bigint[]; answers boolean[]; says text[]; first bigint; alike json; hint text;
BEGIN
  IF num_nonnulls(answer_many.choice, answer_many.comment, answer_many.answer) = 0 THEN
    RAISE EXCEPTION 'nothing is given to answer with' USING ERRCODE = 'object_not_in_prerequisite_state',
      HINT = 'choice => ''…'', comment => ''…'' or answer => ''…''';
  END IF;
  WHILE beyond < cardinality(wanted) LOOP
    part := wanted[beyond + 1:beyond + size];
    BEGIN
      -- By id, so that two who answer the same ones at the same time wait for each other, and do not deadlock.
      PERFORM FROM adjourn.human_requests r WHERE r.id = ANY (part) ORDER BY r.id FOR NO KEY UPDATE;
      IF first IS NULL THEN
        SELECT r.id, r.options INTO first, alike FROM adjourn.human_requests r WHERE r.id = ANY (part) AND r.status = 'open' ORDER BY r.id LIMIT 1;
      END IF;
      WITH looked AS (
        SELECT r.id, CASE
          WHEN r.status <> 'open' THEN NULL
          WHEN r.four_eyes OR r.policy ->> 'bulk' = 'false' THEN format('request %s has to be answered by itself', r.id)
          WHEN r.look_twice IS NOT NULL THEN format('request %s has to be looked at by itself: %s', r.id, r.look_twice)
          WHEN r.options::text <> alike::text
               AND ARRAY(SELECT o ->> 'choice' FROM jsonb_array_elements(adjourn.readable(r.options)) o ORDER BY 1)
                <> ARRAY(SELECT o ->> 'choice' FROM jsonb_array_elements(adjourn.readable(alike)) o ORDER BY 1)
          THEN format('request %s offers other choices than request %s', r.id, first) END AS why
        FROM adjourn.human_requests r WHERE r.id = ANY (part)
      ) SELECT array_agg(l.id) FILTER (WHERE why IS NULL), array_agg(l.id) FILTER (WHERE why IS NOT NULL), array_agg(why) FILTER (WHERE why IS NOT NULL)
        INTO going, apart, whys FROM looked l;
      PERFORM set_config('adjourn.many', 'yes', true), set_config('adjourn.ring_once', CASE WHEN cardinality(part) > 20 THEN 'yes' ELSE '' END, true);
      WITH written AS (
        UPDATE adjourn.human_requests r
          SET choice = coalesce(answer_many.choice, r.choice), comment = coalesce(answer_many.comment, r.comment),
              answer = coalesce(answer_many.answer, r.answer)
          WHERE r.id = ANY (going) RETURNING r.id, r.status, r.answered_by, r.answer
      ) SELECT array_agg(w.id), array_agg(w.status IN ('answered', 'resumed')), array_agg(
          CASE WHEN w.status IN ('answered', 'resumed') THEN format('answered by %s with %s', w.answered_by, w.answer)
               ELSE format('request %s is %s', w.id, w.status) END)
        INTO done, answers, says FROM written w;
      IF dry_run THEN
        RAISE SQLSTATE 'ADDRY';   -- takes back what this block wrote, and keeps its variables
      END IF;
      PERFORM set_config('adjourn.many', many, true), set_config('adjourn.ring_once', '', true);
    EXCEPTION
      WHEN SQLSTATE 'ADDRY' THEN
        NULL;
      WHEN object_not_in_prerequisite_state OR data_exception OR integrity_constraint_violation THEN
        IF cardinality(part) > 1 THEN
          size := CASE SQLSTATE WHEN '55P03' THEN 1 ELSE cardinality(part) / 2 END;   -- each lock takes its whole patience
          CONTINUE;
        END IF;
        GET STACKED DIAGNOSTICS said = MESSAGE_TEXT, hint = PG_EXCEPTION_HINT;
        done := part; answers := '{false}'; says := ARRAY[said || coalesce('; ' || nullif(hint, ''), '')]; apart := '{}';
        size := 0;   -- its neighbours may be refused, too
    END;
    RETURN QUERY SELECT * FROM (
        SELECT * FROM unnest(done, answers, says) UNION ALL SELECT one, false, why FROM unnest(apart, whys) o (one, why)
        UNION ALL SELECT given, false, format('there is no request %s', given) FROM unnest(part) given
          WHERE given NOT IN (SELECT unnest(done || apart))
      ) each (one, is_answered, what) ORDER BY one;
    beyond := beyond + cardinality(part);
    size := greatest(2 * size, 1);
  END LOOP;
END $$;
COMMENT ON FUNCTION adjourn.answer_many IS
  'Answers each of these questions and says of each what became of it; a dry run says the same and changes nothing.';
