"""What is old and finished goes, all of it or nothing, and nothing that waits."""

from __future__ import annotations

import psycopg
import pytest
from adjourn.models import custody
from sqlalchemy import Connection

from tests.support.by_hand import REFUSALS, ask
from tests.support.house import House
from tests.support.logins import ROLES, Logins
from tests.support.pruning import age, left, orphans, prune, rule


def finished(house: House, graph: str = "steps", **options: str) -> str:
    """The thread of a job that has succeeded."""
    job = house.run(graph, {"log": []}, **options)
    for row in house.requests(job["id"], "open"):
        house.answer(row["id"], "yes")
    house.advance_due()
    assert house.job(job["id"])["status"] == "succeeded"
    return str(job["thread_id"])


def test_an_old_thread_goes_with_all_that_belongs_to_it(house: House, connection: Connection) -> None:
    row = ask(house)
    custody.note(connection, row["id"], "so")
    house.answer(row["id"], "yes")
    house.advance_due()
    old, young, other = row["thread_id"], finished(house, "line"), finished(house)
    rule(house.db, "line")
    for thread in (old, other):
        age(house.db, thread)
    gone = prune(connection)["line"]
    assert {kind: gone[kind] for kind in ("threads", "jobs", "human_requests", "notes")} == {
        "threads": 1,
        "jobs": 1,
        "human_requests": 1,
        "notes": 1,
    }
    assert (gone["events"] > 5, gone["checkpoints"] > 2) == (True, True)
    assert (left(house.db, old), orphans(house.db)) == ({}, [])
    assert left(house.db, young)["jobs"] == left(house.db, other)["jobs"] == 1, "too young, and without a rule"
    [event] = house.db.execute("SELECT data FROM adjourn.events WHERE became = 'pruned'").fetchall()
    assert event["data"] == {"project": "adjourn", "graph": "line", "strategy": "delete", **gone}
    assert prune(connection) == {"line": {}}


@pytest.mark.parametrize("state", ["queued", "waiting", "answered", "running", "blocked"])
def test_what_has_not_finished_stays_however_old_it_is(house: House, connection: Connection, state: str) -> None:
    thread = finished(house, "line")
    rule(house.db, "line")
    job = house.enqueue("line", {"log": []}, thread_id=thread)
    if state != "queued":
        house.advance_due()
    if state == "answered":
        house.answer_all(job, "yes")
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        if state in ("running", "blocked"):
            lease = (
                "lease_id = gen_random_uuid(), leased_by = 'w', lease_until = now()"
                if state == "running"
                else "error = '{}'"
            )
            house.db.execute(f"UPDATE adjourn.jobs SET status = %s, {lease} WHERE id = %s", (state, job))
        house.db.execute(
            "UPDATE adjourn.jobs SET created_at = created_at - interval '9 years', run_at = run_at - interval '9 years'"
        )
    age(house.db, thread)
    before = left(house.db, thread)
    assert (prune(connection)["line"], left(house.db, thread)) == ({}, before)
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s AND status <> 'running'", (job,))
    assert prune(connection)["line"] == {}, "it has just ended"
    if state != "running":
        age(house.db, thread)
        assert (prune(connection)["line"]["jobs"], left(house.db, thread)) == (2, {})


def test_only_the_latest_state_is_kept_and_goes_on(house: House, connection: Connection) -> None:
    thread = finished(house, "line")
    rule(house.db, "line", "keep_latest")
    age(house.db, thread)
    [job] = house.db.execute("SELECT id FROM adjourn.jobs").fetchall()
    state, before, events = house.state(job["id"]), left(house.db, thread), house.events(job["id"])
    assert prune(connection)["line"] == {"threads": 1, "checkpoints": before["checkpoints"] - 1}
    now = left(house.db, thread)
    assert now["checkpoints"] == 1
    assert {kind: now[kind] for kind in ("threads", "jobs", "human_requests")} == {
        "threads": 1,
        "jobs": 1,
        "human_requests": 1,
    }
    assert now.get("checkpoint_writes", 0) < before["checkpoint_writes"]
    assert (house.state(job["id"]).values, house.events(job["id"])) == (state.values, events)
    assert prune(connection)["line"] == {}
    again = house.run("line", {"log": ["more"]}, thread_id=thread)
    house.answer_all(again["id"], "yes")
    house.advance_due()
    assert house.job(again["id"])["status"] == "succeeded"


