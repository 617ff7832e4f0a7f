"""Bugs on purpose: a harness that finds none of them proves nothing. Each is a mistake that can be made, applied to the
product from outside in the fork server that is started with CHAOS_BUG=name, and to its database by `SQL`."""

from __future__ import annotations

import dataclasses
from collections.abc import Callable
from typing import Any

from adjourn.models import outcomes
from adjourn.models.ground.errors import LeaseLost
from adjourn.models.outcomes import Settle, Succeeded
from adjourn.scheduler.dispatcher import Dispatcher
from adjourn.worker import arrival
from adjourn.worker.advance import advance, given, reconcile, run
from adjourn.worker.checkpointer import saver_sql, unsaved
from adjourn.worker.checkpointer.saver import Saver
from langgraph.types import Command

from tests.chaos import (
    bugs_of_claims,
    bugs_of_locks,
    bugs_of_projects,
    bugs_of_rewinding,
    bugs_of_rules,
    bugs_of_the_page,
)
from tests.chaos.swap import swapped

_LEASED = "AND lease_id = %(lease_id)s::uuid"


def no_fence() -> None:
    saver_sql.SAVE = swapped(saver_sql.SAVE, "AND lease_id = %(lease)s::uuid", "AND %(lease)s::uuid IS NOT NULL")


def record_without_lease() -> None:
    outcomes._MOVE = swapped(outcomes._MOVE, _LEASED, "AND %(lease_id)s::uuid IS NOT NULL")


def lost_lease_goes_on() -> None:
    """What the fence refuses is passed over in silence."""
    flush = Saver._flush

    def careless(self: Saver) -> Any:
        try:
            yield from flush(self)
        except LeaseLost:
            self.lease.lost = False  # type: ignore[union-attr]

    def deaf(self: Any) -> None:
        pass

    Saver._flush = careless  # type: ignore[method-assign]
    advance.Lease.lose = deaf  # type: ignore[method-assign]


def plain_resume() -> None:
    """The answer for whatever the graph asks, not for the question that it was given to."""
    _resume(lambda answers: next(iter(answers.values())))
    config = given.config

    def loose(*own: Any) -> Any:
        made = config(*own)
        del made["configurable"]["__pregel_strict_resume"]
        return made

    given.config = loose


def answers_as_rows_say() -> None:
    """What is answered is given to the graph, whether it asks that now or not."""
    inner = advance.reconcile

    def trusting(look: Any, asked: Any, taken: Any, start: Any, serde: Any) -> Any:
        decision = inner(look, asked, taken, start, serde)
        answered = {row.interrupt_id: reconcile.read(row.answer) for row in asked if row.status == "answered"}
        if isinstance(decision, reconcile.Go) and look.started and answered:
            return dataclasses.replace(decision, input=Command(resume=next(iter(answered.values()))))
        return decision

    advance.reconcile = trusting  # type: ignore[assignment]
    plain_resume()


def next_is_trusted() -> None:
    """Nothing comes next, so it has finished: also between a task's writes and the checkpoint that follows."""
    look = advance.look

    async def looks(graph: Any, config: Any, saver: Any, job_id: str) -> Any:
        seen = await look(graph, config, saver, job_id)
        state = await graph.aget_state(config)
        looks.over = seen.started and not state.next  # type: ignore[attr-defined]
        looks.values = state.values  # type: ignore[attr-defined]
        return seen

    inner = advance.reconcile

    def reconciles(*given: Any) -> Any:
        if looks.over:  # type: ignore[attr-defined]
            return Settle(Succeeded(advance.json.dumps(looks.values)))  # type: ignore[attr-defined]
        return inner(*given)

    advance.look = looks
    advance.reconcile = reconciles  # type: ignore[assignment]


def exit_durability() -> None:
    inner = run.run

    async def runs(graph: Any, *given: Any) -> Any:
        stream = graph.astream
        object.__setattr__(graph, "astream", lambda *a, **o: stream(*a, **(o | {"durability": "exit"})))
        return await inner(graph, *given)

    advance.run = runs


def taken_is_forgotten() -> None:
    """An answer that a committed write of its task holds is given once more."""
    advance.by_look = lambda asked, look, serde: frozenset()  # type: ignore[assignment]


