"""Projects that share a database: whose graph, which lane, and nobody runs another one's job."""

from __future__ import annotations

import re
from typing import Any

import psycopg
import pytest
from adjourn.models import due, graphs, jobs
from adjourn.models.claims import Claimant, claim
from adjourn.models.ground.errors import BadInput
from sqlalchemy import Connection

from tests.support.offers import offer

Db = psycopg.Connection[dict[str, Any]]
SILENT = "UPDATE adjourn.{} SET seen_at = now() - interval '{}' WHERE project = %s"


def enqueue(db: Db, graph: str, **options: Any) -> dict[str, Any]:
    named = "".join(f", {name} => %s" for name in options)
    [made] = db.execute(f"SELECT adjourn.enqueue(%s{named}) AS id", (graph, *options.values())).fetchall()
    [job] = db.execute("SELECT * FROM adjourn.jobs WHERE id = %s", (made["id"],)).fetchall()
    return job


def refused(db: Db, graph: str, **options: Any) -> str:
    with pytest.raises(psycopg.errors.ObjectNotInPrerequisiteState) as error:
        enqueue(db, graph, **options)
    return f"{error.value.diag.message_primary} ({error.value.diag.message_hint})"


def claims(connection: Connection, job: dict[str, Any], by: Claimant) -> bool:
    statement, params = next(claim(str(job["id"]), by, 30))
    return bool(connection.exec_driver_sql(statement, params).all())


def test_a_graph_of_one_name_in_two_projects_is_never_chosen_silently(db: Db) -> None:
    offer(db, "agent", project="shop")
    assert enqueue(db, "agent")["project"] == "shop"
    offer(db, "agent", project="bank")
    assert refused(db, "agent") == "graph 'agent' is offered by several projects (name one, project => …: bank, shop)"
    assert enqueue(db, "agent", project="bank")["queue"] == "bank"
    assert "graph 'agent' is not known in project 'club' (known projects: bank, shop)" in refused(
        db, "agent", project="club"
    )
    db.execute(SILENT.format("graphs", "8 days"), ("shop",))
    assert enqueue(db, "agent")["project"] == "bank", "a project that nobody has run for a week is none of two"


def test_a_thread_and_a_key_stay_with_their_project(db: Db) -> None:
    offer(db, "agent", project="shop")
    first = enqueue(db, "agent", thread_id="t", key="order 1")
    offer(db, "agent", project="bank")
    assert enqueue(db, "agent", thread_id="t")["project"] == "shop"
    assert enqueue(db, "agent", thread_id="t", key="order 1")["id"] == first["id"], "the same request, as ever"
    assert "thread 't' belongs to graph 'agent' of project 'shop'" in refused(
        db, "agent", thread_id="t", project="bank"
    )
    other = enqueue(db, "agent", key="order 1", project="bank")
    assert other["id"] != first["id"], "keys of two projects do not meet"
    assert "is offered by several projects" in refused(db, "agent", key="order 1"), "which of the two?"


def test_a_job_runs_in_its_project_and_on_its_lane_only(db: Db, connection: Connection) -> None:
    offer(db, "agent", project="shop")
    offer(db, "agent", project="bank")
    job = enqueue(db, "agent", project="shop")
    bank, shop = (Claimant("w", name, "v", ["agent"], [name]) for name in ("bank", "shop"))
    elsewhere = Claimant("w", "shop", "v", ["agent"], ["slow"])
    assert not claims(connection, job, bank) and not claims(connection, job, elsewhere)
    assert claims(connection, job, shop)


def test_a_queue_is_one_projects_until_it_is_empty_and_silent(db: Db, connection: Connection) -> None:
    graphs.offer(connection, "shop", ["adjourn"], [])
    offer(db, "agent", project="shop", queue="adjourn")
    with pytest.raises(BadInput, match=re.escape("queue adjourn is a lane of project shop")):
        graphs.offer(connection, "bank", ["adjourn"], [])
    job = enqueue(db, "agent")
    db.execute(SILENT.format("lanes", "3 minutes"), ("shop",))
    with pytest.raises(BadInput, match="workers or unfinished jobs there"):
        graphs.offer(connection, "bank", ["adjourn"], [])
    jobs.cancel(connection, str(job["id"]))
    graphs.offer(connection, "bank", ["adjourn"], [])
    assert db.execute("SELECT project FROM adjourn.lanes").fetchall() == [{"project": "bank"}]


