-- What people tell each other about a question. No graph sees it.

CREATE TABLE adjourn.notes (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  request_id  bigint NOT NULL REFERENCES adjourn.human_requests,
  at          timestamptz NOT NULL DEFAULT clock_timestamp(),
  by          text NOT NULL,
  text        text NOT NULL CONSTRAINT note_says_something CHECK (btrim(text) <> '' AND octet_length(text) <= 100000)
);
COMMENT ON TABLE adjourn.notes IS 'Of people for people, about questions: insert request_id and text.';
CREATE INDEX notes_of_request ON adjourn.notes (request_id);

CREATE FUNCTION adjourn.note_is_signed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me text := adjourn.decider(); whose text;
BEGIN
  SELECT team INTO whose FROM adjourn.human_requests WHERE id = NEW.request_id;
  IF NOT FOUND OR NOT adjourn.sees(whose) THEN
    PERFORM adjourn.refuse(format('there is no request %s', NEW.request_id));
  ELSIF whose IS NOT NULL AND adjourn.may_in(whose, me) IS NULL AND NOT adjourn.is_operator() THEN
    PERFORM adjourn.refuse(format('request %s is for team %s, in which %s is not', NEW.request_id, whose, me),
      'who may: ' || adjourn.who_may(whose, 'look', 'answer', 'lead'));
  END IF;
  NEW.by := me; NEW.at := clock_timestamp();
  RETURN NEW;
END $$;
CREATE TRIGGER note_is_signed BEFORE INSERT ON adjourn.notes FOR EACH ROW EXECUTE FUNCTION adjourn.note_is_signed();
CREATE TRIGGER notes_are_kept BEFORE UPDATE OR DELETE ON adjourn.notes FOR EACH ROW EXECUTE FUNCTION adjourn.is_kept();
CREATE TRIGGER no_notes_truncated BEFORE TRUNCATE ON adjourn.notes EXECUTE FUNCTION adjourn.is_kept();
