-- Who people are. Nobody need be written down: a login that is nobody's is a person of its own name.

CREATE TABLE adjourn.people (
  name        text PRIMARY KEY CONSTRAINT name_is_short CHECK (octet_length(name) BETWEEN 1 AND 200 AND name = btrim(name))
              CONSTRAINT name_is_no_signature_of_time CHECK (name <> 'time'),
  email       text,
  active      boolean NOT NULL DEFAULT true,   -- who has left takes and answers nothing; what he did stays his
  created_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE adjourn.people IS 'People who answer questions and submit jobs, whatever logins they use.';

CREATE TABLE adjourn.logins (
  login   text PRIMARY KEY,               -- a Postgres user
  person  text NOT NULL REFERENCES adjourn.people ON UPDATE CASCADE ON DELETE CASCADE
);
COMMENT ON TABLE adjourn.logins IS 'Whose each login is. Each person has that of his own name, so that no stranger can come by it.';
CREATE INDEX logins_of_person ON adjourn.logins (person);

CREATE TABLE adjourn.teams (
  name        text PRIMARY KEY CONSTRAINT name_is_short CHECK (octet_length(name) BETWEEN 1 AND 200 AND name = btrim(name)),
  created_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE adjourn.teams IS 'Whom questions are for.';

CREATE TABLE adjourn.members (
  person  text NOT NULL REFERENCES adjourn.people ON UPDATE CASCADE ON DELETE CASCADE,
  team    text NOT NULL REFERENCES adjourn.teams ON UPDATE CASCADE ON DELETE CASCADE,
  may     text NOT NULL DEFAULT 'answer' CONSTRAINT may_is_known CHECK (may IN (
            'look',     -- read
            'answer',   -- and answer, take, pass on
            'lead')),   -- and pass to other teams, release what others have taken, set dates
  PRIMARY KEY (person, team)
);
COMMENT ON TABLE adjourn.members IS 'Who may do what with the questions of a team.';
CREATE INDEX members_of_team ON adjourn.members (team);

-- His own name is a login of his. If it is another's already, the two would be taken for one another.
CREATE FUNCTION adjourn.person_has_a_login() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE another text;
BEGIN
  INSERT INTO adjourn.logins (login, person) VALUES (NEW.name, NEW.name) ON CONFLICT DO NOTHING;
  SELECT person INTO another FROM adjourn.logins WHERE login = NEW.name AND person <> NEW.name;
  IF another IS NOT NULL THEN
    PERFORM adjourn.refuse(format('%L is a login of %L', NEW.name, another), 'give the person another name, or take the login away');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER person_has_a_login AFTER INSERT OR UPDATE OF name ON adjourn.people
  FOR EACH ROW EXECUTE FUNCTION adjourn.person_has_a_login();

-- Nor can whoever has a login that jobs were submitted by, which may be the name that the person once had: they would be
-- another's from then on. A change of the person's name takes his logins along.
CREATE FUNCTION adjourn.login_is_kept() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.people WHERE name = OLD.person) THEN
    IF OLD.login = OLD.person THEN
      PERFORM adjourn.refuse(format('login %L is that of the person''s own name', OLD.login), 'deactivate the person instead');
    END IF;
  ELSIF TG_OP = 'UPDATE' AND NEW.login = OLD.login THEN
    RETURN NULL;
  END IF;
  IF EXISTS (SELECT FROM adjourn.jobs WHERE submitted_by = OLD.login AND status NOT IN ('succeeded', 'cancelled')) THEN
    PERFORM adjourn.refuse(format('jobs that have not finished were submitted as %L', OLD.login),
      'wait until they have, or deactivate the person');
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER login_is_kept AFTER DELETE OR UPDATE OF login, person ON adjourn.logins
  FOR EACH ROW EXECUTE FUNCTION adjourn.login_is_kept();

-- Whether a session may act for whomever it names: the page may; a gateway, which submits for people who are logged in
-- there, may add their jobs. Where there are no roles, the owner is both.
CREATE FUNCTION adjourn.is_owner() RETURNS boolean LANGUAGE sql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  SELECT pg_has_role(session_user, nspowner, 'MEMBER') FROM pg_namespace WHERE nspname = 'adjourn'
$$;
CREATE FUNCTION adjourn.may_speak_as(role text) RETURNS boolean LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  RETURN CASE WHEN to_regrole(role) IS NULL THEN adjourn.is_owner() ELSE pg_has_role(session_user, to_regrole(role), 'MEMBER') END;
END $$;

CREATE FUNCTION adjourn.person() RETURNS text LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE named text := nullif(current_setting('adjourn.person', true), ''); found text;
BEGIN
  IF named IS NULL THEN
    SELECT person INTO found FROM adjourn.logins WHERE login = session_user;
    RETURN coalesce(found, session_user);
  ELSIF NOT (adjourn.may_speak_as('adjourn_inbox') OR adjourn.may_speak_as('adjourn_gateway')) THEN
    PERFORM adjourn.refuse(format('%s may not act for %L', session_user, named),
      'RESET adjourn.person: only members of adjourn_inbox and adjourn_gateway may set it');
  END IF;
  RETURN named;
END $$;
COMMENT ON FUNCTION adjourn.person IS
  'Who acts in this session: the person whose login it is, else the login itself. The page and gateways SET LOCAL adjourn.person.';

-- The same, for what only people do who are there: answer, take, assign.
CREATE FUNCTION adjourn.decider() RETURNS text LANGUAGE plpgsql STABLE
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE me text := adjourn.person(); is_active boolean;
BEGIN
  SELECT active INTO is_active FROM adjourn.people WHERE name = me;
  IF NOT is_active THEN
    PERFORM adjourn.refuse(format('%L is no longer active, and decides nothing', me), 'adjourn people activate');
  ELSIF coalesce(current_setting('adjourn.person', true), '') <> '' THEN
    IF NOT adjourn.may_speak_as('adjourn_inbox') THEN
      PERFORM adjourn.refuse(format('%s may not decide for %L', session_user, me), 'it may submit for others; to decide for them takes adjourn_inbox');
    ELSIF is_active IS NULL THEN
      PERFORM adjourn.refuse(format('there is no person %L', me), 'adjourn people add');
    END IF;
  END IF;
  RETURN me;
END $$;

-- Of what happens to people there are events, too: of no job.
ALTER TABLE adjourn.events ALTER job_id DROP NOT NULL;
ALTER TABLE adjourn.events ALTER by SET DEFAULT adjourn.person();
ALTER TABLE adjourn.pauses ALTER by SET DEFAULT adjourn.person();
CREATE FUNCTION adjourn.people_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE before jsonb; after jsonb;
  what text := CASE TG_TABLE_NAME WHEN 'people' THEN 'person' ELSE rtrim(TG_TABLE_NAME, 's') END;
BEGIN
  IF TG_OP <> 'INSERT' THEN before := to_jsonb(OLD) - 'created_at'; END IF;
  IF TG_OP <> 'DELETE' THEN after := to_jsonb(NEW) - 'created_at'; END IF;
  INSERT INTO adjourn.events (became, data) VALUES (
    what || CASE TG_OP WHEN 'INSERT' THEN ' added' WHEN 'UPDATE' THEN ' changed' ELSE ' removed' END,
    json_build_object('was', before, 'became', after));
  RETURN NULL;
END $$;
CREATE TRIGGER people_changed AFTER INSERT OR UPDATE OR DELETE ON adjourn.people FOR EACH ROW EXECUTE FUNCTION adjourn.people_changed();
CREATE TRIGGER people_changed AFTER INSERT OR UPDATE OR DELETE ON adjourn.logins FOR EACH ROW EXECUTE FUNCTION adjourn.people_changed();
CREATE TRIGGER people_changed AFTER INSERT OR UPDATE OR DELETE ON adjourn.teams FOR EACH ROW EXECUTE FUNCTION adjourn.people_changed();
CREATE TRIGGER people_changed AFTER INSERT OR UPDATE OR DELETE ON adjourn.members FOR EACH ROW EXECUTE FUNCTION adjourn.people_changed();

-- Who asked for a job.
ALTER TABLE adjourn.jobs ADD submitted_by text;   -- NULL: of an earlier version, nobody knows
CREATE FUNCTION adjourn.job_is_somebodys() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF TG_OP = 'UPDATE' THEN
    PERFORM adjourn.refuse(format('who submitted job %s cannot be changed', OLD.id));
  END IF;
  NEW.submitted_by := adjourn.person();
  RETURN NEW;
END $$;
CREATE TRIGGER job_is_somebodys BEFORE INSERT ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.job_is_somebodys();
CREATE TRIGGER job_stays_somebodys BEFORE UPDATE OF submitted_by ON adjourn.jobs FOR EACH ROW
  WHEN (OLD.submitted_by IS DISTINCT FROM NEW.submitted_by) EXECUTE FUNCTION adjourn.job_is_somebodys();
