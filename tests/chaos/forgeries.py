"""What a submitter may not say: names that LangGraph or Adjourn keep for themselves, and a graph of two projects
without whose. SQL refuses it, a message with it is put down in adjourn.refused, and neither ever becomes a job."""

from __future__ import annotations

import json
import random
from typing import Any

import psycopg
from celery import Celery

from tests.support.database import Database

#: What the keys of all of these begin with, and of those that are sent when the storm is over, so that all arrive.
WRONG, CALM = "wrong-", "wrong-calm-"
FORGED: tuple[dict[str, Any], ...] = (
    {"config": {"run_id": "x"}},
    {"config": {"metadata": {"run_id": "x"}}},
    {"config": {"metadata": {"job_id": "x"}}},
    {"config": {"configurable": None}},
    {"config": {"configurable": {"run_id": "x"}}},
    {"config": {"configurable": {"thread_id": "x"}}},
    {"config": {"configurable": {"checkpoint_id": "x"}}},
    {"config": {"configurable": {"langgraph_auth_user": {"identity": "boss"}}}},
    {"config": {"configurable": {"__pregel_resuming": True}}},
    {"config": {}, "context": {"langgraph_auth_user": "boss"}},
    {"config": {}, "context": {"checkpoint_ns": "x"}},
    {"config": {}, "context": {"run_id": "x"}},
)
_CALLS = (
    "SELECT adjourn.enqueue('plain', key => %s, project => %s, config => %s, context => %s)",
    "INSERT INTO adjourn.jobs (graph, key, project, config, context) VALUES ('plain', %s, %s, %s, %s)",
)

INVARIANTS: dict[str, str] = {
    "what a submitter may not say becomes no job": f"""SELECT key FROM adjourn.jobs WHERE starts_with(key, '{WRONG}')
        UNION SELECT key FROM journal WHERE state = 'accepted'""",
    "a message that may not be is put down": f"""SELECT key FROM journal WHERE starts_with(key, '{CALM}')
          AND NOT EXISTS (SELECT FROM adjourn.refused WHERE strpos(message, to_json(key)::text) > 0)""",
    "no other message is put down": f"""SELECT id, message, why FROM adjourn.refused
        WHERE strpos(message, '{WRONG}') = 0""",
}


def enqueue(database: Database, key: str, project: str, is_shared: bool) -> str:
    """In SQL. What became of it, for the journal; `is_shared`: another project offers the graph, too."""
    drawn = random.Random(key)
    said = drawn.choice((*FORGED, {}) if is_shared else FORGED)
    given = [json.dumps(said[name]) if name in said else None for name in ("config", "context")]
    try:
        database.rows(drawn.choice(_CALLS), key, project if said else None, given[0] or "{}", given[1])
    except (psycopg.errors.ObjectNotInPrerequisiteState, psycopg.errors.CheckViolation):
        return "refused"
    return "accepted"


def send(app: Celery, key: str, queue: str, said: dict[str, Any]) -> None:
    """By message; to the queue of a project, which says whose graph is meant."""
    app.send_task("adjourn.enqueue", ("plain", {"log": []}), said | {"key": key}, queue=queue, retry=False)
