"""Any moves in any order, by programs and by people with full rights: each gives what the model says, or is refused
and changes nothing; and after each one the promises hold.

`HYPOTHESIS_PROFILE=nightly` draws more, and afresh each time.
"""

from __future__ import annotations

import os
from typing import Any

from adjourn.models import claims, due, human_requests, jobs, leases, outcomes
from adjourn.models.checkpoints import Rows
from adjourn.models.claims import Claimed
from adjourn.models.ground.database import transaction
from adjourn.models.job_request import JobRequest, enqueue
from adjourn.models.outcomes import Outcome, Requests, Settle, Waiting
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    initialize,
    precondition,
    rule,
    run_state_machine_as_test,
)

from tests.support import by_chance
from tests.support.by_chance import index
from tests.support.laws import Row
from tests.support.ledger import Ledger
from tests.support.offers import claimant
from tests.support.steps import Steps

_COMMON = settings(deadline=None, database=None, suppress_health_check=[*HealthCheck], print_blob=True)
settings.register_profile("quick", _COMMON, max_examples=60, stateful_step_count=40, derandomize=True)
settings.register_profile("nightly", _COMMON, max_examples=3000, stateful_step_count=60)
PROFILE = settings.get_profile(os.environ.get("HYPOTHESIS_PROFILE", "quick"))


def test_every_move_gives_what_the_model_says_or_is_refused(database_url: str) -> None:
    with Ledger.open(database_url) as ledger:
        assert ledger.types["jobs"].keys() == by_chance.JOB_VALUES.keys(), "each column is drawn"
        assert ledger.types["human_requests"].keys() == by_chance.REQUEST_VALUES.keys()
        run_state_machine_as_test(lambda: Life(ledger), settings=PROFILE)  # type: ignore[arg-type]
        assert ledger.made["refused"] > ledger.made["allowed"] / 10 > 0, "the moves are of both kinds"


