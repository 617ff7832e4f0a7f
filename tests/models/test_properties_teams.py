"""People of two teams, an operator and time, in any order: what the model says happens, or it is refused."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

import psycopg
import pytest
from adjourn.models import ask_again, human_requests, outcomes, people
from adjourn.models.ask_again import Rewound
from adjourn.models.checkpoints import Rows
from adjourn.models.ground import database
from adjourn.models.ground.settings import Settings
from adjourn.models.outcomes import Failed, Requests, Settle, Waiting
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule, run_state_machine_as_test
from psycopg.rows import dict_row

from tests.models.test_properties import PROFILE
from tests.support.by_hand import REFUSALS
from tests.support.desks import MEMBERS, PEOPLE, Desks
from tests.support.laws import Refused
from tests.support.ledger import run
from tests.support.model_teams import OPERATOR, Question
from tests.support.offers import offer

#: Also somebody whom nobody has written down.
WHO = st.sampled_from([*PEOPLE, OPERATOR])
TEAM = st.sampled_from(["finance", "finance", "legal", None])
WHOSE = st.sampled_from(["assignee", "assignee", "assignee", "submitter", "submitter", "kim", "eve"])
INDEX = st.integers(0, 2)
AT = {"past": "now() - interval '1 minute'", "future": "now() + interval '1 hour'", None: "NULL"}


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


class Days(Desks):
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
                assignee=st.sampled_from([None, "bob"]),
                claimed=st.sampled_from([None, "future"]),
                hidden=st.booleans(),
            ),
            min_size=3,
            max_size=3,
        )
    )
    def ask(self, asked: list[Question]) -> None:
        for question in asked:
            if question.assignee is None or question.team is None:
                question = replace(question, claimed=None, hidden=False)
            self.office.questions[self.asked(question)] = question
        self.compare()

    # --- moves

    @rule(who=WHO, n=INDEX)
    def answer(self, who: str, n: int) -> None:
        id = self.id_of(n)
        answer = {"type": "approve"} if self.office.questions[id].approves else "so"
        update = "UPDATE adjourn.human_requests SET answer = %s WHERE id = %s"
        self.step(who, update, (json.dumps(answer), id), lambda office: office.answer(who, id))

    @rule(who=WHO, n=INDEX)
    def answer_many(self, who: str, n: int) -> None:
        id = self.id_of(n)
        answer = {"type": "approve"} if self.office.questions[id].approves else "so"
        call = "SELECT answered FROM adjourn.answer_many(ARRAY[%s], answer => %s)"
        self.step(who, call, (id, json.dumps(answer)), lambda office: office.answer(who, id, many=True))

    @rule(who=WHO, n=INDEX, to=st.sampled_from([*PEOPLE, None, None]), self_=st.booleans())
    def assign(self, who: str, n: int, to: str | None, self_: bool) -> None:
        id, to = self.id_of(n), who if self_ and who != OPERATOR else to
        update = "UPDATE adjourn.human_requests SET assignee = %s WHERE id = %s"
        self.step(who, update, (to, id), lambda office: office.assign(who, id, to))

    @rule(who=WHO, n=INDEX, team=TEAM)
    def pass_on(self, who: str, n: int, team: str | None) -> None:
        id = self.id_of(n)
        update = "UPDATE adjourn.human_requests SET team = %s WHERE id = %s"
        self.step(who, update, (team, id), lambda office: office.pass_on(who, id, team))

    @rule(who=WHO, n=INDEX, hidden=st.booleans())
    def put_off(self, who: str, n: int, hidden: bool) -> None:
        id = self.id_of(n)
        at = "now() + interval '1 minute'" if hidden else "NULL"
        update = f"UPDATE adjourn.human_requests SET hidden_until = {at} WHERE id = %s"
        self.step(who, update, (id,), lambda office: office.put_off(who, id, hidden=hidden))

    @rule(who=WHO, n=INDEX, priority=st.integers(1, 10**6), due=st.sampled_from(["past", "future", None]))
    def date(self, who: str, n: int, priority: int, due: Any) -> None:
        id = self.id_of(n)
        priority += self.office.questions[id].priority  # another one, always
        update = f"UPDATE adjourn.human_requests SET priority = %s, due_at = {AT[due]} WHERE id = %s"
        self.step(who, update, (priority, id), lambda office: office.date(who, id, priority, due))

    # --- what becomes of the jobs

    @rule(n=INDEX)
    def fail(self, n: int) -> None:
        id = self.id_of(n)
        update = """UPDATE adjourn.jobs SET status = 'failed', error = '{"type": "E", "message": ""}' WHERE id = %s"""
        self.step(OPERATOR, update, (self.jobs[id],), lambda office: office.fail(id))

    @rule(n=INDEX)
    def retry(self, n: int) -> None:
        id = self.id_of(n)
        update = "UPDATE adjourn.jobs SET status = 'queued' WHERE id = %s"
        self.step(OPERATOR, update, (self.jobs[id],), lambda office: office.retry(id))

    @rule(n=INDEX)
    def ask_again(self, n: int) -> None:
        id, before = self.id_of(n), self.office
        update = "UPDATE adjourn.jobs SET status = 'queued', ask_again = 'last' WHERE id = %s"
        try:
            self.db.execute(update, (self.jobs[id],))
        except REFUSALS:
            with pytest.raises(Refused):
                before.copy().ask_again(id)
            return
        job = self.claimed(id)
        run(self.db, ask_again.rewind(job, [Rewound("", "", "", 0, id, True, "null", b"")], []))
        self.may_fail(job.thread_id)
        run(self.db, outcomes.record(job, Settle(Waiting()), Rows()))
        self.office.ask_again(id)
        self.compare()

    @rule(n=INDEX, what=st.sampled_from(["comes back", "fails"]))
    def advance(self, n: int, what: str) -> None:
        """A worker finds that the answer does not fit, or the graph fails on it."""
        id = self.id_of(n)
        if self.office.questions[id].status != "answered" or self.office.questions[id].job == "failed":
            return
        job = self.claimed(id)
        if what == "fails":
            failed = Failed('{"type": "E", "message": ""}')
            run(self.db, outcomes.record(job, Settle(failed, Requests(resumed=(id,))), Rows()))
            self.office.fail(id, taken=True)
        else:
            run(self.db, outcomes.record(job, Settle(Waiting(), Requests(reopened=((id, "no"),))), Rows()))
            self.office.come_back(id)
        self.compare()

    # --- what happens meanwhile

    @rule(n=INDEX, what=st.sampled_from(["claimed", "remind", "escalate", "expires"]))
    def time_passes(self, n: int, what: str) -> None:
        id = self.id_of(n)
        question = self.office.questions[id]
        if question.status != "open" or (what == "claimed" and question.claimed is None):
            return
        column = "claimed_until" if what == "claimed" else f"{what}_at"
        with self.db.transaction():
            self.db.execute("SET LOCAL session_replication_role = replica")
            self.db.execute(f"UPDATE adjourn.human_requests SET {column} = {AT['past']} WHERE id = %s", (id,))
        self.office.questions[id] = replace(question, **{what: "past"})
        self.compare(told=False)

    @rule()
    def sweep(self) -> None:
        human_requests.release_lapsed(self.connection)
        human_requests.keep_time(self.connection)
        self.office.sweep()
        self.compare()

    @rule(n=INDEX, whose=WHOSE, active=st.sampled_from([True, False, False]))
    def come_or_go(self, n: int, whose: str, active: bool) -> None:
        name = self.one_of(n, whose)
        people.set_active(self.connection, name, active)
        self.office.come_or_go(name, active)
        self.compare()

    @rule(n=INDEX, whose=WHOSE, who=WHO)
    def be_called_otherwise(self, n: int, whose: str, who: str) -> None:
        """For a while, in which somebody answers."""
        name = self.one_of(n, whose)
        for was, now in ((name, f"{name} b."), (f"{name} b.", name)):
            self.db.execute("UPDATE adjourn.people SET name = %s WHERE name = %s", (now, was))
            self.office.rename(was, now)
            self.compare()
            if now != name:
                self.answer(now if who == name else who, n)

    @rule(n=INDEX, leaves=st.booleans(), again=st.booleans())
    def be_closed_for_a_while(self, n: int, leaves: bool, again: bool) -> None:
        """What chance alone would hardly put together."""
        if again:
            self.advance(n, "fails")
        self.fail(n)
        if leaves:
            self.come_or_go(n, "assignee", False)
        if again:
            self.ask_again(n)
        self.retry(n)

    def one_of(self, n: int, whose: str) -> str:
        """Somebody whom the question is about, or whoever is named."""
        question = self.office.questions[self.id_of(n)]
        name = {"assignee": question.assignee, "submitter": question.submitter}.get(whose, whose)
        return name if name in PEOPLE else "ada"
