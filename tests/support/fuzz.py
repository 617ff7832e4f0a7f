"""Values and texts that nobody would write and somebody will send, and how many of them are drawn."""

from __future__ import annotations

import json
import math
import os
import re
import unicodedata
from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st

#: The same examples at every run of `make test`; HYPOTHESIS_PROFILE=nightly draws others every time, and many more.
_NIGHT = os.environ.get("HYPOTHESIS_PROFILE") == "nightly"


def fuzzed(examples: int) -> Callable[[Any], Any]:
    """How many examples a test is given in `make test`."""
    return settings(
        max_examples=examples * 50 if _NIGHT else examples,
        derandomize=not _NIGHT,
        database=None,
        deadline=None,
        print_blob=True,
        # One database for all examples of a test: they are jobs beside each other.
        suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow, HealthCheck.data_too_large],
    )


# --- texts

#: What obeys, escapes or ends what it is put into.
PIECES = [
    "'; DROP TABLE adjourn.jobs; --",
    "$$ || E'\\' :x %s %(id)s {0}",
    "<script>alert(1)</script>&lt;",
    "\x1b[2J\x1b]0;title\x07\x1b[31m",
    "\r\x08\x0c\x7f\x85\x9b31m\t",
    "\n#7  open\nadjourn: \n",
    "\u202eesrever\u2066\u200b\ufeff\u2028\u2029\xad",
    "[red]rich[/red] :smile: [link=x]",
    "\\x1b \\u001b \\n \\",
    "\"'`$(id);|&\\",
    "e\u0301\U0001f469\u200d\U0001f4bb\U000e0041\ufffe\U0010ffff",
]
characters = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
#: What Postgres can hold as text.
texts = st.lists(st.sampled_from(PIECES) | characters, max_size=8).map("".join)
#: Not empty, and no longer than what is the name of something.
names = st.lists(st.sampled_from(PIECES) | characters, min_size=1, max_size=6).map("".join).filter(lambda t: t.strip())
#: What JSON, too, can hold.
json_texts = texts | st.sampled_from(["\0", "a\0b", "\x00\\u0000"])

_EMBEDDING = {"LRE", "RLE", "PDF", "LRO", "RLO", "LRI", "RLI", "FSI", "PDI"}


def obeyed(shown: str) -> list[str]:
    """What a terminal would obey rather than show, and what turns the direction of writing. Lines may end."""
    return [
        c
        for c in set(shown) - {"\n", "\t"}
        if unicodedata.category(c) in ("Cc", "Zl", "Zp", "Cs") or unicodedata.bidirectional(c) in _EMBEDDING
    ]


# --- values

#: LangGraph takes a dict of keys like this for answers by the id of their question.
_hex = st.sampled_from(["0" * 32, "f" * 32, "0123456789abcdef" * 2])
keys = _hex | json_texts
_integers = st.integers(-(2**200), 2**200) | st.sampled_from([2**63 - 1, 2**63, 2**64 - 1, 2**64, -(2**63), 2**53 + 1])
_scalars = st.none() | st.booleans() | _integers | st.floats(allow_nan=False, allow_infinity=False) | json_texts
values = st.recursive(_scalars, lambda v: st.lists(v, max_size=4) | st.dictionaries(keys, v, max_size=4), max_leaves=12)


def is_small(value: Any) -> bool:
    """Whether msgpack, and so a checkpoint, has room for each of its integers."""
    if isinstance(value, dict):
        return all(map(is_small, value.values()))
    if isinstance(value, list):
        return all(map(is_small, value))
    return not isinstance(value, int) or -(2**63) <= value < 2**64


def same(one: Any, other: Any) -> bool:
    """Not `==`: True is not 1, and 1.0 is not 1."""
    return repr(one) == repr(other)


def same_number(one: Any, other: Any) -> bool:
    """The same but for how its numbers are written: jsonb knows no 1e3, which is 1000 there, and no -0.0; and what it
    has for 3.891641996545494e+16 ends on 0, while the nearest binary number ends on 4."""
    if isinstance(one, dict) and isinstance(other, dict):
        return one.keys() == other.keys() and all(same_number(one[key], other[key]) for key in one)
    if isinstance(one, list) and isinstance(other, list):
        return len(one) == len(other) and all(map(same_number, one, other))
    if isinstance(one, bool) or isinstance(other, bool):
        return one is other
    if isinstance(one, int) and isinstance(other, float):
        return float(one) == other
    return bool(one == other)


@st.composite
def written(draw: st.DrawFn, what: st.SearchStrategy[Any] = values) -> str:
    """A value as JSON that no serializer would write: escapes where none is needed, keys twice, space, exponents."""
    return _written(draw, draw(what))


def _written(draw: st.DrawFn, value: Any) -> str:
    space = draw(st.sampled_from(["", "", " ", "\n\t\r "]))
    if isinstance(value, dict):
        twice = [(key, None) for key in value if draw(st.booleans())]
        pairs = (f"{_written(draw, key)}:{_written(draw, item)}" for key, item in [*twice, *value.items()])
        return f"{space}{{{','.join(pairs)}{space}}}"
    if isinstance(value, list):
        return f"{space}[{','.join(_written(draw, item) for item in value)}]{space}"
    if isinstance(value, str):
        raw = json.dumps(value, ensure_ascii=draw(st.booleans()))
        if draw(st.booleans()):
            raw = re.sub(r"\\u[0-9a-f]{4}|[ /]", _escaped, raw)
        return space + raw + space
    if isinstance(value, float) and math.isfinite(value) and draw(st.booleans()):
        return f"{value!r}E-0" if "e" not in repr(value) else repr(value).upper()
    return space + json.dumps(value)


def _escaped(found: re.Match[str]) -> str:
    text = found[0]
    return f"\\u{ord(text):04X}" if len(text) == 1 else "\\u" + text[2:].upper()