def last_step_is_dropped() -> None:
    """The outcome is recorded without what the saver has in memory."""
    unsaved.Unsaved.rest = lambda self, **_: unsaved.Rows()  # type: ignore[assignment,method-assign]


def started_is_assumed() -> None:
    """A job that was claimed before is taken for started, wherever its worker died."""
    look = advance.look

    async def looks(*given: Any) -> Any:
        return dataclasses.replace(await look(*given), started=True)

    advance.look = looks


def failed_is_finished() -> None:
    """What a task had written before its edge failed is kept as what it came to."""

    class Everything(frozenset[str]):
        def __contains__(self, channel: object) -> bool:
            return True

    unsaved.CONTROL_WRITES = Everything()


def gate_is_passed() -> None:
    """A job without input goes on with the thread, wherever another job left it."""
    look = advance.look

    async def looks(*given: Any) -> Any:
        seen = await look(*given)
        return seen if seen.started else dataclasses.replace(seen, breakpoints=[])

    advance.look = looks


def sweep_is_off() -> None:
    """Only what is notified is rung."""

    def sweep(self: Dispatcher, connection: Any) -> None:
        self._next_sweep = float("inf")

    Dispatcher._sweep = sweep  # type: ignore[method-assign]


def later_is_kept_in_memory() -> None:
    """A message for later waits in the worker until it is due."""
    arrival.take_times = lambda message: None


def _resume(pick: Callable[[dict[str, Any]], Any]) -> None:
    inner = advance.reconcile

    def reconciles(*given: Any) -> Any:
        decision = inner(*given)
        if isinstance(decision, reconcile.Go) and isinstance(decision.input, Command):
            return dataclasses.replace(decision, input=Command(resume=pick(decision.input.resume)))
        return decision

    advance.reconcile = reconciles  # type: ignore[assignment]


#: Where a bug is that is not everywhere: the door, the shape, or the storm. What strikes elsewhere does not find it.
BEHIND = {
    **dict.fromkeys(bugs_of_locks.BUGS, "bystanders"),
    **dict.fromkeys(bugs_of_projects.BUGS, "neighbours"),
    **dict.fromkeys(bugs_of_rewinding.BUGS, "mended"),
    **dict.fromkeys(bugs_of_the_page.BUGS, "answer on the page"),
    **bugs_of_rules.BEHIND,
    "claim_asks_no_limit": "everything",
    "claim_ignores_version": "versions",
    "sweep_is_off": "scheduler",
    "later_is_kept_in_memory": "enqueue for later",
    "no_unique_key": "enqueue in SQL",
    "failed_is_finished": "judged",
    "gate_is_passed": "gate_inherited",
}

#: What else must be gone for the bug to be one: where the database guards as well.
SQL: dict[str, str] = {
    **bugs_of_rules.SQL,
    "claim_ignores_lease": bugs_of_rules.swap("job_moves", "OLD.lease_until >= clock_timestamp()", "false"),
    "no_unique_key": """CREATE FUNCTION adjourn.forget_key() RETURNS trigger LANGUAGE plpgsql AS
        'BEGIN NEW.key := NULL; RETURN NEW; END';
        CREATE TRIGGER forget_key BEFORE INSERT ON adjourn.jobs FOR EACH ROW EXECUTE FUNCTION adjourn.forget_key()""",
}

BUGS: dict[str, Callable[[], None]] = {
    bug.__name__: bug
    for bug in (
        no_fence,
        record_without_lease,
        lost_lease_goes_on,
        plain_resume,
        answers_as_rows_say,
        next_is_trusted,
        exit_durability,
        taken_is_forgotten,
        last_step_is_dropped,
        started_is_assumed,
        failed_is_finished,
        gate_is_passed,
        sweep_is_off,
        later_is_kept_in_memory,
    )
}
BUGS |= (
    dict.fromkeys(("no_unique_key", *bugs_of_rules.SQL), lambda: None)
    | {"sent_before_it_is_sent": bugs_of_rules.sent_before_it_is_sent}
    | bugs_of_claims.BUGS
    | bugs_of_locks.BUGS
    | bugs_of_projects.BUGS
    | bugs_of_rewinding.BUGS
    | bugs_of_the_page.BUGS
)
