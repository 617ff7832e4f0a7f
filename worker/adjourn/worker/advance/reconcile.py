"""What to do with a claimed job: compare what its graph asks now with the rows that people see and answer."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from adjourn.models.answer_schemas import misfit
from adjourn.models.human_requests import Asked, read
from adjourn.models.outcomes import Blocked, Cancelled, Failed, Outcome, Requests, Waiting
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
    given: Sequence[Asked]
    requests: Requests
    #: The rows whose answers tasks that run again had taken before.
    taken: Sequence[Asked] = ()


@dataclass(frozen=True, slots=True)
class Settle:
    """Nothing to run."""

    outcome: Outcome
    requests: Requests


def reconcile(
    look: Look, asked: Iterable[Asked], taken: Iterable[int], start: Any, serde: SerializerProtocol
) -> Go | Settle:
    """`asked`: the job's rows; `taken`: the ids of those whose answers are in the graph's committed writes already;
    `start`: the job's input. A job without input goes on from where its thread stands, which may be at a question that
    another job asked before it was cancelled: it asks that anew.

    An answer goes to the graph only by the id of a question that is asked at this moment and has not been answered in
    the checkpoint: LangGraph takes an answer that comes twice for the answer to the next question of the same node.
    """
    if not look.started and start is not None:
        return Go(start, (), Requests())
    asked, taken = list(asked), set(taken)
    requests = Requests(resumed=[row.id for row in asked if row.status == "answered" and row.id in taken])
    known = {row.interrupt_id: row for row in asked}
    if gone := [row for row in asked if row.interrupt_id in look.asked and _is_gone(row, look)]:
        return Settle(Blocked(_gone(row.node for row in gone)), Requests())
    if look.missing:
        return Settle(Blocked(_gone(look.missing)), Requests())

    answers: dict[str, Any] = {}
    given: list[Asked] = []
    closed: list[Asked] = []
    stopped: list[Asked] = []
    waits = False

    def take(row: Asked) -> None:
        try:
            answer = _answer(row, serde)
        except ValueError as error:
            requests.reopened.append((row.id, str(error)))
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
            requests.ask.append(questions.of_interrupt(held, look.nodes.get(held.task_id, "unknown")))
        elif row.status == "open":
            waits = True
        elif row.status in ("expired", "withdrawn"):
            closed.append(row)
        else:  # answered, or called resumed by a hand although the graph never got it
            take(row)

    here = {stop.interrupt_id for stop in look.breakpoints}
    for row in asked:
        if row.kind == "breakpoint" and row.status == "answered" and row.interrupt_id not in here | now.keys():
            # Passed; or the state was edited while it stood there, which the answer was given for as well.
            requests.resumed.append(row.id)
            if look.edited and not row.task_id:
                here.clear()
        elif row.status in ("open", "answered") and row.id not in taken and row.interrupt_id not in here | now.keys():
            requests.withdrawn.append(row.id)
    for stop in look.breakpoints:
        if stop.interrupt_id not in here:
            continue
        match known.get(stop.interrupt_id):
            case None:
                requests.ask.append(stop)
            case Asked(status="open"):
                waits = True
            case Asked(status="answered") as row:
                take(row)
            case Asked(status="expired" | "withdrawn") as row:
                closed.append(row)

    if stopped:
        who = ", ".join(f"{row.answered_by} answered request {row.id} with {questions.STOP}" for row in stopped)
        return Settle(Cancelled(error_of("Stopped", who)), Requests(resumed=[row.id for row in stopped]))
    if requests.ask or requests.reopened or waits:
        return Settle(Waiting(), requests)
    if closed:
        numbers = ", ".join(f"{row.id} was {row.status}" for row in closed)
        return Settle(Failed(error_of("NotAnswered", f"request {numbers}: nobody can answer it any more")), requests)
    again = [row for row in asked if row.id in taken and row.interrupt_id in look.asked]
    return Go(Command(resume=answers) if answers else None, given, requests, again)


def error_of(type_: str, message: str, hint: str | None = None) -> str:
    """The JSON text for `jobs.error`. hint: what can be done."""
    return json.dumps({"type": type_, "message": message[:10_000]} | ({"hint": hint} if hint else {}))


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
