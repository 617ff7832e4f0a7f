"""A lane that nobody serves while the storm lasts. More jobs are due there than a sweep takes at once, and all are more
urgent than those of other lanes: they must be in nobody's way, and come to their ends when they are moved."""

from __future__ import annotations

from tests.chaos.actors import INPUT
from tests.support.database import Database

LANE = "dead"
_ADD = "INSERT INTO adjourn.lanes (queue, project, added_by) VALUES (%s, %s, session_user)"
_ENQUEUE = f"""SELECT adjourn.enqueue('plain', '{INPUT}', key => 'dead-' || n, priority => 9, project => %s,
    queue => %s) FROM generate_series(1, %s) n"""
_TELL = """INSERT INTO journal (state, key, project, graph, job)
    SELECT 'submitted', key, project, graph, id FROM adjourn.jobs WHERE queue = %s"""
_MOVE = "UPDATE adjourn.jobs SET queue = %s WHERE queue = %s"

#: Asked when the storm is over and before its jobs are moved. A message that was lost is rung again within 2 s.
INVARIANTS: dict[str, str] = {
    "a job that is due goes on within 15 s, whatever waits on a lane that nobody serves": """WITH turns AS (
          SELECT job_id, at, became, lead(at) OVER mine AS until, lead(became) OVER mine AS next FROM adjourn.events
          WHERE request_id IS NULL WINDOW mine AS (PARTITION BY job_id ORDER BY id))
        SELECT job_id, at, coalesce(until, clock_timestamp()) - greatest(at, j.run_at) AS took
        FROM turns JOIN adjourn.jobs j ON j.id = job_id
        WHERE became = 'queued' AND coalesce(next, 'running') = 'running' AND j.key NOT LIKE 'dead-%'
          AND coalesce(until, clock_timestamp()) - greatest(at, j.run_at) > '15 s'""",
}


def fill(database: Database, project: str, jobs: int) -> None:
    database.rows(_ADD, LANE, project)
    database.rows(_ENQUEUE, project, LANE, jobs)
    database.rows(_TELL, LANE)


def move(database: Database, queue: str) -> None:
    """Its jobs, to a lane of their project that is served."""
    database.rows(_MOVE, queue, LANE)
