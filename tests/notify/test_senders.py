"""Senders as processes: killed at any time, they lose nothing; several send nothing at the same time."""

from __future__ import annotations

import json
from collections import Counter
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import psycopg
from adjourn.models import subscriptions
from sqlalchemy import Connection

from tests.support.receiver import Receiver
from tests.support.senders import KEY, a_minute_passes, sending, subscribe, tell, unsent
from tests.support.waiting import until

Db = psycopg.Connection[dict[str, Any]]


def test_what_happens_is_received_at_once_and_marked(
    db: Db, connection: Connection, database_url: str, receiver: Receiver, keys: Path
) -> None:
    subscribe(connection, receiver)
    with sending(database_url, keys, ADJOURN_INBOX_URL="https://inbox.example.org/") as sender:
        until(lambda: "sender starts" in (keys.parent / "notify.log").read_text(), "the sender starts")
        [id] = tell(db)
        until(lambda: not unsent(db), "it is sent")
        sender.terminate()
        assert sender.wait(20) == 0
    [heard] = receiver.heard
    assert heard.id == id and heard.json["link"] == "https://inbox.example.org/jobs/1"
    [row] = db.execute("SELECT * FROM adjourn.outbox").fetchall()
    assert (row["tries"], row["error"], row["claim_id"]) == (1, None, None)


def test_one_that_dies_between_claim_and_sending_leaves_it_to_the_next(
    db: Db, connection: Connection, database_url: str, receiver: Receiver, keys: Path
) -> None:
    subscribe(connection, receiver)
    [id] = tell(db)
    # All that it does before it sends, and it has committed that.
    assert len(db.execute("SELECT * FROM adjourn.claim_notices(100, 8)").fetchall()) == 1
    with sending(database_url, keys):
        tell(db)
        until(lambda: len(unsent(db)) == 1, "the other is sent")
        assert id not in {heard.id for heard in receiver.heard}, "for a minute it is somebody's"
        a_minute_passes(db)
        until(lambda: not unsent(db), "it is sent")
    assert [heard.id for heard in receiver.heard].count(id) == 1


def test_one_that_dies_between_sending_and_marking_is_followed_by_the_same_again(
    db: Db, connection: Connection, database_url: str, receiver: Receiver, keys: Path
) -> None:
    subscribe(connection, receiver, "/held")
    [id] = tell(db)
    with sending(database_url, keys) as sender:
        until(lambda: receiver.heard, "it is received")
        sender.kill()
        sender.wait()
    [row] = unsent(db)
    assert row["claim_id"] is not None
    receiver.let_go.set()
    a_minute_passes(db)
    with sending(database_url, keys):
        until(lambda: not unsent(db), "it is sent again")
    first, second = receiver.heard
    assert first.id == second.id == id
    assert first.body == second.body


def test_what_fails_is_tried_again_and_is_sent_once_its_receiver_is_well(
    db: Db, connection: Connection, database_url: str, receiver: Receiver, keys: Path
) -> None:
    subscribe(connection, receiver, "/broken", name="shop")
    subscribe(connection, receiver, "/ok", name="other")
    tell(db)
    with sending(database_url, keys):
        until(lambda: [row["error"] for row in unsent(db)] == [f"{receiver.host} answers 500"], "one has failed")
        db.execute("UPDATE adjourn.subscriptions SET url = replace(url, 'broken', 'ok')")
        assert subscriptions.again(connection, "shop", waiting=True) == 1
        until(lambda: not unsent(db), "it is sent")
    assert [heard.path for heard in receiver.heard].count("/broken") == 1


def test_one_that_hangs_holds_up_no_other(
    db: Db, connection: Connection, database_url: str, receiver: Receiver, keys: Path
) -> None:
    subscribe(connection, receiver, "/held")
    subscribe(connection, receiver, "/ok")
    tell(db, 200)
    with sending(database_url, keys):
        until(lambda: len(unsent(db)) == 200, "all of the other are sent")
        held = [heard for heard in receiver.heard if heard.path == "/held"]
        assert 0 < len(held) <= 16
        receiver.let_go.set()
        until(lambda: not unsent(db), "and then those")


