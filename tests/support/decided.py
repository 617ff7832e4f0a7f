"""Who may do what with each object of the schema, as it was decided."""

from __future__ import annotations

from tests.support.rights import Rights

#: Whom each string of rights below is about, in this order. The owner has all rights on all of it.
WHO = ("submitter", "gateway", "answerer", "inbox", "worker", "reader", "public")

#: Of each column: r(ead), i(nsert), u(pdate) by submitter, gateway, answerer, inbox, worker, reader, PUBLIC.
COLUMNS = {
    "jobs": {
        "id thread_id project graph input key priority deadline_at created_at batch_id": "r r r r r r -",
        "finished_at submitted_by": "r r r r r r -",
        "status started_at": "r r r r ru r -",
        "graph_version graph_fingerprint result error attempt crashes run_at runs": "r r - - ru r -",
        "lease_id leased_by lease_until ask_again": "r r - - ru r -",
        "config context request_hash tags queue max_attempts run_timeout schedule traceparent": "r r - - r r -",
    },
    "batches": {
        "id name graph project file created_by created_at submitted_at lines refused": "r r r r - r -",
        "options": "r r - - - r -",
    },
    "human_requests": {
        "id rejected_answer answered_by answered_at answered_via closed_at created_at": "- - r r r r -",
        "job_id thread_id graph interrupt_id": "- - r r ri r -",
        "node kind title question question_hash answer_schema options look_twice shown": "- - r r riu r -",
        "checkpoint_ns checkpoint_id task_id ordinal": "- - r r riu r -",
        "choice comment answer claimed_until hidden_until": "- - ru ru r r -",
        "assignee team priority due_at remind_at escalate_at expires_at": "- - ru ru ri r -",
        "four_eyes policy escalate_to at_expiry expiry_answer": "- - r r ri r -",
        "status answer_error resumed_at": "- - r r ru r -",
    },
    "graphs": {
        "project name version": "- - r r ri r -",
        "fingerprint input_schema drawing": "- - r r riu r -",
        "ttl": "- - r r riu r -",
        "offered_at": "- - r r r r -",
        "seen_at": "- - r r ru r -",
    },
    "lanes": {"queue": "- - r r ri r -", "project seen_at": "- - r r riu r -", "added_by": "- - r r r r -"},
    "workers": {"name project version takes queues slots running started_at seen_at": "- - - - riud r -"},
    "takers": {"project queue graph version takes": "- - - - r r -"},
    "health": {"name project graph queue status value": "- - - - r r -"},
    "retention": {"project graph strategy ttl sweep_interval sweep_limit": "- - - - r r -"},
    "kept": {"what ttl": "- - - - - r -"},
    "thread_sizes": {"thread_id project graph jobs human_requests events checkpoints bytes": "- - - - - r -"},
    "progress": {
        "job_id n at run lease_id place checkpoint_id checkpoint_ns node data is_cut dropped": "- - - - rid r -",
    },
    "pauses": {"id project graph queue reason by at": "- - r r r r -"},
    "limits": {"id project graph queue batch_id running per_minute by at": "r r - - r r -"},
    "places": {"id limit_id kind job_id taken_at leaves": "r r - - r r -"},
    "schedules": {
        "project name": "rid rid - - r r -",
        "graph cron zone missed input thread_id config context queue priority": "riud riud - - r r -",
        "max_attempts run_timeout tags paused since": "riud riud - - r r -",
        "next_at last_at error created_at submitted_by": "rd rd - - r r -",
    },
    "webhook_hosts": {"host http private allowed_by created_at": "- - - - - - -"},
    "subscriptions": {"id name url topics project graph team paused created_by created_at": "- - - - - - -"},
    "outbox": {
        "id at topic subscription_id job_id request_id data tries again_at claim_id error": "- - - - - - -",
        "parked_at sent_at": "- - - - - - -",
    },
    "threads": {"thread_id project graph created_at": "- - - - - r -"},
    "events": {"id at by job_id request_id was became data": "- - - - r r -"},
    "steps": {"thread_id checkpoint_ns checkpoint_id job_id step source at wrote next tasks_done": "- - - - - r -"},
    "open_requests": {
        "id title question options choice comment answer answer_error rejected_answer assignee": "- - riu riu - r -",
        "priority due_at graph node kind answer_schema created_at job_id thread_id": "- - riu riu - r -",
        "team claimed_until hidden_until four_eyes look_twice": "- - riu riu - r -",
    },
    "answered": {
        "id title answer answered_by answered_at answered_via resumed_at choice comment team assignee": "- - r r - r -",
        "graph node kind question created_at job_id thread_id": "- - r r - r -",
    },
    "people": {"name active created_at": "- - r r - r -", "email": "- - - r - - -"},
    "logins": {"login person": "- - r r - r -"},
    "teams": {"name": "- - r r i r -", "created_at": "- - r r - r -"},
    "members": {"person team may": "- - r r - r -"},
    "notes": {"id at by": "- - r r - r -", "request_id text": "- - ri ri - r -"},
    "passwords": {"person hash changed_at": "- - - - - - -"},
    "visits": {"person before seen_at": "- - - - - - -"},
    "sessions": {"hash person began_at seen_at": "- - - - - - -"},
    "alembic_version": {"version_num": "- - - - r r -"},
    "contract": {"oldest": "- - - - r r -"},
    "checkpoints": {
        "thread_id checkpoint_ns checkpoint_id parent_checkpoint_id type": "- - - - rid - -",
        "checkpoint metadata": "- - - - riud - -",
    },
    "checkpoint_blobs": {"thread_id checkpoint_ns channel version type blob": "- - - - ri - -"},
    "checkpoint_writes": {
        "thread_id checkpoint_ns checkpoint_id task_id idx task_path": "- - - - rid - -",
        "channel type blob": "- - - - riud - -",
    },
    "checkpoint_migrations": {"v": "- - - - - - -"},
    "refused": {"id at": "- - - - rd - -", "queue": "- - - - rid - -", "message why again_at": "- - - - riud - -"},
    "store": {"prefix key value created_at updated_at expires_at ttl_minutes": "- - - - riud - -"},
    "store_migrations": {"v": "- - - - - - -"},
}
SEQUENCES = {
    **dict.fromkeys(
        (
            *("events_id_seq", "human_requests_id_seq", "pauses_id_seq", "refused_id_seq", "notes_id_seq"),
            *("limits_id_seq", "places_id_seq", "subscriptions_id_seq"),
        ),
        "- - - - - - -",
    ),
    "subscriptions_id_seq": "- - - - - - -",
    "unheard": "- - - - r - -",
}
#: A trigger's, with the owner's rights; and what is called by such functions only, with their search_path.
_ITSELF, _INSIDE = ("- - - - - - -", "owner", True), ("- - - - - - -", "caller", False)
_IN_ORDER = '{"search_path=pg_catalog, pg_temp",enable_seqscan=off}'
_BY_INDEX = '{"search_path=pg_catalog, pg_temp",enable_seqscan=off,enable_bitmapscan=off}'
#: Who executes each function directly; x: may. Then with whose rights it runs, and whether its search_path is fixed.
FUNCTIONS = {
    # What takes any type runs with the caller's rights: casts of his own come with his types.
    **dict.fromkeys(("enqueue", "enqueue2"), ("x x - - x - -", "caller", False)),
    "person": ("x x x x x x -", "owner", True),
    **dict.fromkeys(("decider", "may_speak_as"), _ITSELF),
    **dict.fromkeys(("request_starts", "request_keeps", "request_moves", "request_moved", "people_changed"), _ITSELF),
    **dict.fromkeys(("request_belongs", "request_custody", "request_arrives", "person_has_a_login"), _ITSELF),
    **dict.fromkeys(
        (
            "is_owner",
            "team_is_kept",
            "note_is_signed",
            "login_is_kept",
            "person_lets_go",
            "person_is_renamed",
            "is_kept",
            "pause_ended",
        ),
        _ITSELF,
    ),
    **dict.fromkeys(("schedule_is_sound", "schedule_changed"), _ITSELF),
    **dict.fromkeys(("release_lapsed", "keep_time", "fire", "stop_schedule"), ("- - - - x - -", "owner", True)),
    **dict.fromkeys(("job_told", "request_told", "subscription_is_sound", "subscription_changed"), _ITSELF),
    **dict.fromkeys(("tell", "host_of", "is_target"), _INSIDE),
    "events_come_from_moves": _INSIDE,  # it asks what search_path its caller has
    **dict.fromkeys(
        ("claim_notices", "notice_sent", "notice_failed", "forget_notices"), ("- - - - x - -", "owner", True)
    ),
    **dict.fromkeys(
        (
            "inbox_query",
            "by_urgency",
            "who_may",
            "may_in",
            "submitters",
            "require_may_answer",
            "end_of_claim",
            "more_urgent",
            "answers_for",
            "custody",
        ),
        _INSIDE,
    ),
    **dict.fromkeys(("inbox_of", "inbox_count", "sees"), ("- - x x x x -", "owner", True)),
    **dict.fromkeys(("my_teams", "pass_on"), ("- - x x - - -", "owner", True)),
    "history": ("- - x x - x -", "owner", True),
    "sees_all": _ITSELF,
    "request_stays_in_sight": ("- - - - - - -", "caller", True),
    "erasing_is_the_owners": _ITSELF,
    # The page's.
    **dict.fromkeys(
        ("password_of", "has_passwords", "begin_session", "session_person"), ("- - - x - - -", "owner", True)
    ),
    **dict.fromkeys(
        ("sessions_that_last", "end_session", "end_sessions", "happened", "visited_before"),
        ("- - - x - - -", "owner", True),
    ),
    "request_ends": ("- - x x - - -", "owner", True),
    "answered_before": ("- - - x - - -", "owner", True),
    # These read in the order of an index.
    "first_waiting": ("- - - - - - -", "caller", _BY_INDEX),
    **dict.fromkeys(("answered_lately", "ended_lately"), ("- - - x - - -", "owner", _BY_INDEX)),
    **dict.fromkeys(("waiting_now", "oldest_waiting", "due_now"), ("- - - x - - -", "owner", True)),
    **dict.fromkeys(("jobs_now", "health_seen"), ("- - - x - - -", "owner", True)),
    **dict.fromkeys(("job_course", "job_drawing", "job_waits_at"), ("- - - x - - -", "owner", True)),
    **dict.fromkeys(
        ("batches_lately", "batch_seen", "batch_states", "batch_ended_lately"), ("- - - x - - -", "owner", True)
    ),
    **dict.fromkeys(("sees_those_of", "sees_job", "sees_batch", "is_lead"), ("- - - - - - -", "caller", True)),
    **dict.fromkeys(("sees_progress", "is_one_of"), ("- - - - - - -", "caller", True)),
    "progress_of": ("x x x x - x -", "owner", _IN_ORDER),
    "progress_marks": ("- - - x - - -", "owner", _IN_ORDER),
    "sessions_end": _ITSELF,
    "visit": ("- - - - - - -", "owner", True),
    "lasts": _INSIDE,
    "is_operator": _INSIDE,
    "erase": ("- - - - - - -", "caller", True),
    **dict.fromkeys(
        ("prune_threads", "prune_kept"),
        ("- - - - x - -", "owner", _IN_ORDER),
    ),
    **dict.fromkeys(
        (
            *("job_bytes", "request_bytes", "event_bytes", "progress_bytes"),
            *("checkpoint_bytes", "blob_bytes", "write_bytes"),
        ),
        ("- - - - - x -", "caller", False),
    ),
    **dict.fromkeys(("ttl_changed", "kept_changed"), _ITSELF),
    "health_now": ("- - - - x x -", "owner", _BY_INDEX.replace("}", ",enable_sort=off,jit=off}")),
    "waiting_jobs": ("- - - - - - -", "caller", _BY_INDEX),
    **dict.fromkeys(("has_older", "keep_latest"), _INSIDE),
    **dict.fromkeys(
        ("enqueue_many", "begin_batch", "add_lines", "end_batch", "limit_batch"), ("x x - - - - -", "owner", True)
    ),
    "add_jobs": ("- - - - - - -", "owner", '{"search_path=pg_catalog, adjourn, pg_temp",enable_seqscan=off}'),
    "many_by_the_owner": ("- - - - - - -", "caller", True),
    **dict.fromkeys(("thread_stays", "limit_changed", "place_is_left"), _ITSELF),
    "limit_keeps": ("- - - - - - -", "caller", False),
    "make_way": ("- - - - - - -", "owner", True),
    **dict.fromkeys(("may_start", "leave_places"), ("- - - - x - -", "owner", True)),
    **dict.fromkeys(("looks_odd", "input_misfit", "wishes_of", "traceparent_of"), _INSIDE),
    "add_job": ("x x - - x - -", "owner", True),
    **dict.fromkeys(("is_alive", "is_taken"), ("- - - - x x -", "caller", False)),
    "failed_answers": ("- - - - x - -", "caller", False),
    "answer_many": ("- - x x - - -", "caller", True),
    "no_answer_yet": ("- - - - - - -", "caller", True),
    **dict.fromkeys(("job_starts", "job_keeps", "job_moves", "job_moved", "job_is_somebodys"), _ITSELF),
    # The view's, with the rights of whoever writes to it.
    **dict.fromkeys(("open_request_written", "open_request_inserted"), ("- - - - - - -", "caller", True)),
    "readable": ("- - x x - x -", "caller", False),
    **dict.fromkeys(("untouched", "may_equal", "as_float", "one_answer"), ("- - x x - - -", "caller", False)),
    **dict.fromkeys(("refuse", "answer_given", "is_text", "new_id", "ring"), _INSIDE),
    **dict.fromkeys(("wants_text", "takes_comment", "what_answers", "has_doubles", "is_plain"), _INSIDE),
    **dict.fromkeys(("misfits", "misfit", "lets_pass", "whole_time", "opens_again", "expire"), _INSIDE),
    **dict.fromkeys(("project_for", "lane_for", "is_known", "as_json"), _INSIDE),
    **dict.fromkeys(("is_reserved", "config_misfit", "canonical", "request_hash"), _INSIDE),
    **dict.fromkeys(("number_too_large", "waits_for_somebody", "is_asked_again", "no_way_back"), _INSIDE),
}
SCHEMA = "u u u u u u -"


def decided() -> Rights:
    rights: Rights = {table: {} for table in COLUMNS}
    for table, columns in COLUMNS.items():
        for names, each in columns.items():
            rights[table] |= dict.fromkeys(names.split(), each)
    functions = {f"{name} {runs_as} {fixed}": each for name, (each, runs_as, fixed) in FUNCTIONS.items()}
    return rights | {"sequence": SEQUENCES, "function": functions, "schema": {"adjourn": SCHEMA}}
