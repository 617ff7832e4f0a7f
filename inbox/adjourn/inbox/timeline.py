"""How a job has spent its time: a line for each state, in which stretches follow one another as they did."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from adjourn.models.overview import Move

#: In the order in which a job first comes to them; `blocked` is drawn only of a job that was.
_STATES = ("queued", "running", "waiting", "blocked")
#: Percent. A stretch is never drawn narrower, or nobody would see that it was.
_LEAST = 1.2


@dataclass(frozen=True, slots=True)
class Stretch:
    state: str
    begin: datetime
    end: datetime
    is_over: bool
    #: Percent of the picture.
    x: float = 0
    width: float = 0

    @property
    def lasted(self) -> timedelta:
        return self.end - self.begin


@dataclass(frozen=True, slots=True)
class Line:
    state: str
    stretches: list[Stretch]

    @property
    def lasted(self) -> timedelta:
        return sum((each.lasted for each in self.stretches), timedelta())


@dataclass(frozen=True, slots=True)
class Timeline:
    lines: list[Line]
    stretches: list[Stretch]
    #: Whether some are drawn wider than they were.
    is_widened: bool


def draw(moves: list[Move], now: datetime) -> Timeline:
    stretches = _stretches(moves, now)
    whole = sum((each.lasted for each in stretches), timedelta()) / timedelta(seconds=1) or 1
    shares = [each.lasted / timedelta(seconds=1) / whole * 100 for each in stretches]
    # Of hundreds, none can have as much.
    least = min(_LEAST, 60 / max(len(stretches), 1))
    widths = [max(share, least) for share in shares]
    shrink = 100 / (sum(widths) or 1)
    placed, x = [], 0.0
    for stretch, width in zip(stretches, widths, strict=True):
        width *= shrink
        placed.append(Stretch(stretch.state, stretch.begin, stretch.end, stretch.is_over, round(x, 2), round(width, 2)))
        x += width
    lines = [Line(state, [each for each in placed if each.state == state]) for state in _STATES]
    shown = [line for line in lines if line.stretches or line.state != "blocked"]
    return Timeline(shown, placed, any(share < least for share in shares))


def _stretches(moves: list[Move], now: datetime) -> list[Stretch]:
    """From each move to the next; what has ended a job lasts until somebody tries again, and is no stretch."""
    ends = [*(move.at for move in moves[1:]), now]
    return [
        Stretch(move.became, move.at, max(end, move.at), number < len(moves))
        for number, (move, end) in enumerate(zip(moves, ends, strict=False), 1)
        if move.became in _STATES
    ]


def lasted(time: timedelta | None) -> str:
    """`2 h 5 min`, `12 s`."""
    if time is None:
        return ""
    left = round(time.total_seconds())
    if left < 1:
        return "under 1 s"
    parts: list[str] = []
    for unit, size in (("d", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, left = divmod(left, size)
        if count or parts:
            parts.append(f"{count} {unit}" if count else "")
        if len(parts) == 2:
            break
    return " ".join(filter(None, parts))
