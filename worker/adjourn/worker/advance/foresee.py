"""Whether jobs that stand in the middle of their graphs could go on with this code: the worker's look, without a claim.

Nothing is written, and no node runs; the project's modules are loaded, and its factories are called.
"""

from __future__ import annotations

import json

import psycopg
from adjourn.models import human_requests
from adjourn.models.ground.errors import DatabaseAway, Unreadable
from adjourn.models.human_requests import Asked
from adjourn.models.outcomes import Blocked
from adjourn.models.standing import Standing
from adjourn.worker.advance import given
from adjourn.worker.advance.look import look
from adjourn.worker.advance.reconcile import Go, reconcile
from adjourn.worker.advance.taken import by_look
from adjourn.worker.checkpointer.saver import Saver
from adjourn.worker.process.connections import Connections
from adjourn.worker.project import answer_classes, contexts
from adjourn.worker.project.factories import Occasion
from adjourn.worker.project.graphs import reason
from adjourn.worker.project.project import Project
from adjourn.worker.project.store import Store


async def trouble(project: Project, saver: Saver, connections: Connections, store: Store, job: Standing) -> list[str]:
    """Why the job could not go on as it would have; empty: it can. `saver`: one without a lease, which only reads.
    Raises DatabaseAway and whatever psycopg does."""
    if job.graph not in project.made:
        return [f"the project has no graph {job.graph}"]
    asked = await connections.arun(human_requests.of_job(job.id))
    try:
        return await _of_graph(project, saver, store, job, asked)
    except Unreadable as error:
        return [str(error)]
    except (DatabaseAway, psycopg.Error):
        raise
    except Exception as error:  # of the project's code
        return [reason(error)]


async def _of_graph(project: Project, saver: Saver, store: Store, job: Standing, asked: list[Asked]) -> list[str]:
    config, context = contexts.alike(given.config(job.config, job.id, job.thread_id), given.read(job.context))
    start = given.read(job.input)
    async with project.open(job.graph, Occasion(config, store, context), saver) as graph:
        seen = await look(graph, config, saver, job.id)
    decision = reconcile(seen, asked, by_look(asked, seen, saver.serde), start, saver.serde)
    found = []
    if not isinstance(decision, Go) and isinstance(decision.outcome, Blocked):
        found.append(str(json.loads(decision.outcome.error)["message"]))
    if seen.lost:
        names = ", ".join(sorted(seen.lost))
        found.append(f"its state holds {names}, which the graph no longer has: what stands there would be dropped")
    for row in asked:
        schema = row.answer_schema if row.status in ("open", "answered") else None
        if isinstance(schema, dict) and answer_classes.has_changed(project.root, schema):
            found.append(f"request {row.id} asks for a {schema['title']} as it was: the answer would not fit any more")
    return found
