"""What storms there are: what strikes how often, and over which fleet."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from tests.chaos import beside, bystander, dead_lane, governed, pinned
from tests.chaos.cases import SHAPES
from tests.chaos.invariants import OF_BYSTANDERS
from tests.chaos.weather import AWAY, DEPLOYED, MISDELIVERED, MIXED, STRIKES


@dataclass(frozen=True, slots=True)
class Forecast:
    #: Of what one is drawn, at intervals between so many seconds.
    winds: tuple[tuple[tuple[str, ...], float, float], ...]
    shapes: tuple[str, ...] = SHAPES
    #: Jobs after which the storm is over; None: it lasts `seconds`.
    jobs: int | None = None
    #: Unfinished jobs over which submitters hold back.
    at_once: int = 400
    lease: float = 2.0
    #: Seconds in which jobs go on after the lease of their dead worker, or the broker's return; None: more strikes.
    prompt: float | None = None
    #: Seconds for which each node sleeps, as others wait for a model.
    slow: float = 0
    #: Workers of the project beside.
    beside: int = 0
    #: Jobs on a lane that nobody serves until the storm is over.
    dead: int = 0
    #: Workers are those of two versions, and take no job that the other has begun.
    pinned: bool = False
    #: A limit, a schedule, and batches.
    governed: bool = False
    #: What must hold besides, also as soon as the storm is over.
    more: dict[str, str] = field(default_factory=dict)


BYSTANDERS: Any = {
    "shapes": ("line", "plain", "two_in_one"),
    "at_once": 40,
    "slow": 2.5,
    "more": OF_BYSTANDERS,
}
EVERYTHING = tuple(what for what in STRIKES if what not in (AWAY, MIXED))
#: What may strike two versions of which each has its workers.
VERSIONS = tuple(
    what
    for what in EVERYTHING
    if what.startswith(("worker", "scheduler", "messages", "broker", "Postgres", "connections"))
    and what not in (DEPLOYED, MISDELIVERED)
)
FORECASTS = {
    "everything": Forecast(((EVERYTHING, 0.2, 1.5),), beside=2, governed=True, more=governed.INVARIANTS),
    "restarts": Forecast(
        ((("Postgres restarted",), 3, 20), (("broker emptied",), 10, 10)), ("plain",), jobs=25_000, beside=1
    ),
    "workers": Forecast(((("worker killed",), 2.0, 5.0),), at_once=40, prompt=5),
    "bystanders": Forecast(((tuple(bystander.ROWS), 0.3, 0.9),), **BYSTANDERS),
    "tables": Forecast((((bystander.TABLE,), 6, 9),), **BYSTANDERS),
    "neighbours": Forecast(
        (((MISDELIVERED,), 0.1, 0.5), (("broker emptied",), 1, 3)),
        ("plain", "two_in_one"),
        at_once=40,
        beside=1,
        dead=1100,
        more=dead_lane.INVARIANTS | beside.INVARIANTS,
    ),
    "versions": Forecast(
        ((VERSIONS, 0.2, 1.0), ((MIXED,), 0.2, 0.8)), at_once=150, pinned=True, more=pinned.INVARIANTS
    ),
    "broker": Forecast((((AWAY,), 5.0, 10.0),), at_once=100, prompt=10),
}
