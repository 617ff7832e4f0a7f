"""The view `adjourn.health` says what is so, and which of its numbers somebody should hear of."""

from __future__ import annotations

import psycopg
import pytest
from adjourn.models import health, lead
from adjourn.models.ground.settings import Settings
from adjourn.models.health import MEASURES, Thresholds
from adjourn.models.pauses import Scope, pause
from sqlalchemy import Connection

from tests.conftest import PROJECT
from tests.models.test_rows import START
from tests.support.batch import submit_one
from tests.support.house import House, Row
from tests.support.logins import Logins
from tests.support.waiting import until

#: Of which no failed job is worth a word.
QUIET = Thresholds(failed=(9, 99))


def number(connection: Connection, name: str, **of: str) -> float:
    """The sum of those of a graph, a status, …"""
    found = [each for each in health.now(connection) if each.name == name]
    assert found, name
    return sum(each.value for each in found if all(getattr(each, column) == value for column, value in of.items()))


def heard(connection: Connection, thresholds: Thresholds = QUIET) -> list[str]:
    return [f"{each.level}: {each.what}" for each in health.troubles(health.now(connection), thresholds)]


def started(house: House, job_id: str, ago: str) -> None:
    house.db.execute("UPDATE adjourn.jobs SET run_at = now() - %s::interval WHERE id = %s", (ago, job_id))


@pytest.fixture(autouse=True)
def leader(house: House, database_url: str) -> object:
    with lead.connect(Settings(database_url=database_url)) as connection:
        assert lead.take(connection, lead.SILENCE)
        yield


def test_jobs_are_counted_by_status_graph_and_lane(house: House, connection: Connection) -> None:
    failed, waiting = house.run("echo", {"log": 5}), house.run("line", {"log": []})
    assert failed["status"] == "failed"
    house.enqueue("line", {"log": []})
    house.enqueue("steps", {"log": []}, run_at="2100-01-01Z")
    submit_one(connection)
    house.db.execute(START, {"id": house.enqueue("line", {"log": []})})
    lane = {"project": "adjourn", "queue": "adjourn"}
    counted = [
        number(connection, "jobs", graph=graph, status=status, **lane)
        for graph, status in (("line", "waiting"), ("line", "queued"), ("line", "running"), ("steps", "queued"))
    ]
    assert counted == [1, 1, 1, 2]
    assert number(connection, "jobs_due", **lane) == 1, "one is of a batch, and one not before 2100"
    assert number(connection, "batch_jobs_due", graph="steps", **lane) == 1
    assert number(connection, "jobs_finished_last_hour", graph="echo", status="failed", **lane) == 1
    assert number(connection, "questions_open") == 1
    house.db.execute("UPDATE adjourn.jobs SET status = 'blocked', error = '{}' WHERE id = %s", (waiting["id"],))
    assert number(connection, "jobs", status="blocked", **lane) == 1


def test_due_is_what_could_start_now(house: House, connection: Connection) -> None:
    asks = house.run("line", {"log": []}, thread_id="one")
    behind, free = house.enqueue("line", {"log": []}, thread_id="one"), house.enqueue("steps", {"log": []})
    started(house, behind, "1 day")
    started(house, free, "100 seconds")
    assert number(connection, "jobs_due") == 1, "the other waits until its thread is free"
    assert 100 <= number(connection, "oldest_due_seconds", graph="steps") < 150
    assert [each.partition(" for ")[0] for each in heard(connection)] == [
        "warning: a job of steps on adjourn has been due"
    ]
    assert heard(connection, Thresholds(due=(50, 90)))[0].startswith("critical: a job of steps")
    house.answer_all(asks["id"], "yes")
    house.db.execute("SET session_replication_role = replica")
    house.db.execute("UPDATE adjourn.human_requests SET answered_at = now() - interval '10 minutes'")
    house.db.execute("SET session_replication_role = origin")
    assert heard(connection)[0].startswith("critical: nobody has taken up an answer for 60")
    pause(connection, Scope(project="adjourn"))
    assert (number(connection, "jobs_due"), heard(connection)) == (0, []), "an operator holds all of it back"


def test_each_trouble_is_heard_of(house: House, connection: Connection, database_url: str) -> None:
    assert heard(connection) == []
    house.run("echo", {"log": 5})
    asked = house.run("line", {"log": []})
    [question] = house.requests(asked["id"])
    abandoned = house.enqueue("steps", {"log": []})
    house.db.execute(START, {"id": abandoned})
    house.db.execute("UPDATE adjourn.jobs SET lease_until = now() - interval '40 seconds' WHERE id = %s", (abandoned,))
    house.db.execute("INSERT INTO adjourn.refused (queue, message, why) VALUES ('adjourn', '{}', 'why')")
    house.db.execute("INSERT INTO adjourn.schedules (name, graph, cron) VALUES ('nightly', 'line', '0 3 * * *')")
    house.db.execute("SET session_replication_role = replica")
    house.db.execute("UPDATE adjourn.schedules SET error = 'why'")
    old = "UPDATE adjourn.human_requests SET created_at = now() - interval '8 days', due_at = now() WHERE id = %s"
    house.db.execute(old, (question["id"],))
    house.db.execute(
        "INSERT INTO adjourn.outbox (topic, subscription_id, job_id, data, parked_at) VALUES ('', 1, %s, '{}', now())",
        (asked["id"],),
    )
    house.db.execute("SET session_replication_role = origin")
    house.db.execute("UPDATE adjourn.lanes SET seen_at = now() - interval '1 hour'")
    house.db.execute("UPDATE adjourn.workers SET seen_at = now() - interval '1 hour'")
    assert heard(connection, Thresholds()) == [
        "warning: no worker consumes adjourn",
        "warning: a question has been open for 8 days",
        "warning: jobs that failed in the last hour: 1",
        "warning: refused messages: 1",
        "warning: jobs left by their workers that nobody has taken: 1",
        "warning: parked notices: 1",
        "warning: schedules that have stopped: 1",
    ]
    assert number(connection, "questions_overdue") == 1
    house.enqueue("steps", {"log": []})
    house.db.execute(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE application_name = 'adjourn scheduler'"
    )
    until(lambda: "critical: no scheduler leads" in heard(connection, Thresholds()), "its session has gone")
    assert heard(connection, Thresholds())[:2] == [
        "critical: no scheduler leads",
        "critical: no worker consumes adjourn, and jobs are due there",
    ]


