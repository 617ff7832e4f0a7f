"""Every object of the schema has a decision: who may do what with it. A new one without a decision fails here."""

from __future__ import annotations

import psycopg
import pytest
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate

from tests.support.logins import ROLES

Rights = dict[str, dict[str, str]]
Db = psycopg.Connection[dict[str, str]]
#: Whom each string of rights below is about, in this order. The owner has all rights on all of it.
WHO = ("submitter", "gateway", "answerer", "inbox", "worker", "reader", "public")

#: Of each column: r(ead), i(nsert), u(pdate) by submitter, gateway, answerer, inbox, worker, reader, PUBLIC.
COLUMNS = {
    "jobs": {
        "id thread_id project graph input key priority deadline_at created_at": "r r r r r r -",
        "finished_at submitted_by": "r r r r r r -",
        "status started_at": "r r r r ru r -",
        "graph_version result error attempt crashes run_at lease_id leased_by lease_until ask_again": "r r - - ru r -",
        "config context request_hash tags batch_id queue max_attempts run_timeout": "r r - - r r -",
    },
    "human_requests": {
        "id rejected_answer answered_by answered_at answered_via closed_at created_at": "- - r r r r -",
        "job_id thread_id graph interrupt_id": "- - r r ri r -",
        "node kind title question question_hash answer_schema options": "- - r r riu r -",
        "checkpoint_ns checkpoint_id task_id ordinal": "- - r r riu r -",
        "choice comment answer claimed_until hidden_until": "- - ru ru r r -",
        "assignee team priority due_at": "- - ru ru ri r -",
        "four_eyes policy": "- - r r ri r -",
        "status answer_error resumed_at": "- - r r ru r -",
    },
    "graphs": {
        "project name version": "- - r r ri r -",
        "fingerprint input_schema drawing": "- - r r riu r -",
        "offered_at": "- - r r r r -",
        "seen_at": "- - r r ru r -",
    },
    "lanes": {"queue": "- - r r ri r -", "project seen_at": "- - r r riu r -", "added_by": "- - r r r r -"},
    "pauses": {"id project graph queue reason by at": "- - r r r r -"},
    "threads": {"thread_id project graph created_at": "- - - - - r -"},
    "events": {"id at by job_id request_id was became data": "- - - - - r -"},
    "steps": {"thread_id checkpoint_ns checkpoint_id job_id step source at wrote next tasks_done": "- - - - - r -"},
    "open_requests": {
        "id title question options choice comment answer answer_error rejected_answer assignee": "- - riu riu - r -",
        "priority due_at graph node kind answer_schema created_at job_id thread_id": "- - riu riu - r -",
        "team claimed_until hidden_until four_eyes": "- - riu riu - r -",
    },
    "people": {"name active created_at": "- - r r - r -", "email": "- - - r - - -"},
    "logins": {"login person": "- - r r - r -"},
    "teams": {"name": "- - r r i r -", "created_at": "- - r r - r -"},
    "members": {"person team may": "- - r r - r -"},
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
    **dict.fromkeys(("events_id_seq", "human_requests_id_seq", "pauses_id_seq", "refused_id_seq"), "- - - - - - -"),
    "unheard": "- - - - r - -",
}
#: A trigger's, with the owner's rights; and what is called by such functions only, with their search_path.
_ITSELF, _INSIDE = ("- - - - - - -", "owner", True), ("- - - - - - -", "caller", False)
#: Who executes each function directly; x: may. Then with whose rights it runs, and whether its search_path is fixed.
FUNCTIONS = {
    # What takes any type runs with the caller's rights: casts of his own come with his types.
    **dict.fromkeys(("enqueue", "enqueue2"), ("x x - - x - -", "caller", False)),
    "person": ("x x x x x x -", "owner", True),
    **dict.fromkeys(("decider", "may_speak_as"), _ITSELF),
    **dict.fromkeys(("person_has_a_login", "login_is_kept", "people_changed"), _ITSELF),
    **dict.fromkeys(("request_belongs", "request_passed", "request_arrives"), _ITSELF),
    **dict.fromkeys(("is_operator", "team_is_kept", "job_is_somebodys"), _ITSELF),
    "release_lapsed": ("- - - - x - -", "owner", True),
    **dict.fromkeys(("who_may", "may_in", "require_may_answer", "end_of_claim"), _INSIDE),
    "add_job": ("x x - - x - -", "owner", True),
    "is_alive": ("- - - - x x -", "caller", False),
    "failed_answers": ("- - - - x - -", "caller", False),
    "answer_many": ("- - x x - - -", "caller", True),
    "no_answer_yet": ("- - - - - - -", "caller", True),
    **dict.fromkeys(("job_starts", "job_keeps", "job_moves", "job_moved", "is_kept", "pause_ended"), _ITSELF),
    **dict.fromkeys(("request_starts", "request_keeps", "request_moves", "request_moved"), _ITSELF),
    # The view's, with the rights of whoever writes to it.
    **dict.fromkeys(("open_request_written", "open_request_inserted"), ("- - - - - - -", "caller", True)),
    "readable": ("- - x x - x -", "caller", False),
    **dict.fromkeys(("untouched", "may_equal", "as_float", "one_answer"), ("- - x x - - -", "caller", False)),
    **dict.fromkeys(("refuse", "answer_given", "is_text", "new_id", "ring"), _INSIDE),
    **dict.fromkeys(("wants_text", "takes_comment", "what_answers"), _INSIDE),
    **dict.fromkeys(("has_doubles", "is_plain", "misfits", "misfit"), _INSIDE),
    **dict.fromkeys(("project_for", "lane_for", "is_known", "as_json"), _INSIDE),
    **dict.fromkeys(("is_reserved", "config_misfit", "canonical", "request_hash"), _INSIDE),
    **dict.fromkeys(("number_too_large", "waits_for_somebody", "is_asked_again", "no_way_back"), _INSIDE),
}
SCHEMA = "u u u u u u -"

