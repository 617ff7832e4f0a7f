"""Logs are events with fields, one line each, to standard error."""

from __future__ import annotations

import logging
import re
import sys
from typing import Any

import structlog

_CONTROLS = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f]")


def configure(level: str) -> None:
    """Send our events and those of Celery and LangGraph through one formatter."""
    shared: list[Any] = [
        structlog.stdlib.add_log_level,
        structlog.processors.TimeStamper(fmt="iso", utc=True),
        structlog.processors.format_exc_info,
    ]
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, *shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        cache_logger_on_first_use=True,
    )
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=shared,
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                _shown,
                structlog.dev.ConsoleRenderer(colors=sys.stderr.isatty(), sort_keys=False),
            ],
        )
    )
    root = logging.getLogger()
    root.handlers[:] = [handler]
    root.setLevel(level.upper())
    logging.getLogger("celery.worker.strategy").setLevel(max(logging.WARNING, root.level))
    logging.getLogger("celery.app.trace").setLevel(max(logging.WARNING, root.level))
    logging.getLogger("httpx").setLevel(max(logging.WARNING, root.level))


def _shown(_logger: Any, _method: str, event: Any) -> Any:
    """Whatever others wrote, the terminal that shows the log obeys none of it."""
    return {name: _CONTROLS.sub(_escaped, value) if isinstance(value, str) else value for name, value in event.items()}


def _escaped(found: re.Match[str]) -> str:
    return f"\\x{ord(found[0]):02x}"
