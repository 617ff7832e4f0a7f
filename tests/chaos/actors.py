"""Who uses the product in a storm: other systems that submit, people who answer, an operator who retries. Each may be
killed at any moment, and keeps a journal, written before it tries and after it knows: what it tried and never learned
about is unknown, and may have happened or not."""

from __future__ import annotations

import contextlib
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import count, islice
from pathlib import Path
from typing import Any

import psycopg
from adjourn.models.ground.errors import may_pass
from celery import Celery
from kombu.exceptions import OperationalError
from psycopg.types.json import Jsonb

from tests.chaos import forgeries
from tests.support.database import Database

INPUT = '{"log": []}'
#: Questions that are left to who answers on the page, which is slower, for a while.
ON_THE_PAGE = "(id % 16 = 0)"
#: Whoever is logged in there is the desk's.
_DESK = """
WITH person AS (INSERT INTO adjourn.people (name) VALUES (session_user) ON CONFLICT DO NOTHING),
team AS (INSERT INTO adjourn.teams (name) VALUES ('desk') ON CONFLICT DO NOTHING) SELECT"""
_MEMBER = "INSERT INTO adjourn.members VALUES (session_user, 'desk', 'lead') ON CONFLICT DO NOTHING"
#: What people do with a question besides answering it, and how time comes for it.
_CUSTODY = (
    "UPDATE adjourn.human_requests SET team = 'desk' WHERE id = %s",
    "UPDATE adjourn.human_requests SET assignee = adjourn.person() WHERE id = %s",
    "UPDATE adjourn.human_requests SET assignee = NULL WHERE id = %s",
    "UPDATE adjourn.human_requests SET hidden_until = now() + interval '1 min' WHERE id = %s AND assignee IS NOT NULL",
    "UPDATE adjourn.human_requests SET remind_at = now(), expires_at = now() + interval '1 second' WHERE id = %s",
    "INSERT INTO adjourn.notes (request_id, text) VALUES (%s, 'so')",
)


def entries(journal: Path) -> list[dict[str, Any]]:
    return [json.loads(line) for line in journal.read_text().splitlines()] if journal.exists() else []


class Journal:
    """One line of JSON per entry."""

    def __init__(self, path: Path) -> None:
        self.entries = entries(path)
        self._path = path

    def write(self, **entry: Any) -> None:
        with self._path.open("a") as file:
            file.write(json.dumps(entry) + "\n")


@dataclass(frozen=True, slots=True)
class Shape:
    """A graph, whose it is, and where its project takes messages."""

    project: str
    queue: str
    graph: str


def submit(path: Path, shapes: list[Shape], at_once: int, most: int | None) -> None:
    """`most` jobs, or jobs without end of which no more than `at_once` are unfinished: several to a transaction, some
    by a message, and now and then what may not be said. A key that is not known to have become a job is tried again."""
    journal, database = Journal(path), Database(os.environ["DATABASE_URL"])
    queues = list({shape.queue for shape in shapes})
    known = {entry["key"] for entry in journal.entries if entry["state"] in ("submitted", "sent")}
    numbers: Iterator[int] = iter(range(most)) if most else count()
    keys = (key for key in (f"{path.stem}-{number}" for number in numbers) if key not in known)
    while batch := list(islice(keys, random.randint(1, 30))):
        if most is None:
            patiently(hold_back, database, queues, at_once)
        jobs = {key: random.Random(key).choice(shapes) for key in batch}
        for key, shape in jobs.items():
            journal.write(state="trying", key=key, project=shape.project, graph=shape.graph)
        if random.random() < 0.2:
            key, is_shared = f"{forgeries.WRONG}{batch[0]}", len({shape.project for shape in shapes}) > 1
            became = patiently(forgeries.enqueue, database, key, shapes[0].project, is_shared)
            journal.write(state=became, key=key)
        if most is None and random.random() < 0.2:
            _send(jobs)
            for key in jobs:
                journal.write(state="sent", key=key)
        else:
            for key, job in patiently(_enqueue, database, jobs).items():
                shape = jobs[key]
                journal.write(state="submitted", key=key, project=shape.project, graph=shape.graph, job=job)
    time.sleep(10**6)  # done; to end would mean to be replaced


