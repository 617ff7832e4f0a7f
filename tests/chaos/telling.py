"""In a storm somebody subscribes, and hears of it from senders. They and the receiver are struck as others are: what
was to be heard is heard, under one id, and nothing else is."""

from __future__ import annotations

import asyncio
import json
import threading
from pathlib import Path

from adjourn.models.ground.settings import Settings
from adjourn.notify.sender import Sender

from tests.chaos.actors import Journal
from tests.chaos.crew import take_bug
from tests.support.database import Database
from tests.support.receiver import Heard, Receiver, receiving
from tests.support.senders import KEY

#: The graph of whose jobs and questions somebody wants to hear.
GRAPH = "line"
ALLOW = "INSERT INTO adjourn.webhook_hosts (host, http, private) VALUES (%s, true, true) ON CONFLICT DO NOTHING"
SUBSCRIBE = f"""INSERT INTO adjourn.subscriptions (name, url, topics, graph)
  VALUES ('shop', %s, '{{job.*,request.*}}', '{GRAPH}')"""
#: As if time had passed: claims of dead senders have run out, and what failed is tried again.
LATER = "UPDATE adjourn.outbox SET again_at = least(again_at, now()) WHERE sent_at IS NULL"
UNSENT = "(SELECT count(*) FROM adjourn.outbox WHERE sent_at IS NULL)"

_HEARD = "state = 'heard'"
INVARIANTS: dict[str, str] = {
    "what happened is heard of, and nothing else": f"""WITH happened AS (
          SELECT e.job_id, e.request_id, count(*) AS times, CASE WHEN e.request_id IS NULL THEN 'job.' || e.became
              WHEN e.was = 'open' THEN 'request.closed' WHEN e.was = 'answered' THEN 'request.came_back'
              ELSE 'request.opened' END AS topic
          FROM adjourn.events e JOIN adjourn.jobs j ON j.id = e.job_id
          WHERE j.graph = '{GRAPH}' AND EXISTS (SELECT FROM adjourn.subscriptions) AND CASE
              WHEN e.request_id IS NULL THEN e.became IN ('succeeded', 'failed', 'cancelled')
              ELSE (e.became = 'open') <> (coalesce(e.was, '') = 'open') END
          GROUP BY e.job_id, e.request_id, topic
        ), heard AS (
          SELECT job, request, topic, count(DISTINCT key) AS times FROM journal
          WHERE {_HEARD} AND topic NOT IN ('request.assigned', 'request.due', 'request.escalated') GROUP BY 1, 2, 3
        ) SELECT h.*, o.times AS heard, o.job, o.request, o.topic AS heard_of FROM happened h FULL JOIN heard o
          ON (o.job, coalesce(o.request, 0), o.topic) = (h.job_id, coalesce(h.request_id, 0), h.topic)
        WHERE o.times IS DISTINCT FROM h.times""",
    "what is to be heard is heard": f"""SELECT id, topic, tries, error, parked_at FROM adjourn.outbox
        WHERE id::text NOT IN (SELECT key FROM journal WHERE {_HEARD})""",
    "what is heard was to be heard": f"""SELECT h.key, h.topic, h.job, h.request FROM journal h
        LEFT JOIN adjourn.outbox o ON o.id::text = h.key
        WHERE {_HEARD} AND (o.topic, o.job_id, o.request_id) IS DISTINCT FROM (h.topic, h.job, h.request)""",
}
TOLD = f"SELECT count(*) AS times, count(DISTINCT key) AS notices FROM journal WHERE {_HEARD}"


def keys(folder: Path, port: int) -> Path:
    """The senders' file."""
    path = folder / f"notify-{port}.json"
    path.write_text(json.dumps({"webhooks": {Receiver(port).host: KEY}}))
    return path


def subscribe(database: Database, port: int) -> None:
    database.rows(ALLOW, Receiver(port).host)
    database.rows(SUBSCRIBE, f"{Receiver(port).url}/ok")


def send() -> None:
    take_bug()
    asyncio.run(Sender(Settings()).run())


def receive(path: Path, port: int) -> None:
    with receiving(_Writer(port, Journal(path))):
        threading.Event().wait()


class _Writer(Receiver):
    def __init__(self, port: int, journal: Journal) -> None:
        super().__init__(port)
        self._journal = journal

    def hear(self, heard: Heard) -> None:
        said, data = heard.json, heard.json["data"]
        asked = data.get("request_id")
        self._journal.write(state="heard", key=heard.id, topic=said["type"], job=data["job_id"], request=asked)
