"""All that `make chaos` lets go wrong."""

from __future__ import annotations

import json
import random
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import product
from pathlib import Path

from tests.chaos import doors, points

PROJECT = Path(__file__).parent / "project"
SHAPES = tuple(json.loads((PROJECT / "langgraph.json").read_text())["graphs"])
ACTIONS = ("kill", "stop", "raise", "disconnect", "again")
#: Errors where no code is that could raise them.
NOT_OURS = (("put writes before", "raise"), ("keep writes before", "raise"), ("put before", "raise"))
#: Each time that the point is reached, by whichever process: the job itself kills.
ALWAYS = "kill always"


@dataclass(frozen=True, slots=True)
class Case:
    """At the `nth` time that a process comes to the point, this happens to it: a worker that carries a job of this
    shape, whichever it is, or who goes through this door."""

    shape: str
    point: str
    nth: int
    action: str
    #: Seconds: it is killed so long after the beginning of its `nth` stretch, wherever it is then.
    after: float = 0

    @property
    def door(self) -> str | None:
        """None if a worker is struck."""
        return self.shape if self.shape in doors.DOORS else None

    @property
    def instant(self) -> str:
        """Its name: the same place is another one in another process."""
        return f"{self.door}: {self.point}" if self.door else self.point

    def __str__(self) -> str:
        if self.after:
            return f"{self.shape}: kill {1000 * self.after:.2f} ms after the beginning of stretch {self.nth}"
        return f"{self.shape}: {self.action} at {self.point!r}, hit {self.nth}"


#: Shapes that alone come to a point, and once in a job.
_SELDOM = (("mended", "rewind before"), ("mended", "rewind after"), ("shown", "output is written"))
#: Goes wrong.
NOTHING = Case("", "", 0, "kill")


def cases(seed: int) -> list[Case]:
    """In an order that the seed gives; each thing that can happen at each instant comes once before any comes twice."""
    found = [Case(*each) for each in product(SHAPES, points.names(), (1, 2, 3), ACTIONS) if each[1::2] not in NOT_OURS]
    found += [Case(*each, ALWAYS) for each in product(("line", "fan_out", "functional"), points.NODE[:2], [1])]
    found += [Case(*place, nth, action) for place, nth, action in product(_SELDOM, (1, 1, 2), ACTIONS)]
    found += [Case(*each) for each in doors.cases()]
    random.Random(seed).shuffle(found)
    return in_rounds(found)


def moments(seed: str) -> Iterator[Case]:
    """Kills at any moment, without end."""
    drawn = random.Random(seed)
    while True:
        yield Case(drawn.choice(SHAPES), "", drawn.randint(1, 4), "kill", drawn.uniform(0.0001, 0.012))


def in_rounds(found: list[Case]) -> list[Case]:
    rounds = Counter[tuple[str, str]]()
    order = []
    for number, case in enumerate(found):
        rounds[case.instant, case.action] += 1
        order.append((rounds[case.instant, case.action], number))
    return [found[number] for _, number in sorted(order)]
