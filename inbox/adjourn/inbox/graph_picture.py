"""A graph's picture, from LangGraph's Mermaid text: its steps in layers from top to bottom, as in Sugiyama's method.
Drawn here because a page loads nothing from elsewhere, and Mermaid's own script is thirty times all of ours."""

from __future__ import annotations

import re
import unicodedata
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import pairwise

from adjourn.inbox.marked import plain
from adjourn.models import drawn

_NODE = re.compile(r"^\t(\S+?)\((.*?)\)(?::::\w+)?$")
_SUBGRAPH = re.compile(r"^\tsubgraph (.+)$")
_EDGE = re.compile(r"^\t(\S+) (-->|-\.->|-- .* -->|-\. .* \.->) (\S+);$", re.MULTILINE)
_ENDS = {"__start__": "Begin", "__end__": "End"}
#: Of larger graphs there is a list only.
_MOST = 60
_HEIGHT, _GAP, _BESIDE = 34, 38, 26


@dataclass(slots=True)
class Step:
    id: str
    label: str
    is_waiting: bool = False
    layer: int = 0
    x: float = 0
    width: float = 0

    @property
    def y(self) -> float:
        return 10 + self.layer * (_HEIGHT + _GAP)

    @property
    def is_end(self) -> bool:
        return self.id in _ENDS


@dataclass(slots=True)
class Arrow:
    begin: str
    end: str
    is_one_of_several: bool
    path: str = ""


