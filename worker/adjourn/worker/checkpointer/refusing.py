"""What happens to a value that would not come back from a checkpoint."""

from __future__ import annotations

import threading
from typing import NoReturn

import structlog

log = structlog.get_logger()
_only_warns = False


def warn_only(warns: bool) -> None:
    """Whether values that come back differently are stored all the same, with a warning."""
    global _only_warns
    _only_warns = warns


class Met(threading.local):
    """What this thread could not write: no exception passes through ormsgpack."""

    why: str | None = None


met = Met()


def name_of(cls: type) -> str:
    return f"{cls.__module__}.{cls.__qualname__}"


def refuse(why: str) -> NoReturn:
    met.why = why
    raise TypeError


def refuse_or_warn(why: str) -> None:
    if not _only_warns:
        refuse(why)
    log.warning("value.differs", why=why)
