"""Traces of jobs by OpenTelemetry: one for each job, whatever workers its runs are on, and for however long it waits.

The trace is that from which the job was enqueued; one that came from none has its own id as the id of its trace. In it,
or below the span that enqueued it, is the span `job GRAPH`, from when it was enqueued until it first ran, and in that
one span for each run, each linked to the one before, and one for each time that it waited for a person. The ids of all
of these follow from the job's, the number of the run and that of the question, so a worker that goes on with a job
knows those of another without being told.

What nodes do under instrumentation is below the run: its context is attached while they run.
"""

from __future__ import annotations

import json
import logging
import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from importlib.metadata import entry_points
from typing import Any
from uuid import UUID

from adjourn.models.claims import Claimant, Claimed
from adjourn.models.ground.settings import trace_exporters
from adjourn.models.human_requests import Asked
from adjourn.models.outcomes import Blocked, Failed, Retry, Settle
from adjourn.worker.process.trace_ids import JOBS_OWN, ByDigest, Known, Random, span_id
from opentelemetry import trace
from opentelemetry.context import Context, attach, detach, set_value
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import Tracer, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter
from opentelemetry.trace import (
    Link,
    NonRecordingSpan,
    Span,
    SpanContext,
    SpanKind,
    Status,
    StatusCode,
    TraceFlags,
    set_span_in_context,
)

#: Seconds between two complaints of the same.
_MINUTE = 60


class Otel:
    """For code on the loop, where one span is begun at a time."""

    def __init__(self, provider: Any, is_ours: bool) -> None:
        self._provider, self._is_ours = provider, is_ours
        self._tracer = provider.get_tracer("adjourn")
        self._ids = Known()
        if isinstance(self._tracer, Tracer):
            self._tracer.id_generator = self._ids
            if not is_ours:
                self._tracer.sampler = ByDigest(self._tracer.sampler)
        self._runs: set[_Run] = set()

    @classmethod
    def open(cls, service: str) -> Otel:
        """By a provider that the project has set, or whoever started this process; else by one of our own, which is
        then the project's, too. Raises ImportError and ValueError."""
        if isinstance(there := trace.get_tracer_provider(), TracerProvider):
            return cls(there, is_ours=False)
        exporters = [exporter(name) for name in trace_exporters()]
        resource = Resource.create({})
        if str(resource.attributes.get("service.name")).startswith("unknown_service"):
            resource = resource.merge(Resource({"service.name": service}))
        # What is sent when the process ends is sent by `close`, which does not wait for ever.
        provider = TracerProvider(resource=resource, id_generator=Random(), shutdown_on_exit=False)
        provider.sampler = ByDigest(provider.sampler)
        for each in exporters:
            provider.add_span_processor(BatchSpanProcessor(each))
        trace.set_tracer_provider(provider)
        return cls(provider, is_ours=True)

    @contextmanager
    def run(self, job: Claimed, by: Claimant, within: str | None) -> Iterator[_Run]:
        home = self._home(job)
        outside = _remote(within, home) if within else home
        about = _about(job) | {
            "adjourn.run": job.runs,
            "adjourn.was": job.was,
            "adjourn.attempt": job.attempt,
            "adjourn.worker": by.worker,
            "adjourn.version": by.version,
        }
        before = [] if within or job.runs == 1 else [Link(self._within(home, job, job.runs - 1))]
        which = f"{job.runs} alone" if within else job.runs
        span = self._start(f"run {job.graph}", outside, job, which, SpanKind.CONSUMER, about, before)
        run = _Run(self, job, home, span)
        self._runs.add(run)
        token = attach(set_span_in_context(span, home))
        try:
            yield run
        except BaseException as error:
            run.failed(error)
            raise
        finally:
            detach(token)
            run.end()
            self._runs.discard(run)

    def waited(self, run: _Run, row: Asked) -> None:
        """For a person, from when it was asked until it was answered."""
        about = {"adjourn.request": row.id, "adjourn.node": row.node, "adjourn.kind": row.kind}
        which = f"question {row.id} {row.asked_at}"
        began = _nanoseconds(row.asked_at)
        span = self._start(f"question {row.node}", run.home, run.job, which, SpanKind.INTERNAL, about, start_time=began)
        span.end(None if row.answered_at is None else max(began, _nanoseconds(row.answered_at)))

    def close(self) -> None:
        for run in list(self._runs):
            run.became("stopped", None)
            run.end()
        if self._is_ours:
            self._provider.shutdown()
        elif flush := getattr(self._provider, "force_flush", None):
            flush()

    def _home(self, job: Claimed) -> Context:
        """In the span `job GRAPH`, which is begun and ended with the job's first run."""
        name, about = f"job {job.graph}", _about(job)
        if job.traceparent is None:
            trace_id = UUID(job.id).int
            outside = set_value(JOBS_OWN, trace_id, Context())
        else:
            outside = _remote(job.traceparent, Context())
            trace_id = trace.get_current_span(outside).get_span_context().trace_id
        if job.runs == 1:
            began = _nanoseconds(job.created_at)
            span = self._start(name, outside, job, 0, SpanKind.INTERNAL, about, start_time=began, trace_id=trace_id)
            span.end(max(began, time.time_ns()))
            is_sampled = span.get_span_context().trace_flags.sampled
        else:
            sampler = getattr(self._tracer, "sampler", None)
            is_sampled = (
                sampler is None
                or sampler.should_sample(outside, trace_id, name, SpanKind.INTERNAL, about).decision.is_sampled()
            )
        flags = TraceFlags(TraceFlags.SAMPLED if is_sampled else TraceFlags.DEFAULT)
        home = SpanContext(trace_id, span_id(job.id, 0), is_remote=True, trace_flags=flags)
        return set_span_in_context(NonRecordingSpan(home), outside)

    def _start(
        self,
        name: str,
        within: Context,
        job: Claimed,
        which: int | str,
        kind: SpanKind,
        attributes: dict[str, Any],
        links: list[Link] | None = None,
        *,
        start_time: int | None = None,
        trace_id: int = 0,
    ) -> Span:
        self._ids.span_id, self._ids.trace_id = span_id(job.id, which), trace_id
        return self._tracer.start_span(name, within, kind, attributes, links, start_time)  # type: ignore[no-any-return]

    def _within(self, home: Context, job: Claimed, run: int) -> SpanContext:
        here = trace.get_current_span(home).get_span_context()
        return SpanContext(here.trace_id, span_id(job.id, run), is_remote=True, trace_flags=here.trace_flags)


