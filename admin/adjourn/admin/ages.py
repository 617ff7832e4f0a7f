"""Instants for people: how long ago by the database's clock, and when in the time zone of this terminal."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

_UNITS = (("d", 86_400), ("h", 3_600), ("min", 60), ("s", 1))


def ago(instant: str | None, now: datetime) -> str:
    """`3 min ago`, `in 2 h`; an instant that no calendar has (`infinity`) as it is."""
    when = _parsed(instant)
    if when is None:
        return instant or ""
    seconds = (now - when).total_seconds()
    if abs(seconds) < 1:
        return "now"
    unit, size = next((unit, size) for unit, size in _UNITS if abs(seconds) >= size)
    count = f"{abs(seconds) / size:.0f} {unit}"
    return f"{count} ago" if seconds > 0 else f"in {count}"


def until(row: Mapping[str, Any], now: datetime) -> str:
    """Whether there was a sign of life lately (`is_alive`), or when the last one was (`seen_at`)."""
    return "now" if row["is_alive"] else f"until {ago(row['seen_at'], now)}"


def at(instant: str | None, now: datetime) -> str | None:
    """`2026-08-01 14:02:11 (3 min ago)`."""
    when = _parsed(instant)
    if when is None:
        return instant
    return f"{when.astimezone():%Y-%m-%d %H:%M:%S} ({ago(instant, now)})"


def clock(instant: str) -> str:
    """`2026-08-01 14:02:11.123`."""
    when = _parsed(instant)
    return instant if when is None else f"{when.astimezone():%Y-%m-%d %H:%M:%S.%f}"[:-3]


def _parsed(instant: str | None) -> datetime | None:
    try:
        return datetime.fromisoformat(instant) if instant else None
    except ValueError:
        return None
