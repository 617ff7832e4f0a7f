"""Earlier cases: what was answered when the same step of a graph asked about the same customer, say, or tool."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from adjourn.inbox import question
from adjourn.inbox.question import Fact
from adjourn.models.forms import exact
from adjourn.models.inbox import Row

_MOST = 5


@dataclass(frozen=True, slots=True)
class Case:
    row: Row
    title: str
    #: What it has in common with the question.
    equal: list[Fact]

    @property
    def answer(self) -> Any:
        """In a word, if one was chosen; a long one is not told."""
        long = self.row["answer"] is None
        return self.row["choice"] or self.row["comment"] or ("…" if long else exact.parsed(self.row["answer"]))


def cases(row: Row, before: list[Row]) -> list[Case]:
    """Those of `before` with most facts in common, the latest of them first."""
    facts = question.scalars(row)
    found = []
    for each in before:
        its = question.scalars(each)
        if equal := [(key, value) for key, value in facts.items() if key in its and exact.same(value, its[key])]:
            found.append(Case(each, question.brief(each)[1], equal))
    return sorted(found, key=lambda case: -len(case.equal))[:_MOST]
