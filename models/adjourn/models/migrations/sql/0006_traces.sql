-- To which trace the runs of a job belong: that of who enqueued it, in W3C's words (`traceparent`). NULL: the job's id without
-- its dashes is the id of a trace of its own. Each run is known by its number, so that no worker has to be told of another's.
ALTER TABLE adjourn.jobs
  ADD traceparent text CONSTRAINT traceparent_is_one CHECK (traceparent ~ '^[0-9a-f]{2}-[0-9a-f]{32}-[0-9a-f]{16}-[0-9a-f]{2}$'),
  ADD runs integer NOT NULL DEFAULT 0;   -- how often workers have claimed it

-- What was given, if it is one: traces are no reason to refuse a job.
CREATE FUNCTION adjourn.traceparent_of(given text) RETURNS text LANGUAGE plpgsql AS $$
BEGIN
  IF given ~ '^(?!ff)[0-9a-f]{2}-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}(-.*)?$'
     AND (length(given) = 55 OR left(given, 2) <> '00') THEN
    RETURN left(given, 55);
  ELSIF given <> '' THEN
    RAISE WARNING 'traceparent % is none, the job has a trace of its own', quote_literal(left(given, 100))
      USING HINT = '00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01';
  END IF;
  RETURN NULL;
END $$;
REVOKE ALL ON FUNCTION adjourn.traceparent_of FROM PUBLIC;
