"""People of two teams, an operator and time, in any order: what the model says happens, or it is refused."""

from __future__ import annotations

import json
from collections.abc import Callable
from contextlib import suppress
from dataclasses import replace
from typing import Any

import psycopg
from adjourn.models import human_requests, people
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule, run_state_machine_as_test
from psycopg.rows import dict_row
from sqlalchemy import Connection

from tests.models.test_properties import PROFILE
from tests.support.by_hand import REFUSALS
from tests.support.laws import Refused, Row
from tests.support.model_teams import OPERATOR, Office, Question
from tests.support.offers import offer

MEMBERS = {
    "finance": {"ada": "answer", "bob": "answer", "lea": "lead", "kim": "look"},
    "legal": {"bob": "answer", "tom": "lead"},
}
PEOPLE = ("ada", "bob", "lea", "kim", "tom", "eve")
#: Also somebody whom nobody has written down.
WHO = st.sampled_from([*PEOPLE, OPERATOR])
TEAM = st.sampled_from(["finance", "finance", "legal", None])
INDEX = st.integers(0, 2)
AT = {"past": "now() - interval '1 minute'", "future": "now() + interval '1 hour'", None: "NULL"}
_READ = """
SELECT r.id, j.submitted_by AS submitter, r.team, r.four_eyes, r.policy ->> 'exclusive' = 'true' AS exclusive,
  r.escalate_to, r.at_expiry, r.kind = 'tool_approval' AS approves, r.status, r.assignee, r.priority, r.answered_by,
  r.claimed_until < now() AS claimed, r.hidden_until IS NOT NULL AS hidden, r.due_at < now() AS due,
  r.remind_at < now() AS remind, r.escalate_at < now() AS escalate, r.expires_at < now() AS expires
FROM adjourn.human_requests r JOIN adjourn.jobs j ON j.id = r.job_id WHERE r.id = ANY(%s)"""
_MOMENTS = ("claimed", "due", "remind", "escalate", "expires")


def test_rules_of_teams_are_kept_in_any_order(database_url: str) -> None:
    made = {"allowed": 0, "refused": 0}
    engine = database.engine(Settings(database_url=database_url))
    with psycopg.connect(database_url, autocommit=True, row_factory=dict_row) as db, engine.connect() as connection:
        offer(db, "one")
        for name in PEOPLE:
            people.add(connection, name)
        for team in MEMBERS:
            people.add_team(connection, team)
        run_state_machine_as_test(lambda: Days(db, connection, made), settings=PROFILE)  # type: ignore[arg-type]
    engine.dispose()
    assert made["refused"] > made["allowed"] / 10 > 0, "the moves are of both kinds"