_COLUMNS = """
SELECT c.relname AS thing, a.attname AS part, who,
  concat(CASE WHEN has_column_privilege(who, c.oid, a.attnum, 'SELECT') THEN 'r' END,
         CASE WHEN has_column_privilege(who, c.oid, a.attnum, 'INSERT') THEN 'i' END,
         CASE WHEN has_column_privilege(who, c.oid, a.attnum, 'UPDATE') THEN 'u' END,
         CASE WHEN has_column_privilege(who, c.oid, a.attnum, 'REFERENCES') THEN 'f' END,
         CASE WHEN has_table_privilege(who, c.oid, 'DELETE') THEN 'd' END,
         CASE WHEN has_table_privilege(who, c.oid, 'TRUNCATE') THEN 't' END,
         CASE WHEN has_table_privilege(who, c.oid, 'TRIGGER') THEN 'g' END) AS rights
FROM pg_class c JOIN pg_attribute a ON a.attrelid = c.oid, unnest(%s::text[]) who
WHERE c.relnamespace = 'adjourn'::regnamespace AND c.relkind NOT IN ('i', 'I', 'S', 'c', 't')
  AND a.attnum > 0 AND NOT a.attisdropped"""
_SEQUENCES = """
SELECT 'sequence' AS thing, relname AS part, who,
  concat(CASE WHEN has_sequence_privilege(who, oid, 'USAGE') THEN 'x' END,
         CASE WHEN has_sequence_privilege(who, oid, 'SELECT') THEN 'r' END,
         CASE WHEN has_sequence_privilege(who, oid, 'UPDATE') THEN 'u' END) AS rights
FROM pg_class, unnest(%s::text[]) who WHERE relnamespace = 'adjourn'::regnamespace AND relkind = 'S'"""
# The second of a name is another one.
_FUNCTIONS = """
SELECT 'function' AS thing, concat(proname, nullif(dense_rank() OVER (PARTITION BY proname ORDER BY oid), 1),
    CASE WHEN prosecdef THEN ' owner ' ELSE ' caller ' END,
    CASE WHEN proconfig IS NULL THEN 'False' WHEN proconfig = '{"search_path=pg_catalog, pg_temp"}' THEN 'True'
         ELSE proconfig::text END) AS part,
  who, CASE WHEN has_function_privilege(who, oid, 'EXECUTE') THEN 'x' ELSE '' END AS rights
FROM pg_proc, unnest(%s::text[]) who WHERE pronamespace = 'adjourn'::regnamespace"""
_SCHEMA = """
SELECT 'schema' AS thing, nspname AS part, who,
  concat(CASE WHEN has_schema_privilege(who, oid, 'USAGE') THEN 'u' END,
         CASE WHEN has_schema_privilege(who, oid, 'CREATE') THEN 'c' END) AS rights
FROM pg_namespace, unnest(%s::text[]) who WHERE nspname = 'adjourn'"""
_OWNERS = """
SELECT relname AS thing, pg_get_userbyid(relowner) AS owner FROM pg_class WHERE relnamespace = 'adjourn'::regnamespace
UNION ALL SELECT proname, pg_get_userbyid(proowner) FROM pg_proc WHERE pronamespace = 'adjourn'::regnamespace
UNION ALL SELECT nspname, pg_get_userbyid(nspowner) FROM pg_namespace WHERE nspname = 'adjourn'"""


def decided() -> Rights:
    rights: Rights = {table: {} for table in COLUMNS}
    for table, columns in COLUMNS.items():
        for names, each in columns.items():
            rights[table] |= dict.fromkeys(names.split(), each)
    functions = {f"{name} {runs_as} {fixed}": each for name, (each, runs_as, fixed) in FUNCTIONS.items()}
    return rights | {"sequence": SEQUENCES, "function": functions, "schema": {"adjourn": SCHEMA}}


