-- Others hear when a job ends, and when a question needs somebody. What they are to hear is a row of the outbox, written in
-- the transaction of what happened; `adjourn notify` sends it afterwards, at least once, each time with the row's id.

CREATE TABLE adjourn.webhook_hosts (
  host        text PRIMARY KEY CONSTRAINT host_is_one CHECK (octet_length(host) <= 260 AND
                host ~ '^([a-z0-9_-]+(\.[a-z0-9_-]+)*|\[[0-9a-f:.]+\])(:[1-9][0-9]{0,4})?$'),   -- with its port, if that is another than usual
  http        boolean NOT NULL DEFAULT false,    -- also without TLS
  private     boolean NOT NULL DEFAULT false,    -- also where its address is private, loopback or link-local
  allowed_by  text NOT NULL DEFAULT adjourn.person(),
  created_at  timestamptz NOT NULL DEFAULT now()
);
COMMENT ON TABLE adjourn.webhook_hosts IS 'The hosts to which webhooks may go: the owner''s list.';

-- A host, perhaps with its port, and what is asked for there; or of mail and chat a name, whose URL is in the operator's file.
CREATE FUNCTION adjourn.is_target(url text) RETURNS boolean LANGUAGE sql IMMUTABLE AS $$
  SELECT url ~ '^https?://([A-Za-z0-9_.-]+|\[[0-9A-Fa-f:.]+\])(:[0-9]+)?([/?][!-~]*)?$' OR url ~ '^apprise:[^[:space:]]+$'
$$;

CREATE TABLE adjourn.subscriptions (
  id          bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
  name        text NOT NULL CONSTRAINT subscription_is_unique UNIQUE
                CONSTRAINT subscription_is_short CHECK (btrim(name) <> '' AND octet_length(name) <= 200),
  url         text NOT NULL CONSTRAINT url_is_one CHECK (octet_length(url) <= 2000 AND adjourn.is_target(url)),
  topics      text[] NOT NULL CONSTRAINT topics_are_known CHECK (topics <> '{}' AND topics <@ ARRAY[
                'job.*', 'job.succeeded', 'job.failed', 'job.cancelled',
                'request.*', 'request.opened', 'request.assigned', 'request.due', 'request.escalated', 'request.came_back', 'request.closed']),
  project     text,       -- of these alone; NULL: of all
  graph       text,
  team        text,
  paused      boolean NOT NULL DEFAULT false,    -- what there is to send is kept until it goes on
  created_by  text NOT NULL DEFAULT adjourn.person(),
  created_at  timestamptz NOT NULL DEFAULT now(),
  CONSTRAINT jobs_are_of_no_team CHECK (team IS NULL OR NOT topics && ARRAY['job.*', 'job.succeeded', 'job.failed', 'job.cancelled'])
);
COMMENT ON TABLE adjourn.subscriptions IS 'Who hears of what: webhooks, and messages by mail or chat.';

CREATE TABLE adjourn.outbox (
  id               uuid PRIMARY KEY DEFAULT adjourn.new_id(),    -- the same however often it is sent
  at               timestamptz NOT NULL DEFAULT clock_timestamp(),
  topic            text NOT NULL,
  subscription_id  bigint NOT NULL,     -- no foreign key: who holds its row would hold up the outcomes of jobs
  job_id           uuid NOT NULL,
  request_id       bigint,
  data             json NOT NULL,       -- names and states, nothing of what was said
  tries            integer NOT NULL DEFAULT 0,
  again_at         timestamptz NOT NULL DEFAULT now(),   -- when it may be claimed
  claim_id         uuid,
  error            text,                -- why it was not sent the last time
  parked_at        timestamptz,         -- it is not tried again, unless somebody says so
  sent_at          timestamptz
);
COMMENT ON TABLE adjourn.outbox IS 'What others are to hear, until it has been sent, and for a while after it.';
CREATE INDEX outbox_unsent ON adjourn.outbox (subscription_id, again_at) WHERE sent_at IS NULL AND parked_at IS NULL;
CREATE INDEX outbox_parked ON adjourn.outbox (subscription_id, parked_at) WHERE parked_at IS NOT NULL;
CREATE INDEX outbox_sent ON adjourn.outbox (sent_at) WHERE sent_at IS NOT NULL;