def test_what_nobody_offers_now_is_accepted_with_a_notice(db: Db) -> None:
    offer(db, "agent", project="shop")
    said: list[str] = []
    db.add_notice_handler(lambda notice: said.append(str(notice.message_primary)))
    enqueue(db, "agent")
    assert said == []
    for table in ("graphs", "lanes"):
        db.execute(SILENT.format(table, "30 days"), ("shop",))
    assert enqueue(db, "agent")["queue"] == "shop"
    assert said == ["graph agent of project shop is offered by nobody now: the job waits for a worker on queue shop"]


def test_a_lane_is_one_that_was_served_this_week_or_that_the_owner_added(db: Db, connection: Connection) -> None:
    offer(db, "agent", project="shop")
    assert "queue 'invented' is no lane of project 'shop' (its lanes: shop" in refused(db, "agent", queue="invented")
    graphs.add_lane(connection, "shop", "slow")
    assert enqueue(db, "agent", queue="slow")["queue"] == "slow"
    assert enqueue(db, "agent")["queue"] == "shop", "that of the project's own name is meant"
    with pytest.raises(BadInput, match="is a lane of project shop"):
        graphs.add_lane(connection, "bank", "slow")
    db.execute(SILENT.format("lanes", "8 days") + " AND queue = 'shop'", ("shop",))
    assert enqueue(db, "agent")["queue"] == "slow", "the only one that is left"
    assert "queue 'shop' is no lane" in refused(db, "agent", queue="shop")
    graphs.add_lane(connection, "shop", "fast")
    assert "project 'shop' has several lanes (name one, queue => …: fast, slow)" in refused(db, "agent")


def test_waiting_jobs_are_moved_to_another_lane_of_their_project(db: Db, connection: Connection) -> None:
    offer(db, "agent", "other", project="shop")
    graphs.add_lane(connection, "shop", "slow")
    agent, other, done = enqueue(db, "agent"), enqueue(db, "other"), enqueue(db, "agent")
    jobs.cancel(connection, str(done["id"]))
    assert graphs.move(connection, "shop", "slow", graph="agent") == 1
    where = {row["id"]: row["queue"] for row in db.execute("SELECT id, queue FROM adjourn.jobs")}
    assert where == {agent["id"]: "slow", other["id"]: "shop", done["id"]: "shop"}
    with pytest.raises(BadInput, match="queue 'nowhere' is no lane of project 'shop'"):
        graphs.move(connection, "slow", "nowhere")
    offer(db, "agent", project="bank")
    with pytest.raises(BadInput, match="queue 'bank' is no lane of project 'shop'"):
        graphs.move(connection, "slow", "bank")


def test_signs_of_life_keep_a_graph_and_a_lane_offered(db: Db, connection: Connection) -> None:
    offer(db, "agent", project="shop", version="1")
    job = enqueue(db, "agent")
    assert [row.id for row in due.everything(connection, 10)] == [str(job["id"])]
    for table in ("graphs", "lanes"):
        db.execute(SILENT.format(table, "3 minutes"), ("shop",))
    assert due.everything(connection, 10) == []
    statement, params = next(graphs.alive("shop", "1", ["agent"], ["shop"]))
    connection.exec_driver_sql(statement, params)
    assert [row.id for row in due.everything(connection, 10)] == [str(job["id"])]


@pytest.mark.parametrize("table", ["lanes", "graphs"])
def test_a_session_that_holds_the_row_of_a_lane_or_graph_stops_nobody(
    db: Db, connection: Connection, database_url: str, table: str
) -> None:
    offer(db, "agent", project="shop", version="1")
    job = enqueue(db, "agent")
    db.execute(SILENT.format(table, "3 minutes"), ("shop",))
    with psycopg.connect(database_url) as bystander:
        bystander.execute(f"SELECT FROM adjourn.{table} FOR UPDATE")
        statement, params = next(graphs.alive("shop", "1", ["agent"], ["shop"]))
        connection.exec_driver_sql(statement, params)
        assert [row.id for row in due.everything(connection, 10)] == [str(job["id"])]
        assert [row.id for row in due.among(connection, [str(job["id"])])[0]] == [str(job["id"])]
    assert due.everything(connection, 10) == []
