"""In any order: enqueue, advance, answer, cancel, fail, retry, age, prune, be killed while pruning, use again. Exactly
the threads go whose jobs have all ended long ago, and nothing is ever half gone.

`HYPOTHESIS_PROFILE=nightly` draws more, and afresh each time.
"""

from __future__ import annotations

import itertools
import os
from dataclasses import dataclass, field

from adjourn.models import retention
from adjourn.models.retention import Threads
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test
from sqlalchemy import Connection

from tests.support import pruning
from tests.support.house import House
from tests.support.pruning import PID, REFUSED, age, left, orphans, prune

_IS_NIGHTLY = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"
_COMMON = settings(deadline=None, database=None, suppress_health_check=[*HealthCheck], print_blob=True)
_PROFILE = settings(
    _COMMON,
    max_examples=500 if _IS_NIGHTLY else 25,
    stateful_step_count=50 if _IS_NIGHTLY else 30,
    derandomize=not _IS_NIGHTLY,
)
_examples = itertools.count(1)
_threads, _graphs = st.integers(0, 2), st.sampled_from(["line", "steps"])
_FINAL = ("succeeded", "failed", "cancelled")


@dataclass(slots=True)
class Thread:
    graph: str
    #: Of each job, when it was enqueued with which key.
    jobs: dict[str, str | None] = field(default_factory=dict)
    #: Those that ended long ago.
    aged: set[str] = field(default_factory=set)


class Life(RuleBasedStateMachine):
    house: House
    connection: Connection
    seen: dict[str, int]

    def __init__(self) -> None:
        super().__init__()
        self.number = next(_examples)
        self.threads: dict[str, Thread] = {}

    def name(self, n: int) -> str:
        return f"{self.number}-{n}"

    def status(self, job: str) -> str:
        return str(self.house.job(job)["status"])

    def may_go(self) -> set[str]:
        """By what has been done, and nothing that the schema says of ages."""
        return {
            name
            for name, thread in self.threads.items()
            if thread.aged == thread.jobs.keys() and all(self.status(job) in _FINAL for job in thread.jobs)
        }

    @initialize()
    def begin(self) -> None:
        self.enqueue(0, "steps", True)
        self.end(0, False)
        self.enqueue(1, "line", True)
        self.advance()

    @rule(n=_threads, graph=_graphs, key=st.booleans())
    def enqueue(self, n: int, graph: str, key: bool) -> None:
        name = self.name(n)
        thread = self.threads.setdefault(name, Thread(graph))
        said = f"key of {name}" if key else None
        job = self.house.enqueue(thread.graph, {"log": []}, thread_id=name, key=said)
        known = [id for id, its in thread.jobs.items() if key and its == said]
        assert known in ([], [job]), "the same key is the same job, as long as that is there"
        if not known:
            assert job not in thread.jobs
            thread.jobs[job] = said

    @rule()
    def advance(self) -> None:
        self.house.advance_due()

    @rule(advance=st.booleans())
    def answer(self, advance: bool) -> None:
        for row in self.house.db.execute("SELECT id FROM adjourn.human_requests WHERE status = 'open'").fetchall():
            self.house.answer(row["id"], "yes")
        if advance:
            self.house.advance_due()

    @rule(n=_threads, become=st.sampled_from(["cancelled", "failed", "queued"]))
    def move(self, n: int, become: str) -> None:
        """As an operator: the jobs of a thread that can."""
        moves = {"cancelled": ("queued", "waiting"), "failed": ("queued", "waiting"), "queued": ("failed",)}
        thread = self.threads.get(self.name(n), Thread(""))
        for job in [id for id in thread.jobs if self.status(id) in moves[become]][-1:]:
            query = (
                "UPDATE adjourn.jobs SET status = %s, error = CASE %s WHEN 'failed' THEN '{}'::json END WHERE id = %s"
            )
            try:
                self.house.db.execute(query, (become, become, job))
            except REFUSED:
                continue  # a later job has started since
            thread.aged.discard(job)

    @rule(n=_threads)
    def age(self, n: int) -> None:
        thread = self.threads.get(self.name(n))
        if thread:
            age(self.house.db, self.name(n))
            thread.aged |= {job for job in thread.jobs if self.status(job) in _FINAL}

    @rule(n=_threads, prune=st.booleans())
    def end(self, n: int, prune: bool) -> None:
        """All that a thread has to do, and long ago."""
        for _ in range(4):
            self.answer(True)
        self.age(n)
        if prune:
            self.prune(False)

    @rule(killed=st.booleans())
    def prune(self, killed: bool) -> None:
        going = self.may_go()
        before = {name: left(self.house.db, name) for name in self.threads}
        if killed:
            self.be_killed()
            assert {name: left(self.house.db, name) for name in self.threads} == before
        prune(self.connection)
        for name, rows in before.items():
            assert left(self.house.db, name) == ({} if name in going else rows), (name, going)
        for name in going:
            del self.threads[name]
            self.seen["gone"] += 1
        self.seen["stayed"] += len(before) - len(going)

    def be_killed(self) -> None:
        """With all of it done, and not committed."""
        held = self.connection.engine.execution_options(isolation_level="READ COMMITTED")
        for each in retention.rules(self.connection):
            with held.connect() as session:
                walk = Threads(each)
                while not walk.step(session):
                    pass
                [pid] = session.execute(PID).scalars()
                # Not at once: as long as it ends, it holds what it has locked.
                [ended] = self.house.db.execute("SELECT pg_terminate_backend(%s, 30000) AS has", (pid,)).fetchall()
                assert ended["has"]
                session.invalidate()

    @invariant()
    def nothing_is_half_gone(self) -> None:
        assert orphans(self.house.db) == []

    def teardown(self) -> None:
        """What waits comes to its end, whatever was pruned beside it."""
        unfinished = "SELECT status FROM adjourn.jobs WHERE finished_at IS NULL"
        while (count := self.house.db.execute(unfinished).rowcount) > 0:
            self.answer(True)
            self.answer(True)
            if self.house.db.execute(unfinished).rowcount == count:
                break
        assert self.house.db.execute(unfinished).fetchall() == []


def test_exactly_what_is_old_and_finished_goes(house: House, connection: Connection) -> None:
    for graph in ("line", "steps"):
        pruning.rule(house.db, graph)
    house.db.execute("UPDATE adjourn.graphs SET seen_at = 'infinity'")
    house.db.execute("SET adjourn.many = 'yes'")
    Life.house, Life.connection, Life.seen = house, connection, {"gone": 0, "stayed": 0}
    run_state_machine_as_test(Life, settings=_PROFILE)
    assert min(Life.seen.values()) > 10, "both were tried"
