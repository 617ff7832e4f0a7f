"""Logs are events with fields, one line each, to standard error: what our code says, and Celery, LangGraph and nodes of
graphs by `logging`.

Whatever is said while a job is worked on has the fields that are bound there (structlog.contextvars): also what sync
nodes say in their threads.
"""

from __future__ import annotations

import json
import logging
import math
import re
import sys
from functools import partial
from typing import Any

import structlog

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")
#: Those who tell of each message or call.
_TALKATIVE = ("celery.worker.strategy", "celery.app.trace", "httpx", "uvicorn.error")


def configure(level: str, form: str = "text") -> None:
    """Send all of them through one formatter. `form`: text, or json for an object a line."""
    shared: list[Any] = [
        structlog.contextvars.merge_contextvars,
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    of_others = [*shared, structlog.stdlib.add_logger_name]
    rendered: list[Any] = [_traced, _finite, _as_json] if form == "json" else [_shown, _as_text()]
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=of_others,
            processors=[structlog.stdlib.ProcessorFormatter.remove_processors_meta, *rendered],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level)
    for name in _TALKATIVE:
        logging.getLogger(name).setLevel(max(logging.WARNING, root.level))


def _as_text() -> Any:
    return structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False)


#: Of what is no JSON, what Python shows.
_as_json = structlog.processors.JSONRenderer(partial(json.dumps, default=repr))


def _shown(_logger: Any, _method: str, event: Any) -> Any:
    """Whatever others wrote, the terminal that shows the log obeys none of it."""
    return {name: _CONTROLS.sub(_escaped, value) if isinstance(value, str) else value for name, value in event.items()}


def _escaped(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]):02x}"


def _traced(_logger: Any, _method: str, event: Any) -> Any:
    """By the span in which it is said, where OpenTelemetry is at work."""
    if trace := sys.modules.get("opentelemetry.trace"):
        span = trace.get_current_span().get_span_context()
        if span.is_valid:
            event |= {"trace_id": f"{span.trace_id:032x}", "span_id": f"{span.span_id:016x}"}
    return event


def _finite(_logger: Any, _method: str, event: Any) -> Any:
    """JSON has no NaN."""
    return {name: str(v) if isinstance(v, float) and not math.isfinite(v) else v for name, v in event.items()}
