"""What others are to hear is written in the transaction of what happened, for who subscribed, and for nobody else."""

from __future__ import annotations

from typing import Any

import psycopg
import pytest
from adjourn.models import human_requests, jobs, people, subscriptions
from adjourn.models.ground.errors import BadInput
from adjourn.models.subscriptions import Scope
from sqlalchemy import Connection, text

from tests.support.by_hand import ask, insert_request, shaped, write
from tests.support.house import House
from tests.support.logins import ROLES, Logins, denied
from tests.support.staff import change

ALL = ("job.*", "request.*")
Db = psycopg.Connection[dict[str, Any]]


def told(house: House) -> list[str]:
    return [row["topic"] for row in house.db.execute("SELECT topic FROM adjourn.outbox ORDER BY at, topic").fetchall()]


@pytest.fixture
def everything(house: House, connection: Connection) -> House:
    subscriptions.add(connection, "all", "apprise:all", ALL)
    return house


def test_an_end_is_told_with_names_and_nothing_of_what_was_said(everything: House) -> None:
    house = everything
    job = house.run("steps", {"log": ["rosebud"]}, thread_id="t", key="k")
    [row] = house.db.execute("SELECT * FROM adjourn.outbox").fetchall()
    assert (row["topic"], row["job_id"], row["request_id"]) == ("job.succeeded", job["id"], None)
    finished = row["data"].pop("finished_at")
    assert row["data"] == {
        **{"project": "adjourn", "graph": "steps", "job_id": str(job["id"]), "thread_id": "t", "key": "k"},
        **{"batch_id": None, "status": "succeeded"},
    }
    assert finished.startswith(f"{job['finished_at']:%Y-%m-%dT%H:%M:%S}")
    assert house.run("steps", 5)["status"] == "failed"
    assert told(house)[1:] == ["job.failed"]


def test_a_question_is_told_from_its_opening_to_its_close(everything: House, connection: Connection) -> None:
    house = everything
    for team in ("finance", "legal"):
        people.add_team(connection, team)
    people.add(connection, "ada")
    people.join(connection, "finance", "ada", "answer")
    row = ask(house)
    write(house, row, "team = 'finance'")
    write(house, row, "assignee = 'ada'")
    write(house, row, "priority = 3")
    write(house, row, "assignee = NULL")
    assert told(house) == ["request.opened", "request.assigned", "request.assigned"]
    change(house, row, remind_at="now() - interval '1 s'")
    human_requests.keep_time(connection)
    change(house, row, escalate_at="now() - interval '1 s'", escalate_to="'legal'")
    human_requests.keep_time(connection)
    assert told(house)[3:] == ["request.due", "request.escalated"]
    last = house.db.execute("SELECT data FROM adjourn.outbox ORDER BY at DESC LIMIT 1").fetchone()
    assert last is not None and last["data"] | {"due_at": None} == {
        **{"project": "adjourn", "graph": "line", "job_id": str(row["job_id"]), "thread_id": row["thread_id"]},
        **{"request_id": row["id"], "node": row["node"], "kind": row["kind"], "status": "open", "team": "legal"},
        **{"assignee": None, "priority": 13, "due_at": None},
    }
    [me] = house.db.execute("SELECT adjourn.person() AS name").fetchall()
    people.add(connection, me["name"])
    people.join(connection, "legal", me["name"], "answer")
    house.db.execute("UPDATE adjourn.human_requests SET answer = '\"yes\"'")
    assert told(house)[5:] == ["request.closed"]
    house.advance_due()
    assert told(house)[6:] == ["job.succeeded"], "that an answer was used is told by nothing of its own"


def test_one_that_comes_back_is_told_and_so_is_one_that_closes_with_its_job(
    everything: House, connection: Connection
) -> None:
    house = everything
    row = shaped(house, "which?")
    house.answer(row["id"], "this")
    house.db.execute("UPDATE adjourn.human_requests SET status = 'open', answer_error = 'no'")
    assert told(house) == ["request.opened", "request.closed", "request.came_back"]
    jobs.cancel(connection, str(row["job_id"]))
    assert sorted(told(house)[3:]) == ["job.cancelled", "request.closed"]
    closed = house.db.execute(
        "SELECT data ->> 'status' AS s FROM adjourn.outbox WHERE topic = 'request.closed' ORDER BY at"
    )
    assert [each["s"] for each in closed] == ["answered", "withdrawn"]


def test_what_is_rolled_back_is_not_told(everything: House, connection: Connection) -> None:
    house = everything
    job = house.enqueue("line", {"log": []})
    with house.db.transaction(force_rollback=True):
        house.db.execute("UPDATE adjourn.jobs SET status = 'cancelled' WHERE id = %s", (job,))
        assert told(house) == ["job.cancelled"]
        with house.db.transaction(force_rollback=True):
            insert_request(house, house.job(job), "one")
            assert "request.opened" in told(house)
        assert told(house) == ["job.cancelled"]
    assert told(house) == []


