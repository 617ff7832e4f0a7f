"""The heart: one stretch of work on a job by one worker.

Claim the job, which leases it. Look where its thread stands, because a message may come twice and a worker may have
died anywhere. Compare that with the rows that people answer, and so decide: run the graph with its input, with the
answers to what it asks now, or from where it stands; or there is nothing to run. Then record the outcome together with
everything that follows from it, in one transaction that names the lease. Whatever dies in between, the lease runs out
and another worker begins at the claim; whatever comes late, the fence refuses.
"""

from __future__ import annotations

import asyncio
from collections.abc import Coroutine, Iterator
from contextlib import contextmanager
from typing import Any

import structlog
from adjourn.models import human_requests
from adjourn.models.claims import Claimed, Stand
from adjourn.models.ground.errors import DatabaseAway, LeaseLost
from adjourn.models.outcomes import Blocked, Failed, Released, Settle, error_of
from adjourn.worker.advance import given
from adjourn.worker.advance.ask_again import rewind
from adjourn.worker.advance.emitted import Emitted
from adjourn.worker.advance.look import levels_of, look
from adjourn.worker.advance.reconcile import Go, reconcile
from adjourn.worker.advance.record import record
from adjourn.worker.advance.run import Ended, Limit, run
from adjourn.worker.advance.settle import after_error, settle
from adjourn.worker.advance.shown import shown
from adjourn.worker.advance.taken import by_look
from adjourn.worker.checkpointer.saver import Saver
from adjourn.worker.langgraph_inside import TASKS
from adjourn.worker.process import alone, traces
from adjourn.worker.process.leases import Lease
from adjourn.worker.process.loop import Threads, threads_of_run
from adjourn.worker.project import contexts
from adjourn.worker.project.factories import Occasion
from adjourn.worker.project.graphs import Graph, starts_plainly
from adjourn.worker.worker import Worker
from langchain_core.runnables import RunnableConfig
from langgraph.runtime import RunControl

log = structlog.get_logger()

#: Leases of a job that may run out, without progress in between, before it must run in a process of its own.
_CRASHES = 2


async def advance(worker: Worker, job_id: str) -> None:
    """Claim the job and carry it as far as it goes. Nothing to claim is ordinary: another worker has it."""
    if (claim := await worker.claiming.claim(job_id)) is None:
        return
    job = claim.job
    threads, lease = Threads(), Lease(job.id, job.lease_id, job.thread_id, claim.until)
    with worker.runs.holding(job), worker.leases.hold(lease), told_of(worker, job):
        log.info("job claimed", was=job.was)
        if job.crashes < _CRASHES:
            threads = await advance_claimed(worker, job, lease, claim.stand)
        else:
            await _advance_alone(worker, job, lease)
    await worker.runs.slot_is_free(threads)


@contextmanager
def told_of(worker: Worker, job: Claimed, within: str | None = None) -> Iterator[None]:
    """Whatever is logged or traced while it lasts, by the graph, too, is of the job. `within`: as of `Traces.run`."""
    of = {"job": job.id, "thread": job.thread_id, "graph": job.graph, "attempt": job.attempt}
    with (
        structlog.contextvars.bound_contextvars(**of, worker=worker.claimant.worker),
        worker.traces.run(job, worker.claimant, within),
    ):
        yield


async def _advance_alone(worker: Worker, job: Claimed, lease: Lease) -> None:
    times = max(job.crashes, _CRASHES + 1)
    what = f"its worker died or fell silent {times} times in a row, the last time in a process of its own"
    ended = "died"
    if worker.claimant.takes != "all" and await asyncio.to_thread(worker.project.has_changed):
        await record(worker, job, Settle(Blocked(error_of("CodeChanged", _changed(worker)))), lease)
        return
    if job.crashes == _CRASHES:
        ended = await asyncio.to_thread(alone.advance, job, worker.settings, worker.claimant, worker.runs)
    if ended == "recorded":
        traces.became("recorded alone")
    elif ended == "stopped":
        await record(worker, job, Settle(Released()), lease)
    elif ended == "died":
        await record(worker, job, Settle(Failed(error_of("WorkerDied", what))), lease)


