"""Events tell how each row came to be as it is. In SQL; each gives what breaks it."""

from __future__ import annotations

#: Name: a query whose rows are violations.
REPLAYS: dict[str, str] = {
    "events tell the whole way of a row": """SELECT job_id, request_id, was, before FROM (
          SELECT *, lag(became) OVER (PARTITION BY job_id, request_id ORDER BY id) AS before FROM adjourn.events
          WHERE job_id IS NOT NULL) e  -- others are about people
        WHERE was IS DISTINCT FROM before""",
    "events end where the job is": """SELECT id, status FROM adjourn.jobs j
        WHERE status IS DISTINCT FROM (SELECT became FROM adjourn.events e
          WHERE e.job_id = j.id AND e.request_id IS NULL ORDER BY e.id DESC LIMIT 1)""",
    "events end where the question is": """SELECT id, status FROM adjourn.human_requests r
        WHERE status IS DISTINCT FROM (SELECT became FROM adjourn.events e
          WHERE e.job_id = r.job_id AND e.request_id = r.id ORDER BY e.id DESC LIMIT 1)""",
    "an answer is as it was given": """SELECT id, answer FROM adjourn.human_requests r
        WHERE status IN ('answered', 'resumed') AND answer IS DISTINCT FROM (
          SELECT (data -> 'answer')::jsonb FROM adjourn.events e
          WHERE e.job_id = r.job_id AND e.request_id = r.id AND became = 'answered' ORDER BY e.id DESC LIMIT 1)""",
    "an answer is used once each time that it was asked for": """SELECT request_id, count(*) FROM adjourn.events
        WHERE request_id IS NOT NULL AND was IS DISTINCT FROM became GROUP BY request_id
        HAVING count(*) FILTER (WHERE became = 'resumed') > count(*) FILTER (WHERE became = 'open')""",
}
