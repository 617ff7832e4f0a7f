"""What to do with a claimed job: compare what its graph asks now with the rows that people see and answer."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adjourn.models.answer_schemas import misfit
from adjourn.models.human_requests import Asked, Question, read
from adjourn.models.outcomes import UNCHANGED, Blocked, Cancelled, Failed, Requests, Settle, Waiting, error_of
from adjourn.worker.advance import questions
from adjourn.worker.advance.look import Look
from adjourn.worker.checkpointer.storable import stored
from adjourn.worker.langgraph_inside import PUSH
from langgraph.checkpoint.serde.base import SerializerProtocol
from langgraph.types import Command


@dataclass(frozen=True, slots=True)
class Go:
    """Run the graph: with the job's input, with answers by interrupt id, or (None) from where it stands."""

    input: Any
    #: The rows whose answers it is given.
    given: Sequence[Asked] = ()
    requests: Requests = UNCHANGED
    #: The rows whose answers tasks that run again had taken before.
    taken: Sequence[Asked] = ()


def reconcile(
    look: Look, asked: Collection[Asked], taken: Collection[int], start: Any, serde: SerializerProtocol
) -> Go | Settle:
    """`asked`: the job's rows; `taken`: the ids of those whose answers the graph has taken; `start`: the job's input.
    Settled is what there is nothing to run for. A job without input goes on from where its thread stands, which may be
    at a question that another job asked before it was cancelled: it asks that anew.

    An answer goes to the graph only by the id of a question that is asked at this moment and has not been answered in
    the checkpoint: LangGraph takes an answer that comes twice for the answer to the next question of the same node.
    """
    if not look.started and start is not None:
        return Go(start)
    known = {row.interrupt_id: row for row in asked}
    if gone := [row for row in asked if row.interrupt_id in look.asked and _is_gone(row, look)]:
        return Settle(Blocked(_gone(row.node for row in gone)))
    if look.missing:
        return Settle(Blocked(_gone(look.missing)))

    ask: list[Question] = []
    reopened: list[tuple[int, str]] = []
    answers: dict[str, Any] = {}
    given: list[Asked] = []
    closed: list[Asked] = []
    stopped: list[Asked] = []
    waits = False

    def take(row: Asked) -> None:
        try:
            answer = _answer(row, serde)
        except ValueError as error:
            reopened.append((row.id, str(error)))
            return
        given.append(row)
        if row.kind != "breakpoint":
            answers[row.interrupt_id] = answer
        elif answer == questions.STOP:
            stopped.append(row)

    now = {id: row for id in look.asked if (row := known.get(id)) is None or row.id not in taken}
    for id, row in now.items():
        if row is None:
            held = look.asked[id]
            ask.append(questions.of_interrupt(held, look.nodes.get(held.task_id, "unknown")))
        elif row.status == "open":
            waits = True
        elif row.status in ("expired", "withdrawn"):
            closed.append(row)
        else:  # answered, or called resumed by a hand although the graph never got it
            take(row)

    resumed = [row for row in asked if row.status == "answered" and row.id in taken]
    # Who edits the state at a breakpoint makes it another one: the answer was given for that as well.
    is_past = look.edited and any(row.kind == "breakpoint" and not row.task_id for row in resumed)
    stops = [] if is_past else look.breakpoints
    here = now.keys() | {stop.interrupt_id for stop in stops}
    pending = [row for row in asked if row.status in ("open", "answered") and row.id not in taken]
    withdrawn = [row for row in pending if row.interrupt_id not in here]
    for stop in stops:
        match known.get(stop.interrupt_id):
            case None:
                ask.append(stop)
            case Asked(status="open"):
                waits = True
            case Asked(status="answered") as row:
                take(row)
            case Asked(status="expired" | "withdrawn") as row:
                closed.append(row)

    if stopped:
        who = ", ".join(f"{row.answered_by} answered request {row.id} with {questions.STOP}" for row in stopped)
        return Settle(Cancelled(error_of("Stopped", who)), Requests(resumed=_ids(stopped)))
    requests = Requests(tuple(ask), _ids(resumed), _ids(withdrawn), tuple(reopened))
    if ask or reopened or waits:
        return Settle(Waiting(), requests)
    if closed:
        numbers = ", ".join(f"{row.id} was {row.status}" for row in closed)
        return Settle(Failed(error_of("NotAnswered", f"request {numbers}: nobody can answer it any more")), requests)
    again = [row for row in asked if row.id in taken and row.interrupt_id in look.asked]
    return Go(Command(resume=answers) if answers else None, given, requests, again)


def _ids(rows: Iterable[Asked]) -> tuple[int, ...]:
    return tuple(row.id for row in rows)


def _answer(row: Asked, serde: SerializerProtocol) -> Any:
    """Raises ValueError that says why no graph can be given this answer."""
    assert row.answer is not None
    answer = read(row.answer)
    if error := misfit(answer, row.answer_schema):
        raise ValueError(error)
    try:
        stored(serde, answer)
    except ValueError as error:
        raise ValueError(f"the answer {error}") from None
    return answer


def _is_gone(row: Asked, look: Look) -> bool:
    """The graph stands where it asked this and no longer has the task that asked. A subgraph that stands elsewhere has
    passed the task; one that a node makes while it runs cannot be looked into and lives as long as that node. Neither
    can a functional `@task`, which lives as long as the task that called it, whose path is nested in its own."""
    if row.task_id in look.live:
        return False
    if row.checkpoint_ns in look.at:
        is_called = (row.task_path or "").startswith(f"~{PUSH}, ~")
        return look.at[row.checkpoint_ns] == row.checkpoint_id and not (is_called and look.live)
    callers = {id for level in row.checkpoint_ns.split("|") for _, colon, id in [level.partition(":")] if colon}
    return bool(callers) and not callers & look.live


def _gone(nodes: Iterable[str]) -> str:
    names = ", ".join(sorted(set(nodes)))
    return error_of(
        "CodeChanged",
        f"the thread stands at {names}, which the graph as deployed no longer has: deploy code that has it, then retry",
    )
