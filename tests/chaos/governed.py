"""What an operator has happen in a storm: a graph of which so many run at once, batches, jobs by the clock, pruning."""

from __future__ import annotations

import contextlib
import json
import os
import random
import time
import uuid
from itertools import count
from pathlib import Path

from adjourn.models import batches, retention
from adjourn.models.ground import database
from adjourn.models.ground.errors import DatabaseAway
from adjourn.models.ground.settings import Settings
from adjourn.models.retention import Threads
from sqlalchemy.exc import DBAPIError, OperationalError

from tests.chaos import actors
from tests.chaos.actors import INPUT, Journal, Shape, patiently
from tests.chaos.crew import take_bug
from tests.support.database import Database

#: The graph, and how many of it run at once.
LIMITED, MOST = "loop", 3
LIMIT = f"INSERT INTO adjourn.limits (graph, running) VALUES ('{LIMITED}', {MOST})"
SCHEDULE = f"""INSERT INTO adjourn.schedules (project, name, graph, input, cron, missed)
  SELECT project, 'minutely', 'plain', '{INPUT}', '* * * * *', 'each' FROM adjourn.lanes WHERE queue = %s"""

#: Seconds after which threads of some graphs go, and of others all but the last checkpoint: longer than it takes until
#: an operator retries what did not fail as planned.
_TTL = {"default_ttl": 20 / 60, "sweep_interval_minutes": 3 / 60}
_DELETED, _SHORTENED = ("plain", "two_in_one"), ("functional", "loop")

INVARIANTS: dict[str, str] = {
    "no more run at once than the limit lets": f"""WITH turns AS (
          SELECT e.id, e.at, (e.became = 'running')::int - (e.was = 'running')::int AS more
          FROM adjourn.events e JOIN adjourn.jobs j ON j.id = e.job_id
          WHERE e.request_id IS NULL AND j.graph = '{LIMITED}' AND 'running' IN (e.became, e.was)
        ), counted AS (SELECT at, sum(more) OVER (ORDER BY at, more) AS running FROM turns)
        SELECT at, running FROM counted WHERE running > {MOST}""",
    "who has a place runs": """SELECT p.job_id, j.status FROM adjourn.places p
        LEFT JOIN adjourn.jobs j ON j.id = p.job_id
        WHERE p.job_id IS NOT NULL AND j.status IS DISTINCT FROM 'running'""",
    "by the clock there is one job for each minute": """SELECT s.name, due, jobs FROM adjourn.schedules s
        CROSS JOIN LATERAL (SELECT count(*) AS jobs FROM every_job j WHERE j.schedule = s.name) made
        CROSS JOIN LATERAL (SELECT count(*) AS due FROM generate_series(
          date_trunc('minute', s.created_at) + interval '1 minute', s.last_at, interval '1 minute')) past
        WHERE due <> jobs""",
}


def submit(path: Path, shapes: list[Shape], at_once: int) -> None:
    """Batches without end. One that is cut off is gone on with, as the command does with the same file."""
    journal, watched = Journal(path), Database(os.environ["DATABASE_URL"])
    engine = database.engine(Settings())
    known = {entry["key"] for entry in journal.entries if entry["state"] == "in"}
    for id in (str(uuid.uuid5(uuid.NAMESPACE_OID, f"{path.stem} {number}")) for number in count()):
        if id in known:
            continue
        chance = random.Random(id)
        shape, lines = chance.choice(shapes), chance.randint(1, 60)
        patiently(actors.hold_back, watched, [shape.queue], at_once)
        keys = [f"{id}/{number}" for number in range(1, lines + 1)]
        for key in keys:
            journal.write(state="trying", key=key, project=shape.project, graph=shape.graph)
        while True:
            try:
                with database.transaction(engine) as transaction:
                    batches.begin(transaction, id, None, shape.graph, {"project": shape.project}, None)
                for first in range(1, lines + 1, 20):
                    some = range(first, min(first + 20, lines + 1))
                    batches.add(
                        lambda: database.transaction(engine), id, [batches.Line(n, str(n), INPUT) for n in some]
                    )
                break
            except (DatabaseAway, OperationalError):
                time.sleep(0.1)
        for row in patiently(watched.rows, "SELECT key, id::text FROM adjourn.jobs WHERE batch_id = %s", id):
            journal.write(state="submitted", key=row["key"], project=shape.project, graph=shape.graph, job=row["id"])
        journal.write(state="in", key=id)


def policy(folder: Path) -> Path:
    """The workers' file."""
    rules = {graph: {"ttl": {"strategy": "delete", **_TTL}} for graph in _DELETED}
    rules |= {graph: {"ttl": {"strategy": "keep_latest", **_TTL}} for graph in _SHORTENED}
    path = folder / "adjourn.json"
    path.write_text(json.dumps({"graphs": rules}))
    return path


def prune() -> None:
    """As `adjourn prune` does, over and over, beside the schedulers."""
    take_bug()
    engine = database.engine(Settings(), direct=True, pool_size=1)
    while True:
        with contextlib.suppress(DBAPIError), engine.connect() as connection:
            for rule in retention.rules(connection):
                walk = Threads(rule)
                while not walk.step(connection):
                    pass
        time.sleep(1)