@dataclass(eq=False, slots=True)
class _Run:
    otel: Otel
    job: Claimed
    home: Context
    span: Span

    @property
    def traceparent(self) -> str:
        here = self.span.get_span_context()
        return f"00-{here.trace_id:032x}-{here.span_id:016x}-{here.trace_flags:02x}"

    def resumed(self, given: Iterable[Asked]) -> None:
        rows = list(given)
        self.span.set_attribute("adjourn.requests", [row.id for row in rows])
        if self.job.was == "waiting":  # not when it is tried again with the same answers
            for row in rows:
                self.otel.waited(self, row)

    def failed(self, error: BaseException) -> None:
        self.span.record_exception(error)

    def became(self, outcome: str, settled: Settle | None) -> None:
        if self.span.is_recording():  # what could not be recorded in time may be so later
            self.span.set_attribute("adjourn.outcome", outcome)
            if settled is not None:
                self.span.set_attribute("adjourn.questions", len(settled.requests.ask))
                if isinstance(settled.outcome, Blocked | Failed | Retry):
                    self.span.set_status(Status(StatusCode.ERROR, _in_words(settled.outcome.error)))

    def end(self) -> None:
        if self.span.is_recording():
            self.span.end()


class _Seldom(logging.Filter):
    """A collector may be away for as long as it likes: the log says so once a minute."""

    def __init__(self) -> None:
        super().__init__()
        self._said: dict[str, float] = {}

    def filter(self, record: logging.LogRecord) -> bool:
        now = time.monotonic()
        if now < self._said.get(record.msg, 0) + _MINUTE:
            return False
        self._said[record.msg] = now
        return True


def exporter(name: str) -> SpanExporter:
    """By what OpenTelemetry's packages offer under this name. Raises ImportError: none does."""
    found = entry_points(group="opentelemetry_traces_exporter", name=name)
    if not found:
        raise ImportError(f"no package here exports traces as {name!r}")
    made: SpanExporter = next(iter(found)).load()()
    logging.getLogger(type(made).__module__).addFilter(_Seldom())
    return made


def _remote(traceparent: str, context: Context) -> Context:
    """Within that span, of another process."""
    _, trace_id, span_id, flags = traceparent.split("-")
    span = SpanContext(int(trace_id, 16), int(span_id, 16), is_remote=True, trace_flags=TraceFlags(int(flags, 16)))
    return set_span_in_context(NonRecordingSpan(span), context)


def _about(job: Claimed) -> dict[str, Any]:
    return {"adjourn.job": job.id, "adjourn.thread": job.thread_id, "adjourn.graph": job.graph}


def _nanoseconds(seconds: float) -> int:
    return int(seconds * 1e9)


def _in_words(error: str) -> str:
    said = json.loads(error)
    return f"{said['type']}: {said['message']}"[:1000]