-- Of a URL, as the list has it: in small letters, without the port that is usual.
CREATE FUNCTION adjourn.host_of(url text) RETURNS text LANGUAGE sql IMMUTABLE AS $$
  SELECT regexp_replace(lower(substring(url FROM '^https?://([^/?]+)')), CASE WHEN url LIKE 'https:%' THEN ':443$' ELSE ':80$' END, '')
$$;

CREATE FUNCTION adjourn.subscription_is_sound() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE its text := adjourn.host_of(NEW.url);
BEGIN
  IF NOT adjourn.is_target(NEW.url) THEN
    PERFORM adjourn.refuse('this is no address to send to', 'https://host/path, without user and password, or apprise:NAME');
  ELSIF its IS NOT NULL AND NOT EXISTS (SELECT FROM adjourn.webhook_hosts h WHERE h.host = its) THEN
    PERFORM adjourn.refuse(format('webhooks may not go to %s', its), format('first: adjourn subscriptions allow %s', its));
  ELSIF NEW.url LIKE 'http:%' AND NOT (SELECT http FROM adjourn.webhook_hosts h WHERE h.host = its) THEN
    PERFORM adjourn.refuse(format('to %s webhooks go by https only', its), format('or: adjourn subscriptions allow %s --http', its));
  END IF;
  RETURN NEW;
END $$;
CREATE TRIGGER subscription_is_sound BEFORE INSERT OR UPDATE OF url ON adjourn.subscriptions
  FOR EACH ROW EXECUTE FUNCTION adjourn.subscription_is_sound();

CREATE FUNCTION adjourn.subscription_changed() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE topic text := CASE TG_TABLE_NAME WHEN 'subscriptions' THEN 'subscription ' ELSE 'webhook host ' END;
BEGIN
  -- Not the URL, which may hold a key.
  INSERT INTO adjourn.events (became, data) VALUES (
    topic || CASE TG_OP WHEN 'INSERT' THEN 'added' WHEN 'UPDATE' THEN 'changed' ELSE 'removed' END,
    json_build_object('was', CASE WHEN TG_OP <> 'INSERT' THEN to_jsonb(OLD) - 'url' END, 'became', CASE WHEN TG_OP <> 'DELETE' THEN to_jsonb(NEW) - 'url' END));
  IF TG_OP = 'DELETE' AND TG_TABLE_NAME = 'subscriptions' THEN
    DELETE FROM adjourn.outbox WHERE subscription_id = OLD.id;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER subscription_changed AFTER INSERT OR UPDATE OR DELETE ON adjourn.subscriptions
  FOR EACH ROW EXECUTE FUNCTION adjourn.subscription_changed();
CREATE TRIGGER webhook_host_changed AFTER INSERT OR UPDATE OR DELETE ON adjourn.webhook_hosts
  FOR EACH ROW EXECUTE FUNCTION adjourn.subscription_changed();

-- A row for each who subscribed. One of many at the same moment notifies (adjourn.ring says why); senders look each
-- second, too.
CREATE FUNCTION adjourn.tell(topic text, job uuid, request bigint, project text, graph text, team text, data json) RETURNS void LANGUAGE plpgsql AS $$
#variable_conflict use_variable
BEGIN
  INSERT INTO adjourn.outbox (topic, subscription_id, job_id, request_id, data)
    SELECT topic, s.id, job, request, data FROM adjourn.subscriptions s
    WHERE s.topics && ARRAY[topic, split_part(topic, '.', 1) || '.*'] AND coalesce(s.project, project) = project
      AND coalesce(s.graph, graph) = graph AND (s.team IS NULL OR s.team = team);
  IF FOUND AND pg_try_advisory_xact_lock(7253671, (floor(extract(epoch FROM now()) * 10)::bigint % 2147483647)::integer) THEN
    PERFORM pg_notify('adjourn_outbox', '');
  END IF;
