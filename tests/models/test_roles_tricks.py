"""What somebody may try who has one role, a schema of his own to make functions in, and knows ours by heart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import psycopg
import pytest
from psycopg import sql

from tests.support.by_hand import REFUSALS, read
from tests.support.house import House, Row
from tests.support.logins import ROLES, Logins, denied

#: Found before Postgres' own: each text that is compared goes through a function of somebody else.
_OPERATOR = """
CREATE FUNCTION mine.{name}(text, text) RETURNS boolean LANGUAGE plpgsql AS $$ BEGIN {body} END $$;
CREATE OPERATOR mine.{sign} (LEFTARG = text, RIGHTARG = text, FUNCTION = mine.{name});"""


@contextmanager
def trickster(logins: Logins, role: str, **operators: tuple[str, str]) -> Iterator[psycopg.Connection[Row]]:
    own = sql.SQL("CREATE SCHEMA mine AUTHORIZATION {}")
    logins.db.execute(own.format(sql.Identifier(logins.name(role))))
    with logins.connect(role) as connection:
        for name, (sign, body) in operators.items():
            connection.execute(_OPERATOR.format(name=name, sign=sign, body=body))
        connection.execute("SET search_path = mine, pg_catalog")
        yield connection


def test_operators_of_ones_own_do_not_change_an_answer(house: House, logins: Logins) -> None:
    """With these the first answer does not win, and the other one is signed by who gave the first."""
    job = house.run("line", {"log": []})
    [request] = house.requests(job["id"])
    house.answer(request["id"], {"data": "no"})
    before = read(house, request)
    fooled = {"same": ("=", "RETURN $2 OPERATOR(pg_catalog.=) 'open';"), "other": ("<>", "RETURN false;")}
    with (
        trickster(logins, "answerer", **fooled) as person,
        pytest.raises(REFUSALS, match="already answered by"),
    ):
        person.execute("""UPDATE adjourn.human_requests SET answer = '{"data": "yes"}'""")
    assert read(house, request) == before


def test_operators_of_ones_own_do_not_revive_a_job(house: House, logins: Logins) -> None:
    job = house.run("echo", "no state")
    assert job["status"] == "failed"
    with (
        trickster(logins, "worker", other=("<>", "RETURN false;")) as worker,
        pytest.raises(REFUSALS, match="is failed and cannot become cancelled"),
    ):
        worker.execute("UPDATE adjourn.jobs SET status = 'cancelled'")
    assert house.job(job["id"]) == job


@pytest.mark.parametrize(
    ("role", "act"),
    [
        ("submitter", """SELECT adjourn.enqueue('echo', '{"log": []}', key => 'k')"""),
        ("answerer", "UPDATE adjourn.human_requests SET comment = 'yes' WHERE id = %s"),
        ("worker", "UPDATE adjourn.jobs SET status = 'blocked', error = '{}' WHERE id = %s"),
    ],
)
def test_no_code_of_ones_own_runs_with_the_rights_of_the_owner(
    house: House, logins: Logins, role: str, act: str
) -> None:
    request = house.requests(house.run("line", {"log": []})["id"])[0]
    params = {"submitter": (), "answerer": (request["id"],), "worker": (request["job_id"],)}[role]
    logins.db.execute("CREATE TABLE public.seen (rights text); GRANT INSERT ON public.seen TO PUBLIC")
    notes = "INSERT INTO public.seen VALUES (current_user); RETURN $1 OPERATOR(pg_catalog.{0}) $2;"
    spies = {"same": ("=", notes.format("=")), "other": ("<>", notes.format("<>"))}
    with trickster(logins, role, **spies) as connection:
        logins.db.execute("GRANT USAGE ON SCHEMA mine TO PUBLIC")
        assert connection.execute(act, params).rowcount == 1
        assert connection.execute("SELECT 'a'::text = 'b'::text AS same").fetchall() == [{"same": False}]
    whose = logins.db.execute("SELECT DISTINCT rights FROM public.seen").fetchall()
    assert whose == [{"rights": logins.name(role)}], "the operators were found, but only by the caller"


def test_our_triggers_cannot_be_hung_on_a_table_of_ones_own(house: House, logins: Logins) -> None:
    """They would write what its rows say, whoever wrote those."""
    ours = """SELECT proname AS name FROM pg_proc
      WHERE pronamespace = 'adjourn'::regnamespace AND prorettype = 'trigger'::regtype"""
    names = [row["name"] for row in house.db.execute(ours)]
    assert {"job_moved", "request_moved"} < set(names)
    for role in set(ROLES) - {"owner"}:
        with logins.connect(role) as connection:
            connection.execute("CREATE TEMP TABLE mine (job_id uuid, id bigint, status text)")
            trigger = "CREATE TRIGGER forge AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION adjourn.{}()"
            denied(connection, *(trigger.format(name) for name in names))


def test_events_cannot_be_signed_with_another_name_from_a_trigger_of_ones_own(house: House, logins: Logins) -> None:
    """The rule that events come from triggers does not ask from whose."""
    forge = """
    CREATE TEMP TABLE mine (n int);
    CREATE FUNCTION pg_temp.forge() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
      INSERT INTO adjourn.events (by, job_id, became) VALUES ('Ada', gen_random_uuid(), 'answered'); RETURN NULL;
    END $$;
    CREATE TRIGGER forge AFTER INSERT ON mine FOR EACH ROW EXECUTE FUNCTION pg_temp.forge();"""
    for role in set(ROLES) - {"owner"}:
        with logins.connect(role) as connection:
            connection.execute(forge)
            denied(connection, "INSERT INTO mine VALUES (1)")
    assert house.db.execute("SELECT FROM adjourn.events").fetchall() == []
