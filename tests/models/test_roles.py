"""What each role may do and what it may not, as its members find out who log in with a name of their own."""

from __future__ import annotations

import json
from collections.abc import Iterator

import pytest
from adjourn.models import claims, leases, outcomes
from adjourn.models.checkpoints import Rows
from adjourn.models.ground.database import Script, T
from adjourn.models.ground.settings import Settings
from adjourn.models.migrate import migrate
from adjourn.models.outcomes import Blocked, Failed, Outcome, Released, Retry, Waiting
from psycopg.types.json import Jsonb

from tests.conftest import PROJECT
from tests.support.by_chance import question
from tests.support.by_hand import REFUSALS, read
from tests.support.fleet import Fleet
from tests.support.house import House, Row
from tests.support.logins import Logins, denied
from tests.support.offers import claimant

CHECKPOINTS = ("checkpoints", "checkpoint_blobs", "checkpoint_writes", "checkpoint_migrations")


@pytest.fixture
def worker(logins: Logins) -> Iterator[House]:
    """The insides of a worker that logs in as a member of adjourn_worker."""
    url = logins.url("worker")
    with House.open(Settings(database_url=url, project=PROJECT, pool_size=4, concurrency=20)) as house:
        yield house


def asked(house: House, graph: str = "line") -> Row:
    job = house.run(graph, {"log": []})
    [request] = house.requests(job["id"], "open")
    return request


def signed(house: House, job_id: str) -> list[tuple[str | None, str, str]]:
    events = house.db.execute("SELECT * FROM adjourn.events WHERE job_id = %s ORDER BY id", (job_id,))
    return [(row["was"], row["became"], row["by"]) for row in events]


@pytest.mark.parametrize(
    ("graph", "change", "status"),
    [
        ("line", "comment = 'yes'", "answered"),
        ("stops_before", "choice = 'continue'", "answered"),
        ("form", """answer = '{"ok": true, "reason": "fine"}'""", "answered"),
        ("line", "assignee = 'Ada'", "open"),
    ],
)
def test_an_answerer_reads_and_answers_by_sql_and_signs_it(
    house: House, logins: Logins, graph: str, change: str, status: str
) -> None:
    request = asked(house, graph)
    with logins.connect("answerer") as person:
        find = "SELECT r.id, j.input FROM adjourn.human_requests r JOIN adjourn.jobs j ON j.id = r.job_id"
        assert person.execute(find).fetchall() == [{"id": request["id"], "input": {"log": []}}]
        person.execute(f"UPDATE adjourn.human_requests SET {change}")
    row, name = read(house, request), logins.name("answerer")
    assert row["status"] == status
    if status == "answered":
        assert row["answered_by"] == name
        assert signed(house, request["job_id"])[-1] == ("open", "answered", name)
        house.advance_due()
        assert house.job(request["job_id"])["status"] == "succeeded"


def test_an_answerer_is_told_by_the_rules_what_is_wrong(house: House, logins: Logins) -> None:
    request = asked(house, "stops_before")
    with logins.connect("answerer") as person:
        with pytest.raises(REFUSALS, match="choice 'yes' is not offered by request") as error:
            person.execute("UPDATE adjourn.human_requests SET choice = 'yes'")
        assert error.value.diag.message_hint == "one of: continue, stop"
        person.execute("SET ROLE adjourn_answerer")
        for _ in range(2):
            person.execute("UPDATE adjourn.human_requests SET choice = 'continue'")
        with pytest.raises(REFUSALS, match=f"already answered by {logins.name('answerer')}"):
            person.execute("UPDATE adjourn.human_requests SET answer = '1'")
    assert read(house, request)["answered_by"] == logins.name("answerer")


