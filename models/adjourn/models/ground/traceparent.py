"""The trace and the span from which a job is enqueued, as W3C writes them: `traceparent`. Nothing that goes with it
(`tracestate`) is kept: who it is for reads it of the spans themselves."""

from __future__ import annotations

import logging
import re
import reprlib
import sys

#: Not ours: other people's programs say it, too.
log = logging.getLogger(__name__)

#: The same in SQL: adjourn.traceparent_of. Later versions may say more behind it.
_FORM = re.compile(
    "(?P<read>(?!ff)(?P<version>[0-9a-f]{2})-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2})(?P<more>-.*)?"
)


def understood(given: object) -> str | None:
    """What an enqueuer gave. What is none is left out with a word in the log: no job is refused for it."""
    found = _FORM.fullmatch(given) if isinstance(given, str) else None
    if found and not (found["version"] == "00" and found["more"]):
        return found["read"]
    if given not in (None, ""):
        log.warning("traceparent %s is none, the job has a trace of its own", reprlib.repr(given))
    return None


def current() -> str | None:
    """That of the span in which the caller is, if its program has OpenTelemetry."""
    if (trace := sys.modules.get("opentelemetry.trace")) is None:
        return None
    span = trace.get_current_span().get_span_context()
    return f"00-{span.trace_id:032x}-{span.span_id:016x}-{span.trace_flags:02x}" if span.is_valid else None
