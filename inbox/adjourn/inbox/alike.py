"""What several questions have in common, and what stands out among them: the table in which they are seen together."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from statistics import median
from typing import Any

from adjourn.inbox import controls, drawing, question, words
from adjourn.inbox.controls import OTHER, Way
from adjourn.inbox.question import Question
from adjourn.models.forms import exact
from adjourn.models.inbox import Row

#: A question that is longer than this is no line of a table.
_LONGEST = 20_000
#: Columns of facts.
_MOST = 12
#: Of numbers in a column, to tell which are far from the others.
_FEWEST = 5
_FAR = 5
_NUMBER = re.compile(r"[-+]?\d{1,300}(\.\d{1,300})?")


@dataclass(slots=True)
class Line:
    """A question among others."""

    id: int
    #: None: it is not there, or not for who looks.
    row: Row | None
    #: Why it cannot be answered together with the others.
    why: str = ""
    shown: Question | None = None
    ways: list[Way] = field(default_factory=list)
    #: By the names of columns.
    facts: dict[str, Any] = field(default_factory=dict)
    #: Of columns in which it is far above or below the others.
    far: dict[str, str] = field(default_factory=dict)
    picked: bool = True
    #: Since it was seen.
    changed: bool = False

    @property
    def offers(self) -> frozenset[tuple[str, str]]:
        return frozenset((way.key, way.label) for way in self.ways)


@dataclass(frozen=True, slots=True)
class Table:
    lines: list[Line]
    #: How many ask what.
    titles: dict[str, int]
    #: Facts that are the same in each.
    common: dict[str, Any]
    columns: list[str]
    #: Columns that there was no room for.
    left_out: list[str]
    has_far: bool
    numbers: frozenset[str]


def line(row: Row, person: str, *, again: bool = False) -> Line:
    """`again`: who has answered it may send the same once more."""
    found = Line(row["id"], row)
    if row["question"] is None or len(row["question"]) > _LONGEST:
        found.why = words.MANY_LONG
        return found
    found.shown, drawn = question.read(row), controls.of(row)
    found.ways = _ways(drawn)
    asked = found.shown.calls
    found.facts = dict(asked[0].args) if asked else dict(found.shown.facts)
    found.why = _why(row, found, person, again)
    return found


def _ways(drawn: controls.Controls) -> list[Way]:
    """Those that need nothing but a text."""
    if drawn.text:
        return [Way(OTHER, words.MANY_TEXT, "must")]
    offered = {option.choice for option in drawn.ways.options}
    return [way for decision in drawn.decisions[:1] for way in decision.ways if way.key in offered and not way.form]


def _why(row: Row, found: Line, person: str, again: bool) -> str:
    if row["status"] in ("answered", "resumed"):
        if again and row["answered_by"] == person:
            return ""
        return words.MANY_ANSWERED.format(person=row["answered_by"])
    if row["status"] != "open":
        return words.CLOSED.format(status=row["status"])
    if found.shown is None or (exact.parsed(row["question"]) is None and row["question"] != "null"):
        return words.MANY_LONG
    if twice := drawing.twice(row):
        return words.MANY_TWICE.format(said="; ".join(twice))
    if row["four_eyes"]:
        return words.MANY_FOUR_EYES
    if (exact.parsed(row["policy"]) or {}).get("bulk") is False:
        return words.MANY_ALONE
    if row["answer_error"] is not None:
        return words.MANY_BACK
    if row["assignee"] not in (None, person):
        return words.MANY_ANOTHERS.format(person=row["assignee"])
    if len(found.shown.calls) > 1:
        return words.MANY_CALLS.format(count=len(found.shown.calls))
    return "" if found.ways else words.MANY_FORM


def agree(lines: Iterable[Line], seen: Collection[int]) -> list[Way]:
    """The ways of most of them, or of those that were `seen` to agree; the others are told why they stay."""
    going = [line for line in lines if not line.why]
    if not going:
        return []
    [(most, _)] = Counter(line.offers for line in [line for line in going if line.id in seen] or going).most_common(1)
    for each in going:
        each.why = "" if each.offers == most else words.MANY_OTHERWISE
    alike = [each for each in going if not each.why]
    return [Way(way.key, way.label, _comment(way.key, alike)) for way in alike[0].ways]


def _comment(key: str, lines: list[Line]) -> str:
    """What all of them take."""
    asked = {way.comment for line in lines for way in line.ways if way.key == key}
    return next(word for word in ("must", "none", "may") if word in asked)


def table(lines: list[Line]) -> Table:
    keys = list(dict.fromkeys(key for line in lines for key in line.facts))
    same = [key for key in keys if len(lines) > 1 and _is_same(key, lines)]
    columns = [key for key in keys if key not in same]
    numbers = [key for key in columns if _mark(key, lines)]
    return Table(
        lines,
        dict(Counter(line.shown.title for line in lines if line.shown).most_common()),
        {key: lines[0].facts[key] for key in same},
        columns[:_MOST],
        columns[_MOST:],
        any(line.far for line in lines),
        frozenset(numbers),
    )


def _is_same(key: str, lines: list[Line]) -> bool:
    return all(key in line.facts and exact.same(line.facts[key], lines[0].facts[key]) for line in lines)


def _mark(key: str, lines: list[Line]) -> bool:
    """Whether it is a column of numbers. Those more than five times as far from the middle one as half of them are
    stand out; where nearly all are equal, the few others."""
    values = {line.id: number for line in lines if (number := _number(line.facts.get(key))) is not None}
    if not values or len(values) < sum(key in line.facts for line in lines):
        return False
    middle = median(values.values())
    usual = median(abs(value - middle) for value in values.values())
    few = sum(value != middle for value in values.values()) * 5 <= len(values)
    for each in lines:
        value = values.get(each.id)
        if value is not None and len(values) >= _FEWEST and (usual or few) and abs(value - middle) > _FAR * usual:
            each.far[key] = "above" if value > middle else "below"
    return True


def _number(value: Any) -> float | None:
    if exact.is_number(value):
        return float(str(value))
    return float(value) if isinstance(value, str) and _NUMBER.fullmatch(value) else None