def answer(path: Path) -> None:
    """Whatever is open, in any order; each answer says what it was given to. Now and then somebody passes a question
    on, takes it, lets go of it, puts it off or dates it first, and answers it as one of many."""
    journal, database = Journal(path), Database(os.environ["DATABASE_URL"])
    open_ = f"""SELECT id, kind, title FROM adjourn.human_requests WHERE status = 'open'
      AND (NOT {ON_THE_PAGE} OR created_at < now() - interval '3 seconds') ORDER BY random() LIMIT 20"""
    for statement in (_DESK, _MEMBER):
        patiently(database.rows, statement)
    for serial in count(len(journal.entries)):
        for row in patiently(database.rows, open_):
            given = {"to": row["title"], "by": path.stem, "serial": serial}
            column, value = ("choice", "continue") if row["kind"] == "breakpoint" else ("answer", Jsonb(given))
            told = {"request": row["id"], "answer": None if column == "choice" else given}
            journal.write(state="trying", **told)
            try:
                if random.random() < 0.2:
                    database.rows(random.choice(_CUSTODY), row["id"])
                if random.random() < 0.2:
                    call = f"SELECT answered FROM adjourn.answer_many(ARRAY[%s], {column} => %s)"
                    [said] = database.rows(call, row["id"], value)
                    journal.write(state="answered" if said["answered"] else "refused", **told)
                    continue
                database.rows(f"UPDATE adjourn.human_requests SET {column} = %s WHERE id = %s", value, row["id"])
            except psycopg.Error as error:
                if is_away(error):
                    break
                journal.write(state="refused", **told)
            else:
                journal.write(state="answered", **told)
        time.sleep(0.05)


def operate(path: Path) -> None:
    """Retries what did not fail as planned: who looks after a fleet does that when the storm has passed by."""
    journal, database = Journal(path), Database(os.environ["DATABASE_URL"])
    retry = """WITH unplanned AS (
          SELECT id, error FROM adjourn.jobs
          WHERE status IN ('failed', 'blocked') AND error ->> 'type' NOT IN ('LookupError', 'DeadlinePassed')
        ) UPDATE adjourn.jobs j SET status = 'queued' FROM unplanned u WHERE j.id = u.id
        RETURNING j.id::text, u.error"""
    while True:
        for row in patiently(database.rows, retry):
            journal.write(state="retried", job=row["id"], error=row["error"])
        time.sleep(1)


def _enqueue(database: Database, jobs: dict[str, Shape]) -> dict[str, str]:
    with database.connection.transaction():
        query = "SELECT adjourn.enqueue(%s, %s, key => %s, project => %s)::text AS id"
        made = {key: database.rows(query, shape.graph, INPUT, key, shape.project) for key, shape in jobs.items()}
    return {key: row["id"] for key, [row] in made.items()}


def _send(jobs: dict[str, Shape]) -> None:
    """Without whose graph it is: who sends to a queue means its project."""
    with Celery(broker=os.environ["CELERY_BROKER_URL"]) as app, contextlib.suppress(OperationalError):
        for key, shape in jobs.items():
            message, countdown = (shape.graph, {"log": []}, key), random.choice([0, 0, 3])
            app.send_task("adjourn.enqueue", message, queue=shape.queue, retry=False, countdown=countdown)
        if random.random() < 0.2:
            forgeries.send(app, f"{forgeries.WRONG}{key} by message", shape.queue, random.choice(forgeries.FORGED))


def hold_back(database: Database, queues: list[str], at_once: int) -> None:
    unfinished = "SELECT count(*) FROM adjourn.jobs WHERE finished_at IS NULL AND queue = ANY(%s)"
    while database.rows(unfinished, queues)[0]["count"] > at_once:
        time.sleep(0.1)


def patiently(attempt: Any, *arguments: Any) -> Any:
    """Again, while the database is away."""
    while True:
        try:
            return attempt(*arguments)
        except psycopg.OperationalError as error:
            if not is_away(error):
                raise
            time.sleep(0.1)


def is_away(error: psycopg.Error) -> bool:
    """Not what the driver calls operational and Postgres refuses each time, as our triggers' refusals."""
    return isinstance(error, psycopg.OperationalError) and may_pass(error)
