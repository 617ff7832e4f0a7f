"""What an edit changes, word for word."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from adjourn.models.forms import exact
from adjourn.models.forms.exact import NOTHING

Kind = Literal["same", "taken", "added"]
#: Words and blanks of the two texts, multiplied: more of them are compared line by line, and then not at all.
_MOST = 4_000_000


@dataclass(frozen=True, slots=True)
class Segment:
    kind: Kind
    text: str


@dataclass(frozen=True, slots=True)
class Change:
    #: Keys and positions, from the outermost: ("to", "cc", 0).
    path: tuple[str | int, ...]
    segments: tuple[Segment, ...]


def changes(before: Any, after: Any) -> list[Change]:
    """Between two JSON values, numbers best as `exact.parse` reads them: each place at which they differ, in the order
    in which they are written. What is written differently differs: 1.0 and 1, "5" and 5."""
    return list(_changes(before, after, ()))


def _changes(before: Any, after: Any, path: tuple[str | int, ...]) -> Iterator[Change]:
    if isinstance(before, dict) and isinstance(after, dict):
        for key in dict.fromkeys([*before, *after]):
            yield from _changes(before.get(key, NOTHING), after.get(key, NOTHING), (*path, key))
    elif isinstance(before, list) and isinstance(after, list) and len(before) == len(after):
        for i, pair in enumerate(zip(before, after, strict=True)):
            yield from _changes(*pair, (*path, i))
    elif _written(before) != _written(after):
        # The text itself, if it is one before and after.
        are_texts = isinstance(before, str) and isinstance(after, str)
        one, other = (before, after) if are_texts else (_written(before), _written(after))
        yield Change(path, tuple(words(one, other)))


def _written(value: Any) -> str:
    return "" if value is NOTHING else exact.write(value)


def words(before: str, after: str) -> list[Segment]:
    """`same` and `taken` together are the text before, `same` and `added` that after."""
    for pattern in (r"\w+|\s+|[^\w\s]", r"[^\n]*\n|[^\n]+"):
        one, other = re.findall(pattern, before), re.findall(pattern, after)
        if len(one) * len(other) <= _MOST:
            return _compared(one, other)
    return [Segment("taken", before), Segment("added", after)]


def _compared(one: list[str], other: list[str]) -> list[Segment]:
    found: list[Segment] = []
    for _, i, i_end, j, j_end in SequenceMatcher(None, one, other, autojunk=False).get_opcodes():
        taken, added = "".join(one[i:i_end]), "".join(other[j:j_end])
        if taken == added:
            found.append(Segment("same", taken))
            continue
        found += [Segment("taken", taken)] if taken else []
        found += [Segment("added", added)] if added else []
    return found
