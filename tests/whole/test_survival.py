"""What a job lives through: workers, broker and database that die, stop, come back or speak nonsense."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import psycopg
import pytest
from adjourn.admin.servers import postgres, valkey
from adjourn.admin.servers.server import Server
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from celery import Celery

from tests.support.camp import SURVIVAL, Camp, camp_of
from tests.support.fleet import Fleet, name_of
from tests.support.waiting import until

UNSAFE_BUT_QUICK = {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}


@pytest.fixture
def camp(fleet: Fleet, tmp_path: Path) -> Camp:
    return camp_of(fleet, tmp_path)


class Servers:
    """A Postgres and a broker that may be killed: those of the session serve other tests."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.postgres = self.start_postgres()
        self.broker = self.start_broker()
        migrate(Settings(database_url=self.postgres.url))

    def start_postgres(self) -> Server:
        self.postgres = postgres.start(self.folder / "postgres", UNSAFE_BUT_QUICK)
        return self.postgres

    def start_broker(self) -> Server:
        """Always on the same port, and always empty: our Valkey keeps nothing on disk."""
        self.broker = valkey.start(self.folder / "broker")
        return self.broker

    def fleet(self, logs: Path) -> Fleet:
        return Fleet(self.postgres.url, self.broker.url, "survival", logs)


@pytest.fixture(scope="module")
def servers(folder: Path) -> Iterator[Servers]:
    place = folder / "survival"
    place.mkdir(mode=0o755)
    servers = Servers(place)
    yield servers
    servers.broker.stop()
    servers.postgres.stop()


@pytest.fixture
def own_camp(servers: Servers, tmp_path: Path) -> Iterator[Camp]:
    with psycopg.connect(servers.postgres.url, autocommit=True) as db:
        # Rows are kept by triggers; a test starts with none.
        db.execute("SET session_replication_role = replica")
        tables = ("jobs", "threads", "human_requests", "notes", "events", "graphs")
        db.execute("TRUNCATE " + ", ".join(f"adjourn.{table}" for table in tables))
    with servers.fleet(tmp_path) as fleet:
        fleet.broker.flushall()
        yield camp_of(fleet, tmp_path)


STEPS = [str(number) for number in range(10)]


def test_a_pause_survives_stopping_everything(servers: Servers, own_camp: Camp, tmp_path: Path) -> None:
    fleet = own_camp.fleet
    fleet.worker(SURVIVAL)
    fleet.scheduler()
    job = fleet.wait(fleet.enqueue("ask", {"who": "Ada"}), "waiting")
    fleet.stop()
    fleet.hang_up()
    servers.broker.kill()
    servers.postgres.stop()

    servers.start_postgres()
    servers.start_broker()
    (tmp_path / "later").mkdir()
    with servers.fleet(tmp_path / "later") as later:
        camp_of(later, tmp_path)
        later.worker_starting(SURVIVAL, anew=True)
        later.scheduler(anew=True)
        [request] = later.requests(job["id"])
        assert (request["status"], request["title"]) == ("open", "what about Ada?")
        later.answer(request, {"data": "A person."})
        result = later.wait(job["id"])["result"]
    assert result == {"who": "Ada", "log": ["begin", "question", "end"], "answer": "A person."}
    assert own_camp.counts() == {"begin": 1, "end": 1}


def test_a_broker_that_is_emptied_while_jobs_are_queued_loses_none(own_camp: Camp) -> None:
    fleet = own_camp.fleet
    fleet.stop(fleet.worker(SURVIVAL))
    fleet.scheduler()
    own_camp.enqueue_many("climb", 30)
    until(lambda: fleet.rung() == 30, "all are rung")
    fleet.broker.flushall()
    assert fleet.rung() == 0
    fleet.worker(SURVIVAL)
    fleet.wait_all("succeeded")
    assert fleet.rows("SELECT DISTINCT result::text AS it FROM adjourn.jobs WHERE result -> 'log' IS NULL") == []
    assert all(row["log"] == STEPS for row in fleet.rows("SELECT result -> 'log' AS log FROM adjourn.jobs"))


def test_workers_live_through_the_death_of_the_broker_under_load(servers: Servers, own_camp: Camp) -> None:
    fleet = own_camp.fleet
    workers = [fleet.worker_starting(SURVIVAL), fleet.worker_starting(SURVIVAL)]
    fleet.ready(*workers)
    fleet.scheduler()
    own_camp.enqueue_many("climb", 200)
    until(lambda: fleet.statuses().get("succeeded", 0) > 10, "work is under way")
    servers.broker.kill()
    assert fleet.statuses().get("succeeded", 0) < 200, "there was no load left"
    servers.start_broker()
    fleet.wait_all("succeeded")
    assert [worker.poll() for worker in workers] == [None, None]
    assert all(row["log"] == STEPS for row in fleet.rows("SELECT result -> 'log' AS log FROM adjourn.jobs"))
    assert fleet.rows("SELECT sum(crashes) AS n FROM adjourn.jobs") == [{"n": 0}]


def test_all_jobs_finish_although_postgres_restarts_under_load(servers: Servers, own_camp: Camp) -> None:
    fleet = own_camp.fleet
    workers = [fleet.worker_starting(SURVIVAL), fleet.worker_starting(SURVIVAL)]
    fleet.ready(*workers)
    scheduler = fleet.scheduler()
    own_camp.enqueue_many("climb", 200)
    until(lambda: fleet.statuses().get("succeeded", 0) > 10, "work is under way")
    assert fleet.statuses().get("succeeded", 0) < 200, "there was no load left"
    fleet.hang_up()
    servers.postgres.stop()
    servers.start_postgres()
    fleet.wait_all("succeeded", seconds=90)
    assert [process.poll() for process in (*workers, scheduler)] == [None, None, None]
    assert all(row["log"] == STEPS for row in fleet.rows("SELECT result -> 'log' AS log FROM adjourn.jobs"))