class Days(RuleBasedStateMachine):
    def __init__(self, db: psycopg.Connection[Row], connection: Connection, made: dict[str, int]) -> None:
        super().__init__()
        self.db, self.connection, self.made = db, connection, made
        self.office = Office({}, {})
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

    @initialize(
        asked=st.lists(
            st.builds(
                Question,
                submitter=st.sampled_from(["ada", "bob", "a service"]),
                team=TEAM,
                four_eyes=st.booleans(),
                exclusive=st.booleans(),
                escalate_to=st.sampled_from(["legal", "gone", None]),
                at_expiry=st.sampled_from(["stay", "answer", "fail"]),
                approves=st.booleans(),
            ),
            min_size=3,
            max_size=3,
        )
    )
    def ask(self, asked: list[Question]) -> None:
        for question in asked:
            self.office.questions[self._asked(question)] = question

    def _asked(self, question: Question) -> int:
        """As a worker records it."""
        answer = {"type": "approve"} if question.approves else "so"
        with self.db.transaction():
            self.db.execute("SET LOCAL session_replication_role = replica")
            [job] = self.db.execute(
                """INSERT INTO adjourn.jobs (thread_id, project, graph, queue, status, started_at, submitted_by)
                VALUES (gen_random_uuid(), 'adjourn', 'one', 'adjourn', 'waiting', now(), %s) RETURNING id""",
                (question.submitter,),
            ).fetchall()
            policy = json.dumps({"exclusive": True} if question.exclusive else {})
            given = (job["id"], question.team, question.four_eyes, policy, question.escalate_to, question.at_expiry)
            [row] = self.db.execute(
                """INSERT INTO adjourn.human_requests (job_id, team, four_eyes, policy, escalate_to, at_expiry, kind,
                  expiry_answer, thread_id, graph, node, title, question, question_hash, interrupt_id, checkpoint_ns,
                  checkpoint_id, task_id, ordinal)
                VALUES (%s, %s, %s, %s, %s, %s, %s, %s, 't', 'one', 'node', 'title', '"how?"', '', 'i', '', '', '', 0)
                RETURNING id""",
                (*given, "tool_approval" if question.approves else "question", json.dumps(answer)),
            ).fetchall()
        return int(row["id"])

    # --- moves

    def _step(self, who: str, statement: str, values: tuple[Any, ...], model: Callable[[Office], None]) -> None:
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
        self._compare()

    def _compare(self) -> None:
        seen = {row.pop("id"): row for row in self.db.execute(_READ, ([*self.office.questions],)).fetchall()}
        [me] = self.db.execute("SELECT session_user::text AS me").fetchall()
        for id, want in self.office.questions.items():
            row = seen[id]
            moments = {name: None if row[name] is None else "past" if row[name] else "future" for name in _MOMENTS}
            by = OPERATOR if row["answered_by"] == me["me"] else row["answered_by"]
            got = Question(**row | moments | {"exclusive": bool(row["exclusive"]), "answered_by": by})
            assert got == want

    def _id(self, n: int) -> int:
        return [*self.office.questions][n]

    @rule(who=WHO, n=INDEX)
    def answer(self, who: str, n: int) -> None:
        id = self._id(n)
        answer = {"type": "approve"} if self.office.questions[id].approves else "so"
        update = "UPDATE adjourn.human_requests SET answer = %s WHERE id = %s"
        self._step(who, update, (json.dumps(answer), id), lambda office: office.answer(who, id))

    @rule(who=WHO, n=INDEX)
    def answer_many(self, who: str, n: int) -> None:
        id = self._id(n)
        answer = {"type": "approve"} if self.office.questions[id].approves else "so"
        call = "SELECT answered FROM adjourn.answer_many(ARRAY[%s], answer => %s)"
        self._step(who, call, (id, json.dumps(answer)), lambda office: office.answer(who, id, many=True))

    @rule(who=WHO, n=INDEX, to=st.sampled_from([*PEOPLE, None, None]), self_=st.booleans())
    def assign(self, who: str, n: int, to: str | None, self_: bool) -> None:
        id, to = self._id(n), who if self_ and who != OPERATOR else to
        update = "UPDATE adjourn.human_requests SET assignee = %s WHERE id = %s"
        self._step(who, update, (to, id), lambda office: office.assign(who, id, to))

    @rule(who=WHO, n=INDEX, team=TEAM)
    def pass_on(self, who: str, n: int, team: str | None) -> None:
        id = self._id(n)
        update = "UPDATE adjourn.human_requests SET team = %s WHERE id = %s"
        self._step(who, update, (team, id), lambda office: office.pass_on(who, id, team))

    @rule(who=WHO, n=INDEX, hidden=st.booleans())
    def put_off(self, who: str, n: int, hidden: bool) -> None:
        id = self._id(n)
        at = "now() + interval '1 minute'" if hidden else "NULL"
        update = f"UPDATE adjourn.human_requests SET hidden_until = {at} WHERE id = %s"
        self._step(who, update, (id,), lambda office: office.put_off(who, id, hidden=hidden))

    @rule(who=WHO, n=INDEX, priority=st.integers(1, 10**6), due=st.sampled_from(["past", "future", None]))
    def date(self, who: str, n: int, priority: int, due: Any) -> None:
        id = self._id(n)
        priority += self.office.questions[id].priority  # another one, always
        update = f"UPDATE adjourn.human_requests SET priority = %s, due_at = {AT[due]} WHERE id = %s"
        self._step(who, update, (priority, id), lambda office: office.date(who, id, priority, due))

    # --- what happens meanwhile

    @rule(n=INDEX, what=st.sampled_from(["claimed", "remind", "escalate", "expires"]))
    def time_passes(self, n: int, what: str) -> None:
        id = self._id(n)
        question = self.office.questions[id]
        if question.status != "open" or (what == "claimed" and question.claimed is None):
            return
        column = "claimed_until" if what == "claimed" else f"{what}_at"
        with self.db.transaction():
            self.db.execute("SET LOCAL session_replication_role = replica")
            self.db.execute(f"UPDATE adjourn.human_requests SET {column} = {AT['past']} WHERE id = %s", (id,))
        self.office.questions[id] = replace(question, **{what: "past"})
        self._compare()

    @rule()
    def sweep(self) -> None:
        human_requests.release_lapsed(self.connection)
        human_requests.keep_time(self.connection)
        self.office.sweep()
        self._compare()

    @rule(name=st.sampled_from(PEOPLE), active=st.booleans())
    def come_or_go(self, name: str, active: bool) -> None:
        people.set_active(self.connection, name, active)
        self.office.come_or_go(name, active)
        self._compare()
