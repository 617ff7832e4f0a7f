"""Who traces a worker's runs: OpenTelemetry and LangSmith, each if its own variables ask for it.

Nothing is imported for OpenTelemetry, and next to nothing is done, where nobody asks. What is told of a run is told
from within, as logs are: its context knows it.
"""

from __future__ import annotations

import sys
import threading
import time
from collections.abc import Callable, Iterable, Iterator
from contextlib import AbstractContextManager, ExitStack, contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import Any, Protocol

import structlog
from adjourn.models.claims import Claimant, Claimed
from adjourn.models.ground.settings import trace_exporters
from adjourn.models.human_requests import Asked
from adjourn.models.outcomes import Settle
from langsmith import run_helpers, utils

log = structlog.get_logger()

#: LangChain's, loaded once something is traced by LangSmith.
_LANGSMITH = "langchain_core.tracers.langchain"


class Run(Protocol):
    """One run of a job, from its claim to the record of what became of it."""

    @property
    def traceparent(self) -> str:
        """W3C's, for what another process does for it."""

    def resumed(self, given: Iterable[Asked]) -> None: ...

    def failed(self, error: BaseException) -> None: ...

    def became(self, outcome: str, settled: Settle | None) -> None: ...


class Tracer(Protocol):
    def run(self, job: Claimed, by: Claimant, within: str | None) -> AbstractContextManager[Run]: ...

    def close(self) -> None:
        """Send what there is. Takes as long as it takes."""


_run: ContextVar[Run | None] = ContextVar("traced_run", default=None)


@dataclass(frozen=True, slots=True)
class Traces:
    otel: Tracer | None
    langsmith: bool

    @classmethod
    def open(cls, service: str) -> Traces:
        """Once the project has set its variables. `service`: what this is called where they do not say."""
        return cls(_otel(service), bool(utils.tracing_is_enabled()))

    @contextmanager
    def run(self, job: Claimed, by: Claimant, within: str | None = None) -> Iterator[None]:
        """`within`: the traceparent of the run that another process has begun, and this one goes on with."""
        with ExitStack() as traced:
            if self.langsmith:
                # As LangGraph's server has it; LangGraph itself says thread_id, and what is in the config: job_id.
                traced.enter_context(run_helpers.tracing_context(metadata={"graph_id": job.graph}))
            if self.otel:
                token = _run.set(traced.enter_context(self.otel.run(job, by, within)))
                traced.callback(_run.reset, token)
            yield

    def close(self, seconds: float) -> bool:
        """Send what there is, for so long at most: who takes it may be slow, or away. False: not all was taken."""
        until = time.monotonic() + seconds
        ends: dict[str, Callable[[], Any]] = {"OpenTelemetry": self.otel.close} if self.otel else {}
        if langsmith := sys.modules.get(_LANGSMITH):
            ends["LangSmith"] = langsmith.wait_for_all_tracers
        threads = {name: threading.Thread(target=end, name=f"flush {name}", daemon=True) for name, end in ends.items()}
        for thread in threads.values():
            thread.start()
        for name, thread in threads.items():
            thread.join(max(0.0, until - time.monotonic()))
            if thread.is_alive():
                log.warning("the last traces are lost, as nobody takes them", tracer=name, seconds=seconds)
        return not any(thread.is_alive() for thread in threads.values())


def traceparent() -> str | None:
    """That of the run, if OpenTelemetry traces it."""
    return told.traceparent if (told := _run.get()) else None


def resumed(given: Iterable[Asked]) -> None:
    """The run goes on with the answers to these."""
    if told := _run.get():
        told.resumed(given)


def failed(error: BaseException) -> None:
    if told := _run.get():
        told.failed(error)


def became(outcome: str, settled: Settle | None = None) -> None:
    """What has been recorded of it."""
    if told := _run.get():
        told.became(outcome, settled)


def _otel(service: str) -> Tracer | None:
    """What is wrong with its variables is told, and no job waits for it to be mended."""
    if not trace_exporters():
        return None
    try:
        from adjourn.worker.process.otel import Otel

        return Otel.open(service)
    except Exception as error:
        log.error(f"OTEL_ variables ask for traces, and there are none: {what_to_do(error)}", error=str(error))
    return None


def what_to_do(error: Exception) -> str:
    return "pip install 'adjourn[otel]'" if isinstance(error, ImportError) else "correct them"
