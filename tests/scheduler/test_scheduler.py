"""The scheduler rings for what is due, soon, once, and whatever happens to it. No worker takes the messages here."""

from __future__ import annotations

import base64
import json
import time
from itertools import takewhile

import psycopg
import pytest
from adjourn.models import lead, rings
from adjourn.models.ground import database
from adjourn.models.ground.broker import NEXT
from adjourn.models.ground.settings import Settings

from tests.support import messages
from tests.support.fleet import Fleet
from tests.support.house import House
from tests.support.offers import offer
from tests.support.waiting import until

INPUT = {"log": []}


def rung(fleet: Fleet) -> list[str]:
    """The ids of the jobs in the queue, in the order in which workers take them."""
    rings = messages.waiting(fleet.broker, fleet.queue)
    return [json.loads(base64.b64decode(json.loads(ring)["body"]))[0][0] for ring in rings]


def here(house: House, fleet: Fleet) -> None:
    """What is enqueued from now on is for the queue of this test."""
    offer(house.db, queue=fleet.queue)
    house.worker.claimant.queues.append(fleet.queue)
    house.db.execute("DELETE FROM adjourn.lanes WHERE queue <> %s", (fleet.queue,))


def claim(house: House, job_ids: list[str], lease: str = "1 second") -> None:
    house.db.execute(
        """UPDATE adjourn.jobs SET status = 'running', started_at = now(), lease_id = gen_random_uuid(),
        leased_by = 'a worker that dies', lease_until = now() + %s::interval WHERE id = ANY(%s::uuid[])""",
        (lease, job_ids),
    )


