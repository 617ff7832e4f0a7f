"""Every object of the schema has a decision: who may do what with it. A new one without a decision fails here."""

from __future__ import annotations

import pytest
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate

from tests.support.decided import COLUMNS, SEQUENCES, WHO, decided
from tests.support.logins import ROLES
from tests.support.rights import Db, found, owners


@pytest.fixture
def roles(database_url: str, db: Db) -> Db:
    migrate(Settings(database_url=database_url), roles=True)
    return db


def test_each_role_has_the_rights_that_were_decided_and_public_has_none(
    roles: Db,
) -> None:
    assert found(roles, WHO) == decided()


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
    assert found(db, WHO) == decided() | of_index
    assert set(owners(db).values()) == {"adjourn_owner"}


def test_without_the_roles_public_has_no_rights_either(db: Db) -> None:
    rights = found(db, ["public"])
    assert rights.keys() >= COLUMNS.keys()
    assert {right for each in rights.values() for right in each.values()} == {"-"}


def test_the_owner_owns_everything(roles: Db) -> None:
    whose = owners(roles)
    assert len(whose) > len(COLUMNS) + len(SEQUENCES)
    assert set(whose.values()) == {"adjourn_owner"}


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
        "CREATE TABLE adjourn.bundles (id int)",
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
            assert found(roles, WHO) != decided(), new
    assert found(roles, WHO) == decided()


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
