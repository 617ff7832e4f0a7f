-- `adjourn migrate --roles`: seven roles that nobody logs in as, to be granted to those who do. Again does no harm, and
-- later migrations do it again, so that what they add has its rights too.

DO $$
DECLARE role text; owner text; thing text;
BEGIN
  -- Roles belong to all databases of a server: they may be there, and another database may make them right now.
  FOREACH role IN ARRAY '{adjourn_owner, adjourn_worker, adjourn_submitter, adjourn_gateway, adjourn_answerer, adjourn_inbox,
      adjourn_reader}'::text[] LOOP
    IF to_regrole(role) IS NULL THEN
      BEGIN
        EXECUTE format('CREATE ROLE %I NOLOGIN', role);
      EXCEPTION WHEN duplicate_object OR unique_violation THEN
        NULL;
      END;
    END IF;
  END LOOP;

  -- With whose rights the SECURITY DEFINER functions run: not with those of a superuser who happened to migrate. Who
  -- owned anything before goes on as a member.
  FOR owner IN
    SELECT pg_get_userbyid(relowner) FROM pg_class WHERE relnamespace = 'adjourn'::regnamespace
    UNION SELECT pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'adjourn'::regnamespace
    UNION SELECT pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'adjourn'
    UNION SELECT current_user
  LOOP
    IF NOT pg_has_role(owner, 'adjourn_owner', 'USAGE') THEN
      BEGIN
        EXECUTE format('GRANT adjourn_owner TO %I', owner);
      EXCEPTION WHEN unique_violation THEN
        NULL;
      END;
    END IF;
  END LOOP;
  FOR thing IN
    SELECT 'SCHEMA adjourn' FROM pg_namespace WHERE nspname = 'adjourn' AND nspowner <> 'adjourn_owner'::regrole
    UNION ALL
    SELECT format('TABLE adjourn.%I', relname) FROM pg_class   -- sequences and indexes follow
      WHERE relnamespace = 'adjourn'::regnamespace AND relkind IN ('r', 'v') AND relowner <> 'adjourn_owner'::regrole
    UNION ALL
    SELECT format('TYPE adjourn.%I', relname) FROM pg_class
      WHERE relnamespace = 'adjourn'::regnamespace AND relkind = 'c' AND relowner <> 'adjourn_owner'::regrole
    UNION ALL
    SELECT format('ROUTINE adjourn.%I(%s)', proname, pg_get_function_identity_arguments(oid)) FROM pg_proc
      WHERE pronamespace = 'adjourn'::regnamespace AND proowner <> 'adjourn_owner'::regrole
  LOOP
    EXECUTE format('ALTER %s OWNER TO adjourn_owner', thing);
  END LOOP;
END $$;

REVOKE ALL ON ALL TABLES IN SCHEMA adjourn FROM PUBLIC, adjourn_worker, adjourn_submitter, adjourn_gateway, adjourn_answerer, adjourn_inbox, adjourn_reader;
REVOKE ALL ON ALL SEQUENCES IN SCHEMA adjourn FROM PUBLIC, adjourn_worker, adjourn_submitter, adjourn_gateway, adjourn_answerer, adjourn_inbox, adjourn_reader;
REVOKE ALL ON ALL ROUTINES IN SCHEMA adjourn FROM PUBLIC, adjourn_worker, adjourn_submitter, adjourn_gateway, adjourn_answerer, adjourn_inbox, adjourn_reader;
REVOKE ALL ON SCHEMA adjourn FROM PUBLIC, adjourn_worker, adjourn_submitter, adjourn_gateway, adjourn_answerer, adjourn_inbox, adjourn_reader;
GRANT USAGE ON SCHEMA adjourn TO adjourn_worker, adjourn_submitter, adjourn_gateway, adjourn_answerer, adjourn_inbox, adjourn_reader;

-- Another system: adds jobs, reads what became of them. A gateway does that for people who are logged in there, and
-- names them. No plain INSERT, which could name an id or a moment of its own.
GRANT EXECUTE ON FUNCTION adjourn.add_job TO adjourn_submitter, adjourn_gateway, adjourn_worker;   -- workers for messages of other Celery apps
DO $$ DECLARE variant regprocedure; BEGIN
  FOR variant IN SELECT oid FROM pg_proc WHERE pronamespace = 'adjourn'::regnamespace AND proname = 'enqueue' LOOP
    EXECUTE format('GRANT EXECUTE ON FUNCTION %s TO adjourn_submitter, adjourn_gateway, adjourn_worker', variant);
  END LOOP;