END $$;

CREATE FUNCTION adjourn.job_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
BEGIN
  IF EXISTS (SELECT FROM adjourn.subscriptions) THEN
    PERFORM adjourn.tell('job.' || NEW.status, NEW.id, NULL, NEW.project, NEW.graph, NULL, json_build_object('project', NEW.project,
      'graph', NEW.graph, 'job_id', NEW.id, 'thread_id', NEW.thread_id, 'key', NEW.key, 'batch_id', NEW.batch_id, 'status', NEW.status,
      'finished_at', NEW.finished_at));
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER job_told AFTER UPDATE ON adjourn.jobs FOR EACH ROW
  WHEN (OLD.finished_at IS NULL AND NEW.finished_at IS NOT NULL) EXECUTE FUNCTION adjourn.job_told();

CREATE FUNCTION adjourn.request_told() RETURNS trigger LANGUAGE plpgsql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
DECLARE topics text[]; its_project text; data json;
BEGIN
  -- Not as a condition of the trigger, which each statement would read anew.
  IF TG_OP = 'UPDATE' THEN
    IF (OLD.status = 'open') = (NEW.status = 'open') AND (OLD.status <> 'open' OR
        (OLD.team, OLD.assignee, OLD.remind_at, OLD.escalate_at) IS NOT DISTINCT FROM (NEW.team, NEW.assignee, NEW.remind_at, NEW.escalate_at)) THEN
      RETURN NULL;
    END IF;
  END IF;
  IF NOT EXISTS (SELECT FROM adjourn.subscriptions) THEN
    RETURN NULL;
  ELSIF TG_OP = 'INSERT' THEN
    topics := '{request.opened}';
  ELSIF OLD.status <> 'open' THEN
    topics := CASE OLD.status WHEN 'answered' THEN '{request.came_back}' ELSE '{request.opened}' END;
  ELSIF NEW.status <> 'open' THEN
    topics := '{request.closed}';
  ELSE
    topics := array_remove(ARRAY[
      CASE WHEN OLD.remind_at <= now() AND NEW.remind_at IS NULL THEN 'request.due' END,
      CASE WHEN OLD.escalate_at <= now() AND NEW.escalate_at IS NULL THEN 'request.escalated'
           WHEN NEW.assignee <> coalesce(OLD.assignee, '') OR NEW.team IS DISTINCT FROM OLD.team THEN 'request.assigned' END], NULL);
  END IF;
  IF topics <> '{}' THEN
    SELECT project INTO its_project FROM adjourn.jobs WHERE id = NEW.job_id;
    data := json_build_object('project', its_project, 'graph', NEW.graph, 'job_id', NEW.job_id, 'thread_id', NEW.thread_id, 'request_id', NEW.id,
      'node', NEW.node, 'kind', NEW.kind, 'status', NEW.status, 'team', NEW.team, 'assignee', NEW.assignee, 'priority', NEW.priority,
      'due_at', NEW.due_at);
    PERFORM adjourn.tell(topic, NEW.job_id, NEW.id, its_project, NEW.graph, NEW.team, data) FROM unnest(topics) topic;
  END IF;
  RETURN NULL;
END $$;
CREATE TRIGGER request_told_asked AFTER INSERT ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_told();
CREATE TRIGGER request_told AFTER UPDATE ON adjourn.human_requests FOR EACH ROW EXECUTE FUNCTION adjourn.request_told();

