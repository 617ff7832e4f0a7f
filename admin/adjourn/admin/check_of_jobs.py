"""What `adjourn doctor` says of jobs and of their questions."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import psycopg
from adjourn.admin.finding import Finding
from psycopg import sql

#: Seconds for which a job may be due, or answered.
_STUCK = 30
#: Days for which a question is open until it is named.
_LONG = 7
#: Nobody is told more exactly how many there are.
_MANY = 1000

_UNTAKEN = ("jobs_untaken", "jobs_waiting_untaken")
_STUCK_JOBS = """
SELECT name, graph, queue, value FROM adjourn.health WHERE name = 'jobs_abandoned' AND value > 0
  OR name IN ('jobs_untaken', 'jobs_waiting_untaken') AND value > 0
  OR name IN ('oldest_due_seconds', 'oldest_answer_seconds') AND value > %(stuck)s ORDER BY value DESC"""

#: Claims of a job within ten minutes, with no question and no answer in between, from which on it goes in a circle:
#: among the last 100,000 events.
_CIRCLES = 20
_CIRCLING_JOBS = f"""
SELECT count(*) AS jobs, min(j.id::text) AS one FROM (
  SELECT job_id FROM (SELECT * FROM adjourn.events ORDER BY id DESC LIMIT 100000) lately
  WHERE request_id IS NULL AND became = 'running' AND at > now() - interval '10 minutes'
  GROUP BY job_id HAVING count(*) >= {_CIRCLES}) often
JOIN adjourn.jobs j ON j.id = often.job_id
WHERE j.finished_at IS NULL AND j.status <> 'blocked' AND {_CIRCLES} <= (
  SELECT count(*) FROM adjourn.events claim
  WHERE claim.job_id = j.id AND claim.request_id IS NULL AND claim.became = 'running'
    AND claim.at > now() - interval '10 minutes' AND claim.id > coalesce((
      SELECT max(id) FROM adjourn.events asked WHERE asked.job_id = j.id AND asked.request_id IS NOT NULL), 0))"""

_BLOCKED = """
SELECT count(*) AS jobs, (SELECT id::text FROM adjourn.jobs WHERE status = 'blocked' ORDER BY id LIMIT 1) AS one
FROM (SELECT FROM adjourn.jobs WHERE status = 'blocked' LIMIT %(many)s) found"""
_FAILED = """
SELECT count(*) AS jobs, (array_agg(id::text ORDER BY finished_at DESC))[1] AS one FROM (
  SELECT id, status, finished_at FROM adjourn.jobs WHERE finished_at > now() - interval '1 hour'
  ORDER BY finished_at DESC LIMIT 20000) lately WHERE status = 'failed'"""

# Open ones that a policy sent where nobody is, and teams that are asked and cannot answer.
_WHOSE = """
SELECT count(*) AS misruled, min(policy ->> 'error') AS why, ARRAY(
  SELECT name FROM adjourn.teams t
  WHERE EXISTS (SELECT FROM adjourn.human_requests r WHERE r.team = t.name AND r.status = 'open') AND NOT EXISTS (
    SELECT FROM adjourn.members m JOIN adjourn.people p ON p.name = m.person
    WHERE m.team = t.name AND p.active AND (m.may = 'lead' OR m.may = 'answer' AND t.name <> 'unrouted'))
  ORDER BY name) AS unmanned
FROM adjourn.human_requests WHERE status = 'open' AND policy ->> 'error' IS NOT NULL"""

_OLD = """
SELECT count(*) AS questions, min(id) AS one FROM (
  SELECT id FROM adjourn.human_requests WHERE status = 'open' AND created_at < now() - %(days)s * interval '1 day'
  ORDER BY created_at, id LIMIT %(many)s) old"""

_Connection = psycopg.Connection[dict[str, Any]]


def look(connection: _Connection) -> Iterator[Finding]:
    numbers = connection.execute(_STUCK_JOBS, {"stuck": _STUCK}).fetchall()
    untaken = {name: sum(row["value"] for row in numbers if row["name"] == name) for name in _UNTAKEN}
    if untaken["jobs_untaken"]:
        what = (
            f"{untaken['jobs_untaken']:.0f} could go on, and no worker takes them, as each takes those of its version"
        )
        more = "see `adjourn versions`, and start workers of theirs, or one with ADJOURN_TAKES=all"
        yield Finding("jobs", False, f"{what}: {more}")
    else:
        yield _moving(connection, [row for row in numbers if row["name"] not in _UNTAKEN])
    if (waiting := untaken["jobs_waiting_untaken"]) > untaken["jobs_untaken"]:
        what = f"{waiting:.0f} wait for people, and no worker takes them then, as each takes those of its version"
        yield Finding("jobs", True, f"{what}: see `adjourn versions`", look=True)
    [blocked] = connection.execute(_BLOCKED, {"many": _MANY + 1}).fetchall()
    if blocked["jobs"]:
        what = f"{_count(blocked['jobs'])} blocked, as the code does not fit them any more: see"
        more = f"`adjourn job {blocked['one']}`, deploy code that fits, then `adjourn retry` or `adjourn cancel`"
        yield Finding("jobs", False, f"{what} {more}")
    [failed] = connection.execute(_FAILED).fetchall()
    if failed["jobs"]:
        what = f"{failed['jobs']} failed in the last hour, the last of them {failed['one']}"
        yield Finding("jobs", True, f"{what}: see `adjourn job {failed['one']}` and `adjourn retry`", look=True)


def _moving(connection: _Connection, stuck: list[dict[str, Any]]) -> Finding:
    if stuck:
        what = ", ".join(_stuck(**row) for row in stuck[:3])
        return Finding("jobs", False, f"nobody has taken {what}: see that scheduler and workers run, and have room")
    [circling] = connection.execute(sql.SQL(_CIRCLING_JOBS)).fetchall()
    if circling["jobs"]:
        what = f"{circling['jobs']} claimed over and over without progress, {circling['one']} among them"
        return Finding("jobs", False, f"{what}: see `adjourn job {circling['one']}`, and cancel it if it does not end")
    return Finding("jobs", True, "none is stuck")


def _stuck(name: str, graph: str | None, queue: str | None, value: float) -> str:
    if name == "jobs_abandoned":
        return f"{value:.0f} left by their workers"
    if name == "oldest_answer_seconds":
        return f"one that was answered {value:.0f} s ago"
    return f"one of {graph} on {queue} that has been due for {value:.0f} s"


def questions(connection: _Connection) -> Finding:
    row = connection.execute(_WHOSE).fetchone()
    assert row is not None
    if row["unmanned"]:
        names, first = ", ".join(row["unmanned"]), row["unmanned"][0]
        return Finding(
            "questions", False, f"nobody may answer for {names}: adjourn teams join {first} PERSON --may lead"
        )
    if row["misruled"]:
        wrong = f"of {row['misruled']} open ones the policy cannot be kept, as {row['why']}"
        return Finding("questions", False, f"{wrong}: correct it, restart the workers, and pass these on")
    [old] = connection.execute(_OLD, {"days": _LONG, "many": _MANY + 1}).fetchall()
    if old["questions"]:
        what = f"{_count(old['questions'])} open for more than {_LONG} days, the first of them #{old['one']}"
        return Finding("questions", True, f"{what}: see `adjourn request {old['one']}`", look=True)
    return Finding("questions", True, "each is for somebody")


def _count(found: int) -> str:
    return f"more than {_MANY}" if found > _MANY else str(found)