def test_workers_tell_of_their_load_until_they_end(house: House, connection: Connection, database_url: str) -> None:
    assert (number(connection, "workers", queue="adjourn"), number(connection, "worker_slots")) == (1, 20)
    assert number(connection, "worker_runs", project="adjourn") == 0
    house.db.execute("UPDATE adjourn.workers SET name = 'other'")
    with House.open(Settings(database_url=database_url, project=PROJECT, pool_size=2, concurrency=5)):
        assert (number(connection, "workers"), number(connection, "worker_slots")) == (2, 25)
    assert number(connection, "workers") == 1
    house.db.execute("DELETE FROM adjourn.workers")
    assert number(connection, "workers") == 1, "one of an older version tells of its lane only"


def test_what_no_worker_takes_is_heard_of(house: House, connection: Connection) -> None:
    def untaken() -> tuple[float, float]:
        return number(connection, "jobs_untaken", graph="line"), number(connection, "jobs_waiting_untaken")

    waiting, answered = (house.run("line", {"log": []}) for _ in range(2))
    house.answer_all(answered["id"], "yes")
    house.enqueue("line", {"log": []})
    handed_back = house.enqueue("line", {"log": []})
    house.db.execute("UPDATE adjourn.jobs SET graph_version = '1', started_at = now() WHERE id = %s", (handed_back,))
    assert untaken() == (0, 0) and heard(connection) == []
    house.db.execute("UPDATE adjourn.workers SET takes = 'begun'")
    assert untaken() == (2, 0), "the new one, and that of another version"
    house.db.execute("UPDATE adjourn.workers SET takes = 'own', version = '2'")
    house.db.execute("INSERT INTO adjourn.graphs SELECT project, name, '2', '', '{}', '' FROM adjourn.graphs")
    assert untaken() == (2, 2), "what has begun"
    assert heard(connection) == ["warning: jobs that no worker takes, see `adjourn versions`: 2"]
    house.db.execute("UPDATE adjourn.workers SET seen_at = now() - interval '1 hour'")
    assert untaken() == (0, 0), "nobody says that he takes not all"
    assert house.job(waiting["id"])["status"] == "waiting"


def many_wait(house: House, job: Row, many: int) -> None:
    """Copies of a job that does, behind the backs of the triggers."""
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        house.db.execute(
            """INSERT INTO adjourn.jobs (thread_id, project, graph, status, started_at, queue, input)
            SELECT 'waits ' || n, project, graph, status, started_at, queue, json_build_array(repeat('x', 1500))
            FROM adjourn.jobs, generate_series(1, %s) n WHERE id = %s""",
            (many, job["id"]),
        )


def test_of_many_that_wait_the_number_is_estimated_and_said_to_be(house: House, connection: Connection) -> None:
    job = house.run("line", {"log": []})
    assert number(connection, "jobs_waiting_estimated") == 0
    many_wait(house, job, 12000)
    assert number(connection, "jobs_waiting_estimated") == 1
    assert 9_600 < number(connection, "jobs", status="waiting", graph="line") < 14_400
    assert number(connection, "jobs", status="waiting") == number(connection, "jobs", status="waiting"), "it is steady"


def test_jobs_that_pile_up_are_not_all_read(house: House, connection: Connection) -> None:
    """Whatever Postgres knew of the tables before, and whichever of a graph's indexes it might take for as good."""
    waiting = house.run("line", {"log": []})
    many_wait(house, waiting, 5000)
    house.db.execute("VACUUM ANALYZE adjourn.jobs")
    job = house.enqueue("steps", {"log": []})
    with house.db.transaction():
        house.db.execute("SET LOCAL session_replication_role = replica")
        for batch in ("NULL", "adjourn.new_id()"):
            house.db.execute(
                f"""INSERT INTO adjourn.jobs (thread_id, project, graph, queue, batch_id)
                SELECT 'copy ' || n, project, graph, queue, {batch} FROM adjourn.jobs, generate_series(1, 12000) n
                WHERE id = %s""",
                (job,),
            )
    read = "SELECT seq_tup_read + idx_tup_fetch AS rows FROM pg_stat_xact_user_tables WHERE relname = 'jobs'"
    with house.db.transaction():
        house.db.execute("SELECT * FROM adjourn.health").fetchall()
        [row] = house.db.execute(read).fetchall()
    assert 10_000 <= row["rows"] < 60_000, "a graph's 10,000 of each kind, and one look at the thread of each"
    assert number(connection, "jobs", graph="steps") == 20_000


def test_a_reader_sees_all_measures_that_are_described(house: House, database_url: str) -> None:
    house.run("echo", {"log": 5})
    with Logins.open(database_url) as logins, logins.connect("reader") as reader:
        rows = reader.execute("SELECT DISTINCT name FROM adjourn.health").fetchall()
        assert {row["name"] for row in rows} == MEASURES.keys()
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            reader.execute("SELECT FROM adjourn.refused")