def test_an_answerer_writes_answers_and_who_has_a_question_until_when_and_no_more(house: House, logins: Logins) -> None:
    request = asked(house)
    free = {"choice", "comment", "answer", "assignee", "team", "claimed_until", "hidden_until", "priority", "due_at"}
    free |= {"remind_at", "escalate_at", "expires_at"}
    with logins.connect("answerer") as person:
        for column in request.keys() - free:
            denied(person, f"UPDATE adjourn.human_requests SET {column} = DEFAULT")
        denied(
            person,
            "DELETE FROM adjourn.human_requests",
            "INSERT INTO adjourn.human_requests (title) VALUES ('made up?')",
            "UPDATE adjourn.jobs SET status = 'cancelled'",
            "SELECT config FROM adjourn.jobs",
            "SELECT * FROM adjourn.events",
            "INSERT INTO adjourn.events (by, job_id, became) VALUES ('Ada', gen_random_uuid(), 'answered')",
            "SELECT * FROM adjourn.steps",
            "SELECT adjourn.enqueue('line')",
            "CREATE TABLE adjourn.mine (n int)",
            *(f"SELECT * FROM adjourn.{table}" for table in CHECKPOINTS),
        )


# --- other systems


def test_a_submitter_enqueues_and_reads_what_becomes_of_it(house: House, logins: Logins) -> None:
    with logins.connect("submitter") as system:
        enqueue = """SELECT adjourn.enqueue('echo', '{"log": []}', key => 'k') AS id"""
        [job] = system.execute(enqueue).fetchall()
        assert system.execute(enqueue).fetchall() == [job], "the key stands for one job"
        with pytest.raises(REFUSALS, match="graph 'nothing' is not known"):
            system.execute("SELECT adjourn.enqueue('nothing')")
        house.advance_due()
        [seen] = system.execute("SELECT id, status, result FROM adjourn.jobs").fetchall()
        assert seen == {"id": job["id"], "status": "succeeded", "result": {"log": ["one"]}}
        assert signed(house, job["id"])[0] == (None, "queued", logins.name("submitter"))
        denied(
            system,
            "INSERT INTO adjourn.jobs (graph) VALUES ('echo')",
            "UPDATE adjourn.jobs SET status = 'cancelled'",
            "DELETE FROM adjourn.jobs",
            *(f"SELECT * FROM adjourn.{table}" for table in ("human_requests", "events", "graphs", *CHECKPOINTS)),
        )


def test_a_reader_reads_all_but_the_checkpoints_and_writes_nothing(house: House, logins: Logins) -> None:
    request = asked(house)
    with logins.connect("reader") as reader:
        for table in ("jobs", "human_requests", "events", "graphs", "threads", "steps", "alembic_version"):
            assert reader.execute(f"SELECT * FROM adjourn.{table}").fetchall(), table
        denied(
            reader,
            *(f"SELECT * FROM adjourn.{table}" for table in CHECKPOINTS),
            "UPDATE adjourn.human_requests SET comment = 'yes'",
            "UPDATE adjourn.jobs SET priority = 1",
            "SELECT adjourn.enqueue('echo')",
            "SELECT id FROM adjourn.jobs FOR UPDATE",
        )
    assert read(house, request)["status"] == "open"


# --- workers


#: Graphs whose questions any object answers, each with an input.
SHAPES = {
    **{shape: {"log": []} for shape in ("line", "parallel", "subgraph", "two_questions", "stops_before")},
    "fan_out": {"n": 2},
    "functional": 2,
}


def test_a_worker_needs_no_more_than_its_role_and_has_no_more(worker: House, logins: Logins) -> None:
    ids = {shape: worker.enqueue(shape, input) for shape, input in SHAPES.items()}
    logins.db.execute("SET adjourn.many = 'yes'")
    while worker.advance_due():
        logins.db.execute("UPDATE adjourn.human_requests SET choice = options -> 0 ->> 'choice' WHERE status = 'open'")
        logins.db.execute("UPDATE adjourn.human_requests SET answer = '{}' WHERE status = 'open'")
    ends = {shape: worker.job(job)["status"] for shape, job in ids.items()}
    assert ends == dict.fromkeys(SHAPES, "succeeded")
    denied(
        worker.db,
        *(f"UPDATE adjourn.human_requests SET {column} = NULL" for column in ("choice", "comment", "answer")),
        "UPDATE adjourn.jobs SET input = NULL",
        "INSERT INTO adjourn.jobs (graph) VALUES ('echo')",
        "INSERT INTO adjourn.events (by, job_id, became) VALUES ('Ada', gen_random_uuid(), 'answered')",
        "DELETE FROM adjourn.checkpoint_blobs",
        "SELECT * FROM adjourn.checkpoint_migrations",
        "SELECT adjourn.answer_given(NULL)",
    )