def test_a_rule_counts_while_a_worker_that_has_read_it_lives(house: House, connection: Connection) -> None:
    thread = finished(house)
    rule(house.db, "steps")
    age(house.db, thread)
    house.db.execute("UPDATE adjourn.graphs SET seen_at = now() - interval '3 minutes'")
    assert prune(connection) == {}
    house.db.execute("UPDATE adjourn.graphs SET seen_at = now()")
    house.db.execute("""INSERT INTO adjourn.graphs (project, name, version, fingerprint, input_schema, drawing)
      VALUES ('adjourn', 'steps', 'of yesterday', '', '{}', '')""")
    assert prune(connection) == {}, "another version that lives has none"
    rule(house.db, "steps")
    house.db.execute(
        """UPDATE adjourn.graphs SET ttl = '{"strategy": "keep_latest", "default_ttl": 9999}'
           WHERE version = 'of yesterday'"""
    )
    [kept] = house.db.execute(
        "SELECT strategy, ttl = interval '9999 minutes' AS longest FROM adjourn.retention"
    ).fetchall()
    assert (kept["strategy"], kept["longest"]) == ("keep_latest", True)


def test_nobody_else_opens_the_door(house: House, logins: Logins) -> None:
    row = ask(house)
    house.db.execute("INSERT INTO adjourn.notes (request_id, text) VALUES (%s, 'so')", (row["id"],))
    done = finished(house)
    house.db.execute("SET adjourn.pruning = 'yes'")
    for statement in ("DELETE FROM adjourn.jobs", "DELETE FROM adjourn.human_requests"):
        with pytest.raises(REFUSALS, match="are not deleted by hand"):
            house.db.execute(statement)
    house.db.execute("RESET adjourn.pruning")
    for role in ROLES:
        with logins.connect(role) as login:
            if role != "owner":
                login.execute("SET adjourn.pruning = 'yes'")
            for table in ("jobs", "human_requests", "events", "notes", "threads"):
                with pytest.raises((*REFUSALS, psycopg.errors.InsufficientPrivilege)):
                    login.execute(f"DELETE FROM adjourn.{table}")
            if role != "owner":
                with pytest.raises(psycopg.errors.InsufficientPrivilege):
                    login.execute("UPDATE adjourn.kept SET ttl = '1 second'")
    assert (left(house.db, row["thread_id"])["jobs"], left(house.db, done)["jobs"]) == (1, 1)


def test_the_login_of_a_worker_takes_away_nothing_that_waits(house: House, logins: Logins) -> None:
    """Though it may shorten the rule, which an event tells of."""
    row = ask(house)
    old = finished(house, "line")
    for thread in (row["thread_id"], old):
        age(house.db, thread)
    with logins.connect("worker") as worker:
        step = "SELECT adjourn.prune_threads('adjourn', 'line', 100, '1970-01-01', gen_random_uuid())"
        worker.execute(step)
        assert left(house.db, old)["jobs"] == 1, "there is no rule"
        worker.execute("""UPDATE adjourn.graphs SET ttl = '{"strategy": "delete", "default_ttl": 1}'""")
        worker.execute(step)
        for kind in ("events", "refused", "batches", "sessions"):
            worker.execute("SELECT adjourn.prune_kept(%s, 100, 0)", (kind,))
    assert (left(house.db, old), orphans(house.db)) == ({}, [])
    kept = left(house.db, row["thread_id"])
    assert (kept["jobs"], kept["human_requests"], kept["checkpoints"] > 0) == (1, 1, True)
    by = house.db.execute("SELECT DISTINCT became, by FROM adjourn.events WHERE job_id IS NULL ORDER BY 1").fetchall()
    assert by == [{"became": what, "by": logins.name("worker")} for what in ("pruned", "ttl changed")]
    house.answer(row["id"], "yes")
    house.advance_due()
    assert house.job(row["job_id"])["status"] == "succeeded"


def test_a_thread_of_more_jobs_than_one_step_takes_goes_whole(house: House, connection: Connection) -> None:
    for thread, many in (("a", 1), ("big", 250), ("z", 120)):
        house.db.execute("SELECT adjourn.enqueue('steps', '1', %s) FROM generate_series(1, %s)", (thread, many))
    house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled'")
    rule(house.db, "steps")
    for thread in ("a", "big", "z"):
        age(house.db, thread)
    gone = prune(connection)["steps"]
    assert (gone["threads"], gone["jobs"], orphans(house.db)) == (3, 371, [])
    steps = house.db.execute(
        "SELECT (data ->> 'jobs')::int AS n FROM adjourn.events WHERE became = 'pruned' ORDER BY id"
    )
    assert sorted(row["n"] for row in steps) == [120, 251]