def _changed(worker: Worker) -> str:
    """A process of its own would import what is there now."""
    there = f"in {worker.project.root} there is no longer version {worker.claimant.version}"
    return f"{there}, with which its worker began: start one from a folder that keeps it, then retry"


async def advance_claimed(worker: Worker, job: Claimed, lease: Lease, stand: Stand | None = None) -> Threads:
    """`stand`: where the thread stands, if the claim has seen it. Returns the threads of the run, which may outlive it:
    those of sync nodes that a limit or a stopping worker has cut off. What they still write the fence refuses."""
    saver, threads = Saver(worker.connections, lease), Threads()
    try:
        settled = await _stretch(worker, job, lease, stand, saver, threads)
    except (LeaseLost, DatabaseAway):
        # A lease that could not be renewed in time may still be ours: then the job is given back. The fence knows.
        settled = Settle(Released())
    except asyncio.CancelledError:
        raise
    except BaseException as error:  # a factory may call exit(), and libraries in Rust panic
        settled = after_error(job, saver, error)
    finally:
        saver.close()
    await record(worker, job, worker.project.policy.applied(job.graph, settled), lease, saver)
    return threads


async def _stretch(
    worker: Worker, job: Claimed, lease: Lease, stand: Stand | None, saver: Saver, threads: Threads
) -> Settle:
    config, context = contexts.alike(given.config(job.config, job.id, job.thread_id), given.read(job.context))
    start = given.read(job.input)
    async with worker.project.open(job.graph, Occasion(config, worker.store, context), saver) as graph:
        if job.ask_again not in (None, "rewound"):
            await worker.connections.arun(rewind(job, saver.serde))
            stand = None
        if stand is not None:
            saver.stands(stand.checkpoint)
        decision: Go | Settle = Go(start)
        if not job.fresh or start is None:
            asked = stand.asked if stand else await worker.connections.arun(human_requests.of_job(job.id))
            await saver.aread(levels_of(asked))
            seen = await look(graph, config, saver, job.id)
            if unknown := seen.asked.keys() - {row.interrupt_id for row in asked}:
                # Resumed but still asked: its task took the answer, and failed later.
                asked += await worker.connections.arun(human_requests.of_job(job.id, unknown))
            decision = reconcile(seen, asked, by_look(asked, seen, saver.serde), start, saver.serde)
        if isinstance(decision, Settle):
            return await shown(worker.project.policy, job, graph, config, decision)
        if decision.given:
            structlog.contextvars.bind_contextvars(requests=[row.id for row in decision.given])
            log.info("job resumed")
            traces.resumed(decision.given)
        saver.course.starters = graph.trigger_to_nodes.keys() | {TASKS}
        saver.course.starts_plainly = starts_plainly(graph)
        threads.limit(config.get("max_concurrency") or (graph.config or {}).get("max_concurrency"))
        ended = await _run(worker, job, lease, saver, threads, graph, decision.input, config, context)
        settled = await settle(job, graph, config, saver, decision, ended)
        return await shown(worker.project.policy, job, graph, config, settled)


async def _run(
    worker: Worker,
    job: Claimed,
    lease: Lease,
    saver: Saver,
    threads: Threads,
    graph: Graph,
    start: Any,
    config: RunnableConfig,
    context: Any,
) -> Ended:
    control, limit = RunControl(), Limit.of(job)
    emitted = None if job.of_batch else Emitted(worker.teller, job.id, job.lease_id)
    stretch = asyncio.ensure_future(_in(threads, run(graph, start, config, context, control, limit, emitted)))

    def stop() -> None:
        saver.close()
        worker.loop.asyncio.call_soon_threadsafe(stretch.cancel)

    lease.on_lost = stop
    if lease.lost:
        stop()
    with worker.runs.running(control, stop):
        ended = await stretch
        # The thread of a cancelled sync node cannot be stopped. As long as there is time, a job is not tried again
        # beside it.
        while threads.busy() and not (worker.runs.over or lease.taken or (limit and limit.is_over)):
            await asyncio.sleep(0.05)
        if emitted and not lease.lost:
            await emitted.settle()
    if emitted:
        emitted.end()
    if lease.lost:
        raise LeaseLost(job.id)
    return ended


async def _in(threads: Threads, stretch: Coroutine[Any, Any, Ended]) -> Ended:
    threads_of_run.set(threads)
    return await stretch