def test_a_worker_gives_back_an_answer_that_does_not_fit(worker: House, logins: Logins) -> None:
    request = asked(worker, "form")
    answer = {"ok": True, "reason": "because"}
    logins.db.execute("UPDATE adjourn.human_requests SET answer = %s", (Jsonb(answer),))
    worker.advance_due()
    row = read(worker, request)
    assert (row["status"], row["answer"], json.loads(row["rejected_answer"])) == ("open", None, answer)
    assert "that is no reason" in row["answer_error"]


@pytest.mark.parametrize(
    ("outcome", "status"),
    [
        (Waiting(), "waiting"),
        (Retry("{}", 0, False), "queued"),
        (Failed("{}"), "failed"),
        (Blocked("{}"), "blocked"),
        (Released(), "queued"),
    ],
)
def test_a_worker_records_each_outcome_with_the_rights_of_its_role(
    worker: House, outcome: Outcome, status: str
) -> None:
    id, house = worker.enqueue("echo", {"log": []}), worker.worker

    def run(script: Script[T]) -> T:
        return house.loop.run(house.connections.arun(script))

    job = run(claims.claim(id, claimant("echo"), 30))
    assert job is not None
    with house.engine.connect() as connection:
        assert leases.renew(connection, [job.lease_id], 30) == {job.lease_id: True}
    asked = outcomes.Requests((question("0" * 32, "plain"),) if status == "waiting" else ())
    run(outcomes.record(job, outcomes.Settle(outcome, asked), Rows()))
    assert worker.job(id)["status"] == status


def test_worker_scheduler_submitter_and_answerer_each_with_its_own_role_bring_a_job_to_its_end(
    fleet: Fleet, logins: Logins
) -> None:
    """SQL rings nobody: what is taken has been rung by the scheduler."""
    fleet.env["ADJOURN_DATABASE_URL"] = logins.url("worker")
    fleet.worker(PROJECT)
    with logins.connect("submitter") as system, logins.connect("answerer") as person:
        late = "SELECT adjourn.enqueue('echo', run_at => '2100-01-01Z', deadline_at => now()) AS id"
        [overdue] = system.execute(late).fetchall()
        fleet.scheduler()
        [job] = system.execute("""SELECT adjourn.enqueue('line', '{"log": []}') AS id""").fetchall()
        fleet.wait(job["id"], "waiting")
        assert person.execute("UPDATE adjourn.human_requests SET comment = 'yes'").rowcount == 1
        assert fleet.wait(job["id"])["result"] == {"log": ["begin", {"data": "yes"}, "end"]}
        assert fleet.wait(overdue["id"], "failed")["error"]["type"] == "DeadlinePassed"
    signed = fleet.rows("SELECT became, by FROM adjourn.events WHERE job_id = %s AND request_id IS NULL", job["id"])
    assert {row["by"] for row in signed if row["became"] != "queued"} == {logins.name("worker")}


# --- owners


def test_a_member_of_the_owner_migrates_cancels_and_retries(house: House, logins: Logins) -> None:
    """Without a right on the database itself."""
    migrate(Settings(database_url=logins.url("owner")))
    job = house.enqueue("echo", {"log": []})
    with logins.connect("owner") as operator:
        assert operator.execute("UPDATE adjourn.jobs SET status = 'cancelled'").rowcount == 1
    assert signed(house, job)[-1] == ("queued", "cancelled", logins.name("owner"))
