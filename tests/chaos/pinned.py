"""Two versions of the project at once, whose workers are pinned to them: what one has begun the other never takes."""

from __future__ import annotations

from pathlib import Path

#: The versions.
PROJECTS = tuple(str(Path(__file__).parent / name) for name in ("project", "project_next"))
#: Workers of both, and those of a storm in which nobody is pinned.
WORKERS = [{"ADJOURN_PROJECT": code, "ADJOURN_TAKES": takes} for code in PROJECTS for takes in ("own", "begun")]
TAKE_ALL = [{"ADJOURN_PROJECT": PROJECTS[0]}] * 3

#: Where jobs are rung: the lane, and that of each version.
QUEUES = """
SELECT %(queue)s AS queue UNION SELECT %(queue)s || '@' || version FROM adjourn.workers
WHERE takes <> 'all' AND %(queue)s = ANY (queues)"""

_BY = """claims c JOIN crew w ON w.pid = substring(c.worker FROM '[0-9]+$')::int"""
INVARIANTS: dict[str, str] = {
    "a job is run by one version of the code": f"""SELECT c.job_id, array_agg(DISTINCT w.code) AS by FROM {_BY}
        GROUP BY c.job_id HAVING count(DISTINCT w.code) > 1""",
    "each version runs jobs": f"""SELECT versions FROM (SELECT count(DISTINCT w.code) AS versions FROM {_BY}) found
        WHERE versions < 2""",
}