END $$;
GRANT SELECT ON adjourn.jobs TO adjourn_submitter, adjourn_gateway;
-- By the clock, too. The scheduler makes these jobs, in the name of who wrote down what they do.
GRANT SELECT, DELETE, INSERT (project, name, graph, cron, zone, missed, input, thread_id, config, context, queue, priority, max_attempts,
    run_timeout, tags, paused, since), UPDATE (graph, cron, zone, missed, input, thread_id, config, context, queue, priority, max_attempts,
    run_timeout, tags, paused, since)
  ON adjourn.schedules TO adjourn_submitter, adjourn_gateway;
GRANT SELECT ON adjourn.schedules TO adjourn_worker, adjourn_reader;
GRANT EXECUTE ON FUNCTION adjourn.fire, adjourn.stop_schedule TO adjourn_worker;
-- Senders (adjourn notify), who need no more: subscriptions, whose URLs may hold keys, and the outbox are the owner's.
GRANT EXECUTE ON FUNCTION adjourn.claim_notices, adjourn.notice_sent, adjourn.notice_failed, adjourn.forget_notices TO adjourn_worker;
GRANT EXECUTE ON FUNCTION adjourn.enqueue_many, adjourn.begin_batch, adjourn.add_lines, adjourn.end_batch, adjourn.limit_batch
  TO adjourn_submitter, adjourn_gateway;
GRANT SELECT ON adjourn.batches TO adjourn_submitter, adjourn_gateway, adjourn_reader;
-- Not its options, in which config and context are.
GRANT SELECT (id, name, graph, project, file, created_by, created_at, submitted_at, lines, refused) ON adjourn.batches
  TO adjourn_answerer, adjourn_inbox;

-- People: read questions and what they are about, and answer them. Neither config nor context of a job, which may hold
-- keys of other systems. The page does that for whoever is logged in there.
GRANT SELECT ON adjourn.human_requests, adjourn.graphs, adjourn.lanes, adjourn.pauses TO adjourn_answerer, adjourn_inbox;
GRANT SELECT (id, thread_id, project, graph, status, input, key, priority, deadline_at, created_at, started_at, finished_at,
    submitted_by, batch_id)
  ON adjourn.jobs TO adjourn_answerer, adjourn_inbox;
GRANT UPDATE (choice, comment, answer, assignee, team, claimed_until, hidden_until, priority, due_at,
    remind_at, escalate_at, expires_at) ON adjourn.human_requests
  TO adjourn_answerer, adjourn_inbox;
GRANT EXECUTE ON FUNCTION adjourn.answer_many TO adjourn_answerer, adjourn_inbox;
GRANT SELECT, INSERT (request_id, text) ON adjourn.notes TO adjourn_answerer, adjourn_inbox;
-- The view for admin tools works with the rights of whoever uses it, so they are those on the table. Tools write all
-- columns; what has changed among them is for its triggers to refuse.
GRANT SELECT, INSERT, UPDATE ON adjourn.open_requests TO adjourn_answerer, adjourn_inbox;
GRANT EXECUTE ON FUNCTION adjourn.readable, adjourn.untouched, adjourn.may_equal, adjourn.as_float, adjourn.one_answer
  TO adjourn_answerer, adjourn_inbox;

-- Who looks: all but the checkpoints themselves, in which any state may be.
GRANT SELECT ON adjourn.jobs, adjourn.human_requests, adjourn.events, adjourn.graphs, adjourn.lanes, adjourn.pauses, adjourn.threads,
  adjourn.steps, adjourn.alembic_version, adjourn.contract, adjourn.open_requests, adjourn.notes TO adjourn_reader;
GRANT EXECUTE ON FUNCTION adjourn.readable TO adjourn_reader;

-- What each may see of it, in order of urgency; what was done with it.
GRANT EXECUTE ON FUNCTION adjourn.inbox_of, adjourn.inbox_count, adjourn.sees TO adjourn_answerer, adjourn_inbox, adjourn_reader, adjourn_worker;
GRANT EXECUTE ON FUNCTION adjourn.history TO adjourn_answerer, adjourn_inbox, adjourn_reader;
GRANT EXECUTE ON FUNCTION adjourn.my_teams, adjourn.pass_on TO adjourn_answerer, adjourn_inbox;
GRANT SELECT ON adjourn.answered TO adjourn_answerer, adjourn_inbox, adjourn_reader;