@dataclass(slots=True)
class Picture:
    steps: list[Step]
    arrows: list[Arrow]
    #: 0: it is too large to be drawn.
    width: float = 0
    height: float = 0
    names: dict[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> list[str]:
        return [step.label for step in self.steps if step.is_waiting]


def draw(drawing: str, asking: list[tuple[str, str]]) -> Picture:
    marked = drawn.waiting(drawing, asking)
    steps = {id: Step(id, label, id in marked) for id, label in _named(drawing)}
    found = [(a, b, "." in how[:2]) for a, how, b in _EDGE.findall(drawing) if a in steps and b in steps]
    arrows = [Arrow(a, b, dotted) for a, b, dotted in dict.fromkeys(found)]
    picture = Picture(list(steps.values()), arrows, names={step.id: step.label for step in steps.values()})
    if 0 < len(steps) <= _MOST and len(arrows) <= 3 * _MOST:
        _lay_out(picture, steps)
    return picture


def _named(drawing: str) -> Iterator[tuple[str, str]]:
    """Each node with what people read: those of a graph within the graph, with its name."""
    around: list[str] = []
    for line in drawing.splitlines():
        if inner := _SUBGRAPH.match(line):
            around.append(inner[1])
        elif line == "\tend" and around:
            around.pop()
        elif node := _NODE.match(line):
            # Behind a rule comes what LangGraph notes about it.
            own = re.sub(r"<[^>]*>", "", node[2].partition("<hr")[0])
            name = plain(_ENDS.get(node[1]) or ": ".join([*around, own]))
            yield node[1], name if len(name) <= 32 else name[:31] + "…"


def _lay_out(picture: Picture, steps: dict[str, Step]) -> None:
    back = _back(steps, picture.arrows)
    down = [(a.end, a.begin) if n in back else (a.begin, a.end) for n, a in enumerate(picture.arrows)]
    for _ in steps:
        for above, below in down:
            if above != below:
                steps[below].layer = max(steps[below].layer, steps[above].layer + 1)
    for step in steps.values():
        step.width = 64 if step.is_end else 30 + sum(map(_wide, step.label))
    # An arrow across layers holds a place in each of them.
    chains, places = [], list(steps.values())
    for above, below in down:
        between = [Step("", "", layer=n, width=6) for n in range(steps[above].layer + 1, steps[below].layer)]
        chains.append([steps[above], *between, steps[below]])
        places += between
    layers = [[place for place in places if place.layer == n] for n in range(max(p.layer for p in places) + 1)]
    _order(layers, chains)
    left = min(place.x - place.width / 2 for place in places) - 24
    for place in places:
        place.x = round(place.x - left, 1)
    picture.width = round(max(place.x + place.width / 2 for place in places) + 24)
    picture.height = 20 + len(layers) * (_HEIGHT + _GAP) - _GAP
    pairs = {(arrow.begin, arrow.end) for arrow in picture.arrows}
    for n, (arrow, chain) in enumerate(zip(picture.arrows, chains, strict=True)):
        aside = (10 if n in back else -10) if len(chain) == 2 and (arrow.end, arrow.begin) in pairs else 0
        arrow.path = _path(chain[::-1] if n in back else chain, aside)


def _wide(letter: str) -> float:
    """Rather too much: fonts differ."""
    if letter in "WMmw@%" or unicodedata.east_asian_width(letter) in "WF":
        return 13.4
    return 9.6 if letter.isupper() else 7.4


def _back(steps: dict[str, Step], arrows: list[Arrow]) -> set[int]:
    """Which arrows lead back to a step that one comes from."""
    out: dict[str, list[tuple[int, str]]] = defaultdict(list)
    for n, arrow in enumerate(arrows):
        out[arrow.begin].append((n, arrow.end))
    back, state = set(), dict.fromkeys(steps, "new")
    for first in steps:
        stack = [(first, iter(out[first]))] if state[first] == "new" else []
        state[first] = "open" if stack else state[first]
        while stack:
            at, following = stack[-1]
            n, next_ = next(following, (-1, ""))
            if n < 0:
                state[at] = "done"
                stack.pop()
            elif state[next_] == "open":
                back.add(n)
            elif state[next_] == "new":
                state[next_] = "open"
                stack.append((next_, iter(out[next_])))
    return back


def _order(layers: list[list[Step]], chains: list[list[Step]]) -> None:
    """Each beside its neighbours above and below, none upon another; at last each below what leads to it."""
    above: dict[int, list[Step]] = defaultdict(list)
    below: dict[int, list[Step]] = defaultdict(list)
    for chain in chains:
        for upper, lower in pairwise(chain):
            above[id(lower)].append(upper)
            below[id(upper)].append(lower)
    for turn in range(12):
        for layer in layers if turn % 2 == 0 else layers[::-1]:
            _spread(layer, {id(place): _middle(place, above[id(place)] + below[id(place)]) for place in layer})
    for layer in layers:
        _spread(layer, {id(place): _middle(place, above[id(place)]) for place in layer})


def _middle(place: Step, near: list[Step]) -> float:
    return sum(each.x for each in near) / len(near) if near else place.x


def _spread(layer: list[Step], wanted: dict[int, float]) -> None:
    layer.sort(key=lambda place: wanted[id(place)])
    end = float("-inf")
    for place in layer:
        place.x = max(wanted[id(place)], end + place.width / 2)
        end = place.x + place.width / 2 + _BESIDE
    # What was pushed was pushed to the right.
    pushed = sum(place.x - wanted[id(place)] for place in layer) / len(layer)
    for place in layer:
        place.x -= pushed


def _path(chain: list[Step], aside: float) -> str:
    if chain[0] is chain[-1]:
        right, y = chain[0].x + chain[0].width / 2, chain[0].y
        return f"M {right:.0f} {y + 9:.0f} c 24 -8 24 24 1 16"
    goes_down = chain[0].y < chain[-1].y
    x, y = chain[0].x + aside, chain[0].y + (_HEIGHT if goes_down else 0)
    path = f"M {x:.1f} {y:.1f}"
    for place in chain[1:]:
        to_y = place.y + (0 if goes_down else _HEIGHT)
        middle, to_x = (y + to_y) / 2, place.x + aside
        path += f" C {x:.1f} {middle:.1f} {to_x:.1f} {middle:.1f} {to_x:.1f} {to_y:.1f}"
        x, y = to_x, to_y
        if place is not chain[-1]:
            y = place.y + (_HEIGHT if goes_down else 0)
            path += f" L {x:.1f} {y:.1f}"
    return path