def found(db: Db) -> Rights:
    """As Postgres decides it, memberships of roles included."""
    names = [who if who == "public" else f"adjourn_{who}" for who in WHO]
    rights: Rights = {}
    for query in (_COLUMNS, _SEQUENCES, _FUNCTIONS, _SCHEMA):
        whose: dict[tuple[str, str], dict[str, str]] = {}
        for row in db.execute(query, (names,)):
            whose.setdefault((row["thing"], row["part"]), {})[row["who"]] = row["rights"] or "-"
        for (thing, part), each in whose.items():
            rights.setdefault(thing, {})[part] = " ".join(each[name] for name in names)
    return rights


@pytest.fixture
def roles(database_url: str, db: Db) -> Db:
    migrate(Settings(database_url=database_url), roles=True)
    return db


def test_each_role_has_the_rights_that_were_decided_and_public_has_none(
    roles: Db,
) -> None:
    assert found(roles) == decided()


@pytest.mark.parametrize("index_first", [True, False])
def test_a_search_index_has_the_rights_of_the_store(database_url: str, db: Db, index_first: bool) -> None:
    """Also one that is made when the roles are there."""
    for dims in (3, None) if index_first else (None, 3):
        migrate(Settings(database_url=database_url), roles=dims is None, dims=dims)
    vectors = ["prefix", "key", "field_name", "embedding", "created_at", "updated_at"]
    of_index = {
        "store_vectors": dict.fromkeys(vectors, "- - - - riud - -"),
        "vector_migrations": {"v": "- - - - - - -"},
    }
    assert found(db) == decided() | of_index
    assert {row["owner"] for row in db.execute(_OWNERS)} == {"adjourn_owner"}


def test_without_the_roles_public_has_no_rights_either(db: Db) -> None:
    for query in (_COLUMNS, _SEQUENCES, _FUNCTIONS, _SCHEMA):
        rows = db.execute(query, (["public"],)).fetchall()
        assert rows
        assert [(row["thing"], row["part"]) for row in rows if row["rights"]] == []


def test_the_owner_owns_everything(roles: Db) -> None:
    things = roles.execute(_OWNERS).fetchall()
    assert len(things) > len(COLUMNS) + len(SEQUENCES) + len(FUNCTIONS)
    assert [row["thing"] for row in things if row["owner"] != "adjourn_owner"] == []


def test_nobody_logs_in_as_a_role_and_none_is_a_member_of_another(roles: Db) -> None:
    names = [f"adjourn_{role}" for role in ROLES]
    can = """SELECT rolname FROM pg_roles WHERE rolname = ANY(%s) AND NOT (
      rolcanlogin OR rolsuper OR rolcreaterole OR rolcreatedb OR rolreplication OR rolbypassrls)"""
    assert {row["rolname"] for row in roles.execute(can, (names,))} == set(names)
    inside = "SELECT member::regrole FROM pg_auth_members WHERE member::regrole::text = ANY(%s)"
    assert roles.execute(inside, (names,)).fetchall() == []


def test_what_is_new_and_undecided_is_seen(roles: Db) -> None:
    """The walk above can fail."""
    for new in (
        "CREATE TABLE adjourn.batches (id int)",
        "ALTER TABLE adjourn.jobs ADD COLUMN colour text",
        "CREATE VIEW adjourn.open AS SELECT id FROM adjourn.jobs",
        "CREATE MATERIALIZED VIEW adjourn.open AS SELECT id FROM adjourn.jobs",
        "CREATE SEQUENCE adjourn.numbers",
        "CREATE FUNCTION adjourn.two() RETURNS int LANGUAGE sql RETURN 2",
        "CREATE FUNCTION adjourn.refuse(n int) RETURNS int LANGUAGE sql RETURN 2",
        "ALTER FUNCTION adjourn.refuse SECURITY DEFINER",
        "ALTER FUNCTION adjourn.add_job SET search_path = adjourn",
        "GRANT UPDATE (assignee) ON adjourn.human_requests TO adjourn_reader",
        "GRANT DELETE ON adjourn.events TO PUBLIC",
        "GRANT adjourn_worker TO adjourn_reader",
    ):
        with roles.transaction(force_rollback=True):
            roles.execute(new)
            assert found(roles) != decided(), new
    assert found(roles) == decided()


def test_rights_are_as_decided_again_after_somebody_has_changed_them(roles: Db, database_url: str) -> None:
    """Also by a plain `migrate`, as the next version is brought: a database that has the roles keeps them."""
    for change in (
        "GRANT UPDATE (assignee) ON adjourn.human_requests TO adjourn_reader",
        "REVOKE SELECT ON adjourn.jobs FROM adjourn_worker",
        "GRANT EXECUTE ON FUNCTION adjourn.job_moved TO PUBLIC",
        "ALTER TABLE adjourn.events OWNER TO CURRENT_USER",
    ):
        roles.execute(change)
    migrate(Settings(database_url=database_url))
    test_each_role_has_the_rights_that_were_decided_and_public_has_none(roles)
    test_the_owner_owns_everything(roles)
