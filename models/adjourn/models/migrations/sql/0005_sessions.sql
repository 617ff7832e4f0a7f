-- Whom the page knows. No role reads these tables, that of the page neither: it calls the functions below.

-- Not a column of people, which programs read as whole rows, and whose rows events hold.
CREATE TABLE adjourn.passwords (
  person      text PRIMARY KEY REFERENCES adjourn.people ON UPDATE CASCADE ON DELETE CASCADE,
  hash        text NOT NULL CONSTRAINT hash_is_argon2id CHECK (hash LIKE '$argon2id$%'),
  changed_at  timestamptz NOT NULL DEFAULT clock_timestamp()
);
COMMENT ON TABLE adjourn.passwords IS 'With which people log in on the page.';

CREATE TABLE adjourn.sessions (
  hash      bytea PRIMARY KEY CONSTRAINT hash_is_sha256 CHECK (octet_length(hash) = 32),   -- of what the browser keeps
  person    text NOT NULL REFERENCES adjourn.people ON UPDATE CASCADE ON DELETE CASCADE,
  began_at  timestamptz NOT NULL DEFAULT clock_timestamp(),
  seen_at   timestamptz NOT NULL DEFAULT clock_timestamp()     -- to the minute
);
COMMENT ON TABLE adjourn.sessions IS 'Who is logged in on the page: for 8 hours since it was last used, for 7 days at most.';
CREATE INDEX sessions_of_person ON adjourn.sessions (person);

CREATE TABLE adjourn.visits (
  person    text PRIMARY KEY REFERENCES adjourn.people ON UPDATE CASCADE ON DELETE CASCADE,
  before    timestamptz,                                          -- NULL: never
  seen_at   timestamptz NOT NULL DEFAULT clock_timestamp()        -- to the minute
);
COMMENT ON TABLE adjourn.visits IS 'When people were on the page last, and before that: who stays away for an hour visits anew.';

CREATE FUNCTION adjourn.lasts(session adjourn.sessions) RETURNS boolean LANGUAGE sql STABLE AS $$
  SELECT session.seen_at > now() - interval '8 hours' AND session.began_at > now() - interval '7 days'
$$;

-- NULL: no such person, none that is active, or none that logs in with a password.
CREATE FUNCTION adjourn.password_of(who text) RETURNS text LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT hash FROM adjourn.passwords JOIN adjourn.people ON name = person WHERE name = who AND active
$$;

-- Whether anybody could log in with one.
CREATE FUNCTION adjourn.has_passwords() RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT EXISTS (SELECT FROM adjourn.passwords JOIN adjourn.people ON name = person WHERE active)
$$;

-- Called as often as one likes. Nobody waits for it: a visit that another session has locked is not noted.
CREATE FUNCTION adjourn.visit(who text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  UPDATE adjourn.visits SET seen_at = clock_timestamp(),
      before = CASE WHEN seen_at < now() - interval '1 hour' THEN seen_at ELSE before END
    WHERE person = (SELECT person FROM adjourn.visits WHERE person = who FOR UPDATE SKIP LOCKED);
  IF NOT FOUND THEN
    INSERT INTO adjourn.visits (person) VALUES (who) ON CONFLICT DO NOTHING;
  END IF;
END $$;

-- When the person was on the page before this visit; NULL: never.
CREATE FUNCTION adjourn.visited_before() RETURNS timestamptz LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT before FROM adjourn.visits WHERE person = adjourn.person()
$$;

CREATE FUNCTION adjourn.begin_session(id bytea, who text) RETURNS void LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  DELETE FROM adjourn.sessions s WHERE hash IN (
    SELECT hash FROM adjourn.sessions old WHERE NOT adjourn.lasts(old) LIMIT 100 FOR UPDATE SKIP LOCKED);
  INSERT INTO adjourn.sessions (hash, person) SELECT begin_session.id, name FROM adjourn.people WHERE name = who AND active;
  IF NOT FOUND THEN
    PERFORM adjourn.refuse(format('%L is nobody who may log in', who), 'adjourn people add, or activate');
  END IF;
  PERFORM adjourn.visit(who);
END $$;

-- Whose it is; NULL: nobody's, or not any more. A page that asks by itself what is new does not use it.
CREATE FUNCTION adjourn.session_person(id bytea, by_itself boolean DEFAULT false) RETURNS text LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE session adjourn.sessions;
BEGIN
  SELECT s.* INTO session FROM adjourn.sessions s JOIN adjourn.people ON name = person WHERE hash = id AND active;
  IF session.hash IS NULL OR NOT adjourn.lasts(session) THEN
    RETURN NULL;
  ELSIF NOT by_itself AND session.seen_at < now() - interval '1 minute' THEN
    UPDATE adjourn.sessions SET seen_at = clock_timestamp()
      WHERE hash = (SELECT hash FROM adjourn.sessions WHERE hash = id FOR UPDATE SKIP LOCKED);
    PERFORM adjourn.visit(session.person);
  END IF;
  RETURN session.person;
END $$;

-- Which of these last: a stream of news ends with its session.
CREATE FUNCTION adjourn.sessions_that_last(ids bytea[]) RETURNS SETOF bytea LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT s.hash FROM unnest(ids) id CROSS JOIN LATERAL (SELECT * FROM adjourn.sessions WHERE hash = id OFFSET 0) s
  WHERE adjourn.lasts(s)
$$;

CREATE FUNCTION adjourn.end_session(id bytea) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM adjourn.sessions WHERE hash = id
$$;

CREATE FUNCTION adjourn.end_sessions(who text) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  DELETE FROM adjourn.sessions WHERE person = who
$$;

-- Who has another password, or has left, logs in again.
CREATE FUNCTION adjourn.sessions_end() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_TABLE_NAME = 'people' THEN
    DELETE FROM adjourn.sessions WHERE person = NEW.name;
  ELSE
    DELETE FROM adjourn.sessions WHERE person = coalesce(NEW.person, OLD.person);
    INSERT INTO adjourn.events (became, data) VALUES (
      'password ' || CASE TG_OP WHEN 'DELETE' THEN 'removed' ELSE 'changed' END,
      json_build_object('person', coalesce(NEW.person, OLD.person)));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER sessions_end AFTER INSERT OR UPDATE OR DELETE ON adjourn.passwords
  FOR EACH ROW EXECUTE FUNCTION adjourn.sessions_end();
CREATE TRIGGER sessions_end AFTER UPDATE ON adjourn.people FOR EACH ROW WHEN (OLD.active AND NOT NEW.active)
  EXECUTE FUNCTION adjourn.sessions_end();

REVOKE ALL ON adjourn.passwords, adjourn.sessions, adjourn.visits FROM PUBLIC;
REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
