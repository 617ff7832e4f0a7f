"""What a stretch of a graph came to: the job's outcome, and what becomes of its questions."""

from __future__ import annotations

import asyncio
import random
from dataclasses import replace

import structlog
from adjourn.models.claims import Claimed
from adjourn.models.ground.errors import DatabaseAway, LeaseLost, Unreadable
from adjourn.models.human_requests import Question
from adjourn.models.outcomes import (
    UNCHANGED,
    Blocked,
    Failed,
    Released,
    Requests,
    Retry,
    Settle,
    Succeeded,
    Waiting,
    error_of,
)
from adjourn.worker.advance import questions
from adjourn.worker.advance.as_json import as_json
from adjourn.worker.advance.look import breakpoints
from adjourn.worker.advance.reconcile import Go
from adjourn.worker.advance.run import Ended
from adjourn.worker.advance.taken import by_run
from adjourn.worker.advance.transient import is_transient
from adjourn.worker.checkpointer.saver import Saver
from adjourn.worker.checkpointer.unsaved import Held
from adjourn.worker.process import traces
from adjourn.worker.project.graphs import Graph
from langchain_core.runnables import RunnableConfig
from langgraph.errors import GraphDrained, is_invalid_resume

log = structlog.get_logger()


async def settle(job: Claimed, graph: Graph, config: RunnableConfig, saver: Saver, went: Go, ended: Ended) -> Settle:
    """An error does not mean that nothing was asked: what is held is recorded, the job waits, and the branch that
    failed in passing runs again with the answers. A permanent error drops what is held."""
    requests, error = went.requests, ended.error
    if ended.over:
        return Settle(Failed(error_of(ended.over.type, ended.over.message)), requests)
    if isinstance(error, GraphDrained | asyncio.CancelledError | DatabaseAway):
        return Settle(Released(), requests)
    requests += Requests(resumed=by_run(went.given, saver, ended))
    try:
        return await _came_to(job, graph, config, saver, replace(went, requests=requests), ended)
    except (LeaseLost, DatabaseAway):
        raise
    except Exception as failed:
        # What it returned or asked cannot be written as JSON; the answers that it had were used all the same.
        return after_error(job, saver, failed, requests)


async def _came_to(job: Claimed, graph: Graph, config: RunnableConfig, saver: Saver, went: Go, ended: Ended) -> Settle:
    error = ended.error
    if error is not None and not is_invalid_resume(error):
        asked = went.requests + Requests(_questions(saver, ended)) if is_transient(error) else went.requests
        return after_error(job, saver, error, asked, _hint(job, went, saver))
    requests = went.requests + Requests(_questions(saver, ended))
    if error is not None:
        return Settle(Waiting(), requests + Requests(reopened=_refused(went, saver, error)))
    if ended.at_breakpoint and not requests.ask:
        state = await graph.aget_state(config, subgraphs=True)
        requests += Requests(tuple(await breakpoints(graph, state, saver)))
    if requests.ask:
        return Settle(Waiting(), requests)
    return Settle(Succeeded(as_json(ended.result)), requests)


def after_error(
    job: Claimed, saver: Saver, error: BaseException, requests: Requests = UNCHANGED, hint: str | None = None
) -> Settle:
    """An error that passes is tried again, later each time; code that has to change blocks the job; any other error
    fails it at once."""
    what = error_of(type(error).__name__, str(error), hint)
    log.warning("run failed", error=f"{type(error).__name__}: {error}", exc_info=error)
    traces.failed(error)
    if isinstance(error, Unreadable):
        return Settle(Blocked(what), requests)
    if not is_transient(error):
        return Settle(Failed(what), requests)
    if requests.ask:
        return Settle(Waiting(what), requests)
    tries = 1 if saver.course.progressed else max(job.attempt, 1)
    delay = min(600.0, 2.0 ** (tries - 1)) * random.uniform(0.5, 1.0)  # noqa: S311 - jitter, no secret
    return Settle(Retry(what, delay, bool(saver.course.progressed)), requests)


def _hint(job: Claimed, went: Go, saver: Saver) -> str | None:
    """What can be done if it was an answer that a task failed on."""
    used = [*went.taken, *(row for row in went.given if row.id in went.requests.resumed)]
    failed = saver.unsaved.failed
    if any(row.task_id in failed and not isinstance(failed[row.task_id], asyncio.CancelledError) for row in used):
        return f"the step had taken an answer; to ask for another one: adjourn retry {job.id} --ask-again"
    if questions := [row.id for row in used if row.kind != "breakpoint"]:
        went_on = f"it had gone on with the answer to request {questions[-1]}"
        return f"{went_on}; to ask for another one: adjourn retry {job.id} --back-to {questions[-1]}"
    return None


def _questions(saver: Saver, ended: Ended) -> tuple[Question, ...]:
    """Those that reach the root: LangGraph waits for no others. Of a question that shows at several levels the
    innermost task is the one that asks; of a task and its caller on one level, the first to say so. In the order of
    the tasks in the graph, not in that of the threads which happened to run them."""
    asking: dict[str, Held] = {}
    for held in sorted(saver.unsaved.held, key=lambda h: -len(h.checkpoint_ns)):
        asking.setdefault(held.interrupt.id, held)
    root = {held.interrupt.id: held.task_path for held in saver.unsaved.held if not held.checkpoint_ns}
    return tuple(
        questions.of_interrupt(asking[id], ended.names.get(asking[id].task_id, "unknown"))
        for id in sorted(root, key=lambda id: (root[id], asking[id].task_path))
    )


def _refused(went: Go, saver: Saver, error: BaseException) -> tuple[tuple[int, str], ...]:
    """The graph's own validation refused an answer that fitted the JSON Schema; it saved nothing of it."""
    unused = [row for row in went.given if row.id not in went.requests.resumed]
    failed = [row for row in unused if row.task_id in saver.unsaved.failed] or unused
    return tuple((row.id, f"the graph refused the answer: {error}"[:2000]) for row in failed)