def test_a_job_is_rung_when_it_is_committed_and_not_again_at_once(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    fleet.scheduler()
    with house.db.transaction():
        job = house.db.execute("SELECT adjourn.enqueue('steps', '{}')::text AS id").fetchone()
        assert job is not None
        later = house.enqueue("steps", INPUT)
        until(lambda: rung(fleet) == [later], "the committed one is rung")
    until(lambda: rung(fleet) == [later, job["id"]], "the other one is rung when it is committed")
    for id in (later, job["id"]) * 5:
        house.db.execute("SELECT pg_notify('adjourn', %s)", (id,))
    last = house.enqueue("steps", INPUT)
    until(lambda: last in rung(fleet), "the last one is rung")
    assert rung(fleet) == [later, job["id"], last]


def test_messages_that_the_broker_lost_are_sent_again(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    fleet.scheduler()
    jobs = {house.enqueue("steps", INPUT) for _ in range(5)}
    until(lambda: set(rung(fleet)) == jobs, "all are rung")
    fleet.broker.delete(*messages.lists(fleet.queue))
    until(lambda: set(rung(fleet)) == jobs, "all are rung again", seconds=9)


def test_a_broker_that_takes_no_messages_ends_no_scheduler(house: House, fleet: Fleet) -> None:
    """It has no memory left, and says so to what is sent, not to what is asked."""
    here(house, fleet)
    scheduler = fleet.scheduler()
    fleet.broker.config_set("maxmemory", 1)
    try:
        job = house.enqueue("steps", INPUT)
        until(lambda: "broker away" in fleet.log(scheduler) or scheduler.poll() is not None, "it was told so")
    finally:
        fleet.broker.config_set("maxmemory", 0)
    until(lambda: rung(fleet) == [job], "it is rung", seconds=9)
    assert scheduler.poll() is None


def test_what_came_while_there_was_no_scheduler_is_rung_when_one_starts(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    urgent = house.enqueue("steps", INPUT, priority=5)
    jobs = {house.enqueue("steps", INPUT) for _ in range(5)}
    fleet.scheduler()
    until(lambda: set(rung(fleet)) == jobs | {urgent}, "all are rung")
    assert rung(fleet)[0] == urgent


def test_a_backlog_waits_in_the_database_where_what_is_urgent_overtakes_it(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    house.db.execute("SELECT adjourn.enqueue('steps', '{}') FROM generate_series(1, 1200)")
    fleet.scheduler()
    until(lambda: len(rung(fleet)) >= 1000, "the queue is full")
    claim(house, rung(fleet)[:100], "1 minute")
    urgent = house.enqueue("steps", INPUT, priority=5)
    fleet.broker.rpop(messages.list_of(fleet.queue, NEXT), 100)
    until(lambda: len(rung(fleet)) >= 1000 and urgent in rung(fleet), "the queue is full again")
    full = rung(fleet)
    assert full[0] == urgent
    assert len(set(full)) == len(full)


def test_one_scheduler_leads_and_another_takes_over_when_it_is_killed(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    first, second = fleet.scheduler(), fleet.scheduler()
    leads = {process: "scheduler leads" in fleet.log(process) for process in (first, second)}
    leader, standby = sorted(leads, key=lambda process: not leads[process])
    assert sum(leads.values()) == 1
    one = house.enqueue("steps", INPUT)
    until(lambda: one in rung(fleet), "the leader rings")
    assert rung(fleet) == [one], "the standby rings as well"
    fleet.kill(leader)
    two = house.enqueue("steps", INPUT)
    until(lambda: two in rung(fleet), "the standby has taken over", seconds=5)
    assert standby.poll() is None


def test_a_leader_that_is_stopped_is_deposed_and_one_that_lives_is_not(database_url: str) -> None:
    settings = Settings(database_url=database_url)
    with lead.connect(settings) as leader, lead.connect(settings) as standby:
        assert lead.take(leader, patience=1)
        end = time.monotonic() + 2
        while time.monotonic() < end:
            lead.show_life(leader)
            assert not lead.take(standby, patience=1)
        until(lambda: lead.take(standby, patience=1), "the standby leads", seconds=3)
        with pytest.raises(psycopg.OperationalError):
            lead.show_life(leader)


def test_postgres_looks_whether_the_host_of_the_leader_is_still_there(database_url: str) -> None:
    """Else it would keep the lead of a host that vanished for two hours."""
    with database.connect(Settings(database_url=database_url)) as connection:
        shown = [connection.execute(f"SHOW tcp_keepalives_{name}").fetchone() for name in ("idle", "interval", "count")]
    assert [int(value) for row in shown if row for value in row.values()] == [30, 10, 3]


def test_a_scheduler_that_loses_its_connections_leads_again(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    scheduler = fleet.scheduler()
    terminate = """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
        WHERE datname = current_database() AND pid <> pg_backend_pid()"""
    house.db.execute(terminate)
    job = house.db.execute("SELECT adjourn.enqueue('steps', '{}')::text AS id").fetchone()
    assert job is not None
    until(lambda: job["id"] in rung(fleet), "it rings again", seconds=10)
    assert scheduler.poll() is None
    assert "Traceback" not in fleet.log(scheduler)


def test_a_job_is_rung_when_its_time_comes(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    fleet.scheduler()
    row = house.db.execute("SELECT (now() + interval '1.5 seconds')::text AS soon").fetchone()
    assert row is not None
    job = house.enqueue("steps", INPUT, run_at=row["soon"])
    until(lambda: rung(fleet), "it is rung", seconds=4)  # before the next sweep would find it
    assert rung(fleet) == [job]
    assert house.db.execute("SELECT clock_timestamp() >= %s AS due", (row["soon"],)).fetchone() == {"due": True}


def test_a_waiting_job_is_rung_when_the_last_question_is_answered(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    job = house.run("parallel", INPUT)
    fleet.scheduler()
    one, two = house.requests(job["id"])
    house.answer(one["id"], "a")
    marker = house.enqueue("steps", INPUT)
    until(lambda: marker in rung(fleet), "what came after the first answer is rung")
    assert rung(fleet) == [marker], "rung although a question is open"
    house.answer(two["id"], "b")
    until(lambda: rung(fleet) == [str(job["id"]), marker], "its job is rung, before what is new", seconds=4)


def test_a_pause_notifies_only_where_an_answer_may_have_come_unseen(house: House) -> None:
    """Whoever notifies waits, when it commits, for all others that do."""

    def heard() -> list[str]:
        house.db.execute("SELECT pg_notify('adjourn', 'that is all')")
        told = takewhile("that is all".__ne__, (notice.payload for notice in house.db.notifies()))
        return [ring.job_id for ring in map(rings.read, told) if ring and ring.queue == "adjourn"]

    house.db.execute(rings.LISTEN)
    job = house.enqueue("parallel", INPUT)
    assert heard() == [job]
    assert house.advance(job)["status"] == "waiting"
    assert heard() == []
    house.db.execute("UPDATE adjourn.jobs SET status = 'failed', error = '{}' WHERE id = %s", (job,))
    house.db.execute("UPDATE adjourn.jobs SET status = 'queued' WHERE id = %s", (job,))
    assert set(heard()) == {job}
    assert house.advance(job)["status"] == "waiting"
    assert heard() == [job], "its questions were open while it was running"


def test_a_lease_that_ran_out_and_a_deadline_that_passed_are_swept(house: House, fleet: Fleet) -> None:
    here(house, fleet)
    abandoned = house.enqueue("steps", INPUT)
    claim(house, [abandoned])
    overdue = house.run("line", INPUT)["id"]
    house.db.execute("UPDATE adjourn.jobs SET deadline_at = now() + interval '1 second' WHERE id = %s", (overdue,))
    fleet.scheduler()
    until(lambda: rung(fleet) == [abandoned], "the abandoned job is rung", seconds=12)
    until(lambda: house.job(overdue)["status"] == "failed", "the overdue job has failed", seconds=12)
    assert house.job(overdue)["error"]["type"] == "DeadlinePassed"
    assert [row["status"] for row in house.requests(overdue)] == ["withdrawn"]


def test_a_place_that_nobody_left_is_swept(house: House, fleet: Fleet) -> None:
    """Its job ended while the limit was written."""
    here(house, fleet)
    job, later = (house.enqueue("steps", INPUT) for _ in range(2))
    claim(house, [job], "1 minute")
    with psycopg.connect(fleet.database_url) as other:
        other.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (job,))
        house.db.execute("INSERT INTO adjourn.limits (running) VALUES (1)")
    fleet.scheduler()
    until(lambda: rung(fleet) == [later], "the next one is rung")