def test_of_two_senders_each_notice_is_sent_by_one(
    db: Db, connection: Connection, database_url: str, receiver: Receiver, keys: Path
) -> None:
    subscribe(connection, receiver, "/slow")
    with ExitStack() as both:
        for _ in range(2):
            both.enter_context(sending(database_url, keys))
        until(lambda: (keys.parent / "notify.log").read_text().count("sender starts") == 2, "both run")
        ids = tell(db, 100) + tell(db, 100)
        until(lambda: not unsent(db), "all are sent")
    assert Counter(heard.id for heard in receiver.heard) == Counter(set(ids))


def test_it_goes_on_when_the_database_was_away_and_reads_its_file_anew(
    db: Db, connection: Connection, database_url: str, receiver: Receiver, keys: Path
) -> None:
    subscribe(connection, receiver)
    good = keys.read_text()
    keys.write_text("{}")
    with sending(database_url, keys):
        tell(db)
        until(lambda: unsent(db)[0]["error"], "it lacks the key")
        assert "there is no key for" in unsent(db)[0]["error"] and receiver.heard == []
        db.execute(
            """SELECT pg_terminate_backend(pid) FROM pg_stat_activity
               WHERE datname = current_database() AND application_name = 'adjourn'"""
        )
        keys.write_text(good)
        db.execute("UPDATE adjourn.outbox SET again_at = now()")
        until(lambda: not unsent(db), "it is sent")


def test_mail_and_chat_go_by_apprise(
    db: Db, connection: Connection, database_url: str, receiver: Receiver, keys: Path
) -> None:
    """To the one of its services that is HTTP with the message as JSON."""
    subscriptions.add(connection, "chat", "apprise:chat", ["request.*"])
    subscriptions.add(connection, "nobody", "apprise:nobody", ["request.*"])
    db.execute(
        """INSERT INTO adjourn.outbox (topic, subscription_id, job_id, request_id, data)
           SELECT 'request.escalated', id, gen_random_uuid(), 7, %s FROM adjourn.subscriptions""",
        (
            json.dumps(
                {
                    "request_id": 7,
                    "job_id": "1",
                    "graph": "mail\u200ber",
                    "node": "ask",
                    "team": "finance",
                    "key": "@all",
                }
            ),
        ),
    )
    with sending(database_url, keys, ADJOURN_INBOX_URL="https://inbox.example.org"):
        until(lambda: len(unsent(db)) == 1 and unsent(db)[0]["error"], "one is sent, the other is not")
    [row] = unsent(db)
    assert row["error"] == "there is no apprise.nobody in the file of ADJOURN_NOTIFY"
    [heard] = receiver.heard
    assert heard.json["title"] == "#7 was passed on (team finance)"
    assert heard.json["message"].splitlines() == [
        *("graph: mail[ZERO WIDTH SPACE]er", "step: ask", "job: 1", "https://inbox.example.org/requests/7"),
    ]


def test_a_file_that_is_wrong_is_a_sentence(database_url: str, tmp_path: Path) -> None:
    path = tmp_path / "notify.json"
    for content, why in (
        (None, f"there is no {path}: correct ADJOURN_NOTIFY"),
        ("{", f"{path} is no JSON"),
        ("[]", f'{path} must be {{"webhooks"'),
        ('{"webhooks": {"a.example": "secret"}}', f"{path}: the key of a.example must be whsec_"),
        (json.dumps({"webhooks": {"a.example": [KEY, "whsec_short"]}}), f"{path}: the key of a.example must be"),
        ('{"apprise": {"finance": 1}}', f"{path}: apprise.finance must be a URL"),
    ):
        if content is not None:
            path.write_text(content)
        with sending(database_url, path) as sender:
            assert sender.wait(20) == 2
        said = (tmp_path / "notify.log").read_text().strip().splitlines()
        assert said[-1].startswith(f"adjourn: {why}"), said
        assert KEY not in said[-1] and "whsec_short" not in said[-1]
