"""`adjourn doctor` is red for each thing that is broken, names what somebody should look at, and is green otherwise."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import psycopg
import pytest
from adjourn.models import lead
from adjourn.models.ground import database
from adjourn.models.ground.errors import BadInput
from adjourn.models.ground.settings import Settings

from tests.conftest import PROJECT
from tests.support.collector import collecting
from tests.support.command import Command
from tests.support.fleet import Fleet, Process
from tests.support.house import House
from tests.support.logins import Logins
from tests.support.pooler import pgbouncer
from tests.support.waiting import until


def said(adjourn: Command, *checks: str) -> dict[str, dict[str, Any]]:
    """The findings by their checks, the last of each."""
    return {each["check"]: each for each in json.loads(adjourn.quick("doctor", *checks, "--json").out)}


def test_a_pooler_that_is_dead_is_named_while_postgres_itself_answers(
    adjourn: Command, database_url: str, folder: Path, db: psycopg.Connection[Any]
) -> None:
    adjourn.env |= {"ADJOURN_DIRECT_DATABASE_URL": database_url, "ADJOURN_PREPARE": "false"}
    with pgbouncer(database_url, folder) as url:
        adjourn.env["DATABASE_URL"] = url
        found = said(adjourn, "pooler", "postgres")
        assert found["postgres"]["ok"] and not found["pooler"]["ok"]
        assert "drops the options of connections: ALTER ROLE" in found["pooler"]["detail"]
        name = db.info.dbname
        db.execute(f"ALTER DATABASE {name} SET search_path = adjourn")  # type: ignore[arg-type]
        db.execute(f"ALTER DATABASE {name} SET lock_timeout = '1s'")  # type: ignore[arg-type]
    with pgbouncer(database_url, folder) as url:
        adjourn.env["DATABASE_URL"] = url
        assert said(adjourn, "pooler")["pooler"] == {"check": "pooler", "ok": True, "detail": "answers", "look": False}
    found = said(adjourn, "pooler", "postgres")
    assert found["postgres"]["ok"] and "or correct ADJOURN_DATABASE_URL" in found["pooler"]["detail"]
    with pgbouncer(database_url, folder, options=False) as url:
        adjourn.env["DATABASE_URL"] = url
        assert "unsupported startup parameter: options" in said(adjourn, "pooler")["pooler"]["detail"]


def test_who_cannot_hear_does_not_lead_and_leaves_no_lock_in_the_pooler(
    adjourn: Command, fleet: Fleet, database_url: str, folder: Path
) -> None:
    with pgbouncer(database_url, folder) as url:
        with pytest.raises(BadInput, match="ADJOURN_DATABASE_URL leads through a transaction pooler"):
            lead.require_hearing(Settings(database_url=url, prepare=False))
        adjourn.env |= {"DATABASE_URL": url, "ADJOURN_PREPARE": "false"}
        assert "in which LISTEN hears nothing: set ADJOURN_DIRECT_DATABASE_URL" in said(adjourn)["postgres"]["detail"]
        with pytest.raises(AssertionError, match=r"ended with 1: (.*\n)*adjourn: ADJOURN_DATABASE_URL leads through"):
            fleet.scheduler(database_url=url, prepare="false")
        with database.connect(Settings(database_url=database_url)) as connection:
            assert lead.holder(connection) is None


def test_a_lead_that_a_pooler_has_kept_is_named_and_taken_by_the_next_scheduler(
    adjourn: Command, fleet: Fleet, database_url: str, folder: Path
) -> None:
    with pgbouncer(database_url, folder) as url:
        stale = Settings(database_url=url, prepare=False)
        with lead.connect(stale) as scheduler:
            assert lead.take(scheduler, lead.SILENCE)
        with database.connect(stale) as worker:
            worker.execute("SELECT")  # on the same connection to Postgres
            found = said(adjourn, "scheduler")["scheduler"]
            assert not found["ok"] and "shows no life of a scheduler: one that is started" in found["detail"]
        fleet.scheduler()
        assert said(adjourn, "scheduler")["scheduler"]["ok"]


def started(fleet: Fleet, queue: str, *named: str) -> Process:
    """A worker as an operator starts it."""
    settings = {"queue": f"{fleet.queue}_{queue}", "project": PROJECT, "concurrency": 2, "pool_size": 4}
    command = ["adjourn.worker", "worker", "--without-mingle", "--without-gossip", *named]
    return fleet._start(f"w{queue}", command, settings, None, anew=True)


def test_workers_that_nobody_has_named_have_names_that_differ(adjourn: Command, fleet: Fleet) -> None:
    adjourn.env |= {"CELERY_BROKER_URL": fleet.broker_url}
    fleet.scheduler()
    ready = [started(fleet, queue) for queue in ("a", "b")]
    fleet.ready(*ready)
    names = {f"adjourn-{process.pid}@{os.uname().nodename}" for process in ready}
    fleet.rows("DELETE FROM adjourn.lanes WHERE queue NOT LIKE %s", f"{fleet.queue}_%")
    found = until(lambda: (each := said(adjourn, "workers")["workers"])["ok"] and each, "both answer")
    assert found["detail"].startswith("2 answer: ") and all(name in found["detail"] for name in names)
    # Alike in spite of that.
    alike = [started(fleet, queue, "-n", "same@%h") for queue in ("c", "d")]
    fleet.ready(*alike)
    assert until(lambda: said(adjourn, "workers")["workers"]["ok"], "the lanes of both are served")


def test_a_project_that_is_missing_or_wrong_is_named(adjourn: Command, house: House, tmp_path: Path) -> None:
    found = said(adjourn, "project")["project"]
    assert found["ok"] and found["detail"].startswith(f"{PROJECT / 'langgraph.json'} names ")
    adjourn.env["ADJOURN_PROJECT"] = str(tmp_path)
    assert "correct ADJOURN_PROJECT" in said(adjourn, "project")["project"]["detail"]
    del adjourn.env["ADJOURN_PROJECT"]
    assert said(adjourn, "project")["project"]["ok"], "it has workers elsewhere"
    house.db.execute("UPDATE adjourn.graphs SET seen_at = now() - interval '1 hour'")
    missing = said(adjourn, "project")["project"]
    assert not missing["ok"] and "set ADJOURN_PROJECT to the folder that has it" in missing["detail"]
    (tmp_path / "langgraph.json").write_text("{}")
    assert "names no graphs" in said(adjourn, "project")["project"]["detail"]


def test_jobs_that_failed_or_are_blocked_and_questions_that_wait_for_long_are_named(
    adjourn: Command, house: House
) -> None:
    assert adjourn.quick("doctor", "jobs", "questions").code == 0
    failed, asked = house.run("echo", {"log": 5}), house.run("line", {"log": []})
    assert failed["status"] == "failed"
    done = adjourn.quick("doctor", "jobs", "questions")
    assert (
        done.code == 0 and f"look   jobs       1 failed in the last hour, the last of them {failed['id']}" in done.out
    )
    [question] = house.requests(asked["id"])
    house.db.execute("ALTER TABLE adjourn.human_requests DISABLE TRIGGER USER")
    house.db.execute("UPDATE adjourn.human_requests SET created_at = now() - interval '8 days'")
    house.db.execute("ALTER TABLE adjourn.human_requests ENABLE TRIGGER USER")
    done = adjourn.quick("doctor", "questions")
    assert done.code == 0
    assert f"look   questions  1 open for more than 7 days, the first of them #{question['id']}: see" in done.out
    house.db.execute("UPDATE adjourn.jobs SET status = 'blocked', error = '{}' WHERE id = %s", (asked["id"],))
    done = adjourn.quick("doctor", "jobs")
    assert done.code == 1 and "wrong  jobs       1 blocked, as the code does not fit them any more: see" in done.out
    assert f"`adjourn job {asked['id']}`" in done.out


def test_traces_that_nobody_can_send_or_takes_are_named(adjourn: Command) -> None:
    assert said(adjourn, "traces")["traces"]["detail"] == "no OTEL_ variable asks for any"
    with collecting() as collector:
        adjourn.env["OTEL_EXPORTER_OTLP_ENDPOINT"] = collector.url
        assert said(adjourn, "traces")["traces"] == {
            "check": "traces", "ok": True, "detail": f"{collector.url} answers", "look": False,
        }  # fmt: skip
    found = said(adjourn, "traces")["traces"]
    assert (found["ok"], found["look"]) == (True, True) and "jobs go on, their traces are lost" in found["detail"]
    adjourn.env["OTEL_TRACES_EXPORTER"] = "zipkin"
    found = said(adjourn, "traces")["traces"]
    assert not found["ok"] and "exports traces as 'zipkin': pip install 'adjourn[otel]'" in found["detail"]


def test_it_looks_at_all_of_it_as_the_login_of_a_worker(adjourn: Command, database_url: str) -> None:
    """Whose environment operators and supervisors have at hand."""
    with Logins.open(database_url) as logins:
        adjourn.env["DATABASE_URL"] = logins.url("worker")
        assert said(adjourn)["jobs"]["ok"]
        assert "permission denied" not in adjourn.quick("doctor").out