-- Who is who: everybody may know, but addresses are the page's to use.
GRANT SELECT (name, active, created_at) ON adjourn.people TO adjourn_answerer, adjourn_inbox, adjourn_reader;
GRANT SELECT (email) ON adjourn.people TO adjourn_inbox;
GRANT SELECT ON adjourn.logins, adjourn.teams, adjourn.members TO adjourn_answerer, adjourn_inbox, adjourn_reader;
-- The page: who is logged in. Passwords and sessions themselves are the owner's.
GRANT EXECUTE ON FUNCTION adjourn.password_of, adjourn.has_passwords, adjourn.begin_session, adjourn.session_person,
  adjourn.sessions_that_last, adjourn.end_session, adjourn.end_sessions, adjourn.happened,
  adjourn.visited_before TO adjourn_inbox;
GRANT EXECUTE ON FUNCTION adjourn.request_ends TO adjourn_answerer, adjourn_inbox;
GRANT EXECUTE ON FUNCTION adjourn.answered_before, adjourn.waiting_now, adjourn.oldest_waiting, adjourn.due_now, adjourn.answered_lately, adjourn.jobs_now, adjourn.ended_lately, adjourn.health_seen,
  adjourn.job_course, adjourn.job_drawing, adjourn.job_waits_at, adjourn.batches_lately, adjourn.batch_seen,
  adjourn.batch_states, adjourn.batch_ended_lately TO adjourn_inbox;
GRANT EXECUTE ON FUNCTION adjourn.person TO adjourn_worker, adjourn_submitter, adjourn_gateway, adjourn_answerer, adjourn_inbox, adjourn_reader;

-- Workers and schedulers: moves of jobs and questions, but no answers; checkpoints, which nobody else touches.
GRANT SELECT ON adjourn.jobs, adjourn.human_requests, adjourn.events, adjourn.graphs, adjourn.lanes, adjourn.pauses, adjourn.alembic_version,
  adjourn.contract, adjourn.limits, adjourn.places TO adjourn_worker;
GRANT EXECUTE ON FUNCTION adjourn.may_start, adjourn.leave_places TO adjourn_worker;
GRANT SELECT ON adjourn.limits, adjourn.places TO adjourn_submitter, adjourn_gateway, adjourn_reader;
GRANT SELECT ON SEQUENCE adjourn.unheard TO adjourn_worker;
-- Messages that no job was made of: what is in them is not known, so besides workers the owner alone reads them.
GRANT SELECT, INSERT (queue, message, why, again_at), UPDATE (message, why, again_at), DELETE
  ON adjourn.refused TO adjourn_worker;
GRANT UPDATE (status, graph_version, graph_fingerprint, result, error, attempt, crashes, run_at, lease_id, leased_by,
    lease_until, started_at, ask_again, runs)
  ON adjourn.jobs TO adjourn_worker;
GRANT INSERT (job_id, thread_id, graph, node, kind, title, question, question_hash, answer_schema, options, interrupt_id,
    checkpoint_ns, checkpoint_id, task_id, ordinal, team, assignee, priority, due_at, remind_at,
    escalate_at, escalate_to, expires_at, at_expiry, expiry_answer, four_eyes, policy, look_twice, shown),
  UPDATE (status, answer_error, resumed_at, node, kind, title, question, look_twice, shown,
    question_hash, answer_schema, options, checkpoint_ns, checkpoint_id, task_id, ordinal)
  ON adjourn.human_requests TO adjourn_worker;
GRANT EXECUTE ON FUNCTION adjourn.failed_answers, adjourn.release_lapsed, adjourn.keep_time TO adjourn_worker;
GRANT INSERT (name) ON adjourn.teams TO adjourn_worker;   -- those that a policy names
GRANT INSERT (project, name, version, fingerprint, input_schema, drawing, ttl), UPDATE (fingerprint, input_schema, drawing, seen_at, ttl)
  ON adjourn.graphs TO adjourn_worker;
-- The scheduler's: they look themselves what may go, by these rules.
GRANT EXECUTE ON FUNCTION adjourn.prune_threads, adjourn.prune_kept TO adjourn_worker;
GRANT SELECT ON adjourn.retention TO adjourn_worker, adjourn_reader;
GRANT SELECT ON adjourn.kept, adjourn.thread_sizes TO adjourn_reader;
GRANT EXECUTE ON FUNCTION adjourn.job_bytes, adjourn.request_bytes, adjourn.event_bytes, adjourn.progress_bytes, adjourn.checkpoint_bytes, adjourn.blob_bytes,
  adjourn.write_bytes TO adjourn_reader;