-- For senders. A claim lasts 60 seconds: whoever dies with it leaves it to the next. Of each subscription some, so that one
-- whose host hangs holds up no other, and in any order of these; `busy` are those of which the sender has enough in hand.
CREATE FUNCTION adjourn.claim_notices(at_most integer, each integer, busy bigint[] DEFAULT '{}') RETURNS TABLE (
  id uuid, claim_id uuid, topic text, at timestamptz, data json, tries integer, subscription_id bigint, subscription text, url text,
  allowed boolean, http boolean, private boolean
) LANGUAGE plpgsql SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
#variable_conflict use_column
BEGIN
  RETURN QUERY WITH found AS MATERIALIZED (
    SELECT o.id, s.name, s.url FROM (SELECT * FROM adjourn.subscriptions ORDER BY random()) s, LATERAL (
      SELECT o.id FROM adjourn.outbox o WHERE o.subscription_id = s.id AND o.sent_at IS NULL AND o.parked_at IS NULL AND o.again_at <= now()
      ORDER BY o.again_at LIMIT each FOR NO KEY UPDATE SKIP LOCKED) o
    WHERE NOT s.paused AND s.id <> ALL (busy) LIMIT at_most
  ), claimed AS (
    UPDATE adjourn.outbox o SET claim_id = gen_random_uuid(), tries = o.tries + 1, again_at = clock_timestamp() + interval '60 seconds'
      FROM found f WHERE o.id = f.id
      RETURNING o.id, o.claim_id, o.topic, o.at, o.data, o.tries, o.subscription_id, f.name, f.url
  ) SELECT c.id, c.claim_id, c.topic, c.at, c.data, c.tries, c.subscription_id, c.name, c.url, h.host IS NOT NULL, coalesce(h.http, false),
      coalesce(h.private, false)
    FROM claimed c LEFT JOIN adjourn.webhook_hosts h ON h.host = adjourn.host_of(c.url);
END $$;

-- What was sent is sent, also by a claim that has run out.
CREATE FUNCTION adjourn.notice_sent(notice uuid) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE adjourn.outbox SET sent_at = clock_timestamp(), error = NULL, parked_at = NULL, claim_id = NULL WHERE id = notice AND sent_at IS NULL
$$;

-- Again after 10 seconds, then three times as long each time, up to 12 hours, give or take a half; the twelfth time, after a
-- day and a half, it is parked.
CREATE FUNCTION adjourn.notice_failed(notice uuid, claim uuid, why text) RETURNS void LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  UPDATE adjourn.outbox SET error = left(why, 500), claim_id = NULL, parked_at = CASE WHEN tries >= 12 THEN clock_timestamp() END,
      again_at = clock_timestamp() + least(10 * 3 ^ (tries - 1), 43200) * (0.5 + random()) * interval '1 second'
    WHERE id = notice AND claim_id = claim AND sent_at IS NULL
$$;

-- What was sent longer ago than that; what has been parked for a month, too; and what nobody subscribes to any more (it came
-- while its subscription went).
CREATE FUNCTION adjourn.forget_notices(keep interval DEFAULT '7 days', at_most integer DEFAULT 10000) RETURNS bigint LANGUAGE sql
SECURITY DEFINER SET search_path = pg_catalog, pg_temp AS $$
  WITH sent AS MATERIALIZED (
    SELECT id FROM adjourn.outbox WHERE sent_at < now() - keep LIMIT at_most FOR UPDATE SKIP LOCKED
  ), parked AS MATERIALIZED (
    SELECT id FROM adjourn.outbox WHERE parked_at < now() - greatest(keep, '30 days') LIMIT at_most FOR UPDATE SKIP LOCKED
  ), nobodys AS MATERIALIZED (
    SELECT id FROM adjourn.outbox WHERE sent_at IS NULL AND parked_at IS NULL AND subscription_id NOT IN (SELECT id FROM adjourn.subscriptions)
    LIMIT at_most FOR UPDATE SKIP LOCKED
  ), forgotten AS (
    DELETE FROM adjourn.outbox WHERE id IN (SELECT id FROM sent UNION ALL SELECT id FROM parked UNION ALL SELECT id FROM nobodys) RETURNING 1
  ) SELECT count(*) FROM forgotten
$$;
COMMENT ON FUNCTION adjourn.forget_notices IS 'Deletes of the outbox what was sent longer ago than `keep`, or has been parked for a month, at_most so many of each at once; returns how many.';
REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC;