def test_each_hears_of_its_own_and_where_nobody_does_nothing_is_written(house: House, connection: Connection) -> None:
    ask(house)
    assert told(house) == []
    people.add_team(connection, "finance")
    for name, topics, scope in (
        ("ends", ["job.succeeded"], Scope()),
        ("lines", ["job.*", "request.opened"], Scope(graph="line")),
        ("others", ALL, Scope(project="other")),
        ("finance", ["request.*"], Scope(team="finance")),
        ("here", ["request.opened"], Scope(project="adjourn")),
    ):
        subscriptions.add(connection, name, f"apprise:{name}", topics, scope)
    row = ask(house)
    write(house, row, "team = 'finance'")
    house.run("steps", {"log": []})
    heard = house.db.execute(
        """SELECT s.name, o.topic FROM adjourn.outbox o JOIN adjourn.subscriptions s ON s.id = o.subscription_id
           ORDER BY o.at"""
    ).fetchall()
    assert {(each["name"], each["topic"]) for each in heard} == {
        *(("here", "request.opened"), ("lines", "request.opened")),
        *(("finance", "request.assigned"), ("ends", "job.succeeded")),
    }
    assert len(heard) == 4


def test_whoever_listens_is_woken_and_the_lock_of_a_subscription_holds_up_nothing(everything: House) -> None:
    house = everything
    with (
        psycopg.connect(house.worker.settings.database_url, autocommit=True) as ear,
        psycopg.connect(house.worker.settings.database_url) as other,
    ):
        ear.execute("LISTEN adjourn_outbox")
        other.execute("SELECT FROM adjourn.subscriptions FOR UPDATE")
        other.execute("DELETE FROM adjourn.subscriptions")
        assert house.run("steps", {"log": []})["status"] == "succeeded"
        assert next(ear.notifies(timeout=5)).channel == "adjourn_outbox"
        other.rollback()


def test_what_a_subscription_may_not_be_is_a_sentence(connection: Connection) -> None:
    def refused(match: str, url: str, topics: Any = ALL, **scope: str) -> None:
        with pytest.raises(BadInput, match=match):
            subscriptions.add(connection, "shop", url, topics, Scope(**scope))

    refused(
        r"webhooks may not go to hooks.example.org .first: adjourn subscriptions allow", "https://hooks.example.org/a"
    )
    subscriptions.allow(connection, "Hooks.example.org")
    refused("to hooks.example.org webhooks go by https only", "http://hooks.example.org:80/a")
    refused(r"may not go to hooks.example.org:8443", "https://hooks.example.org:8443/a")
    for url in (
        "ftp://hooks.example.org",
        "https://u:p@hooks.example.org/",
        "https://hooks.example.org\\@evil.example/",
        "x",
    ):
        refused("this is no address to send to", url)
    for url in (
        "https://hooks.example.org@evil.example/",
        "https:///hooks.example.org/",
        "https://hooks.example.org /",
    ):
        refused("this is no address to send to", url)
    refused("there is no topic 'job.done'", "apprise:x", ["job.done"])
    refused("a job is for no team", "apprise:x", team="finance")
    subscriptions.add(connection, "shop", "https://hooks.EXAMPLE.org:443/a", ["job.*"])
    refused("there is a subscription shop already", "apprise:x")
    for host in ("https://hooks.example.org", "a@b", "a b", "", "a..b", "a:0", "a" * 300):
        with pytest.raises(BadInput, match=r"is no host: as hooks\.example\.org"):
            subscriptions.allow(connection, host)
    for act in (subscriptions.remove, subscriptions.pause, subscriptions.again):
        with pytest.raises(BadInput, match="there is no subscription nothing: see"):
            act(connection, "nothing")  # type: ignore[operator]
    with pytest.raises(BadInput, match="is not on the list"):
        subscriptions.disallow(connection, "other.example.org")


def test_who_changed_a_subscription_is_written_down_without_its_url(connection: Connection) -> None:
    subscriptions.add(connection, "shop", "apprise:shop", ["job.*"])
    subscriptions.pause(connection, "shop")
    subscriptions.remove(connection, "shop")
    subscriptions.allow(connection, "hooks.example.org")
    rows = connection.execute(text("SELECT became, data::text AS data FROM adjourn.events ORDER BY id")).all()
    assert [row.became for row in rows] == [
        *("subscription added", "subscription changed", "subscription removed", "webhook host added"),
    ]
    assert not any("apprise" in row.data for row in rows)


def test_no_role_reads_a_url_and_only_senders_claim(logins: Logins) -> None:
    for role in ROLES:
        if role == "owner":
            continue
        with logins.connect(role) as login:
            for table in ("outbox", "subscriptions", "webhook_hosts"):
                denied(login, f"SELECT * FROM adjourn.{table}", f"DELETE FROM adjourn.{table}")
            if role != "worker":
                denied(login, "SELECT adjourn.claim_notices(1, 1)", "SELECT adjourn.forget_notices()")
            else:
                login.execute("SELECT adjourn.claim_notices(1, 1)")