GRANT INSERT (queue, project, seen_at), UPDATE (project, seen_at) ON adjourn.lanes TO adjourn_worker;
GRANT SELECT, INSERT, UPDATE, DELETE ON adjourn.workers TO adjourn_worker;
GRANT SELECT ON adjourn.workers TO adjourn_reader;
GRANT SELECT ON adjourn.takers TO adjourn_worker, adjourn_reader;
GRANT EXECUTE ON FUNCTION adjourn.is_taken TO adjourn_worker, adjourn_reader;
-- What nodes say while they run, and who may follow that: it looks itself at which jobs he sees.
GRANT SELECT, INSERT, DELETE ON adjourn.progress TO adjourn_worker;
GRANT SELECT ON adjourn.progress TO adjourn_reader;
GRANT EXECUTE ON FUNCTION adjourn.progress_of TO adjourn_submitter, adjourn_gateway, adjourn_answerer, adjourn_inbox, adjourn_reader;
GRANT EXECUTE ON FUNCTION adjourn.progress_marks TO adjourn_inbox;
GRANT SELECT ON adjourn.health TO adjourn_worker, adjourn_reader;
GRANT EXECUTE ON FUNCTION adjourn.health_now TO adjourn_worker, adjourn_reader;
GRANT EXECUTE ON FUNCTION adjourn.is_alive TO adjourn_worker, adjourn_reader;
GRANT SELECT, INSERT ON adjourn.checkpoints, adjourn.checkpoint_blobs, adjourn.checkpoint_writes TO adjourn_worker;
-- A retry that goes back to a question takes back what followed it.
GRANT UPDATE (checkpoint, metadata), DELETE ON adjourn.checkpoints TO adjourn_worker;
GRANT UPDATE (channel, type, blob), DELETE ON adjourn.checkpoint_writes TO adjourn_worker;
-- And what graphs keep across threads, with the search index if there is one; the scheduler deletes what has expired.
GRANT SELECT, INSERT, UPDATE, DELETE ON adjourn.store TO adjourn_worker;
DO $$ BEGIN
  IF to_regclass('adjourn.store_vectors') IS NOT NULL THEN
    GRANT SELECT, INSERT, UPDATE, DELETE ON adjourn.store_vectors TO adjourn_worker;
  END IF;
END $$;

-- People see the questions of their teams, those of no team, and jobs and notes to which these belong. Where somebody has
-- made policies of his own, his alone count: beside ours, either would do. Whom he has granted the table itself goes on to
-- see all of it. Made once, as it locks the table.
DO $$ DECLARE shown record; others text; BEGIN
  FOR shown IN SELECT ('adjourn.' || name)::regclass AS named, everybody, people FROM (VALUES
    ('human_requests', 'adjourn_worker, adjourn_reader', 'team IS NULL OR team = ANY ((SELECT adjourn.my_teams())::text[])'),
    ('notes', 'adjourn_reader', 'EXISTS (SELECT FROM adjourn.human_requests r WHERE r.id = request_id)'),
    ('jobs', 'adjourn_worker, adjourn_reader, adjourn_submitter, adjourn_gateway',   -- as long as there are no teams, all
      'NOT EXISTS (SELECT FROM adjourn.teams) OR EXISTS (SELECT FROM adjourn.human_requests r WHERE r.job_id = jobs.id)')
    ) tables (name, everybody, people)
  LOOP
    CONTINUE WHEN EXISTS (SELECT FROM pg_policy WHERE polrelid = shown.named);
    SELECT string_agg(DISTINCT CASE grantee WHEN 0 THEN 'PUBLIC' ELSE grantee::regrole::text END, ', ') INTO others
      FROM (SELECT relacl AS acl FROM pg_class WHERE oid = shown.named
            UNION ALL SELECT attacl FROM pg_attribute WHERE attrelid = shown.named) its, aclexplode(acl)
      WHERE grantee <> ALL (ARRAY(SELECT oid FROM pg_roles WHERE rolname IN ('adjourn_owner', 'adjourn_worker', 'adjourn_submitter',
        'adjourn_gateway', 'adjourn_answerer', 'adjourn_inbox', 'adjourn_reader')));
    EXECUTE format('CREATE POLICY adjourn_everybody ON %s TO %s USING (true)', shown.named, concat_ws(', ', shown.everybody, others));
    EXECUTE format('CREATE POLICY adjourn_people ON %s TO adjourn_answerer, adjourn_inbox USING (%s)', shown.named, shown.people);
    EXECUTE format('ALTER TABLE %s ENABLE ROW LEVEL SECURITY', shown.named);
  END LOOP;
END $$;
