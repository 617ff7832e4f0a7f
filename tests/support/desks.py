"""Questions for two teams in a database, and the same in a model: what tests/models/test_properties_teams.py moves."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psycopg
from adjourn.models import claims, people
from adjourn.models.claims import Claimed
from hypothesis.stateful import RuleBasedStateMachine
from sqlalchemy import Connection

from tests.support.by_hand import REFUSALS
from tests.support.laws import Refused, Row
from tests.support.ledger import run
from tests.support.model_teams import OPERATOR, Office, Question
from tests.support.offers import claimant

MEMBERS = {
    "finance": {"ada": "answer", "bob": "answer", "lea": "lead", "kim": "look"},
    "legal": {"bob": "answer", "tom": "lead"},
}
PEOPLE = ("ada", "bob", "lea", "kim", "tom", "eve")
_READ = """
SELECT r.id, j.submitted_by AS submitter, r.team, r.four_eyes, r.policy ->> 'exclusive' = 'true' AS exclusive,
  r.escalate_to, r.at_expiry, r.kind = 'tool_approval' AS approves, r.status, r.assignee, r.priority, r.answered_by,
  j.status AS job,
  r.claimed_until < now() AS claimed, r.hidden_until IS NOT NULL AS hidden, r.due_at < now() AS due,
  r.remind_at < now() AS remind, r.escalate_at < now() AS escalate, r.expires_at < now() AS expires
FROM adjourn.human_requests r JOIN adjourn.jobs j ON j.id = r.job_id WHERE r.id = ANY(%s)"""
_EVENTS = """
SELECT id, request_id, was, became FROM adjourn.events WHERE id > %s AND request_id = ANY(%s) ORDER BY id"""
_MOMENTS = ("claimed", "due", "remind", "escalate", "expires")


class Desks(RuleBasedStateMachine):
    def __init__(self, db: psycopg.Connection[Row], connection: Connection, made: dict[str, int]) -> None:
        super().__init__()
        self.db, self.connection, self.made = db, connection, made
        self.office = Office({}, {})
        #: Of each question.
        self.jobs: dict[int, str] = {}
        #: As they were at the last look.
        self.before: dict[int, Question] = {}
        [last] = db.execute("SELECT coalesce(max(id), 0) AS id FROM adjourn.events").fetchall()
        self.last: int = last["id"]
        with db.transaction():
            db.execute("SET LOCAL session_replication_role = replica")
            db.execute(
                "UPDATE adjourn.human_requests SET status = 'withdrawn', closed_at = now() WHERE status = 'open'"
            )
            db.execute("DELETE FROM adjourn.members")
            db.execute("UPDATE adjourn.people SET active = true")
        for team, each in MEMBERS.items():
            for name, may in each.items():
                people.join(connection, team, name, may)  # type: ignore[arg-type]
        self.office = Office({team: {**each} for team, each in MEMBERS.items()}, dict.fromkeys(PEOPLE, True))

    def asked(self, question: Question) -> int:
        """As a worker records it."""
        answer = {"type": "approve"} if question.approves else "so"
        with self.db.transaction():
            self.db.execute("SET LOCAL session_replication_role = replica")
            [job] = self.db.execute(
                """INSERT INTO adjourn.jobs (thread_id, project, graph, queue, status, started_at, submitted_by)
                VALUES (gen_random_uuid(), 'adjourn', 'one', 'adjourn', 'waiting', now(), %s)
                RETURNING id, thread_id""",
                (question.submitter,),
            ).fetchall()
            policy = json.dumps({"exclusive": True} if question.exclusive else {})
            kind = "tool_approval" if question.approves else "question"
            belongs = question.assignee, 1 if question.claimed else None, 1 if question.hidden else None
            given = (job["id"], question.team, question.four_eyes, policy, question.escalate_to, question.at_expiry)
            [row] = self.db.execute(
                """INSERT INTO adjourn.human_requests (job_id, team, four_eyes, policy, escalate_to, at_expiry, kind,
                  expiry_answer, thread_id, graph, node, title, question, question_hash, interrupt_id, checkpoint_ns,
                  assignee, claimed_until, hidden_until, checkpoint_id, task_id, ordinal)
                VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, 'one', 'node', 'title', '"how?"', '', 'i', '',
                  %s, now() + %s * interval '1 hour', now() + %s * interval '1 hour', '', '', 0)
                RETURNING id""",
                (*given, kind, json.dumps(answer), job["thread_id"], *belongs),
            ).fetchall()
            self.may_fail(job["thread_id"])
        self.jobs[int(row["id"])] = str(job["id"])
        return int(row["id"])

    def may_fail(self, thread_id: str) -> None:
        """The step that asks has failed, if its job does."""
        self.db.execute(
            """INSERT INTO adjourn.checkpoint_writes (thread_id, checkpoint_ns, checkpoint_id, task_id, idx,
              channel, type, blob) VALUES (%s, '', '', '', -1, '__error__', 'msgpack', '')""",
            (thread_id,),
        )

    def step(self, who: str, statement: str, values: tuple[Any, ...], model: Callable[[Office], None]) -> None:
        expected, refusal = self.office.copy(), None
        with suppress(Refused):
            model(expected)
            self.office, is_refused = expected, False
        if expected is not self.office:
            is_refused = True
        self.db.execute("SELECT set_config('adjourn.person', %s, false)", ("" if who == OPERATOR else who,))
        try:
            rows = self.db.execute(statement, values)
            if rows.description and not all(row["answered"] for row in rows.fetchall()):
                refusal = "answer_many"
        except REFUSALS as error:
            refusal = str(error)
        finally:
            self.db.execute("RESET adjourn.person")
        assert bool(refusal) == is_refused, refusal or "it was not refused"
        self.made["refused" if refusal else "allowed"] += 1
        self.compare()

    def compare(self, *, told: bool = True) -> None:
        """The rows are those of the model, and events say how they came to be so, unless it was time that went by."""
        seen = {row.pop("id"): row for row in self.db.execute(_READ, ([*self.office.questions],)).fetchall()}
        [me] = self.db.execute("SELECT session_user::text AS me").fetchall()
        for id, want in self.office.questions.items():
            row = seen[id]
            moments = {name: None if row[name] is None else "past" if row[name] else "future" for name in _MOMENTS}
            by = OPERATOR if row["answered_by"] == me["me"] else row["answered_by"]
            got = Question(**row | moments | {"exclusive": bool(row["exclusive"]), "answered_by": by})
            assert got == want
        events = self.db.execute(_EVENTS, (self.last, [*self.office.questions])).fetchall()
        for id, want in self.office.questions.items():
            was = self.before.get(id, want)
            moves = [(event["was"], event["became"]) for event in events if event["request_id"] == id]
            if replace(was, job=want.job) == want:
                assert set(moves) <= {("open", "open")}, "a date of it was another one"
            elif told and "open" in (was.status, want.status):
                assert (moves[0][0], moves[-1][1]) == (was.status, want.status)
        self.before, self.last = {**self.office.questions}, max([self.last, *(event["id"] for event in events)])

    def id_of(self, n: int) -> int:
        return [*self.office.questions][n]

    def claimed(self, id: int) -> Claimed:
        job = run(self.db, claims.claim(self.jobs[id], claimant("one"), 3600))
        assert job is not None
        return job