class Life(Steps):
    @initialize(run_at=by_chance.times, ask=by_chance.questions)
    def begin(self, run_at: Any, ask: dict[str, str]) -> None:
        """Two jobs of a thread, the first perhaps for later; one that waits for people; one that nobody has begun."""
        for thread, key, at in (("t", None, run_at), ("t", "k", None), ("s", None, None), (None, "l", None)):
            self.enqueue("one", thread, key, input='"one"', run_at=at, deadline_at=None, max_attempts=2)
        for n in (0, 1):
            self.claim(n, True, ["one"], ("v", "all"))
        self.record(-1, False, Waiting(), ask, [])

    # --- other systems

    @rule(
        graph=st.sampled_from(["one", "one", "one", "one", "two"]),
        thread=st.sampled_from([None, "s", "t", "t"]),
        key=st.sampled_from([None, None, None, "k", "m", "n"]),
        input=st.sampled_from(['"one"', '"one"', None]),
        run_at=by_chance.times,
        deadline_at=by_chance.times,
        max_attempts=st.sampled_from([1, 2, 3]),
        wrong=st.sampled_from([{}] * 9 + by_chance.WRONG_OPTIONS),
    )
    def enqueue(
        self, graph: str, thread: str | None, key: str | None, wrong: Row | None = None, **options: Any
    ) -> None:
        page = self.ledger.page
        options |= {"thread_id": thread and f"{page} {thread}", "key": key and f"{page} {key}"}
        options |= {"config": "{}", "context": None, "queue": None, "priority": 0}
        self._enqueue(graph, options | (wrong or {}))

    @rule(n=index, change=st.sampled_from(["", "", "input", "context", "thread_id"]))
    def enqueue_again(self, n: int, change: str) -> None:
        graph, options = self.asked[n % len(self.asked)]
        self._enqueue(graph, options | ({change: f'{{"again": {self.ledger.page}}}'} if change else {}))

    def _enqueue(self, graph: str, options: dict[str, Any]) -> None:
        as_text = {name: options[name] and options[name].isoformat() for name in ("run_at", "deadline_at")}
        self.step(
            lambda: enqueue(self.ledger.engine_connection, JobRequest(graph, **options | as_text)),
            lambda world, made: world.enqueue(made, graph, options),
        )
        assert self.ledger.new_threads() == len(self.world.threads), "a thread without a job"
        if options["key"]:
            self.asked.append((graph, options))

    # --- workers

    @rule(
        n=index,
        is_due=st.sampled_from([True, True, True, False]),
        graphs=st.sampled_from([["one"], ["one", "two"]]),
        pin=st.sampled_from([("v", "all"), ("w", "all"), ("v", "own"), ("w", "own"), ("v", "begun")]),
    )
    def claim(self, n: int, is_due: bool, graphs: list[str], pin: tuple[str, str]) -> None:
        by = claimant(*graphs, version=pin[0], takes=pin[1])
        ready = [id for id in self.world.jobs if is_due and self.world.runnable(id)]
        id = ready[n % len(ready)] if ready else self.job_at(n)
        claimed: list[Claimed] = []

        def act() -> bool:
            made = self.ledger.run(claims.claim(id, by, 3600))
            claimed.extend([made] if made else [])
            return made is not None

        was = self.world.jobs[id]
        self.step(act, lambda world, _: world.claim(id, by, 3600))
        for made in claimed:
            job = self.world.jobs[id]
            assert (made.was, made.fresh) == (was["status"], was["started_at"] is None)
            assert (made.ran_on, made.ran_as) == (was["graph_version"], was["graph_fingerprint"])
            same = ("id", "lease_id", "thread_id", "graph", "input", "config", "context", "attempt", "crashes")
            assert {name: getattr(made, name) for name in same} == {name: job[name] for name in same}
            self.claims.append(made)

    @rule(ns=st.lists(index, min_size=1, max_size=3))
    def renew(self, ns: list[int]) -> None:
        ids = [self.claims[n % len(self.claims)].lease_id for n in ns]
        self.step(
            lambda: leases.renew(self.ledger.engine_connection, ids, 7200),
            lambda world, _: world.renew(ids, 7200),
        )

    @rule(
        n=index,
        is_late=st.sampled_from([False, False, False, True]),
        outcome=by_chance.outcomes,
        ask=by_chance.questions,
        fates=by_chance.fates,
    )
    def record(self, n: int, is_late: bool, outcome: Outcome, ask: dict[str, str], fates: list[str]) -> None:
        leases = {job["lease_id"] for job in self.world.jobs.values()}
        claims = [c for c in self.claims if (c.lease_id in leases) is not is_late] or self.claims
        job = claims[n % len(claims)]
        # As workers have it: a job that asks waits.
        asked = [by_chance.question(*q) for q in ask.items()] if isinstance(outcome, Waiting) else []
        requests = Requests(tuple(asked))
        # Those of another job come last, and nothing must become of them. Nobody closes what he asks.
        asks = {(job.id, question.interrupt_id) for question in asked}
        others = [row for row in self.world.requests.values() if (row["job_id"], row["interrupt_id"]) not in asks]
        rows = sorted(others, key=lambda row: (row["job_id"] != job.id, row["id"]))
        for row, fate in zip(rows, fates, strict=False):
            if fate == "reopened" and isinstance(outcome, Waiting):
                requests += Requests(reopened=((row["id"], "does not fit"),))
            elif fate in ("resumed", "withdrawn"):
                requests += Requests(**{fate: (row["id"],)})
        self.step(
            lambda: self.ledger.run(outcomes.record(job, Settle(outcome, requests), Rows())),
            lambda world, _: world.record(job, outcome, requests),
        )

    @rule(n=index, outcome=by_chance.outcomes, ask=by_chance.questions, fates=by_chance.fates)
    def advance(self, n: int, outcome: Outcome, ask: dict[str, str], fates: list[str]) -> None:
        held = len(self.claims)
        self.claim(n, True, ["one", "two"], ("v", "all"))
        if len(self.claims) > held:
            self.record(-1, False, outcome, ask, fates)

    # --- the scheduler, and time

    @precondition(lambda self: any(job["deadline_at"] and not job["finished_at"] for job in self.world.jobs.values()))
    @rule()
    def fail_overdue(self) -> None:
        self.step(lambda: set(due.fail_overdue(self.ledger.engine_connection)), lambda world, _: world.fail_overdue())

    @rule(n=index, time=st.sampled_from(["run_at", "lease_until", "deadline_at"]))
    def time_passes(self, n: int, time: str) -> None:
        statuses = {"run_at": ["queued"], "lease_until": ["running"], "deadline_at": ["queued", "waiting"]}[time]
        later = [
            j
            for j in self.world.jobs.values()
            if j["status"] in statuses and (j[time] or by_chance.FUTURE) > self.world.now
        ]
        if later:
            self.write_job_row(later[n % len(later)]["id"], {time: by_chance.PAST})

    # --- people

    @rule(n=index)
    def cancel(self, n: int) -> None:
        id = self.job_at(n)
        self.step(
            lambda: jobs.cancel(self.ledger.engine_connection, id),
            lambda world, _: world.write_job(id, {"status": "cancelled"}),
        )

    @precondition(lambda self: any(job["status"] in ("failed", "blocked") for job in self.world.jobs.values()))
    @rule(n=index)
    def retry(self, n: int) -> None:
        id = self.job_at(n, "failed", "blocked")
        self.step(lambda: jobs.retry(self.ledger.engine_connection, id), lambda world, _: world.retry(id))

    @rule(n=index, answer=by_chance.answers)
    def answer_by_command(self, n: int, answer: dict[str, Any]) -> None:
        key = self.request_at(n, "open", "answered")
        id = self.world.requests[key]["id"]

        def act() -> None:
            with transaction(self.ledger.engine) as connection:
                human_requests.answer(connection, id, **answer)

        self.step(act, lambda world, _: world.answer(key, answer))

    @rule(n=index, answer=by_chance.answers)
    def answer_by_sql(self, n: int, answer: dict[str, Any]) -> None:
        self.write_request_row(self.request_at(n, "open", "answered", "resumed"), answer)

    @rule(n=index, changes=by_chance.job_changes)
    def write_job(self, n: int, changes: Row) -> None:
        self.write_job_row(self.job_at(n), changes)

    @rule(n=index, changes=by_chance.job_moves)
    def move_job(self, n: int, changes: Row) -> None:
        self.write_job_row(self.job_at(n, "queued", "running", "waiting"), changes)

    @rule(n=index, changes=by_chance.request_changes)
    def write_request(self, n: int, changes: Row) -> None:
        self.write_request_row(self.request_at(n), changes)

    @rule(n=index, changes=by_chance.request_moves)
    def move_request(self, n: int, changes: Row) -> None:
        self.write_request_row(self.request_at(n, "open", "answered"), changes)

    @rule(n=index, changes=by_chance.request_moves)
    def move_closed_request(self, n: int, changes: Row) -> None:
        queued = {id for id, job in self.world.jobs.items() if job["status"] == "queued"}
        closed = [k for k, row in self.world.requests.items() if row["closed_at"] and row["job_id"] in queued]
        self.write_request_row(closed[n % len(closed)] if closed else self.request_at(n), changes)