def test_a_job_of_a_killed_worker_goes_on_in_another_from_its_last_checkpoint(camp: Camp) -> None:
    fleet = camp.fleet
    first = fleet.worker(SURVIVAL)
    fleet.scheduler()
    jobs = [fleet.enqueue("hold", {"who": "async"}), fleet.enqueue("hold_blocking", {"who": "sync"})]
    until(lambda: camp.counts() == {"begin": 2, "wait": 1, "block": 1}, "both are in the middle of a node")
    fleet.kill(first)
    second = fleet.worker(SURVIVAL)
    camp.gate.touch()
    for job in jobs:
        row = fleet.wait(job)
        assert row["result"]["log"][0] == "begin" and row["result"]["log"][2] == "end"
        assert (row["attempt"], row["crashes"]) == (1, 1)
        assert fleet.workers_of(job) == [name_of(first), name_of(second)]
    assert camp.counts() == {"begin": 2, "wait": 2, "block": 2, "end": 2}, "only what was not checkpointed runs again"


def test_a_stopping_worker_releases_its_jobs_and_counts_nothing_against_them(camp: Camp) -> None:
    fleet = camp.fleet
    first = fleet.worker(SURVIVAL, drain=0.2)
    fleet.scheduler()
    camp.enqueue_many("hold", 30)
    until(lambda: camp.counts()["wait"] == 20, "each slot is taken")
    fleet.stop(first)
    assert first.returncode == 0
    assert "Traceback" not in fleet.log(first)
    assert fleet.rows("SELECT DISTINCT status, attempt, crashes, lease_id FROM adjourn.jobs") == [
        {"status": "queued", "attempt": 0, "crashes": 0, "lease_id": None}
    ]
    camp.gate.touch()
    second = fleet.worker(SURVIVAL)
    fleet.wait_all("succeeded")
    assert camp.counts()["begin"] == 30, "released where they stood, not begun again"
    rows = fleet.rows("SELECT DISTINCT attempt, crashes, (result -> 'log')::text AS log FROM adjourn.jobs")
    assert rows == [{"attempt": 1, "crashes": 0, "log": '["begin", "wait", "end"]'}]
    released = fleet.rows(
        "SELECT count(*) AS n FROM adjourn.events WHERE was = 'running' AND became = 'queued' AND data IS NULL"
    )
    assert released == [{"n": 20}]
    last = """SELECT DISTINCT data ->> 'leased_by' AS name FROM adjourn.events
        WHERE id IN (SELECT max(id) FROM adjourn.events WHERE became = 'running' GROUP BY job_id)"""
    assert fleet.rows(last) == [{"name": name_of(second)}]


def test_a_worker_that_stops_while_the_database_is_away_leaves_messages_to_the_next(
    servers: Servers, own_camp: Camp
) -> None:
    fleet = own_camp.fleet
    worker = fleet.worker(SURVIVAL, drain=1)
    fleet.hang_up()
    servers.postgres.stop()
    with Celery("orders", broker=fleet.broker_url, set_as_current=False) as orders:
        for key, eta in (("now", None), ("later", datetime(2100, 1, 1, tzinfo=UTC))):
            orders.send_task("adjourn.enqueue", ["ask", {"who": "Ada"}], {"key": key}, queue=fleet.queue, eta=eta)
    until(lambda: fleet.log(worker).count("enqueue failed, trying again") >= 2, "the worker holds both")
    fleet.stop(worker)
    assert worker.returncode == 0 and fleet.rung() == 2
    servers.start_postgres()
    fleet.worker(SURVIVAL)
    fleet.scheduler()
    until(lambda: len(fleet.rows("SELECT id FROM adjourn.jobs")) == 2, "both are jobs")
    later = "SELECT run_at FROM adjourn.jobs WHERE key = 'later'"
    assert fleet.rows(later) == [{"run_at": datetime(2100, 1, 1, tzinfo=UTC)}]


def test_five_hundred_questions_are_asked_and_each_job_receives_its_own_answer(camp: Camp) -> None:
    fleet = camp.fleet
    fleet.ready(*(fleet.worker_starting(SURVIVAL, concurrency=250, pool_size=8, lease=10) for _ in range(2)))
    fleet.scheduler()
    camp.enqueue_many("ask", 500)
    fleet.wait_all("waiting")
    answered = fleet.rows(
        """SELECT answered FROM adjourn.human_requests, adjourn.answer_many(ARRAY[human_requests.id],
          answer => jsonb_build_object('data', 'to ' || (question ->> 'query') || ' of job ' || job_id))
        WHERE status = 'open'"""
    )
    assert answered == [{"answered": True}] * 500
    fleet.wait_all("succeeded")
    rows = fleet.rows("SELECT id, input ->> 'who' AS who, key, result FROM adjourn.jobs")
    assert {row["who"] for row in rows} == {f"number {n}" for n in range(1, 501)}
    for row in rows:
        assert row["result"] == {
            "who": row["key"],
            "log": ["begin", "question", "end"],
            "answer": f"to what about {row['who']}? of job {row['id']}",
        }
    assert camp.counts() == {"begin": 500, "end": 500}
    assert fleet.rows("SELECT status, count(*) AS n FROM adjourn.human_requests GROUP BY 1") == [
        {"status": "resumed", "n": 500}
    ]
