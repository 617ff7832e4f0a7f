"""Ids of traces and spans, and which traces are kept."""

from __future__ import annotations

import secrets
from hashlib import blake2b
from typing import Any

from opentelemetry.context import Context, get_value
from opentelemetry.sdk.trace.id_generator import IdGenerator
from opentelemetry.sdk.trace.sampling import Sampler, SamplingResult

#: Within a trace whose id is a job's, that id.
JOBS_OWN = "adjourn trace of a job's own"


def span_id(job_id: str, which: int | str) -> int:
    """Of a span of the job: 0, that in which all others are; n, its run of this number."""
    return int.from_bytes(blake2b(f"{job_id} {which}".encode(), digest_size=8).digest()) or 1


class Known(IdGenerator):
    """Ids that are known before a span is begun."""

    trace_id = span_id = 0

    def generate_trace_id(self) -> int:
        return self.trace_id

    def generate_span_id(self) -> int:
        return self.span_id


class Random(IdGenerator):
    """Not OpenTelemetry's own, which draws from `random`: a node that seeds it would have the same ids each time it
    runs, in one trace."""

    def generate_trace_id(self) -> int:
        return secrets.randbits(128) or 1

    def generate_span_id(self) -> int:
        return secrets.randbits(64) or 1

    def is_trace_id_random(self) -> bool:
        return True


class ByDigest(Sampler):
    """Where a share of traces is kept, their ids say which, as if each had been drawn by lot. Those of jobs are not:
    all have the same two bits where it counts most, and in a batch they count up. So their digests are looked at."""

    def __init__(self, theirs: Sampler) -> None:
        self._theirs = theirs

    def should_sample(self, parent_context: Context | None, trace_id: int, *more: Any, **named: Any) -> SamplingResult:
        if get_value(JOBS_OWN, parent_context) == trace_id:
            trace_id = int.from_bytes(blake2b(trace_id.to_bytes(16), digest_size=16).digest())
        return self._theirs.should_sample(parent_context, trace_id, *more, **named)

    def get_description(self) -> str:
        return self._theirs.get_description()
